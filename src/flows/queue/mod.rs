//! Queue: those who operate the site see what people ask for, and do what they may about it.
//!
//! ```text
//! open ──take──▶ in hand ──ask_back, start_restore, list_people, send_people, propose_correction──▶ in hand ──close──▶ closed
//!                   ▲  │
//!                   └──┘ take, by another operator
//! ```
//!
//! Operators are made on the command line and nowhere else (attack AUT-06). For everybody else the page is not there, and neither are its
//! acts (attacks AUT-01, AUT-02). Each act wants a password given a moment ago, and holds the role in the transaction of its effect (attack
//! AUT-04). Nothing is done here that its owner could not have done: a restore sends its letter to the account's own address, and no operator
//! sees it (attack REC-11); an address is corrected by two of them, and waits (`flows/correction`). What each did stands at the request, in
//! the operator's own history and in that of the account.

pub mod page;
pub mod serve;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::wire::{self, Outcome};
use crate::words::{BadEmail, Deed, Moment, Role, Topic};

/// The most characters of what an operator writes to somebody.
pub const MOST_WORDS: usize = 500;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Refusal {
    /// The request is closed, or in somebody else's hands; or there is none.
    Gone,
    QuestionEmpty,
    QuestionLong,
    OutcomeEmpty,
    OutcomeLong,
    /// The asker told of no mailbox.
    NoMailbox,
    /// Nobody has registered an organisation with these numbers.
    NoOrganisation,
    /// The address for the answer is nobody's who works there.
    NotColleague,
    Present(BadEmail),
    /// No account is reached by it.
    NoAccount,
    Corrected(BadEmail),
    /// The account has this address.
    Same,
    /// Another account has it.
    Taken,
    /// It would be the operator's own account.
    Own,
    /// Another correction of this account is under way.
    Waiting,
    /// Whoever proposed it cannot be the one who agrees.
    SamePerson,
    /// It was stopped, it is settled, or whoever proposed it is no operator any more.
    Void,
}

impl wire::Refusal for Refusal {
    fn field(&self) -> Option<&'static str> {
        match self {
            Refusal::QuestionEmpty | Refusal::QuestionLong => Some("question_back"),
            Refusal::OutcomeEmpty | Refusal::OutcomeLong => Some("outcome"),
            Refusal::Present(_) | Refusal::NoAccount => Some("present"),
            Refusal::Corrected(_) | Refusal::Same | Refusal::Taken => Some("corrected"),
            _ => None,
        }
    }

    fn status(&self) -> u16 {
        match self {
            Refusal::QuestionEmpty
            | Refusal::QuestionLong
            | Refusal::OutcomeEmpty
            | Refusal::OutcomeLong
            | Refusal::Present(_)
            | Refusal::Corrected(_) => 422,
            _ => 409,
        }
    }
}

/// What an operator sees.
pub struct Queue {
    /// The request that this operator took last.
    pub in_hand: Option<Request>,
    /// Who works at its organisation, where that was asked for a moment ago.
    pub people: Option<Vec<Colleague>>,
    /// Corrections that are under way.
    pub corrections: Vec<Correction>,
    /// All other requests that are open, oldest first.
    pub open: Vec<Request>,
    /// What can be done here at all.
    pub restores: bool,
    pub corrects: bool,
}

pub struct Request {
    pub id: String,
    pub number: String,
    pub topic: Topic,
    pub inn: String,
    pub kpp: String,
    /// What the organisation of these numbers is called, where there is one.
    pub organisation: Option<String>,
    pub mailbox: String,
    pub answer_to: String,
    pub words: String,
    pub since: Moment,
    /// Who has it in hand.
    pub taken_by: Option<String>,
    pub events: Vec<Line>,
}

/// Something that was done.
pub struct Line {
    pub at: Moment,
    /// The address of the operator; nothing where it was the asker, or that account is gone.
    pub who: Option<String>,
    pub deed: Deed,
    pub words: String,
}

pub struct Colleague {
    pub contact: String,
    pub role: Role,
    pub is_shut: bool,
}

pub struct Correction {
    pub id: String,
    /// Of the request that it is for.
    pub number: String,
    pub present: String,
    pub contact: String,
    pub proposed_by: Option<String>,
    /// When the account moves, once a second person has agreed.
    pub effective_at: Option<Moment>,
    pub is_confirmed: bool,
    /// Whether this operator may be that second person.
    pub may_approve: bool,
}

#[server(prefix = "/api", endpoint = "queue-take")]
pub async fn take_request(#[server(default)] id: String) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Queue, |visit| serve::take_request(visit, id)).await
}

#[server(prefix = "/api", endpoint = "queue-ask")]
pub async fn ask_back(#[server(default)] id: String, #[server(default)] question_back: String) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Queue, |visit| serve::ask_back(visit, id, question_back)).await
}

#[server(prefix = "/api", endpoint = "queue-restore")]
pub async fn start_restore(#[server(default)] id: String) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Queue, |visit| serve::start_restore(visit, id)).await
}

#[server(prefix = "/api", endpoint = "queue-people")]
pub async fn list_people(#[server(default)] id: String) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Queue, |visit| serve::list_people(visit, id)).await
}

/// The same list, by letter to the asker who works there.
#[server(prefix = "/api", endpoint = "queue-send")]
pub async fn send_people(#[server(default)] id: String) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Queue, |visit| serve::send_people(visit, id)).await
}

#[server(prefix = "/api", endpoint = "queue-correct")]
pub async fn propose_correction(
    #[server(default)] id: String,
    #[server(default)] present: String,
    #[server(default)] corrected: String,
) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Queue, |visit| serve::propose_correction(visit, id, present, corrected)).await
}

#[server(prefix = "/api", endpoint = "queue-approve")]
pub async fn approve_correction(#[server(default)] id: String) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Queue, |visit| serve::approve_correction(visit, id)).await
}

#[server(prefix = "/api", endpoint = "queue-stop")]
pub async fn halt_correction(#[server(default)] id: String) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Queue, |visit| serve::halt_correction(visit, id)).await
}

#[server(prefix = "/api", endpoint = "queue-close")]
pub async fn close_request(#[server(default)] id: String, #[server(default)] outcome: String) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Queue, |visit| serve::close_request(visit, id, outcome)).await
}
