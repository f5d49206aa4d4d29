//! Sessions and their cookie.

use cabinet::words::Span;
use http::Method;
use http::header::COOKIE;

use crate::client::{Answer, Client, DOORS, Door};
use crate::database::Database;
use crate::site::{PASSWORD, Site, at_once};

on_both!(
    ses_01_signing_in_never_takes_up_a_planted_session,
    ses_02_a_shut_account_is_out_with_the_next_request,
    ses_04_a_request_in_flight_brings_no_session_back,
    ses_05_behind_https_every_cookie_is_bound_to_the_host_also_when_removed,
    ses_05_a_note_fits_into_a_cookie,
    ses_06_a_session_ends_by_rest_and_by_age,
    ses_06_a_page_that_asks_by_itself_keeps_nobody_signed_in,
    ses_09_two_cookies_of_one_name_are_none,
    ses_11_ten_thousand_strangers_leave_no_session,
);

const ADA: &str = "ada@example.org";
const EVE: &str = "eve@example.org";

async fn signed_in(site: &Site, email: &str) -> Client {
    let mut client = site.client(Door::Script);
    assert_eq!(client.sign_in(email, PASSWORD).await.status, 200);
    assert!(client.is_signed_in().await);
    client
}

fn with_session(client: &Client, session: &str) -> Client {
    let mut other = client.tab();
    other.jar.insert("session".to_owned(), session.to_owned());
    other
}

async fn ses_01_signing_in_never_takes_up_a_planted_session(database: Database) {
    let site = Site::open(database, "").await;
    for email in [ADA, EVE] {
        site.account(email).await;
    }
    let never = "AAAAAAAAAAAAAAAAAAAAAA".to_owned();
    let ended = signed_in(&site, EVE).await;
    ended.tab().sign_out().await;
    let live = signed_in(&site, EVE).await;
    for planted in [never, ended.cookie("session"), live.cookie("session")] {
        for door in DOORS {
            let mut ada = with_session(&site.client(door), &planted);
            ada.sign_in(ADA, PASSWORD).await;
            assert_ne!(ada.cookie("session"), planted);
            assert!(ada.is_signed_in().await);
            let seen = with_session(&site.client(door), &planted).get("/account").await;
            assert!(!seen.body.contains(ADA), "the planted session is not hers");
        }
    }
    // Signing in anew ends what there was before.
    let mut ada = signed_in(&site, ADA).await;
    let before = ada.tab();
    ada.sign_in(ADA, PASSWORD).await;
    assert_ne!(ada.cookie("session"), before.cookie("session"));
    assert!(!before.tab().is_signed_in().await);
}

async fn ses_02_a_shut_account_is_out_with_the_next_request(database: Database) {
    let site = Site::open(database, "").await;
    let account = site.account(ADA).await;
    let (mut here, mut there) = (signed_in(&site, ADA).await, signed_in(&site, ADA).await);
    site.disable(&account).await;
    assert_eq!(here.set_username("countess").await.status, 401);
    assert!(!there.is_signed_in().await);
    assert_eq!(site.client(Door::Script).sign_in(ADA, PASSWORD).await.status, 401);
    assert_eq!(site.count("SELECT COUNT(*) FROM account WHERE username IS NOT NULL").await, 0);
}

fn gives_a_session(answer: &Answer) -> bool {
    answer.cookies().iter().any(|cookie| cookie.name().ends_with("session") && !cookie.value().is_empty())
}

