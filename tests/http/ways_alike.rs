//! The ways back in, seen from outside: what is told to whoever asks, and how often anything is looked at.

use std::collections::BTreeSet;

use cabinet::locale::Language;
use cabinet::server::questions::{self, CATALOGUE};
use cabinet::words::{Page, Span};

use crate::account::leads_to;
use crate::client::{Answer, DOORS, Door};
use crate::database::Database;
use crate::profile::{LOOSE, mailbox};
use crate::site::{PASSWORD, Site, at_once};
use crate::tok::CHOSEN;
use crate::ways::{
    ALL, ANSWER, BY_ANSWER, BY_EMAIL, BY_PHONE, DOMAIN, Owner, WRONG, answer, captcha, choose, chooses, on_way, send_letter,
    send_sms,
};

on_both!(
    enu_01_every_step_is_answered_alike_whoever_has_the_name,
    enu_04_a_name_and_its_mailbox_have_one_budget_of_guesses,
    enu_06_the_ways_to_choose_from_are_the_same_for_all,
    enu_07_a_question_that_nobody_has_stays_the_same,
    bru_16_a_login_has_three_answers_a_day_in_whichever_form,
    bru_16_of_many_answers_at_once_three_are_looked_at,
    cap_08_without_a_good_captcha_no_answer_is_looked_at,
    an_answer_is_the_same_however_it_is_written,
);

/// With a star for each challenge: the picture's address ends in it.
fn without_challenges(text: &str) -> String {
    let is_sealed = |c: &char| c.is_ascii_alphanumeric() || "-_".contains(*c);
    let shown = text.split("/captcha/").skip(1).map(|rest| rest.chars().take_while(is_sealed).collect::<String>());
    shown.filter(|challenge| !challenge.is_empty()).fold(text.to_owned(), |text, challenge| text.replace(&challenge, "*"))
}

/// All that an answer shows, without what differs by what was typed and by which question is asked.
fn faceless(site: &Site, answer: &Answer, login: &str) -> String {
    let mut text = without_challenges(&answer.canonical()).replace(login, "<name>");
    for key in CATALOGUE {
        text = text.replace(questions::sentence(site.house.texts(Language::En), key), "<question>");
    }
    // Questions are not of one length.
    text.lines().filter(|line| !line.starts_with("content-length")).collect::<Vec<_>>().join("\n")
}

async fn enu_01_every_step_is_answered_alike_whoever_has_the_name(database: Database) {
    let site = mailbox(database).await;
    Owner::with_all(&site, Door::Script, "shut1", 1).await;
    for (n, (name, ways)) in
        [("none1", &ALL[..0]), ("mail1", &ALL[..1]), ("sms01", &ALL[1..2]), ("quiz1", &ALL[2..]), ("all01", &ALL[..])]
            .into_iter()
            .enumerate()
    {
        let mut owner = Owner::new(&site, Door::Script, name, 10 + n).await;
        for (way, _) in ways {
            owner.sets(&site, way).await;
        }
    }
    let found = site.column("SELECT id FROM account WHERE username = 'shut1'").await;
    site.disable(&found[0]).await;
    site.settle().await;
    let names = ["nevr1", "shut1", "none1", "mail1", "sms01", "quiz1", "all01"];
    for door in DOORS {
        let mut seen: Vec<(&str, Vec<String>)> = Vec::new();
        for name in names {
            let (mut client, mut answers) = (site.client(door), Vec::new());
            for step in 0..12 {
                let email = format!("{name}@example.net");
                let answer = match step {
                    0 => client.ask_restore(name).await,
                    1 => choose(&mut client, "").await,
                    2 => choose(&mut client, BY_EMAIL).await,
                    3 => send_letter(&mut client, &email).await,
                    4 => choose(&mut client, BY_PHONE).await,
                    5 => client.post("/api/restore-mobile", &[("challenge", "x"), ("captcha", "abcdef")]).await,
                    6 => send_sms(&site, &mut client).await,
                    7 => client.restore_code("000000").await,
                    8 => choose(&mut client, BY_ANSWER).await,
                    9 => answer(&site, &mut client, "").await,
                    10 => answer(&site, &mut client, WRONG).await,
                    _ => client.restore_password(CHOSEN).await,
                };
                answers.push(faceless(&site, &answer, name));
                site.settle().await;
                for look in [
                    "/restore/way",
                    "/restore/email",
                    "/restore/mobile",
                    "/restore/question",
                    "/restore/sent",
                    "/restore/code",
                    "/api/track?page=RestoreSent",
                    "/api/track?page=RestoreCode",
                    "/api/open?page=RestoreWay",
                    "/api/open?page=RestoreQuestion",
                    "/restore/password",
                    "/restore",
                ] {
                    answers.push(faceless(&site, &client.get(look).await, name));
                }
            }
            seen.push((name, answers));
        }
        for (name, answers) in &seen[1..] {
            for (at, (one, other)) in seen[0].1.iter().zip(answers).enumerate() {
                assert_eq!(one, other, "{door:?}: {name} differs from {} at {at}", seen[0].0);
            }
        }
    }
}

