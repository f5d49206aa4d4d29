//! Sessions and their cookie.

use cabinet::server::store::{Conn, Tx};
use cabinet::wire::Opened;
use cabinet::words::{Page, Span};
use http::Method;
use http::header::COOKIE;

use crate::account::{MOVE, NEW, latest, leads_to, opened, other_place, places, proven};
use crate::client::{Answer, Client, DOORS, Door};
use crate::database::Database;
use crate::site::{PASSWORD, Site, at_once};

on_both!(
    ses_01_signing_in_never_takes_up_a_planted_session,
    ses_01_every_proof_begins_a_session_under_a_new_id,
    ses_02_a_shut_account_is_out_with_the_next_request,
    ses_02_each_of_many_sessions_is_out_with_the_next_request,
    ses_03_no_effect_comes_after_the_end_of_its_session,
    ses_04_a_request_in_flight_brings_no_session_back,
    ses_04_however_a_session_ends_whatever_is_in_flight_leaves_it_ended,
    ses_05_behind_https_every_cookie_is_bound_to_the_host_also_when_removed,
    ses_05_a_note_fits_into_a_cookie,
    ses_06_a_session_ends_by_rest_and_by_age,
    ses_06_a_page_that_asks_by_itself_keeps_nobody_signed_in,
    ses_08_signing_out_leaves_nothing_in_the_browser,
    ses_09_two_cookies_of_one_name_are_none,
    ses_10_what_matters_asks_for_a_password_given_a_moment_ago,
    ses_11_ten_thousand_strangers_leave_no_session,
    ses_12_an_owner_sees_and_ends_sessions_of_the_own_account_alone,
);

const ADA: &str = "ada@example.org";
const EVE: &str = "eve@example.org";

async fn signed_in(site: &Site, email: &str) -> Client {
    let mut client = site.client(Door::Script);
    assert_eq!(client.sign_in(email, PASSWORD).await.status, 200);
    assert!(client.is_signed_in().await);
    client
}

fn with_session(client: &Client, session: &str) -> Client {
    let mut other = client.tab();
    other.jar.insert("session".to_owned(), session.to_owned());
    other
}

async fn ses_01_signing_in_never_takes_up_a_planted_session(database: Database) {
    let site = Site::open(database, "").await;
    for email in [ADA, EVE] {
        site.account(email).await;
    }
    let never = "AAAAAAAAAAAAAAAAAAAAAA".to_owned();
    let ended = signed_in(&site, EVE).await;
    ended.tab().sign_out().await;
    let live = signed_in(&site, EVE).await;
    for planted in [never, ended.cookie("session"), live.cookie("session")] {
        for door in DOORS {
            let mut ada = with_session(&site.client(door), &planted);
            ada.sign_in(ADA, PASSWORD).await;
            assert_ne!(ada.cookie("session"), planted);
            assert!(ada.is_signed_in().await);
            let seen = with_session(&site.client(door), &planted).get("/account").await;
            assert!(!seen.body.contains(ADA), "the planted session is not hers");
        }
    }
    // Signing in anew ends what there was before.
    let mut ada = signed_in(&site, ADA).await;
    let before = ada.tab();
    ada.sign_in(ADA, PASSWORD).await;
    assert_ne!(ada.cookie("session"), before.cookie("session"));
    assert!(!before.tab().is_signed_in().await);
}

/// What a person may prove themselves with once signed in.
const PROOFS: [&str; 4] = ["prove", "change password", "confirm e-mail", "stay"];

