use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::{Database, NOW, at_once, tell};
use crate::server::store::{CLEANED, NewMessage, Store};
use crate::words::{Moment, Span};

on_both!(
    del_03_two_hundred_messages_are_claimed_once_each_by_eight_workers,
    del_03_what_a_dead_worker_held_is_claimed_again,
    a_message_is_the_business_of_whoever_holds_its_lease,
    del_05_a_delayed_message_is_not_claimed_before_its_time,
    del_06_a_failed_message_is_never_claimed_again,
    the_newest_message_tells_how_far_it_is,
);

const LEASE: Span = Span::seconds(60);
const TICK: Span = Span(1);

async fn post(store: &Store, id: &str, now: Moment) {
    let new = NewMessage { id, kind: "test", about: "asked", via: None, deadline: NOW.after(Span::days(2)) };
    saved!(store, add_message(&new, now));
}

/// The id of what a worker gets, and which attempt it is.
async fn claim(store: &Store, lease: &str, now: Moment) -> Option<(String, i64)> {
    saved!(store, claim_messages(lease, 1, now.after(LEASE), now)).pop().map(|message| (message.id, message.attempts))
}

async fn del_03_two_hundred_messages_are_claimed_once_each_by_eight_workers(store: Arc<Store>) {
    for i in 0..200 {
        post(&store, &format!("m{i:03}"), NOW).await;
    }
    let total = Arc::new(AtomicUsize::new(0));
    let deadline = Instant::now() + Duration::from_secs(60);
    let claimed = at_once(8, |worker| {
        let (store, total) = (store.clone(), total.clone());
        async move {
            let (lease, mut mine) = (format!("worker {worker}"), Vec::new());
            // Nothing claimed means nothing left, or that another was quicker: on PostgreSQL that looks the same.
            while total.load(Ordering::Acquire) < 200 && Instant::now() < deadline {
                if let Some((id, attempts)) = claim(&store, &lease, NOW).await {
                    assert_eq!(attempts, 1, "{id}");
                    total.fetch_add(1, Ordering::AcqRel);
                    mine.push(id);
                }
            }
            mine
        }
    })
    .await;
    let all: Vec<String> = claimed.into_iter().flatten().collect();
    let distinct: BTreeSet<&String> = all.iter().collect();
    assert_eq!((all.len(), distinct.len()), (200, 200));
    assert_eq!(claim(&store, "late", NOW).await, None);
}

/// SQLite has one writer, so that nothing is ever held by another.
#[tokio::test(flavor = "multi_thread")]
async fn dos_09_what_another_transaction_holds_is_passed_by() {
    tell(Database::postgres().await, |store| async move {
        for id in ["held", "left"] {
            post(&store, id, NOW).await;
        }
        let messages = CLEANED.iter().find(|what| what.table == "message").unwrap();
        let done = NOW.after(Span::days(2)).after(messages.kept);
        let mut holder = store.write().await.unwrap();
        holder.turn_message("held", "other").await.unwrap();
        let meanwhile = async { (claim(&store, "worker", NOW).await, saved!(store, clean(messages, 10, done))) };
        let meanwhile = tokio::time::timeout(Duration::from_secs(20), meanwhile).await.expect("waited for the holder");
        assert_eq!(meanwhile, (Some(("left".into(), 1)), 1));
        holder.save().await.unwrap();
        assert_eq!(saved!(store, clean(messages, 10, done)), 1);
    })
    .await;
}

async fn del_03_what_a_dead_worker_held_is_claimed_again(store: Arc<Store>) {
    post(&store, "letter", NOW).await;
    assert_eq!(claim(&store, "dead", NOW).await, Some(("letter".into(), 1)));
    assert_eq!(claim(&store, "next", NOW.after(LEASE).before(TICK)).await, None);
    assert_eq!(claim(&store, "next", NOW.after(LEASE)).await, Some(("letter".into(), 2)));
    saved!(store, return_messages("dead"));
    assert_eq!(claim(&store, "third", NOW.after(LEASE)).await, None, "only its own lease can be given back");
    saved!(store, return_messages("next"));
    assert_eq!(claim(&store, "third", NOW.after(LEASE)).await, Some(("letter".into(), 3)));
}

async fn a_message_is_the_business_of_whoever_holds_its_lease(store: Arc<Store>) {
    post(&store, "letter", NOW).await;
    let later = NOW.after(LEASE);
    claim(&store, "dead", NOW).await.unwrap();
    claim(&store, "next", later).await.unwrap();
    assert!(!saved!(store, message_handed("letter", "dead", "250", None, later)));
    assert!(!saved!(store, message_failed("letter", "dead", "550", later)));
    assert!(!saved!(store, message_delayed("letter", "dead", "450", later)));
    assert!(saved!(store, message_handed("letter", "next", "250", None, later)));
    assert!(!saved!(store, message_handed("letter", "next", "250", None, later)), "it is handed over once");
    assert_eq!(claim(&store, "third", later.after(Span::days(1))).await, None);
    assert_eq!(seen!(store, progress("asked", "unseen")).unwrap().handed_at, Some(later.0));
}

async fn del_05_a_delayed_message_is_not_claimed_before_its_time(store: Arc<Store>) {
    post(&store, "letter", NOW).await;
    let next_at = NOW.after(Span::seconds(5));
    claim(&store, "worker", NOW).await.unwrap();
    assert!(saved!(store, message_delayed("letter", "worker", "450", next_at)));
    assert_eq!(claim(&store, "worker", next_at.before(TICK)).await, None);
    assert_eq!(claim(&store, "worker", next_at).await, Some(("letter".into(), 2)));
}

async fn del_06_a_failed_message_is_never_claimed_again(store: Arc<Store>) {
    post(&store, "poison", NOW).await;
    post(&store, "letter", NOW.after(TICK)).await;
    let now = NOW.after(TICK);
    assert_eq!(claim(&store, "worker", now).await, Some(("poison".into(), 1)), "who waits longest comes first");
    assert!(saved!(store, message_failed("poison", "worker", "550", now)));
    assert_eq!(claim(&store, "worker", now).await, Some(("letter".into(), 1)), "the queue moves on");
    assert_eq!(claim(&store, "other", now.after(Span::days(9))).await, Some(("letter".into(), 2)));
}

async fn the_newest_message_tells_how_far_it_is(store: Arc<Store>) {
    assert!(seen!(store, progress("asked", "unseen")).is_none());
    post(&store, "z", NOW).await;
    post(&store, "a", NOW.after(TICK)).await;
    claim(&store, "worker", NOW).await.unwrap();
    assert!(saved!(store, message_handed("z", "worker", "250", None, NOW)));
    let newest = seen!(store, progress("asked", "unseen")).unwrap();
    assert_eq!((newest.created_at, newest.attempts, newest.handed_at), (NOW.after(TICK).0, 0, None));
}
