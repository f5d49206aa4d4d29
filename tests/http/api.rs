//! Programs: the tokens that their owners make for them, what they get with those, and the proxies that ask who somebody is.

use cabinet::server::tokens::Digest;
use cabinet::words::{Page, Span};
use http::header::{AUTHORIZATION, COOKIE};
use http::{HeaderMap, Method};
use serde_json::Value;

use crate::account::{NEW, NOTICE, leads_to, letters, restore, signed_in};
use crate::client::{Answer, Client, DOORS, Door};
use crate::database::Database;
use crate::site::{PASSWORD, Site, at_once};

on_both!(
    tok_04_a_token_is_shown_once_and_kept_as_a_digest,
    tok_04_a_token_is_shown_to_its_owner_alone,
    ses_10_tokens_are_made_and_revoked_by_whoever_gave_the_password_a_moment_ago,
    what_is_wrong_with_a_token_stands_at_its_field,
    an_account_has_twenty_tokens_and_no_more_also_when_many_are_made_at_once,
    making_tokens_over_and_over_comes_to_an_end,
    of_eight_who_revoke_a_token_at_once_one_does,
    aut_02_tokens_and_sessions_of_others_cannot_be_ended,
    aut_07_a_token_ends_with_its_time_its_revocation_and_its_account,
    rec_06_a_new_password_ends_every_token,
    a_token_does_what_its_scopes_allow_and_no_more,
    idn_13_once_an_agreement_is_required_a_token_only_leads_out,
    a_program_reads_what_the_account_is_and_what_happened,
    a_program_ends_sessions_and_its_own_token,
    csr_01_neither_cookies_nor_addresses_open_the_api,
    csr_07_the_api_lets_no_other_site_read_or_ask,
    bru_05_a_client_pays_for_bad_tokens_and_a_token_for_itself,
    bru_02_of_many_bad_tokens_at_once_the_budget_is_looked_up,
    what_is_not_there_is_told_as_a_problem,
    a_proxy_is_told_who_is_there,
    a_proxy_is_told_names_that_a_header_can_hold,
    ses_06_asking_for_a_proxy_is_use_of_the_session,
);

/// A site whose accounts have tokens.
const SITE: &str = "[account]\ntokens = true";
const ADA: &str = "ada@example.org";
const EVE: &str = "eve@example.org";
pub const ALL: [&str; 3] = ["scope_profile", "scope_history", "scope_sessions"];
const LIVING: &str = "SELECT COUNT(*) FROM api_token WHERE revoked_at IS NULL";
const NEVER: &str = "cabinet_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

async fn asks_for(client: &mut Client, name: &str, scopes: &[&str], expires: &str) -> Answer {
    let ticked = scopes.iter().map(|scope| (*scope, "yes"));
    let fields: Vec<_> = [("name", name), ("expires", expires)].into_iter().chain(ticked).collect();
    client.post("/api/token", &fields).await
}

/// The token that the next page shows, where it shows one.
async fn shown(client: &mut Client) -> Option<String> {
    let path = if client.door == Door::Plain { "/account/tokens" } else { "/api/open?page=Tokens" };
    let answer = client.get(path).await;
    assert_eq!(answer.status, 200, "{}", answer.all());
    let found = answer.body.match_indices("cabinet_").filter_map(|(at, _)| answer.body.get(at..at + NEVER.len()));
    found.map(str::to_owned).find(|token| token.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte)))
}

/// Makes a token as a person does, and reads it off the page.
pub async fn make(client: &mut Client, scopes: &[&str]) -> String {
    let answer = asks_for(client, "backup", scopes, "30").await;
    leads_to(&answer, Page::Tokens);
    assert!(!answer.all().contains("cabinet_"), "{}", answer.all());
    shown(client).await.expect("the new token")
}

/// Somebody with a token of these scopes.
async fn owner(site: &Site, email: &str, scopes: &[&str]) -> (Client, String) {
    site.account(email).await;
    let mut client = signed_in(site, email, Door::Script).await;
    let token = make(&mut client, scopes).await;
    (client, token)
}

async fn call_from(client: &mut Client, method: Method, path: &str, token: Option<&str>) -> Answer {
    let mut request = client.request(method, path, "");
    if let Some(token) = token {
        request.headers_mut().insert(AUTHORIZATION, format!("Bearer {token}").parse().unwrap());
    }
    client.send(request).await
}

/// A program calls, from an address of its own.
async fn call(site: &Site, method: Method, path: &str, token: Option<&str>) -> Answer {
    call_from(&mut site.client(Door::Script), method, path, token).await
}

pub async fn get(site: &Site, path: &str, token: &str) -> Answer {
    call(site, Method::GET, path, Some(token)).await
}

fn value(answer: &Answer) -> Value {
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/json"), "{}", answer.all());
    serde_json::from_str(&answer.body).unwrap()
}

