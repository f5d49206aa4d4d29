//! Ways: a person who has forgotten the password chooses one of the ways that the account's owner has set up beside it, and proves
//! to be that owner.
//!
//! ```text
//!       ask_restore           choose_way              the proof that it asks for
//! nothing ───────▶ asked ────────────────▶ chosen ──┬─ recovery e-mail, named in full ── its link is opened ──▶ proved ── a new password
//!                              ▲                    ├─ a captcha ── the code of an SMS to the mobile phone ───▶   ▲
//!                              └── Back, another ───┴─ a captcha and the answer to the question ──────────────────┘
//! ```
//!
//! The same ways are offered for every login (attack ENU-06), and each takes the same path whether or not it leads anywhere: a letter and an
//! SMS are rows for the worker, which finds out whether somebody has set that up; where nobody has, a question is asked all the same, one of
//! the catalogue that follows from the login (attack ENU-07), and an answer costs the same hash. The captcha buys a try and proves nothing
//! (attack CAP-04): what a code may be tried and what a question may be answered is counted apart from it.

pub mod letters;
pub mod page;
pub mod serve;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::wire::{self, Never, Outcome};
use crate::words::{BadCaptcha, BadEmail};

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Refusal {
    /// No way was chosen, or none that the site has.
    Way,
    Email(BadEmail),
    Captcha(BadCaptcha),
    AnswerEmpty,
    /// Not the answer, or there is none.
    AnswerWrong,
    /// This browser restores nothing any more.
    Gone,
}

impl wire::Refusal for Refusal {
    fn field(&self) -> Option<&'static str> {
        match self {
            Refusal::Way => Some("way"),
            Refusal::Email(_) => Some("email"),
            Refusal::Captcha(_) => Some("captcha"),
            Refusal::AnswerEmpty | Refusal::AnswerWrong => Some("answer"),
            Refusal::Gone => None,
        }
    }

    fn status(&self) -> u16 {
        match self {
            Refusal::Gone => 409,
            _ => 422,
        }
    }
}

/// What a page of the chosen way stands on.
pub struct Chosen {
    /// As it was typed in this browser.
    pub login: String,
    /// For the form that asks for one.
    pub challenge: String,
    /// The key of the question to be answered.
    pub question: Option<&'static str>,
}

#[server(prefix = "/api", endpoint = "restore-way")]
pub async fn choose_way(#[server(default)] way: String) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::RestoreWay, |visit| serve::choose_way(visit, way)).await
}

#[server(prefix = "/api", endpoint = "restore-email")]
pub async fn send_letter(#[server(default)] email: String) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::RestoreEmail, |visit| serve::send_letter(visit, email)).await
}

#[server(prefix = "/api", endpoint = "restore-mobile")]
pub async fn send_sms(
    #[server(default)] challenge: String,
    #[server(default)] captcha: String,
    #[server(default)] work: String,
) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::RestoreMobile, |visit| {
        serve::send_sms(visit, serve::Given { challenge, captcha, work })
    })
    .await
}

#[server(prefix = "/api", endpoint = "restore-question")]
pub async fn answer_question(
    #[server(default)] answer: String,
    #[server(default)] challenge: String,
    #[server(default)] captcha: String,
    #[server(default)] work: String,
) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::RestoreQuestion, |visit| {
        serve::answer_question(visit, answer, serve::Given { challenge, captcha, work })
    })
    .await
}

/// Another picture, on the page that asks for it.
#[server(prefix = "/api", endpoint = "restore-picture")]
pub async fn another_picture(#[server(default)] page: String) -> Outcome<Never> {
    crate::server::answer::act(crate::words::Page::at(&page), |visit| serve::another_picture(visit, page)).await
}
