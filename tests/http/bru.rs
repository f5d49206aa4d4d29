//! Guessing.

use cabinet::wire::Fail;
use cabinet::wire::Never;
use cabinet::words::{Page, Span};
use http::Method;
use http::header::HeaderName;

use crate::account::{MOVE, NEW, RESTORE, latest, leads_to, letters, other_than, proven, restore, signed_in};
use crate::client::{Answer, DOORS, Door};
use crate::database::Database;
use crate::site::{PASSWORD, Site, at_once};

on_both!(
    bru_01_a_guesser_with_all_time_and_all_addresses_has_fifty_tries,
    bru_02_of_two_hundred_guesses_at_once_five_are_checked,
    bru_02_of_two_hundred_guesses_at_every_form_at_once_five_are_checked,
    bru_03_whatever_an_account_is_called_by_it_has_one_budget,
    bru_03_by_whatever_name_letters_are_asked_for_their_codes_have_one_budget,
    bru_04_success_forgives_the_account_and_not_the_address,
    bru_04_getting_back_in_gives_an_address_no_new_letters,
    bru_05_one_address_cannot_try_one_password_on_many_accounts,
    bru_05_many_addresses_cannot_try_many_passwords_on_one_account,
    bru_05_one_address_cannot_ask_for_letters_to_many_nor_many_for_letters_to_one,
    bru_06_the_addresses_of_one_network_share_a_budget,
    bru_07_a_client_cannot_say_who_it_is,
    bru_07_a_trusted_proxy_says_who_its_client_is,
    bru_08_another_spelling_of_the_path_is_no_way_around,
    bru_09_a_restart_forgets_nothing,
    bru_12_who_keeps_an_account_locked_does_not_lock_its_owner_out,
    bru_12_known_browsers_and_strangers_together_stay_below_a_hundred,
    bru_13_a_month_of_restores_evaluates_few_codes,
    bru_13_a_month_of_changes_of_address_evaluates_few_codes,
    bru_14_of_a_hundred_codes_at_once_five_are_evaluated,
    bru_14_of_a_hundred_codes_that_restore_five_are_evaluated,
    bru_14_of_a_hundred_codes_that_move_five_are_evaluated,
    bru_15_every_form_that_asks_for_the_password_has_the_budget_of_sign_in,
    bru_17_a_refusal_says_when_and_not_which_limit,
);

const ADA: &str = "ada@example.org";
const EVE: &str = "eve@example.org";
const WRONG: &str = "a wrong one";
/// What one address may try at once, by the preset, and how many restores it may ask for.
const BURST: usize = 20;
const ASKED: usize = 5;
/// What is said once no guess is looked at any more.
const LOCKED: &str = r#"{"Refused":["Locked"]}"#;
/// Codes that restore and were evaluated.
const CODES: &str = "SELECT CAST(COALESCE(SUM(code_attempts), 0) AS BIGINT) FROM restore";
/// Wrong passwords that are on the books.
const FAILURES: &str = "SELECT CAST(COALESCE(SUM(failures), 0) AS BIGINT) FROM guess";

fn count(statuses: &[u16], status: u16) -> usize {
    statuses.iter().filter(|found| **found == status).count()
}

/// Guesses at a login from ever other addresses, each time as soon as it may: how many guesses were looked at until none is any
/// more. `device` is what the browsers claim to be known by.
async fn guessed_out(site: &Site, login: &str, device: Option<&str>) -> usize {
    let mut checked = 0;
    loop {
        let mut client = site.client(Door::Script);
        client.jar.extend(device.map(|device| ("device".to_owned(), device.to_owned())));
        let answer = client.sign_in(login, WRONG).await;
        match (answer.status, answer.header("retry-after").parse::<i64>()) {
            (401, _) => checked += 1,
            (429, Ok(wait)) => site.advance(Span::seconds(wait)),
            (429, Err(_)) if answer.fail() == LOCKED => return checked,
            _ => panic!("{login}: {}", answer.all()),
        }
        assert!(checked <= 100, "{login}: the guessing does not end");
    }
}

