//! What is written to whoever asks for help, and to the site's own people. A letter to the asker holds nothing that the asker typed.

use std::sync::Arc;

use crate::flows::desk::topic_name;
use crate::locale::{Texts, isolate};
use crate::server::answer::Fault;
use crate::server::outbox::{Block, Composed};
use crate::server::store::{Account, Message, SupportRequest, Tx};
use crate::server::support::{self, ASKED, CLOSED, PEOPLE};
use crate::server::tokens::Purpose;
use crate::server::{House, store};
use crate::words::{Codes, Deed, Moment, Page};

/// The kinds of rows in the queue: to the asker when the request has come, and the link once more; to the site's own people when it has
/// come, and when the asker has answered. Operators cause the others.
pub const RECEIVED: &str = "support received";
pub const AGAIN: &str = "support again";
pub const DESK: &str = "support desk";
pub const ANSWERED: &str = "support answered";

/// Writes any of them.
pub async fn letter(house: &Arc<House>, message: &Message) -> Result<Composed, Fault> {
    let mut tx = house.store.read().await?;
    let found = match message.kind.as_str() {
        // Whether this number and this address belong together is found here, and not before (attack ENU-01).
        AGAIN => {
            let found = tx.support_request_by_number(&message.about).await?;
            found.filter(|request| message.via.as_ref() == Some(&house.tokens.bucket(AGAIN, &request.answer_key)))
        }
        _ => tx.support_request(&message.about).await?,
    };
    let Some(request) = found else { return Ok(Composed::Void) };
    Ok(match message.kind.as_str() {
        DESK => to_desk(house, &request, |texts, _| texts.letter_support_desk_lead().to_owned()),
        ANSWERED => {
            let answer = tx.support_events(&request.id).await?.into_iter().rfind(|event| event.deed == Deed::Answered.word());
            let answer = isolate(&answer.map(|event| event.words).unwrap_or_default());
            to_desk(house, &request, |texts, _| texts.letter_support_answered_lead(&answer))
        }
        PEOPLE => match message.via.as_deref() {
            Some(account) => people(house, tx, &request, account).await?,
            None => Composed::Void,
        },
        ASKED if request.question.is_none() => Composed::Void,
        kind => to_asker(house, &request, kind),
    })
}

/// To whoever asked: the reference number, the link, and what the site's own people say.
fn to_asker(house: &House, request: &SupportRequest, kind: &str) -> Composed {
    let (texts, site) = (house.texts_in(&request.language), &house.config.brand.name);
    let said = match kind {
        ASKED => vec![
            Block::Text(texts.letter_support_asked_lead(site)),
            Block::Text(isolate(request.question.as_deref().unwrap_or_default())),
        ],
        CLOSED => vec![
            Block::Text(texts.letter_support_closed_lead(site)),
            Block::Text(isolate(request.outcome.as_deref().unwrap_or_default())),
        ],
        _ => vec![Block::Text(texts.letter_support_received_lead(site))],
    };
    let link = house.tokens.link_of(Purpose::SupportLink, &request.id);
    let url = format!("{}/link/support/{}", house.config.public_url.origin(), link.as_str());
    let label = if kind == ASKED { texts.letter_support_asked_button() } else { texts.letter_support_button() };
    let mut body = said;
    body.extend([
        Block::Text(texts.letter_support_number(&isolate(&request.number))),
        Block::Button { label: label.to_owned(), url },
        Block::Text(texts.letter_support_ignore().to_owned()),
    ]);
    let subject = texts.letter_support_subject(&request.number, site);
    Composed::letter(house, texts, &request.answer_to, subject, body)
}

/// To the site's own people: all that was typed.
fn to_desk(house: &House, request: &SupportRequest, lead: impl Fn(&Texts, &SupportRequest) -> String) -> Composed {
    let texts = house.texts_in(&request.language);
    let line = |name: &str, value: &str| Block::Text(format!("{name}: {}", isolate(if value.is_empty() { "—" } else { value })));
    let body = vec![
        Block::Text(lead(texts, request)),
        line(texts.support_number(), &request.number),
        line(texts.support_topic(), topic_name(texts, request.topic())),
        line(texts.support_inn(), &request.inn),
        line(texts.support_kpp(), &request.kpp),
        line(texts.support_mailbox(), &request.mailbox),
        line(texts.support_email(), &request.answer_to),
        line(texts.support_words(), &request.words),
        line(texts.support_since(), &Moment(request.created_at).iso()),
        Block::Button {
            label: texts.letter_support_desk_button().to_owned(),
            url: format!("{}{}", house.config.public_url.origin(), Page::Queue.path()),
        },
    ];
    let subject = texts.letter_support_desk_subject(&request.number, &house.config.brand.name);
    Composed::letter(house, texts, &house.config.brand.support, subject, body)
}

/// Who works at an organisation, to one of them: looked at anew, since they may have left.
async fn people(house: &House, mut tx: Tx, request: &SupportRequest, account: &str) -> Result<Composed, Fault> {
    let Some(to) = colleague(&mut tx, request, account).await? else { return Ok(Composed::Void) };
    let Ok(codes) = Codes::parse(&request.inn, &request.kpp) else { return Ok(Composed::Void) };
    let Some(organisation) = tx.organisation_by_codes(&codes).await? else { return Ok(Composed::Void) };
    let members = tx.members(&organisation.id).await?;
    let (texts, site) = (house.texts_in(&request.language), &house.config.brand.name);
    let mut body = vec![Block::Text(texts.letter_support_people_lead(&isolate(&organisation.name), site))];
    let open = members.iter().filter(|member| member.disabled_at.is_none());
    body.extend(open.map(|member| Block::Text(isolate(&member.contact))));
    body.push(Block::Text(texts.letter_support_number(&isolate(&request.number))));
    let subject = texts.letter_support_subject(&request.number, site);
    Ok(Composed::letter(house, texts, &to.contact, subject, body))
}

/// The account, while it works at the organisation of the request and is reached where the answers go.
async fn colleague(tx: &mut Tx, request: &SupportRequest, account: &str) -> Result<Option<Account>, store::Error> {
    let members = support::askers(tx, request).await?;
    if !members.iter().any(|member| member.account == account) {
        return Ok(None);
    }
    tx.account(account).await
}
