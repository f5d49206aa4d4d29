//! The database: SQLite or PostgreSQL, one SQL text for both.
//!
//! [`Store::read`] and [`Store::write`] give a [`Tx`]; a written one lasts only after [`Tx::save`], and whatever is dropped
//! before that never was. Nothing slow happens while a `write()` is open: on SQLite it is the only writer. Rows that are
//! not there are `Ok(None)`; an `Err` means that the database itself failed.

mod account;
mod agreement;
mod answer;
mod api_token;
mod clean;
mod contact;
#[cfg(test)]
mod contract;
mod correction;
mod device;
mod email;
mod history;
mod invitation;
mod limit;
mod message;
mod operator;
mod organisation;
mod pair;
mod plea;
mod recall;
mod registration;
mod restore;
mod seed;
mod session;
mod spent;
mod support;

use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnection, PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions};
use sqlx::{Postgres, Sqlite, Transaction};

pub use account::{Account, Named, NewAccount};
pub use agreement::{Agreement, Consent, Keeping, Terms};
pub use answer::Answer;
pub use api_token::{ApiToken, Bearer, NewApiToken};
pub use clean::{CLEANED, Cleaned};
pub use contact::{Contact, NewContact};
pub use correction::{Correction, LATEST, NewCorrection};
pub use email::{EmailChange, NewEmailChange};
pub use history::Happened;
pub use invitation::{Invitation, NewInvitation};
pub use limit::{Charge, Guess, Ladder};
pub use message::{Message, NewMessage, Progress};
pub use operator::Operator;
pub use organisation::{Member, NewOrganisation, Organisation};
pub use pair::Pair;
pub use plea::{NewPlea, Plea, PleaLetter};
pub use recall::{NewRecall, Recall};
pub use registration::Registration;
pub use restore::{NewRestore, Restore, Secrets};
pub use seed::Seeds;
pub use session::{NewSession, Place, Session};
pub use support::{NewSupportEvent, NewSupportRequest, SupportEvent, SupportRequest};

static MIGRATIONS: Migrator = sqlx::migrate!();

/// The most connections to PostgreSQL.
const CONNECTIONS: u32 = 16;
/// The most readers of SQLite. Each is a thread, and keeps pages of its own.
const READERS: u32 = 4;
/// How much of the file each connection keeps; the system keeps the rest.
const CACHE_KIB: &str = "-1024";
/// How long a request waits for a connection before it is told that we are busy.
const PATIENCE: Duration = Duration::from_secs(5);

pub use sqlx::Error;
pub type Result<T> = std::result::Result<T, Error>;

pub enum Store {
    Sqlite {
        /// One connection, since SQLite has one writer: who waits, waits here and not for a lock.
        writer: SqlitePool,
        readers: SqlitePool,
    },
    Postgres(PgPool),
}

/// A transaction; or, of [`Store::read`], a connection.
pub enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
    SqliteRead(PoolConnection<Sqlite>),
    PostgresRead(PoolConnection<Postgres>),
}

/// What statements run on.
pub enum Conn<'t> {
    Sqlite(&'t mut SqliteConnection),
    Postgres(&'t mut PgConnection),
}

/// Runs the same query on whichever database it is: `on!(self, conn => sqlx::query("…").execute(conn))`.
macro_rules! on {
    ($tx:expr, $conn:ident => $query:expr) => {
        match $tx.conn() {
            $crate::server::store::Conn::Sqlite($conn) => $query.await,
            $crate::server::store::Conn::Postgres($conn) => $query.await,
        }
    };
}

/// Like [`on!`], for a statement of which only the number of changed rows matters.
macro_rules! changed {
    ($tx:expr, $query:expr) => {
        match $tx.conn() {
            $crate::server::store::Conn::Sqlite(conn) => $query.execute(conn).await.map(|done| done.rows_affected()),
            $crate::server::store::Conn::Postgres(conn) => $query.execute(conn).await.map(|done| done.rows_affected()),
        }
    };
}
use {changed, on};

impl Store {
    /// Opens a SQLite file, made where it is missing, and brings its tables up to date.
    pub async fn sqlite(file: &Path) -> Result<Self> {
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder).map_err(sqlx::Error::Io)?;
        }
        // Its log inherits this: nobody else on the machine reads who has an account.
        let private = std::fs::OpenOptions::new().create(true).append(true).mode(0o600).open(file);
        private.map_err(Error::Io)?;
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .foreign_keys(true)
            .pragma("cache_size", CACHE_KIB)
            .busy_timeout(PATIENCE);
        // A file does not hang up: nothing is asked before each use.
        let pool = || SqlitePoolOptions::new().acquire_timeout(PATIENCE).test_before_acquire(false);
        let writer = pool().max_connections(1).connect_with(options.clone()).await?;
        MIGRATIONS.run(&writer).await?;
        let readers = pool().max_connections(READERS);
        Ok(Self::Sqlite { writer, readers: readers.connect_with(options.read_only(true)).await? })
    }

    /// Connects to PostgreSQL and brings its tables up to date; nodes that start together take turns.
    pub async fn postgres(address: &str) -> Result<Self> {
        let pool = PgPoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(PATIENCE).connect(address).await?;
        MIGRATIONS.run(&pool).await?;
        Ok(Self::Postgres(pool))
    }

    /// A connection that only reads. What two of its statements find may differ by what was written between them: whatever depends on
    /// both is decided anew where it is written. A transaction would be two more round trips, for one statement most of the time.
    pub async fn read(&self) -> Result<Tx> {
        Ok(match self {
            Self::Sqlite { readers, .. } => Tx::SqliteRead(readers.acquire().await?),
            Self::Postgres(pool) => Tx::PostgresRead(pool.acquire().await?),
        })
    }

    /// A transaction that writes; once it is saved it is on the disk. On SQLite it takes the write lock at once: one that reads first and
    /// locks later fails.
    pub async fn write(&self) -> Result<Tx> {
        Ok(match self {
            Self::Sqlite { writer, .. } => Tx::Sqlite(writer.begin_with("PRAGMA synchronous = FULL; BEGIN IMMEDIATE").await?),
            Self::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }

    /// The same for what is only counted: what is taken from a budget, and when something was last used. All see it at once, but nobody
    /// waits for the disk, and a power cut may take the last of it.
    pub async fn count(&self) -> Result<Tx> {
        Ok(match self {
            Self::Sqlite { writer, .. } => Tx::Sqlite(writer.begin_with("PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE").await?),
            Self::Postgres(pool) => Tx::Postgres(pool.begin_with("BEGIN; SET LOCAL synchronous_commit TO off").await?),
        })
    }

    /// Closes every connection; SQLite's log is folded into its file.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    /// Makes it last.
    pub async fn save(self) -> Result<()> {
        match self {
            Self::Sqlite(tx) => tx.commit().await,
            Self::Postgres(tx) => tx.commit().await,
            Self::SqliteRead(_) | Self::PostgresRead(_) => Ok(()),
        }
    }

    pub fn conn(&mut self) -> Conn<'_> {
        match self {
            Self::Sqlite(tx) => Conn::Sqlite(tx),
            Self::Postgres(tx) => Conn::Postgres(tx),
            Self::SqliteRead(connection) => Conn::Sqlite(connection),
            Self::PostgresRead(connection) => Conn::Postgres(connection),
        }
    }
}
