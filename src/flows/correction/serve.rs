//! Who confirms that an account is to move to an address, and who stops it.

use super::{Confirming, Refusal};
use crate::server::answer::{Stop, no};
use crate::server::cookies::Name;
use crate::server::events;
use crate::server::note::Done;
use crate::server::store::{self, Correction, NewSupportEvent};
use crate::server::tokens::{LinkToken, Purpose};
use crate::server::visitor::Visit;
use crate::wire::{End, Never};
use crate::words::{Deed, Event, Moment, Page, Span};

/// How long the secret of an opened link is kept in the browser.
const LINK_LIVES: Span = Span::hours(1);

/// Whoever holds the link wants the account to move to this address. It moves when it has waited.
pub async fn confirm_correction(visit: Visit) -> Result<Page, Stop<Refusal>> {
    let found = opened_link(&visit).await?.ok_or(no(Refusal::Ended(End::Mistyped)))?;
    let correction = found.map_err(|end| no(Refusal::Ended(end)))?;
    let mut tx = visit.house.store.write().await?;
    if !tx.confirm_correction(&correction.id, visit.now).await? {
        return Err(no(Refusal::Ended(End::Used)));
    }
    tx.save().await?;
    visit.tell(Done::CorrectionConfirmed, Vec::new());
    Ok(Page::SupportRequest)
}

/// The owner stops whatever is to move the account, without more than being signed in: all stays as it is.
pub async fn stop_correction(visit: Visit) -> Result<Page, Stop<Refusal>> {
    let account = visit.holder().await?;
    let mut tx = visit.write_for(&account).await?;
    let mut stopped = false;
    for correction in tx.corrections_of(&account.id).await? {
        if tx.stop_correction(&correction.id, visit.now).await? {
            let id = visit.house.tokens.id();
            let (request, deed) = (&correction.request, Deed::CorrectionStopped);
            let event = NewSupportEvent { id: &id, request, operator: &account.id, deed, words: "" };
            tx.add_support_event(&event, visit.now).await?;
            stopped = true;
        }
    }
    if !stopped {
        return Err(no(Refusal::Gone));
    }
    events::announce(&mut tx, &visit, &account, Event::CorrectionStopped).await?;
    tx.save().await?;
    visit.house.outbox.wake();
    visit.tell(Done::CorrectionStopped, Vec::new());
    Ok(Page::Account)
}

/// What the page for the new address stands on; nothing when this browser has opened no such link.
pub async fn confirming(visit: &Visit) -> Result<Option<Confirming>, Stop<Never>> {
    Ok(opened_link(visit).await?.map(|found| match found {
        Err(end) => Confirming::Ended(end),
        Ok(Correction { contact, effective_at, confirmed_at, .. }) => {
            let at = Moment(effective_at.unwrap_or_default());
            if confirmed_at.is_some() { Confirming::Confirmed(at) } else { Confirming::Open(contact, at) }
        }
    }))
}

/// Takes the secret of a link out of the address and into a cookie; nothing is looked up or used (attacks TOK-02, TOK-03).
pub fn land(visit: &Visit, token: &str) -> Page {
    let token = LinkToken::parse(token);
    visit.seal(Name::CorrectionLink, Purpose::CorrectionLink, &token.as_ref().map_or("", LinkToken::as_str), LINK_LIVES);
    Page::SupportRequest
}

/// The correction whose link this browser has opened, or why it comes to nothing.
async fn opened_link(visit: &Visit) -> Result<Option<Result<Correction, End>>, store::Error> {
    let Some(token) = visit.sealed::<String>(Name::CorrectionLink, Purpose::CorrectionLink) else { return Ok(None) };
    let Some(token) = LinkToken::parse(&token) else { return Ok(Some(Err(End::Mistyped))) };
    let found = visit.house.store.read().await?.correction_by_link(&token.digest()).await?;
    let Some(correction) = found else { return Ok(Some(Err(End::Mistyped))) };
    Ok(Some(if correction.done_at.is_some() {
        Err(End::Used)
    } else if correction.is_open(visit.now) {
        Ok(correction)
    } else if correction.stopped_at.is_none() && correction.version == Some(correction.present_version) {
        Err(End::Expired)
    } else {
        Err(End::Replaced)
    }))
}
