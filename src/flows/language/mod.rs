//! Language: the site speaks another one from here on, and what was typed stays.

#[cfg(feature = "ssr")]
pub mod serve;

use leptos::prelude::*;

use super::Never;
use crate::locale::Language;
use crate::wire::Outcome;

#[server(prefix = "/api", endpoint = "language")]
pub async fn set_language(language: Language, #[server(default)] page: String) -> Outcome<Never> {
    crate::server::answer::act(crate::words::Page::at(&page), |visit| serve::set_language(visit, language, page)).await
}
