//! One long code that is also the letter's link, given together with the new password; and the site that says that nobody has a login.

use std::collections::BTreeSet;

use cabinet::words::{Page, Span};

use crate::account::leads_to;
use crate::client::{Answer, Client, DOORS, Door};
use crate::database::Database;
use crate::site::{LOOSE, Letter, PASSWORD, RESTORING, Site, at_once};
use crate::tok::{ADA, CHOSEN, EVE};
use crate::ways::captcha;

on_both!(
    a_code_restores_by_hand_or_by_its_link_in_any_browser,
    enu_01_the_page_that_waits_is_the_same_for_all,
    enu_10_it_is_told_that_nobody_has_a_login_where_the_site_says_so,
    enu_10_it_is_told_as_often_as_its_budget_allows_and_then_as_everywhere,
    enu_10_nothing_is_told_without_a_good_captcha,
    enu_10_other_doors_tell_nothing,
    tok_01_of_sixteen_with_one_code_one_restores,
    tok_02_looking_at_the_link_uses_nothing_up,
    tok_04_the_code_stands_nowhere,
    tok_06_a_code_ends_with_its_time,
    tok_07_a_new_letter_voids_the_one_before,
    tok_08_what_is_no_code_is_refused,
    tok_10_a_code_is_128_random_bits,
    tok_16_no_answer_holds_the_code_before_the_letter_does,
);

const KEY: &str = "restore.ways = ['letter-key']";
const TELLS: &str = "relaxed = ['restore.tells_unknown']\nrestore = { ways = ['letter-key'], tells_unknown = true }";

async fn site(database: Database) -> Site {
    Site::open(database, &format!("{KEY}\n{LOOSE}")).await
}

/// Asks to restore access and gets the letter.
async fn lost(site: &Site, client: &mut Client, email: &str) -> Letter {
    site.settle().await;
    leads_to(&client.ask_restore(email).await, Page::RestoreCode);
    site.written(email, RESTORING).await
}

async fn restore(client: &mut Client, code: &str, password: &str) -> Answer {
    client.post("/api/restore-key", &[("code", code), ("password", password)]).await
}

/// What the field for the code holds.
fn filled(page: &Answer) -> Option<String> {
    let field = page.body.split("<input").find(|input| input.contains("name=\"code\""))?;
    Some(field.split_once(" value=\"")?.1.split_once('"')?.0.to_owned())
}

fn is_refused(answer: &Answer, fail: &str) {
    match answer.status {
        303 => assert_eq!(answer.location(), "/restore/code"),
        status => assert_eq!((matches!(status, 409 | 422), answer.fail().contains(fail)), (true, true), "{}", answer.all()),
    }
}

async fn a_code_restores_by_hand_or_by_its_link_in_any_browser(database: Database) {
    let site = site(database).await;
    for door in DOORS {
        for (by_link, elsewhere) in [(false, false), (false, true), (true, false), (true, true)] {
            let email = format!("{door:?}-{by_link}-{elsewhere}@example.org").to_lowercase();
            site.account(&email).await;
            let mut asking = site.client(door);
            let letter = lost(&site, &mut asking, &email).await;
            let mut client = if elsewhere { site.client(door) } else { asking };
            let code = if by_link {
                let landed = client.open_restore_link(&letter.token()).await;
                assert_eq!(landed.location(), "/restore/code");
                filled(&client.get("/restore/code").await).expect("the link fills in the code")
            } else {
                letter.text.lines().map(str::trim).find(|line| line.len() == 36).expect("a code").to_owned()
            };
            assert_eq!(code, letter.token(), "link and code are one secret");
            leads_to(&restore(&mut client, &code.to_uppercase(), CHOSEN).await, Page::Login);
            assert!(!client.is_signed_in().await, "REC-05");
            assert_eq!(site.client(Door::Script).sign_in(&email, CHOSEN).await.status, 200);
            assert_eq!(site.client(Door::Script).sign_in(&email, PASSWORD).await.status, 401);
            is_refused(&restore(&mut site.client(door), &code, PASSWORD).await, "Used");
        }
    }
}

