//! Codes and links of letters.

use cabinet::words::Span;
use http::Method;

use crate::client::{Client, DOORS, Door};
use crate::database::Database;
use crate::site::{LOOSE, Letter, MOVING, PASSWORD, RESTORING, Site, UNDOING, at_once};

on_both!(
    tok_01_of_a_hundred_that_confirm_by_code_one_does,
    tok_01_of_a_hundred_that_confirm_by_link_one_does,
    tok_01_of_sixteen_that_choose_a_password_one_does,
    tok_01_of_a_hundred_that_restore_one_does,
    tok_02_looking_at_a_link_uses_nothing_up,
    tok_02_looking_at_a_link_that_restores_or_undoes_uses_nothing_up,
    tok_03_a_links_secret_leaves_the_address_at_once,
    tok_05_a_secret_is_good_for_one_thing_in_one_hand,
    tok_06_code_and_link_end_with_their_time,
    tok_06_code_and_link_that_restore_end_with_their_time,
    tok_06_their_time_begins_when_the_letter_is_handed_over,
    tok_07_a_new_letter_voids_the_one_before,
    tok_07_one_restore_at_most_is_live_and_every_change_voids_it,
    tok_13_a_code_works_only_where_it_was_asked_for,
    tok_13_a_code_that_restores_works_only_where_it_was_asked_for,
    tok_15_what_was_used_or_replaced_is_refused_where_it_counts,
    tok_16_no_answer_holds_a_secret_that_it_caused,
);

pub const ADA: &str = "ada@example.org";
pub const EVE: &str = "eve@example.org";
/// The password that is chosen in place of an old one.
pub const CHOSEN: &str = "seven boats beyond the bridge";

/// Asks for an account and gets the letter.
pub async fn asked(site: &Site, client: &mut Client, email: &str) -> Letter {
    let answer = client.register(email, PASSWORD).await;
    assert!(matches!(answer.status, 200 | 303), "{}", answer.all());
    site.letter(email, 1).await
}

/// Asks to restore access and gets the letter.
pub async fn lost(site: &Site, client: &mut Client, email: &str) -> Letter {
    site.settle().await;
    let answer = client.ask_restore(email).await;
    assert!(answer.status == 200 || answer.location() == "/restore/code", "{}", answer.all());
    site.written(email, RESTORING).await
}

/// Another six digits.
pub fn wrong(code: &str) -> &'static str {
    if code == "000000" { "000001" } else { "000000" }
}

async fn accounts(site: &Site) -> i64 {
    site.count("SELECT COUNT(*) FROM account").await
}

/// How many of these were told that it worked.
fn won(door: Door, answers: &[(u16, String)]) -> usize {
    let won = |(status, location): &&(u16, String)| match door {
        Door::Plain => *status == 303 && location == "/login",
        Door::Script => *status == 200,
    };
    answers.iter().filter(won).count()
}

async fn tok_01_of_a_hundred_that_confirm_by_code_one_does(database: Database) {
    let site = Site::open(database, "").await;
    for (door, email) in DOORS.into_iter().zip([ADA, EVE]) {
        let mut client = site.client(door);
        let code = asked(&site, &mut client, email).await.code();
        let answers = at_once(100, |_| {
            let (mut tab, code) = (client.tab(), code.clone());
            async move {
                let answer = tab.confirm(&code).await;
                (answer.status, answer.location().to_owned())
            }
        })
        .await;
        assert_eq!(won(door, &answers), 1, "{door:?}: {answers:?}");
        let statuses: &[u16] = if door == Door::Plain { &[303] } else { &[200, 409, 422, 429] };
        assert!(answers.iter().all(|(status, _)| statuses.contains(status)), "{door:?}: {answers:?}");
    }
    assert_eq!(accounts(&site).await, 2);
    assert_eq!(site.count("SELECT COUNT(*) FROM consent").await, 2);
}

async fn tok_01_of_a_hundred_that_confirm_by_link_one_does(database: Database) {
    let site = Site::open(database, "").await;
    for (door, email) in DOORS.into_iter().zip([ADA, EVE]) {
        let mut client = site.client(door);
        let token = asked(&site, &mut client, email).await.token();
        client.open_link(&token).await;
        let answers = at_once(100, |_| {
            let mut tab = client.tab();
            async move {
                let answer = tab.welcome(None).await;
                (answer.status, answer.location().to_owned())
            }
        })
        .await;
        assert_eq!(won(door, &answers), 1, "{door:?}: {answers:?}");
    }
    assert_eq!(accounts(&site).await, 2);
}

