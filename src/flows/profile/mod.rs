//! Profile: a person sets up the other ways back in: a recovery e-mail, a mobile phone, a security question. Where others know people by
//! their address and a phone number (`account.public`), both are changed from here, with a warning, and the number need not be a way in.
//!
//! ```text
//!          send_…_code               message is composed          confirm_…
//! none ────────────────▶ asked ──────────────────────────▶ armed ──────────▶ counts ──drop_…, or the next that counts──▶ none
//!                ▲          │ resend_code: another one       │
//!                └──────────┴── drop_…, too old ─────────────┘
//! ```
//!
//! What counts already goes on counting until the next has its code. Asking wants a password given a moment ago (attack SES-10); a code
//! that came may be typed wherever its owner is signed in. Every change is told to each address that counted until then, the one that
//! it takes away among them, and voids what was under way to restore access (attack REC-04). One address may serve several accounts;
//! the account's own is no other way. The message holds a code and no link. Of an answer a hash alone is kept.

pub mod letters;
pub mod page;
pub mod serve;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::server::outbox::Whereabouts;
use crate::wire::{self, Outcome};
use crate::words::{BadEmail, BadPhone, Channel};

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Refusal {
    Email(BadEmail),
    Phone(BadPhone),
    /// The account is reached by it anyway.
    Own(Channel),
    /// It counts already.
    Same(Channel),
    CodeEmpty(Channel),
    CodeShape(Channel),
    /// Not the code, or not any more.
    CodeWrong(Channel),
    /// Nothing of this kind is there, or waits for its code.
    Gone(Channel),
    /// None of the catalogue.
    Question,
    AnswerEmpty,
    AnswerShort,
    AnswerLong,
    /// Many people give it.
    AnswerCommon,
    /// It stands in the question, or is what the account goes by.
    AnswerContained,
    /// The answer and its repetition.
    AnswersDiffer,
}

impl wire::Refusal for Refusal {
    fn field(&self) -> Option<&'static str> {
        match self {
            Refusal::Email(_) | Refusal::Own(Channel::Letter) | Refusal::Same(Channel::Letter) => Some("email"),
            Refusal::Phone(_) | Refusal::Own(Channel::Sms) | Refusal::Same(Channel::Sms) => Some("phone"),
            Refusal::CodeEmpty(channel) | Refusal::CodeShape(channel) | Refusal::CodeWrong(channel) => Some(match channel {
                Channel::Letter => "email_code",
                Channel::Sms => "phone_code",
            }),
            Refusal::Gone(_) => None,
            Refusal::Question => Some("question"),
            Refusal::AnswersDiffer => Some("answer_again"),
            Refusal::AnswerEmpty
            | Refusal::AnswerShort
            | Refusal::AnswerLong
            | Refusal::AnswerCommon
            | Refusal::AnswerContained => Some("answer"),
        }
    }

    fn status(&self) -> u16 {
        match self {
            Refusal::Gone(_) => 409,
            _ => 422,
        }
    }
}

/// What the page shows: of what the site offers.
pub struct Profile {
    /// What the account is reached by.
    pub contact: String,
    pub reaches: Vec<Reach>,
    /// Nothing where the site asks no questions; else the key of the one that was chosen, if any.
    pub question: Option<Option<&'static str>>,
    /// The newest message that the page waits for.
    pub followed: Option<Followed>,
}

/// A way to reach somebody.
pub struct Reach {
    pub channel: Channel,
    /// What counts.
    pub present: Option<String>,
    /// What waits for its code.
    pub pending: Option<String>,
}

pub struct Followed {
    pub channel: Channel,
    pub track: Whereabouts,
}

#[server(prefix = "/api", endpoint = "profile-email")]
pub async fn send_email_code(#[server(default)] email: String) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Profile, |visit| serve::send_email_code(visit, email)).await
}

#[server(prefix = "/api", endpoint = "profile-email-code")]
pub async fn confirm_email(#[server(default)] email_code: String) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Profile, |visit| serve::confirm(visit, Channel::Letter, email_code)).await
}

/// What counts where `present` says so, else what waits for its code.
#[server(prefix = "/api", endpoint = "profile-email-drop")]
pub async fn drop_email(#[server(default)] present: Option<String>) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Profile, |visit| serve::remove(visit, Channel::Letter, present.is_some())).await
}

#[server(prefix = "/api", endpoint = "profile-phone")]
pub async fn send_phone_code(#[server(default)] phone: String, #[server(default)] country: String) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Profile, |visit| serve::send_phone_code(visit, phone, country)).await
}

#[server(prefix = "/api", endpoint = "profile-phone-code")]
pub async fn confirm_phone(#[server(default)] phone_code: String) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Profile, |visit| serve::confirm(visit, Channel::Sms, phone_code)).await
}

/// What counts where `present` says so, else what waits for its code.
#[server(prefix = "/api", endpoint = "profile-phone-drop")]
pub async fn drop_phone(#[server(default)] present: Option<String>) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Profile, |visit| serve::remove(visit, Channel::Sms, present.is_some())).await
}

/// Another code of a kind: `email` or `phone`.
#[server(prefix = "/api", endpoint = "profile-resend")]
pub async fn resend_code(#[server(default)] kind: String) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Profile, |visit| serve::resend(visit, kind)).await
}

#[server(prefix = "/api", endpoint = "profile-question")]
pub async fn save_answer(
    #[server(default)] question: String,
    #[server(default)] answer: String,
    #[server(default)] answer_again: String,
) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Profile, |visit| serve::save_answer(visit, question, answer, answer_again)).await
}

#[server(prefix = "/api", endpoint = "profile-question-drop")]
pub async fn drop_answer() -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Profile, serve::drop_answer).await
}