async fn enu_01_the_page_that_waits_is_the_same_for_all(database: Database) {
    let site = site(database).await;
    site.account(ADA).await;
    let shut = site.account("shu@example.org").await;
    site.disable(&shut).await;
    for door in DOORS {
        let mut seen = BTreeSet::new();
        for login in [ADA, EVE, "shu@example.org"] {
            let mut client = site.client(door);
            let asked = client.ask_restore(login).await.canonical();
            site.settle().await;
            let page = client.get("/restore/code").await.canonical();
            let wrong = restore(&mut client, "41774119-5bad-4e60-9869-1c041eca04bb", CHOSEN).await.canonical();
            seen.insert(format!("{asked}\n{page}\n{wrong}").replace(login, "<login>"));
        }
        assert_eq!(seen.len(), 1, "{door:?}: {seen:#?}");
    }
}

/// Asks with an answer to the captcha of the page.
async fn asks(site: &Site, client: &mut Client, login: &str) -> Answer {
    let [challenge, letters] = captcha(site, client, "/restore").await;
    client.post("/api/restore", &[("login", login), ("challenge", challenge.as_str()), ("captcha", letters.as_str())]).await
}

/// Whether it was told that nobody has the login.
async fn is_told(client: &mut Client, answer: &Answer) -> bool {
    match answer.location() {
        "/restore" => client.get("/restore").await.body.contains("There is no such account"),
        _ => answer.status == 422 && answer.fail().contains("Unknown"),
    }
}

async fn enu_10_it_is_told_that_nobody_has_a_login_where_the_site_says_so(database: Database) {
    let site = Site::open(database, TELLS).await;
    site.account(ADA).await;
    for door in DOORS {
        let mut client = site.client(door);
        let answer = asks(&site, &mut client, EVE).await;
        assert!(is_told(&mut client, &answer).await, "{door:?}: {}", answer.all());
        leads_to(&asks(&site, &mut client, ADA).await, Page::RestoreCode);
    }
    site.settle().await;
    assert!(site.letters().await.iter().all(|letter| letter.to == ADA));
}

async fn enu_10_it_is_told_as_often_as_its_budget_allows_and_then_as_everywhere(database: Database) {
    let limits = "[limits]\nrestore_address.burst = 1000\nletters_mailbox.burst = 1000\nletters_mailbox_day.burst = 1000";
    let site = Site::open(database, &format!("{TELLS}\n{limits}")).await;
    site.account(ADA).await;
    let mut client = site.client(Door::Script);
    // Whoever asks for a login that somebody has pays as well (attack ENU-04).
    for (n, login) in [EVE, ADA, "kim@example.org", ADA, "lee@example.org"].into_iter().enumerate() {
        let answer = asks(&site, &mut client, login).await;
        assert_eq!(is_told(&mut client, &answer).await, login != ADA, "{n}");
        site.advance(Span::minutes(1));
    }
    for login in ["mia@example.org", ADA] {
        leads_to(&asks(&site, &mut client, login).await, Page::RestoreCode);
    }
    site.advance(Span::minutes(12));
    let answer = asks(&site, &mut client, EVE).await;
    assert!(is_told(&mut client, &answer).await, "after a while, once more");

    // Neighbours share one besides: thirty for a network of 24 bits.
    let mut told = 0;
    for n in 0..40 {
        let mut neighbour = site.client(Door::Script);
        neighbour.from = format!("192.0.2.{n}");
        let answer = asks(&site, &mut neighbour, EVE).await;
        told += usize::from(is_told(&mut neighbour, &answer).await);
    }
    assert_eq!(told, 30);
}

