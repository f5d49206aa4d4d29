//! Secrets that are none, and cookies that somebody else made.

use std::time::Duration;

use crate::client::{Client, DOORS, Door};
use crate::database::Database;
use crate::site::{PASSWORD, Site};
use crate::tok::{ADA, asked};

on_both!(
    tok_08_what_is_no_code_is_refused,
    tok_08_what_is_no_link_leads_nowhere,
    tok_17_a_cookie_that_is_not_ours_is_none,
    tok_17_a_cookie_is_good_for_its_own_purpose_alone,
);

async fn tok_08_what_is_no_code_is_refused(database: Database) {
    let site = Site::open(database, "[limits.codes_mailbox]\nburst = 1000").await;
    let mut ada = site.client(Door::Script);
    let code = asked(&site, &mut ada, ADA).await.code();
    let values = [
        "".to_owned(),
        " ".to_owned(),
        code[..5].to_owned(),
        format!("{code}0"),
        format!("0{code}"),
        format!("{code}%00"),
        format!("%00{code}"),
        format!("{code},{code}"),
        format!("x{code}"),
        "0".to_owned(),
        "null".to_owned(),
        "true".to_owned(),
        "{}".to_owned(),
        "[]".to_owned(),
        "%27+OR+1%3D1".to_owned(),
        "%25".to_owned(),
        "1e5".to_owned(),
        "9".repeat(50_000),
    ];
    let bodies = values.into_iter().map(|value| format!("code={value}")).chain([
        String::new(),
        "code".to_owned(),
        format!("code[]={code}"),
        format!("code[0]={code}"),
        format!("code[a]={code}"),
        format!("code[]=&code[]={code}"),
        format!("code=000000&code={code}"),
        format!("code={code}&code=000000"),
        format!("CODE={code}"),
        format!("code%00={code}"),
        format!("%7B%22code%22:%22{code}%22%7D"),
        format!("code:{code}"),
    ]);
    for body in bodies {
        for door in DOORS {
            let mut tab = ada.tab();
            tab.door = door;
            let answer = tab.post_body("/api/confirm", body.clone()).await;
            let shown: String = body.chars().take(60).collect();
            match (door, answer.status) {
                (Door::Script, 400 | 422) | (Door::Plain, 400) => {}
                (Door::Plain, 303) if answer.location() == "/confirm" => {}
                (_, status) => panic!("{door:?} {shown}: {status} {}", answer.location()),
            }
        }
    }
    let waiting = format!("Cookie: waiting={}", ada.cookie("waiting"));
    let head = site.form_head("/api/confirm", &[&waiting, "Content-Length: 1000005"]);
    let huge = site.raw(format!("{head}code={}", "1".repeat(1_000_000)), Duration::from_secs(10)).await;
    assert_eq!(huge.status(), Some(413), "{}", huge.text);
    assert_eq!(site.count("SELECT COUNT(*) FROM account").await, 0);
    assert_eq!(ada.confirm(&code).await.status, 200, "none of these spent an attempt");
}

async fn tok_08_what_is_no_link_leads_nowhere(database: Database) {
    let site = Site::open(database, "").await;
    let mut ada = site.client(Door::Plain);
    let token = asked(&site, &mut ada, ADA).await.token();
    let flipped: String =
        token.chars().map(|c| if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() }).collect();
    let swapped = token.chars().rev().collect::<String>();
    let tokens = [
        token[..42].to_owned(),
        token[1..].to_owned(),
        format!("{token}A"),
        format!("{token}="),
        format!("{token}%3D"),
        format!("{token}%00"),
        format!("%00{token}"),
        format!("{token}%20"),
        format!("{token}%0A"),
        format!("{token}.json"),
        format!("{token},{token}"),
        format!("{}%2B", &token[..42]),
        flipped,
        swapped,
        "A".repeat(43),
        "0".to_owned(),
        "null".to_owned(),
        "undefined".to_owned(),
        "%7B%7D".to_owned(),
        "%FF%FE".to_owned(),
        "..%2F..%2Fetc%2Fpasswd".to_owned(),
        "a".repeat(8_000),
    ];
    for token in tokens {
        for mut client in [ada.tab(), site.client(Door::Plain)] {
            let landed = client.open_link(&token).await;
            assert!(
                matches!((landed.status, landed.location()), (303, "/welcome") | (400 | 404, "")),
                "{token}: {}",
                landed.status
            );
            assert!(client.get("/welcome").await.body.contains("This link no longer works"), "{token}");
            client.door = Door::Script;
            assert_eq!(client.welcome(None).await.status, 409, "{token}");
            assert_eq!(client.welcome(Some(PASSWORD)).await.status, 409, "{token}");
        }
    }
    for path in ["/link", "/link/", "/link//", &format!("/link/{token}/"), &format!("/Link/{token}"), &format!("//link/{token}")] {
        assert_eq!(ada.get(path).await.status, 404, "{path}");
    }
    assert_eq!(site.count("SELECT COUNT(*) FROM account").await, 0);
    ada.open_link(&token).await;
    assert_eq!(ada.welcome(None).await.location(), "/login", "the link itself still works");
}

