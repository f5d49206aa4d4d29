//! A password to be typed: it can be looked at, it says when Caps Lock is on or the keyboard speaks another language, and a
//! new one is told how good it is.

use leptos::ev::{Event, KeyboardEvent};
use leptos::prelude::*;

use super::act::Act;
use super::field::{Reason, described_by};
use super::{hydrated, site, texts};
use crate::locale::Texts;
use crate::words::{BadPassword, Password, PasswordRule, Strength, Weakness, estimate};

/// From here on letters are not Latin: Greek, Cyrillic, Arabic and so on.
const FOREIGN: char = '\u{370}';

/// What the password is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// One that exists.
    Current,
    /// One to be kept.
    New,
    /// The new one once more.
    Repeat,
}

/// A labelled password input.
#[component]
pub fn PasswordField(act: Act, name: &'static str, label: String, role: Role) -> impl IntoView {
    let (texts, site, ready) = (texts(), site(), hydrated());
    let problem = act.problem(name);
    let (shown, caps, foreign) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false));
    let strength = RwSignal::new(None::<Strength>);
    let (hint_id, error_id) = (format!("{name}-hint"), format!("{name}-error"));
    let hint = (role == Role::New).then(|| texts.password_rule(u64::from(site.password.min)));
    let hint = hint.map(|hint| view! { <p class="hint" id=hint_id.clone()>{hint}</p> });
    let described = described_by(hint.is_some(), hint_id, error_id.clone(), problem);
    let on_key = move |event: KeyboardEvent| caps.set(event.get_modifier_state("CapsLock"));
    let on_input = move |event: Event| {
        let typed = event_target_value(&event);
        match role {
            Role::Current => foreign.set(typed.chars().any(|c| c >= FOREIGN)),
            Role::New => strength.set((!typed.is_empty()).then(|| estimate(&typed, &[&own_name(), &site.name]))),
            Role::Repeat => {}
        }
    };
    view! {
        <div class="field" class:wrong=move || problem.get().is_some()>
            <label for=name>{label}</label>
            {hint}
            <div class="box">
                <input
                    id=name
                    name=name
                    type=move || if shown.get() { "text" } else { "password" }
                    autocomplete=if role == Role::Current { "current-password" } else { "new-password" }
                    autocapitalize="none"
                    spellcheck="false"
                    dir="auto"
                    required
                    aria-describedby=described
                    aria-invalid=move || problem.get().is_some().then_some("true")
                    on:keydown=on_key
                    on:keyup=on_key
                    on:input=on_input
                />
                <button
                    type="button"
                    class="reveal"
                    hidden=move || !ready.get()
                    aria-pressed=move || if shown.get() { "true" } else { "false" }
                    aria-label=texts.password_show_long().to_owned()
                    on:click=move |_| shown.update(|shown| *shown = !*shown)
                >
                    {move || if shown.get() { texts.password_hide() } else { texts.password_show() }}
                </button>
            </div>
            <p class="tip" role="status" hidden=move || !caps.get()>{texts.password_caps().to_owned()}</p>
            <p class="tip" role="status" hidden=move || !foreign.get()>{texts.password_layout().to_owned()}</p>
            {move || strength.get().map(|strength| meter(texts, strength))}
            <Reason problem id=error_id/>
        </div>
    }
}

/// The fields for a new password of the account that `username` names.
#[component]
pub fn NewPassword(act: Act, username: String, label: String) -> impl IntoView {
    let (texts, site) = (texts(), site());
    view! {
        // So that a password manager knows what the password is for.
        <input type="text" name="username" autocomplete="username" value=username readonly hidden/>
        <PasswordField act name="password" label role=Role::New/>
        {site.repeat.then(|| view! {
            <PasswordField act name="again" label=texts.password_again().to_owned() role=Role::Repeat/>
        })}
    }
}

/// What is wrong with a new password.
pub fn password_sentence(texts: &Texts, rule: PasswordRule, bad: BadPassword) -> String {
    match bad {
        BadPassword::Empty => texts.password_choose(),
        BadPassword::Short => return texts.password_short(u64::from(rule.min)),
        BadPassword::Long => return texts.password_long(&rule.max.min(Password::MAX_BYTES as u32).to_string()),
        BadPassword::Common => texts.password_common(),
        BadPassword::Personal => texts.password_personal(),
        BadPassword::Guessable(Weakness::Short) => texts.password_guess_short(),
        BadPassword::Guessable(Weakness::Repeats) => texts.password_guess_repeats(),
        BadPassword::Guessable(Weakness::Sequence) => texts.password_guess_sequence(),
        BadPassword::Guessable(Weakness::Personal) => texts.password_guess_personal(),
        BadPassword::Guessable(Weakness::Word) => texts.password_guess_word(),
    }
    .to_owned()
}

fn meter(texts: &Texts, strength: Strength) -> impl IntoView + use<> {
    view! {
        <div class="strength" data-score=strength.score.to_string() role="status">
            <span class="bar" aria-hidden="true"><i></i><i></i><i></i><i></i></span>
            <p>{told(texts, strength)}</p>
        </div>
    }
}

fn told(texts: &Texts, strength: Strength) -> String {
    let score = match strength.score {
        0 => texts.strength_s0(),
        1 => texts.strength_s1(),
        2 => texts.strength_s2(),
        3 => texts.strength_s3(),
        _ => texts.strength_s4(),
    };
    let reason = match strength.weakness {
        None => return score.to_owned(),
        Some(Weakness::Short) => texts.strength_short(),
        Some(Weakness::Repeats) => texts.strength_repeats(),
        Some(Weakness::Sequence) => texts.strength_sequence(),
        Some(Weakness::Personal) => texts.strength_personal(),
        Some(Weakness::Word) => texts.strength_word(),
    };
    texts.strength_with_reason(reason, score)
}

/// The name before the `@` of the login that the password belongs to, as it stands on the page.
fn own_name() -> String {
    use leptos::wasm_bindgen::JsCast as _;
    let input = document().query_selector("input[autocomplete=username]").ok().flatten();
    let input = input.and_then(|input| input.dyn_into::<leptos::web_sys::HtmlInputElement>().ok());
    let typed = input.map(|input| input.value()).unwrap_or_default();
    typed.split('@').next().unwrap_or_default().to_owned()
}
