//! One person's two accounts: linked by proof of both, gone over between, unlinked.

use cabinet::locale::Language;
use cabinet::wire::sheet::Block;
use cabinet::wire::{Doors, Opened};
use cabinet::words::{Page, Span};

use crate::account::{NEW, NOTICE, RESTORE, latest, leads_to, letters, opened, other_place, places, restore, signed_in};
use crate::client::{Answer, Client, DOORS, Door};
use crate::database::Database;
use crate::site::{LOOSE, PASSWORD, Site, at_once};

on_both!(
    two_accounts_are_linked_gone_over_between_and_unlinked_from_either_side,
    what_the_site_does_not_offer_is_not_there,
    idn_14_a_session_alone_links_nothing,
    idn_14_what_is_no_proof_of_the_other_account_is_refused_alike,
    idn_14_what_was_proved_once_links_once,
    idn_11_an_equal_address_links_nothing,
    idn_11_of_many_who_link_one_account_at_once_one_does,
    idn_11_a_new_password_of_either_puts_out_whoever_came_over,
    idn_13_an_account_that_must_agree_first_is_not_linked,
    bru_15_the_form_that_links_is_on_the_budget_of_sign_in,
    ses_01_going_over_begins_another_session_and_ends_the_one_before,
    ses_04_a_link_that_ends_leaves_nothing_to_go_on_in,
    ses_06_going_over_and_back_makes_no_session_live_longer,
    ses_10_whoever_comes_over_has_proved_nothing,
    ses_12_one_list_has_the_sessions_of_both_accounts_and_of_no_other,
    aut_02_a_link_of_others_is_as_one_that_never_was,
    aut_07_a_shut_or_leaving_account_is_linked_no_more,
    rec_06_the_letter_that_restores_names_the_other_account_and_no_page_does,
);

const ADA: &str = "ada@example.org";
const EVE: &str = "eve@example.org";
const KIM: &str = "kim@example.org";
const SAM: &str = "sam@example.org";
const NOBODY: &str = "nobody@example.org";
const WRONG: &str = "not the password at all";
/// The password of a second account, which that of the first does not open.
const OTHERS: &str = "nine brass buttons, all loose";

const PAIRS: &str = "SELECT COUNT(*) FROM pair";
const FAILURES: &str = "SELECT CAST(COALESCE(SUM(failures), 0) AS BIGINT) FROM guess";

async fn open(database: Database) -> Site {
    Site::open(database, &format!("account.linked = true\n{LOOSE}\nusername_account.burst = 1000")).await
}

async fn link(client: &mut Client, login: &str, password: &str) -> Answer {
    client.post("/api/link", &[("login", login), ("password", password)]).await
}

async fn switch(client: &mut Client, id: &str) -> Answer {
    client.post("/api/switch", &[("id", id)]).await
}

async fn unlink(client: &mut Client, id: &str) -> Answer {
    client.post("/api/link-end", &[("id", id)]).await
}

/// Two accounts of one person, each with a password of its own, and a browser that is signed in to the first.
async fn two(site: &Site, first: &str, second: &str, door: Door) -> Client {
    site.account(first).await;
    site.account(second).await;
    restore(site, second, OTHERS).await;
    signed_in(site, first, door).await
}

/// The same, linked; with what the link goes by.
async fn linked(site: &Site, first: &str, second: &str, door: Door) -> (Client, String) {
    let mut client = two(site, first, second, door).await;
    leads_to(&link(&mut client, second, OTHERS).await, Page::Linked);
    let id = shown(&client).await.expect("a link");
    (client, id)
}

/// What the link goes by that the page shows, if any.
async fn shown(client: &Client) -> Option<String> {
    let Opened::Here(arrival) = opened(client, Page::Linked).await else { return None };
    fn hidden(blocks: &[Block]) -> Option<String> {
        blocks.iter().find_map(|block| match block {
            Block::Hidden(name, value) if name == "id" => Some(value.clone()),
            Block::Form(form) => hidden(&form.blocks),
            Block::Section(section) => hidden(&section.blocks),
            Block::List(list) => list.items.iter().find_map(|item| hidden(&item.blocks)),
            _ => None,
        })
    }
    hidden(&arrival.blocks)
}

