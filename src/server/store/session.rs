//! Sessions. A row is found by the digest of its cookie; once revoked it stays so, whatever is saved later. One that came over a pair of
//! accounts lives while that pair does.

use super::{Account, Result, Tx, changed, held, on};
use crate::server::tokens::Digest;
use crate::words::{Moment, Span};

/// A session with whose it is.
#[derive(sqlx::FromRow)]
pub struct Session {
    pub data: String,
    pub seen_at: i64,
    /// When the account agreed to the user agreement that was asked about.
    pub agreed_at: Option<i64>,
    #[sqlx(flatten)]
    pub account: Account,
}

/// A session as its owner sees it.
#[derive(sqlx::FromRow)]
pub struct Place {
    pub id: String,
    pub digest: String,
    pub device: String,
    pub network: String,
    pub created_at: i64,
    pub seen_at: i64,
}

pub struct NewSession<'a> {
    pub digest: &'a Digest,
    pub id: &'a str,
    pub device: &'a str,
    pub network: &'a str,
    pub account: &'a str,
    pub version: i64,
    pub data: &'a str,
    pub idle: Span,
    pub lives: Span,
    /// The pair that it came over.
    pub pair: Option<&'a str>,
}

impl Tx {
    /// `false` when the account is gone, shut, or has changed since `version`: then nobody is signed in (attacks REC-14, SES-03).
    pub async fn add_session(&mut self, new: &NewSession<'_>, now: Moment) -> Result<bool> {
        let added = changed!(
            self,
            sqlx::query(
                "INSERT INTO session (digest, account, version, data, created_at, seen_at, idle, expires_at, id, device, network, pair)
                 SELECT $1, id, version, $4, $5, $5, $6, $7, $8, $9, $10, $11 FROM account WHERE id = $2 AND version = $3 AND disabled_at IS NULL",
            )
            .bind(new.digest.as_str())
            .bind(new.account)
            .bind(new.version)
            .bind(new.data)
            .bind(now.0)
            .bind(new.idle.0)
            .bind(now.after(new.lives).0)
            .bind(new.id)
            .bind(new.device)
            .bind(new.network)
            .bind(new.pair)
        )?;
        Ok(added == 1)
    }

    /// Only a session that still lives, of an account that has not changed under it. `agreement` is the version that is asked about.
    pub async fn session(&mut self, digest: &Digest, agreement: &str, now: Moment) -> Result<Option<Session>> {
        on!(self, conn => sqlx::query_as(
            "SELECT s.data, s.seen_at,
                    (SELECT agreed_at FROM consent WHERE account = a.id AND version = $3) AS agreed_at, a.id, a.contact_key, a.contact, a.username, a.country, a.region, a.kind, a.password,
                    a.version, a.language, a.created_at, a.disabled_at, a.gone_at
             FROM session s JOIN account a ON a.id = s.account
             WHERE s.digest = $1 AND s.revoked_at IS NULL AND s.expires_at > $2 AND s.seen_at + s.idle > $2
               AND a.version = s.version AND a.disabled_at IS NULL
               AND (s.pair IS NULL OR EXISTS (SELECT 1 FROM pair p WHERE p.id = s.pair))",
        ).bind(digest.as_str()).bind(now.0).bind(agreement).fetch_optional(conn))
    }

    /// Whether a session still lives, and makes sure that it does until this transaction ends: an effect and the end of the session
    /// that asked for it come one after the other (attack SES-03).
    pub async fn hold_session(&mut self, digest: &Digest, version: i64, now: Moment) -> Result<bool> {
        let held: Option<(String, Option<String>)> = held!(
            self,
            "SELECT account, pair FROM session
             WHERE digest = $1 AND version = $2 AND revoked_at IS NULL AND expires_at > $3 AND seen_at + idle > $3",
            digest.as_str(),
            version,
            now.0
        )?;
        match held {
            Some((account, Some(pair))) => self.hold_pair(&pair, &account).await,
            held => Ok(held.is_some()),
        }
    }

    /// When a session ends at the latest, whether or not it has ended before.
    pub async fn session_end(&mut self, digest: &Digest) -> Result<Option<i64>> {
        on!(self, conn => sqlx::query_scalar("SELECT expires_at FROM session WHERE digest = $1")
            .bind(digest.as_str()).fetch_optional(conn))
    }

    /// The living sessions of an account, the one used last first.
    pub async fn places(&mut self, account: &str, version: i64, now: Moment) -> Result<Vec<Place>> {
        on!(self, conn => sqlx::query_as(
            "SELECT id, digest, device, network, created_at, seen_at FROM session
             WHERE account = $1 AND version = $2 AND revoked_at IS NULL AND expires_at > $3 AND seen_at + idle > $3
               AND (pair IS NULL OR EXISTS (SELECT 1 FROM pair p WHERE p.id = session.pair))
             ORDER BY seen_at DESC, id",
        ).bind(account).bind(version).bind(now.0).fetch_all(conn))
    }

    /// Ends one session of an account, by what its owner knows it by. `false` when the account has none such.
    pub async fn revoke_place(&mut self, account: &str, id: &str, now: Moment) -> Result<bool> {
        let ended = changed!(
            self,
            sqlx::query("UPDATE session SET revoked_at = $3 WHERE account = $1 AND id = $2 AND revoked_at IS NULL")
                .bind(account)
                .bind(id)
                .bind(now.0)
        )?;
        Ok(ended == 1)
    }

    /// Ends all sessions of an account but one: `true` when there was any.
    pub async fn revoke_other_sessions(&mut self, account: &str, kept: &Digest, now: Moment) -> Result<bool> {
        let ended = changed!(
            self,
            sqlx::query("UPDATE session SET revoked_at = $3 WHERE account = $1 AND digest <> $2 AND revoked_at IS NULL")
                .bind(account)
                .bind(kept.as_str())
                .bind(now.0)
        )?;
        Ok(ended > 0)
    }

    /// Notes that a session is in use.
    pub async fn touch_session(&mut self, digest: &Digest, now: Moment) -> Result<()> {
        changed!(
            self,
            sqlx::query("UPDATE session SET seen_at = $2 WHERE digest = $1 AND revoked_at IS NULL AND seen_at < $2")
                .bind(digest.as_str())
                .bind(now.0)
        )?;
        Ok(())
    }

    /// Ends a session: `true` when it still lived.
    pub async fn revoke_session(&mut self, digest: &Digest, now: Moment) -> Result<bool> {
        let ended = changed!(
            self,
            sqlx::query(
                "UPDATE session SET revoked_at = $2 WHERE digest = $1 AND revoked_at IS NULL AND expires_at > $2 AND seen_at + idle > $2
                   AND (pair IS NULL OR EXISTS (SELECT 1 FROM pair p WHERE p.id = session.pair))",
            )
            .bind(digest.as_str())
            .bind(now.0)
        )?;
        Ok(ended == 1)
    }

    pub async fn revoke_sessions(&mut self, account: &str, now: Moment) -> Result<()> {
        changed!(
            self,
            sqlx::query("UPDATE session SET revoked_at = $2 WHERE account = $1 AND revoked_at IS NULL").bind(account).bind(now.0)
        )?;
        Ok(())
    }
}
