//! Login: a person who has an account comes in, and goes out again.
//!
//! ```text
//! signed out --sign_in--> signed in --sign_out, idle, end of life, revoked--> signed out
//!           \\--sign_in with a one-time password--> the page where restoring goes on, and nowhere else
//! ```
//!
//! A wrong password, a login that nobody has, an address that was never confirmed, an account that was shut: one refusal,
//! one cost (attacks ENU-01, ENU-02). A guess is booked before the password is checked, and taken back when it was right.

pub mod page;
pub mod serve;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::wire::{self, Never, Outcome};
use crate::words::BadPhone;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Refusal {
    LoginEmpty,
    /// Here people sign in by a number, and this is none.
    Phone(BadPhone),
    PasswordEmpty,
    /// They do not belong together, for whatever reason.
    Wrong,
    /// Too many wrong ones: from here on only restoring helps, whether or not anybody has the login (NIST SP 800-63B-4 §3.2.2).
    Locked,
}

impl wire::Refusal for Refusal {
    fn field(&self) -> Option<&'static str> {
        match self {
            Refusal::LoginEmpty | Refusal::Phone(_) => Some("login"),
            Refusal::PasswordEmpty => Some("password"),
            Refusal::Wrong | Refusal::Locked => None,
        }
    }

    fn status(&self) -> u16 {
        match self {
            Refusal::LoginEmpty | Refusal::Phone(_) | Refusal::PasswordEmpty => 422,
            Refusal::Wrong => 401,
            Refusal::Locked => 429,
        }
    }
}

#[server(prefix = "/api", endpoint = "login")]
pub async fn sign_in(
    #[server(default)] login: String,
    #[server(default)] country: String,
    #[server(default)] password: String,
    #[server(default)] remember: Option<String>,
) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Login, |visit| {
        serve::sign_in(visit, serve::Given { login, country, password, remember: remember.is_some() })
    })
    .await
}

#[server(prefix = "/api", endpoint = "logout")]
pub async fn sign_out() -> Outcome<Never> {
    crate::server::answer::act(crate::words::Page::Home, serve::sign_out).await
}