/// Whose account a browser is in; nobody's where it is not signed in.
async fn who(client: &Client) -> Option<String> {
    match opened(client, Page::Home).await {
        Opened::Here(arrival) => match arrival.doors {
            Doors::Out { who, .. } => Some(who.label),
            Doors::In(_) => None,
        },
        Opened::Elsewhere(page) => panic!("{page:?}"),
    }
}

async fn is_in(client: &Client, account: &str) -> bool {
    who(client).await.as_deref() == Some(account)
}

/// How many letters of what happened an address has that say this.
async fn told(site: &Site, to: &str, mark: &str) -> usize {
    letters(site, to, NOTICE).await.iter().filter(|letter| letter.text.contains(mark)).count()
}

fn is_refused(answer: &Answer, status: u16, reason: &str) {
    assert_eq!((answer.status, answer.fail()), (status, format!("{{\"Refused\":[\"{reason}\"]}}")), "{}", answer.all());
}

/// Asserts that an act asks for the password first.
fn asks(answer: &Answer) {
    match answer.status {
        303 => assert_eq!(answer.location(), "/account/prove"),
        _ => assert_eq!(answer.fail(), "\"Prove\"", "{}", answer.all()),
    }
}

async fn two_accounts_are_linked_gone_over_between_and_unlinked_from_either_side(database: Database) {
    let site = open(database).await;
    for (door, [first, second]) in DOORS.into_iter().zip([[ADA, EVE], [KIM, SAM]]) {
        let (mut ada, id) = linked(&site, first, second, door).await;
        for (to, other) in [(first, second), (second, first)] {
            assert_eq!(told(&site, to, "was linked with another one").await, 1, "{door:?} {to}");
            assert_eq!(told(&site, other, "is no longer linked").await, 0);
        }
        let page = ada.get("/account/linked").await.body;
        assert!(page.contains(second) && page.contains("Your two accounts are linked"), "{door:?}: {page}");
        assert!(ada.get("/account").await.body.contains("Your other account"), "{door:?}");

        leads_to(&switch(&mut ada, &id).await, Page::Account);
        assert!(is_in(&ada, second).await, "{door:?}");
        let page = ada.get("/account").await.body;
        assert!(page.contains("You have come over to this account") && page.contains(first), "{door:?}: {page}");
        let history = ada.get("/account/history").await.body;
        for line in ["Somebody came over from the linked account", "The account was linked with another one"] {
            assert!(history.contains(line), "{door:?}: {history}");
        }
        leads_to(&switch(&mut ada, &id).await, Page::Account);
        assert!(is_in(&ada, first).await, "{door:?}: and back");

        // From the side that was linked, signed in to by its own password.
        let mut eve = site.client(door);
        eve.sign_in(second, OTHERS).await;
        assert_eq!(shown(&eve).await.as_ref(), Some(&id));
        leads_to(&unlink(&mut eve, &id).await, Page::Linked);
        assert!(eve.get("/account/linked").await.body.contains("The link has ended"), "{door:?}");
        assert_eq!(site.count(PAIRS).await, 0);
        for to in [first, second] {
            assert_eq!(told(&site, to, "is no longer linked").await, 1, "{door:?} {to}");
        }
        assert!(is_in(&eve, second).await && who(&ada).await.is_none(), "{door:?}: whoever went over and back came by the link");
        let mut ada = signed_in(&site, first, door).await;
        assert!(ada.get("/account/history").await.body.contains("The link with the other account ended"));
        assert!(!ada.get("/account").await.body.contains("Your other account"));

        // And from the other, whose session began with its password.
        leads_to(&link(&mut ada, second, OTHERS).await, Page::Linked);
        let id = shown(&ada).await.expect("another link");
        let data = ada.post("/account/data.json", &[]).await.body;
        assert!(data.contains(&format!("\"contact\": \"{second}\"")) && data.contains("\"linked_at\""), "{data}");
        leads_to(&unlink(&mut ada, &id).await, Page::Linked);
        assert!(is_in(&ada, first).await && site.count(PAIRS).await == 0);
    }
}

async fn what_the_site_does_not_offer_is_not_there(database: Database) {
    let site = open(database).await;
    let (ada, id) = linked(&site, ADA, EVE, Door::Script).await;
    drop(ada);
    let site = site.restart_with("account.linked = false").await;
    let mut ada = signed_in(&site, ADA, Door::Script).await;
    assert_eq!(ada.get("/account/linked").await.status, 404);
    assert!(!ada.get("/account").await.body.contains("Linked accounts"));
    assert_eq!(link(&mut ada, EVE, OTHERS).await.status, 400);
    is_refused(&switch(&mut ada, &id).await, 409, "Gone");
    is_refused(&unlink(&mut ada, &id).await, 409, "Gone");
    assert!(places(&ada).await.iter().all(|place| !place.text.contains(ADA) && !place.text.contains(EVE)));
}

