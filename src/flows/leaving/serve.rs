//! Who may have an account deleted, and have it back.

use super::{Farewell, Refusal};
use crate::server::answer::{Stop, no};
use crate::server::cookies::Name;
use crate::server::note::Done;
use crate::server::sessions::{self, Grounds};
use crate::server::visitor::Visit;
use crate::server::{events, linked};
use crate::wire::{Fail, Never};
use crate::words::{Event, Page, Role};

pub fn farewell(visit: &Visit) -> Farewell {
    Farewell { gone_at: visit.now.after(visit.house.config.policy.account.grace) }
}

pub async fn leave(visit: Visit) -> Result<Page, Stop<Refusal>> {
    let account = visit.proved_holder().await?;
    let gone_at = farewell(&visit).gone_at;
    let member = visit.house.store.read().await?.member(&account.id).await?;
    let mut tx = match &member {
        Some(member) => visit.write_at(&member.organisation, &account).await?,
        None => visit.write_for(&account).await?,
    };
    if let Some(member) = tx.member(&account.id).await?
        && member.role() == Role::Owner
        && tx.has_colleagues(&member).await?
        && !tx.has_other_owner(&member).await?
    {
        return Err(no(Refusal::LastOwner));
    }
    if !tx.set_gone_at(&account.id, account.version, Some(gone_at)).await? {
        return Err(Fail::SignIn.into());
    }
    linked::end(&mut tx, &visit, &account).await?;
    tx.revoke_sessions(&account.id, visit.now).await?;
    tx.revoke_api_tokens(&account.id, visit.now).await?;
    tx.void_restores(&account.id, visit.now).await?;
    tx.void_email_changes(&account.id, visit.now).await?;
    events::announce(&mut tx, &visit, &account, Event::LeavingAsked).await?;
    tx.save().await?;
    visit.house.outbox.wake();
    sessions::end(&visit).await?;
    visit.remove_cookie(Name::Return);
    visit.clear_browser();
    visit.tell(Done::Leaving, vec![("login".to_owned(), account.contact)]);
    Ok(Page::Login)
}

/// Coming back takes no more than signing in, which is proof enough: nothing is gained by it but what there was.
pub async fn stay(visit: Visit) -> Result<Page, Stop<Never>> {
    let account = visit.owner().await?;
    let mut tx = visit.write_for(&account).await?;
    if account.gone_at.is_none() || !tx.set_gone_at(&account.id, account.version, None).await? {
        return Ok(Page::Account);
    }
    let account = tx.account(&account.id).await?.ok_or(Fail::SignIn)?;
    events::announce(&mut tx, &visit, &account, Event::LeavingStopped).await?;
    let session = sessions::begin(&mut tx, &visit, &account, Grounds::Change).await?.ok_or(Fail::SignIn)?;
    tx.save().await?;
    visit.house.outbox.wake();
    session.give(&visit).await?;
    visit.tell(Done::Stayed, Vec::new());
    Ok(Page::Account)
}
