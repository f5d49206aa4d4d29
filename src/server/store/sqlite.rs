//! Connections to a SQLite file, each lent to one at a time, and transactions that are committed together.
//!
//! sqlx's own pool asks a connection whether it lives each time that it comes back, which is a round trip to its thread for every use; what
//! is a function call away needs no such question. And SQLite has one writer, which would wait for the disk once for each transaction:
//! those that were saved while others waited for their turn wait for it once, together (group commit; docs/performance.md).

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions as _, Connection as _, Error};
use tokio::sync::{Mutex, OwnedMappedMutexGuard, OwnedMutexGuard, OwnedSemaphorePermit, Semaphore, oneshot};

use super::Result;

/// How many transactions are committed together at most: none is kept waiting for long by those behind it.
const TOGETHER: usize = 16;

/// So many connections at most, opened when they are first needed.
#[derive(Clone)]
pub struct Connections {
    options: Arc<SqliteConnectOptions>,
    seats: Arc<[Arc<Mutex<Option<Seat>>>]>,
    free: Arc<Semaphore>,
    /// How many wait for one.
    waiting: Arc<AtomicUsize>,
    /// How long one is waited for.
    patience: Duration,
}

struct Seat {
    connection: SqliteConnection,
    /// The transaction that is under way.
    group: Option<Group>,
    /// Whether one that was lent this may have left something unsaved in it.
    is_torn: bool,
    /// Whether that one was being saved.
    is_saving: bool,
}

/// A transaction of SQLite. Once the first act has saved, those that follow have one after the other the savepoint `act`: it is there for
/// the next as soon as the last was saved. The savepoint `acts` around them tells whether the transaction still is.
struct Group {
    lasts: Lasts,
    /// Those that were saved, and wait to be told whether all of it was committed.
    saved: Vec<oneshot::Sender<()>>,
}

/// Whether what was committed outlives a power cut.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lasts {
    /// All but the last of it.
    Mostly,
    Always,
}

impl Lasts {
    fn begin(self) -> &'static str {
        match self {
            Lasts::Mostly => "PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE",
            Lasts::Always => "PRAGMA synchronous = FULL; BEGIN IMMEDIATE",
        }
    }
}

/// A connection, until this is dropped. What was not saved by then never was.
pub struct Lent {
    seat: OwnedMappedMutexGuard<Option<Seat>, Seat>,
    // Behind the seat, which is free before another may look for one.
    _place: OwnedSemaphorePermit,
    of: Connections,
}

/// One that waits, as others see it.
struct Waiting(Arc<AtomicUsize>);

