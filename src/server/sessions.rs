//! Sessions: tower-sessions over a store of our own.
//!
//! The published SQL store keeps session ids in clear and brings a revoked session back when a request in flight saves it.
//! Here a row is found by the digest of its id, what it holds is written once, in the transaction that it begins in, and revocation
//! wins: a save writes nothing. Sessions exist for people who are signed in; nobody else gets a row.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};
use tower_sessions::{Expiry, Session, SessionStore};

use super::House;
use super::answer::Fault;
use super::store::{Account, NewSession, Tx};
use super::tokens::Digest;
use super::visitor::Visit;
use crate::words::{Moment, Span};

/// Whose session it is.
#[derive(Clone, Serialize, Deserialize)]
pub struct Who {
    pub account: String,
    /// The account's version at sign-in: when it grows, the session is over.
    version: i64,
    remembered: bool,
    /// When the password of this account was given last, if ever. There is no other proof yet, so its kind need not be kept (attack SES-10).
    proved_at: Option<Moment>,
    /// The pair of accounts over which it came here, as long as no password was given here.
    pair: Option<String>,
    /// What its owner knows the session by.
    id: String,
    device: String,
    network: String,
}

const WHO: &str = "who";
/// The id under which a session that begins was written already, as text. It stands in no row.
const WRITTEN: &str = "written";

/// What a session begins on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Grounds<'a> {
    /// A password, given this moment: whatever session there was ends.
    SignIn { remembered: bool },
    /// A password, given this moment in a session that still lives, and ends as this one begins: one that was ended meanwhile has no
    /// heir (attack SES-04).
    Proof,
    /// A session that ended because its account changed by its own doing. When the password was given stays what it was.
    Change,
    /// The same where it was the password that changed: it was given, so whoever came over from another account has no need of that.
    NewPassword,
    /// A pair of accounts, by which somebody comes over from the other one, whose session ends as this one begins. No password was given
    /// for this one, so nothing is proved; and it ends with the pair, and no later than the session that it comes from.
    Switch { pair: &'a str },
}

impl Who {
    /// Whether the password was given so short a time ago that nothing asks for it again.
    pub fn is_proved(&self, visit: &Visit) -> bool {
        self.proved_at.is_some_and(|at| at.after(visit.house.config.policy.session.proof_lives) > visit.now)
    }
}

/// A session that a request came with.
pub struct Entry {
    pub who: Who,
    pub account: Account,
    /// Whether the account had agreed to the user agreement of today.
    pub has_agreed: bool,
    seen_at: Moment,
}

/// What stands in a row.
#[derive(Deserialize)]
struct Data {
    who: Who,
}

/// The session that a request came with, and its account, in one look.
pub async fn entry(house: &House, session: &Session, now: Moment) -> std::result::Result<Option<Entry>, Fault> {
    let Some(digest) = digest_of(session) else { return Ok(None) };
    let found = house.store.read().await?.session(&digest, &house.config.agreement.version, now).await?;
    let read = found.and_then(|found| Some((serde_json::from_str::<Data>(&found.data).ok()?, found)));
    let Some((Data { who }, found)) = read else {
        // tower-sessions has to see that there is none, to take the cookie back.
        session.get::<Who>(WHO).await?;
        return Ok(None);
    };
    Ok(Some(Entry { who, has_agreed: found.agreed_at.is_some(), account: found.account, seen_at: Moment(found.seen_at) }))
}

/// The digest under which this session stands in the table.
pub fn digest_of(session: &Session) -> Option<Digest> {
    session.id().map(|id| digest(&id))
}

/// A session that was written in a transaction. Once that is saved, the browser is to [get](Begun::give) it.
#[must_use]
pub struct Begun {
    id: Id,
    who: Who,
}

