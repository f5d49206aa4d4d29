//! Accounts.

use super::{Result, Tx, changed, held, on};
use crate::server::skeleton;
use crate::words::{Moment, Username};

#[derive(Clone, sqlx::FromRow)]
pub struct Account {
    pub id: String,
    pub contact_key: String,
    pub contact: String,
    pub username: Option<String>,
    /// ISO 3166-1, where it was asked.
    pub country: Option<String>,
    /// ISO 3166-2, where it was asked.
    pub region: Option<String>,
    /// A word of [`crate::words::Kind`], where it was asked.
    pub kind: Option<String>,
    pub password: String,
    pub version: i64,
    pub language: String,
    pub created_at: i64,
    pub disabled_at: Option<i64>,
    /// When it will be deleted, where its owner asked for that.
    pub gone_at: Option<i64>,
}

impl Account {
    /// What its owner is called: by the username, where there is one.
    pub fn name(&self) -> &str {
        self.username.as_ref().unwrap_or(&self.contact)
    }
}

/// A username in the three forms in which it is kept.
pub struct Named {
    pub name: String,
    /// What no two accounts may have alike, letter by letter.
    pub key: String,
    /// What no two accounts may have alike, by the eye (UTS 39).
    pub skeleton: String,
}

pub struct NewAccount<'a> {
    pub id: &'a str,
    pub contact_key: &'a str,
    pub contact: &'a str,
    pub username: Option<&'a Named>,
    pub country: Option<&'a str>,
    pub region: Option<&'a str>,
    pub kind: Option<&'a str>,
    pub password: &'a str,
    pub language: &'a str,
}

impl Tx {
    pub async fn account(&mut self, id: &str) -> Result<Option<Account>> {
        on!(self, conn => sqlx::query_as(
            "SELECT id, contact_key, contact, username, country, region, kind, password, version, language, created_at, disabled_at, gone_at FROM account WHERE id = $1",
        ).bind(id).fetch_optional(conn))
    }

    pub async fn account_by_contact(&mut self, key: &str) -> Result<Option<Account>> {
        on!(self, conn => sqlx::query_as(
            "SELECT id, contact_key, contact, username, country, region, kind, password, version, language, created_at, disabled_at, gone_at FROM account WHERE contact_key = $1",
        ).bind(key).fetch_optional(conn))
    }

    pub async fn account_by_username(&mut self, key: &str) -> Result<Option<Account>> {
        on!(self, conn => sqlx::query_as(
            "SELECT id, contact_key, contact, username, country, region, kind, password, version, language, created_at, disabled_at, gone_at FROM account WHERE username_key = $1",
        ).bind(key).fetch_optional(conn))
    }

    /// `false` when the address has an account already, or the name is taken.
    pub async fn add_account(&mut self, new: &NewAccount<'_>, now: Moment) -> Result<bool> {
        let added = changed!(
            self,
            sqlx::query(
                "INSERT INTO account (id, contact_key, contact, password, version, language, created_at, username, username_key, username_skeleton, country, region, kind)
                 VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING",
            )
            .bind(new.id)
            .bind(new.contact_key)
            .bind(new.contact)
            .bind(new.password)
            .bind(new.language)
            .bind(now.0)
            .bind(new.username.map(|username| username.name.as_str()))
            .bind(new.username.map(|username| username.key.as_str()))
            .bind(new.username.map(|username| username.skeleton.as_str()))
            .bind(new.country)
            .bind(new.region)
            .bind(new.kind)
        )?;
        Ok(added == 1)
    }

    /// Takes an account for this transaction: whoever else changes it waits. `false` when it is gone, shut, or no longer what it was at
    /// `version`.
    pub async fn hold_account(&mut self, account: &str, version: i64) -> Result<bool> {
        let held: Option<(i32,)> =
            held!(self, "SELECT 1 FROM account WHERE id = $1 AND version = $2 AND disabled_at IS NULL", account, version)?;
        Ok(held.is_some())
    }

    /// The one statement that writes a password. `steps` is what the version grows by: nothing where it is the same password under
    /// other parameters. `false` when the account is gone, shut, or no longer what it was at `version`.
    pub(in crate::server) async fn write_password(
        &mut self,
        account: &str,
        version: i64,
        password: &str,
        steps: i64,
    ) -> Result<bool> {
        let written = changed!(
            self,
            sqlx::query(
                "UPDATE account SET password = $3, version = version + $4 WHERE id = $1 AND version = $2 AND disabled_at IS NULL",
            )
            .bind(account)
            .bind(version)
            .bind(password)
            .bind(steps)
        )?;
        Ok(written == 1)
    }

