//! E-mail: a person moves the account to another address, which counts once its code came back; the old one can undo it.
//!
//! ```text
//!       change_email                letter is composed          confirm_email
//! kept ────────────▶ asked ────────────────────────────▶ armed ─────────────▶ moved ──undo_email, within `email.undo_lives`──▶ back
//!          ▲            │ resend_email: another one              │                                                at the old address,
//!          └────────────┴── drop_email, too old ─────────────────┘                                                 with a new password
//! ```
//!
//! The letter to the new address holds a code and no link: a code can only be typed where its owner is signed in, so a stranger
//! at a mistyped address cannot take the account over with one press. Whether the new address has an account is found by the
//! worker, and told to that address alone. The old address is told with a link that takes the change back, ends every session
//! and asks for a new password; a change of the password does not void it.

pub mod page;
pub mod serve;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::server::outbox::Whereabouts;
use crate::wire::{self, End, Outcome};
use crate::words::{BadEmail, BadPassword};

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Refusal {
    Email(BadEmail),
    /// It is the account's address already.
    Same,
    CodeEmpty,
    CodeShape,
    /// Not the code, or not any more.
    CodeWrong,
    /// No change of address is under way.
    Gone,
    /// Somebody else has proved the address meanwhile.
    Taken,
    Password(BadPassword),
    /// The password and its repetition.
    Differ,
    /// There was proof, and it no longer counts.
    Ended(End),
}

impl wire::Refusal for Refusal {
    fn field(&self) -> Option<&'static str> {
        match self {
            Refusal::Email(_) | Refusal::Same => Some("email"),
            Refusal::CodeEmpty | Refusal::CodeShape | Refusal::CodeWrong => Some("code"),
            Refusal::Password(_) => Some("password"),
            Refusal::Differ => Some("again"),
            Refusal::Gone | Refusal::Taken | Refusal::Ended(_) => None,
        }
    }

    fn status(&self) -> u16 {
        match self {
            Refusal::Gone | Refusal::Taken | Refusal::Ended(_) => 409,
            _ => 422,
        }
    }
}

/// What the page of the address shows.
pub struct Address {
    pub email: String,
    pub pending: Option<Pending>,
}

/// A change that waits for its code.
pub struct Pending {
    pub address: String,
    pub track: Whereabouts,
}

/// What the page that undoes a change stands on.
pub enum Undoing {
    /// The old address, and the new one.
    Open(String, String),
    Ended(End),
}

#[server(prefix = "/api", endpoint = "email")]
pub async fn change_email(#[server(default)] email: String) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Email, |visit| serve::change_email(visit, email)).await
}

#[server(prefix = "/api", endpoint = "email-resend")]
pub async fn resend_email() -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Email, serve::resend_email).await
}

#[server(prefix = "/api", endpoint = "email-confirm")]
pub async fn confirm_email(#[server(default)] code: String) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Email, |visit| serve::confirm_email(visit, code)).await
}

#[server(prefix = "/api", endpoint = "email-drop")]
pub async fn drop_email() -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Email, serve::drop_email).await
}

#[server(prefix = "/api", endpoint = "undo")]
pub async fn undo_email(#[server(default)] password: String, #[server(default)] again: Option<String>) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Undo, |visit| serve::undo_email(visit, password, again)).await
}