impl Waiting {
    fn of(connections: &Connections) -> Self {
        connections.waiting.fetch_add(1, Ordering::AcqRel);
        Self(connections.waiting.clone())
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Connections {
    pub fn new(options: SqliteConnectOptions, most: usize, patience: Duration) -> Self {
        let seats = (0..most).map(|_| Arc::default()).collect();
        let free = Arc::new(Semaphore::new(most));
        Self { options: Arc::new(options), seats, free, waiting: Arc::default(), patience }
    }

    /// A connection, in no act.
    pub async fn lend(&self) -> Result<Lent> {
        let patience = self.patience;
        tokio::time::timeout(patience, self.turn(Waiting::of(self))).await.map_err(|_| Error::PoolTimedOut)?
    }

    /// The same, however long it takes.
    async fn turn(&self, waiting: Waiting) -> Result<Lent> {
        let place = self.free.clone().acquire_owned().await.map_err(|_| Error::PoolClosed)?;
        drop(waiting);
        // One of them is free, or there had been no place.
        let seat = self.seats.iter().find_map(|seat| seat.clone().try_lock_owned().ok());
        let mut seat = seat.ok_or(Error::PoolTimedOut)?;
        match seat.as_mut() {
            None => *seat = Some(Seat { connection: self.options.connect().await?, group: None, is_torn: false, is_saving: false }),
            Some(seat) => seat.mend().await,
        }
        let seat = OwnedMutexGuard::try_map(seat, Option::as_mut).map_err(|_| Error::PoolClosed)?;
        Ok(Lent { seat, _place: place, of: self.clone() })
    }

    /// Closes them all, once those that are lent have come back.
    pub async fn close(&self) {
        self.free.close();
        for seat in self.seats.iter() {
            if let Some(mut seat) = seat.lock().await.take() {
                seat.mend().await;
                if let Err(fault) = seat.commit().await {
                    tracing::error!(%fault, "not committed at the end");
                }
                let _ = seat.connection.close().await;
            }
        }
    }

    /// Commits what was saved once all have had their turn who wait for it now.
    fn commit_in_turn(&self) {
        let (waiting, connections) = (Waiting::of(self), self.clone());
        tokio::spawn(async move {
            // Once they are closed, whoever closed them has committed it.
            if let Ok(lent) = connections.turn(waiting).await {
                lent.commit().await;
            }
        });
    }
}

impl Seat {
    async fn run(&mut self, statement: &'static str) -> Result<()> {
        sqlx::query(statement).execute(&mut self.connection).await.map(|_| ())
    }

    /// Takes back what was left unsaved.
    async fn mend(&mut self) {
        if !self.is_torn {
            return;
        }
        let is_shared = self.group.as_ref().is_some_and(|group| !group.saved.is_empty());
        // The first fails where there is no act, since it had just been saved: then the second does not. Both do where SQLite has given up
        // the whole transaction, as on a full disk.
        let is_kept = is_shared
            && (self.run("ROLLBACK TO act").await.is_ok()
                || self.is_saving && self.run("RELEASE acts; SAVEPOINT acts; SAVEPOINT act").await.is_ok());
        if !is_kept {
            self.give_up().await;
        }
        (self.is_torn, self.is_saving) = (false, false);
    }

    /// Keeps nothing of the transaction. Whoever had saved in it is told by the end of what they wait on.
    async fn give_up(&mut self) {
        // Where there is none, as after a commit that nobody waited for, this fails, and that is well.
        let _ = self.run("ROLLBACK").await;
        self.group = None;
    }

    /// Commits what there is.
    async fn commit(&mut self) -> Result<()> {
        if self.group.is_none() {
            return Ok(());
        }
        self.is_torn = true;
        let done = self.run("COMMIT").await;
        match &done {
            Ok(()) => {
                for saved in self.group.take().into_iter().flat_map(|group| group.saved) {
                    // Who has hung up need not be told.
                    let _ = saved.send(());
                }
            }
            Err(_) => self.give_up().await,
        }
        self.is_torn = false;
        done
    }
}

impl Lent {
    pub fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.seat.connection
    }

    /// Begins an act: in the transaction that is under way, or in a new one.
    pub async fn begin(mut self, lasts: Lasts) -> Result<Self> {
        if self.seat.group.as_ref().is_some_and(|group| group.lasts < lasts) {
            self = tokio::spawn(self.commit()).await.map_err(|_| Error::WorkerCrashed)?;
        }
        let seat = &mut *self.seat;
        seat.is_torn = true;
        if seat.group.is_none() {
            seat.group = Some(Group { lasts, saved: Vec::new() });
            // Not kept prepared: a `PRAGMA` works when it is read.
            sqlx::raw_sql(lasts.begin()).execute(&mut seat.connection).await?;
        }
        Ok(self)
    }

    /// Makes what was written last: at once, or together with what those write who wait for their turn.
    pub async fn save(mut self) -> Result<()> {
        let seat = &mut *self.seat;
        let Some(group) = &mut seat.group else { return Ok(()) };
        if group.saved.is_empty() && self.of.waiting.load(Ordering::Acquire) == 0 {
            return seat.commit().await;
        }
        let (told, committed) = oneshot::channel();
        group.saved.push(told);
        let many = group.saved.len();
        if many == 1 {
            self.of.commit_in_turn();
        }
        seat.is_saving = true;
        seat.run(if many == 1 { "SAVEPOINT acts; SAVEPOINT act" } else { "RELEASE act; SAVEPOINT act" }).await?;
        (seat.is_torn, seat.is_saving) = (false, false);
        if many < TOGETHER {
            drop(self);
        } else {
            tokio::spawn(self.commit());
        }
        committed.await.map_err(|_| Error::Protocol("a transaction was not committed with those around it".into()))
    }

    /// Commits what others have saved. In a task of its own: whoever is about to may hang up, and they are told all the same.
    async fn commit(mut self) -> Self {
        if let Err(fault) = self.seat.commit().await {
            tracing::error!(%fault, "not committed");
        }
        self
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        // Whoever comes next mends it. Should nobody come, the file is not to stay locked for other programs.
        if self.seat.is_torn
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            let of = self.of.clone();
            runtime.spawn(async move { of.lend().await.map(drop) });
        }
    }
}

#[cfg(test)]
mod tests;
