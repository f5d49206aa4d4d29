//! Who may ask for the usernames of an address: anybody.

use super::Refusal;
use super::letters::LETTER;
use crate::server::answer::{Stop, no};
use crate::server::identity;
use crate::server::limits::{self, Errand};
use crate::server::note::Done;
use crate::server::store::{NewMessage, NewRecall};
use crate::server::visitor::Visit;
use crate::words::Page;

/// Writes a row and a job, whoever has that address or nobody: nothing is looked up here.
pub async fn send_usernames(visit: Visit, email: String) -> Result<Page, Stop<Refusal>> {
    let contact = identity::mailbox(&visit.house, &email).map_err(|bad| no(Refusal::Email(bad)))?;
    let policy = &visit.house.config.policy;
    visit.charge_client("usernames address", policy.limits.restore_address).await?;
    limits::charge_message(&visit, Errand::Restore, &contact.key).await?;
    let (id, message) = (visit.house.tokens.id(), visit.house.tokens.id());
    let new = NewRecall { id: &id, contact: &contact.text, contact_key: &contact.key, language: visit.language.code() };
    let deadline = visit.now.after(policy.restore.lives);
    let mut tx = visit.house.store.write().await?;
    tx.add_recall(&new, visit.now).await?;
    tx.add_message(&NewMessage { id: &message, kind: LETTER, about: &id, via: None, deadline }, visit.now).await?;
    tx.save().await?;
    visit.house.outbox.wake();
    visit.tell(Done::UsernamesSent, Vec::new());
    Ok(Page::Usernames)
}
