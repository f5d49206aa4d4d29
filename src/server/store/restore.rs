//! Restores: who asked to get back in, and how far they have come.

use super::{Either, NewMessage, Result, Tx, changed, on};
use crate::server::tokens::Digest;
use crate::words::{Moment, Span};

#[derive(sqlx::FromRow)]
pub struct Restore {
    pub id: String,
    /// As it was typed.
    pub login: String,
    pub language: String,
    pub created_at: i64,
    pub expires_at: i64,
    /// The way that was chosen, where there is a choice.
    pub way: Option<String>,
    /// The address that was typed for it, and its key.
    pub given: Option<String>,
    pub given_key: Option<String>,
    /// The digest of the one-time password that was traded for proof.
    pub one_time_used: Option<String>,
    pub account: Option<String>,
    /// The mailbox that its letter went to.
    pub contact_key: Option<String>,
    pub armed_at: Option<i64>,
    /// The code was right, and a one-time password is on its way.
    pub passed_at: Option<i64>,
    /// When the mail server took its letter.
    pub handed_at: Option<i64>,
    pub proved_at: Option<i64>,
    pub replaced_at: Option<i64>,
    pub used_at: Option<i64>,
}

pub struct NewRestore<'a> {
    pub id: &'a str,
    pub login: &'a str,
    pub language: &'a str,
    pub expires_at: Moment,
}

/// The secrets of a message that restores: those that it has.
#[derive(Default)]
pub struct Secrets<'a> {
    pub code: Option<&'a Digest>,
    pub link: Option<&'a Digest>,
    pub one_time: Option<&'a Digest>,
}

impl Restore {
    /// Until when a secret of its letter works that lives so long: counted from when the letter was handed over, and while it is
    /// on its way from when it was written (attack TOK-06).
    pub fn ends(&self, lives: Span) -> Moment {
        self.armed_at.max(self.handed_at).map_or(Moment(self.created_at), |from| Moment(from).after(lives))
    }
}

macro_rules! added {
    () => {
        "INSERT INTO restore (id, login, language, created_at, expires_at, code_attempts) VALUES ($1, $2, $3, $4, $5, 0)"
    };
}

macro_rules! with_message {
    () => {
        "INSERT INTO message (id, kind, about, via, created_at, next_at, deadline, attempts) VALUES ($6, $7, $8, $9, $4, $4, $10, 0)"
    };
}

/// SQLite has no `WITH` for what is inserted; PostgreSQL prepares one statement at a time.
const ADDED_WITH_MESSAGE: Either = Either {
    sqlite: concat!(added!(), "; ", with_message!()),
    postgres: concat!("WITH restore AS (", added!(), ") ", with_message!()),
};

impl Tx {
    pub async fn add_restore(&mut self, new: &NewRestore<'_>, now: Moment) -> Result<()> {
        changed!(self, sqlx::query(added!()).bind(new.id).bind(new.login).bind(new.language).bind(now.0).bind(new.expires_at.0))?;
        Ok(())
    }

    /// The same with its message, in one round trip.
    pub async fn add_restore_with_message(&mut self, new: &NewRestore<'_>, message: &NewMessage<'_>, now: Moment) -> Result<()> {
        let text = ADDED_WITH_MESSAGE.on(self);
        changed!(
            self,
            sqlx::query(text)
                .bind(new.id)
                .bind(new.login)
                .bind(new.language)
                .bind(now.0)
                .bind(new.expires_at.0)
                .bind(message.id)
                .bind(message.kind)
                .bind(message.about)
                .bind(message.via)
                .bind(message.deadline.0)
        )?;
        Ok(())
    }

    pub async fn restore(&mut self, id: &str) -> Result<Option<Restore>> {
        on!(self, conn => sqlx::query_as(
            "SELECT r.id, r.login, r.language, r.created_at, r.expires_at, r.way, r.given, r.given_key, r.one_time_used, r.account, r.contact_key, r.armed_at, r.passed_at, r.proved_at, r.replaced_at, r.used_at,
                    (SELECT MAX(m.handed_at) FROM message m WHERE m.about = r.id) AS handed_at
             FROM restore r WHERE r.id = $1",
        ).bind(id).fetch_optional(conn))
    }

    pub async fn restore_by_link(&mut self, link: &Digest) -> Result<Option<Restore>> {
        on!(self, conn => sqlx::query_as(
            "SELECT r.id, r.login, r.language, r.created_at, r.expires_at, r.way, r.given, r.given_key, r.one_time_used, r.account, r.contact_key, r.armed_at, r.passed_at, r.proved_at, r.replaced_at, r.used_at,
                    (SELECT MAX(m.handed_at) FROM message m WHERE m.about = r.id) AS handed_at
             FROM restore r WHERE r.link = $1",
        ).bind(link.as_str()).fetch_optional(conn))
    }

