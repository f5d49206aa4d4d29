//! Changes of an account's address: asked, confirmed, undone.

use super::{Result, Tx, changed, on};
use crate::server::tokens::Digest;
use crate::words::{Moment, Span};

#[derive(sqlx::FromRow)]
pub struct EmailChange {
    pub id: String,
    pub account: String,
    pub old_email: String,
    pub old_email_key: String,
    pub email: String,
    pub email_key: String,
    pub language: String,
    pub created_at: i64,
    pub expires_at: i64,
    pub armed_at: Option<i64>,
    /// When the mail server took the letter with the code.
    pub handed_at: Option<i64>,
    pub replaced_at: Option<i64>,
    pub used_at: Option<i64>,
    pub undone_at: Option<i64>,
}

pub struct NewEmailChange<'a> {
    pub id: &'a str,
    pub account: &'a str,
    pub old_email: &'a str,
    pub old_email_key: &'a str,
    pub email: &'a str,
    pub email_key: &'a str,
    pub language: &'a str,
    pub expires_at: Moment,
}

impl EmailChange {
    /// Until when its code works: counted from when the letter was handed over, and while it is on its way from when it was written.
    pub fn code_ends(&self, lives: Span) -> Moment {
        self.armed_at.max(self.handed_at).map_or(Moment(self.created_at), |from| Moment(from).after(lives))
    }

    pub fn is_open(&self, now: Moment) -> bool {
        self.used_at.is_none() && self.replaced_at.is_none() && Moment(self.expires_at) > now
    }
}

impl Tx {
    /// Asks for a change, in place of any that the account had asked for before.
    pub async fn add_email_change(&mut self, new: &NewEmailChange<'_>, now: Moment) -> Result<()> {
        self.void_email_changes(new.account, now).await?;
        changed!(
            self,
            sqlx::query(
                "INSERT INTO email_change (id, account, old_email, old_email_key, email, email_key, language, created_at, expires_at, code_attempts)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)",
            )
            .bind(new.id)
            .bind(new.account)
            .bind(new.old_email)
            .bind(new.old_email_key)
            .bind(new.email)
            .bind(new.email_key)
            .bind(new.language)
            .bind(now.0)
            .bind(new.expires_at.0)
        )?;
        Ok(())
    }

    pub async fn email_change(&mut self, id: &str) -> Result<Option<EmailChange>> {
        on!(self, conn => sqlx::query_as(
            "SELECT c.id, c.account, c.old_email, c.old_email_key, c.email, c.email_key, c.language, c.created_at, c.expires_at, c.armed_at,
                    c.replaced_at, c.used_at, c.undone_at, (SELECT MAX(m.handed_at) FROM message m WHERE m.about = c.id) AS handed_at
             FROM email_change c WHERE c.id = $1",
        ).bind(id).fetch_optional(conn))
    }

    /// The change that an account waits for the code of.
    pub async fn pending_email_change(&mut self, account: &str, now: Moment) -> Result<Option<EmailChange>> {
        on!(self, conn => sqlx::query_as(
            "SELECT c.id, c.account, c.old_email, c.old_email_key, c.email, c.email_key, c.language, c.created_at, c.expires_at, c.armed_at,
                    c.replaced_at, c.used_at, c.undone_at, (SELECT MAX(m.handed_at) FROM message m WHERE m.about = c.id) AS handed_at
             FROM email_change c WHERE c.account = $1 AND c.used_at IS NULL AND c.replaced_at IS NULL AND c.expires_at > $2",
        ).bind(account).bind(now.0).fetch_optional(conn))
    }

    pub async fn email_change_by_undo(&mut self, undo: &Digest) -> Result<Option<EmailChange>> {
        on!(self, conn => sqlx::query_as(
            "SELECT c.id, c.account, c.old_email, c.old_email_key, c.email, c.email_key, c.language, c.created_at, c.expires_at, c.armed_at,
                    c.replaced_at, c.used_at, c.undone_at, (SELECT MAX(m.handed_at) FROM message m WHERE m.about = c.id) AS handed_at
             FROM email_change c WHERE c.undo = $1",
        ).bind(undo.as_str()).fetch_optional(conn))
    }

