//! Organisations: who registers one, who is invited, who is shut out, and what is left of them.

use cabinet::server::cleaning::clean;
use cabinet::server::store::NewOrganisation;
use cabinet::words::{Codes, Page, Role, Span};
use serde_json::Value;

use crate::account::{NOTICE, latest, leads_to, letters, signed_in};
use crate::client::{Answer, Client, DOORS, Door};
use crate::database::Database;
use crate::site::{PASSWORD, Site, at_once};

on_both!(
    whoever_registers_an_organisation_is_its_owner,
    what_the_site_does_not_offer_is_not_there,
    who_is_invited_by_letter_comes_in_with_that_address,
    aut_03_an_invitation_is_for_one_address_alone,
    rec_12_a_restore_accepts_no_invitation_and_no_invitation_restores,
    tok_06_an_invitation_lives_a_week_from_its_letter,
    tok_01_of_sixteen_that_accept_at_once_one_does,
    enu_01_inviting_is_answered_alike_whoever_has_the_address,
    del_01_invitations_have_the_budget_of_the_mailbox_and_of_whoever_sends_them,
    aut_07_who_is_shut_out_is_out_of_everything_until_let_in,
    aut_07_what_the_operator_shuts_no_organisation_opens,
    who_is_removed_has_an_account_of_nobodys,
    the_last_to_leave_closes_the_organisation,
    the_data_tell_of_the_organisation_and_nothing_of_it_is_left_of_a_deleted_account,
);

pub const OWNER: &str = "owen@example.org";
pub const ADMIN: &str = "alma@example.org";
pub const MEMBER: &str = "mina@example.org";
pub const EVE: &str = "eve@example.org";

pub const INN: &str = "7707083893";
pub const OTHER_INN: &str = "7736050003";
pub const KPP: &str = "773601001";

pub const INVITATION: &str = "You are invited to an organisation at Cabinet";
const TICK: Span = Span(1);

/// A site where people work for organisations, with budgets that a test about something else does not meet.
pub async fn tender(database: Database) -> Site {
    let loose = "[limits]\nletters_mailbox.burst = 1000\nletters_mailbox_day.burst = 1000\nusername_account.burst = 1000\n\
                 restore_address.burst = 1000\nlogin_address.burst = 1000\nregister_address.burst = 1000";
    Site::open(database, &format!("account.organisations = true\n{loose}")).await
}

/// An organisation with these people, each with an account: their ids.
pub async fn firm<const N: usize>(site: &Site, inn: &str, people: [(&str, Role); N]) -> [String; N] {
    let codes = Codes::parse(inn, KPP).unwrap();
    let (id, now) = (site.house.tokens.id(), site.house.clock.now());
    let mut ids = Vec::new();
    for (contact, _) in people {
        ids.push(site.account(contact).await);
    }
    let mut tx = site.house.store.write().await.unwrap();
    assert!(tx.add_organisation(&NewOrganisation { id: &id, codes: &codes, name: "ООО «Ромашка»" }, now).await.unwrap());
    for ((_, role), account) in people.iter().zip(&ids) {
        assert!(tx.add_member(&id, account, *role, now).await.unwrap());
    }
    tx.save().await.unwrap();
    ids.try_into().unwrap()
}

/// Gives somebody another role behind the site's back.
pub async fn set_role(site: &Site, account: &str, role: Role) {
    let mut tx = site.house.store.write().await.unwrap();
    tx.set_role(account, role).await.unwrap();
    tx.save().await.unwrap();
}

/// What somebody is in an organisation, if they work at one.
pub async fn role(site: &Site, account: &str) -> Option<Role> {
    site.house.store.read().await.unwrap().member(account).await.unwrap().map(|member| member.role())
}

pub async fn invite(client: &mut Client, email: &str, role: &str) -> Answer {
    client.post("/api/organisation-invite", &[("email", email), ("role", role)]).await
}

/// An act on something that has an id.
pub async fn act(client: &mut Client, name: &str, id: &str) -> Answer {
    client.post(&format!("/api/organisation-{name}"), &[("id", id)]).await
}

async fn found(client: &mut Client, inn: &str, kpp: &str, name: &str) -> Answer {
    client.post("/api/organisation", &[("inn", inn), ("kpp", kpp), ("name", name)]).await
}

