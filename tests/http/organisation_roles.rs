//! What each role may do with whom, at its own organisation and at others.

use cabinet::words::{Page, Role, Span};

use crate::account::{NEW, NOTICE, RESTORE, latest, leads_to, letters, signed_in};
use crate::client::{Answer, Client, DOORS, Door};
use crate::database::Database;
use crate::organisation::{
    ADMIN, EVE, INN, KPP, MEMBER, OTHER_INN, OWNER, act, firm, happened, invitation, invite, role, said, set_role, tender,
};
use crate::site::{PASSWORD, Site, at_once};

on_both!(
    aut_02_what_another_organisation_has_is_as_missing_as_what_never_was,
    aut_04_who_was_demoted_since_the_page_came_decides_on_nothing,
    aut_05_nobody_acts_on_their_equals_or_gives_more_than_they_have,
    aut_05_the_last_owner_cannot_be_lost,
    aut_05_of_two_owners_who_go_at_once_one_does,
    rec_11_an_administrator_starts_a_restore_of_those_below_at_home_and_sees_nothing_of_it,
    ses_10_every_act_on_people_asks_for_the_password,
);

const ROLES: [(&str, Role); 3] = [(OWNER, Role::Owner), (ADMIN, Role::Administrator), (MEMBER, Role::Member)];
const OTHERS: [(&str, Role); 3] =
    [("owen@example.net", Role::Owner), ("alma@example.net", Role::Administrator), ("mina@example.net", Role::Member)];
/// Every act on something that is known by its id.
const ACTS: [&str; 10] = ["role", "restore", "shut", "let-in", "remove", "revoke", "approve", "refuse", "accept", "decline"];
/// The id of nothing.
const ABSENT: &str = "00000000000000000000000000000000";

async fn on(client: &mut Client, name: &str, id: &str) -> Answer {
    client.post(&format!("/api/organisation-{name}"), &[("id", id), ("to", "member")]).await
}

async fn change(client: &mut Client, id: &str, to: Role) -> Answer {
    client.post("/api/organisation-role", &[("id", id), ("to", to.word())]).await
}

async fn plead(site: &Site, inn: &str, email: &str, cause: &str) {
    let fields = [("inn", inn), ("kpp", KPP), ("email", email), ("cause", cause)];
    leads_to(&site.client(Door::Script).post("/api/colleague", &fields).await, Page::Colleague);
    site.settle().await;
}

/// Everything that an act could have changed.
async fn state(site: &Site) -> Vec<String> {
    let mut all = Vec::new();
    for sql in [
        "SELECT account || role || CAST(COALESCE(shut_at, 0) AS TEXT) FROM member ORDER BY account",
        "SELECT id || CAST(version AS TEXT) || CAST(COALESCE(disabled_at, 0) AS TEXT) FROM account ORDER BY id",
        "SELECT id || CAST(COALESCE(answered_at, 0) + COALESCE(revoked_at, 0) AS TEXT) FROM invitation ORDER BY id",
        "SELECT id || CAST(COALESCE(answered_at, 0) AS TEXT) FROM plea ORDER BY id",
        "SELECT id FROM restore ORDER BY id",
        "SELECT id FROM history WHERE event <> 'signed in' ORDER BY id",
    ] {
        all.extend(site.column(sql).await);
    }
    all
}

