//! Organisation: people work for one that is known by its INN and KPP, and its administrators let them in.
//!
//! ```text
//!              found, as its owner                              leave, remove
//! nobody's ───────────────────────────▶ member ⇄ administrator ⇄ owner ───────▶ nobody's
//!     │  invite                     ▲     │    change_role
//!     └────────▶ invited ──accept───┘     ├── shut_out ──▶ shut ──let_in──▶ member again
//!                   ├── decline, revoke   └── start_restore: a letter to them, see `restore`
//!                   └── too old, or whoever invited may no longer: void
//! ```
//!
//! Owners decide on everybody, administrators on members; nobody gives a role above their own, and there is always an owner (attack
//! AUT-05). The organisation is held by each act before roles are read, so of two acts one comes after the other (attack AUT-04). What
//! another organisation has is as missing as what never was (attack AUT-02). No administrator sets or sees a password: a restore goes to
//! its owner's mailbox (attack REC-11). An invitation has no secret; it is accepted by the account alone that is reached by the address
//! (attacks AUT-03, REC-12). What operators of the site shut, no organisation opens.

mod entry;
pub mod letters;
mod office;
pub mod page;
pub mod serve;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::wire::{self, Outcome};
use crate::words::{BadEmail, BadInn, BadKpp, Cause, Moment, Page, Role};

/// The most characters of an organisation's name.
pub const LONGEST_NAME: usize = 120;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Refusal {
    Inn(BadInn),
    Kpp(BadKpp),
    /// There is one of these numbers.
    Taken,
    NameEmpty,
    NameLong,
    /// A character in it that no name of an organisation has.
    NameShape,
    Email(BadEmail),
    /// None of the roles.
    Role,
    /// Whoever asks works somewhere already.
    Works,
    /// It is not here, or not any more; or never was this organisation's: one answer (attack AUT-02).
    Gone,
    /// It is not for this role to decide.
    Above,
    /// There must be another owner first.
    LastOwner,
    /// They work here already.
    Here,
    /// Nobody here has that address.
    Nobody,
    /// They are shut out.
    Shut,
}

impl wire::Refusal for Refusal {
    fn field(&self) -> Option<&'static str> {
        match self {
            Refusal::Inn(_) | Refusal::Taken => Some("inn"),
            Refusal::Kpp(_) => Some("kpp"),
            Refusal::NameEmpty | Refusal::NameLong | Refusal::NameShape => Some("name"),
            Refusal::Email(_) => Some("email"),
            Refusal::Role => Some("role"),
            _ => None,
        }
    }

    fn status(&self) -> u16 {
        match self {
            Refusal::Inn(_)
            | Refusal::Kpp(_)
            | Refusal::NameEmpty
            | Refusal::NameLong
            | Refusal::NameShape
            | Refusal::Email(_)
            | Refusal::Role => 422,
            _ => 409,
        }
    }
}

/// What the page shows.
pub enum Shown {
    /// To somebody who works nowhere: who invites them.
    Nowhere(Vec<Offer>),
    At(Box<Office>),
}

/// An invitation, as whoever is invited sees it.
pub struct Offer {
    pub id: String,
    pub name: String,
    pub inn: String,
    pub role: Role,
    pub expires: Moment,
}

/// An organisation, as somebody who works there sees it.
pub struct Office {
    pub name: String,
    pub inn: String,
    pub kpp: String,
    /// What they are here.
    pub role: Role,
    pub people: Vec<Person>,
    /// Whether they may leave: the last owner among others may not.
    pub may_leave: bool,
    /// Of both nothing, but to administrators.
    pub invited: Vec<Invited>,
    pub pleas: Vec<Pleading>,
}

pub struct Person {
    pub id: String,
    pub contact: String,
    pub role: Role,
    pub since: Moment,
    pub state: State,
    pub is_self: bool,
    /// Whether the one who looks decides on them.
    pub is_ruled: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum State {
    Open,
    /// By the organisation, which can let them in.
    Shut,
    /// By the site.
    Closed,
}

pub struct Invited {
    pub id: String,
    pub contact: String,
    pub role: Role,
    pub expires: Moment,
}

pub struct Pleading {
    pub id: String,
    pub contact: String,
    pub cause: Cause,
    pub at: Moment,
}

#[server(prefix = "/api", endpoint = "organisation")]
pub async fn found(
    #[server(default)] inn: String,
    #[server(default)] kpp: String,
    #[server(default)] name: String,
) -> Outcome<Refusal> {
    crate::server::answer::act(Page::Organisation, |visit| entry::found(visit, inn, kpp, name)).await
}

#[server(prefix = "/api", endpoint = "organisation-accept")]
pub async fn accept(#[server(default)] id: String) -> Outcome<Refusal> {
    crate::server::answer::act(Page::Organisation, |visit| entry::accept(visit, id)).await
}

#[server(prefix = "/api", endpoint = "organisation-decline")]
pub async fn decline(#[server(default)] id: String) -> Outcome<Refusal> {
    crate::server::answer::act(Page::Organisation, |visit| entry::decline(visit, id)).await
}

#[server(prefix = "/api", endpoint = "organisation-leave")]
pub async fn leave_organisation() -> Outcome<Refusal> {
    crate::server::answer::act(Page::Organisation, entry::leave).await
}

#[server(prefix = "/api", endpoint = "organisation-invite")]
pub async fn invite(#[server(default)] email: String, #[server(default)] role: String) -> Outcome<Refusal> {
    crate::server::answer::act(Page::Organisation, |visit| serve::invite(visit, email, role)).await
}

#[server(prefix = "/api", endpoint = "organisation-revoke")]
pub async fn revoke(#[server(default)] id: String) -> Outcome<Refusal> {
    crate::server::answer::act(Page::Organisation, |visit| serve::revoke(visit, id)).await
}

/// `to` is a word of [`Role`].
#[server(prefix = "/api", endpoint = "organisation-role")]
pub async fn change_role(#[server(default)] id: String, #[server(default)] to: String) -> Outcome<Refusal> {
    crate::server::answer::act(Page::Organisation, |visit| serve::change_role(visit, id, to)).await
}

#[server(prefix = "/api", endpoint = "organisation-restore")]
pub async fn start_restore(#[server(default)] id: String) -> Outcome<Refusal> {
    crate::server::answer::act(Page::Organisation, |visit| serve::start_restore(visit, id)).await
}

#[server(prefix = "/api", endpoint = "organisation-shut")]
pub async fn shut_out(#[server(default)] id: String) -> Outcome<Refusal> {
    crate::server::answer::act(Page::Organisation, |visit| serve::shut_out(visit, id)).await
}

#[server(prefix = "/api", endpoint = "organisation-let-in")]
pub async fn let_in(#[server(default)] id: String) -> Outcome<Refusal> {
    crate::server::answer::act(Page::Organisation, |visit| serve::let_in(visit, id)).await
}

#[server(prefix = "/api", endpoint = "organisation-remove")]
pub async fn remove(#[server(default)] id: String) -> Outcome<Refusal> {
    crate::server::answer::act(Page::Organisation, |visit| serve::remove(visit, id)).await
}

#[server(prefix = "/api", endpoint = "organisation-approve")]
pub async fn approve(#[server(default)] id: String) -> Outcome<Refusal> {
    crate::server::answer::act(Page::Organisation, |visit| serve::approve(visit, id)).await
}

#[server(prefix = "/api", endpoint = "organisation-refuse")]
pub async fn refuse(#[server(default)] id: String) -> Outcome<Refusal> {
    crate::server::answer::act(Page::Organisation, |visit| serve::refuse(visit, id)).await
}
