//! How a restore begins, whoever asks for it: a row and a job, and nothing is looked up.

use super::House;
use super::store::{self, NewMessage, NewRestore, Tx};
use crate::words::Moment;

/// The kind of the letter's row in the queue.
pub const LETTER: &str = "restore";

/// Writes the row and, but where a way is chosen first, the job: the name of the row.
pub async fn begin(tx: &mut Tx, house: &House, login: &str, language: &str, now: Moment) -> Result<String, store::Error> {
    let policy = &house.config.policy.restore;
    let (id, expires_at) = (house.tokens.id(), now.after(policy.lives));
    tx.add_restore(&NewRestore { id: &id, login, language, expires_at }, now).await?;
    if !policy.is_chosen() {
        // A letter that came later would hold a secret that outlives the page.
        let deadline = expires_at.before(policy.link_lives.max(policy.one_time_lives));
        let message = house.tokens.id();
        tx.add_message(&NewMessage { id: &message, kind: LETTER, about: &id, via: None, deadline }, now).await?;
    }
    Ok(id)
}