async fn ses_04_a_request_in_flight_brings_no_session_back(database: Database) {
    let site = Site::open(database, "").await;
    site.account(ADA).await;
    for round in 0..20 {
        let ada = signed_in(&site, ADA).await;
        // Past the minute after which a look is written down.
        site.advance(Span::minutes(2));
        let gave = at_once(16, |i| {
            let mut tab = ada.tab();
            async move {
                let answer = match i {
                    7 => tab.sign_out().await,
                    i if i % 2 == 0 => tab.get("/account").await,
                    i => tab.set_username(&format!("name{i}")).await,
                };
                assert!(answer.status < 500, "{}", answer.all());
                gives_a_session(&answer)
            }
        })
        .await;
        assert!(!gave.contains(&true), "round {round}");
        assert!(!ada.tab().is_signed_in().await, "round {round}");
        assert_eq!(ada.tab().set_username("afterwards").await.status, 401, "round {round}");
    }
    assert_eq!(site.count("SELECT COUNT(*) FROM session WHERE revoked_at IS NULL").await, 0);
}

async fn ses_05_behind_https_every_cookie_is_bound_to_the_host_also_when_removed(database: Database) {
    let site = Site::open_secure(database).await;
    site.account(ADA).await;
    // The client looks at every cookie that it is given; here each of ours comes and goes once.
    for door in DOORS {
        let mut ada = site.client(door);
        let session = |answer: &Answer| answer.cookies().into_iter().find(|cookie| cookie.name() == "__Host-session");
        let signed_in = ada.sign_in(ADA, PASSWORD).await;
        assert_eq!(session(&signed_in).unwrap().max_age(), None, "it goes with the browser");
        assert!(ada.is_signed_in().await);
        let signed_out = ada.sign_out().await;
        let removal = session(&signed_out).expect("a removal");
        assert_eq!((removal.value(), removal.max_age().map(|age| age.whole_seconds())), ("", Some(0)));
        assert_eq!(signed_out.cookies().iter().filter(|cookie| cookie.name() == "__Host-session").count(), 1);
        assert!(!ada.jar.contains_key("__Host-session"));
        ada.get("/login").await;
        assert!(!ada.jar.contains_key("__Host-note"), "a note is read once");

        let remembered = ada.post("/api/login", &[("login", ADA), ("password", PASSWORD), ("remember", "yes")]).await;
        let age = session(&remembered).unwrap().max_age().expect("a remembered one stays");
        assert!(age.whole_days() <= 30, "{age}");

        ada.post("/api/language", &[("language", "ar"), ("page", "/")]).await;
        assert_eq!(ada.cookie("language"), "ar");
        let mut new = site.client(door);
        new.register(EVE, PASSWORD).await;
        new.cookie("waiting");
        new.open_link(&"A".repeat(43)).await;
        new.cookie("link");
        new.open_link("none").await;
        assert!(!new.jar.contains_key("__Host-link"));
        // An ended session is told to go as well.
        let mut late = site.client(door);
        late.jar.insert("__Host-session".to_owned(), "AAAAAAAAAAAAAAAAAAAAAA".to_owned());
        late.get("/account").await;
        assert!(!late.jar.contains_key("__Host-session"));
    }
}

/// Browsers drop a cookie of over 4,096 bytes, and with it what was typed.
async fn ses_05_a_note_fits_into_a_cookie(database: Database) {
    let site = Site::open(database, "").await;
    let long = "\u{1F511}".repeat(300);
    let fields = ["login", "email", "username", "remember", "agree"].map(|name| (name, long.as_str()));
    for act in ["/api/login", "/api/register", "/api/confirm", "/api/correct", "/api/welcome"] {
        let mut client = site.client(Door::Plain);
        assert_eq!(client.post(act, &fields).await.status, 303, "{act}");
        client.cookie("note");
    }
}