/// Asserts that an answer is a problem of this status and is challenged like that.
fn is_problem(answer: &Answer, status: u16, challenge: &str) {
    assert_eq!((answer.status, answer.header("www-authenticate")), (status, challenge), "{}", answer.all());
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let problem: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!((problem["type"].as_str(), problem["status"].as_u64()), (Some("about:blank"), Some(status.into())));
    assert!(problem["title"].is_string() && problem["detail"].is_string(), "{problem}");
    let waits = answer.header("retry-after").parse::<u64>().is_ok_and(|seconds| seconds > 0);
    assert_eq!(waits, [429, 503].contains(&status), "{}", answer.all());
    assert!(answer.cookies().is_empty());
}

const BAD: &str = "Bearer error=\"invalid_token\"";

async fn tok_04_a_token_is_shown_once_and_kept_as_a_digest(database: Database) {
    let site = Site::open(database, SITE).await;
    for (door, email) in DOORS.into_iter().zip([ADA, EVE]) {
        let account = site.account(email).await;
        let mut owner = signed_in(&site, email, door).await;
        let token = make(&mut owner, &ALL).await;
        assert!(!owner.jar.contains_key("token"), "{door:?}");
        for _ in 0..2 {
            assert_eq!(shown(&mut owner).await, None, "{door:?}: once");
        }
        assert_eq!(value(&get(&site, "/api/v1/me", &token).await)["id"].as_str(), Some(account.as_str()), "{door:?}");
        let digests = site.column("SELECT digest FROM api_token").await;
        assert!(digests.contains(&Digest::of(token.as_bytes()).as_str().to_owned()), "{door:?}");
        for column in ["SELECT id FROM api_token", "SELECT name FROM api_token", "SELECT event FROM history"] {
            assert!(!site.column(column).await.iter().any(|text| text.contains(&token[8..])), "{door:?}: {column}");
        }
        let told = letters(&site, email, NOTICE).await;
        assert_eq!(told.len(), 1, "{door:?}: the owner is told");
        assert!(!told[0].text.contains("cabinet_") && !told[0].html.contains("cabinet_"), "{door:?}");
    }
    assert_eq!(site.count("SELECT COUNT(*) FROM history WHERE event = 'token made'").await, 2);
}

async fn tok_04_a_token_is_shown_to_its_owner_alone(database: Database) {
    let site = Site::open(database, SITE).await;
    site.account(ADA).await;
    site.account(EVE).await;
    let (mut ada, mut eve) = (signed_in(&site, ADA, Door::Plain).await, signed_in(&site, EVE, Door::Plain).await);
    leads_to(&asks_for(&mut ada, "backup", &ALL, "7").await, Page::Tokens);
    let sealed = ada.cookie("token");
    eve.jar.insert("token".to_owned(), sealed.clone());
    assert_eq!(shown(&mut eve).await, None, "somebody else at the same browser");
    assert!(!eve.jar.contains_key("token"));
    site.advance(Span::minutes(1));
    assert_eq!(shown(&mut ada).await, None, "a minute later");
    for forged in ["x", &sealed[1..], &ada.cookie("session")] {
        ada.jar.insert("token".to_owned(), forged.to_owned());
        assert_eq!(shown(&mut ada).await, None, "{forged}");
    }
}

async fn ses_10_tokens_are_made_and_revoked_by_whoever_gave_the_password_a_moment_ago(database: Database) {
    let site = Site::open(database, SITE).await;
    for (door, email) in DOORS.into_iter().zip([ADA, EVE]) {
        site.account(email).await;
        let mut owner = signed_in(&site, email, door).await;
        let token = make(&mut owner, &ALL).await;
        let ids = site.column("SELECT id FROM api_token WHERE revoked_at IS NULL").await;
        site.advance(Span::minutes(5));
        let refused = [
            owner.post("/api/token-revoke", &[("id", &ids[0])]).await,
            asks_for(&mut owner, "night shift", &["scope_history"], "90").await,
        ];
        for answer in refused {
            match door {
                Door::Script => assert_eq!(answer.status, 401, "{}", answer.all()),
                Door::Plain => assert_eq!((answer.status, answer.location()), (303, "/account/prove"), "{}", answer.all()),
            }
        }
        assert_eq!(site.count(LIVING).await, 1, "{door:?}: nothing was done");
        leads_to(&owner.prove(PASSWORD).await, Page::Tokens);
        if door == Door::Plain {
            let page = owner.get("/account/tokens").await.body;
            assert!(page.contains("night shift"), "what was typed is still there: {page}");
        }
        leads_to(&owner.post("/api/token-revoke", &[("id", &ids[0])]).await, Page::Tokens);
        assert_eq!(site.count(LIVING).await, 0, "{door:?}");
        is_problem(&get(&site, "/api/v1/me", &token).await, 401, BAD);
        // Nobody at all.
        let mut stranger = site.client(door);
        for act in ["/api/token", "/api/token-revoke"] {
            let answer = stranger.post(act, &[("name", "x"), ("scope_profile", "yes"), ("expires", "7")]).await;
            assert!(answer.status == 401 || answer.location() == "/login", "{door:?} {act}: {}", answer.all());
        }
        for page in ["/account/tokens", "/account/api"] {
            let answer = site.client(Door::Plain).get(page).await;
            assert_eq!((answer.status, answer.location()), (303, "/login"), "{page}");
        }
    }
}

