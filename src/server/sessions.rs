//! Sessions: tower-sessions over a store of our own.
//!
//! The published SQL store keeps session ids in clear and brings a revoked session back when a request in flight saves it.
//! Here a row is found by the digest of its id, what it holds is written once, when it begins, and revocation wins: a save writes
//! nothing. Sessions exist for people who are signed in; nobody else gets a row.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tower_sessions::cookie::time::OffsetDateTime;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};
use tower_sessions::{Expiry, Session, SessionStore};

use super::House;
use super::answer::Fault;
use super::store::{Account, NewSession};
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
/// The digest of the session that a new one takes the place of. It stands in no row.
const PREDECESSOR: &str = "predecessor";
/// Whether that one must have lived until then.
const HEIR: &str = "heir";

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
    let found = house.store.read().await?.session(&digest, now).await?;
    let read = found.and_then(|found| Some((serde_json::from_str::<Data>(&found.data).ok()?, found)));
    let Some((Data { who }, found)) = read else {
        // tower-sessions has to see that there is none, to take the cookie back.
        session.get::<Who>(WHO).await?;
        return Ok(None);
    };
    Ok(Some(Entry { who, account: found.account, seen_at: Moment(found.seen_at) }))
}

/// The digest under which this session stands in the table.
pub fn digest_of(session: &Session) -> Option<Digest> {
    session.id().map(|id| digest(&id))
}

/// Begins a session under a new id, whatever there was before (attack SES-01). `false` when the account has changed since it was read,
/// or what it was to begin on is gone.
pub async fn begin(visit: &Visit, account: &Account, grounds: Grounds<'_>) -> std::result::Result<bool, Fault> {
    let session = &visit.session;
    // As it was when the request came: what was done meanwhile may have ended it.
    let before = visit.entry().await?.map(|entry| entry.who.clone());
    let remembered = match grounds {
        Grounds::SignIn { remembered } => remembered,
        // Who is signed in stays remembered or not.
        _ => before.as_ref().is_some_and(|before| before.remembered),
    };
    let proved_at = match (grounds, &before) {
        (Grounds::Switch { .. }, _) => None,
        (Grounds::Change | Grounds::NewPassword, before) => before.as_ref().and_then(|before| before.proved_at),
        (Grounds::SignIn { .. } | Grounds::Proof, _) => Some(visit.now),
    };
    let pair = match grounds {
        Grounds::Switch { pair } => Some(pair.to_owned()),
        Grounds::Change => before.and_then(|before| before.pair),
        Grounds::SignIn { .. } | Grounds::Proof | Grounds::NewPassword => None,
    };
    session.clear().await;
    if let Some(id) = session.id() {
        session.cycle_id().await?;
        session.insert(PREDECESSOR, digest(&id).as_str()).await?;
    }
    session.insert(HEIR, matches!(grounds, Grounds::Proof | Grounds::Switch { .. })).await?;
    let who = Who {
        account: account.id.clone(),
        version: account.version,
        remembered,
        proved_at,
        pair,
        id: visit.house.tokens.id(),
        device: visit.device(),
        network: visit.place(),
    };
    session.insert(WHO, who).await?;
    let lives = visit.house.config.policy.session.remembered_lives.as_seconds();
    let lives = tower_sessions::cookie::time::Duration::seconds(i64::try_from(lives).unwrap_or(i64::MAX));
    session.set_expiry(Some(if remembered { Expiry::OnInactivity(lives) } else { Expiry::OnSessionEnd }));
    match session.save().await {
        Ok(()) => Ok(true),
        Err(tower_sessions::session::Error::Store(Error::Backend(fault))) if fault == GONE => {
            session.clear().await;
            Ok(false)
        }
        Err(fault) => Err(fault.into()),
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
/// What the beginning of a session says that must not be.
const GONE: &str = "the session or its account is gone";

fn digest(id: &Id) -> Digest {
    Digest::of(&id.0.to_be_bytes())
}

fn backend(fault: sqlx::Error) -> Error {
    Error::Backend(fault.to_string())
}

fn encode(record: &Record) -> Result<String> {
    serde_json::to_string(&record.data).map_err(|fault| Error::Encode(fault.to_string()))
}

#[async_trait::async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        let who: Who = record
            .data
            .get(WHO)
            .and_then(|value| serde_json::from_value(value.clone()).ok())
            .ok_or_else(|| Error::Encode("a session of nobody".into()))?;
        let predecessor = record.data.remove(PREDECESSOR).and_then(|value| Some(Digest::stored(value.as_str()?)));
        let is_heir = record.data.remove(HEIR) == Some(true.into());
        let now = self.0.clock.now();
        let policy = &self.0.config.policy.session;
        let (idle, lives) =
            if who.remembered { (policy.remembered_idle, policy.remembered_lives) } else { (policy.idle, policy.lives) };
        let (digest, data) = (digest(&record.id), encode(record)?);
        let mut new = NewSession {
            digest: &digest,
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
        let mut tx = self.0.store.write().await.map_err(backend)?;
        // The account first, here as everywhere, so that no two transactions wait for each other.
        if !tx.hold_account(&who.account, who.version).await.map_err(backend)? {
            return Err(Error::Backend(GONE.into()));
        }
        let ended = match &predecessor {
            Some(predecessor) => tx.revoke_session(predecessor, now).await.map_err(backend)?,
            None => false,
        };
        if let Some(pair) = &who.pair {
            let before = match &predecessor {
                Some(predecessor) if tx.hold_pair(pair, &who.account).await.map_err(backend)? => {
                    tx.session_end(predecessor).await.map_err(backend)?
                }
                _ => None,
            };
            let Some(ends) = before else { return Err(Error::Backend(GONE.into())) };
            new.lives = lives.min(now.until(Moment(ends)));
        }
        if is_heir && !ended || !tx.add_session(&new, now).await.map_err(backend)? {
            return Err(Error::Backend(GONE.into()));
        }
        tx.save().await.map_err(backend)
    }

    /// Nothing: what a session holds never changes, and nothing that is saved later brings one back (attack SES-04).
    async fn save(&self, _: &Record) -> Result<()> {
        Ok(())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let (digest, now) = (digest(id), self.0.clock.now());
        let found = self.0.store.read().await.map_err(backend)?.session(&digest, now).await.map_err(backend)?;
        let Some(session) = found else { return Ok(None) };
        let data: HashMap<String, serde_json::Value> =
            serde_json::from_str(&session.data).map_err(|fault| Error::Decode(fault.to_string()))?;
        let ends = OffsetDateTime::from_unix_timestamp(session.expires_at / 1_000_000)
            .map_err(|fault| Error::Decode(fault.to_string()))?;
        Ok(Some(Record { id: *id, data, expiry_date: ends }))
    }

    /// Nothing: a session is ended by [`end`], or in the transaction of the one that takes its place.
    async fn delete(&self, _: &Id) -> Result<()> {
        Ok(())
    }
}
