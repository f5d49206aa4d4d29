//! Organisations, and who works there in which role. What is decided on a role is decided in the transaction that read it
//! (attack AUT-04).

use super::{Result, Tx, changed, held, on};
use crate::words::{Codes, Moment, Role};

#[derive(sqlx::FromRow)]
pub struct Organisation {
    pub id: String,
    pub inn: String,
    /// Empty for a sole proprietor.
    pub kpp: String,
    pub name: String,
    pub created_at: i64,
}

pub struct NewOrganisation<'a> {
    pub id: &'a str,
    pub codes: &'a Codes,
    pub name: &'a str,
}

/// Somebody who works at an organisation, with what their account goes by.
#[derive(sqlx::FromRow)]
pub struct Member {
    pub account: String,
    pub organisation: String,
    /// A word of [`Role`].
    pub role: String,
    pub joined_at: i64,
    pub shut_at: Option<i64>,
    pub contact: String,
    pub contact_key: String,
    pub disabled_at: Option<i64>,
    /// When their account will be deleted, where they asked for that.
    pub gone_at: Option<i64>,
}

impl Member {
    pub fn role(&self) -> Role {
        Role::named(&self.role).unwrap_or(Role::Member)
    }

    /// Whether the account is open, and is to stay so.
    pub fn is_living(&self) -> bool {
        self.shut_at.is_none() && self.disabled_at.is_none() && self.gone_at.is_none()
    }
}

/// A query for members, up to what it asks of them.
macro_rules! members {
    ($which:literal) => {
        concat!(
            "SELECT m.account, m.organisation, m.role, m.joined_at, m.shut_at, a.contact, a.contact_key, a.disabled_at, a.gone_at
             FROM member m JOIN account a ON a.id = m.account WHERE ",
            $which
        )
    };
}

impl Tx {
    /// `false` when there is one of these numbers.
    pub async fn add_organisation(&mut self, new: &NewOrganisation<'_>, now: Moment) -> Result<bool> {
        Ok(changed!(
            self,
            sqlx::query(
                "INSERT INTO organisation (id, inn, kpp, name, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (inn, kpp) DO NOTHING",
            )
            .bind(new.id)
            .bind(new.codes.inn())
            .bind(new.codes.kpp())
            .bind(new.name)
            .bind(now.0)
        )? == 1)
    }

    pub async fn organisation(&mut self, id: &str) -> Result<Option<Organisation>> {
        on!(self, conn => sqlx::query_as("SELECT id, inn, kpp, name, created_at FROM organisation WHERE id = $1")
            .bind(id).fetch_optional(conn))
    }

    pub async fn organisation_by_codes(&mut self, codes: &Codes) -> Result<Option<Organisation>> {
        on!(self, conn => sqlx::query_as("SELECT id, inn, kpp, name, created_at FROM organisation WHERE inn = $1 AND kpp = $2")
            .bind(codes.inn()).bind(codes.kpp()).fetch_optional(conn))
    }

    /// Takes an organisation for this transaction: whoever else decides on its people waits. It is taken before any account is, so that
    /// no two transactions wait for each other. `false` when there is none.
    pub async fn hold_organisation(&mut self, id: &str) -> Result<bool> {
        let held: Option<(i32,)> = held!(self, "SELECT 1 FROM organisation WHERE id = $1", id)?;
        Ok(held.is_some())
    }

    /// `false` when the account works somewhere already.
    pub async fn add_member(&mut self, organisation: &str, account: &str, role: Role, now: Moment) -> Result<bool> {
        Ok(changed!(
            self,
            sqlx::query(
                "INSERT INTO member (account, organisation, role, joined_at) VALUES ($1, $2, $3, $4) ON CONFLICT (account) DO NOTHING",
            )
            .bind(account)
            .bind(organisation)
            .bind(role.word())
            .bind(now.0)
        )? == 1)
    }

    /// Where an account works, and as what.
    pub async fn member(&mut self, account: &str) -> Result<Option<Member>> {
        on!(self, conn => sqlx::query_as(members!("m.account = $1")).bind(account).fetch_optional(conn))
    }

