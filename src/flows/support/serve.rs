//! Who may ask the site's own people: anybody.

use super::letters::{AGAIN, ANSWERED, DESK, RECEIVED};
use super::{Asked, MOST_WORDS, Refusal, Shown, State};
use crate::server::answer::{Stop, no};
use crate::server::captcha;
pub use crate::server::captcha::Given;
use crate::server::cookies::Name;
use crate::server::identity::{self, Contact};
use crate::server::limits::{self, Bucket};
use crate::server::note::Done;
use crate::server::store::{self, NewSupportEvent, NewSupportRequest, SupportRequest, Tx};
use crate::server::support;
use crate::server::tokens::{LinkToken, Purpose};
use crate::server::visitor::Visit;
use crate::wire::{Fail, Never};
use crate::words::{BadInn, BadKpp, Codes, Deed, Moment, Page, Reference, Span, Topic, ascii_digit};

/// What the captcha of the form is for.
const ACT: &str = "support";
/// How long a browser knows which request it looks at.
const KNOWN: Span = Span::days(30);

/// Whether the site has a desk.
pub fn is_offered(visit: &Visit) -> bool {
    visit.house.config.policy.support.desk
}

/// A challenge for the form. Nothing is known of the browser yet, so it belongs to none.
pub fn challenge(visit: &Visit) -> String {
    captcha::challenge_of_browser(visit, ACT)
}

/// What a form says, each part of it in its one form.
struct Read {
    topic: Topic,
    inn: String,
    kpp: String,
    mailbox: Option<Contact>,
    answer: Contact,
    words: String,
}

pub async fn ask_support(visit: Visit, asked: Asked, given: Given) -> Result<Page, Stop<Refusal>> {
    offered(&visit)?;
    let Read { topic, inn, kpp, mailbox, answer, words } = read(&visit, &asked).map_err(Fail::Refused)?;
    visit.charge_client("support address", visit.house.config.policy.limits.restore_address).await?;
    let mut tx = captcha::pass_of_browser(&visit, ACT, &given).await?.map_err(|bad| no(Refusal::Captcha(bad)))?;
    charge_mailbox(&mut tx, &visit, &answer.key).await?;
    let (id, number) = (visit.house.tokens.id(), visit.house.tokens.reference().written());
    let link = visit.house.tokens.link_of(Purpose::SupportLink, &id);
    let new = NewSupportRequest {
        id: &id,
        number: &number,
        topic,
        inn: &inn,
        kpp: &kpp,
        mailbox: mailbox.as_ref().map_or("", |mailbox| &mailbox.text),
        mailbox_key: mailbox.as_ref().map_or("", |mailbox| &mailbox.key),
        answer_to: &answer.text,
        answer_key: &answer.key,
        words: &words,
        language: visit.language.code(),
        link: &link.digest(),
    };
    tx.add_support_request(&new, visit.now).await?;
    for kind in [RECEIVED, DESK] {
        support::post(&mut tx, &visit.house, kind, &id, None, visit.now).await?;
    }
    tx.save().await?;
    visit.house.outbox.wake();
    visit.seal(Name::Support, Purpose::Support, &link.as_str(), KNOWN);
    visit.remove_cookie(Name::CorrectionLink);
    visit.tell(Done::SupportAsked, Vec::new());
    Ok(Page::SupportRequest)
}

/// Writes a job, whatever this number and this address are: the worker finds out whether they belong together.
pub async fn send_link(visit: Visit, number: String, address: String) -> Result<Page, Stop<Refusal>> {
    offered(&visit)?;
    let (number, address) =
        (Reference::parse(&number).ok_or(Refusal::Number), identity::mailbox(&visit.house, &address).map_err(Refusal::Address));
    let (number, address) = match (number, address) {
        (Ok(number), Ok(address)) => (number.written(), address),
        (number, address) => return Err(Fail::Refused(number.err().into_iter().chain(address.err()).collect()).into()),
    };
    visit.charge_client("support address", visit.house.config.policy.limits.restore_address).await?;
    let whose = visit.house.tokens.bucket(AGAIN, &address.key);
    let mut tx = visit.house.store.write().await?;
    charge_mailbox(&mut tx, &visit, &address.key).await?;
    support::post(&mut tx, &visit.house, AGAIN, &number, Some(&whose), visit.now).await?;
    tx.save().await?;
    visit.house.outbox.wake();
    visit.tell(Done::SupportLinkSent, Vec::new());
    Ok(Page::Support)
}

/// Answers what was asked back, once.
pub async fn answer_support(visit: Visit, words: String) -> Result<Page, Stop<Refusal>> {
    offered(&visit)?;
    let words = said(&words).map_err(no)?;
    let request = known(&visit).await?.ok_or(no(Refusal::Gone))?;
    visit.charge_client("support address", visit.house.config.policy.limits.restore_address).await?;
    let event = visit.house.tokens.id();
    let mut tx = visit.house.store.write().await?;
    if !tx.question_answered(&request.id).await? {
        return Err(no(Refusal::Gone));
    }
    let new = NewSupportEvent { id: &event, request: &request.id, operator: "", deed: Deed::Answered, words: &words };
    tx.add_support_event(&new, visit.now).await?;
    support::post(&mut tx, &visit.house, ANSWERED, &request.id, None, visit.now).await?;
    tx.save().await?;
    visit.house.outbox.wake();
    visit.tell(Done::SupportAnswered, Vec::new());
    Ok(Page::SupportRequest)
}

