//! Messages to be sent: the queue of the outbox.

use super::{Either, Result, Tx, changed, on, picks};
use crate::words::Moment;

/// A message that the caller holds the lease of.
#[derive(Clone, sqlx::FromRow)]
pub struct Message {
    pub id: String,
    pub kind: String,
    pub about: String,
    /// The change of address to whose old address it goes, or the contact, as [`crate::server::events::VIA_CONTACT`] marks it; empty where
    /// it goes to the account's own. Of a letter about a support request, whom it is for.
    pub via: Option<String>,
    pub attempts: i64,
    pub deadline: i64,
}

pub struct NewMessage<'a> {
    pub id: &'a str,
    pub kind: &'a str,
    /// The row that it is about.
    pub about: &'a str,
    pub via: Option<&'a str>,
    pub deadline: Moment,
}

/// How far a message has come.
#[derive(sqlx::FromRow)]
pub struct Progress {
    pub created_at: i64,
    pub next_at: i64,
    pub attempts: i64,
    pub handed_at: Option<i64>,
    pub failed_at: Option<i64>,
    /// What the gateway reported of it.
    pub delivered_at: Option<i64>,
    pub undelivered_at: Option<i64>,
}

/// Of those that are due and nobody has.
const CLAIM: Either = picks!(
    "SELECT id FROM message
     WHERE handed_at IS NULL AND failed_at IS NULL AND next_at <= $3 AND (lease_until IS NULL OR lease_until <= $3)
     ORDER BY next_at, id LIMIT $4",
    "UPDATE message SET lease = $1, lease_until = $2, attempts = attempts + 1 WHERE id IN (SELECT id FROM picked)
     RETURNING id, kind, about, via, attempts, deadline"
);

impl Tx {
    pub async fn add_message(&mut self, new: &NewMessage<'_>, now: Moment) -> Result<()> {
        changed!(
            self,
            sqlx::query(
                "INSERT INTO message (id, kind, about, created_at, next_at, deadline, attempts, via) VALUES ($1, $2, $3, $4, $4, $5, 0, $6)",
            )
            .bind(new.id)
            .bind(new.kind)
            .bind(new.about)
            .bind(now.0)
            .bind(new.deadline.0)
            .bind(new.via)
        )?;
        Ok(())
    }

    /// It does not go before then.
    pub async fn postpone_message(&mut self, id: &str, next_at: Moment) -> Result<()> {
        changed!(self, sqlx::query("UPDATE message SET next_at = $2 WHERE id = $1 AND attempts = 0").bind(id).bind(next_at.0))?;
        Ok(())
    }

    /// The newest message about something that its page waits for; what goes unseen is not among them.
    pub async fn progress(&mut self, about: &str, unseen: &str) -> Result<Option<Progress>> {
        on!(self, conn => sqlx::query_as(
            "SELECT created_at, next_at, attempts, handed_at, failed_at, delivered_at, undelivered_at FROM message
             WHERE about = $1 AND kind <> $2 ORDER BY created_at DESC, id DESC LIMIT 1",
        ).bind(about).bind(unseen).fetch_optional(conn))
    }

    /// Whether there is, or was, such a message about something.
    pub async fn has_message(&mut self, about: &str, kind: &str) -> Result<bool> {
        let found: Option<(i64,)> = on!(self, conn => sqlx::query_as("SELECT attempts FROM message WHERE about = $1 AND kind = $2 LIMIT 1")
            .bind(about).bind(kind).fetch_optional(conn))?;
        Ok(found.is_some())
    }

    /// Takes the messages that have waited longest and leases them until then.
    pub async fn claim_messages(&mut self, lease: &str, most: i64, until: Moment, now: Moment) -> Result<Vec<Message>> {
        let claim = CLAIM.on(self);
        on!(self, conn => sqlx::query_as(claim).bind(lease).bind(until.0).bind(now.0).bind(most).fetch_all(conn))
    }

