//! Restore: a person who has forgotten the password proves that the account's mailbox is theirs and chooses a new one.
//!
//! ```text
//!          ask_restore                 letter is composed           prove_code, or its link is opened
//! nothing ────────────▶ asked ─────────────────────────────▶ armed ───────────────────────────────────▶ proved
//!            ▲   resend, correct: another one,  │              │                                           │ choose_password
//!            └── which replaces it ─────────────┴──────────────┘                                           ▼
//!                                            used, replaced, too old                     a new password, and nobody is signed in
//! ```
//!
//! The request looks nothing up: it writes a row and a job (attacks ENU-01, ENU-02). The worker finds out whose login it is, and
//! makes the secrets; an address that nobody has gets a letter that says so, once a day. Before there is proof, used, replaced and
//! too old are one answer; whoever holds a link's secret is told which. The link opens a page and uses nothing up (attack TOK-02),
//! the code works in the browser that asked (attack TOK-13), and neither signs anybody in (attack REC-05).

pub mod page;
#[cfg(feature = "ssr")]
pub mod serve;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::Never;
use crate::wire::{self, End, Outcome, Track};
use crate::words::BadPassword;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Refusal {
    LoginEmpty,
    Password(BadPassword),
    /// The password and its repetition.
    Differ,
    CodeEmpty,
    CodeShape,
    /// Not the code, or not any more, or not in this browser.
    CodeWrong,
    /// This browser waits for no letter any more.
    Gone,
    /// There was proof, and it no longer counts.
    Ended(End),
}

impl wire::Refusal for Refusal {
    fn field(&self) -> Option<&'static str> {
        match self {
            Refusal::LoginEmpty => Some("login"),
            Refusal::Password(_) => Some("password"),
            Refusal::Differ => Some("again"),
            Refusal::CodeEmpty | Refusal::CodeShape | Refusal::CodeWrong => Some("code"),
            Refusal::Gone | Refusal::Ended(_) => None,
        }
    }

    fn status(&self) -> u16 {
        match self {
            Refusal::Gone | Refusal::Ended(_) => 409,
            _ => 422,
        }
    }
}

/// What the page that waits for the letter shows: the same, whoever has the login.
#[derive(Clone, Serialize, Deserialize)]
pub struct Waiting {
    /// As it was typed in this browser.
    pub login: String,
    pub track: Track,
}

/// What the page for the new password stands on.
#[derive(Clone, Serialize, Deserialize)]
pub enum Proof {
    Given {
        /// The account's address.
        address: String,
    },
    Ended(End),
}

/// From the sign-in form, which hands its login on.
#[server(prefix = "/api", endpoint = "forgot")]
pub async fn forgot() -> Outcome<Never> {
    crate::server::answer::act(crate::words::Page::Login, serve::forgot).await
}

#[server(prefix = "/api", endpoint = "restore")]
pub async fn ask_restore(#[server(default)] login: String) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Restore, |visit| serve::ask(visit, login)).await
}

#[server(prefix = "/api", endpoint = "restore-resend")]
pub async fn resend_restore() -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::RestoreLetter, serve::resend).await
}

#[server(prefix = "/api", endpoint = "restore-correct")]
pub async fn correct_restore(#[server(default)] login: String) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::RestoreLetter, |visit| serve::ask(visit, login)).await
}

#[server(prefix = "/api", endpoint = "restore-code")]
pub async fn prove_code(#[server(default)] code: String) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::RestoreLetter, |visit| serve::prove_code(visit, code)).await
}

#[server(prefix = "/api", endpoint = "restore-password")]
pub async fn choose_password(#[server(default)] password: String, #[server(default)] again: Option<String>) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::RestorePassword, |visit| serve::choose_password(visit, password, again)).await
}