async fn what_is_wrong_with_a_token_stands_at_its_field(database: Database) {
    let site = Site::open(database, SITE).await;
    site.account(ADA).await;
    let mut ada = signed_in(&site, ADA, Door::Script).await;
    let (all, none, long): (&[&str], &[&str], _) = (&ALL, &[], "я".repeat(61));
    for (name, scopes, expires, why) in [
        ("", all, "7", vec!["NameEmpty"]),
        (" \t\n", all, "7", vec!["NameEmpty"]),
        (long.as_str(), all, "7", vec!["NameLong"]),
        ("a\0b", all, "7", vec!["NameShape"]),
        ("a\u{7f}b", all, "7", vec!["NameShape"]),
        ("backup", none, "7", vec!["NoScope"]),
        ("backup", &["scope_everything"][..], "7", vec!["NoScope"]),
        ("backup", all, "", vec!["Expires"]),
        ("backup", all, "8", vec!["Expires"]),
        ("backup", all, "-7", vec!["Expires"]),
        ("backup", all, "07", vec!["Expires"]),
        ("backup", all, "365000", vec!["Expires"]),
        ("", none, "x", vec!["NameEmpty", "NoScope", "Expires"]),
    ] {
        let answer = asks_for(&mut ada, name, scopes, expires).await;
        assert_eq!(answer.status, 422, "{name:?} {scopes:?} {expires}: {}", answer.all());
        for reason in why {
            assert!(answer.body.contains(&format!("\"{reason}\"")), "{reason}: {}", answer.body);
        }
    }
    assert_eq!(site.count(LIVING).await, 0);
    // What is almost wrong.
    for (name, expires) in [("я".repeat(60), "7"), ("  spaces around  ".to_owned(), "365"), ("<b>'\"&".to_owned(), "90")] {
        leads_to(&asks_for(&mut ada, &name, &["scope_profile"], expires).await, Page::Tokens);
    }
    let names = site.column("SELECT name FROM api_token").await;
    assert!(names.contains(&"spaces around".to_owned()), "{names:?}");
    let mut browser = ada.tab();
    browser.door = Door::Plain;
    let page = browser.get("/account/tokens").await.body;
    assert!(page.contains("&lt;b&gt;") && !page.contains("<b><b>"), "a name is no HTML: {page}");
    // The fields of the plain form are given back with the reason.
    leads_to(&asks_for(&mut browser, "", &["scope_history"], "365").await, Page::Tokens);
    let page = browser.get("/account/tokens").await.body;
    assert!(page.contains("name-error"), "{page}");
}

async fn an_account_has_twenty_tokens_and_no_more_also_when_many_are_made_at_once(database: Database) {
    let site = Site::open(database, &format!("{SITE}\n[limits.username_account]\nburst = 100")).await;
    site.account(ADA).await;
    let mut ada = signed_in(&site, ADA, Door::Script).await;
    for _ in 0..16 {
        leads_to(&asks_for(&mut ada, "backup", &["scope_profile"], "7").await, Page::Tokens);
    }
    let made = at_once(12, |_| {
        let mut tab = ada.tab();
        async move { asks_for(&mut tab, "backup", &["scope_profile"], "7").await.status }
    })
    .await;
    assert_eq!(made.iter().filter(|status| **status == 200).count(), 4, "{made:?}");
    assert_eq!(made.iter().filter(|status| **status == 409).count(), 8, "{made:?}");
    assert_eq!(site.count(LIVING).await, 20);
    // Room is made by revoking one, and by time.
    let id = site.column("SELECT id FROM api_token").await.swap_remove(0);
    leads_to(&ada.post("/api/token-revoke", &[("id", &id)]).await, Page::Tokens);
    leads_to(&asks_for(&mut ada, "backup", &["scope_profile"], "30").await, Page::Tokens);
    assert_eq!(asks_for(&mut ada, "backup", &["scope_profile"], "30").await.status, 409);
    site.advance(Span::days(7));
    let mut ada = signed_in(&site, ADA, Door::Script).await;
    leads_to(&asks_for(&mut ada, "backup", &["scope_profile"], "7").await, Page::Tokens);
}

async fn making_tokens_over_and_over_comes_to_an_end(database: Database) {
    let site = Site::open(database, &format!("{SITE}\n[limits.username_account]\nburst = 3")).await;
    site.account(ADA).await;
    let mut ada = signed_in(&site, ADA, Door::Script).await;
    for _ in 0..3 {
        leads_to(&asks_for(&mut ada, "backup", &["scope_profile"], "7").await, Page::Tokens);
        let id = site.column("SELECT id FROM api_token WHERE revoked_at IS NULL").await.swap_remove(0);
        leads_to(&ada.post("/api/token-revoke", &[("id", &id)]).await, Page::Tokens);
    }
    assert_eq!(asks_for(&mut ada, "backup", &["scope_profile"], "7").await.status, 429);
}

