use std::sync::Arc;

use super::super::changed;
use super::{NOW, add, at_once};
use crate::server::store::{NewSession, Store};
use crate::server::tokens::Digest;
use crate::words::{Moment, Span};

on_both!(
    ses_04_what_comes_after_a_revocation_brings_nothing_back,
    ses_04_no_interleaving_brings_a_revoked_session_back,
    ses_06_a_session_ends_by_rest_and_by_age_to_the_microsecond,
    ses_06_use_never_makes_a_session_live_longer_than_it_may,
    a_session_ends_when_its_account_changes,
    ses_03_no_session_begins_on_an_account_that_has_changed,
    rec_06_all_sessions_of_an_account_end_at_once,
);

const IDLE: Span = Span::hours(1);
const LIVES: Span = Span::hours(24);
const TICK: Span = Span(1);

async fn begin(store: &Store, digest: &Digest, account: &str, version: i64) -> bool {
    let new = NewSession {
        digest,
        id: digest.as_str(),
        device: "",
        network: "",
        account,
        version,
        data: "{}",
        idle: IDLE,
        lives: LIVES,
        pair: None,
    };
    saved!(store, add_session(&new, NOW))
}

async fn lives(store: &Store, digest: &Digest, now: Moment) -> bool {
    seen!(store, session(digest, "2026", now)).is_some()
}

fn digest(name: &str) -> Digest {
    Digest::of(name.as_bytes())
}

async fn ses_04_what_comes_after_a_revocation_brings_nothing_back(store: Arc<Store>) {
    add(&store, "ada").await;
    let here = digest("here");
    assert!(!saved!(store, hold_session(&here, 1, NOW)), "there is none to be held");
    assert!(begin(&store, &here, "ada", 1).await);
    assert!(saved!(store, hold_session(&here, 1, NOW)));
    assert!(!saved!(store, hold_session(&here, 2, NOW)), "it began before the account changed");
    assert_eq!(seen!(store, session(&here, "2026", NOW)).unwrap().data, "{}");
    assert!(saved!(store, revoke_session(&here, NOW)));
    assert!(!saved!(store, revoke_session(&here, NOW)), "it ends once");
    assert!(!saved!(store, hold_session(&here, 1, NOW)));
    saved!(store, touch_session(&here, NOW.after(TICK)));
    assert!(!lives(&store, &here, NOW).await);
}

#[derive(Clone, Copy)]
enum Act {
    Hold,
    Touch,
    Load,
    Revoke,
}

async fn ses_04_no_interleaving_brings_a_revoked_session_back(store: Arc<Store>) {
    add(&store, "ada").await;
    let mut chance = 7_usize;
    for run in 0..1_000 {
        let here = digest(&format!("run {run}"));
        assert!(begin(&store, &here, "ada", 1).await);
        let mut acts = [Act::Hold, Act::Revoke, Act::Touch, Act::Load, Act::Hold];
        for last in (1..acts.len()).rev() {
            chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            acts.swap(last, (chance >> 33) % (last + 1));
        }
        at_once(acts.len(), |i| {
            let (store, here, act) = (store.clone(), here.clone(), acts[i]);
            async move {
                match act {
                    Act::Hold => {
                        saved!(store, hold_session(&here, 1, NOW));
                    }
                    Act::Touch => saved!(store, touch_session(&here, NOW.after(TICK))),
                    Act::Load => {
                        seen!(store, session(&here, "2026", NOW));
                    }
                    Act::Revoke => assert!(saved!(store, revoke_session(&here, NOW))),
                }
            }
        })
        .await;
        assert!(!saved!(store, hold_session(&here, 1, NOW)), "run {run}");
        assert!(!lives(&store, &here, NOW).await, "run {run}");
    }
}

async fn ses_06_a_session_ends_by_rest_and_by_age_to_the_microsecond(store: Arc<Store>) {
    add(&store, "ada").await;
    let here = digest("here");
    assert!(begin(&store, &here, "ada", 1).await);
    let rested = NOW.after(IDLE);
    assert!(lives(&store, &here, rested.before(TICK)).await);
    assert!(!lives(&store, &here, rested).await);
    assert!(!lives(&store, &here, rested.after(TICK)).await);

    let ends = NOW.after(LIVES);
    saved!(store, touch_session(&here, ends.before(Span::minutes(1))));
    assert!(lives(&store, &here, ends.before(TICK)).await);
    assert!(!lives(&store, &here, ends).await);
    assert!(saved!(store, hold_session(&here, 1, ends.before(TICK))));
    assert!(!saved!(store, hold_session(&here, 1, ends)));
}

async fn ses_06_use_never_makes_a_session_live_longer_than_it_may(store: Arc<Store>) {
    add(&store, "ada").await;
    let here = digest("here");
    assert!(begin(&store, &here, "ada", 1).await);
    for minutes in (30..=24 * 60).step_by(30) {
        saved!(store, touch_session(&here, NOW.after(Span::minutes(minutes))));
    }
    assert!(!lives(&store, &here, NOW.after(LIVES)).await);
    saved!(store, touch_session(&here, NOW));
    let seen_at = seen!(store, session(&here, "2026", NOW.after(LIVES).before(TICK))).unwrap().seen_at;
    assert_eq!(seen_at, NOW.after(LIVES).0, "an older use, told later, does not turn the clock back");
}

async fn a_session_ends_when_its_account_changes(store: Arc<Store>) {
    add(&store, "ada").await;
    let (before, after) = (digest("before"), digest("after"));
    assert!(begin(&store, &before, "ada", 1).await);
    let mut tx = store.write().await.unwrap();
    let changed = changed!(tx, sqlx::query("UPDATE account SET version = version + 1 WHERE id = $1").bind("ada")).unwrap();
    tx.save().await.unwrap();
    assert_eq!(changed, 1);
    assert!(!lives(&store, &before, NOW).await);
    assert!(begin(&store, &after, "ada", 2).await);
    assert!(lives(&store, &after, NOW).await);
}

async fn ses_03_no_session_begins_on_an_account_that_has_changed(store: Arc<Store>) {
    add(&store, "ada").await;
    assert!(!begin(&store, &digest("old"), "ada", 0).await);
    assert!(!begin(&store, &digest("new"), "ada", 2).await);
    assert!(!begin(&store, &digest("nobody"), "nobody", 1).await);
    saved!(store, disable_account("ada", NOW));
    assert!(!begin(&store, &digest("shut"), "ada", 1).await);
    assert!(!begin(&store, &digest("shut"), "ada", 2).await, "its version is right, but it is shut");
}

async fn rec_06_all_sessions_of_an_account_end_at_once(store: Arc<Store>) {
    add(&store, "ada").await;
    add(&store, "eve").await;
    let all = [("one", "ada"), ("two", "ada"), ("hers", "eve")].map(|(name, account)| (digest(name), account));
    for (digest, account) in &all {
        assert!(begin(&store, digest, account, 1).await);
    }
    saved!(store, disable_account("ada", NOW));
    for (digest, account) in &all {
        assert_eq!(lives(&store, digest, NOW).await, *account == "eve");
    }
}
