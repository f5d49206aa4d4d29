//! Who may move an account to another address, and who may take that back.

use std::sync::Arc;

use super::{Address, Pending, Refusal, Undoing};
use crate::server::answer::{Fault, Stop, no};
use crate::server::cookies::Name;
use crate::server::credentials::{self, MOST_CODES, Unfit};
use crate::server::identity::{self, Contact};
use crate::server::limits::{self, Errand};
use crate::server::moves::{self, Unmoved};
use crate::server::note::Done;
use crate::server::outbox::{Block, Composed, another, track};
use crate::server::sessions::{self, Grounds};
use crate::server::store::{self, Account, Charge, EmailChange, Message, NewEmailChange, NewMessage, Tx};
use crate::server::tokens::{LinkToken, Purpose};
use crate::server::visitor::Visit;
use crate::server::{House, events, linked};
use crate::wire::{End, Fail, Never};
use crate::words::{Channel, Code, Event, Moment, Page, Span};

/// The kind of the row in the queue: the code to the new address.
pub const LETTER: &str = "email";
/// What it turns into when there is nothing to say.
pub const SILENT: &str = "email silent";

/// Letters "you have an account" to one address.
const TELL_OWNER_EVERY: Span = Span::days(1);
/// How long the secret of an opened link is kept in the browser.
const LINK_LIVES: Span = Span::hours(1);

/// Whether an account can move. A number cannot yet, and no letter reaches it; a mailbox of the site is its owner's name.
pub fn is_offered(visit: &Visit, account: &Account) -> bool {
    Channel::to(&account.contact) == Channel::Letter && visit.house.config.policy.domain.is_none()
}

pub async fn change_email(visit: Visit, email: String) -> Result<Page, Stop<Refusal>> {
    let account = visit.proved_owner().await?;
    if !is_offered(&visit, &account) {
        return Err(Fail::Malformed.into());
    }
    let email = identity::mailbox(&visit.house, &email).map_err(|bad| no(Refusal::Email(bad)))?;
    if email.key == account.contact_key {
        return Err(no(Refusal::Same));
    }
    ask(visit, &account, &email).await
}

/// Another letter, which replaces the one before.
pub async fn resend_email(visit: Visit) -> Result<Page, Stop<Refusal>> {
    let account = visit.owner().await?;
    let change = pending(&visit, &account).await?.ok_or(no(Refusal::Gone))?;
    another(&visit, &change.id).await?;
    ask(visit, &account, &Contact { text: change.email, key: change.email_key }).await
}

pub async fn drop_email(visit: Visit) -> Result<Page, Stop<Refusal>> {
    let account = visit.owner().await?;
    let mut tx = visit.write_for(&account).await?;
    tx.void_email_changes(&account.id, visit.now).await?;
    tx.save().await?;
    visit.tell(Done::EmailDropped, Vec::new());
    Ok(Page::Account)
}

pub async fn confirm_email(visit: Visit, code: String) -> Result<Page, Stop<Refusal>> {
    let account = visit.owner().await?;
    if code.trim().is_empty() {
        return Err(no(Refusal::CodeEmpty));
    }
    let code = Code::parse(&code).ok_or(no(Refusal::CodeShape))?;
    let change = pending(&visit, &account).await?.ok_or(no(Refusal::Gone))?;
    visit.charge("email codes", &change.email_key, visit.house.config.policy.limits.codes_mailbox).await?;
    // The attempt is counted, for good, before anything is compared.
    let mut tx = visit.house.store.write().await?;
    let attempt = tx.try_email_code(&change.id, MOST_CODES).await?;
    tx.save().await?;
    let expected = attempt.filter(|_| change.code_ends(visit.house.config.policy.email.code_lives) > visit.now);
    let expected = expected.ok_or(no(Refusal::CodeWrong))?;
    let given = visit.house.tokens.digest_code(&code, &[LETTER, &change.id, &change.email_key]);
    if !given.is(&expected) {
        return Err(no(Refusal::CodeWrong));
    }

    let mut tx = visit.write_for(&account).await?;
    match moves::make(&mut tx, &visit.house, &account, &change, visit.now).await? {
        Ok(()) => {}
        Err(Unmoved::Gone) => return Err(no(Refusal::Gone)),
        Err(Unmoved::Taken) => return Err(no(Refusal::Taken)),
    }
    let account = tx.account(&account.id).await?.ok_or(Fail::SignIn)?;
    events::note(&mut tx, &visit, &account.id, Event::EmailChanged).await?;
    let session = sessions::begin(&mut tx, &visit, &account, Grounds::Change).await?.ok_or(Fail::SignIn)?;
    tx.save().await?;
    visit.house.outbox.wake();
    session.give(&visit).await?;
    visit.tell(Done::EmailChanged, Vec::new());
    Ok(Page::Account)
}

