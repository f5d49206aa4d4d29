//! The other ways to reach somebody: a recovery e-mail, a mobile phone. One of a kind counts once its code came back, until the next.

use super::{Result, Tx, changed, on};
use crate::server::tokens::Digest;
use crate::words::{Channel, Moment, Span};

#[derive(sqlx::FromRow)]
pub struct Contact {
    pub id: String,
    pub account: String,
    pub contact_key: String,
    /// As it was written; a number as the world dials it.
    pub contact: String,
    pub language: String,
    pub created_at: i64,
    pub expires_at: i64,
    pub armed_at: Option<i64>,
    /// When the message with the code was handed over.
    pub handed_at: Option<i64>,
    pub proved_at: Option<i64>,
    /// When another took its place, or it was taken away.
    pub replaced_at: Option<i64>,
}

pub struct NewContact<'a> {
    pub id: &'a str,
    pub account: &'a str,
    pub contact_key: &'a str,
    pub contact: &'a str,
    pub language: &'a str,
    pub expires_at: Moment,
}

impl Contact {
    /// Which kind it is: a letter goes to an e-mail, an SMS to a phone.
    pub fn channel(&self) -> Channel {
        Channel::to(&self.contact)
    }

    /// Whether it counts: its code came back, and nothing has taken its place.
    pub fn is_proved(&self) -> bool {
        self.proved_at.is_some() && self.replaced_at.is_none()
    }

    /// Whether its code may still come back.
    pub fn is_pending(&self, now: Moment) -> bool {
        self.proved_at.is_none() && self.replaced_at.is_none() && Moment(self.expires_at) > now
    }

    /// Until when its code works: counted from when the message was handed over, and while it is on its way from when it was written.
    pub fn code_ends(&self, lives: Span) -> Moment {
        self.armed_at.max(self.handed_at).map_or(Moment(self.created_at), |from| Moment(from).after(lives))
    }
}

/// As a kind stands in the database.
fn kind(channel: Channel) -> &'static str {
    match channel {
        Channel::Letter => "email",
        Channel::Sms => "phone",
    }
}

impl Tx {
    /// Asks for a contact, in place of any of its kind that the account waits for the code of. One that counts goes on counting.
    pub async fn add_contact(&mut self, new: &NewContact<'_>, now: Moment) -> Result<()> {
        let channel = Channel::to(new.contact);
        self.drop_pending_contact(new.account, channel, now).await?;
        changed!(
            self,
            sqlx::query(
                "INSERT INTO contact (id, account, kind, contact_key, contact, language, created_at, expires_at, code_attempts)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)",
            )
            .bind(new.id)
            .bind(new.account)
            .bind(kind(channel))
            .bind(new.contact_key)
            .bind(new.contact)
            .bind(new.language)
            .bind(now.0)
            .bind(new.expires_at.0)
        )?;
        Ok(())
    }

    pub async fn contact(&mut self, id: &str) -> Result<Option<Contact>> {
        on!(self, conn => sqlx::query_as(
            "SELECT c.id, c.account, c.contact_key, c.contact, c.language, c.created_at, c.expires_at, c.armed_at, c.proved_at, c.replaced_at,
                    (SELECT MAX(m.handed_at) FROM message m WHERE m.about = c.id) AS handed_at
             FROM contact c WHERE c.id = $1",
        ).bind(id).fetch_optional(conn))
    }

    /// Of each kind the contact that counts and the one that waits for its code, as far as there are such, oldest first.
    pub async fn contacts(&mut self, account: &str, now: Moment) -> Result<Vec<Contact>> {
        on!(self, conn => sqlx::query_as(
            "SELECT c.id, c.account, c.contact_key, c.contact, c.language, c.created_at, c.expires_at, c.armed_at, c.proved_at, c.replaced_at,
                    (SELECT MAX(m.handed_at) FROM message m WHERE m.about = c.id) AS handed_at
             FROM contact c WHERE c.account = $1 AND c.replaced_at IS NULL AND (c.proved_at IS NOT NULL OR c.expires_at > $2)
             ORDER BY c.created_at, c.id",
        ).bind(account).bind(now.0).fetch_all(conn))
    }

    /// The contact of a kind that counts.
    pub async fn proved_contact(&mut self, account: &str, channel: Channel) -> Result<Option<Contact>> {
        on!(self, conn => sqlx::query_as(
            "SELECT c.id, c.account, c.contact_key, c.contact, c.language, c.created_at, c.expires_at, c.armed_at, c.proved_at, c.replaced_at,
                    (SELECT MAX(m.handed_at) FROM message m WHERE m.about = c.id) AS handed_at
             FROM contact c WHERE c.account = $1 AND c.kind = $2 AND c.proved_at IS NOT NULL AND c.replaced_at IS NULL",
        ).bind(account).bind(kind(channel)).fetch_optional(conn))
    }

