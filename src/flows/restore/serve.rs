//! Who gets back in.

use std::sync::Arc;

use super::{Proof, Refusal, Waiting};
use crate::flows::Never;
use crate::locale::Texts;
use crate::server::House;
use crate::server::answer::{Fault, Stop, no};
use crate::server::cookies::Name;
use crate::server::credentials::{self, MOST_CODES, Unfit};
use crate::server::identity;
use crate::server::outbox::{Block, Composed, UNSEEN, track};
use crate::server::sessions;
use crate::server::store::{self, Account, Charge, Message, NewMessage, NewRestore, Restore, Tx};
use crate::server::strength::judge;
use crate::server::tokens::{LinkToken, Purpose};
use crate::server::visitor::{Visit, charge_all, restore_letters};
use crate::wire::{Done, End, Fail, Track};
use crate::words::{Code, Event, Login, Moment, Page, Span, Wait};

/// The kind of a row in the queue.
pub const LETTER: &str = "restore";
/// What it turns into when there is nothing to say.
pub const SILENT: &str = "restore silent";

/// Letters "no account here" to one address.
const TELL_STRANGER_EVERY: Span = Span::days(1);
/// The longest login that is kept: longer ones are nobody's.
const MOST_LOGIN: usize = 254;
/// How long a browser knows that it asked: a page that waits is told that it is over, not only that there is nothing.
const ASKED_LIVES: Span = Span::days(1);
/// In place of the name of a restore: this browser's led to a new password.
const DONE: &str = "";
/// How long the secret of an opened link is kept in the browser.
const LINK_LIVES: Span = Span::hours(1);

/// What was typed at sign-in goes on to the next page.
pub async fn forgot(visit: Visit) -> Result<Page, Stop<Never>> {
    visit.keep_typed();
    Ok(Page::Restore)
}

/// Writes a row and a job, whoever has that login or nobody: nothing is looked up here.
pub async fn ask(visit: Visit, login: String) -> Result<Page, Stop<Refusal>> {
    // No login has control characters, and PostgreSQL keeps no NUL: with such a mark in their place it is still nobody's.
    let login: String = login.trim().chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).take(MOST_LOGIN).collect();
    if login.is_empty() {
        return Err(no(Refusal::LoginEmpty));
    }
    visit.charge_client("restore address", visit.house.config.policy.limits.restore_address).await?;
    visit.charge_restore_letter(&identity::login_key(&login)).await?;
    let policy = &visit.house.config.policy.restore;
    let expires_at = visit.now.after(policy.lives);
    let id = visit.house.tokens.id();
    let new = NewRestore { id: &id, login: &login, language: visit.language.code(), expires_at };
    let mut tx = visit.house.store.write().await?;
    tx.add_restore(&new, visit.now).await?;
    // A letter that came later would hold a link that outlives the page.
    post(&mut tx, &visit.house, LETTER, &id, expires_at.before(policy.link_lives), visit.now).await?;
    if let Some(old) = asked(&visit) {
        tx.replace_restore(&old, visit.now).await?;
    }
    tx.save().await?;
    visit.house.outbox.wake();
    visit.seal(Name::Restoring, Purpose::Restoring, &id, ASKED_LIVES);
    visit.remove_cookie(Name::RestoreLink);
    Ok(Page::RestoreLetter)
}

/// Another letter for the same login, which replaces the one before.
pub async fn resend(visit: Visit) -> Result<Page, Stop<Refusal>> {
    let restore = waits_for(&visit).await?.ok_or(no(Refusal::Gone))?;
    let track = track(&visit, &restore.id).await?;
    if track.again_in > Span(0) {
        return Err(Fail::Later(Wait::new(visit.now, track.again_in)).into());
    }
    ask(visit, restore.login).await
}

