//! What operators see and do, and that nobody else does.

use cabinet::server::store::NewOrganisation;
use cabinet::words::{Codes, Page, Role, Span};

use crate::account::{NOTICE, latest, leads_to, letters, signed_in};
use crate::client::{Answer, Client, DOORS, Door};
use crate::database::Database;
use crate::sec::dump;
use crate::site::{RESTORING, Site, at_once};
use crate::support::{INN, KPP, asked, desk};

on_both!(
    aut_01_nobody_but_an_operator_sees_the_queue_or_acts_there,
    aut_02_what_is_not_in_an_operators_hands_is_not_there,
    aut_04_a_role_that_is_taken_away_meanwhile_does_nothing_more,
    aut_06_no_act_makes_an_operator_and_removing_all_opens_nothing,
    aut_07_an_operator_who_is_shut_out_does_nothing_more,
    ses_10_every_act_of_an_operator_wants_the_password,
    rec_11_an_operator_starts_a_restore_and_sees_nothing_of_it,
    del_01_an_operator_has_the_budget_of_the_mailbox,
    the_people_of_an_organisation_are_told_to_one_of_them_alone,
    what_operators_write_is_short_and_is_not_lost,
    whatever_is_done_stands_at_the_request_and_in_the_history,
);

pub const ONE: &str = "one@example.org";
pub const TWO: &str = "two@example.org";
pub const ADA: &str = "ada@example.org";
const EVE: &str = "eve@example.org";
const KIM: &str = "kim@example.net";
const TYPED: &str = "nothing comes";

/// Every act of operators, with what its form brings besides the id.
const ACTS: [(&str, &[(&str, &str)]); 9] = [
    ("queue-take", &[]),
    ("queue-ask", &[("question_back", "When?")]),
    ("queue-restore", &[]),
    ("queue-people", &[]),
    ("queue-send", &[]),
    ("queue-correct", &[("present", ADA), ("corrected", "ada@example.net")]),
    ("queue-approve", &[]),
    ("queue-stop", &[]),
    ("queue-close", &[("outcome", "Done.")]),
];

/// Makes an account an operator, as the command line does.
pub async fn appoint(site: &Site, account: &str) {
    let mut tx = site.house.store.write().await.unwrap();
    assert!(tx.add_operator(account, site.house.clock.now()).await.unwrap());
    tx.save().await.unwrap();
}

pub async fn dismiss(site: &Site, account: &str) {
    let mut tx = site.house.store.write().await.unwrap();
    assert!(tx.remove_operator(account).await.unwrap());
    tx.save().await.unwrap();
}

/// An operator who has just signed in.
pub async fn operator(site: &Site, email: &str) -> Client {
    let account = site.account(email).await;
    appoint(site, &account).await;
    signed_in(site, email, Door::Script).await
}

/// An organisation with the numbers that requests of these tests have.
pub async fn organisation(site: &Site, people: &[(&str, Role)]) {
    let codes = Codes::parse(INN, KPP).unwrap();
    let (id, now) = (site.house.tokens.id(), site.house.clock.now());
    let mut tx = site.house.store.write().await.unwrap();
    assert!(tx.add_organisation(&NewOrganisation { id: &id, codes: &codes, name: "Northern Timber" }, now).await.unwrap());
    for (account, role) in people {
        assert!(tx.add_member(&id, account, *role, now).await.unwrap());
    }
    tx.save().await.unwrap();
}

/// The id of a request that is called so.
pub async fn id_of(site: &Site, number: &str) -> String {
    let mut tx = site.house.store.read().await.unwrap();
    tx.support_request_by_number(number).await.unwrap().expect("a request of this number").id
}

/// Takes a request in hand; its id.
pub async fn take(site: &Site, operator: &mut Client, number: &str) -> String {
    let id = id_of(site, number).await;
    leads_to(&act(operator, "queue-take", &id, &[]).await, Page::Queue);
    id
}

pub async fn close(operator: &mut Client, id: &str, outcome: &str) {
    leads_to(&act(operator, "queue-close", id, &[("outcome", outcome)]).await, Page::Queue);
}

pub async fn act(client: &mut Client, act: &str, id: &str, fields: &[(&str, &str)]) -> Answer {
    let fields = [&[("id", id)], fields].concat();
    client.post(&format!("/api/{act}"), &fields).await
}