async fn ses_06_a_session_ends_by_rest_and_by_age(database: Database) {
    let site = Site::open(database, "").await;
    site.account(ADA).await;
    let (second, idle) = (Span::seconds(1), Span::hours(1));

    let mut resting = signed_in(&site, ADA).await;
    site.advance(Span(idle.0 - second.0));
    assert!(resting.is_signed_in().await);
    site.advance(Span(idle.0 - second.0));
    assert!(resting.is_signed_in().await, "a look counts");
    site.advance(idle);
    assert!(!resting.is_signed_in().await);

    let mut busy = signed_in(&site, ADA).await;
    for _ in 0..47 {
        site.advance(Span::minutes(30));
        assert!(busy.is_signed_in().await);
    }
    site.advance(Span(Span::minutes(30).0 - second.0));
    assert!(busy.is_signed_in().await);
    site.advance(second);
    assert!(!busy.is_signed_in().await, "a day is all there is");

    let mut remembered = site.client(Door::Script);
    remembered.post("/api/login", &[("login", ADA), ("password", PASSWORD), ("remember", "yes")]).await;
    for _ in 0..2 {
        site.advance(Span(Span::days(14).0 - second.0));
        assert!(remembered.is_signed_in().await);
    }
    site.advance(Span(Span::days(2).0 + second.0));
    assert!(remembered.is_signed_in().await);
    site.advance(second);
    assert!(!remembered.is_signed_in().await, "thirty days are all there is");

    let mut forgotten = site.client(Door::Script);
    forgotten.post("/api/login", &[("login", ADA), ("password", PASSWORD), ("remember", "yes")]).await;
    site.advance(Span::days(14));
    assert!(!forgotten.is_signed_in().await);
}

async fn ses_06_a_page_that_asks_by_itself_keeps_nobody_signed_in(database: Database) {
    let site = Site::open(database, "").await;
    site.account(ADA).await;
    let mut ada = signed_in(&site, ADA).await;
    ada.register(EVE, PASSWORD).await;
    for _ in 0..60 {
        site.advance(Span::minutes(1));
        assert_eq!(ada.get("/api/track").await.status, 200);
    }
    assert!(!ada.is_signed_in().await);
}

async fn ses_09_two_cookies_of_one_name_are_none(database: Database) {
    let site = Site::open(database, "").await;
    site.account(ADA).await;
    let ada = signed_in(&site, ADA).await;
    let session = ada.cookie("session");
    for (cookies, accepted) in [
        (vec![format!("session={session}")], true),
        (vec![format!("theme=a; session={session}; theme=b")], true),
        (vec![format!("session={session}; session=AAAAAAAAAAAAAAAAAAAAAA")], false),
        (vec![format!("session=AAAAAAAAAAAAAAAAAAAAAA; session={session}")], false),
        (vec![format!("session={session}; session={session}")], false),
        (vec![format!("session={session};session=")], false),
        (vec![format!("session={session}"), "session=planted".to_owned()], false),
        (vec![format!("session={session}; Session=planted")], true),
        (vec![format!("session={session}; note=a; note=b")], true),
    ] {
        let mut client = site.client(Door::Plain);
        let mut request = client.request(Method::GET, "/account", "");
        for cookie in &cookies {
            request.headers_mut().append(COOKIE, cookie.parse().unwrap());
        }
        assert_eq!(client.send(request).await.status == 200, accepted, "{cookies:?}");
    }
}

async fn ses_11_ten_thousand_strangers_leave_no_session(database: Database) {
    let site = Site::open(database, "").await;
    let paths = ["/", "/api/track", "/account", "/link/none", "/api/open?page=Confirm", "/confirm", "/nothing.css", "/missing/"];
    at_once(20, |worker| {
        let mut client = site.client(Door::Script);
        async move {
            for i in 0..500 {
                client.jar.clear();
                if i % 3 == 0 {
                    client.jar.insert("session".to_owned(), format!("{worker:010}{i:011}A"));
                }
                let answer = if i % 50 == 49 { client.sign_out().await } else { client.get(paths[i % paths.len()]).await };
                assert!(answer.status < 500 && !gives_a_session(&answer), "{}", answer.all());
            }
        }
    })
    .await;
    assert_eq!(site.count("SELECT COUNT(*) FROM session").await, 0);
    assert_eq!(site.count("SELECT (SELECT COUNT(*) FROM bucket) + (SELECT COUNT(*) FROM registration)").await, 0);
}
