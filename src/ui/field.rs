//! A line of text to be typed.

use leptos::prelude::*;

use super::act::Act;
use super::station::Station;
use super::{by, texts};
use crate::locale::Texts;
use crate::words::{BadEmail, Channel};

/// What a field is besides its name.
#[derive(Clone, Default)]
pub struct Kind {
    /// The `type` of the input.
    pub input: &'static str,
    pub autocomplete: &'static str,
    pub inputmode: Option<&'static str>,
    pub class: Option<&'static str>,
    pub hint: Option<String>,
    /// What it holds before anything is typed.
    pub value: Option<String>,
}

impl Kind {
    pub fn new(input: &'static str, autocomplete: &'static str) -> Self {
        Self { input, autocomplete, ..Self::default() }
    }
}

/// A labelled input with its hint and, where it was refused, the reason.
#[component]
pub fn Field(act: Act, name: &'static str, label: String, kind: Kind) -> impl IntoView {
    let problem = act.problem(name);
    let value = expect_context::<Station>().typed(name).or(kind.value);
    let (hint_id, error_id) = (format!("{name}-hint"), format!("{name}-error"));
    let hint = kind.hint.map(|hint| view! { <p class="hint" id=hint_id.clone()>{hint}</p> });
    let described = described_by(hint.is_some(), hint_id, error_id.clone(), problem);
    view! {
        <div class="field" class:wrong=move || problem.get().is_some()>
            <label for=name>{label}</label>
            {hint}
            <input
                id=name
                name=name
                type=kind.input
                class=kind.class
                autocomplete=kind.autocomplete
                inputmode=kind.inputmode
                autocapitalize="none"
                spellcheck="false"
                dir="auto"
                required
                value=value
                aria-describedby=described
                aria-invalid=move || problem.get().is_some().then_some("true")
            />
            <Reason problem id=error_id/>
        </div>
    }
}

/// The field for the code of a letter or an SMS.
#[component]
pub fn CodeField(act: Act, channel: Channel, hint: String) -> impl IntoView {
    let kind = Kind { inputmode: Some("numeric"), class: Some("code"), hint: Some(hint), ..Kind::new("text", "one-time-code") };
    view! { <Field act name="code" label=by(channel, texts().code_label(), texts().code_label_sms()).to_owned() kind/> }
}

/// What is wrong with an address.
pub fn email_sentence(texts: &Texts, bad: BadEmail) -> &str {
    match bad {
        BadEmail::Empty => texts.email_empty(),
        BadEmail::Long => texts.email_long(),
        BadEmail::NoAt => texts.email_no_at(),
        BadEmail::Local => texts.email_local(),
        BadEmail::Domain => texts.email_domain(),
    }
}

/// What stands under a field that was refused.
#[component]
pub fn Reason(#[prop(into)] problem: Signal<Option<String>>, id: String) -> impl IntoView {
    move || problem.get().map(|text| view! { <p class="error" id=id.clone()>{text}</p> })
}

/// The texts that a screen reader adds to the label.
pub fn described_by(
    has_hint: bool,
    hint: String,
    error: String,
    problem: Signal<Option<String>>,
) -> impl Fn() -> Option<String> + Clone + Send + 'static {
    move || match (has_hint, problem.get().is_some()) {
        (true, true) => Some(format!("{hint} {error}")),
        (true, false) => Some(hint.clone()),
        (false, true) => Some(error.clone()),
        (false, false) => None,
    }
}