async fn enu_10_nothing_is_told_without_a_good_captcha(database: Database) {
    let site = Site::open(database, TELLS).await;
    site.account(ADA).await;
    for door in DOORS {
        for login in [ADA, EVE] {
            let mut client = site.client(door);
            let [challenge, letters] = captcha(&site, &mut client, "/restore").await;
            let wrong = if letters.starts_with('a') { "b" } else { "a" }.repeat(letters.len());
            for (challenge, letters) in
                [("", ""), ("x", letters.as_str()), (&challenge, ""), (&challenge, &wrong), (&challenge, &letters)]
            {
                let form = [("login", login), ("challenge", challenge), ("captcha", letters)];
                let answer = client.post("/api/restore", &form).await;
                assert!(!is_told(&mut client, &answer).await, "{door:?} {login} {letters}");
                assert!(answer.location() == "/restore" || answer.fail().contains("Captcha"), "{}", answer.all());
            }
        }
    }
    assert_eq!(site.count("SELECT COUNT(*) FROM restore").await, 0);
}

async fn enu_10_other_doors_tell_nothing(database: Database) {
    let site = Site::open(database, &format!("{TELLS}\n{LOOSE}")).await;
    site.account(ADA).await;
    for door in DOORS {
        let mut client = site.client(door);
        leads_to(&asks(&site, &mut client, ADA).await, Page::RestoreCode);
        leads_to(&client.correct_restore(EVE).await, Page::RestoreCode);
        let answer = client.sign_in(EVE, PASSWORD).await;
        assert!(!answer.all().contains("Unknown"), "{}", answer.all());
    }
}

async fn tok_01_of_sixteen_with_one_code_one_restores(database: Database) {
    let site = site(database).await;
    for door in DOORS {
        let email = format!("{door:?}@example.org").to_lowercase();
        site.account(&email).await;
        let mut client = site.client(door);
        let code = lost(&site, &mut client, &email).await.token();
        let answers = at_once(16, |n| {
            let (mut tab, code) = (client.tab(), code.clone());
            async move {
                let answer = restore(&mut tab, &code, &format!("{CHOSEN} {n}")).await;
                answer.status == 200 || answer.location() == "/login"
            }
        })
        .await;
        assert_eq!(answers.iter().filter(|won| **won).count(), 1, "{door:?}");
    }
    assert_eq!(site.count("SELECT COUNT(*) FROM account WHERE version = 2").await, 2);
}

async fn tok_02_looking_at_the_link_uses_nothing_up(database: Database) {
    let site = site(database).await;
    site.account(ADA).await;
    let code = lost(&site, &mut site.client(Door::Script), ADA).await.token();
    for _ in 0..20 {
        let mut scanner = site.client(Door::Plain);
        assert_eq!(scanner.open_restore_link(&code).await.location(), "/restore/code");
        assert_eq!(filled(&scanner.get("/restore/code").await).as_deref(), Some(code.as_str()));
    }
    leads_to(&restore(&mut site.client(Door::Script), &code, CHOSEN).await, Page::Login);
}

async fn tok_04_the_code_stands_nowhere(database: Database) {
    let site = site(database).await;
    site.account(ADA).await;
    let code = lost(&site, &mut site.client(Door::Script), ADA).await.token();
    let kept = site.column("SELECT link FROM restore").await;
    assert_eq!(kept.len(), 1);
    assert!(!kept[0].contains(&code) && !kept[0].contains(&code.replace('-', "")), "{kept:?}");
}

async fn tok_06_a_code_ends_with_its_time(database: Database) {
    let site = site(database).await;
    site.account(ADA).await;
    site.account(EVE).await;
    let early = lost(&site, &mut site.client(Door::Script), ADA).await.token();
    let late = lost(&site, &mut site.client(Door::Script), EVE).await.token();
    site.advance(Span::seconds(30 * 60 - 1));
    leads_to(&restore(&mut site.client(Door::Script), &early, CHOSEN).await, Page::Login);
    site.advance(Span::seconds(1));
    for door in DOORS {
        let mut client = site.client(door);
        is_refused(&restore(&mut client, &late, CHOSEN).await, "Expired");
        client.open_restore_link(&late).await;
        assert_eq!(filled(&client.get("/restore/code").await), None, "its page says that it is too late");
    }
}

