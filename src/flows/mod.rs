//! What Cabinet does: one folder for each flow.
//!
//! In each, `mod.rs` says what it is (a sentence, the states, the refusals, the server functions), `page.rs` what is seen,
//! `serve.rs` what is decided.

pub mod account;
pub mod agreement;
pub mod email;
pub mod help;
pub mod history;
pub mod home;
pub mod language;
pub mod leaving;
pub mod login;
pub mod password;
pub mod prove;
pub mod register;
pub mod restore;
#[cfg(feature = "ssr")]
pub mod serve;
pub mod sessions;
pub mod trouble;

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

#[cfg(feature = "ssr")]
use crate::wire::Document;
use crate::wire::{Fail, Note, Refusal, Track};
use crate::words::Page;

/// What a page is drawn from.
#[derive(Clone, Serialize, Deserialize)]
pub enum View {
    Home,
    Login,
    Register(agreement::Version),
    Confirm(register::Waiting),
    Welcome(register::Proof),
    Restore,
    RestoreCode(restore::Waiting),
    RestoreSent(restore::Waiting),
    RestorePassword(restore::Proof),
    Account(account::Profile),
    Prove,
    Password,
    Email(email::Address),
    Undo(email::Undoing),
    Sessions(Vec<sessions::Place>),
    History(Vec<history::Entry>),
    Leaving(leaving::Farewell),
    Agreement(agreement::Version),
    /// Drawn on the server alone: it has nothing that a script could add, and whoever comes to it gets it as a page of its own.
    #[cfg(feature = "ssr")]
    Help(Document),
    Trouble(trouble::Trouble),
}

/// A page with everything that it shows.
#[derive(Clone, Serialize_tuple, Deserialize_tuple)]
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

/// Where the message is that a page waits for; nothing when it waits for none.
#[server(prefix = "/api", endpoint = "track", input = GetUrl)]
pub async fn follow(page: Page) -> Result<Option<Track>, Fail<Never>> {
    crate::server::answer::look(|visit| serve::follow(visit, page)).await
}
