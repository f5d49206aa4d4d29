//! Connections to a SQLite file, each lent to one at a time.
//!
//! sqlx's own pool asks a connection whether it lives each time that it comes back, which is a round trip to its thread for every use; what
//! is a function call away needs no such question (docs/performance.md).

use std::sync::Arc;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions as _, Connection as _, Error};
use tokio::sync::{Mutex, OwnedMappedMutexGuard, OwnedMutexGuard, OwnedSemaphorePermit, Semaphore, TryAcquireError};

use super::Result;

/// So many connections at most, opened when they are first needed.
#[derive(Clone)]
pub struct Connections {
    options: Arc<SqliteConnectOptions>,
    seats: Arc<[Arc<Mutex<Option<Seat>>>]>,
    free: Arc<Semaphore>,
    /// How long one is waited for.
    patience: Duration,
}

struct Seat {
    connection: SqliteConnection,
    /// Whether a transaction may be under way.
    is_open: bool,
}

/// A connection, until this is dropped. A transaction that was not committed then never was.
pub struct Lent {
    seat: OwnedMappedMutexGuard<Option<Seat>, Seat>,
    // Behind the seat, which is free before another may look for one.
    _place: OwnedSemaphorePermit,
    of: Connections,
}

impl Connections {
    pub fn new(options: SqliteConnectOptions, most: usize, patience: Duration) -> Self {
        let seats = (0..most).map(|_| Arc::default()).collect();
        Self { options: Arc::new(options), seats, free: Arc::new(Semaphore::new(most)), patience }
    }

    /// A connection, in no transaction.
    pub async fn lend(&self) -> Result<Lent> {
        let place = match self.free.clone().try_acquire_owned() {
            Ok(place) => place,
            Err(TryAcquireError::Closed) => return Err(Error::PoolClosed),
            Err(TryAcquireError::NoPermits) => tokio::time::timeout(self.patience, self.free.clone().acquire_owned())
                .await
                .map_err(|_| Error::PoolTimedOut)?
                .map_err(|_| Error::PoolClosed)?,
        };
        // One of them is free, or there had been no place.
        let seat = self.seats.iter().find_map(|seat| seat.clone().try_lock_owned().ok());
        let mut seat = seat.ok_or(Error::PoolTimedOut)?;
        match seat.as_mut() {
            None => *seat = Some(Seat { connection: self.options.connect().await?, is_open: false }),
            Some(seat) if seat.is_open => {
                // Where there is none, as after a commit that nobody waited for, this fails, and that is well.
                let _ = sqlx::query("ROLLBACK").execute(&mut seat.connection).await;
                seat.is_open = false;
            }
            Some(_) => {}
        }
        let seat = OwnedMutexGuard::try_map(seat, Option::as_mut).map_err(|_| Error::PoolClosed)?;
        Ok(Lent { seat, _place: place, of: self.clone() })
    }

    /// Closes them all, once those that are lent have come back.
    pub async fn close(&self) {
        self.free.close();
        for seat in self.seats.iter() {
            if let Some(seat) = seat.lock().await.take() {
                let _ = seat.connection.close().await;
            }
        }
    }
}

impl Lent {
    pub fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.seat.connection
    }

    /// Begins a transaction. The statement is not kept prepared: a `PRAGMA` in it works when it is read.
    pub async fn begin(mut self, statement: &'static str) -> Result<Self> {
        self.seat.is_open = true;
        sqlx::raw_sql(statement).execute(self.connection()).await?;
        Ok(self)
    }

    /// Makes what was written last.
    pub async fn commit(mut self) -> Result<()> {
        if self.seat.is_open {
            sqlx::query("COMMIT").execute(self.connection()).await?;
            self.seat.is_open = false;
        }
        Ok(())
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        // Whoever comes next ends it. Should nobody come, the file is not to stay locked for other programs.
        if self.seat.is_open
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            let of = self.of.clone();
            runtime.spawn(async move { of.lend().await.map(drop) });
        }
    }
}
