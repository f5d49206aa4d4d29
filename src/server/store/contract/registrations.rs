use std::sync::Arc;

use super::{NOW, at_once};
use crate::server::store::{Registration, Store};
use crate::server::tokens::Digest;
use crate::words::{Moment, Span};

on_both!(
    tok_01_of_sixteen_that_use_a_registration_one_does,
    bru_14_of_a_hundred_codes_five_are_evaluated,
    tok_06_a_code_ends_with_its_time_and_with_its_registration,
    tok_07_a_new_letter_voids_the_one_before,
    tok_15_a_used_registration_gives_nothing,
    rec_10_the_first_proof_voids_every_other_registration_of_the_address,
);

const LIVES: Span = Span::hours(48);
const CODE_LIVES: Span = Span::minutes(10);
const MOST: i64 = 5;
const TICK: Span = Span(1);

/// Asks for an account, and arms the letter where `letter` names it.
async fn ask(store: &Store, id: &str, email: &str, letter: Option<&str>) {
    let new = Registration {
        id: id.into(),
        contact_key: email.into(),
        contact: email.into(),
        password: "hash".into(),
        language: "en".into(),
        agreement: "1".into(),
        country: None,
        region: None,
        kind: None,
        created_at: NOW.0,
        expires_at: NOW.after(LIVES).0,
        code_attempts: 0,
        proved_at: None,
        used_at: None,
    };
    saved!(store, add_registration(&new));
    if let Some(letter) = letter {
        assert!(arm(store, id, letter).await);
    }
}

async fn arm(store: &Store, id: &str, letter: &str) -> bool {
    saved!(store, arm_registration(id, &code(letter), NOW.after(CODE_LIVES), Some(&link(letter))))
}

fn code(letter: &str) -> Digest {
    Digest::of(format!("code of {letter}").as_bytes())
}

fn link(letter: &str) -> Digest {
    Digest::of(format!("link of {letter}").as_bytes())
}

async fn try_code(store: &Store, id: &str, now: Moment) -> Option<String> {
    saved!(store, try_code(id, MOST, now))
}

async fn tok_01_of_sixteen_that_use_a_registration_one_does(store: Arc<Store>) {
    ask(&store, "asked", "ada@example.org", Some("first")).await;
    let used = at_once(16, |_| {
        let store = store.clone();
        async move { saved!(store, use_registration("asked", NOW)) }
    })
    .await;
    assert_eq!(used.iter().filter(|used| **used).count(), 1, "{used:?}");
    assert_eq!(seen!(store, registration("asked")).unwrap().used_at, Some(NOW.0));
}

async fn bru_14_of_a_hundred_codes_five_are_evaluated(store: Arc<Store>) {
    ask(&store, "asked", "ada@example.org", Some("first")).await;
    let tried = at_once(100, |_| {
        let store = store.clone();
        async move { try_code(&store, "asked", NOW).await }
    })
    .await;
    assert_eq!(tried.iter().flatten().count(), 5);
    assert!(tried.iter().flatten().all(|found| *found == code("first").as_str()));
    assert_eq!(seen!(store, registration("asked")).unwrap().code_attempts, 5);
}

async fn tok_06_a_code_ends_with_its_time_and_with_its_registration(store: Arc<Store>) {
    ask(&store, "bare", "bare@example.org", None).await;
    assert_eq!(try_code(&store, "bare", NOW).await, None, "no letter was written yet");
    assert_eq!(try_code(&store, "nobody", NOW).await, None);

    ask(&store, "asked", "ada@example.org", Some("first")).await;
    let code_ends = NOW.after(CODE_LIVES);
    assert!(try_code(&store, "asked", code_ends.before(TICK)).await.is_some());
    assert_eq!(try_code(&store, "asked", code_ends).await, None);

    let ends = NOW.after(LIVES);
    assert!(saved!(store, arm_registration("asked", &code("late"), ends.after(CODE_LIVES), Some(&link("late")))));
    assert!(try_code(&store, "asked", ends.before(TICK)).await.is_some());
    assert_eq!(try_code(&store, "asked", ends).await, None, "a code does not outlive what it is for");
    assert!(!saved!(store, use_registration("asked", ends)));
    assert!(saved!(store, use_registration("asked", ends.before(TICK))));
}

async fn tok_07_a_new_letter_voids_the_one_before(store: Arc<Store>) {
    ask(&store, "asked", "ada@example.org", Some("first")).await;
    assert_eq!(seen!(store, registration_by_link(&link("first"))).unwrap().id, "asked");
    assert!(arm(&store, "asked", "second").await);
    assert!(seen!(store, registration_by_link(&link("first"))).is_none());
    assert_eq!(seen!(store, registration_by_link(&link("second"))).unwrap().id, "asked");
    assert_eq!(try_code(&store, "asked", NOW).await.as_deref(), Some(code("second").as_str()));
}

async fn tok_15_a_used_registration_gives_nothing(store: Arc<Store>) {
    ask(&store, "asked", "ada@example.org", Some("first")).await;
    assert!(saved!(store, use_registration("asked", NOW)));
    assert_eq!(try_code(&store, "asked", NOW).await, None);
    assert!(!saved!(store, use_registration("asked", NOW)));
    assert!(!arm(&store, "asked", "second").await, "it is not armed again");
    assert!(seen!(store, registration_by_link(&link("second"))).is_none());
}

async fn rec_10_the_first_proof_voids_every_other_registration_of_the_address(store: Arc<Store>) {
    ask(&store, "attacker", "ada@example.org", Some("attacker")).await;
    ask(&store, "owner", "ada@example.org", Some("owner")).await;
    ask(&store, "stranger", "eve@example.org", Some("stranger")).await;
    assert!(saved!(store, use_registration("owner", NOW)));
    saved!(store, void_registrations("ada@example.org", NOW));
    assert_eq!(try_code(&store, "attacker", NOW).await, None);
    assert!(!saved!(store, use_registration("attacker", NOW)));
    assert!(try_code(&store, "stranger", NOW).await.is_some(), "other addresses are left alone");
    assert_eq!(seen!(store, registration("owner")).unwrap().expires_at, NOW.after(LIVES).0, "a used one stays as it was");
}
