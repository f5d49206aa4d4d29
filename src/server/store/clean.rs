//! What is kept for how long, and how it goes. `docs/retention.md` tells the same to people, and a test compares the two.

use super::{Either, Result, Tx, changed, on, picks};
use crate::words::{Moment, Span};

/// Rows of one table that have had their time.
pub struct Cleaned {
    pub table: &'static str,
    /// How long a row is kept after the instant that the statement counts from.
    pub kept: Span,
    /// Deletes at most `$2` rows that were done with at `$1` or before.
    delete: Either,
}

/// Rows of a table, the columns of its key, how long they are kept, and which were done with at `$1` or before.
macro_rules! cleaned {
    ($table:literal, $id:literal, $kept:expr, $done:literal) => {
        Cleaned {
            table: $table,
            kept: $kept,
            delete: picks!(
                concat!("SELECT ", $id, " FROM ", $table, " WHERE ", $done, " LIMIT $2"),
                concat!("DELETE FROM ", $table, " WHERE (", $id, ") IN (SELECT ", $id, " FROM picked)")
            ),
        }
    };
}

/// Every table whose rows go by themselves. Messages before what they are about.
pub const CLEANED: [Cleaned; 19] = [
    cleaned!("message", "id", Span::days(30), "deadline <= $1"),
    cleaned!("registration", "id", Span::days(7), "expires_at <= $1"),
    cleaned!("restore", "id", Span::days(7), "expires_at <= $1"),
    cleaned!("email_change", "id", Span::days(30), "created_at <= $1"),
    // One that counts goes with its account alone. Word of its end may be on its way for three days.
    cleaned!("contact", "id", Span::days(7), "((proved_at IS NULL AND expires_at <= $1) OR replaced_at <= $1)"),
    cleaned!("recall", "id", Span::days(7), "created_at <= $1"),
    // With the request that they are about, and before it.
    cleaned!("correction", "id", Span::days(365), "request IN (SELECT id FROM support_request WHERE closed_at <= $1)"),
    cleaned!("support_event", "id", Span::days(365), "request IN (SELECT id FROM support_request WHERE closed_at <= $1)"),
    cleaned!(
        "support_request",
        "id",
        Span::days(365),
        "closed_at <= $1 AND NOT EXISTS (SELECT 1 FROM support_event WHERE request = support_request.id)
                         AND NOT EXISTS (SELECT 1 FROM correction WHERE request = support_request.id)"
    ),
    cleaned!("invitation", "id", Span::days(30), "expires_at <= $1"),
    cleaned!("plea_letter", "id", Span::days(7), "expires_at <= $1"),
    cleaned!("plea", "id", Span::days(30), "expires_at <= $1"),
    cleaned!("session", "digest", Span::days(7), "(expires_at <= $1 OR seen_at + idle <= $1 OR revoked_at <= $1)"),
    cleaned!("device", "digest, account", Span::days(180), "seen_at <= $1"),
    cleaned!("history", "id", Span::days(365), "at <= $1"),
    // Longer than clocks of nodes differ: a challenge whose row is gone could have its try again on one that is behind.
    cleaned!("spent", "id", Span::days(2), "expires_at <= $1"),
    cleaned!("bucket", "name", Span(0), "empty_at <= $1"),
    // Alike for logins that nobody has: if theirs went sooner, it could be told from when the counting begins anew (attack ENU-04).
    cleaned!("guess", "name", Span::days(365), "next_at <= $1"),
    cleaned!("api_token", "id", Span::days(30), "(expires_at <= $1 OR revoked_at <= $1)"),
];

impl Tx {
    /// Deletes at most so many rows that have had their time: how many there were. One that another transaction holds stays.
    pub async fn clean(&mut self, what: &Cleaned, most: i64, now: Moment) -> Result<u64> {
        let delete = what.delete.on(self);
        changed!(self, sqlx::query(delete).bind(now.before(what.kept).0).bind(most))
    }

    /// An account whose time of grace has run.
    pub async fn account_to_delete(&mut self, now: Moment) -> Result<Option<String>> {
        on!(self, conn => sqlx::query_scalar("SELECT id FROM account WHERE gone_at <= $1 LIMIT 1").bind(now.0).fetch_optional(conn))
    }

    /// Deletes an account with everything of it. `false` when its owner has come back meanwhile.
    pub async fn delete_account(&mut self, account: &str, now: Moment) -> Result<bool> {
        // Nothing is read of it from here on. What is added meanwhile makes this fail, and the next round deletes that too.
        let leaves = changed!(
            self,
            sqlx::query("UPDATE account SET disabled_at = $2, version = version + 1 WHERE id = $1 AND gone_at <= $2")
                .bind(account)
                .bind(now.0)
        )?;
        if leaves == 0 {
            return Ok(false);
        }
        if let Some(member) = self.member(account).await? {
            self.remove_member(account).await?;
            if !self.has_colleagues(&member).await? {
                self.close_organisation(&member.organisation).await?;
            }
        }
        for delete in [
            "DELETE FROM message WHERE about IN (SELECT id FROM history WHERE account = $1)
                OR about IN (SELECT id FROM restore WHERE account = $1) OR about IN (SELECT id FROM email_change WHERE account = $1)
                OR about IN (SELECT id FROM contact WHERE account = $1) OR about IN (SELECT id FROM plea_letter WHERE account = $1)
                OR about IN (SELECT id FROM correction WHERE account = $1) OR (kind = 'support people' AND via = $1)
                OR about IN (SELECT i.id FROM invitation i JOIN account a ON a.id = $1 WHERE i.inviter = a.id OR i.contact_key = a.contact_key)
                OR about IN (SELECT p.id FROM plea p JOIN account a ON a.id = $1 WHERE p.contact_key = a.contact_key)
                OR about IN (SELECT l.id FROM plea_letter l JOIN plea p ON p.id = l.plea JOIN account a ON a.id = $1
                             WHERE p.contact_key = a.contact_key)",
            "DELETE FROM invitation WHERE inviter = $1 OR contact_key = (SELECT contact_key FROM account WHERE id = $1)",
            "DELETE FROM plea_letter WHERE account = $1 OR plea IN
                (SELECT p.id FROM plea p JOIN account a ON a.id = $1 WHERE p.contact_key = a.contact_key)",
            "DELETE FROM plea WHERE contact_key = (SELECT contact_key FROM account WHERE id = $1)",
            "DELETE FROM registration WHERE contact_key = (SELECT contact_key FROM account WHERE id = $1)",
            "DELETE FROM history WHERE account = $1",
            "DELETE FROM restore WHERE account = $1",
            "DELETE FROM email_change WHERE account = $1",
            "DELETE FROM contact WHERE account = $1",
            "DELETE FROM answer WHERE account = $1",
            "DELETE FROM correction WHERE account = $1",
            "UPDATE support_request SET taken_by = NULL WHERE taken_by = $1",
            "DELETE FROM operator WHERE account = $1",
            "DELETE FROM api_token WHERE account = $1",
            "DELETE FROM pair WHERE one = $1 OR other = $1",
            "DELETE FROM device WHERE account = $1",
            "DELETE FROM session WHERE account = $1",
            "DELETE FROM consent WHERE account = $1",
            "DELETE FROM account WHERE id = $1",
        ] {
            changed!(self, sqlx::query(delete).bind(account))?;
        }
        Ok(true)
    }
}