async fn ses_01_every_proof_begins_a_session_under_a_new_id(database: Database) {
    let site = Site::open(database, "").await;
    for (nth, proof) in PROOFS.into_iter().enumerate() {
        for door in DOORS {
            let (email, to) = (format!("{nth}.{door:?}@example.org"), format!("{nth}.{door:?}@new.example.org"));
            site.account(&email).await;
            let mut ada = site.client(door);
            ada.sign_in(&email, PASSWORD).await;
            let mut code = String::new();
            match proof {
                "confirm e-mail" => {
                    ada.change_email(&to).await;
                    code = latest(&site, &to, MOVE).await.code();
                }
                "stay" => {
                    ada.leave().await;
                    ada.sign_in(&email, PASSWORD).await;
                }
                _ => {}
            }
            let mut before = ada.tab();
            assert!(before.is_signed_in().await, "{proof} {door:?}");
            let answer = match proof {
                "prove" => ada.prove(PASSWORD).await,
                "change password" => ada.change_password(PASSWORD, NEW).await,
                "confirm e-mail" => ada.confirm_email(&code).await,
                _ => ada.stay().await,
            };
            leads_to(&answer, Page::Account);
            assert_ne!(ada.cookie("session"), before.cookie("session"), "{proof} {door:?}");
            assert!(ada.is_signed_in().await, "{proof} {door:?}");
            assert!(!before.is_signed_in().await, "{proof} {door:?}: what was planted before is good for nothing");
            assert_eq!(places(&ada).await.len(), 1, "{proof} {door:?}");
        }
    }
}

async fn ses_02_a_shut_account_is_out_with_the_next_request(database: Database) {
    let site = Site::open(database, "").await;
    let account = site.account(ADA).await;
    let (mut here, mut there) = (signed_in(&site, ADA).await, signed_in(&site, ADA).await);
    site.disable(&account).await;
    assert_eq!(here.set_username("countess").await.status, 401);
    assert!(!there.is_signed_in().await);
    assert_eq!(site.client(Door::Script).sign_in(ADA, PASSWORD).await.status, 401);
    assert_eq!(site.count("SELECT COUNT(*) FROM account WHERE username IS NOT NULL").await, 0);
}

async fn ses_02_each_of_many_sessions_is_out_with_the_next_request(database: Database) {
    let site = Site::open(database, "").await;
    site.account(ADA).await;
    let mut owner = signed_in(&site, ADA).await;
    for nth in 0..50 {
        let mut there = signed_in(&site, ADA).await;
        let place = other_place(&owner).await;
        leads_to(&owner.end_session(&place).await, Page::Sessions);
        assert_eq!(there.set_username(&format!("name{nth}")).await.status, 401, "{nth}");
        assert!(!there.is_signed_in().await, "{nth}");
    }
    assert_eq!(site.count("SELECT COUNT(*) FROM account WHERE username IS NOT NULL").await, 0);
    assert!(owner.is_signed_in().await);
}

/// Everything that an act in flight could still change.
const EFFECTS: [&str; 5] = [
    "SELECT COUNT(*) FROM history",
    "SELECT COUNT(*) FROM email_change",
    "SELECT COUNT(*) FROM email_change WHERE replaced_at IS NOT NULL",
    "SELECT COUNT(*) FROM account WHERE gone_at IS NOT NULL",
    "SELECT COUNT(*) FROM session WHERE revoked_at IS NULL",
];

async fn effects(tx: &mut Tx) -> Vec<i64> {
    let mut seen = Vec::new();
    for sql in EFFECTS {
        seen.push(match tx.conn() {
            Conn::Sqlite(conn) => sqlx::query_scalar(sql).fetch_one(conn).await.unwrap(),
            Conn::Postgres(conn) => sqlx::query_scalar(sql).fetch_one(conn).await.unwrap(),
        });
    }
    seen
}

/// The acts of a person who is signed in, by what they do; `n` makes each its own.
const ACTS: [&str; 6] = ["username", "email", "prove", "end others", "data", "leave"];

async fn asks(tab: &mut Client, what: &str, n: usize) -> Answer {
    match what {
        "page" => tab.get("/account").await,
        "username" => tab.set_username(&format!("name{n}")).await,
        "email" => tab.change_email(&format!("to{n}@example.org")).await,
        "prove" => tab.prove(PASSWORD).await,
        "end others" => tab.end_other_sessions().await,
        "data" => tab.post("/account/data.json", &[]).await,
        "leave" => tab.leave().await,
        _ => panic!("nobody does {what}"),
    }
}