    /// Chooses a way, and with it forgets what was chosen and typed before. It does not look whether another restore took its place:
    /// that happens only where there is an account, and must not show (attack ENU-01).
    pub async fn choose_way(&mut self, id: &str, way: &str) -> Result<bool> {
        let chosen = changed!(
            self,
            sqlx::query(
                "UPDATE restore SET way = $2, given = NULL, given_key = NULL
                 WHERE id = $1 AND proved_at IS NULL",
            )
            .bind(id)
            .bind(way)
        )?;
        Ok(chosen == 1)
    }

    /// Keeps the address that was typed for a way, as long as that is the one that was chosen.
    pub async fn give_address(&mut self, id: &str, way: &str, given: &str, key: &str) -> Result<bool> {
        let kept = changed!(
            self,
            sqlx::query("UPDATE restore SET given = $2, given_key = $3 WHERE id = $1 AND way = $4 AND proved_at IS NULL")
                .bind(id)
                .bind(given)
                .bind(key)
                .bind(way)
        )?;
        Ok(kept == 1)
    }

    /// The answer was right: proof by itself. Every restore of the account that was asked for before is replaced.
    pub async fn prove_by_answer(&mut self, id: &str, account: &str, contact_key: &str, now: Moment) -> Result<bool> {
        let proved = changed!(
            self,
            sqlx::query(
                "UPDATE restore SET account = $2, contact_key = $3, armed_at = $4, proved_at = $4
                 WHERE id = $1 AND proved_at IS NULL AND used_at IS NULL AND replaced_at IS NULL",
            )
            .bind(id)
            .bind(account)
            .bind(contact_key)
            .bind(now.0)
        )?;
        self.replace_earlier(id, account, now).await?;
        Ok(proved == 1)
    }

    /// Gives a restore its account and the secrets of the message that is about to go. Every one that was asked for before it is replaced
    /// (attack TOK-07); where a later one has its message already, this one comes too late. A message that is written again keeps the count
    /// of attempts (attack BRU-13).
    pub async fn arm_restore(
        &mut self,
        id: &str,
        account: &str,
        contact_key: &str,
        secrets: &Secrets<'_>,
        now: Moment,
    ) -> Result<bool> {
        let armed = changed!(
            self,
            sqlx::query(
                "UPDATE restore SET account = $2, contact_key = $3, code = $4, link = $5, armed_at = $6, one_time = $7
                 WHERE id = $1 AND used_at IS NULL AND replaced_at IS NULL AND one_time_used IS NULL
                   AND NOT EXISTS (SELECT 1 FROM restore later
                                   WHERE later.account = $2 AND later.armed_at IS NOT NULL AND later.created_at > restore.created_at)",
            )
            .bind(id)
            .bind(account)
            .bind(contact_key)
            .bind(secrets.code.map(Digest::as_str))
            .bind(secrets.link.map(Digest::as_str))
            .bind(now.0)
            .bind(secrets.one_time.map(Digest::as_str))
        )?;
        self.replace_earlier(id, account, now).await?;
        Ok(armed == 1)
    }

    async fn replace_earlier(&mut self, id: &str, account: &str, now: Moment) -> Result<()> {
        changed!(
            self,
            sqlx::query(
                "UPDATE restore SET replaced_at = $3 WHERE account = $2 AND id <> $1 AND used_at IS NULL AND replaced_at IS NULL
                   AND created_at <= (SELECT armed.created_at FROM restore armed WHERE armed.id = $1)",
            )
            .bind(id)
            .bind(account)
            .bind(now.0)
        )?;
        Ok(())
    }

    /// Counts an attempt at the code and gives the digest to compare with. Nothing when there is no code, it is used or replaced, or
    /// `most` attempts were made: the count comes before the comparison, so parallel guesses cannot slip by (attack BRU-14).
    pub async fn try_restore_code(&mut self, id: &str, most: i64) -> Result<Option<String>> {
        on!(self, conn => sqlx::query_scalar(
            "UPDATE restore SET code_attempts = code_attempts + 1
             WHERE id = $1 AND code IS NOT NULL AND used_at IS NULL AND replaced_at IS NULL AND code_attempts < $2
             RETURNING code",
        ).bind(id).bind(most).fetch_optional(conn))
    }

