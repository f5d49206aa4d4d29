//! A password to be typed: it can be looked at, it says when Caps Lock is on or the keyboard speaks another language, and a
//! new one is told how good it is.

use leptos::ev::{Event, KeyboardEvent};
use leptos::prelude::*;

use super::field::{described, reason};
use super::form::Act;
use super::{frame, hydrated};
use crate::wire::sheet::{Password, Role};
use crate::wire::{PasswordWords, fill};
use crate::words::{Strength, Weakness, estimate};

/// From here on letters are not Latin: Greek, Cyrillic, Arabic and so on.
const FOREIGN: char = '\u{370}';

/// A labelled password input.
pub fn password(password: Password, act: Act) -> AnyView {
    let Password { name, label, role, hint } = password;
    let (site, ready) = (frame(), hydrated());
    let texts = &site.password;
    let problem = act.problem(&name);
    let (shown, caps, foreign) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false));
    let strength = RwSignal::new(None::<Strength>);
    let (hint, described) = described(&name, hint, problem);
    let error_id = format!("{name}-error");
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
            <label for=name.clone()>{label}</label>
            {hint}
            <div class="box">
                <input
                    id=name.clone()
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
                    aria-label=texts.show_long.clone()
                    on:click=move |_| shown.update(|shown| *shown = !*shown)
                >
                    {move || if shown.get() { texts.hide.as_str() } else { texts.show.as_str() }}
                </button>
            </div>
            <p class="tip" role="status" hidden=move || !caps.get()>{texts.caps.clone()}</p>
            <p class="tip" role="status" hidden=move || !foreign.get()>{texts.layout.clone()}</p>
            {move || strength.get().map(|strength| meter(texts, strength))}
            {reason(problem, error_id)}
        </div>
    }
    .into_any()
}

fn meter(texts: &PasswordWords, strength: Strength) -> impl IntoView + use<> {
    view! {
        <div class="strength" data-score=strength.score.to_string() role="status">
            <span class="bar" aria-hidden="true"><i></i><i></i><i></i><i></i></span>
            <p>{told(texts, strength)}</p>
        </div>
    }
}

fn told(words: &PasswordWords, Strength { score, weakness }: Strength) -> String {
    let strength = words.strengths.get(usize::from(score)).map_or("", String::as_str);
    let Some(weakness) = weakness else { return strength.to_owned() };
    let [short, repeats, sequence, personal, word] = &words.reasons;
    let reason = match weakness {
        Weakness::Short => short,
        Weakness::Repeats => repeats,
        Weakness::Sequence => sequence,
        Weakness::Personal => personal,
        Weakness::Word => word,
    };
    fill(&words.with_reason, &[("strength", strength), ("reason", reason)])
}

/// The name before the `@` of the login that the password belongs to, as it stands on the page.
fn own_name() -> String {
    use leptos::wasm_bindgen::JsCast as _;
    let input = document().query_selector("input[autocomplete=username]").ok().flatten();
    let input = input.and_then(|input| input.dyn_into::<leptos::web_sys::HtmlInputElement>().ok());
    let typed = input.map(|input| input.value()).unwrap_or_default();
    typed.split('@').next().unwrap_or_default().to_owned()
}
