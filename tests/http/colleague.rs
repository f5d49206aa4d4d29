//! Asking the administrators of an organisation: who asks learns nothing, and one of them answers.

use cabinet::words::{Page, Role, Span};

use crate::account::{RESTORE, latest, leads_to, letters, signed_in};
use crate::client::{Answer, Client, DOORS, Door};
use crate::database::Database;
use crate::organisation::{
    ADMIN, EVE, INN, INVITATION, KPP, MEMBER, OTHER_INN, OWNER, act, firm, invitation, invite, role, set_role, tender,
};
use crate::site::{Letter, PASSWORD, Site, at_once};

on_both!(
    who_is_locked_out_gets_back_in_by_an_administrator,
    who_is_new_is_invited_by_an_administrator,
    who_is_refused_is_told_so_and_not_by_whom,
    what_is_asked_wrongly_is_refused_with_its_reason,
    an_administrator_is_told_why_it_cannot_be_done,
    enu_01_asking_is_answered_alike_whichever_organisation_there_is,
    enu_02_asking_writes_the_same_rows_whichever_organisation_there_is,
    enu_08_whoever_asks_learns_of_nobody_who_works_there,
    tok_01_of_all_who_answer_at_once_one_does,
    tok_02_looking_at_the_link_answers_nothing,
    tok_05_a_link_answers_its_own_plea_and_opens_nothing_else,
    tok_06_a_plea_lives_a_week,
    aut_04_the_link_of_who_is_no_administrator_any_more_is_void,
    del_01_asking_has_the_budgets_of_the_client_and_of_the_organisation,
);

pub const PLEA: &str = "A colleague asks for access at Cabinet";
const ANSWERED: &str = "Your request at Cabinet";
const ROLES: [(&str, Role); 3] = [(OWNER, Role::Owner), (ADMIN, Role::Administrator), (MEMBER, Role::Member)];
const TICK: Span = Span(1);

async fn ask(client: &mut Client, inn: &str, email: &str, cause: &str) -> Answer {
    client.post("/api/colleague", &[("inn", inn), ("kpp", KPP), ("email", email), ("cause", cause)]).await
}

/// Asks, and gives the letter to an administrator.
async fn plead(site: &Site, to: &str, email: &str, cause: &str) -> Letter {
    leads_to(&ask(&mut site.client(Door::Script), INN, email, cause).await, Page::Colleague);
    latest(site, to, PLEA).await
}

/// A browser that has opened the link of a letter.
async fn open(site: &Site, letter: &Letter, door: Door) -> Client {
    let mut client = site.client(door);
    let answer = client.get(&format!("/link/colleague/{}", letter.token())).await;
    assert_eq!((answer.status, answer.location()), (303, "/colleague/answer"), "{}", answer.all());
    client
}

async fn approve(client: &mut Client) -> Answer {
    client.post("/api/colleague-approve", &[]).await
}

async fn refuse(client: &mut Client) -> Answer {
    client.post("/api/colleague-refuse", &[]).await
}

async fn who_is_locked_out_gets_back_in_by_an_administrator(database: Database) {
    let site = tender(database).await;
    firm(&site, INN, ROLES).await;
    for door in DOORS {
        let mut asks = site.client(door);
        let page = asks.get("/login").await.body;
        assert!(page.contains("href=\"/colleague\""), "{door:?}: the way there");
        assert!(asks.get("/register").await.body.contains("href=\"/colleague\""), "{door:?}");
        leads_to(&ask(&mut asks, "7707 083 893", MEMBER, "restore").await, Page::Colleague);
        assert!(asks.get("/colleague").await.body.contains("If the organisation is registered here"), "{door:?}");
        for to in [OWNER, ADMIN] {
            let letter = latest(&site, to, PLEA).await;
            assert!(letter.text.contains(MEMBER) && letter.text.contains("I cannot get in any more"), "{door:?}: {}", letter.text);
        }
        assert!(letters(&site, MEMBER, PLEA).await.is_empty(), "{door:?}: members are not asked");
        let before = letters(&site, MEMBER, RESTORE).await.len();
        let mut admin = open(&site, &latest(&site, ADMIN, PLEA).await, door).await;
        let page = admin.get("/colleague/answer").await.body;
        for text in [MEMBER, "ООО «Ромашка»", "I cannot get in any more", "Nobody has proved"] {
            assert!(page.contains(text), "{door:?}: {text}: {page}");
        }
        leads_to(&approve(&mut admin).await, Page::ColleagueAnswer);
        assert!(admin.get("/colleague/answer").await.body.contains("Approved"), "{door:?}");
        assert!(admin.get("/colleague/answer").await.body.contains("An answer was given already"), "{door:?}: once");
        assert!(!admin.is_signed_in().await, "{door:?}: nobody is signed in by it");
        assert_eq!(letters(&site, MEMBER, RESTORE).await.len(), before + 1, "{door:?}");
        let mut mina = site.client(Door::Script);
        mina.open_restore_link(&latest(&site, MEMBER, RESTORE).await.token()).await;
        leads_to(&mina.restore_password(PASSWORD).await, Page::Login);
    }
}