/// What the person reads once a form of the page was refused.
pub async fn said(client: &mut Client, answer: &Answer) -> String {
    match client.door {
        Door::Script => {
            assert!(matches!(answer.status, 409 | 422), "{}", answer.all());
            answer.body.clone()
        }
        Door::Plain => {
            assert_eq!((answer.status, answer.location()), (303, "/account/organisation"), "{}", answer.all());
            client.get("/account/organisation").await.body
        }
    }
}

/// The names of what happened to an account, oldest first.
pub async fn happened(site: &Site, account: &str) -> Vec<String> {
    let mut lines = site.house.store.read().await.unwrap().history(account, 100).await.unwrap();
    lines.reverse();
    lines.into_iter().map(|line| line.event).filter(|event| event != "signed in").collect()
}

/// The id of the newest invitation that is neither answered nor taken back.
pub async fn invitation(site: &Site) -> String {
    site.text("SELECT id FROM invitation WHERE answered_at IS NULL AND revoked_at IS NULL ORDER BY created_at DESC LIMIT 1").await
}

async fn whoever_registers_an_organisation_is_its_owner(database: Database) {
    let site = tender(database).await;
    for (door, owner, inn) in [(Door::Plain, OWNER, INN), (Door::Script, EVE, OTHER_INN)] {
        let account = site.account(owner).await;
        let mut client = signed_in(&site, owner, door).await;
        assert!(client.get("/account").await.body.contains("/account/organisation"), "{door:?}: the way there");
        assert!(client.get("/account/organisation").await.body.contains("You do not work for an organisation"), "{door:?}");
        for (inn, kpp, name, reasons) in [
            ("", "", "", &["Enter the INN", "Enter the KPP", "Enter the name"][..]),
            ("77070838931", KPP, "Firm", &["An INN has 10 digits"]),
            ("7707083894", KPP, "Firm", &["does not add up"]),
            ("770708389З", KPP, "Firm", &["digits only"]),
            (inn, "77360100", "Firm", &["A KPP has 9 characters"]),
            (inn, "7736010А1", "Firm", &["Latin capitals"]),
            ("500100732259", KPP, "Firm", &["has no KPP"]),
            (inn, KPP, "https://evil.test", &["does not belong there"]),
        ] {
            let answer = found(&mut client, inn, kpp, name).await;
            let text = said(&mut client, &answer).await;
            for reason in reasons {
                assert!(text.contains(reason), "{door:?} {inn} {kpp} {name}: {reason}: {text}");
            }
        }
        // As people write them.
        let spaced = format!("{} {}", &inn[..4], &inn[4..]);
        leads_to(&found(&mut client, &spaced, "7736-01-001", "  ООО   «Ромашка» ").await, Page::Organisation);
        let page = client.get("/account/organisation").await.body;
        for text in ["ООО «Ромашка»", inn, KPP, owner, "owner"] {
            assert!(page.contains(text), "{door:?}: {text}: {page}");
        }
        assert_eq!(role(&site, &account).await, Some(Role::Owner), "{door:?}");
        assert_eq!(happened(&site, &account).await, ["organisation joined"], "{door:?}");
        let answer = found(&mut client, "500100732259", "", "Another").await;
        let told = said(&mut client, &answer).await;
        assert_eq!(site.count("SELECT COUNT(*) FROM organisation WHERE name = 'Another'").await, 0, "{door:?}: one works at one");
        assert!(told.contains("You work for an organisation already"), "{door:?}: {told}");
    }
    site.account(MEMBER).await;
    let mut mina = signed_in(&site, MEMBER, Door::Script).await;
    let answer = found(&mut mina, INN, KPP, "Mine").await;
    assert_eq!(answer.status, 409, "{}", answer.all());
    assert!(answer.body.contains("registered already") && answer.body.contains("\"inn\""), "{}", answer.body);
    assert!(mina.get("/account/organisation").await.body.contains("href=\"/colleague\""));
    leads_to(&found(&mut mina, "500100732259", "", "ИП Мина").await, Page::Organisation);
}

