//! The texts that people agree to, as they stood, and who agreed to which. Rows are only ever added: what somebody agreed to stays
//! what it was (attack IDN-13).

use super::{Result, Tx, changed, on};
use crate::words::Moment;

/// A text as it stood.
#[derive(Clone, PartialEq, Eq, Debug, sqlx::FromRow)]
pub struct Agreement {
    pub version: String,
    pub language: String,
    /// SHA-256 of the text, in hexadecimal digits.
    pub digest: String,
    pub text: String,
    /// From when the version stands.
    pub dated_at: i64,
}

/// What keeping a text came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Keeping {
    Kept,
    /// It stood there.
    Same,
    /// Another text stands there under this version, and stays.
    Differs,
}

/// A text by its name, and what it was.
pub struct Terms<'a> {
    pub version: &'a str,
    pub language: &'a str,
    pub digest: &'a str,
}

/// What somebody agreed to, and when.
#[derive(PartialEq, Eq, Debug, sqlx::FromRow)]
pub struct Consent {
    pub version: String,
    pub agreed_at: i64,
    /// Of the text that was shown; empty, like its digest, where that was not kept yet.
    pub language: String,
    pub digest: String,
    /// From when the version stands, where a text of it was kept.
    pub dated_at: Option<i64>,
}

impl Tx {
    /// Keeps a text for good, once for each version and language.
    pub async fn keep_agreement(&mut self, new: &Agreement) -> Result<Keeping> {
        let added = changed!(
            self,
            sqlx::query(
                "INSERT INTO agreement (version, language, digest, text, dated_at)
                 VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
            )
            .bind(&new.version)
            .bind(&new.language)
            .bind(&new.digest)
            .bind(&new.text)
            .bind(new.dated_at)
        )?;
        if added == 1 {
            return Ok(Keeping::Kept);
        }
        let kept = self.agreement(&new.version, &new.language).await?;
        Ok(if kept.is_some_and(|kept| kept.digest == new.digest) { Keeping::Same } else { Keeping::Differs })
    }

    /// What readers of a language are shown of a version: its text in that language, else the English one.
    pub async fn agreement(&mut self, version: &str, language: &str) -> Result<Option<Agreement>> {
        on!(self, conn => sqlx::query_as(
            "SELECT version, language, digest, text, dated_at FROM agreement WHERE version = $1 AND language IN ($2, 'en')
             ORDER BY CASE WHEN language = $2 THEN 0 ELSE 1 END LIMIT 1",
        ).bind(version).bind(language).fetch_optional(conn))
    }

    /// `false` when the account has agreed to this version already; what stands there of it stays.
    pub async fn add_consent(&mut self, account: &str, terms: &Terms<'_>, agreed_at: Moment) -> Result<bool> {
        let added = changed!(
            self,
            sqlx::query(
                "INSERT INTO consent (account, version, agreed_at, language, digest)
                 VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
            )
            .bind(account)
            .bind(terms.version)
            .bind(agreed_at.0)
            .bind(terms.language)
            .bind(terms.digest)
        )?;
        Ok(added == 1)
    }

    /// When and how an account agreed to a version.
    pub async fn consent(&mut self, account: &str, version: &str) -> Result<Option<Consent>> {
        on!(self, conn => sqlx::query_as(
            "SELECT version, agreed_at, language, digest,
                    (SELECT MIN(dated_at) FROM agreement WHERE agreement.version = consent.version) AS dated_at
             FROM consent WHERE account = $1 AND version = $2",
        ).bind(account).bind(version).fetch_optional(conn))
    }

    /// Everything that an account agreed to, the newest last.
    pub async fn consents(&mut self, account: &str) -> Result<Vec<Consent>> {
        on!(self, conn => sqlx::query_as(
            "SELECT version, agreed_at, language, digest,
                    (SELECT MIN(dated_at) FROM agreement WHERE agreement.version = consent.version) AS dated_at
             FROM consent WHERE account = $1 ORDER BY agreed_at, version",
        ).bind(account).fetch_all(conn))
    }
}
