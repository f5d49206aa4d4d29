//! What this browser waits for, and what it has proof of.

use super::ways::letters::reached;
use super::{Keyed, Proof, Waiting};
use crate::server::answer::Stop;
use crate::server::config::Way;
use crate::server::cookies::Name;
use crate::server::note::Done;
use crate::server::outbox::track;
use crate::server::store::{self, Account, Restore, Tx};
use crate::server::tokens::{LinkToken, Purpose};
use crate::server::visitor::Visit;
use crate::wire::{End, Never};
use crate::words::{Key, Moment, Page, Span};

/// How long a browser knows that it asked: a page that waits is told that it is over, not only that there is nothing.
pub(super) const ASKED_LIVES: Span = Span::days(1);
/// In place of the name of a restore: this browser's led to a new password.
pub(super) const DONE: &str = "";
/// How long the secret of an opened link is kept in the browser.
pub(super) const LINK_LIVES: Span = Span::hours(1);

/// What the page that waits shows: nothing of it depends on what the worker found.
pub async fn waiting(visit: &Visit) -> Result<Option<Waiting>, Stop<Never>> {
    let Some(restore) = waits_for(visit).await? else { return Ok(None) };
    let track = track(visit, &restore.id).await?;
    let (channel, to) = reached(&visit.house, &restore);
    let way = match &restore.way {
        Some(way) => Way::named(way),
        None => visit.house.config.policy.restore.way(channel),
    };
    let page = match way {
        None if visit.house.config.policy.restore.is_chosen() => Page::RestoreWay,
        Some(Way::Question) => Page::RestoreQuestion,
        Some(Way::RecoveryEmail) if restore.given.is_none() => Page::RestoreEmail,
        Some(Way::Mobile) if restore.given.is_none() => Page::RestoreMobile,
        Some(Way::RecoveryEmail | Way::LetterPassword) => Page::RestoreSent,
        Some(Way::SmsPassword) if restore.passed_at.is_some() => Page::RestoreSent,
        _ => Page::RestoreCode,
    };
    Ok(Some(Waiting { login: to.to_owned(), channel, way, page, track }))
}

/// Why this browser waits for nothing: the page that says so, where it did wait. It is told once.
pub fn ended(visit: &Visit) -> Page {
    let asked = asked(visit);
    if asked.is_some() {
        visit.remove_cookie(Name::Restoring);
        let done = if asked.as_deref() == Some(DONE) { Done::Restored } else { Done::WaitingEnded };
        visit.tell(done, Vec::new());
    }
    if asked.as_deref() == Some(DONE) { Page::Login } else { Page::Restore }
}

/// The digest of the one-time password that is asked for once more.
pub(super) fn asks_current<'r>(visit: &Visit, restore: &'r Restore) -> Option<&'r str> {
    let by_letter = visit.house.config.policy.restore.ways.contains(&Way::LetterPassword);
    restore.one_time_used.as_deref().filter(|_| by_letter)
}

/// What the page for the new password stands on; nothing when there is no proof at all.
pub async fn proof(visit: &Visit) -> Result<Option<Proof>, Stop<Never>> {
    let restore = match proven(visit).await? {
        None => return Ok(None),
        Some(Err(end)) => return Ok(Some(Proof::Ended(end))),
        Some(Ok(restore)) => restore,
    };
    let account = account_of(&mut visit.house.store.read().await?, &restore).await?;
    let asks_current = asks_current(visit, &restore).is_some();
    Ok(Some(account.map_or(Proof::Ended(End::Replaced), |account| Proof::Given { contact: account.contact, asks_current })))
}

