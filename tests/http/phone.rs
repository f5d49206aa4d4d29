//! Accounts that are reached by a number: what SMS bring, what they may cost, and what nobody learns from them.

use cabinet::server::store::NewMessage;
use cabinet::words::{Moment, Span};

use crate::client::{Client, DOORS, Door};
use crate::database::Database;
use crate::site::{Letter, PASSWORD, Site, at_once, until};
use crate::tok::CHOSEN;

on_both!(
    registering_by_a_number_ends_in_an_account,
    idn_05_every_writing_of_a_number_is_one_login,
    idn_05_a_number_that_no_sms_goes_to_is_refused_at_its_field,
    idn_08_of_all_who_prove_a_number_one_has_the_account,
    enu_01_every_act_is_answered_alike_whoever_has_the_number,
    enu_03_a_dead_gateway_is_no_sign,
    enu_05_the_owner_of_a_number_is_told_and_nobody_else,
    tok_04_a_one_time_password_stands_nowhere,
    tok_05_a_one_time_password_is_good_for_its_own_account_alone,
    tok_06_a_one_time_password_lives_ten_minutes,
    tok_07_a_newer_one_time_password_replaces_the_one_before,
    tok_12_a_one_time_password_opens_one_page_once_and_leaves_the_old_one,
    tok_12_of_many_who_use_it_at_once_one_gets_in,
    tok_13_the_browser_that_asked_gains_nothing_from_it,
    rec_06_a_new_password_ends_what_the_old_one_had_opened,
    bru_12_a_locked_account_is_restored_all_the_same,
    bru_14_of_a_hundred_codes_at_once_five_are_looked_at,
    del_02_a_number_and_its_neighbours_get_few,
    del_02_a_country_gets_no_more_than_its_budget,
    del_02_a_day_costs_no_more_than_its_cap,
    del_02_where_codes_are_not_typed_back_none_go_any_more,
    del_02_word_of_what_happened_has_a_budget_of_its_own,
    bru_12_nobody_spends_what_restoring_needs_by_registering,
    del_02_restoring_sends_to_numbers_that_have_an_account_alone,
    del_04_a_code_that_comes_too_late_is_not_sent,
    del_09_an_sms_has_no_link_and_is_bound_to_the_site,
);

const ADA: &str = "+447400100001";
const EVE: &str = "+447400100002";
const NOBODY: &str = "+447400100003";

/// A site of the preset `phone`, with budgets that a test about something else does not meet.
async fn phones(database: Database) -> Site {
    Site::open(database, &format!("preset = 'phone'\n{LOOSE}")).await
}

const LOOSE: &str = "[sms]\ndaily_cap = 100000000\n[limits]\nsms_number.burst = 1000\nsms_number_day.burst = 1000\n\
                     sms_prefix.burst = 1000\nsms_country.burst = 10000\ncodes_mailbox.burst = 1000\nrestore_address.burst = 1000\n\
                     register_address.burst = 1000\nlogin_address.burst = 1000";

/// The code of an SMS.
fn code(sms: &Letter) -> String {
    sms.text.rsplit_once('#').expect("an SMS with a code").1.to_owned()
}

/// The one-time password of an SMS.
fn one_time(sms: &Letter) -> String {
    let word = sms.text.split_whitespace().next().unwrap_or_default();
    assert_eq!((word.len(), word.matches('-').count()), (19, 3), "{}", sms.text);
    word.to_owned()
}

async fn register(client: &mut Client, phone: &str) -> u16 {
    client.post("/api/register", &[("phone", phone), ("country", "GB"), ("agree", "yes")]).await.status
}

/// The newest SMS to a number, once all are on their way.
async fn newest(site: &Site, to: &str) -> Letter {
    site.settle().await;
    site.letters().await.into_iter().find(|letter| letter.to == to).unwrap_or_else(|| panic!("no SMS to {to}"))
}

async fn how_many(site: &Site, to: &str) -> usize {
    site.settle().await;
    site.letters().await.iter().filter(|letter| letter.to == to).count()
}

