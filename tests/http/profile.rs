//! The other ways back in, set up in the profile; the letter with usernames; and names that look like others.

use cabinet::words::{Page, Span};

use crate::account::{NEW, NOTICE, latest, leads_to, letters, other_than, signed_in};
use crate::client::{Answer, Client, DOORS, Door};
use crate::database::Database;
use crate::site::{PASSWORD, Site, at_once};

on_both!(
    a_recovery_email_counts_once_its_code_came_back,
    a_mobile_phone_counts_once_its_code_came_back,
    a_question_is_kept_as_a_hash_and_a_bad_answer_is_refused_with_its_reason,
    what_the_site_does_not_offer_is_not_there,
    the_accounts_own_address_is_no_other_way_and_one_address_may_serve_two,
    tok_01_of_sixteen_that_confirm_a_contact_at_once_one_does,
    tok_05_a_code_is_good_for_its_own_kind_and_account_alone,
    tok_06_a_code_for_the_profile_ends_with_its_time_and_its_attempts,
    ses_10_asking_wants_the_password_and_a_code_the_session_alone,
    rec_04_what_was_dropped_or_replaced_gets_its_last_word_and_then_nothing,
    rec_06_a_new_password_is_told_to_every_address_and_voids_what_waits,
    enu_01_asking_for_usernames_is_answered_alike_whoever_is_asked_for,
    enu_02_asking_for_usernames_writes_the_same_rows_whoever_is_asked_for,
    idn_03_a_name_that_looks_like_another_is_refused,
    idn_03_names_from_before_get_their_place_at_the_start,
    idn_04_no_name_is_somebodys_address_or_number,
);

const ADA: &str = "ada@example.org";
const EVE: &str = "eve@example.org";
const HOME: &str = "home@example.net";
const WORK: &str = "work@example.net";
const PHONE: &str = "+447400100001";

const CODE: &str = "Confirm your recovery email at Cabinet";
const USERNAMES: &str = "Your usernames at Cabinet";
/// A moment less than a code works.
const ALMOST: Span = Span(Span::minutes(10).0 - 1);
const WRONG: &str = "This code is not the right one";

/// Budgets that a test about something else does not meet.
pub const LOOSE: &str = "[sms]\ndaily_cap = 100000000\n\
    [limits]\nletters_mailbox.burst = 1000\nletters_mailbox_day.burst = 1000\ncodes_mailbox.burst = 1000\n\
    restore_address.burst = 1000\nregister_address.burst = 1000\nlogin_address.burst = 1000\nsms_number.burst = 1000\n\
    sms_number_day.burst = 1000\nsms_prefix.burst = 1000\nsms_country.burst = 10000\nusername_account.burst = 1000";

/// A site of the preset `mailbox`, which offers all three ways.
pub async fn mailbox(database: Database) -> Site {
    Site::open(database, &format!("preset = 'mailbox'\n{LOOSE}")).await
}

/// A site that offers them too, where an address comes first and a name may be given and changed beside it.
async fn named(database: Database) -> Site {
    let ways = "relaxed = ['restore.ways']\n[restore]\nways = ['recovery-email', 'mobile', 'question']\n";
    Site::open(database, &format!("{ways}{}", LOOSE.replace("[sms]", "[sms]\ncountries = ['GB', 'DE']"))).await
}

pub async fn send_code(client: &mut Client, contact: &str) -> Answer {
    match contact.contains('@') {
        true => client.post("/api/profile-email", &[("email", contact)]).await,
        false => client.post("/api/profile-phone", &[("phone", contact), ("country", "GB")]).await,
    }
}

pub async fn confirm(client: &mut Client, contact: &str, code: &str) -> Answer {
    match contact.contains('@') {
        true => client.post("/api/profile-email-code", &[("email_code", code)]).await,
        false => client.post("/api/profile-phone-code", &[("phone_code", code)]).await,
    }
}

