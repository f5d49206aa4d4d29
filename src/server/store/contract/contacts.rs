use std::sync::Arc;

use super::{NOW, add, at_once};
use crate::server::store::{Contact, NewContact, NewRecall, Store};
use crate::server::tokens::Digest;
use crate::words::{Channel, Span};

on_both!(
    a_contact_counts_once_its_code_came_back_and_until_the_next,
    tok_01_of_sixteen_that_prove_a_contact_one_does,
    bru_14_of_a_hundred_codes_for_a_contact_five_are_evaluated,
    tok_06_a_contact_is_not_proved_after_its_time_or_without_its_code,
    tok_07_asking_again_voids_the_one_before_of_that_kind_alone,
    rec_04_what_is_dropped_counts_no_more,
    one_address_may_serve_several_accounts,
    a_recall_is_kept_as_it_was_asked_for,
);

const LIVES: Span = Span::hours(1);
const TICK: Span = Span(1);
const MOST: i64 = 5;
const PHONE: &str = "+447400100001";

fn code(id: &str) -> Digest {
    Digest::of(id.as_bytes())
}

/// Asks for a contact, named after what it is, and arms its message.
async fn ask(store: &Store, account: &str, contact: &str) -> String {
    let id = format!("{account} {contact}");
    let expires_at = NOW.after(LIVES);
    let new = NewContact { id: &id, account, contact_key: contact, contact, language: "en", expires_at };
    saved!(store, add_contact(&new, NOW));
    assert!(saved!(store, arm_contact(&id, &code(&id), NOW)));
    id
}

async fn prove(store: &Store, account: &str, contact: &str) -> String {
    let id = ask(store, account, contact).await;
    assert!(saved!(store, prove_contact(&id, NOW)));
    id
}

/// The contacts of an account: each with whether it counts.
async fn all(store: &Store, account: &str) -> Vec<(String, bool)> {
    let found = seen!(store, contacts(account, NOW));
    found.into_iter().map(|contact| (contact.contact.clone(), contact.is_proved())).collect()
}

async fn proved(store: &Store, account: &str, channel: Channel) -> Option<String> {
    seen!(store, proved_contact(account, channel)).map(|contact: Contact| contact.contact)
}

async fn a_contact_counts_once_its_code_came_back_and_until_the_next(store: Arc<Store>) {
    add(&store, "ada").await;
    let first = ask(&store, "ada", "a@example.net").await;
    assert_eq!(proved(&store, "ada", Channel::Letter).await, None);
    assert_eq!(saved!(store, try_contact_code(&first, MOST)).as_deref(), Some(code(&first).as_str()));
    assert!(saved!(store, prove_contact(&first, NOW)));
    assert_eq!(proved(&store, "ada", Channel::Letter).await.as_deref(), Some("a@example.net"));
    prove(&store, "ada", PHONE).await;
    let second = ask(&store, "ada", "b@example.net").await;
    assert_eq!(proved(&store, "ada", Channel::Letter).await.as_deref(), Some("a@example.net"), "the next is not proved yet");
    let mut both = all(&store, "ada").await;
    both.sort();
    assert_eq!(both, [(PHONE.into(), true), ("a@example.net".into(), true), ("b@example.net".into(), false)]);
    assert!(saved!(store, prove_contact(&second, NOW)));
    assert_eq!(proved(&store, "ada", Channel::Letter).await.as_deref(), Some("b@example.net"));
    assert_eq!(proved(&store, "ada", Channel::Sms).await.as_deref(), Some(PHONE), "another kind is left alone");
    assert!(seen!(store, contact(&first)).unwrap().replaced_at.is_some());
    assert!(seen!(store, accounts_by_proved_contact("a@example.net")).is_empty());
}

async fn tok_01_of_sixteen_that_prove_a_contact_one_does(store: Arc<Store>) {
    add(&store, "ada").await;
    let id = ask(&store, "ada", "a@example.net").await;
    let proved = at_once(16, |_| {
        let (store, id) = (store.clone(), id.clone());
        async move { saved!(store, prove_contact(&id, NOW)) }
    })
    .await;
    assert_eq!(proved.iter().filter(|proved| **proved).count(), 1, "{proved:?}");
}

async fn bru_14_of_a_hundred_codes_for_a_contact_five_are_evaluated(store: Arc<Store>) {
    add(&store, "ada").await;
    let id = ask(&store, "ada", "a@example.net").await;
    let tried = at_once(100, |_| {
        let (store, id) = (store.clone(), id.clone());
        async move { saved!(store, try_contact_code(&id, MOST)) }
    })
    .await;
    assert_eq!(tried.iter().flatten().count(), 5);
    assert!(saved!(store, arm_contact(&id, &code("again"), NOW)));
    assert!(saved!(store, try_contact_code(&id, MOST)).is_none(), "a message that is written again brings no new attempts");
}

