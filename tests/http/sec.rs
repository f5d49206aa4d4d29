//! Whoever gets the database or the log gets no secret.

use std::cell::Cell;
use std::io;
use std::sync::{Arc, Mutex};

use cabinet::server::store::Conn;
use sqlx::AssertSqlSafe;

use tracing::Level;
use tracing_subscriber::filter::dynamic_filter_fn;
use tracing_subscriber::prelude::*;

use crate::client::{Answer, Client, DOORS, Door};
use crate::console;
use crate::database::Database;
use crate::queue_correct;
use crate::site::{CONFIRMING, LOOSE, MOVING, PASSWORD, RESTORING, Site, UNDOING, until};
use crate::tok::{CHOSEN, wrong};
use crate::tok_matrix::{Holder, Kind};

const ADA: &str = "ada@example.org";
const KIM: &str = "kim@example.org";
const MINE: &str = "canary lamps over the harbour";
const MISTYPED: &str = "canary lamps over the harbor";
const SECOND: &str = "canary boats beyond the bridge";
const THIRD: &str = "canary trains below the valley";
const FOURTH: &str = "canary kites above the garden";

/// All that a person can do here, once.
struct Journey {
    client: Client,
    /// What was typed and what letters brought: no answer ever holds it.
    told: Vec<String>,
    /// What the browser was given to keep.
    kept: Vec<String>,
    answers: Vec<Answer>,
}

async fn journey(site: &Site, door: Door, email: &str) -> Journey {
    let moved = format!("new-{email}");
    let told = [MINE, MISTYPED, SECOND, THIRD, FOURTH].map(str::to_owned).to_vec();
    let mut it = Journey { client: site.client(door), told, kept: Vec::new(), answers: Vec::new() };

    // Register, and sign in at the second try.
    let answer = it.client.register(email, MINE).await;
    it.saw(answer, &["waiting"]);
    let letter = site.written(email, CONFIRMING).await;
    it.told.extend([letter.code(), letter.token()]);
    let answer = it.client.open_link(&letter.token()).await;
    it.saw(answer, &["link"]);
    it.looks(&["/confirm", "/api/track?page=Confirm", "/welcome", "/api/open?page=Welcome"]).await;
    let answer = it.client.confirm(&letter.code()).await;
    it.saw(answer, &[]);
    it.looks(&["/account/history"]).await;
    let answer = it.client.sign_in(email, MISTYPED).await;
    it.saw(answer, &["return"]);
    it.looks(&["/login"]).await;
    let answer = it.client.sign_in(email, MINE).await;
    it.saw(answer, &["session", "device"]);

    // The password once more, and another one.
    for password in [MISTYPED, MINE] {
        let answer = it.client.prove(password).await;
        it.saw(answer, &["session"]);
        it.looks(&["/account/prove"]).await;
    }
    for current in [MISTYPED, MINE] {
        let answer = it.client.change_password(current, SECOND).await;
        it.saw(answer, &["session", "device"]);
        it.looks(&["/account/password"]).await;
    }

    // To another address, and back from the old one.
    let answer = it.client.change_email(&moved).await;
    it.saw(answer, &[]);
    let code = site.written(&moved, MOVING).await.code();
    it.looks(&["/account/email", "/api/track?page=Email"]).await;
    let answer = it.client.confirm_email(&code).await;
    it.saw(answer, &["session"]);
    let undo = site.written(email, UNDOING).await.token();
    let answer = it.client.open_undo_link(&undo).await;
    it.saw(answer, &["undo-link"]);
    it.told.extend([code, undo]);
    it.looks(&["/undo", "/api/open?page=Undo"]).await;
    let answer = it.client.undo(THIRD).await;
    it.saw(answer, &[]);
    it.looks(&["/login"]).await;

    // Forgotten, and restored.
    let answer = it.client.forgot(email).await;
    it.saw(answer, &[]);
    it.looks(&["/restore"]).await;
    let answer = it.client.ask_restore(email).await;
    it.saw(answer, &["restoring"]);
    let letter = site.written(email, RESTORING).await;
    it.told.extend([letter.code(), letter.token()]);
    it.looks(&["/restore/code", "/api/track?page=RestoreCode"]).await;
    for code in [wrong(&letter.code()), &letter.code()] {
        let answer = it.client.restore_code(code).await;
        it.saw(answer, &[]);
    }
    let answer = it.client.open_restore_link(&letter.token()).await;
    it.saw(answer, &["restore-link"]);
    it.looks(&["/restore/password", "/api/open?page=RestorePassword"]).await;
    let answer = it.client.restore_password(FOURTH).await;
    it.saw(answer, &[]);
    it.looks(&["/login"]).await;

    // Gone, and back.
    let answer = it.client.sign_in(email, FOURTH).await;
    it.saw(answer, &["session", "device"]);
    let answer = it.client.leave().await;
    it.saw(answer, &[]);
    it.looks(&["/login"]).await;
    let answer = it.client.sign_in(email, FOURTH).await;
    it.saw(answer, &["session", "device"]);
    let answer = it.client.stay().await;
    it.saw(answer, &["session"]);
    it.looks(&["/account", "/account/sessions", "/account/history", "/account/data.json"]).await;
    assert!(it.client.is_signed_in().await, "the journey came to its end");
    it
}

