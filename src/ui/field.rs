//! A line of text to be typed, a box to be ticked, one of a few to be chosen; and what all fields have: a hint and a reason.

use super::block::words;
use super::form::{Act, Reason};
use super::node::{Element, Node, element, live, several};
use super::time;
use crate::wire::sheet::{Check, Choice, Field};

/// A labelled input with its hint and, where it was refused, the reason.
pub fn field(field: Field, act: Act) -> Node {
    let Field { name, label, kind, autocomplete, inputmode, class, hint, value, is_optional } = field;
    let reason = act.reason(&name);
    let input = element("input")
        .set("id", name.clone())
        .set("name", name.clone())
        .set("type", kind)
        .set("class", class)
        .set("autocomplete", autocomplete)
        .set("inputmode", inputmode)
        .set("autocapitalize", "none")
        .set("spellcheck", "false")
        .set("dir", "auto")
        .set("required", !is_optional)
        .set("value", value);
    holder("div", PLAIN, &reason)
        .with(element("label").set("for", name).with(label))
        .with(hinted(&reason, hint.as_ref()))
        .with(judged(input, &reason, hint.is_some()))
        .with(said(reason))
        .into()
}

/// A box with its words.
pub fn check(check: Check, act: Act) -> Node {
    let Check { name, label, is_ticked, is_required } = check;
    let reason = act.reason(&name);
    let input = element("input")
        .set("type", "checkbox")
        .set("id", name.clone())
        .set("name", name)
        .set("value", "yes")
        .set("required", is_required)
        .set("checked", is_ticked);
    let label = element("label").set("class", "check").with(judged(input, &reason, false)).with(element("span").with(words(label)));
    holder("div", PLAIN, &reason).with(label).with(said(reason)).into()
}

/// One of a few, as radio buttons. A refusal leads to all of them.
pub fn choice(choice: Choice, act: Act) -> Node {
    let Choice { name, legend, options, chosen } = choice;
    let reason = act.reason(&name);
    let of_all = reason.clone();
    let all = holder("fieldset", PLAIN, &reason)
        .set("id", name.clone())
        .set("tabindex", "-1")
        .follow("aria-describedby", move || of_all.is().then(|| of_all.id("error")));
    let option = |(value, label): (String, String)| {
        let input = element("input")
            .set("type", "radio")
            .set("id", format!("{name}-{value}"))
            .set("name", name.clone())
            .set("required", true)
            .set("checked", chosen.as_ref() == Some(&value))
            .set("value", value);
        element("label").set("class", "check").with(input).with(element("span").with(label))
    };
    let options = several(options.into_iter().map(option));
    all.with(element("legend").with(legend)).with(options).with(said(reason)).into()
}

/// What a field stands in, by its classes as they are and as they are where it was refused.
pub fn holder(tag: &'static str, [right, wrong]: [&'static str; 2], reason: &Reason) -> Element {
    let reason = reason.clone();
    element(tag).follow("class", move || if reason.is() { wrong } else { right })
}

/// The classes of an ordinary field.
pub const PLAIN: [&str; 2] = ["field", "field wrong"];

/// The hint of a field.
pub fn hinted(reason: &Reason, hint: Option<&String>) -> Node {
    hint.map(|hint| element("p").set("class", "hint").set("id", reason.id("hint")).with(hint.clone())).into()
}

/// An input that says whether it was refused, and which texts a screen reader adds to its label.
pub fn judged(input: Element, reason: &Reason, has_hint: bool) -> Element {
    let (described, wrong) = (reason.clone(), reason.clone());
    let described = move || match (has_hint, described.is()) {
        (true, true) => Some(format!("{} {}", described.id("hint"), described.id("error"))),
        (true, false) => Some(described.id("hint")),
        (false, true) => Some(described.id("error")),
        (false, false) => None,
    };
    input.follow("aria-describedby", described).follow("aria-invalid", move || wrong.is().then_some("true"))
}

/// What stands under a field that was refused.
pub fn said(reason: Reason) -> Node {
    let id = reason.id("error");
    live(move || reason.get().map(|text| element("p").set("class", "error").set("id", id.clone()).with(time::text(text))))
}