async fn tok_01_of_sixteen_that_choose_a_password_one_does(database: Database) {
    let site = Site::open(database, "").await;
    let token = asked(&site, &mut site.client(Door::Script), ADA).await.token();
    let answers = at_once(16, |i| {
        let (mut client, token) = (site.client(Door::Script), token.clone());
        async move {
            client.open_link(&token).await;
            client.welcome(Some(&format!("{PASSWORD} {i}"))).await.status
        }
    })
    .await;
    assert_eq!(answers.iter().filter(|status| **status == 200).count(), 1, "{answers:?}");
    let winner = answers.iter().position(|status| *status == 200).unwrap();
    let mut client = site.client(Door::Script);
    assert_eq!(client.sign_in(ADA, PASSWORD).await.status, 401, "the password typed where the letter was asked for is void");
    assert_eq!(client.sign_in(ADA, &format!("{PASSWORD} {winner}")).await.status, 200);
}

async fn tok_01_of_a_hundred_that_restore_one_does(database: Database) {
    let site = Site::open(database, LOOSE).await;
    for door in DOORS {
        for way in ["link", "code", "both"] {
            let email = format!("{way}-{door:?}@example.org").to_lowercase();
            let account = site.account(&email).await;
            let mut asking = site.client(door);
            let letter = lost(&site, &mut asking, &email).await;
            let mut linked = site.client(door);
            linked.open_restore_link(&letter.token()).await;
            if way != "link" {
                asking.restore_code(&letter.code()).await;
            }
            let answers = at_once(100, |i| {
                let by_link = way == "link" || way == "both" && i % 2 == 0;
                let mut tab = if by_link { linked.tab() } else { asking.tab() };
                async move {
                    let answer = tab.restore_password(&format!("{CHOSEN} {i}")).await;
                    (answer.status, answer.location().to_owned())
                }
            })
            .await;
            assert_eq!(won(door, &answers), 1, "{door:?} {way}: {answers:?}");
            // Some may find more hashing under way than the machine takes on.
            let statuses: &[u16] = if door == Door::Plain { &[303] } else { &[200, 409, 503] };
            assert!(answers.iter().all(|(status, _)| statuses.contains(status)), "{door:?} {way}: {answers:?}");
            let version = site.house.store.read().await.unwrap().account(&account).await.unwrap().unwrap().version;
            assert_eq!(version, 2, "{door:?} {way}: the password was written once");
            let winner = answers.iter().position(|answer| won(door, std::slice::from_ref(answer)) == 1).unwrap();
            assert_eq!(site.client(Door::Script).sign_in(&email, &format!("{CHOSEN} {winner}")).await.status, 200);
            site.settle().await;
            let notices = site.letters().await.into_iter().filter(|letter| letter.to == email && letter.subject == NOTICE).count();
            assert_eq!(notices, 1, "{door:?} {way}");
        }
    }
}

/// What every notice is called.
pub const NOTICE: &str = "A change to your account at Cabinet";

async fn tok_02_looking_at_a_link_uses_nothing_up(database: Database) {
    let site = Site::open(database, "").await;
    let mut ada = site.client(Door::Plain);
    let token = asked(&site, &mut ada, ADA).await.token();
    for _ in 0..20 {
        let mut scanner = site.client(Door::Plain);
        for method in [Method::HEAD, Method::GET] {
            let request = scanner.request(method, &format!("/link/confirm/{token}"), "");
            assert_eq!(scanner.send(request).await.status, 303);
            assert_eq!(scanner.get("/welcome").await.status, 200);
        }
    }
    assert_eq!(site.count("SELECT COUNT(*) FROM registration WHERE used_at IS NOT NULL").await, 0);
    assert_eq!(accounts(&site).await, 0);
    ada.open_link(&token).await;
    assert_eq!(ada.welcome(None).await.location(), "/login");
    assert_eq!(accounts(&site).await, 1);
}