    /// The changes of an account that its older addresses can still undo, oldest first.
    pub async fn undoable_email_changes(&mut self, account: &str, since: Moment) -> Result<Vec<EmailChange>> {
        on!(self, conn => sqlx::query_as(
            "SELECT c.id, c.account, c.old_email, c.old_email_key, c.email, c.email_key, c.language, c.created_at, c.expires_at, c.armed_at,
                    c.replaced_at, c.used_at, c.undone_at, (SELECT MAX(m.handed_at) FROM message m WHERE m.about = c.id) AS handed_at
             FROM email_change c WHERE c.account = $1 AND c.used_at > $2 AND c.undone_at IS NULL ORDER BY c.used_at, c.id",
        ).bind(account).bind(since.0).fetch_all(conn))
    }

    /// Gives a change the code of the letter that is about to go to the new address.
    pub async fn arm_email_change(&mut self, id: &str, code: &Digest, now: Moment) -> Result<bool> {
        let armed = changed!(
            self,
            sqlx::query(
                "UPDATE email_change SET code = $2, armed_at = $3 WHERE id = $1 AND used_at IS NULL AND replaced_at IS NULL"
            )
            .bind(id)
            .bind(code.as_str())
            .bind(now.0)
        )?;
        Ok(armed == 1)
    }

    /// Gives a confirmed change the secret of the letter that is about to go to the old address.
    pub async fn arm_undo(&mut self, id: &str, undo: &Digest) -> Result<bool> {
        let armed = changed!(
            self,
            sqlx::query("UPDATE email_change SET undo = $2 WHERE id = $1 AND used_at IS NOT NULL AND undone_at IS NULL")
                .bind(id)
                .bind(undo.as_str())
        )?;
        Ok(armed == 1)
    }

    /// Counts an attempt at the code and gives the digest to compare with; nothing when there is none to be tried (attack BRU-14).
    pub async fn try_email_code(&mut self, id: &str, most: i64) -> Result<Option<String>> {
        on!(self, conn => sqlx::query_scalar(
            "UPDATE email_change SET code_attempts = code_attempts + 1
             WHERE id = $1 AND code IS NOT NULL AND used_at IS NULL AND replaced_at IS NULL AND code_attempts < $2
             RETURNING code",
        ).bind(id).bind(most).fetch_optional(conn))
    }

    /// Takes a change for good: `true` for exactly one caller. It goes into the transaction that moves the account.
    pub async fn use_email_change(&mut self, id: &str, now: Moment) -> Result<bool> {
        let used = changed!(
            self,
            sqlx::query(
                "UPDATE email_change SET used_at = $2, code = NULL WHERE id = $1 AND used_at IS NULL AND replaced_at IS NULL AND expires_at > $2",
            )
            .bind(id)
            .bind(now.0)
        )?;
        Ok(used == 1)
    }

    /// Undoes a change, and with it every later one of the account: what an intruder moved on cannot undo the undoing.
    pub async fn undo_email_changes(&mut self, change: &EmailChange, since: Moment, now: Moment) -> Result<bool> {
        let undone = changed!(
            self,
            sqlx::query("UPDATE email_change SET undone_at = $2 WHERE id = $1 AND undone_at IS NULL AND used_at > $3")
                .bind(&change.id)
                .bind(now.0)
                .bind(since.0)
        )?;
        changed!(
            self,
            sqlx::query("UPDATE email_change SET undone_at = $3, replaced_at = $3 WHERE account = $1 AND used_at >= $2 AND undone_at IS NULL")
                .bind(&change.account)
                .bind(change.used_at)
                .bind(now.0)
        )?;
        Ok(undone == 1)
    }

    /// Voids what an account has asked for and not confirmed.
    pub async fn void_email_changes(&mut self, account: &str, now: Moment) -> Result<()> {
        changed!(
            self,
            sqlx::query("UPDATE email_change SET replaced_at = $2 WHERE account = $1 AND used_at IS NULL AND replaced_at IS NULL")
                .bind(account)
                .bind(now.0)
        )?;
        Ok(())
    }
}
