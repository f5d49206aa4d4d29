//! Correction: an account moves to another address because its owner cannot: two of the site's own people see to it, one after the other.
//!
//! ```text
//!        propose_correction          approve_correction, by another          confirm_correction, by the new address
//! none ─────────────────────▶ proposed ──────────────────────────────▶ waiting ─────────────────────────────────────▶ confirmed
//!                                │                                        │                                               │
//!                                └── stopped, by an operator ─────────────┴── stopped, by its owner or an operator ───────┤
//!                                                                             replaced by a new password or address       ▼
//!                                                                             not confirmed in time            moved, when it has waited
//! ```
//!
//! Operators propose and approve on their own page (`flows/queue`). From the approval on every address of the account knows of it and has
//! `support.correction_waits` to stop it (attack REC-09): on the page of the account, or by choosing a new password. The new address has a
//! letter with a link, whose holder says that this is wanted. What is left of it when its time has come is carried out by the worker, in the
//! way in which an owner moves an account: everybody is signed out, restores are void, and the old address can take it back.

pub mod letters;
pub mod page;
pub mod serve;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::wire::{self, End, Outcome};
use crate::words::Moment;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Refusal {
    /// The link no longer opens anything.
    Ended(End),
    /// There is nothing to be stopped.
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

/// What the page for the new address stands on.
pub enum Confirming {
    /// The new address, and when the account moves.
    Open(String, Moment),
    /// It is confirmed, and the account moves then.
    Confirmed(Moment),
    Ended(End),
}

#[server(prefix = "/api", endpoint = "correction-confirm")]
pub async fn confirm_correction() -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::SupportRequest, serve::confirm_correction).await
}

/// The owner wants it not.
#[server(prefix = "/api", endpoint = "correction-stop")]
pub async fn stop_correction() -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Account, serve::stop_correction).await
}
