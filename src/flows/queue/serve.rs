//! Who operates the site, and what they may do for somebody who asks.

use super::{Colleague, Correction, Line, MOST_WORDS, Queue, Refusal, Request};
use crate::server::answer::{Stop, no};
use crate::server::events;
use crate::server::identity;
use crate::server::limits::{self, Errand};
use crate::server::note::Done;
use crate::server::restoring;
use crate::server::store::{self, Account, LATEST, NewCorrection, NewMessage, NewSupportEvent, SupportRequest, Tx};
use crate::server::support::{self, ASKED, CLOSED, CONFIRM, DUE, PEOPLE};
use crate::server::tokens::is_id;
use crate::server::visitor::Visit;
use crate::wire::{Fail, Never};
use crate::words::{Channel, Codes, Deed, Event, Moment, Page};

/// The most requests that are shown at once.
const MOST: i64 = 50;

/// What an account's owner sees of the queue: nothing, but where the site has a desk and they work at it.
pub async fn queue(visit: &Visit, account: &Account) -> Result<Option<Queue>, Stop<Never>> {
    let mut tx = visit.house.store.read().await?;
    if !visit.house.config.policy.support.desk || tx.operator(&account.id).await?.is_none() {
        return Ok(None);
    }
    let in_hand = tx.support_request_in_hand(&account.id).await?;
    let is_listed = visit.note().is_some_and(|note| note.done == Some(Done::PeopleListed));
    let people = match &in_hand {
        Some(request) if is_listed => people(&mut tx, request).await?,
        _ => None,
    };
    let mut open = Vec::new();
    for request in tx.open_support_requests(MOST).await? {
        if in_hand.as_ref().is_none_or(|in_hand| in_hand.id != request.id) {
            open.push(whole(&mut tx, request).await?);
        }
    }
    let in_hand = match in_hand {
        Some(request) => Some(whole(&mut tx, request).await?),
        None => None,
    };
    let corrections = corrections(&mut tx, account, visit.now).await?;
    Ok(Some(Queue { in_hand, people, corrections, open, restores: restores(visit), corrects: corrects(visit) }))
}

pub async fn take_request(visit: Visit, id: String) -> Result<Page, Stop<Refusal>> {
    let (operator, mut tx) = begin(&visit).await?;
    if !is_id(&id) || !tx.take_support_request(&id, &operator.id, visit.now).await? {
        return Err(no(Refusal::Gone));
    }
    write_down(&mut tx, &visit, &operator, &id, (Deed::Taken, Event::RequestTaken), "").await?;
    finish(tx, &visit, Done::RequestTaken).await
}

/// Asks whoever asked for help: by letter, and on their page.
pub async fn ask_back(visit: Visit, id: String, question: String) -> Result<Page, Stop<Refusal>> {
    let question = said(&question, Refusal::QuestionEmpty, Refusal::QuestionLong).map_err(no)?;
    let (operator, mut tx) = begin(&visit).await?;
    let request = in_hand(&mut tx, &operator, &id).await?;
    if !tx.ask_back(&request.id, &question).await? {
        return Err(no(Refusal::Gone));
    }
    support::post(&mut tx, &visit.house, ASKED, &request.id, None, visit.now).await?;
    write_down(&mut tx, &visit, &operator, &request.id, (Deed::Asked, Event::RequestAsked), &question).await?;
    finish(tx, &visit, Done::RequestAsked).await
}

/// Begins what the owner of the mailbox could begin: the letter goes to the account's own address, and nobody else sees its secret.
pub async fn start_restore(visit: Visit, id: String) -> Result<Page, Stop<Refusal>> {
    let (operator, mut tx) = begin(&visit).await?;
    let request = in_hand(&mut tx, &operator, &id).await?;
    if !restores(&visit) {
        return Err(Fail::Malformed.into());
    }
    if request.mailbox.is_empty() {
        return Err(no(Refusal::NoMailbox));
    }
    let budgets = limits::messages(&visit.house, Errand::Restore, &request.mailbox_key);
    limits::charge_in(&mut tx, &visit, &budgets).await?;
    restoring::begin(&mut tx, &visit.house, &request.mailbox, &request.language, visit.now).await?;
    let account = identity::find(&visit.house, &mut tx, &request.mailbox).await?;
    if let Some(account) = account.filter(|account| account.disabled_at.is_none()) {
        events::note_by_another(&mut tx, &visit.house, &account.id, Event::RestoreBySupport, visit.now).await?;
    }
    let deed = (Deed::RestoreStarted, Event::RestoreStarted);
    write_down(&mut tx, &visit, &operator, &request.id, deed, &request.mailbox).await?;
    finish(tx, &visit, Done::RestoreStarted).await
}

