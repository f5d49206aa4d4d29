//! Ask a colleague: somebody who is locked out of an organisation, or new there, turns to its administrators.
//!
//! ```text
//!          ask_colleague               the worker finds the organisation           approve: an invitation, or a letter that restores
//! nothing ──────────────▶ asked ─────────────────────────────────────────▶ told ──┬──────────────────────────────────▶ answered
//!                           │ there is none of these numbers: nothing happens     └─ refuse: a letter that says so ────▶ answered
//! ```
//!
//! The request looks nothing up: it writes a row and a job, and the page says the same to everybody (attacks ENU-01, ENU-02). Each
//! administrator gets a letter with a link of their own; it works without signing in, since the mailbox is theirs, as long as they are in
//! charge and reached by it (attack AUT-04). The first answer counts. Whoever asked never learns who works there, nor who has answered.

pub mod letters;
pub mod page;
pub mod serve;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::wire::{self, End, Outcome};
use crate::words::{BadEmail, BadInn, BadKpp, Cause};

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Refusal {
    Inn(BadInn),
    Kpp(BadKpp),
    Email(BadEmail),
    /// Neither locked out nor new.
    Cause,
    /// The link opens nothing, or no more.
    Ended(End),
    /// It is not for this administrator to decide.
    Above,
    /// They work there already.
    Here,
    /// Nobody there has that address.
    Nobody,
    /// They are shut out.
    Shut,
}

impl wire::Refusal for Refusal {
    fn field(&self) -> Option<&'static str> {
        match self {
            Refusal::Inn(_) => Some("inn"),
            Refusal::Kpp(_) => Some("kpp"),
            Refusal::Email(_) => Some("email"),
            Refusal::Cause => Some("cause"),
            _ => None,
        }
    }

    fn status(&self) -> u16 {
        match self {
            Refusal::Inn(_) | Refusal::Kpp(_) | Refusal::Email(_) | Refusal::Cause => 422,
            _ => 409,
        }
    }
}

/// What the page shows to an administrator who has opened such a letter.
pub enum Answering {
    Open { organisation: String, contact: String, cause: Cause },
    Ended(End),
}

#[server(prefix = "/api", endpoint = "colleague")]
pub async fn ask_colleague(
    #[server(default)] inn: String,
    #[server(default)] kpp: String,
    #[server(default)] email: String,
    #[server(default)] cause: String,
) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Colleague, |visit| serve::ask(visit, inn, kpp, email, cause)).await
}

#[server(prefix = "/api", endpoint = "colleague-approve")]
pub async fn approve_by_letter() -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::ColleagueAnswer, serve::approve).await
}

#[server(prefix = "/api", endpoint = "colleague-refuse")]
pub async fn refuse_by_letter() -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::ColleagueAnswer, serve::refuse).await
}
