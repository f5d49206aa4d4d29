//! What happened is written down for the account's owner, and what changes the way in is told to every address of the account.

use super::store::{self, Account, Happened, NewMessage, Tx};
use super::visitor::Visit;
use crate::words::{Event, Span};

/// The kind of a letter that tells what happened.
pub const NOTICE: &str = "notice";

/// What [`NewMessage::via`] begins with where a notice goes to a recovery e-mail or a mobile phone, whose row it then names.
pub const VIA_CONTACT: &str = "contact:";

/// After this it is no news any more.
const NOTICE_LIVES: Span = Span::days(3);

/// Writes down what happened: the name of its row.
pub async fn note(tx: &mut Tx, visit: &Visit, account: &str, event: Event) -> Result<String, store::Error> {
    let happened = Happened {
        id: visit.house.tokens.id(),
        account: account.to_owned(),
        event: event.name().to_owned(),
        at: visit.now.0,
        device: visit.device(),
        network: visit.place(),
    };
    tx.add_history(&happened).await?;
    Ok(happened.id)
}

/// Writes down what somebody else did to an account: where that was is not for its owner to know.
pub async fn note_by_another(tx: &mut Tx, visit: &Visit, account: &str, event: Event) -> Result<String, store::Error> {
    let (id, account, event) = (visit.house.tokens.id(), account.to_owned(), event.name().to_owned());
    let happened = Happened { id, account, event, at: visit.now.0, device: String::new(), network: String::new() };
    tx.add_history(&happened).await?;
    Ok(happened.id)
}

/// The same, and tells it to every address.
pub async fn announce_by_another(tx: &mut Tx, visit: &Visit, account: &Account, event: Event) -> Result<(), store::Error> {
    let about = note_by_another(tx, visit, &account.id, event).await?;
    tell(tx, visit, account, &about).await
}

/// Writes down what happened, and tells it to the account's address, to those that could still take a move to it back, and to every other
/// that counts.
pub async fn announce(tx: &mut Tx, visit: &Visit, account: &Account, event: Event) -> Result<(), store::Error> {
    let about = note(tx, visit, &account.id, event).await?;
    tell(tx, visit, account, &about).await
}

/// Posts the letters about what happened.
async fn tell(tx: &mut Tx, visit: &Visit, account: &Account, about: &str) -> Result<(), store::Error> {
    let since = visit.now.before(visit.house.config.policy.email.undo_lives);
    let mut told = vec![account.contact_key.clone()];
    let mut ways = vec![None];
    for change in tx.undoable_email_changes(&account.id, since).await? {
        told.push(change.old_email_key);
        ways.push(Some(change.id));
    }
    for contact in tx.contacts(&account.id, visit.now).await? {
        // Nobody is told twice.
        if contact.is_proved() && !told.contains(&contact.contact_key) {
            ways.push(Some(format!("{VIA_CONTACT}{}", contact.id)));
        }
    }
    for via in &ways {
        let id = visit.house.tokens.id();
        let deadline = visit.now.after(NOTICE_LIVES);
        let notice = NewMessage { id: &id, kind: NOTICE, about, via: via.as_deref(), deadline };
        tx.add_message(&notice, visit.now).await?;
    }
    Ok(())
}
