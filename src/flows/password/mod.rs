//! Password: a person who knows the password replaces it.
//!
//! ```text
//! signed in --change_password--> signed in, here alone and under a new id; every other session, device and letter is void
//! ```
//!
//! The current password is always asked for, and a wrong one is a guess like at sign-in, on the same budget (attack BRU-15).

pub mod page;
pub mod serve;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::wire::{self, Outcome};
use crate::words::BadPassword;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Refusal {
    CurrentEmpty,
    CurrentWrong,
    /// Too many wrong ones: from here on only restoring helps.
    Locked,
    Password(BadPassword),
    /// The new password is the current one.
    Same,
    /// The password and its repetition.
    Differ,
    /// The account changed while the form was on its way.
    Changed,
}

impl wire::Refusal for Refusal {
    fn field(&self) -> Option<&'static str> {
        match self {
            Refusal::CurrentEmpty | Refusal::CurrentWrong => Some("current"),
            Refusal::Password(_) | Refusal::Same => Some("password"),
            Refusal::Differ => Some("again"),
            Refusal::Locked | Refusal::Changed => None,
        }
    }

    fn status(&self) -> u16 {
        match self {
            Refusal::Locked => 429,
            Refusal::Changed => 409,
            _ => 422,
        }
    }
}

#[server(prefix = "/api", endpoint = "password")]
pub async fn change_password(
    #[server(default)] current: String,
    #[server(default)] password: String,
    #[server(default)] again: Option<String>,
) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Password, |visit| serve::change_password(visit, current, password, again)).await
}