async fn tok_02_looking_at_a_link_that_restores_or_undoes_uses_nothing_up(database: Database) {
    let site = Site::open(database, "").await;
    let (_, undo) = moved(&site, ADA, EVE).await;
    let restore = lost(&site, &mut site.client(Door::Plain), EVE).await.token();
    for _ in 0..20 {
        for (kind, token, page) in [("restore", &restore, "/restore/password"), ("undo", &undo, "/undo")] {
            let mut scanner = site.client(Door::Plain);
            for method in [Method::HEAD, Method::GET] {
                let request = scanner.request(method, &format!("/link/{kind}/{token}"), "");
                let landed = scanner.send(request).await;
                assert_eq!((landed.status, landed.location()), (303, page));
                for path in [page.to_owned(), format!("/api/open?page={}", if kind == "undo" { "Undo" } else { "RestorePassword" })]
                {
                    assert_eq!(scanner.get(&path).await.status, 200, "{path}");
                }
            }
        }
    }
    let untouched = "SELECT (SELECT COUNT(*) FROM restore WHERE used_at IS NOT NULL OR proved_at IS NOT NULL)
                          + (SELECT COUNT(*) FROM email_change WHERE undone_at IS NOT NULL)";
    assert_eq!(site.count(untouched).await, 0);
    for door in DOORS {
        let mut owner = site.client(door);
        if door == Door::Plain {
            owner.open_restore_link(&restore).await;
            assert_eq!(owner.restore_password(CHOSEN).await.location(), "/login");
            assert_eq!(site.client(Door::Script).sign_in(EVE, CHOSEN).await.status, 200);
        } else {
            owner.open_undo_link(&undo).await;
            assert_eq!(owner.undo(PASSWORD).await.status, 200);
            assert_eq!(site.client(Door::Script).sign_in(ADA, PASSWORD).await.status, 200);
        }
    }
}

/// An account that has moved from one address to another: its owner's browser, and the secret that takes it back.
async fn moved(site: &Site, old: &str, new: &str) -> (Client, String) {
    site.account(old).await;
    let mut owner = site.client(Door::Script);
    assert_eq!(owner.sign_in(old, PASSWORD).await.status, 200);
    assert_eq!(owner.change_email(new).await.status, 200);
    let code = site.written(new, MOVING).await.code();
    assert_eq!(owner.confirm_email(&code).await.status, 200);
    (owner, site.written(old, UNDOING).await.token())
}

async fn tok_03_a_links_secret_leaves_the_address_at_once(database: Database) {
    let site = Site::open(database, "").await;
    let confirm = asked(&site, &mut site.client(Door::Plain), "kim@example.org").await.token();
    let (_, undo) = moved(&site, ADA, EVE).await;
    let restore = lost(&site, &mut site.client(Door::Plain), EVE).await.token();
    for (kind, token, page, shown_there) in [
        ("confirm", confirm, "/welcome", "kim@example.org"),
        ("restore", restore, "/restore/password", EVE),
        ("undo", undo, "/undo", ADA),
    ] {
        let mut client = site.client(Door::Plain);
        let landed = client.get(&format!("/link/{kind}/{token}")).await;
        assert_eq!((landed.status, landed.location()), (303, page));
        assert_eq!((landed.header("cache-control"), landed.header("referrer-policy")), ("no-store", "no-referrer"));
        let shown = client.get(page).await;
        assert!(shown.body.contains(shown_there), "{kind}");
        for answer in [landed, shown] {
            assert!(!answer.all().contains(&token), "{kind}: {}", answer.all());
        }
    }
}

async fn tok_05_a_secret_is_good_for_one_thing_in_one_hand(database: Database) {
    let site = Site::open(database, "").await;
    let (mut ada, mut eve) = (site.client(Door::Script), site.client(Door::Script));
    let (hers, foreign) = (asked(&site, &mut ada, ADA).await, asked(&site, &mut eve, EVE).await);
    assert_eq!(eve.confirm(&hers.code()).await.status, 422, "a code of another registration");
    assert_eq!(eve.confirm(&hers.token()).await.status, 422, "a link's secret is no code");
    assert_eq!(eve.confirm(&foreign.token()).await.status, 422, "not even in its own registration");
    eve.open_link(&foreign.code()).await;
    assert_eq!(eve.welcome(None).await.status, 409, "a code is no link's secret");
    // The link of another registration: the password has to be chosen, and Eve's own is left alone.
    eve.open_link(&hers.token()).await;
    assert_eq!(eve.welcome(None).await.status, 422);
    assert_eq!(accounts(&site).await, 0);
    assert_eq!(eve.confirm(&foreign.code()).await.status, 200);
    assert_eq!(ada.confirm(&hers.code()).await.status, 200);
    assert_eq!(ada.sign_in(ADA, PASSWORD).await.status, 200);
}

