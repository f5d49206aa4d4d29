use std::sync::Arc;

use super::{NOW, add, at_once};
use crate::server::store::{NewInvitation, NewOrganisation, NewPlea, PleaLetter, Store};
use crate::server::tokens::Digest;
use crate::words::{Cause, Codes, Moment, Role, Span};

on_both!(
    of_sixteen_that_register_one_organisation_one_does,
    nobody_works_at_two,
    aut_05_an_owner_who_cannot_get_in_or_is_leaving_is_no_other_owner,
    aut_05_of_two_owners_who_step_down_at_once_one_does,
    an_organisation_lets_in_whom_it_has_shut_out_and_nobody_else,
    tok_01_of_sixteen_that_accept_an_invitation_one_does,
    tok_06_an_invitation_is_accepted_within_its_time_to_the_microsecond,
    a_newer_invitation_replaces_the_one_before_of_that_organisation_alone,
    tok_01_of_sixteen_that_answer_a_plea_one_does,
    a_plea_is_given_to_its_organisation_once,
    what_is_closed_leaves_nothing,
);

const LIVES: Span = Span::days(7);
const TICK: Span = Span(1);

fn codes() -> Codes {
    Codes::parse("7707083893", "773601001").unwrap()
}

async fn found(store: &Store, id: &str, inn: &str) {
    let codes = Codes::parse(inn, "773601001").unwrap();
    assert!(saved!(store, add_organisation(&NewOrganisation { id, codes: &codes, name: id }, NOW)));
}

/// An organisation with an account for each of these, named alike.
async fn firm(store: &Store, people: &[(&str, Role)]) {
    found(store, "firm", "7707083893").await;
    for (name, role) in people {
        add(store, name).await;
        assert!(saved!(store, add_member("firm", name, *role, NOW)));
    }
}

async fn invite(store: &Store, id: &str, organisation: &str) {
    let new = NewInvitation {
        id,
        organisation,
        contact_key: "eve@example.org",
        contact: "Eve@example.org",
        role: Role::Member,
        inviter: "ada",
        language: "en",
        expires_at: NOW.after(LIVES),
    };
    saved!(store, add_invitation(&new, NOW));
}

async fn plead(store: &Store, id: &str) {
    let new = NewPlea {
        id,
        codes: &codes(),
        contact_key: "eve@example.org",
        contact: "Eve@example.org",
        cause: Cause::New,
        language: "en",
        expires_at: NOW.after(LIVES),
    };
    saved!(store, add_plea(&new, NOW));
}

async fn of_sixteen_that_register_one_organisation_one_does(store: Arc<Store>) {
    let added = at_once(16, |i| {
        let store = store.clone();
        async move {
            let id = format!("id{i}");
            saved!(store, add_organisation(&NewOrganisation { id: &id, codes: &codes(), name: "Firm" }, NOW)).then_some(id)
        }
    })
    .await;
    let winners: Vec<String> = added.into_iter().flatten().collect();
    assert_eq!(winners.len(), 1, "{winners:?}");
    let organisation = seen!(store, organisation_by_codes(&codes())).unwrap();
    assert_eq!((organisation.id.as_str(), organisation.name.as_str()), (winners[0].as_str(), "Firm"));
    assert_eq!((organisation.inn.as_str(), organisation.kpp.as_str()), ("7707083893", "773601001"));
    assert!(!saved!(store, hold_organisation("nobody's")));
}

async fn nobody_works_at_two(store: Arc<Store>) {
    firm(&store, &[("ada", Role::Owner), ("bob", Role::Member)]).await;
    found(&store, "other", "7736050003").await;
    assert!(!saved!(store, add_member("other", "ada", Role::Owner, NOW)));
    assert!(!saved!(store, add_member("firm", "ada", Role::Member, NOW)), "nor twice at one");
    assert_eq!(seen!(store, member("ada")).unwrap().role(), Role::Owner);
    let people: Vec<String> = seen!(store, members("firm")).into_iter().map(|member| member.account).collect();
    assert_eq!(people, ["ada", "bob"]);
    assert_eq!(seen!(store, member_by_contact("firm", "bob@example.org")).unwrap().account, "bob");
    assert!(seen!(store, member_by_contact("other", "bob@example.org")).is_none());
    saved!(store, remove_member("bob"));
    assert!(saved!(store, add_member("other", "bob", Role::Owner, NOW)));
}

