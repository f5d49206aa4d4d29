//! What an owner does with an account: moves it to another address, takes that back, reads what happened, leaves.

use std::collections::BTreeSet;

use cabinet::server::cleaning::clean;
use cabinet::server::store::{
    Conn, NewApiToken, NewContact, NewCorrection, NewInvitation, NewMessage, NewOrganisation, NewSupportRequest, PleaLetter,
};
use cabinet::server::tokens::Digest;
use cabinet::wire::Opened;
use cabinet::wire::sheet::{Block, Item};
use cabinet::words::{Codes, Page, Role, Scope, Span, Topic};
use serde_json::Value;
use sqlx::AssertSqlSafe;

use crate::client::{Answer, Client, DOORS, Door};
use crate::database::Database;
use crate::site::{Letter, PASSWORD, Site};

on_both!(
    an_account_moves_only_after_the_code_came_back,
    a_change_that_is_dropped_or_replaced_moves_nothing,
    of_two_who_move_to_one_address_one_does,
    an_address_with_an_account_is_told_and_the_page_says_nothing,
    the_old_address_takes_a_change_back_for_three_days,
    what_an_intruder_moved_on_cannot_undo_the_owners_undoing,
    a_new_password_leaves_the_old_address_its_way_back,
    who_leaves_is_out_everywhere_and_may_come_back,
    a_restore_works_while_the_account_is_leaving,
    after_the_time_of_grace_nothing_of_an_account_is_left,
    the_history_tells_all_that_happened_newest_first,
    the_data_are_those_of_the_account_and_hold_no_secret,
);

/// The subjects of our letters.
pub const RESTORE: &str = "Restore your access to Cabinet";
pub const MOVE: &str = "Confirm your new address at Cabinet";
pub const MOVED: &str = "Your account at Cabinet has a new address";
pub const NOTICE: &str = "A change to your account at Cabinet";

/// Another password that any account may have.
pub const NEW: &str = "seven green kettles in a row";
const INTRUDERS: &str = "what the attacker would like";

/// What happens only where people set up ways of their own, work for organisations, ask a desk or link accounts: `profile.rs`,
/// `organisation.rs`, `queue.rs`, `queue_correct.rs`, `linked.rs`.
const ELSEWHERE: [&str; 27] = [
    "RecoveryChanged",
    "Joined",
    "Left",
    "Removed",
    "RoleChanged",
    "ShutOut",
    "LetIn",
    "RestoreStarted",
    "ColleagueHelped",
    "RestoreBySupport",
    "CorrectionWaits",
    "CorrectionStopped",
    "EmailCorrected",
    "OperatorAdded",
    "OperatorRemoved",
    "RequestTaken",
    "RequestAsked",
    "RequestClosed",
    "RestoreBegun",
    "PeopleListed",
    "PeopleSent",
    "CorrectionProposed",
    "CorrectionApproved",
    "CorrectionHalted",
    "Linked",
    "Unlinked",
    "Switched",
];

const ADA: &str = "ada@example.org";
const EVE: &str = "eve@example.org";
const TICK: Span = Span(1);

/// The letters of one subject to an address, newest first, once every letter has gone.
pub async fn letters(site: &Site, to: &str, subject: &str) -> Vec<Letter> {
    site.settle().await;
    let mut letters = site.letters().await;
    letters.retain(|letter| letter.to == to && letter.subject == subject);
    letters
}

pub async fn latest(site: &Site, to: &str, subject: &str) -> Letter {
    letters(site, to, subject).await.into_iter().next().unwrap_or_else(|| panic!("no letter to {to}: {subject}"))
}

pub async fn signed_in(site: &Site, email: &str, door: Door) -> Client {
    let mut client = site.client(door);
    client.sign_in(email, PASSWORD).await;
    assert!(client.is_signed_in().await, "{email}");
    client
}

/// A browser that asked to restore access and gave the code of the letter.
pub async fn proven(site: &Site, email: &str) -> Client {
    let mut client = site.client(Door::Script);
    assert_eq!(client.ask_restore(email).await.status, 200);
    let code = latest(site, email, RESTORE).await.code();
    assert_eq!(client.restore_code(&code).await.status, 200);
    client
}

pub async fn restore(site: &Site, email: &str, password: &str) {
    leads_to(&proven(site, email).await.restore_password(password).await, Page::Login);
}

/// Moves the account that is signed in to another address.
pub async fn move_to(site: &Site, client: &mut Client, email: &str) {
    leads_to(&client.change_email(email).await, Page::Email);
    let code = latest(site, email, MOVE).await.code();
    leads_to(&client.confirm_email(&code).await, Page::Account);
}