/// What the page for a long code stands on; or the page to go to, where this browser waited and does no more. Whoever asked for nothing
/// here may have the letter of another browser.
pub async fn keyed(visit: &Visit) -> Result<Result<Keyed, Page>, Stop<Never>> {
    let link = visit.sealed::<String>(Name::RestoreLink, Purpose::RestoreLink);
    let waiting = waiting(visit).await?;
    let Some(link) = link else {
        return Ok(match (waiting, asked(visit)) {
            (None, Some(_)) => Err(ended(visit)),
            (waiting, _) => Ok(Keyed::Open { key: None, waiting }),
        });
    };
    let Some(key) = Key::parse(&link) else { return Ok(Ok(Keyed::Ended(End::Mistyped))) };
    let found = visit.house.store.read().await?.restore_by_link(&visit.house.tokens.digest_long_code(&key)).await?;
    let restore = found.ok_or(End::Mistyped).and_then(|restore| open(visit, &restore));
    Ok(Ok(match restore {
        Ok(()) => Keyed::Open { key: Some(key.written()), waiting },
        Err(end) => Keyed::Ended(end),
    }))
}

/// Takes the secret of a link out of the address and into a cookie; nothing is looked up or used (attacks TOK-02, TOK-03).
pub fn land(visit: &Visit, token: &str) -> Page {
    let by_key = visit.house.config.policy.restore.ways == [Way::LetterKey];
    let token =
        if by_key { Key::parse(token).map(|key| key.written()) } else { LinkToken::parse(token).map(|it| it.as_str().to_owned()) };
    visit.seal(Name::RestoreLink, Purpose::RestoreLink, &token.unwrap_or_default(), LINK_LIVES);
    if by_key { Page::RestoreCode } else { Page::RestorePassword }
}

/// The restore that this browser asked for.
pub(super) fn asked(visit: &Visit) -> Option<String> {
    visit.sealed(Name::Restoring, Purpose::Restoring)
}

/// The restore that this browser waits for, whatever became of it: before there is proof that must not show.
pub(super) async fn waits_for(visit: &Visit) -> Result<Option<Restore>, store::Error> {
    let Some(id) = asked(visit) else { return Ok(None) };
    let found = visit.house.store.read().await?.restore(&id).await?;
    Ok(found.filter(|restore| Moment(restore.expires_at) > visit.now))
}

/// The restore of which this browser has proof, by the code or by an opened link; or why that proof no longer counts.
pub(super) async fn proven(visit: &Visit) -> Result<Option<Result<Restore, End>>, store::Error> {
    let by_code = match asked(visit) {
        Some(id) => visit.house.store.read().await?.restore(&id).await?.filter(|restore| restore.proved_at.is_some()),
        None => None,
    };
    let by_code = by_code.map(|restore| open(visit, &restore).map(|()| restore));
    let Some(token) = visit.sealed::<String>(Name::RestoreLink, Purpose::RestoreLink) else { return Ok(by_code) };
    if matches!(by_code, Some(Ok(_))) {
        return Ok(by_code);
    }
    let found = match LinkToken::parse(&token) {
        Some(token) => visit.house.store.read().await?.restore_by_link(&token.digest()).await?,
        None => None,
    };
    Ok(Some(found.ok_or(End::Mistyped).and_then(|restore| open(visit, &restore).map(|()| restore))))
}

/// Whether a restore can still be used, or why it cannot.
pub(super) fn open(visit: &Visit, restore: &Restore) -> Result<(), End> {
    if restore.used_at.is_some() {
        Err(End::Used)
    } else if restore.replaced_at.is_some() {
        Err(End::Replaced)
    } else if restore.ends(visit.house.config.policy.restore.link_lives) <= visit.now {
        Err(End::Expired)
    } else {
        Ok(())
    }
}

/// The account of a restore, while it still has the mailbox or the number that the message went to (attack REC-04).
pub(super) async fn account_of(tx: &mut Tx, restore: &Restore) -> Result<Option<Account>, store::Error> {
    let (Some(id), Some(key)) = (&restore.account, &restore.contact_key) else { return Ok(None) };
    let Some(account) = tx.account(id).await?.filter(|account| account.disabled_at.is_none()) else { return Ok(None) };
    let is_its_own = account.contact_key == *key || tx.accounts_by_proved_contact(key).await?.contains(id);
    Ok(is_its_own.then_some(account))
}
