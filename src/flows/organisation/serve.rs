//! What the administrators of an organisation may do with its people.

use super::Refusal;
use crate::server::answer::{Stop, no};
use crate::server::events;
use crate::server::identity;
use crate::server::note::Done;
use crate::server::staff::{self, Unable};
use crate::server::store::{Account, Member, Plea, Tx};
use crate::server::tokens::is_id;
use crate::server::visitor::Visit;
use crate::wire::Fail;
use crate::words::{Event, Page, Role};

pub use super::office::shown;

/// Whether people of this site work for organisations.
pub fn is_offered(visit: &Visit) -> bool {
    visit.house.config.policy.account.organisations
}

pub(super) fn offered(visit: &Visit) -> Result<(), Stop<Refusal>> {
    if is_offered(visit) { Ok(()) } else { Err(Fail::Malformed.into()) }
}

pub(super) async fn owner(visit: &Visit) -> Result<Account, Stop<Refusal>> {
    let account = visit.owner().await?;
    offered(visit)?;
    Ok(account)
}

pub(super) fn gone() -> Stop<Refusal> {
    no(Refusal::Gone)
}

/// An administrator who gave the password a moment ago, in a transaction that holds the organisation; the role is read in it.
async fn in_charge(visit: &Visit) -> Result<(Tx, Member), Stop<Refusal>> {
    let account = visit.proved_owner().await?;
    offered(visit)?;
    let member = visit.house.store.read().await?.member(&account.id).await?.ok_or_else(gone)?;
    let mut tx = visit.write_at(&member.organisation, &account).await?;
    let by = tx.member(&account.id).await?.filter(|by| by.organisation == member.organisation).ok_or_else(gone)?;
    if by.role().is_in_charge() { Ok((tx, by)) } else { Err(no(Refusal::Above)) }
}

/// The same, for what is done to somebody else whom that administrator rules.
async fn in_charge_of(visit: &Visit, id: &str) -> Result<(Tx, Member, Member), Stop<Refusal>> {
    let (mut tx, by) = in_charge(visit).await?;
    let person = person(&mut tx, &by, id).await?;
    let is_theirs = by.account != person.account && by.role().rules(person.role());
    if is_theirs { Ok((tx, by, person)) } else { Err(no(Refusal::Above)) }
}

/// Somebody of the same organisation; anybody else is as missing as nobody (attack AUT-02).
async fn person(tx: &mut Tx, by: &Member, id: &str) -> Result<Member, Stop<Refusal>> {
    if !is_id(id) {
        return Err(gone());
    }
    let person = tx.member(id).await?.filter(|person| person.organisation == by.organisation);
    person.ok_or_else(gone)
}

async fn account_of(tx: &mut Tx, person: &Member) -> Result<Account, Stop<Refusal>> {
    tx.account(&person.account).await?.ok_or_else(gone)
}

async fn done(tx: Tx, visit: &Visit, done: Done) -> Result<Page, Stop<Refusal>> {
    tx.save().await?;
    visit.house.outbox.wake();
    visit.tell(done, Vec::new());
    Ok(Page::Organisation)
}

pub async fn invite(visit: Visit, email: String, role: String) -> Result<Page, Stop<Refusal>> {
    let account = visit.proved_owner().await?;
    offered(&visit)?;
    let contact = identity::mailbox(&visit.house, &email).map_err(Refusal::Email);
    let role = Role::named(&role).ok_or(Refusal::Role);
    let (contact, role) = match (contact, role) {
        (Ok(contact), Ok(role)) => (contact, role),
        (contact, role) => return Err(Fail::Refused(contact.err().into_iter().chain(role.err()).collect()).into()),
    };
    // What one account sends to other people's mailboxes; what each of those gets is paid in the act (attack DEL-01).
    visit.charge("invitations account", &account.id, visit.house.config.policy.limits.username_account).await?;
    let (mut tx, by) = in_charge(&visit).await?;
    staff::invite(&mut tx, &visit, &by, &contact, role, visit.language.code()).await?.map_err(unable)?;
    done(tx, &visit, Done::Invited).await
}

pub async fn revoke(visit: Visit, id: String) -> Result<Page, Stop<Refusal>> {
    let (mut tx, by) = in_charge(&visit).await?;
    if !is_id(&id) {
        return Err(gone());
    }
    let invitation = tx.invitation(&id).await?.filter(|invitation| invitation.organisation == by.organisation);
    let invitation = invitation.ok_or_else(gone)?;
    if !by.role().rules(invitation.role()) {
        return Err(no(Refusal::Above));
    }
    if !tx.revoke_invitation(&by.organisation, &id, visit.now).await? {
        return Err(gone());
    }
    done(tx, &visit, Done::InvitationRevoked).await
}