async fn what_the_site_does_not_offer_is_not_there(database: Database) {
    let site = Site::open(database, "").await;
    site.account(EVE).await;
    let mut eve = signed_in(&site, EVE, Door::Script).await;
    for page in ["/account/organisation", "/colleague", "/colleague/answer"] {
        assert_eq!(eve.get(page).await.status, 404, "{page}");
    }
    assert_eq!(found(&mut eve, INN, KPP, "Firm").await.status, 400);
    assert_eq!(invite(&mut eve, OWNER, "member").await.status, 400);
    for name in ["accept", "decline", "leave", "revoke", "role", "restore", "shut", "let-in", "remove", "approve", "refuse"] {
        let answer = eve.post(&format!("/api/organisation-{name}"), &[("id", "0"), ("to", "owner")]).await;
        assert_eq!(answer.status, 400, "{name}: {}", answer.all());
        let anonymous = act(&mut site.client(Door::Script), name, "0").await;
        assert!(matches!(anonymous.status, 401 | 422), "{name}: {}", anonymous.all());
    }
    let fields = [("inn", INN), ("kpp", KPP), ("email", EVE), ("cause", "join")];
    assert_eq!(eve.post("/api/colleague", &fields).await.status, 400);
    for page in ["/login", "/register"] {
        assert!(!site.client(Door::Plain).get(page).await.body.contains("/colleague"), "{page}");
    }
    let rows = "SELECT (SELECT COUNT(*) FROM organisation) + (SELECT COUNT(*) FROM invitation) + (SELECT COUNT(*) FROM plea)";
    assert_eq!(site.count(rows).await, 0);
}

async fn who_is_invited_by_letter_comes_in_with_that_address(database: Database) {
    let site = tender(database).await;
    let [_, alma] = firm(&site, INN, [(OWNER, Role::Owner), (ADMIN, Role::Administrator)]).await;
    for (door, invited) in DOORS.into_iter().zip(["new.one@example.org", "new.two@example.org"]) {
        let mut admin = signed_in(&site, ADMIN, door).await;
        for (email, role, reason) in [
            ("", "member", "Enter your e-mail"),
            ("a@@b", "member", "“@”"),
            (invited, "king", "Choose one of the roles"),
            (OWNER, "member", "already"),
        ] {
            let answer = invite(&mut admin, email, role).await;
            assert!(said(&mut admin, &answer).await.contains(reason), "{door:?} {email} {role}");
        }
        leads_to(&invite(&mut admin, invited, "member").await, Page::Organisation);
        let page = admin.get("/account/organisation").await.body;
        assert!(page.contains(invited) && page.contains("The invitation is on its way"), "{door:?}: {page}");
        let letter = latest(&site, invited, INVITATION).await;
        assert!(!letter.text.contains("/link/"), "{door:?}: it has no secret: {}", letter.text);
        for text in ["ООО «Ромашка»", INN, "/account/organisation", "/register", "7 days"] {
            assert!(letter.text.contains(text), "{door:?}: {text}: {}", letter.text);
        }
        assert!(!letter.text.contains(ADMIN) && !letter.html.contains(ADMIN), "{door:?}: no name of anybody");

        let account = site.account(invited).await;
        let mut newcomer = site.client(door);
        newcomer.get("/account/organisation").await;
        // Where they were going.
        leads_to(&newcomer.sign_in(invited, PASSWORD).await, Page::Organisation);
        let page = newcomer.get("/account/organisation").await.body;
        assert!(page.contains("You are invited") && page.contains("ООО «Ромашка»"), "{door:?}: {page}");
        let id = invitation(&site).await;
        leads_to(&act(&mut newcomer, "accept", &id).await, Page::Organisation);
        let page = newcomer.get("/account/organisation").await.body;
        for text in ["You work for this organisation now", OWNER, ADMIN, invited] {
            assert!(page.contains(text), "{door:?}: {text}: {page}");
        }
        assert!(!page.contains("organisation-invite") && !page.contains("organisation-shut"), "{door:?}: nothing to decide on");
        assert_eq!(role(&site, &account).await, Some(Role::Member), "{door:?}");
        assert_eq!(happened(&site, &account).await, ["organisation joined"], "{door:?}");
        let again = act(&mut newcomer, "accept", &id).await;
        assert!(said(&mut newcomer, &again).await.contains("You work for an organisation already"), "{door:?}");
    }
    // One that is declined, and one that is taken back.
    let account = site.account(EVE).await;
    let mut admin = signed_in(&site, ADMIN, Door::Script).await;
    let mut eve = signed_in(&site, EVE, Door::Script).await;
    leads_to(&invite(&mut admin, EVE, "member").await, Page::Organisation);
    let id = invitation(&site).await;
    leads_to(&act(&mut eve, "decline", &id).await, Page::Organisation);
    assert_eq!(act(&mut eve, "accept", &id).await.status, 409);
    leads_to(&invite(&mut admin, EVE, "member").await, Page::Organisation);
    let id = invitation(&site).await;
    leads_to(&act(&mut admin, "revoke", &id).await, Page::Organisation);
    assert_eq!(act(&mut admin, "revoke", &id).await.status, 409, "it goes once");
    for name in ["accept", "decline"] {
        assert_eq!(act(&mut eve, name, &id).await.status, 409, "{name}");
    }
    // And one of somebody who may not send such any more.
    leads_to(&invite(&mut admin, EVE, "member").await, Page::Organisation);
    set_role(&site, &alma, Role::Member).await;
    assert!(!eve.get("/account/organisation").await.body.contains("You are invited"));
    let id = invitation(&site).await;
    assert_eq!(act(&mut eve, "accept", &id).await.status, 409);
    assert_eq!(role(&site, &account).await, None);
}