async fn tok_06_a_contact_is_not_proved_after_its_time_or_without_its_code(store: Arc<Store>) {
    add(&store, "ada").await;
    let ends = NOW.after(LIVES);
    let new = NewContact {
        id: "bare",
        account: "ada",
        contact_key: "a@example.net",
        contact: "a@example.net",
        language: "en",
        expires_at: ends,
    };
    saved!(store, add_contact(&new, NOW));
    assert!(saved!(store, try_contact_code("bare", MOST)).is_none(), "no message was written yet");
    assert!(!saved!(store, prove_contact("bare", NOW)));
    assert!(saved!(store, try_contact_code("nobody", MOST)).is_none());
    assert!(saved!(store, arm_contact("bare", &code("bare"), NOW)));
    assert!(!saved!(store, prove_contact("bare", ends)));
    assert!(seen!(store, contacts("ada", ends)).is_empty());
    assert!(saved!(store, prove_contact("bare", ends.before(TICK))));
    assert!(saved!(store, try_contact_code("bare", MOST)).is_none(), "it is used");
    assert!(!saved!(store, arm_contact("bare", &code("again"), NOW)));
}

async fn tok_07_asking_again_voids_the_one_before_of_that_kind_alone(store: Arc<Store>) {
    add(&store, "ada").await;
    let (email, phone) = (ask(&store, "ada", "a@example.net").await, ask(&store, "ada", PHONE).await);
    let next = ask(&store, "ada", "b@example.net").await;
    assert!(saved!(store, try_contact_code(&email, MOST)).is_none());
    assert!(!saved!(store, prove_contact(&email, NOW)));
    assert!(saved!(store, try_contact_code(&phone, MOST)).is_some());
    saved!(store, void_contacts("ada", NOW));
    for id in [next, phone] {
        assert!(!saved!(store, prove_contact(&id, NOW)), "{id}");
    }
}

async fn rec_04_what_is_dropped_counts_no_more(store: Arc<Store>) {
    add(&store, "ada").await;
    prove(&store, "ada", "a@example.net").await;
    prove(&store, "ada", PHONE).await;
    let pending = ask(&store, "ada", "b@example.net").await;
    assert!(saved!(store, drop_contact("ada", Channel::Letter, NOW)));
    assert!(!saved!(store, drop_contact("ada", Channel::Letter, NOW)), "it is dropped once");
    assert_eq!(proved(&store, "ada", Channel::Letter).await, None);
    assert!(seen!(store, accounts_by_proved_contact("a@example.net")).is_empty());
    assert_eq!(proved(&store, "ada", Channel::Sms).await.as_deref(), Some(PHONE));
    assert!(saved!(store, prove_contact(&pending, NOW)), "what waits for its code goes on waiting");
    let pending = ask(&store, "ada", "c@example.net").await;
    saved!(store, drop_pending_contact("ada", Channel::Letter, NOW));
    assert!(!saved!(store, prove_contact(&pending, NOW)));
    assert_eq!(proved(&store, "ada", Channel::Letter).await.as_deref(), Some("b@example.net"));
}

async fn one_address_may_serve_several_accounts(store: Arc<Store>) {
    for name in ["ada", "eve", "kim"] {
        add(&store, name).await;
    }
    prove(&store, "eve", "home@example.net").await;
    prove(&store, "ada", "home@example.net").await;
    ask(&store, "kim", "home@example.net").await;
    assert_eq!(seen!(store, accounts_by_proved_contact("home@example.net")), ["ada", "eve"], "and kim has no code yet");
    assert!(saved!(store, drop_contact("ada", Channel::Letter, NOW)));
    assert_eq!(seen!(store, accounts_by_proved_contact("home@example.net")), ["eve"]);
}

async fn a_recall_is_kept_as_it_was_asked_for(store: Arc<Store>) {
    let new = NewRecall { id: "one", contact: "Ada@example.org", contact_key: "ada@example.org", language: "ar" };
    saved!(store, add_recall(&new, NOW));
    let found = seen!(store, recall("one")).unwrap();
    assert_eq!(
        (found.contact.as_str(), found.contact_key.as_str(), found.language.as_str()),
        ("Ada@example.org", "ada@example.org", "ar")
    );
    assert_eq!(found.created_at, NOW.0);
    assert!(seen!(store, recall("other")).is_none());
}
