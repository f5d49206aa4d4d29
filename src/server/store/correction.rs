//! Addresses that the site's own people put right: proposed by one, approved by another, confirmed by the new address, done in the end.
//! Each step is an update that says what must have gone before.

use super::{Result, Tx, changed, on};
use crate::server::tokens::Digest;
use crate::words::{Moment, Span};

/// How long after its time a correction may still be carried out.
pub const LATEST: Span = Span::days(3);

#[derive(sqlx::FromRow)]
pub struct Correction {
    pub id: String,
    pub request: String,
    pub account: String,
    /// The address that the account is to have.
    pub contact: String,
    pub contact_key: String,
    pub proposed_by: String,
    pub approved_by: Option<String>,
    pub approved_at: Option<i64>,
    /// The account's version when it was approved.
    pub version: Option<i64>,
    pub effective_at: Option<i64>,
    pub confirmed_at: Option<i64>,
    pub stopped_at: Option<i64>,
    pub done_at: Option<i64>,
    /// What the account is reached by now, in which language, and its version now.
    pub present: String,
    pub language: String,
    pub present_version: i64,
}

pub struct NewCorrection<'a> {
    pub id: &'a str,
    pub request: &'a str,
    pub account: &'a str,
    pub contact: &'a str,
    pub contact_key: &'a str,
    pub proposed_by: &'a str,
}

impl Correction {
    /// Whether it may still come to something: since it was approved, nobody has stopped it or changed what opens the account.
    pub fn is_open(&self, now: Moment) -> bool {
        let is_same = self.version.is_none_or(|version| version == self.present_version);
        let end = |at: i64| if self.confirmed_at.is_some() { Moment(at).after(LATEST) } else { Moment(at) };
        let has_time = self.effective_at.is_none_or(|at| now < end(at));
        self.stopped_at.is_none() && self.done_at.is_none() && is_same && has_time
    }
}

impl Tx {
    pub async fn add_correction(&mut self, new: &NewCorrection<'_>, now: Moment) -> Result<()> {
        changed!(
            self,
            sqlx::query(
                "INSERT INTO correction (id, request, account, contact, contact_key, proposed_by, proposed_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
            )
            .bind(new.id)
            .bind(new.request)
            .bind(new.account)
            .bind(new.contact)
            .bind(new.contact_key)
            .bind(new.proposed_by)
            .bind(now.0)
        )?;
        Ok(())
    }

    pub async fn correction(&mut self, id: &str) -> Result<Option<Correction>> {
        on!(self, conn => sqlx::query_as(
            "SELECT c.id, c.request, c.account, c.contact, c.contact_key, c.proposed_by, c.approved_by, c.approved_at, c.version, c.effective_at,
                    c.confirmed_at, c.stopped_at, c.done_at, a.contact AS present, a.language, a.version AS present_version
             FROM correction c JOIN account a ON a.id = c.account WHERE c.id = $1",
        ).bind(id).fetch_optional(conn))
    }

    pub async fn correction_by_link(&mut self, link: &Digest) -> Result<Option<Correction>> {
        on!(self, conn => sqlx::query_as(
            "SELECT c.id, c.request, c.account, c.contact, c.contact_key, c.proposed_by, c.approved_by, c.approved_at, c.version, c.effective_at,
                    c.confirmed_at, c.stopped_at, c.done_at, a.contact AS present, a.language, a.version AS present_version
             FROM correction c JOIN account a ON a.id = c.account WHERE c.link = $1",
        ).bind(link.as_str()).fetch_optional(conn))
    }

    /// What is neither stopped nor done, oldest first; some of it may have come to nothing all the same.
    pub async fn corrections(&mut self) -> Result<Vec<Correction>> {
        on!(self, conn => sqlx::query_as(
            "SELECT c.id, c.request, c.account, c.contact, c.contact_key, c.proposed_by, c.approved_by, c.approved_at, c.version, c.effective_at,
                    c.confirmed_at, c.stopped_at, c.done_at, a.contact AS present, a.language, a.version AS present_version
             FROM correction c JOIN account a ON a.id = c.account
             WHERE c.stopped_at IS NULL AND c.done_at IS NULL ORDER BY c.proposed_at, c.id",
        ).fetch_all(conn))
    }