async fn idn_14_a_session_alone_links_nothing(database: Database) {
    let site = open(database).await;
    for (door, [first, second]) in DOORS.into_iter().zip([[ADA, EVE], [KIM, SAM]]) {
        let mut ada = two(&site, first, second, door).await;
        site.advance(Span::minutes(5));
        asks(&link(&mut ada, second, OTHERS).await);
        assert!(matches!(opened(&ada, Page::Linked).await, Opened::Elsewhere(Page::Prove)), "{door:?}");
        assert_eq!(site.count(PAIRS).await, 0, "{door:?}");
        assert_eq!(site.count(FAILURES).await, 0, "{door:?}: the password of the other account was not looked at");
        let mut stranger = site.client(Door::Script);
        assert_eq!(link(&mut stranger, second, OTHERS).await.fail(), "\"SignIn\"");

        leads_to(&ada.prove(PASSWORD).await, Page::Linked);
        leads_to(&link(&mut ada, second, OTHERS).await, Page::Linked);
        let id = shown(&ada).await.expect("a link");
        site.advance(Span::minutes(5));
        asks(&unlink(&mut ada, &id).await);
        assert_eq!(site.count(PAIRS).await, 1, "{door:?}");
        leads_to(&ada.prove(PASSWORD).await, Page::Linked);
        leads_to(&unlink(&mut ada, &id).await, Page::Linked);
    }
}

async fn idn_14_what_is_no_proof_of_the_other_account_is_refused_alike(database: Database) {
    let ways = "[restore]\nways = ['letter-password']";
    let site = Site::open(database, &format!("account.linked = true\n{ways}\n{LOOSE}")).await;
    for email in [ADA, EVE, KIM] {
        site.account(email).await;
    }
    let shut = site.account(SAM).await;
    site.disable(&shut).await;
    let mut asking = site.client(Door::Script);
    assert_eq!(asking.ask_restore(KIM).await.status, 200);
    let letter = latest(&site, KIM, "Instructions for restoring access to Cabinet").await;
    let is_one = |line: &&str| line.split('-').count() == 4 && line.split('-').all(|group| group.len() == 4);
    let one_time = letter.text.lines().map(str::trim).find(is_one).expect("a one-time password");
    for door in DOORS {
        let mut ada = signed_in(&site, ADA, door).await;
        let mut seen = Vec::new();
        for (login, password) in [(EVE, WRONG), (NOBODY, PASSWORD), (SAM, PASSWORD), (KIM, one_time), ("no login", WRONG)] {
            let answer = link(&mut ada, login, password).await;
            if door == Door::Script {
                is_refused(&answer, 422, "Wrong");
                seen.push(answer.canonical());
            } else {
                leads_to(&answer, Page::Linked);
                let page = ada.get("/account/linked").await.body;
                assert!(page.contains("The login or the password is not right"), "{login}: {page}");
                assert!(page.contains(login) && !page.contains(password), "{login}: what was typed stays, and no secret");
            }
        }
        assert!(seen.windows(2).all(|two| two[0] == two[1]), "{seen:#?}");
        assert_eq!(site.count(PAIRS).await, 0, "{door:?}");
    }
    let mut ada = signed_in(&site, ADA, Door::Script).await;
    is_refused(&link(&mut ada, "", PASSWORD).await, 422, "LoginEmpty");
    is_refused(&link(&mut ada, EVE, "").await, 422, "PasswordEmpty");
    is_refused(&link(&mut ada, ADA, PASSWORD).await, 422, "Own");
    // The one-time password was not used up by what it does not open.
    leads_to(&site.client(Door::Script).sign_in(KIM, one_time).await, Page::RestorePassword);
    assert_eq!(site.count(PAIRS).await, 0);
}

