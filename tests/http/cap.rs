//! Security codes: what they let through, once, and what they never tell.

use cabinet::server::captcha::{self, BadCaptcha, Given, Word};
use cabinet::server::tokens::Purpose;
use cabinet::words::{Moment, Span};

use crate::client::{Answer, Client, DOORS, Door};
use crate::database::Database;
use crate::profile::mailbox;
use crate::site::{Site, at_once};

on_both!(
    cap_01_of_a_hundred_who_answer_one_challenge_at_once_one_passes,
    cap_01_a_challenge_is_good_for_three_minutes_its_act_and_its_browser,
    cap_02_no_answer_holds_the_letters,
    cap_02_a_picture_comes_while_its_challenge_can_be_answered,
    cap_03_a_challenge_has_one_try,
    cap_05_work_passes_in_the_place_of_letters,
    cap_06_made_up_work_writes_nothing,
    cap_08_what_was_not_saved_did_not_happen,
    cap_01_a_form_that_is_sent_again_sends_nothing,
    cap_07_capitals_pass_as_well,
    cap_08_without_a_good_answer_no_message_is_written,
);

const ACT: &str = "restore mobile";
const ROW: &str = "a row";
const WRONG: &str = "aaaaaa";
/// The page with a picture, and the address of its form.
const PAGE: &str = "/restore/mobile";
const FORM: &str = "/api/restore-mobile";

fn fresh(site: &Site, act: &str, whose: &str) -> String {
    captcha::challenge(&site.house, act, whose, site.house.clock.now())
}

/// The letters of a challenge, which only the site itself can tell.
fn word(site: &Site, challenge: &str) -> Word {
    let now = site.house.clock.now();
    let (id, ..): (String, String, String, Moment) = site.house.tokens.unseal(Purpose::Captcha, now, challenge).unwrap();
    site.house.tokens.captcha_of(&id, site.house.config.policy.captcha)
}

pub fn letters(site: &Site, challenge: &str) -> String {
    word(site, challenge).answer().to_owned()
}

/// A counter as a browser finds it.
fn worked(challenge: &str) -> String {
    (0_u64..).map(|counter| counter.to_string()).find(|counter| captcha::work::is_done(challenge, counter)).unwrap()
}

fn fields<'a>(challenge: &'a str, captcha: &'a str, work: &'a str) -> [(&'static str, &'a str); 3] {
    [("challenge", challenge), ("captcha", captcha), ("work", work)]
}

fn given(challenge: &str, captcha: &str, work: &str) -> Given {
    Given { challenge: challenge.to_owned(), captcha: captcha.to_owned(), work: work.to_owned() }
}

/// Answers a challenge, with an effect that is nothing but saved.
async fn pass(site: &Site, given: Given) -> Result<(), BadCaptcha> {
    let passed = captcha::pass(&site.house, ACT, ROW, &given, site.house.clock.now()).await.unwrap();
    match passed {
        Ok(tx) => {
            tx.save().await.unwrap();
            Ok(())
        }
        Err(bad) => Err(bad),
    }
}

async fn spent(site: &Site) -> i64 {
    site.count("SELECT COUNT(*) FROM spent").await
}

async fn cap_01_of_a_hundred_who_answer_one_challenge_at_once_one_passes(database: Database) {
    let site = Site::open(database, "").await;
    let challenge = fresh(&site, ACT, ROW);
    let right = letters(&site, &challenge);
    let house = site.house.clone();
    let passed = at_once(100, |_| {
        let (house, given) = (house.clone(), given(&challenge, &right, ""));
        async move {
            match captcha::pass(&house, ACT, ROW, &given, house.clock.now()).await.unwrap() {
                Ok(tx) => tx.save().await.map(|()| true).unwrap(),
                Err(bad) => {
                    assert_eq!(bad, BadCaptcha::Old);
                    false
                }
            }
        }
    })
    .await;
    assert_eq!(passed.iter().filter(|passed| **passed).count(), 1);
    assert_eq!(spent(&site).await, 1);
}

async fn cap_01_a_challenge_is_good_for_three_minutes_its_act_and_its_browser(database: Database) {
    let site = Site::open(database, "").await;
    for (act, whose) in [("restore question", ROW), (ACT, "another row"), ("", ROW), (ACT, "")] {
        let challenge = fresh(&site, act, whose);
        let right = letters(&site, &challenge);
        assert_eq!(pass(&site, given(&challenge, &right, "")).await, Err(BadCaptcha::Old), "{act} {whose}");
    }
    assert_eq!(spent(&site).await, 0, "what is not for this form is not spent by it");
    let (last, late) = (fresh(&site, ACT, ROW), fresh(&site, ACT, ROW));
    site.advance(Span(Span::minutes(3).0 - 1));
    assert_eq!(pass(&site, given(&last, &letters(&site, &last), "")).await, Ok(()));
    site.advance(Span(1));
    assert_eq!(pass(&site, given(&late, &letters(&site, &late), "")).await, Err(BadCaptcha::Old));
}

