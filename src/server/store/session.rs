//! Sessions. A row is found by the digest of its cookie; once revoked it stays so, whatever is saved later.

use super::{Result, Tx, changed, on};
use crate::server::tokens::Digest;
use crate::words::{Moment, Span};

#[derive(sqlx::FromRow)]
pub struct Session {
    pub data: String,
    pub seen_at: i64,
    pub expires_at: i64,
}

pub struct NewSession<'a> {
    pub digest: &'a Digest,
    pub account: &'a str,
    pub version: i64,
    pub data: &'a str,
    pub idle: Span,
    pub lives: Span,
}

/// How exactly `seen_at` is kept: not every request need write.
const SEEN_EVERY: Span = Span::minutes(1);

impl Tx {
    /// `false` when the account is gone, shut, or has changed since `version`: then nobody is signed in (attacks REC-14, SES-03).
    pub async fn add_session(&mut self, new: &NewSession<'_>, now: Moment) -> Result<bool> {
        let added = changed!(
            self,
            sqlx::query(
                "INSERT INTO session (digest, account, version, data, created_at, seen_at, idle, expires_at)
                 SELECT $1, id, version, $4, $5, $5, $6, $7 FROM account WHERE id = $2 AND version = $3 AND disabled_at IS NULL",
            )
            .bind(new.digest.as_str())
            .bind(new.account)
            .bind(new.version)
            .bind(new.data)
            .bind(now.0)
            .bind(new.idle.0)
            .bind(now.after(new.lives).0)
        )?;
        Ok(added == 1)
    }

    /// Only a session that still lives, of an account that has not changed under it.
    pub async fn session(&mut self, digest: &Digest, now: Moment) -> Result<Option<Session>> {
        on!(self, conn => sqlx::query_as(
            "SELECT s.data, s.seen_at, s.expires_at FROM session s JOIN account a ON a.id = s.account
             WHERE s.digest = $1 AND s.revoked_at IS NULL AND s.expires_at > $2 AND s.seen_at + s.idle > $2
               AND a.version = s.version AND a.disabled_at IS NULL",
        ).bind(digest.as_str()).bind(now.0).fetch_optional(conn))
    }

    /// Changes what a living session holds. `false` when it is gone: a save never brings one back (attack SES-04).
    pub async fn save_session(&mut self, digest: &Digest, data: &str, now: Moment) -> Result<bool> {
        let saved = changed!(
            self,
            sqlx::query("UPDATE session SET data = $2 WHERE digest = $1 AND revoked_at IS NULL AND expires_at > $3")
                .bind(digest.as_str())
                .bind(data)
                .bind(now.0)
        )?;
        Ok(saved == 1)
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

    pub async fn revoke_session(&mut self, digest: &Digest, now: Moment) -> Result<()> {
        changed!(
            self,
            sqlx::query("UPDATE session SET revoked_at = $2 WHERE digest = $1 AND revoked_at IS NULL")
                .bind(digest.as_str())
                .bind(now.0)
        )?;
        Ok(())
    }

    pub async fn revoke_sessions(&mut self, account: &str, now: Moment) -> Result<()> {
        changed!(
            self,
            sqlx::query("UPDATE session SET revoked_at = $2 WHERE account = $1 AND revoked_at IS NULL").bind(account).bind(now.0)
        )?;
        Ok(())
    }
}

impl Session {
    /// Whether it is time to write down that it was used.
    pub fn is_stale(&self, now: Moment) -> bool {
        Moment(self.seen_at).after(SEEN_EVERY) <= now
    }
}