/// Asserts that an act was done and which page it leads to: as a value or as a redirect, by the door that was taken.
pub fn leads_to(answer: &Answer, page: Page) {
    match answer.status {
        303 => assert_eq!(answer.location(), page.path()),
        200 => assert_eq!(serde_json::from_str::<Page>(&answer.body).unwrap(), page),
        _ => panic!("{}", answer.all()),
    }
}

/// A code of six digits that is not this one.
pub fn other_than(code: &str) -> &'static str {
    if code == "000000" { "000001" } else { "000000" }
}

/// What the page's script gets when it opens a page, in another tab.
pub async fn opened(client: &Client, page: Page) -> Opened {
    let mut tab = client.tab();
    tab.door = Door::Script;
    let answer = tab.get(&format!("/api/open?page={page:?}")).await;
    assert_eq!(answer.status, 200, "{}", answer.all());
    serde_json::from_str(&answer.body).unwrap()
}

/// What stands on a page of the account.
async fn shown(client: &Client, page: Page) -> Vec<Block> {
    match opened(client, page).await {
        Opened::Here(arrival) => arrival.blocks,
        Opened::Elsewhere(other) => panic!("{other:?} instead of {page:?}"),
    }
}

/// A session as its owner is shown it. The one that asks has no button, and so no name.
pub struct Place {
    pub id: Option<String>,
    pub text: String,
}

/// The items of the first list of a class.
fn items(blocks: Vec<Block>, class: &str) -> Vec<Item> {
    for block in blocks {
        match block {
            Block::List(list) if list.class == class => return list.items,
            Block::Section(section) => {
                let found = items(section.blocks, class);
                if !found.is_empty() {
                    return found;
                }
            }
            _ => {}
        }
    }
    Vec::new()
}

/// The sessions that the owner is shown.
pub async fn places(client: &Client) -> Vec<Place> {
    let place = |item: Item| {
        let id = item.blocks.iter().find_map(|block| match block {
            Block::Form(form) => form.blocks.iter().find_map(|block| match block {
                Block::Hidden(name, value) if name == "id" => Some(value.clone()),
                _ => None,
            }),
            _ => None,
        });
        Place { id, text: serde_json::to_string(&item.blocks).unwrap() }
    };
    items(shown(client, Page::Sessions).await, "places").into_iter().map(place).collect()
}

/// The name of the one other session of somebody's.
pub async fn other_place(client: &Client) -> String {
    let mut others = places(client).await.into_iter().filter_map(|place| place.id);
    let other = others.next().expect("another session");
    assert_eq!(others.next(), None);
    other
}

/// The address that an account has.
async fn address(site: &Site, account: &str) -> String {
    site.house.store.read().await.unwrap().account(account).await.unwrap().expect("the account").contact
}

/// Whether a login and a password open an account.
async fn opens(site: &Site, login: &str, password: &str) -> bool {
    let mut client = site.client(Door::Script);
    client.sign_in(login, password).await;
    client.is_signed_in().await
}

async fn an_account_moves_only_after_the_code_came_back(database: Database) {
    let site = Site::open(database, "").await;
    for (door, old, new) in [(Door::Plain, ADA, "ada@new.example.org"), (Door::Script, EVE, "eve@new.example.org")] {
        let account = site.account(old).await;
        let (mut here, mut there) = (signed_in(&site, old, door).await, signed_in(&site, old, Door::Script).await);
        leads_to(&here.change_email(new).await, Page::Email);
        let code = latest(&site, new, MOVE).await.code();
        here.confirm_email(other_than(&code)).await;
        assert_eq!(address(&site, &account).await, old, "{door:?}");
        assert!(!opens(&site, new, PASSWORD).await, "{door:?}: the new address opens nothing yet");
        assert!(letters(&site, old, MOVED).await.is_empty(), "{door:?}: nothing to tell yet");

        leads_to(&here.confirm_email(&code).await, Page::Account);
        assert_eq!(address(&site, &account).await, new, "{door:?}");
        assert!(here.is_signed_in().await, "{door:?}");
        assert!(!there.is_signed_in().await, "{door:?}: everybody else is out");
        assert!(!opens(&site, old, PASSWORD).await && opens(&site, new, PASSWORD).await, "{door:?}");
        assert_eq!(latest(&site, old, MOVED).await.token().len(), 43, "{door:?}: the old address is told");
        assert_eq!(letters(&site, old, MOVED).await.len(), 1, "{door:?}");
        let mut tab = here.tab();
        tab.door = Door::Script;
        assert_eq!(tab.confirm_email(&code).await.status, 409, "{door:?}: a code is good once");
    }
    // A code in time, and a code that is too late.
    let mut ada = signed_in(&site, "ada@new.example.org", Door::Script).await;
    for (late, status) in [(Span(0), 422), (TICK, 200)] {
        let to = format!("ada@at{status}.example.org");
        leads_to(&ada.change_email(&to).await, Page::Email);
        let code = latest(&site, &to, MOVE).await.code();
        site.advance(Span(Span::minutes(10).0 - late.0));
        assert_eq!(ada.confirm_email(&code).await.status, status);
        assert_eq!(ada.prove(PASSWORD).await.status, 200);
    }
}