/// Asks for a one-time password and has it sent.
async fn passed(site: &Site, client: &mut Client, phone: &str) -> String {
    client.ask_restore(phone).await;
    let sms = newest(site, phone).await;
    client.restore_code(&code(&sms)).await;
    one_time(&newest(site, phone).await)
}

async fn registering_by_a_number_ends_in_an_account(database: Database) {
    let site = phones(database).await;
    for (n, door) in DOORS.into_iter().enumerate() {
        let phone = format!("+44740020000{n}");
        let mut client = site.client(door);
        register(&mut client, &phone).await;
        let sms = newest(&site, &phone).await;
        assert!(!client.get("/welcome").await.body.contains("name=\"password\""), "not before the code");
        client.confirm(&code(&sms)).await;
        assert!(client.get("/welcome").await.body.contains(&phone));
        assert_eq!(
            site.client(door).welcome(Some(PASSWORD)).await.status,
            if door == Door::Plain { 303 } else { 409 },
            "not elsewhere"
        );
        client.welcome(Some("short")).await;
        assert_eq!(site.count("SELECT COUNT(*) FROM account").await, i64::try_from(n).unwrap());
        client.welcome(Some(PASSWORD)).await;
        assert_eq!(site.count("SELECT COUNT(*) FROM account").await, i64::try_from(n).unwrap() + 1);
        assert!(!client.is_signed_in().await, "no session begins by it");
        client.sign_in(&phone, PASSWORD).await;
        assert!(client.get("/account").await.body.contains(&phone));
    }
}

async fn idn_05_every_writing_of_a_number_is_one_login(database: Database) {
    let site = phones(database).await;
    site.account(ADA).await;
    for (login, country) in [
        (ADA, "DE"),
        ("0044 7400 100001", "DE"),
        ("07400 100001", ""),
        ("(07400) 100-001", "GB"),
        ("٠٧٤٠٠١٠٠٠٠١", "GB"),
        ("＋４４７４００１００００１", ""),
    ] {
        let mut client = site.client(Door::Script);
        let answer = client.post("/api/login", &[("login", login), ("country", country), ("password", PASSWORD)]).await;
        assert_eq!(answer.status, 200, "{login} {country}");
    }
    let german = [("login", "07400 100001"), ("country", "DE"), ("password", PASSWORD)];
    assert_ne!(site.client(Door::Script).post("/api/login", &german).await.status, 200, "another country has another number");
}

async fn idn_05_a_number_that_no_sms_goes_to_is_refused_at_its_field(database: Database) {
    let site = phones(database).await;
    for (phone, reason) in [
        ("", "Empty"),
        ("07400 1000", "Shape"),
        ("0800 FLOWERS", "Shape"),
        ("+33612345678", "Country"),
        ("020 7946 0018", "NotMobile"),
    ] {
        for (act, field) in [("/api/register", "phone"), ("/api/restore", "login")] {
            let answer = site.client(Door::Script).post(act, &[(field, phone), ("agree", "yes")]).await;
            let said = if phone.is_empty() && field == "login" { "LoginEmpty" } else { reason };
            assert_eq!((answer.status, answer.body.contains(said)), (422, true), "{act} {phone}: {}", answer.body);
        }
    }
    let standard = Site::open(Database::sqlite(), "").await;
    assert_eq!(standard.client(Door::Script).ask_restore(ADA).await.status, 200, "where numbers are no logins it is nobody's");
    let off = Site::open(Database::sqlite(), "[sign_in]\nidentifiers = ['email', 'phone']").await;
    let answer = off.client(Door::Script).ask_restore(ADA).await;
    assert_eq!((answer.status, answer.body.contains("Country")), (422, true), "without countries there are no SMS");
    assert_eq!(site.count("SELECT COUNT(*) FROM message").await, 0);
}

async fn idn_08_of_all_who_prove_a_number_one_has_the_account(database: Database) {
    let site = phones(database).await;
    let mut clients = Vec::new();
    for _ in 0..8 {
        let mut client = site.client(Door::Script);
        register(&mut client, ADA).await;
        let sms = newest(&site, ADA).await;
        assert_eq!(client.confirm(&code(&sms)).await.status, 200);
        clients.push(client);
    }
    let done = at_once(clients.len(), |i| {
        let mut client = clients[i].tab();
        async move { client.welcome(Some(PASSWORD)).await.status }
    })
    .await;
    assert_eq!(done.iter().filter(|status| **status == 200).count(), 1, "{done:?}");
    assert_eq!(site.count("SELECT COUNT(*) FROM account").await, 1);
}

