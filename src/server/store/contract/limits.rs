use std::sync::Arc;

use super::{NOW, at_once};
use crate::server::store::{Bucket, Charge, Guess, Ladder, Store};
use crate::words::{Moment, Span};

on_both!(
    a_budget_gives_its_burst_and_then_one_at_a_time,
    a_budget_never_holds_more_than_its_burst,
    of_two_hundred_that_charge_at_once_the_burst_is_served,
    of_several_budgets_each_has_its_own_measure_and_the_first_that_is_spent_says_when,
    bru_02_of_two_hundred_guesses_at_once_five_are_allowed,
    bru_11_waiting_doubles_up_to_an_hour_each_time_anew,
    dos_01_a_guess_that_was_never_looked_at_is_none,
    bru_04_success_forgives_the_guesses_of_that_login_alone,
);

const OFTEN: Span = Span::seconds(6);
const BURST: u32 = 20;
const TICK: Span = Span(1);

async fn charge(store: &Store, name: &str, now: Moment) -> Charge {
    saved!(store, charge(name, OFTEN, BURST, now))
}

async fn guess(store: &Store, name: &str, now: Moment) -> Guess {
    saved!(store, book_guess(name, Ladder { free: 5, most: 50 }, now))
}

async fn a_budget_gives_its_burst_and_then_one_at_a_time(store: Arc<Store>) {
    for _ in 0..BURST {
        assert_eq!(charge(&store, "here", NOW).await, Charge::Taken);
    }
    assert_eq!(charge(&store, "here", NOW).await, Charge::Refused(OFTEN));
    assert_eq!(charge(&store, "elsewhere", NOW).await, Charge::Taken);
    let next = NOW.after(OFTEN);
    assert_eq!(charge(&store, "here", next.before(TICK)).await, Charge::Refused(TICK), "being refused costs nothing");
    assert_eq!(charge(&store, "here", next).await, Charge::Taken);
    assert_eq!(charge(&store, "here", next).await, Charge::Refused(OFTEN));
}

async fn a_budget_never_holds_more_than_its_burst(store: Arc<Store>) {
    assert_eq!(charge(&store, "here", NOW).await, Charge::Taken);
    let long_after = NOW.after(Span::days(365));
    for _ in 0..BURST {
        assert_eq!(charge(&store, "here", long_after).await, Charge::Taken);
    }
    assert_eq!(charge(&store, "here", long_after).await, Charge::Refused(OFTEN));
}

async fn of_two_hundred_that_charge_at_once_the_burst_is_served(store: Arc<Store>) {
    let charged = at_once(200, |_| {
        let store = store.clone();
        async move { charge(&store, "here", NOW).await }
    })
    .await;
    assert_eq!(charged.iter().filter(|charge| **charge == Charge::Taken).count(), BURST as usize);
    assert!(charged.iter().all(|charge| matches!(charge, Charge::Taken | Charge::Refused(OFTEN))), "{charged:?}");
}

async fn of_several_budgets_each_has_its_own_measure_and_the_first_that_is_spent_says_when(store: Arc<Store>) {
    // More than go into one statement.
    let bucket = |nth: u32| Bucket { name: format!("b{nth}"), many: 1, often: Span::seconds(i64::from(nth)), burst: 10 - nth };
    let buckets: Vec<Bucket> = (1..=6).map(bucket).collect();
    for _ in 0..4 {
        assert_eq!(saved!(store, charge_all(&buckets, NOW)), Charge::Taken);
    }
    assert_eq!(saved!(store, charge_all(&[], NOW)), Charge::Taken);
    let mut tx = store.write().await.unwrap();
    assert_eq!(tx.charge_all(&buckets, NOW).await.unwrap(), Charge::Refused(Span::seconds(6)), "the sixth holds four");
    drop(tx);
    assert_eq!(saved!(store, charge_all(&buckets[..5], NOW)), Charge::Taken, "what was not saved was not taken");
    assert_eq!(saved!(store, charge_all(&buckets[..5], NOW)), Charge::Refused(Span::seconds(5)), "the fifth holds five");
    let large = Bucket { many: 9, ..bucket(2) };
    assert_eq!(saved!(store, charge_all(&[bucket(1), large], NOW)), Charge::Refused(Span::seconds(18)), "more than it can hold");
}

async fn bru_02_of_two_hundred_guesses_at_once_five_are_allowed(store: Arc<Store>) {
    let guessed = at_once(200, |_| {
        let store = store.clone();
        async move { guess(&store, "ada", NOW).await }
    })
    .await;
    assert_eq!(guessed.iter().filter(|guess| **guess == Guess::Allowed).count(), 5);
    assert_eq!(guess(&store, "ada", NOW).await, Guess::Later(Span::seconds(30)));
    assert_eq!(guess(&store, "eve", NOW).await, Guess::Allowed);
}

/// One round: five guesses at once, then a wait after each, in seconds.
async fn round(store: &Store, name: &str, mut now: Moment) -> Moment {
    for _ in 0..5 {
        assert_eq!(guess(store, name, now).await, Guess::Allowed);
    }
    for wait in [30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600, 3_600].map(Span::seconds) {
        assert_eq!(guess(store, name, now).await, Guess::Later(wait), "to the second");
        let next = now.after(wait);
        assert_eq!(guess(store, name, next.before(TICK)).await, Guess::Later(TICK), "{wait:?}");
        assert_eq!(guess(store, name, next).await, Guess::Allowed, "{wait:?}");
        now = next;
    }
    now
}

async fn bru_11_waiting_doubles_up_to_an_hour_each_time_anew(store: Arc<Store>) {
    let mut now = NOW;
    for _ in 0..3 {
        now = round(&store, "ada", now).await;
        saved!(store, forgive("ada"));
    }
}

async fn dos_01_a_guess_that_was_never_looked_at_is_none(store: Arc<Store>) {
    for _ in 0..4 {
        assert_eq!(guess(&store, "ada", NOW).await, Guess::Allowed);
    }
    // The fifth costs half a minute, unless it is taken back.
    for _ in 0..3 {
        assert_eq!(guess(&store, "ada", NOW).await, Guess::Allowed);
        saved!(store, unbook_guess("ada", NOW));
    }
    assert_eq!(guess(&store, "ada", NOW).await, Guess::Allowed);
    assert_eq!(guess(&store, "ada", NOW).await, Guess::Later(Span::seconds(30)));
    saved!(store, unbook_guess("eve", NOW));
    assert_eq!(guess(&store, "eve", NOW).await, Guess::Allowed);
}

async fn bru_04_success_forgives_the_guesses_of_that_login_alone(store: Arc<Store>) {
    for name in ["ada", "eve"] {
        for _ in 0..5 {
            assert_eq!(guess(&store, name, NOW).await, Guess::Allowed);
        }
    }
    saved!(store, forgive("ada"));
    assert_eq!(guess(&store, "ada", NOW).await, Guess::Allowed);
    assert_eq!(guess(&store, "eve", NOW).await, Guess::Later(Span::seconds(30)));
}