async fn enu_04_a_name_and_its_mailbox_have_one_budget_of_guesses(database: Database) {
    let site = mailbox(database).await;
    Owner::new(&site, Door::Script, "ada", 1).await;
    for name in ["ada", "eve"] {
        for n in 0..5 {
            let login = if n % 2 == 0 { name.to_owned() } else { format!("{name}@{DOMAIN}") };
            assert_eq!(site.client(Door::Script).sign_in(&login, "not the right one").await.status, 401, "{login}");
        }
        for login in [name.to_owned(), format!("{name}@{DOMAIN}"), format!("{}@{DOMAIN}", name.to_uppercase())] {
            assert_eq!(site.client(Door::Script).sign_in(&login, "not the right one").await.status, 429, "{login}");
        }
    }
}

async fn enu_06_the_ways_to_choose_from_are_the_same_for_all(database: Database) {
    let site = mailbox(database).await;
    for (n, ways) in [&ALL[..0], &ALL[..1], &ALL[..2], &ALL[..]].into_iter().enumerate() {
        let mut owner = Owner::new(&site, Door::Script, &format!("name{n}"), n).await;
        for (way, _) in ways {
            owner.sets(&site, way).await;
        }
    }
    for door in DOORS {
        let mut seen = Vec::new();
        for name in ["name0", "name1", "name2", "name3", "nevr0"] {
            let mut client = site.client(door);
            client.ask_restore(name).await;
            let page = client.get("/restore/way").await;
            assert_eq!(page.body.matches("type=\"radio\"").count(), ALL.len(), "{name}");
            assert!(!page.body.contains("example.net") && !page.body.contains("+44"), "{name}: nothing is hinted at");
            seen.push(faceless(&site, &page, name));
        }
        assert!(seen.iter().all(|page| *page == seen[0]), "{door:?}");
    }
}

/// The key of the question that is asked for a login.
async fn asked(site: &Site, door: Door, login: &str) -> &'static str {
    let mut client = on_way(site, door, login, BY_ANSWER).await;
    let page = client.get("/restore/question").await.body;
    let found: Vec<_> = CATALOGUE
        .into_iter()
        .filter(|key| page.contains(&format!(">{}<", questions::sentence(site.house.texts(Language::En), key))))
        .collect();
    assert_eq!(found.len(), 1, "{login}: {page}");
    found[0]
}

