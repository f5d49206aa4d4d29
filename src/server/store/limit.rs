//! Limits. Each is one statement, which is why it is exact under parallel requests and across nodes: it is charged before
//! the costly or telling check, never after it.

use super::{Result, Tx, changed, on};
use crate::words::{Moment, Span};

/// What a charge came to.
#[derive(Debug, PartialEq, Eq)]
pub enum Charge {
    Taken,
    /// Nothing left; there is room again in this long.
    Refused(Span),
}

/// Whether a password may be tried now.
#[derive(Debug, PartialEq, Eq)]
pub enum Guess {
    Allowed,
    Later(Span),
    /// None more, until the owner restores access.
    Never,
}

/// Wrong passwords in a row: how many cost no waiting, after which it is half a minute, doubling up to an hour; and how many there
/// are at all.
#[derive(Clone, Copy)]
pub struct Ladder {
    pub free: i64,
    pub most: i64,
}

const FIRST_WAIT: Span = Span::seconds(30);
const LONGEST_WAIT: Span = Span::hours(1);

/// So many are to be taken from a bucket that holds `burst` and gains one each `often`.
pub struct Bucket {
    pub name: String,
    pub many: u32,
    pub often: Span,
    pub burst: u32,
}

impl Bucket {
    fn cost(&self) -> i64 {
        self.often.0.saturating_mul(i64::from(self.many))
    }

    fn room(&self) -> i64 {
        self.often.0.saturating_mul(i64::from(self.burst))
    }
}

/// A statement that charges buckets. `$1` is now; of each bucket there follow its name, what is taken, and what it holds.
macro_rules! charges {
    ($name:literal $cost:literal $room:literal $(, $names:literal $costs:literal $rooms:literal)*) => {
        concat!(
            "INSERT INTO bucket (name, empty_at) VALUES ($", $name, ", $1 + $", $cost, ")", $(", ($", $names, ", $1 + $", $costs, ")",)*
            " ON CONFLICT (name) DO UPDATE
                SET empty_at = CASE WHEN bucket.empty_at > $1 THEN bucket.empty_at ELSE $1 END + excluded.empty_at - $1
              WHERE CASE WHEN bucket.empty_at > $1 THEN bucket.empty_at ELSE $1 END + excluded.empty_at - $1 - $1
                <= CASE bucket.name WHEN $", $name, " THEN $", $room, $(" WHEN $", $names, " THEN $", $rooms,)* " END
              RETURNING name"
        )
    };
}

/// Those for one bucket, for two, and so on.
const CHARGES: [&str; 4] =
    [charges!(2 3 4), charges!(2 3 4, 5 6 7), charges!(2 3 4, 5 6 7, 8 9 10), charges!(2 3 4, 5 6 7, 8 9 10, 11 12 13)];

impl Tx {
    /// Takes one from a bucket that holds `burst` and gains one each `often`.
    pub async fn charge(&mut self, name: &str, often: Span, burst: u32, now: Moment) -> Result<Charge> {
        self.charge_many(name, 1, often, burst, now).await
    }

    /// Takes so many from a bucket, or none.
    pub async fn charge_many(&mut self, name: &str, many: u32, often: Span, burst: u32, now: Moment) -> Result<Charge> {
        self.charge_all(&[Bucket { name: name.to_owned(), many, often, burst }], now).await
    }

    /// Takes from each of these buckets (GCRA, as in ITU-T I.371 annex A), no two of which are the same. Where one has not enough, the
    /// transaction is not to be saved if any other must stay as it was.
    pub async fn charge_all(&mut self, buckets: &[Bucket], now: Moment) -> Result<Charge> {
        // The statement itself would let a first charge be larger than the bucket.
        if let Some(small) = buckets.iter().find(|bucket| bucket.many > bucket.burst) {
            return Ok(Charge::Refused(Span(small.cost())));
        }
        let mut taken: Vec<(String,)> = Vec::new();
        for buckets in buckets.chunks(CHARGES.len()) {
            let Some(text) = CHARGES.get(buckets.len() - 1) else { continue };
            let charged: Vec<(String,)> = on!(self, conn => buckets
                .iter()
                .fold(sqlx::query_as(*text).bind(now.0), |query, bucket| {
                    query.bind(bucket.name.as_str()).bind(bucket.cost()).bind(bucket.room())
                })
                .fetch_all(conn))?;
            taken.extend(charged);
        }
        let Some(spent) = buckets.iter().find(|bucket| !taken.iter().any(|(name,)| *name == bucket.name)) else {
            return Ok(Charge::Taken);
        };
        let row: Option<(i64,)> = on!(self, conn => sqlx::query_as("SELECT empty_at FROM bucket WHERE name = $1")
            .bind(spent.name.as_str()).fetch_optional(conn))?;
        let empty_at = row.map_or(now.0, |(empty_at,)| empty_at);
        Ok(Charge::Refused(now.until(Moment(empty_at.saturating_add(spent.cost()).saturating_sub(spent.room())))))
    }

    /// Books a guess at a password as if it were wrong. A right one takes it back with [`Tx::forgive`].
    pub async fn book_guess(&mut self, name: &str, ladder: Ladder, now: Moment) -> Result<Guess> {
        // The wait after guess n is FIRST_WAIT · 2^(n - free), spelled out: the databases have no power of whole numbers in common.
        let booked = changed!(
            self,
            sqlx::query(
                "INSERT INTO guess (name, failures, next_at) VALUES ($1, 1, $2)
                 ON CONFLICT (name) DO UPDATE SET
                     failures = guess.failures + 1,
                     next_at = $2 + CASE
                         WHEN guess.failures + 1 < $3 THEN 0
                         WHEN guess.failures + 1 - $3 >= 7 THEN $5
                         ELSE $4 * (CASE guess.failures + 1 - $3
                             WHEN 0 THEN 1 WHEN 1 THEN 2 WHEN 2 THEN 4 WHEN 3 THEN 8 WHEN 4 THEN 16 WHEN 5 THEN 32 ELSE 64 END)
                     END
                 WHERE guess.next_at <= $2 AND guess.failures < $6",
            )
            .bind(name)
            .bind(now.0)
            .bind(ladder.free)
            .bind(FIRST_WAIT.0)
            .bind(LONGEST_WAIT.0)
            .bind(ladder.most)
        )?;
        if booked == 1 {
            return Ok(Guess::Allowed);
        }
        let row: Option<(i64, i64)> = on!(self, conn => sqlx::query_as("SELECT failures, next_at FROM guess WHERE name = $1")
            .bind(name).fetch_optional(conn))?;
        Ok(match row {
            Some((failures, _)) if failures >= ladder.most => Guess::Never,
            row => Guess::Later(row.map_or(Span(0), |(_, next_at)| now.until(Moment(next_at)))),
        })
    }

    /// Takes back the one guess that was [booked](Self::book_guess) at this moment, since it was never looked at.
    pub async fn unbook_guess(&mut self, name: &str, now: Moment) -> Result<()> {
        changed!(
            self,
            sqlx::query(
                "UPDATE guess SET failures = failures - 1, next_at = CASE WHEN next_at > $2 THEN $2 ELSE next_at END
                 WHERE name = $1 AND failures > 0",
            )
            .bind(name)
            .bind(now.0)
        )?;
        Ok(())
    }

    /// Forgets the wrong guesses of one login: its owner has come.
    pub async fn forgive(&mut self, name: &str) -> Result<()> {
        changed!(self, sqlx::query("DELETE FROM guess WHERE name = $1").bind(name))?;
        Ok(())
    }
}