async fn aut_02_what_another_organisation_has_is_as_missing_as_what_never_was(database: Database) {
    let site = tender(database).await;
    firm(&site, INN, ROLES).await;
    let others = firm(&site, OTHER_INN, OTHERS).await;
    let nobodys = [site.account("none@example.org").await, site.account(EVE).await];
    let mut bond = signed_in(&site, OTHERS[0].0, Door::Script).await;
    leads_to(&invite(&mut bond, "invited@example.net", "member").await, Page::Organisation);
    plead(&site, OTHER_INN, "pleads@example.net", "join").await;
    let foreign: Vec<String> =
        others.into_iter().chain(nobodys).chain([invitation(&site).await, site.text("SELECT id FROM plea").await]).collect();
    let before = state(&site).await;
    for door in DOORS {
        for (who, _) in ROLES.into_iter().chain([("none@example.org", Role::Member)]) {
            let mut client = signed_in(&site, who, door).await;
            for name in ACTS {
                let absent = on(&mut client, name, ABSENT).await;
                assert!(matches!(absent.status, 303 | 409), "{who} {name}: {}", absent.all());
                let page = client.get("/account/organisation").await;
                for id in foreign.iter().map(String::as_str).chain(["", "0\0", "' OR 1=1 --"]) {
                    let answer = on(&mut client, name, id).await;
                    assert_eq!(answer.canonical(), absent.canonical(), "{door:?} {who} {name} {id}");
                    let told = client.get("/account/organisation").await;
                    assert_eq!(told.canonical(), page.canonical(), "{door:?} {who} {name} {id}");
                }
            }
        }
    }
    assert_eq!(state(&site).await, before);
    // Where they do belong, the same ids are something.
    leads_to(&on(&mut bond, "shut", &foreign[2]).await, Page::Organisation);
    leads_to(&on(&mut bond, "revoke", &foreign[5]).await, Page::Organisation);
    leads_to(&on(&mut bond, "refuse", &foreign[6]).await, Page::Organisation);
}

async fn aut_04_who_was_demoted_since_the_page_came_decides_on_nothing(database: Database) {
    let site = tender(database).await;
    let [_, alma, mina] = firm(&site, INN, ROLES).await;
    let mut owner = signed_in(&site, OWNER, Door::Script).await;
    leads_to(&invite(&mut owner, "invited@example.net", "member").await, Page::Organisation);
    plead(&site, INN, "pleads@example.net", "join").await;
    let (invited, plea) = (invitation(&site).await, site.text("SELECT id FROM plea").await);
    for door in DOORS {
        let mut admin = signed_in(&site, ADMIN, door).await;
        let page = admin.get("/account/organisation").await.body;
        assert!(page.contains(&mina) && page.contains(&invited) && page.contains(&plea), "{door:?}: the page of an administrator");
        set_role(&site, &alma, Role::Member).await;
        let before = state(&site).await;
        for (name, id) in [
            ("role", &mina),
            ("restore", &mina),
            ("shut", &mina),
            ("let-in", &mina),
            ("remove", &mina),
            ("revoke", &invited),
            ("approve", &plea),
            ("refuse", &plea),
        ] {
            let answer = on(&mut admin, name, id).await;
            assert!(said(&mut admin, &answer).await.contains("not for you to decide"), "{door:?} {name}");
        }
        let answer = invite(&mut admin, EVE, "member").await;
        assert!(said(&mut admin, &answer).await.contains("not for you to decide"), "{door:?}");
        assert_eq!(state(&site).await, before, "{door:?}");
        let page = admin.get("/account/organisation").await.body;
        assert!(!page.contains(&mina) && !page.contains(&invited) && !page.contains(&plea), "{door:?}: the page of a member");
        set_role(&site, &alma, Role::Administrator).await;
    }
    // Whichever comes first: who is removed at the same moment has acted before, or has not.
    for _ in 0..4 {
        let (admin, boss) = (signed_in(&site, ADMIN, Door::Script).await, owner.tab());
        let done = at_once(2, |i| {
            let (mut tab, id) = if i == 0 { (admin.tab(), mina.clone()) } else { (boss.tab(), alma.clone()) };
            async move {
                if i == 0 { act(&mut tab, "shut", &id).await.status } else { change(&mut tab, &id, Role::Member).await.status }
            }
        })
        .await;
        assert_eq!(done[1], 200);
        let is_shut = site.count("SELECT COUNT(*) FROM member WHERE shut_at IS NOT NULL").await == 1;
        assert_eq!(done[0] == 200, is_shut, "{done:?}");
        if is_shut {
            leads_to(&act(&mut owner, "let-in", &mina).await, Page::Organisation);
        }
        leads_to(&change(&mut owner, &alma, Role::Administrator).await, Page::Organisation);
    }
}

