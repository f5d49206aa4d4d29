//! What the administrators of an organisation do for people, be it on its page or by a letter about a colleague: invite them, have a
//! letter sent that restores their access, answer their pleas. Whoever calls holds the organisation and has read the roles in that same
//! transaction (attack AUT-04).

use super::House;
use super::events;
use super::identity::{self, Contact};
use super::limits::{self, Errand};
use super::restoring;
use super::store::{self, Charge, Member, NewInvitation, NewMessage, Plea, Tx};
use super::visitor::Visit;
use crate::words::{Cause, Event, Moment, Role, Span, Wait};

/// The kinds of rows in the queue: an invitation, and word that a plea was refused.
pub const INVITED: &str = "invitation";
pub const REFUSED: &str = "plea refused";

/// How long an invitation waits for its answer, from when its letter was written, and how long that may be late.
pub const INVITATION_LIVES: Span = Span::days(7);
const LETTER_LIVES: Span = Span::days(1);

/// Why an administrator cannot do it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unable {
    /// There is no such thing here, or it is settled.
    Gone,
    /// It is not for this role to decide.
    Above,
    /// They work here already.
    Here,
    /// Nobody here has that address.
    Nobody,
    /// They are shut out.
    Shut,
    /// Their mailbox has had enough letters for now.
    Later(Wait),
}

/// What was done, or why not; and what failed of ours.
pub type Done = Result<Result<(), Unable>, store::Error>;

/// Whether an invitation counts at this moment: whoever sent it could still send it.
pub async fn may_still_grant(tx: &mut Tx, inviter: &str, organisation: &str, role: Role) -> Result<bool, store::Error> {
    let inviter = tx.member(inviter).await?;
    Ok(inviter.is_some_and(|by| by.organisation == organisation && by.is_living() && by.role().rules(role)))
}

/// Takes one letter from what may go to a mailbox, as a part of the act that has it sent (attack DEL-01).
async fn charge(tx: &mut Tx, visit: &Visit, errand: Errand, key: &str) -> Done {
    let budgets = limits::messages(&visit.house, errand, key);
    Ok(match limits::take_in(tx, &visit.house, &budgets, visit.now).await? {
        Charge::Taken => Ok(()),
        Charge::Refused(left) => Err(Unable::Later(Wait::new(visit.now, left))),
    })
}

/// Invites an address, whoever has it or nobody: nothing is looked up but who works here.
pub async fn invite(tx: &mut Tx, visit: &Visit, by: &Member, contact: &Contact, role: Role, language: &str) -> Done {
    if !by.role().rules(role) {
        return Ok(Err(Unable::Above));
    }
    if tx.member_by_contact(&by.organisation, &contact.key).await?.is_some() {
        return Ok(Err(Unable::Here));
    }
    if let Err(later) = charge(tx, visit, Errand::Proof, &contact.key).await? {
        return Ok(Err(later));
    }
    let id = visit.house.tokens.id();
    let new = NewInvitation {
        id: &id,
        organisation: &by.organisation,
        contact_key: &contact.key,
        contact: &contact.text,
        role,
        inviter: &by.account,
        language,
        expires_at: visit.now.after(INVITATION_LIVES),
    };
    tx.add_invitation(&new, visit.now).await?;
    post(tx, &visit.house, INVITED, &id, visit.now).await?;
    Ok(Ok(()))
}

/// Has the letter sent that restores somebody's access: to their own mailbox, and nothing of it is seen here (attack REC-11).
pub async fn restore(tx: &mut Tx, visit: &Visit, by: &Member, person: &Member) -> Done {
    // Of equals none has a hand in the other's way in.
    if !by.role().is_in_charge() || by.role() <= person.role() {
        return Ok(Err(Unable::Above));
    }
    let Some(account) = tx.account(&person.account).await?.filter(|account| account.disabled_at.is_none()) else {
        return Ok(Err(Unable::Shut));
    };
    if let Err(later) = charge(tx, visit, Errand::Restore, &identity::login_key(&account.contact)).await? {
        return Ok(Err(later));
    }
    restoring::begin(tx, &visit.house, &account.contact, &account.language, visit.now).await?;
    events::announce_by_another(tx, &visit.house, &account, Event::RestoreStarted, visit.now).await?;
    events::note(tx, visit, &by.account, Event::ColleagueHelped).await?;
    Ok(Ok(()))
}

/// Does what a plea asks for. Of two who answer it, the first one does.
pub async fn approve(tx: &mut Tx, visit: &Visit, by: &Member, plea: &Plea) -> Done {
    let done = match plea.cause() {
        Cause::New => {
            let contact = Contact { text: plea.contact.clone(), key: plea.contact_key.clone() };
            invite(tx, visit, by, &contact, Role::Member, &plea.language).await?
        }
        Cause::LockedOut => match tx.member_by_contact(&by.organisation, &plea.contact_key).await? {
            Some(person) => restore(tx, visit, by, &person).await?,
            None => Err(Unable::Nobody),
        },
    };
    if done.is_err() {
        return Ok(done);
    }
    settle(tx, visit, by, plea).await
}

/// Lets whoever pleads know that it comes to nothing.
pub async fn refuse(tx: &mut Tx, visit: &Visit, by: &Member, plea: &Plea) -> Done {
    let settled = settle(tx, visit, by, plea).await?;
    if settled.is_ok() {
        post(tx, &visit.house, REFUSED, &plea.id, visit.now).await?;
    }
    Ok(settled)
}

async fn settle(tx: &mut Tx, visit: &Visit, by: &Member, plea: &Plea) -> Done {
    let is_theirs = by.role().is_in_charge() && plea.organisation.as_ref() == Some(&by.organisation);
    Ok(if is_theirs && tx.answer_plea(&plea.id, visit.now).await? { Ok(()) } else { Err(Unable::Gone) })
}

async fn post(tx: &mut Tx, house: &House, kind: &str, about: &str, now: Moment) -> Result<(), store::Error> {
    let id = house.tokens.id();
    tx.add_message(&NewMessage { id: &id, kind, about, via: None, deadline: now.after(LETTER_LIVES) }, now).await
}