async fn of_eight_who_revoke_a_token_at_once_one_does(database: Database) {
    let site = Site::open(database, SITE).await;
    let (ada, token) = owner(&site, ADA, &ALL).await;
    let id = site.column("SELECT id FROM api_token").await.swap_remove(0);
    let ended = at_once(8, |_| {
        let (mut tab, id) = (ada.tab(), id.clone());
        async move { tab.post("/api/token-revoke", &[("id", &id)]).await.status }
    })
    .await;
    assert_eq!(ended.iter().filter(|status| **status == 200).count(), 1, "{ended:?}");
    assert!(ended.iter().all(|status| [200, 409].contains(status)), "{ended:?}");
    assert_eq!(site.count("SELECT COUNT(*) FROM history WHERE event = 'token revoked'").await, 1);
    is_problem(&get(&site, "/api/v1/me", &token).await, 401, BAD);

    // The program itself and its owner: one of them is first.
    let mut ada = signed_in(&site, ADA, Door::Script).await;
    let token = make(&mut ada, &ALL).await;
    let id = site.column("SELECT id FROM api_token WHERE revoked_at IS NULL").await.swap_remove(0);
    let mut program = site.client(Door::Script);
    let by_program = call_from(&mut program, Method::DELETE, "/api/v1/token", Some(&token));
    let fields = [("id", id.as_str())];
    let by_owner = ada.post("/api/token-revoke", &fields);
    let (by_program, by_owner) = tokio::join!(by_program, by_owner);
    assert!(matches!((by_program.status, by_owner.status), (204, 409) | (401, 200)), "{} {}", by_program.status, by_owner.status);
    assert_eq!(site.count("SELECT COUNT(*) FROM history WHERE event = 'token revoked'").await, 2);
}

async fn aut_02_tokens_and_sessions_of_others_cannot_be_ended(database: Database) {
    let site = Site::open(database, SITE).await;
    let (_, of_ada) = owner(&site, ADA, &ALL).await;
    let id = site.column("SELECT id FROM api_token").await.swap_remove(0);
    let (mut eve, of_eve) = owner(&site, EVE, &ALL).await;
    for id in [id.as_str(), "", "0", "x\0", "' OR 1=1", &"0".repeat(32)] {
        assert_eq!(eve.post("/api/token-revoke", &[("id", id)]).await.status, 409, "{id:?}");
    }
    assert_eq!(site.count(LIVING).await, 2);
    let sessions = value(&get(&site, "/api/v1/sessions", &of_ada).await);
    let session = sessions["sessions"][0]["id"].as_str().unwrap().to_owned();
    for id in [session.as_str(), "0", "%00", "%ff", "..", "a%2Fb", &"0".repeat(32), &"0".repeat(4_000)] {
        let answer = call(&site, Method::DELETE, &format!("/api/v1/sessions/{id}"), Some(&of_eve)).await;
        is_problem(&answer, 404, "");
    }
    assert_eq!(value(&get(&site, "/api/v1/sessions", &of_ada).await), sessions, "nothing happened to it");
    assert!(eve.is_signed_in().await);
}

async fn aut_07_a_token_ends_with_its_time_its_revocation_and_its_account(database: Database) {
    let site = Site::open(database, SITE).await;
    let (_, expiring) = owner(&site, ADA, &ALL).await;
    site.advance(Span(Span::days(30).0 - 1));
    assert_eq!(get(&site, "/api/v1/me", &expiring).await.status, 200);
    site.advance(Span(1));
    is_problem(&get(&site, "/api/v1/me", &expiring).await, 401, BAD);

    let mut ada = signed_in(&site, ADA, Door::Plain).await;
    let page = ada.get("/account/tokens").await.body;
    assert!(page.contains("expired"), "its owner still sees it: {page}");
    let shut = make(&mut ada, &ALL).await;
    let account = value(&get(&site, "/api/v1/me", &shut).await)["id"].as_str().unwrap().to_owned();
    site.disable(&account).await;
    let before = site.count("SELECT COUNT(*) FROM session WHERE revoked_at IS NULL").await;
    for path in ["/api/v1/me", "/api/v1/history", "/api/v1/sessions"] {
        is_problem(&get(&site, path, &shut).await, 401, BAD);
    }
    for path in ["/api/v1/token".to_owned(), format!("/api/v1/sessions/{}", "0".repeat(32))] {
        is_problem(&call(&site, Method::DELETE, &path, Some(&shut)).await, 401, BAD);
    }
    assert_eq!(get(&site, "/auth/verify", &shut).await.status, 401);
    assert_eq!(site.count("SELECT COUNT(*) FROM session WHERE revoked_at IS NULL").await, before);
}

async fn rec_06_a_new_password_ends_every_token(database: Database) {
    let site = Site::open(database, SITE).await;
    for (nth, email) in [ADA, EVE].into_iter().enumerate() {
        let (mut client, one) = owner(&site, email, &ALL).await;
        let other = make(&mut client, &["scope_profile"]).await;
        if nth == 0 {
            assert_eq!(client.change_password(PASSWORD, NEW).await.status, 200);
        } else {
            restore(&site, email, NEW).await;
        }
        for token in [one, other] {
            is_problem(&get(&site, "/api/v1/me", &token).await, 401, BAD);
        }
    }
    assert_eq!(site.count(LIVING).await, 0);
}

