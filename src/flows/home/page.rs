//! The first page.

use leptos::prelude::*;

use crate::ui::{site, texts};
use crate::words::Page;

#[component]
pub fn HomePage(who: Option<String>) -> impl IntoView {
    let (texts, site) = (texts(), site());
    let acts = match who {
        Some(who) => view! {
            <p class="lead" dir="auto">{texts.home_signed_in(&who)}</p>
            <p class="acts"><a class="button primary" href=Page::Account.path()>{texts.home_open().to_owned()}</a></p>
        }
        .into_any(),
        None => view! {
            <p class="lead">{texts.home_lead(&site.name)}</p>
            <p class="acts">
                <a class="button primary" href=Page::Register.path()>{texts.register_submit().to_owned()}</a>
                <a class="button" href=Page::Login.path()>{texts.nav_sign_in().to_owned()}</a>
            </p>
        }
        .into_any(),
    };
    view! {
        <section class="hero">
            <h1 tabindex="-1">{texts.home_title().to_owned()}</h1>
            {acts}
        </section>
    }
}
