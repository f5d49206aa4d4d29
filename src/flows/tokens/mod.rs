//! Tokens: a person lets programs act for the account, each within what it is allowed, for a while, and without the password.
//!
//! ```text
//! none --create_token--> shown once, then living --`expires` has run--> expired
//!                                               \--revoke_token, a new password, the account shut--> gone
//! ```
//!
//! Making one and revoking one ask for a password given a moment ago (attack SES-10). Of a token only its digest is kept (attack
//! TOK-04): the page that follows shows it, from a sealed cookie, and no page after that.

pub mod page;
pub mod serve;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::wire::{self, Outcome};
use crate::words::{Moment, Scope, Span};

/// The most tokens of an account that live at a time.
pub const MOST: u32 = 20;
/// The most characters of a name.
pub const LONGEST_NAME: usize = 60;
/// How many days a token may live.
pub const DAYS: [u16; 4] = [7, 30, 90, 365];

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Refusal {
    NameEmpty,
    NameLong,
    /// A character in it that is none to be read.
    NameShape,
    /// A token that may do nothing.
    NoScope,
    /// It is none of the lives that are offered.
    Expires,
    /// The account has as many as it may have.
    Most,
    /// It was revoked already, or never was this account's: one answer (attack AUT-02).
    Gone,
}

impl wire::Refusal for Refusal {
    fn field(&self) -> Option<&'static str> {
        match self {
            Refusal::NameEmpty | Refusal::NameLong | Refusal::NameShape => Some("name"),
            Refusal::NoScope => Some("scope_profile"),
            Refusal::Expires => Some("expires"),
            Refusal::Most | Refusal::Gone => None,
        }
    }

    fn status(&self) -> u16 {
        match self {
            Refusal::Most | Refusal::Gone => 409,
            _ => 422,
        }
    }
}

/// A token as its owner sees it.
pub struct Token {
    pub id: String,
    pub name: String,
    pub scopes: Vec<Scope>,
    pub made: Moment,
    pub expires: Moment,
    pub is_expired: bool,
    /// How long ago it was used last; nothing where it never was.
    pub rested: Option<Span>,
}

/// What the page of tokens shows.
pub struct Tokens {
    /// The newest first.
    pub all: Vec<Token>,
    /// The one that was made a moment ago, as its program needs it.
    pub fresh: Option<String>,
}

#[server(prefix = "/api", endpoint = "token")]
pub async fn create_token(
    #[server(default)] name: String,
    #[server(default)] scope_profile: Option<String>,
    #[server(default)] scope_history: Option<String>,
    #[server(default)] scope_sessions: Option<String>,
    #[server(default)] expires: String,
) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Tokens, |visit| {
        serve::create_token(visit, name, [scope_profile, scope_history, scope_sessions], expires)
    })
    .await
}

#[server(prefix = "/api", endpoint = "token-revoke")]
pub async fn revoke_token(#[server(default)] id: String) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Tokens, |visit| serve::revoke_token(visit, id)).await
}