/// All that operators could have changed.
async fn state(site: &Site) -> Vec<i64> {
    let mut state = Vec::new();
    for table in ["support_event", "correction", "message", "restore", "history", "operator"] {
        state.push(site.counted(format!("SELECT COUNT(*) FROM {table}")).await);
    }
    for what in ["closed_at IS NOT NULL", "taken_by IS NOT NULL", "question IS NOT NULL"] {
        state.push(site.counted(format!("SELECT COUNT(*) FROM support_request WHERE {what}")).await);
    }
    state.push(site.count("SELECT COUNT(*) FROM correction WHERE approved_at IS NOT NULL OR stopped_at IS NOT NULL").await);
    state
}

/// A site with a request that somebody has in hand and a correction that waits for a second person; their ids.
async fn busy(site: &Site) -> [String; 2] {
    let ada = site.account(ADA).await;
    organisation(site, &[(&ada, Role::Owner)]).await;
    let mut one = operator(site, ONE).await;
    let number = asked(site, ["people", INN, KPP, ADA, "", TYPED]).await;
    let id = take(site, &mut one, &number).await;
    let fields = [("present", ADA), ("corrected", "ada@example.net")];
    leads_to(&act(&mut one, "queue-correct", &id, &fields).await, Page::Queue);
    site.settle().await;
    [id, site.column("SELECT id FROM correction").await.swap_remove(0)]
}

/// The id that an act is about.
fn subject<'a>(act: &str, [request, correction]: &'a [String; 2]) -> &'a str {
    if ["queue-approve", "queue-stop"].contains(&act) { correction } else { request }
}

async fn aut_01_nobody_but_an_operator_sees_the_queue_or_acts_there(database: Database) {
    let site = desk(database).await;
    let ids = busy(&site).await;
    let former = site.account(EVE).await;
    appoint(&site, &former).await;
    let mut removed = signed_in(&site, EVE, Door::Script).await;
    dismiss(&site, &former).await;
    let mut person = signed_in(&site, ADA, Door::Script).await;
    let before = state(&site).await;
    for door in DOORS {
        let missing = signed_in(&site, ADA, door).await.get("/no-such-page").await;
        for client in [&mut person, &mut removed] {
            client.door = door;
            let page = client.get("/account/queue").await;
            assert_eq!((page.status, missing.status), (404, 404), "{door:?}");
            assert!(page.body.contains("404") && !page.body.contains("Queue of support"), "{door:?}");
            assert!(!client.get("/account").await.body.contains("/account/queue"), "{door:?}");
            for (name, fields) in ACTS {
                let answer = act(client, name, subject(name, &ids), fields).await;
                let is_absent = if door == Door::Plain { answer.status == 303 } else { answer.status == 400 };
                assert!(is_absent, "{door:?} {name}: {}", answer.all());
            }
        }
        let mut nobody = site.client(door);
        assert_eq!(nobody.get("/account/queue").await.location(), "/login");
        for (name, fields) in ACTS {
            let answer = act(&mut nobody, name, subject(name, &ids), fields).await;
            let is_out = if door == Door::Plain { answer.location() == "/login" } else { answer.status == 401 };
            assert!(is_out, "{door:?} {name}: {}", answer.all());
        }
    }
    // Signing in is in the history; nothing else is.
    let mut after = state(&site).await;
    after[4] -= 2;
    assert_eq!(after, before);
}

async fn aut_02_what_is_not_in_an_operators_hands_is_not_there(database: Database) {
    let site = desk(database).await;
    let [request, correction] = busy(&site).await;
    let mut two = operator(&site, TWO).await;
    let before = state(&site).await;
    let none = "0".repeat(32);
    for (name, fields) in ACTS {
        for id in [request.as_str(), &correction, &none, "", "x\0", "' OR 1=1"] {
            let may = match name {
                "queue-take" => id == request,
                "queue-approve" | "queue-stop" => id == correction,
                _ => false,
            };
            if !may {
                let answer = act(&mut two, name, id, fields).await;
                assert_eq!(answer.status, 409, "{name} {id:?}: {}", answer.all());
            }
        }
    }
    assert_eq!(state(&site).await, before);
    leads_to(&act(&mut two, "queue-take", &request, &[]).await, Page::Queue);
    close(&mut two, &request, "Done.").await;
    for (name, fields) in ACTS.into_iter().filter(|(name, _)| !["queue-approve", "queue-stop"].contains(name)) {
        assert_eq!(act(&mut two, name, &request, fields).await.status, 409, "{name}: it is closed");
    }
}