    /// Moves an account to another address. `false` when that has an account, or this one is no longer what it was at `version`.
    pub async fn move_account(&mut self, account: &str, version: i64, key: &str, contact: &str) -> Result<bool> {
        let changed = changed!(
            self,
            sqlx::query(
                "UPDATE account SET contact_key = $3, contact = $4, version = version + 1
                 WHERE id = $1 AND version = $2 AND disabled_at IS NULL
                   AND NOT EXISTS (SELECT 1 FROM account WHERE contact_key = $3 AND id <> $1)",
            )
            .bind(account)
            .bind(version)
            .bind(key)
            .bind(contact)
        );
        is_first(changed)
    }

    /// Sets or takes back the day on which an account is deleted. `false` when it is no longer what it was at `version`.
    pub async fn set_gone_at(&mut self, account: &str, version: i64, gone_at: Option<Moment>) -> Result<bool> {
        let changed = changed!(
            self,
            sqlx::query(
                "UPDATE account SET gone_at = $3, version = version + 1 WHERE id = $1 AND version = $2 AND disabled_at IS NULL"
            )
            .bind(account)
            .bind(version)
            .bind(gone_at.map(|at| at.0))
        )?;
        Ok(changed == 1)
    }

    /// The one statement that gives a name. `false` when somebody has it or one that looks like it (attack IDN-03), or the account is no
    /// longer what it was at `version`.
    pub async fn set_username(&mut self, account: &str, version: i64, username: &Username) -> Result<bool> {
        let changed = changed!(
            self,
            sqlx::query(
                "UPDATE account SET username_key = $2, username = $3, username_skeleton = $5
                 WHERE id = $1 AND version = $4 AND disabled_at IS NULL
                   AND NOT EXISTS (SELECT 1 FROM account WHERE (username_key = $2 OR username_skeleton = $5) AND id <> $1)",
            )
            .bind(account)
            .bind(username.key())
            .bind(username.as_str())
            .bind(version)
            .bind(skeleton::of(username))
        );
        is_first(changed)
    }

    /// The next so many accounts after `last` whose names have no skeleton yet: each with the key of its name.
    pub async fn names_without_skeleton(&mut self, last: &str, most: i64) -> Result<Vec<(String, String)>> {
        on!(self, conn => sqlx::query_as(
            "SELECT id, username_key FROM account WHERE username_key IS NOT NULL AND username_skeleton IS NULL AND id > $1 ORDER BY id LIMIT $2",
        ).bind(last).bind(most).fetch_all(conn))
    }

    /// `false` when another name looks like this one, or it is no longer the account's.
    pub async fn set_skeleton(&mut self, account: &str, key: &str, skeleton: &str) -> Result<bool> {
        let changed = changed!(
            self,
            sqlx::query(
                "UPDATE account SET username_skeleton = $3 WHERE id = $1 AND username_key = $2 AND username_skeleton IS NULL
                   AND NOT EXISTS (SELECT 1 FROM account WHERE username_skeleton = $3)",
            )
            .bind(account)
            .bind(key)
            .bind(skeleton)
        )?;
        Ok(changed == 1)
    }

    /// Shuts an account: nobody signs in to it or comes over from another, its sessions end, and its letters open nothing. Where the
    /// organisation that it works for had shut it, that can no longer open it. `false` when nothing has changed by it.
    pub async fn disable_account(&mut self, account: &str, now: Moment) -> Result<bool> {
        let changed = changed!(
            self,
            sqlx::query("UPDATE account SET disabled_at = $2, version = version + 1 WHERE id = $1 AND disabled_at IS NULL")
                .bind(account)
                .bind(now.0)
        )?;
        self.end_pair(account).await?;
        self.revoke_sessions(account, now).await?;
        self.forget_devices(account).await?;
        self.void_restores(account, now).await?;
        self.void_email_changes(account, now).await?;
        self.void_contacts(account, now).await?;
        self.revoke_api_tokens(account, now).await?;
        let taken = changed!(
            self,
            sqlx::query("UPDATE member SET shut_at = NULL WHERE account = $1 AND shut_at IS NOT NULL").bind(account)
        )?;
        Ok(changed + taken > 0)
    }
}

/// Whether a row was changed. Of two who take the same key at once, the index decides.
fn is_first(changed: Result<u64>) -> Result<bool> {
    match changed {
        Ok(rows) => Ok(rows == 1),
        Err(sqlx::Error::Database(fault)) if fault.is_unique_violation() => Ok(false),
        Err(fault) => Err(fault),
    }
}