/// Takes away what counts, or what waits for its code.
pub async fn remove(client: &mut Client, contact: &str, counts: bool) -> Answer {
    let act = if contact.contains('@') { "/api/profile-email-drop" } else { "/api/profile-phone-drop" };
    let fields: &[(&str, &str)] = if counts { &[("present", "yes")] } else { &[] };
    client.post(act, fields).await
}

/// The code of the newest message to an address or a number.
pub async fn code_to(site: &Site, contact: &str) -> String {
    if contact.contains('@') {
        return latest(site, contact, CODE).await.code();
    }
    site.settle().await;
    let sms = site.letters().await.into_iter().find(|sms| sms.to == contact && sms.text.contains('#'));
    sms.expect("an SMS with a code").text.rsplit_once('#').unwrap().1.to_owned()
}

/// Sets a contact up to the end.
pub async fn set_up(site: &Site, client: &mut Client, contact: &str) {
    leads_to(&send_code(client, contact).await, Page::Profile);
    let code = code_to(site, contact).await;
    leads_to(&confirm(client, contact, &code).await, Page::Profile);
}

async fn proved(site: &Site) -> i64 {
    site.settle().await;
    site.count("SELECT COUNT(*) FROM contact WHERE proved_at IS NOT NULL AND replaced_at IS NULL").await
}

/// How much word of what happened an address or a number has.
pub async fn told(site: &Site, contact: &str) -> usize {
    if contact.contains('@') {
        return letters(site, contact, NOTICE).await.len();
    }
    site.settle().await;
    site.letters().await.iter().filter(|sms| sms.to == contact && !sms.text.contains('#')).count()
}

/// What the letter with the usernames of an address says; nothing where none came.
async fn usernames(site: &Site, address: &str) -> Option<String> {
    let before = letters(site, address, USERNAMES).await.len();
    leads_to(&site.client(Door::Script).post("/api/usernames", &[("email", address)]).await, Page::Usernames);
    let mut after = letters(site, address, USERNAMES).await;
    (after.len() > before).then(|| after.swap_remove(0).text)
}

/// What the person reads once a form of the profile was refused.
async fn said(client: &mut Client, answer: &Answer) -> String {
    match client.door {
        Door::Script => {
            assert!(matches!(answer.status, 409 | 422), "{}", answer.all());
            answer.body.clone()
        }
        Door::Plain => {
            assert_eq!((answer.status, answer.location()), (303, "/account/profile"), "{}", answer.all());
            client.get("/account/profile").await.body
        }
    }
}

async fn a_recovery_email_counts_once_its_code_came_back(database: Database) {
    let site = mailbox(database).await;
    for (door, owner, recovery) in [(Door::Plain, ADA, HOME), (Door::Script, EVE, WORK)] {
        site.account(owner).await;
        let mut client = signed_in(&site, owner, door).await;
        let page = client.get("/account/profile").await.body;
        assert!(page.contains("User Profile") && page.contains("not set"), "{door:?}: {page}");
        // S2.15.
        assert!(page.contains("your username can be lost") && page.contains("mailto:support@example.org"), "{door:?}: {page}");
        leads_to(&send_code(&mut client, recovery).await, Page::Profile);
        let letter = latest(&site, recovery, CODE).await;
        assert!(!letter.text.contains("/link/") && !letter.html.contains("href"), "{door:?}: {}", letter.text);
        let page = client.get("/account/profile").await.body;
        assert!(page.contains(recovery) && page.contains("email_code"), "{door:?}: {page}");
        assert_eq!(usernames(&site, recovery).await, None, "{door:?}: not before the code");
        assert_eq!(told(&site, owner).await, 0, "{door:?}: nothing has changed yet");

        let code = letter.code();
        for (typed, reason) in [("", "Enter the code from the letter"), ("12345", "six digits"), (other_than(&code), WRONG)] {
            let answer = confirm(&mut client, recovery, typed).await;
            let text = said(&mut client, &answer).await;
            assert!(text.contains(reason), "{door:?} {typed}: {text}");
        }
        leads_to(&confirm(&mut client, recovery, &code).await, Page::Profile);
        let page = client.get("/account/profile").await.body;
        assert!(page.contains(recovery) && page.contains("confirmed") && !page.contains("email_code"), "{door:?}: {page}");
        assert!(latest(&site, owner, NOTICE).await.text.contains("ways to restore access"), "{door:?}");
        assert_eq!(told(&site, recovery).await, 0, "{door:?}: it did not count until now");
        assert!(usernames(&site, recovery).await.is_some_and(|text| text.contains(owner)), "{door:?}");
        let answer = confirm(&mut client, recovery, &code).await;
        assert!(said(&mut client, &answer).await.contains("no longer waits for a code"), "{door:?}: it works once");
    }
}

