//! Codes and links of letters.

use cabinet::words::Span;
use http::Method;

use crate::client::{Client, DOORS, Door};
use crate::database::Database;
use crate::site::{Letter, PASSWORD, Site, at_once};

on_both!(
    tok_01_of_a_hundred_that_confirm_by_code_one_does,
    tok_01_of_a_hundred_that_confirm_by_link_one_does,
    tok_01_of_sixteen_that_choose_a_password_one_does,
    tok_02_looking_at_a_link_uses_nothing_up,
    tok_03_a_links_secret_leaves_the_address_at_once,
    tok_05_a_secret_is_good_for_one_thing_in_one_hand,
    tok_06_code_and_link_end_with_their_time,
    tok_07_a_new_letter_voids_the_one_before,
    tok_13_a_code_works_only_where_it_was_asked_for,
    tok_15_what_was_used_or_replaced_is_refused_where_it_counts,
    tok_16_no_answer_holds_a_secret_that_it_caused,
);

pub const ADA: &str = "ada@example.org";
const EVE: &str = "eve@example.org";

/// Asks for an account and gets the letter.
pub async fn asked(site: &Site, client: &mut Client, email: &str) -> Letter {
    let answer = client.register(email, PASSWORD).await;
    assert!(matches!(answer.status, 200 | 303), "{}", answer.all());
    site.letter(email, 1).await
}

async fn accounts(site: &Site) -> i64 {
    site.count("SELECT COUNT(*) FROM account").await
}

/// How many of these were told that it worked.
fn won(door: Door, answers: &[(u16, String)]) -> usize {
    let won = |(status, location): &&(u16, String)| match door {
        Door::Plain => *status == 303 && location == "/login",
        Door::Script => *status == 200,
    };
    answers.iter().filter(won).count()
}

async fn tok_01_of_a_hundred_that_confirm_by_code_one_does(database: Database) {
    let site = Site::open(database, "").await;
    for (door, email) in DOORS.into_iter().zip([ADA, EVE]) {
        let mut client = site.client(door);
        let code = asked(&site, &mut client, email).await.code();
        let answers = at_once(100, |_| {
            let (mut tab, code) = (client.tab(), code.clone());
            async move {
                let answer = tab.confirm(&code).await;
                (answer.status, answer.location().to_owned())
            }
        })
        .await;
        assert_eq!(won(door, &answers), 1, "{door:?}: {answers:?}");
        let statuses: &[u16] = if door == Door::Plain { &[303] } else { &[200, 409, 422, 429] };
        assert!(answers.iter().all(|(status, _)| statuses.contains(status)), "{door:?}: {answers:?}");
    }
    assert_eq!(accounts(&site).await, 2);
    assert_eq!(site.count("SELECT COUNT(*) FROM consent").await, 2);
}

async fn tok_01_of_a_hundred_that_confirm_by_link_one_does(database: Database) {
    let site = Site::open(database, "").await;
    for (door, email) in DOORS.into_iter().zip([ADA, EVE]) {
        let mut client = site.client(door);
        let token = asked(&site, &mut client, email).await.token();
        client.open_link(&token).await;
        let answers = at_once(100, |_| {
            let mut tab = client.tab();
            async move {
                let answer = tab.welcome(None).await;
                (answer.status, answer.location().to_owned())
            }
        })
        .await;
        assert_eq!(won(door, &answers), 1, "{door:?}: {answers:?}");
    }
    assert_eq!(accounts(&site).await, 2);
}

async fn tok_01_of_sixteen_that_choose_a_password_one_does(database: Database) {
    let site = Site::open(database, "").await;
    let token = asked(&site, &mut site.client(Door::Script), ADA).await.token();
    let answers = at_once(16, |i| {
        let (mut client, token) = (site.client(Door::Script), token.clone());
        async move {
            client.open_link(&token).await;
            client.welcome(Some(&format!("{PASSWORD} {i}"))).await.status
        }
    })
    .await;
    assert_eq!(answers.iter().filter(|status| **status == 200).count(), 1, "{answers:?}");
    let winner = answers.iter().position(|status| *status == 200).unwrap();
    let mut client = site.client(Door::Script);
    assert_eq!(client.sign_in(ADA, PASSWORD).await.status, 401, "the password typed where the letter was asked for is void");
    assert_eq!(client.sign_in(ADA, &format!("{PASSWORD} {winner}")).await.status, 200);
}

