//! Who may ask the administrators of an organisation: anybody. And who answers: one of them.

use super::letters::LETTER;
use super::{Answering, Refusal};
use crate::server::answer::{Stop, no};
use crate::server::cookies::Name;
use crate::server::identity;
use crate::server::note::Done;
use crate::server::staff::{self, Unable};
use crate::server::store::{self, Member, NewMessage, NewPlea, Plea, PleaLetter, Tx};
use crate::server::tokens::{LinkToken, Purpose};
use crate::server::visitor::Visit;
use crate::wire::{End, Fail, Never};
use crate::words::{Cause, Codes, Moment, Page, Span};

/// How long a plea waits for its answer.
const LIVES: Span = Span::days(7);
/// How long the secret of an opened link is kept in the browser.
const LINK_LIVES: Span = Span::hours(1);

/// Writes a row and a job, whichever organisation there is or none: nothing is looked up here.
pub async fn ask(visit: Visit, inn: String, kpp: String, email: String, cause: String) -> Result<Page, Stop<Refusal>> {
    offered(&visit)?;
    let codes = Codes::parse(&inn, &kpp);
    let contact = identity::mailbox(&visit.house, &email).map_err(Refusal::Email);
    let cause = Cause::named(&cause).ok_or(Refusal::Cause);
    let (codes, contact, cause) = match (codes, contact, cause) {
        (Ok(codes), Ok(contact), Ok(cause)) => (codes, contact, cause),
        (codes, contact, cause) => {
            let (inn, kpp) = codes.err().unwrap_or_default();
            let reasons = inn.map(Refusal::Inn).into_iter().chain(kpp.map(Refusal::Kpp)).chain(contact.err()).chain(cause.err());
            return Err(Fail::Refused(reasons.collect()).into());
        }
    };
    let limits = &visit.house.config.policy.limits;
    visit.charge_client("plea address", limits.restore_address).await?;
    // What the administrators get in all, whoever asks (attack DEL-01), and what one mailbox may ask for.
    let numbers = format!("{} {}", codes.inn(), codes.kpp());
    visit.charge("plea organisation", &numbers, limits.letters_mailbox).await?;
    visit.charge("plea organisation day", &numbers, limits.letters_mailbox_day).await?;
    let (id, message) = (visit.house.tokens.id(), visit.house.tokens.id());
    let expires_at = visit.now.after(LIVES);
    let new = NewPlea {
        id: &id,
        codes: &codes,
        contact_key: &contact.key,
        contact: &contact.text,
        cause,
        language: visit.language.code(),
        expires_at,
    };
    let mut tx = visit.house.store.write().await?;
    tx.add_plea(&new, visit.now).await?;
    tx.add_message(&NewMessage { id: &message, kind: LETTER, about: &id, via: None, deadline: expires_at }, visit.now).await?;
    tx.save().await?;
    visit.house.outbox.wake();
    visit.tell(Done::PleaSent, Vec::new());
    Ok(Page::Colleague)
}

/// Whether people of this site work for organisations.
pub fn is_offered(visit: &Visit) -> bool {
    visit.house.config.policy.account.organisations
}

fn offered(visit: &Visit) -> Result<(), Stop<Refusal>> {
    if is_offered(visit) { Ok(()) } else { Err(Fail::Malformed.into()) }
}

/// Takes the secret of a link out of the address and into a cookie; nothing is looked up or used (attacks TOK-02, TOK-03).
pub fn land(visit: &Visit, token: &str) -> Page {
    let token = LinkToken::parse(token);
    visit.seal(Name::PleaLink, Purpose::PleaLink, &token.as_ref().map_or("", LinkToken::as_str), LINK_LIVES);
    Page::ColleagueAnswer
}

/// What the page stands on; nothing when this browser has opened no such link.
pub async fn answering(visit: &Visit) -> Result<Option<Answering>, Stop<Never>> {
    let Some(token) = opened(visit) else { return Ok(None) };
    let mut tx = visit.house.store.read().await?;
    Ok(Some(match open(&mut tx, &token, visit.now).await? {
        Ok((plea, by)) => {
            let organisation = tx.organisation(&by.organisation).await?.map(|organisation| organisation.name);
            Answering::Open { organisation: organisation.unwrap_or_default(), cause: plea.cause(), contact: plea.contact }
        }
        Err(end) => Answering::Ended(end),
    }))
}