async fn enu_01_every_act_is_answered_alike_whoever_has_the_number(database: Database) {
    let site = phones(database).await;
    site.account(ADA).await;
    let shut = site.account(EVE).await;
    site.disable(&shut).await;
    for door in DOORS {
        let mut seen: Vec<(&str, Vec<String>)> = Vec::new();
        for phone in [ADA, EVE, NOBODY] {
            let (mut client, mut answers) = (site.client(door), Vec::new());
            for step in 0..4 {
                let answer = match step {
                    0 => client.sign_in(phone, "not the password of hers").await,
                    1 => client.sign_in(phone, "k7qm-2xwd-9fht-4brz").await,
                    2 => client.ask_restore(phone).await,
                    _ => client.restore_code("000000").await,
                };
                answers.push(answer.canonical());
                site.settle().await;
                for look in ["/restore/code", "/restore/sent", "/restore/password", "/api/track?page=RestoreCode", "/login"] {
                    answers.push(client.get(look).await.canonical());
                }
            }
            seen.push((phone, answers.into_iter().map(|answer| answer.replace(phone, "NUMBER")).collect()));
        }
        for (phone, answers) in &seen[1..] {
            assert_eq!(seen[0].1, *answers, "{phone}");
        }
    }
}

async fn enu_03_a_dead_gateway_is_no_sign(database: Database) {
    let loose = LOOSE
        .replace("[sms]", "[sms]\nchain = ['dead']\ngateway.dead = { kind = 'http', url = 'http://127.0.0.1:9/', timeout = '1s' }");
    let site = Site::open(database, &format!("preset = 'phone'\n{loose}")).await;
    site.account(ADA).await;
    for phone in [ADA, NOBODY] {
        let mut client = site.client(Door::Script);
        assert_eq!(client.ask_restore(phone).await.status, 200);
        until("the gateway was tried", async || {
            client.tab().get("/api/track?page=RestoreCode").await.body.contains("did not take it; next try").then_some(())
        })
        .await;
    }
}

async fn enu_05_the_owner_of_a_number_is_told_and_nobody_else(database: Database) {
    let site = phones(database).await;
    site.account(ADA).await;
    let (mut known, mut unknown) = (site.client(Door::Plain), site.client(Door::Plain));
    let mut seen = Vec::new();
    for (client, phone) in [(&mut known, ADA), (&mut unknown, NOBODY)] {
        register(client, phone).await;
        site.settle().await;
        let pages = [client.get("/confirm").await.canonical(), client.confirm("000000").await.canonical()];
        seen.push(pages.map(|page| page.replace(phone, "NUMBER")));
    }
    assert_eq!(seen[0], seen[1]);
    let told = newest(&site, ADA).await;
    assert!(told.text.contains("already") && !told.text.contains('#'), "{}", told.text);
    assert!(newest(&site, NOBODY).await.text.contains('#'));
}

async fn tok_04_a_one_time_password_stands_nowhere(database: Database) {
    let site = phones(database).await;
    site.account(ADA).await;
    let password = passed(&site, &mut site.client(Door::Script), ADA).await;
    assert_eq!(site.count("SELECT COUNT(*) FROM restore WHERE one_time IS NOT NULL").await, 1);
    let mut kept =
        site.column("SELECT login || COALESCE(one_time, '') || COALESCE(code, '') || COALESCE(link, '') FROM restore").await;
    kept.extend(site.column("SELECT id || kind || about || COALESCE(reply, '') || COALESCE(receipt, '') FROM message").await);
    for file in ["cabinet.db", "cabinet.db-wal"] {
        let bytes = std::fs::read(site.database.folder().join(file)).unwrap_or_default();
        kept.push(String::from_utf8_lossy(&bytes).into_owned());
    }
    assert!(kept.iter().any(|text| text.contains(ADA)), "it is the database that was read");
    for form in [password.clone(), password.replace('-', "")] {
        assert!(!kept.iter().any(|text| text.contains(&form)));
    }
}

