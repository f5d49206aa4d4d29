use std::sync::Arc;

use super::{NOW, at_once};
use crate::server::store::Store;

on_both!(cap_01_of_a_hundred_who_spend_a_challenge_at_once_one_does, cap_08_a_challenge_whose_effect_never_was_is_not_spent,);

async fn cap_01_of_a_hundred_who_spend_a_challenge_at_once_one_does(store: Arc<Store>) {
    let spent = at_once(100, |_| {
        let store = store.clone();
        async move { saved!(store, spend("one", NOW)) }
    })
    .await;
    assert_eq!(spent.iter().filter(|spent| **spent).count(), 1);
    assert!(!saved!(store, spend("one", NOW)), "nor later");
    assert!(saved!(store, spend("other", NOW)));
}

async fn cap_08_a_challenge_whose_effect_never_was_is_not_spent(store: Arc<Store>) {
    let mut tx = store.write().await.unwrap();
    assert!(tx.spend("one", NOW).await.unwrap());
    assert!(!tx.spend("one", NOW).await.unwrap(), "the transaction itself sees it");
    drop(tx);
    assert!(saved!(store, spend("one", NOW)));
}