    /// Who of an organisation is reached by an address.
    pub async fn member_by_contact(&mut self, organisation: &str, key: &str) -> Result<Option<Member>> {
        on!(self, conn => sqlx::query_as(members!("m.organisation = $1 AND a.contact_key = $2"))
            .bind(organisation).bind(key).fetch_optional(conn))
    }

    /// Everybody who works at an organisation, those who came first first.
    pub async fn members(&mut self, organisation: &str) -> Result<Vec<Member>> {
        on!(self, conn => sqlx::query_as(members!("m.organisation = $1 ORDER BY m.joined_at, m.account"))
            .bind(organisation).fetch_all(conn))
    }

    /// Whether anybody else works where this one does.
    pub async fn has_colleagues(&mut self, member: &Member) -> Result<bool> {
        let others: i64 = on!(self, conn => sqlx::query_scalar("SELECT COUNT(*) FROM member WHERE organisation = $1 AND account <> $2")
            .bind(&member.organisation).bind(&member.account).fetch_one(conn))?;
        Ok(others > 0)
    }

    /// Whether it has an owner besides this one, who can get in and is to stay. Exact where the organisation is held (attack AUT-05).
    pub async fn has_other_owner(&mut self, member: &Member) -> Result<bool> {
        let others: i64 = on!(self, conn => sqlx::query_scalar(
            "SELECT COUNT(*) FROM member m JOIN account a ON a.id = m.account
             WHERE m.organisation = $1 AND m.account <> $2 AND m.role = $3
               AND m.shut_at IS NULL AND a.disabled_at IS NULL AND a.gone_at IS NULL",
        ).bind(&member.organisation).bind(&member.account).bind(Role::Owner.word()).fetch_one(conn))?;
        Ok(others > 0)
    }

    pub async fn set_role(&mut self, account: &str, role: Role) -> Result<()> {
        changed!(self, sqlx::query("UPDATE member SET role = $2 WHERE account = $1").bind(account).bind(role.word()))?;
        Ok(())
    }

    /// Shuts somebody out for the organisation, which can let them in again. `false` when their account is shut already.
    pub async fn shut_member(&mut self, account: &str, now: Moment) -> Result<bool> {
        let shut = self.disable_account(account, now).await?;
        if shut {
            changed!(self, sqlx::query("UPDATE member SET shut_at = $2 WHERE account = $1").bind(account).bind(now.0))?;
        }
        Ok(shut)
    }

    /// Opens the account of somebody whom the organisation itself has shut out. `false` where it has not, or no longer has that right.
    pub async fn let_in_member(&mut self, account: &str) -> Result<bool> {
        // The account first, as when it is shut: what the site's operator is doing meanwhile is seen by the statement that follows.
        changed!(self, sqlx::query("UPDATE account SET version = version WHERE id = $1").bind(account))?;
        let let_in = changed!(
            self,
            sqlx::query("UPDATE member SET shut_at = NULL WHERE account = $1 AND shut_at IS NOT NULL").bind(account)
        )?;
        if let_in == 1 {
            changed!(
                self,
                sqlx::query("UPDATE account SET disabled_at = NULL, version = version + 1 WHERE id = $1").bind(account)
            )?;
        }
        Ok(let_in == 1)
    }

    pub async fn remove_member(&mut self, account: &str) -> Result<()> {
        changed!(self, sqlx::query("DELETE FROM member WHERE account = $1").bind(account))?;
        Ok(())
    }

    /// Deletes an organisation that nobody works at any more, with what it has asked and was asked.
    pub async fn close_organisation(&mut self, id: &str) -> Result<()> {
        for delete in [
            "DELETE FROM message WHERE about IN (SELECT id FROM invitation WHERE organisation = $1)
                OR about IN (SELECT id FROM plea WHERE organisation = $1)
                OR about IN (SELECT l.id FROM plea_letter l JOIN plea p ON p.id = l.plea WHERE p.organisation = $1)",
            "DELETE FROM invitation WHERE organisation = $1",
            "DELETE FROM plea_letter WHERE plea IN (SELECT id FROM plea WHERE organisation = $1)",
            "DELETE FROM plea WHERE organisation = $1",
            "DELETE FROM organisation WHERE id = $1",
        ] {
            changed!(self, sqlx::query(delete).bind(id))?;
        }
        Ok(())
    }
}