async fn who_is_new_is_invited_by_an_administrator(database: Database) {
    let site = tender(database).await;
    firm(&site, INN, ROLES).await;
    for (door, newcomer) in DOORS.into_iter().zip([EVE, "kim@example.org"]) {
        let account = site.account(newcomer).await;
        plead(&site, ADMIN, newcomer, "join").await;
        // On the page of the organisation.
        let mut admin = signed_in(&site, ADMIN, door).await;
        let page = admin.get("/account/organisation").await.body;
        assert!(page.contains("Who asks to be let in") && page.contains(newcomer), "{door:?}: {page}");
        let plea = site.text("SELECT id FROM plea WHERE answered_at IS NULL").await;
        leads_to(&act(&mut admin, "approve", &plea).await, Page::Organisation);
        assert!(admin.get("/account/organisation").await.body.contains("Approved"), "{door:?}");
        assert!(!admin.get("/account/organisation").await.body.contains("Who asks to be let in"), "{door:?}: it is settled");
        latest(&site, newcomer, INVITATION).await;
        let mut client = signed_in(&site, newcomer, door).await;
        let id = invitation(&site).await;
        leads_to(&act(&mut client, "accept", &id).await, Page::Organisation);
        assert_eq!(role(&site, &account).await, Some(Role::Member), "{door:?}");
    }
}

async fn who_is_refused_is_told_so_and_not_by_whom(database: Database) {
    let site = tender(database).await;
    firm(&site, INN, ROLES).await;
    for (door, by_letter) in [(Door::Plain, true), (Door::Script, false)] {
        let before = letters(&site, EVE, ANSWERED).await.len();
        let letter = plead(&site, ADMIN, EVE, "join").await;
        if by_letter {
            leads_to(&refuse(&mut open(&site, &letter, door).await).await, Page::ColleagueAnswer);
        } else {
            let plea = site.text("SELECT id FROM plea WHERE answered_at IS NULL").await;
            let mut admin = signed_in(&site, ADMIN, door).await;
            leads_to(&act(&mut admin, "refuse", &plea).await, Page::Organisation);
            assert_eq!(act(&mut admin, "approve", &plea).await.status, 409, "once");
        }
        let told = letters(&site, EVE, ANSWERED).await;
        assert_eq!(told.len(), before + 1, "{door:?}: one letter");
        assert!(told[0].text.contains(INN) && told[0].text.contains("have not approved"), "{}", told[0].text);
        assert_eq!(site.count("SELECT COUNT(*) FROM invitation").await, 0, "{door:?}");
    }
}

