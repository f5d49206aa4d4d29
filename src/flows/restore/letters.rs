//! What is written to whoever wants back in. Here, in the worker, it is found out whose login it is.
//!
//! Nothing of it waits for the disk: should a power cut take the secrets of a message, it takes with them that it went, and it goes once
//! more with others.

use std::sync::Arc;

use super::browser::account_of;
use super::serve::post;
use super::ways;
use crate::locale::{Texts, isolate};
use crate::server::House;
use crate::server::answer::Fault;
use crate::server::config::Way;
use crate::server::identity::{self, Contact};
use crate::server::limits::{self, Bucket, Errand};
use crate::server::linked;
use crate::server::outbox::{self, Block, Composed, UNSEEN};
use crate::server::store::{Account, Charge, Message, Restore, Secrets, Tx};
use crate::words::{Channel, Identifier, Login, Moment, Page, Span};

/// The kind of a row in the queue.
pub use crate::server::restoring::LETTER;
/// What it turns into when there is nothing to say.
pub const SILENT: &str = "restore silent";
/// The second SMS, with the one-time password.
pub const ONE_TIME: &str = "restore one-time";

/// Letters "no account here" to one address.
const TELL_STRANGER_EVERY: Span = Span::days(1);

/// Writes the message that a page waits for: here, and not before, it is found out whose login it is, and the secrets are made.
pub async fn letter(house: &Arc<House>, message: &Message) -> Result<Composed, Fault> {
    let now = house.clock.now();
    let mut tx = house.store.count().await?;
    let Some(restore) = tx.restore(&message.about).await? else { return Ok(Composed::Void) };
    let silence = Ok(silence(house, &restore));
    // Replaced by what another browser asked for: that must not show, since it only happens where there is an account.
    if message.kind == SILENT || restore.replaced_at.is_some() || restore.used_at.is_some() {
        return silence;
    }
    let account = identity::find(house, &mut tx, &restore.login).await?.filter(|account| account.disabled_at.is_none());
    if let Some(way) = &restore.way {
        return match (account, Way::named(way)) {
            (Some(account), Some(Way::RecoveryEmail)) => match ways::letters::mailbox(&mut tx, &restore, &account).await? {
                Some(to) => armed(house, tx, message, &restore, &account, &to).await,
                None => silence,
            },
            // Chosen and not yet asked for: what is queued is of another way (attack CAP-08).
            (Some(_), Some(Way::Mobile)) if restore.given.is_some() => besides(house, tx, message, &restore).await,
            _ => silence,
        };
    }
    match (Login::parse(&restore.login), account) {
        (Some(Login::Email(_)), Some(account)) => armed(house, tx, message, &restore, &account, &own(&account)).await,
        (Some(Login::Email(_)), None) if house.config.policy.identifiers.contains(&Identifier::Email) => {
            // One that is shut is no stranger.
            if identity::find(house, &mut tx, &restore.login).await?.is_some() {
                return silence;
            }
            let key = house.tokens.bucket("tell stranger", &identity::login_key(&restore.login));
            // A letter that is tried again has paid already; one that says nothing never speaks up.
            if message.attempts == 1 && tx.charge(&key, TELL_STRANGER_EVERY, 1, now).await? != Charge::Taken {
                tx.turn_message(&message.id, SILENT).await?;
                tx.save().await?;
                return silence;
            }
            tx.save().await?;
            Ok(nobody(house, house.texts_in(&restore.language), &restore.login))
        }
        // What becomes of the letter of a username would tell that somebody has it: it goes besides. So does an SMS: one that nobody
        // gets cannot be told from one that a gateway does not take.
        (Some(Login::Username(_) | Login::Phone(_)), Some(_)) => besides(house, tx, message, &restore).await,
        _ => silence,
    }
}

/// What is tried in place of a message, and shows alike.
fn silence(house: &House, restore: &Restore) -> Composed {
    let (channel, to) = ways::letters::reached(house, restore);
    Composed::silence(channel, to)
}

/// Has the message itself go unseen, beside one that says nothing.
async fn besides(house: &House, mut tx: Tx, message: &Message, restore: &Restore) -> Result<Composed, Fault> {
    // One that is written again has posted it already; another one that was asked for has not.
    if message.attempts == 1 || !tx.has_message(&restore.id, UNSEEN).await? {
        post(&mut tx, house, UNSEEN, &restore.id, Moment(message.deadline), house.clock.now()).await?;
        tx.save().await?;
        house.outbox.wake();
    }
    Ok(silence(house, restore))
}

/// What an account itself is reached by.
fn own(account: &Account) -> Contact {
    Contact { text: account.contact.clone(), key: account.contact_key.clone() }
}