async fn tok_02_looking_at_a_link_uses_nothing_up(database: Database) {
    let site = Site::open(database, "").await;
    let mut ada = site.client(Door::Plain);
    let token = asked(&site, &mut ada, ADA).await.token();
    for _ in 0..20 {
        let mut scanner = site.client(Door::Plain);
        for method in [Method::HEAD, Method::GET] {
            let request = scanner.request(method, &format!("/link/{token}"), "");
            assert_eq!(scanner.send(request).await.status, 303);
            assert_eq!(scanner.get("/welcome").await.status, 200);
        }
    }
    assert_eq!(site.count("SELECT COUNT(*) FROM registration WHERE used_at IS NOT NULL").await, 0);
    assert_eq!(accounts(&site).await, 0);
    ada.open_link(&token).await;
    assert_eq!(ada.welcome(None).await.location(), "/login");
    assert_eq!(accounts(&site).await, 1);
}

async fn tok_03_a_links_secret_leaves_the_address_at_once(database: Database) {
    let site = Site::open(database, "").await;
    let mut ada = site.client(Door::Plain);
    let token = asked(&site, &mut ada, ADA).await.token();
    for mut client in [ada, site.client(Door::Plain)] {
        let landed = client.open_link(&token).await;
        assert_eq!((landed.status, landed.location()), (303, "/welcome"));
        assert_eq!((landed.header("cache-control"), landed.header("referrer-policy")), ("no-store", "no-referrer"));
        let shown = client.get("/welcome").await;
        assert!(shown.body.contains(ADA));
        for answer in [landed, shown] {
            assert!(!answer.all().contains(&token));
        }
    }
}

async fn tok_05_a_secret_is_good_for_one_thing_in_one_hand(database: Database) {
    let site = Site::open(database, "").await;
    let (mut ada, mut eve) = (site.client(Door::Script), site.client(Door::Script));
    let (hers, foreign) = (asked(&site, &mut ada, ADA).await, asked(&site, &mut eve, EVE).await);
    assert_eq!(eve.confirm(&hers.code()).await.status, 422, "a code of another registration");
    assert_eq!(eve.confirm(&hers.token()).await.status, 422, "a link's secret is no code");
    assert_eq!(eve.confirm(&foreign.token()).await.status, 422, "not even in its own registration");
    eve.open_link(&foreign.code()).await;
    assert_eq!(eve.welcome(None).await.status, 409, "a code is no link's secret");
    // The link of another registration: the password has to be chosen, and Eve's own is left alone.
    eve.open_link(&hers.token()).await;
    assert_eq!(eve.welcome(None).await.status, 422);
    assert_eq!(accounts(&site).await, 0);
    assert_eq!(eve.confirm(&foreign.code()).await.status, 200);
    assert_eq!(ada.confirm(&hers.code()).await.status, 200);
    assert_eq!(ada.sign_in(ADA, PASSWORD).await.status, 200);
}

async fn tok_06_code_and_link_end_with_their_time(database: Database) {
    let site = Site::open(database, "").await;
    let clients = [ADA, EVE, "kim@example.org"].map(|email| (site.client(Door::Script), email));
    let mut waiting = Vec::new();
    for (mut client, email) in clients {
        let letter = asked(&site, &mut client, email).await;
        waiting.push((client, letter));
    }
    let [(ada, first), (eve, second), (kim, third)] = &mut waiting[..] else { panic!("three") };
    site.advance(Span::seconds(10 * 60 - 1));
    assert_eq!(ada.confirm(&first.code()).await.status, 200);
    site.advance(Span::seconds(1));
    assert_eq!(eve.confirm(&second.code()).await.status, 422);
    site.advance(Span::seconds(48 * 3_600 - 10 * 60 - 1));
    eve.open_link(&second.token()).await;
    kim.open_link(&third.token()).await;
    assert_eq!(eve.welcome(None).await.status, 200);
    site.advance(Span::seconds(1));
    assert_eq!(kim.welcome(None).await.status, 409);
    assert_eq!(kim.welcome(Some(PASSWORD)).await.status, 409);
    assert_eq!(accounts(&site).await, 2);
}

