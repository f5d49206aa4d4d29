//! Which sessions there are, and who may end them.

use super::{Place, Refusal};
use crate::server::answer::{Stop, no};
use crate::server::note::Done;
use crate::server::store::Account;
use crate::server::visitor::Visit;
use crate::server::{events, sessions};
use crate::wire::{Fail, Never};
use crate::words::{Event, Moment, Page};

pub async fn places(visit: &Visit, account: &Account) -> Result<Vec<Place>, Stop<Never>> {
    let here = sessions::digest_of(&visit.session);
    let found = visit.house.store.read().await?.places(&account.id, account.version, visit.now).await?;
    let places = found.into_iter().map(|place| Place {
        here: here.as_ref().is_some_and(|here| here.as_str() == place.digest),
        id: place.id,
        device: place.device,
        network: place.network,
        since: Moment(place.created_at),
        rested: Moment(place.seen_at).until(visit.now),
    });
    Ok(places.collect())
}

pub async fn end_session(visit: Visit, id: String) -> Result<Page, Stop<Refusal>> {
    let account = visit.proved_owner().await?;
    let mut tx = visit.write_for(&account).await?;
    if !tx.revoke_place(&account.id, &id, visit.now).await? {
        return Err(no(Refusal::Gone));
    }
    events::note(&mut tx, &visit, &account.id, Event::SessionsEnded).await?;
    tx.save().await?;
    visit.tell(Done::SessionsEnded, Vec::new());
    Ok(Page::Sessions)
}

pub async fn end_other_sessions(visit: Visit) -> Result<Page, Stop<Refusal>> {
    let account = visit.proved_owner().await?;
    let here = sessions::digest_of(&visit.session).ok_or(Fail::SignIn)?;
    let mut tx = visit.write_for(&account).await?;
    if tx.revoke_other_sessions(&account.id, &here, visit.now).await? {
        events::note(&mut tx, &visit, &account.id, Event::SessionsEnded).await?;
    }
    tx.save().await?;
    visit.tell(Done::SessionsEnded, Vec::new());
    Ok(Page::Sessions)
}
