//! Personal tokens, with which programs act for an account. A row is found by the digest of its token; once revoked it stays so.

use super::{Account, Result, Tx, changed, held, on};
use crate::server::tokens::Digest;
use crate::words::{Moment, Scope, Span};

/// How exactly it is kept when a token was last used: not every request need write.
const USED_EVERY: Span = Span::minutes(1);

/// A token without its secret, which stands nowhere.
#[derive(sqlx::FromRow)]
pub struct ApiToken {
    pub id: String,
    pub account: String,
    pub name: String,
    /// Words of [`Scope`] with a space between them.
    pub scopes: String,
    pub created_at: i64,
    pub expires_at: i64,
    /// Exact to the minute.
    pub used_at: Option<i64>,
}

pub struct NewApiToken<'a> {
    pub id: &'a str,
    pub account: &'a str,
    pub name: &'a str,
    pub scopes: &'a [Scope],
    pub digest: &'a Digest,
    pub expires_at: Moment,
}

/// A token that a program has come with, and its account.
#[derive(sqlx::FromRow)]
pub struct Bearer {
    pub token: String,
    pub scopes: String,
    pub used_at: Option<i64>,
    /// When the bucket of the client is full again, where anything was taken from it.
    pub empty_at: Option<i64>,
    /// When the owner agreed, if ever.
    pub agreed_at: Option<i64>,
    #[sqlx(flatten)]
    pub account: Account,
}

impl ApiToken {
    pub fn scopes(&self) -> Vec<Scope> {
        scopes(&self.scopes)
    }
}

impl Bearer {
    pub fn scopes(&self) -> Vec<Scope> {
        scopes(&self.scopes)
    }

    /// Whether it is time to note that it is in use: that is kept exact to the minute.
    pub fn is_to_be_noted(&self, now: Moment) -> bool {
        self.used_at.is_none_or(|used_at| used_at <= now.before(USED_EVERY).0)
    }
}

fn scopes(words: &str) -> Vec<Scope> {
    words.split(' ').filter_map(Scope::named).collect()
}

impl Tx {
    pub async fn add_api_token(&mut self, new: &NewApiToken<'_>, now: Moment) -> Result<()> {
        let scopes: Vec<&str> = new.scopes.iter().map(|scope| scope.word()).collect();
        changed!(
            self,
            sqlx::query(
                "INSERT INTO api_token (id, account, name, scopes, digest, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            )
            .bind(new.id)
            .bind(new.account)
            .bind(new.name)
            .bind(scopes.join(" "))
            .bind(new.digest.as_str())
            .bind(now.0)
            .bind(new.expires_at.0)
        )?;
        Ok(())
    }

    /// The tokens of an account that are not revoked, expired ones among them, the newest first.
    pub async fn api_tokens(&mut self, account: &str) -> Result<Vec<ApiToken>> {
        on!(self, conn => sqlx::query_as(
            "SELECT id, account, name, scopes, created_at, expires_at, used_at FROM api_token
             WHERE account = $1 AND revoked_at IS NULL ORDER BY created_at DESC, id",
        ).bind(account).fetch_all(conn))
    }

    /// How many tokens of an account live. Exact where the account is held.
    pub async fn count_api_tokens(&mut self, account: &str, now: Moment) -> Result<i64> {
        on!(self, conn => sqlx::query_scalar(
            "SELECT COUNT(*) FROM api_token WHERE account = $1 AND revoked_at IS NULL AND expires_at > $2",
        ).bind(account).bind(now.0).fetch_one(conn))
    }

    /// The token of a digest with its account, as it is when a program comes with it: it lives, and the account is not shut. One
    /// statement, since programs come often. `budget` names the bucket of the client, `agreement` the version to be agreed to.
    pub async fn bearer(&mut self, digest: &Digest, budget: &str, agreement: &str, now: Moment) -> Result<Option<Bearer>> {
        on!(self, conn => sqlx::query_as(
            "SELECT t.id AS token, t.scopes, t.used_at,
                    (SELECT empty_at FROM bucket WHERE name = $3) AS empty_at,
                    (SELECT agreed_at FROM consent WHERE account = a.id AND version = $4) AS agreed_at,
                    a.id, a.contact_key, a.contact, a.username, a.country, a.region, a.kind, a.password, a.version, a.language,
                    a.created_at, a.disabled_at, a.gone_at
             FROM api_token t JOIN account a ON a.id = t.account
             WHERE t.digest = $1 AND t.revoked_at IS NULL AND t.expires_at > $2 AND a.disabled_at IS NULL",
        ).bind(digest.as_str()).bind(now.0).bind(budget).bind(agreement).fetch_optional(conn))
    }

    /// Whether a token still lives, and makes sure that it does until this transaction ends: an effect and the end of the token that
    /// asked for it come one after the other.
    pub async fn hold_api_token(&mut self, id: &str, now: Moment) -> Result<bool> {
        let held: Option<(i32,)> =
            held!(self, "SELECT 1 FROM api_token WHERE id = $1 AND revoked_at IS NULL AND expires_at > $2", id, now.0)?;
        Ok(held.is_some())
    }

    /// Notes that a token is in use, at most once a minute. A revoked one is left as it was.
    pub async fn use_api_token(&mut self, id: &str, now: Moment) -> Result<()> {
        changed!(
            self,
            sqlx::query(
                "UPDATE api_token SET used_at = $2 WHERE id = $1 AND revoked_at IS NULL AND (used_at IS NULL OR used_at <= $3)"
            )
            .bind(id)
            .bind(now.0)
            .bind(now.before(USED_EVERY).0)
        )?;
        Ok(())
    }

    /// Ends one token of an account. `false` when the account has none such, or it was ended before.
    pub async fn revoke_api_token(&mut self, account: &str, id: &str, now: Moment) -> Result<bool> {
        let ended = changed!(
            self,
            sqlx::query("UPDATE api_token SET revoked_at = $3 WHERE account = $1 AND id = $2 AND revoked_at IS NULL")
                .bind(account)
                .bind(id)
                .bind(now.0)
        )?;
        Ok(ended == 1)
    }

    /// Ends all tokens of an account, whose way in has changed.
    pub async fn revoke_api_tokens(&mut self, account: &str, now: Moment) -> Result<()> {
        changed!(
            self,
            sqlx::query("UPDATE api_token SET revoked_at = $2 WHERE account = $1 AND revoked_at IS NULL").bind(account).bind(now.0)
        )?;
        Ok(())
    }
}
