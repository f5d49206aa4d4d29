//! Whoever gets the database or the log gets no secret.

use std::io;
use std::sync::{Arc, Mutex};

use cabinet::server::store::Tx;

use crate::client::{Client, Door};
use crate::database::Database;
use crate::site::{Site, until};

const ADA: &str = "ada@example.org";
const MINE: &str = "canary lamps over the harbour";
const MISTYPED: &str = "canary lamps over the harbor";

/// Register, confirm, sign in: and every secret that there was on the way.
async fn journey(site: &Site, door: Door, email: &str) -> (Client, Vec<String>) {
    let mut client = site.client(door);
    client.register(email, MINE).await;
    let letter = site.letter(email, 1).await;
    let mut secrets = vec![MINE.to_owned(), MISTYPED.to_owned(), letter.code(), letter.token()];
    secrets.push(client.cookie("waiting"));
    client.open_link(&letter.token()).await;
    secrets.push(client.cookie("link"));
    client.get("/welcome").await;
    client.confirm(&letter.code()).await;
    client.sign_in(email, MISTYPED).await;
    client.sign_in(email, MINE).await;
    assert!(client.is_signed_in().await);
    secrets.push(client.cookie("session"));
    (client, secrets)
}

on_both!(tok_04_a_stolen_database_holds_no_secret);

async fn tok_04_a_stolen_database_holds_no_secret(database: Database) {
    let site = Site::open(database, "").await;
    let (client, mut secrets) = journey(&site, Door::Plain, ADA).await;
    // One that is still under way, whose secrets would be of use.
    let mut eve = site.client(Door::Script);
    eve.register("eve@example.org", MINE).await;
    let letter = site.letter("eve@example.org", 1).await;
    secrets.extend([letter.code(), letter.token(), eve.cookie("waiting")]);
    let dump = dump(&site).await;
    assert!(dump.contains(ADA) && dump.contains("$argon2id$"), "the dump holds what it should");
    for secret in &secrets {
        assert!(!holds(&dump, secret), "{secret}");
    }
    assert!(!dump.contains("0f".repeat(32).as_str()), "the key lies outside the database");
    assert!(client.tab().is_signed_in().await, "and the secrets were live ones");
}

/// Six digits in a row are a code only if they stand alone.
fn holds(text: &str, secret: &str) -> bool {
    text.match_indices(secret).any(|(at, _)| {
        let around = [text[..at].chars().next_back(), text[at + secret.len()..].chars().next()];
        secret.len() > 6 || around.into_iter().flatten().all(|c| !c.is_ascii_alphanumeric())
    })
}

/// All that a thief of the database gets: SQLite's files as they are, PostgreSQL's tables as text.
async fn dump(site: &Site) -> String {
    match site.house.store.read().await.unwrap() {
        Tx::Sqlite(_) => {
            let files = std::fs::read_dir(site.database.folder()).unwrap().map(|file| file.unwrap().path());
            let files = files.filter(|file| file.file_name().is_some_and(|name| name != "key"));
            files.map(|file| String::from_utf8_lossy(&std::fs::read(file).unwrap()).into_owned()).collect()
        }
        Tx::Postgres(mut tx) => {
            let mut text = String::new();
            for table in [
                "SELECT string_agg(t::text, ' ') FROM account t",
                "SELECT string_agg(t::text, ' ') FROM consent t",
                "SELECT string_agg(t::text, ' ') FROM registration t",
                "SELECT string_agg(t::text, ' ') FROM session t",
                "SELECT string_agg(t::text, ' ') FROM message t",
                "SELECT string_agg(t::text, ' ') FROM bucket t",
                "SELECT string_agg(t::text, ' ') FROM guess t",
            ] {
                let rows: Option<String> = sqlx::query_scalar(table).fetch_one(&mut *tx).await.unwrap();
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

/// On one thread, since a subscriber of one thread does not disturb the other tests.
#[tokio::test]
async fn sec_01_the_log_holds_no_secret() {
    let log = Log::default();
    let sink = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_env_filter(tracing_subscriber::EnvFilter::new("debug,cabinet=trace"))
        .with_writer(move || sink.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let site = Site::open(Database::sqlite(), "").await;
    let (client, mut secrets) = journey(&site, Door::Script, ADA).await;
    let (_, more) = journey(&site, Door::Plain, "eve@example.org").await;
    secrets.extend(more);
    // Also when things go wrong.
    site.house.store.close().await;
    assert_eq!(client.tab().get("/account").await.status, 503);
    assert_eq!(site.client(Door::Script).sign_in(ADA, MINE).await.status, 503);
    let logged = until("the refusals are logged", async || {
        let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
        (text.contains("\"refused\"") && text.contains("\"not done\"")).then_some(text)
    })
    .await;
    secrets.extend([ADA.to_owned(), "0f".repeat(32)]);
    for secret in &secrets {
        assert!(!holds(&logged, secret), "{secret} in {logged}");
    }
}
