//! Browsers from which an account was signed in to before.

use super::{Result, Tx, changed, on};
use crate::server::tokens::Digest;
use crate::words::Moment;

impl Tx {
    pub async fn remember_device(&mut self, digest: &Digest, account: &str, now: Moment) -> Result<()> {
        changed!(
            self,
            sqlx::query(
                "INSERT INTO device (digest, account, created_at, seen_at) VALUES ($1, $2, $3, $3)
                 ON CONFLICT (digest, account) DO UPDATE SET seen_at = $3",
            )
            .bind(digest.as_str())
            .bind(account)
            .bind(now.0)
        )?;
        Ok(())
    }

    /// Whether the account was signed in to from there, not longer ago than that.
    pub async fn knows_device(&mut self, digest: &Digest, account: &str, since: Moment) -> Result<bool> {
        let found: Option<(i64,)> = on!(self, conn => sqlx::query_as(
            "SELECT seen_at FROM device WHERE digest = $1 AND account = $2 AND seen_at > $3",
        ).bind(digest.as_str()).bind(account).bind(since.0).fetch_optional(conn))?;
        Ok(found.is_some())
    }

    pub async fn forget_devices(&mut self, account: &str) -> Result<()> {
        changed!(self, sqlx::query("DELETE FROM device WHERE account = $1").bind(account))?;
        Ok(())
    }
}