async fn a_token_does_what_its_scopes_allow_and_no_more(database: Database) {
    let site = Site::open(database, SITE).await;
    site.account(ADA).await;
    let mut ada = signed_in(&site, ADA, Door::Script).await;
    let ends = format!("/api/v1/sessions/{}", "0".repeat(32));
    for own in ALL {
        let token = make(&mut ada, &[own]).await;
        for (method, path, scope, status) in [
            (Method::GET, "/api/v1/me", "scope_profile", 200),
            (Method::GET, "/api/v1/history", "scope_history", 200),
            (Method::GET, "/api/v1/history?limit=x", "scope_history", 400),
            (Method::GET, "/api/v1/sessions", "scope_sessions", 200),
            (Method::DELETE, ends.as_str(), "scope_sessions", 404),
        ] {
            let answer = call(&site, method.clone(), path, Some(&token)).await;
            if scope == own {
                assert_eq!(answer.status, status, "{own} {method} {path}: {}", answer.all());
            } else {
                let lacks = format!("Bearer error=\"insufficient_scope\", scope=\"{}\"", scope.trim_start_matches("scope_"));
                is_problem(&answer, 403, &lacks);
            }
        }
        assert_eq!(get(&site, "/auth/verify", &token).await.status, if own == "scope_profile" { 200 } else { 401 });
    }
}

async fn idn_13_once_an_agreement_is_required_a_token_only_leads_out(database: Database) {
    let site = Site::open(database, SITE).await;
    let (mut ada, token) = owner(&site, ADA, &ALL).await;
    let id = value(&get(&site, "/api/v1/sessions", &token).await)["sessions"][0]["id"].as_str().unwrap().to_owned();
    let site = site.restart_with("[agreement]\nversion = '2'\nen = '''# User agreement\n\nAnother text for {site}.'''").await;
    for path in ["/api/v1/me", "/api/v1/history", "/api/v1/sessions"] {
        is_problem(&get(&site, path, &token).await, 403, "");
    }
    for answer in [get(&site, "/auth/verify", &token).await, ada.get("/auth/verify").await] {
        assert_eq!((answer.status, answer.header("www-authenticate"), told(&answer.headers)), (401, "Bearer", [None; 3]));
    }
    assert_eq!(call(&site, Method::DELETE, &format!("/api/v1/sessions/{id}"), Some(&token)).await.status, 204);
    assert!(!ada.is_signed_in().await);
    assert_eq!(call(&site, Method::DELETE, "/api/v1/token", Some(&token)).await.status, 204);
}

async fn a_program_reads_what_the_account_is_and_what_happened(database: Database) {
    let site = Site::open(database, SITE).await;
    let account = site.account(ADA).await;
    let mut ada = signed_in(&site, ADA, Door::Script).await;
    assert_eq!(ada.set_username("countess").await.status, 200);
    site.advance(Span::seconds(5));
    let token = make(&mut ada, &ALL).await;

    let me = value(&get(&site, "/api/v1/me", &token).await);
    let expected = serde_json::json!({
        "id": account, "contact": ADA, "username": "countess", "country": null, "language": "en",
        "registered_at": "2026-11-22T12:00:00Z",
    });
    assert_eq!(me, expected);
    let history = value(&get(&site, "/api/v1/history", &token).await);
    let events: Vec<&str> = history["entries"].as_array().unwrap().iter().map(|entry| entry["event"].as_str().unwrap()).collect();
    assert_eq!(events[0], "token made", "the newest first");
    assert!(events.contains(&"username changed") && events.contains(&"signed in"), "{events:?}");
    assert_eq!(history["entries"][0]["at"].as_str(), Some("2026-11-22T12:00:05Z"));
    let newest = value(&get(&site, "/api/v1/history?limit=1", &token).await);
    assert_eq!(newest["entries"].as_array().unwrap().as_slice(), &history["entries"].as_array().unwrap()[..1]);
    for limit in ["0", "101", "-1", "1.5", "", "x", "1&limit=2", "%00"] {
        is_problem(&get(&site, &format!("/api/v1/history?limit={limit}"), &token).await, 400, "");
    }
    let described = value(&call(&site, Method::GET, "/api/v1/openapi.json", None).await);
    assert_eq!((described["openapi"].as_str(), described["info"]["title"].as_str()), (Some("3.1.0"), Some("Cabinet")));
    for (path, answer) in [("Account", &me), ("History", &history)] {
        let schema = &described["components"]["schemas"][path];
        let told: Vec<&String> = answer.as_object().unwrap().keys().collect();
        let known: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
        assert_eq!(told, known, "{path}");
    }
    // A use is noted, to the minute.
    assert_eq!(site.count("SELECT used_at FROM api_token").await, site.house.clock.now().0);
    site.advance(Span(Span::minutes(1).0 - 1));
    get(&site, "/api/v1/me", &token).await;
    assert!(site.count("SELECT used_at FROM api_token").await < site.house.clock.now().0);
}

