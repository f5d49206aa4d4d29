//! How a restore begins, whoever asks for it: a row and the job of its message. Whose login it is, the worker finds out.

use super::House;
use super::store::{self, NewMessage, NewRestore, Tx};
use crate::words::Moment;

/// The kind of a row in the queue: the message that restores.
pub const LETTER: &str = "restore";

/// Begins a restore of a login, which is not looked up: its name.
pub async fn begin(tx: &mut Tx, house: &House, login: &str, language: &str, now: Moment) -> Result<String, store::Error> {
    let policy = &house.config.policy.restore;
    let expires_at = now.after(policy.lives);
    let (id, message) = (house.tokens.id(), house.tokens.id());
    let restore = NewRestore { id: &id, login, language, expires_at };
    // Where a way is chosen, its message is asked for then.
    if policy.is_chosen() {
        tx.add_restore(&restore, now).await?;
    } else {
        // A letter that came later would hold a secret that outlives the page.
        let deadline = expires_at.before(policy.link_lives.max(policy.one_time_lives));
        let message = NewMessage { id: &message, kind: LETTER, about: &id, via: None, deadline };
        tx.add_restore_with_message(&restore, &message, now).await?;
    }
    Ok(id)
}