async fn idn_14_what_was_proved_once_links_once(database: Database) {
    let site = open(database).await;
    let (mut ada, id) = linked(&site, ADA, EVE, Door::Script).await;
    let mut kim = two(&site, KIM, SAM, Door::Script).await;
    is_refused(&link(&mut ada, EVE, OTHERS).await, 409, "Taken");
    is_refused(&link(&mut ada, SAM, OTHERS).await, 409, "Taken");
    is_refused(&link(&mut kim, EVE, OTHERS).await, 409, "Taken");
    is_refused(&link(&mut kim, ADA, PASSWORD).await, 409, "Taken");
    assert_eq!(site.count(PAIRS).await, 1);
    // What the form says besides login and password is nothing.
    let forged = [("login", SAM), ("password", OTHERS), ("account", ADA), ("other", EVE), ("id", id.as_str())];
    leads_to(&kim.post("/api/link", &forged).await, Page::Linked);
    assert!(kim.get("/account/linked").await.body.contains(SAM));
    assert_eq!(shown(&ada).await.as_ref(), Some(&id), "the other two are linked as they were");
}

async fn idn_11_an_equal_address_links_nothing(database: Database) {
    let site = Site::open(database, &format!("preset = 'mailbox'\naccount.linked = true\n{}", crate::profile::LOOSE)).await;
    let both = ["ada@mail.example.org", "eve@mail.example.org"];
    let mut clients = Vec::new();
    for account in both {
        site.account(account).await;
        let mut client = signed_in(&site, account, Door::Script).await;
        crate::profile::set_up(&site, &mut client, "home@example.net").await;
        clients.push(client);
    }
    for client in &mut clients {
        assert!(shown(client).await.is_none());
        assert_eq!(places(client).await.len(), 1);
        is_refused(&switch(client, "").await, 409, "Gone");
    }
    assert_eq!(site.count(PAIRS).await, 0);
}

async fn idn_11_of_many_who_link_one_account_at_once_one_does(database: Database) {
    let site = open(database).await;
    for email in [ADA, EVE, KIM, SAM] {
        site.account(email).await;
    }
    let ada = signed_in(&site, ADA, Door::Script).await;
    let (eve, kim) = (signed_in(&site, EVE, Door::Script).await, signed_in(&site, KIM, Door::Script).await);
    // Both ways round, and each more than once.
    let tries = [(&ada, EVE), (&eve, ADA), (&ada, KIM), (&kim, ADA), (&ada, SAM), (&eve, KIM), (&kim, EVE), (&eve, SAM)];
    let tries = tries.map(|(client, login)| (client.tab(), login));
    let statuses = at_once(tries.len(), |i| {
        let (mut client, login) = (tries[i].0.tab(), tries[i].1);
        async move { link(&mut client, login, PASSWORD).await.status }
    })
    .await;
    assert!(statuses.iter().all(|status| [200, 409].contains(status)), "{statuses:?}");
    let linked = statuses.iter().filter(|status| **status == 200).count() as i64;
    assert_eq!(site.count(PAIRS).await, linked, "{statuses:?}");
    let in_two = "SELECT COUNT(*) FROM account a WHERE (SELECT COUNT(*) FROM pair WHERE a.id IN (one, other)) > 1";
    assert_eq!(site.count(in_two).await, 0, "{statuses:?}");
    assert!((1..=2).contains(&linked), "{statuses:?}");
}

async fn idn_11_a_new_password_of_either_puts_out_whoever_came_over(database: Database) {
    let site = open(database).await;
    for (i, (is_first, by_letter)) in [(true, true), (false, true), (true, false), (false, false)].into_iter().enumerate() {
        let (first, second) = (format!("ada{i}@example.org"), format!("eve{i}@example.org"));
        let (mut over, id) = linked(&site, &first, &second, Door::Script).await;
        leads_to(&switch(&mut over, &id).await, Page::Account);
        let mut back = site.client(Door::Script);
        back.sign_in(&second, OTHERS).await;
        leads_to(&switch(&mut back, &id).await, Page::Account);
        assert!(is_in(&over, &second).await && is_in(&back, &first).await);
        let (changed, kept) = if is_first { (&first, &second) } else { (&second, &first) };
        let password = if is_first { PASSWORD } else { OTHERS };
        let mut owner = site.client(Door::Script);
        if by_letter {
            restore(&site, changed, NEW).await;
        } else {
            owner.sign_in(changed, password).await;
            leads_to(&owner.change_password(password, NEW).await, Page::Account);
            assert!(is_in(&owner, changed).await);
        }
        assert!(who(&over).await.is_none() && who(&back).await.is_none(), "{is_first} {by_letter}");
        assert_eq!(site.count(PAIRS).await, 0, "{is_first} {by_letter}");
        assert_eq!(told(&site, kept, "is no longer linked").await, 1, "{is_first} {by_letter}");
        let mut other = site.client(Door::Script);
        other.sign_in(kept, if is_first { OTHERS } else { PASSWORD }).await;
        assert!(is_in(&other, kept).await, "the password of the other account is what it was");
        is_refused(&switch(&mut other, &id).await, 409, "Gone");
        assert!(other.get("/account/history").await.body.contains("The link with the other account ended"));
    }
}

