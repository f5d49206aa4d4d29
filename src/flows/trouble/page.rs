//! A page that says what is wrong and leads back.

use leptos::prelude::*;

use super::Trouble;
use crate::locale::Texts;
use crate::ui::texts;
use crate::words::Page;

pub fn title(texts: &Texts, trouble: Trouble) -> &str {
    sentences(texts, trouble).0
}

/// The heading and what follows it.
fn sentences(texts: &Texts, Trouble(status): Trouble) -> (&str, &str) {
    match status {
        404 | 405 => (texts.trouble_missing_title(), texts.trouble_missing()),
        403 | 421 => (texts.trouble_refused_title(), texts.trouble_refused()),
        400..=499 => (texts.trouble_malformed_title(), texts.trouble_malformed()),
        503 => (texts.trouble_busy_title(), texts.trouble_busy()),
        _ => (texts.trouble_broken_title(), texts.trouble_broken()),
    }
}

#[component]
pub fn TroublePage(trouble: Trouble) -> impl IntoView {
    let texts = texts();
    let (title, lead) = sentences(texts, trouble);
    view! {
        <section class="card trouble">
            <p class="number">{trouble.0.to_string()}</p>
            <h1 tabindex="-1">{title.to_owned()}</h1>
            <p class="lead">{lead.to_owned()}</p>
            <p class="acts"><a class="button primary" href=Page::Home.path()>{texts.trouble_home().to_owned()}</a></p>
        </section>
    }
}
