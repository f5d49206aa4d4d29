//! A site of its own for each test: its database, its port, its clock.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use cabinet::locale::Language;
use cabinet::server::identity::login_key;
use cabinet::server::store::{Conn, Guess, Ladder, NewAccount, Terms};
use cabinet::server::{House, boot, config};
use cabinet::words::{Password, Span};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use toml::{Table, Value};

use crate::client::{Client, Door};
use crate::database::Database;

/// A password that any account may have.
pub const PASSWORD: &str = "quiet lamps over the harbour";
/// A mail server that nobody has started.
pub const DEAD_SMTP: &str = "[smtp]\nhost = '127.0.0.1'\nport = 9\ntls = 'none'\nfrom = 'Cabinet <accounts@example.org>'";
/// Limits that a test about something else does not meet.
pub const LOOSE: &str = "[limits]\nletters_mailbox.burst = 1000\nletters_mailbox_day.burst = 1000\ncodes_mailbox.burst = 1000\n\
                         restore_address.burst = 1000\nregister_address.burst = 1000\nlogin_address.burst = 1000";

/// What is in a letter of each kind alone.
pub const CONFIRMING: &str = "/link/confirm/";
pub const RESTORING: &str = "/link/restore/";
pub const UNDOING: &str = "/link/undo/";
pub const MOVING: &str = "is moving an account";

/// How long anything may take that should have happened at once.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Site {
    pub house: Arc<House>,
    pub address: SocketAddr,
    config: Table,
    /// Dropped, it stops the server.
    stop: Option<oneshot::Sender<()>>,
    served: JoinHandle<()>,
    pub database: Database,
}

/// A letter, as `/dev/outbox.json` shows it.
#[derive(Clone, serde::Deserialize)]
pub struct Letter {
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// What came over a bare socket.
pub struct Raw {
    pub text: String,
    /// Whether the server closed the connection.
    pub closed: bool,
}

impl Site {
    /// A development site with this laid over its configuration. Behind a trusted proxy, so that each client has an address.
    pub async fn open(database: Database, overrides: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let key_file = database.folder().join("key");
        std::fs::write(&key_file, "0f".repeat(32)).unwrap();
        let overrides: Table = overrides.parse().unwrap();
        let mut config: Table = format!(
            "address = '{address}'\n database = '{}'\n key_file = '{}'\n trusted_proxies = ['127.0.0.1']\n \
             argon2 = {{ memory_kib = 7168, passes = 1 }}",
            database.address(),
            key_file.display(),
        )
        .parse()
        .unwrap();
        if !overrides.contains_key("public_url") {
            lay_over(&mut config, "development = { clock = '2026-11-22T12:00:00Z' }".parse().unwrap());
        }
        lay_over(&mut config, overrides);
        Self::start(database, config, address, listener).await
    }

    /// A site behind https, as in production; its letters go nowhere.
    pub async fn open_secure(database: Database) -> Self {
        Self::open(database, &format!("public_url = 'https://accounts.example.test'\n{DEAD_SMTP}")).await
    }

    async fn start(database: Database, config: Table, address: SocketAddr, listener: TcpListener) -> Self {
        let parsed = config::parse(&config, std::iter::empty()).unwrap_or_else(|faults| panic!("{faults:?}"));
        let (house, receipts) = boot::open(parsed).await.unwrap();
        boot::keep_agreement(&house).await.unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let served = tokio::spawn(boot::serve((house.clone(), receipts), listener, async {
            let _ = stopped.await;
        }));
        Self { house, address, config, stop: Some(stop), served, database }
    }

    /// Stops the program and starts it again on the same database.
    pub async fn restart(self) -> Self {
        self.restart_with("").await
    }

    /// The same with this laid over its configuration. The clock begins anew.
    pub async fn restart_with(mut self, overrides: &str) -> Self {
        drop(self.stop.take());
        self.served.await.unwrap();
        lay_over(&mut self.config, overrides.parse().unwrap());
        let listener = TcpListener::bind(self.address).await.unwrap();
        Self::start(self.database, self.config, self.address, listener).await
    }

    /// Another node over the same database, with this laid over the configuration. It serves nobody, and keeps nothing by itself.
    pub async fn beside(&self, overrides: &str) -> Arc<House> {
        let mut config = self.config.clone();
        lay_over(&mut config, overrides.parse().unwrap());
        let parsed = config::parse(&config, std::iter::empty()).unwrap_or_else(|faults| panic!("{faults:?}"));
        boot::open(parsed).await.unwrap().0
    }

