use std::sync::Arc;

use super::super::on;
use super::{NOW, add, at_once};
use crate::server::store::{NewSession, Store};
use crate::server::tokens::Digest;
use crate::words::Span;

on_both!(
    idn_11_an_account_is_in_one_pair_at_most,
    idn_11_of_sixteen_that_link_one_account_at_once_one_does,
    rec_06_a_session_that_came_over_ends_with_its_pair,
    ses_03_an_effect_in_such_a_session_and_the_end_of_its_pair_come_one_after_the_other,
    aut_07_a_shut_account_is_in_no_pair,
);

fn digest(name: &str) -> Digest {
    Digest::of(name.as_bytes())
}

/// Begins a session of an account over a pair.
async fn come_over(store: &Store, name: &str, account: &str, pair: Option<&str>) {
    let new = NewSession {
        digest: &digest(name),
        id: name,
        device: "",
        network: "",
        account,
        version: 1,
        data: "{}",
        idle: Span::hours(1),
        lives: Span::hours(24),
        pair,
    };
    assert!(saved!(store, add_session(&new, NOW)));
}

/// Whether a session lives, by each way to look at it.
async fn lives(store: &Store, name: &str, account: &str) -> bool {
    let found = seen!(store, session(&digest(name), "2026", NOW)).is_some();
    let listed = seen!(store, places(account, 1, NOW)).iter().any(|place| place.id == name);
    let held = saved!(store, hold_session(&digest(name), 1, NOW));
    assert_eq!((listed, held), (found, found), "{name}: what is found is listed and can be held, and nothing else");
    found
}

async fn idn_11_an_account_is_in_one_pair_at_most(store: Arc<Store>) {
    for name in ["ada", "eve", "kim", "sam"] {
        add(&store, name).await;
    }
    assert!(saved!(store, add_pair("p1", "eve", "ada", NOW)));
    for (one, other) in [("ada", "eve"), ("eve", "ada"), ("ada", "kim"), ("kim", "ada"), ("eve", "kim"), ("kim", "eve")] {
        assert!(!saved!(store, add_pair("p2", one, other, NOW)), "{one} {other}");
    }
    assert!(saved!(store, add_pair("p3", "kim", "sam", NOW)));
    for (account, id, other) in [("ada", "p1", "eve"), ("eve", "p1", "ada"), ("kim", "p3", "sam"), ("sam", "p3", "kim")] {
        let pair = seen!(store, pair(account)).unwrap();
        assert_eq!((pair.id.as_str(), pair.beside(account), pair.linked_at), (id, other, NOW.0));
        for (held, is_theirs) in [("p1", id == "p1"), ("p3", id == "p3"), ("p2", false)] {
            assert_eq!(saved!(store, hold_pair(held, account)), is_theirs, "{account} {held}");
        }
    }
    assert_eq!(saved!(store, end_pair("ada")).unwrap().id, "p1");
    assert!(saved!(store, end_pair("eve")).is_none(), "it ended for both");
    assert!(seen!(store, pair("eve")).is_none() && seen!(store, pair("kim")).is_some());
    assert!(saved!(store, add_pair("p4", "ada", "eve", NOW)), "and can begin anew");
}

async fn idn_11_of_sixteen_that_link_one_account_at_once_one_does(store: Arc<Store>) {
    add(&store, "ada").await;
    for i in 0..16 {
        add(&store, &format!("o{i:02}")).await;
    }
    let linked = at_once(16, |i| {
        let store = store.clone();
        async move {
            let other = format!("o{i:02}");
            // By turns as the first and as the second of the two.
            let (one, two) = if i % 2 == 0 { ("ada", other.as_str()) } else { (other.as_str(), "ada") };
            let mut tx = store.write().await.unwrap();
            assert!(tx.hold_account("ada", 1).await.unwrap() && tx.hold_account(&other, 1).await.unwrap());
            let added = tx.add_pair(&format!("p{i}"), one, two, NOW).await.unwrap();
            tx.save().await.unwrap();
            added
        }
    })
    .await;
    assert_eq!(linked.iter().filter(|added| **added).count(), 1, "{linked:?}");
}

async fn rec_06_a_session_that_came_over_ends_with_its_pair(store: Arc<Store>) {
    for name in ["ada", "eve"] {
        add(&store, name).await;
    }
    assert!(saved!(store, add_pair("p1", "ada", "eve", NOW)));
    come_over(&store, "own", "eve", None).await;
    come_over(&store, "over", "eve", Some("p1")).await;
    come_over(&store, "back", "ada", Some("p1")).await;
    for (name, account) in [("own", "eve"), ("over", "eve"), ("back", "ada")] {
        assert!(lives(&store, name, account).await, "{name}");
    }
    assert!(saved!(store, end_pair("ada")).is_some());
    for (name, account, survives) in [("own", "eve", true), ("over", "eve", false), ("back", "ada", false)] {
        assert_eq!(lives(&store, name, account).await, survives, "{name}");
        assert_eq!(saved!(store, revoke_session(&digest(name), NOW)), survives, "{name}: it has no heir");
    }
    assert!(saved!(store, add_pair("p2", "ada", "eve", NOW)));
    assert!(!lives(&store, "over", "eve").await, "another pair of the same two brings none back");
}

async fn ses_03_an_effect_in_such_a_session_and_the_end_of_its_pair_come_one_after_the_other(store: Arc<Store>) {
    for run in 0..20 {
        let (ada, eve, pair) = (format!("ada{run}"), format!("eve{run}"), format!("p{run}"));
        add(&store, &ada).await;
        add(&store, &eve).await;
        assert!(saved!(store, add_pair(&pair, &ada, &eve, NOW)));
        come_over(&store, &pair, &eve, Some(&pair)).await;
        // An effect is a new language; whoever ends the pair looks at it last of all.
        let done = at_once(2, |i| {
            let (store, ada, eve, pair) = (store.clone(), ada.clone(), eve.clone(), pair.clone());
            async move {
                let mut tx = store.write().await.unwrap();
                if i == 0 {
                    let held = tx.hold_session(&digest(&pair), 1, NOW).await.unwrap();
                    if held {
                        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
                        tx.set_gone_at(&eve, 1, Some(NOW)).await.unwrap();
                    }
                    tx.save().await.unwrap();
                    return held;
                }
                tx.end_pair(&ada).await.unwrap();
                let is_done = tx.account(&eve).await.unwrap().unwrap().gone_at.is_some();
                tx.save().await.unwrap();
                is_done
            }
        })
        .await;
        assert_eq!(done[0], done[1], "run {run}: an effect that was allowed came before the end");
    }
}

async fn aut_07_a_shut_account_is_in_no_pair(store: Arc<Store>) {
    for name in ["ada", "eve"] {
        add(&store, name).await;
    }
    assert!(saved!(store, add_pair("p1", "ada", "eve", NOW)));
    come_over(&store, "back", "ada", Some("p1")).await;
    assert!(saved!(store, disable_account("eve", NOW)));
    assert!(seen!(store, pair("ada")).is_none() && !lives(&store, "back", "ada").await);
    let mut tx = store.read().await.unwrap();
    let revoked: Option<i64> = on!(tx, conn => sqlx::query_scalar("SELECT revoked_at FROM session").fetch_one(conn)).unwrap();
    assert_eq!(revoked, None, "the pair alone has ended it");
}