/// The request that this browser looks at, as its asker sees it.
pub async fn shown(visit: &Visit) -> Result<Option<Shown>, Stop<Never>> {
    Ok(known(visit).await?.map(|request| Shown {
        topic: request.topic(),
        number: request.number,
        since: Moment(request.created_at),
        state: match (request.closed_at, request.question) {
            (Some(at), _) => State::Closed(request.outcome.unwrap_or_default(), Moment(at)),
            (None, Some(question)) => State::Asked(question),
            (None, None) if request.taken_by.is_some() => State::InWork,
            (None, None) => State::Received,
        },
    }))
}

/// Takes the secret of a link out of the address and into a cookie; nothing is looked up (attacks TOK-02, TOK-03).
pub fn land(visit: &Visit, token: &str) -> Page {
    let token = LinkToken::parse(token);
    visit.seal(Name::Support, Purpose::Support, &token.as_ref().map_or("", LinkToken::as_str), KNOWN);
    visit.remove_cookie(Name::CorrectionLink);
    Page::SupportRequest
}

async fn known(visit: &Visit) -> Result<Option<SupportRequest>, store::Error> {
    let token = visit.sealed::<String>(Name::Support, Purpose::Support).and_then(|token| LinkToken::parse(&token));
    let Some(token) = token else { return Ok(None) };
    visit.house.store.read().await?.support_request_by_link(&token.digest(), visit.now).await
}

fn offered(visit: &Visit) -> Result<(), Stop<Refusal>> {
    if is_offered(visit) { Ok(()) } else { Err(Fail::Malformed.into()) }
}

/// What an address gets from here, which may be a stranger's. It is no part of what it gets to register or to restore (attack BRU-12).
async fn charge_mailbox(tx: &mut Tx, visit: &Visit, key: &str) -> Result<(), Stop<Refusal>> {
    let limits = &visit.house.config.policy.limits;
    let buckets: [Bucket<'_>; 2] =
        [("support mailbox", key, limits.letters_mailbox), ("support mailbox day", key, limits.letters_mailbox_day)];
    limits::charge_in(tx, visit, &buckets).await
}

/// Reads a form, and tells all that is wrong with it.
fn read(visit: &Visit, asked: &Asked) -> Result<Read, Vec<Refusal>> {
    let Some(topic) = Topic::named(&asked.topic) else { return Err(vec![Refusal::Topic]) };
    let codes = codes(topic, &asked.inn, &asked.kpp);
    let is_empty = asked.mailbox.trim().is_empty() && !topic.needs_mailbox();
    let mailbox = if is_empty { Ok(None) } else { identity::mailbox(&visit.house, &asked.mailbox).map(Some) };
    // The one address will do where the other is left out.
    let to = if asked.email.trim().is_empty() && !asked.mailbox.trim().is_empty() { &asked.mailbox } else { &asked.email };
    let answer = identity::mailbox(&visit.house, to);
    let words = said(&asked.words);
    match (codes, mailbox, answer, words) {
        (Ok((inn, kpp)), Ok(mailbox), Ok(answer), Ok(words)) => Ok(Read { topic, inn, kpp, mailbox, answer, words }),
        (codes, mailbox, answer, words) => {
            let mut refusals = codes.err().unwrap_or_default();
            // What is wrong with the one address is not said of both.
            let is_same = to == &asked.mailbox && mailbox.is_err();
            refusals.extend(mailbox.err().map(Refusal::Mailbox));
            refusals.extend(answer.err().filter(|_| !is_same).map(Refusal::Email));
            refusals.extend(words.err());
            Err(refusals)
        }
    }
}

/// The numbers of an organisation, as far as they are asked for or told.
fn codes(topic: Topic, inn: &str, kpp: &str) -> Result<(String, String), Vec<Refusal>> {
    let (has_inn, has_kpp) = (!inn.trim().is_empty(), !kpp.trim().is_empty());
    let needs_inn = topic.needs_inn() || has_kpp;
    match Codes::parse(inn, kpp) {
        Ok(codes) => Ok((codes.inn().to_owned(), codes.kpp().to_owned())),
        Err((bad_inn, bad_kpp)) => {
            let bad_inn = bad_inn.filter(|bad| *bad != BadInn::Empty || needs_inn);
            let bad_kpp = bad_kpp.filter(|bad| *bad != BadKpp::Empty || topic.needs_kpp());
            let refusals: Vec<Refusal> = bad_inn.map(Refusal::Inn).into_iter().chain(bad_kpp.map(Refusal::Kpp)).collect();
            let digits = || inn.chars().map(ascii_digit).filter(char::is_ascii_digit).collect();
            if refusals.is_empty() { Ok((if has_inn { digits() } else { String::new() }, String::new())) } else { Err(refusals) }
        }
    }
}

/// What somebody writes in their own words, on one line: PostgreSQL keeps no NUL.
fn said(words: &str) -> Result<String, Refusal> {
    let words = support::one_line(words);
    match words.chars().count() {
        0 => Err(Refusal::WordsEmpty),
        1..=MOST_WORDS => Ok(words),
        _ => Err(Refusal::WordsLong),
    }
}