async fn bru_01_a_guesser_with_all_time_and_all_addresses_has_fifty_tries(database: Database) {
    let site = Site::open(database, "").await;
    site.account(ADA).await;
    for login in [ADA, "nobody@example.org", "nobody", "no login at all"] {
        assert_eq!(guessed_out(&site, login, None).await, 50, "{login}");
    }
    for _ in 0..30 * 24 {
        site.advance(Span::hours(1));
        for login in [ADA, "nobody@example.org"] {
            let answer = site.client(Door::Script).sign_in(login, WRONG).await;
            assert_eq!((answer.status, answer.fail().as_str()), (429, LOCKED), "{login}");
            assert_eq!(answer.header("retry-after"), "", "waiting does not help");
        }
    }
    for door in DOORS {
        let mut ada = site.client(door);
        ada.sign_in(ADA, PASSWORD).await;
        assert!(!ada.is_signed_in().await, "{door:?}: not even with the right one");
    }
    restore(&site, ADA, NEW).await;
    for status in [401, 401, 401, 401, 401, 429] {
        assert_eq!(site.client(Door::Script).sign_in(ADA, PASSWORD).await.status, status, "the counting begins anew");
    }
    site.advance(Span::seconds(30));
    assert_eq!(site.client(Door::Script).sign_in(ADA, NEW).await.status, 200);
    let other = site.client(Door::Script).sign_in("nobody@example.org", WRONG).await;
    assert_eq!((other.status, other.fail().as_str()), (429, LOCKED), "that opens no other login");
}

async fn bru_02_of_two_hundred_guesses_at_once_five_are_checked(database: Database) {
    let site = Site::open(database, "").await;
    site.account(ADA).await;
    for login in [ADA, "nobody@example.org"] {
        let statuses = at_once(200, |_| {
            let mut client = site.client(Door::Script);
            async move { client.sign_in(login, WRONG).await.status }
        })
        .await;
        assert_eq!((count(&statuses, 401), count(&statuses, 429)), (5, 195), "{login}: {statuses:?}");
    }
    let mut ada = site.client(Door::Script);
    assert_eq!(ada.sign_in(ADA, PASSWORD).await.status, 429, "also the right one has to wait");
    site.advance(Span::seconds(30));
    assert_eq!(ada.sign_in(ADA, PASSWORD).await.status, 200);
}

async fn bru_02_of_two_hundred_guesses_at_every_form_at_once_five_are_checked(database: Database) {
    let site = Site::open(database, "").await;
    site.account(ADA).await;
    let mut thief = signed_in(&site, ADA, Door::Script).await;
    // The session was stolen, and the thief's browser is not one that the account knows.
    thief.jar.remove("device");
    let statuses = at_once(200, |i| {
        let (mut tab, mut stranger) = (thief.tab(), site.client(Door::Script));
        async move {
            match i % 3 {
                0 => tab.prove(WRONG).await.status,
                1 => tab.change_password(WRONG, NEW).await.status,
                _ => stranger.sign_in(ADA, WRONG).await.status,
            }
        }
    })
    .await;
    assert_eq!((count(&statuses, 401) + count(&statuses, 422), count(&statuses, 429)), (5, 195), "{statuses:?}");
    assert_eq!(site.count(FAILURES).await, 5);
}

async fn bru_03_whatever_an_account_is_called_by_it_has_one_budget(database: Database) {
    let site = Site::open(database, "").await;
    site.account(ADA).await;
    let mut ada = site.client(Door::Script);
    ada.sign_in(ADA, PASSWORD).await;
    assert_eq!(ada.set_username("Countess").await.status, 200);
    let mut statuses = Vec::new();
    for login in [ADA, "ADA@Example.ORG", "countess", "COUNTESS", " countess ", "Countess", "aDa@example.org"] {
        statuses.push(site.client(Door::Script).sign_in(login, WRONG).await.status);
    }
    assert_eq!(statuses, [401, 401, 401, 401, 401, 429, 429]);
}