async fn aut_05_an_owner_who_cannot_get_in_or_is_leaving_is_no_other_owner(store: Arc<Store>) {
    let people = ["ada", "bob", "eve", "kim", "mia"].map(|name| (name, Role::Owner));
    firm(&store, &people).await;
    let ada = seen!(store, member("ada")).unwrap();
    let has_other = async || seen!(store, has_other_owner(&ada));
    assert!(saved!(store, shut_member("bob", NOW)));
    assert!(saved!(store, disable_account("eve", NOW)));
    assert!(saved!(store, set_gone_at("kim", 1, Some(NOW.after(LIVES)))));
    assert!(has_other().await, "Mia");
    saved!(store, set_role("mia", Role::Administrator));
    assert!(!has_other().await);
    assert!(seen!(store, has_colleagues(&ada)));
    assert!(saved!(store, let_in_member("bob")));
    assert!(has_other().await);
    for name in ["bob", "eve", "kim", "mia"] {
        saved!(store, remove_member(name));
    }
    assert!(!seen!(store, has_colleagues(&ada)));
}

async fn aut_05_of_two_owners_who_step_down_at_once_one_does(store: Arc<Store>) {
    firm(&store, &[("ada", Role::Owner), ("bob", Role::Owner)]).await;
    for _ in 0..8 {
        let done = at_once(2, |i| {
            let store = store.clone();
            async move {
                let account = ["ada", "bob"][i];
                let mut tx = store.write().await.unwrap();
                assert!(tx.hold_organisation("firm").await.unwrap());
                let member = tx.member(account).await.unwrap().unwrap();
                let may = tx.has_other_owner(&member).await.unwrap();
                if may {
                    tx.set_role(account, Role::Member).await.unwrap();
                }
                tx.save().await.unwrap();
                may
            }
        })
        .await;
        assert_eq!(done.iter().filter(|done| **done).count(), 1, "{done:?}");
        for name in ["ada", "bob"] {
            saved!(store, set_role(name, Role::Owner));
        }
    }
}

async fn an_organisation_lets_in_whom_it_has_shut_out_and_nobody_else(store: Arc<Store>) {
    firm(&store, &[("ada", Role::Owner), ("bob", Role::Member)]).await;
    assert!(!saved!(store, let_in_member("bob")), "nobody has shut him out");
    assert!(saved!(store, shut_member("bob", NOW)));
    let bob = seen!(store, account("bob")).unwrap();
    assert_eq!((bob.version, bob.disabled_at), (2, Some(NOW.0)));
    assert_eq!(seen!(store, member("bob")).unwrap().shut_at, Some(NOW.0));
    assert!(saved!(store, let_in_member("bob")));
    assert!(!saved!(store, let_in_member("bob")), "once");
    let bob = seen!(store, account("bob")).unwrap();
    assert_eq!((bob.version, bob.disabled_at), (3, None), "what began before it was shut does not go on");

    assert!(saved!(store, shut_member("bob", NOW)));
    assert!(saved!(store, disable_account("bob", NOW)), "the operator takes the right away");
    assert!(!saved!(store, disable_account("bob", NOW)));
    assert!(!saved!(store, let_in_member("bob")));
    assert!(seen!(store, account("bob")).unwrap().disabled_at.is_some());
    assert!(!saved!(store, shut_member("bob", NOW)), "and it does not come back");
    assert!(!saved!(store, let_in_member("bob")));
}

async fn tok_01_of_sixteen_that_accept_an_invitation_one_does(store: Arc<Store>) {
    firm(&store, &[("ada", Role::Owner)]).await;
    invite(&store, "one", "firm").await;
    let answered = at_once(16, |_| {
        let store = store.clone();
        async move { saved!(store, answer_invitation("one", NOW)) }
    })
    .await;
    assert_eq!(answered.iter().filter(|answered| **answered).count(), 1, "{answered:?}");
    assert!(!saved!(store, revoke_invitation("firm", "one", NOW)));
    assert!(seen!(store, invitations_of("firm", NOW)).is_empty());
}