/// Who works at the organisation: the next page shows it, this once.
pub async fn list_people(visit: Visit, id: String) -> Result<Page, Stop<Refusal>> {
    let (operator, mut tx) = begin(&visit).await?;
    let request = in_hand(&mut tx, &operator, &id).await?;
    people(&mut tx, &request).await?.ok_or(no(Refusal::NoOrganisation))?;
    write_down(&mut tx, &visit, &operator, &request.id, (Deed::PeopleListed, Event::PeopleListed), "").await?;
    finish(tx, &visit, Done::PeopleListed).await
}

/// The same by letter, to an asker who works there and to nobody else.
pub async fn send_people(visit: Visit, id: String) -> Result<Page, Stop<Refusal>> {
    let (operator, mut tx) = begin(&visit).await?;
    let request = in_hand(&mut tx, &operator, &id).await?;
    let askers = support::askers(&mut tx, &request).await?;
    let asker = askers.first().ok_or(no(Refusal::NotColleague))?;
    support::post(&mut tx, &visit.house, PEOPLE, &request.id, Some(&asker.account), visit.now).await?;
    write_down(&mut tx, &visit, &operator, &request.id, (Deed::PeopleSent, Event::PeopleSent), &asker.contact).await?;
    finish(tx, &visit, Done::PeopleSent).await
}

/// The first person of two: nothing happens by it.
pub async fn propose_correction(visit: Visit, id: String, present: String, corrected: String) -> Result<Page, Stop<Refusal>> {
    let (present, corrected) = match (identity::mailbox(&visit.house, &present), identity::mailbox(&visit.house, &corrected)) {
        (Ok(present), Ok(corrected)) => (present, corrected),
        (present, corrected) => {
            let present = present.err().map(Refusal::Present);
            return Err(Fail::Refused(present.into_iter().chain(corrected.err().map(Refusal::Corrected)).collect()).into());
        }
    };
    let (operator, mut tx) = begin(&visit).await?;
    let request = in_hand(&mut tx, &operator, &id).await?;
    if !corrects(&visit) {
        return Err(Fail::Malformed.into());
    }
    let account = tx.account_by_contact(&present.key).await?.filter(|account| account.disabled_at.is_none());
    let account = account.ok_or(no(Refusal::NoAccount))?;
    if account.id == operator.id {
        return Err(no(Refusal::Own));
    }
    is_free(&mut tx, &account, &corrected.key).await?;
    if tx.corrections_of(&account.id).await?.iter().any(|other| other.is_open(visit.now)) {
        return Err(no(Refusal::Waiting));
    }
    let correction = visit.house.tokens.id();
    let new = NewCorrection {
        id: &correction,
        request: &request.id,
        account: &account.id,
        contact: &corrected.text,
        contact_key: &corrected.key,
        proposed_by: &operator.id,
    };
    tx.add_correction(&new, visit.now).await?;
    let (deed, words) =
        ((Deed::CorrectionProposed, Event::CorrectionProposed), format!("{} → {}", account.contact, corrected.text));
    write_down(&mut tx, &visit, &operator, &request.id, deed, &words).await?;
    finish(tx, &visit, Done::CorrectionProposed).await
}

