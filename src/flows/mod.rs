//! What Cabinet does: one folder for each flow.
//!
//! In each, `mod.rs` says what it is (a sentence, the states, the refusals, the server functions), `page.rs` what is seen,
//! `serve.rs` what is decided.

pub mod account;
pub mod agreement;
pub mod home;
pub mod language;
pub mod login;
pub mod register;
#[cfg(feature = "ssr")]
pub mod serve;
pub mod trouble;

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::wire::{Fail, Note, Refusal};
use crate::words::Page;

/// What a page is drawn from.
#[derive(Clone, Serialize, Deserialize)]
pub enum View {
    Home,
    Login,
    Register(agreement::Version),
    Confirm(register::Waiting),
    Welcome(register::Proof),
    Account(account::Profile),
    Agreement(agreement::Version),
    Trouble(trouble::Trouble),
}

/// A page with everything that it shows.
#[derive(Clone, Serialize, Deserialize)]
pub struct Arrival {
    pub page: Page,
    /// Who is signed in.
    pub who: Option<String>,
    pub view: View,
    pub note: Option<Note>,
}

/// What opening a page comes to.
#[derive(Clone, Serialize, Deserialize)]
pub enum Opened {
    Here(Box<Arrival>),
    /// This page has nothing for this person now; that one has.
    Elsewhere(Page),
}

/// The refusals of what only looks: none.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Never {}

impl Refusal for Never {
    fn field(&self) -> Option<&'static str> {
        match *self {}
    }
}

/// Opens a page for the script. The browser itself gets the same with the page.
#[server(prefix = "/api", endpoint = "open", input = GetUrl)]
pub async fn open(page: Page) -> Result<Opened, Fail<Never>> {
    crate::server::answer::look(|visit| serve::open(visit, page)).await
}