async fn tok_05_a_one_time_password_is_good_for_its_own_account_alone(database: Database) {
    let site = phones(database).await;
    site.account(ADA).await;
    site.account(EVE).await;
    let password = passed(&site, &mut site.client(Door::Script), EVE).await;
    let mut client = site.client(Door::Script);
    assert_eq!(client.sign_in(ADA, &password).await.status, 401);
    assert_eq!(client.sign_in(NOBODY, &password).await.status, 401);
    assert_eq!(client.restore_password(CHOSEN).await.status, 409);
    assert_eq!(client.sign_in(EVE, &password).await.status, 200, "and trying it elsewhere has not used it up");
}

async fn tok_06_a_one_time_password_lives_ten_minutes(database: Database) {
    let site = phones(database).await;
    site.account(ADA).await;
    let mut client = site.client(Door::Script);
    let password = passed(&site, &mut client, ADA).await;
    site.advance(Span(Span::minutes(10).0 - 1));
    assert_eq!(site.client(Door::Script).sign_in(ADA, &password).await.status, 200, "until its last microsecond");
    let password = passed(&site, &mut client, ADA).await;
    site.advance(Span::minutes(10));
    let mut late = site.client(Door::Script);
    assert_eq!(late.sign_in(ADA, &password).await.status, 401);
    assert_eq!(late.restore_password(CHOSEN).await.status, 409);
}

async fn tok_07_a_newer_one_time_password_replaces_the_one_before(database: Database) {
    let site = phones(database).await;
    site.account(ADA).await;
    let first = passed(&site, &mut site.client(Door::Script), ADA).await;
    site.advance(Span::seconds(1));
    let second = passed(&site, &mut site.client(Door::Script), ADA).await;
    assert_eq!(site.client(Door::Script).sign_in(ADA, &first).await.status, 401);
    assert_eq!(site.client(Door::Script).sign_in(ADA, &second).await.status, 200);
}

async fn tok_12_a_one_time_password_opens_one_page_once_and_leaves_the_old_one(database: Database) {
    let site = phones(database).await;
    site.account(ADA).await;
    for (n, door) in DOORS.into_iter().enumerate() {
        let old = if n == 0 { PASSWORD } else { CHOSEN };
        let password = passed(&site, &mut site.client(door), ADA).await;
        let mut owner = site.client(door);
        owner.sign_in(ADA, old).await;
        assert!(owner.is_signed_in().await, "the old password works on");
        let mut client = site.client(door);
        let answer = client.sign_in(ADA, &password.to_uppercase().replace('-', " ")).await;
        assert!(answer.location() == "/restore/password" || answer.body.contains("RestorePassword"), "{}", answer.all());
        assert!(!client.is_signed_in().await);
        for page in ["/account/password", "/account/email", "/account/sessions", "/account/delete"] {
            assert_eq!(client.get(page).await.location(), "/login", "{page}");
        }
        let mut again = site.client(door);
        again.sign_in(ADA, &password).await;
        again.restore_password("a password that is not to be").await;
        assert!(!again.is_signed_in().await, "once");
        let chosen = if n == 0 { CHOSEN } else { PASSWORD };
        client.restore_password(chosen).await;
        assert!(!client.is_signed_in().await, "nobody is signed in by it");
        client.sign_in(ADA, old).await;
        assert!(!client.is_signed_in().await);
        client.sign_in(ADA, chosen).await;
        assert!(client.is_signed_in().await);
    }
}

async fn tok_12_of_many_who_use_it_at_once_one_gets_in(database: Database) {
    let site = phones(database).await;
    site.account(ADA).await;
    let password = passed(&site, &mut site.client(Door::Script), ADA).await;
    let done = at_once(20, |_| {
        let (mut client, password) = (site.client(Door::Script), password.clone());
        async move { client.sign_in(ADA, &password).await.status }
    })
    .await;
    assert_eq!(done.iter().filter(|status| **status == 200).count(), 1, "{done:?}");
}

