//! Forms of other sites.

use std::collections::HashSet;

use cabinet::words::Page;
use http::Method;
use http::header::{ACCEPT, CONTENT_TYPE, COOKIE, HeaderName, ORIGIN, REFERER};
use leptos::server_fn::axum::server_fn_paths;

use crate::account::{NEW, signed_in};
use crate::client::{Client, DOORS, Door, FORM};
use crate::database::Database;
use crate::site::{PASSWORD, Site};

on_both!(
    csr_01_only_a_form_of_ours_reaches_an_act,
    csr_02_only_a_form_is_read,
    csr_04_what_can_be_got_changes_nothing,
    csr_04_opening_whatever_there_is_writes_no_row,
    csr_05_nobody_is_signed_in_out_or_up_from_elsewhere,
    csr_06_a_redirect_goes_to_a_page_of_ours,
    csr_07_no_other_site_may_read_or_ask,
);

/// Every act. Who adds one adds it here, after looking at what stands in front of it.
pub const ACTS: [&str; 79] = [
    "/api/confirm",
    "/api/consent",
    "/api/consent-later",
    "/api/correct",
    "/api/email",
    "/api/email-confirm",
    "/api/email-drop",
    "/api/email-resend",
    "/api/forgot",
    "/api/language",
    "/api/leave",
    "/api/login",
    "/api/logout",
    "/api/password",
    "/api/prove",
    "/api/register",
    "/api/resend",
    "/api/restore",
    "/api/restore-code",
    "/api/restore-key",
    "/api/restore-correct",
    "/api/restore-password",
    "/api/restore-resend",
    "/api/session-end",
    "/api/sessions-end",
    "/api/stay",
    "/api/undo",
    "/api/username",
    "/api/welcome",
    "/api/token",
    "/api/token-revoke",
    "/api/restore-way",
    "/api/restore-email",
    "/api/restore-mobile",
    "/api/restore-question",
    "/api/restore-picture",
    "/api/profile-email",
    "/api/profile-email-code",
    "/api/profile-email-drop",
    "/api/profile-phone",
    "/api/profile-phone-code",
    "/api/profile-phone-drop",
    "/api/profile-question",
    "/api/profile-question-drop",
    "/api/profile-resend",
    "/api/usernames",
    "/api/organisation",
    "/api/organisation-accept",
    "/api/organisation-decline",
    "/api/organisation-leave",
    "/api/organisation-invite",
    "/api/organisation-revoke",
    "/api/organisation-role",
    "/api/organisation-restore",
    "/api/organisation-shut",
    "/api/organisation-let-in",
    "/api/organisation-remove",
    "/api/organisation-approve",
    "/api/organisation-refuse",
    "/api/colleague",
    "/api/colleague-approve",
    "/api/colleague-refuse",
    "/api/support",
    "/api/support-again",
    "/api/support-answer",
    "/api/correction-confirm",
    "/api/correction-stop",
    "/api/queue-take",
    "/api/queue-ask",
    "/api/queue-restore",
    "/api/queue-people",
    "/api/queue-send",
    "/api/queue-correct",
    "/api/queue-approve",
    "/api/queue-stop",
    "/api/queue-close",
    "/api/link",
    "/api/link-end",
    "/api/switch",
];
/// What only looks, reviewed: none of them writes.
const LOOKS: [&str; 2] = ["/api/open", "/api/track"];

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

#[test]
fn csr_01_the_list_of_acts_is_complete() {
    let registered: HashSet<(&str, Method)> = server_fn_paths().filter(|(_, method)| *method != Method::GET).collect();
    assert_eq!(registered, HashSet::from(ACTS.map(|path| (path, Method::POST))));
}

#[test]
fn csr_04_the_list_of_looks_is_complete() {
    let registered: HashSet<(&str, Method)> = server_fn_paths().filter(|(_, method)| *method == Method::GET).collect();
    assert_eq!(registered, HashSet::from(LOOKS.map(|path| (path, Method::GET))));
}

