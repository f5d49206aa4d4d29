//! What is written about a plea: to each administrator of the organisation, which is found here, in the worker; and to whoever asked,
//! once it is refused. Neither names anybody who works there.

use std::sync::Arc;

use crate::locale::isolate;
use crate::server::House;
use crate::server::answer::Fault;
use crate::server::limits::{self, Errand};
use crate::server::outbox::{Block, Composed};
use crate::server::store::{Charge, Message, NewMessage, PleaLetter};
use crate::words::{Cause, Channel, Codes, Moment};

/// The kind of a row in the queue that stands for all letters about a plea, and of the row of each of them.
pub const LETTER: &str = "plea";
pub const TOLD: &str = "plea told";

/// Finds the organisation, and has a letter go to each of its administrators. Nothing goes to whoever asked.
pub async fn addressed(house: &Arc<House>, message: &Message) -> Result<Composed, Fault> {
    let now = house.clock.now();
    let mut tx = house.store.write().await?;
    let Some(plea) = tx.plea(&message.about).await? else { return Ok(Composed::Void) };
    let silence = Ok(Composed::silence(Channel::Letter, &plea.contact));
    let Ok(codes) = Codes::parse(&plea.inn, &plea.kpp) else { return silence };
    let Some(organisation) = tx.organisation_by_codes(&codes).await? else { return silence };
    // One that is tried again has posted them already.
    if !tx.address_plea(&plea.id, &organisation.id).await? {
        return silence;
    }
    let members = tx.members(&organisation.id).await?;
    for by in members.into_iter().filter(|member| member.is_living() && member.role().is_in_charge()) {
        let id = house.tokens.id();
        let (account, contact_key, expires_at) = (by.account, by.contact_key, plea.expires_at);
        tx.add_plea_letter(&PleaLetter { id: id.clone(), plea: plea.id.clone(), account, contact_key, expires_at }).await?;
        let letter = house.tokens.id();
        let new = NewMessage { id: &letter, kind: TOLD, about: &id, via: None, deadline: Moment(plea.expires_at) };
        tx.add_message(&new, now).await?;
    }
    tx.save().await?;
    house.outbox.wake();
    silence
}

/// Writes the letter to one administrator, who is one still.
pub async fn letter(house: &Arc<House>, message: &Message) -> Result<Composed, Fault> {
    let now = house.clock.now();
    let mut tx = house.store.write().await?;
    let Some(letter) = tx.plea_letter(&message.about).await? else { return Ok(Composed::Void) };
    let plea = tx.plea(&letter.plea).await?.filter(|plea| plea.answered_at.is_none());
    let by = tx.member(&letter.account).await?.filter(|by| by.is_living() && by.role().is_in_charge());
    let (Some(plea), Some(by)) = (plea, by.filter(|by| by.contact_key == letter.contact_key)) else { return Ok(Composed::Void) };
    let (Some(organisation), Some(account)) = (tx.organisation(&by.organisation).await?, tx.account(&by.account).await?) else {
        return Ok(Composed::Void);
    };
    let link = house.tokens.link();
    tx.arm_plea_letter(&letter.id, &link.digest()).await?;
    tx.save().await?;
    let (texts, site, url) = (house.texts_in(&account.language), &house.config.brand.name, house.config.public_url.origin());
    let (who, name) = (isolate(&plea.contact), isolate(&organisation.name));
    let wants = match plea.cause() {
        Cause::LockedOut => texts.letter_plea_locked_out(&who, &name, site),
        Cause::New => texts.letter_plea_new(&who, &name, site),
    };
    let days = (now.until(Moment(plea.expires_at)).as_minutes() / 1440).max(1);
    let body = vec![
        Block::Text(wants),
        Block::Text(texts.letter_plea_unproved().to_owned()),
        Block::Button { label: texts.letter_plea_button().to_owned(), url: format!("{url}/link/colleague/{}", link.as_str()) },
        Block::Text(texts.letter_plea_lives(days)),
    ];
    Ok(Composed::letter(house, texts, &by.contact, texts.letter_plea_subject(site), body))
}

/// Writes to whoever asked that it comes to nothing. Such letters have the budget of the mailbox, which anybody may have named.
pub async fn refused(house: &Arc<House>, message: &Message) -> Result<Composed, Fault> {
    let Some(plea) = house.store.read().await?.plea(&message.about).await? else { return Ok(Composed::Void) };
    let budgets = limits::messages(house, Errand::Proof, &plea.contact_key);
    if message.attempts == 1 && limits::take(house, &budgets, house.clock.now()).await? != Charge::Taken {
        return Ok(Composed::Void);
    }
    let (texts, brand) = (house.texts_in(&plea.language), &house.config.brand);
    let body = vec![
        Block::Text(texts.letter_plea_refused_lead(&plea.inn, &brand.name)),
        Block::Text(texts.letter_plea_refused_next(&brand.support)),
    ];
    Ok(Composed::letter(house, texts, &plea.contact, texts.letter_plea_refused_subject(&brand.name), body))
}