async fn aut_05_nobody_acts_on_their_equals_or_gives_more_than_they_have(database: Database) {
    let site = tender(database).await;
    let ids = firm(&site, INN, ROLES).await;
    let second = ["ower@example.org", "almb@example.org", "minb@example.org"];
    let mut twins = Vec::new();
    for (email, (_, role)) in second.into_iter().zip(ROLES) {
        let account = site.account(email).await;
        let organisation = site.text("SELECT id FROM organisation").await;
        let mut tx = site.house.store.write().await.unwrap();
        assert!(tx.add_member(&organisation, &account, role, site.house.clock.now()).await.unwrap());
        tx.save().await.unwrap();
        twins.push(account);
    }
    for (who, by) in ROLES {
        let mut client = signed_in(&site, who, Door::Script).await;
        for (twin, (_, of)) in twins.iter().zip(ROLES) {
            for name in ["restore", "shut", "remove"] {
                let may = match name {
                    "restore" => by > of && by > Role::Member,
                    _ => by.rules(of),
                };
                if may {
                    continue;
                }
                let answer = act(&mut client, name, twin).await;
                assert!(answer.fail().contains("Above"), "{who} {name} {of:?}: {}", answer.all());
            }
            for to in Role::ALL {
                let before = role(&site, twin).await;
                let answer = change(&mut client, twin, to).await;
                let may = by.rules(of) && by.rules(to);
                assert_eq!(answer.status == 200, may, "{who} makes {of:?} {to:?}: {}", answer.all());
                if may {
                    assert_eq!(role(&site, twin).await, Some(to));
                    set_role(&site, twin, of).await;
                }
                assert_eq!(role(&site, twin).await, before);
            }
        }
        // Nor do they raise themselves, or shut themselves out.
        let own = &ids[ROLES.iter().position(|(email, _)| *email == who).unwrap()];
        for to in Role::ALL.into_iter().filter(|to| *to > by) {
            assert!(change(&mut client, own, to).await.fail().contains("Above"), "{who} {to:?}");
        }
        for name in ["shut", "remove", "restore", "let-in"] {
            let answer = act(&mut client, name, own).await;
            assert!(answer.fail().contains("Above"), "{who} {name}: {}", answer.all());
        }
        for to in Role::ALL {
            let answer = invite(&mut client, "invited@example.net", to.word()).await;
            assert_eq!(answer.status == 200, by.rules(to), "{who} invites a {to:?}: {}", answer.all());
        }
        assert_eq!(role(&site, own).await, Some(by));
    }
    assert_eq!(change(&mut signed_in(&site, OWNER, Door::Script).await, &twins[2], Role::Owner).await.status, 200);
    assert_eq!(site.count("SELECT COUNT(*) FROM member WHERE role = 'owner'").await, 3);
    // An invitation of a role that its sender has lost is void, and so is one of more than they have now.
    let mut owner = signed_in(&site, second[0], Door::Script).await;
    let account = site.account(EVE).await;
    leads_to(&invite(&mut owner, EVE, "administrator").await, Page::Organisation);
    let id = site.text("SELECT id FROM invitation WHERE contact_key = 'eve@example.org'").await;
    set_role(&site, &twins[0], Role::Administrator).await;
    let mut eve = signed_in(&site, EVE, Door::Script).await;
    assert!(act(&mut eve, "accept", &id).await.fail().contains("Gone"));
    assert_eq!(role(&site, &account).await, None);
}