/// Writes what goes unseen: the letter of somebody who gave their username, and every SMS.
pub async fn unseen_letter(house: &Arc<House>, message: &Message) -> Result<Composed, Fault> {
    let mut tx = house.store.read().await?;
    let Some(restore) = tx.restore(&message.about).await? else { return Ok(Composed::Void) };
    let account = identity::find(house, &mut tx, &restore.login).await?;
    let Some(account) = account.filter(|account| account.disabled_at.is_none()) else { return Ok(Composed::Void) };
    if let Some(way) = &restore.way {
        // Another way was chosen since, or there is proof already.
        if Way::named(way) != Some(Way::Mobile) || restore.proved_at.is_some() {
            return Ok(Composed::Void);
        }
        let Some(to) = ways::letters::mobile(&mut tx, &account).await? else { return Ok(Composed::Void) };
        drop(tx);
        let budgets = limits::messages(house, Errand::Restore, &to.key);
        return sms(house, message, &restore, &account, &to, budgets).await;
    }
    drop(tx);
    let to = own(&account);
    match Channel::to(&to.text) {
        channel if house.config.policy.restore.way(channel).is_none() => Ok(Composed::Void),
        Channel::Letter => armed(house, house.store.count().await?, message, &restore, &account, &to).await,
        Channel::Sms => {
            let budgets = limits::account_messages(house, Errand::Restore, &account);
            sms(house, message, &restore, &account, &to, budgets).await
        }
    }
}

/// Pays for an SMS, and arms the restore with its code. It has no link (attack DEL-09).
async fn sms(
    house: &House,
    message: &Message,
    restore: &Restore,
    account: &Account,
    to: &Contact,
    budgets: Vec<Bucket<'_>>,
) -> Result<Composed, Fault> {
    let now = house.clock.now();
    if message.attempts == 1 && limits::take(house, &budgets, now).await? != Charge::Taken {
        return Ok(Composed::Void);
    }
    let code = house.tokens.code_of(&message.id);
    let text = house.texts_in(&restore.language).letter_sms_code(code.digits(), &house.config.brand.name);
    let sms = Composed::code(house, &to.text, &text, code.digits());
    if let Some(held) = outbox::pay(house, &message.id, &sms, Errand::Restore).await? {
        return Ok(Composed::Held(held));
    }
    let digest = house.tokens.digest_code(&code, &[LETTER, &restore.id, &to.key]);
    let secrets = Secrets { code: Some(&digest), ..Secrets::default() };
    let mut tx = house.store.count().await?;
    let armed = tx.hold_account(&account.id, account.version).await?
        && tx.arm_restore(&restore.id, &account.id, &to.key, &secrets, now).await?;
    tx.save().await?;
    Ok(if armed { sms } else { Composed::Void })
}

