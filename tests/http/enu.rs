//! Whether somebody has an account here: nobody can tell.

use cabinet::words::Span;

use crate::client::{Answer, Client, DOORS, Door, masked};
use crate::database::Database;
use crate::site::{DEAD_SMTP, PASSWORD, Site, until};

on_both!(
    enu_01_signing_in_is_answered_alike_whatever_is_wrong,
    enu_01_registering_is_answered_alike_whoever_has_the_address,
    enu_03_a_dead_mail_server_is_no_sign,
    enu_04_limits_come_alike_for_known_and_unknown,
    enu_04_one_mailbox_has_one_budget_however_it_is_written,
    enu_05_the_owner_of_an_address_is_told_once_a_day,
    enu_08_no_answer_tells_how_the_site_is_made,
);

/// Of one length, so that lengths can be compared too.
const KNOWN: &str = "known1@example.org";
const UNCONFIRMED: &str = "asked1@example.org";
const UNKNOWN: &str = "never1@example.org";
const DISABLED: &str = "shut01@example.org";
const MALFORMED: &str = "malf01@@xample.org";

async fn people(site: &Site) {
    site.account(KNOWN).await;
    let disabled = site.account(DISABLED).await;
    site.disable(&disabled).await;
    site.client(Door::Script).register(UNCONFIRMED, PASSWORD).await;
    site.settle().await;
}

/// An answer, without the address that was typed.
fn faceless(answer: &Answer, address: &str) -> String {
    answer.canonical().replace(address, "<address>")
}

/// A page that follows, without the address and without how long ago anything was.
async fn next_page(client: &mut Client, answer: &Answer, address: &str) -> String {
    let page = client.get(answer.location()).await;
    assert_eq!(page.status, 200, "{address}");
    faceless(&page, address)
}

async fn enu_01_signing_in_is_answered_alike_whatever_is_wrong(database: Database) {
    let site = Site::open(database, "").await;
    people(&site).await;
    for door in DOORS {
        let mut answers = Vec::new();
        for login in [KNOWN, UNCONFIRMED, UNKNOWN, DISABLED, MALFORMED] {
            let mut client = site.client(door);
            // The shut account's own password: even that is of no use and tells nothing.
            let password = if login == KNOWN { "quiet lamps over the harbouR" } else { PASSWORD };
            let answer = client.sign_in(login, password).await;
            let mut seen = faceless(&answer, login);
            match door {
                Door::Script => assert_eq!(answer.status, 401, "{login}"),
                Door::Plain => {
                    assert_eq!((answer.status, answer.location()), (303, "/login"), "{login}");
                    seen += &next_page(&mut client, &answer, login).await;
                }
            }
            answers.push((login, seen));
        }
        for (login, seen) in &answers[1..] {
            assert_eq!(*seen, answers[0].1, "{door:?}: {login} differs from {KNOWN}");
        }
    }
}

async fn enu_01_registering_is_answered_alike_whoever_has_the_address(database: Database) {
    let site = Site::open(database, "").await;
    people(&site).await;
    for door in DOORS {
        let mut answers = Vec::new();
        for email in [KNOWN, UNCONFIRMED, UNKNOWN, DISABLED] {
            let mut client = site.client(door);
            let asked = client.register(email, PASSWORD).await;
            assert_eq!(asked.status, if door == Door::Plain { 303 } else { 200 }, "{email}");
            site.settle().await;
            let mut seen = faceless(&asked, email);
            let page = client.get("/confirm").await;
            assert_eq!(page.status, 200);
            seen += &faceless(&page, email);
            seen += &faceless(&client.get("/api/track").await, email);
            // A wrong code, another letter too early, another letter in time.
            seen += &faceless(&client.confirm("000000").await, email);
            seen += &faceless(&client.resend().await, email);
            answers.push((email, seen));
        }
        for (email, seen) in &answers[1..] {
            assert_eq!(*seen, answers[0].1, "{door:?}: {email} differs from {KNOWN}");
        }
        // Another letter, in time: its owner was told already today, which nobody sees.
        site.advance(Span::hours(1));
        let mut again = Vec::new();
        for email in [KNOWN, UNKNOWN] {
            let mut client = site.client(door);
            client.register(email, PASSWORD).await;
            site.settle().await;
            site.advance(Span::minutes(2));
            let mut seen = faceless(&client.resend().await, email);
            site.settle().await;
            seen += &faceless(&client.get("/confirm").await, email);
            again.push(seen);
        }
        assert_eq!(again[0], again[1], "{door:?}");
        site.advance(Span::days(1));
    }
}

async fn enu_03_a_dead_mail_server_is_no_sign(database: Database) {
    let site = Site::open(database, DEAD_SMTP).await;
    site.account(KNOWN).await;
    for (door, letters) in DOORS.into_iter().zip([2, 4]) {
        let (mut answers, mut waiting) = (Vec::new(), Vec::new());
        for email in [KNOWN, UNKNOWN] {
            let mut client = site.client(door);
            answers.push(faceless(&client.register(email, PASSWORD).await, email));
            waiting.push((email, client));
        }
        assert_eq!(answers[0], answers[1], "{door:?}");
        for (email, client) in &waiting {
            is_tried_again(client, email).await;
        }
        site.advance(Span::minutes(1));
        until("each letter was tried twice", async || {
            (site.count("SELECT COUNT(*) FROM message WHERE attempts > 1").await == letters).then_some(())
        })
        .await;
        for (email, client) in &waiting {
            is_tried_again(client, email).await;
        }
        site.advance(Span::hours(2));
    }
}

