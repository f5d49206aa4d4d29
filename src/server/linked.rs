//! Two accounts of one person: who they are to each other, and what an effect on both, or the end of their link, takes.

use super::House;
use super::answer::Stop;
use super::events;
use super::sessions;
use super::store::{self, Account, Pair, Tx};
use super::visitor::Visit;
use crate::wire::Fail;
use crate::words::Event;

/// The other account of the same person, where the site has such and the two are linked.
pub async fn other(house: &House, tx: &mut Tx, account: &str) -> Result<Option<(Pair, Account)>, store::Error> {
    if !house.config.policy.account.linked {
        return Ok(None);
    }
    let Some(pair) = tx.pair(account).await? else { return Ok(None) };
    let other = tx.account(pair.beside(account)).await?.filter(|other| other.disabled_at.is_none());
    Ok(other.map(|other| (pair, other)))
}

/// Like [`Visit::write_for`], for an effect on two accounts. They are taken in the order of their names, so that no two transactions wait
/// for each other. Nothing where the other one is no longer what it was.
pub async fn write_for_both<R>(visit: &Visit, account: &Account, other: &Account) -> Result<Option<Tx>, Stop<R>> {
    let digest = sessions::digest_of(&visit.session).ok_or(Fail::SignIn)?;
    let mut both = [account, other];
    both.sort_by(|one, other| one.id.cmp(&other.id));
    let mut tx = visit.house.store.write().await?;
    for one in both {
        if !tx.hold_account(&one.id, one.version).await? {
            return if one.id == account.id { Err(Fail::SignIn.into()) } else { Ok(None) };
        }
    }
    if tx.hold_session(&digest, account.version, visit.now).await? { Ok(Some(tx)) } else { Err(Fail::SignIn.into()) }
}

/// Ends the link of an account whose way in has changed: nobody is to come over from the other one any more, nor stay who came (attacks
/// IDN-11, REC-06). The other account is told.
pub async fn end(tx: &mut Tx, visit: &Visit, account: &Account) -> Result<(), store::Error> {
    let Some(pair) = tx.end_pair(&account.id).await? else { return Ok(()) };
    events::note(tx, visit, &account.id, Event::Unlinked).await?;
    if let Some(other) = tx.account(pair.beside(&account.id)).await? {
        events::announce(tx, visit, &other, Event::Unlinked).await?;
    }
    Ok(())
}