/// Acts are under way while their session ends. What was done by the moment at which that was written is all that is ever done.
async fn ses_03_no_effect_comes_after_the_end_of_its_session(database: Database) {
    let site = Site::open(database, "").await;
    for (nth, what) in ACTS.into_iter().enumerate() {
        for round in 0..8 {
            let email = format!("{nth}.{round}@example.org");
            let account = site.account(&email).await;
            let victim = signed_in(&site, &email).await;
            let in_flight = at_once(12, |i| {
                let mut tab = victim.tab();
                async move { asks(&mut tab, what, nth * 1_000 + round * 100 + i).await.status }
            });
            let revoked = async {
                // Another moment in each round.
                let mut passer = site.client(Door::Script);
                for _ in 0..round {
                    passer.get("/healthz").await;
                }
                let mut tx = site.house.store.write().await.unwrap();
                tx.revoke_sessions(&account, site.house.clock.now()).await.unwrap();
                let seen = effects(&mut tx).await;
                tx.save().await.unwrap();
                seen
            };
            let (statuses, seen) = tokio::join!(in_flight, revoked);
            assert!(statuses.iter().all(|status| *status < 500), "{what}, round {round}: {statuses:?}");
            let after = effects(&mut site.house.store.read().await.unwrap()).await;
            assert_eq!(after, seen, "{what}, round {round}: {statuses:?}");
            assert!(!victim.tab().is_signed_in().await, "{what}, round {round}");
        }
    }
}

fn gives_a_session(answer: &Answer) -> bool {
    answer.cookies().iter().any(|cookie| cookie.name().ends_with("session") && !cookie.value().is_empty())
}

async fn ses_04_a_request_in_flight_brings_no_session_back(database: Database) {
    let site = Site::open(database, "").await;
    site.account(ADA).await;
    for round in 0..20 {
        let ada = signed_in(&site, ADA).await;
        // Past the minute after which a look is written down.
        site.advance(Span::minutes(2));
        let gave = at_once(16, |i| {
            let mut tab = ada.tab();
            async move {
                let answer = match i {
                    7 => tab.sign_out().await,
                    i if i % 2 == 0 => tab.get("/account").await,
                    i => tab.set_username(&format!("name{i}")).await,
                };
                assert!(answer.status < 500, "{}", answer.all());
                gives_a_session(&answer)
            }
        })
        .await;
        assert!(!gave.contains(&true), "round {round}");
        assert!(!ada.tab().is_signed_in().await, "round {round}");
        assert_eq!(ada.tab().set_username("afterwards").await.status, 401, "round {round}");
    }
    assert_eq!(site.count("SELECT COUNT(*) FROM session WHERE revoked_at IS NULL").await, 0);
}

/// Ways in which a session ends. Who adds one adds a line here and one in [`Scene::end`].
const ENDS: [&str; 7] = ["sign out", "end session", "end others", "change password", "restore", "disable", "leave"];
/// What may be under way meanwhile.
const IN_FLIGHT: [&str; 4] = ["page", "username", "email", "prove"];

/// One account in three browsers.
struct Scene<'s> {
    site: &'s Site,
    account: String,
    victim: Client,
    owner: Client,
    restoring: Client,
    place: String,
}

impl<'s> Scene<'s> {
    async fn set(site: &'s Site, email: &str) -> Self {
        let account = site.account(email).await;
        let (owner, restoring) = (signed_in(site, email).await, proven(site, email).await);
        let victim = signed_in(site, email).await;
        let place = other_place(&owner).await;
        // Past the minute after which a look is written down.
        site.advance(Span::minutes(2));
        Self { site, account, victim, owner, restoring, place }
    }

    /// Ends the victim's session; with what status.
    async fn end(&mut self, how: &str) -> u16 {
        match how {
            "sign out" => self.victim.tab().sign_out().await.status,
            "end session" => self.owner.end_session(&self.place).await.status,
            "end others" => self.owner.end_other_sessions().await.status,
            "change password" => self.owner.change_password(PASSWORD, NEW).await.status,
            "restore" => self.restoring.restore_password(NEW).await.status,
            "disable" => {
                self.site.disable(&self.account).await;
                200
            }
            "leave" => self.owner.leave().await.status,
            _ => panic!("nobody ends a session by {how}"),
        }
    }
}