async fn aut_04_a_role_that_is_taken_away_meanwhile_does_nothing_more(database: Database) {
    let site = desk(database).await;
    let [request, _] = busy(&site).await;
    let account = site.account(TWO).await;
    appoint(&site, &account).await;
    let two = signed_in(&site, TWO, Door::Script).await;
    let takes = at_once(8, |nth| {
        let (mut two, request, account, house) = (two.tab(), request.clone(), account.clone(), site.house.clone());
        async move {
            if nth == 3 {
                let mut tx = house.store.write().await.unwrap();
                assert!(tx.remove_operator(&account).await.unwrap());
                tx.save().await.unwrap();
                return 0;
            }
            act(&mut two, "queue-take", &request, &[]).await.status
        }
    })
    .await;
    assert!(takes.iter().all(|status| [0, 200, 400].contains(status)), "{takes:?}");
    let done = site.count("SELECT COUNT(*) FROM support_event WHERE deed = 'taken'").await - 1;
    assert_eq!(done, takes.iter().filter(|status| **status == 200).count() as i64, "{takes:?}");
    // Whoever took it last was one while they took it, and has it no more.
    assert_eq!(act(&mut two.tab(), "queue-take", &request, &[]).await.status, 400);
    assert_eq!(site.count("SELECT COUNT(*) FROM support_request WHERE taken_by NOT IN (SELECT account FROM operator)").await, 0);
}

async fn aut_06_no_act_makes_an_operator_and_removing_all_opens_nothing(database: Database) {
    let site = desk(database).await;
    let mut first = site.client(Door::Script);
    site.account(ADA).await;
    first.sign_in(ADA, crate::site::PASSWORD).await;
    assert_eq!(first.get("/account/queue").await.status, 404, "the first account is nobody special");
    let account = site.account(ONE).await;
    appoint(&site, &account).await;
    let mut one = signed_in(&site, ONE, Door::Script).await;
    assert_eq!(one.get("/account/queue").await.status, 200);
    dismiss(&site, &account).await;
    for act in crate::csr::ACTS {
        for client in [&mut first.tab(), &mut one.tab()] {
            client.post(act, &[("id", &account), ("contact", ADA), ("email", ADA), ("operator", "yes")]).await;
        }
    }
    assert_eq!(site.count("SELECT COUNT(*) FROM operator").await, 0);
    for email in [ADA, ONE] {
        assert_eq!(signed_in(&site, email, Door::Script).await.get("/account/queue").await.status, 404, "{email}");
    }
}

async fn aut_07_an_operator_who_is_shut_out_does_nothing_more(database: Database) {
    let site = desk(database).await;
    let ids = busy(&site).await;
    let account = site.account(TWO).await;
    appoint(&site, &account).await;
    let mut two = signed_in(&site, TWO, Door::Script).await;
    site.disable(&account).await;
    let before = state(&site).await;
    for (name, fields) in ACTS {
        assert_eq!(act(&mut two, name, subject(name, &ids), fields).await.status, 401, "{name}");
    }
    assert_eq!(two.get("/account/queue").await.location(), "/login");
    assert_eq!(state(&site).await, before);
}

async fn ses_10_every_act_of_an_operator_wants_the_password(database: Database) {
    let site = desk(database).await;
    let ids = busy(&site).await;
    let mut two = operator(&site, TWO).await;
    site.advance(Span::minutes(5));
    assert_eq!(two.get("/account/queue").await.status, 200, "looking does not");
    let before = state(&site).await;
    for (name, fields) in ACTS {
        let answer = act(&mut two, name, subject(name, &ids), fields).await;
        assert_eq!((answer.status, answer.fail().as_str()), (401, "\"Prove\""), "{name}");
    }
    assert_eq!(state(&site).await, before);
    leads_to(&two.prove(crate::site::PASSWORD).await, Page::Queue);
    leads_to(&act(&mut two, "queue-take", &ids[0], &[]).await, Page::Queue);
}