/// The secret of the link that this browser has opened, as it came.
fn opened(visit: &Visit) -> Option<String> {
    visit.sealed(Name::PleaLink, Purpose::PleaLink)
}

/// The letter that has this secret.
async fn letter_of(tx: &mut Tx, token: &str) -> Result<Option<PleaLetter>, store::Error> {
    match LinkToken::parse(token) {
        Some(token) => tx.plea_letter_by_link(&token.digest()).await,
        None => Ok(None),
    }
}

/// The plea that a secret can still answer, and the administrator whose letter it came with: as they are in this transaction.
async fn open(tx: &mut Tx, token: &str, now: Moment) -> Result<Result<(Plea, Member), End>, store::Error> {
    let Some(letter) = letter_of(tx, token).await? else { return Ok(Err(End::Mistyped)) };
    let Some(plea) = tx.plea(&letter.plea).await? else { return Ok(Err(End::Expired)) };
    if plea.answered_at.is_some() {
        return Ok(Err(End::Used));
    }
    if Moment(plea.expires_at) <= now {
        return Ok(Err(End::Expired));
    }
    let by = tx.member(&letter.account).await?.filter(|by| {
        let is_there = plea.organisation.as_ref() == Some(&by.organisation) && by.is_living() && by.role().is_in_charge();
        // Whoever reads a mailbox that they have left is nobody's administrator.
        is_there && by.contact_key == letter.contact_key
    });
    Ok(by.map(|by| (plea, by)).ok_or(End::Replaced))
}

/// The same in a transaction that holds organisation and account.
async fn in_charge(visit: &Visit) -> Result<(Tx, Plea, Member), Stop<Refusal>> {
    offered(visit)?;
    let token = opened(visit).ok_or(no(Refusal::Ended(End::Mistyped)))?;
    let (_, by) = open(&mut visit.house.store.read().await?, &token, visit.now).await?.map_err(|end| no(Refusal::Ended(end)))?;
    let mut tx = visit.house.store.write().await?;
    tx.hold_organisation(&by.organisation).await?;
    let replaced = || no(Refusal::Ended(End::Replaced));
    let account = tx.account(&by.account).await?.ok_or_else(replaced)?;
    if !tx.hold_account(&account.id, account.version).await? {
        return Err(replaced());
    }
    let (plea, now) = open(&mut tx, &token, visit.now).await?.map_err(|end| no(Refusal::Ended(end)))?;
    if now.organisation != by.organisation {
        return Err(replaced());
    }
    Ok((tx, plea, now))
}

pub async fn approve(visit: Visit) -> Result<Page, Stop<Refusal>> {
    let (mut tx, plea, by) = in_charge(&visit).await?;
    staff::approve(&mut tx, &visit, &by, &plea).await?.map_err(unable)?;
    done(tx, &visit, Done::PleaApproved).await
}

pub async fn refuse(visit: Visit) -> Result<Page, Stop<Refusal>> {
    let (mut tx, plea, by) = in_charge(&visit).await?;
    staff::refuse(&mut tx, &visit, &by, &plea).await?.map_err(unable)?;
    done(tx, &visit, Done::PleaRefused).await
}

async fn done(tx: Tx, visit: &Visit, done: Done) -> Result<Page, Stop<Refusal>> {
    tx.save().await?;
    visit.house.outbox.wake();
    visit.tell(done, Vec::new());
    Ok(Page::ColleagueAnswer)
}

fn unable(reason: Unable) -> Stop<Refusal> {
    no(match reason {
        Unable::Gone => Refusal::Ended(End::Used),
        Unable::Above => Refusal::Above,
        Unable::Here => Refusal::Here,
        Unable::Nobody => Refusal::Nobody,
        Unable::Shut => Refusal::Shut,
        Unable::Later(wait) => return Fail::Later(wait).into(),
    })
}