async fn ses_04_however_a_session_ends_whatever_is_in_flight_leaves_it_ended(database: Database) {
    let site = Site::open(database, "").await;
    let mut n = 0;
    for how in ENDS {
        for what in IN_FLIGHT {
            for round in 0..3 {
                n += 100;
                let mut scene = Scene::set(&site, &format!("{n}@example.org")).await;
                let victim = scene.victim.tab();
                let in_flight = at_once(12, |i| {
                    let mut tab = victim.tab();
                    async move {
                        let answer = asks(&mut tab, what, n + i).await;
                        assert!(answer.status < 500, "{how}, {what}: {}", answer.all());
                        tab
                    }
                });
                let ended = async {
                    for _ in 0..round * 3 {
                        site.client(Door::Script).get("/healthz").await;
                    }
                    scene.end(how).await
                };
                let (tabs, ended) = tokio::join!(in_flight, ended);
                // The password may have been given a moment before: then it was another session that was to be ended.
                let was_first = what == "prove" && (how == "sign out" || ended == 409);
                assert!(ended == 200 || was_first, "{how}, {what}: {ended}");
                assert!(!victim.tab().is_signed_in().await, "{how}, {what}");
                for mut tab in tabs {
                    assert!(was_first || !tab.is_signed_in().await, "{how}, {what}");
                    if !was_first {
                        assert_eq!(tab.set_username("afterwards").await.status, 401, "{how}, {what}");
                    }
                }
            }
        }
    }
    assert_eq!(site.count("SELECT COUNT(*) FROM account WHERE username = 'afterwards'").await, 0);
}

async fn ses_05_behind_https_every_cookie_is_bound_to_the_host_also_when_removed(database: Database) {
    let site = Site::open_secure(database).await;
    site.account(ADA).await;
    // The client looks at every cookie that it is given; here each of ours comes and goes once.
    for door in DOORS {
        let mut ada = site.client(door);
        let session = |answer: &Answer| answer.cookies().into_iter().find(|cookie| cookie.name() == "__Host-session");
        let signed_in = ada.sign_in(ADA, PASSWORD).await;
        assert_eq!(session(&signed_in).unwrap().max_age(), None, "it goes with the browser");
        assert!(ada.is_signed_in().await);
        let signed_out = ada.sign_out().await;
        let removal = session(&signed_out).expect("a removal");
        assert_eq!((removal.value(), removal.max_age().map(|age| age.whole_seconds())), ("", Some(0)));
        assert_eq!(signed_out.cookies().iter().filter(|cookie| cookie.name() == "__Host-session").count(), 1);
        assert!(!ada.jar.contains_key("__Host-session"));
        ada.get("/login").await;
        assert!(!ada.jar.contains_key("__Host-note"), "a note is read once");

        let remembered = ada.post("/api/login", &[("login", ADA), ("password", PASSWORD), ("remember", "yes")]).await;
        let age = session(&remembered).unwrap().max_age().expect("a remembered one stays");
        assert!(age.whole_days() <= 30, "{age}");

        ada.sign_out().await;
        ada.get("/account/history").await;
        ada.cookie("return");
        ada.sign_in(ADA, PASSWORD).await;
        assert!(!ada.jar.contains_key("__Host-return"), "it is read once");
        assert_eq!(ada.cookie("device").len(), 43);

        ada.post("/api/language", &[("language", "ar"), ("page", "/")]).await;
        assert_eq!(ada.cookie("language"), "ar");
        let mut new = site.client(door);
        new.register(EVE, PASSWORD).await;
        new.cookie("waiting");
        new.open_link(&"A".repeat(43)).await;
        new.cookie("link");
        new.open_link("none").await;
        assert!(!new.jar.contains_key("__Host-link"));
        for token in ["A".repeat(43), "none".to_owned()] {
            new.open_restore_link(&token).await;
            new.cookie("restore-link");
            new.open_undo_link(&token).await;
            new.cookie("undo-link");
        }
        new.ask_restore("kim@example.org").await;
        new.cookie("restoring");
        assert!(!new.jar.contains_key("__Host-restore-link"), "who asks anew is past the old link");
        // An ended session is told to go as well.
        let mut late = site.client(door);
        late.jar.insert("__Host-session".to_owned(), "AAAAAAAAAAAAAAAAAAAAAA".to_owned());
        late.get("/account").await;
        assert!(!late.jar.contains_key("__Host-session"));
    }
}

