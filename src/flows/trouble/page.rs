//! A page that says what is wrong and leads back.

use leptos::prelude::*;

use super::Trouble;
use crate::locale::Texts;
use crate::ui::texts;
use crate::words::Page;

pub fn title(texts: &Texts, trouble: Trouble) -> &str {
    match trouble {
        Trouble::Missing => texts.trouble_missing_title(),
        Trouble::Malformed => texts.trouble_malformed_title(),
        Trouble::Refused => texts.trouble_refused_title(),
        Trouble::Busy => texts.trouble_busy_title(),
        Trouble::Broken => texts.trouble_broken_title(),
    }
}

#[component]
pub fn TroublePage(trouble: Trouble) -> impl IntoView {
    let texts = texts();
    let lead = match trouble {
        Trouble::Missing => texts.trouble_missing(),
        Trouble::Malformed => texts.trouble_malformed(),
        Trouble::Refused => texts.trouble_refused(),
        Trouble::Busy => texts.trouble_busy(),
        Trouble::Broken => texts.trouble_broken(),
    };
    view! {
        <section class="card trouble">
            <p class="number">{trouble.number()}</p>
            <h1 tabindex="-1">{title(texts, trouble).to_owned()}</h1>
            <p class="lead">{lead.to_owned()}</p>
            <p class="acts"><a class="button primary" href=Page::Home.path()>{texts.trouble_home().to_owned()}</a></p>
        </section>
    }
}
