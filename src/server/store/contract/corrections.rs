use std::sync::Arc;

use super::support::{operator, request};
use super::{NOW, add, at_once};
use crate::server::store::{NewCorrection, Store};
use crate::server::tokens::Digest;
use crate::words::{Moment, Span};

on_both!(
    rec_09_a_correction_is_done_after_each_step_and_once,
    rec_09_nobody_agrees_to_what_they_proposed_or_to_their_own,
    rec_09_a_proposal_is_void_once_its_author_is_no_operator,
    rec_09_a_correction_is_not_done_before_its_time_without_confirmation_or_when_stopped,
    rec_09_what_changes_the_account_ends_a_correction,
);

const WAITS: Span = Span::hours(72);
const TICK: Span = Span(1);

fn due() -> Moment {
    NOW.after(WAITS)
}

fn link() -> Digest {
    Digest::of(b"link")
}

/// Two operators, an account, and a proposal of the first for it.
async fn proposed(store: &Store) {
    for name in ["one", "two"] {
        operator(store, name).await;
    }
    add(store, "ada").await;
    request(store, "request", NOW).await;
    propose(store, "it", "ada").await;
}

async fn propose(store: &Store, id: &str, account: &str) {
    let (contact, proposed_by) = ("ada@example.net", "one");
    let new = NewCorrection { id, request: "request", account, contact, contact_key: contact, proposed_by };
    saved!(store, add_correction(&new, NOW));
}

async fn approve(store: &Store, by: &str) -> bool {
    saved!(store, approve_correction("it", by, 1, due(), NOW))
}

async fn confirm(store: &Store, now: Moment) -> bool {
    saved!(store, confirm_correction("it", now))
}

async fn finish(store: &Store, now: Moment) -> bool {
    saved!(store, finish_correction("it", now))
}

async fn rec_09_a_correction_is_done_after_each_step_and_once(store: Arc<Store>) {
    proposed(&store).await;
    assert!(!saved!(store, arm_correction("it", &link())) && !confirm(&store, NOW).await && !finish(&store, due()).await);
    assert!(approve(&store, "two").await);
    assert!(!approve(&store, "two").await, "once");
    assert!(saved!(store, arm_correction("it", &link())));
    assert_eq!(seen!(store, correction_by_link(&link())).unwrap().present, "ada@example.org");
    assert!(confirm(&store, due().before(TICK)).await);
    assert!(!saved!(store, arm_correction("it", &Digest::of(b"other"))), "the letter is not written again");
    let done = at_once(16, |_| {
        let store = store.clone();
        async move { finish(&store, due()).await }
    })
    .await;
    assert_eq!(done.iter().filter(|done| **done).count(), 1, "{done:?}");
    assert!(!saved!(store, stop_correction("it", due())), "what is done cannot be stopped");
    assert!(seen!(store, corrections_of("ada")).is_empty() && seen!(store, corrections()).is_empty());
}

async fn rec_09_nobody_agrees_to_what_they_proposed_or_to_their_own(store: Arc<Store>) {
    proposed(&store).await;
    assert!(!approve(&store, "one").await, "the same person");
    propose(&store, "other", "two").await;
    assert!(!saved!(store, approve_correction("other", "two", 1, due(), NOW)), "for an account of one's own");
    assert!(approve(&store, "two").await);
}

async fn rec_09_a_proposal_is_void_once_its_author_is_no_operator(store: Arc<Store>) {
    proposed(&store).await;
    assert!(saved!(store, remove_operator("one")));
    assert!(!approve(&store, "two").await, "removed");
    assert!(saved!(store, add_operator("one", NOW)));
    saved!(store, disable_account("one", NOW));
    assert!(!approve(&store, "two").await, "shut");
}

async fn rec_09_a_correction_is_not_done_before_its_time_without_confirmation_or_when_stopped(store: Arc<Store>) {
    proposed(&store).await;
    assert!(approve(&store, "two").await);
    assert!(!finish(&store, due()).await, "the new address has not confirmed");
    assert!(!confirm(&store, due()).await, "too late");
    assert!(!seen!(store, correction("it")).unwrap().is_open(due()), "it has lapsed");
    assert!(confirm(&store, due().before(TICK)).await);
    assert!(!confirm(&store, due().before(TICK)).await, "once");
    assert!(seen!(store, correction("it")).unwrap().is_open(due()));
    assert!(!finish(&store, due().before(TICK)).await, "a moment too soon");
    assert!(saved!(store, stop_correction("it", NOW)));
    assert!(!saved!(store, stop_correction("it", NOW)), "once");
    assert!(!finish(&store, due()).await, "it was stopped");
    assert!(!seen!(store, correction("it")).unwrap().is_open(NOW));
}

async fn rec_09_what_changes_the_account_ends_a_correction(store: Arc<Store>) {
    proposed(&store).await;
    assert!(seen!(store, correction("it")).unwrap().is_open(NOW));
    assert!(saved!(store, write_password("ada", 1, "another hash", 1)));
    assert!(seen!(store, correction("it")).unwrap().is_open(NOW), "nothing is compared before it is approved");
    assert!(approve(&store, "two").await);
    assert!(!seen!(store, correction("it")).unwrap().is_open(NOW), "the account had another version by then");
}
