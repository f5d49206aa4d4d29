//! Prove: a person who is signed in gives the password again before something that a borrowed browser must not do.
//!
//! ```text
//! signed in --an act or page that asks for it, and the password is older than `session.proof_lives`--> asked
//! asked --prove--> back where they came from, what was typed still there
//! ```
//!
//! The right password begins a session under a new id (attack SES-01); a wrong one is a guess like at sign-in, on the same
//! budget (attack BRU-15). Which act needs it is decided in the act, on the server (attack SES-10).

pub mod page;
pub mod serve;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::wire::{self, Outcome};

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Refusal {
    Empty,
    Wrong,
    /// Too many wrong ones: from here on only restoring helps.
    Locked,
}

impl wire::Refusal for Refusal {
    fn field(&self) -> Option<&'static str> {
        match self {
            Refusal::Empty | Refusal::Wrong => Some("password"),
            Refusal::Locked => None,
        }
    }

    fn status(&self) -> u16 {
        match self {
            Refusal::Locked => 429,
            Refusal::Empty | Refusal::Wrong => 422,
        }
    }
}

#[server(prefix = "/api", endpoint = "prove")]
pub async fn prove(#[server(default)] password: String) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Prove, |visit| serve::prove(visit, password)).await
}