async fn bru_03_by_whatever_name_letters_are_asked_for_their_codes_have_one_budget(database: Database) {
    let site = Site::open(database, "").await;
    site.account(ADA).await;
    assert_eq!(signed_in(&site, ADA, Door::Script).await.set_username("Countess").await.status, 200);
    let mut last = None;
    for login in [ADA, "ADA@Example.ORG", "countess"] {
        let mut eve = site.client(Door::Script);
        assert_eq!(eve.ask_restore(login).await.status, 200);
        let code = latest(&site, ADA, RESTORE).await.code();
        for _ in 0..4 {
            assert_eq!(eve.restore_code(other_than(&code)).await.status, 422, "{login}");
        }
        last = Some((eve, code));
    }
    // Four, four and what was left of ten: that the account has no more does not show.
    assert_eq!(site.count(CODES).await, 10);
    let (mut eve, code) = last.expect("three letters");
    assert_eq!(eve.restore_code(&code).await.status, 422, "not even the right one is looked at any more");
    assert_eq!(site.count(CODES).await, 10);
    // By one name it is said, whether or not anybody has it.
    for login in [ADA, "nobody@example.org"] {
        let mut statuses = Vec::new();
        for _ in 0..2 {
            let mut eve = site.client(Door::Script);
            site.advance(Span::days(2));
            assert_eq!(eve.ask_restore(login).await.status, 200);
            site.settle().await;
            for _ in 0..12 {
                statuses.push(eve.restore_code("000000").await.status);
            }
        }
        assert_eq!((count(&statuses[..10], 422), count(&statuses[10..12], 429)), (10, 2), "{login}: {statuses:?}");
        assert_eq!((count(&statuses[12..22], 422), count(&statuses[22..], 429)), (10, 2), "{login}: {statuses:?}");
    }
}

async fn bru_04_success_forgives_the_account_and_not_the_address(database: Database) {
    let site = Site::open(database, "").await;
    for email in [ADA, "eve@example.org"] {
        site.account(email).await;
    }
    // From ever other addresses: four mistakes and the right one, again and again.
    for _ in 0..5 {
        for _ in 0..4 {
            assert_eq!(site.client(Door::Script).sign_in(ADA, WRONG).await.status, 401);
        }
        assert_eq!(site.client(Door::Script).sign_in(ADA, PASSWORD).await.status, 200);
    }
    // From one address: her own account does not wash off what she tries on others.
    let mut eve = site.client(Door::Script);
    let mut statuses = Vec::new();
    for round in 0..8 {
        for victim in 0..3 {
            statuses.push(eve.sign_in(&format!("victim{round}{victim}@example.org"), WRONG).await.status);
        }
        statuses.push(eve.sign_in("eve@example.org", PASSWORD).await.status);
    }
    assert!(statuses[..BURST].iter().all(|status| matches!(status, 200 | 401)), "{statuses:?}");
    assert!(statuses[BURST..].iter().all(|status| *status == 429), "{statuses:?}");
}

async fn bru_04_getting_back_in_gives_an_address_no_new_letters(database: Database) {
    let site = Site::open(database, "").await;
    site.account(EVE).await;
    let mut eve = proven(&site, EVE).await;
    assert_eq!(eve.restore_password(NEW).await.status, 200);
    assert_eq!(eve.sign_in(EVE, NEW).await.status, 200);
    let mut statuses = Vec::new();
    for victim in 0..8 {
        statuses.push(eve.ask_restore(&format!("victim{victim}@example.org")).await.status);
    }
    // Her own was the first of five.
    assert_eq!((count(&statuses[..4], 200), count(&statuses[4..], 429)), (4, 4), "{statuses:?}");
}

async fn bru_05_one_address_cannot_try_one_password_on_many_accounts(database: Database) {
    let site = Site::open(database, "").await;
    let mut client = site.client(Door::Script);
    let mut statuses = Vec::new();
    for i in 0..40 {
        statuses.push(client.sign_in(&format!("victim{i}@example.org"), WRONG).await.status);
    }
    assert_eq!((count(&statuses[..BURST], 401), count(&statuses[BURST..], 429)), (BURST, 20), "{statuses:?}");
}