/// Makes the secrets of a restore and writes the letter with them.
async fn armed(
    house: &House,
    mut tx: Tx,
    message: &Message,
    restore: &Restore,
    account: &Account,
    to: &Contact,
) -> Result<Composed, Fault> {
    let now = house.clock.now();
    // What an account gets in all, whatever it is called by. What each login may ask for was paid when it asked.
    let budgets = limits::account_messages(house, Errand::Restore, account);
    if message.attempts == 1 && limits::take_in(&mut tx, house, &budgets, now).await? != Charge::Taken {
        if message.kind == UNSEEN {
            return Ok(Composed::Void);
        }
        tx.turn_message(&message.id, SILENT).await?;
        tx.save().await?;
        return Ok(silence(house, restore));
    }
    let (code, link, one_time) = (house.tokens.code(), house.tokens.link(), house.tokens.one_time_of(&message.id));
    let code_digest = house.tokens.digest_code(&code, &[LETTER, &restore.id, &to.key]);
    let (link_digest, one_time_digest) = (link.digest(), house.tokens.digest_one_time(&one_time, &account.id));
    let way = if restore.way.is_some() { Some(Way::RecoveryEmail) } else { house.config.policy.restore.way(Channel::Letter) };
    let key = house.tokens.long_code();
    let key_digest = house.tokens.digest_long_code(&key);
    let secrets = match way {
        Some(Way::LetterKey) => Secrets { link: Some(&key_digest), ..Secrets::default() },
        Some(Way::RecoveryEmail) => Secrets { link: Some(&link_digest), ..Secrets::default() },
        Some(Way::LetterPassword) => Secrets { one_time: Some(&one_time_digest), ..Secrets::default() },
        _ => Secrets { code: Some(&code_digest), link: Some(&link_digest), one_time: None },
    };
    let held = tx.hold_account(&account.id, account.version).await?;
    if !held || !tx.arm_restore(&restore.id, &account.id, &to.key, &secrets, now).await? {
        return Ok(silence(house, restore));
    }
    let other = linked::other(house, &mut tx, &account.id).await?;
    tx.save().await?;
    let (texts, site, url) = (house.texts_in(&restore.language), &house.config.brand.name, house.config.public_url.origin());
    let policy = &house.config.policy.restore;
    let link = format!("{url}/link/restore/{}", if way == Some(Way::LetterKey) { key.written() } else { link.as_str().to_owned() });
    let (subject, mut body) = match way {
        Some(Way::RecoveryEmail) => ways::letters::body(texts, site, &restore.login, policy.link_lives, link),
        Some(Way::LetterKey) => (
            texts.letter_restore_subject(site),
            vec![
                Block::Text(texts.letter_key_lead(site)),
                Block::Code(key.written()),
                Block::Text(texts.letter_key_or_link().to_owned()),
                Block::Button { label: texts.letter_restore_button().to_owned(), url: link },
                Block::Text(texts.letter_key_lives(policy.link_lives.as_minutes())),
                Block::Text(texts.letter_restore_ignore().to_owned()),
            ],
        ),
        Some(Way::LetterPassword) => (
            texts.letter_one_time_subject(site),
            vec![
                Block::Text(texts.letter_one_time_lead(site)),
                Block::Code(one_time.written()),
                Block::Text(texts.letter_one_time_use(policy.one_time_lives.as_minutes())),
                Block::Button { label: texts.letter_one_time_button().to_owned(), url: format!("{url}{}", Page::Login.path()) },
                Block::Text(texts.letter_one_time_ignore().to_owned()),
            ],
        ),
        _ => (
            texts.letter_restore_subject(site),
            vec![
                Block::Text(texts.letter_restore_lead(site)),
                Block::Code(code.digits().to_owned()),
                Block::Text(texts.letter_restore_code_lives(policy.code_lives.as_minutes())),
                Block::Text(texts.letter_restore_or_link().to_owned()),
                Block::Button { label: texts.letter_restore_button().to_owned(), url: link },
                Block::Text(texts.letter_restore_link_lives(policy.link_lives.as_minutes())),
                Block::Text(texts.letter_restore_ignore().to_owned()),
            ],
        ),
    };
    if let Some((_, other)) = other {
        body.push(Block::Text(texts.linked_letter_other(&isolate(other.name()), site)));
        body.push(Block::Button { label: texts.linked_letter_button().to_owned(), url: format!("{url}{}", Page::Restore.path()) });
    }
    Ok(Composed::letter(house, texts, &to.text, subject, body))
}

/// Pays for the second SMS, and arms the restore with its one-time password.
pub async fn one_time_letter(house: &Arc<House>, message: &Message) -> Result<Composed, Fault> {
    let mut tx = house.store.read().await?;
    let Some(restore) = tx.restore(&message.about).await? else { return Ok(Composed::Void) };
    let Some(account) = account_of(&mut tx, &restore).await? else { return Ok(Composed::Void) };
    drop(tx);
    let one_time = house.tokens.one_time_of(&message.id);
    let (texts, lives) = (house.texts_in(&restore.language), house.config.policy.restore.one_time_lives);
    let text = texts.letter_sms_one_time(lives.as_minutes(), &one_time.written(), &house.config.brand.name);
    let sms = Composed::sms(&account.contact, text);
    if let Some(held) = outbox::pay(house, &message.id, &sms, Errand::Restore).await? {
        return Ok(Composed::Held(held));
    }
    let digest = house.tokens.digest_one_time(&one_time, &account.id);
    let mut tx = house.store.count().await?;
    let armed = tx.arm_one_time(&restore.id, &digest, house.clock.now()).await?;
    tx.save().await?;
    Ok(if armed { sms } else { Composed::Void })
}

/// Writes the letter to an address that has no account.
fn nobody(house: &House, texts: &Texts, address: &str) -> Composed {
    let (site, url) = (&house.config.brand.name, house.config.public_url.origin());
    let register = Block::Button { label: texts.letter_nobody_button().to_owned(), url: format!("{url}{}", Page::Register.path()) };
    let body = vec![Block::Text(texts.letter_nobody_lead(site)), Block::Text(texts.letter_nobody_advice().to_owned()), register];
    // The page names one subject, whoever has the address.
    let subject = match house.config.policy.restore.way(Channel::Letter) {
        Some(Way::LetterPassword) => texts.letter_one_time_subject(site),
        _ => texts.letter_restore_subject(site),
    };
    Composed::letter(house, texts, address, subject, body)
}
