//! Budgets that are spent too often to ask the database each time: they are taken from it in lots, and a lot is spent here.
//!
//! Nothing is spent that was not taken before, so a budget stays exact however many nodes share it. What a node has taken and not spent
//! goes as fast as the bucket fills again: else the two together would be more than the budget.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::config::Budget;
use super::store::{self, Charge, Store};
use crate::words::Moment;

/// Of what a bucket holds, how much a node takes at a time: small budgets one by one.
const LOTS_IN_A_BUCKET: u32 = 10;
const LARGEST_LOT: u32 = 1_000;
/// From so many lots on, those that are spent are cleared away.
const MOST_LOTS: usize = 10_000;

struct Lot {
    taken_at: Moment,
    size: u32,
    spent: u32,
}

impl Lot {
    fn left(&self, budget: Budget, now: Moment) -> i64 {
        let gone = self.taken_at.until(now).0 / budget.often.0.max(1);
        i64::from(self.size) - i64::from(self.spent) - gone
    }
}

/// What this node has taken and not spent, by the names of the buckets.
#[derive(Default)]
pub struct Lots(Mutex<HashMap<String, (Budget, Lot)>>);

impl Lots {
    /// Takes one from a bucket.
    pub async fn charge(&self, store: &Store, name: &str, budget: Budget, now: Moment) -> Result<Charge, store::Error> {
        if self.spend(name, now) {
            return Ok(Charge::Taken);
        }
        let size = (budget.burst / LOTS_IN_A_BUCKET).clamp(1, LARGEST_LOT);
        let mut tx = store.count().await?;
        let mut charge = tx.charge_many(name, size, budget.often, budget.burst, now).await?;
        let mut taken = size;
        if charge != Charge::Taken && size > 1 {
            charge = tx.charge(name, budget.often, budget.burst, now).await?;
            taken = 1;
        }
        tx.save().await?;
        if charge == Charge::Taken && taken > 1 {
            self.keep(name, budget, Lot { taken_at: now, size: taken, spent: 1 }, now);
        }
        Ok(charge)
    }

    fn spend(&self, name: &str, now: Moment) -> bool {
        let mut lots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some((budget, lot)) = lots.get_mut(name) else { return false };
        let is_left = lot.left(*budget, now) > 0;
        if is_left {
            lot.spent += 1;
        } else {
            lots.remove(name);
        }
        is_left
    }

    fn keep(&self, name: &str, budget: Budget, lot: Lot, now: Moment) {
        let mut lots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if lots.len() >= MOST_LOTS {
            lots.retain(|_, (budget, lot)| lot.left(*budget, now) > 0);
        }
        lots.insert(name.to_owned(), (budget, lot));
    }
}

#[cfg(test)]
mod tests {
    use super::{Lots, Store};
    use crate::server::config::Budget;
    use crate::server::store::Charge;
    use crate::words::{Moment, Span};

    const BUDGET: Budget = Budget { often: Span::seconds(1), burst: 60 };

    async fn spent(lots: &Lots, store: &Store, now: Moment) -> usize {
        let mut spent = 0;
        while lots.charge(store, "a token", BUDGET, now).await.unwrap() == Charge::Taken {
            spent += 1;
        }
        spent
    }

    #[tokio::test]
    async fn bru_05_nodes_that_take_lots_spend_one_budget() {
        let folder = std::env::temp_dir().join(format!("cabinet-lots-{}", std::process::id()));
        let store = Store::sqlite(&folder.join("lots.db")).await.unwrap();
        let (one, other, start) = (Lots::default(), Lots::default(), Moment(1_000_000_000_000));
        // The other node has taken a lot, and spends one of it.
        assert_eq!(other.charge(&store, "a token", BUDGET, start).await.unwrap(), Charge::Taken);
        assert_eq!(spent(&one, &store, start).await + 1 + spent(&other, &store, start).await, 60);
        // What is not spent is worth nothing once the bucket has it again.
        let later = start.after(Span::minutes(10));
        assert_eq!(other.charge(&store, "a token", BUDGET, later).await.unwrap(), Charge::Taken);
        let much_later = later.after(Span::minutes(10));
        assert_eq!(spent(&one, &store, much_later).await + spent(&other, &store, much_later).await, 60);
        store.close().await;
        std::fs::remove_dir_all(folder).unwrap();
    }
}