/// One cell of the matrix: 403 and 415 are the guard's, and nothing else of ours answers with them.
async fn is_let_in(client: &mut Client, act: &str, cell: [Option<&str>; 4]) -> bool {
    let [site, origin, cookie, content] = cell;
    let mut request = client.request(Method::POST, act, "");
    let headers = request.headers_mut();
    for (name, value) in [(SEC_FETCH_SITE, site), (ORIGIN, origin), (COOKIE, cookie), (CONTENT_TYPE, content)] {
        headers.remove(&name);
        if let Some(value) = value {
            headers.insert(name, value.parse().unwrap());
        }
    }
    let answer = client.send(request).await;
    assert!(answer.status < 500, "{act} {cell:?}: {}", answer.status);
    let refused = matches!(answer.status, 403 | 415);
    assert!(!refused || answer.cookies().is_empty(), "{act} {cell:?}");
    !refused
}

async fn csr_01_only_a_form_of_ours_reaches_an_act(database: Database) {
    let site = Site::open(database, "").await;
    let ours = site.house.config.public_url.origin();
    let mut client = site.client(Door::Script);
    for act in ACTS {
        for fetched in [Some("same-origin"), Some("same-site"), Some("cross-site"), Some("none"), None] {
            for origin in [Some(ours.as_str()), Some("https://evil.test"), Some("null"), None] {
                for cookie in [None, Some("theme=dark")] {
                    let from_us = match (fetched, origin) {
                        (Some(site), _) => site == "same-origin",
                        (None, Some(origin)) => origin == ours,
                        (None, None) => cookie.is_none(),
                    };
                    for content in
                        [Some(FORM), Some("text/plain"), Some("application/json"), Some("multipart/form-data; boundary=b"), None]
                    {
                        let cell = [fetched, origin, cookie, content];
                        let let_in = is_let_in(&mut client, act, cell).await;
                        assert_eq!(let_in, from_us && content == Some(FORM), "{act} {cell:?}");
                    }
                }
            }
        }
    }
    // What a proxy may make of two headers is nobody's business.
    for name in [SEC_FETCH_SITE, ORIGIN] {
        let mut request = client.request(Method::POST, "/api/logout", "");
        request.headers_mut().insert(ORIGIN, ours.parse().unwrap());
        let first = request.headers()[&name].clone();
        request.headers_mut().append(&name, first);
        assert_eq!(client.send(request).await.status, 403, "two of {name}");
    }
}

async fn csr_02_only_a_form_is_read(database: Database) {
    let site = Site::open(database, "").await;
    site.account("ada@example.org").await;
    let form = format!("login=ada%40example.org&password={}", PASSWORD.replace(' ', "+"));
    let json = format!("{{\"login\":\"ada@example.org\",\"password\":\"{PASSWORD}\"}}");
    for door in DOORS {
        for (content, body) in [
            ("text/plain", &form),
            ("text/plain", &json),
            ("text/plain;application/x-www-form-urlencoded", &form),
            ("application/json", &json),
            ("application/x-www-form-urlencoded2", &form),
            ("multipart/form-data; boundary=application/x-www-form-urlencoded", &form),
            ("", &form),
        ] {
            let mut client = site.client(door);
            let mut request = client.request(Method::POST, "/api/login", body.clone());
            request.headers_mut().insert(CONTENT_TYPE, content.parse().unwrap());
            assert_eq!(client.send(request).await.status, 415, "{door:?} {content}");
            assert!(!client.is_signed_in().await);
        }
        let mut client = site.client(door);
        let mut request = client.request(Method::POST, "/api/login", form.clone());
        request.headers_mut().insert(CONTENT_TYPE, "Application/X-WWW-Form-Urlencoded; charset=UTF-8".parse().unwrap());
        assert!(matches!(client.send(request).await.status, 200 | 303));
        assert!(client.is_signed_in().await, "{door:?}: the form itself is read");
    }
}