    /// A browser that was never here before, at an address of its own.
    pub fn client(&self, door: Door) -> Client {
        static COUNT: AtomicU32 = AtomicU32::new(1);
        let [_, a, b, c] = COUNT.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        Client::new(self.address, &self.house.config.public_url, door, format!("10.{a}.{b}.{c}"))
    }

    pub fn advance(&self, by: Span) {
        assert!(self.house.clock.advance(by), "the clock of this site cannot be moved");
    }

    /// An account with [`PASSWORD`] that has agreed to the agreement of today, without the way to it, reached by an address or a number;
    /// its id.
    pub async fn account(&self, contact: &str) -> String {
        let password = Password::given(PASSWORD.into()).unwrap();
        let hash = self.house.hasher.hash(&password, self.house.tokens.random()).await.unwrap();
        let key = login_key(contact);
        let id = self.house.tokens.id();
        let new = NewAccount {
            id: &id,
            contact_key: &key,
            contact,
            password: hash.as_str(),
            username: None,
            country: None,
            region: None,
            kind: None,
            language: "en",
        };
        let mut tx = self.house.store.write().await.unwrap();
        let now = self.house.clock.now();
        assert!(tx.add_account(&new, now).await.unwrap());
        let agreement = &self.house.config.agreement;
        let digest = &agreement.text(Language::En).digest;
        assert!(tx.add_consent(&id, &Terms { version: &agreement.version, language: "en", digest }, now).await.unwrap());
        tx.save().await.unwrap();
        id
    }

    pub async fn disable(&self, account: &str) {
        let mut tx = self.house.store.write().await.unwrap();
        assert!(tx.disable_account(account, self.house.clock.now()).await.unwrap());
        tx.save().await.unwrap();
    }

    /// Uses up the wrong guesses that strangers have, by an account's id or the key of a login that nobody has.
    pub async fn lock(&self, key: &str) {
        let (name, ladder) = (self.house.tokens.bucket("guess", key), Ladder { free: 51, most: 50 });
        let mut tx = self.house.store.write().await.unwrap();
        while tx.book_guess(&name, ladder, self.house.clock.now()).await.unwrap() == Guess::Allowed {}
        tx.save().await.unwrap();
    }

    /// Changes the database behind the site's back.
    pub async fn run(&self, sql: &'static str) {
        let mut tx = self.house.store.write().await.unwrap();
        match tx.conn() {
            Conn::Sqlite(conn) => sqlx::query(sql).execute(conn).await.unwrap().rows_affected(),
            Conn::Postgres(conn) => sqlx::query(sql).execute(conn).await.unwrap().rows_affected(),
        };
        tx.save().await.unwrap();
    }

    /// A column of texts from the database.
    pub async fn column(&self, sql: &'static str) -> Vec<String> {
        match self.house.store.read().await.unwrap().conn() {
            Conn::Sqlite(conn) => sqlx::query_scalar(sql).fetch_all(conn).await.unwrap(),
            Conn::Postgres(conn) => sqlx::query_scalar(sql).fetch_all(conn).await.unwrap(),
        }
    }

    /// A number from the database.
    pub async fn text(&self, sql: &'static str) -> String {
        match self.house.store.read().await.unwrap().conn() {
            Conn::Sqlite(conn) => sqlx::query_scalar(sql).fetch_one(conn).await.unwrap(),
            Conn::Postgres(conn) => sqlx::query_scalar(sql).fetch_one(conn).await.unwrap(),
        }
    }

    pub async fn count(&self, sql: &'static str) -> i64 {
        self.counted(sql.to_owned()).await
    }

    /// The same by a text that was put together.
    pub async fn counted(&self, sql: String) -> i64 {
        let sql = sqlx::AssertSqlSafe(sql);
        match self.house.store.read().await.unwrap().conn() {
            Conn::Sqlite(conn) => sqlx::query_scalar(sql).fetch_one(conn).await.unwrap(),
            Conn::Postgres(conn) => sqlx::query_scalar(sql).fetch_one(conn).await.unwrap(),
        }
    }

    /// Waits until every letter that may go by now is handed over or given up.
    pub async fn settle(&self) {
        until("the queue is empty", async || {
            let now = self.house.clock.now().0;
            let due = format!("SELECT COUNT(*) FROM message WHERE handed_at IS NULL AND failed_at IS NULL AND next_at <= {now}");
            (self.counted(due).await == 0).then_some(())
        })
        .await;
    }