    /// The carrier took it; `receipt` is what it will call it when it reports. `false` when the lease was lost meanwhile.
    pub async fn message_handed(&mut self, id: &str, lease: &str, reply: &str, receipt: Option<&str>, now: Moment) -> Result<bool> {
        let changed = changed!(
            self,
            sqlx::query(
                "UPDATE message SET handed_at = $4, reply = $3, receipt = $5, lease = NULL, lease_until = NULL WHERE id = $1 AND lease = $2",
            )
            .bind(id)
            .bind(lease)
            .bind(reply)
            .bind(now.0)
            .bind(receipt)
        )?;
        Ok(changed == 1)
    }

    /// It will never be sent.
    pub async fn message_failed(&mut self, id: &str, lease: &str, reply: &str, now: Moment) -> Result<bool> {
        let changed = changed!(
            self,
            sqlx::query(
                "UPDATE message SET failed_at = $4, reply = $3, lease = NULL, lease_until = NULL WHERE id = $1 AND lease = $2",
            )
            .bind(id)
            .bind(lease)
            .bind(reply)
            .bind(now.0)
        )?;
        Ok(changed == 1)
    }

    /// Makes it another kind of message from here on.
    pub async fn turn_message(&mut self, id: &str, kind: &str) -> Result<()> {
        changed!(self, sqlx::query("UPDATE message SET kind = $2 WHERE id = $1").bind(id).bind(kind))?;
        Ok(())
    }

    /// It is tried again then.
    pub async fn message_delayed(&mut self, id: &str, lease: &str, reply: &str, next_at: Moment) -> Result<bool> {
        let changed = changed!(
            self,
            sqlx::query(
                "UPDATE message SET next_at = $4, reply = $3, lease = NULL, lease_until = NULL WHERE id = $1 AND lease = $2"
            )
            .bind(id)
            .bind(lease)
            .bind(reply)
            .bind(next_at.0)
        )?;
        Ok(changed == 1)
    }

    /// The gateway reports what became of what it calls `receipt`. `false` when nothing is called so, or not yet.
    pub async fn message_reported(&mut self, receipt: &str, delivered: bool, now: Moment) -> Result<bool> {
        let changed = changed!(
            self,
            sqlx::query(
                "UPDATE message SET delivered_at = CASE WHEN $2 = 1 THEN $3 ELSE delivered_at END,
                                    undelivered_at = CASE WHEN $2 = 1 THEN undelivered_at ELSE $3 END
                 WHERE receipt = $1",
            )
            .bind(receipt)
            .bind(i64::from(delivered))
            .bind(now.0)
        )?;
        Ok(changed > 0)
    }

    /// Writes down which country a code goes to.
    pub async fn message_to_country(&mut self, id: &str, country: &str) -> Result<()> {
        changed!(self, sqlx::query("UPDATE message SET country = $2 WHERE id = $1").bind(id).bind(country))?;
        Ok(())
    }

    /// The code of the SMS about something came back.
    pub async fn messages_used(&mut self, about: &str, now: Moment) -> Result<()> {
        changed!(
            self,
            sqlx::query("UPDATE message SET used_at = $2 WHERE about = $1 AND country IS NOT NULL AND used_at IS NULL")
                .bind(about)
                .bind(now.0)
        )?;
        Ok(())
    }

    /// Of the last `most` codes that were sent to a country between two instants: how many there are, and how many came back.
    pub async fn codes_used(&mut self, country: &str, since: Moment, until: Moment, most: i64) -> Result<(i64, i64)> {
        on!(self, conn => sqlx::query_as(
            "SELECT COUNT(*), COUNT(used_at) FROM (SELECT used_at FROM message WHERE country = $1 AND handed_at > $2 AND handed_at <= $3
                                                   ORDER BY handed_at DESC LIMIT $4) AS last",
        ).bind(country).bind(since.0).bind(until.0).bind(most).fetch_one(conn))
    }

    /// Gives back what a stopping worker had taken.
    pub async fn return_messages(&mut self, lease: &str) -> Result<()> {
        changed!(self, sqlx::query("UPDATE message SET lease = NULL, lease_until = NULL WHERE lease = $1").bind(lease))?;
        Ok(())
    }
}
