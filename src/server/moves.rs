//! An account moves to another address: by its owner's own hand, or by what the site's own people put right.

use super::House;
use super::store::{self, Account, EmailChange, NewMessage, Tx};
use crate::words::Moment;

/// The kind of the letter to the address that was left, with the way back.
pub const MOVED: &str = "moved";

/// Why an account does not move.
pub enum Unmoved {
    /// The change was used, replaced, or has had its time.
    Gone,
    /// The address has an account, or this account is no longer what it was.
    Taken,
}

/// Moves an account as a change says, once: everybody is signed out, what was under way to restore access is void, and the old address gets
/// the way back. What came before it in the transaction is not to be saved where it did not move.
pub async fn make(
    tx: &mut Tx,
    house: &House,
    account: &Account,
    change: &EmailChange,
    now: Moment,
) -> Result<Result<(), Unmoved>, store::Error> {
    if !tx.use_email_change(&change.id, now).await? {
        return Ok(Err(Unmoved::Gone));
    }
    // The address is the one that was proved, whatever was asked for since (attack IDN-09).
    if !tx.move_account(&account.id, account.version, &change.email_key, &change.email).await? {
        return Ok(Err(Unmoved::Taken));
    }
    tx.revoke_sessions(&account.id, now).await?;
    tx.void_restores(&account.id, now).await?;
    let id = house.tokens.id();
    let deadline = now.after(house.config.policy.email.undo_lives);
    tx.add_message(&NewMessage { id: &id, kind: MOVED, about: &change.id, via: None, deadline }, now).await?;
    Ok(Ok(()))
}
