//! Accounts, and what their owners agreed to.

use super::{Result, Tx, changed, on};
use crate::words::Moment;

#[derive(sqlx::FromRow)]
pub struct Account {
    pub id: String,
    pub email: String,
    pub username: Option<String>,
    pub password: String,
    pub version: i64,
    pub created_at: i64,
    pub disabled_at: Option<i64>,
}

pub struct NewAccount<'a> {
    pub id: &'a str,
    pub email_key: &'a str,
    pub email: &'a str,
    pub password: &'a str,
    pub language: &'a str,
}

impl Tx {
    pub async fn account(&mut self, id: &str) -> Result<Option<Account>> {
        on!(self, conn => sqlx::query_as(
            "SELECT id, email, username, password, version, created_at, disabled_at FROM account WHERE id = $1",
        ).bind(id).fetch_optional(conn))
    }

    pub async fn account_by_email(&mut self, key: &str) -> Result<Option<Account>> {
        on!(self, conn => sqlx::query_as(
            "SELECT id, email, username, password, version, created_at, disabled_at FROM account WHERE email_key = $1",
        ).bind(key).fetch_optional(conn))
    }

    pub async fn account_by_username(&mut self, key: &str) -> Result<Option<Account>> {
        on!(self, conn => sqlx::query_as(
            "SELECT id, email, username, password, version, created_at, disabled_at FROM account WHERE username_key = $1",
        ).bind(key).fetch_optional(conn))
    }

    /// `false` when the address has an account already.
    pub async fn add_account(&mut self, new: &NewAccount<'_>, now: Moment) -> Result<bool> {
        let added = changed!(
            self,
            sqlx::query(
                "INSERT INTO account (id, email_key, email, password, version, language, created_at)
                 VALUES ($1, $2, $3, $4, 1, $5, $6) ON CONFLICT DO NOTHING",
            )
            .bind(new.id)
            .bind(new.email_key)
            .bind(new.email)
            .bind(new.password)
            .bind(new.language)
            .bind(now.0)
        )?;
        Ok(added == 1)
    }

    pub async fn add_consent(&mut self, account: &str, version: &str, agreed_at: Moment) -> Result<()> {
        changed!(
            self,
            sqlx::query("INSERT INTO consent (account, version, agreed_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
                .bind(account)
                .bind(version)
                .bind(agreed_at.0)
        )?;
        Ok(())
    }

    /// Replaces a hash by one of the same password under other parameters, unless the password has changed meanwhile.
    pub async fn renew_hash(&mut self, account: &str, version: i64, password: &str) -> Result<()> {
        changed!(
            self,
            sqlx::query("UPDATE account SET password = $3 WHERE id = $1 AND version = $2")
                .bind(account)
                .bind(version)
                .bind(password)
        )?;
        Ok(())
    }

    /// `false` when somebody has that name, or the account is no longer what it was at `version`.
    pub async fn set_username(&mut self, account: &str, version: i64, key: &str, username: &str) -> Result<bool> {
        let changed = changed!(
            self,
            sqlx::query(
                "UPDATE account SET username_key = $2, username = $3
                 WHERE id = $1 AND version = $4 AND disabled_at IS NULL
                   AND NOT EXISTS (SELECT 1 FROM account WHERE username_key = $2 AND id <> $1)",
            )
            .bind(account)
            .bind(key)
            .bind(username)
            .bind(version)
        );
        match changed {
            Ok(rows) => Ok(rows == 1),
            // Two took the same name at once: the index decides.
            Err(sqlx::Error::Database(fault)) if fault.is_unique_violation() => Ok(false),
            Err(fault) => Err(fault),
        }
    }

    /// Shuts an account: nobody signs in to it, and its sessions end.
    pub async fn disable_account(&mut self, account: &str, now: Moment) -> Result<bool> {
        let changed = changed!(
            self,
            sqlx::query("UPDATE account SET disabled_at = $2, version = version + 1 WHERE id = $1 AND disabled_at IS NULL")
                .bind(account)
                .bind(now.0)
        )?;
        self.revoke_sessions(account, now).await?;
        Ok(changed == 1)
    }
}
