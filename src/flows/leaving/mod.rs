//! Leaving: a person has the account deleted, and may think again while the time of grace runs.
//!
//! ```text
//! kept --leave--> leaving, signed out everywhere --`account.grace` has run--> gone, with everything of it
//!   ▲                │
//!   └──────stay──────┘ after signing in again
//! ```

pub mod page;
pub mod serve;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::wire::{self, Never, Outcome};
use crate::words::Moment;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Refusal {
    /// Others work at an organisation that would be left without an owner (attack AUT-05).
    LastOwner,
}

impl wire::Refusal for Refusal {
    fn field(&self) -> Option<&'static str> {
        None
    }

    fn status(&self) -> u16 {
        409
    }
}

/// What the page shows before anything is decided.
pub struct Farewell {
    /// When the account would be gone, if it were decided now.
    pub gone_at: Moment,
}

#[server(prefix = "/api", endpoint = "leave")]
pub async fn leave() -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Leaving, serve::leave).await
}

#[server(prefix = "/api", endpoint = "stay")]
pub async fn stay() -> Outcome<Never> {
    crate::server::answer::act(crate::words::Page::Account, serve::stay).await
}