async fn enu_07_a_question_that_nobody_has_stays_the_same(database: Database) {
    let site = mailbox(database).await;
    Owner::new(&site, Door::Script, "plain", 1).await;
    let chosen = Owner::with_all(&site, Door::Script, "chosen", 2).await;
    let mut first = Vec::new();
    for name in ["plain", "never", "noone", "Another.Name"] {
        let question = asked(&site, Door::Plain, name).await;
        for login in [name.to_owned(), format!("{name}@{DOMAIN}"), name.to_uppercase(), format!(" {name} ")] {
            for door in DOORS {
                assert_eq!(asked(&site, door, &login).await, question, "{login}");
            }
        }
        first.push((name, question));
    }
    // Neither time nor a restart moves it, nor that somebody has the name from now on.
    let site = site.restart().await;
    site.advance(Span::days(1));
    Owner::new(&site, Door::Script, "noone", 3).await;
    for (name, question) in first {
        assert_eq!(asked(&site, Door::Script, name).await, question, "{name}");
    }
    // Whoever has chosen one is asked that one, and of nobodies each is asked one of many.
    assert_eq!(asked(&site, Door::Script, &chosen.name).await, "q5");
    let mut others = BTreeSet::new();
    for n in 0..40 {
        others.insert(asked(&site, Door::Script, &format!("nobody{n}")).await);
    }
    assert!(others.len() >= 5, "{others:?}");
}

/// One answer from a browser of its own: its status.
async fn tries(site: &Site, login: &str, given: &str) -> u16 {
    let mut client = on_way(site, Door::Script, login, BY_ANSWER).await;
    answer(site, &mut client, given).await.status
}

async fn bru_16_a_login_has_three_answers_a_day_in_whichever_form(database: Database) {
    let site = mailbox(database).await;
    let mut ada = Owner::new(&site, Door::Script, "ada", 1).await;
    ada.sets(&site, BY_ANSWER).await;
    for name in ["ada", "eve"] {
        let mailbox = format!("{name}@{DOMAIN}");
        let mut statuses = Vec::new();
        let shouted = name.to_uppercase();
        for login in [name, mailbox.as_str(), shouted.as_str(), name, mailbox.as_str()] {
            statuses.push(tries(&site, login, WRONG).await);
        }
        assert_eq!(statuses, [422, 422, 422, 429, 429], "{name}");
        assert_eq!(tries(&site, name, ANSWER).await, 429, "{name}: not even the right one");
    }
    // A plain form is told so on its page, which is the same for both.
    let mut pages = Vec::new();
    for name in ["ada", "eve"] {
        let mut client = on_way(&site, Door::Plain, name, BY_ANSWER).await;
        assert_eq!(answer(&site, &mut client, ANSWER).await.location(), "/restore/question");
        let page = client.get("/restore/question").await;
        assert!(page.body.contains("That was too often"), "{}", page.body);
        pages.push(faceless(&site, &page, name));
    }
    assert_eq!(pages[0], pages[1]);
    // The other ways, and signing in, have nothing to do with it.
    assert_eq!(site.client(Door::Script).sign_in("ada", PASSWORD).await.status, 200);
    site.advance(Span(Span::days(1).0 - 1));
    assert_eq!(tries(&site, "ada", ANSWER).await, 429, "a moment too early");
    site.advance(Span::seconds(1));
    assert_eq!(tries(&site, "eve", ANSWER).await, 422, "a new day brings nobody a right one");
    let mut client = on_way(&site, Door::Script, "ada", BY_ANSWER).await;
    leads_to(&answer(&site, &mut client, ANSWER).await, Page::RestorePassword);
    assert!(chooses(&mut client).await);
}

async fn bru_16_of_many_answers_at_once_three_are_looked_at(database: Database) {
    let site = mailbox(database).await;
    let mut ada = Owner::new(&site, Door::Script, "ada", 1).await;
    ada.sets(&site, BY_ANSWER).await;
    for name in ["ada", "eve"] {
        let mut waiting = Vec::new();
        for n in 0..24 {
            let login = if n % 2 == 0 { name.to_owned() } else { format!("{name}@{DOMAIN}") };
            let mut client = on_way(&site, Door::Script, &login, BY_ANSWER).await;
            let given = captcha(&site, &mut client, "/restore/question").await;
            waiting.push((client, given));
        }
        let statuses = at_once(waiting.len(), |i| {
            let (mut tab, [challenge, letters]) = (waiting[i].0.tab(), waiting[i].1.clone());
            async move {
                let fields = [("answer", WRONG), ("challenge", challenge.as_str()), ("captcha", letters.as_str())];
                tab.post("/api/restore-question", &fields).await.status
            }
        })
        .await;
        let count = |status: u16| statuses.iter().filter(|found| **found == status).count();
        assert_eq!((count(422), count(429)), (3, 21), "{name}: {statuses:?}");
    }
}