async fn a_mobile_phone_counts_once_its_code_came_back(database: Database) {
    let site = mailbox(database).await;
    for (door, owner, phone) in [(Door::Plain, ADA, "+447400100011"), (Door::Script, EVE, "+447400100012")] {
        site.account(owner).await;
        let mut client = signed_in(&site, owner, door).await;
        for (given, reason) in
            [("", "Enter your phone number"), ("020 7946 0018", "no mobile number"), ("+33612345678", "cannot be used")]
        {
            let answer = send_code(&mut client, given).await;
            assert!(said(&mut client, &answer).await.contains(reason), "{door:?} {given}");
        }
        // As it is written at home; it is kept whole.
        let local = phone.replace("+44", "0");
        leads_to(&send_code(&mut client, &local).await, Page::Profile);
        let before = proved(&site).await;
        let code = code_to(&site, phone).await;
        let answer = confirm(&mut client, phone, other_than(&code)).await;
        assert!(said(&mut client, &answer).await.contains(WRONG), "{door:?}");
        leads_to(&confirm(&mut client, phone, &code).await, Page::Profile);
        assert_eq!(proved(&site).await, before + 1, "{door:?}");
        assert_eq!((told(&site, owner).await, told(&site, phone).await), (1, 0), "{door:?}");
        let code_used = "SELECT COUNT(*) FROM message WHERE kind = 'contact' AND country = 'GB' AND used_at IS NULL";
        assert_eq!(site.count(code_used).await, 0, "{door:?}: codes that come back are counted");
    }
}

async fn a_question_is_kept_as_a_hash_and_a_bad_answer_is_refused_with_its_reason(database: Database) {
    let site = mailbox(database).await;
    for (door, owner) in DOORS.into_iter().zip([ADA, EVE]) {
        site.account(owner).await;
        let mut client = signed_in(&site, owner, door).await;
        for (question, answer, again, reason) in [
            ("", "Mr Grimble", "Mr Grimble", "Choose one of the questions"),
            ("q9", "Mr Grimble", "Mr Grimble", "Choose one of the questions"),
            ("q5", "", "", "Enter an answer"),
            ("q5", "Bo", "Bo", "too short"),
            ("q5", &*"x".repeat(101), "", "too long"),
            ("q5", "TEDDY-BEAR", "TEDDY-BEAR", "Many people"),
            ("q5", "stuffed toy", "stuffed toy", "stands in the question"),
            ("q5", owner, owner, "what your account goes by"),
            ("q5", "Mr Grimble", "Mr Bumble", "The two answers differ"),
        ] {
            let fields = [("question", question), ("answer", answer), ("answer_again", again)];
            let refused = client.post("/api/profile-question", &fields).await;
            let text = said(&mut client, &refused).await;
            assert!(text.contains(reason), "{door:?} {answer}: {text}");
            assert!(
                answer.len() < 3 || !text.contains(&format!("value=\"{answer}")),
                "{door:?}: an answer is not kept for the page"
            );
        }
        let fields = [("question", "q5"), ("answer", "Mr. Grimble"), ("answer_again", "mr grimble ")];
        leads_to(&client.post("/api/profile-question", &fields).await, Page::Profile);
        assert!(client.get("/account/profile").await.body.contains("What was the name of your first stuffed toy?"));
        let kept = site.column("SELECT hash FROM answer").await.pop().unwrap();
        assert!(kept.starts_with("$argon2id$") && !kept.to_lowercase().contains("grimble"), "{kept}");
        assert_eq!(told(&site, owner).await, 1, "{door:?}");
        leads_to(&client.post("/api/profile-question-drop", &[]).await, Page::Profile);
        assert_eq!(site.count("SELECT COUNT(*) FROM answer").await, 0);
        assert_eq!(told(&site, owner).await, 2, "{door:?}");
    }
}

