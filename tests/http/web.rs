//! Headers, files, framing: what stands around every answer.

use std::time::Duration;

use http::Method;
use http::header::{CONTENT_TYPE, HOST, HeaderName};

use crate::client::{Answer, DOORS, Door};
use crate::database::Database;
use crate::site::{PASSWORD, Site};
use crate::tok::{ADA, asked};

on_both!(
    web_04_every_answer_is_protected_whatever_it_says,
    web_06_a_page_has_one_address,
    web_13_fields_that_no_form_has_change_nothing,
    web_14_a_field_that_comes_twice_is_refused,
    web_16_a_file_is_had_by_its_name_alone,
    web_17_no_method_echoes_or_opens_anything,
    cfg_02_nothing_of_development_is_there_in_production,
);

const PATIENCE: Duration = Duration::from_secs(10);

/// The client looks at the headers of every answer of every test. Here one of each kind passes by.
async fn web_04_every_answer_is_protected_whatever_it_says(database: Database) {
    let site = Site::open(database, "").await;
    site.account(ADA).await;
    let mut ada = site.client(Door::Plain);
    ada.sign_in(ADA, PASSWORD).await;
    for door in DOORS {
        let mut client = site.client(door);
        let seen = async |answer: Answer, status: u16| {
            assert_eq!(answer.status, status, "{door:?}: {}", answer.all());
        };
        for page in ["/", "/login", "/register", "/welcome", "/agreement", "/healthz", "/readyz", "/dev/outbox"] {
            seen(client.get(page).await, 200).await;
        }
        for name in ["cabinet.css", "cabinet.js", "cabinet.wasm", "en.json", "ar.json"] {
            seen(client.get(&site.house.files.address(name)).await, 200).await;
        }
        seen(client.get("/favicon.svg").await, 200).await;
        seen(client.get("/account").await, 303).await;
        seen(client.get("/link/none").await, 303).await;
        seen(client.get("/nothing").await, 404).await;
        seen(client.get("/pkg/0/cabinet.css").await, 404).await;
        let put = client.request(Method::PUT, "/login", "");
        seen(client.send(put).await, 405).await;
        let post_of = |name: HeaderName, value: &str| {
            let mut request = client.request(Method::POST, "/api/login", "login=a");
            request.headers_mut().insert(name, value.parse().unwrap());
            request
        };
        let requests = [
            (post_of(HeaderName::from_static("sec-fetch-site"), "cross-site"), 403),
            (post_of(CONTENT_TYPE, "text/plain"), 415),
            (post_of(HOST, "evil.test"), 421),
        ];
        for (request, status) in requests {
            seen(client.send(request).await, status).await;
        }
        seen(client.post_body("/api/login", vec![b'a'; 64 * 1024 + 1]).await, 413).await;
        seen(client.post("/api/language", &[("language", "tlh")]).await, 400).await;
    }
    let mut client = site.client(Door::Script);
    assert_eq!(client.register("", "").await.status, 422);
    assert_eq!(client.resend().await.status, 409);
    assert_eq!(client.set_username("countess").await.status, 401);
    for status in [401, 401, 401, 401, 401, 429] {
        assert_eq!(client.sign_in("nobody", "a wrong one").await.status, status);
    }
    site.house.store.close().await;
    for door in DOORS {
        ada.door = door;
        assert_eq!(ada.get("/account").await.status, 503, "{door:?}");
        assert_eq!(ada.get("/readyz").await.status, 503, "{door:?}");
    }
    assert_eq!(client.sign_in(ADA, PASSWORD).await.status, 503);
}

