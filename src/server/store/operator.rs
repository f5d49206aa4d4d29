//! Who operates the site. What an operator does is decided in the transaction that holds this row (attack AUT-04).

use super::{Result, Tx, changed, held, on};
use crate::words::Moment;

#[derive(sqlx::FromRow)]
pub struct Operator {
    pub account: String,
    pub contact: String,
    pub added_at: i64,
}

impl Tx {
    /// `false` when the account is one already.
    pub async fn add_operator(&mut self, account: &str, now: Moment) -> Result<bool> {
        let added = changed!(
            self,
            sqlx::query("INSERT INTO operator (account, added_at) VALUES ($1, $2) ON CONFLICT (account) DO NOTHING")
                .bind(account)
                .bind(now.0)
        )?;
        Ok(added == 1)
    }

    /// Takes the role away, and frees what the account had in hand. `false` when it was none.
    pub async fn remove_operator(&mut self, account: &str) -> Result<bool> {
        let removed = changed!(self, sqlx::query("DELETE FROM operator WHERE account = $1").bind(account))?;
        changed!(
            self,
            sqlx::query("UPDATE support_request SET taken_by = NULL WHERE taken_by = $1 AND closed_at IS NULL").bind(account)
        )?;
        Ok(removed == 1)
    }

    /// Every operator, those who were added first first; shut accounts are none.
    pub async fn operators(&mut self) -> Result<Vec<Operator>> {
        on!(self, conn => sqlx::query_as(
            "SELECT o.account, a.contact, o.added_at FROM operator o JOIN account a ON a.id = o.account
             WHERE a.disabled_at IS NULL ORDER BY o.added_at, o.account",
        ).fetch_all(conn))
    }

    pub async fn operator(&mut self, account: &str) -> Result<Option<Operator>> {
        on!(self, conn => sqlx::query_as(
            "SELECT o.account, a.contact, o.added_at FROM operator o JOIN account a ON a.id = o.account
             WHERE o.account = $1 AND a.disabled_at IS NULL",
        ).bind(account).fetch_optional(conn))
    }

    /// Whether an account is an operator, and makes sure that it is until this transaction ends.
    pub async fn hold_operator(&mut self, account: &str) -> Result<bool> {
        let held: Option<(i32,)> = held!(
            self,
            "SELECT 1 FROM operator WHERE account = $1 AND EXISTS (SELECT 1 FROM account a WHERE a.id = $1 AND a.disabled_at IS NULL)",
            account
        )?;
        Ok(held.is_some())
    }
}