async fn what_is_asked_wrongly_is_refused_with_its_reason(database: Database) {
    let site = tender(database).await;
    for door in DOORS {
        let mut client = site.client(door);
        for (inn, kpp, email, cause, reasons) in [
            ("", "", "", "", &["Enter the INN", "Enter the KPP", "Enter your e-mail", "Choose what it is about"][..]),
            ("7707083894", KPP, EVE, "join", &["does not add up"]),
            ("500100732259", KPP, EVE, "join", &["has no KPP"]),
            (INN, "7736", EVE, "join", &["A KPP has 9 characters"]),
            (INN, KPP, "a@x.example,b@y.example", "join", &["“@”"]),
            (INN, KPP, EVE, "king", &["Choose what it is about"]),
        ] {
            let fields = [("inn", inn), ("kpp", kpp), ("email", email), ("cause", cause)];
            let answer = client.post("/api/colleague", &fields).await;
            let text = if door == Door::Plain { client.get("/colleague").await.body } else { answer.body };
            for reason in reasons {
                assert!(text.contains(reason), "{door:?} {inn} {kpp} {email} {cause}: {reason}: {text}");
            }
        }
    }
    assert_eq!(site.count("SELECT COUNT(*) FROM plea").await, 0);
}

async fn an_administrator_is_told_why_it_cannot_be_done(database: Database) {
    let site = tender(database).await;
    let [_, _, mina] = firm(&site, INN, ROLES).await;
    site.account(EVE).await;
    for door in DOORS {
        for (email, cause, reason) in [
            (EVE, "restore", "Nobody in the organisation has this address"),
            ("nobody@example.org", "restore", "Nobody in the organisation has this address"),
            (OWNER, "restore", "not for you to decide"),
            (ADMIN, "restore", "not for you to decide"),
            (MEMBER, "join", "works for the organisation already"),
        ] {
            let before = letters(&site, email, RESTORE).await.len();
            let letter = plead(&site, ADMIN, email, cause).await;
            let mut admin = open(&site, &letter, door).await;
            let answer = approve(&mut admin).await;
            let text = if door == Door::Plain { admin.get("/colleague/answer").await.body } else { answer.body };
            assert!(text.contains(reason), "{door:?} {email}: {text}");
            assert_eq!(letters(&site, email, RESTORE).await.len(), before, "{door:?} {email}");
            leads_to(&refuse(&mut admin).await, Page::ColleagueAnswer);
        }
    }
    let mut owner = signed_in(&site, OWNER, Door::Script).await;
    leads_to(&act(&mut owner, "shut", &mina).await, Page::Organisation);
    let letter = plead(&site, ADMIN, MEMBER, "restore").await;
    assert!(approve(&mut open(&site, &letter, Door::Script).await).await.fail().contains("Shut"));
    assert_eq!(site.count("SELECT COUNT(*) FROM invitation").await + site.count("SELECT COUNT(*) FROM restore").await, 0);
}

/// Organisations of one length, by what is behind them, and who asks.
const CLASSES: [(&str, &str, &str); 4] = [
    ("registered", INN, "known1@example.org"),
    ("not registered", OTHER_INN, "known1@example.org"),
    ("registered, by a member", INN, "mina01@example.org"),
    ("with nobody in charge who could get in", "7702070139", "known1@example.org"),
];

async fn classes(site: &Site) {
    firm(site, INN, [(OWNER, Role::Owner), ("mina01@example.org", Role::Member)]).await;
    let [shut] = firm(site, "7702070139", [("shut01@example.org", Role::Owner)]).await;
    site.disable(&shut).await;
    site.account("known1@example.org").await;
}

async fn enu_01_asking_is_answered_alike_whichever_organisation_there_is(database: Database) {
    let site = tender(database).await;
    classes(&site).await;
    for door in DOORS {
        for cause in ["restore", "join"] {
            let mut seen: Vec<(&str, String)> = Vec::new();
            for (class, inn, email) in CLASSES {
                let mut client = site.client(door);
                let asked = ask(&mut client, inn, email, cause).await;
                leads_to(&asked, Page::Colleague);
                site.settle().await;
                let (page, look) = (client.get("/colleague").await, client.get("/api/open?page=Colleague").await);
                let text = [asked, page, look].map(|answer| answer.canonical()).join("\n");
                seen.push((class, text.replace(inn, "<inn>").replace(email, "<address>")));
            }
            for (class, text) in &seen[1..] {
                assert_eq!(*text, seen[0].1, "{door:?} {cause}: {class} differs from {}", seen[0].0);
            }
        }
    }
    for email in ["known1@example.org", "mina01@example.org", "shut01@example.org"] {
        assert!(site.letters().await.iter().all(|letter| letter.to != email), "{email}");
    }
}