async fn aut_03_an_invitation_is_for_one_address_alone(database: Database) {
    let site = tender(database).await;
    firm(&site, INN, [(OWNER, Role::Owner)]).await;
    let mut owner = signed_in(&site, OWNER, Door::Script).await;
    let account = site.account(EVE).await;
    let others = ["eve@example.org.test", "eve+1@example.org", "mallory@example.org"];
    leads_to(&invite(&mut owner, "EVE@Example.org", "administrator").await, Page::Organisation);
    let id = invitation(&site).await;
    let absent = act(&mut owner.tab(), "accept", "00").await;
    for other in others {
        let stranger = site.account(other).await;
        let mut client = signed_in(&site, other, Door::Script).await;
        assert!(!client.get("/account/organisation").await.body.contains("ООО"), "{other}");
        for name in ["accept", "decline"] {
            let answer = act(&mut client, name, &id).await;
            assert_eq!((answer.status, answer.fail()), (409, absent.fail()), "{other} {name}: as missing as one that never was");
        }
        assert_eq!(role(&site, &stranger).await, None, "{other}");
    }
    // Whoever had the address and has left it.
    let mut eve = signed_in(&site, EVE, Door::Script).await;
    crate::account::move_to(&site, &mut eve, "eve@new.example.org").await;
    assert_eq!(act(&mut eve, "accept", &id).await.status, 409);
    assert_eq!(site.count("SELECT COUNT(*) FROM invitation WHERE answered_at IS NOT NULL").await, 0);
    // And whoever has it since.
    let next = site.account(EVE).await;
    let mut eve = signed_in(&site, EVE, Door::Script).await;
    leads_to(&act(&mut eve, "accept", &id).await, Page::Organisation);
    assert_eq!((role(&site, &account).await, role(&site, &next).await), (None, Some(Role::Administrator)));
}

async fn rec_12_a_restore_accepts_no_invitation_and_no_invitation_restores(database: Database) {
    let site = tender(database).await;
    firm(&site, INN, [(OWNER, Role::Owner)]).await;
    let account = site.account(EVE).await;
    let mut owner = signed_in(&site, OWNER, Door::Script).await;
    leads_to(&invite(&mut owner, EVE, "member").await, Page::Organisation);
    let id = invitation(&site).await;
    site.settle().await;
    site.advance(Span::days(7));
    crate::account::restore(&site, EVE, crate::account::NEW).await;
    assert_eq!(role(&site, &account).await, None, "nobody comes in by restoring");
    let mut eve = site.client(Door::Script);
    eve.sign_in(EVE, crate::account::NEW).await;
    assert_eq!(act(&mut eve, "accept", &id).await.status, 409, "it is too old, restored or not");
    // What an invitation is called by opens nothing.
    let mut stranger = site.client(Door::Script);
    for kind in ["restore", "confirm", "undo", "colleague"] {
        stranger.get(&format!("/link/{kind}/{id}")).await;
    }
    assert_eq!(stranger.restore_password("what the attacker would like").await.status, 409);
    assert!(!stranger.is_signed_in().await);
    assert_eq!(role(&site, &account).await, None);
}

