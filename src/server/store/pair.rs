//! Pairs: two accounts that are one person's. A row goes when the link ends, and with it every session that came over it, since each
//! look at a session asks for its pair.

use super::{Result, Tx, changed, held, on};
use crate::words::Moment;

#[derive(sqlx::FromRow)]
pub struct Pair {
    pub id: String,
    pub one: String,
    pub other: String,
    pub linked_at: i64,
}

impl Pair {
    /// The one of the two that is not this.
    pub fn beside(&self, account: &str) -> &str {
        if self.one == account { &self.other } else { &self.one }
    }
}

impl Tx {
    /// Exact where both accounts are held: `false` when either is in a pair already.
    pub async fn add_pair(&mut self, id: &str, one: &str, other: &str, now: Moment) -> Result<bool> {
        let added = changed!(
            self,
            sqlx::query(
                "INSERT INTO pair (id, one, other, linked_at) SELECT $1, $2, $3, $4
                 WHERE NOT EXISTS (SELECT 1 FROM pair WHERE one IN ($2, $3) OR other IN ($2, $3))",
            )
            .bind(id)
            .bind(one)
            .bind(other)
            .bind(now.0)
        )?;
        Ok(added == 1)
    }

    /// The pair that an account is in.
    pub async fn pair(&mut self, account: &str) -> Result<Option<Pair>> {
        on!(self, conn => sqlx::query_as("SELECT id, one, other, linked_at FROM pair WHERE one = $1 OR other = $1")
            .bind(account).fetch_optional(conn))
    }

    /// Whether an account is in this pair, and makes sure that it stays so until this transaction ends. Pairs are taken last, after
    /// accounts and sessions, so that no two transactions wait for each other.
    pub async fn hold_pair(&mut self, id: &str, account: &str) -> Result<bool> {
        let held: Option<(i32,)> = held!(self, "SELECT 1 FROM pair WHERE id = $1 AND (one = $2 OR other = $2)", id, account)?;
        Ok(held.is_some())
    }

    /// Ends the pair that an account is in: what it was, where there was one.
    pub async fn end_pair(&mut self, account: &str) -> Result<Option<Pair>> {
        on!(self, conn => sqlx::query_as("DELETE FROM pair WHERE one = $1 OR other = $1 RETURNING id, one, other, linked_at")
            .bind(account).fetch_optional(conn))
    }
}