/// Browsers drop a cookie of over 4,096 bytes, and with it what was typed.
async fn ses_05_a_note_fits_into_a_cookie(database: Database) {
    let site = Site::open(database, "").await;
    let long = "\u{1F511}".repeat(300);
    let fields = ["login", "email", "username", "remember", "agree"].map(|name| (name, long.as_str()));
    for act in [
        "/api/login",
        "/api/register",
        "/api/confirm",
        "/api/correct",
        "/api/welcome",
        "/api/forgot",
        "/api/restore-code",
        "/api/restore-password",
        "/api/undo",
    ] {
        let mut client = site.client(Door::Plain);
        assert_eq!(client.post(act, &fields).await.status, 303, "{act}");
        client.cookie("note");
    }
    // What was typed goes along while the password is asked for again.
    site.account(ADA).await;
    let mut ada = site.client(Door::Plain);
    ada.sign_in(ADA, PASSWORD).await;
    site.advance(Span::minutes(5));
    assert_eq!(ada.post("/api/email", &fields).await.location(), "/account/prove");
    ada.cookie("return");
}

async fn ses_06_a_session_ends_by_rest_and_by_age(database: Database) {
    let site = Site::open(database, "").await;
    site.account(ADA).await;
    let (second, idle) = (Span::seconds(1), Span::hours(1));

    let mut resting = signed_in(&site, ADA).await;
    site.advance(Span(idle.0 - second.0));
    assert!(resting.is_signed_in().await);
    site.advance(Span(idle.0 - second.0));
    assert!(resting.is_signed_in().await, "a look counts");
    site.advance(idle);
    assert!(!resting.is_signed_in().await);

    let mut busy = signed_in(&site, ADA).await;
    for _ in 0..47 {
        site.advance(Span::minutes(30));
        assert!(busy.is_signed_in().await);
    }
    site.advance(Span(Span::minutes(30).0 - second.0));
    assert!(busy.is_signed_in().await);
    site.advance(second);
    assert!(!busy.is_signed_in().await, "a day is all there is");

    let mut remembered = site.client(Door::Script);
    remembered.post("/api/login", &[("login", ADA), ("password", PASSWORD), ("remember", "yes")]).await;
    for _ in 0..2 {
        site.advance(Span(Span::days(14).0 - second.0));
        assert!(remembered.is_signed_in().await);
    }
    site.advance(Span(Span::days(2).0 + second.0));
    assert!(remembered.is_signed_in().await);
    site.advance(second);
    assert!(!remembered.is_signed_in().await, "thirty days are all there is");

    let mut forgotten = site.client(Door::Script);
    forgotten.post("/api/login", &[("login", ADA), ("password", PASSWORD), ("remember", "yes")]).await;
    site.advance(Span::days(14));
    assert!(!forgotten.is_signed_in().await);
}

async fn ses_06_a_page_that_asks_by_itself_keeps_nobody_signed_in(database: Database) {
    let site = Site::open(database, "").await;
    site.account(ADA).await;
    let mut ada = signed_in(&site, ADA).await;
    ada.register(EVE, PASSWORD).await;
    ada.ask_restore(EVE).await;
    ada.change_email("ada@new.example.org").await;
    for _ in 0..60 {
        site.advance(Span::minutes(1));
        for page in ["Confirm", "RestoreCode", "Email"] {
            assert_eq!(ada.get(&format!("/api/track?page={page}")).await.status, 200, "{page}");
        }
    }
    assert!(!ada.is_signed_in().await);
}

async fn ses_08_signing_out_leaves_nothing_in_the_browser(database: Database) {
    let site = Site::open(database, "").await;
    site.account(ADA).await;
    for door in DOORS {
        let mut ada = site.client(door);
        ada.sign_in(ADA, PASSWORD).await;
        let mut before = ada.tab();
        // The client sees to it that none of them may be kept.
        for page in Page::ALL {
            assert_eq!(ada.get(page.path()).await.header("clear-site-data"), "", "{page:?}");
        }
        let answer = ada.sign_out().await;
        leads_to(&answer, Page::Login);
        assert_eq!(answer.header("clear-site-data"), "\"cache\", \"storage\"", "{door:?}");
        assert_eq!(answer.header("cache-control"), "no-store", "{door:?}");
        assert!(!ada.jar.contains_key("session"), "{door:?}");
        // Back asks again, and the server has ended it too.
        for page in ["/account", "/account/history", "/account/sessions", "/account/password"] {
            assert_eq!(ada.get(page).await.location(), "/login", "{door:?} {page}");
            assert_eq!(before.get(page).await.location(), "/login", "{door:?} {page}");
        }
    }
}

