use std::sync::Arc;

use super::super::changed;
use super::{NOW, add, at_once};
use crate::server::store::{NewAccount, Store};
use crate::words::Username;

on_both!(
    idn_08_an_address_has_one_account_also_when_sixteen_ask_at_once,
    a_username_has_one_owner_also_when_sixteen_ask_at_once,
    a_username_can_be_changed_and_is_free_again,
    idn_03_of_names_that_look_alike_one_account_has_one_also_when_sixteen_ask_at_once,
    idn_03_names_without_a_skeleton_get_theirs_once,
    a_renewed_hash_never_replaces_a_newer_password,
    an_account_is_shut_once,
);

fn name(given: &str) -> Username {
    Username::parse(given).unwrap()
}

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
                username: None,
                country: None,
                region: None,
                kind: None,
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
            let mine = tx.set_username(&format!("id{i}"), 1, &name("Countess")).await.unwrap();
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
    assert!(saved!(store, set_username("ada", 1, &name("Countess"))));
    assert!(saved!(store, set_username("ada", 1, &name("COUNTESS"))), "its owner writes it differently");
    assert!(!saved!(store, set_username("eve", 1, &name("countess"))));
    assert!(saved!(store, set_username("ada", 1, &name("lovelace"))));
    assert!(saved!(store, set_username("eve", 1, &name("countess"))));
    assert!(!saved!(store, set_username("nobody", 1, &name("nobody"))));
    assert_eq!(seen!(store, account_by_username("countess")).unwrap().id, "eve");
    assert_eq!(seen!(store, account("ada")).unwrap().username.as_deref(), Some("lovelace"));
}

async fn idn_03_of_names_that_look_alike_one_account_has_one_also_when_sixteen_ask_at_once(store: Arc<Store>) {
    const ALIKE: [&str; 4] = ["lillian", "IiIIian", "LILLIAN", "iliilan"];
    for i in 0..16 {
        add(&store, &format!("id{i}")).await;
    }
    let taken = at_once(16, |i| {
        let store = store.clone();
        async move {
            let mut tx = store.write().await.unwrap();
            let mine = tx.set_username(&format!("id{i}"), 1, &name(ALIKE[i % 4])).await.unwrap();
            if mine {
                tx.save().await.unwrap();
            }
            mine
        }
    })
    .await;
    assert_eq!(taken.iter().filter(|mine| **mine).count(), 1, "{taken:?}");
}

async fn idn_03_names_without_a_skeleton_get_theirs_once(store: Arc<Store>) {
    for id in ["ada", "eve"] {
        add(&store, id).await;
    }
    assert!(saved!(store, set_username("ada", 1, &name("countess"))));
    assert!(seen!(store, names_without_skeleton("", 500)).is_empty());
    let mut tx = store.write().await.unwrap();
    changed!(tx, sqlx::query("UPDATE account SET username_skeleton = NULL")).unwrap();
    tx.save().await.unwrap();
    assert_eq!(seen!(store, names_without_skeleton("", 500)), [("ada".to_owned(), "countess".to_owned())]);
    assert!(seen!(store, names_without_skeleton("ada", 500)).is_empty());
    assert!(!saved!(store, set_skeleton("ada", "duchess", "duchess")), "that is not the name any more");
    assert!(saved!(store, set_skeleton("ada", "countess", "countess")));
    assert!(!saved!(store, set_skeleton("ada", "countess", "countess")), "once");
    assert!(!saved!(store, set_username("eve", 1, &name("c0untess"))));
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