/// Begins a session under a new id, whatever there was before (attack SES-01), as a part of the transaction that makes it right. `None`,
/// and nothing is to be saved, when the account has changed since it was read, or what it was to begin on is gone.
pub async fn begin(
    tx: &mut Tx,
    visit: &Visit,
    account: &Account,
    grounds: Grounds<'_>,
) -> std::result::Result<Option<Begun>, Fault> {
    // The account first, here as everywhere, so that no two transactions wait for each other.
    if !tx.hold_account(&account.id, account.version).await? {
        return Ok(None);
    }
    // As it was when the request came, which has asked for it: what was done meanwhile may have ended it.
    let before = visit.entry().await?.map(|entry| &entry.who);
    let predecessor = digest_of(&visit.session);
    let ended = match &predecessor {
        Some(predecessor) => tx.revoke_session(predecessor, visit.now).await?,
        None => false,
    };
    if !ended && matches!(grounds, Grounds::Proof | Grounds::Switch { .. }) {
        return Ok(None);
    }
    let remembered = match grounds {
        Grounds::SignIn { remembered } => remembered,
        // Who is signed in stays remembered or not.
        _ => before.is_some_and(|before| before.remembered),
    };
    let who = Who {
        account: account.id.clone(),
        version: account.version,
        remembered,
        proved_at: match grounds {
            Grounds::Switch { .. } => None,
            Grounds::Change | Grounds::NewPassword => before.and_then(|before| before.proved_at),
            Grounds::SignIn { .. } | Grounds::Proof => Some(visit.now),
        },
        pair: match grounds {
            Grounds::Switch { pair } => Some(pair.to_owned()),
            Grounds::Change => before.and_then(|before| before.pair.clone()),
            Grounds::SignIn { .. } | Grounds::Proof | Grounds::NewPassword => None,
        },
        id: visit.house.tokens.id(),
        device: visit.device(),
        network: visit.place(),
    };
    let policy = &visit.house.config.policy.session;
    let (idle, mut lives) =
        if remembered { (policy.remembered_idle, policy.remembered_lives) } else { (policy.idle, policy.lives) };
    // What came over a pair ends no later than what it comes from.
    if let Some(pair) = &who.pair {
        let ends = match &predecessor {
            Some(predecessor) if tx.hold_pair(pair, &account.id).await? => tx.session_end(predecessor).await?,
            _ => None,
        };
        let Some(ends) = ends else { return Ok(None) };
        lives = lives.min(visit.now.until(Moment(ends)));
    }
    let id = Id::default();
    let data = serde_json::json!({ WHO: who }).to_string();
    let new = NewSession {
        digest: &digest(&id),
        id: &who.id,
        device: &who.device,
        network: &who.network,
        account: &who.account,
        version: who.version,
        data: &data,
        idle,
        lives,
        pair: who.pair.as_deref(),
    };
    Ok(tx.add_session(&new, visit.now).await?.then_some(Begun { id, who }))
}

impl Begun {
    /// Gives it to the browser in place of the one that it had.
    pub async fn give(self, visit: &Visit) -> std::result::Result<(), Fault> {
        let session = &visit.session;
        session.clear().await;
        if session.id().is_some() {
            session.cycle_id().await?;
        }
        session.insert(WRITTEN, self.id.to_string()).await?;
        let lives = visit.house.config.policy.session.remembered_lives.as_seconds();
        let lives = tower_sessions::cookie::time::Duration::seconds(i64::try_from(lives).unwrap_or(i64::MAX));
        session.set_expiry(Some(if self.who.remembered { Expiry::OnInactivity(lives) } else { Expiry::OnSessionEnd }));
        Ok(session.save().await?)
    }
}

/// Ends the session that the request came with.
pub async fn end(visit: &Visit) -> std::result::Result<(), Fault> {
    if let Some(digest) = digest_of(&visit.session) {
        let mut tx = visit.house.store.write().await?;
        tx.revoke_session(&digest, visit.now).await?;
        tx.save().await?;
    }
    Ok(visit.session.flush().await?)
}

/// Notes that the person is there. Pages and acts do, what a page asks by itself does not (attack SES-06).
pub async fn touch(visit: &Visit) -> std::result::Result<(), Fault> {
    if let (Some(entry), Some(digest)) = (visit.entry().await?, digest_of(&visit.session))
        && entry.seen_at.after(SEEN_EVERY) <= visit.now
    {
        let mut tx = visit.house.store.count().await?;
        tx.touch_session(&digest, visit.now).await?;
        tx.save().await?;
    }
    Ok(())
}

/// The table behind tower-sessions.
#[derive(Clone)]
pub struct Sessions(pub Arc<House>);

impl std::fmt::Debug for Sessions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sessions")
    }
}

/// How exactly it is kept when a session was last in use: not every request need write.
const SEEN_EVERY: Span = Span::minutes(1);
fn digest(id: &Id) -> Digest {
    Digest::of(&id.0.to_be_bytes())
}

#[async_trait::async_trait]
impl SessionStore for Sessions {
    /// Nothing but its id: the row was written by [`begin`].
    async fn create(&self, record: &mut Record) -> Result<()> {
        let written = record.data.remove(WRITTEN);
        let id = written.as_ref().and_then(serde_json::Value::as_str).and_then(|id| id.parse().ok());
        record.id = id.ok_or_else(|| Error::Encode("a session of nobody".into()))?;
        Ok(())
    }

    /// Nothing: what a session holds never changes, and nothing that is saved later brings one back (attack SES-04).
    async fn save(&self, _: &Record) -> Result<()> {
        Ok(())
    }

    /// Nothing: [`entry`] finds the row, and has tower-sessions ask only where there is none.
    async fn load(&self, _: &Id) -> Result<Option<Record>> {
        Ok(None)
    }

    /// Nothing: a session is ended by [`end`], or in the transaction of the one that takes its place.
    async fn delete(&self, _: &Id) -> Result<()> {
        Ok(())
    }
}