impl Journey {
    /// Takes an answer down, and what these cookies hold after it.
    fn saw(&mut self, answer: Answer, cookies: &[&str]) {
        assert!(answer.status < 500, "{}", answer.all());
        self.answers.push(answer);
        self.kept.extend(cookies.iter().map(|cookie| self.client.cookie(cookie)));
    }

    async fn looks(&mut self, paths: &[&str]) {
        for path in paths {
            let answer = self.client.get(path).await;
            self.saw(answer, &[]);
        }
    }

    fn secrets(&self) -> Vec<String> {
        [&self.told[..], &self.kept].concat()
    }
}

on_both!(
    tok_04_a_stolen_database_holds_no_secret,
    tok_16_no_answer_of_the_whole_journey_holds_what_was_typed_or_sent_by_letter,
    sec_02_what_stands_in_the_database_opens_nothing,
    sec_02_without_the_key_no_password_can_be_tried,
);

async fn tok_04_a_stolen_database_holds_no_secret(database: Database) {
    let site = Site::open(database, "").await;
    let it = journey(&site, Door::Plain, ADA).await;
    let mut secrets = it.secrets();
    // What is still under way, whose secrets would be of use.
    let eve = Holder::new(&site, Door::Script, "eve").await;
    secrets.extend(Kind::ALL.map(|kind| eve.secret(kind)));
    secrets.extend(["session", "device", "waiting", "restoring"].map(|cookie| eve.client.cookie(cookie)));
    let dump = dump(&site).await;
    for there in [ADA, "$argon2id$", "password restored", eve.next.as_str()] {
        assert!(dump.contains(there), "the dump holds what it should: {there}");
    }
    for secret in &secrets {
        assert!(!holds(&dump, secret), "{secret}");
    }
    assert!(!dump.contains("0f".repeat(32).as_str()), "the key lies outside the database");
    assert!(it.client.tab().is_signed_in().await, "and the secrets were live ones");
    let mut thief = site.client(Door::Script);
    thief.open_restore_link(&eve.secret(Kind::RestoreLink)).await;
    assert_eq!(thief.restore_password(CHOSEN).await.status, 200);
}

async fn tok_16_no_answer_of_the_whole_journey_holds_what_was_typed_or_sent_by_letter(database: Database) {
    let site = Site::open(database, "").await;
    for (door, email) in DOORS.into_iter().zip([ADA, "eve@example.org"]) {
        let it = journey(&site, door, email).await;
        assert!(it.answers.len() > 40, "{} answers", it.answers.len());
        for answer in &it.answers {
            for secret in &it.told {
                assert!(!holds(&answer.all(), secret), "{door:?}: {secret} in {}", answer.all());
            }
        }
    }
}

/// A thief of the database tries what stands there, as it stands there.
async fn sec_02_what_stands_in_the_database_opens_nothing(database: Database) {
    let site = Site::open(database, LOOSE).await;
    let ada = Holder::new(&site, Door::Script, "ada").await;
    site.lock(&ada.account).await;
    let mut stolen = Vec::new();
    for column in [
        "SELECT digest FROM session",
        "SELECT id FROM session",
        "SELECT digest FROM device",
        "SELECT link FROM restore WHERE link IS NOT NULL",
        "SELECT code FROM restore WHERE code IS NOT NULL",
        "SELECT id FROM restore",
        "SELECT undo FROM email_change WHERE undo IS NOT NULL",
        "SELECT code FROM email_change WHERE code IS NOT NULL",
        "SELECT link FROM registration WHERE link IS NOT NULL",
        "SELECT id FROM registration",
        "SELECT id FROM account",
    ] {
        let values = site.column(column).await;
        assert!(!values.is_empty(), "{column}");
        stolen.extend(values);
    }
    let state = "SELECT CAST((SELECT SUM(version) FROM account) + (SELECT COUNT(*) FROM account) AS BIGINT)";
    let before = site.count(state).await;
    for value in &stolen {
        let mut thief = site.client(Door::Script);
        for cookie in ["session", "device", "restoring", "restore-link", "undo-link", "waiting", "link", "return"] {
            thief.jar.insert(cookie.to_owned(), value.clone());
        }
        assert!(!thief.tab().is_signed_in().await, "{value}");
        assert_eq!(thief.tab().sign_in(&ada.now, PASSWORD).await.status, 429, "{value}: no browser that is known");
        for mut client in [thief, site.client(Door::Script)] {
            client.open_link(value).await;
            client.open_restore_link(value).await;
            client.open_undo_link(value).await;
            for status in [
                client.welcome(Some(CHOSEN)).await.status,
                client.restore_password(CHOSEN).await.status,
                client.undo(CHOSEN).await.status,
            ] {
                assert_eq!(status, 409, "{value}");
            }
        }
        // A code's digest, in the browser that waits for the code.
        let mut tab = ada.client.tab();
        for answer in [tab.confirm(value).await, tab.restore_code(value).await, tab.confirm_email(value).await] {
            assert_eq!(answer.status, 422, "{value}");
        }
    }
    assert_eq!(site.count(state).await, before);
}

