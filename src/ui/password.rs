//! A password to be typed: it can be looked at, it says when Caps Lock is on or the keyboard speaks another language, and a
//! new one is told how good it is.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast as _;
use leptos::web_sys::Event;

use super::field::{PLAIN, hinted, holder, judged, said};
use super::form::Act;
use super::node::{Element, Node, element, live};
use super::{frame, hydrated};
use crate::wire::sheet::{Password, Role};
use crate::wire::{PasswordWords, fill};
use crate::words::{Strength, Weakness, estimate};

/// From here on letters are not Latin: Greek, Cyrillic, Arabic and so on.
const FOREIGN: char = '\u{370}';

/// A labelled password input.
pub fn password(password: Password, act: Act) -> Node {
    let Password { name, label, role, hint } = password;
    let (site, ready) = (frame(), hydrated());
    let texts = &site.password;
    let reason = act.reason(&name);
    let (shown, caps, foreign) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false));
    let strength = RwSignal::new(None::<Strength>);
    let on_key = move |event: Event| caps.set(event.unchecked_ref::<KeyboardEvent>().get_modifier_state("CapsLock"));
    let on_input = move |event: Event| {
        let typed = event_target_value(&event);
        match role {
            Role::Current => foreign.set(typed.chars().any(|c| c >= FOREIGN)),
            Role::New => strength.set((!typed.is_empty()).then(|| estimate(&typed, &[&own_name(), &site.name]))),
            Role::Repeat => {}
        }
    };
    let input = element("input")
        .set("id", name.clone())
        .set("name", name.clone())
        .follow("type", move || if shown.get() { "text" } else { "password" })
        .set("autocomplete", if role == Role::Current { "current-password" } else { "new-password" })
        .set("autocapitalize", "none")
        .set("spellcheck", "false")
        .set("dir", "auto")
        .set("required", true)
        .on("keydown", on_key)
        .on("keyup", on_key)
        .on("input", on_input);
    let reveal = element("button")
        .set("type", "button")
        .set("class", "reveal")
        .follow("hidden", move || !ready.get())
        .follow("aria-pressed", move || if shown.get() { "true" } else { "false" })
        .set("aria-label", texts.show_long.clone())
        .on("click", move |_| shown.update(|shown| *shown = !*shown))
        .with(live(move || if shown.get() { texts.hide.as_str() } else { texts.show.as_str() }));
    holder("div", PLAIN, &reason)
        .with(element("label").set("for", name).with(label))
        .with(hinted(&reason, hint.as_ref()))
        .with(element("div").set("class", "box").with(judged(input, &reason, hint.is_some())).with(reveal))
        .with(tip(caps, &texts.caps))
        .with(tip(foreign, &texts.layout))
        .with(live(move || strength.get().map(|strength| meter(texts, strength))))
        .with(said(reason))
        .into()
}

fn tip(is_shown: RwSignal<bool>, text: &'static str) -> Element {
    element("p").set("class", "tip").set("role", "status").follow("hidden", move || !is_shown.get()).with(text)
}

fn meter(texts: &PasswordWords, strength: Strength) -> Element {
    let bar = element("span").set("class", "bar").set("aria-hidden", "true");
    element("div")
        .set("class", "strength")
        .set("data-score", strength.score.to_string())
        .set("role", "status")
        .with((0..4).fold(bar, |bar, _| bar.with(element("i"))))
        .with(element("p").with(told(texts, strength)))
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
    let input = document().query_selector("input[autocomplete=username]").ok().flatten();
    let input = input.and_then(|input| input.dyn_into::<leptos::web_sys::HtmlInputElement>().ok());
    let typed = input.map(|input| input.value()).unwrap_or_default();
    typed.split('@').next().unwrap_or_default().to_owned()
}