async fn enu_02_asking_writes_the_same_rows_whichever_organisation_there_is(database: Database) {
    let site = tender(database).await;
    classes(&site).await;
    let rows = async || {
        [
            site.count("SELECT COUNT(*) FROM plea").await,
            site.count("SELECT COUNT(*) FROM message WHERE kind = 'plea'").await,
            site.count("SELECT COUNT(*) FROM bucket").await,
            site.count("SELECT COUNT(*) FROM history").await,
        ]
    };
    for (class, inn, email) in CLASSES {
        let before = rows().await;
        site.advance(Span::days(2));
        site.run("DELETE FROM bucket").await;
        let cleared = site.count("SELECT COUNT(*) FROM bucket").await;
        leads_to(&ask(&mut site.client(Door::Script), inn, email, "join").await, Page::Colleague);
        let after = rows().await;
        let written = [after[0] - before[0], after[1] - before[1], after[2] - cleared, after[3] - before[3]];
        // The plea, its job, and three budgets: of the client, and twice of the organisation.
        assert_eq!(written, [1, 1, 3, 0], "{class}");
        site.settle().await;
    }
}

async fn enu_08_whoever_asks_learns_of_nobody_who_works_there(database: Database) {
    let site = tender(database).await;
    firm(&site, INN, ROLES).await;
    let mut told = String::new();
    for cause in ["join", "restore"] {
        for answer_it in [true, false] {
            let mut client = site.client(Door::Plain);
            let asked = ask(&mut client, INN, EVE, cause).await;
            told += &asked.all();
            told += &client.get("/colleague").await.all();
            let mut admin = open(&site, &latest(&site, ADMIN, PLEA).await, Door::Script).await;
            let answer = if answer_it { approve(&mut admin).await } else { refuse(&mut admin).await };
            if answer.status == 409 {
                leads_to(&refuse(&mut admin).await, Page::ColleagueAnswer);
            }
            told += &client.get("/colleague").await.all();
        }
    }
    site.settle().await;
    let mine: Vec<Letter> = site.letters().await.into_iter().filter(|letter| letter.to == EVE).collect();
    assert_eq!(mine.len(), 4, "an answer to each");
    for letter in mine {
        told += &format!("{}{}{}", letter.subject, letter.text, letter.html);
    }
    for name in ["owen", "alma", "mina"] {
        assert!(!told.contains(name), "{name}: {told}");
    }
}

async fn tok_01_of_all_who_answer_at_once_one_does(database: Database) {
    let site = tender(database).await;
    firm(&site, INN, ROLES).await;
    plead(&site, ADMIN, EVE, "join").await;
    let plea = site.text("SELECT id FROM plea").await;
    let opened = [
        open(&site, &latest(&site, ADMIN, PLEA).await, Door::Script).await,
        open(&site, &latest(&site, OWNER, PLEA).await, Door::Script).await,
    ];
    let inside = signed_in(&site, OWNER, Door::Script).await;
    let answers = at_once(16, |i| {
        let (mut tab, plea) = (if i % 4 == 3 { inside.tab() } else { opened[i % 2].tab() }, plea.clone());
        async move {
            match i % 4 {
                0 | 1 => approve(&mut tab).await.status,
                2 => refuse(&mut tab).await.status,
                _ => act(&mut tab, "refuse", &plea).await.status,
            }
        }
    })
    .await;
    assert_eq!(answers.iter().filter(|status| **status == 200).count(), 1, "{answers:?}");
    assert!(answers.iter().all(|status| matches!(status, 200 | 409)), "{answers:?}");
    let told = letters(&site, EVE, ANSWERED).await.len() + letters(&site, EVE, INVITATION).await.len();
    assert_eq!(told, 1, "one letter");
}