/// The old address takes the account back: nobody else stays in it.
pub async fn undo_email(visit: Visit, password: String, again: Option<String>) -> Result<Page, Stop<Refusal>> {
    let change = opened_link(&visit).await?.ok_or(no(Refusal::Ended(End::Mistyped)))?.map_err(|end| no(Refusal::Ended(end)))?;
    let password = credentials::chosen(&visit, password, again).map_err(|unfit| no(unfit.into()))?;
    credentials::judge(&visit, &password, &[&change.old_email]).map_err(|bad| no(Refusal::Password(bad)))?;
    visit.charge_client("restore password address", visit.house.config.policy.limits.login_address).await?;
    let password = visit.house.hasher.hash(&password, visit.house.tokens.random()).await?;

    let ended = || no(Refusal::Ended(End::Replaced));
    let account = visit.house.store.read().await?.account(&change.account).await?.ok_or_else(ended)?;
    let mut tx = visit.house.store.write().await?;
    if !tx.hold_account(&account.id, account.version).await? {
        return Err(ended());
    }
    if !tx.undo_email_changes(&change, undoable_since(&visit), visit.now).await? {
        return Err(no(Refusal::Ended(End::Used)));
    }
    // Before the move, whose lock would keep the other account's owner from telling this one of the same.
    linked::end(&mut tx, &visit, &account).await?;
    if !tx.move_account(&account.id, account.version, &change.old_email_key, &change.old_email).await? {
        return Err(no(Refusal::Taken));
    }
    let account = tx.account(&account.id).await?.ok_or_else(ended)?;
    if !credentials::replace(&mut tx, &visit, &account, &password, Event::EmailUndone).await? {
        return Err(ended());
    }
    // What was set up since is not the owner's (attack REC-10).
    let since = change.used_at.unwrap_or_default();
    for contact in tx.contacts(&account.id, visit.now).await? {
        if contact.proved_at.is_some_and(|at| at >= since) {
            tx.drop_contact(&account.id, contact.channel(), visit.now).await?;
        }
    }
    if tx.answer(&account.id).await?.is_some_and(|answer| answer.set_at >= since) {
        tx.drop_answer(&account.id).await?;
    }
    tx.save().await?;
    visit.house.outbox.wake();
    // Whoever is signed in here, perhaps to another account, could not see what has happened.
    sessions::end(&visit).await?;
    for name in [Name::UndoLink, Name::Device, Name::Return] {
        visit.remove_cookie(name);
    }
    visit.tell(Done::EmailUndone, vec![("login".to_owned(), account.contact)]);
    Ok(Page::Login)
}

pub async fn address(visit: &Visit, account: &Account) -> Result<Address, Stop<Never>> {
    let pending = match pending(visit, account).await? {
        Some(change) => Some(Pending { track: track(visit, &change.id).await?, address: change.email }),
        None => None,
    };
    Ok(Address { email: account.contact.clone(), pending })
}

/// What the page that undoes a change stands on; nothing when this browser has opened no such link.
pub async fn undoing(visit: &Visit) -> Result<Option<Undoing>, Stop<Never>> {
    Ok(opened_link(visit).await?.map(|found| match found {
        Ok(change) => Undoing::Open(change.old_email, change.email),
        Err(end) => Undoing::Ended(end),
    }))
}

/// Takes the secret of a link out of the address and into a cookie; nothing is looked up or used (attacks TOK-02, TOK-03).
pub fn land(visit: &Visit, token: &str) -> Page {
    let token = LinkToken::parse(token);
    visit.seal(Name::UndoLink, Purpose::UndoLink, &token.as_ref().map_or("", LinkToken::as_str), LINK_LIVES);
    Page::Undo
}

/// Writes the letter to the new address: the code, or to its owner that there is an account already.
pub async fn letter(house: &Arc<House>, message: &Message) -> Result<Composed, Fault> {
    let now = house.clock.now();
    let mut tx = house.store.write().await?;
    let Some(change) = tx.email_change(&message.about).await?.filter(|change| change.is_open(now)) else {
        return Ok(Composed::Void);
    };
    let (texts, site) = (house.texts_in(&change.language), &house.config.brand.name);
    if message.kind == SILENT {
        return Ok(Composed::silence(Channel::Letter, &change.email));
    }
    if tx.account_by_contact(&change.email_key).await?.is_some() {
        let name = house.tokens.bucket("tell owner", &change.email_key);
        // A letter that is tried again has paid already; one that says nothing never speaks up.
        if message.attempts == 1 && tx.charge(&name, TELL_OWNER_EVERY, 1, now).await? != Charge::Taken {
            tx.turn_message(&message.id, SILENT).await?;
            tx.save().await?;
            return Ok(Composed::silence(Channel::Letter, &change.email));
        }
        tx.save().await?;
        let body = vec![Block::Text(texts.letter_email_have_lead(site))];
        return Ok(Composed::letter(house, texts, &change.email, texts.letter_email_subject(site), body));
    }
    let code = house.tokens.code();
    let digest = house.tokens.digest_code(&code, &[LETTER, &change.id, &change.email_key]);
    if !tx.arm_email_change(&change.id, &digest, now).await? {
        return Ok(Composed::Void);
    }
    tx.save().await?;
    let body = vec![
        Block::Text(texts.letter_email_lead(site)),
        Block::Code(code.digits().to_owned()),
        Block::Text(texts.letter_email_code_lives(house.config.policy.email.code_lives.as_minutes())),
        Block::Text(texts.letter_email_ignore().to_owned()),
    ];
    Ok(Composed::letter(house, texts, &change.email, texts.letter_email_subject(site), body))
}