async fn tok_06_an_invitation_lives_a_week_from_its_letter(database: Database) {
    let site = tender(database).await;
    firm(&site, INN, [(OWNER, Role::Owner)]).await;
    for (late, email, status) in [(Span(0), "late@example.org", 409), (TICK, EVE, 200)] {
        site.account(email).await;
        let mut owner = signed_in(&site, OWNER, Door::Script).await;
        leads_to(&invite(&mut owner, email, "member").await, Page::Organisation);
        site.settle().await;
        let id = invitation(&site).await;
        site.advance(Span(Span::days(7).0 - late.0));
        let mut client = signed_in(&site, email, Door::Script).await;
        assert_eq!(act(&mut client, "accept", &id).await.status, status, "{late:?}");
    }
}

async fn tok_01_of_sixteen_that_accept_at_once_one_does(database: Database) {
    let site = tender(database).await;
    firm(&site, INN, [(OWNER, Role::Owner)]).await;
    let account = site.account(EVE).await;
    let mut owner = signed_in(&site, OWNER, Door::Script).await;
    leads_to(&invite(&mut owner, EVE, "member").await, Page::Organisation);
    let id = invitation(&site).await;
    let eve = signed_in(&site, EVE, Door::Script).await;
    let answers = at_once(16, |_| {
        let (mut tab, id) = (eve.tab(), id.clone());
        async move { act(&mut tab, "accept", &id).await.status }
    })
    .await;
    assert_eq!(answers.iter().filter(|status| **status == 200).count(), 1, "{answers:?}");
    assert_eq!(happened(&site, &account).await, ["organisation joined"]);
}

async fn enu_01_inviting_is_answered_alike_whoever_has_the_address(database: Database) {
    let site = tender(database).await;
    firm(&site, INN, [(OWNER, Role::Owner)]).await;
    firm(&site, OTHER_INN, [("works1@example.org", Role::Member), ("boss01@example.org", Role::Owner)]).await;
    site.account("known1@example.org").await;
    let shut = site.account("shut01@example.org").await;
    site.disable(&shut).await;
    for door in DOORS {
        let mut owner = signed_in(&site, OWNER, door).await;
        let mut seen = Vec::new();
        for email in ["known1@example.org", "never1@example.org", "works1@example.org", "shut01@example.org"] {
            let asked = invite(&mut owner, email, "member").await;
            leads_to(&asked, Page::Organisation);
            let page = owner.get("/account/organisation").await;
            site.settle().await;
            assert_eq!(letters(&site, email, INVITATION).await.len(), if door == Door::Plain { 1 } else { 2 }, "{email}");
            let id = invitation(&site).await;
            let text = format!("{}{}", asked.canonical(), page.canonical()).replace(email, "<address>").replace(&id, "<id>");
            seen.push((email, text));
            leads_to(&act(&mut owner, "revoke", &id).await, Page::Organisation);
            owner.get("/account/organisation").await;
        }
        for (email, text) in &seen[1..] {
            assert_eq!(*text, seen[0].1, "{door:?}: {email}");
        }
    }
}

async fn del_01_invitations_have_the_budget_of_the_mailbox_and_of_whoever_sends_them(database: Database) {
    let site = Site::open(database, "account.organisations = true").await;
    firm(&site, INN, [(OWNER, Role::Owner)]).await;
    let mut owner = signed_in(&site, OWNER, Door::Script).await;
    for _ in 0..3 {
        assert_eq!(invite(&mut owner, EVE, "member").await.status, 200);
    }
    assert_eq!(invite(&mut owner, EVE, "member").await.status, 429, "three within an hour to one mailbox");
    site.settle().await;
    let sent = letters(&site, EVE, INVITATION).await.len();
    assert!((1..=3).contains(&sent), "{sent}");
    assert_eq!(site.count("SELECT COUNT(*) FROM invitation").await, 3, "nothing is written for one that is refused");
    let mut statuses = Vec::new();
    for n in 0..17 {
        statuses.push(invite(&mut owner, &format!("n{n}@example.org"), "member").await.status);
    }
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 16, "twenty at once from one account: {statuses:?}");
    assert_eq!(statuses.last(), Some(&429));
}

