//! Whose two accounts these are, and who may go from one to the other.

use super::{Other, Refusal};
use crate::server::answer::{Stop, no};
use crate::server::cookies::Name;
use crate::server::credentials::{self, Checked};
use crate::server::note::Done;
use crate::server::sessions::{self, Grounds};
use crate::server::store::{Account, Pair};
use crate::server::visitor::Visit;
use crate::server::{events, identity, linked};
use crate::wire::{Fail, Never};
use crate::words::{Event, Kind, Moment, Page};

/// The other account, where there is one.
pub async fn other(visit: &Visit, account: &Account) -> Result<Option<Other>, Stop<Never>> {
    if !visit.house.config.policy.account.linked {
        return Ok(None);
    }
    let found = linked::other(&visit.house, &mut visit.house.store.read().await?, &account.id).await?;
    Ok(found.map(|(pair, other)| Other {
        id: pair.id,
        name: other.name().to_owned(),
        kind: other.kind.as_deref().and_then(Kind::named),
        since: Moment(pair.linked_at),
        contact: other.username.is_some().then_some(other.contact),
    }))
}

pub async fn link_account(visit: Visit, login: String, country: String, password: String) -> Result<Page, Stop<Refusal>> {
    let account = visit.proved_owner().await?;
    if !visit.house.config.policy.account.linked {
        return Err(Fail::Malformed.into());
    }
    let login = match identity::settle(&visit.house, &login, &country) {
        Ok(login) if login.is_empty() => Err(Refusal::LoginEmpty),
        Ok(login) => Ok(login),
        Err(bad) => Err(Refusal::Phone(bad)),
    };
    let missing = password.is_empty().then_some(Refusal::PasswordEmpty);
    let (Ok(login), None) = (&login, missing) else {
        return Err(Fail::Refused(login.err().into_iter().chain(missing).collect()).into());
    };
    if visit.house.store.read().await?.pair(&account.id).await?.is_some() {
        return Err(no(Refusal::Taken));
    }
    let other = prove(&visit, login, password).await?;
    if other.id == account.id {
        return Err(no(Refusal::Own));
    }
    if visit.must_agree(&other).await? {
        return Err(no(Refusal::Consent));
    }
    // Each is told by a letter, to an address that may be a stranger's (attack DEL-01).
    visit.charge("link account", &account.id, visit.house.config.policy.limits.username_account).await?;
    let id = visit.house.tokens.id();
    // What was proved is the other one as it was: not if its password was replaced this moment.
    let mut tx = linked::write_for_both(&visit, &account, &other).await?.ok_or(no(Refusal::Wrong))?;
    if !tx.add_pair(&id, &account.id, &other.id, visit.now).await? {
        return Err(no(Refusal::Taken));
    }
    events::announce(&mut tx, &visit, &account, Event::Linked).await?;
    events::announce(&mut tx, &visit, &other, Event::Linked).await?;
    tx.save().await?;
    visit.house.outbox.wake();
    visit.tell(Done::Linked, Vec::new());
    Ok(Page::Linked)
}

/// The account whose login and password these are: as at sign-in, but that a one-time password is none.
async fn prove(visit: &Visit, login: &str, password: String) -> Result<Account, Stop<Refusal>> {
    let other = identity::find(&visit.house, &mut visit.house.store.read().await?, login).await?;
    match credentials::check(visit, other.as_ref(), &identity::one_form(&visit.house, login), password).await? {
        Checked::Right(given) => {
            given.settle(&visit.house.store).await?;
            other.ok_or(no(Refusal::Wrong))
        }
        Checked::Wrong => Err(no(Refusal::Wrong)),
        Checked::Locked => Err(no(Refusal::Locked)),
    }
}

pub async fn end_link(visit: Visit, id: String) -> Result<Page, Stop<Refusal>> {
    let account = visit.proved_owner().await?;
    let (_, other) = the_link(&visit, &account, &id).await?;
    let mut tx = linked::write_for_both(&visit, &account, &other).await?.ok_or(no(Refusal::Gone))?;
    if tx.end_pair(&account.id).await?.is_none_or(|ended| ended.id != id) {
        return Err(no(Refusal::Gone));
    }
    events::announce(&mut tx, &visit, &account, Event::Unlinked).await?;
    events::announce(&mut tx, &visit, &other, Event::Unlinked).await?;
    tx.save().await?;
    visit.house.outbox.wake();
    visit.tell(Done::Unlinked, Vec::new());
    Ok(Page::Linked)
}

/// Signs in to the other account, without its password and without what that would prove.
pub async fn switch_account(visit: Visit, id: String) -> Result<Page, Stop<Refusal>> {
    let account = visit.owner().await?;
    let (pair, other) = the_link(&visit, &account, &id).await?;
    visit.charge_client("login address", visit.house.config.policy.limits.login_address).await?;
    let mut tx = visit.house.store.write().await?;
    let session = sessions::begin(&mut tx, &visit, &other, Grounds::Switch { pair: &pair.id }).await?.ok_or(Fail::SignIn)?;
    events::note(&mut tx, &visit, &other.id, Event::Switched).await?;
    tx.save().await?;
    session.give(&visit).await?;
    // Where the owner of the one account was going is nothing to the other.
    visit.remove_cookie(Name::Return);
    if visit.is_asked(&other).await? {
        return Ok(Page::Consent);
    }
    visit.tell(Done::Switched, Vec::new());
    Ok(visit.house.config.policy.account.home)
}

/// The link that the page showed, and no other that may have taken its place.
async fn the_link(visit: &Visit, account: &Account, id: &str) -> Result<(Pair, Account), Stop<Refusal>> {
    let found = linked::other(&visit.house, &mut visit.house.store.read().await?, &account.id).await?;
    found.filter(|(pair, _)| pair.id == id).ok_or(no(Refusal::Gone))
}
