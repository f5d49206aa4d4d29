//! Security questions: which one an account has chosen, and the hash of the answer.

use super::{Result, Tx, changed, on};
use crate::words::Moment;

#[derive(sqlx::FromRow)]
pub struct Answer {
    pub account: String,
    /// Its key in the catalogue.
    pub question: String,
    pub hash: String,
    pub set_at: i64,
}

impl Tx {
    pub async fn answer(&mut self, account: &str) -> Result<Option<Answer>> {
        on!(self, conn => sqlx::query_as("SELECT account, question, hash, set_at FROM answer WHERE account = $1")
            .bind(account).fetch_optional(conn))
    }

    /// Sets the question of an account and its answer, in place of any before.
    pub async fn set_answer(&mut self, account: &str, question: &str, hash: &str, now: Moment) -> Result<()> {
        changed!(
            self,
            sqlx::query(
                "INSERT INTO answer (account, question, hash, set_at) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (account) DO UPDATE SET question = $2, hash = $3, set_at = $4",
            )
            .bind(account)
            .bind(question)
            .bind(hash)
            .bind(now.0)
        )?;
        Ok(())
    }

    /// `false` when there was none.
    pub async fn drop_answer(&mut self, account: &str) -> Result<bool> {
        Ok(changed!(self, sqlx::query("DELETE FROM answer WHERE account = $1").bind(account))? == 1)
    }
}