async fn web_06_a_page_has_one_address(database: Database) {
    let site = Site::open(database, "").await;
    site.account(ADA).await;
    let mut ada = site.client(Door::Plain);
    ada.sign_in(ADA, PASSWORD).await;
    for path in [
        "/account/",
        "/account/x.css",
        "/account.css",
        "/account;x.css",
        "/account%2fx.css",
        "/account%00.css",
        "/account%0a",
        "//account",
        "/Account",
        "/%61ccount",
        "/login/..%2faccount",
        "/pkg/x/..%2f..%2faccount",
        "/account%3fx.css",
    ] {
        let answer = ada.get(path).await;
        assert_eq!((answer.status, answer.header("cache-control")), (404, "no-store"), "{path}");
    }
    assert_eq!(ada.get("/account?x.css").await.header("cache-control"), "no-store");
}

async fn web_13_fields_that_no_form_has_change_nothing(database: Database) {
    let site = Site::open(database, "").await;
    let eve = site.account("eve@example.org").await;
    let extra: Vec<(&str, &str)> = ["id", "account", "account_id", "user_id", "owner"]
        .map(|name| (name, eve.as_str()))
        .into_iter()
        .chain([
            ("is_admin", "true"),
            ("role", "owner"),
            ("verified", "1"),
            ("version", "9"),
            ("created_at", "0"),
            ("disabled_at", "0"),
            ("email_key", "eve@example.org"),
            ("email_verified", "true"),
            ("org_id", "1"),
            ("visit", "{}"),
        ])
        .collect();
    let with = |own: &[(&'static str, &'static str)]| -> Vec<(&str, &str)> { own.iter().copied().chain(extra.clone()).collect() };
    let mut ada = site.client(Door::Script);
    let form = with(&[("email", ADA), ("password", PASSWORD), ("agree", "yes"), ("username", "countess")]);
    assert_eq!(ada.post("/api/register", &form).await.status, 200);
    let code = site.letter(ADA, 1).await.code();
    let mut form = with(&[("email", "kim@example.org"), ("password", "another good password of hers")]);
    form.push(("code", code.as_str()));
    assert_eq!(ada.post("/api/confirm", &form).await.status, 200);
    let plain = "SELECT COUNT(*) FROM account WHERE email_key = 'ada@example.org' AND email = 'ada@example.org' AND version = 1 \
                 AND username IS NULL AND disabled_at IS NULL AND created_at = 1795348800000000";
    assert_eq!(site.count(plain).await, 1);
    assert_eq!(site.count("SELECT COUNT(*) FROM consent WHERE version = '1'").await, 1);
    assert_eq!(ada.post("/api/login", &with(&[("login", ADA), ("password", PASSWORD)])).await.status, 200);
    assert!(ada.get("/account").await.body.contains(ADA));
    assert_eq!(ada.post("/api/username", &with(&[("username", "countess")])).await.status, 200);
    let named = "SELECT COUNT(*) FROM account WHERE username = 'countess' AND email_key = 'ada@example.org'";
    assert_eq!(site.count(named).await, 1);
    assert_eq!(site.count("SELECT COUNT(*) FROM account WHERE version = 1 AND disabled_at IS NULL").await, 2);
}

async fn web_14_a_field_that_comes_twice_is_refused(database: Database) {
    let site = Site::open(database, "").await;
    site.account(ADA).await;
    let good = PASSWORD.replace(' ', "+");
    let mut waiting = site.client(Door::Script);
    asked(&site, &mut waiting, "kim@example.org").await;
    for (act, body) in [
        ("/api/login", format!("login=eve&login=ada@example.org&password={good}")),
        ("/api/login", format!("login=ada@example.org&password=wrong&password={good}")),
        ("/api/login", format!("login=ada@example.org&password={good}&password={good}")),
        ("/api/login", format!("login[]=ada@example.org&password={good}")),
        ("/api/login", format!("login=ada@example.org&password={good}&login")),
        ("/api/login", format!("login=ada@example.org&lo%67in=ada@example.org&password={good}")),
        ("/api/register", format!("email=eve@example.org&password={good}&password={good}&agree=yes")),
        ("/api/correct", "email=eve@example.org&email=ada@example.org".to_owned()),
        ("/api/confirm", "code=000000&code=000001".to_owned()),
        ("/api/language", "language=ru&language=ar&page=/".to_owned()),
    ] {
        for door in DOORS {
            let mut client = waiting.tab();
            client.door = door;
            let answer = client.post_body(act, body.clone()).await;
            assert_eq!(answer.status, 400, "{door:?} {act} {body}: {}", answer.location());
            assert!(!client.is_signed_in().await, "{door:?} {act} {body}");
        }
    }
}