async fn ses_09_two_cookies_of_one_name_are_none(database: Database) {
    let site = Site::open(database, "").await;
    site.account(ADA).await;
    let ada = signed_in(&site, ADA).await;
    let session = ada.cookie("session");
    for (cookies, accepted) in [
        (vec![format!("session={session}")], true),
        (vec![format!("theme=a; session={session}; theme=b")], true),
        (vec![format!("session={session}; session=AAAAAAAAAAAAAAAAAAAAAA")], false),
        (vec![format!("session=AAAAAAAAAAAAAAAAAAAAAA; session={session}")], false),
        (vec![format!("session={session}; session={session}")], false),
        (vec![format!("session={session};session=")], false),
        (vec![format!("session={session}"), "session=planted".to_owned()], false),
        (vec![format!("session={session}; Session=planted")], true),
        (vec![format!("session={session}; note=a; note=b")], true),
    ] {
        let mut client = site.client(Door::Plain);
        let mut request = client.request(Method::GET, "/account", "");
        for cookie in &cookies {
            request.headers_mut().append(COOKIE, cookie.parse().unwrap());
        }
        assert_eq!(client.send(request).await.status == 200, accepted, "{cookies:?}");
    }
}

/// What only a person who gave the password a moment ago may do, and which page asks for it. Who adds one adds it here and in
/// [`matters`].
const MATTERS: [(&str, Page); 5] = [
    ("change e-mail", Page::Email),
    ("end session", Page::Sessions),
    ("end others", Page::Sessions),
    ("leave", Page::Leaving),
    ("data", Page::Account),
];

async fn matters(tab: &mut Client, what: &str, place: &str) -> Answer {
    match what {
        "change e-mail" => tab.change_email("ada@new.example.org").await,
        "end session" => tab.end_session(place).await,
        "end others" => tab.end_other_sessions().await,
        "leave" => tab.leave().await,
        "data" => tab.post("/account/data.json", &[]).await,
        _ => panic!("nobody does {what}"),
    }
}

