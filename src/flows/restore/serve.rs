//! Who gets back in.

use super::Refusal;
use super::browser::{ASKED_LIVES, DONE, LINK_LIVES, account_of, asked, asks_current, open, proven, waits_for};
use super::letters::{LETTER, ONE_TIME};
use crate::server::House;
use crate::server::answer::{Stop, no};
use crate::server::captcha;
pub use crate::server::captcha::Given;
use crate::server::config::Way;
use crate::server::cookies::Name;
use crate::server::credentials::{self, MOST_CODES, Unfit};
use crate::server::identity;
use crate::server::limits::{self, Errand};
use crate::server::note::Done;
use crate::server::outbox::another;
use crate::server::phones;
use crate::server::restoring;
use crate::server::sessions;
use crate::server::store::{self, Account, Charge, NewMessage, Restore, Tx};
use crate::server::tokens::Purpose;
use crate::server::visitor::Visit;
use crate::wire::{End, Fail, Never};
use crate::words::{Channel, Code, Event, Identifier, Key, Login, Moment, OneTime, Page, Password};

/// The longest login that is kept: longer ones are nobody's.
const MOST_LOGIN: usize = 254;
/// What the captcha is for, where it is told that nobody has a login.
const TELL: &str = "restore tell";

/// What was typed at sign-in goes on to the next page.
pub async fn forgot(visit: Visit) -> Result<Page, Stop<Never>> {
    visit.keep_typed();
    Ok(Page::Restore)
}

/// What the form asks for besides the login, where the site tells that nobody has one.
pub fn challenge(visit: &Visit) -> Option<String> {
    let tells = visit.house.config.policy.restore.tells_unknown;
    tells.then(|| captcha::challenge_of_browser(visit, TELL))
}

pub async fn ask(visit: Visit, login: String, country: String, given: Given) -> Result<Page, Stop<Refusal>> {
    let login = read(&visit, &login, &country)?;
    if visit.house.config.policy.restore.tells_unknown {
        tell(&visit, &login, &given).await?;
    }
    begin(visit, login).await
}

/// For another login: whether anybody has that one is told at the beginning or not at all.
pub async fn correct(visit: Visit, login: String, country: String) -> Result<Page, Stop<Refusal>> {
    let login = read(&visit, &login, &country)?;
    begin(visit, login).await
}

fn read(visit: &Visit, login: &str, country: &str) -> Result<String, Stop<Refusal>> {
    // No login has control characters, and PostgreSQL keeps no NUL: with such a mark in their place it is still nobody's.
    let login: String = login.trim().chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).take(MOST_LOGIN).collect();
    let login = identity::settle(&visit.house, &login, country).map_err(|bad| no(Refusal::Phone(bad)))?;
    if login.is_empty() {
        return Err(no(Refusal::LoginEmpty));
    }
    let is_taken = visit.house.config.policy.identifiers.contains(&Identifier::Phone);
    if let (Some(Login::Phone(phone)), true) = (Login::parse(&login), is_taken) {
        phones::may_go_to(&phone, &visit.house.config.sms.countries).map_err(|bad| no(Refusal::Phone(bad)))?;
    }
    Ok(login)
}

/// Says that nobody has a login, to whoever passes for a person and has not asked often. Past that it is as on every other site
/// (attack ENU-10).
async fn tell(visit: &Visit, login: &str, given: &Given) -> Result<(), Stop<Refusal>> {
    let passed = captcha::pass_of_browser(visit, TELL, given).await?.map_err(|bad| no(Refusal::Captcha(bad)))?;
    passed.save().await?;
    let limits = &visit.house.config.policy.limits;
    let (client, network) = (visit.network(), visit.place());
    let budgets = [("tell client", client.as_str(), limits.tell_client), ("tell network", network.as_str(), limits.tell_network)];
    if limits::take(&visit.house, &budgets, visit.now).await? != Charge::Taken {
        return Ok(());
    }
    let found = identity::find(&visit.house, &mut visit.house.store.read().await?, login).await?;
    found.map(|_| ()).ok_or(no(Refusal::Unknown))
}

/// Writes a row and a job, whoever has that login or nobody: nothing is looked up here.
async fn begin(visit: Visit, login: String) -> Result<Page, Stop<Refusal>> {
    let policy = &visit.house.config.policy.restore;
    let (network, key) = (visit.network(), identity::login_key(&login));
    let client = ("restore address", network.as_str(), visit.house.config.policy.limits.restore_address);
    // Where a way is chosen, the message is paid for when it is asked for.
    let message = if policy.is_chosen() { Vec::new() } else { limits::messages(&visit.house, Errand::Restore, &key) };
    let mut tx = visit.house.store.write().await?;
    if let Err(stop) = limits::charge_in(&mut tx, &visit, &[vec![client], message].concat()).await {
        drop(tx);
        // To ask costs the client also what comes to nothing.
        limits::charge(&visit, &[client]).await?;
        return Err(stop);
    }
    let id = restoring::begin(&mut tx, &visit.house, &login, visit.language.code(), visit.now).await?;
    if let Some(old) = asked(&visit) {
        tx.replace_restore(&old, visit.now).await?;
    }
    tx.save().await?;
    visit.house.outbox.wake();
    visit.seal(Name::Restoring, Purpose::Restoring, &id, ASKED_LIVES);
    visit.remove_cookie(Name::RestoreLink);
    Ok(match policy.way(identity::channel(&visit.house, &login)) {
        _ if policy.is_chosen() => Page::RestoreWay,
        Some(Way::LetterPassword) => Page::RestoreSent,
        _ => Page::RestoreCode,
    })
}