    /// The code was right, and is good for nothing more.
    pub async fn prove_restore(&mut self, id: &str, now: Moment) -> Result<bool> {
        let proved = changed!(
            self,
            sqlx::query(
                "UPDATE restore SET proved_at = $2, code = NULL WHERE id = $1 AND code IS NOT NULL AND used_at IS NULL AND replaced_at IS NULL",
            )
            .bind(id)
            .bind(now.0)
        )?;
        Ok(proved == 1)
    }

    /// The code was right, and is good for a one-time password.
    pub async fn pass_restore(&mut self, id: &str, now: Moment) -> Result<bool> {
        let passed = changed!(
            self,
            sqlx::query(
                "UPDATE restore SET passed_at = $2, code = NULL WHERE id = $1 AND code IS NOT NULL AND used_at IS NULL AND replaced_at IS NULL",
            )
            .bind(id)
            .bind(now.0)
        )?;
        Ok(passed == 1)
    }

    /// Gives a restore the one-time password of the message that is about to go; an earlier one is void from here on.
    pub async fn arm_one_time(&mut self, id: &str, one_time: &Digest, now: Moment) -> Result<bool> {
        let armed = changed!(
            self,
            sqlx::query(
                "UPDATE restore SET one_time = $2, armed_at = $3
                 WHERE id = $1 AND passed_at IS NOT NULL AND link IS NULL AND used_at IS NULL AND replaced_at IS NULL",
            )
            .bind(id)
            .bind(one_time.as_str())
            .bind(now.0)
        )?;
        Ok(armed == 1)
    }

    /// The restore of an account whose one-time password this is.
    pub async fn restore_by_one_time(&mut self, account: &str, one_time: &Digest) -> Result<Option<Restore>> {
        on!(self, conn => sqlx::query_as(
            "SELECT r.id, r.login, r.language, r.created_at, r.expires_at, r.way, r.given, r.given_key, r.one_time_used, r.account, r.contact_key, r.armed_at, r.passed_at, r.proved_at, r.replaced_at, r.used_at,
                    (SELECT MAX(m.handed_at) FROM message m WHERE m.about = r.id) AS handed_at
             FROM restore r WHERE r.account = $1 AND r.one_time = $2",
        ).bind(account).bind(one_time.as_str()).fetch_optional(conn))
    }

    /// Turns a one-time password into proof for one browser, which alone holds `link`, and whose time begins now: `true` for exactly one
    /// caller (attack TOK-12).
    pub async fn turn_one_time(&mut self, id: &str, one_time: &Digest, link: &Digest, now: Moment) -> Result<bool> {
        let turned = changed!(
            self,
            sqlx::query(
                "UPDATE restore SET one_time = NULL, one_time_used = one_time, link = $3, armed_at = $4
                 WHERE id = $1 AND one_time = $2 AND used_at IS NULL AND replaced_at IS NULL",
            )
            .bind(id)
            .bind(one_time.as_str())
            .bind(link.as_str())
            .bind(now.0)
        )?;
        Ok(turned == 1)
    }

    /// Takes a restore for good: `true` for exactly one caller, and only while its mailbox or number is still its account's (attack REC-04).
    pub async fn use_restore(&mut self, id: &str, now: Moment) -> Result<bool> {
        let used = changed!(
            self,
            sqlx::query(
                "UPDATE restore SET used_at = $2 WHERE id = $1 AND used_at IS NULL AND replaced_at IS NULL
                   AND EXISTS (SELECT 1 FROM account a WHERE a.id = restore.account AND a.disabled_at IS NULL
                               AND (a.contact_key = restore.contact_key
                                    OR EXISTS (SELECT 1 FROM contact c WHERE c.account = a.id AND c.contact_key = restore.contact_key
                                               AND c.proved_at IS NOT NULL AND c.replaced_at IS NULL)))",
            )
            .bind(id)
            .bind(now.0)
        )?;
        Ok(used == 1)
    }

    /// Another one takes its place.
    pub async fn replace_restore(&mut self, id: &str, now: Moment) -> Result<()> {
        changed!(
            self,
            sqlx::query("UPDATE restore SET replaced_at = $2 WHERE id = $1 AND used_at IS NULL AND replaced_at IS NULL")
                .bind(id)
                .bind(now.0)
        )?;
        Ok(())
    }

    /// Voids what an account's letters could still do.
    pub async fn void_restores(&mut self, account: &str, now: Moment) -> Result<()> {
        changed!(
            self,
            sqlx::query("UPDATE restore SET replaced_at = $2 WHERE account = $1 AND used_at IS NULL AND replaced_at IS NULL")
                .bind(account)
                .bind(now.0)
        )?;
        Ok(())
    }
}