async fn a_change_that_is_dropped_or_replaced_moves_nothing(database: Database) {
    let site = Site::open(database, "").await;
    for (door, old) in DOORS.into_iter().zip([ADA, EVE]) {
        let account = site.account(old).await;
        let mut owner = signed_in(&site, old, door).await;
        let [first, second] = [format!("first.{old}"), format!("second.{old}")];
        leads_to(&owner.change_email(&first).await, Page::Email);
        let replaced = latest(&site, &first, MOVE).await.code();
        leads_to(&owner.change_email(&second).await, Page::Email);
        let dropped = latest(&site, &second, MOVE).await.code();
        if replaced != dropped {
            owner.confirm_email(&replaced).await;
            assert_eq!(address(&site, &account).await, old, "{door:?}: the code of the letter before");
        }
        leads_to(&owner.drop_email().await, Page::Account);
        for code in [replaced, dropped] {
            let mut tab = owner.tab();
            tab.door = Door::Script;
            assert_eq!(tab.confirm_email(&code).await.status, 409, "{door:?}");
        }
        assert_eq!(address(&site, &account).await, old, "{door:?}");
        assert!(letters(&site, old, MOVED).await.is_empty(), "{door:?}");
    }
}

async fn of_two_who_move_to_one_address_one_does(database: Database) {
    let site = Site::open(database, "").await;
    let target = "both@example.org";
    let (ada, eve) = (site.account(ADA).await, site.account(EVE).await);
    let (mut first, mut second) = (signed_in(&site, ADA, Door::Script).await, signed_in(&site, EVE, Door::Script).await);
    leads_to(&first.change_email(target).await, Page::Email);
    let of_first = latest(&site, target, MOVE).await.code();
    leads_to(&second.change_email(target).await, Page::Email);
    let of_second = latest(&site, target, MOVE).await.code();
    assert_eq!(second.confirm_email(other_than(&of_second)).await.status, 422);
    leads_to(&first.confirm_email(&of_first).await, Page::Account);
    let late = second.confirm_email(&of_second).await;
    assert_eq!((late.status, late.fail().as_str()), (409, r#"{"Refused":["Taken"]}"#));
    assert_eq!((address(&site, &ada).await.as_str(), address(&site, &eve).await.as_str()), (target, EVE));
    assert!(second.is_signed_in().await, "nothing happened to the other");
}

async fn an_address_with_an_account_is_told_and_the_page_says_nothing(database: Database) {
    let site = Site::open(database, "").await;
    site.account(ADA).await;
    let kim = site.account("kim@example.org").await;
    let mut ada = signed_in(&site, ADA, Door::Plain).await;
    let mut seen = Vec::new();
    for to in ["kim@example.org", "tom@example.org"] {
        let answer = ada.change_email(to).await.canonical();
        site.settle().await;
        let page = ada.get("/account/email").await.canonical();
        let track = ada.get("/api/track?page=Email").await.canonical();
        seen.push([answer, page, track].map(|text| text.replace(to, "ADDRESS")));
        leads_to(&ada.drop_email().await, Page::Account);
        ada.get("/account").await;
    }
    assert_eq!(seen[0], seen[1]);
    let told = letters(&site, "kim@example.org", MOVE).await;
    assert_eq!(told.len(), 1);
    assert!(told[0].text.contains("It has an account here already") && !told[0].text.contains("/link/"), "{}", told[0].text);
    latest(&site, "tom@example.org", MOVE).await.code();
    // Asked for again on the same day, its owner is not bothered again, and no code is ever right.
    leads_to(&ada.change_email("kim@example.org").await, Page::Email);
    assert_eq!(letters(&site, "kim@example.org", MOVE).await.len(), 1);
    let unarmed = "SELECT COUNT(*) FROM email_change WHERE email_key = 'kim@example.org' AND code IS NULL";
    assert_eq!(site.count(unarmed).await, 2);
    ada.confirm_email("000000").await;
    assert_eq!(address(&site, &kim).await, "kim@example.org");
    assert!(opens(&site, ADA, PASSWORD).await);
}

async fn the_old_address_takes_a_change_back_for_three_days(database: Database) {
    let site = Site::open(database, "").await;
    let lives = Span::hours(72);
    for (door, old) in DOORS.into_iter().zip([ADA, EVE]) {
        for (late, back) in [(TICK, true), (Span(0), false)] {
            let old = format!("{back}.{old}");
            let account = site.account(&old).await;
            let mut thief = signed_in(&site, &old, Door::Script).await;
            let taken = format!("thief.{old}");
            move_to(&site, &mut thief, &taken).await;
            let token = latest(&site, &old, MOVED).await.token();
            site.advance(Span(lives.0 - late.0));
            let mut thief = signed_in(&site, &taken, Door::Script).await;

            let mut owner = site.client(door);
            assert_eq!(owner.open_undo_link(&token).await.location(), "/undo");
            let page = owner.get("/undo").await.body;
            assert_eq!(page.contains(&old) && page.contains(&taken), back, "{door:?}: {page}");
            assert_eq!(page.contains("This link is too old"), !back, "{door:?}: {page}");
            let answer = owner.undo(NEW).await;
            if back {
                leads_to(&answer, Page::Login);
                assert!(!owner.jar.contains_key("session"), "{door:?}: it signs nobody in");
                assert!(!thief.is_signed_in().await, "{door:?}");
                assert!(opens(&site, &old, NEW).await && !opens(&site, &old, PASSWORD).await, "{door:?}");
                assert_eq!(letters(&site, &old, NOTICE).await.len(), 1, "{door:?}");
                // Once.
                let mut again = site.client(Door::Script);
                again.open_undo_link(&token).await;
                let answer = again.undo(PASSWORD).await;
                assert_eq!((answer.status, answer.fail().as_str()), (409, r#"{"Refused":[{"Ended":"Used"}]}"#));
                assert!(opens(&site, &old, NEW).await, "{door:?}");
            } else {
                assert!(matches!((answer.status, answer.location()), (409, "") | (303, "/undo")), "{}", answer.all());
                assert!(thief.is_signed_in().await, "{door:?}");
            }
            assert_eq!(address(&site, &account).await, if back { old } else { taken }, "{door:?}");
        }
    }
}

async fn what_an_intruder_moved_on_cannot_undo_the_owners_undoing(database: Database) {
    let site = Site::open(database, "").await;
    for (order, owner) in [ADA, EVE].into_iter().enumerate() {
        let account = site.account(owner).await;
        let [one, two] = [format!("one.{owner}"), format!("two.{owner}")];
        let mut thief = signed_in(&site, owner, Door::Script).await;
        move_to(&site, &mut thief, &one).await;
        site.advance(Span::minutes(1));
        move_to(&site, &mut thief, &two).await;
        let (owners, thiefs) = (latest(&site, owner, MOVED).await.token(), latest(&site, &one, MOVED).await.token());
        let undo = async |token: &str, password: &str| {
            let mut client = site.client(Door::Script);
            client.open_undo_link(token).await;
            client.undo(password).await
        };
        if order == 1 {
            assert_eq!(undo(&thiefs, INTRUDERS).await.status, 200);
            assert_eq!(address(&site, &account).await, one);
        }
        assert_eq!(undo(&owners, NEW).await.status, 200);
        let answer = undo(&thiefs, INTRUDERS).await;
        let end = if order == 1 { "Used" } else { "Replaced" };
        assert_eq!((answer.status, answer.fail()), (409, format!(r#"{{"Refused":[{{"Ended":"{end}"}}]}}"#)));
        assert_eq!(address(&site, &account).await, owner);
        assert!(opens(&site, owner, NEW).await);
        assert!(!thief.is_signed_in().await);
    }
}

async fn a_new_password_leaves_the_old_address_its_way_back(database: Database) {
    let site = Site::open(database, "").await;
    let account = site.account(ADA).await;
    let mut thief = signed_in(&site, ADA, Door::Script).await;
    move_to(&site, &mut thief, "thief@example.org").await;
    let token = latest(&site, ADA, MOVED).await.token();
    leads_to(&thief.change_password(PASSWORD, INTRUDERS).await, Page::Account);
    for told in [ADA, "thief@example.org"] {
        let notice = latest(&site, told, NOTICE).await;
        assert!(notice.text.contains("the password of your account at Cabinet was changed"), "{told}: {}", notice.text);
        assert!(!notice.text.contains("/link/"), "{told}: {}", notice.text);
    }
    restore(&site, "thief@example.org", "whatever an attacker prefers").await;
    assert_eq!(letters(&site, ADA, NOTICE).await.len(), 2, "the old address is told of that too");
    let mut ada = site.client(Door::Script);
    ada.open_undo_link(&token).await;
    leads_to(&ada.undo(NEW).await, Page::Login);
    assert_eq!(address(&site, &account).await, ADA);
    assert!(opens(&site, ADA, NEW).await && !opens(&site, ADA, "whatever an attacker prefers").await);
}

async fn who_leaves_is_out_everywhere_and_may_come_back(database: Database) {
    let site = Site::open(database, "").await;
    for (door, email) in DOORS.into_iter().zip([ADA, EVE]) {
        site.account(email).await;
        let (mut here, mut there) = (signed_in(&site, email, door).await, signed_in(&site, email, Door::Script).await);
        let mut restoring = proven(&site, email).await;
        leads_to(&here.leave().await, Page::Login);
        assert!(!here.is_signed_in().await && !there.is_signed_in().await, "{door:?}");
        assert_eq!(restoring.restore_password(NEW).await.status, 409, "{door:?}: what was asked for before is void");
        let notice = latest(&site, email, NOTICE).await;
        assert!(notice.text.contains("is going to be deleted"), "{door:?}: {}", notice.text);

        here.sign_in(email, PASSWORD).await;
        let page = here.get("/account").await.body;
        assert!(page.contains("You asked for this account to be deleted."), "{door:?}: {page}");
        leads_to(&here.stay().await, Page::Account);
        let page = here.get("/account").await.body;
        assert!(!page.contains("You asked for this account to be deleted."), "{door:?}: {page}");
        assert_eq!(letters(&site, email, NOTICE).await.len(), 2, "{door:?}");
    }
    site.advance(Span::days(15));
    clean(&site.house).await.unwrap();
    for email in [ADA, EVE] {
        assert!(opens(&site, email, PASSWORD).await, "{email}");
    }
}

async fn a_restore_works_while_the_account_is_leaving(database: Database) {
    let site = Site::open(database, "").await;
    site.account(ADA).await;
    leads_to(&signed_in(&site, ADA, Door::Script).await.leave().await, Page::Login);
    site.advance(Span::days(13));
    restore(&site, ADA, NEW).await;
    assert_eq!(site.count("SELECT COUNT(*) FROM account WHERE gone_at IS NULL").await, 0, "that alone keeps nothing");
    let mut ada = site.client(Door::Script);
    assert_eq!(ada.sign_in(ADA, NEW).await.status, 200);
    leads_to(&ada.stay().await, Page::Account);
    site.advance(Span::days(2));
    clean(&site.house).await.unwrap();
    assert!(opens(&site, ADA, NEW).await);
}

/// The tables whose rows belong to an account, as the migrations have them.
fn tables_of_accounts() -> Vec<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let mut tables = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        for table in text.split("CREATE TABLE ").skip(1) {
            let (name, columns) = table.split_once(" (").unwrap();
            if columns.split_once(");\n").map_or(columns, |(columns, _)| columns).contains("REFERENCES account") {
                tables.push(name.to_owned());
            }
        }
    }
    tables
}

async fn rows_of(site: &Site, table: &str, account: &str) -> i64 {
    let whose = match table {
        "pair" => format!("'{account}' IN (one, other)"),
        "invitation" => format!("inviter = '{account}'"),
        _ => format!("account = '{account}'"),
    };
    let sql = AssertSqlSafe(format!("SELECT COUNT(*) FROM {table} WHERE {whose}"));
    match site.house.store.read().await.unwrap().conn() {
        Conn::Sqlite(conn) => sqlx::query_scalar(sql).fetch_one(conn).await.unwrap(),
        Conn::Postgres(conn) => sqlx::query_scalar(sql).fetch_one(conn).await.unwrap(),
    }
}

/// Registers an account and signs in to it, so that it has an agreement as well; its id.
async fn registered(site: &Site, client: &mut Client, email: &str) -> String {
    leads_to(&client.register(email, PASSWORD).await, Page::Confirm);
    let code = site.letter(email, 1).await.code();
    leads_to(&client.confirm(&code).await, Page::Login);
    leads_to(&client.sign_in(email, PASSWORD).await, Page::Account);
    let mut tx = site.house.store.read().await.unwrap();
    tx.account_by_contact(email).await.unwrap().expect("the account").id
}

async fn after_the_time_of_grace_nothing_of_an_account_is_left(database: Database) {
    let site = Site::open(database, "").await;
    let tables = tables_of_accounts();
    assert!(tables.len() >= 6, "{tables:?}");
    let (mut ada, mut eve) = (site.client(Door::Script), site.client(Door::Script));
    let (adas, eves) = (registered(&site, &mut ada, ADA).await, registered(&site, &mut eve, EVE).await);
    for (client, email, to) in [(&mut ada, ADA, "ada@new.example.org"), (&mut eve, EVE, "eve@new.example.org")] {
        assert_eq!(client.set_username(&email[..3]).await.status, 200);
        move_to(&site, client, to).await;
    }
    leads_to(&ada.leave().await, Page::Login);
    let begun = site.house.clock.now();
    // What goes by age would be gone by then without this.
    site.advance(Span::days(13));
    restore(&site, "ada@new.example.org", NEW).await;
    restore(&site, "eve@new.example.org", NEW).await;
    let beside = [site.account("ada@beside.example.org").await, site.account("eve@beside.example.org").await];
    let mut tx = site.house.store.write().await.unwrap();
    for (account, other) in [&adas, &eves].into_iter().zip(&beside) {
        let (now, id) = (site.house.clock.now(), site.house.tokens.id());
        let new = NewContact {
            id: &id,
            account,
            contact_key: "home@example.net",
            contact: "home@example.net",
            language: "en",
            expires_at: now.after(Span::hours(1)),
        };
        tx.add_contact(&new, now).await.unwrap();
        let message = NewMessage { id: &id, kind: "contact", about: &id, via: None, deadline: now };
        tx.add_message(&message, now).await.unwrap();
        tx.set_answer(account, "q1", "hash", now).await.unwrap();
        let (digest, until) = (Digest::of(account.as_bytes()), now.after(Span::days(7)));
        let token = NewApiToken { id: &id, account, name: "backup", scopes: &[Scope::Profile], digest: &digest, expires_at: until };
        tx.add_api_token(&token, now).await.unwrap();
        let inn = if *account == adas { "7707083893" } else { "7736050003" };
        let codes = Codes::parse(inn, "773601001").unwrap();
        assert!(tx.add_organisation(&NewOrganisation { id: &id, codes: &codes, name: "Firm" }, now).await.unwrap());
        assert!(tx.add_member(&id, account, Role::Owner, now).await.unwrap());
        let invitation = NewInvitation {
            id: &id,
            organisation: &id,
            contact_key: "kim@example.org",
            contact: "kim@example.org",
            role: Role::Member,
            inviter: account,
            language: "en",
            expires_at: until,
        };
        tx.add_invitation(&invitation, now).await.unwrap();
        let (contact_key, expires_at) = ("home@example.net".to_owned(), until.0);
        let letter = PleaLetter { id: id.clone(), plea: id.clone(), account: account.clone(), contact_key, expires_at };
        tx.add_plea_letter(&letter).await.unwrap();
        assert!(tx.add_operator(account, now).await.unwrap());
        let request = NewSupportRequest {
            id: &id,
            number: &id,
            topic: Topic::Other,
            inn: "",
            kpp: "",
            mailbox: "",
            mailbox_key: "",
            answer_to: "kim@example.org",
            answer_key: "kim@example.org",
            words: "",
            language: "en",
            link: &digest,
        };
        tx.add_support_request(&request, now).await.unwrap();
        assert!(tx.take_support_request(&id, account, now).await.unwrap());
        let (contact, proposed_by) = ("kim@example.org", "nobody");
        let correction = NewCorrection { id: &id, request: &id, account, contact, contact_key: contact, proposed_by };
        tx.add_correction(&correction, now).await.unwrap();
        assert!(tx.add_pair(&id, account, other, now).await.unwrap());
    }
    tx.save().await.unwrap();
    site.advance(Span(begun.after(Span::days(14)).0 - site.house.clock.now().0 - TICK.0));
    assert_eq!(ada.sign_in("ada@new.example.org", NEW).await.status, 200);
    assert_eq!(eve.sign_in("eve@new.example.org", NEW).await.status, 200);
    clean(&site.house).await.unwrap();
    assert!(ada.is_signed_in().await, "not a moment before");
    for table in &tables {
        assert!(rows_of(&site, table, &adas).await > 0, "{table} has nothing to lose");
    }

    site.advance(TICK);
    clean(&site.house).await.unwrap();
    assert!(!ada.is_signed_in().await);
    assert_eq!(site.column("SELECT inn FROM organisation").await, ["7736050003"], "nobody works at hers any more");
    for table in &tables {
        assert_eq!(rows_of(&site, table, &adas).await, 0, "{table}");
        assert!(rows_of(&site, table, &eves).await > 0, "{table}: what is another's stays");
    }
    let about = "SELECT COUNT(*) FROM message WHERE kind <> 'register' AND about NOT IN (SELECT id FROM history)
                 AND about NOT IN (SELECT id FROM restore) AND about NOT IN (SELECT id FROM email_change)
                 AND about NOT IN (SELECT id FROM contact)";
    assert_eq!(site.count(about).await, 0, "letters about what is gone");
    let in_hand = "SELECT COUNT(*) FROM support_request WHERE taken_by IS NOT NULL";
    assert_eq!(site.count(in_hand).await, 1, "what an operator had in hand is free again");
    let named = "SELECT COUNT(*) FROM registration WHERE contact_key LIKE 'ada%'";
    assert_eq!(site.count(named).await, 0);
    assert!(eve.is_signed_in().await);
    // Address and name are free, and nobody gets back into what is gone.
    assert!(!opens(&site, "ada@new.example.org", NEW).await);
    assert_eq!(site.client(Door::Script).ask_restore("ada@new.example.org").await.status, 200);
    let letter = latest(&site, "ada@new.example.org", RESTORE).await;
    assert!(letter.text.contains("No account has it"), "{}", letter.text);
    assert_eq!(eve.set_username("ada").await.status, 200);
}

async fn the_history_tells_all_that_happened_newest_first(database: Database) {
    let site = Site::open(database, "account.tokens = true").await;
    let mut ada = site.client(Door::Script);
    ada.from = "198.51.100.77".to_owned();
    let network = "198.51.100.0/24";
    let later = || site.advance(Span::seconds(1));
    leads_to(&ada.register(ADA, PASSWORD).await, Page::Confirm);
    let code = site.letter(ADA, 1).await.code();
    let mut happened = vec!["Registered"];
    leads_to(&ada.confirm(&code).await, Page::Login);
    later();
    happened.push("SignedIn");
    leads_to(&ada.sign_in(ADA, PASSWORD).await, Page::Account);
    later();
    happened.push("UsernameChanged");
    leads_to(&ada.set_username("countess").await, Page::Account);
    later();
    happened.push("AgreementAccepted");
    // As if what was agreed to were not the agreement of today.
    site.run("DELETE FROM consent").await;
    let text = site.house.config.agreement.texts().next().expect("the English one").digest.clone();
    leads_to(&ada.post("/api/consent", &[("agree", "yes"), ("text", &text)]).await, Page::Account);
    later();
    happened.push("SignedIn");
    let mut other = site.client(Door::Script);
    other.from.clone_from(&ada.from);
    leads_to(&other.sign_in(ADA, PASSWORD).await, Page::Account);
    later();
    happened.push("SessionsEnded");
    leads_to(&ada.end_other_sessions().await, Page::Sessions);
    later();
    happened.push("TokenMade");
    let token = [("name", "backup"), ("scope_profile", "yes"), ("expires", "7")];
    leads_to(&ada.post("/api/token", &token).await, Page::Tokens);
    later();
    happened.push("TokenRevoked");
    let id = site.text("SELECT id FROM api_token").await;
    leads_to(&ada.post("/api/token-revoke", &[("id", &id)]).await, Page::Tokens);
    later();
    happened.push("DataTaken");
    assert_eq!(ada.post("/account/data.json", &[]).await.status, 200);
    later();
    happened.push("PasswordChanged");
    leads_to(&ada.change_password(PASSWORD, NEW).await, Page::Account);
    later();
    happened.push("EmailChanged");
    move_to(&site, &mut ada, "ada@new.example.org").await;
    later();
    happened.push("EmailUndone");
    ada.open_undo_link(&latest(&site, ADA, MOVED).await.token()).await;
    leads_to(&ada.undo(PASSWORD).await, Page::Login);
    later();
    happened.push("PasswordRestored");
    leads_to(&ada.ask_restore(ADA).await, Page::RestoreCode);
    leads_to(&ada.restore_code(&latest(&site, ADA, RESTORE).await.code()).await, Page::RestorePassword);
    leads_to(&ada.restore_password(NEW).await, Page::Login);
    later();
    happened.push("SignedIn");
    leads_to(&ada.sign_in(ADA, NEW).await, Page::Account);
    later();
    happened.push("LeavingAsked");
    leads_to(&ada.leave().await, Page::Login);
    later();
    happened.push("SignedIn");
    leads_to(&ada.sign_in(ADA, NEW).await, Page::Account);
    later();
    happened.push("LeavingStopped");
    leads_to(&ada.stay().await, Page::Account);
    let every = cabinet::words::Event::ALL.iter().map(|event| format!("{event:?}"));
    let every: BTreeSet<String> = every.filter(|event| !ELSEWHERE.contains(&event.as_str())).collect();
    assert_eq!(happened.iter().map(|&event| event.to_owned()).collect::<BTreeSet<_>>(), every, "one of each");

    happened.reverse();
    let mut tx = site.house.store.read().await.unwrap();
    let account = tx.account_by_contact(ADA).await.unwrap().expect("the account").id;
    let lines = tx.history(&account, 100).await.unwrap();
    drop(tx);
    let named = |name: &str| format!("{:?}", cabinet::words::Event::named(name).expect("an event"));
    assert_eq!(lines.iter().map(|line| named(&line.event)).collect::<Vec<_>>(), happened);
    assert!(lines.iter().all(|line| line.network == network), "{network}");
    assert_eq!(items(shown(&ada, Page::History).await, "events").len(), happened.len());
    let page = ada.get("/account/history").await.body;
    for sentence in ["The account was kept after all", "A new password was set by way of a letter", network] {
        assert!(page.contains(sentence), "{sentence}: {page}");
    }
    assert!(!page.contains(&ada.from), "the end of an address is left out");
    // Somebody else's is somebody else's.
    site.account(EVE).await;
    let eve = signed_in(&site, EVE, Door::Script).await;
    assert_eq!(items(shown(&eve, Page::History).await, "events").len(), 1);
}

async fn the_data_are_those_of_the_account_and_hold_no_secret(database: Database) {
    let site = Site::open(database, "").await;
    let (mut ada, mut eve) = (site.client(Door::Script), site.client(Door::Script));
    ada.from = "198.51.100.77".to_owned();
    let account = registered(&site, &mut ada, ADA).await;
    registered(&site, &mut eve, EVE).await;
    for (client, username) in [(&mut ada, "countess"), (&mut eve, "mallory")] {
        assert_eq!(client.set_username(username).await.status, 200);
    }
    leads_to(&ada.change_email("ada@new.example.org").await, Page::Email);
    let code = latest(&site, "ada@new.example.org", MOVE).await.code();

    site.advance(Span::minutes(5));
    for door in DOORS {
        let mut late = ada.tab();
        late.door = door;
        let answer = late.post("/account/data.json", &[]).await;
        assert_eq!((answer.status, answer.location()), (303, "/account/prove"), "{door:?}");
        assert!(!answer.body.contains(ADA), "{door:?}");
        assert_eq!(site.client(door).post("/account/data.json", &[]).await.status, 303);
    }
    assert_eq!(site.count("SELECT COUNT(*) FROM history WHERE event = 'data taken'").await, 0);

    leads_to(&ada.prove(PASSWORD).await, Page::Account);
    let answer = ada.post("/account/data.json", &[]).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/json"));
    assert!(answer.header("content-disposition").starts_with("attachment;"));
    let data: Value = serde_json::from_str(&answer.body).unwrap();
    let keys: BTreeSet<&str> = data.as_object().unwrap().keys().map(String::as_str).collect();
    let told = [
        "agreements",
        "contact",
        "contacts",
        "country",
        "deleted_at",
        "history",
        "kind",
        "language",
        "linked",
        "operator_since",
        "organisation",
        "question",
        "region",
        "registered_at",
        "sessions",
        "tokens",
        "username",
    ];
    assert_eq!(keys, BTreeSet::from(told));
    assert_eq!((data["contact"].as_str(), data["username"].as_str()), (Some(ADA), Some("countess")));
    assert_eq!(data["language"].as_str(), Some("en"));
    assert_eq!(data["registered_at"].as_str(), Some("2026-11-22T12:00Z"));
    assert!(data["deleted_at"].is_null());
    assert_eq!(data["agreements"][0]["version"].as_str(), Some("1"));
    assert_eq!(data["sessions"].as_array().unwrap().len(), 1, "{data}");
    let events: BTreeSet<&str> = data["history"].as_array().unwrap().iter().map(|line| line["event"].as_str().unwrap()).collect();
    assert_eq!(events, BTreeSet::from(["data taken", "registered", "signed in", "username changed"]));
    let stored = site.house.store.read().await.unwrap().account(&account).await.unwrap().expect("the account");
    let secrets = [
        stored.password,
        "$argon2".to_owned(),
        account,
        ada.cookie("session"),
        ada.cookie("device"),
        ada.from.clone(),
        code,
        EVE.to_owned(),
        "mallory".to_owned(),
    ];
    for secret in secrets {
        assert!(!answer.body.contains(&secret), "{secret}: {}", answer.body);
    }
    let again: Value = serde_json::from_str(&ada.post("/account/data.json", &[]).await.body).unwrap();
    assert_eq!(again["history"].as_array().unwrap().len(), data["history"].as_array().unwrap().len() + 1, "taking them is told");
}