async fn a_program_ends_sessions_and_its_own_token(database: Database) {
    let site = Site::open(database, SITE).await;
    let (mut ada, token) = owner(&site, ADA, &ALL).await;
    let mut there = signed_in(&site, ADA, Door::Script).await;
    let sessions = value(&get(&site, "/api/v1/sessions", &token).await);
    let ids: Vec<&str> = sessions["sessions"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 2, "{sessions}");
    for (left, id) in [(1, ids[0]), (0, ids[1])] {
        let path = format!("/api/v1/sessions/{id}");
        assert_eq!(call(&site, Method::DELETE, &path, Some(&token)).await.status, 204);
        is_problem(&call(&site, Method::DELETE, &path, Some(&token)).await, 404, "");
        let rest = value(&get(&site, "/api/v1/sessions", &token).await);
        assert_eq!(rest["sessions"].as_array().unwrap().len(), left);
    }
    assert!(!ada.is_signed_in().await && !there.is_signed_in().await);
    assert_eq!(site.count("SELECT COUNT(*) FROM history WHERE event = 'sessions ended'").await, 2);

    let ended = call(&site, Method::DELETE, "/api/v1/token", Some(&token)).await;
    assert_eq!((ended.status, ended.body.as_str()), (204, ""));
    is_problem(&call(&site, Method::DELETE, "/api/v1/token", Some(&token)).await, 401, BAD);
    is_problem(&get(&site, "/api/v1/me", &token).await, 401, BAD);
    assert_eq!(letters(&site, ADA, NOTICE).await.len(), 2, "its making and its end are told");
}

/// What acts for somebody in a browser is nothing here, and what would stand in a log is nothing either.
async fn csr_01_neither_cookies_nor_addresses_open_the_api(database: Database) {
    let site = Site::open(database, SITE).await;
    let (ada, token) = owner(&site, ADA, &ALL).await;
    for path in ["/api/v1/me", "/api/v1/history", "/api/v1/sessions"] {
        let answer = call_from(&mut ada.tab(), Method::GET, path, None).await;
        is_problem(&answer, 401, "Bearer");
        let asked = format!("{path}?access_token={token}&token={token}");
        is_problem(&call(&site, Method::GET, &asked, None).await, 401, "Bearer");
        let mut client = ada.tab();
        client.jar.insert("token".to_owned(), token.clone());
        client.jar.insert("authorization".to_owned(), format!("Bearer+{token}"));
        is_problem(&call_from(&mut client, Method::GET, path, None).await, 401, "Bearer");
        // With a token, cookies change nothing: neither good ones nor doubled ones.
        let mut request = ada.request(Method::GET, path, "");
        request.headers_mut().insert(AUTHORIZATION, format!("Bearer {token}").parse().unwrap());
        request.headers_mut().insert(COOKIE, "session=x; session=y; language=ar".parse().unwrap());
        let answer = site.client(Door::Script).send(request).await;
        assert_eq!((answer.status, answer.cookies().len()), (200, 0), "{path}");
    }
    // Nor is one of a form's act opened by a token.
    let mut program = site.client(Door::Script);
    let mut request = program.request(Method::POST, "/api/username", "username=countess");
    request.headers_mut().insert(AUTHORIZATION, format!("Bearer {token}").parse().unwrap());
    assert_eq!(program.send(request).await.status, 401);
    assert!(!program.is_signed_in().await);
    // A page of another site can send nothing that changes anything.
    for fetched in ["cross-site", "same-site", "none"] {
        let mut client = site.client(Door::Script);
        let mut request = client.request(Method::DELETE, "/api/v1/token", "");
        request.headers_mut().insert(AUTHORIZATION, format!("Bearer {token}").parse().unwrap());
        request.headers_mut().insert("sec-fetch-site", fetched.parse().unwrap());
        assert_eq!(client.send(request).await.status, 403, "{fetched}");
    }
    assert_eq!(site.count(LIVING).await, 1);
    for (header, challenge) in [
        ("Basic YWRhOmFkYQ==".to_owned(), "Bearer"),
        (token.clone(), "Bearer"),
        (format!("Bearer {}", &token[..50]), BAD),
        (format!("Bearer {token}x"), BAD),
        (format!("Bearer {}", token.to_uppercase()), BAD),
        (format!("Bearer {}", &token[8..]), BAD),
        (format!("Bearer {NEVER}"), BAD),
        (format!("Bearer {}", "x".repeat(8_000)), BAD),
        ("Bearer ".to_owned(), BAD),
    ] {
        let mut client = site.client(Door::Script);
        let mut request = client.request(Method::GET, "/api/v1/me", "");
        request.headers_mut().insert(AUTHORIZATION, header.parse().unwrap());
        let answer = client.send(request).await;
        // What is sent without its last space may be taken for no token at all.
        let challenge = if header.trim() == "Bearer" { answer.header("www-authenticate").to_owned() } else { challenge.to_owned() };
        is_problem(&answer, 401, &challenge);
    }
    let mut client = site.client(Door::Script);
    let mut request = client.request(Method::GET, "/api/v1/me", "");
    for _ in 0..2 {
        request.headers_mut().append(AUTHORIZATION, format!("Bearer {token}").parse().unwrap());
    }
    is_problem(&client.send(request).await, 401, BAD);
}