async fn rec_11_an_operator_starts_a_restore_and_sees_nothing_of_it(database: Database) {
    let site = desk(database).await;
    site.account(ADA).await;
    let mut one = operator(&site, ONE).await;
    let mut pages = Vec::new();
    for mailbox in [ADA, "never@example.org"] {
        let number = asked(&site, ["letter", INN, KPP, mailbox, KIM, TYPED]).await;
        let id = take(&site, &mut one, &number).await;
        let answer = act(&mut one, "queue-restore", &id, &[]).await;
        leads_to(&answer, Page::Queue);
        let page = one.get("/account/queue").await.body;
        assert!(page.contains("Restoring access has begun"), "{page}");
        pages.extend([answer.all(), page, one.get("/account/history").await.body]);
        close(&mut one, &id, "Look into your mailbox.").await;
    }
    let letter = site.written(ADA, RESTORING).await;
    assert!(site.written("never@example.org", "No account has it").await.text.contains("No account has it"));
    for secret in [letter.code(), letter.token()] {
        assert!(pages.iter().all(|page| !page.contains(&secret)), "{secret}");
        assert!(!dump(&site).await.contains(&secret) || secret.len() == 6);
    }
    // What the asker is told does not say whether there is an account.
    let told: Vec<_> = site.letters().await.into_iter().filter(|letter| letter.to == KIM).collect();
    assert!(told.iter().all(|letter| !letter.text.contains(RESTORING)));
    // It works for whoever reads that mailbox, and the owner reads of it.
    let mut owner = site.client(Door::Script);
    owner.open_restore_link(&letter.token()).await;
    leads_to(&owner.restore_password(crate::account::NEW).await, Page::Login);
    owner.sign_in(ADA, crate::account::NEW).await;
    let history = owner.get("/account/history").await.body;
    assert!(history.contains("Support began to restore access") && history.contains("done by somebody else"), "{history}");
}

async fn del_01_an_operator_has_the_budget_of_the_mailbox(database: Database) {
    let site = Site::open(database, "[support]\ndesk = true").await;
    site.account(ADA).await;
    let mut one = operator(&site, ONE).await;
    let number = asked(&site, ["letter", INN, KPP, ADA, KIM, TYPED]).await;
    let id = take(&site, &mut one, &number).await;
    assert_eq!(site.client(Door::Script).ask_restore(ADA).await.status, 200);
    for _ in 0..2 {
        leads_to(&act(&mut one, "queue-restore", &id, &[]).await, Page::Queue);
    }
    assert_eq!(act(&mut one, "queue-restore", &id, &[]).await.status, 429);
    assert_eq!(site.count("SELECT COUNT(*) FROM restore").await, 3);
}

async fn the_people_of_an_organisation_are_told_to_one_of_them_alone(database: Database) {
    let site = desk(database).await;
    let (ada, eve) = (site.account(ADA).await, site.account(EVE).await);
    let shut = site.account("shut@example.org").await;
    let mut one = operator(&site, ONE).await;
    let stranger = asked(&site, ["people", INN, KPP, "", KIM, TYPED]).await;
    let id = take(&site, &mut one, &stranger).await;
    for name in ["queue-people", "queue-send"] {
        assert_eq!(act(&mut one, name, &id, &[]).await.status, 409, "{name}: there is no such organisation");
    }
    organisation(&site, &[(&ada, Role::Owner), (&eve, Role::Member), (&shut, Role::Member)]).await;
    site.disable(&shut).await;
    assert!(!one.get("/account/queue").await.body.contains(EVE), "not before it is asked for");
    leads_to(&act(&mut one, "queue-people", &id, &[]).await, Page::Queue);
    let page = one.get("/account/queue").await.body;
    assert!(page.contains("Northern Timber") && page.contains(ADA) && page.contains(EVE) && page.contains("shut out"), "{page}");
    assert!(!one.get("/account/queue").await.body.contains(EVE), "this once");
    assert_eq!(act(&mut one, "queue-send", &id, &[]).await.status, 409, "a stranger");
    close(&mut one, &id, "No.").await;

    for (asker, may) in [("shut@example.org", false), (ADA, true)] {
        let number = asked(&site, ["people", INN, KPP, "", asker, TYPED]).await;
        let id = take(&site, &mut one, &number).await;
        assert_eq!(act(&mut one, "queue-send", &id, &[]).await.status, if may { 200 } else { 409 }, "{asker}");
        close(&mut one, &id, "Done.").await;
    }
    site.settle().await;
    let told: Vec<_> = site.letters().await.into_iter().filter(|letter| letter.text.contains(EVE)).collect();
    assert_eq!(told.len(), 1, "one letter with the list");
    assert_eq!(told[0].to, ADA);
    assert!(!told[0].text.contains("shut@example.org"), "{}", told[0].text);
}

