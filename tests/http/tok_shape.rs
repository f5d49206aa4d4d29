//! Secrets that are none, and cookies that somebody else made.

use std::time::Duration;

use crate::client::{Client, DOORS, Door};
use crate::database::Database;
use crate::site::{LOOSE, PASSWORD, Site};
use crate::tok::CHOSEN;
use crate::tok_matrix::{Holder, Kind};

on_both!(
    tok_08_what_is_no_code_is_refused,
    tok_08_what_is_no_link_leads_nowhere,
    tok_17_a_cookie_that_is_not_ours_is_none,
    tok_17_a_cookie_is_good_for_its_own_purpose_alone,
);

async fn tok_08_what_is_no_code_is_refused(database: Database) {
    let site = Site::open(database, LOOSE).await;
    let ada = Holder::new(&site, Door::Script, "ada").await;
    for (kind, act, page) in [
        (Kind::RegisterCode, "/api/confirm", "/confirm"),
        (Kind::RestoreCode, "/api/restore-code", "/restore/code"),
        (Kind::EmailCode, "/api/email-confirm", "/account/email"),
    ] {
        let code = ada.secret(kind);
        for body in no_codes(&code) {
            for door in DOORS {
                let mut tab = ada.client.tab();
                tab.door = door;
                let answer = tab.post_body(act, body.clone()).await;
                let shown: String = body.chars().take(60).collect();
                match (door, answer.status) {
                    (Door::Script, 400 | 422) | (Door::Plain, 400) => {}
                    (Door::Plain, 303) if answer.location() == page => {}
                    (_, status) => panic!("{act} {door:?} {shown}: {status} {}", answer.location()),
                }
            }
        }
        let cookies: Vec<String> = ada.client.jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookies = format!("Cookie: {}", cookies.join("; "));
        let head = site.form_head(act, &[&cookies, "Content-Length: 1000005"]);
        let huge = site.raw(format!("{head}code={}", "1".repeat(1_000_000)), Duration::from_secs(10)).await;
        assert_eq!(huge.status(), Some(413), "{act}: {}", huge.text);
    }
    let untouched = "SELECT CAST((SELECT SUM(code_attempts) FROM registration) + (SELECT SUM(code_attempts) FROM restore)
                          + (SELECT SUM(code_attempts) FROM email_change WHERE used_at IS NULL) + (SELECT COUNT(*) FROM account) - 1 AS BIGINT)";
    assert_eq!(site.count(untouched).await, 0, "none of these spent an attempt");
    let mut ada = ada;
    for (kind, act) in
        [(Kind::RegisterCode, "/api/confirm"), (Kind::RestoreCode, "/api/restore-code"), (Kind::EmailCode, "/api/email-confirm")]
    {
        let code = ada.secret(kind);
        assert_eq!(ada.client.post(act, &[("code", code.as_str())]).await.status, 200, "{act}");
    }
}

/// Bodies that hold a code, almost.
fn no_codes(code: &str) -> Vec<String> {
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
    bodies.collect()
}

async fn tok_08_what_is_no_link_leads_nowhere(database: Database) {
    let site = Site::open(database, LOOSE).await;
    let ada = Holder::new(&site, Door::Plain, "ada").await;
    for (kind, name, page) in [
        (Kind::RegisterLink, "confirm", "/welcome"),
        (Kind::RestoreLink, "restore", "/restore/password"),
        (Kind::UndoLink, "undo", "/undo"),
    ] {
        let right = ada.secret(kind);
        for token in no_tokens(&right) {
            for mut client in [ada.client.tab(), site.client(Door::Plain)] {
                let landed = client.get(&format!("/link/{name}/{token}")).await;
                assert!(
                    matches!((landed.status, landed.location()), (303, to) if to == page) || matches!(landed.status, 400 | 404),
                    "{name} {token}: {}",
                    landed.status
                );
                let shown = client.get(page).await.body;
                for mark in OPEN {
                    assert!(!shown.contains(mark), "{name} {token}: {mark}");
                }
                client.door = Door::Script;
                for status in match kind {
                    Kind::RegisterLink => [client.welcome(None).await.status, client.welcome(Some(PASSWORD)).await.status],
                    Kind::RestoreLink => [client.restore_password(PASSWORD).await.status, client.restore_password("").await.status],
                    _ => [client.undo(PASSWORD).await.status, client.undo("").await.status],
                } {
                    assert_eq!(status, 409, "{name} {token}");
                }
            }
        }
        for path in [
            format!("/link/{name}"),
            format!("/link/{name}/"),
            format!("/link/{name}//"),
            format!("/link/{right}"),
            format!("/link/{name}/{right}/"),
            format!("/link/{name}/{right}/x"),
            format!("/link//{right}"),
            format!("/link/other/{right}"),
            format!("/link/{}/{right}", name.to_uppercase()),
            format!("/Link/{name}/{right}"),
            format!("//link/{name}/{right}"),
        ] {
            assert_eq!(ada.client.tab().get(&path).await.status, 404, "{path}");
        }
    }
    assert_eq!(site.count("SELECT COUNT(*) FROM account").await, 1);
    assert_eq!(site.count("SELECT version FROM account").await, 2, "the account is as it was");
    let mut ada = ada;
    let token = ada.secret(Kind::RegisterLink);
    ada.client.open_link(&token).await;
    assert_eq!(ada.client.welcome(None).await.location(), "/login", "the links themselves still work");
    let token = ada.secret(Kind::RestoreLink);
    ada.client.open_restore_link(&token).await;
    assert_eq!(ada.client.restore_password(CHOSEN).await.location(), "/login");
    let token = ada.secret(Kind::UndoLink);
    ada.client.open_undo_link(&token).await;
    assert_eq!(ada.client.undo(CHOSEN).await.location(), "/login");
}

