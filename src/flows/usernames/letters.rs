//! The letter with every login that an address is tied to. Here, in the worker, it is found out which those are.

use std::sync::Arc;

use crate::server::House;
use crate::server::answer::Fault;
use crate::server::outbox::{Block, Composed};
use crate::server::store::{self, Account, Message, Tx};
use crate::words::{Channel, Identifier, Page};

/// The kind of a row in the queue.
pub const LETTER: &str = "usernames";

pub async fn letter(house: &Arc<House>, message: &Message) -> Result<Composed, Fault> {
    let mut tx = house.store.read().await?;
    let Some(recall) = tx.recall(&message.about).await? else { return Ok(Composed::Void) };
    let accounts = tied_to(&mut tx, &recall.contact_key).await?;
    drop(tx);
    let names: Vec<Block> = accounts.into_iter().map(|account| Block::Text(login(house, account))).collect();
    if names.is_empty() {
        return Ok(Composed::silence(Channel::Letter, &recall.contact));
    }
    let (texts, site) = (house.texts_in(&recall.language), &house.config.brand.name);
    let url = format!("{}{}", house.config.public_url.origin(), Page::Login.path());
    let sign_in = Block::Button { label: texts.letter_usernames_button().to_owned(), url };
    let mut body = vec![Block::Text(texts.letter_usernames_lead(site))];
    body.extend(names);
    body.extend([sign_in, Block::Text(texts.letter_usernames_ignore().to_owned())]);
    Ok(Composed::letter(house, texts, &recall.contact, texts.letter_usernames_subject(site), body))
}

/// The accounts that are reached by an address, in either way. One that is shut has no login any more.
async fn tied_to(tx: &mut Tx, key: &str) -> Result<Vec<Account>, store::Error> {
    let mut accounts: Vec<Account> = tx.account_by_contact(key).await?.into_iter().collect();
    for id in tx.accounts_by_proved_contact(key).await? {
        if accounts.iter().all(|account| account.id != id) {
            accounts.extend(tx.account(&id).await?);
        }
    }
    accounts.retain(|account| account.disabled_at.is_none());
    Ok(accounts)
}

/// What an account signs in by: its username where it has one, else what it is reached by.
fn login(house: &House, account: Account) -> String {
    let by_username = house.config.policy.identifiers.contains(&Identifier::Username);
    account.username.filter(|_| by_username).unwrap_or(account.contact)
}
