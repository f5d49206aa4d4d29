//! One story, told to both databases: what the store promises, it promises on each. Every story gets a fresh SQLite file and
//! a fresh PostgreSQL database.

#[path = "../../../tests/http/database.rs"]
mod database;

use std::path::Path;
use std::sync::Arc;

use super::{NewAccount, Store};
use crate::words::Moment;
pub(super) use database::Database;

macro_rules! on_both {
    ($($story:ident),+ $(,)?) => {
        mod sqlite {
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $story() {
                    let database = crate::server::store::contract::Database::sqlite();
                    crate::server::store::contract::tell(Some(database), super::$story).await;
                }
            )+
        }
        mod postgres {
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $story() {
                    let database = crate::server::store::contract::Database::postgres().await;
                    crate::server::store::contract::tell(database, super::$story).await;
                }
            )+
        }
    };
}

/// One act in a transaction of its own, saved.
macro_rules! saved {
    ($store:expr, $act:ident($($argument:expr),*)) => {{
        let mut tx = $store.write().await.unwrap();
        let done = tx.$act($($argument),*).await.unwrap();
        tx.save().await.unwrap();
        done
    }};
}

/// One look.
macro_rules! seen {
    ($store:expr, $look:ident($($argument:expr),*)) => {{
        let mut tx = $store.read().await.unwrap();
        tx.$look($($argument),*).await.unwrap()
    }};
}

mod accounts;
mod agreements;
mod answers;
mod contacts;
mod corrections;
mod limits;
mod messages;
mod organisations;
mod pairs;
mod registrations;
mod sessions;
mod spent;
mod support;
mod tokens;

const NOW: Moment = Moment(1_795_305_600_000_000);

async fn tell<F: Future<Output = ()>>(database: Option<Database>, story: impl FnOnce(Arc<Store>) -> F) {
    let Some(database) = database else { return };
    let store = Arc::new(open(&database).await.unwrap());
    story(store.clone()).await;
    store.close().await;
}

async fn open(database: &Database) -> super::Result<Store> {
    let address = database.address();
    if address.starts_with("postgres") { Store::postgres(&address).await } else { Store::sqlite(Path::new(&address)).await }
}

/// Does the same `n` times in parallel.
async fn at_once<T, F>(n: usize, act: impl Fn(usize) -> F) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let tasks: Vec<_> = (0..n).map(|i| tokio::spawn(act(i))).collect();
    let mut done = Vec::with_capacity(n);
    for task in tasks {
        done.push(task.await.unwrap());
    }
    done
}

/// An account of this name, with an address to match.
async fn add(store: &Store, name: &str) {
    let email = format!("{name}@example.org");
    let new = NewAccount {
        id: name,
        contact_key: &email,
        contact: &email,
        password: "hash",
        username: None,
        country: None,
        region: None,
        kind: None,
        language: "en",
    };
    assert!(saved!(store, add_account(&new, NOW)));
}

on_both!(what_is_dropped_before_it_is_saved_never_was);

async fn what_is_dropped_before_it_is_saved_never_was(store: Arc<Store>) {
    let new = NewAccount {
        id: "ada",
        contact_key: "ada@example.org",
        contact: "ada@example.org",
        password: "hash",
        username: None,
        country: None,
        region: None,
        kind: None,
        language: "en",
    };
    let mut tx = store.write().await.unwrap();
    assert!(tx.add_account(&new, NOW).await.unwrap());
    assert!(tx.account("ada").await.unwrap().is_some(), "the transaction itself sees it");
    drop(tx);
    assert!(seen!(store, account("ada")).is_none());
    add(&store, "ada").await;
    assert!(seen!(store, account("ada")).is_some(), "the next writer is not held up");
}

/// REL-06.
#[tokio::test(flavor = "multi_thread")]
async fn rel_06_two_nodes_that_start_together_both_find_their_tables() {
    let Some(database) = Database::postgres().await else { return };
    let (one, other) = tokio::join!(open(&database), open(&database));
    let (one, other) = (one.unwrap(), other.unwrap());
    add(&one, "ada").await;
    assert!(seen!(other, account("ada")).is_some());
    one.close().await;
    other.close().await;
}
