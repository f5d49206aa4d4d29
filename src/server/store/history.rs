//! What happened to accounts.

use super::{Result, Tx, changed, on};

#[derive(sqlx::FromRow)]
pub struct Happened {
    pub id: String,
    pub account: String,
    pub event: String,
    pub at: i64,
    pub device: String,
    pub network: String,
}

impl Tx {
    pub async fn add_history(&mut self, new: &Happened) -> Result<()> {
        changed!(
            self,
            sqlx::query("INSERT INTO history (id, account, event, at, device, network) VALUES ($1, $2, $3, $4, $5, $6)")
                .bind(&new.id)
                .bind(&new.account)
                .bind(&new.event)
                .bind(new.at)
                .bind(&new.device)
                .bind(&new.network)
        )?;
        Ok(())
    }

    pub async fn happened(&mut self, id: &str) -> Result<Option<Happened>> {
        on!(self, conn => sqlx::query_as("SELECT id, account, event, at, device, network FROM history WHERE id = $1")
            .bind(id).fetch_optional(conn))
    }

    /// The newest so many, newest first.
    pub async fn history(&mut self, account: &str, most: i64) -> Result<Vec<Happened>> {
        on!(self, conn => sqlx::query_as(
            "SELECT id, account, event, at, device, network FROM history WHERE account = $1 ORDER BY at DESC, id LIMIT $2",
        ).bind(account).bind(most).fetch_all(conn))
    }
}