async fn csr_04_what_can_be_got_changes_nothing(database: Database) {
    let site = Site::open(database, "").await;
    site.account("ada@example.org").await;
    let good = PASSWORD.replace(' ', "+");
    let query = format!("login=ada%40example.org&password={good}&current={good}&email=eve%40example.org&language=ar&page=%2F");
    for door in DOORS {
        for act in ACTS {
            for method in [Method::GET, Method::HEAD, Method::PUT, Method::DELETE, Method::PATCH] {
                let mut client = site.client(door);
                let request = client.request(method.clone(), &format!("{act}?{query}"), "");
                let answer = client.send(request).await;
                assert!(matches!(answer.status, 404 | 405), "{method} {act}: {}", answer.status);
                assert!(answer.cookies().is_empty(), "{method} {act}");
                assert!(!answer.body.contains("server function"), "{}", answer.body);
            }
        }
        for look in LOOKS {
            let mut client = site.client(door);
            assert!(matches!(client.post(look, &[("page", "Login")]).await.status, 404 | 405), "{look}");
        }
    }
    let rows = "SELECT (SELECT COUNT(*) FROM session) + (SELECT COUNT(*) FROM bucket) + (SELECT COUNT(*) FROM message)";
    assert_eq!(site.count(rows).await, 0);
}

/// Law 8. Only a copy of the data is written down, so that its owner sees who took one: `account.rs` has it.
async fn csr_04_opening_whatever_there_is_writes_no_row(database: Database) {
    let site = Site::open(database, "").await;
    site.account("ada@example.org").await;
    let rows = "SELECT (SELECT COUNT(*) FROM session) + (SELECT COUNT(*) FROM bucket) + (SELECT COUNT(*) FROM message)
                     + (SELECT COUNT(*) FROM registration) + (SELECT COUNT(*) FROM restore) + (SELECT COUNT(*) FROM email_change)
                     + (SELECT COUNT(*) FROM device) + (SELECT COUNT(*) FROM history) + (SELECT COUNT(*) FROM guess)
                     + (SELECT CAST(SUM(version) AS BIGINT) FROM account)";
    let mut links = Vec::new();
    for kind in ["confirm", "restore", "undo"] {
        for token in ["none".to_owned(), "A".repeat(43)] {
            links.push(format!("/link/{kind}/{token}"));
        }
    }
    let looks = Page::ALL.iter().flat_map(|page| LOOKS.map(|look| format!("{look}?page={page:?}")));
    let paths: Vec<String> = Page::ALL.iter().map(|page| page.path().to_owned()).chain(looks).chain(links).collect();
    for door in DOORS {
        let mut ada = signed_in(&site, "ada@example.org", door).await;
        let before = site.count(rows).await;
        for path in &paths {
            for method in [Method::GET, Method::HEAD] {
                for client in [&mut ada, &mut site.client(door)] {
                    let request = client.request(method.clone(), path, "");
                    let answer = client.send(request).await;
                    assert!(answer.status < 500, "{door:?} {method} {path}: {}", answer.status);
                    assert_eq!(site.count(rows).await, before, "{door:?} {method} {path}");
                }
            }
        }
        assert!(ada.is_signed_in().await, "{door:?}");
    }
}

async fn csr_05_nobody_is_signed_in_out_or_up_from_elsewhere(database: Database) {
    let site = Site::open(database, "").await;
    site.account("ada@example.org").await;
    for door in DOORS {
        let mut ada = site.client(door);
        ada.sign_in("ada@example.org", PASSWORD).await;
        let mut stranger = site.client(door);
        let form = format!(
            "login=ada%40example.org&password={}&current={}&email=eve%40example.org&agree=yes",
            NEW.replace(' ', "+"),
            PASSWORD.replace(' ', "+"),
        );
        for fetched in ["cross-site", "same-site", "none"] {
            for act in ACTS {
                for client in [&mut ada, &mut stranger] {
                    let mut request = client.request(Method::POST, act, form.clone());
                    request.headers_mut().insert(SEC_FETCH_SITE, fetched.parse().unwrap());
                    let answer = client.send(request).await;
                    assert_eq!(answer.status, 403, "{door:?} {act} {fetched}");
                    assert!(answer.cookies().is_empty());
                }
            }
        }
        assert!(ada.is_signed_in().await, "{door:?}: still signed in");
        assert!(!stranger.is_signed_in().await);
    }
    let rows = "SELECT (SELECT COUNT(*) FROM registration) + (SELECT COUNT(*) FROM restore) + (SELECT COUNT(*) FROM email_change)";
    assert_eq!(site.count(rows).await, 0);
    assert_eq!(site.count("SELECT COUNT(*) FROM account WHERE version = 1 AND gone_at IS NULL").await, 1);
}

