//! Challenges that had their one try.

use super::{Result, Tx, changed};
use crate::words::Moment;

impl Tx {
    /// Takes the one try of a challenge that can be answered until then. `false` where it has had it.
    pub async fn spend(&mut self, challenge: &str, expires_at: Moment) -> Result<bool> {
        let taken = changed!(
            self,
            sqlx::query("INSERT INTO spent (id, expires_at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING")
                .bind(challenge)
                .bind(expires_at.0)
        )?;
        Ok(taken == 1)
    }
}
