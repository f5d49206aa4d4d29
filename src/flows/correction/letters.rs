//! The letters of a correction: to the new address, whether it is wanted; and at the end, when the worker carries it out.

use std::sync::Arc;

use crate::server::answer::Fault;
use crate::server::outbox::{Block, Composed};
use crate::server::store::{Account, Correction, Message, NewEmailChange, Tx};
use crate::server::support::{CONFIRM, DUE};
use crate::server::{House, events, moves};
use crate::words::{Event, Moment, Span};

/// How long the row of a move is kept open that is used in the same transaction.
const MOMENT: Span = Span::minutes(1);

/// Writes either.
pub async fn letter(house: &Arc<House>, message: &Message) -> Result<Composed, Fault> {
    let mut tx = house.store.write().await?;
    let Some(correction) = tx.correction(&message.about).await? else { return Ok(Composed::Void) };
    match message.kind.as_str() {
        CONFIRM => confirming(house, tx, &correction).await,
        DUE => due(house, tx, &correction).await,
        _ => Ok(Composed::Void),
    }
}

/// To the new address: the link by which its holder says that the account is to move there.
async fn confirming(house: &House, mut tx: Tx, correction: &Correction) -> Result<Composed, Fault> {
    let now = house.clock.now();
    let link = house.tokens.link();
    if !correction.is_open(now) || !tx.arm_correction(&correction.id, &link.digest()).await? {
        return Ok(Composed::Void);
    }
    tx.save().await?;
    let (texts, site, url) = (house.texts_in(&correction.language), &house.config.brand.name, house.config.public_url.origin());
    let left = now.until(Moment(correction.effective_at.unwrap_or_default()));
    let body = vec![
        Block::Text(texts.letter_correction_lead(site)),
        Block::Button {
            label: texts.letter_correction_button().to_owned(),
            url: format!("{url}/link/correction/{}", link.as_str()),
        },
        Block::Text(texts.letter_correction_lives((left.as_minutes() / 60).max(1))),
        Block::Text(texts.letter_correction_ignore().to_owned()),
    ];
    Ok(Composed::letter(house, texts, &correction.contact, texts.letter_correction_subject(site), body))
}

/// Its time has come: carries it out, once, and tells the new address; or ends it for good where that cannot be. A letter that is tried
/// again finds it done.
async fn due(house: &House, mut tx: Tx, correction: &Correction) -> Result<Composed, Fault> {
    if correction.done_at.is_none() && !carry_out(house, &mut tx, correction).await? {
        drop(tx);
        let mut tx = house.store.write().await?;
        tx.stop_correction(&correction.id, house.clock.now()).await?;
        tx.save().await?;
        return Ok(Composed::Void);
    }
    tx.save().await?;
    house.outbox.wake();
    let (texts, site) = (house.texts_in(&correction.language), &house.config.brand.name);
    let body = vec![Block::Text(texts.letter_corrected_lead(site))];
    Ok(Composed::letter(house, texts, &correction.contact, texts.letter_corrected_subject(site), body))
}

/// Moves the account, where it is still what it was when the second person agreed. `false`, and nothing is to be saved, where it is not, or
/// where anything is missing that has to come first.
async fn carry_out(house: &House, tx: &mut Tx, correction: &Correction) -> Result<bool, Fault> {
    let now = house.clock.now();
    let Some(account) = approved(tx, correction).await? else { return Ok(false) };
    if !tx.finish_correction(&correction.id, now).await? {
        return Ok(false);
    }
    let id = house.tokens.id();
    let new = NewEmailChange {
        id: &id,
        account: &account.id,
        old_email: &account.contact,
        old_email_key: &account.contact_key,
        email: &correction.contact,
        email_key: &correction.contact_key,
        language: &account.language,
        expires_at: now.after(MOMENT),
    };
    tx.add_email_change(&new, now).await?;
    let Some(change) = tx.email_change(&id).await? else { return Ok(false) };
    if moves::make(tx, house, &account, &change, now).await?.is_err() {
        return Ok(false);
    }
    events::note_by_another(tx, house, &account.id, Event::EmailCorrected, now).await?;
    Ok(true)
}

/// The account, held, while it has the version that was approved.
async fn approved(tx: &mut Tx, correction: &Correction) -> Result<Option<Account>, Fault> {
    let Some(version) = correction.version else { return Ok(None) };
    if !tx.hold_account(&correction.account, version).await? {
        return Ok(None);
    }
    Ok(tx.account(&correction.account).await?)
}
