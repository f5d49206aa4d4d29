//! Agreement: what people agree to, who agreed to it when, and what becomes of that when there is a new version.
//!
//! ```text
//! agreed to an older version --signing in--> asked --accept--> agreed: version, language, digest and time are on record for good
//!                                            ▲   │
//!                                signing in  └───┘ later, until `agreement.required_from`
//! ```
//!
//! From that day on no page and no act of the account goes on without it, in older sessions neither
//! ([`crate::wire::Fail::Consent`]); but for the ways out: signing out, taking the data, deleting the account. Whoever registers
//! agrees to the version of that day.

pub mod page;
pub mod serve;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::server::config::Document;
use crate::wire::{self, Never, Outcome};
use crate::words::Moment;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Refusal {
    /// The box is not ticked.
    Agree,
    /// The text that stood on the page is not the one that stands today.
    Changed,
}

impl wire::Refusal for Refusal {
    fn field(&self) -> Option<&'static str> {
        match self {
            Refusal::Agree => Some("agree"),
            Refusal::Changed => None,
        }
    }

    fn status(&self) -> u16 {
        match self {
            Refusal::Agree => 422,
            Refusal::Changed => 409,
        }
    }
}

/// Which agreement stands today.
pub struct Version {
    pub version: String,
    pub date: Moment,
}

/// The agreement, and how whoever reads it stands to it.
pub struct Shown {
    pub version: Version,
    pub document: Document,
    pub digest: String,
    pub reader: Reader,
}

pub enum Reader {
    Stranger,
    /// Signed in, and yet to agree.
    Asked,
    Agreed(Moment),
}

/// What is asked of an account that has not agreed to the agreement of today.
pub struct Question {
    pub version: Version,
    /// Of the text that the page leads to.
    pub digest: String,
    /// From when nothing goes on without it.
    pub required_from: Moment,
    pub is_required: bool,
    /// What the account agreed to last, and when.
    pub before: Option<(String, Moment)>,
}

/// What an account agreed to, and when.
pub struct Agreed {
    pub version: String,
    /// From when that version stands; nothing, and no digest either, where it is older than the record of texts.
    pub date: Option<Moment>,
    pub digest: String,
    pub at: Moment,
}

#[server(prefix = "/api", endpoint = "consent")]
pub async fn accept(#[server(default)] agree: Option<String>, #[server(default)] text: String) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Consent, |visit| serve::accept(visit, agree.is_some(), text)).await
}

#[server(prefix = "/api", endpoint = "consent-later")]
pub async fn later() -> Outcome<Never> {
    crate::server::answer::act(crate::words::Page::Consent, serve::later).await
}