async fn tok_07_a_new_letter_voids_the_one_before(database: Database) {
    let site = site(database).await;
    site.account(ADA).await;
    let mut client = site.client(Door::Script);
    let old = lost(&site, &mut client, ADA).await.token();
    site.advance(Span::minutes(2));
    assert_eq!(client.resend_restore().await.status, 200);
    let new = site.written(ADA, RESTORING).await.token();
    assert_ne!(old, new);
    is_refused(&restore(&mut client, &old, CHOSEN).await, "Replaced");
    // So does a new password.
    let mut owner = site.client(Door::Script);
    owner.sign_in(ADA, PASSWORD).await;
    assert_eq!(owner.change_password(PASSWORD, "old ferries never sink twice").await.status, 200);
    is_refused(&restore(&mut client, &new, CHOSEN).await, "Replaced");
}

async fn tok_08_what_is_no_code_is_refused(database: Database) {
    let site = site(database).await;
    site.account(ADA).await;
    let code = lost(&site, &mut site.client(Door::Script), ADA).await.token();
    let long = "4".repeat(32_000);
    for door in DOORS {
        for (given, fail) in [
            ("", "CodeEmpty"),
            (" \t", "CodeEmpty"),
            (&code[1..], "KeyShape"),
            (&format!("{code}0"), "KeyShape"),
            (&format!("{code}\0"), "KeyShape"),
            (&code.replacen('-', "z", 1), "KeyShape"),
            ("null", "KeyShape"),
            (&long, "KeyShape"),
            ("00000000-0000-0000-0000-000000000000", "KeyWrong"),
        ] {
            let mut client = site.client(door);
            is_refused(&restore(&mut client, given, CHOSEN).await, fail);
        }
        // All that is wrong is told at once.
        let both = restore(&mut site.client(door), "x", "short").await;
        is_refused(&both, "KeyShape");
        is_refused(&both, "Short");
        for token in [&code[1..], "x", "00000000-0000-0000-0000-000000000000"] {
            let mut client = site.client(door);
            client.open_restore_link(token).await;
            let page = client.get("/restore/code").await;
            assert_eq!((page.status, filled(&page)), (200, None), "{token}");
        }
    }
    leads_to(&restore(&mut site.client(Door::Script), &code, CHOSEN).await, Page::Login);
}

async fn tok_10_a_code_is_128_random_bits(database: Database) {
    let site = site(database).await;
    let codes: Vec<String> = (0..4_096).map(|_| site.house.tokens.long_code().written()).collect();
    assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), codes.len());
    assert!(codes.iter().all(|code| code.split('-').map(str::len).eq([8, 4, 4, 4, 12])));
    // Every bit is as often set as not: a UUID of version 4 would fix six of them.
    for bit in 0..128 {
        let set = codes.iter().filter(|code| {
            let digit = code.replace('-', "").as_bytes()[bit / 4];
            char::from(digit).to_digit(16).unwrap() >> (bit % 4) & 1 == 1
        });
        let set = set.count();
        assert!((1_800..2_300).contains(&set), "bit {bit}: {set} of {}", codes.len());
    }
}

async fn tok_16_no_answer_holds_the_code_before_the_letter_does(database: Database) {
    let site = site(database).await;
    for door in DOORS {
        let email = format!("{door:?}@example.org").to_lowercase();
        site.account(&email).await;
        let mut client = site.client(door);
        let asked = client.ask_restore(&email).await.all();
        site.settle().await;
        let page = client.get("/restore/code").await.all();
        let code = site.written(&email, RESTORING).await.token();
        for seen in [asked, page] {
            assert!(!seen.contains(&code) && !seen.contains(&code.replace('-', "")), "{seen}");
        }
    }
}