async fn what_the_site_does_not_offer_is_not_there(database: Database) {
    let site = Site::open(database, "").await;
    site.account(ADA).await;
    let mut client = signed_in(&site, ADA, Door::Script).await;
    for (act, fields) in [
        ("/api/profile-email", &[("email", HOME)][..]),
        ("/api/profile-phone", &[("phone", PHONE)][..]),
        ("/api/profile-question", &[("question", "q5"), ("answer", "Mr Grimble"), ("answer_again", "Mr Grimble")][..]),
    ] {
        assert_eq!(client.post(act, fields).await.status, 400, "{act}");
    }
    for door in DOORS {
        for act in ["email", "email-code", "email-drop", "phone", "phone-code", "phone-drop", "resend", "question", "question-drop"]
        {
            let fields: &[(&str, &str)] = if act == "resend" { &[("kind", "email")] } else { &[] };
            let answer = site.client(door).post(&format!("/api/profile-{act}"), fields).await;
            let is_shown_out = if door == Door::Plain { answer.location() == "/login" } else { answer.status == 401 };
            assert!(is_shown_out, "{act}: {}", answer.all());
        }
    }
    assert_eq!(site.count("SELECT COUNT(*) FROM contact").await + site.count("SELECT COUNT(*) FROM answer").await, 0);
}

async fn the_accounts_own_address_is_no_other_way_and_one_address_may_serve_two(database: Database) {
    let site = named(database).await;
    for email in [ADA, EVE] {
        site.account(email).await;
    }
    let mut ada = signed_in(&site, ADA, Door::Script).await;
    let mut eve = signed_in(&site, EVE, Door::Script).await;
    let own = send_code(&mut ada, "Ada@Example.ORG").await;
    assert!(said(&mut ada, &own).await.contains("the address of the account itself"));
    assert_eq!(ada.set_username("countess").await.status, 200);
    for client in [&mut ada, &mut eve] {
        set_up(&site, client, HOME).await;
    }
    let same = send_code(&mut ada, "HOME@example.net").await;
    assert!(said(&mut ada, &same).await.contains("already"));
    let text = usernames(&site, HOME).await.expect("a letter");
    assert!(text.contains("countess") && text.contains(EVE), "{text}");
    // Somebody's own address may be another's way back in.
    set_up(&site, &mut ada, EVE).await;
    let text = usernames(&site, EVE).await.expect("a letter");
    assert!(text.contains("countess") && text.contains(EVE), "{text}");
}

async fn tok_01_of_sixteen_that_confirm_a_contact_at_once_one_does(database: Database) {
    let site = mailbox(database).await;
    site.account(ADA).await;
    let mut ada = signed_in(&site, ADA, Door::Script).await;
    send_code(&mut ada, HOME).await;
    let code = code_to(&site, HOME).await;
    let answers = at_once(16, |_| {
        let (mut tab, code) = (ada.tab(), code.clone());
        async move { confirm(&mut tab, HOME, &code).await.status }
    })
    .await;
    assert_eq!(answers.iter().filter(|status| **status == 200).count(), 1, "{answers:?}");
    assert_eq!((proved(&site).await, told(&site, ADA).await), (1, 1));
}