async fn tok_06_code_and_link_end_with_their_time(database: Database) {
    let site = Site::open(database, "").await;
    let clients = [ADA, EVE, "kim@example.org"].map(|email| (site.client(Door::Script), email));
    let mut waiting = Vec::new();
    for (mut client, email) in clients {
        let letter = asked(&site, &mut client, email).await;
        waiting.push((client, letter));
    }
    let [(ada, first), (eve, second), (kim, third)] = &mut waiting[..] else { panic!("three") };
    site.advance(Span::seconds(10 * 60 - 1));
    assert_eq!(ada.confirm(&first.code()).await.status, 200);
    site.advance(Span::seconds(1));
    assert_eq!(eve.confirm(&second.code()).await.status, 422);
    site.advance(Span::seconds(48 * 3_600 - 10 * 60 - 1));
    eve.open_link(&second.token()).await;
    kim.open_link(&third.token()).await;
    assert_eq!(eve.welcome(None).await.status, 200);
    site.advance(Span::seconds(1));
    assert_eq!(kim.welcome(None).await.status, 409);
    assert_eq!(kim.welcome(Some(PASSWORD)).await.status, 409);
    assert_eq!(accounts(&site).await, 2);
}

async fn tok_06_code_and_link_that_restore_end_with_their_time(database: Database) {
    let site = Site::open(database, "").await;
    let mut waiting = Vec::new();
    for i in 0..5 {
        let email = format!("ada{i}@example.org");
        site.account(&email).await;
        let mut client = site.client(Door::Script);
        let letter = lost(&site, &mut client, &email).await;
        waiting.push((client, letter));
    }
    let [(early, first), (late, second), (proved, third), (linked, fourth), (kept, fifth)] = &mut waiting[..] else {
        panic!("five")
    };
    site.advance(Span::seconds(10 * 60 - 1));
    assert_eq!(early.restore_code(&first.code()).await.status, 200);
    assert_eq!(early.restore_password(CHOSEN).await.status, 200);
    assert_eq!(proved.restore_code(&third.code()).await.status, 200);
    site.advance(Span::seconds(1));
    assert_eq!(late.restore_code(&second.code()).await.status, 422);
    assert_eq!(late.restore_password(CHOSEN).await.status, 409);
    site.advance(Span::seconds(20 * 60 - 1));
    linked.open_restore_link(&fourth.token()).await;
    kept.open_restore_link(&fifth.token()).await;
    assert_eq!(linked.restore_password(CHOSEN).await.status, 200);
    site.advance(Span::seconds(1));
    // Proof that was given in time ends with the link's, and so does a page that was opened in time.
    assert_eq!(proved.restore_password(CHOSEN).await.status, 409);
    assert_eq!(kept.restore_password(CHOSEN).await.status, 409);
    late.open_restore_link(&second.token()).await;
    assert_eq!(late.restore_password(CHOSEN).await.status, 409);
    assert_eq!(site.count("SELECT COUNT(*) FROM account WHERE version > 1").await, 2);
}

async fn tok_06_their_time_begins_when_the_letter_is_handed_over(database: Database) {
    let site = Site::open(database, "").await;
    let mut waiting = Vec::new();
    for i in 0..4 {
        let email = format!("ada{i}@example.org");
        site.account(&email).await;
        let mut client = site.client(Door::Script);
        let letter = lost(&site, &mut client, &email).await;
        waiting.push((client, letter));
    }
    // As if the mail server had taken them five minutes after they were written.
    site.run("UPDATE message SET handed_at = handed_at + 300000000").await;
    let [(early, first), (late, second), (linked, third), (kept, fourth)] = &mut waiting[..] else { panic!("four") };
    site.advance(Span::seconds(15 * 60 - 1));
    assert_eq!(early.restore_code(&first.code()).await.status, 200);
    site.advance(Span::seconds(1));
    assert_eq!(late.restore_code(&second.code()).await.status, 422);
    site.advance(Span::seconds(20 * 60 - 1));
    linked.open_restore_link(&third.token()).await;
    kept.open_restore_link(&fourth.token()).await;
    assert_eq!(linked.restore_password(CHOSEN).await.status, 200);
    site.advance(Span::seconds(1));
    assert_eq!(kept.restore_password(CHOSEN).await.status, 409);
}