/// What an honest journey leaves in a browser: who waits, who opened a link, who is signed in, and a note.
async fn worn(site: &Site) -> Client {
    site.account("eve@example.org").await;
    let mut client = site.client(Door::Plain);
    let token = asked(site, &mut client, ADA).await.token();
    client.open_link(&token).await;
    client.sign_in("eve@example.org", PASSWORD).await;
    client.set_username("a").await;
    for cookie in COOKIES {
        client.cookie(cookie);
    }
    client
}

const COOKIES: [&str; 4] = ["waiting", "link", "note", "session"];

/// What each cookie opens.
async fn opens(client: &Client) -> [bool; 4] {
    let mut tab = client.tab();
    let waits = tab.tab().get("/confirm").await.status == 200;
    let linked = tab.tab().get("/welcome").await.body.contains(ADA);
    // A note says what was refused, at its field.
    let mut note = tab.tab();
    let noted = {
        let answer = note.get("/account").await;
        answer.body.contains("A username has 3 to 32 characters.")
    };
    [waits, linked, noted, tab.is_signed_in().await]
}

async fn tok_17_a_cookie_that_is_not_ours_is_none(database: Database) {
    let site = Site::open(database, "").await;
    let honest = worn(&site).await;
    assert_eq!(opens(&honest).await, [true; 4]);
    for (i, cookie) in COOKIES.into_iter().enumerate() {
        let value = honest.cookie(cookie);
        let middle = value.len() / 2;
        let changed: String =
            value.char_indices().map(|(at, c)| if at == middle { if c == 'A' { 'B' } else { 'A' } } else { c }).collect();
        for forged in [
            changed,
            value[..value.len() - 1].to_owned(),
            format!("{value}A"),
            value[1..].to_owned(),
            value.to_ascii_uppercase(),
            value.chars().rev().collect(),
            "0".to_owned(),
            "null".to_owned(),
            "%00".to_owned(),
            "AAAAAAAAAAAAAAAAAAAAAA".to_owned(),
            "A".repeat(4_000),
            "\"\"".to_owned(),
        ] {
            let mut client = honest.tab();
            client.jar.insert(cookie.to_owned(), forged.clone());
            let opened = opens(&client).await;
            assert!(!opened[i], "{cookie}={forged}");
            for path in ["/", "/login", "/confirm", "/welcome", "/account", "/api/track"] {
                assert!(client.tab().get(path).await.status < 400, "{path} with {cookie}={forged}");
            }
            if cookie != "session" {
                client.jar.remove("session");
            }
            assert_eq!(client.sign_out().await.status, 303, "{cookie}={forged}");
        }
    }
}

async fn tok_17_a_cookie_is_good_for_its_own_purpose_alone(database: Database) {
    let site = Site::open(database, "").await;
    let honest = worn(&site).await;
    for (i, cookie) in COOKIES.into_iter().enumerate() {
        for other in COOKIES.into_iter().filter(|other| *other != cookie) {
            let mut client = honest.tab();
            client.jar.insert(cookie.to_owned(), honest.cookie(other));
            assert!(!opens(&client).await[i], "the cookie {other} as {cookie}");
        }
    }
    // Nor is one of another site of the same make.
    let foreign = Site::open(Database::sqlite(), "").await;
    std::fs::write(foreign.database.folder().join("key"), "ab".repeat(32)).unwrap();
    let foreign = foreign.restart().await;
    let stranger = worn(&foreign).await;
    for (i, cookie) in COOKIES.into_iter().enumerate() {
        let mut client = honest.tab();
        client.jar.insert(cookie.to_owned(), stranger.cookie(cookie));
        assert!(!opens(&client).await[i], "{cookie} of another site");
    }
}
