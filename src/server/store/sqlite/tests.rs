use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use tokio::task::JoinHandle;

use super::TOGETHER;
use crate::server::store::contract::Database;
use crate::server::store::{Conn, Result, Store, Tx};
use crate::words::Moment;

const NOW: Moment = Moment(1_795_305_600_000_000);

/// A fresh store; its file goes with the first.
async fn fresh() -> (Database, Arc<Store>) {
    let database = Database::sqlite();
    let store = Store::sqlite(Path::new(&database.address())).await.unwrap();
    (database, Arc::new(store))
}

/// Writes a row of this name.
async fn write(tx: &mut Tx, name: &str) {
    assert!(tx.spend(name, NOW).await.unwrap());
}

async fn run(tx: &mut Tx, statement: &'static str) -> Result<()> {
    match tx.conn() {
        Conn::Sqlite(conn) => sqlx::raw_sql(statement).execute(conn).await.map(|_| ()),
        Conn::Postgres(_) => unreachable!("the store is SQLite's"),
    }
}

/// The names of all rows that others can see.
async fn seen(store: &Store) -> Vec<String> {
    match store.read().await.unwrap().conn() {
        Conn::Sqlite(conn) => sqlx::query_scalar("SELECT id FROM spent ORDER BY id").fetch_all(conn).await.unwrap(),
        Conn::Postgres(_) => unreachable!("the store is SQLite's"),
    }
}

/// An act that writes a row of this name when its turn comes, and saves it.
fn act(store: &Arc<Store>, name: &'static str) -> JoinHandle<Result<()>> {
    let store = store.clone();
    tokio::spawn(async move {
        let mut tx = store.write().await?;
        write(&mut tx, name).await;
        tx.save().await
    })
}

/// Waits until so many wait for the writer.
async fn until_waiting(store: &Store, many: usize) {
    let Store::Sqlite { writer, .. } = store else { unreachable!("the store is SQLite's") };
    let deadline = Instant::now() + Duration::from_secs(20);
    while writer.waiting.load(Ordering::Acquire) != many {
        assert!(Instant::now() < deadline, "{many} never waited");
        tokio::task::yield_now().await;
    }
}

/// Two acts that have saved, and one that has its turn after them and has not.
async fn two_saved_and_one_at_it(store: &Arc<Store>) -> (JoinHandle<Result<()>>, JoinHandle<Result<()>>, Tx) {
    let mut first = store.write().await.unwrap();
    let second = act(store, "second");
    until_waiting(store, 1).await;
    let third = {
        let store = store.clone();
        tokio::spawn(async move { store.write().await.unwrap() })
    };
    until_waiting(store, 2).await;
    write(&mut first, "first").await;
    let first = tokio::spawn(first.save());
    (first, second, third.await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_saved_while_others_wait_is_committed_with_them() {
    let (_database, store) = fresh().await;
    let (first, second, mut third) = two_saved_and_one_at_it(&store).await;
    write(&mut third, "third").await;
    assert!(seen(&store).await.is_empty(), "committed on its own");
    assert!(!first.is_finished() && !second.is_finished(), "told before it was committed");
    third.save().await.unwrap();
    assert!(first.await.unwrap().is_ok() && second.await.unwrap().is_ok());
    assert_eq!(seen(&store).await, ["first", "second", "third"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_that_is_let_go_takes_nothing_of_the_others_with_it() {
    let (_database, store) = fresh().await;
    let (first, second, mut third) = two_saved_and_one_at_it(&store).await;
    write(&mut third, "third").await;
    drop(third);
    assert!(first.await.unwrap().is_ok() && second.await.unwrap().is_ok());
    assert_eq!(seen(&store).await, ["first", "second"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_commit_fails_all_of_them_are_told_and_nothing_is_kept() {
    let (_database, store) = fresh().await;
    let (first, second, mut third) = two_saved_and_one_at_it(&store).await;
    // Seen at the commit, and not before.
    run(&mut third, "PRAGMA defer_foreign_keys = ON; INSERT INTO operator (account, added_at) VALUES ('nobody', 0)").await.unwrap();
    assert!(third.save().await.is_err());
    assert!(first.await.unwrap().is_err() && second.await.unwrap().is_err());
    assert!(seen(&store).await.is_empty());
    act(&store, "next").await.unwrap().unwrap();
    assert_eq!(seen(&store).await, ["next"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_transaction_is_lost_all_of_them_are_told() {
    let (_database, store) = fresh().await;
    let (first, second, mut third) = two_saved_and_one_at_it(&store).await;
    // As SQLite does by itself when the disk is full.
    run(&mut third, "ROLLBACK").await.unwrap();
    drop(third);
    assert!(first.await.unwrap().is_err() && second.await.unwrap().is_err());
    act(&store, "next").await.unwrap().unwrap();
    assert_eq!(seen(&store).await, ["next"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_hangs_up_while_it_is_saved_harms_nobody() {
    for polls in 0..6 {
        let (_database, store) = fresh().await;
        let (first, second, mut third) = two_saved_and_one_at_it(&store).await;
        write(&mut third, "third").await;
        let mut saving = Box::pin(third.save());
        for _ in 0..polls {
            if let Ok(saved) = tokio::time::timeout(Duration::ZERO, &mut saving).await {
                saved.unwrap();
                break;
            }
        }
        drop(saving);
        assert!(first.await.unwrap().is_ok() && second.await.unwrap().is_ok(), "after {polls} polls");
        act(&store, "next").await.unwrap().unwrap();
        let seen = seen(&store).await;
        assert!(
            ["first", "second", "next"].iter().all(|name| seen.iter().any(|seen| seen == name)),
            "after {polls} polls: {seen:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_waits_for_more_than_so_many() {
    let (_database, store) = fresh().await;
    let first = store.write().await.unwrap();
    let mut acts: Vec<_> = Vec::new();
    for nth in 1..TOGETHER {
        acts.push(act(&store, ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o"][nth - 1]));
        until_waiting(&store, nth).await;
    }
    let last = {
        let store = store.clone();
        tokio::spawn(async move { store.write().await.unwrap() })
    };
    until_waiting(&store, TOGETHER).await;
    tokio::time::timeout(Duration::from_secs(20), first.save()).await.expect("waits for the one behind them").unwrap();
    for act in acts {
        act.await.unwrap().unwrap();
    }
    assert_eq!(seen(&store).await.len(), TOGETHER - 1);
    last.await.unwrap().save().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_outlives_a_power_cut_is_not_committed_with_what_may_not() {
    let (_database, store) = fresh().await;
    let mut counted = store.count().await.unwrap();
    write(&mut counted, "counted").await;
    let written = {
        let store = store.clone();
        tokio::spawn(async move { store.write().await.unwrap() })
    };
    until_waiting(&store, 1).await;
    counted.save().await.unwrap();
    let mut written = written.await.unwrap();
    assert_eq!(seen(&store).await, ["counted"]);
    let Conn::Sqlite(conn) = written.conn() else { unreachable!("the store is SQLite's") };
    let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous").fetch_one(conn).await.unwrap();
    assert_eq!(synchronous, 2, "FULL");
    written.save().await.unwrap();
}
