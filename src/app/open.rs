//! What the page around the flows asks of the server.

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::wire::sheet::Track;
use crate::wire::{Fail, Never, Opened, Outcome};
use crate::words::Page;

/// Opens a page for the script. The browser itself gets the same with the page.
#[server(prefix = "/api", endpoint = "open", input = GetUrl)]
pub async fn open(page: Page) -> Result<Opened, Fail<Never>> {
    crate::server::answer::look(|visit| crate::flows::serve::open(visit, page)).await
}

/// Where the message is that a page waits for; nothing when it waits for none.
#[server(prefix = "/api", endpoint = "track", input = GetUrl)]
pub async fn follow(page: Page) -> Result<Option<Track>, Fail<Never>> {
    crate::server::answer::look(|visit| crate::flows::serve::follow(visit, page)).await
}

/// The site speaks another language from here on, and what was typed stays.
#[server(prefix = "/api", endpoint = "language")]
pub async fn set_language(#[server(default)] language: String, #[server(default)] page: String) -> Outcome<Never> {
    crate::server::answer::act(Page::at(&page), |visit| crate::flows::serve::set_language(visit, language, page)).await
}
