//! A transaction that inserts two rows, on connections that are opened as the site's are.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use cabinet::server::store::{Conn, Store};

use super::{rounds, runtime};
use crate::restoring::CLIENTS;

const TABLE: &str = "CREATE TABLE IF NOT EXISTS bare (id BIGINT PRIMARY KEY, text TEXT NOT NULL)";
const INSERT: &str = "INSERT INTO bare (id, text) VALUES ($1, $2)";
const TEXT: &str = "a text about as long as a login, a digest or the name of a row";

pub fn run(database: &str) -> Result<(), String> {
    let runtime = runtime()?;
    let store = runtime.block_on(open(database)).map_err(|fault| fault.to_string())?;
    let (store, next) = (Arc::new(store), Arc::new(AtomicU64::new(0)));
    rounds(|seconds| {
        runtime.block_on(async {
            let (began, lasts, before) = (Instant::now(), Duration::from_secs_f64(seconds), next.load(Ordering::Relaxed));
            let clients = (0..CLIENTS).map(|_| {
                let (store, next) = (store.clone(), next.clone());
                tokio::spawn(async move {
                    while began.elapsed() < lasts {
                        insert(&store, next.fetch_add(1, Ordering::Relaxed)).await?;
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

async fn open(database: &str) -> Result<Store, sqlx::Error> {
    let store = match database.contains("://") {
        true => Store::postgres(database).await?,
        false => Store::sqlite(Path::new(database)).await?,
    };
    let mut tx = store.write().await?;
    match tx.conn() {
        Conn::Sqlite(conn) => sqlx::query(TABLE).execute(conn).await.map(|done| done.rows_affected()),
        Conn::Postgres(conn) => sqlx::query(TABLE).execute(conn).await.map(|done| done.rows_affected()),
    }?;
    tx.save().await?;
    Ok(store)
}

async fn insert(store: &Store, nth: u64) -> Result<(), sqlx::Error> {
    let ids = [2 * nth as i64, 2 * nth as i64 + 1];
    let mut tx = store.write().await?;
    for id in ids {
        match tx.conn() {
            Conn::Sqlite(conn) => sqlx::query(INSERT).bind(id).bind(TEXT).execute(conn).await.map(|done| done.rows_affected()),
            Conn::Postgres(conn) => sqlx::query(INSERT).bind(id).bind(TEXT).execute(conn).await.map(|done| done.rows_affected()),
        }?;
    }
    tx.save().await
}
