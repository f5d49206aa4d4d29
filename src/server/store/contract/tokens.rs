use std::sync::Arc;

use super::super::on;
use super::{NOW, add, at_once};
use crate::server::store::{NewApiToken, Store};
use crate::server::tokens::Digest;
use crate::words::{Moment, Scope, Span};

on_both!(
    a_token_lives_until_it_expires_to_the_microsecond,
    aut_07_a_token_of_a_shut_account_is_none,
    of_sixteen_that_revoke_a_token_at_once_one_does,
    rec_06_all_tokens_of_an_account_end_at_once,
    a_use_is_written_once_a_minute_and_never_after_the_end,
    the_newest_token_comes_first_and_only_the_living_count,
);

const LIVES: Span = Span::days(7);
const TICK: Span = Span(1);

async fn make(store: &Store, id: &str, account: &str, now: Moment) {
    let new = NewApiToken {
        id,
        account,
        name: "backup",
        scopes: &[Scope::Profile, Scope::Sessions],
        digest: &digest(id),
        expires_at: now.after(LIVES),
    };
    saved!(store, add_api_token(&new, now));
}

fn digest(name: &str) -> Digest {
    Digest::of(name.as_bytes())
}

async fn lives(store: &Store, id: &str, now: Moment) -> bool {
    let found = seen!(store, bearer(&digest(id), "client", "1", now)).is_some();
    assert_eq!(saved!(store, hold_api_token(id, now)), found, "{id}: what is found can be held, and nothing else");
    found
}

async fn used_at(store: &Store, id: &str) -> Option<i64> {
    let mut tx = store.read().await.unwrap();
    on!(tx, conn => sqlx::query_scalar("SELECT used_at FROM api_token WHERE id = $1").bind(id).fetch_one(conn)).unwrap()
}

async fn a_token_lives_until_it_expires_to_the_microsecond(store: Arc<Store>) {
    add(&store, "ada").await;
    make(&store, "one", "ada", NOW).await;
    let bearer = seen!(store, bearer(&digest("one"), "client", "1", NOW)).unwrap();
    assert_eq!((bearer.token.as_str(), bearer.account.id.as_str()), ("one", "ada"));
    assert_eq!(bearer.scopes(), [Scope::Profile, Scope::Sessions]);
    assert_eq!((bearer.used_at, bearer.empty_at, bearer.agreed_at), (None, None, None));
    saved!(store, charge("client", Span::seconds(6), 20, NOW));
    let bearer = seen!(store, bearer(&digest("one"), "client", "1", NOW)).unwrap();
    assert_eq!(bearer.empty_at, Some(NOW.after(Span::seconds(6)).0));
    let token = seen!(store, api_tokens("ada")).pop().unwrap();
    assert_eq!((token.id.as_str(), token.account.as_str(), token.name.as_str()), ("one", "ada", "backup"));
    assert_eq!((token.created_at, token.expires_at, token.used_at), (NOW.0, NOW.after(LIVES).0, None));
    assert!(lives(&store, "one", NOW.after(LIVES).before(TICK)).await);
    assert!(!lives(&store, "one", NOW.after(LIVES)).await);
    assert!(!lives(&store, "other", NOW).await);
}

async fn aut_07_a_token_of_a_shut_account_is_none(store: Arc<Store>) {
    add(&store, "ada").await;
    make(&store, "one", "ada", NOW).await;
    saved!(store, disable_account("ada", NOW));
    assert!(seen!(store, bearer(&digest("one"), "client", "1", NOW)).is_none());
}

async fn of_sixteen_that_revoke_a_token_at_once_one_does(store: Arc<Store>) {
    add(&store, "ada").await;
    add(&store, "eve").await;
    make(&store, "one", "ada", NOW).await;
    assert!(!saved!(store, revoke_api_token("eve", "one", NOW)), "it is not hers");
    assert!(!saved!(store, revoke_api_token("ada", "other", NOW)));
    assert!(lives(&store, "one", NOW).await);
    let ended = at_once(16, |_| {
        let store = store.clone();
        async move { saved!(store, revoke_api_token("ada", "one", NOW)) }
    })
    .await;
    assert_eq!(ended.iter().filter(|ended| **ended).count(), 1, "{ended:?}");
    assert!(!lives(&store, "one", NOW).await);
    assert!(seen!(store, api_tokens("ada")).is_empty());
}

async fn rec_06_all_tokens_of_an_account_end_at_once(store: Arc<Store>) {
    add(&store, "ada").await;
    add(&store, "eve").await;
    for (id, account) in [("one", "ada"), ("two", "ada"), ("hers", "eve")] {
        make(&store, id, account, NOW).await;
    }
    saved!(store, revoke_api_tokens("ada", NOW));
    for (id, survives) in [("one", false), ("two", false), ("hers", true)] {
        assert_eq!(lives(&store, id, NOW).await, survives, "{id}");
    }
}

async fn a_use_is_written_once_a_minute_and_never_after_the_end(store: Arc<Store>) {
    add(&store, "ada").await;
    make(&store, "one", "ada", NOW).await;
    saved!(store, use_api_token("one", NOW));
    assert_eq!(used_at(&store, "one").await, Some(NOW.0));
    let next = NOW.after(Span::minutes(1));
    saved!(store, use_api_token("one", next.before(TICK)));
    assert_eq!(used_at(&store, "one").await, Some(NOW.0));
    saved!(store, use_api_token("one", next));
    assert_eq!(used_at(&store, "one").await, Some(next.0));
    saved!(store, use_api_token("one", NOW));
    assert_eq!(used_at(&store, "one").await, Some(next.0), "an older use, told later, does not turn the clock back");
    assert!(saved!(store, revoke_api_token("ada", "one", next)));
    saved!(store, use_api_token("one", next.after(LIVES)));
    assert_eq!(used_at(&store, "one").await, Some(next.0), "what has ended is used no more");
}

async fn the_newest_token_comes_first_and_only_the_living_count(store: Arc<Store>) {
    add(&store, "ada").await;
    for (nth, id) in ["one", "two", "three"].into_iter().enumerate() {
        make(&store, id, "ada", NOW.after(Span::hours(nth as i64))).await;
    }
    assert!(saved!(store, revoke_api_token("ada", "two", NOW)));
    let all: Vec<String> = seen!(store, api_tokens("ada")).into_iter().map(|token| token.id).collect();
    assert_eq!(all, ["three", "one"]);
    let first_expired = NOW.after(LIVES);
    for (now, count) in [(NOW, 2), (first_expired, 1), (first_expired.after(Span::hours(2)), 0)] {
        assert_eq!(seen!(store, count_api_tokens("ada", now)), count);
    }
    assert_eq!(seen!(store, api_tokens("ada")).len(), 2, "an expired one is still shown");
}