    /// The accounts for which a contact counts, by their names, oldest first.
    pub async fn accounts_by_proved_contact(&mut self, key: &str) -> Result<Vec<String>> {
        on!(self, conn => sqlx::query_scalar(
            "SELECT a.id FROM account a WHERE EXISTS
                 (SELECT 1 FROM contact c WHERE c.account = a.id AND c.contact_key = $1 AND c.proved_at IS NOT NULL AND c.replaced_at IS NULL)
             ORDER BY a.created_at, a.id",
        ).bind(key).fetch_all(conn))
    }

    /// Gives a contact the code of the message that is about to go. One that is written again keeps the count of attempts.
    pub async fn arm_contact(&mut self, id: &str, code: &Digest, now: Moment) -> Result<bool> {
        let armed = changed!(
            self,
            sqlx::query("UPDATE contact SET code = $2, armed_at = $3 WHERE id = $1 AND proved_at IS NULL AND replaced_at IS NULL")
                .bind(id)
                .bind(code.as_str())
                .bind(now.0)
        )?;
        Ok(armed == 1)
    }

    /// Counts an attempt at the code and gives the digest to compare with; nothing when there is none to be tried (attack BRU-14).
    pub async fn try_contact_code(&mut self, id: &str, most: i64) -> Result<Option<String>> {
        on!(self, conn => sqlx::query_scalar(
            "UPDATE contact SET code_attempts = code_attempts + 1
             WHERE id = $1 AND code IS NOT NULL AND proved_at IS NULL AND replaced_at IS NULL AND code_attempts < $2
             RETURNING code",
        ).bind(id).bind(most).fetch_optional(conn))
    }

    /// From here on a contact counts, and the one of its kind that did before does not: `true` for exactly one caller.
    pub async fn prove_contact(&mut self, id: &str, now: Moment) -> Result<bool> {
        let proved = changed!(
            self,
            sqlx::query(
                "UPDATE contact SET proved_at = $2, code = NULL
                 WHERE id = $1 AND code IS NOT NULL AND proved_at IS NULL AND replaced_at IS NULL AND expires_at > $2",
            )
            .bind(id)
            .bind(now.0)
        )?;
        if proved == 1 {
            changed!(
                self,
                sqlx::query(
                    "UPDATE contact SET replaced_at = $2 WHERE id <> $1 AND proved_at IS NOT NULL AND replaced_at IS NULL
                       AND account = (SELECT c.account FROM contact c WHERE c.id = $1)
                       AND kind = (SELECT c.kind FROM contact c WHERE c.id = $1)",
                )
                .bind(id)
                .bind(now.0)
            )?;
        }
        Ok(proved == 1)
    }

    /// The contact of a kind counts no more. `false` when none did.
    pub async fn drop_contact(&mut self, account: &str, channel: Channel, now: Moment) -> Result<bool> {
        let dropped = changed!(
            self,
            sqlx::query(
                "UPDATE contact SET replaced_at = $3 WHERE account = $1 AND kind = $2 AND proved_at IS NOT NULL AND replaced_at IS NULL",
            )
            .bind(account)
            .bind(kind(channel))
            .bind(now.0)
        )?;
        Ok(dropped > 0)
    }

    /// Voids the contact of a kind that the account waits for the code of.
    pub async fn drop_pending_contact(&mut self, account: &str, channel: Channel, now: Moment) -> Result<()> {
        changed!(
            self,
            sqlx::query(
                "UPDATE contact SET replaced_at = $3, code = NULL
                 WHERE account = $1 AND kind = $2 AND proved_at IS NULL AND replaced_at IS NULL",
            )
            .bind(account)
            .bind(kind(channel))
            .bind(now.0)
        )?;
        Ok(())
    }

    /// Voids every contact that an account waits for the code of.
    pub async fn void_contacts(&mut self, account: &str, now: Moment) -> Result<()> {
        changed!(
            self,
            sqlx::query(
                "UPDATE contact SET replaced_at = $2, code = NULL WHERE account = $1 AND proved_at IS NULL AND replaced_at IS NULL",
            )
            .bind(account)
            .bind(now.0)
        )?;
        Ok(())
    }
}