    /// The same of one account.
    pub async fn corrections_of(&mut self, account: &str) -> Result<Vec<Correction>> {
        on!(self, conn => sqlx::query_as(
            "SELECT c.id, c.request, c.account, c.contact, c.contact_key, c.proposed_by, c.approved_by, c.approved_at, c.version, c.effective_at,
                    c.confirmed_at, c.stopped_at, c.done_at, a.contact AS present, a.language, a.version AS present_version
             FROM correction c JOIN account a ON a.id = c.account
             WHERE c.account = $1 AND c.stopped_at IS NULL AND c.done_at IS NULL ORDER BY c.proposed_at, c.id",
        ).bind(account).fetch_all(conn))
    }

    /// The second person agrees. Never the one who proposed it, and only while that one is an operator still (attacks REC-09, AUT-04).
    /// `false` when any of that does not hold, or somebody was first.
    pub async fn approve_correction(
        &mut self,
        id: &str,
        operator: &str,
        version: i64,
        effective_at: Moment,
        now: Moment,
    ) -> Result<bool> {
        let approved = changed!(
            self,
            sqlx::query(
                "UPDATE correction SET approved_by = $2, version = $3, effective_at = $4, approved_at = $5
                 WHERE id = $1 AND proposed_by <> $2 AND account <> $2 AND approved_at IS NULL AND stopped_at IS NULL
                   AND EXISTS (SELECT 1 FROM operator o JOIN account a ON a.id = o.account
                               WHERE o.account = correction.proposed_by AND a.disabled_at IS NULL)",
            )
            .bind(id)
            .bind(operator)
            .bind(version)
            .bind(effective_at.0)
            .bind(now.0)
        )?;
        Ok(approved == 1)
    }

    /// Gives a correction the secret of the letter that is about to go to the new address.
    pub async fn arm_correction(&mut self, id: &str, link: &Digest) -> Result<bool> {
        let armed = changed!(
            self,
            sqlx::query(
                "UPDATE correction SET link = $2
                 WHERE id = $1 AND approved_at IS NOT NULL AND confirmed_at IS NULL AND stopped_at IS NULL AND done_at IS NULL",
            )
            .bind(id)
            .bind(link.as_str())
        )?;
        Ok(armed == 1)
    }

    /// The new address is somebody's who wants this: `true` for exactly one caller, and only while the correction waits.
    pub async fn confirm_correction(&mut self, id: &str, now: Moment) -> Result<bool> {
        let confirmed = changed!(
            self,
            sqlx::query(
                "UPDATE correction SET confirmed_at = $2
                 WHERE id = $1 AND approved_at IS NOT NULL AND effective_at > $2 AND confirmed_at IS NULL AND stopped_at IS NULL
                   AND done_at IS NULL",
            )
            .bind(id)
            .bind(now.0)
        )?;
        Ok(confirmed == 1)
    }

    /// It comes to nothing. `false` when it is done, or was stopped before.
    pub async fn stop_correction(&mut self, id: &str, now: Moment) -> Result<bool> {
        let stopped = changed!(
            self,
            sqlx::query("UPDATE correction SET stopped_at = $2 WHERE id = $1 AND stopped_at IS NULL AND done_at IS NULL")
                .bind(id)
                .bind(now.0)
        )?;
        Ok(stopped == 1)
    }

    /// It comes true: `true` for exactly one caller, and only for what two approved, the new address confirmed, nobody stopped, and has
    /// waited.
    pub async fn finish_correction(&mut self, id: &str, now: Moment) -> Result<bool> {
        let done = changed!(
            self,
            sqlx::query(
                "UPDATE correction SET done_at = $2
                 WHERE id = $1 AND approved_at IS NOT NULL AND confirmed_at IS NOT NULL AND effective_at <= $2 AND stopped_at IS NULL
                   AND done_at IS NULL",
            )
            .bind(id)
            .bind(now.0)
        )?;
        Ok(done == 1)
    }
}