async fn idn_13_an_account_that_must_agree_first_is_not_linked(database: Database) {
    let site = open(database).await;
    let mut ada = two(&site, ADA, EVE, Door::Script).await;
    site.run("DELETE FROM consent WHERE account = (SELECT id FROM account WHERE contact = 'eve@example.org')").await;
    is_refused(&link(&mut ada, EVE, WRONG).await, 422, "Wrong");
    is_refused(&link(&mut ada, EVE, OTHERS).await, 409, "Consent");
    let mut eve = site.client(Door::Script);
    leads_to(&eve.sign_in(EVE, OTHERS).await, Page::Consent);
    assert_eq!(link(&mut eve, ADA, PASSWORD).await.fail(), "\"Consent\"");
    assert_eq!(site.count(PAIRS).await, 0);
    let text = &site.house.config.agreement.text(Language::En).digest;
    assert_eq!(eve.post("/api/consent", &[("agree", "yes"), ("text", text)]).await.status, 200);
    leads_to(&link(&mut ada, EVE, OTHERS).await, Page::Linked);
    // Whoever comes over to an account that has yet to agree is asked, as at sign-in.
    site.run("DELETE FROM consent WHERE account = (SELECT id FROM account WHERE contact = 'eve@example.org')").await;
    let id = shown(&ada).await.expect("a link");
    leads_to(&switch(&mut ada, &id).await, Page::Consent);
    assert_eq!(ada.get("/account").await.location(), "/agreement/accept");
}

async fn bru_15_the_form_that_links_is_on_the_budget_of_sign_in(database: Database) {
    let site = open(database).await;
    for (door, [first, second]) in DOORS.into_iter().zip([[ADA, EVE], [KIM, SAM]]) {
        let mut ada = two(&site, first, second, door).await;
        for login in [second, NOBODY] {
            for _ in 0..20 {
                link(&mut ada, login, WRONG).await;
                site.client(Door::Script).sign_in(login, WRONG).await;
            }
        }
        // Five for the account and five for the login that nobody has, whichever form they came by.
        assert_eq!(site.count(FAILURES).await, 10, "{door:?}");
        ada.door = Door::Script;
        for login in [second, NOBODY] {
            assert_eq!(link(&mut ada, login, OTHERS).await.status, 429, "{door:?} {login}: not even the right one is looked at");
        }
        site.advance(Span::seconds(30));
        leads_to(&link(&mut ada, second, OTHERS).await, Page::Linked);
        assert_eq!(site.count(FAILURES).await, 5, "{door:?}: the right one forgives its own account alone");
        site.run("DELETE FROM guess").await;
    }
    site.account("max@example.org").await;
    let max = site.house.store.read().await.unwrap().account_by_contact("max@example.org").await.unwrap().expect("the account").id;
    let mut lee = two(&site, "lee@example.org", "liz@example.org", Door::Script).await;
    for key in [max.as_str(), NOBODY] {
        site.lock(key).await;
    }
    for login in ["max@example.org", NOBODY] {
        is_refused(&link(&mut lee, login, PASSWORD).await, 429, "Locked");
    }
}

async fn ses_01_going_over_begins_another_session_and_ends_the_one_before(database: Database) {
    let site = open(database).await;
    for (door, [first, second]) in DOORS.into_iter().zip([[ADA, EVE], [KIM, SAM]]) {
        let (mut ada, id) = linked(&site, first, second, door).await;
        let before = ada.tab();
        leads_to(&switch(&mut ada, &id).await, Page::Account);
        assert_ne!(ada.cookie("session"), before.cookie("session"), "{door:?}");
        assert!(who(&before).await.is_none() && is_in(&ada, second).await, "{door:?}");
        // One that has ended goes over to nothing.
        let mut planted = before.tab();
        planted.door = Door::Script;
        assert_eq!(switch(&mut planted, &id).await.fail(), "\"SignIn\"", "{door:?}");
        let living = "SELECT COUNT(*) FROM session WHERE revoked_at IS NULL";
        let count = site.count(living).await;
        leads_to(&switch(&mut ada, &id).await, Page::Account);
        assert_eq!(site.count(living).await, count, "{door:?}: going over adds none");
    }
}