async fn tok_05_a_code_is_good_for_its_own_kind_and_account_alone(database: Database) {
    let site = named(database).await;
    for (n, door) in DOORS.into_iter().enumerate() {
        let [adas, eves] = [format!("ada{n}@example.org"), format!("eve{n}@example.org")];
        let [adas_phone, eves_phone] = [format!("+4474001001{n}1"), format!("+4474001001{n}2")];
        for email in [&adas, &eves] {
            site.account(email).await;
        }
        let mut ada = signed_in(&site, &adas, door).await;
        let mut eve = signed_in(&site, &eves, door).await;
        let (home, work) = (format!("home{n}@example.net"), format!("work{n}@example.net"));
        for (client, email, phone) in [(&mut ada, &home, &adas_phone), (&mut eve, &work, &eves_phone)] {
            leads_to(&send_code(client, email).await, Page::Profile);
            leads_to(&send_code(client, phone).await, Page::Profile);
        }
        let moving = format!("next{n}@example.org");
        leads_to(&ada.change_email(&moving).await, Page::Email);
        let moving = latest(&site, &moving, "Confirm your new address at Cabinet").await.code();
        let (by_letter, by_sms) = (code_to(&site, &home).await, code_to(&site, &adas_phone).await);
        let (eves_letter, eves_sms) = (code_to(&site, &work).await, code_to(&site, &eves_phone).await);
        let before = proved(&site).await;
        for (contact, foreign) in
            [(&home, [&by_sms, &eves_letter, &eves_sms, &moving]), (&adas_phone, [&by_letter, &eves_letter, &eves_sms, &moving])]
        {
            for code in foreign {
                let answer = confirm(&mut ada, contact, code).await;
                assert!(said(&mut ada, &answer).await.contains(WRONG), "{door:?} {contact}");
            }
        }
        for code in [&by_letter, &by_sms] {
            ada.confirm_email(code).await;
            ada.confirm(code).await;
            ada.restore_code(code).await;
        }
        assert_eq!(proved(&site).await, before, "{door:?}");
        assert_eq!(site.count("SELECT COUNT(*) FROM email_change WHERE used_at IS NOT NULL").await, 0, "{door:?}");
        leads_to(&confirm(&mut ada, &home, &by_letter).await, Page::Profile);
        leads_to(&confirm(&mut ada, &adas_phone, &by_sms).await, Page::Profile);
        leads_to(&confirm(&mut eve, &work, &eves_letter).await, Page::Profile);
        assert_eq!(proved(&site).await, before + 3, "{door:?}");
    }
}

async fn tok_06_a_code_for_the_profile_ends_with_its_time_and_its_attempts(database: Database) {
    let site = mailbox(database).await;
    site.account(ADA).await;
    let mut ada = signed_in(&site, ADA, Door::Script).await;
    for contact in [HOME, PHONE] {
        ada.prove(PASSWORD).await;
        send_code(&mut ada, contact).await;
        let first = code_to(&site, contact).await;
        for _ in 0..5 {
            assert_eq!(confirm(&mut ada, contact, other_than(&first)).await.status, 422);
        }
        assert_eq!(confirm(&mut ada, contact, &first).await.status, 422, "{contact}: the sixth is not looked at");

        send_code(&mut ada, contact).await;
        let second = code_to(&site, contact).await;
        site.advance(Span::minutes(10));
        assert_eq!(confirm(&mut ada, contact, &second).await.status, 422, "{contact}: too late");

        let kind = if contact == HOME { "email" } else { "phone" };
        leads_to(&ada.post("/api/profile-resend", &[("kind", kind)]).await, Page::Profile);
        let third = code_to(&site, contact).await;
        assert_eq!(ada.post("/api/profile-resend", &[("kind", kind)]).await.status, 429, "{contact}: not so soon");
        site.advance(ALMOST);
        if second != third {
            assert_eq!(confirm(&mut ada, contact, &second).await.status, 422, "{contact}: it was replaced");
        }
        leads_to(&confirm(&mut ada, contact, &third).await, Page::Profile);
    }
    assert_eq!(proved(&site).await, 2);
    assert_eq!(ada.post("/api/profile-resend", &[("kind", "pigeon")]).await.status, 400);
}