async fn tok_07_a_new_letter_voids_the_one_before(database: Database) {
    let site = Site::open(database, "").await;
    let mut ada = site.client(Door::Script);
    let old = asked(&site, &mut ada, ADA).await;
    assert_eq!(ada.resend().await.status, 429, "not at once");
    site.advance(Span::minutes(1));
    assert_eq!(ada.resend().await.status, 200);
    let new = site.letter(ADA, 2).await;
    if old.code() != new.code() {
        assert_eq!(ada.confirm(&old.code()).await.status, 422);
    }
    ada.open_link(&old.token()).await;
    assert_eq!(ada.welcome(None).await.status, 409);
    // A corrected address voids both.
    assert_eq!(ada.correct(EVE).await.status, 200);
    let corrected = site.letter(EVE, 1).await;
    assert_eq!(ada.confirm(&new.code()).await.status, 422);
    for client in [&mut ada, &mut site.client(Door::Script)] {
        client.open_link(&new.token()).await;
        assert_eq!(client.welcome(Some(PASSWORD)).await.status, 409);
    }
    assert_eq!(ada.confirm(&corrected.code()).await.status, 200);
    assert_eq!(site.count("SELECT COUNT(*) FROM account WHERE contact_key = 'eve@example.org'").await, 1);
    assert_eq!(accounts(&site).await, 1);
}

async fn tok_07_one_restore_at_most_is_live_and_every_change_voids_it(database: Database) {
    let site = Site::open(database, LOOSE).await;
    let live = "SELECT COALESCE(MAX(live), 0) FROM (SELECT COUNT(*) AS live FROM restore
                WHERE account IS NOT NULL AND used_at IS NULL AND replaced_at IS NULL GROUP BY account) AS accounts";
    for change in ["here", "elsewhere", "by its username", "the login corrected", "the password", "the address", "shut", "leaving"]
    {
        let name = change.replace(' ', "");
        let email = format!("{name}@example.org");
        let account = site.account(&email).await;
        let (mut owner, mut asking, mut linked) = (site.client(Door::Script), site.client(Door::Script), site.client(Door::Script));
        owner.sign_in(&email, PASSWORD).await;
        assert_eq!(owner.set_username(&name).await.status, 200);
        let letter = lost(&site, &mut asking, &email).await;
        linked.open_restore_link(&letter.token()).await;
        assert_eq!(site.count(live).await, 1, "{change}");
        match change {
            "here" => {
                site.advance(Span::minutes(1));
                assert_eq!(asking.resend_restore().await.status, 200);
            }
            "elsewhere" => {
                lost(&site, &mut site.client(Door::Script), &email).await;
            }
            "by its username" => {
                assert_eq!(site.client(Door::Script).ask_restore(&name).await.status, 200);
            }
            "the login corrected" => {
                assert_eq!(asking.correct_restore("nobody@example.org").await.status, 200);
            }
            "the password" => assert_eq!(owner.change_password(PASSWORD, CHOSEN).await.status, 200),
            "the address" => {
                let new = format!("{name}@example.com");
                assert_eq!(owner.change_email(&new).await.status, 200);
                let code = site.written(&new, MOVING).await.code();
                assert_eq!(owner.confirm_email(&code).await.status, 200);
            }
            "shut" => site.disable(&account).await,
            _ => assert_eq!(owner.leave().await.status, 200),
        }
        site.settle().await;
        assert!(site.count(live).await <= 1, "{change}");
        let version = async || site.house.store.read().await.unwrap().account(&account).await.unwrap().unwrap().version;
        let before = version().await;
        assert_eq!(asking.restore_code(&letter.code()).await.status, 422, "{change}");
        assert_eq!(asking.restore_password(CHOSEN).await.status, 409, "{change}");
        assert_eq!(linked.restore_password(CHOSEN).await.status, 409, "{change}");
        let mut late = site.client(Door::Script);
        late.open_restore_link(&letter.token()).await;
        assert_eq!(late.restore_password(CHOSEN).await.status, 409, "{change}");
        assert_eq!(version().await, before, "{change}");
    }
}

