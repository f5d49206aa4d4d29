//! Who has forgotten what to sign in by, and gave an address.

use super::{Result, Tx, changed, on};
use crate::words::Moment;

#[derive(sqlx::FromRow)]
pub struct Recall {
    pub id: String,
    /// As it was typed.
    pub contact: String,
    pub contact_key: String,
    pub language: String,
    pub created_at: i64,
}

pub struct NewRecall<'a> {
    pub id: &'a str,
    pub contact: &'a str,
    pub contact_key: &'a str,
    pub language: &'a str,
}

impl Tx {
    pub async fn add_recall(&mut self, new: &NewRecall<'_>, now: Moment) -> Result<()> {
        changed!(
            self,
            sqlx::query("INSERT INTO recall (id, contact, contact_key, language, created_at) VALUES ($1, $2, $3, $4, $5)")
                .bind(new.id)
                .bind(new.contact)
                .bind(new.contact_key)
                .bind(new.language)
                .bind(now.0)
        )?;
        Ok(())
    }

    pub async fn recall(&mut self, id: &str) -> Result<Option<Recall>> {
        on!(self, conn => sqlx::query_as("SELECT id, contact, contact_key, language, created_at FROM recall WHERE id = $1")
            .bind(id).fetch_optional(conn))
    }
}