async fn tok_07_a_new_letter_voids_the_one_before(database: Database) {
    let site = Site::open(database, "").await;
    let mut ada = site.client(Door::Script);
    let old = asked(&site, &mut ada, ADA).await;
    assert_eq!(ada.resend().await.status, 429, "not at once");
    site.advance(Span::minutes(1));
    assert_eq!(ada.resend().await.status, 200);
    let new = site.letter(ADA, 2).await;
    if old.code() != new.code() {
        assert_eq!(ada.confirm(&old.code()).await.status, 422);
    }
    ada.open_link(&old.token()).await;
    assert_eq!(ada.welcome(None).await.status, 409);
    // A corrected address voids both.
    assert_eq!(ada.correct(EVE).await.status, 200);
    let corrected = site.letter(EVE, 1).await;
    assert_eq!(ada.confirm(&new.code()).await.status, 422);
    for client in [&mut ada, &mut site.client(Door::Script)] {
        client.open_link(&new.token()).await;
        assert_eq!(client.welcome(Some(PASSWORD)).await.status, 409);
    }
    assert_eq!(ada.confirm(&corrected.code()).await.status, 200);
    assert_eq!(site.count("SELECT COUNT(*) FROM account WHERE email_key = 'eve@example.org'").await, 1);
    assert_eq!(accounts(&site).await, 1);
}

async fn tok_13_a_code_works_only_where_it_was_asked_for(database: Database) {
    let site = Site::open(database, "").await;
    let (mut ada, mut eve) = (site.client(Door::Script), site.client(Door::Script));
    let code = asked(&site, &mut ada, ADA).await.code();
    assert_eq!(site.client(Door::Script).confirm(&code).await.status, 409, "in a browser that waits for nothing");
    asked(&site, &mut eve, EVE).await;
    assert_eq!(eve.confirm(&code).await.status, 422, "in one that waits for another");
    // A second registration of the same address is another one too.
    let mut twin = site.client(Door::Script);
    twin.register(ADA, PASSWORD).await;
    site.letter(ADA, 2).await;
    assert_eq!(twin.confirm(&code).await.status, 422);
    assert_eq!(ada.confirm(&code).await.status, 200);
}

async fn tok_15_what_was_used_or_replaced_is_refused_where_it_counts(database: Database) {
    let site = Site::open(database, "").await;
    let mut ada = site.client(Door::Script);
    let letter = asked(&site, &mut ada, ADA).await;
    ada.open_link(&letter.token()).await;
    let mut kept = ada.tab();
    assert_eq!(ada.confirm(&letter.code()).await.status, 200);
    // Straight to the acts, with the cookies that the browser had before.
    assert_eq!(kept.confirm(&letter.code()).await.status, 409);
    assert_eq!(kept.welcome(None).await.status, 409);
    assert_eq!(kept.welcome(Some("another good password for her")).await.status, 409);
    assert_eq!(kept.resend().await.status, 409);
    assert_eq!(kept.correct(EVE).await.status, 409);
    assert_eq!(accounts(&site).await, 1);
    assert_eq!(site.client(Door::Script).sign_in(ADA, PASSWORD).await.status, 200);
}

async fn tok_16_no_answer_holds_a_secret_that_it_caused(database: Database) {
    let site = Site::open(database, "").await;
    for (door, email) in DOORS.into_iter().zip([ADA, EVE]) {
        let mut client = site.client(door);
        let mut answers = vec![client.register(email, PASSWORD).await, client.get("/confirm").await];
        let first = site.letter(email, 1).await;
        site.advance(Span::minutes(1));
        answers.push(client.resend().await);
        let second = site.letter(email, 2).await;
        for path in ["/confirm", "/api/track", "/api/open?page=Confirm", "/welcome", "/"] {
            answers.push(client.get(path).await);
        }
        answers.push(client.open_link(&second.token()).await);
        answers.push(client.get("/welcome").await);
        answers.push(client.get("/api/open?page=Welcome").await);
        for answer in answers {
            for secret in [first.code(), first.token(), second.code(), second.token(), PASSWORD.to_owned()] {
                assert!(!answer.all().contains(&secret), "{door:?}: {secret} in {}", answer.all());
            }
        }
    }
}
