//! The database: SQLite or PostgreSQL, one SQL text for both but where one needs other words.
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
mod sqlite;
mod support;

use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnection, PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode};
use sqlx::{Postgres, Transaction};

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
pub use limit::{Bucket, Charge, Guess, Ladder};
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
use sqlite::{Connections, Lasts, Lent};
pub use support::{NewSupportEvent, NewSupportRequest, SupportEvent, SupportRequest};

static MIGRATIONS: Migrator = sqlx::migrate!();

/// The most connections to PostgreSQL.
const CONNECTIONS: u32 = 16;
/// The most readers of SQLite. Each is a thread, and keeps pages of its own.
const READERS: usize = 4;
/// How much of the file a reader and the writer keep, in KiB as SQLite has them written; the system keeps the rest.
const READERS_CACHE: &str = "-1024";
const WRITERS_CACHE: &str = "-4096";
/// At how many pages the log is folded into the file, by whoever writes then: what was written often meanwhile is folded once. 16 MiB.
const FOLDED_AT: &str = "4000";
/// How long a request waits for a connection before it is told that we are busy.
const PATIENCE: Duration = Duration::from_secs(5);

pub use sqlx::Error;
pub type Result<T> = std::result::Result<T, Error>;

pub enum Store {
    Sqlite {
        /// One connection, since SQLite has one writer: who waits, waits here and not for a lock.
        writer: Connections,
        readers: Connections,
    },
    Postgres(PgPool),
}

/// A transaction; or, of [`Store::read`], a connection.
pub enum Tx {
    Sqlite(Lent),
    Postgres(Transaction<'static, Postgres>),
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

/// The one row that a `SELECT` finds, which nobody else changes until this transaction ends: on SQLite nobody else writes anyway.
macro_rules! held {
    ($tx:expr, $select:literal $(, $value:expr)*) => {
        match $tx.conn() {
            $crate::server::store::Conn::Sqlite(conn) => sqlx::query_as($select)$(.bind($value))*.fetch_optional(conn).await,
            $crate::server::store::Conn::Postgres(conn) => {
                sqlx::query_as(concat!($select, " FOR NO KEY UPDATE"))$(.bind($value))*.fetch_optional(conn).await
            }
        }
    };
}

/// A statement that the two databases have to be given in different words.
struct Either {
    sqlite: &'static str,
    postgres: &'static str,
}

/// A statement about the rows that a `SELECT` picks: `picks!("SELECT id FROM …", "DELETE … WHERE id IN (SELECT id FROM picked)")`. On
/// PostgreSQL those that another transaction holds are passed by: two that wait for each other's rows would end in a deadlock, and a
/// `SELECT` that holds nothing would pick the same for two workers.
macro_rules! picks {
    ($select:expr, $change:expr) => {
        $crate::server::store::Either {
            sqlite: concat!("WITH picked AS (", $select, ") ", $change),
            postgres: concat!("WITH picked AS (", $select, " FOR UPDATE SKIP LOCKED) ", $change),
        }
    };
}
use {changed, held, on, picks};

impl Either {
    /// The statement for the database that a transaction is on.
    fn on(&self, tx: &Tx) -> &'static str {
        match tx {
            Tx::Sqlite(_) => self.sqlite,
            Tx::Postgres(_) | Tx::PostgresRead(_) => self.postgres,
        }
    }
}

/// To wait for a connection is a future of up to 15 KB, which every act would be as large as: it gets a place of its own.
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
            .pragma("cache_size", WRITERS_CACHE)
            .pragma("wal_autocheckpoint", FOLDED_AT)
            .busy_timeout(PATIENCE);
        let writer = Connections::new(options.clone(), 1, PATIENCE);
        MIGRATIONS.run(writer.lend().await?.connection()).await?;
        let readers = Connections::new(options.pragma("cache_size", READERS_CACHE).read_only(true), READERS, PATIENCE);
        Ok(Self::Sqlite { writer, readers })
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
            Self::Sqlite { readers, .. } => Tx::Sqlite(Box::pin(readers.lend()).await?),
            Self::Postgres(pool) => Tx::PostgresRead(Box::pin(pool.acquire()).await?),
        })
    }

    /// A transaction that writes; once it is saved it is on the disk. On SQLite it takes the write lock at once: one that reads first and
    /// locks later fails.
    pub async fn write(&self) -> Result<Tx> {
        Ok(match self {
            Self::Sqlite { writer, .. } => Self::begin(writer, Lasts::Always).await?,
            Self::Postgres(pool) => Tx::Postgres(Box::pin(pool.begin()).await?),
        })
    }

    /// The same for what is only counted, as what is taken from a budget or when something was last used; and for what the outbox does
    /// over if need be. All see it at once, but nobody waits for the disk, and a power cut may take the last of it.
    pub async fn count(&self) -> Result<Tx> {
        Ok(match self {
            Self::Sqlite { writer, .. } => Self::begin(writer, Lasts::Mostly).await?,
            Self::Postgres(pool) => Tx::Postgres(Box::pin(pool.begin_with("BEGIN; SET LOCAL synchronous_commit TO off")).await?),
        })
    }

    async fn begin(writer: &Connections, lasts: Lasts) -> Result<Tx> {
        Ok(Tx::Sqlite(Box::pin(writer.lend()).await?.begin(lasts).await?))
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
            Self::Sqlite(lent) => lent.save().await,
            Self::Postgres(tx) => tx.commit().await,
            Self::PostgresRead(_) => Ok(()),
        }
    }

    pub fn conn(&mut self) -> Conn<'_> {
        match self {
            Self::Sqlite(lent) => Conn::Sqlite(lent.connection()),
            Self::Postgres(tx) => Conn::Postgres(tx),
            Self::PostgresRead(connection) => Conn::Postgres(connection),
        }
    }
}
