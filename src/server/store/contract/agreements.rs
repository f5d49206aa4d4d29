use std::sync::Arc;

use super::{NOW, add, at_once};
use crate::server::store::{Agreement, Keeping, Store, Terms};
use crate::words::{Moment, Span};

on_both!(
    idn_13_a_version_has_one_text_in_each_language_for_good,
    idn_13_of_two_nodes_with_different_texts_one_keeps_its_own,
    idn_13_a_consent_is_kept_once_and_as_it_was,
    idn_13_a_consent_knows_from_when_its_version_stands,
);

fn text(version: &str, language: &str, text: &str) -> Agreement {
    let digest = format!("digest of {text}");
    Agreement { version: version.into(), language: language.into(), digest, text: text.into(), dated_at: NOW.0 }
}

async fn idn_13_a_version_has_one_text_in_each_language_for_good(store: Arc<Store>) {
    let first = text("1", "en", "one");
    assert_eq!(saved!(store, keep_agreement(&first)), Keeping::Kept);
    assert_eq!(saved!(store, keep_agreement(&first)), Keeping::Same);
    assert_eq!(saved!(store, keep_agreement(&text("1", "en", "two"))), Keeping::Differs);
    assert_eq!(saved!(store, keep_agreement(&text("1", "ru", "два"))), Keeping::Kept);
    assert_eq!(saved!(store, keep_agreement(&text("2", "en", "two"))), Keeping::Kept);
    assert_eq!(seen!(store, agreement("1", "en")), Some(first.clone()));
    assert_eq!(seen!(store, agreement("1", "ru")).unwrap().text, "два");
    assert_eq!(seen!(store, agreement("1", "ar")), Some(first), "who has no text reads the English one");
    assert_eq!(seen!(store, agreement("2", "ru")).unwrap().text, "two");
    assert_eq!(seen!(store, agreement("3", "en")), None);
}

async fn idn_13_of_two_nodes_with_different_texts_one_keeps_its_own(store: Arc<Store>) {
    let kept = at_once(16, |i| {
        let store = store.clone();
        async move { saved!(store, keep_agreement(&text("1", "en", &i.to_string()))) }
    })
    .await;
    assert_eq!(kept.iter().filter(|kept| **kept == Keeping::Kept).count(), 1, "{kept:?}");
    assert_eq!(kept.iter().filter(|kept| **kept == Keeping::Differs).count(), 15, "{kept:?}");
    let winner = kept.iter().position(|kept| *kept == Keeping::Kept).unwrap();
    assert_eq!(seen!(store, agreement("1", "en")).unwrap().text, winner.to_string());
}

async fn idn_13_a_consent_is_kept_once_and_as_it_was(store: Arc<Store>) {
    add(&store, "ada").await;
    let later = NOW.after(Span::days(1));
    assert!(saved!(store, add_consent("ada", &Terms { version: "1", language: "ru", digest: "d" }, NOW)));
    assert!(!saved!(store, add_consent("ada", &Terms { version: "1", language: "en", digest: "other" }, later)));
    assert_eq!(seen!(store, consents("ada")).len(), 1);
    let consent = seen!(store, consent("ada", "1")).unwrap();
    assert_eq!((consent.language.as_str(), consent.digest.as_str(), consent.agreed_at), ("ru", "d", NOW.0));
    assert!(seen!(store, consent("ada", "2")).is_none());
    assert!(seen!(store, consent("eve", "1")).is_none());
    let mut tx = store.write().await.unwrap();
    let terms = Terms { version: "1", language: "en", digest: "d" };
    assert!(tx.add_consent("nobody", &terms, NOW).await.is_err(), "nobody agrees without an account");
}

async fn idn_13_a_consent_knows_from_when_its_version_stands(store: Arc<Store>) {
    add(&store, "ada").await;
    let mut second = text("2", "en", "two");
    second.dated_at = NOW.after(Span::days(7)).0;
    saved!(store, keep_agreement(&second));
    // In no order of their names; and the first is of a time when texts were not kept.
    for (version, day) in [("9", 0), ("2", 1)] {
        let at = NOW.after(Span::days(day));
        assert!(saved!(store, add_consent("ada", &Terms { version, language: "en", digest: "" }, at)));
    }
    let found = seen!(store, consents("ada"));
    let found: Vec<_> = found.iter().map(|consent| (consent.version.as_str(), consent.dated_at.map(Moment))).collect();
    assert_eq!(found, [("9", None), ("2", Some(NOW.after(Span::days(7))))]);
    assert_eq!(seen!(store, consent("ada", "2")).unwrap().dated_at, Some(second.dated_at));
}
