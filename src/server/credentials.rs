//! What people prove themselves with. A password is checked on one budget, wherever it is asked for; it is replaced by one writer,
//! which leaves nothing alive that the old one had opened.

use super::answer::Stop;
use super::cookies::Name;
use super::events;
use super::hasher::{Busy, PasswordHash, Verdict};
use super::limits;
use super::linked;
use super::store::{self, Account, Guess, Ladder, Store, Tx};
use super::strength;
use super::tokens::{Digest, LinkToken, Purpose};
use super::visitor::Visit;
use crate::wire::Fail;
use crate::words::{BadPassword, Event, OneTime, Password, Span, Wait};

/// Codes of one letter that are evaluated before a new letter is needed (ASVS 6.6.3).
pub const MOST_CODES: i64 = 5;

/// Why a chosen password is none.
pub enum Unfit {
    Bad(BadPassword),
    /// The password and its repetition.
    Differ,
}

/// A right password was given. Its guess stays booked until that is settled.
#[must_use]
pub struct Given {
    account: String,
    version: i64,
    /// Its hash under today's parameters, where it was stored under others.
    renewed: Option<PasswordHash>,
    guesses: Vec<String>,
}

/// What giving a password came to.
pub enum Checked {
    Right(Given),
    Wrong,
    /// Too many were wrong: none is looked at any more until the owner restores access.
    Locked,
}

/// Wrong passwords from browsers that the account does not know; from one that it knows; and from all that it knows together. The sum
/// stays below the hundred of NIST SP 800-63B-4 §3.2.2.
const STRANGERS: Ladder = Ladder { free: 5, most: 50 };
const DEVICE: Ladder = Ladder { free: 5, most: 10 };
const DEVICES: Ladder = Ladder { free: 40, most: 40 };

/// How long a browser is known after the last sign-in from it.
const DEVICE_LIVES: Span = Span::days(180);

/// A password as the preset asks for one, typed twice where it asks for that. Whether it is easy to guess costs more to find: [`judge`].
pub fn chosen(visit: &Visit, given: String, again: Option<String>) -> Result<Password, Unfit> {
    let policy = &visit.house.config.policy;
    let differs = policy.registration.repeat && again.as_ref() != Some(&given);
    let password = Password::chosen(given, policy.password).map_err(Unfit::Bad)?;
    if differs { Err(Unfit::Differ) } else { Ok(password) }
}

/// Refuses a password that is guessed first, where the preset asks for that. `about` is what its owner goes by.
pub fn judge(visit: &Visit, password: &Password, about: &[&str]) -> Result<(), BadPassword> {
    let config = &visit.house.config;
    match config.policy.password.judged {
        true => strength::judge(password, &[about, &[config.brand.name.as_str()]].concat()),
        false => Ok(()),
    }
}

/// Checks the password of an account, or of a login that nobody has. The guess is booked before the password is looked at, and taken
/// back when it was right (attacks BRU-01, BRU-02). A browser that the account knows has guesses of its own: strangers cannot use them
/// up (attack BRU-12).
pub async fn check<R>(visit: &Visit, account: Option<&Account>, key: &str, given: String) -> Result<Checked, Stop<R>> {
    let Some(booked) = book(visit, account, key).await? else { return Ok(Checked::Locked) };
    let Ok(password) = Password::given(given) else { return Ok(Checked::Wrong) };
    let open = account.filter(|account| account.disabled_at.is_none());
    let stored = open.map(|account| PasswordHash::stored(account.password.clone()));
    let Ok(verdict) = visit.house.hasher.verify(&password, stored.as_ref(), visit.house.tokens.random()).await else {
        // Whoever is turned away because we are busy has guessed nothing: many such would shut the owner out.
        unbook(visit, &booked).await?;
        return Err(Busy.into());
    };
    let (Some(account), Verdict::Right | Verdict::RightButOld(_)) = (open, &verdict) else { return Ok(Checked::Wrong) };
    Ok(Checked::Right(Given {
        account: account.id.clone(),
        version: account.version,
        renewed: if let Verdict::RightButOld(renewed) = verdict { Some(renewed) } else { None },
        // Also those of this browser that were used up before; and each once, or transactions could wait for each other.
        guesses: booked.own.into_iter().chain(booked.strangers).collect(),
    }))
}

/// A guess that was booked as if it were wrong.
struct Booked {
    /// What this browser has for guesses of its own.
    own: Vec<String>,
    /// How many of them it was booked on.
    on: usize,
    /// What it was booked on that is everybody's.
    strangers: Option<String>,
}

/// Books a guess, and pays for it. `None` where there are none left.
async fn book<R>(visit: &Visit, account: Option<&Account>, key: &str) -> Result<Option<Booked>, Stop<R>> {
    let tokens = &visit.house.tokens;
    let device = match account {
        Some(account) => known_device(visit, account).await?,
        None => None,
    };
    let ladders = match (&device, account) {
        (Some(device), Some(account)) => {
            vec![(tokens.bucket("guess device", device.as_str()), DEVICE), (tokens.bucket("guess devices", &account.id), DEVICES)]
        }
        _ => Vec::new(),
    };
    let (network, budget) = (visit.network(), visit.house.config.policy.limits.login_address);
    let (mut guess, mut on, mut strangers) = (Guess::Never, 0, None);
    let mut tx = visit.house.store.count().await?;
    limits::charge_in(&mut tx, visit, &[("login address", &network, budget)]).await?;
    for (name, ladder) in &ladders {
        guess = tx.book_guess(name, *ladder, visit.now).await?;
        if guess != Guess::Allowed {
            break;
        }
        on += 1;
    }
    if guess == Guess::Never {
        let name = tokens.bucket("guess", account.map_or(key, |account| &account.id));
        guess = tx.book_guess(&name, STRANGERS, visit.now).await?;
        strangers = Some(name);
    }
    tx.save().await?;
    match guess {
        Guess::Allowed => Ok(Some(Booked { own: ladders.into_iter().map(|(name, _)| name).collect(), on, strangers })),
        Guess::Later(left) => Err(Fail::Later(Wait::new(visit.now, left)).into()),
        Guess::Never => Ok(None),
    }
}

