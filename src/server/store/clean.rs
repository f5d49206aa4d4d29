//! What is kept for how long, and how it goes. `docs/retention.md` tells the same to people, and a test compares the two.

use super::{Result, Tx, changed, on};
use crate::words::{Moment, Span};

/// Rows of one table that have had their time.
pub struct Cleaned {
    pub table: &'static str,
    /// How long a row is kept after the instant that the statement counts from.
    pub kept: Span,
    /// Deletes at most `$2` rows that were done with at `$1` or before.
    delete: &'static str,
}

/// Every table whose rows go by themselves. Messages before what they are about.
pub const CLEANED: [Cleaned; 19] = [
    Cleaned {
        table: "message",
        kept: Span::days(30),
        delete: "DELETE FROM message WHERE id IN (SELECT id FROM message WHERE deadline <= $1 LIMIT $2)",
    },
    Cleaned {
        table: "registration",
        kept: Span::days(7),
        delete: "DELETE FROM registration WHERE id IN (SELECT id FROM registration WHERE expires_at <= $1 LIMIT $2)",
    },
    Cleaned {
        table: "restore",
        kept: Span::days(7),
        delete: "DELETE FROM restore WHERE id IN (SELECT id FROM restore WHERE expires_at <= $1 LIMIT $2)",
    },
    Cleaned {
        table: "email_change",
        kept: Span::days(30),
        delete: "DELETE FROM email_change WHERE id IN (SELECT id FROM email_change WHERE created_at <= $1 LIMIT $2)",
    },
    // One that counts goes with its account alone. Word of its end may be on its way for three days.
    Cleaned {
        table: "contact",
        kept: Span::days(7),
        delete: "DELETE FROM contact WHERE id IN (SELECT id FROM contact
                 WHERE (proved_at IS NULL AND expires_at <= $1) OR replaced_at <= $1 LIMIT $2)",
    },
    Cleaned {
        table: "recall",
        kept: Span::days(7),
        delete: "DELETE FROM recall WHERE id IN (SELECT id FROM recall WHERE created_at <= $1 LIMIT $2)",
    },
    // With the request that they are about, and before it.
    Cleaned {
        table: "correction",
        kept: Span::days(365),
        delete: "DELETE FROM correction WHERE id IN (SELECT c.id FROM correction c JOIN support_request r ON r.id = c.request
                 WHERE r.closed_at <= $1 LIMIT $2)",
    },
    Cleaned {
        table: "support_event",
        kept: Span::days(365),
        delete: "DELETE FROM support_event WHERE id IN (SELECT e.id FROM support_event e JOIN support_request r ON r.id = e.request
                 WHERE r.closed_at <= $1 LIMIT $2)",
    },
    Cleaned {
        table: "support_request",
        kept: Span::days(365),
        delete: "DELETE FROM support_request WHERE id IN (SELECT r.id FROM support_request r WHERE r.closed_at <= $1
                   AND NOT EXISTS (SELECT 1 FROM support_event e WHERE e.request = r.id)
                   AND NOT EXISTS (SELECT 1 FROM correction c WHERE c.request = r.id) LIMIT $2)",
    },
    Cleaned {
        table: "invitation",
        kept: Span::days(30),
        delete: "DELETE FROM invitation WHERE id IN (SELECT id FROM invitation WHERE expires_at <= $1 LIMIT $2)",
    },
    Cleaned {
        table: "plea_letter",
        kept: Span::days(7),
        delete: "DELETE FROM plea_letter WHERE id IN (SELECT id FROM plea_letter WHERE expires_at <= $1 LIMIT $2)",
    },
    Cleaned {
        table: "plea",
        kept: Span::days(30),
        delete: "DELETE FROM plea WHERE id IN (SELECT id FROM plea WHERE expires_at <= $1 LIMIT $2)",
    },
    Cleaned {
        table: "session",
        kept: Span::days(7),
        delete: "DELETE FROM session WHERE digest IN (SELECT digest FROM session
                 WHERE expires_at <= $1 OR seen_at + idle <= $1 OR revoked_at <= $1 LIMIT $2)",
    },
    Cleaned {
        table: "device",
        kept: Span::days(180),
        delete: "DELETE FROM device WHERE digest IN (SELECT digest FROM device WHERE seen_at <= $1 LIMIT $2) AND seen_at <= $1",
    },
    Cleaned {
        table: "history",
        kept: Span::days(365),
        delete: "DELETE FROM history WHERE id IN (SELECT id FROM history WHERE at <= $1 LIMIT $2)",
    },
    // Longer than clocks of nodes differ: a challenge whose row is gone could have its try again on one that is behind.
    Cleaned {
        table: "spent",
        kept: Span::days(2),
        delete: "DELETE FROM spent WHERE id IN (SELECT id FROM spent WHERE expires_at <= $1 LIMIT $2)",
    },
    Cleaned {
        table: "bucket",
        kept: Span(0),
        delete: "DELETE FROM bucket WHERE name IN (SELECT name FROM bucket WHERE empty_at <= $1 LIMIT $2) AND empty_at <= $1",
    },
    // Alike for logins that nobody has: if theirs went sooner, it could be told from when the counting begins anew (attack ENU-04).
    Cleaned {
        table: "guess",
        kept: Span::days(365),
        delete: "DELETE FROM guess WHERE name IN (SELECT name FROM guess WHERE next_at <= $1 LIMIT $2) AND next_at <= $1",
    },
    Cleaned {
        table: "api_token",
        kept: Span::days(30),
        delete: "DELETE FROM api_token WHERE id IN (SELECT id FROM api_token WHERE expires_at <= $1 OR revoked_at <= $1 LIMIT $2)",
    },
];

impl Tx {
    /// Deletes at most so many rows that have had their time: how many there were.
    pub async fn clean(&mut self, what: &Cleaned, most: i64, now: Moment) -> Result<u64> {
        changed!(self, sqlx::query(what.delete).bind(now.before(what.kept).0).bind(most))
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
