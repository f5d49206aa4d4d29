//! Whom the worker writes to where a way was chosen: what the account's owner has set up, found here and not before.

use crate::locale::Texts;
use crate::server::House;
use crate::server::config::Way;
use crate::server::identity::{self, Contact};
use crate::server::outbox::Block;
use crate::server::store::{self, Account, Restore, Tx};
use crate::words::{Channel, Span};

/// What the message of a restore goes over, and to what as far as it was typed, whoever has it.
pub fn reached<'r>(house: &House, restore: &'r Restore) -> (Channel, &'r str) {
    match (restore.way.as_deref().and_then(Way::named), &restore.given) {
        (Some(Way::RecoveryEmail), Some(given)) => (Channel::Letter, given),
        (Some(Way::Mobile), _) => (Channel::Sms, &restore.login),
        _ => (identity::channel(house, &restore.login), &restore.login),
    }
}

/// The recovery e-mail of an account, where it is the very address that was typed.
pub async fn mailbox(tx: &mut Tx, restore: &Restore, account: &Account) -> Result<Option<Contact>, store::Error> {
    let found = tx.proved_contact(&account.id, Channel::Letter).await?;
    let found = found.filter(|contact| restore.given_key.as_ref() == Some(&contact.contact_key));
    Ok(found.map(Contact::from))
}

/// The mobile phone of an account.
pub async fn mobile(tx: &mut Tx, account: &Account) -> Result<Option<Contact>, store::Error> {
    let found = tx.proved_contact(&account.id, Channel::Sms).await?;
    Ok(found.map(Contact::from))
}

/// The letter to the recovery e-mail: subject and body, whose last words are the link as it can be copied.
pub fn body(texts: &Texts, site: &str, login: &str, lives: Span, link: String) -> (String, Vec<Block>) {
    let body = vec![
        Block::Text(texts.letter_reset_lead(login, site)),
        Block::Text(texts.letter_reset_lives(lives.as_minutes())),
        Block::Text(texts.letter_reset_ignore().to_owned()),
        Block::Button { label: texts.letter_reset_button().to_owned(), url: link },
    ];
    (texts.letter_reset_subject().to_owned(), body)
}