async fn tok_13_a_code_that_restores_works_only_where_it_was_asked_for(database: Database) {
    let site = Site::open(database, LOOSE).await;
    for email in [ADA, EVE] {
        site.account(email).await;
    }
    for door in DOORS {
        let (mut ada, mut eve) = (site.client(door), site.client(Door::Script));
        lost(&site, &mut eve, EVE).await;
        let code = lost(&site, &mut ada, ADA).await.code();
        assert_eq!(site.client(Door::Script).restore_code(&code).await.status, 409, "in a browser that waits for nothing");
        assert_eq!(eve.restore_code(&code).await.status, 422, "in one that waits for another");
        assert_eq!(eve.restore_password(CHOSEN).await.status, 409);
        ada.restore_code(&code).await;
        // What the right code proved is proved in this browser alone.
        assert_eq!(site.client(Door::Script).restore_password(CHOSEN).await.status, 409);
        assert_eq!(eve.restore_password(CHOSEN).await.status, 409);
        let chosen = ada.restore_password(CHOSEN).await;
        assert!(chosen.status == 200 || chosen.location() == "/login", "{}", chosen.all());
        assert_eq!(site.client(Door::Script).sign_in(ADA, CHOSEN).await.status, 200);
        assert_eq!(site.client(Door::Script).sign_in(EVE, PASSWORD).await.status, 200);
    }
}

async fn tok_13_a_code_works_only_where_it_was_asked_for(database: Database) {
    let site = Site::open(database, "").await;
    let (mut ada, mut eve) = (site.client(Door::Script), site.client(Door::Script));
    let code = asked(&site, &mut ada, ADA).await.code();
    assert_eq!(site.client(Door::Script).confirm(&code).await.status, 409, "in a browser that waits for nothing");
    asked(&site, &mut eve, EVE).await;
    assert_eq!(eve.confirm(&code).await.status, 422, "in one that waits for another");
    // A second registration of the same address is another one too.
    let mut twin = site.client(Door::Script);
    twin.register(ADA, PASSWORD).await;
    site.letter(ADA, 2).await;
    assert_eq!(twin.confirm(&code).await.status, 422);
    assert_eq!(ada.confirm(&code).await.status, 200);
}

async fn tok_15_what_was_used_or_replaced_is_refused_where_it_counts(database: Database) {
    let site = Site::open(database, "").await;
    let mut ada = site.client(Door::Script);
    let letter = asked(&site, &mut ada, ADA).await;
    ada.open_link(&letter.token()).await;
    let mut kept = ada.tab();
    assert_eq!(ada.confirm(&letter.code()).await.status, 200);
    // Straight to the acts, with the cookies that the browser had before.
    assert_eq!(kept.confirm(&letter.code()).await.status, 409);
    assert_eq!(kept.welcome(None).await.status, 409);
    assert_eq!(kept.welcome(Some("another good password for her")).await.status, 409);
    assert_eq!(kept.resend().await.status, 409);
    assert_eq!(kept.correct(EVE).await.status, 409);
    assert_eq!(accounts(&site).await, 1);
    assert_eq!(site.client(Door::Script).sign_in(ADA, PASSWORD).await.status, 200);
}

async fn tok_16_no_answer_holds_a_secret_that_it_caused(database: Database) {
    let site = Site::open(database, "").await;
    for (door, email) in DOORS.into_iter().zip([ADA, EVE]) {
        let mut client = site.client(door);
        let mut answers = vec![client.register(email, PASSWORD).await, client.get("/confirm").await];
        let first = site.letter(email, 1).await;
        site.advance(Span::minutes(1));
        answers.push(client.resend().await);
        let second = site.letter(email, 2).await;
        for path in ["/confirm", "/api/track?page=Confirm", "/api/open?page=Confirm", "/welcome", "/"] {
            answers.push(client.get(path).await);
        }
        answers.push(client.open_link(&second.token()).await);
        answers.push(client.get("/welcome").await);
        answers.push(client.get("/api/open?page=Welcome").await);
        for answer in answers {
            for secret in [first.code(), first.token(), second.code(), second.token(), PASSWORD.to_owned()] {
                assert!(!answer.all().contains(&secret), "{door:?}: {secret} in {}", answer.all());
            }
        }
    }
}
