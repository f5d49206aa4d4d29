//! Register: a person asks for an account and proves that the address or the number is theirs; only then is there one.
//!
//! ```text
//!            register                       message is composed
//! nothing ────────────▶ asked ─────────────────────────────────▶ armed ──confirm_code, confirm_link──▶ account
//!                         ▲ resend, correct: a new message, a new code  │                                 ▲
//!                         └─────────────────────────────────────────────┤ confirm_code, where the form    │ confirm_link,
//!                                after `registration.lives`: nothing    └─asked for no password─▶ proved ─┘ with the password
//!
//! where `registration.enter` is `at-once`:  nothing ──register──▶ account, signed in, its address unproved until it is restored
//! ```
//!
//! What the form asks for, and in which order, is the preset's choice (`registration.fields`). A security code is spent in the transaction
//! that writes what was asked for (attack CAP-08). The request looks nothing up. Whether
//! the contact has an account is found by the worker, which then writes another message; page, cookie, rows and progress are the same
//! (attack ENU-05). An SMS holds a code and no link (attack DEL-09). The code works in the browser that asked. The link works anywhere,
//! but in another browser the password is chosen anew: else whoever typed somebody's address first would leave a password of theirs in
//! that person's account (attack REC-10).

pub mod letters;
mod open;
pub mod page;
pub mod serve;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::server::outbox::Whereabouts;
use crate::wire::{self, Outcome};
use crate::words::{BadCaptcha, BadEmail, BadPassword, BadPhone, BadUsername, Channel};

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Refusal {
    Email(BadEmail),
    Phone(BadPhone),
    Username(BadUsername),
    /// None was chosen, or there is no such country.
    Country,
    /// None was chosen, or the site has no such region.
    Region,
    /// None was chosen.
    Kind,
    Captcha(BadCaptcha),
    /// Somebody has the address. Only where people are let in at once does anybody learn that (`registration.enter`).
    Taken(Channel),
    /// Somebody has the name, or one that looks like it.
    NameTaken,
    Password(BadPassword),
    /// The password and its repetition.
    Differ,
    Agreement,
    CodeEmpty,
    CodeShape,
    /// Not the code, or not any more, or not in this browser.
    CodeWrong,
    /// The registration or its link is used, replaced or too old.
    Gone,
}

impl wire::Refusal for Refusal {
    fn field(&self) -> Option<&'static str> {
        match self {
            Refusal::Email(_) | Refusal::Taken(Channel::Letter) => Some("email"),
            Refusal::Phone(_) | Refusal::Taken(Channel::Sms) => Some("phone"),
            Refusal::Username(_) | Refusal::NameTaken => Some("username"),
            Refusal::Country => Some("country"),
            Refusal::Region => Some("region"),
            Refusal::Kind => Some("kind"),
            Refusal::Captcha(_) => Some("captcha"),
            Refusal::Password(_) => Some("password"),
            Refusal::Differ => Some("again"),
            Refusal::Agreement => Some("agree"),
            Refusal::CodeEmpty | Refusal::CodeShape | Refusal::CodeWrong => Some("code"),
            Refusal::Gone => None,
        }
    }

    fn status(&self) -> u16 {
        match self {
            Refusal::Gone | Refusal::Taken(_) | Refusal::NameTaken => 409,
            _ => 422,
        }
    }
}

/// What the page that waits for the message shows.
pub struct Waiting {
    /// As it was typed in this browser.
    pub address: String,
    pub track: Whereabouts,
}

/// What is left to do for the address or number of which there is proof.
pub enum Proof {
    Gone,
    /// This browser asked: one press confirms.
    Here(String),
    /// Another browser asked: the password is chosen here.
    Elsewhere(String),
    /// No password was asked for yet: it comes next.
    Coded(String),
}

#[server(prefix = "/api", endpoint = "register")]
pub async fn register(
    #[server(default)] email: String,
    #[server(default)] phone: String,
    #[server(default)] username: String,
    #[server(default)] country: String,
    #[server(default)] region: String,
    #[server(default)] kind: String,
    #[server(default)] password: String,
    #[server(default)] again: Option<String>,
    #[server(default)] challenge: String,
    #[server(default)] captcha: String,
    #[server(default)] work: String,
    #[server(default)] agree: Option<String>,
) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Register, |visit| {
        serve::register(
            visit,
            serve::Given {
                email,
                phone,
                username,
                country,
                region,
                kind,
                password,
                again,
                captcha: serve::Captcha { challenge, captcha, work },
                agree: agree.is_some(),
            },
        )
    })
    .await
}

#[server(prefix = "/api", endpoint = "confirm")]
pub async fn confirm_code(#[server(default)] code: String) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Confirm, |visit| serve::confirm_code(visit, code)).await
}

#[server(prefix = "/api", endpoint = "welcome")]
pub async fn confirm_link(
    #[server(default)] password: Option<String>,
    #[server(default)] again: Option<String>,
) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Welcome, |visit| serve::confirm_link(visit, password, again)).await
}

#[server(prefix = "/api", endpoint = "resend")]
pub async fn resend() -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Confirm, serve::resend).await
}

#[server(prefix = "/api", endpoint = "correct")]
pub async fn correct(
    #[server(default)] email: String,
    #[server(default)] phone: String,
    #[server(default)] country: String,
) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Confirm, |visit| serve::correct(visit, email, phone, country)).await
}