pub async fn prove_code(visit: Visit, code: String) -> Result<Page, Stop<Refusal>> {
    if code.trim().is_empty() {
        return Err(no(Refusal::CodeEmpty));
    }
    let code = Code::parse(&code).ok_or(no(Refusal::CodeShape))?;
    let restore = waits_for(&visit).await?.ok_or(no(Refusal::Gone))?;
    if restore.proved_at.is_some() && open(&visit, &restore).is_ok() {
        return Ok(Page::RestorePassword);
    }
    let limit = visit.house.config.policy.limits.codes_mailbox;
    let login = identity::login_key(&restore.login);
    visit.charge("restore codes", &login, limit).await?;
    // An account has a budget of its own besides, whatever it is called by, and a login that nobody has one like it: the same is
    // written for both. That it is spent must not show (attacks BRU-03, ENU-02, ENU-04).
    let mailbox = restore.email_key.as_deref().unwrap_or(&login);
    let has_room = charge_all(&visit.house, &[("restore codes account", limit)], mailbox, visit.now).await? == Charge::Taken;
    // The attempt is counted, for good, before anything is compared.
    let mut tx = visit.house.store.write().await?;
    let attempt = if has_room { tx.try_restore_code(&restore.id, MOST_CODES).await? } else { None };
    tx.save().await?;
    let lives = restore.ends(visit.house.config.policy.restore.code_lives) > visit.now;
    let expected = attempt.filter(|_| lives);
    let expected = expected.ok_or(no(Refusal::CodeWrong))?;
    let given = visit.house.tokens.digest_code(&code, &[LETTER, &restore.id, mailbox]);
    if !given.is(&expected) {
        return Err(no(Refusal::CodeWrong));
    }
    let mut tx = visit.house.store.write().await?;
    if !tx.prove_restore(&restore.id, visit.now).await? {
        return Err(no(Refusal::CodeWrong));
    }
    tx.save().await?;
    Ok(Page::RestorePassword)
}

pub async fn choose_password(visit: Visit, password: String, again: Option<String>) -> Result<Page, Stop<Refusal>> {
    let restore = proven(&visit).await?.ok_or(no(Refusal::Gone))?.map_err(|end| no(Refusal::Ended(end)))?;
    let password = credentials::chosen(&visit, password, again).map_err(|unfit| no(unfit.into()))?;
    let account = account_of(&mut visit.house.store.read().await?, &restore).await?.ok_or(no(Refusal::Ended(End::Replaced)))?;
    judge(&password, &[&account.email, &visit.house.config.brand.name]).map_err(|bad| no(Refusal::Password(bad)))?;
    visit.charge_client("restore password address", visit.house.config.policy.limits.login_address).await?;
    let password = visit.house.hasher.hash(&password, visit.house.tokens.random()).await?;

    let mut tx = visit.house.store.write().await?;
    // The account first: whoever else would use a secret of its waits here, and finds it void.
    if !tx.hold_account(&account.id, account.version).await? {
        return Err(no(Refusal::Ended(End::Replaced)));
    }
    if !tx.use_restore(&restore.id, visit.now).await? {
        return Err(no(Refusal::Ended(End::Used)));
    }
    if !credentials::replace(&mut tx, &visit, &account, &password, Event::PasswordRestored).await? {
        return Err(no(Refusal::Ended(End::Replaced)));
    }
    tx.save().await?;
    visit.house.outbox.wake();
    // Whoever is signed in here, perhaps to another account, could not see what has happened.
    sessions::end(&visit).await?;
    for name in [Name::RestoreLink, Name::Device, Name::Return] {
        visit.remove_cookie(name);
    }
    // For the page that still waits in another tab.
    visit.seal(Name::Restoring, Purpose::Restoring, &DONE, ASKED_LIVES);
    visit.tell(Done::Restored, vec![("login".to_owned(), account.email)]);
    Ok(Page::Login)
}

/// What the page that waits shows: nothing of it depends on what the worker found.
pub async fn waiting(visit: &Visit) -> Result<Option<Waiting>, Stop<Never>> {
    let Some(restore) = waits_for(visit).await? else { return Ok(None) };
    let track = track(visit, &restore.id).await?;
    Ok(Some(Waiting { login: restore.login, track }))
}

/// Why this browser waits for nothing: the page that says so, where it did wait. It is told once.
pub fn ended(visit: &Visit) -> Page {
    let asked = asked(visit);
    if asked.is_some() {
        visit.remove_cookie(Name::Restoring);
        let done = if asked.as_deref() == Some(DONE) { Done::Restored } else { Done::WaitingEnded };
        visit.tell(done, Vec::new());
    }
    if asked.as_deref() == Some(DONE) { Page::Login } else { Page::Restore }
}

pub async fn follow(visit: &Visit) -> Result<Option<Track>, Stop<Never>> {
    Ok(waiting(visit).await?.map(|waiting| waiting.track))
}

