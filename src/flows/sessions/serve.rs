//! Which sessions there are, and who may end them.

use super::{Place, Refusal};
use crate::server::answer::{Stop, no};
use crate::server::note::Done;
use crate::server::store::{Account, Tx};
use crate::server::visitor::Visit;
use crate::server::{events, linked, sessions};
use crate::wire::{Fail, Never};
use crate::words::{Event, Moment, Page};

/// The sessions of an account, and of the one that it is linked with, the one used last first.
pub async fn places(visit: &Visit, account: &Account) -> Result<Vec<Place>, Stop<Never>> {
    let here = sessions::digest_of(&visit.session);
    let mut tx = visit.house.store.read().await?;
    let other = linked::other(&visit.house, &mut tx, &account.id).await?.map(|(_, other)| other);
    let is_one_of_two = other.is_some();
    let mut places = Vec::new();
    for of in std::iter::once(account).chain(&other) {
        let found = tx.places(&of.id, of.version, visit.now).await?;
        places.extend(found.into_iter().map(|place| Place {
            here: here.as_ref().is_some_and(|here| here.as_str() == place.digest),
            account: is_one_of_two.then(|| of.name().to_owned()),
            id: place.id,
            device: place.device,
            network: place.network,
            since: Moment(place.created_at),
            rested: Moment(place.seen_at).until(visit.now),
        }));
    }
    places.sort_by_key(|place| place.rested.0);
    Ok(places)
}

pub async fn end_session(visit: Visit, id: String) -> Result<Page, Stop<Refusal>> {
    let account = visit.proved_owner().await?;
    let (mut tx, other) = write(&visit, &account).await?.ok_or(no(Refusal::Gone))?;
    let mut ended = None;
    for of in std::iter::once(&account).chain(&other) {
        if ended.is_none() && tx.revoke_place(&of.id, &id, visit.now).await? {
            ended = Some(of);
        }
    }
    let ended = ended.ok_or(no(Refusal::Gone))?;
    events::note(&mut tx, &visit, &ended.id, Event::SessionsEnded).await?;
    tx.save().await?;
    visit.tell(Done::SessionsEnded, Vec::new());
    Ok(Page::Sessions)
}

pub async fn end_other_sessions(visit: Visit) -> Result<Page, Stop<Refusal>> {
    let account = visit.proved_owner().await?;
    let here = sessions::digest_of(&visit.session).ok_or(Fail::SignIn)?;
    let (mut tx, other) = write(&visit, &account).await?.ok_or(no(Refusal::Gone))?;
    for of in std::iter::once(&account).chain(&other) {
        if tx.revoke_other_sessions(&of.id, &here, visit.now).await? {
            events::note(&mut tx, &visit, &of.id, Event::SessionsEnded).await?;
        }
    }
    tx.save().await?;
    visit.tell(Done::SessionsEnded, Vec::new());
    Ok(Page::Sessions)
}

/// A transaction for an effect on the sessions of an account, and of the one that it is linked with: that link stands until it ends.
/// Nothing where the other one has changed this moment.
async fn write(visit: &Visit, account: &Account) -> Result<Option<(Tx, Option<Account>)>, Stop<Refusal>> {
    let found = linked::other(&visit.house, &mut visit.house.store.read().await?, &account.id).await?;
    let Some((pair, other)) = found else { return Ok(Some((visit.write_for(account).await?, None))) };
    let Some(mut tx) = linked::write_for_both(visit, account, &other).await? else { return Ok(None) };
    Ok(tx.hold_pair(&pair.id, &account.id).await?.then_some((tx, Some(other))))
}
