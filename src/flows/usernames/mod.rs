//! Usernames: a person who has forgotten what to sign in by gives an address, and a letter there names it.
//!
//! The request looks nothing up: it writes a row and a job, and the page says the same to everybody (attack ENU-01). The worker finds
//! the accounts that the address is tied to, as their own or as a recovery e-mail that counts; where there is none, nothing is sent.
//! The letter opens nothing.

pub mod letters;
pub mod page;
pub mod serve;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::wire::{self, Outcome};
use crate::words::BadEmail;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Refusal {
    Email(BadEmail),
}

impl wire::Refusal for Refusal {
    fn field(&self) -> Option<&'static str> {
        Some("email")
    }
}

#[server(prefix = "/api", endpoint = "usernames")]
pub async fn send_usernames(#[server(default)] email: String) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Usernames, |visit| serve::send_usernames(visit, email)).await
}
