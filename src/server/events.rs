//! What happened is written down for the account's owner, and what changes the way in is told to every address of the account.

use super::store::{self, Account, Happened, NewMessage, Tx};
use super::visitor::Visit;
use crate::words::{Event, Span};

/// The kind of a letter that tells what happened.
pub const NOTICE: &str = "notice";

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

/// Writes down what happened, and tells it to the account's address and to those that could still take a move to it back.
pub async fn announce(tx: &mut Tx, visit: &Visit, account: &Account, event: Event) -> Result<(), store::Error> {
    let about = note(tx, visit, &account.id, event).await?;
    let since = visit.now.before(visit.house.config.policy.email.undo_lives);
    let older = tx.undoable_email_changes(&account.id, since).await?;
    let older = older.iter().map(|change| Some(change.id.as_str()));
    for via in std::iter::once(None).chain(older) {
        let id = visit.house.tokens.id();
        let notice = NewMessage { id: &id, kind: NOTICE, about: &about, via, deadline: visit.now.after(NOTICE_LIVES) };
        tx.add_message(&notice, visit.now).await?;
    }
    Ok(())
}