async fn ses_04_a_link_that_ends_leaves_nothing_to_go_on_in(database: Database) {
    let site = open(database).await;
    let (mut over, id) = linked(&site, ADA, EVE, Door::Script).await;
    leads_to(&switch(&mut over, &id).await, Page::Account);
    let mut proved = over.tab();
    let mut eve = site.client(Door::Script);
    eve.sign_in(EVE, OTHERS).await;
    leads_to(&unlink(&mut eve, &id).await, Page::Linked);
    for answer in [over.prove(OTHERS).await, over.set_username("eve").await, over.change_password(OTHERS, NEW).await] {
        assert_eq!(answer.fail(), "\"SignIn\"");
    }
    assert!(who(&over).await.is_none());
    // Its end is the link's: linked anew, it stays ended.
    let mut ada = signed_in(&site, ADA, Door::Script).await;
    leads_to(&link(&mut ada, EVE, OTHERS).await, Page::Linked);
    assert!(who(&proved).await.is_none() && switch(&mut proved, &id).await.status == 401);

    // Whoever gives the password has come in by that, and stays.
    let id = shown(&ada).await.expect("a link");
    leads_to(&switch(&mut ada, &id).await, Page::Account);
    assert_eq!(ada.prove(OTHERS).await.status, 200);
    leads_to(&unlink(&mut ada, &id).await, Page::Linked);
    assert!(is_in(&ada, EVE).await);
}

async fn ses_06_going_over_and_back_makes_no_session_live_longer(database: Database) {
    let site = open(database).await;
    let (mut ada, id) = linked(&site, ADA, EVE, Door::Script).await;
    // Each half an hour, so that it never rests too long.
    for turn in 1..48 {
        site.advance(Span::minutes(30));
        leads_to(&switch(&mut ada, &id).await, Page::Account);
        assert!(is_in(&ada, if turn % 2 == 1 { EVE } else { ADA }).await, "{turn}");
    }
    site.advance(Span(Span::minutes(30).0 - 1));
    assert!(is_in(&ada, EVE).await, "a moment before the end of the session that it all came from");
    site.advance(Span(1));
    assert!(who(&ada).await.is_none());

    // Nor does keeping an account that was leaving, which begins a session by itself.
    let mut ada = signed_in(&site, ADA, Door::Script).await;
    site.advance(Span::minutes(50));
    leads_to(&switch(&mut ada, &id).await, Page::Account);
    site.run("UPDATE account SET gone_at = 9000000000000000 WHERE contact = 'eve@example.org'").await;
    leads_to(&ada.stay().await, Page::Account);
    for _ in 0..25 {
        site.advance(Span::minutes(55));
        assert!(ada.is_signed_in().await);
    }
    site.advance(Span::minutes(15));
    assert!(who(&ada).await.is_none(), "24 hours after the password was given");
}

async fn ses_10_whoever_comes_over_has_proved_nothing(database: Database) {
    let site = open(database).await;
    for (door, [first, second]) in DOORS.into_iter().zip([[ADA, EVE], [KIM, SAM]]) {
        let (mut ada, id) = linked(&site, first, second, door).await;
        // The password of the first account was given this moment; it says nothing of the second.
        leads_to(&switch(&mut ada, &id).await, Page::Account);
        let mut there = site.client(Door::Script);
        there.sign_in(second, OTHERS).await;
        asks(&ada.change_email("thief@example.net").await);
        asks(&ada.leave().await);
        asks(&ada.end_other_sessions().await);
        asks(&ada.end_session("0").await);
        asks(&unlink(&mut ada, &id).await);
        asks(&link(&mut ada, first, PASSWORD).await);
        for page in [Page::Email, Page::Leaving] {
            assert!(matches!(opened(&ada, page).await, Opened::Elsewhere(Page::Prove)), "{door:?} {page:?}");
        }
        assert_ne!(ada.post("/account/data.json", &[]).await.status, 200, "{door:?}");
        // Nor does it when one has gone there and back.
        let mut tab = ada.tab();
        leads_to(&switch(&mut tab, &id).await, Page::Account);
        asks(&tab.leave().await);
        leads_to(&switch(&mut tab, &id).await, Page::Account);

        tab.door = Door::Script;
        is_refused(&tab.prove(PASSWORD).await, 422, "Wrong");
        is_refused(&tab.change_password(PASSWORD, NEW).await, 422, "CurrentWrong");
        assert!(there.is_signed_in().await, "{door:?}");
        leads_to(&tab.change_password(OTHERS, NEW).await, Page::Account);
        assert!(is_in(&tab, second).await, "{door:?}: whoever gave the password has no need of the link");
        assert!(!there.is_signed_in().await && site.count(PAIRS).await == 0, "{door:?}");
        asks(&tab.leave().await);
    }
}

