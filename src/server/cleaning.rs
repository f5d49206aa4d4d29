//! Puts away what has had its time: in small batches, so that nobody waits for it, and on any number of nodes at once.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::House;
use super::store::{self, CLEANED};

/// How often there is a look at what has to go.
const EVERY: Duration = Duration::from_secs(600);
/// The most rows that go in one transaction.
const BATCH: i64 = 500;

/// Cleans now and again until it is told to stop.
pub async fn work(house: Arc<House>, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        if let Err(fault) = clean(&house).await {
            // The next round takes up where this one ended.
            tracing::error!(%fault, "not cleaned");
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Deletes everything that has had its time: how many rows and accounts there were.
pub async fn clean(house: &House) -> Result<u64, store::Error> {
    let mut gone = 0;
    for what in &CLEANED {
        loop {
            let mut tx = house.store.write().await?;
            let rows = tx.clean(what, BATCH, house.clock.now()).await?;
            tx.save().await?;
            gone += rows;
            if rows == 0 {
                break;
            }
        }
    }
    loop {
        let now = house.clock.now();
        let mut tx = house.store.write().await?;
        let Some(account) = tx.account_to_delete(now).await? else { return Ok(gone) };
        // One that came back this moment is looked for again, and not found.
        if tx.delete_account(&account, now).await? {
            gone += 1;
        }
        tx.save().await?;
    }
}
