//! Guessing.

use cabinet::words::Span;
use http::Method;
use http::header::HeaderName;

use crate::client::Door;
use crate::database::Database;
use crate::site::{PASSWORD, Site, at_once};

on_both!(
    bru_02_of_two_hundred_guesses_at_once_five_are_checked,
    bru_03_whatever_an_account_is_called_by_it_has_one_budget,
    bru_04_success_forgives_the_account_and_not_the_address,
    bru_05_one_address_cannot_try_one_password_on_many_accounts,
    bru_05_many_addresses_cannot_try_many_passwords_on_one_account,
    bru_06_the_addresses_of_one_network_share_a_budget,
    bru_07_a_client_cannot_say_who_it_is,
    bru_07_a_trusted_proxy_says_who_its_client_is,
    bru_08_another_spelling_of_the_path_is_no_way_around,
    bru_09_a_restart_forgets_nothing,
    bru_14_of_a_hundred_codes_at_once_five_are_evaluated,
);

const ADA: &str = "ada@example.org";
const WRONG: &str = "a wrong one";
/// What one address may try at once, by the preset.
const BURST: usize = 20;

fn count(statuses: &[u16], status: u16) -> usize {
    statuses.iter().filter(|found| **found == status).count()
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

/// Tries a password on one login after another, each time under these headers: how often it is let.
async fn tries(site: &Site, headers: impl Fn(usize) -> Vec<(&'static str, String)>) -> usize {
    let mut statuses = Vec::new();
    for i in 0..30 {
        let mut client = site.client(Door::Script);
        let mut request = client.request(Method::POST, "/api/login", format!("login=victim{i}%40example.org&password=wrong"));
        request.headers_mut().remove("x-forwarded-for");
        for (name, value) in headers(i) {
            request.headers_mut().append(HeaderName::from_static(name), value.parse().unwrap());
        }
        statuses.push(client.send(request).await.status);
    }
    assert!(statuses.iter().all(|status| matches!(status, 401 | 429)), "{statuses:?}");
    count(&statuses, 401)
}

async fn bru_06_the_addresses_of_one_network_share_a_budget(database: Database) {
    let site = Site::open(database, "").await;
    let of = async |address: &dyn Fn(usize) -> String| tries(&site, |i| vec![("x-forwarded-for", address(i))]).await;
    assert_eq!(of(&|i| format!("2001:db8:1:2:{i:x}:{i:x}::{i:x}")).await, BURST, "one /64");
    assert_eq!(of(&|i| format!("2001:db8:1:{:x}::1", i + 16)).await, 30, "thirty of them");
    assert_eq!(of(&|_| "203.0.113.9".into()).await, BURST);
    assert_eq!(of(&|_| "::ffff:203.0.113.9".into()).await, 0, "the same, written as IPv6");
    assert_eq!(of(&|i| format!("203.0.113.{}", i + 100)).await, 30);
}

async fn bru_07_a_client_cannot_say_who_it_is(database: Database) {
    let site = Site::open(database, "trusted_proxies = []").await;
    let let_in = tries(&site, |i| match i % 9 {
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
    assert_eq!(let_in, BURST);
}

async fn bru_07_a_trusted_proxy_says_who_its_client_is(database: Database) {
    let site = Site::open(database, "trusted_proxies = ['127.0.0.1', '10.0.0.0/8']").await;
    let of = async |header: &dyn Fn(usize) -> String| tries(&site, |i| vec![("x-forwarded-for", header(i))]).await;
    assert_eq!(of(&|i| format!("198.51.100.{i}")).await, 30);
    assert_eq!(of(&|i| format!("198.51.100.{i}, 203.0.113.1")).await, BURST, "the first is the client's own claim");
    assert_eq!(of(&|i| format!("1.1.1.{i}, 203.0.113.2, 10.0.0.{i}")).await, BURST, "through two of ours");
    assert_eq!(of(&|i| format!("1.1.1.{i}, garbage")).await, BURST, "what cannot be read is the proxy's own");
    assert_eq!(of(&|i| format!("1.1.1.{i}, 203.0.113.3:{i}")).await, 0, "so is this, and its budget is spent");
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