async fn ses_10_asking_wants_the_password_and_a_code_the_session_alone(database: Database) {
    let site = mailbox(database).await;
    for (door, owner, phone) in [(Door::Plain, ADA, "+447400100021"), (Door::Script, EVE, "+447400100022")] {
        site.account(owner).await;
        let mut client = signed_in(&site, owner, door).await;
        let recovery = format!("home-{owner}");
        set_up(&site, &mut client, phone).await;
        leads_to(&send_code(&mut client, &recovery).await, Page::Profile);
        let code = code_to(&site, &recovery).await;
        site.advance(Span::minutes(5));
        let rows = site.count("SELECT COUNT(*) FROM contact").await;
        for answer in [
            send_code(&mut client, WORK).await,
            send_code(&mut client, PHONE).await,
            remove(&mut client, phone, true).await,
            client
                .post("/api/profile-question", &[("question", "q5"), ("answer", "Mr Grimble"), ("answer_again", "Mr Grimble")])
                .await,
            client.post("/api/profile-question-drop", &[]).await,
        ] {
            let wants_proof = if door == Door::Plain { answer.location() == "/account/prove" } else { answer.status == 401 };
            assert!(wants_proof, "{door:?}: {}", answer.all());
        }
        assert_eq!(site.count("SELECT COUNT(*) FROM contact").await, rows, "{door:?}");
        leads_to(&confirm(&mut client, &recovery, &code).await, Page::Profile);
    }
    assert_eq!(proved(&site).await, 4);
}

async fn rec_04_what_was_dropped_or_replaced_gets_its_last_word_and_then_nothing(database: Database) {
    let site = mailbox(database).await;
    site.account(ADA).await;
    let mut ada = signed_in(&site, ADA, Door::Script).await;
    set_up(&site, &mut ada, HOME).await;
    set_up(&site, &mut ada, PHONE).await;
    assert_eq!((told(&site, ADA).await, told(&site, HOME).await, told(&site, PHONE).await), (2, 1, 0));
    set_up(&site, &mut ada, WORK).await;
    assert_eq!((told(&site, ADA).await, told(&site, HOME).await, told(&site, PHONE).await), (3, 2, 1), "the old one is told");
    assert_eq!(told(&site, WORK).await, 0);
    assert_eq!(usernames(&site, HOME).await, None, "it was replaced");

    // What only waits goes without a word, and what counts stays.
    leads_to(&send_code(&mut ada, HOME).await, Page::Profile);
    let code = code_to(&site, HOME).await;
    leads_to(&remove(&mut ada, HOME, false).await, Page::Profile);
    assert_eq!(confirm(&mut ada, HOME, &code).await.status, 409);
    assert_eq!((told(&site, ADA).await, told(&site, WORK).await), (3, 0));
    assert!(usernames(&site, WORK).await.is_some());

    leads_to(&remove(&mut ada, WORK, true).await, Page::Profile);
    assert_eq!(remove(&mut ada, WORK, true).await.status, 409, "it goes once");
    leads_to(&remove(&mut ada, PHONE, true).await, Page::Profile);
    assert_eq!((told(&site, ADA).await, told(&site, WORK).await, told(&site, PHONE).await), (5, 1, 3), "each hears of its own end");
    assert_eq!(usernames(&site, WORK).await, None);
    leads_to(&ada.change_password(PASSWORD, NEW).await, Page::Account);
    assert_eq!(told(&site, ADA).await, 6);
    for gone in [HOME, WORK, PHONE] {
        let before = if gone == HOME {
            2
        } else if gone == WORK {
            1
        } else {
            3
        };
        assert_eq!(told(&site, gone).await, before, "{gone}");
    }
    assert_eq!(proved(&site).await, 0);
}

