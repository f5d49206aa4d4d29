use std::sync::Arc;

use super::{NOW, add};
use crate::server::store::Store;
use crate::words::Span;

on_both!(an_account_has_one_question_the_last_that_was_set, a_question_needs_an_account_and_is_dropped_once);

async fn an_account_has_one_question_the_last_that_was_set(store: Arc<Store>) {
    for name in ["ada", "eve"] {
        add(&store, name).await;
    }
    assert!(seen!(store, answer("ada")).is_none());
    saved!(store, set_answer("ada", "q1", "hash", NOW));
    saved!(store, set_answer("eve", "q2", "other", NOW));
    let later = NOW.after(Span::hours(1));
    saved!(store, set_answer("ada", "q3", "new hash", later));
    let found = seen!(store, answer("ada")).unwrap();
    assert_eq!((found.question.as_str(), found.hash.as_str(), found.set_at), ("q3", "new hash", later.0));
    assert_eq!(seen!(store, answer("eve")).unwrap().question, "q2", "another's is left alone");
}

async fn a_question_needs_an_account_and_is_dropped_once(store: Arc<Store>) {
    add(&store, "ada").await;
    let mut tx = store.write().await.unwrap();
    assert!(tx.set_answer("nobody", "q1", "hash", NOW).await.is_err());
    drop(tx);
    saved!(store, set_answer("ada", "q1", "hash", NOW));
    assert!(saved!(store, drop_answer("ada")));
    assert!(!saved!(store, drop_answer("ada")));
    assert!(seen!(store, answer("ada")).is_none());
}
