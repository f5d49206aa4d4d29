//! What happened is written down for the account's owner, and what changes the way in is told to every address of the account.

use super::House;
use super::store::{self, Account, Happened, NewMessage, Tx};
use super::visitor::Visit;
use crate::words::{Event, Moment, Span};

/// The kind of a letter that tells what happened.
pub const NOTICE: &str = "notice";

/// What [`NewMessage::via`] begins with where a notice goes to a recovery e-mail or a mobile phone, whose row it then names.
pub const VIA_CONTACT: &str = "contact:";

/// After this it is no news any more.
const NOTICE_LIVES: Span = Span::days(3);

/// Writes down what happened: the name of its row.
pub async fn note(tx: &mut Tx, visit: &Visit, account: &str, event: Event) -> Result<String, store::Error> {
    write(tx, &visit.house, account, event, (visit.device(), visit.place()), visit.now).await
}

/// The same of what somebody else did to an account: where that was is not for its owner to know.
pub async fn note_by_another(tx: &mut Tx, house: &House, account: &str, event: Event, now: Moment) -> Result<String, store::Error> {
    write(tx, house, account, event, (String::new(), String::new()), now).await
}

async fn write(
    tx: &mut Tx,
    house: &House,
    account: &str,
    event: Event,
    (device, network): (String, String),
    now: Moment,
) -> Result<String, store::Error> {
    let id = house.tokens.id();
    let (account, event) = (account.to_owned(), event.name().to_owned());
    tx.add_history(&Happened { id: id.clone(), account, event, at: now.0, device, network }).await?;
    Ok(id)
}

/// Writes down what happened, and tells it to the account's address, to those that could still take a move to it back, and to every other
/// that counts.
pub async fn announce(tx: &mut Tx, visit: &Visit, account: &Account, event: Event) -> Result<(), store::Error> {
    let about = note(tx, visit, &account.id, event).await?;
    tell(tx, &visit.house, account, &about, visit.now).await
}

/// The same of what somebody else did.
pub async fn announce_by_another(
    tx: &mut Tx,
    house: &House,
    account: &Account,
    event: Event,
    now: Moment,
) -> Result<(), store::Error> {
    let about = note_by_another(tx, house, &account.id, event, now).await?;
    tell(tx, house, account, &about, now).await
}

/// Posts word of what stands in a row of the history.
async fn tell(tx: &mut Tx, house: &House, account: &Account, about: &str, now: Moment) -> Result<(), store::Error> {
    let since = now.before(house.config.policy.email.undo_lives);
    let mut told = vec![account.contact_key.clone()];
    let mut ways = vec![None];
    for change in tx.undoable_email_changes(&account.id, since).await? {
        told.push(change.old_email_key);
        ways.push(Some(change.id));
    }
    for contact in tx.contacts(&account.id, now).await? {
        // Nobody is told twice.
        if contact.is_proved() && !told.contains(&contact.contact_key) {
            ways.push(Some(format!("{VIA_CONTACT}{}", contact.id)));
        }
    }
    for via in &ways {
        let id = house.tokens.id();
        let deadline = now.after(NOTICE_LIVES);
        let notice = NewMessage { id: &id, kind: NOTICE, about, via: via.as_deref(), deadline };
        tx.add_message(&notice, now).await?;
    }
    Ok(())
}