async fn cap_02_a_picture_comes_while_its_challenge_can_be_answered(database: Database) {
    let site = Site::open(database, "").await;
    let challenge = fresh(&site, ACT, ROW);
    let path = format!("/captcha/{challenge}");
    // Whoever has the challenge sees its picture, without a cookie.
    let mut client = site.client(Door::Plain);
    let picture = client.get(&path).await;
    assert_eq!((picture.status, picture.header("content-type")), (200, "image/png"));
    assert_eq!(picture.header("cache-control"), "no-store");
    assert!(picture.body.contains("PNG"));
    assert!(!picture.all().contains(&letters(&site, &challenge)));
    assert_eq!(client.get(&path).await.body, picture.body, "a reload shows the same");
    for forged in [&challenge[1..], &format!("{challenge}A"), "x", &site.house.tokens.id()] {
        assert_eq!(client.get(&format!("/captcha/{forged}")).await.status, 404, "{forged}");
        assert_eq!(client.get(&format!("/captcha/{forged}/next")).await.status, 404, "{forged}");
    }
    site.advance(Span::minutes(3));
    assert_eq!(client.get(&path).await.status, 404);
    // The page's script gets another one for the same form.
    let next = client.get(&format!("{path}/next")).await;
    assert_eq!((next.status, next.header("cache-control")), (200, "no-store"));
    assert_ne!(letters(&site, &next.body), letters(&site, &challenge));
    assert_eq!(pass(&site, given(&next.body, &letters(&site, &next.body), "")).await, Ok(()));
    site.advance(Span::hours(1));
    assert_eq!(client.get(&format!("{path}/next")).await.status, 404);
}

async fn cap_03_a_challenge_has_one_try(database: Database) {
    let site = Site::open(database, "").await;
    let challenge = fresh(&site, ACT, ROW);
    assert_eq!(pass(&site, given(&challenge, WRONG, "")).await, Err(BadCaptcha::Wrong));
    assert_eq!(pass(&site, given(&challenge, "", &worked(&challenge))).await, Err(BadCaptcha::Old), "work comes too late");
    for wrong in [WRONG, "a", "\u{430}\u{430}\u{430}\u{430}\u{430}\u{430}", &"a".repeat(10_000)] {
        let challenge = fresh(&site, ACT, ROW);
        let right = letters(&site, &challenge);
        assert_eq!(pass(&site, given(&challenge, wrong, "")).await, Err(BadCaptcha::Wrong));
        assert_eq!(pass(&site, given(&challenge, &right, "")).await, Err(BadCaptcha::Old), "the right letters come too late");
    }
    let challenge = fresh(&site, ACT, ROW);
    assert_eq!(pass(&site, given(&challenge, " ", "")).await, Err(BadCaptcha::Empty));
    assert_eq!(pass(&site, given(&challenge, &letters(&site, &challenge), "")).await, Ok(()), "nothing typed is no try");
}

async fn cap_05_work_passes_in_the_place_of_letters(database: Database) {
    let site = Site::open(database, "").await;
    let (one, other) = (fresh(&site, ACT, ROW), fresh(&site, ACT, ROW));
    let counter = worked(&one);
    assert_eq!(pass(&site, given(&other, "", &counter)).await, Err(BadCaptcha::Empty), "work for another challenge");
    assert_eq!(pass(&site, given(&one, WRONG, &counter)).await, Ok(()), "whatever was typed before it was done");
    assert_eq!(pass(&site, given(&one, "", &counter)).await, Err(BadCaptcha::Old), "once");
}

async fn cap_06_made_up_work_writes_nothing(database: Database) {
    let site = Site::open(database, "").await;
    let challenge = fresh(&site, ACT, ROW);
    for counter in 0..2_000_u32 {
        let made_up = counter.to_string();
        if !captcha::work::is_done(&challenge, &made_up) {
            assert_eq!(pass(&site, given(&challenge, "", &made_up)).await, Err(BadCaptcha::Empty));
        }
    }
    assert_eq!(pass(&site, given(&challenge, "", &"9".repeat(10_000))).await, Err(BadCaptcha::Empty));
    assert_eq!(spent(&site).await, 0);
    assert_eq!(pass(&site, given(&challenge, &letters(&site, &challenge), "")).await, Ok(()), "nor does it take the try");
}

async fn cap_08_what_was_not_saved_did_not_happen(database: Database) {
    let site = Site::open(database, "").await;
    let (challenge, now) = (fresh(&site, ACT, ROW), site.house.clock.now());
    let given = given(&challenge, &letters(&site, &challenge), "");
    let Ok(tx) = captcha::pass(&site.house, ACT, ROW, &given, now).await.unwrap() else { panic!("it did not pass") };
    drop(tx);
    assert_eq!(spent(&site).await, 0, "an effect that never was has spent nothing");
    assert_eq!(pass(&site, given).await, Ok(()));
    assert_eq!(spent(&site).await, 1);
}

/// A browser on the page with the picture, for a name that nobody need have.
async fn at_the_picture(site: &Site, door: Door) -> Client {
    let mut client = site.client(door);
    client.ask_restore("nobody").await;
    client.post("/api/restore-way", &[("way", "mobile")]).await;
    client
}

