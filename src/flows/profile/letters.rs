//! What is written to an address or a number that somebody names as a way back in: a code, and no link.

use std::sync::Arc;

use crate::server::House;
use crate::server::answer::Fault;
use crate::server::limits::Errand;
use crate::server::outbox::{self, Block, Composed};
use crate::server::store::{Contact, Message};
use crate::words::{Channel, Code, Moment};

/// The kind of a row in the queue.
pub const LETTER: &str = "contact";

/// Writes the message with the code. Nothing is looked up: the address may have an account, or serve others.
pub async fn letter(house: &Arc<House>, message: &Message) -> Result<Composed, Fault> {
    let now = house.clock.now();
    let found = house.store.read().await?.contact(&message.about).await?;
    let Some(contact) = found.filter(|contact| contact.is_pending(now)) else { return Ok(Composed::Void) };
    match contact.channel() {
        Channel::Letter => with_code(house, &contact, now).await,
        Channel::Sms => sms(house, message, &contact, now).await,
    }
}

async fn with_code(house: &House, contact: &Contact, now: Moment) -> Result<Composed, Fault> {
    let code = house.tokens.code();
    if !arm(house, contact, &code, now).await? {
        return Ok(Composed::Void);
    }
    let (texts, site) = (house.texts_in(&contact.language), &house.config.brand.name);
    let body = vec![
        Block::Text(texts.letter_contact_lead(site)),
        Block::Code(code.digits().to_owned()),
        Block::Text(texts.letter_contact_code_lives(house.config.policy.email.code_lives.as_minutes())),
        Block::Text(texts.letter_contact_ignore().to_owned()),
    ];
    Ok(Composed::letter(house, texts, &contact.contact, texts.letter_contact_subject(site), body))
}

/// Pays for an SMS before its code counts and before it goes.
async fn sms(house: &House, message: &Message, contact: &Contact, now: Moment) -> Result<Composed, Fault> {
    let code = house.tokens.code_of(&message.id);
    let text = house.texts_in(&contact.language).letter_sms_code(code.digits(), &house.config.brand.name);
    let sms = Composed::code(house, &contact.contact, &text, code.digits());
    if let Some(held) = outbox::pay(house, &message.id, &sms, Errand::Proof).await? {
        return Ok(Composed::Held(held));
    }
    Ok(if arm(house, contact, &code, now).await? { sms } else { Composed::Void })
}

async fn arm(house: &House, contact: &Contact, code: &Code, now: Moment) -> Result<bool, Fault> {
    let digest = house.tokens.digest_code(code, &[LETTER, &contact.id, &contact.contact_key]);
    let mut tx = house.store.write().await?;
    let armed = tx.arm_contact(&contact.id, &digest, now).await?;
    tx.save().await?;
    Ok(armed)
}
