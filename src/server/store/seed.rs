//! Accounts by the thousand, for a developer's database.

use super::{Result, Terms, Tx, changed};
use crate::words::Moment;

/// Accounts that are written together, numbered one after the other.
pub struct Seeds<'a> {
    pub first: i64,
    pub count: i64,
    /// What the rows of accounts and of their history are called: texts of equal length, joined.
    pub accounts: &'a str,
    pub happened: &'a str,
    pub password: &'a str,
    pub terms: Terms<'a>,
    pub event: &'a str,
    pub device: &'a str,
    pub network: &'a str,
}

impl Tx {
    /// Adds those of them that are not there yet, each with what it agreed to and with how it began: how many that were. The rows are made
    /// by the database, since a million statements take longer than a million rows.
    pub async fn add_seeds(&mut self, seeds: &Seeds<'_>, now: Moment) -> Result<i64> {
        let width = seeds.accounts.len() as i64 / seeds.count.max(1);
        let added = changed!(
            self,
            sqlx::query(
                "WITH RECURSIVE seed (i) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT i + 1 FROM seed WHERE i + 1 < $2),
                      fresh (id, contact) AS (
                          SELECT substr($1, CAST(i * $3 + 1 AS INTEGER), CAST($3 AS INTEGER)),
                                 'seeded-' || CASE WHEN $4 + i < 1000000 THEN substr(CAST(1000000 + $4 + i AS TEXT), 2)
                                                   ELSE CAST($4 + i AS TEXT) END || '@example.org'
                          FROM seed)
                 INSERT INTO account (id, contact_key, contact, password, version, language, created_at)
                 SELECT id, contact, contact, $5, 1, $6, $7 FROM fresh WHERE 1 = 1 ON CONFLICT DO NOTHING",
            )
            .bind(seeds.accounts)
            .bind(seeds.count)
            .bind(width)
            .bind(seeds.first)
            .bind(seeds.password)
            .bind(seeds.terms.language)
            .bind(now.0)
        )?;
        // Where all were added, which is nearly always, nothing is looked up; where some were, only those go by these names.
        let added = added as i64;
        if added == 0 {
            return Ok(0);
        }
        changed!(
            self,
            sqlx::query(
                "WITH RECURSIVE seed (i) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT i + 1 FROM seed WHERE i + 1 < $2),
                      fresh (id) AS (SELECT substr($1, CAST(i * $3 + 1 AS INTEGER), CAST($3 AS INTEGER)) FROM seed)
                 INSERT INTO consent (account, version, agreed_at, language, digest)
                 SELECT id, $4, $5, $6, $7 FROM fresh
                 WHERE $8 = $2 OR EXISTS (SELECT 1 FROM account WHERE account.id = fresh.id)",
            )
            .bind(seeds.accounts)
            .bind(seeds.count)
            .bind(width)
            .bind(seeds.terms.version)
            .bind(now.0)
            .bind(seeds.terms.language)
            .bind(seeds.terms.digest)
            .bind(added)
        )?;
        changed!(
            self,
            sqlx::query(
                "WITH RECURSIVE seed (i) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT i + 1 FROM seed WHERE i + 1 < $2),
                      fresh (id, happened) AS (
                          SELECT substr($1, CAST(i * $3 + 1 AS INTEGER), CAST($3 AS INTEGER)),
                                 substr($4, CAST(i * $3 + 1 AS INTEGER), CAST($3 AS INTEGER))
                          FROM seed)
                 INSERT INTO history (id, account, event, at, device, network)
                 SELECT happened, id, $5, $6, $7, $8 FROM fresh
                 WHERE $9 = $2 OR EXISTS (SELECT 1 FROM account WHERE account.id = fresh.id)",
            )
            .bind(seeds.accounts)
            .bind(seeds.count)
            .bind(width)
            .bind(seeds.happened)
            .bind(seeds.event)
            .bind(now.0)
            .bind(seeds.device)
            .bind(seeds.network)
            .bind(added)
        )?;
        Ok(added)
    }
}