async fn tok_06_an_invitation_is_accepted_within_its_time_to_the_microsecond(store: Arc<Store>) {
    firm(&store, &[("ada", Role::Owner)]).await;
    let later = NOW.after(Span::hours(1));
    let end = later.after(LIVES);
    let open = async |now: Moment| seen!(store, invitations_to("eve@example.org", now)).len();
    for (now, works) in [(end.before(TICK), true), (end, false), (end.after(TICK), false)] {
        invite(&store, &format!("{}", now.0), "firm").await;
        let id = format!("{}", now.0);
        // Its letter was written an hour after it was asked for.
        saved!(store, extend_invitation(&id, end));
        assert_eq!(open(now).await, usize::from(works));
        assert_eq!(seen!(store, invitation(&id)).unwrap().is_open(now), works);
        assert_eq!(saved!(store, answer_invitation(&id, now)), works, "{id}");
    }
}

async fn a_newer_invitation_replaces_the_one_before_of_that_organisation_alone(store: Arc<Store>) {
    firm(&store, &[("ada", Role::Owner)]).await;
    found(&store, "other", "7736050003").await;
    for (id, organisation) in [("one", "firm"), ("hers", "other"), ("two", "firm")] {
        invite(&store, id, organisation).await;
    }
    assert!(!saved!(store, answer_invitation("one", NOW)));
    assert!(!saved!(store, revoke_invitation("firm", "hers", NOW)), "it is not theirs");
    assert!(saved!(store, answer_invitation("hers", NOW)));
    assert!(saved!(store, revoke_invitation("firm", "two", NOW)));
    assert!(!saved!(store, answer_invitation("two", NOW)));
}

async fn tok_01_of_sixteen_that_answer_a_plea_one_does(store: Arc<Store>) {
    firm(&store, &[("ada", Role::Owner)]).await;
    plead(&store, "one").await;
    let answered = at_once(16, |_| {
        let store = store.clone();
        async move { saved!(store, answer_plea("one", NOW)) }
    })
    .await;
    assert_eq!(answered.iter().filter(|answered| **answered).count(), 1, "{answered:?}");
    for (id, now, works) in [("two", NOW.after(LIVES).before(TICK), true), ("three", NOW.after(LIVES), false)] {
        plead(&store, id).await;
        assert_eq!(saved!(store, answer_plea(id, now)), works, "{id}");
    }
}

async fn a_plea_is_given_to_its_organisation_once(store: Arc<Store>) {
    firm(&store, &[("ada", Role::Owner)]).await;
    plead(&store, "one").await;
    assert!(seen!(store, pleas_to("firm", NOW)).is_empty());
    let given = at_once(8, |_| {
        let store = store.clone();
        async move { saved!(store, address_plea("one", "firm")) }
    })
    .await;
    assert_eq!(given.iter().filter(|given| **given).count(), 1, "{given:?}");
    let plea = seen!(store, pleas_to("firm", NOW)).remove(0);
    assert_eq!((plea.contact.as_str(), plea.cause(), plea.answered_at), ("Eve@example.org", Cause::New, None));
    assert!(seen!(store, pleas_to("firm", NOW.after(LIVES))).is_empty());
    assert!(saved!(store, answer_plea("one", NOW)));
    assert!(seen!(store, pleas_to("firm", NOW)).is_empty());
}

async fn what_is_closed_leaves_nothing(store: Arc<Store>) {
    firm(&store, &[("ada", Role::Owner)]).await;
    add(&store, "eve").await;
    invite(&store, "one", "firm").await;
    plead(&store, "plea").await;
    assert!(saved!(store, address_plea("plea", "firm")));
    let letter = PleaLetter {
        id: "letter".into(),
        plea: "plea".into(),
        account: "ada".into(),
        contact_key: "ada@example.org".into(),
        expires_at: NOW.after(LIVES).0,
    };
    saved!(store, add_plea_letter(&letter));
    let link = Digest::of(b"secret");
    saved!(store, arm_plea_letter("letter", &link));
    assert_eq!(seen!(store, plea_letter_by_link(&link)).unwrap().id, "letter");
    assert_eq!(seen!(store, plea_letter("letter")).unwrap().plea, "plea");
    assert!(saved!(store, set_gone_at("ada", 1, Some(NOW))));
    assert!(saved!(store, delete_account("ada", NOW)), "its last member takes it along");
    assert!(seen!(store, organisation("firm")).is_none() && seen!(store, invitation("one")).is_none());
    assert!(seen!(store, plea("plea")).is_none() && seen!(store, plea_letter("letter")).is_none());
}