async fn what_operators_write_is_short_and_is_not_lost(database: Database) {
    let site = desk(database).await;
    let mut one = operator(&site, ONE).await;
    let number = asked(&site, ["other", "", "", "", KIM, TYPED]).await;
    let id = take(&site, &mut one, &number).await;
    for (name, field) in [("queue-ask", "question_back"), ("queue-close", "outcome")] {
        for (words, reason) in [("", "Empty"), ("\0 \u{202E}", "Empty"), (&*"x".repeat(501), "Long")] {
            let answer = act(&mut one, name, &id, &[(field, words)]).await;
            assert_eq!((answer.status, answer.fail().contains(reason)), (422, true), "{name} {words:?}: {}", answer.fail());
        }
    }
    assert_eq!(act(&mut one, "queue-restore", &id, &[]).await.status, 409, "there is no mailbox");
    let mut tab = one.tab();
    tab.door = Door::Plain;
    let answer = act(&mut tab, "queue-correct", &id, &[("present", "ada"), ("corrected", KIM)]).await;
    assert_eq!(answer.location(), "/account/queue");
    let page = tab.get("/account/queue").await.body;
    assert!(page.contains("value=\"ada\"") && page.contains("lacks an “@”"), "{page}");
    assert_eq!(letters(&site, ONE, NOTICE).await.len(), 0);
}

async fn whatever_is_done_stands_at_the_request_and_in_the_history(database: Database) {
    let site = desk(database).await;
    let ada = site.account(ADA).await;
    organisation(&site, &[(&ada, Role::Owner)]).await;
    let (mut one, mut two) = (operator(&site, ONE).await, operator(&site, TWO).await);
    let number = asked(&site, ["people", INN, KPP, ADA, ADA, TYPED]).await;
    let id = take(&site, &mut one, &number).await;
    for (name, fields) in ACTS.into_iter().filter(|(name, _)| !["queue-take", "queue-approve", "queue-stop"].contains(name)) {
        if name == "queue-close" {
            let correction = site.column("SELECT id FROM correction").await.swap_remove(0);
            for name in ["queue-approve", "queue-stop"] {
                leads_to(&act(&mut two, name, &correction, &[]).await, Page::Queue);
            }
            let page = one.get("/account/queue").await.body;
            for deed in [
                "Taken in hand",
                "Asked back",
                "When?",
                "Restoring access started",
                "List of people sent",
                "agreed to",
                "Move stopped",
            ] {
                assert!(page.contains(deed), "{deed} in {page}");
            }
            assert!(page.contains(ONE) && page.contains(TWO) && page.contains("Northern Timber"), "{page}");
        }
        leads_to(&act(&mut one, name, &id, fields).await, Page::Queue);
    }
    let deeds = site.column("SELECT deed FROM support_event ORDER BY deed").await;
    let all =
        ["asked", "closed", "correction approved", "correction proposed", "correction stopped", "people listed", "people sent"];
    assert_eq!(deeds, [&all[..], &["restore started", "taken"]].concat());
    let events = site
        .column("SELECT DISTINCT event FROM history WHERE event LIKE 'request%' OR event LIKE '%correction%' ORDER BY event")
        .await;
    let told = ["correction approved", "correction halted", "correction proposed", "correction stopped", "correction waits"];
    assert_eq!(events, [&told[..], &["request asked back", "request closed", "request taken"]].concat());
    let owners = latest(&site, ADA, NOTICE).await;
    assert!(
        owners.text.contains("Done by the people who operate Cabinet") && !owners.text.contains("network 10."),
        "{}",
        owners.text
    );
}