async fn tok_13_the_browser_that_asked_gains_nothing_from_it(database: Database) {
    let site = phones(database).await;
    site.account(ADA).await;
    // Somebody talks ada out of her code, and the password comes to her.
    let mut thief = site.client(Door::Script);
    let password = passed(&site, &mut thief, ADA).await;
    let mut ada = site.client(Door::Script);
    assert_eq!(ada.sign_in(ADA, &password).await.status, 200);
    assert_eq!(thief.restore_password("the thief's own choice").await.status, 409);
    assert_eq!(ada.restore_password(CHOSEN).await.status, 200);
    assert_eq!(thief.restore_password("the thief's own choice").await.status, 409);
}

async fn rec_06_a_new_password_ends_what_the_old_one_had_opened(database: Database) {
    let site = phones(database).await;
    site.account(ADA).await;
    let (mut one, mut two) = (site.client(Door::Script), site.client(Door::Script));
    one.sign_in(ADA, PASSWORD).await;
    two.post("/api/login", &[("login", ADA), ("password", PASSWORD), ("remember", "yes")]).await;
    let mut client = site.client(Door::Script);
    let password = passed(&site, &mut client, ADA).await;
    let before = how_many(&site, ADA).await;
    assert_eq!(client.sign_in(ADA, &password).await.status, 200);
    assert_eq!(client.restore_password(CHOSEN).await.status, 200);
    assert!(!one.is_signed_in().await && !two.is_signed_in().await);
    let notice = newest(&site, ADA).await;
    assert_eq!(how_many(&site, ADA).await, before + 1);
    assert!(notice.text.contains("was replaced") && !notice.text.contains('#') && !notice.text.contains("://"), "{}", notice.text);
    assert_eq!(client.restore_password("once more with feeling").await.status, 409);
}

async fn bru_12_a_locked_account_is_restored_all_the_same(database: Database) {
    let site = phones(database).await;
    let account = site.account(ADA).await;
    site.lock(&account).await;
    let mut client = site.client(Door::Script);
    assert_eq!(client.sign_in(ADA, PASSWORD).await.status, 429);
    let password = passed(&site, &mut client, ADA).await;
    assert_eq!(client.sign_in(ADA, &password).await.status, 200);
    assert_eq!(client.restore_password(CHOSEN).await.status, 200);
    assert_eq!(client.sign_in(ADA, CHOSEN).await.status, 200);
}

async fn bru_14_of_a_hundred_codes_at_once_five_are_looked_at(database: Database) {
    let site = phones(database).await;
    site.account(ADA).await;
    let mut client = site.client(Door::Script);
    client.ask_restore(ADA).await;
    let right = code(&newest(&site, ADA).await);
    let wrong = if right == "111111" { "222222" } else { "111111" };
    at_once(100, |_| {
        let mut tab = client.tab();
        async move { tab.restore_code(wrong).await.status }
    })
    .await;
    assert_eq!(site.count("SELECT CAST(SUM(code_attempts) AS BIGINT) FROM restore").await, 5);
    assert_eq!(client.restore_code(&right).await.status, 422, "a new SMS is needed");
}

async fn del_02_a_number_and_its_neighbours_get_few(database: Database) {
    let site =
        Site::open(database, "preset = 'phone'\n[limits]\nregister_address.burst = 100000\nrestore_address.burst = 100000").await;
    site.account(ADA).await;
    let mut statuses = Vec::new();
    for _ in 0..5 {
        statuses.push(register(&mut site.client(Door::Script), NOBODY).await);
    }
    assert_eq!(statuses, [200, 200, 200, 429, 429], "three an hour");
    assert_eq!(site.client(Door::Script).ask_restore(NOBODY).await.status, 200, "restoring has a budget of its own");
    let mut taken = 0;
    // A block of numbers that somebody bought: they begin alike.
    for n in 0..200 {
        taken += usize::from(register(&mut site.client(Door::Script), &format!("+4474001{n:05}")).await == 200);
    }
    assert!(taken <= 10, "{taken} of a block");
    let other = register(&mut site.client(Door::Script), "+447512345678").await;
    assert_eq!(other, 200, "other people's numbers are none of theirs");
}