/// What the page for the new password stands on; nothing when there is no proof at all.
pub async fn proof(visit: &Visit) -> Result<Option<Proof>, Stop<Never>> {
    let restore = match proven(visit).await? {
        None => return Ok(None),
        Some(Err(end)) => return Ok(Some(Proof::Ended(end))),
        Some(Ok(restore)) => restore,
    };
    let account = account_of(&mut visit.house.store.read().await?, &restore).await?;
    Ok(Some(account.map_or(Proof::Ended(End::Replaced), |account| Proof::Given { address: account.email })))
}

/// Takes the secret of a link out of the address and into a cookie; nothing is looked up or used (attacks TOK-02, TOK-03).
pub fn land(visit: &Visit, token: &str) -> Page {
    let token = LinkToken::parse(token);
    visit.seal(Name::RestoreLink, Purpose::RestoreLink, &token.as_ref().map_or("", LinkToken::as_str), LINK_LIVES);
    Page::RestorePassword
}

/// Writes the letter that a page waits for: here, and not before, it is found out whose login it is, and the secrets are made.
pub async fn letter(house: &Arc<House>, message: &Message) -> Result<Composed, Fault> {
    let now = house.clock.now();
    let mut tx = house.store.write().await?;
    let Some(restore) = tx.restore(&message.about).await? else { return Ok(Composed::Void) };
    let silence = Ok(Composed::silence(&restore.login));
    // Replaced by what another browser asked for: that must not show, since it only happens where there is an account.
    if message.kind == SILENT || restore.replaced_at.is_some() || restore.used_at.is_some() {
        return silence;
    }
    let account = identity::find(&mut tx, &restore.login).await?;
    match (Login::parse(&restore.login), account) {
        (Some(Login::Email(_)), Some(account)) if account.disabled_at.is_none() => {
            armed(house, tx, message, &restore, &account, now).await
        }
        (Some(Login::Email(_)), None) => {
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
        // What becomes of the letter of a username would tell that somebody has it: it goes besides.
        (Some(Login::Username(_)), Some(account)) if account.disabled_at.is_none() => {
            if !tx.has_message(&restore.id, UNSEEN).await? {
                post(&mut tx, house, UNSEEN, &restore.id, Moment(message.deadline), now).await?;
                tx.save().await?;
                house.outbox.wake();
            }
            silence
        }
        _ => silence,
    }
}

/// Writes the letter of somebody who gave their username.
pub async fn unseen_letter(house: &Arc<House>, message: &Message) -> Result<Composed, Fault> {
    let now = house.clock.now();
    let Some(restore) = house.store.read().await?.restore(&message.about).await? else { return Ok(Composed::Void) };
    let account = identity::find(&mut house.store.read().await?, &restore.login).await?;
    let Some(account) = account.filter(|account| account.disabled_at.is_none()) else { return Ok(Composed::Void) };
    armed(house, house.store.write().await?, message, &restore, &account, now).await
}

/// Makes the secrets of a restore and writes the letter with them, to the address that the account has.
async fn armed(
    house: &House,
    mut tx: Tx,
    message: &Message,
    restore: &Restore,
    account: &Account,
    now: Moment,
) -> Result<Composed, Fault> {
    // What an account gets in all, whatever it is called by. What each login may ask for was paid when it asked.
    for (scope, budget) in restore_letters(house) {
        let name = house.tokens.bucket(scope, &account.id);
        if message.attempts == 1 && tx.charge(&name, budget.often, budget.burst, now).await? != Charge::Taken {
            if message.kind == UNSEEN {
                return Ok(Composed::Void);
            }
            tx.turn_message(&message.id, SILENT).await?;
            tx.save().await?;
            return Ok(Composed::silence(&restore.login));
        }
    }
    let (code, link) = (house.tokens.code(), house.tokens.link());
    let digest = house.tokens.digest_code(&code, &[LETTER, &restore.id, &account.email_key]);
    let held = tx.hold_account(&account.id, account.version).await?;
    if !held || !tx.arm_restore(&restore.id, &account.id, &account.email_key, &digest, &link.digest(), now).await? {
        return Ok(Composed::silence(&restore.login));
    }
    tx.save().await?;
    let (texts, site, url) = (house.texts_in(&restore.language), &house.config.brand.name, house.config.public_url.origin());
    let policy = &house.config.policy.restore;
    let body = vec![
        Block::Text(texts.letter_restore_lead(site)),
        Block::Code(code.digits().to_owned()),
        Block::Text(texts.letter_restore_code_lives(policy.code_lives.as_minutes())),
        Block::Text(texts.letter_restore_or_link().to_owned()),
        Block::Button { label: texts.letter_restore_button().to_owned(), url: format!("{url}/link/restore/{}", link.as_str()) },
        Block::Text(texts.letter_restore_link_lives(policy.link_lives.as_minutes())),
        Block::Text(texts.letter_restore_ignore().to_owned()),
    ];
    Ok(Composed::letter(house, texts, &account.email, texts.letter_restore_subject(site), body))
}

/// Writes the letter to an address that has no account.
fn nobody(house: &House, texts: &Texts, address: &str) -> Composed {
    let (site, url) = (&house.config.brand.name, house.config.public_url.origin());
    let register = Block::Button { label: texts.letter_nobody_button().to_owned(), url: format!("{url}{}", Page::Register.path()) };
    let body = vec![Block::Text(texts.letter_nobody_lead(site)), Block::Text(texts.letter_nobody_advice().to_owned()), register];
    Composed::letter(house, texts, address, texts.letter_restore_subject(site), body)
}

async fn post(tx: &mut Tx, house: &House, kind: &str, about: &str, deadline: Moment, now: Moment) -> Result<(), store::Error> {
    let id = house.tokens.id();
    tx.add_message(&NewMessage { id: &id, kind, about, via: None, deadline }, now).await
}

impl From<Unfit> for Refusal {
    fn from(unfit: Unfit) -> Self {
        match unfit {
            Unfit::Bad(bad) => Refusal::Password(bad),
            Unfit::Differ => Refusal::Differ,
        }
    }
}

/// The restore that this browser asked for.
fn asked(visit: &Visit) -> Option<String> {
    visit.sealed(Name::Restoring, Purpose::Restoring)
}

/// The restore that this browser waits for, whatever became of it: before there is proof that must not show.
async fn waits_for(visit: &Visit) -> Result<Option<Restore>, store::Error> {
    let Some(id) = asked(visit) else { return Ok(None) };
    let found = visit.house.store.read().await?.restore(&id).await?;
    Ok(found.filter(|restore| Moment(restore.expires_at) > visit.now))
}

/// The restore of which this browser has proof, by the code or by an opened link; or why that proof no longer counts.
async fn proven(visit: &Visit) -> Result<Option<Result<Restore, End>>, store::Error> {
    let by_code = match asked(visit) {
        Some(id) => visit.house.store.read().await?.restore(&id).await?.filter(|restore| restore.proved_at.is_some()),
        None => None,
    };
    let by_code = by_code.map(|restore| open(visit, &restore).map(|()| restore));
    let Some(token) = visit.sealed::<String>(Name::RestoreLink, Purpose::RestoreLink) else { return Ok(by_code) };
    if matches!(by_code, Some(Ok(_))) {
        return Ok(by_code);
    }
    let found = match LinkToken::parse(&token) {
        Some(token) => visit.house.store.read().await?.restore_by_link(&token.digest()).await?,
        None => None,
    };
    Ok(Some(found.ok_or(End::Mistyped).and_then(|restore| open(visit, &restore).map(|()| restore))))
}

/// Whether a restore can still be used, or why it cannot.
fn open(visit: &Visit, restore: &Restore) -> Result<(), End> {
    if restore.used_at.is_some() {
        Err(End::Used)
    } else if restore.replaced_at.is_some() {
        Err(End::Replaced)
    } else if restore.ends(visit.house.config.policy.restore.link_lives) <= visit.now {
        Err(End::Expired)
    } else {
        Ok(())
    }
}

/// The account of a restore, while it still has the mailbox that the letter went to (attack REC-04).
async fn account_of(tx: &mut Tx, restore: &Restore) -> Result<Option<Account>, store::Error> {
    let Some(id) = &restore.account else { return Ok(None) };
    let account = tx.account(id).await?;
    Ok(account.filter(|account| account.disabled_at.is_none() && Some(&account.email_key) == restore.email_key.as_ref()))
}