async fn bru_05_many_addresses_cannot_try_many_passwords_on_one_account(database: Database) {
    let site = Site::open(database, "").await;
    site.account(ADA).await;
    let mut statuses = Vec::new();
    for i in 0..40 {
        statuses.push(site.client(Door::Script).sign_in(ADA, &format!("{WRONG} {i}")).await.status);
    }
    assert_eq!((count(&statuses[..5], 401), count(&statuses[5..], 429)), (5, 35), "{statuses:?}");
}

async fn bru_05_one_address_cannot_ask_for_letters_to_many_nor_many_for_letters_to_one(database: Database) {
    let site = Site::open(database, "").await;
    site.account(ADA).await;
    let mut one = site.client(Door::Script);
    let (mut to_many, mut to_one) = (Vec::new(), Vec::new());
    for i in 0..20 {
        to_many.push(one.ask_restore(&format!("victim{i}@example.org")).await.status);
        to_one.push(site.client(Door::Script).ask_restore(ADA).await.status);
    }
    assert_eq!((count(&to_many[..ASKED], 200), count(&to_many[ASKED..], 429)), (ASKED, 15), "{to_many:?}");
    assert_eq!((count(&to_one[..3], 200), count(&to_one[3..], 429)), (3, 17), "{to_one:?}");
    assert_eq!(letters(&site, ADA, RESTORE).await.len(), 3);
}