async fn del_02_a_country_gets_no_more_than_its_budget(database: Database) {
    let site = Site::open(
        database,
        &format!("preset = 'phone'\n{}", LOOSE.replace("sms_country.burst = 10000", "sms_country = { often = '5m', burst = 3 }")),
    )
    .await;
    for n in 0..6 {
        assert_eq!(register(&mut site.client(Door::Script), &format!("+44740030000{n}")).await, 200, "nobody is told");
    }
    let sent = "SELECT COUNT(*) FROM message WHERE handed_at IS NOT NULL";
    until("the rest is held back", async || {
        let held = site.count("SELECT COUNT(*) FROM message WHERE reply = 'country budget'").await;
        (held == 3).then_some(())
    })
    .await;
    assert_eq!((site.count(sent).await, site.letters().await.len()), (3, 3));
    assert_eq!(register(&mut site.client(Door::Script), "+4915123456789").await, 200);
    until("another country has its own", async || (site.letters().await.len() == 4).then_some(())).await;
    // What was held back goes once there is room, for as long as it is not too late.
    site.advance(Span::minutes(5));
    until("one more", async || (site.letters().await.len() == 5).then_some(())).await;
}

async fn del_02_a_day_costs_no_more_than_its_cap(database: Database) {
    let site =
        Site::open(database, &format!("preset = 'phone'\n{}", LOOSE.replace("daily_cap = 100000000", "price = 1\ndaily_cap = 24")))
            .await;
    site.account(ADA).await;
    for n in 0..8 {
        assert_eq!(register(&mut site.client(Door::Script), &format!("+44740040000{n}")).await, 200);
    }
    until("the rest is held back", async || {
        (site.count("SELECT COUNT(*) FROM message WHERE reply = 'daily cap'").await == 2).then_some(())
    })
    .await;
    assert_eq!(site.letters().await.len(), 6, "half of the half for registering, at once");
    site.client(Door::Script).ask_restore(ADA).await;
    site.letter(ADA, 1).await;
}

async fn del_02_where_codes_are_not_typed_back_none_go_any_more(database: Database) {
    let site = phones(database).await;
    let now = site.house.clock.now();
    let mut tx = site.house.store.write().await.unwrap();
    for n in 0..100 {
        let id = format!("m{n}");
        let new = NewMessage { id: &id, kind: "register", about: &id, via: None, deadline: now };
        tx.add_message(&new, now).await.unwrap();
        let claimed = tx.claim_messages("test", 1, now.after(Span::hours(1)), now).await.unwrap().pop().unwrap();
        tx.message_to_country(&claimed.id, "GB").await.unwrap();
        tx.message_handed(&claimed.id, "test", "shown", None, now).await.unwrap();
        if n < 19 {
            tx.messages_used(&claimed.about, now).await.unwrap();
        }
    }
    tx.save().await.unwrap();
    site.advance(Span::minutes(11));
    register(&mut site.client(Door::Script), NOBODY).await;
    until("it is held back", async || {
        (site.count("SELECT COUNT(*) FROM message WHERE reply = 'breaker'").await == 1).then_some(())
    })
    .await;
    assert_eq!(site.letters().await.len(), 0);
    register(&mut site.client(Door::Script), "+4915123456789").await;
    until("other countries are served", async || (site.letters().await.len() == 1).then_some(())).await;
    // One more came back: that makes twenty of a hundred.
    let mut tx = site.house.store.write().await.unwrap();
    tx.messages_used("m50", Moment(now.0 + 1)).await.unwrap();
    tx.save().await.unwrap();
    site.advance(Span::minutes(1));
    until("it goes after all", async || (site.letters().await.len() == 2).then_some(())).await;
}

async fn del_02_restoring_sends_to_numbers_that_have_an_account_alone(database: Database) {
    let site = phones(database).await;
    site.account(ADA).await;
    for phone in [NOBODY, EVE, ADA] {
        assert_eq!(site.client(Door::Script).ask_restore(phone).await.status, 200);
    }
    site.settle().await;
    let sent: Vec<String> = site.letters().await.into_iter().map(|letter| letter.to).collect();
    assert_eq!(sent, [ADA]);
}

