//! Organisations, and who works there in which role. What is decided on a role is decided in the transaction that read it
//! (attack AUT-04).

use super::{Result, Tx, changed, on};
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
}

impl Member {
    pub fn role(&self) -> Role {
        Role::named(&self.role).unwrap_or(Role::Member)
    }
}

const MEMBER: &str = "SELECT m.account, m.organisation, m.role, m.joined_at, m.shut_at, a.contact, a.contact_key, a.disabled_at
    FROM member m JOIN account a ON a.id = m.account";

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
        let text = format!("{MEMBER} WHERE m.account = $1");
        on!(self, conn => sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(account).fetch_optional(conn))
    }

    /// Everybody who works at an organisation, those who came first first.
    pub async fn members(&mut self, organisation: &str) -> Result<Vec<Member>> {
        let text = format!("{MEMBER} WHERE m.organisation = $1 ORDER BY m.joined_at, m.account");
        on!(self, conn => sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(organisation).fetch_all(conn))
    }
}