async fn rec_06_a_new_password_is_told_to_every_address_and_voids_what_waits(database: Database) {
    let site = mailbox(database).await;
    site.account(ADA).await;
    let mut ada = signed_in(&site, ADA, Door::Script).await;
    set_up(&site, &mut ada, HOME).await;
    set_up(&site, &mut ada, PHONE).await;
    leads_to(&send_code(&mut ada, WORK).await, Page::Profile);
    let code = code_to(&site, WORK).await;
    let before = (told(&site, ADA).await, told(&site, HOME).await, told(&site, PHONE).await);
    leads_to(&ada.change_password(PASSWORD, NEW).await, Page::Account);
    let after = (told(&site, ADA).await, told(&site, HOME).await, told(&site, PHONE).await);
    assert_eq!(after, (before.0 + 1, before.1 + 1, before.2 + 1));
    assert!(latest(&site, HOME, NOTICE).await.text.contains("was changed"));
    assert_eq!(confirm(&mut ada, WORK, &code).await.status, 409, "what waited for a code waits no more");
    assert_eq!(told(&site, WORK).await, 0);
}

/// Addresses of one length, by what is behind them.
const CLASSES: [(&str, &str); 5] = [
    ("an account's own", "known1@example.org"),
    ("a recovery e-mail", "other1@example.net"),
    ("one that waits for its code", "waits1@example.net"),
    ("nobody's", "never1@example.org"),
    ("a shut account's", "shut01@example.org"),
];

async fn people(site: &Site) {
    let [(_, known), (_, other), (_, waits), _, (_, shut)] = CLASSES;
    site.account(known).await;
    let mut client = signed_in(site, known, Door::Script).await;
    set_up(site, &mut client, other).await;
    leads_to(&send_code(&mut client, waits).await, Page::Profile);
    let shut = site.account(shut).await;
    site.disable(&shut).await;
    site.settle().await;
}

async fn enu_01_asking_for_usernames_is_answered_alike_whoever_is_asked_for(database: Database) {
    let site = mailbox(database).await;
    people(&site).await;
    for door in DOORS {
        let mut seen: Vec<(&str, String)> = Vec::new();
        for (class, address) in CLASSES {
            let mut client = site.client(door);
            let mut text = String::new();
            for _ in 0..2 {
                let asked = client.post("/api/usernames", &[("email", address)]).await;
                leads_to(&asked, Page::Usernames);
                site.settle().await;
                for answer in [asked, client.get("/username").await, client.get("/api/open?page=Usernames").await] {
                    assert!(answer.status < 400, "{class}: {}", answer.all());
                    text += &answer.canonical().replace(address, "<address>");
                }
            }
            seen.push((class, text));
        }
        assert!(seen[0].1.contains("a letter with every username tied to it is on its way"), "{}", seen[0].1);
        for (class, text) in &seen[1..] {
            assert_eq!(*text, seen[0].1, "{door:?}: {class} differs from {}", seen[0].0);
        }
    }
    let mut got: Vec<String> = site.letters().await.into_iter().filter(|l| l.subject == USERNAMES).map(|l| l.to).collect();
    got.sort();
    got.dedup();
    assert_eq!(got, [CLASSES[0].1, CLASSES[1].1], "and whoever is somebody has a letter");
    for bad in ["", "ada", "ada@", "a@x.example,b@y.example"] {
        assert_eq!(site.client(Door::Script).post("/api/usernames", &[("email", bad)]).await.status, 422, "{bad}");
    }
}