async fn tok_02_looking_at_the_link_answers_nothing(database: Database) {
    let site = tender(database).await;
    firm(&site, INN, ROLES).await;
    let letter = plead(&site, ADMIN, EVE, "join").await;
    for _ in 0..3 {
        let mut scanner = open(&site, &letter, Door::Plain).await;
        // TOK-03: nothing of it stands in an address or a page.
        let page = scanner.get("/colleague/answer").await;
        assert!(!page.all().contains(&letter.token()));
        scanner.get("/api/open?page=ColleagueAnswer").await;
    }
    assert_eq!(site.count("SELECT COUNT(*) FROM plea WHERE answered_at IS NOT NULL").await, 0);
    let kept = site.column("SELECT COALESCE(link, '') FROM plea_letter").await;
    assert!(kept.iter().all(|link| *link != letter.token() && link.len() > 20), "TOK-04: {kept:?}");
    leads_to(&approve(&mut open(&site, &letter, Door::Script).await).await, Page::ColleagueAnswer);
    let answer = site.client(Door::Plain).get("/colleague/answer").await;
    assert_eq!(answer.location(), "/", "a browser that opened none has nothing to see there");
}

async fn tok_05_a_link_answers_its_own_plea_and_opens_nothing_else(database: Database) {
    let site = tender(database).await;
    firm(&site, INN, ROLES).await;
    let first = plead(&site, ADMIN, EVE, "join").await;
    let second = plead(&site, ADMIN, "kim@example.org", "join").await;
    assert_ne!(first.token(), second.token());
    leads_to(&approve(&mut open(&site, &first, Door::Script).await).await, Page::ColleagueAnswer);
    assert_eq!(site.count("SELECT COUNT(*) FROM plea WHERE answered_at IS NULL").await, 1);
    assert_eq!(site.count("SELECT COUNT(*) FROM invitation WHERE contact_key = 'eve@example.org'").await, 1);
    let mut client = site.client(Door::Script);
    for kind in ["restore", "confirm", "undo"] {
        client.get(&format!("/link/{kind}/{}", second.token())).await;
    }
    assert_eq!(client.restore_password("what the attacker would like").await.status, 409);
    assert_eq!(approve(&mut client).await.status, 409, "it was opened as something else");
    leads_to(&site.client(Door::Script).ask_restore(MEMBER).await, Page::RestoreCode);
    let restores = latest(&site, MEMBER, RESTORE).await.token();
    for token in [restores.as_str(), "x", &second.token()[1..]] {
        let mut client = site.client(Door::Script);
        client.get(&format!("/link/colleague/{token}")).await;
        assert!(client.get("/colleague/answer").await.body.contains("not complete"), "{token}");
        assert!(approve(&mut client).await.fail().contains("Mistyped"), "{token}");
    }
    // Nor does a plea to one organisation go through the hands of another.
    firm(&site, OTHER_INN, [("bond@example.org", Role::Owner)]).await;
    let mut bond = signed_in(&site, "bond@example.org", Door::Script).await;
    let plea = site.text("SELECT id FROM plea WHERE answered_at IS NULL").await;
    for name in ["approve", "refuse"] {
        assert_eq!(act(&mut bond, name, &plea).await.status, 409, "{name}");
    }
    assert_eq!(site.count("SELECT COUNT(*) FROM plea WHERE answered_at IS NULL").await, 1);
}

async fn tok_06_a_plea_lives_a_week(database: Database) {
    let site = tender(database).await;
    firm(&site, INN, ROLES).await;
    for (late, email, status) in [(TICK, EVE, 200), (Span(0), "late@example.org", 409)] {
        let letter = plead(&site, ADMIN, email, "join").await;
        site.advance(Span(Span::days(7).0 - late.0));
        let mut admin = open(&site, &letter, Door::Script).await;
        assert_eq!(approve(&mut admin).await.status, status, "{email}");
        let mut owner = signed_in(&site, OWNER, Door::Script).await;
        assert!(!owner.get("/account/organisation").await.body.contains("late@example.org"));
    }
}