/// Another letter for the same login, which replaces the one before.
pub async fn resend(visit: Visit) -> Result<Page, Stop<Refusal>> {
    let restore = waits_for(&visit).await?.ok_or(no(Refusal::Gone))?;
    another(&visit, &restore.id).await?;
    begin(visit, restore.login).await
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
    if restore.passed_at.is_some() {
        return Ok(Page::RestoreSent);
    }
    let limit = visit.house.config.policy.limits.codes_mailbox;
    let login = identity::one_form(&visit.house, &restore.login);
    visit.charge("restore codes", &login, limit).await?;
    // An account has a budget of its own besides, whatever it is called by, and a login that nobody has one like it: the same is
    // written for both. That it is spent must not show (attacks BRU-03, ENU-02, ENU-04).
    let mailbox = restore.contact_key.as_deref().unwrap_or(&login);
    let has_room = limits::take(&visit.house, &[("restore codes account", mailbox, limit)], visit.now).await? == Charge::Taken;
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
    tx.messages_used(&restore.id, visit.now).await?;
    if visit.house.config.policy.restore.way(Channel::to(mailbox)) != Some(Way::SmsPassword) {
        if !tx.prove_restore(&restore.id, visit.now).await? {
            return Err(no(Refusal::CodeWrong));
        }
        tx.save().await?;
        return Ok(Page::RestorePassword);
    }
    if !tx.pass_restore(&restore.id, visit.now).await? {
        return Err(no(Refusal::CodeWrong));
    }
    post(
        &mut tx,
        &visit.house,
        ONE_TIME,
        &restore.id,
        visit.now.after(visit.house.config.policy.restore.one_time_lives),
        visit.now,
    )
    .await?;
    tx.save().await?;
    visit.house.outbox.wake();
    Ok(Page::RestoreSent)
}

pub async fn choose_password(
    visit: Visit,
    current: String,
    password: String,
    again: Option<String>,
) -> Result<Page, Stop<Refusal>> {
    let restore = proven(&visit).await?.ok_or(no(Refusal::Gone))?.map_err(|end| no(Refusal::Ended(end)))?;
    let account = account_of(&mut visit.house.store.read().await?, &restore).await?.ok_or(no(Refusal::Ended(End::Replaced)))?;
    let mut reasons: Vec<Refusal> = is_current(&visit, &restore, &account, &current).err().into_iter().collect();
    let password = match credentials::chosen(&visit, password, again) {
        Ok(password) if reasons.is_empty() => password,
        chosen => {
            reasons.extend(chosen.err().map(Refusal::from));
            return Err(Fail::Refused(reasons).into());
        }
    };
    replace(visit, restore, account, password).await
}

/// The long code of a letter with the new password: whoever holds it has read that letter, in whichever browser.
pub async fn restore_with_key(visit: Visit, code: String, password: String, again: Option<String>) -> Result<Page, Stop<Refusal>> {
    let key = match code.trim().is_empty() {
        true => Err(Refusal::CodeEmpty),
        false => Key::parse(&code).ok_or(Refusal::KeyShape),
    };
    let (key, chosen) = match (key, credentials::chosen(&visit, password, again)) {
        (Ok(key), chosen) => (key, chosen),
        (Err(bad), chosen) => {
            return Err(Fail::Refused(std::iter::once(bad).chain(chosen.err().map(Refusal::from)).collect()).into());
        }
    };
    visit.charge_client("restore key", visit.house.config.policy.limits.login_address).await?;
    let mut tx = visit.house.store.read().await?;
    let restore = tx.restore_by_link(&visit.house.tokens.digest_long_code(&key)).await?.ok_or(no(Refusal::KeyWrong))?;
    open(&visit, &restore).map_err(|end| no(Refusal::Ended(end)))?;
    let account = account_of(&mut tx, &restore).await?.ok_or(no(Refusal::Ended(End::Replaced)))?;
    drop(tx);
    let outcome = match chosen {
        Ok(password) => replace(visit.clone(), restore, account, password).await,
        Err(unfit) => Err(no(unfit.into())),
    };
    if outcome.is_err() {
        // The code is as good as its link: nobody has to type it twice.
        visit.seal(Name::RestoreLink, Purpose::RestoreLink, &key.written(), LINK_LIVES);
    }
    outcome
}

/// The new password of an account, by what has proved to be its owner's.
async fn replace(visit: Visit, restore: Restore, account: Account, password: Password) -> Result<Page, Stop<Refusal>> {
    credentials::judge(&visit, &password, &[&account.contact]).map_err(|bad| no(Refusal::Password(bad)))?;
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
    visit.tell(Done::Restored, vec![("login".to_owned(), account.contact)]);
    Ok(Page::Login)
}

/// Whether the one-time password stands in the place of the current one, where it is asked for. Whoever is asked has given it already, at
/// sign-in: it is proof no more.
fn is_current(visit: &Visit, restore: &Restore, account: &Account, current: &str) -> Result<(), Refusal> {
    let Some(expected) = asks_current(visit, restore) else { return Ok(()) };
    if current.trim().is_empty() {
        return Err(Refusal::CurrentEmpty);
    }
    let given = OneTime::parse(current).map(|one_time| visit.house.tokens.digest_one_time(&one_time, &account.id));
    if given.is_some_and(|given| given.is(expected)) { Ok(()) } else { Err(Refusal::CurrentWrong) }
}

pub(super) async fn post(
    tx: &mut Tx,
    house: &House,
    kind: &str,
    about: &str,
    deadline: Moment,
    now: Moment,
) -> Result<(), store::Error> {
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