/// The second person of two: every address of the account is told, the new one is asked, and the account waits.
pub async fn approve_correction(visit: Visit, id: String) -> Result<Page, Stop<Refusal>> {
    let (operator, mut tx) = begin(&visit).await?;
    let correction = under_way(&mut tx, &id, visit.now).await?.filter(|it| it.approved_at.is_none()).ok_or(no(Refusal::Void))?;
    if correction.proposed_by == operator.id {
        return Err(no(Refusal::SamePerson));
    }
    if correction.account == operator.id {
        return Err(no(Refusal::Own));
    }
    let account = tx.account(&correction.account).await?.filter(|account| account.disabled_at.is_none());
    let account = account.ok_or(no(Refusal::Void))?;
    is_free(&mut tx, &account, &correction.contact_key).await?;
    let effective_at = visit.now.after(visit.house.config.policy.support.correction_waits);
    if !tx.approve_correction(&correction.id, &operator.id, account.version, effective_at, visit.now).await? {
        return Err(no(Refusal::Void));
    }
    events::announce_by_another(&mut tx, &visit.house, &account, Event::CorrectionWaits, visit.now).await?;
    for (kind, deadline) in [(CONFIRM, effective_at), (DUE, effective_at.after(LATEST))] {
        let message = visit.house.tokens.id();
        tx.add_message(&NewMessage { id: &message, kind, about: &correction.id, via: None, deadline }, visit.now).await?;
        if kind == DUE {
            tx.postpone_message(&message, effective_at).await?;
        }
    }
    let (deed, words) = ((Deed::CorrectionApproved, Event::CorrectionApproved), &correction.contact);
    write_down(&mut tx, &visit, &operator, &correction.request, deed, words).await?;
    finish(tx, &visit, Done::CorrectionApproved).await
}

/// Any operator stops what is under way.
pub async fn halt_correction(visit: Visit, id: String) -> Result<Page, Stop<Refusal>> {
    let (operator, mut tx) = begin(&visit).await?;
    let correction = under_way(&mut tx, &id, visit.now).await?.ok_or(no(Refusal::Void))?;
    if !tx.stop_correction(&correction.id, visit.now).await? {
        return Err(no(Refusal::Void));
    }
    // Before that nobody has heard of it.
    if correction.approved_at.is_some() {
        let account = tx.account(&correction.account).await?.ok_or(no(Refusal::Void))?;
        events::announce_by_another(&mut tx, &visit.house, &account, Event::CorrectionStopped, visit.now).await?;
    }
    let (deed, words) = ((Deed::CorrectionStopped, Event::CorrectionHalted), &correction.contact);
    write_down(&mut tx, &visit, &operator, &correction.request, deed, words).await?;
    finish(tx, &visit, Done::CorrectionStopped).await
}

pub async fn close_request(visit: Visit, id: String, outcome: String) -> Result<Page, Stop<Refusal>> {
    let outcome = said(&outcome, Refusal::OutcomeEmpty, Refusal::OutcomeLong).map_err(no)?;
    let (operator, mut tx) = begin(&visit).await?;
    let request = in_hand(&mut tx, &operator, &id).await?;
    if !tx.close_support_request(&request.id, &outcome, visit.now).await? {
        return Err(no(Refusal::Gone));
    }
    support::post(&mut tx, &visit.house, CLOSED, &request.id, None, visit.now).await?;
    write_down(&mut tx, &visit, &operator, &request.id, (Deed::Closed, Event::RequestClosed), &outcome).await?;
    finish(tx, &visit, Done::RequestClosed).await
}

/// The operator who asks, and a transaction in which they are one until its end (attack AUT-04). For all others there is no such act.
async fn begin(visit: &Visit) -> Result<(Account, Tx), Stop<Refusal>> {
    let account = visit.proved_owner().await?;
    let mut tx = visit.write_for(&account).await?;
    if !visit.house.config.policy.support.desk || !tx.hold_operator(&account.id).await? {
        return Err(Fail::Malformed.into());
    }
    Ok((account, tx))
}

async fn finish(tx: Tx, visit: &Visit, done: Done) -> Result<Page, Stop<Refusal>> {
    tx.save().await?;
    visit.house.outbox.wake();
    visit.tell(done, Vec::new());
    Ok(Page::Queue)
}

/// At the request, and in the operator's own history.
async fn write_down(
    tx: &mut Tx,
    visit: &Visit,
    operator: &Account,
    request: &str,
    (deed, event): (Deed, Event),
    words: &str,
) -> Result<(), store::Error> {
    let id = visit.house.tokens.id();
    tx.add_support_event(&NewSupportEvent { id: &id, request, operator: &operator.id, deed, words }, visit.now).await?;
    events::note(tx, visit, &operator.id, event).await?;
    Ok(())
}