async fn aut_07_who_is_shut_out_is_out_of_everything_until_let_in(database: Database) {
    let site = tender(database).await;
    let people = [(OWNER, Role::Owner), (ADMIN, Role::Administrator), (MEMBER, Role::Administrator)];
    let [_, _, mina] = firm(&site, INN, people).await;
    site.account(EVE).await;
    let mut owner = signed_in(&site, OWNER, Door::Script).await;
    let mut shut = signed_in(&site, MEMBER, Door::Script).await;
    leads_to(&invite(&mut owner, EVE, "member").await, Page::Organisation);
    let mut waits = site.client(Door::Script);
    leads_to(&waits.ask_restore(MEMBER).await, Page::RestoreCode);
    let token = latest(&site, MEMBER, crate::account::RESTORE).await.token();
    leads_to(&act(&mut owner, "shut", &mina).await, Page::Organisation);
    assert_eq!(act(&mut owner, "shut", &mina).await.status, 409, "once");

    assert!(!shut.is_signed_in().await);
    for name in ["shut", "let-in", "remove", "restore", "revoke", "accept", "decline", "leave", "approve", "refuse"] {
        assert_eq!(act(&mut shut, name, &mina).await.status, 401, "{name}");
    }
    assert_eq!(invite(&mut shut, EVE, "member").await.status, 401);
    waits.open_restore_link(&token).await;
    assert_eq!(waits.restore_password("what the attacker would like").await.status, 409);
    assert_ne!(site.client(Door::Script).sign_in(MEMBER, PASSWORD).await.status, 200);
    assert!(latest(&site, MEMBER, NOTICE).await.text.contains("has shut you out"));
    assert!(!latest(&site, MEMBER, NOTICE).await.text.contains(OWNER), "by whom is not told");
    assert!(owner.get("/account/organisation").await.body.contains("shut out"));
    // Restoring opens nothing either.
    let before = site.letters().await.len();
    leads_to(&site.client(Door::Script).ask_restore(MEMBER).await, Page::RestoreCode);
    site.settle().await;
    assert_eq!(site.letters().await.len(), before);
    assert_eq!(act(&mut owner, "restore", &mina).await.status, 409);

    site.advance(Span::seconds(1));
    leads_to(&act(&mut owner, "let-in", &mina).await, Page::Organisation);
    assert_eq!(act(&mut owner, "let-in", &mina).await.status, 409, "once");
    assert!(!shut.is_signed_in().await, "what ended has ended");
    assert!(signed_in(&site, MEMBER, Door::Script).await.is_signed_in().await);
    assert!(latest(&site, MEMBER, NOTICE).await.text.contains("let you in again"));
    assert_eq!(happened(&site, &mina).await, ["shut out", "let in"]);
    let lines = site.house.store.read().await.unwrap().history(&mina, 9).await.unwrap();
    assert!(lines.iter().all(|line| line.event == "signed in" || line.network.is_empty()), "where it was done is not told");
}

async fn aut_07_what_the_operator_shuts_no_organisation_opens(database: Database) {
    let site = tender(database).await;
    let people = [(OWNER, Role::Owner), (ADMIN, Role::Administrator), (MEMBER, Role::Member)];
    let [_, alma, mina] = firm(&site, INN, people).await;
    let mut owner = signed_in(&site, OWNER, Door::Script).await;
    leads_to(&act(&mut owner, "shut", &mina).await, Page::Organisation);
    site.disable(&mina).await;
    site.disable(&alma).await;
    for account in [&mina, &alma] {
        for name in ["let-in", "shut", "let-in"] {
            assert_eq!(act(&mut owner, name, account).await.status, 409, "{name}");
        }
        leads_to(&act(&mut owner, "remove", account).await, Page::Organisation);
    }
    let open = "SELECT COUNT(*) FROM account WHERE disabled_at IS NULL";
    assert_eq!(site.count(open).await, 1, "the owner's alone");
}

