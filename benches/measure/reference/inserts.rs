//! A transaction that inserts two rows, on connections as sqlx lends them.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};

use super::{rounds, runtime};
use crate::restoring::CLIENTS;

const TABLE: &str = "CREATE TABLE IF NOT EXISTS bare (id BIGINT PRIMARY KEY, text TEXT NOT NULL)";
const INSERT: &str = "INSERT INTO bare (id, text) VALUES ($1, $2)";
const TEXT: &str = "a text about as long as a login, a digest or the name of a row";

pub fn run(database: &str) -> Result<(), String> {
    let runtime = runtime()?;
    let pool = runtime.block_on(open(database)).map_err(|fault| fault.to_string())?;
    let (pool, next) = (Arc::new(pool), Arc::new(AtomicU64::new(0)));
    rounds(|seconds| {
        runtime.block_on(async {
            let (began, lasts, before) = (Instant::now(), Duration::from_secs_f64(seconds), next.load(Ordering::Relaxed));
            let clients = (0..CLIENTS).map(|_| {
                let (pool, next) = (pool.clone(), next.clone());
                tokio::spawn(async move {
                    while began.elapsed() < lasts {
                        insert(&pool, next.fetch_add(1, Ordering::Relaxed)).await?;
                    }
                    Ok::<_, sqlx::Error>(())
                })
            });
            for client in clients.collect::<Vec<_>>() {
                client.await.map_err(|fault| fault.to_string())?.map_err(|fault| fault.to_string())?;
            }
            Ok((next.load(Ordering::Relaxed) - before) as f64 / began.elapsed().as_secs_f64())
        })
    })
}

enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

async fn open(database: &str) -> Result<Pool, sqlx::Error> {
    if database.contains("://") {
        let pool = PgPoolOptions::new().max_connections(CLIENTS as u32).connect(database).await?;
        sqlx::query(TABLE).execute(&pool).await?;
        return Ok(Pool::Postgres(pool));
    }
    let options = SqliteConnectOptions::new()
        .filename(Path::new(database))
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    // More of them would wait for the lock of the file.
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
    sqlx::query(TABLE).execute(&pool).await?;
    Ok(Pool::Sqlite(pool))
}

async fn insert(pool: &Pool, nth: u64) -> Result<(), sqlx::Error> {
    let ids = [2 * nth as i64, 2 * nth as i64 + 1];
    match pool {
        Pool::Sqlite(pool) => {
            let mut tx = pool.begin_with("BEGIN IMMEDIATE").await?;
            for id in ids {
                sqlx::query(INSERT).bind(id).bind(TEXT).execute(&mut *tx).await?;
            }
            tx.commit().await
        }
        Pool::Postgres(pool) => {
            let mut tx = pool.begin().await?;
            for id in ids {
                sqlx::query(INSERT).bind(id).bind(TEXT).execute(&mut *tx).await?;
            }
            tx.commit().await
        }
    }
}
