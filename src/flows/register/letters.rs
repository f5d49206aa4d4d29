//! What is written to whoever wants an account. Here, in the worker, it is found out whether there is one already.

use std::sync::Arc;

use super::serve::is_open;
use crate::locale::Texts;
use crate::server::House;
use crate::server::answer::Fault;
use crate::server::limits::Errand;
use crate::server::outbox::{self, Block, Composed};
use crate::server::store::{Charge, Message, Registration};
use crate::server::tokens::LinkToken;
use crate::words::{Channel, Code, Moment, Page, Span};

/// The kind of a row in the queue.
pub const LETTER: &str = "register";
/// What it turns into when there is nothing to say.
pub const SILENT: &str = "register silent";

/// Letters "you have an account" to one address. SMS have a budget that is tight enough, and show what becomes of each.
const TELL_OWNER_EVERY: Span = Span::days(1);

/// Writes the message: here, and not before, it is found out whether the contact has an account, and the secrets are made.
pub async fn letter(house: &Arc<House>, message: &Message) -> Result<Composed, Fault> {
    let now = house.clock.now();
    let mut tx = house.store.read().await?;
    let found = tx.registration(&message.about).await?.filter(|registration| is_open(registration, now));
    let Some(registration) = found else { return Ok(Composed::Void) };
    let has_account = tx.account_by_contact(&registration.contact_key).await?.is_some();
    drop(tx);
    if message.kind == SILENT {
        return Ok(Composed::silence(Channel::to(&registration.contact), &registration.contact));
    }
    match Channel::to(&registration.contact) {
        Channel::Letter if has_account => letter_to_owner(house, message, &registration, now).await,
        Channel::Letter => letter_with_code(house, &registration, now).await,
        Channel::Sms => sms(house, message, &registration, has_account, now).await,
    }
}

/// An SMS to somebody who has an account costs what one with a code does, and comes back as little.
async fn sms(
    house: &House,
    message: &Message,
    registration: &Registration,
    has_account: bool,
    now: Moment,
) -> Result<Composed, Fault> {
    let (texts, site, number) = (house.texts_in(&registration.language), &house.config.brand.name, &registration.contact);
    let code = house.tokens.code_of(&message.id);
    let sms = match has_account {
        true => Composed::sms(number, texts.letter_sms_have(site)),
        false => Composed::code(house, number, &texts.letter_sms_code(code.digits(), site), code.digits()),
    };
    if let Some(held) = outbox::pay(house, &message.id, &sms, Errand::Proof).await? {
        return Ok(Composed::Held(held));
    }
    if has_account {
        return Ok(sms);
    }
    let digest = house.tokens.digest_code(&code, &[LETTER, &registration.id, &registration.contact_key]);
    let mut tx = house.store.write().await?;
    let armed =
        tx.arm_registration(&registration.id, &digest, now.after(house.config.policy.registration.code_lives), None).await?;
    tx.save().await?;
    Ok(if armed { sms } else { Composed::Void })
}

async fn letter_with_code(house: &House, registration: &Registration, now: Moment) -> Result<Composed, Fault> {
    let (code, link) = (house.tokens.code(), house.tokens.link());
    let digest = house.tokens.digest_code(&code, &[LETTER, &registration.id, &registration.contact_key]);
    let ends = now.after(house.config.policy.registration.code_lives);
    let mut tx = house.store.write().await?;
    if !tx.arm_registration(&registration.id, &digest, ends, Some(&link.digest())).await? {
        return Ok(Composed::Void);
    }
    tx.save().await?;
    let texts = house.texts_in(&registration.language);
    let subject = texts.letter_confirm_subject(&house.config.brand.name);
    Ok(Composed::letter(house, texts, &registration.contact, subject, body(house, texts, &code, &link)))
}

fn body(house: &House, texts: &Texts, code: &Code, link: &LinkToken) -> Vec<Block> {
    let (policy, url) = (&house.config.policy.registration, house.config.public_url.origin());
    vec![
        Block::Text(texts.letter_confirm_lead(&house.config.brand.name)),
        Block::Code(code.digits().to_owned()),
        Block::Text(texts.letter_confirm_code_lives(policy.code_lives.as_minutes())),
        Block::Text(texts.letter_confirm_or_link().to_owned()),
        Block::Button { label: texts.letter_confirm_button().to_owned(), url: format!("{url}/link/confirm/{}", link.as_str()) },
        Block::Text(texts.letter_confirm_link_lives(policy.lives.as_minutes() / 60)),
        Block::Text(texts.letter_ignore().to_owned()),
    ]
}

/// Writes to somebody who has an account that it was asked for again.
async fn letter_to_owner(house: &House, message: &Message, registration: &Registration, now: Moment) -> Result<Composed, Fault> {
    let (texts, site) = (house.texts_in(&registration.language), &house.config.brand.name);
    let name = house.tokens.bucket("tell owner", &registration.contact_key);
    let mut tx = house.store.write().await?;
    // A letter that is tried again has paid already; one that says nothing never speaks up.
    if message.attempts == 1 && tx.charge(&name, TELL_OWNER_EVERY, 1, now).await? != Charge::Taken {
        tx.turn_message(&message.id, SILENT).await?;
        tx.save().await?;
        return Ok(Composed::silence(Channel::Letter, &registration.contact));
    }
    tx.save().await?;
    let url = format!("{}{}", house.config.public_url.origin(), Page::Login.path());
    let body = vec![
        Block::Text(texts.letter_have_lead(site)),
        Block::Text(texts.letter_have_advice().to_owned()),
        Block::Button { label: texts.letter_have_button().to_owned(), url },
    ];
    Ok(Composed::letter(house, texts, &registration.contact, texts.letter_have_subject(site), body))
}