async fn aut_04_the_link_of_who_is_no_administrator_any_more_is_void(database: Database) {
    let site = tender(database).await;
    let [_, alma, _] = firm(&site, INN, ROLES).await;
    for round in 0..5 {
        let email = format!("asks{round}@example.org");
        plead(&site, OWNER, &email, "join").await;
        let letter = latest(&site, ADMIN, PLEA).await;
        let mut admin = open(&site, &letter, Door::Plain).await;
        assert!(admin.get("/colleague/answer").await.body.contains(&email));
        let mut owner = signed_in(&site, OWNER, Door::Script).await;
        let mut own = signed_in(&site, ADMIN, Door::Script).await;
        match round {
            0 => set_role(&site, &alma, Role::Member).await,
            1 => leads_to(&act(&mut owner, "shut", &alma).await, Page::Organisation),
            2 => leads_to(&own.leave().await, Page::Login),
            3 => crate::account::move_to(&site, &mut own, "alma@new.example.org").await,
            _ => leads_to(&act(&mut owner, "remove", &alma).await, Page::Organisation),
        }
        let letter_now = letters(&site, ADMIN, PLEA).await.len();
        assert!(letter_now > 0);
        for answer in [approve(&mut admin).await, refuse(&mut admin).await] {
            assert_eq!((answer.status, answer.location()), (303, "/colleague/answer"), "{round}");
        }
        let page = admin.get("/colleague/answer").await.body;
        assert!(page.contains("no longer counts") && !page.contains(&email), "{round}: {page}");
        assert_eq!(site.count("SELECT COUNT(*) FROM plea WHERE answered_at IS NULL").await, 1, "{round}");
        // An owner still can.
        let plea = site.text("SELECT id FROM plea WHERE answered_at IS NULL").await;
        leads_to(&act(&mut owner, "refuse", &plea).await, Page::Organisation);
        match round {
            0 => set_role(&site, &alma, Role::Administrator).await,
            1 => leads_to(&act(&mut owner, "let-in", &alma).await, Page::Organisation),
            2 => leads_to(&signed_in(&site, ADMIN, Door::Script).await.stay().await, Page::Account),
            3 => site.run("UPDATE account SET contact = 'alma@example.org', contact_key = 'alma@example.org' WHERE contact_key = 'alma@new.example.org'").await,
            _ => {}
        }
    }
}

async fn del_01_asking_has_the_budgets_of_the_client_and_of_the_organisation(database: Database) {
    let site = Site::open(database, "account.organisations = true").await;
    firm(&site, INN, ROLES).await;
    for inn in [INN, OTHER_INN] {
        for n in 0..3 {
            leads_to(&ask(&mut site.client(Door::Script), inn, &format!("n{n}@example.org"), "join").await, Page::Colleague);
        }
        let fourth = ask(&mut site.client(Door::Script), inn, "n3@example.org", "join").await;
        assert_eq!(fourth.status, 429, "{inn}: three within an hour, registered or not");
    }
    site.settle().await;
    assert_eq!(letters(&site, ADMIN, PLEA).await.len(), 3);
    let mut client = site.client(Door::Script);
    let mut statuses = Vec::new();
    for inn in ["7702070139", "7728168971", "500100732259", "7710140679", "7812014560", "7704340310"] {
        let kpp = if inn.len() == 12 { "" } else { KPP };
        let fields = [("inn", inn), ("kpp", kpp), ("email", EVE), ("cause", "join")];
        statuses.push(client.post("/api/colleague", &fields).await.status);
    }
    assert_eq!(statuses, [200, 200, 200, 200, 200, 429], "five from one client");
    // A mailbox that anybody may have named gets no more answers than other letters.
    let mut owner = signed_in(&site, OWNER, Door::Script).await;
    for _ in 0..3 {
        assert_eq!(invite(&mut owner, "n0@example.org", "member").await.status, 200);
    }
    let plea = site.text("SELECT id FROM plea WHERE contact_key = 'n0@example.org' AND inn = '7707083893'").await;
    assert_eq!(act(&mut owner, "approve", &plea).await.status, 429);
    leads_to(&act(&mut owner, "refuse", &plea).await, Page::Organisation);
    assert!(letters(&site, "n0@example.org", ANSWERED).await.is_empty());
}