/// An owner may also step down, as long as there is another (attack AUT-05).
pub async fn change_role(visit: Visit, id: String, to: String) -> Result<Page, Stop<Refusal>> {
    let to = Role::named(&to).ok_or(no(Refusal::Role))?;
    let (mut tx, by) = in_charge(&visit).await?;
    let person = person(&mut tx, &by, &id).await?;
    if !by.role().rules(person.role()) || !by.role().rules(to) {
        return Err(no(Refusal::Above));
    }
    if person.role() == Role::Owner && to != Role::Owner && !tx.has_other_owner(&person).await? {
        return Err(no(Refusal::LastOwner));
    }
    if person.role() != to {
        tx.set_role(&person.account, to).await?;
        match by.account == person.account {
            true => events::note(&mut tx, &visit, &person.account, Event::RoleChanged).await?,
            false => events::note_by_another(&mut tx, &visit.house, &person.account, Event::RoleChanged, visit.now).await?,
        };
    }
    done(tx, &visit, Done::RoleChanged).await
}

pub async fn start_restore(visit: Visit, id: String) -> Result<Page, Stop<Refusal>> {
    let (mut tx, by, person) = in_charge_of(&visit, &id).await?;
    staff::restore(&mut tx, &visit, &by, &person).await?.map_err(unable)?;
    done(tx, &visit, Done::RestoreStarted).await
}

/// Nothing of theirs goes on: sessions, tokens and letters end with the account's being open (attack AUT-07).
pub async fn shut_out(visit: Visit, id: String) -> Result<Page, Stop<Refusal>> {
    let (mut tx, _, person) = in_charge_of(&visit, &id).await?;
    keeps_owner(&mut tx, &person).await?;
    if person.disabled_at.is_some() {
        return Err(no(Refusal::Shut));
    }
    let account = account_of(&mut tx, &person).await?;
    events::announce_by_another(&mut tx, &visit.house, &account, Event::ShutOut, visit.now).await?;
    if !tx.shut_member(&person.account, visit.now).await? {
        return Err(no(Refusal::Shut));
    }
    done(tx, &visit, Done::ShutOut).await
}

/// Only whom the organisation itself has shut out.
pub async fn let_in(visit: Visit, id: String) -> Result<Page, Stop<Refusal>> {
    let (mut tx, _, person) = in_charge_of(&visit, &id).await?;
    if !tx.let_in_member(&person.account).await? {
        return Err(gone());
    }
    let account = account_of(&mut tx, &person).await?;
    events::announce_by_another(&mut tx, &visit.house, &account, Event::LetIn, visit.now).await?;
    done(tx, &visit, Done::LetIn).await
}

/// The account stays its owner's, and is open again where it was shut for the organisation alone.
pub async fn remove(visit: Visit, id: String) -> Result<Page, Stop<Refusal>> {
    let (mut tx, _, person) = in_charge_of(&visit, &id).await?;
    keeps_owner(&mut tx, &person).await?;
    tx.let_in_member(&person.account).await?;
    tx.remove_member(&person.account).await?;
    let account = account_of(&mut tx, &person).await?;
    events::announce_by_another(&mut tx, &visit.house, &account, Event::Removed, visit.now).await?;
    done(tx, &visit, Done::Removed).await
}

/// Whoever acts may be leaving the site themselves, and be no owner to stay.
async fn keeps_owner(tx: &mut Tx, person: &Member) -> Result<(), Stop<Refusal>> {
    if person.role() == Role::Owner && !tx.has_other_owner(person).await? { Err(no(Refusal::LastOwner)) } else { Ok(()) }
}

pub async fn approve(visit: Visit, id: String) -> Result<Page, Stop<Refusal>> {
    let (mut tx, by) = in_charge(&visit).await?;
    let asked = plea(&mut tx, &by, &id).await?;
    staff::approve(&mut tx, &visit, &by, &asked).await?.map_err(unable)?;
    done(tx, &visit, Done::PleaApproved).await
}

pub async fn refuse(visit: Visit, id: String) -> Result<Page, Stop<Refusal>> {
    let (mut tx, by) = in_charge(&visit).await?;
    let asked = plea(&mut tx, &by, &id).await?;
    staff::refuse(&mut tx, &visit, &by, &asked).await?.map_err(unable)?;
    done(tx, &visit, Done::PleaRefused).await
}

async fn plea(tx: &mut Tx, by: &Member, id: &str) -> Result<Plea, Stop<Refusal>> {
    let found = if is_id(id) { tx.plea(id).await? } else { None };
    found.filter(|plea| plea.organisation.as_ref() == Some(&by.organisation)).ok_or_else(gone)
}

fn unable(reason: Unable) -> Stop<Refusal> {
    no(match reason {
        Unable::Gone => Refusal::Gone,
        Unable::Above => Refusal::Above,
        Unable::Here => Refusal::Here,
        Unable::Nobody => Refusal::Nobody,
        Unable::Shut => Refusal::Shut,
        Unable::Later(wait) => return Fail::Later(wait).into(),
    })
}
