//! Registrations that wait for their proof.

use super::{Result, Tx, changed, on};
use crate::server::tokens::Digest;
use crate::words::Moment;

#[derive(sqlx::FromRow)]
pub struct Registration {
    pub id: String,
    pub contact_key: String,
    pub contact: String,
    /// Empty where it is chosen after the proof.
    pub password: String,
    pub language: String,
    pub agreement: String,
    pub country: Option<String>,
    pub region: Option<String>,
    pub kind: Option<String>,
    pub created_at: i64,
    pub expires_at: i64,
    pub code_attempts: i64,
    pub proved_at: Option<i64>,
    pub used_at: Option<i64>,
}

impl Tx {
    pub async fn add_registration(&mut self, new: &Registration) -> Result<()> {
        changed!(
            self,
            sqlx::query(
                "INSERT INTO registration (id, contact_key, contact, password, language, agreement, created_at, expires_at, country, region, kind, code_attempts)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0)",
            )
            .bind(&new.id)
            .bind(&new.contact_key)
            .bind(&new.contact)
            .bind(&new.password)
            .bind(&new.language)
            .bind(&new.agreement)
            .bind(new.created_at)
            .bind(new.expires_at)
            .bind(&new.country)
            .bind(&new.region)
            .bind(&new.kind)
        )?;
        Ok(())
    }

    pub async fn registration(&mut self, id: &str) -> Result<Option<Registration>> {
        on!(self, conn => sqlx::query_as(
            "SELECT id, contact_key, contact, password, language, agreement, country, region, kind, created_at, expires_at, code_attempts, proved_at, used_at
             FROM registration WHERE id = $1",
        ).bind(id).fetch_optional(conn))
    }

    pub async fn registration_by_link(&mut self, link: &Digest) -> Result<Option<Registration>> {
        on!(self, conn => sqlx::query_as(
            "SELECT id, contact_key, contact, password, language, agreement, country, region, kind, created_at, expires_at, code_attempts, proved_at, used_at
             FROM registration WHERE link = $1",
        ).bind(link.as_str()).fetch_optional(conn))
    }

    /// Gives a registration the secrets of the message that is about to go, an SMS without a link. Those of an earlier one are void from
    /// here on; an SMS that is tried again has the same code, and the same count of attempts.
    pub async fn arm_registration(
        &mut self,
        id: &str,
        code: &Digest,
        code_expires_at: Moment,
        link: Option<&Digest>,
    ) -> Result<bool> {
        let armed = changed!(
            self,
            sqlx::query(
                "UPDATE registration SET code_attempts = CASE WHEN code = $2 THEN code_attempts ELSE 0 END, code = $2, code_expires_at = $3, link = $4
                 WHERE id = $1 AND used_at IS NULL",
            )
            .bind(id)
            .bind(code.as_str())
            .bind(code_expires_at.0)
            .bind(link.map(Digest::as_str))
        )?;
        Ok(armed == 1)
    }

    /// Counts an attempt at the code and gives the digest to compare with. Nothing when there is no code, it is too old or used, or
    /// `most` attempts were made: the count comes before the comparison, so parallel guesses cannot slip by (attack BRU-14).
    pub async fn try_code(&mut self, id: &str, most: i64, now: Moment) -> Result<Option<String>> {
        on!(self, conn => sqlx::query_scalar(
            "UPDATE registration SET code_attempts = code_attempts + 1
             WHERE id = $1 AND code IS NOT NULL AND code_expires_at > $3 AND expires_at > $3 AND used_at IS NULL AND code_attempts < $2
             RETURNING code",
        ).bind(id).bind(most).bind(now.0).fetch_optional(conn))
    }

    /// The code was right, and is good for nothing more; the password comes next.
    pub async fn prove_registration(&mut self, id: &str, now: Moment) -> Result<bool> {
        let proved = changed!(
            self,
            sqlx::query(
                "UPDATE registration SET proved_at = $2, code = NULL WHERE id = $1 AND code IS NOT NULL AND used_at IS NULL"
            )
            .bind(id)
            .bind(now.0)
        )?;
        Ok(proved == 1)
    }

    /// Takes a registration for good: `true` for exactly one caller. It goes into the transaction of what it is used for.
    pub async fn use_registration(&mut self, id: &str, now: Moment) -> Result<bool> {
        let used = changed!(
            self,
            sqlx::query(
                "UPDATE registration SET used_at = $2, password = '' WHERE id = $1 AND used_at IS NULL AND expires_at > $2"
            )
            .bind(id)
            .bind(now.0)
        )?;
        Ok(used == 1)
    }

    /// Voids every other registration of an address that now has an account.
    pub async fn void_registrations(&mut self, contact_key: &str, now: Moment) -> Result<()> {
        changed!(
            self,
            sqlx::query("UPDATE registration SET expires_at = $2 WHERE contact_key = $1 AND used_at IS NULL AND expires_at > $2")
                .bind(contact_key)
                .bind(now.0)
        )?;
        Ok(())
    }
}