/// The challenge that stands on a page.
pub fn challenge(page: &Answer) -> String {
    let input = page.body.split('<').find(|tag| tag.contains("name=\"challenge\"")).expect("a challenge on the page");
    input.split_once(" value=\"").expect("its value").1.split_once('"').unwrap().0.to_owned()
}

async fn messages(site: &Site) -> i64 {
    site.count("SELECT COUNT(*) FROM message").await
}

fn has_passed(answer: &Answer) -> bool {
    answer.status == 200 || answer.status == 303 && answer.location() != PAGE
}

async fn cap_02_no_answer_holds_the_letters(database: Database) {
    let site = mailbox(database).await;
    for door in DOORS {
        let mut client = at_the_picture(&site, door).await;
        let page = client.get(PAGE).await;
        let challenge = challenge(&page);
        let right = letters(&site, &challenge);
        let refused = client.post(FORM, &fields(&challenge, WRONG, "")).await;
        let picture = client.get(&format!("/captcha/{challenge}")).await;
        for answer in [&page, &refused, &picture, &client.get(PAGE).await] {
            assert!(!answer.all().contains(&right), "{door:?}");
            assert!(!answer.all().contains(&right.to_uppercase()), "{door:?}");
        }
        assert!(page.body.contains(&format!("/captcha/{challenge}")), "the picture of that challenge");
    }
}

async fn cap_01_a_form_that_is_sent_again_sends_nothing(database: Database) {
    let site = mailbox(database).await;
    let mut client = at_the_picture(&site, Door::Script).await;
    let challenge = challenge(&client.get(PAGE).await);
    let right = letters(&site, &challenge);
    let before = messages(&site).await;
    let tabs: Vec<Client> = (0..100).map(|_| client.tab()).collect();
    let mut sent = Vec::new();
    for mut tab in tabs {
        let (challenge, right) = (challenge.clone(), right.clone());
        sent.push(tokio::spawn(async move { has_passed(&tab.post(FORM, &fields(&challenge, &right, "")).await) }));
    }
    let mut passed = 0;
    for one in sent {
        passed += usize::from(one.await.unwrap());
    }
    assert_eq!(passed, 1);
    assert_eq!(messages(&site).await, before + 1);
    assert!(!has_passed(&client.post(FORM, &fields(&challenge, &right, "")).await), "nor later");
    assert_eq!(messages(&site).await, before + 1);
}

async fn cap_07_capitals_pass_as_well(database: Database) {
    let site = mailbox(database).await;
    for door in DOORS {
        let mut client = at_the_picture(&site, door).await;
        let challenge = challenge(&client.get(PAGE).await);
        let shouted = format!(" {} ", letters(&site, &challenge).to_uppercase());
        let answer = client.post(FORM, &fields(&challenge, &shouted, "")).await;
        assert!(has_passed(&answer), "{door:?} {} {}", answer.status, answer.location());
    }
}

async fn cap_08_without_a_good_answer_no_message_is_written(database: Database) {
    let site = mailbox(database).await;
    let (mut client, mut other) = (at_the_picture(&site, Door::Script).await, at_the_picture(&site, Door::Script).await);
    let (here, old) = (challenge(&client.get(PAGE).await), challenge(&client.get(PAGE).await));
    let elsewhere = challenge(&other.get(PAGE).await);
    let of_another_act = fresh(&site, "restore question", ROW);
    let [right, right_old, right_elsewhere, right_of_another_act] =
        [&here, &old, &elsewhere, &of_another_act].map(|challenge| letters(&site, challenge));
    let before = messages(&site).await;
    for (what, fields) in [
        ("nothing at all", Vec::new()),
        ("no challenge", vec![("captcha", right.as_str()), ("work", "1")]),
        ("no letters", vec![("challenge", here.as_str())]),
        ("blank letters", fields(&here, "  ", "").to_vec()),
        ("a blank challenge", fields("", &right, "").to_vec()),
        ("made-up work", fields(&here, "", "12345").to_vec()),
        ("the challenge of another browser", fields(&elsewhere, &right_elsewhere, "").to_vec()),
        ("the challenge of another act", fields(&of_another_act, &right_of_another_act, "").to_vec()),
        ("letters of another challenge", fields(&here, &right_old, "").to_vec()),
    ] {
        let answer = client.post(FORM, &fields).await;
        assert!(!has_passed(&answer), "{what}: {} {}", answer.status, answer.location());
        assert_eq!(messages(&site).await, before, "{what}");
    }
    site.advance(Span::minutes(3));
    assert!(!has_passed(&client.post(FORM, &fields(&old, &right_old, "")).await), "too old");
    assert_eq!(messages(&site).await, before);
    // With a new one it goes.
    let now = challenge(&client.get(PAGE).await);
    let answer = client.post(FORM, &fields(&now, &letters(&site, &now), "")).await;
    assert!(has_passed(&answer), "{} {}", answer.status, answer.location());
    assert_eq!(messages(&site).await, before + 1);
}