/// The request that a form names, as long as this operator has it in hand.
async fn in_hand(tx: &mut Tx, operator: &Account, id: &str) -> Result<SupportRequest, Stop<Refusal>> {
    if !is_id(id) || !tx.hold_support_request(id, &operator.id).await? {
        return Err(no(Refusal::Gone));
    }
    tx.support_request(id).await?.ok_or(no(Refusal::Gone))
}

/// The correction that a form names, as long as it may come to something.
async fn under_way(tx: &mut Tx, id: &str, now: Moment) -> Result<Option<store::Correction>, store::Error> {
    if !is_id(id) {
        return Ok(None);
    }
    Ok(tx.correction(id).await?.filter(|correction| correction.is_open(now)))
}

/// Whether an account can be moved to an address as things are.
async fn is_free(tx: &mut Tx, account: &Account, key: &str) -> Result<(), Stop<Refusal>> {
    if account.contact_key == key {
        return Err(no(Refusal::Same));
    }
    if tx.account_by_contact(key).await?.is_some() { Err(no(Refusal::Taken)) } else { Ok(()) }
}

fn said(words: &str, empty: Refusal, long: Refusal) -> Result<String, Refusal> {
    let words = support::one_line(words);
    match words.chars().count() {
        0 => Err(empty),
        1..=MOST_WORDS => Ok(words),
        _ => Err(long),
    }
}

/// Whether a restore can begin without its owner: not where a way is chosen first.
fn restores(visit: &Visit) -> bool {
    visit.house.config.policy.restore.way(Channel::Letter).is_some()
}

/// Whether addresses can be corrected: a mailbox of the site is its owner's name.
fn corrects(visit: &Visit) -> bool {
    visit.house.config.policy.domain.is_none()
}

/// A request with what the site knows of it.
async fn whole(tx: &mut Tx, request: SupportRequest) -> Result<Request, store::Error> {
    let organisation = match Codes::parse(&request.inn, &request.kpp) {
        Ok(codes) => tx.organisation_by_codes(&codes).await?.map(|organisation| organisation.name),
        Err(_) => None,
    };
    let events = tx.support_events(&request.id).await?.into_iter().filter_map(|event| {
        Some(Line { at: Moment(event.at), who: event.contact, deed: Deed::named(&event.deed)?, words: event.words })
    });
    Ok(Request {
        topic: request.topic(),
        organisation,
        events: events.collect(),
        since: Moment(request.created_at),
        id: request.id,
        number: request.number,
        inn: request.inn,
        kpp: request.kpp,
        mailbox: request.mailbox,
        answer_to: request.answer_to,
        words: request.words,
        taken_by: request.taken_by_contact,
    })
}

/// Who works at the organisation of a request; nothing where there is none of these numbers.
async fn people(tx: &mut Tx, request: &SupportRequest) -> Result<Option<Vec<Colleague>>, store::Error> {
    let Ok(codes) = Codes::parse(&request.inn, &request.kpp) else { return Ok(None) };
    let Some(organisation) = tx.organisation_by_codes(&codes).await? else { return Ok(None) };
    let members = tx.members(&organisation.id).await?.into_iter().map(|member| Colleague {
        role: member.role(),
        is_shut: member.disabled_at.is_some() || member.shut_at.is_some(),
        contact: member.contact,
    });
    Ok(Some(members.collect()))
}

/// The corrections that may come to something.
async fn corrections(tx: &mut Tx, operator: &Account, now: Moment) -> Result<Vec<Correction>, store::Error> {
    let mut shown = Vec::new();
    for correction in tx.corrections().await?.into_iter().filter(|correction| correction.is_open(now)) {
        let request = tx.support_request(&correction.request).await?;
        let proposer = tx.operator(&correction.proposed_by).await?;
        let is_other = correction.proposed_by != operator.id && correction.account != operator.id;
        shown.push(Correction {
            number: request.map(|request| request.number).unwrap_or_default(),
            may_approve: correction.approved_at.is_none() && is_other && proposer.is_some(),
            proposed_by: proposer.map(|proposer| proposer.contact),
            effective_at: correction.effective_at.map(Moment),
            is_confirmed: correction.confirmed_at.is_some(),
            id: correction.id,
            present: correction.present,
            contact: correction.contact,
        });
    }
    Ok(shown)
}