async fn csr_06_a_redirect_goes_to_a_page_of_ours(database: Database) {
    let site = Site::open(database, "").await;
    site.account("ada@example.org").await;
    let pages: Vec<&str> = Page::ALL.iter().map(|page| page.path()).chain(["/missing"]).collect();
    let evil = "https://evil.test/login?__path=/api/login&__err=eA";
    let right = format!("login=ada%40example.org&password={}", PASSWORD.replace(' ', "+"));
    let mut forms: Vec<(&str, &str)> = ACTS.into_iter().map(|act| (act, "")).collect();
    forms.extend([
        ("/api/login", right.as_str()),
        ("/api/language", "language=ru&page=https://evil.test"),
        ("/api/language", "language=ru&page=//evil.test"),
        ("/api/language", "language=ru&page=/login%3Fa=b"),
        ("/api/language", "language=ru&page=/login"),
        ("/api/register", "email=eve%40example.org&password=quiet+lamps+over+the+harbour&agree=yes&next=https://evil.test"),
        ("/api/forgot", "login=ada%40example.org&next=https://evil.test"),
        ("/api/restore", "login=ada%40example.org&next=https://evil.test&page=https://evil.test"),
        ("/api/restore-password", "password=quiet+lamps+over+the+harbour&page=//evil.test"),
        ("/api/undo", "password=quiet+lamps+over+the+harbour&page=//evil.test"),
    ]);
    for (act, form) in forms {
        for mut client in [site.client(Door::Plain), signed_in(&site, "ada@example.org", Door::Plain).await] {
            let mut request = client.request(Method::POST, act, form.to_owned());
            request.headers_mut().insert(REFERER, evil.parse().unwrap());
            let answer = client.send(request).await;
            if answer.status == 303 {
                assert!(pages.contains(&answer.location()), "{act} {form}: {}", answer.location());
            } else {
                assert!(answer.status == 400 && answer.location().is_empty(), "{act} {form}: {}", answer.status);
            }
            assert!(!answer.all().contains("evil.test"), "{act} {form}");
        }
    }
    // A browser that is led to what only looks.
    for path in ["/api/open?page=Login", "/api/open?page=Bogus", "/api/open", "/api/track", "/api/track?page=Email"] {
        let mut client = site.client(Door::Script);
        let mut request = client.request(Method::GET, path, "");
        request.headers_mut().insert(REFERER, evil.parse().unwrap());
        request.headers_mut().insert(ACCEPT, "text/html".parse().unwrap());
        let answer = client.send(request).await;
        assert!(answer.location().is_empty() || pages.contains(&answer.location()), "{path}: {}", answer.location());
        assert!(!answer.all().contains("evil.test") && !answer.all().contains("__err"), "{path}");
    }
}

async fn csr_07_no_other_site_may_read_or_ask(database: Database) {
    let site = Site::open(database, "").await;
    let pages = ["/", "/login", "/account", "/favicon.svg", "/healthz"];
    for path in ACTS.into_iter().chain(LOOKS).chain(pages) {
        for method in [Method::OPTIONS, Method::GET] {
            let mut client = site.client(Door::Script);
            let mut request = client.request(method.clone(), path, "");
            for (name, value) in [
                ("origin", "https://evil.test"),
                ("access-control-request-method", "POST"),
                ("access-control-request-headers", "content-type"),
                ("access-control-request-private-network", "true"),
            ] {
                request.headers_mut().insert(name, value.parse().unwrap());
            }
            let answer = client.send(request).await;
            if method == Method::OPTIONS {
                assert!(matches!(answer.status, 404 | 405), "{path}: {}", answer.status);
            }
            let granted = answer.headers.keys().find(|name| name.as_str().starts_with("access-control-"));
            assert_eq!(granted, None, "{method} {path}");
        }
    }
}