async fn web_16_a_file_is_had_by_its_name_alone(database: Database) {
    let site = Site::open(database, "").await;
    let pkg = site.house.files.address("");
    let climbs = ["../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..\\", "..%5c", "....//", "%252e%252e%252f", "..%c0%af", "/"];
    let names = ["etc/passwd", "Cargo.toml", "data/cabinet.key", "data/cabinet.db", "cabinet.toml", "key"];
    for climb in climbs.map(|climb| climb.replace('\\', "%5c")) {
        for name in names {
            for path in [format!("/{}{name}", climb.repeat(6)), format!("{pkg}{}{name}", climb.repeat(6))] {
                let answer = site.client(Door::Plain).get(&path).await;
                assert!(matches!(answer.status, 400 | 404), "{path}: {}", answer.status);
                assert!(!answer.body.contains("root:") && !answer.body.contains("[package]"), "{path}");
            }
        }
    }
    let mut client = site.client(Door::Script);
    for path in [
        "/.env",
        "/.git/config",
        "/.git/HEAD",
        "/.well-known/",
        "/Cargo.toml",
        "/cabinet.db",
        "/data/cabinet.key",
        "/pkg",
        "/pkg/",
        &pkg,
        "/favicon.svg.br",
        "/favicon.svg/",
        "/favicon.svg%00",
        "/Favicon.svg",
        "/pkg/favicon.svg",
        &format!("{pkg}cabinet.wasm.br"),
        &format!("{pkg}cabinet.wasm.map"),
        &format!("{pkg}.."),
        &format!("{pkg}de.json"),
        "/metrics",
        "/debug",
        "/server-status",
        "/live_reload",
    ] {
        assert_eq!(client.get(path).await.status, 404, "{path}");
    }
}

async fn web_17_no_method_echoes_or_opens_anything(database: Database) {
    let site = Site::open(database, "").await;
    for path in ["/", "/login", "/api/login", "/api/track", "/link/none", "/favicon.svg", "/healthz", "/nothing"] {
        for method in ["TRACE", "OPTIONS", "PUT", "DELETE", "PATCH", "PROPFIND", "TRACK", "DEBUG", "get", "X"] {
            let mut client = site.client(Door::Script);
            let mut request = client.request(Method::from_bytes(method.as_bytes()).unwrap(), path, "");
            request.headers_mut().insert("x-canary", "canary".parse().unwrap());
            let answer = client.send(request).await;
            assert!(matches!(answer.status, 403..=405), "{method} {path}: {}", answer.status);
            assert!(!answer.all().contains("canary"), "{method} {path}");
        }
    }
    let raw = site.raw(site.head("CONNECT evil.test:443", &[]), Duration::from_secs(2)).await;
    assert!(raw.status().is_none_or(|status| (400..500).contains(&status)), "{}", raw.text);
    let raw = site.raw(site.head("OPTIONS *", &["Connection: close"]), PATIENCE).await;
    assert!(raw.status().is_none_or(|status| (400..500).contains(&status)), "{}", raw.text);
}

async fn cfg_02_nothing_of_development_is_there_in_production(database: Database) {
    let site = Site::open_secure(database).await;
    for path in ["/dev/outbox", "/dev/outbox.json", "/dev/outbox/1", "/dev/clock", "/dev"] {
        let mut client = site.client(Door::Script);
        assert_eq!(client.get(path).await.status, 404, "{path}");
        assert_eq!(client.post(&format!("{path}?seconds=9"), &[]).await.status, 404, "{path}");
    }
}