/// Takes back a guess that was never looked at.
async fn unbook(visit: &Visit, booked: &Booked) -> Result<(), store::Error> {
    let mut tx = visit.house.store.count().await?;
    for name in booked.own.iter().take(booked.on).chain(&booked.strangers) {
        tx.unbook_guess(name, visit.now).await?;
    }
    tx.save().await
}

impl Given {
    /// Takes back what was booked, as a part of a transaction that has the account.
    pub async fn settle_in(&self, tx: &mut Tx) -> Result<(), store::Error> {
        if let Some(renewed) = &self.renewed {
            tx.write_password(&self.account, self.version, renewed.as_str(), 0).await?;
        }
        for name in &self.guesses {
            tx.forgive(name).await?;
        }
        Ok(())
    }

    /// The same by itself.
    pub async fn settle(self, store: &Store) -> Result<(), store::Error> {
        let mut tx = if self.renewed.is_some() { store.write().await? } else { store.count().await? };
        self.settle_in(&mut tx).await?;
        tx.save().await
    }
}

/// Takes a one-time password of an account, or of a login that nobody has: `true` when it was one, and is none any more. It begins no
/// session; this browser gets proof for the page where the new password is chosen, and for nothing else (attack TOK-12). With its 80
/// random bits it needs no budget: neither of guesses, so that it works where those are used up, nor of the client, who pays for the
/// ordinary check that follows where it was none.
pub async fn take_one_time<R>(visit: &Visit, account: Option<&Account>, given: &str) -> Result<bool, Stop<R>> {
    let policy = &visit.house.config.policy;
    let Some(one_time) = OneTime::parse(given).filter(|_| policy.restore.has_one_time()) else {
        return Ok(false);
    };
    // The same is looked for where there is no account (attack ENU-02).
    let id = account.map_or("", |account| &account.id);
    let digest = visit.house.tokens.digest_one_time(&one_time, id);
    let found = visit.house.store.read().await?.restore_by_one_time(id, &digest).await?;
    let found = found.filter(|restore| restore.ends(policy.restore.one_time_lives) > visit.now);
    let (Some(restore), Some(account)) = (found, account.filter(|account| account.disabled_at.is_none())) else { return Ok(false) };
    let link = visit.house.tokens.link();
    let mut tx = visit.house.store.write().await?;
    if !tx.hold_account(&account.id, account.version).await?
        || !tx.turn_one_time(&restore.id, &digest, &link.digest(), visit.now).await?
    {
        return Ok(false);
    }
    tx.messages_used(&restore.id, visit.now).await?;
    tx.save().await?;
    visit.seal(Name::RestoreLink, Purpose::RestoreLink, &link.as_str(), policy.restore.link_lives);
    Ok(true)
}

/// Replaces the password of an account: with it go the link with another account, every session, every browser that is known, every letter
/// that could still open something, and the count of wrong guesses; and every address is told (attacks REC-06, REC-17). `false`, and nothing is to be saved,
/// when the account is no longer what it was when it was read.
pub async fn replace(
    tx: &mut Tx,
    visit: &Visit,
    account: &Account,
    password: &PasswordHash,
    event: Event,
) -> Result<bool, store::Error> {
    if !tx.write_password(&account.id, account.version, password.as_str(), 1).await? {
        return Ok(false);
    }
    linked::end(tx, visit, account).await?;
    tx.revoke_sessions(&account.id, visit.now).await?;
    tx.revoke_api_tokens(&account.id, visit.now).await?;
    tx.forget_devices(&account.id).await?;
    tx.void_restores(&account.id, visit.now).await?;
    tx.void_email_changes(&account.id, visit.now).await?;
    tx.void_contacts(&account.id, visit.now).await?;
    for scope in ["guess devices", "guess"] {
        tx.forgive(&visit.house.tokens.bucket(scope, &account.id)).await?;
    }
    events::announce(tx, visit, account, event).await?;
    Ok(true)
}

/// Remembers this browser as one of the account's. A secret that it was not given for this account is replaced: it may be planted.
pub async fn remember_device(tx: &mut Tx, visit: &Visit, account: &Account) -> Result<(), store::Error> {
    let brought = visit.cookie(Name::Device).and_then(|token| LinkToken::parse(&token));
    let since = visit.now.before(DEVICE_LIVES);
    let token = match brought {
        Some(token) if tx.knows_device(&token.digest(), &account.id, since).await? => token,
        _ => visit.house.tokens.link(),
    };
    tx.remember_device(&token.digest(), &account.id, visit.now).await?;
    visit.keep_cookie(Name::Device, token.as_str(), DEVICE_LIVES);
    Ok(())
}

async fn known_device(visit: &Visit, account: &Account) -> Result<Option<Digest>, store::Error> {
    let Some(token) = visit.cookie(Name::Device).and_then(|token| LinkToken::parse(&token)) else { return Ok(None) };
    let digest = token.digest();
    let known = visit.house.store.read().await?.knows_device(&digest, &account.id, visit.now.before(DEVICE_LIVES)).await?;
    Ok(known.then_some(digest))
}
