//! One of several to be chosen. Of many the script lets one be found by typing; without it they are a plain list.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast as _;
use leptos::web_sys::{Event, HtmlInputElement, HtmlSelectElement};

use super::field::{PLAIN, holder, judged, said};
use super::form::{Act, Reason};
use super::hydrated;
use super::node::{Element, Node, element, live, several};
use crate::wire::sheet::Select;
use crate::words::lowered;

/// Values with what people call them.
type Names = Vec<(String, String)>;

/// A labelled list; a long one turns into a line to be typed once the script is there.
pub fn select(select: Select, act: Act) -> Node {
    let Select { name, label, autocomplete, is_long, options, chosen } = select;
    let reason = act.reason(&name);
    let by_typing = hydrated();
    let by_typing = move || is_long && by_typing.get();
    let names = StoredValue::new(if is_long { options.clone() } else { Vec::new() });
    let option = |(code, name)| {
        let is_chosen = chosen.as_ref() == Some(&code);
        element("option").set("value", code).set("selected", is_chosen).with(name)
    };
    let options = several(options.into_iter().map(option));
    let (id, line, of_line) = (name.clone(), name.clone(), reason.clone());
    let list = element("select")
        .follow("id", move || (!by_typing()).then(|| id.clone()))
        .set("name", name.clone())
        .set("autocomplete", autocomplete)
        .with(is_long.then(|| element("option").set("value", "")))
        .with(options);
    let pick = element("div").set("class", "pick").follow("hidden", by_typing).with(judged(list, &reason, false));
    holder("div", PLAIN, &reason)
        .with(element("label").set("for", name).with(label))
        .with(pick)
        .with(live(move || by_typing().then(|| by_typing_it(&line, names, &of_line))))
        .with(said(reason))
        .into()
}

/// The line in which one of `names` is found; what it comes to is chosen in the list at once, which goes along with the form.
fn by_typing_it(name: &str, names: StoredValue<Names>, reason: &Reason) -> Node {
    let list = list(name);
    // What was chosen before the script came stays chosen.
    let chosen = list.as_ref().map(HtmlSelectElement::value).unwrap_or_default();
    let choose = move |code: &str| list.iter().for_each(|list| list.set_value(code));
    let choose_at_last = choose.clone();
    let on_input = move |event: Event| names.with_value(|names| choose(&find(names, &event_target_value(&event), false)));
    let on_change = move |event: Event| {
        names.with_value(|names| {
            let code = find(names, &event_target_value(&event), true);
            choose_at_last(&code);
            if !code.is_empty() {
                event_target::<HtmlInputElement>(&event).set_value(&name_of(names, &code));
            }
        });
    };
    let offers = format!("{name}-list");
    let offered = names.with_value(|names| several(names.iter().map(|(_, name)| element("option").set("value", name.clone()))));
    let line: Element = element("input")
        .set("id", name.to_owned())
        .set("role", "combobox")
        .set("aria-autocomplete", "list")
        .set("aria-expanded", "false")
        .set("aria-controls", offers.clone())
        .set("list", offers.clone())
        .set("autocomplete", "off")
        .set("spellcheck", "false")
        .set("dir", "auto")
        .set("required", true)
        .set("value", names.with_value(|names| name_of(names, &chosen)))
        .on("input", on_input)
        .on("change", on_change);
    several([judged(line, reason, false), element("datalist").set("id", offers).with(offered)])
}

/// The list of a name on the page.
fn list(name: &str) -> Option<HtmlSelectElement> {
    let found = document().query_selector(&format!("select[name=\"{name}\"]")).ok().flatten();
    found.and_then(|list| list.dyn_into().ok())
}

fn name_of(options: &[(String, String)], code: &str) -> String {
    options.iter().find(|(known, _)| known == code).map_or_else(String::new, |(_, name)| name.clone())
}

/// The code of a name, whole; or, where that is enough, of the only one that begins so. Nothing where there is none.
fn find(options: &[(String, String)], typed: &str, by_beginning: bool) -> String {
    let small = |text: &str| text.trim().chars().map(lowered).collect::<String>();
    let typed = small(typed);
    if let Some((code, _)) = options.iter().find(|(_, name)| small(name) == typed) {
        return code.clone();
    }
    let mut like = options.iter().filter(|(_, name)| by_beginning && !typed.is_empty() && small(name).starts_with(&typed));
    match (like.next(), like.next()) {
        (Some((code, _)), None) => code.clone(),
        _ => String::new(),
    }
}
