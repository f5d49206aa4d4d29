//! Invitations to work at an organisation.

use super::{Result, Tx, changed, on};
use crate::words::{Moment, Role};

#[derive(sqlx::FromRow)]
pub struct Invitation {
    pub id: String,
    pub organisation: String,
    pub contact_key: String,
    /// As it was written.
    pub contact: String,
    /// A word of [`Role`].
    pub role: String,
    /// The account of whoever invites.
    pub inviter: String,
    pub language: String,
    pub created_at: i64,
    pub expires_at: i64,
    pub answered_at: Option<i64>,
    pub revoked_at: Option<i64>,
}

pub struct NewInvitation<'a> {
    pub id: &'a str,
    pub organisation: &'a str,
    pub contact_key: &'a str,
    pub contact: &'a str,
    pub role: Role,
    pub inviter: &'a str,
    pub language: &'a str,
    pub expires_at: Moment,
}

impl Invitation {
    pub fn role(&self) -> Role {
        Role::named(&self.role).unwrap_or(Role::Member)
    }

    pub fn is_open(&self, now: Moment) -> bool {
        self.answered_at.is_none() && self.revoked_at.is_none() && Moment(self.expires_at) > now
    }
}

/// A query for invitations, up to what it asks of them.
macro_rules! invitations {
    ($which:literal) => {
        concat!(
            "SELECT id, organisation, contact_key, contact, role, inviter, language, created_at, expires_at, answered_at, revoked_at
             FROM invitation WHERE ",
            $which
        )
    };
}

impl Tx {
    /// Invites somebody, in place of any invitation of this organisation that they have not answered.
    pub async fn add_invitation(&mut self, new: &NewInvitation<'_>, now: Moment) -> Result<()> {
        changed!(
            self,
            sqlx::query(
                "UPDATE invitation SET revoked_at = $3
                 WHERE organisation = $1 AND contact_key = $2 AND answered_at IS NULL AND revoked_at IS NULL",
            )
            .bind(new.organisation)
            .bind(new.contact_key)
            .bind(now.0)
        )?;
        changed!(
            self,
            sqlx::query(
                "INSERT INTO invitation (id, organisation, contact_key, contact, role, inviter, language, created_at, expires_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            )
            .bind(new.id)
            .bind(new.organisation)
            .bind(new.contact_key)
            .bind(new.contact)
            .bind(new.role.word())
            .bind(new.inviter)
            .bind(new.language)
            .bind(now.0)
            .bind(new.expires_at.0)
        )?;
        Ok(())
    }

    pub async fn invitation(&mut self, id: &str) -> Result<Option<Invitation>> {
        on!(self, conn => sqlx::query_as(invitations!("id = $1")).bind(id).fetch_optional(conn))
    }

    /// The open invitations of an organisation, the newest first.
    pub async fn invitations_of(&mut self, organisation: &str, now: Moment) -> Result<Vec<Invitation>> {
        on!(self, conn => sqlx::query_as(invitations!(
            "organisation = $1 AND answered_at IS NULL AND revoked_at IS NULL AND expires_at > $2 ORDER BY created_at DESC, id"
        )).bind(organisation).bind(now.0).fetch_all(conn))
    }

    /// The open invitations to an address, the newest first.
    pub async fn invitations_to(&mut self, key: &str, now: Moment) -> Result<Vec<Invitation>> {
        on!(self, conn => sqlx::query_as(invitations!(
            "contact_key = $1 AND answered_at IS NULL AND revoked_at IS NULL AND expires_at > $2 ORDER BY created_at DESC, id"
        )).bind(key).bind(now.0).fetch_all(conn))
    }

    /// Has the time of an open invitation run from now on, since its letter goes now (attack TOK-06).
    pub async fn extend_invitation(&mut self, id: &str, expires_at: Moment) -> Result<()> {
        changed!(
            self,
            sqlx::query("UPDATE invitation SET expires_at = $2 WHERE id = $1 AND answered_at IS NULL AND revoked_at IS NULL")
                .bind(id)
                .bind(expires_at.0)
        )?;
        Ok(())
    }

    /// Takes an invitation for good: `true` for exactly one caller. It goes into the transaction of the answer.
    pub async fn answer_invitation(&mut self, id: &str, now: Moment) -> Result<bool> {
        let answered = changed!(
            self,
            sqlx::query(
                "UPDATE invitation SET answered_at = $2
                 WHERE id = $1 AND answered_at IS NULL AND revoked_at IS NULL AND expires_at > $2",
            )
            .bind(id)
            .bind(now.0)
        )?;
        Ok(answered == 1)
    }

    /// `false` when the organisation has no such open invitation.
    pub async fn revoke_invitation(&mut self, organisation: &str, id: &str, now: Moment) -> Result<bool> {
        let revoked = changed!(
            self,
            sqlx::query(
                "UPDATE invitation SET revoked_at = $3
                 WHERE organisation = $1 AND id = $2 AND answered_at IS NULL AND revoked_at IS NULL AND expires_at > $3",
            )
            .bind(organisation)
            .bind(id)
            .bind(now.0)
        )?;
        Ok(revoked == 1)
    }
}