/// Writes the letter to the old address, with the link that takes the change back.
pub async fn moved_letter(house: &Arc<House>, message: &Message) -> Result<Composed, Fault> {
    let mut tx = house.store.write().await?;
    let Some(change) = tx.email_change(&message.about).await? else { return Ok(Composed::Void) };
    // Counted from the move and not from the letter, which may have waited long for a mail server.
    let left = house.clock.now().until(Moment(change.used_at.unwrap_or_default()).after(house.config.policy.email.undo_lives));
    let link = house.tokens.link();
    if !tx.arm_undo(&change.id, &link.digest()).await? {
        return Ok(Composed::Void);
    }
    tx.save().await?;
    let (texts, site, url) = (house.texts_in(&change.language), &house.config.brand.name, house.config.public_url.origin());
    let body = vec![
        Block::Text(texts.letter_moved_lead(site)),
        Block::Button { label: texts.letter_moved_button().to_owned(), url: format!("{url}/link/undo/{}", link.as_str()) },
        Block::Text(texts.letter_moved_lives((left.as_minutes() / 60).max(1))),
        Block::Text(texts.letter_moved_ignore().to_owned()),
    ];
    Ok(Composed::letter(house, texts, &change.old_email, texts.letter_moved_subject(site), body))
}

/// Writes a change and its letter's row, in one transaction, in place of any change before.
async fn ask(visit: Visit, account: &Account, email: &Contact) -> Result<Page, Stop<Refusal>> {
    visit.charge_client("email address", visit.house.config.policy.limits.restore_address).await?;
    // What one account sends to other people's mailboxes, and what a mailbox gets.
    limits::charge_message(&visit, Errand::Proof, &account.id).await?;
    limits::charge_message(&visit, Errand::Proof, &email.key).await?;
    let id = visit.house.tokens.id();
    let policy = &visit.house.config.policy.email;
    let expires_at = visit.now.after(policy.lives);
    let new = NewEmailChange {
        id: &id,
        account: &account.id,
        old_email: &account.contact,
        old_email_key: &account.contact_key,
        email: &email.text,
        email_key: &email.key,
        language: visit.language.code(),
        expires_at,
    };
    let mut tx = visit.write_for(account).await?;
    tx.add_email_change(&new, visit.now).await?;
    post(&mut tx, &visit, LETTER, &id, expires_at.before(policy.code_lives)).await?;
    tx.save().await?;
    visit.house.outbox.wake();
    Ok(Page::Email)
}

async fn post(tx: &mut Tx, visit: &Visit, kind: &str, about: &str, deadline: Moment) -> Result<(), store::Error> {
    let id = visit.house.tokens.id();
    tx.add_message(&NewMessage { id: &id, kind, about, via: None, deadline }, visit.now).await
}

impl From<Unfit> for Refusal {
    fn from(unfit: Unfit) -> Self {
        match unfit {
            Unfit::Bad(bad) => Refusal::Password(bad),
            Unfit::Differ => Refusal::Differ,
        }
    }
}

/// The change that waits for its code.
async fn pending(visit: &Visit, account: &Account) -> Result<Option<EmailChange>, store::Error> {
    visit.house.store.read().await?.pending_email_change(&account.id, visit.now).await
}

fn undoable_since(visit: &Visit) -> Moment {
    visit.now.before(visit.house.config.policy.email.undo_lives)
}

/// The change whose link this browser has opened, or why it can no longer be undone.
async fn opened_link(visit: &Visit) -> Result<Option<Result<EmailChange, End>>, store::Error> {
    let Some(token) = visit.sealed::<String>(Name::UndoLink, Purpose::UndoLink) else { return Ok(None) };
    let Some(token) = LinkToken::parse(&token) else { return Ok(Some(Err(End::Mistyped))) };
    let Some(change) = visit.house.store.read().await?.email_change_by_undo(&token.digest()).await? else {
        return Ok(Some(Err(End::Mistyped)));
    };
    Ok(Some(if change.replaced_at.is_some() {
        Err(End::Replaced)
    } else if change.undone_at.is_some() {
        Err(End::Used)
    } else if change.used_at.is_none_or(|at| Moment(at) <= undoable_since(visit)) {
        Err(End::Expired)
    } else {
        Ok(change)
    }))
}