async fn del_04_a_code_that_comes_too_late_is_not_sent(database: Database) {
    let budget = LOOSE.replace("sms_country.burst = 10000", "sms_country = { often = '24h', burst = 1 }");
    let site = Site::open(database, &format!("preset = 'phone'\n{budget}")).await;
    for (contact, restores) in [(ADA, true), (NOBODY, false)] {
        if restores {
            site.account(contact).await;
            site.account(EVE).await;
            site.client(Door::Script).ask_restore(EVE).await;
            site.letter(EVE, 1).await;
            site.client(Door::Script).ask_restore(contact).await;
        } else {
            register(&mut site.client(Door::Script), "+447400100009").await;
            site.letter("+447400100009", 1).await;
            register(&mut site.client(Door::Script), contact).await;
        }
        until("it is held back", async || {
            (site.count("SELECT COUNT(*) FROM message WHERE reply = 'country budget' AND failed_at IS NULL").await == 1)
                .then_some(())
        })
        .await;
        site.advance(Span::hours(25));
        site.settle().await;
        assert!(site.letters().await.iter().all(|letter| letter.to != contact), "there is room again, and nobody waits any more");
    }
}

async fn del_02_word_of_what_happened_has_a_budget_of_its_own(database: Database) {
    let loose = LOOSE.replace("sms_number_day.burst = 1000", "sms_number_day = { often = '24h', burst = 3 }");
    let site = Site::open(database, &format!("preset = 'phone'\n{loose}")).await;
    site.account(ADA).await;
    let mut ada = site.client(Door::Script);
    ada.sign_in(ADA, PASSWORD).await;
    let mut now = PASSWORD;
    for n in 0..6 {
        let next = if n % 2 == 0 { CHOSEN } else { PASSWORD };
        assert_eq!(ada.change_password(now, next).await.status, 200);
        now = next;
    }
    site.settle().await;
    assert_eq!(site.letters().await.len(), 3, "whoever pumps by changes of a password pumps no more than that");
    assert_eq!(site.client(Door::Script).ask_restore(ADA).await.status, 200);
    site.letter(ADA, 4).await;
}

async fn bru_12_nobody_spends_what_restoring_needs_by_registering(database: Database) {
    let site = Site::open(
        database,
        "preset = 'phone'\n[limits]\nregister_address.burst = 100000\nsms_country = { often = '24h', burst = 5 }",
    )
    .await;
    site.account(ADA).await;
    for n in 0..40 {
        register(&mut site.client(Door::Script), &format!("+4474001{n:05}")).await;
    }
    for _ in 0..4 {
        register(&mut site.client(Door::Script), ADA).await;
    }
    let mut client = site.client(Door::Script);
    let before = site.letters().await.iter().filter(|letter| letter.to == ADA).count();
    assert_eq!(client.ask_restore(ADA).await.status, 200);
    let sms = site.letter(ADA, before + 1).await;
    assert_eq!(client.restore_code(&code(&sms)).await.status, 200);
}

async fn del_09_an_sms_has_no_link_and_is_bound_to_the_site(database: Database) {
    let site = phones(database).await;
    site.account(ADA).await;
    let mut client = site.client(Door::Script);
    register(&mut client, NOBODY).await;
    passed(&site, &mut client, ADA).await;
    register(&mut site.client(Door::Script), ADA).await;
    site.settle().await;
    let letters = site.letters().await;
    assert_eq!(letters.len(), 4);
    for sms in &letters {
        assert!(!sms.text.contains("://") && !sms.text.contains("/link/"), "{}", sms.text);
        assert!(sms.text.chars().count() <= 160 && sms.text.is_ascii(), "one segment of GSM-7: {}", sms.text);
    }
    let host = site.house.config.public_url.host();
    let bound: Vec<_> = letters.iter().filter_map(|sms| sms.text.lines().last()?.strip_prefix(&format!("@{host} #"))).collect();
    assert!(bound.len() == 2 && bound.iter().all(|code| code.len() == 6), "{bound:?}");
}