/// The letter is neither on its way nor gone: the mail server is dead.
async fn is_tried_again(client: &Client, email: &str) {
    until(&format!("the letter to {email} is to be tried again"), async || {
        let track = client.tab().get("/api/track").await;
        track.body.contains("Retry").then_some(())
    })
    .await;
}

async fn enu_04_limits_come_alike_for_known_and_unknown(database: Database) {
    let site = Site::open(database, "").await;
    people(&site).await;
    let waits = |answer: &Answer| (answer.status, answer.header("retry-after").to_owned(), answer.body.clone());

    let mut signed_in = Vec::new();
    for login in [KNOWN, UNKNOWN, DISABLED, UNCONFIRMED] {
        let mut client = site.client(Door::Script);
        let mut seen = Vec::new();
        for _ in 0..12 {
            seen.push(waits(&client.sign_in(login, "a wrong one").await));
        }
        assert_eq!(seen.iter().filter(|(status, ..)| *status == 429).count(), 7, "{login}");
        signed_in.push(seen);
    }
    assert!(signed_in.windows(2).all(|pair| pair[0] == pair[1]), "{signed_in:?}");

    let mut registered = Vec::new();
    for email in [KNOWN, UNKNOWN, DISABLED] {
        let mut client = site.client(Door::Script);
        let mut seen = Vec::new();
        for _ in 0..12 {
            seen.push(waits(&client.register(email, PASSWORD).await));
        }
        assert_eq!(seen.iter().filter(|(status, ..)| *status == 429).count(), 9, "{email}");
        registered.push(seen);
    }
    assert!(registered.windows(2).all(|pair| pair[0] == pair[1]), "{registered:?}");
}

/// Two spellings of a known mailbox share its account's budget. Those of an unknown one must share theirs.
async fn enu_04_one_mailbox_has_one_budget_however_it_is_written(database: Database) {
    let site = Site::open(database, "").await;
    site.account("ada@пример.рф").await;
    let mut seen = Vec::new();
    for name in ["ada", "eve"] {
        let spellings = ["пример.рф", "ПРИМЕР.РФ", "xn--e1afmkfd.xn--p1ai", "XN--E1AFMKFD.xn--P1AI"];
        let mut client = site.client(Door::Script);
        let mut statuses = Vec::new();
        for domain in spellings.iter().cycle().take(8) {
            statuses.push(client.sign_in(&format!(" {}@{domain} ", name.to_uppercase()), "a wrong one").await.status);
        }
        seen.push(statuses);
    }
    assert_eq!(seen[0], [401, 401, 401, 401, 401, 429, 429, 429]);
    assert_eq!(seen[0], seen[1], "the second mailbox has no account");
}

async fn enu_05_the_owner_of_an_address_is_told_once_a_day(database: Database) {
    let site = Site::open(database, "").await;
    site.account(KNOWN).await;
    for email in [KNOWN, UNKNOWN] {
        site.client(Door::Plain).register(email, PASSWORD).await;
    }
    site.settle().await;
    let letters = site.letters().await;
    assert_eq!(letters.len(), 2);
    let (told, asked) = (site.letter(KNOWN, 1).await, site.letter(UNKNOWN, 1).await);
    assert_eq!(told.subject, asked.subject);
    assert!(told.text.contains("It has an account already") && !told.text.contains("/link/"), "{}", told.text);
    assert_eq!((asked.code().len(), asked.token().len()), (6, 43));

    site.advance(Span::hours(23));
    site.client(Door::Plain).register(KNOWN, PASSWORD).await;
    site.settle().await;
    assert_eq!(site.letters().await.len(), 2, "its owner was told within the day");
    site.advance(Span::hours(1));
    site.client(Door::Plain).register(KNOWN, PASSWORD).await;
    assert!(site.letter(KNOWN, 2).await.text.contains("It has an account already"));
    assert_eq!(site.count("SELECT COUNT(*) FROM account").await, 1);
}

async fn enu_08_no_answer_tells_how_the_site_is_made(database: Database) {
    let site = Site::open(database, "").await;
    people(&site).await;
    for door in DOORS {
        let mut client = site.client(door);
        let mut answers = vec![
            client.get("/nothing").await,
            client.get("/api/nothing").await,
            client.get("/api/open?page=Nothing").await,
            client.get("/link/%ff").await,
            client.post("/api/language", &[("language", "tlh")]).await,
            client.post_body("/api/login", "login[a][b][c][d][e][f]=1&login=2&%%%=%zz&=").await,
            client.post_body("/api/login", vec![0xff, 0xfe, b'=', 0]).await,
            client.sign_in(KNOWN, "a wrong one").await,
            client.register(KNOWN, PASSWORD).await,
        ];
        answers.push(client.confirm("000000").await);
        for answer in answers {
            assert!(answer.status < 500, "{}", answer.all());
            let body = masked(&answer.body.to_lowercase(), "<script", "</script>");
            for word in ["exists", "sqlx", "serde", "panicked", "email_key", "server_fn", "leptos", "sqlite", "postgres"] {
                assert!(!body.contains(word), "{word} in {}", answer.all());
            }
        }
    }
}