/// What the pages say whose link is good.
const OPEN: [&str; 4] = [
    "One step is left for",
    "You opened the letter in another browser",
    "It will be the password of the account",
    "Choose a new password, and the account",
];

/// What is almost a link's secret.
fn no_tokens(token: &str) -> Vec<String> {
    let flipped: String =
        token.chars().map(|c| if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() }).collect();
    let swapped = token.chars().rev().collect::<String>();
    vec![
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
    ]
}

/// What an honest journey leaves in a browser: whom it waits for, which links it has opened, who is signed in, from where it is
/// known, where it was going, and a note.
async fn worn(site: &Site) -> Client {
    let mut eve = Holder::new(site, Door::Plain, "eve").await;
    let [confirm, restore, undo] = [Kind::RegisterLink, Kind::RestoreLink, Kind::UndoLink].map(|kind| eve.secret(kind));
    eve.client.open_link(&confirm).await;
    eve.client.open_restore_link(&restore).await;
    eve.client.open_undo_link(&undo).await;
    let mut out = signed_out(&eve.client);
    out.get("/account/history").await;
    let going = out.cookie("return");
    eve.client.jar.insert("return".to_owned(), going);
    eve.client.set_username("a").await;
    // From now on only a browser that the account knows may try a password.
    site.lock(&eve.account).await;
    for cookie in COOKIES {
        eve.client.cookie(cookie);
    }
    eve.client
}

/// The same browser without its session.
fn signed_out(client: &Client) -> Client {
    let mut out = client.tab();
    out.jar.remove("session");
    out
}

const COOKIES: [&str; 9] = ["waiting", "link", "note", "session", "restoring", "restore-link", "undo-link", "return", "device"];

/// What each cookie opens.
async fn opens(client: &Client) -> [bool; 9] {
    let shows = async |path: &str, mark: &str| {
        let answer = client.tab().get(path).await;
        assert!(answer.status < 400, "{path}: {}", answer.status);
        answer.body.contains(mark)
    };
    let mut again = signed_out(client);
    let signed_in = again.sign_in("now-eve@example.org", PASSWORD).await;
    [
        client.tab().get("/confirm").await.status == 200,
        shows("/welcome", "One step is left for").await,
        // A note says what was refused, at its field.
        shows("/account", "A username has 3 to 32 characters.").await,
        client.tab().is_signed_in().await,
        client.tab().get("/restore/code").await.status == 200,
        shows("/restore/password", "It will be the password of the account").await,
        shows("/undo", "Choose a new password, and the account").await,
        signed_in.location() == "/account/history",
        signed_in.location() != "/login",
    ]
}

const PATHS: [&str; 5] = ["/", "/login", "/restore", "/api/track?page=Confirm", "/api/track?page=RestoreCode"];

async fn tok_17_a_cookie_that_is_not_ours_is_none(database: Database) {
    let site = Site::open(database, LOOSE).await;
    let honest = worn(&site).await;
    assert_eq!(opens(&honest).await, [true; 9]);
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
            for path in PATHS {
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
    let site = Site::open(database, LOOSE).await;
    let honest = worn(&site).await;
    for (i, cookie) in COOKIES.into_iter().enumerate() {
        for other in COOKIES.into_iter().filter(|other| *other != cookie) {
            let mut client = honest.tab();
            client.jar.insert(cookie.to_owned(), honest.cookie(other));
            assert!(!opens(&client).await[i], "the cookie {other} as {cookie}");
        }
    }
    // Nor is one of another site of the same make.
    let foreign = Site::open(Database::sqlite(), LOOSE).await;
    std::fs::write(foreign.database.folder().join("key"), "ab".repeat(32)).unwrap();
    let foreign = foreign.restart().await;
    let stranger = worn(&foreign).await;
    for (i, cookie) in COOKIES.into_iter().enumerate() {
        let mut client = honest.tab();
        client.jar.insert(cookie.to_owned(), stranger.cookie(cookie));
        assert!(!opens(&client).await[i], "{cookie} of another site");
    }
}
