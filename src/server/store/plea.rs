//! Who asks the administrators of an organisation to be let in, and the letters to those about it.

use super::{Result, Tx, changed, on};
use crate::server::tokens::Digest;
use crate::words::{Cause, Codes, Moment};

#[derive(sqlx::FromRow)]
pub struct Plea {
    pub id: String,
    pub inn: String,
    pub kpp: String,
    pub contact_key: String,
    /// As it was typed: whose it is, nobody has proved.
    pub contact: String,
    /// A word of [`Cause`].
    pub cause: String,
    pub language: String,
    pub created_at: i64,
    pub expires_at: i64,
    /// Found when the letters were written; empty until then, and where there is none.
    pub organisation: Option<String>,
    pub answered_at: Option<i64>,
}

pub struct NewPlea<'a> {
    pub id: &'a str,
    pub codes: &'a Codes,
    pub contact_key: &'a str,
    pub contact: &'a str,
    pub cause: Cause,
    pub language: &'a str,
    pub expires_at: Moment,
}

/// A letter about a plea to one administrator.
#[derive(sqlx::FromRow)]
pub struct PleaLetter {
    pub id: String,
    pub plea: String,
    pub account: String,
    /// The mailbox that it went to.
    pub contact_key: String,
    pub expires_at: i64,
}

impl Plea {
    pub fn cause(&self) -> Cause {
        Cause::named(&self.cause).unwrap_or(Cause::New)
    }
}

/// A query for pleas, up to what it asks of them.
macro_rules! pleas {
    ($which:literal) => {
        concat!(
            "SELECT id, inn, kpp, contact_key, contact, cause, language, created_at, expires_at, organisation, answered_at
             FROM plea WHERE ",
            $which
        )
    };
}

impl Tx {
    pub async fn add_plea(&mut self, new: &NewPlea<'_>, now: Moment) -> Result<()> {
        changed!(
            self,
            sqlx::query(
                "INSERT INTO plea (id, inn, kpp, contact_key, contact, cause, language, created_at, expires_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            )
            .bind(new.id)
            .bind(new.codes.inn())
            .bind(new.codes.kpp())
            .bind(new.contact_key)
            .bind(new.contact)
            .bind(new.cause.word())
            .bind(new.language)
            .bind(now.0)
            .bind(new.expires_at.0)
        )?;
        Ok(())
    }

    pub async fn plea(&mut self, id: &str) -> Result<Option<Plea>> {
        on!(self, conn => sqlx::query_as(pleas!("id = $1")).bind(id).fetch_optional(conn))
    }

    /// What an organisation is asked and has not answered, the oldest first.
    pub async fn pleas_to(&mut self, organisation: &str, now: Moment) -> Result<Vec<Plea>> {
        on!(self, conn => sqlx::query_as(pleas!(
            "organisation = $1 AND answered_at IS NULL AND expires_at > $2 ORDER BY created_at, id"
        )).bind(organisation).bind(now.0).fetch_all(conn))
    }

    /// Gives a plea to the organisation of its numbers: `true` for exactly one caller, who then writes the letters.
    pub async fn address_plea(&mut self, id: &str, organisation: &str) -> Result<bool> {
        let addressed = changed!(
            self,
            sqlx::query("UPDATE plea SET organisation = $2 WHERE id = $1 AND organisation IS NULL").bind(id).bind(organisation)
        )?;
        Ok(addressed == 1)
    }

    /// The first answer counts: `true` for exactly one caller. It goes into the transaction of what is answered.
    pub async fn answer_plea(&mut self, id: &str, now: Moment) -> Result<bool> {
        let answered = changed!(
            self,
            sqlx::query("UPDATE plea SET answered_at = $2 WHERE id = $1 AND answered_at IS NULL AND expires_at > $2")
                .bind(id)
                .bind(now.0)
        )?;
        Ok(answered == 1)
    }

    pub async fn add_plea_letter(&mut self, new: &PleaLetter) -> Result<()> {
        changed!(
            self,
            sqlx::query("INSERT INTO plea_letter (id, plea, account, contact_key, expires_at) VALUES ($1, $2, $3, $4, $5)")
                .bind(&new.id)
                .bind(&new.plea)
                .bind(&new.account)
                .bind(&new.contact_key)
                .bind(new.expires_at)
        )?;
        Ok(())
    }

    pub async fn plea_letter(&mut self, id: &str) -> Result<Option<PleaLetter>> {
        on!(self, conn => sqlx::query_as("SELECT id, plea, account, contact_key, expires_at FROM plea_letter WHERE id = $1")
            .bind(id).fetch_optional(conn))
    }

    pub async fn plea_letter_by_link(&mut self, link: &Digest) -> Result<Option<PleaLetter>> {
        on!(self, conn => sqlx::query_as("SELECT id, plea, account, contact_key, expires_at FROM plea_letter WHERE link = $1")
            .bind(link.as_str()).fetch_optional(conn))
    }

    /// Gives a letter the secret of the link that it is about to go with; an earlier one is void from here on.
    pub async fn arm_plea_letter(&mut self, id: &str, link: &Digest) -> Result<()> {
        changed!(self, sqlx::query("UPDATE plea_letter SET link = $2 WHERE id = $1").bind(id).bind(link.as_str()))?;
        Ok(())
    }
}