async fn aut_05_the_last_owner_cannot_be_lost(database: Database) {
    let site = tender(database).await;
    let [owen, alma, _] = firm(&site, INN, ROLES).await;
    for door in DOORS {
        let mut owner = signed_in(&site, OWNER, door).await;
        let page = owner.get("/account/organisation").await.body;
        assert!(page.contains("You are the last owner") && !page.contains("organisation-leave"), "{door:?}: {page}");
        for to in [Role::Administrator, Role::Member] {
            let answer = change(&mut owner, &owen, to).await;
            assert!(said(&mut owner, &answer).await.contains("Make one of them an owner first"), "{door:?} {to:?}");
        }
        let answer = owner.post("/api/organisation-leave", &[]).await;
        assert!(said(&mut owner, &answer).await.contains("Make one of them an owner first"), "{door:?}");
        let answer = owner.leave().await;
        let told = if door == Door::Plain { owner.get("/account/delete").await.body } else { answer.body };
        assert!(told.contains("Make one of them an owner first"), "{door:?}: {told}");
        assert!(owner.is_signed_in().await, "{door:?}");
    }
    assert_eq!(site.count("SELECT COUNT(*) FROM account WHERE gone_at IS NOT NULL").await, 0);
    // Whoever is leaving is no owner to stay.
    let mut owner = signed_in(&site, OWNER, Door::Script).await;
    leads_to(&change(&mut owner, &alma, Role::Owner).await, Page::Organisation);
    leads_to(&owner.leave().await, Page::Login);
    let mut owner = signed_in(&site, OWNER, Door::Script).await;
    for name in ["shut", "remove"] {
        assert!(act(&mut owner, name, &alma).await.fail().contains("LastOwner"), "{name}");
    }
    assert!(change(&mut owner, &alma, Role::Member).await.fail().contains("LastOwner"));
    let mut second = signed_in(&site, ADMIN, Door::Script).await;
    assert!(change(&mut second, &alma, Role::Member).await.fail().contains("LastOwner"));
    assert!(second.post("/api/organisation-leave", &[]).await.fail().contains("LastOwner"));
    leads_to(&owner.stay().await, Page::Account);
    leads_to(&change(&mut second, &alma, Role::Member).await, Page::Organisation);
    assert_eq!(happened(&site, &alma).await, ["role changed", "role changed"], "by another, and by herself");
    let page = second.get("/account/history").await.body;
    assert_eq!(page.matches("<b>Your role in the organisation was changed</b>").count(), 2, "{page}");
}

async fn aut_05_of_two_owners_who_go_at_once_one_does(database: Database) {
    let site = tender(database).await;
    let [owen, alma, _] = firm(&site, INN, ROLES).await;
    for round in 0..5 {
        for account in [&owen, &alma] {
            set_role(&site, account, Role::Owner).await;
        }
        let clients = [signed_in(&site, OWNER, Door::Script).await, signed_in(&site, ADMIN, Door::Script).await];
        let ids = [owen.clone(), alma.clone()];
        let done = at_once(2, |i| {
            let (mut tab, own, other) = (clients[i].tab(), ids[i].clone(), ids[1 - i].clone());
            async move {
                match round {
                    // Both step down; both demote the other; one steps down while the other demotes; both shut the other out; both delete their accounts.
                    0 => change(&mut tab, &own, Role::Member).await.status,
                    1 => change(&mut tab, &other, Role::Member).await.status,
                    2 => change(&mut tab, if i == 0 { &own } else { &other }, Role::Administrator).await.status,
                    3 => act(&mut tab, "shut", &other).await.status,
                    _ => tab.leave().await.status,
                }
            }
        })
        .await;
        let living = "SELECT COUNT(*) FROM member m JOIN account a ON a.id = m.account
                      WHERE m.role = 'owner' AND m.shut_at IS NULL AND a.disabled_at IS NULL AND a.gone_at IS NULL";
        assert_eq!(site.count(living).await, 1, "round {round}: {done:?}");
        assert!(done.iter().all(|status| *status < 500), "round {round}: {done:?}");
        site.run("UPDATE member SET shut_at = NULL").await;
        site.run("UPDATE account SET disabled_at = NULL, gone_at = NULL").await;
    }
}