async fn csr_07_the_api_lets_no_other_site_read_or_ask(database: Database) {
    let site = Site::open(database, SITE).await;
    let (_, token) = owner(&site, ADA, &ALL).await;
    for path in ["/api/v1/me", "/api/v1/sessions/0", "/api/v1/token", "/api/v1/openapi.json", "/api/v1/x", "/auth/verify"] {
        for method in [Method::OPTIONS, Method::GET] {
            let mut client = site.client(Door::Script);
            let mut request = client.request(method.clone(), path, "");
            for (name, value) in [
                ("origin", "https://evil.test"),
                ("access-control-request-method", "DELETE"),
                ("access-control-request-headers", "authorization"),
            ] {
                request.headers_mut().insert(name, value.parse().unwrap());
            }
            request.headers_mut().insert(AUTHORIZATION, format!("Bearer {token}").parse().unwrap());
            let answer = client.send(request).await;
            if method == Method::OPTIONS {
                assert!(matches!(answer.status, 404 | 405), "{path}: {}", answer.status);
            }
            let granted = answer.headers.keys().find(|name| name.as_str().starts_with("access-control-"));
            assert_eq!(granted, None, "{method} {path}");
        }
    }
}

async fn bru_05_a_client_pays_for_bad_tokens_and_a_token_for_itself(database: Database) {
    let tight = format!("{SITE}\n[limits]\nlogin_address.burst = 5\napi_token.burst = 8");
    let site = Site::open(database, &tight).await;
    let (_, token) = owner(&site, ADA, &ALL).await;
    let (_, other) = owner(&site, EVE, &ALL).await;
    // A good token costs its client nothing, and has a budget of its own, wherever it comes from.
    let mut here = site.client(Door::Script);
    for _ in 0..8 {
        assert_eq!(call_from(&mut here, Method::GET, "/api/v1/me", Some(&token)).await.status, 200);
    }
    is_problem(&call_from(&mut here, Method::GET, "/api/v1/me", Some(&token)).await, 429, "");
    is_problem(&get(&site, "/api/v1/sessions", &token).await, 429, "");
    assert_eq!(get(&site, "/auth/verify", &token).await.status, 429);
    assert_eq!(call_from(&mut here, Method::GET, "/api/v1/me", Some(&other)).await.status, 200);
    site.advance(Span::seconds(1));
    assert_eq!(call_from(&mut here, Method::GET, "/api/v1/me", Some(&token)).await.status, 200);
    // Bad ones are looked up five times, of whatever kind they are and whatever door they come by.
    let mut bad = site.client(Door::Script);
    for (nth, path) in ["/api/v1/me", "/api/v1/history", "/api/v1/token", "/auth/verify", "/api/v1/me"].into_iter().enumerate() {
        let method = if path.ends_with("token") { Method::DELETE } else { Method::GET };
        let token = if nth % 2 == 0 { NEVER } else { "x" };
        assert_eq!(call_from(&mut bad, method, path, Some(token)).await.status, 401, "{path}");
    }
    is_problem(&call_from(&mut bad, Method::GET, "/api/v1/me", Some(NEVER)).await, 429, "");
    is_problem(&call_from(&mut bad, Method::GET, "/api/v1/me", Some(&other)).await, 429, "");
    is_problem(&call_from(&mut bad, Method::GET, "/api/v1/me", None).await, 401, "Bearer");
    assert_eq!(get(&site, "/api/v1/me", &other).await.status, 200, "from elsewhere it is as good as before");
    // What is left of sign-in is not touched by it.
    assert_eq!(bad.sign_in(ADA, PASSWORD).await.status, 200);
}

async fn bru_02_of_many_bad_tokens_at_once_the_budget_is_looked_up(database: Database) {
    let site = Site::open(database, SITE).await;
    let from = site.client(Door::Script);
    let tried = at_once(60, |_| {
        let mut tab = from.tab();
        async move { call_from(&mut tab, Method::GET, "/api/v1/me", Some(NEVER)).await.status }
    })
    .await;
    assert_eq!(tried.iter().filter(|status| **status == 401).count(), 20, "{tried:?}");
    assert_eq!(tried.iter().filter(|status| **status == 429).count(), 40, "{tried:?}");
}

