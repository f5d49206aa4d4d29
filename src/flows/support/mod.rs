//! Support: somebody who cannot get on alone asks the site's own people, and reads what has become of it.
//!
//! ```text
//!          ask_support            an operator takes it        asks back
//! nothing ────────────▶ received ────────────────────▶ in work ────────▶ asked back ──answer_support──▶ in work
//!                          │                              │                  │
//!                          └──────────────────────────────┴──────────────────┴── an operator closes it ──▶ closed
//! ```
//!
//! The request looks nothing up and writes a row and two jobs, whoever has these numbers and addresses (attacks ENU-01, ENU-02): a letter to
//! the asker with the reference number and the link to the page, and one to the site's support address. The first holds nothing that was
//! typed, since the address may be somebody else's (attack DEL-01). The page shows what has become of the request to the browser that asked
//! and to whoever holds the link; neither is shown what was typed. The link is had again by number and address, and nobody learns whether
//! the two belong together.

pub mod letters;
pub mod page;
pub mod serve;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::wire::{self, Outcome};
use crate::words::{BadCaptcha, BadEmail, BadInn, BadKpp, Moment, Topic};

/// The most characters of what somebody writes.
pub const MOST_WORDS: usize = 500;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Refusal {
    /// None of the topics was chosen.
    Topic,
    Inn(BadInn),
    Kpp(BadKpp),
    Mailbox(BadEmail),
    Email(BadEmail),
    WordsEmpty,
    WordsLong,
    Captcha(BadCaptcha),
    /// No reference number.
    Number,
    /// The address beside it.
    Address(BadEmail),
    /// Nothing is asked any more.
    Gone,
}

impl wire::Refusal for Refusal {
    fn field(&self) -> Option<&'static str> {
        match self {
            Refusal::Topic => Some("topic"),
            Refusal::Inn(_) => Some("inn"),
            Refusal::Kpp(_) => Some("kpp"),
            Refusal::Mailbox(_) => Some("mailbox"),
            Refusal::Email(_) => Some("email"),
            Refusal::WordsEmpty | Refusal::WordsLong => Some("words"),
            Refusal::Captcha(_) => Some("captcha"),
            Refusal::Number => Some("number"),
            Refusal::Address(_) => Some("address"),
            Refusal::Gone => None,
        }
    }

    fn status(&self) -> u16 {
        match self {
            Refusal::Gone => 409,
            _ => 422,
        }
    }
}

/// A request as its asker sees it.
pub struct Shown {
    pub number: String,
    pub topic: Topic,
    pub since: Moment,
    pub state: State,
}

/// What has become of it.
pub enum State {
    Received,
    InWork,
    /// With what the asker was asked.
    Asked(String),
    /// With what came of it, and when.
    Closed(String, Moment),
}

/// What a form of the desk brings.
pub struct Asked {
    pub topic: String,
    pub inn: String,
    pub kpp: String,
    pub mailbox: String,
    pub email: String,
    pub words: String,
}

#[server(prefix = "/api", endpoint = "support")]
pub async fn ask_support(
    #[server(default)] topic: String,
    #[server(default)] inn: String,
    #[server(default)] kpp: String,
    #[server(default)] mailbox: String,
    #[server(default)] email: String,
    #[server(default)] words: String,
    #[server(default)] challenge: String,
    #[server(default)] captcha: String,
    #[server(default)] work: String,
) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Support, |visit| {
        serve::ask_support(visit, Asked { topic, inn, kpp, mailbox, email, words }, serve::Given { challenge, captcha, work })
    })
    .await
}

/// The link to a request once more, to the address that its answers go to.
#[server(prefix = "/api", endpoint = "support-again")]
pub async fn send_link(#[server(default)] number: String, #[server(default)] address: String) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Support, |visit| serve::send_link(visit, number, address)).await
}

#[server(prefix = "/api", endpoint = "support-answer")]
pub async fn answer_support(#[server(default)] words: String) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::SupportRequest, |visit| serve::answer_support(visit, words)).await
}
