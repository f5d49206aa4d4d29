//! Linked: a person who has two accounts here links them, and goes over from one to the other without signing in again.
//!
//! ```text
//!          link_account                                          end_link, from either side;
//! two accounts ─────────────▶ linked ──────────────────────────────────────────────────────────────────▶ two accounts
//!                             │    ▲      a new password of either, one of them shut or leaving
//!                             └────┘ switch_account: signed in to the one, then to the other
//! ```
//!
//! Linking wants both proved in one sitting: the password of this account given a moment ago, and login and password of the other one in
//! the form itself, checked like a sign-in and on its budget (attacks IDN-11, IDN-14, BRU-15). Nothing else about the other one is taken
//! from the client, and neither an equal address nor a message links anything. Whoever comes over has given no password there: what asks
//! for one asks for that account's own (attack SES-10), and the session ends with the link, at the latest when the one that it came from
//! would have. A new password of either account ends the link, also one that its owner changes: nobody comes in by an account that
//! somebody else had linked (attack REC-06). An account has one link at most. Both accounts are told when it begins and when it ends.

pub mod page;
pub mod serve;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::wire::{self, Outcome};
use crate::words::{BadPhone, Kind, Moment};

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Refusal {
    LoginEmpty,
    /// Here people sign in by a number, and this is none.
    Phone(BadPhone),
    PasswordEmpty,
    /// They do not belong together, for whatever reason.
    Wrong,
    /// Too many wrong ones: from here on only restoring helps.
    Locked,
    /// It is the account that is signed in.
    Own,
    /// Its owner has yet to agree to what must be agreed to.
    Consent,
    /// One of the two is linked already.
    Taken,
    /// It has ended already, or never was this account's: one answer (attack AUT-02).
    Gone,
}

impl wire::Refusal for Refusal {
    fn field(&self) -> Option<&'static str> {
        match self {
            Refusal::LoginEmpty | Refusal::Phone(_) | Refusal::Own => Some("login"),
            Refusal::PasswordEmpty => Some("password"),
            Refusal::Wrong | Refusal::Locked | Refusal::Consent | Refusal::Taken | Refusal::Gone => None,
        }
    }

    fn status(&self) -> u16 {
        match self {
            Refusal::LoginEmpty | Refusal::Phone(_) | Refusal::PasswordEmpty | Refusal::Wrong | Refusal::Own => 422,
            Refusal::Locked => 429,
            Refusal::Consent | Refusal::Taken | Refusal::Gone => 409,
        }
    }
}

/// The other account of the same person.
pub struct Other {
    /// What the link goes by.
    pub id: String,
    pub name: String,
    /// What the account is reached by, where that is not its name.
    pub contact: Option<String>,
    /// What its owner is there, where the site asks for that.
    pub kind: Option<Kind>,
    pub since: Moment,
}

#[server(prefix = "/api", endpoint = "link")]
pub async fn link_account(
    #[server(default)] login: String,
    #[server(default)] country: String,
    #[server(default)] password: String,
) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Linked, |visit| serve::link_account(visit, login, country, password)).await
}

#[server(prefix = "/api", endpoint = "link-end")]
pub async fn end_link(#[server(default)] id: String) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Linked, |visit| serve::end_link(visit, id)).await
}

#[server(prefix = "/api", endpoint = "switch")]
pub async fn switch_account(#[server(default)] id: String) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Linked, |visit| serve::switch_account(visit, id)).await
}
