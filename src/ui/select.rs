//! One of several to be chosen. Of many the script lets one be found by typing; without it they are a plain list.

use leptos::html;
use leptos::prelude::*;

use super::field::{described, reason};
use super::form::Act;
use crate::wire::sheet::Select;
use crate::words::lowered;

/// A labelled list; a long one turns into a line to be typed once the script is there.
pub fn select(select: Select, act: Act) -> AnyView {
    let Select { name, label, autocomplete, is_long, options, chosen } = select;
    let problem = act.problem(&name);
    let (_, described) = described(&name, None, problem);
    let error_id = format!("{name}-error");
    let list = NodeRef::<html::Select>::new();
    let by_typing = RwSignal::new(false);
    if is_long {
        // What was chosen before the script came stays chosen.
        Effect::new(move |_| by_typing.set(list.get().is_some()));
    }
    let names = StoredValue::new(if is_long { options.clone() } else { Vec::new() });
    let options = options.into_iter().map(|(code, name)| {
        let selected = chosen.as_ref() == Some(&code);
        view! { <option value=code selected=selected>{name}</option> }
    });
    let options = options.collect_view();
    let (id, of_input) = (name.clone(), (name.clone(), described.clone()));
    view! {
        <div class="field" class:wrong=move || problem.get().is_some()>
            <label for=name.clone()>{label}</label>
            <div class="pick" hidden=move || by_typing.get()>
                <select
                    node_ref=list
                    id=move || (!by_typing.get()).then(|| id.clone())
                    name=name
                    autocomplete=autocomplete
                    aria-describedby=described
                    aria-invalid=move || problem.get().is_some().then_some("true")
                >
                    {is_long.then(|| view! { <option value=""></option> })}
                    {options}
                </select>
            </div>
            {move || by_typing.get().then(|| {
                let (name, described) = of_input.clone();
                by_typing_it(name, list, names, described, problem)
            })}
            {reason(problem, error_id)}
        </div>
    }
    .into_any()
}

/// The line in which one of `names` is found; what it comes to is chosen in `list` at once, which goes along with the form.
fn by_typing_it(
    name: String,
    list: NodeRef<html::Select>,
    names: StoredValue<Vec<(String, String)>>,
    described: impl Fn() -> Option<String> + Clone + Send + 'static,
    problem: Signal<Option<String>>,
) -> AnyView {
    let choose = move |code: &str| {
        if let Some(list) = list.get_untracked() {
            list.set_value(code);
        }
    };
    let chosen = list.get_untracked().map(|list| list.value()).unwrap_or_default();
    let value = names.with_value(|names| name_of(names, &chosen));
    let on_input = move |event| names.with_value(|names| choose(&find(names, &event_target_value(&event), false)));
    let on_change = move |event| {
        names.with_value(|names| {
            let code = find(names, &event_target_value(&event), true);
            choose(&code);
            if !code.is_empty() {
                event_target::<leptos::web_sys::HtmlInputElement>(&event).set_value(&name_of(names, &code));
            }
        });
    };
    let offered =
        names.with_value(|names| names.iter().map(|(_, name)| view! { <option value=name.clone()></option> }).collect_view());
    let offers = format!("{name}-list");
    view! {
        <input
            id=name
            role="combobox"
            aria-autocomplete="list"
            aria-expanded="false"
            aria-controls=offers.clone()
            list=offers.clone()
            autocomplete="off"
            spellcheck="false"
            dir="auto"
            required
            value=value
            aria-describedby=described
            aria-invalid=move || problem.get().is_some().then_some("true")
            on:input=on_input
            on:change=on_change
        />
        <datalist id=offers>{offered}</datalist>
    }
    .into_any()
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
