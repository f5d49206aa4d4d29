use std::sync::Arc;

use super::{NOW, add, at_once};
use crate::server::store::{NewSupportEvent, NewSupportRequest, Store};
use crate::server::tokens::Digest;
use crate::words::{Deed, Moment, Span, Topic};

on_both!(
    aut_04_a_role_is_held_while_it_lasts_and_not_after,
    aut_07_a_shut_account_operates_nothing,
    a_request_is_in_the_hands_of_whoever_took_it_last,
    a_question_is_answered_once,
    of_sixteen_that_close_a_request_one_does,
    the_link_of_a_request_ends_a_while_after_it_was_closed,
    what_was_done_stands_in_its_order,
);

const TICK: Span = Span(1);

fn link(id: &str) -> Digest {
    Digest::of(id.as_bytes())
}

pub async fn request(store: &Store, id: &str, now: Moment) {
    let new = NewSupportRequest {
        id,
        number: id,
        topic: Topic::Letter,
        inn: "7707083893",
        kpp: "773601001",
        mailbox: "ada@example.org",
        mailbox_key: "ada@example.org",
        answer_to: "ada@example.net",
        answer_key: "ada@example.net",
        words: "nothing comes",
        language: "en",
        link: &link(id),
    };
    saved!(store, add_support_request(&new, now));
}

pub async fn operator(store: &Store, name: &str) {
    add(store, name).await;
    assert!(saved!(store, add_operator(name, NOW)));
}

async fn aut_04_a_role_is_held_while_it_lasts_and_not_after(store: Arc<Store>) {
    add(&store, "ada").await;
    assert!(!saved!(store, hold_operator("ada")), "nobody is one from the beginning");
    assert!(saved!(store, add_operator("ada", NOW)));
    assert!(!saved!(store, add_operator("ada", NOW)), "once");
    assert!(saved!(store, hold_operator("ada")));
    assert_eq!(seen!(store, operator("ada")).unwrap().contact, "ada@example.org");
    request(&store, "one", NOW).await;
    assert!(saved!(store, take_support_request("one", "ada", NOW)));
    assert!(saved!(store, remove_operator("ada")));
    assert!(!saved!(store, remove_operator("ada")));
    assert!(!saved!(store, hold_operator("ada")));
    assert!(seen!(store, operator("ada")).is_none() && seen!(store, operators()).is_empty());
    assert_eq!(seen!(store, support_request("one")).unwrap().taken_by, None, "what was in hand is free");
}

async fn aut_07_a_shut_account_operates_nothing(store: Arc<Store>) {
    operator(&store, "ada").await;
    operator(&store, "eve").await;
    saved!(store, disable_account("ada", NOW));
    assert!(!saved!(store, hold_operator("ada")));
    assert!(seen!(store, operator("ada")).is_none());
    let left: Vec<String> = seen!(store, operators()).into_iter().map(|operator| operator.account).collect();
    assert_eq!(left, ["eve"]);
}

async fn a_request_is_in_the_hands_of_whoever_took_it_last(store: Arc<Store>) {
    operator(&store, "ada").await;
    operator(&store, "eve").await;
    for (nth, id) in ["one", "two"].into_iter().enumerate() {
        request(&store, id, NOW.after(Span::hours(nth as i64))).await;
        assert!(saved!(store, take_support_request(id, "ada", NOW.after(Span::hours(nth as i64)))));
    }
    assert_eq!(seen!(store, support_request_in_hand("ada")).unwrap().id, "two", "the one that was taken last");
    assert!(saved!(store, take_support_request("two", "eve", NOW)));
    assert!(!saved!(store, hold_support_request("two", "ada")), "it has gone over");
    assert!(saved!(store, hold_support_request("two", "eve")));
    assert_eq!(seen!(store, support_request_in_hand("ada")).unwrap().id, "one");
    assert_eq!(seen!(store, support_request("two")).unwrap().taken_by_contact.as_deref(), Some("eve@example.org"));
    let open: Vec<String> = seen!(store, open_support_requests(9)).into_iter().map(|request| request.id).collect();
    assert_eq!(open, ["one", "two"], "oldest first");
    assert!(saved!(store, close_support_request("two", "told", NOW)));
    for id in ["two", "none"] {
        assert!(!saved!(store, take_support_request(id, "ada", NOW)), "{id}");
        assert!(!saved!(store, hold_support_request(id, "eve")), "{id}");
        assert!(!saved!(store, ask_back(id, "why?")), "{id}");
    }
}

async fn a_question_is_answered_once(store: Arc<Store>) {
    request(&store, "one", NOW).await;
    assert!(!saved!(store, question_answered("one")), "nothing was asked");
    assert!(saved!(store, ask_back("one", "which mailbox?")));
    assert_eq!(seen!(store, support_request("one")).unwrap().question.as_deref(), Some("which mailbox?"));
    let answered = at_once(16, |_| {
        let store = store.clone();
        async move { saved!(store, question_answered("one")) }
    })
    .await;
    assert_eq!(answered.iter().filter(|answered| **answered).count(), 1, "{answered:?}");
    assert!(saved!(store, ask_back("one", "and when?")));
    assert!(saved!(store, close_support_request("one", "told", NOW)));
    assert!(!saved!(store, question_answered("one")), "what is closed asks nothing");
}

async fn of_sixteen_that_close_a_request_one_does(store: Arc<Store>) {
    request(&store, "one", NOW).await;
    let closed = at_once(16, |_| {
        let store = store.clone();
        async move { saved!(store, close_support_request("one", "told", NOW)) }
    })
    .await;
    assert_eq!(closed.iter().filter(|closed| **closed).count(), 1, "{closed:?}");
    let request = seen!(store, support_request_by_number("one")).unwrap();
    assert_eq!((request.outcome.as_deref(), request.closed_at), (Some("told"), Some(NOW.0)));
    assert!(seen!(store, open_support_requests(9)).is_empty());
}

async fn the_link_of_a_request_ends_a_while_after_it_was_closed(store: Arc<Store>) {
    request(&store, "one", NOW).await;
    assert!(seen!(store, support_request_by_link(&link("other"), NOW)).is_none());
    let late = NOW.after(Span::days(400));
    assert_eq!(seen!(store, support_request_by_link(&link("one"), late)).unwrap().topic(), Topic::Letter);
    assert!(saved!(store, close_support_request("one", "told", late)));
    let end = late.after(Span::days(30));
    assert!(seen!(store, support_request_by_link(&link("one"), end.before(TICK))).is_some());
    assert!(seen!(store, support_request_by_link(&link("one"), end)).is_none());
}

async fn what_was_done_stands_in_its_order(store: Arc<Store>) {
    operator(&store, "ada").await;
    request(&store, "one", NOW).await;
    for (nth, (operator, deed)) in [("", Deed::Answered), ("ada", Deed::Taken), ("gone", Deed::Closed)].into_iter().enumerate() {
        let id = nth.to_string();
        let new = NewSupportEvent { id: &id, request: "one", operator, deed, words: "so" };
        saved!(store, add_support_event(&new, NOW.before(Span::hours(nth as i64))));
    }
    let events = seen!(store, support_events("one"));
    let told: Vec<_> = events.iter().map(|event| (event.deed.as_str(), event.contact.as_deref())).collect();
    assert_eq!(told, [("closed", None), ("taken", Some("ada@example.org")), ("answered", None)]);
    assert!(seen!(store, support_events("two")).is_empty());
}