    /// The letters so far, newest first.
    pub async fn letters(&self) -> Vec<Letter> {
        let answer = self.client(Door::Script).get("/dev/outbox.json").await;
        serde_json::from_str(&answer.body).unwrap()
    }

    /// The newest letter to an address, once there are that many.
    pub async fn letter(&self, to: &str, nth: usize) -> Letter {
        until("the letter is there", async || {
            let mut letters = self.letters().await;
            letters.retain(|letter| letter.to == to);
            (letters.len() >= nth).then(|| letters.swap_remove(0))
        })
        .await
    }

    /// The newest letter to an address that has this in its text, once all are on their way.
    pub async fn written(&self, to: &str, mark: &str) -> Letter {
        self.settle().await;
        let letter = self.letters().await.into_iter().find(|letter| letter.to == to && letter.text.contains(mark));
        letter.unwrap_or_else(|| panic!("no letter to {to} with {mark}"))
    }

    pub async fn socket(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// The head of a request, for [`Self::raw`].
    pub fn head(&self, line: &str, headers: &[&str]) -> String {
        let host = &self.house.config.public_url.authority;
        let rest: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
        format!("{line} HTTP/1.1\r\nHost: {host}\r\n{rest}\r\n")
    }

    /// The head of a form's request. Its length and what else it needs is up to the caller.
    pub fn form_head(&self, act: &str, headers: &[&str]) -> String {
        let form = ["Sec-Fetch-Site: same-origin", "Content-Type: application/x-www-form-urlencoded"];
        self.head(&format!("POST {act}"), &[&form, headers].concat())
    }

    /// Sends bytes as they are and reads until the server closes, or for as long as `patience`.
    pub async fn raw(&self, bytes: impl Into<Vec<u8>>, patience: Duration) -> Raw {
        let (mut read, mut write) = self.socket().await.into_split();
        let bytes: Vec<u8> = bytes.into();
        let writer = tokio::spawn(async move {
            // The server may have heard enough.
            let _ = write.write_all(&bytes).await;
            write
        });
        let raw = read_all(&mut read, patience).await;
        drop(writer);
        raw
    }
}

/// Reads until the other end closes, or for as long as `patience`.
pub async fn read_all(read: &mut (impl tokio::io::AsyncRead + Unpin), patience: Duration) -> Raw {
    let (deadline, mut text, mut buffer) = (tokio::time::Instant::now() + patience, Vec::new(), [0; 16 * 1024]);
    let closed = loop {
        match tokio::time::timeout_at(deadline, read.read(&mut buffer)).await {
            Err(_) => break false,
            Ok(Ok(0) | Err(_)) => break true,
            Ok(Ok(n)) => text.extend_from_slice(&buffer[..n]),
        }
    };
    Raw { text: String::from_utf8_lossy(&text).into_owned(), closed }
}

impl Raw {
    pub fn status(&self) -> Option<u16> {
        self.text.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()
    }
}

impl Letter {
    pub fn code(&self) -> String {
        let code = self.text.lines().map(str::trim).find(|line| line.len() == 6 && line.bytes().all(|b| b.is_ascii_digit()));
        code.expect("a letter with a code").to_owned()
    }

    /// The secret of its link.
    pub fn token(&self) -> String {
        let link = self.text.lines().find_map(|line| line.split_once("/link/")?.1.split_once('/'));
        link.expect("a letter with a link").1.to_owned()
    }
}

/// Asks again and again, not for ever.
pub async fn until<T>(what: &str, ask: impl AsyncFn() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = ask().await {
            return found;
        }
        assert!(Instant::now() < deadline, "{what}: not within {PATIENCE:?}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Does the same `n` times in parallel.
pub async fn at_once<T, F>(n: usize, act: impl Fn(usize) -> F) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let tasks: Vec<_> = (0..n).map(|i| tokio::spawn(act(i))).collect();
    let mut done = Vec::with_capacity(n);
    for task in tasks {
        done.push(task.await.unwrap());
    }
    done
}

fn lay_over(base: &mut Table, upper: Table) {
    for (key, value) in upper {
        match (base.get_mut(&key), value) {
            (Some(Value::Table(base)), Value::Table(upper)) => lay_over(base, upper),
            (_, value) => {
                base.insert(key, value);
            }
        }
    }
}
