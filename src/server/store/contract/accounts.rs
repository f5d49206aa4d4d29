use std::sync::Arc;

use super::{NOW, add, at_once};
use crate::server::store::{NewAccount, Store};

on_both!(
    idn_08_an_address_has_one_account_also_when_sixteen_ask_at_once,
    a_username_has_one_owner_also_when_sixteen_ask_at_once,
    a_username_can_be_changed_and_is_free_again,
    a_renewed_hash_never_replaces_a_newer_password,
    an_account_is_shut_once,
    a_consent_is_kept_once,
);

async fn idn_08_an_address_has_one_account_also_when_sixteen_ask_at_once(store: Arc<Store>) {
    let added = at_once(16, |i| {
        let store = store.clone();
        async move {
            let id = format!("id{i}");
            let new = NewAccount {
                id: &id,
                contact_key: "ada@example.org",
                contact: "Ada@Example.org",
                password: "hash",
                language: "en",
            };
            saved!(store, add_account(&new, NOW)).then_some(id)
        }
    })
    .await;
    let winners: Vec<String> = added.into_iter().flatten().collect();
    assert_eq!(winners.len(), 1, "{winners:?}");
    let account = seen!(store, account_by_contact("ada@example.org")).unwrap();
    assert_eq!((account.id.as_str(), account.contact.as_str()), (winners[0].as_str(), "Ada@Example.org"));
    assert_eq!((account.version, account.created_at, account.disabled_at), (1, NOW.0, None));
    assert!(seen!(store, account_by_contact("Ada@Example.org")).is_none(), "an address is found by its key alone");
}

async fn a_username_has_one_owner_also_when_sixteen_ask_at_once(store: Arc<Store>) {
    for i in 0..16 {
        add(&store, &format!("id{i}")).await;
    }
    let taken = at_once(16, |i| {
        let store = store.clone();
        async move {
            let mut tx = store.write().await.unwrap();
            let mine = tx.set_username(&format!("id{i}"), 1, "countess", "Countess").await.unwrap();
            if mine {
                tx.save().await.unwrap();
            }
            mine
        }
    })
    .await;
    assert_eq!(taken.iter().filter(|mine| **mine).count(), 1, "{taken:?}");
    let owner = seen!(store, account_by_username("countess")).unwrap();
    assert_eq!(taken.iter().position(|mine| *mine), owner.id.trim_start_matches("id").parse().ok());
}

async fn a_username_can_be_changed_and_is_free_again(store: Arc<Store>) {
    add(&store, "ada").await;
    add(&store, "eve").await;
    assert!(saved!(store, set_username("ada", 1, "countess", "Countess")));
    assert!(saved!(store, set_username("ada", 1, "countess", "COUNTESS")), "its owner writes it differently");
    assert!(!saved!(store, set_username("eve", 1, "countess", "countess")));
    assert!(saved!(store, set_username("ada", 1, "lovelace", "lovelace")));
    assert!(saved!(store, set_username("eve", 1, "countess", "countess")));
    assert!(!saved!(store, set_username("nobody", 1, "nobody", "nobody")));
    assert_eq!(seen!(store, account_by_username("countess")).unwrap().id, "eve");
    assert_eq!(seen!(store, account("ada")).unwrap().username.as_deref(), Some("lovelace"));
}

async fn a_renewed_hash_never_replaces_a_newer_password(store: Arc<Store>) {
    add(&store, "ada").await;
    saved!(store, write_password("ada", 1, "stronger", 0));
    assert_eq!(seen!(store, account("ada")).unwrap().password, "stronger");
    saved!(store, disable_account("ada", NOW));
    saved!(store, write_password("ada", 1, "stale", 0));
    assert_eq!(seen!(store, account("ada")).unwrap().password, "stronger");
}

async fn an_account_is_shut_once(store: Arc<Store>) {
    add(&store, "ada").await;
    assert!(saved!(store, disable_account("ada", NOW)));
    assert!(!saved!(store, disable_account("ada", NOW)));
    assert!(!saved!(store, disable_account("nobody", NOW)));
    let shut = seen!(store, account("ada")).unwrap();
    assert_eq!((shut.version, shut.disabled_at), (2, Some(NOW.0)));
}

async fn a_consent_is_kept_once(store: Arc<Store>) {
    add(&store, "ada").await;
    saved!(store, add_consent("ada", "1", NOW));
    saved!(store, add_consent("ada", "1", NOW));
    let mut tx = store.write().await.unwrap();
    assert!(tx.add_consent("nobody", "1", NOW).await.is_err(), "nobody agrees without an account");
}