async fn what_is_not_there_is_told_as_a_problem(database: Database) {
    let site = Site::open(database, SITE).await;
    let (_, token) = owner(&site, ADA, &ALL).await;
    for path in ["/api/v1", "/api/v1/", "/api/v1/x", "/api/v1/me/", "/api/v1/sessions/", "/api/v1/sessions/a/b", "/api/v1//me"] {
        for method in [Method::GET, Method::DELETE] {
            is_problem(&call(&site, method, path, Some(&token)).await, 404, "");
        }
    }
    for (path, wrong, allowed) in [
        ("/api/v1/me", Method::DELETE, "GET,HEAD"),
        ("/api/v1/history", Method::PUT, "GET,HEAD"),
        ("/api/v1/sessions", Method::PATCH, "GET,HEAD"),
        ("/api/v1/sessions/0", Method::GET, "DELETE"),
        ("/api/v1/token", Method::GET, "DELETE"),
        ("/api/v1/openapi.json", Method::OPTIONS, "GET,HEAD"),
    ] {
        for token in [None, Some(token.as_str())] {
            let answer = call(&site, wrong.clone(), path, token).await;
            is_problem(&answer, 405, "");
            assert_eq!(answer.header("allow").replace(' ', ""), allowed, "{path}");
        }
    }
    // A browser that comes by itself gets the same, not a page.
    let mut browser = site.client(Door::Plain);
    is_problem(&browser.get("/api/v1/me").await, 401, "Bearer");
    is_problem(&browser.get("/api/v1/x").await, 404, "");
}

/// What a proxy is told of somebody.
fn told(headers: &HeaderMap) -> [Option<&str>; 3] {
    ["x-account-id", "x-account-contact", "x-account-username"].map(|name| headers.get(name).map(|value| value.to_str().unwrap()))
}

async fn a_proxy_is_told_who_is_there(database: Database) {
    let site = Site::open(database, SITE).await;
    let (mut ada, token) = owner(&site, ADA, &["scope_profile"]).await;
    let id = site.column("SELECT id FROM account").await.swap_remove(0);
    for method in [Method::GET, Method::HEAD] {
        for door in DOORS {
            let mut browser = ada.tab();
            browser.door = door;
            let answer = call_from(&mut browser, method.clone(), "/auth/verify", None).await;
            assert_eq!((answer.status, answer.body.as_str()), (200, ""), "{method} {door:?}");
            assert_eq!(told(&answer.headers), [Some(id.as_str()), Some(ADA), None], "{method} {door:?}");
            assert!(answer.cookies().is_empty());
            // Nobody: nothing, not even a page that says so, whatever the browser likes to read.
            for (token, challenge) in [(None, "Bearer"), (Some(NEVER), BAD)] {
                let answer = call_from(&mut site.client(door), method.clone(), "/auth/verify", token).await;
                assert_eq!((answer.status, answer.body.as_str()), (401, ""), "{method} {door:?}");
                assert_eq!(answer.header("www-authenticate"), challenge);
                assert_eq!(told(&answer.headers), [None; 3]);
            }
        }
        let answer = call(&site, method.clone(), "/auth/verify", Some(&token)).await;
        assert_eq!((answer.status, told(&answer.headers)), (200, [Some(id.as_str()), Some(ADA), None]), "{method}");
    }
    // Somebody who is there is there, also with another program's token.
    let answer = call_from(&mut ada.tab(), Method::GET, "/auth/verify", Some("eyJhbGciOiJIUzI1NiJ9.e30.x")).await;
    assert_eq!(answer.status, 200);
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS] {
        let answer = call(&site, method.clone(), "/auth/verify", Some(&token)).await;
        assert_eq!(answer.status, 405, "{method}");
    }
    ada.set_username("countess").await;
    let answer = ada.get("/auth/verify").await;
    assert_eq!(told(&answer.headers)[2], Some("countess"));
    let mut gone = ada.tab();
    ada.sign_out().await;
    for client in [&mut ada, &mut gone] {
        let answer = client.get("/auth/verify").await;
        assert_eq!((answer.status, told(&answer.headers)), (401, [None; 3]));
    }
}

async fn a_proxy_is_told_names_that_a_header_can_hold(database: Database) {
    let site = Site::open(database, SITE).await;
    for (contact, held) in [
        ("ada@пример.example", "ada@%D0%BF%D1%80%D0%B8%D0%BC%D0%B5%D1%80.example"),
        ("a%b@example.org", "a%25b@example.org"),
        ("o'neil+tag@example.org", "o'neil+tag@example.org"),
    ] {
        site.account(contact).await;
        let mut client = signed_in(&site, contact, Door::Script).await;
        let answer = client.get("/auth/verify").await;
        assert_eq!((answer.status, told(&answer.headers)[1]), (200, Some(held)));
    }
}

async fn ses_06_asking_for_a_proxy_is_use_of_the_session(database: Database) {
    let site = Site::open(database, SITE).await;
    site.account(ADA).await;
    let mut ada = signed_in(&site, ADA, Door::Script).await;
    for _ in 0..4 {
        site.advance(Span::minutes(50));
        assert_eq!(ada.get("/auth/verify").await.status, 200, "it rests for an hour at most");
    }
    let rows = "SELECT (SELECT COUNT(*) FROM history) + (SELECT COUNT(*) FROM message) + (SELECT COUNT(*) FROM session)";
    let before = site.count(rows).await;
    ada.get("/auth/verify").await;
    assert_eq!(site.count(rows).await, before, "and changes nothing else");
    site.advance(Span::minutes(60));
    assert_eq!(ada.get("/auth/verify").await.status, 401);
}