async fn sec_02_without_the_key_no_password_can_be_tried(database: Database) {
    let site = Site::open(database, "").await;
    site.account(ADA).await;
    assert_eq!(site.client(Door::Script).sign_in(ADA, PASSWORD).await.status, 200);
    let file = site.database.folder().join("key");
    let key = std::fs::read(&file).unwrap();
    std::fs::write(&file, "ab".repeat(32)).unwrap();
    let site = site.restart().await;
    assert_eq!(site.client(Door::Script).sign_in(ADA, PASSWORD).await.status, 401, "under another key it is another hash");
    std::fs::write(&file, key).unwrap();
    let site = site.restart().await;
    assert_eq!(site.client(Door::Script).sign_in(ADA, PASSWORD).await.status, 200);
}

/// Six digits in a row are a code only if they stand alone.
fn holds(text: &str, secret: &str) -> bool {
    text.match_indices(secret).any(|(at, _)| {
        let around = [text[..at].chars().next_back(), text[at + secret.len()..].chars().next()];
        secret.len() > 6 || around.into_iter().flatten().all(|c| !c.is_ascii_alphanumeric())
    })
}

/// All that a thief of the database gets: SQLite's files as they are, PostgreSQL's tables as text.
pub async fn dump(site: &Site) -> String {
    match site.house.store.read().await.unwrap().conn() {
        Conn::Sqlite(_) => {
            let files = std::fs::read_dir(site.database.folder()).unwrap().map(|file| file.unwrap().path());
            let files = files.filter(|file| file.file_name().is_some_and(|name| name != "key"));
            files.map(|file| String::from_utf8_lossy(&std::fs::read(file).unwrap()).into_owned()).collect()
        }
        Conn::Postgres(conn) => {
            let tables = "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'";
            let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(&mut *conn).await.unwrap();
            assert!(tables.len() > 10, "{tables:?}");
            let mut text = String::new();
            for table in tables {
                let rows = AssertSqlSafe(format!("SELECT string_agg(t::text, ' ') FROM \"{table}\" t"));
                let rows: Option<String> = sqlx::query_scalar(rows).fetch_one(&mut *conn).await.unwrap();
                text += &rows.unwrap_or_default();
            }
            text
        }
    }
}

/// What is logged goes in here.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

thread_local! {
    /// Whether what this thread logs is kept. The subscriber is there for all threads: one for this thread alone misses what another
    /// thread, without any, has come by first.
    static LISTENS: Cell<bool> = const { Cell::new(false) };
}

/// On one thread, so that what the other tests log is not among it.
#[tokio::test]
async fn sec_01_the_log_holds_no_secret() {
    let log = Log::default();
    let sink = log.clone();
    let here =
        dynamic_filter_fn(|event, _| LISTENS.get() && (*event.level() <= Level::DEBUG || event.target().starts_with("cabinet")));
    let layer = tracing_subscriber::fmt::layer().json().flatten_event(true).with_writer(move || sink.clone()).with_filter(here);
    tracing_subscriber::registry().with(layer).init();
    LISTENS.set(true);
    let site = Site::open(Database::sqlite(), "").await;
    let it = journey(&site, Door::Script, ADA).await;
    let mut secrets = it.secrets();
    secrets.extend(journey(&site, Door::Plain, "eve@example.org").await.secrets());
    let letting_in = Site::open(Database::sqlite(), "preset = 'console'").await;
    secrets.extend(console::secrets(&letting_in, Door::Script, KIM).await);
    secrets.extend(queue_correct::secrets(Database::sqlite()).await);
    // Also when things go wrong.
    site.house.store.close().await;
    assert_eq!(it.client.tab().get("/account").await.status, 503);
    assert_eq!(site.client(Door::Script).sign_in(ADA, FOURTH).await.status, 503);
    assert_eq!(site.client(Door::Script).ask_restore(ADA).await.status, 503);
    let logged = until("the refusals are logged", async || {
        let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
        (text.contains("\"refused\"") && text.contains("\"not done\"")).then_some(text)
    })
    .await;
    secrets.extend([ADA.to_owned(), KIM.to_owned(), "0f".repeat(32)]);
    for secret in &secrets {
        assert!(!holds(&logged, secret), "{secret} in {logged}");
    }
}
