//! Restore: a person who has forgotten the password proves that the account's mailbox or number is theirs and chooses a new one.
//!
//! ```text
//!          ask_restore                message is composed          prove_code, or its link is opened
//! nothing ────────────▶ asked ─────────────────────────────▶ armed ───────────────────────────────────▶ proved
//!            ▲   resend, correct: another one,  │              │                                         ▲  │ choose_password
//!            └── which replaces it ─────────────┴──────────────┤ prove_code, in the way `sms-password`   │  ▼
//!                                            used, replaced,   └─▶ passed ──sign_in with the one-time────┘  a new password, and
//!                                            too old               password of a second SMS                 nobody is signed in
//! ```
//!
//! Which way it goes over is the preset's choice (`restore.ways`) and the contact's: a letter with a code and a link; an SMS with a
//! code; an SMS with a code that is good for a second one with a one-time password, which stands beside the account's own; a letter
//! with such a password; a letter with one long code, its link the same secret, which is given together with the new password and needs
//! no browser of its own; or one of the ways that people have set up, which [`ways`] tells.
//! The request looks nothing up: it writes a row and a job (attacks ENU-01, ENU-02). The worker finds out whose login it is, and
//! makes the secrets; an address that nobody has gets a letter that says so, once a day. SMS go only to numbers that have an account,
//! and go unseen: what the page follows is the same for any number (attacks DEL-02, ENU-03). A site may say so (`restore.tells_unknown`)
//! where nobody has a login: to whoever passes for a person, and seldom (attack ENU-10). Before there is proof, used, replaced and
//! too old are one answer; whoever holds a link's secret is told which. The link opens a page and uses nothing up (attack TOK-02),
//! the code works in the browser that asked (attack TOK-13), and neither signs anybody in (attack REC-05).

pub mod browser;
pub mod letters;
pub mod page;
pub mod serve;
pub mod ways;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::server::config::Way;
use crate::server::outbox::Whereabouts;
use crate::wire::{self, End, Never, Outcome};
use crate::words::{BadCaptcha, BadPassword, BadPhone, Channel, Page};

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Refusal {
    LoginEmpty,
    /// A number that no SMS can go to.
    Phone(BadPhone),
    /// Nobody has it. Only a site that says so lets anybody learn that.
    Unknown,
    Captcha(BadCaptcha),
    Password(BadPassword),
    /// The password and its repetition.
    Differ,
    /// The one-time password, where it is asked for once more.
    CurrentEmpty,
    CurrentWrong,
    CodeEmpty,
    CodeShape,
    /// Not the code, or not any more, or not in this browser.
    CodeWrong,
    KeyShape,
    /// No letter of ours has it.
    KeyWrong,
    /// This browser waits for no letter any more.
    Gone,
    /// There was proof, and it no longer counts.
    Ended(End),
}

impl wire::Refusal for Refusal {
    fn field(&self) -> Option<&'static str> {
        match self {
            Refusal::LoginEmpty | Refusal::Phone(_) | Refusal::Unknown => Some("login"),
            Refusal::Captcha(_) => Some("captcha"),
            Refusal::Password(_) => Some("password"),
            Refusal::Differ => Some("again"),
            Refusal::CurrentEmpty | Refusal::CurrentWrong => Some("current"),
            Refusal::CodeEmpty | Refusal::CodeShape | Refusal::CodeWrong | Refusal::KeyShape | Refusal::KeyWrong => Some("code"),
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

/// What the page that waits for the message shows: the same, whoever has the login.
pub struct Waiting {
    /// The login as it was typed in this browser, a number as the world dials it; or the address that was typed for the chosen way.
    pub login: String,
    pub channel: Channel,
    /// None yet where there is a choice.
    pub way: Option<Way>,
    /// Where this browser waits, or what it has yet to do.
    pub page: Page,
    pub track: Whereabouts,
}

/// What the page for the new password stands on.
pub enum Proof {
    /// For the account that is reached by this; and whether the one-time password is asked for once more.
    Given {
        contact: String,
        asks_current: bool,
    },
    Ended(End),
}

/// What the page for a long code and the new password stands on.
pub enum Keyed {
    /// The code that the link brought, and what this browser waits for.
    Open { key: Option<String>, waiting: Option<Waiting> },
    /// The link opens nothing.
    Ended(End),
}

/// From the sign-in form, which hands its login on.
#[server(prefix = "/api", endpoint = "forgot")]
pub async fn forgot() -> Outcome<Never> {
    crate::server::answer::act(crate::words::Page::Login, serve::forgot).await
}

#[server(prefix = "/api", endpoint = "restore")]
pub async fn ask_restore(
    #[server(default)] login: String,
    #[server(default)] country: String,
    #[server(default)] challenge: String,
    #[server(default)] captcha: String,
    #[server(default)] work: String,
) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Restore, |visit| {
        serve::ask(visit, login, country, serve::Given { challenge, captcha, work })
    })
    .await
}

#[server(prefix = "/api", endpoint = "restore-resend")]
pub async fn resend_restore() -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::RestoreCode, serve::resend).await
}

#[server(prefix = "/api", endpoint = "restore-correct")]
pub async fn correct_restore(#[server(default)] login: String, #[server(default)] country: String) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::RestoreCode, |visit| serve::correct(visit, login, country)).await
}

#[server(prefix = "/api", endpoint = "restore-code")]
pub async fn prove_code(#[server(default)] code: String) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::RestoreCode, |visit| serve::prove_code(visit, code)).await
}

/// A long code and the new password, in one.
#[server(prefix = "/api", endpoint = "restore-key")]
pub async fn restore_with_key(
    #[server(default)] code: String,
    #[server(default)] password: String,
    #[server(default)] again: Option<String>,
) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::RestoreCode, |visit| serve::restore_with_key(visit, code, password, again)).await
}

#[server(prefix = "/api", endpoint = "restore-password")]
pub async fn choose_password(
    #[server(default)] current: String,
    #[server(default)] password: String,
    #[server(default)] again: Option<String>,
) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::RestorePassword, |visit| serve::choose_password(visit, current, password, again))
        .await
}