async fn rec_11_an_administrator_starts_a_restore_of_those_below_at_home_and_sees_nothing_of_it(database: Database) {
    let site = tender(database).await;
    let ids = firm(&site, INN, ROLES).await;
    let others = firm(&site, OTHER_INN, OTHERS).await;
    for (who, by) in ROLES {
        for (door, people, at_home) in
            DOORS.into_iter().flat_map(|door| [(door, (ROLES, &ids), true), (door, (OTHERS, &others), false)])
        {
            let mut client = signed_in(&site, who, door).await;
            for ((contact, of), id) in people.0.into_iter().zip(people.1) {
                let before = (letters(&site, contact, RESTORE).await.len(), letters(&site, contact, NOTICE).await.len());
                let may = at_home && by > of && by > Role::Member;
                let answer = act(&mut client, "restore", id).await;
                let page = client.get("/account/organisation").await.body;
                let after = (letters(&site, contact, RESTORE).await.len(), letters(&site, contact, NOTICE).await.len());
                let sent = usize::from(may);
                assert_eq!(after, (before.0 + sent, before.1 + sent), "{door:?} {who} {contact}: {}", answer.all());
                if !may {
                    continue;
                }
                leads_to(&answer, Page::Organisation);
                let letter = latest(&site, contact, RESTORE).await;
                let shown = format!("{}{page}{}", answer.all(), client.get("/restore/code").await.all());
                for secret in [letter.code(), letter.token()] {
                    assert!(!shown.contains(&secret), "{door:?} {who} {contact}");
                }
                assert!(latest(&site, contact, NOTICE).await.text.contains("an administrator of your organisation asked"));
                // The administrator's browser waits for nothing, and the colleague's gets in by the letter alone.
                assert!(client.restore_code(&letter.code()).await.status != 200);
                assert!(client.get("/restore/password").await.location() != "/restore/password");
                let mut colleague = site.client(Door::Script);
                colleague.open_restore_link(&letter.token()).await;
                leads_to(&colleague.restore_password(NEW).await, Page::Login);
                assert!(site.client(Door::Script).sign_in(contact, PASSWORD).await.status != 200);
                let mut back = site.client(Door::Script);
                back.sign_in(contact, NEW).await;
                leads_to(&back.change_password(NEW, PASSWORD).await, Page::Account);
                assert!(happened(&site, id).await.contains(&"restore started".to_owned()), "{contact} is told");
            }
            assert!(client.is_signed_in().await || who != OWNER, "{door:?}");
        }
    }
    for (id, helped) in ids.iter().zip([4, 2, 0]) {
        let lines = happened(&site, id).await;
        assert_eq!(lines.iter().filter(|event| *event == "colleague helped").count(), helped, "{lines:?}");
    }
    // The budget is that of any restore of the mailbox.
    let site = site.restart_with("limits.letters_mailbox.burst = 1").await;
    let mut owner = signed_in(&site, OWNER, Door::Script).await;
    site.advance(Span::days(1));
    let mut again = signed_in(&site, OWNER, Door::Script).await;
    assert_eq!(act(&mut owner, "restore", &ids[2]).await.status, 401, "a day later nobody is there any more");
    leads_to(&act(&mut again, "restore", &ids[2]).await, Page::Organisation);
    assert_eq!(act(&mut again, "restore", &ids[2]).await.status, 429);
    assert_eq!(site.client(Door::Script).ask_restore(MEMBER).await.status, 429, "one budget for all who ask");
}

async fn ses_10_every_act_on_people_asks_for_the_password(database: Database) {
    let site = tender(database).await;
    let [_, _, mina] = firm(&site, INN, ROLES).await;
    let mut owner = signed_in(&site, OWNER, Door::Script).await;
    leads_to(&invite(&mut owner, "invited@example.net", "member").await, Page::Organisation);
    plead(&site, INN, "pleads@example.net", "join").await;
    let (invited, plea) = (invitation(&site).await, site.text("SELECT id FROM plea").await);
    let before = state(&site).await;
    for door in DOORS {
        let mut client = signed_in(&site, OWNER, door).await;
        site.advance(Span::minutes(5));
        assert_eq!(client.get("/account/organisation").await.status, 200, "{door:?}: looking does not");
        for (name, id) in [
            ("role", &mina),
            ("restore", &mina),
            ("shut", &mina),
            ("let-in", &mina),
            ("remove", &mina),
            ("revoke", &invited),
            ("approve", &plea),
            ("refuse", &plea),
        ] {
            let answer = on(&mut client, name, id).await;
            let wants_proof = if door == Door::Plain { answer.location() == "/account/prove" } else { answer.status == 401 };
            assert!(wants_proof, "{door:?} {name}: {}", answer.all());
        }
        for answer in [
            invite(&mut client, EVE, "member").await,
            client.post("/api/organisation", &[("inn", OTHER_INN), ("kpp", KPP), ("name", "Firm")]).await,
        ] {
            assert!(answer.location() == "/account/prove" || answer.status == 401, "{door:?}: {}", answer.all());
        }
        leads_to(&client.prove(PASSWORD).await, Page::Organisation);
    }
    assert_eq!(state(&site).await, before);
}