async fn who_is_removed_has_an_account_of_nobodys(database: Database) {
    let site = tender(database).await;
    let people = [(OWNER, Role::Owner), (ADMIN, Role::Administrator), (MEMBER, Role::Member)];
    let [_, alma, mina] = firm(&site, INN, people).await;
    let mut owner = signed_in(&site, OWNER, Door::Script).await;
    let mut admin = signed_in(&site, ADMIN, Door::Script).await;
    leads_to(&act(&mut admin, "shut", &mina).await, Page::Organisation);
    leads_to(&act(&mut admin, "remove", &mina).await, Page::Organisation);
    assert_eq!(act(&mut admin, "remove", &mina).await.status, 409);
    assert!(signed_in(&site, MEMBER, Door::Script).await.is_signed_in().await, "it was shut for the organisation alone");
    leads_to(&act(&mut owner, "remove", &alma).await, Page::Organisation);
    assert!(admin.is_signed_in().await, "the account stays");
    assert_eq!(act(&mut admin, "remove", &mina).await.status, 409);
    assert!(admin.get("/account/organisation").await.body.contains("You do not work for an organisation"));
    assert!(latest(&site, ADMIN, NOTICE).await.text.contains("removed you"));
    assert_eq!((role(&site, &alma).await, role(&site, &mina).await), (None, None));
    assert_eq!(happened(&site, &alma).await, ["removed from organisation"]);
}

async fn the_last_to_leave_closes_the_organisation(database: Database) {
    let site = tender(database).await;
    let [owen, mina] = firm(&site, INN, [(OWNER, Role::Owner), (MEMBER, Role::Member)]).await;
    let mut owner = signed_in(&site, OWNER, Door::Plain).await;
    let mut member = signed_in(&site, MEMBER, Door::Script).await;
    leads_to(&invite(&mut owner, EVE, "member").await, Page::Organisation);
    let answer = owner.post("/api/organisation-leave", &[]).await;
    assert!(said(&mut owner, &answer).await.contains("You are the last owner"));
    leads_to(&member.post("/api/organisation-leave", &[]).await, Page::Organisation);
    assert_eq!(member.post("/api/organisation-leave", &[]).await.status, 409);
    assert!(owner.get("/account/organisation").await.body.contains("Nobody else works here"));
    leads_to(&owner.post("/api/organisation-leave", &[]).await, Page::Organisation);
    let rows = "SELECT (SELECT COUNT(*) FROM organisation) + (SELECT COUNT(*) FROM invitation) + (SELECT COUNT(*) FROM member)";
    assert_eq!(site.count(rows).await, 0);
    assert_eq!(
        (happened(&site, &owen).await, happened(&site, &mina).await),
        (vec!["organisation left".into()], vec!["organisation left".into()])
    );
    leads_to(&found(&mut member, INN, KPP, "Again").await, Page::Organisation);
}

async fn the_data_tell_of_the_organisation_and_nothing_of_it_is_left_of_a_deleted_account(database: Database) {
    let site = tender(database).await;
    firm(&site, INN, [(OWNER, Role::Owner), (ADMIN, Role::Administrator)]).await;
    firm(&site, OTHER_INN, [("bond@example.org", Role::Owner)]).await;
    let mut admin = signed_in(&site, ADMIN, Door::Script).await;
    let data: Value = serde_json::from_str(&admin.post("/account/data.json", &[]).await.body).unwrap();
    assert_eq!((data["organisation"]["inn"].as_str(), data["organisation"]["role"].as_str()), (Some(INN), Some("administrator")));
    leads_to(&invite(&mut admin, EVE, "member").await, Page::Organisation);
    let mut bond = signed_in(&site, "bond@example.org", Door::Script).await;
    leads_to(&invite(&mut bond, ADMIN, "member").await, Page::Organisation);
    for email in [ADMIN, "stranger@example.org"] {
        let fields = [("inn", INN), ("kpp", KPP), ("email", email), ("cause", "restore")];
        leads_to(&site.client(Door::Script).post("/api/colleague", &fields).await, Page::Colleague);
    }
    site.settle().await;
    for client in [&mut admin, &mut bond] {
        leads_to(&client.leave().await, Page::Login);
    }
    site.advance(Span::days(14));
    clean(&site.house).await.unwrap();
    assert_eq!(site.count("SELECT COUNT(*) FROM account").await, 1, "the owner's");
    assert_eq!(site.count("SELECT COUNT(*) FROM member").await, 1);
    assert_eq!(site.count("SELECT COUNT(*) FROM organisation").await, 1, "one that nobody works at is gone");
    assert_eq!(site.count("SELECT COUNT(*) FROM invitation").await, 0);
    assert_eq!(site.count("SELECT COUNT(*) FROM plea").await, 1, "the stranger's");
}
