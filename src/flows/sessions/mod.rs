//! Sessions: a person sees where they are signed in, to either of two linked accounts, and ends what is not theirs or not needed.
//!
//! ```text
//! signed in here and there --end_session--> there no longer
//!                          --end_other_sessions--> here alone
//! ```
//!
//! Both ask for a password given a moment ago, so that whoever borrowed a browser cannot put its owner out.

pub mod page;
pub mod serve;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::wire::{self, Outcome};
use crate::words::{Moment, Span};

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Refusal {
    /// It has ended already, or never was this account's: one answer (attack AUT-02).
    Gone,
}

impl wire::Refusal for Refusal {
    fn field(&self) -> Option<&'static str> {
        None
    }

    fn status(&self) -> u16 {
        409
    }
}

/// One place where this person is signed in.
pub struct Place {
    pub id: String,
    /// Which account it is of, where there are two.
    pub account: Option<String>,
    /// Browser and system, as far as they can be told; empty where they cannot.
    pub device: String,
    /// The network, with the end of its address left out.
    pub network: String,
    pub since: Moment,
    /// How long it has rested.
    pub rested: Span,
    /// Whether it is the one that asks.
    pub here: bool,
}

#[server(prefix = "/api", endpoint = "session-end")]
pub async fn end_session(#[server(default)] id: String) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Sessions, |visit| serve::end_session(visit, id)).await
}

#[server(prefix = "/api", endpoint = "sessions-end")]
pub async fn end_other_sessions() -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Sessions, serve::end_other_sessions).await
}