async fn ses_12_one_list_has_the_sessions_of_both_accounts_and_of_no_other(database: Database) {
    let site = open(database).await;
    for (door, [first, second]) in DOORS.into_iter().zip([[ADA, EVE], [KIM, SAM]]) {
        let (mut ada, id) = linked(&site, first, second, door).await;
        let mut stranger = two(&site, &format!("x{first}"), &format!("x{second}"), Door::Script).await;
        let _beside = signed_in(&site, &format!("x{first}"), Door::Script).await;
        let foreign = other_place(&stranger).await;
        let mut eve = site.client(Door::Script);
        eve.sign_in(second, OTHERS).await;
        let mut over = signed_in(&site, first, Door::Script).await;
        leads_to(&switch(&mut over, &id).await, Page::Account);
        let all = places(&ada).await;
        assert_eq!(all.len(), 3, "{door:?}");
        assert_eq!(all.iter().filter(|place| place.text.contains(second)).count(), 2, "{door:?}");
        assert_eq!(all.iter().filter(|place| place.id.is_none()).count(), 1, "{door:?}: one of them is here");
        assert_eq!(places(&eve).await.len(), 3, "{door:?}: the same from the other side");
        assert_eq!(places(&stranger).await.len(), 2, "{door:?}");

        let mut script = ada.tab();
        script.door = Door::Script;
        for forged in [foreign.as_str(), "", "0", "%"] {
            is_refused(&script.end_session(forged).await, 409, "Gone");
        }
        assert!(stranger.is_signed_in().await, "{door:?}");
        let ids: Vec<String> = places(&eve).await.into_iter().filter_map(|place| place.id).collect();
        let hers = all.iter().filter(|place| place.text.contains(second)).filter_map(|place| place.id.clone());
        let hers = hers.into_iter().find(|id| !ids.contains(id)).expect("the one that eve sees as here");
        leads_to(&ada.end_session(&hers).await, Page::Sessions);
        assert!(!eve.is_signed_in().await && over.is_signed_in().await, "{door:?}");
        leads_to(&ada.end_other_sessions().await, Page::Sessions);
        assert!(!over.is_signed_in().await && ada.is_signed_in().await && stranger.is_signed_in().await, "{door:?}");

        // Without the link each has its own.
        eve.sign_in(second, OTHERS).await;
        let theirs = places(&ada).await.into_iter().find_map(|place| place.id).expect("eve's");
        leads_to(&unlink(&mut ada, &id).await, Page::Linked);
        assert_eq!(places(&ada).await.len(), 1, "{door:?}");
        is_refused(&script.end_session(&theirs).await, 409, "Gone");
        leads_to(&ada.end_other_sessions().await, Page::Sessions);
        assert!(eve.is_signed_in().await, "{door:?}");
    }
}