/// Sends an act about one login after another, each time under these headers: how often it is let.
async fn tries(site: &Site, act: &str, headers: impl Fn(usize) -> Vec<(&'static str, String)>) -> usize {
    let mut statuses = Vec::new();
    for i in 0..30 {
        let mut client = site.client(Door::Script);
        let mut request = client.request(Method::POST, act, format!("login=victim{i}%40example.org&password=wrong"));
        request.headers_mut().remove("x-forwarded-for");
        for (name, value) in headers(i) {
            request.headers_mut().append(HeaderName::from_static(name), value.parse().unwrap());
        }
        statuses.push(client.send(request).await.status);
    }
    assert!(statuses.iter().all(|status| matches!(status, 200 | 401 | 429)), "{statuses:?}");
    statuses.len() - count(&statuses, 429)
}

const SIGN_IN: &str = "/api/login";
const ASK: &str = "/api/restore";

async fn bru_06_the_addresses_of_one_network_share_a_budget(database: Database) {
    let site = Site::open(database, "").await;
    for (act, burst) in [(SIGN_IN, BURST), (ASK, ASKED)] {
        // The logins of one act are those of the other, and each is asked for so often only because a day lies between.
        let of = async |address: &dyn Fn(usize) -> String| {
            let let_in = tries(&site, act, |i| vec![("x-forwarded-for", address(i))]).await;
            site.advance(Span::days(1));
            let_in
        };
        assert_eq!(of(&|i| format!("2001:db8:1:2:{i:x}:{i:x}::{i:x}")).await, burst, "{act}: one /64");
        assert_eq!(of(&|i| format!("2001:db8:1:{:x}::1", i + 16)).await, 30, "{act}: thirty of them");
        let both = |i: usize| if i.is_multiple_of(2) { "203.0.113.9".to_owned() } else { "::ffff:203.0.113.9".to_owned() };
        assert_eq!(of(&both).await, burst, "{act}: the same, written as IPv6");
        assert_eq!(of(&|i| format!("203.0.113.{}", i + 100)).await, 30, "{act}");
    }
}

async fn bru_07_a_client_cannot_say_who_it_is(database: Database) {
    let site = Site::open(database, "trusted_proxies = []").await;
    for (act, burst) in [(SIGN_IN, BURST), (ASK, ASKED)] {
        let let_in = tries(&site, act, |i| match i % 9 {
            0 => vec![],
            1 => vec![("x-forwarded-for", format!("198.51.100.{i}"))],
            2 => vec![("x-forwarded-for", "a".into())],
            3 => vec![("x-forwarded-for", String::new())],
            4 => vec![("x-forwarded-for", vec![format!("198.51.100.{i}"); 500].join(", "))],
            5 => vec![("x-forwarded-for", format!("198.51.100.{i}")), ("x-forwarded-for", "127.0.0.1".into())],
            6 => vec![("forwarded", format!("for=198.51.100.{i};host=evil.test"))],
            7 => vec![("x-real-ip", format!("198.51.100.{i}")), ("cf-connecting-ip", format!("198.51.100.{i}"))],
            _ => vec![("x-client-ip", format!("198.51.100.{i}")), ("true-client-ip", format!("198.51.100.{i}"))],
        })
        .await;
        assert_eq!(let_in, burst, "{act}");
    }
}

async fn bru_07_a_trusted_proxy_says_who_its_client_is(database: Database) {
    let site = Site::open(database, "trusted_proxies = ['127.0.0.1', '10.0.0.0/8']").await;
    for (act, burst) in [(SIGN_IN, BURST), (ASK, ASKED)] {
        let of = async |header: &dyn Fn(usize) -> String| {
            let let_in = tries(&site, act, |i| vec![("x-forwarded-for", header(i))]).await;
            site.advance(Span::days(1));
            let_in
        };
        assert_eq!(of(&|i| format!("198.51.100.{i}")).await, 30, "{act}");
        assert_eq!(of(&|i| format!("198.51.100.{i}, 203.0.113.1")).await, burst, "{act}: the first is the client's own claim");
        assert_eq!(of(&|i| format!("1.1.1.{i}, 203.0.113.2, 10.0.0.{i}")).await, burst, "{act}: through two of ours");
        let unread =
            |i: usize| if i.is_multiple_of(2) { format!("1.1.1.{i}, garbage") } else { format!("1.1.1.{i}, 203.0.113.3:{i}") };
        assert_eq!(of(&unread).await, burst, "{act}: what cannot be read is the proxy's own");
    }
}

async fn bru_08_another_spelling_of_the_path_is_no_way_around(database: Database) {
    let site = Site::open(database, "").await;
    site.account(ADA).await;
    for path in [
        "//api/login",
        "/api//login",
        "/api/login/",
        "/api/login//",
        "/api/%6cogin",
        "/%61pi/login",
        "/API/login",
        "/api/Login",
        "/api/LOGIN",
        "/./api/login",
        "/api/./login",
        "/api/x/../login",
        "/x/../api/login",
        "/api/login;a=b",
        "/api/login.json",
        "/api/login%20",
        "/api/login%00",
        "/api/login%2f",
        "/api%2flogin",
        "/api/login%3f",
        "/api/login%23",
        "/api/%25%36%63ogin",
        "/api/log%C4%B1n",
        "/api/",
        "/api",
    ] {
        for password in [WRONG, PASSWORD] {
            let mut client = site.client(Door::Script);
            let answer = client.post(path, &[("login", ADA), ("password", password)]).await;
            assert_eq!(answer.status, 404, "{path}");
            assert!(!client.is_signed_in().await, "{path}");
        }
    }
    let mut statuses = Vec::new();
    for path in ["/api/login", "/api/login?", "/api/login?a=b", "/api/login?login=eve", "/api/login", "/api/login?x", "/api/login"]
    {
        statuses.push(site.client(Door::Script).post(path, &[("login", ADA), ("password", WRONG)]).await.status);
    }
    assert_eq!(statuses, [401, 401, 401, 401, 401, 429, 429]);
}

async fn bru_09_a_restart_forgets_nothing(database: Database) {
    let mut site = Site::open(database, "").await;
    site.account(ADA).await;
    let mut statuses = Vec::new();
    for _ in 0..3 {
        for _ in 0..2 {
            statuses.push(site.client(Door::Script).sign_in(ADA, WRONG).await.status);
        }
        site = site.restart().await;
    }
    assert_eq!(statuses, [401, 401, 401, 401, 401, 429]);
}

async fn bru_14_of_a_hundred_codes_at_once_five_are_evaluated(database: Database) {
    let site = Site::open(database, "[limits.codes_mailbox]\nburst = 1000").await;
    let mut eve = site.client(Door::Script);
    eve.register("eve@example.org", PASSWORD).await;
    let code = site.letter("eve@example.org", 1).await.code();
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let statuses = at_once(100, |_| {
        let mut tab = eve.tab();
        async move { tab.confirm(wrong).await.status }
    })
    .await;
    assert_eq!(count(&statuses, 422), 100, "{statuses:?}");
    assert_eq!(site.count("SELECT code_attempts FROM registration").await, 5);
    assert_eq!(eve.confirm(&code).await.status, 422, "not even the right one is looked at any more");
    assert_eq!(site.count("SELECT COUNT(*) FROM account").await, 0);
}

async fn bru_14_of_a_hundred_codes_that_restore_five_are_evaluated(database: Database) {
    let site = Site::open(database, "[limits.codes_mailbox]\nburst = 1000").await;
    site.account(ADA).await;
    let mut eve = site.client(Door::Script);
    assert_eq!(eve.ask_restore(ADA).await.status, 200);
    let code = latest(&site, ADA, RESTORE).await.code();
    let wrong = other_than(&code);
    let statuses = at_once(100, |_| {
        let mut tab = eve.tab();
        async move { tab.restore_code(wrong).await.status }
    })
    .await;
    assert_eq!(count(&statuses, 422), 100, "{statuses:?}");
    assert_eq!(site.count("SELECT code_attempts FROM restore").await, 5);
    assert_eq!(eve.restore_code(&code).await.status, 422, "not even the right one is looked at any more");
    assert_eq!(eve.restore_password(NEW).await.status, 409);
    assert_eq!(site.client(Door::Script).sign_in(ADA, PASSWORD).await.status, 200, "and nobody is locked out by it");
}

async fn bru_14_of_a_hundred_codes_that_move_five_are_evaluated(database: Database) {
    let site = Site::open(database, "[limits.codes_mailbox]\nburst = 1000").await;
    site.account(EVE).await;
    let mut eve = signed_in(&site, EVE, Door::Script).await;
    leads_to(&eve.change_email(ADA).await, Page::Email);
    let code = latest(&site, ADA, MOVE).await.code();
    let wrong = other_than(&code);
    let statuses = at_once(100, |_| {
        let mut tab = eve.tab();
        async move { tab.confirm_email(wrong).await.status }
    })
    .await;
    assert_eq!(count(&statuses, 422), 100, "{statuses:?}");
    assert_eq!(site.count("SELECT code_attempts FROM email_change").await, 5);
    assert_eq!(eve.confirm_email(&code).await.status, 422, "not even the right one is looked at any more");
    assert_eq!(site.count("SELECT COUNT(*) FROM account WHERE contact_key = 'eve@example.org'").await, 1);
}

async fn bru_12_who_keeps_an_account_locked_does_not_lock_its_owner_out(database: Database) {
    let site = Site::open(database, "").await;
    for email in [ADA, EVE] {
        site.account(email).await;
    }
    let (mut ada, eve) = (signed_in(&site, ADA, Door::Script).await, signed_in(&site, EVE, Door::Script).await);
    ada.sign_out().await;
    assert_eq!(guessed_out(&site, ADA, None).await, 50);
    let known = ada.cookie("device");
    let flipped = format!("{}{}", if known.starts_with('A') { 'B' } else { 'A' }, &known[1..]);
    let forged = [eve.cookie("device"), eve.cookie("session"), flipped, "A".repeat(43), String::new()];
    for day in 1..=7 {
        site.advance(Span::days(1));
        assert_eq!(site.client(Door::Script).sign_in(ADA, WRONG).await.fail(), LOCKED, "day {day}");
        for device in &forged {
            let mut stranger = site.client(Door::Script);
            stranger.jar.insert("device".to_owned(), device.clone());
            assert_eq!(stranger.sign_in(ADA, PASSWORD).await.fail(), LOCKED, "day {day}: {device}");
        }
        for door in DOORS {
            ada.door = door;
            ada.sign_in(ADA, PASSWORD).await;
            assert!(ada.is_signed_in().await, "day {day} {door:?}");
            ada.sign_out().await;
        }
    }
    restore(&site, ADA, NEW).await;
    assert_eq!(site.client(Door::Script).sign_in(ADA, NEW).await.status, 200);
    // With the old password go the browsers that it had made known.
    assert_eq!(guessed_out(&site, ADA, Some(&known)).await, 50);
}

/// NIST SP 800-63B-4 §3.2.2: no more than a hundred in a row.
async fn bru_12_known_browsers_and_strangers_together_stay_below_a_hundred(database: Database) {
    let site = Site::open(database, "").await;
    site.account(ADA).await;
    let mut known = Vec::new();
    for _ in 0..6 {
        known.push(signed_in(&site, ADA, Door::Script).await.cookie("device"));
    }
    let mut checked = Vec::new();
    for device in &known {
        checked.push(guessed_out(&site, ADA, Some(device)).await);
    }
    // Ten each and forty in all; the first went on to use up what strangers have.
    assert_eq!(checked, [60, 10, 10, 10, 0, 0]);
}

/// How long an adversary waits between two visits, and how many visits a day and a month have.
const STEP: Span = Span::minutes(72);
const DAY: usize = 20;
const MONTH: usize = 30 * DAY;

/// The most codes that were evaluated within any day, from how many there were after each visit.
fn most_in_a_day(totals: &[i64]) -> i64 {
    totals.windows(DAY + 1).map(|day| day[DAY] - day[0]).max().unwrap_or_default()
}

async fn bru_13_a_month_of_restores_evaluates_few_codes(database: Database) {
    let site = Site::open(database, "").await;
    site.account(ADA).await;
    assert_eq!(signed_in(&site, ADA, Door::Script).await.set_username("countess").await.status, 200);
    let mut totals = vec![0];
    for step in 0..MONTH {
        // Another browser each time, since an address may ask for few.
        let mut eve = site.client(Door::Script);
        let asked = eve.ask_restore(if step % 3 == 0 { "countess" } else { ADA }).await.status;
        assert!(matches!(asked, 200 | 429), "{asked}");
        site.settle().await;
        for _ in 0..6 {
            if eve.restore_code("000000").await.status != 422 {
                break;
            }
        }
        totals.push(site.count(CODES).await);
        site.advance(STEP);
    }
    assert!(most_in_a_day(&totals) <= 20, "{totals:?}");
    assert!(totals[MONTH] > 100, "the adversary did try: {totals:?}");
    assert_eq!(site.count("SELECT MAX(code_attempts) FROM restore").await, 5);
}

async fn bru_13_a_month_of_changes_of_address_evaluates_few_codes(database: Database) {
    let site = Site::open(database, "").await;
    let accounts = [EVE, "mal@example.org"];
    for email in accounts {
        site.account(email).await;
    }
    let mut totals = vec![0];
    for step in 0..MONTH {
        let mut eve = signed_in(&site, accounts[step % 2], Door::Script).await;
        let asked = eve.change_email(ADA).await.status;
        assert!(matches!(asked, 200 | 429), "{asked}");
        site.settle().await;
        for _ in 0..6 {
            if eve.confirm_email("000000").await.status != 422 {
                break;
            }
        }
        totals.push(site.count("SELECT CAST(COALESCE(SUM(code_attempts), 0) AS BIGINT) FROM email_change").await);
        site.advance(STEP);
    }
    assert!(most_in_a_day(&totals) <= 20, "{totals:?}");
    assert!(totals[MONTH] > 100, "the adversary did try: {totals:?}");
    assert_eq!(site.count("SELECT MAX(code_attempts) FROM email_change").await, 5);
}

async fn bru_15_every_form_that_asks_for_the_password_has_the_budget_of_sign_in(database: Database) {
    let site = Site::open(database, "").await;
    for (door, email) in DOORS.into_iter().zip([ADA, EVE]) {
        site.account(email).await;
        let mut thief = signed_in(&site, email, door).await;
        // The session was stolen, and the thief's browser is not one that the account knows.
        thief.jar.remove("device");
        let mut answers = Vec::new();
        for i in 0..200 {
            let answer = match i % 3 {
                0 => thief.prove(WRONG).await,
                1 => thief.change_password(WRONG, NEW).await,
                _ => site.client(door).sign_in(email, WRONG).await,
            };
            answers.push((answer.status, answer.location().to_owned()));
        }
        let statuses: Vec<u16> = answers.iter().map(|(status, _)| *status).collect();
        if door == Door::Script {
            assert_eq!(statuses[..5], [422, 422, 401, 422, 422]);
            assert_eq!(count(&statuses[5..], 429), 195, "{statuses:?}");
        } else {
            assert_eq!(count(&statuses, 303), 200, "{statuses:?}");
            let back = ["/account/prove", "/account/password", "/login"];
            assert!(answers.iter().enumerate().all(|(i, (_, location))| location == back[i % 3]), "{answers:?}");
        }
        assert_eq!(site.count(FAILURES).await, 5, "{door:?}");
        site.advance(Span::seconds(30));
        thief.door = Door::Script;
        assert_eq!(thief.prove(PASSWORD).await.status, 200, "{door:?}: in time the right one is taken");
        assert_eq!(site.count(FAILURES).await, 0, "{door:?}: and forgives");
    }
}

async fn bru_17_a_refusal_says_when_and_not_which_limit(database: Database) {
    let site = Site::open(database, "").await;
    site.account(ADA).await;
    // A clock that stands at no whole second.
    let ragged = Span(1_234_567);
    let mut refusals: Vec<Answer> = Vec::new();
    while refusals.len() < 12 {
        site.advance(ragged);
        let answer = site.client(Door::Script).sign_in(ADA, WRONG).await;
        if answer.status == 429 {
            site.advance(Span::seconds(answer.header("retry-after").parse().unwrap()));
            refusals.push(answer);
        }
    }
    let mut one = site.client(Door::Script);
    for i in 0..=BURST {
        let answer = one.sign_in(&format!("victim{i}@example.org"), WRONG).await;
        refusals.extend((answer.status == 429).then_some(answer));
    }
    for i in 0..=ASKED {
        let answer = one.ask_restore(&format!("victim{i}@example.org")).await;
        refusals.extend((answer.status == 429).then_some(answer));
    }
    for _ in 0..4 {
        let answer = site.client(Door::Script).ask_restore("kim@example.org").await;
        refusals.extend((answer.status == 429).then_some(answer));
    }
    assert_eq!(refusals.len(), 15, "one of each limit, and twelve guesses");
    for answer in &refusals {
        let wait: i64 = answer.header("retry-after").parse().unwrap();
        assert!(wait > 0 && (wait <= 60 || wait % 60 == 0), "{wait} seconds");
        let Ok(Fail::Later(told)) = serde_json::from_str::<Fail<Never>>(&answer.fail()) else { panic!("{}", answer.body) };
        assert_eq!(told.left, Span::seconds(wait), "{}", answer.body);
        let whole = if wait <= 60 { Span::seconds(1) } else { Span::minutes(1) };
        assert_eq!(told.until.0 % whole.0, 0, "{}", answer.body);
        let shape: String = answer.fail().chars().filter(|c| !c.is_ascii_digit()).collect();
        assert_eq!(shape, r#"{"Later":[,]}"#);
        let telling =
            answer.headers.keys().find(|name| ["limit", "remaining", "reset"].iter().any(|word| name.as_str().contains(word)));
        assert_eq!(telling, None);
    }
    assert!(refusals.iter().any(|answer| answer.header("retry-after") == "3600"), "also the long ones were seen");
}