async fn enu_02_asking_for_usernames_writes_the_same_rows_whoever_is_asked_for(database: Database) {
    let site = mailbox(database).await;
    people(&site).await;
    let rows = async || {
        [
            site.count("SELECT COUNT(*) FROM recall").await,
            site.count("SELECT COUNT(*) FROM message").await,
            site.count("SELECT COUNT(*) FROM bucket").await,
            site.count("SELECT COUNT(*) FROM history").await,
        ]
    };
    for (class, address) in CLASSES {
        let before = rows().await;
        leads_to(&site.client(Door::Script).post("/api/usernames", &[("email", address)]).await, Page::Usernames);
        let after = rows().await;
        let written: Vec<i64> = after.iter().zip(before).map(|(after, before)| after - before).collect();
        // The request, its job, and three budgets: of the client, and twice of the address.
        assert_eq!(written, [1, 1, 3, 0], "{class}");
    }
}

async fn idn_03_a_name_that_looks_like_another_is_refused(database: Database) {
    let site = named(database).await;
    for email in [ADA, EVE] {
        site.account(email).await;
    }
    let mut ada = signed_in(&site, ADA, Door::Script).await;
    assert_eq!(ada.set_username("Lillian.m0rn").await.status, 200);
    let mut eve = signed_in(&site, EVE, Door::Script).await;
    for name in ["lillian.m0rn", "LILLIAN.M0RN", "Li1lian.morn", "IiIlian.mom", "lillian.rnorn", "LIIIIAN.MOM"] {
        assert_eq!(eve.set_username(name).await.status, 409, "{name}");
    }
    for name in [
        "Adm1n",
        "supp0rt",
        "webrnaster",
        "r00t",
        "lillian\u{2010}m0rn",
        "l\u{456}llian.m0rn",
        "lillian\u{200B}.m0rn",
        "ｌillian.m0rn",
    ] {
        assert_eq!(eve.set_username(name).await.status, 422, "{name}");
    }
    assert_eq!(eve.set_username("lillian_m0rn").await.status, 200, "another mark is another name");
    assert_eq!(ada.set_username("LiIlian.m0rn").await.status, 200, "its owner may write it as they like");
    assert_eq!(ada.set_username("countess").await.status, 200);
    assert_eq!(eve.set_username("Li1lian.morn").await.status, 200, "and then it is free");
}

async fn idn_03_names_from_before_get_their_place_at_the_start(database: Database) {
    let site = named(database).await;
    for email in [ADA, EVE, "kim@example.org"] {
        site.account(email).await;
    }
    site.run("UPDATE account SET username = 'Alan', username_key = 'alan' WHERE contact_key = 'ada@example.org'").await;
    site.run("UPDATE account SET username = 'A1an', username_key = 'a1an' WHERE contact_key = 'eve@example.org'").await;
    let site = site.restart().await;
    assert_eq!(site.column("SELECT username_skeleton FROM account WHERE username_skeleton IS NOT NULL").await, ["alan"]);
    let mut kim = signed_in(&site, "kim@example.org", Door::Script).await;
    for name in ["alan", "a1an", "aian", "ALAN"] {
        assert_eq!(kim.set_username(name).await.status, 409, "{name}");
    }
    for name in ["Alan", "a1an"] {
        assert_eq!(site.client(Door::Script).sign_in(name, PASSWORD).await.status, 200, "{name} keeps the name");
    }
    let site = site.restart().await;
    assert_eq!(site.count("SELECT COUNT(*) FROM account WHERE username_skeleton IS NOT NULL").await, 1);
}

async fn idn_04_no_name_is_somebodys_address_or_number(database: Database) {
    let site = named(database).await;
    site.account(ADA).await;
    site.account(EVE).await;
    let mut ada = signed_in(&site, ADA, Door::Script).await;
    set_up(&site, &mut ada, HOME).await;
    set_up(&site, &mut ada, PHONE).await;
    let mut eve = signed_in(&site, EVE, Door::Script).await;
    for name in
        [ADA, "ADA@EXAMPLE.ORG", "ada＠example.org", HOME, PHONE, "+447400 100001", "447400100001", "07400100001", "＋447400100001"]
    {
        assert_eq!(eve.set_username(name).await.status, 422, "{name}");
    }
    assert_eq!(site.count("SELECT COUNT(*) FROM account WHERE username IS NOT NULL").await, 0);
}