async fn aut_02_a_link_of_others_is_as_one_that_never_was(database: Database) {
    let site = open(database).await;
    let (mut ada, hers) = linked(&site, ADA, EVE, Door::Script).await;
    let (mut kim, theirs) = linked(&site, KIM, SAM, Door::Script).await;
    site.account(NOBODY).await;
    let mut lone = signed_in(&site, NOBODY, Door::Script).await;
    let upper = hers.to_uppercase();
    for id in ["", "0", "%", "\0", upper.as_str(), theirs.as_str()] {
        if id != hers {
            is_refused(&switch(&mut ada, id).await, 409, "Gone");
            is_refused(&unlink(&mut ada, id).await, 409, "Gone");
        }
    }
    for id in [hers.as_str(), theirs.as_str(), ""] {
        is_refused(&switch(&mut lone, id).await, 409, "Gone");
        is_refused(&unlink(&mut lone, id).await, 409, "Gone");
    }
    assert!(is_in(&ada, ADA).await && is_in(&kim, KIM).await && is_in(&lone, NOBODY).await);
    assert_eq!(site.count(PAIRS).await, 2);
    leads_to(&switch(&mut kim, &theirs).await, Page::Account);
    for act in ["/api/switch", "/api/link-end"] {
        assert_eq!(site.client(Door::Script).post(act, &[("id", &hers)]).await.fail(), "\"SignIn\"");
    }
    // A page that shows a link which another has taken the place of leads nowhere.
    leads_to(&unlink(&mut ada, &hers).await, Page::Linked);
    leads_to(&link(&mut ada, NOBODY, PASSWORD).await, Page::Linked);
    is_refused(&switch(&mut ada, &hers).await, 409, "Gone");
    is_refused(&unlink(&mut ada, &hers).await, 409, "Gone");
    assert!(is_in(&ada, ADA).await && site.count(PAIRS).await == 2);
}

async fn aut_07_a_shut_or_leaving_account_is_linked_no_more(database: Database) {
    let site = open(database).await;
    for (i, leaves) in [true, false].into_iter().enumerate() {
        let (first, second) = (format!("ada{i}@example.org"), format!("eve{i}@example.org"));
        let (mut ada, id) = linked(&site, &first, &second, Door::Script).await;
        let mut over = signed_in(&site, &first, Door::Script).await;
        leads_to(&switch(&mut over, &id).await, Page::Account);
        let mut back = site.client(Door::Script);
        back.sign_in(&second, OTHERS).await;
        leads_to(&switch(&mut back, &id).await, Page::Account);
        if leaves {
            let mut eve = site.client(Door::Script);
            eve.sign_in(&second, OTHERS).await;
            leads_to(&eve.leave().await, Page::Login);
            assert_eq!(told(&site, &first, "is no longer linked").await, 1);
        } else {
            let eve = site.house.store.read().await.unwrap().account_by_contact(&second).await.unwrap().expect("the account").id;
            site.disable(&eve).await;
        }
        assert!(who(&over).await.is_none() && who(&back).await.is_none(), "{leaves}");
        is_refused(&switch(&mut ada, &id).await, 409, "Gone");
        assert!(is_in(&ada, &first).await && shown(&ada).await.is_none() && site.count(PAIRS).await == 0, "{leaves}");
    }
}

async fn rec_06_the_letter_that_restores_names_the_other_account_and_no_page_does(database: Database) {
    let site = open(database).await;
    let (ada, id) = linked(&site, ADA, EVE, Door::Script).await;
    site.account(KIM).await;
    for door in DOORS {
        // What whoever asks is answered and shown is the same with and without a link (attack ENU-01).
        let mut seen = Vec::new();
        for login in [ADA, KIM] {
            let mut asking = site.client(door);
            let asked = asking.ask_restore(login).await.canonical();
            site.settle().await;
            let page = asking.get("/restore/code").await.canonical();
            assert!(!page.contains(EVE), "{door:?}: {page}");
            seen.push((asked, page.replace(login, "LOGIN")));
        }
        assert_eq!(seen[0], seen[1], "{door:?}");
    }
    let letter = latest(&site, ADA, RESTORE).await;
    for part in [&letter.text, &letter.html] {
        assert!(part.contains(EVE) && part.contains("which is linked with this one"), "{part}");
    }
    assert!(letter.text.lines().any(|line| line.trim().ends_with("/restore")), "{}", letter.text);
    assert!(letter.text.find("/link/restore/") < letter.text.find(EVE), "what was asked for comes first");
    assert!(!latest(&site, KIM, RESTORE).await.text.contains("linked"));
    // Either leads to the other, until the first has its new password.
    leads_to(&site.client(Door::Script).ask_restore(EVE).await, Page::RestoreCode);
    assert!(latest(&site, EVE, RESTORE).await.text.contains(ADA));
    restore(&site, ADA, NEW).await;
    assert!(who(&ada).await.is_none() && !id.is_empty());
    leads_to(&site.client(Door::Script).ask_restore(EVE).await, Page::RestoreCode);
    assert!(!latest(&site, EVE, RESTORE).await.text.contains(ADA), "they are strangers to each other now");
}