async fn ses_10_what_matters_asks_for_a_password_given_a_moment_ago(database: Database) {
    let site = Site::open(database, "").await;
    let lives = Span::minutes(5);
    for (nth, (what, from)) in MATTERS.into_iter().enumerate() {
        for door in DOORS {
            let email = format!("{nth}.{door:?}@example.org");
            site.account(&email).await;
            let (mut ada, there) = (site.client(door), signed_in(&site, &email).await);
            ada.sign_in(&email, PASSWORD).await;
            let place = &other_place(&ada).await;
            site.advance(lives);
            let before = effects(&mut site.house.store.read().await.unwrap()).await;
            let refused = matters(&mut ada, what, place).await;
            if door == Door::Script && what != "data" {
                assert_eq!((refused.status, refused.fail().as_str()), (401, r#""Prove""#), "{what}");
            } else {
                assert_eq!((refused.status, refused.location()), (303, "/account/prove"), "{what} {door:?}");
            }
            // A wrong password is no proof.
            ada.prove("a wrong one").await;
            matters(&mut ada, what, place).await;
            let after = effects(&mut site.house.store.read().await.unwrap()).await;
            assert_eq!(after, before, "{what} {door:?}: nothing was done");
            assert!(there.tab().is_signed_in().await, "{what} {door:?}");

            let proved = ada.prove(PASSWORD).await;
            leads_to(&proved, from);
            site.advance(Span(lives.0 - 1));
            let done = matters(&mut ada, what, place).await;
            assert!(done.status == 200 || door == Door::Plain && done.location() != "/account/prove", "{what}: {}", done.all());
            let after = effects(&mut site.house.store.read().await.unwrap()).await;
            assert_ne!(after, before, "{what} {door:?}: done");
        }
    }
}

async fn ses_11_ten_thousand_strangers_leave_no_session(database: Database) {
    let site = Site::open(database, "").await;
    let paths = [
        "/",
        "/api/track?page=Email",
        "/account",
        "/link/confirm/none",
        "/link/restore/none",
        "/link/undo/none",
        "/api/open?page=RestoreCode",
        "/confirm",
        "/restore/code",
        "/restore/password",
        "/account/prove",
        "/account/data.json",
        "/nothing.css",
        "/missing/",
    ];
    at_once(20, |worker| {
        let mut client = site.client(Door::Script);
        async move {
            for i in 0..500 {
                client.jar.clear();
                if i % 3 == 0 {
                    client.jar.insert("session".to_owned(), format!("{worker:010}{i:011}A"));
                }
                let answer = if i % 50 == 49 { client.sign_out().await } else { client.get(paths[i % paths.len()]).await };
                assert!(answer.status < 500 && !gives_a_session(&answer), "{}", answer.all());
            }
        }
    })
    .await;
    assert_eq!(site.count("SELECT COUNT(*) FROM session").await, 0);
    assert_eq!(site.count("SELECT (SELECT COUNT(*) FROM bucket) + (SELECT COUNT(*) FROM registration)").await, 0);
}

async fn ses_12_an_owner_sees_and_ends_sessions_of_the_own_account_alone(database: Database) {
    let site = Site::open(database, "").await;
    for email in [ADA, EVE] {
        site.account(email).await;
    }
    let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0";
    for door in DOORS {
        let mut ada = site.client(door);
        ada.sign_in(ADA, PASSWORD).await;
        let (mut eve, mut other) = (signed_in(&site, EVE).await, site.client(Door::Script));
        other.from = "198.51.100.77".to_owned();
        let form = format!("login=ada%40example.org&password={}", PASSWORD.replace(' ', "+"));
        let mut request = other.request(Method::POST, "/api/login", form);
        request.headers_mut().insert("user-agent", firefox.parse().unwrap());
        assert_eq!(other.send(request).await.status, 200);
        site.advance(Span::minutes(3));

        let mine = places(&ada).await;
        assert_eq!(mine.len(), 2, "{door:?}");
        let there = mine.iter().find(|place| place.id.is_some()).expect("one of them is not here");
        for told in ["Firefox, Linux", "198.51.100.0/24", "3 minutes ago"] {
            assert!(there.text.contains(told), "{door:?}: {}", there.text);
        }
        let here = other_place(&other).await;
        let page = ada.get("/account/sessions").await.body;
        assert!(page.contains("Firefox, Linux") && page.contains("this one"), "{page}");
        assert!(!page.contains("198.51.100.77"), "the end of an address is left out");
        for session in [ada.cookie("session"), other.cookie("session"), eve.cookie("session")] {
            assert!(!page.contains(&session), "{door:?}");
        }

        assert_eq!(places(&eve).await.len(), 1, "{door:?}");
        let mut second = signed_in(&site, EVE).await;
        let foreign = other_place(&second).await;
        second.sign_out().await;
        let theirs = other_place(&ada).await;
        let (foreign, theirs) = (foreign.as_str(), theirs.as_str());
        let mut script = ada.tab();
        script.door = Door::Script;
        for id in [foreign, "", "0", "%", theirs.to_uppercase().as_str(), other.cookie("session").as_str()] {
            if id == theirs {
                continue;
            }
            let answer = script.end_session(id).await;
            assert_eq!((answer.status, answer.fail().as_str()), (409, r#"{"Refused":["Gone"]}"#), "{door:?} {id}");
        }
        assert!(eve.is_signed_in().await && other.is_signed_in().await, "{door:?}");

        leads_to(&ada.end_session(theirs).await, Page::Sessions);
        assert!(!other.is_signed_in().await && ada.is_signed_in().await, "{door:?}");
        assert_eq!(script.end_session(theirs).await.status, 409, "{door:?}: it has ended already");
        let mut third = signed_in(&site, ADA).await;
        leads_to(&ada.end_other_sessions().await, Page::Sessions);
        assert!(!third.is_signed_in().await && ada.is_signed_in().await && eve.is_signed_in().await, "{door:?}");
        assert_eq!(places(&ada).await.len(), 1, "{door:?}");
        leads_to(&ada.end_session(&here).await, Page::Sessions);
        assert!(!ada.is_signed_in().await, "{door:?}: who ends the own one is out");
        eve.sign_out().await;
    }
    let stranger = site.client(Door::Script);
    assert!(matches!(opened(&stranger, Page::Sessions).await, Opened::Elsewhere(Page::Login)));
}
