//! Sessions: tower-sessions over a store of our own.
//!
//! The published SQL store keeps session ids in clear and brings a revoked session back when a request in flight saves it.
//! Here a row is found by the digest of its id, a save only ever updates, and revocation wins. Sessions exist for people
//! who are signed in; nobody else gets a row.

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

/// Whose session it is.
#[derive(Clone, Serialize, Deserialize)]
pub struct Who {
    pub account: String,
    /// The account's version at sign-in: when it grows, the session is over.
    version: i64,
    remembered: bool,
}

const WHO: &str = "who";

/// Who is signed in here.
pub async fn who(session: &Session) -> std::result::Result<Option<Who>, Fault> {
    Ok(session.get(WHO).await?)
}

/// Begins a session under a new id, whatever there was before (attack SES-01). `false` when the account has changed since it was read.
pub async fn begin(session: &Session, house: &House, account: &Account, remembered: bool) -> std::result::Result<bool, Fault> {
    session.clear().await;
    if session.id().is_some() {
        session.cycle_id().await?;
    }
    session.insert(WHO, Who { account: account.id.clone(), version: account.version, remembered }).await?;
    let lives = house.config.policy.session.remembered_lives.as_seconds();
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
pub async fn end(session: &Session) -> std::result::Result<(), Fault> {
    Ok(session.flush().await?)
}

/// The table behind tower-sessions.
#[derive(Clone)]
pub struct Sessions(pub Arc<House>);

impl std::fmt::Debug for Sessions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sessions")
    }
}

/// What a save says that found no living session.
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
        let now = self.0.clock.now();
        let policy = &self.0.config.policy.session;
        let (idle, lives) =
            if who.remembered { (policy.remembered_idle, policy.remembered_lives) } else { (policy.idle, policy.lives) };
        let (digest, data) = (digest(&record.id), encode(record)?);
        let new = NewSession { digest: &digest, account: &who.account, version: who.version, data: &data, idle, lives };
        let mut tx = self.0.store.write().await.map_err(backend)?;
        if !tx.add_session(&new, now).await.map_err(backend)? {
            return Err(Error::Backend(GONE.into()));
        }
        tx.save().await.map_err(backend)
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let data = encode(record)?;
        let mut tx = self.0.store.write().await.map_err(backend)?;
        let saved = tx.save_session(&digest(&record.id), &data, self.0.clock.now()).await.map_err(backend)?;
        tx.save().await.map_err(backend)?;
        if saved { Ok(()) } else { Err(Error::Backend(GONE.into())) }
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let (digest, now) = (digest(id), self.0.clock.now());
        let found = self.0.store.read().await.map_err(backend)?.session(&digest, now).await.map_err(backend)?;
        let Some(session) = found else { return Ok(None) };
        if session.is_stale(now) {
            let mut tx = self.0.store.write().await.map_err(backend)?;
            tx.touch_session(&digest, now).await.map_err(backend)?;
            tx.save().await.map_err(backend)?;
        }
        let data = serde_json::from_str(&session.data).map_err(|fault| Error::Decode(fault.to_string()))?;
        let ends = OffsetDateTime::from_unix_timestamp(session.expires_at / 1_000_000)
            .map_err(|fault| Error::Decode(fault.to_string()))?;
        Ok(Some(Record { id: *id, data, expiry_date: ends }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        let mut tx = self.0.store.write().await.map_err(backend)?;
        tx.revoke_session(&digest(id), self.0.clock.now()).await.map_err(backend)?;
        tx.save().await.map_err(backend)
    }
}
