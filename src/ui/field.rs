//! A line of text to be typed, a box to be ticked, one of a few to be chosen; and what all fields have: a hint and a reason.

use leptos::prelude::*;

use super::block::words;
use super::form::Act;
use super::time;
use crate::wire::sheet::{Check, Choice, Field};

/// A labelled input with its hint and, where it was refused, the reason.
pub fn field(field: Field, act: Act) -> AnyView {
    let Field { name, label, kind, autocomplete, inputmode, class, hint, value, is_optional } = field;
    let problem = act.problem(&name);
    let (hint, described) = described(&name, hint, problem);
    let error_id = format!("{name}-error");
    view! {
        <div class="field" class:wrong=move || problem.get().is_some()>
            <label for=name.clone()>{label}</label>
            {hint}
            <input
                id=name.clone()
                name=name
                type=kind
                class=class
                autocomplete=autocomplete
                inputmode=inputmode
                autocapitalize="none"
                spellcheck="false"
                dir="auto"
                required=!is_optional
                value=value
                aria-describedby=described
                aria-invalid=move || problem.get().is_some().then_some("true")
            />
            {reason(problem, error_id)}
        </div>
    }
    .into_any()
}

/// A box with its words.
pub fn check(check: Check, act: Act) -> AnyView {
    let Check { name, label, is_ticked, is_required } = check;
    let problem = act.problem(&name);
    let error_id = format!("{name}-error");
    let described = error_id.clone();
    view! {
        <div class="field" class:wrong=move || problem.get().is_some()>
            <label class="check">
                <input
                    type="checkbox"
                    id=name.clone()
                    name=name
                    value="yes"
                    required=is_required
                    checked=is_ticked
                    aria-invalid=move || problem.get().is_some().then_some("true")
                    aria-describedby=move || problem.get().map(|_| described.clone())
                />
                <span>{words(label)}</span>
            </label>
            {reason(problem, error_id)}
        </div>
    }
    .into_any()
}

/// One of a few, as radio buttons. A refusal leads to all of them.
pub fn choice(choice: Choice, act: Act) -> AnyView {
    let Choice { name, legend, options, chosen } = choice;
    let problem = act.problem(&name);
    let error_id = format!("{name}-error");
    let described = error_id.clone();
    let id = name.clone();
    let options = options.into_iter().map(|(value, label)| {
        let id = format!("{name}-{value}");
        let is_chosen = chosen.as_ref() == Some(&value);
        view! {
            <label class="check">
                <input type="radio" id=id name=name.clone() value=value required checked=is_chosen/>
                <span>{label}</span>
            </label>
        }
    });
    let options = options.collect_view();
    view! {
        <fieldset
            id=id
            tabindex="-1"
            class="field"
            class:wrong=move || problem.get().is_some()
            aria-describedby=move || problem.get().map(|_| described.clone())
        >
            <legend>{legend}</legend>
            {options}
            {reason(problem, error_id)}
        </fieldset>
    }
    .into_any()
}

/// What stands under a field that was refused.
pub fn reason(problem: Signal<Option<String>>, id: String) -> AnyView {
    (move || problem.get().map(|text| view! { <p class="error" id=id.clone()>{time::text(text)}</p> })).into_any()
}

/// The hint of a field, and the ids of the texts that a screen reader adds to its label.
pub fn described(
    name: &str,
    hint: Option<String>,
    problem: Signal<Option<String>>,
) -> (Option<AnyView>, impl Fn() -> Option<String> + Clone + Send + 'static) {
    let (hint_id, error) = (format!("{name}-hint"), format!("{name}-error"));
    let told = hint.is_some().then(|| hint_id.clone());
    let hint = hint.map(|hint| view! { <p class="hint" id=hint_id>{hint}</p> }.into_any());
    let described = move || match (&told, problem.get().is_some()) {
        (Some(hint), true) => Some(format!("{hint} {error}")),
        (Some(hint), false) => Some(hint.clone()),
        (None, true) => Some(error.clone()),
        (None, false) => None,
    };
    (hint, described)
}