async fn cap_08_without_a_good_captcha_no_answer_is_looked_at(database: Database) {
    let site = mailbox(database).await;
    let mut ada = Owner::new(&site, Door::Script, "ada", 1).await;
    ada.sets(&site, BY_ANSWER).await;
    let mut client = on_way(&site, Door::Script, "ada", BY_ANSWER).await;
    let [challenge, letters] = captcha(&site, &mut client, "/restore/question").await;
    let [old, right_old] = captcha(&site, &mut client, "/restore/question").await;
    let mut other = on_way(&site, Door::Script, "ada", BY_ANSWER).await;
    let [elsewhere, right_elsewhere] = captcha(&site, &mut other, "/restore/question").await;
    let mut on_mobile = on_way(&site, Door::Script, "ada", BY_PHONE).await;
    let [of_mobile, right_of_mobile] = captcha(&site, &mut on_mobile, "/restore/mobile").await;
    let budgets = async || site.count("SELECT COUNT(*) FROM bucket").await;
    client.post("/api/restore-question", &[("answer", ANSWER)]).await;
    let before = budgets().await;
    for (what, challenge, captcha, work) in [
        ("nothing at all", "", "", ""),
        ("no letters", challenge.as_str(), "", ""),
        ("no challenge", "", letters.as_str(), "1"),
        ("letters of another challenge", old.as_str(), letters.as_str(), ""),
        ("made-up work", challenge.as_str(), "", "12345"),
        ("the challenge of another browser", elsewhere.as_str(), right_elsewhere.as_str(), ""),
        ("the challenge of another act", of_mobile.as_str(), right_of_mobile.as_str(), ""),
        ("one that has had its try", old.as_str(), right_old.as_str(), ""),
    ] {
        let fields = [("answer", ANSWER), ("challenge", challenge), ("captcha", captcha), ("work", work)];
        assert_eq!(client.post("/api/restore-question", &fields).await.status, 422, "{what}");
        assert!(!chooses(&mut client.tab()).await, "{what}");
    }
    assert_eq!(budgets().await, before, "and none of them was a try");
    assert_eq!(site.count("SELECT COUNT(*) FROM restore WHERE proved_at IS NOT NULL").await, 0);
    let fields = [("answer", ANSWER), ("challenge", challenge.as_str()), ("captcha", letters.as_str())];
    leads_to(&client.post("/api/restore-question", &fields).await, Page::RestorePassword);
}

async fn an_answer_is_the_same_however_it_is_written(database: Database) {
    let site = Site::open(database, &format!("preset = 'mailbox'\n{LOOSE}\nanswers_account.burst = 1000")).await;
    let mut ada = Owner::new(&site, Door::Script, "ada", 1).await;
    ada.sets(&site, BY_ANSWER).await;
    for given in [
        "Mr. Grimble",
        "  MR   GRIMBLE ",
        "mr-grimble!",
        "Ｍｒ．　Ｇｒｉｍｂｌｅ",
        "mr\u{A0}grim\u{AD}ble",
        "\u{202B}Mr Grimble\u{202C}",
    ] {
        assert_eq!(tries(&site, "ada", given).await, 200, "{given:?}");
    }
    for given in ["Grimble", "Mr Grimble Jr", "MrGrimble", "Мr Grimble", "answer:mr grimble", PASSWORD, "!?", &*"x".repeat(101)] {
        assert_eq!(tries(&site, "ada", given).await, 422, "{given:?}");
    }
    // Nor is an answer a password, or the reverse.
    for given in [ANSWER, "mr grimble", "answer:mr grimble"] {
        assert_eq!(site.client(Door::Script).sign_in("ada", given).await.status, 401, "{given}");
    }
}
