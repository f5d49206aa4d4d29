//! Too much, too long, too slow, and nothing underneath.

use std::time::Duration;

use cabinet::words::Span;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::Instant;

use crate::account::{NEW, proven, signed_in};
use crate::client::{DOORS, Door};
use crate::database::Database;
use crate::site::{PASSWORD, Raw, Site, read_all, until};

on_both!(
    bru_10_without_its_database_the_site_says_so_and_lets_nobody_in,
    dos_02_a_password_over_a_thousand_bytes_is_not_hashed,
    dos_03_a_body_ends_at_64_kib,
);

const ADA: &str = "ada@example.org";
/// When a connection that says nothing has to be gone.
const SOON: Duration = Duration::from_secs(15);

async fn bru_10_without_its_database_the_site_says_so_and_lets_nobody_in(database: Database) {
    let site = Site::open(database, "").await;
    site.account(ADA).await;
    let mut ada = site.client(Door::Script);
    ada.sign_in(ADA, PASSWORD).await;
    let mut waiting = site.client(Door::Script);
    waiting.register("eve@example.org", PASSWORD).await;
    let mut restoring = proven(&site, ADA).await;
    site.house.store.close().await;

    let mut stranger = site.client(Door::Script);
    for answer in [
        stranger.sign_in(ADA, PASSWORD).await,
        stranger.register("kim@example.org", PASSWORD).await,
        waiting.confirm("000000").await,
        waiting.resend().await,
        waiting.get("/api/track?page=Confirm").await,
        waiting.get("/confirm").await,
        stranger.ask_restore(ADA).await,
        restoring.resend_restore().await,
        restoring.correct_restore("eve@example.org").await,
        restoring.restore_code("000000").await,
        restoring.restore_password(NEW).await,
        restoring.get("/api/track?page=RestoreCode").await,
        restoring.get("/restore/code").await,
        restoring.get("/restore/password").await,
        ada.set_username("countess").await,
        ada.prove(PASSWORD).await,
        ada.change_password(PASSWORD, NEW).await,
        ada.change_email("ada@new.example.org").await,
        ada.confirm_email("000000").await,
        ada.drop_email().await,
        ada.end_session("0").await,
        ada.end_other_sessions().await,
        ada.leave().await,
        ada.stay().await,
        ada.post("/account/data.json", &[]).await,
        ada.get("/account/sessions").await,
        ada.get("/account").await,
        ada.get("/").await,
        ada.get("/api/open?page=Account").await,
        ada.sign_out().await,
    ] {
        assert_eq!(answer.status, 503, "{}", answer.all());
        assert!(answer.header("retry-after").parse::<u32>().is_ok(), "{}", answer.all());
        assert!(answer.cookies().is_empty(), "{}", answer.all());
    }
    for path in ["/", "/login", "/register", "/restore", "/agreement", "/welcome", "/healthz"] {
        assert_eq!(stranger.get(path).await.status, 200, "{path}");
    }
    assert_eq!(stranger.get("/readyz").await.status, 503);

    // A plain form goes back to its page, which says so and has lost nothing but the password.
    let mut plain = site.client(Door::Plain);
    assert_eq!(plain.sign_in(ADA, PASSWORD).await.location(), "/login");
    let page = plain.get("/login").await.body;
    assert!(page.contains("Nothing was lost") && page.contains(ADA) && !page.contains(PASSWORD), "{page}");
    assert_eq!(plain.ask_restore(ADA).await.location(), "/restore");
    let page = plain.get("/restore").await.body;
    assert!(page.contains("Nothing was lost") && page.contains(ADA), "{page}");
}

async fn dos_02_a_password_over_a_thousand_bytes_is_not_hashed(database: Database) {
    let site = Site::open(database, "").await;
    site.account(ADA).await;
    let failures = "SELECT CAST(COALESCE(SUM(failures), 0) AS BIGINT) FROM guess";
    for length in [1_025, 30_000] {
        let before = site.count(failures).await;
        let password = "x7Kp2mQz9a".repeat(length / 10 + 1);
        for door in DOORS {
            let (register, sign_in) = if door == Door::Script { (422, 401) } else { (303, 303) };
            assert_eq!(site.client(door).register("eve@example.org", &password).await.status, register, "{length}");
            let mut client = site.client(door);
            assert_eq!(client.sign_in(ADA, &password).await.status, sign_in, "{length}");
            assert!(!client.is_signed_in().await);
        }
        // Wrong passwords are wrong passwords, however long: each was counted.
        assert_eq!(site.count(failures).await - before, 2, "{length}");

        let mut ada = signed_in(&site, ADA, Door::Script).await;
        assert_eq!(ada.prove(&password).await.status, 422, "{length}");
        assert_eq!(ada.change_password(&password, NEW).await.status, 422, "{length}");
        assert_eq!(ada.change_password(PASSWORD, &password).await.status, 422, "{length}");
        assert!(ada.is_signed_in().await, "{length}");
        let mut restoring = proven(&site, ADA).await;
        assert_eq!(restoring.restore_password(&password).await.status, 422, "{length}");
        assert_eq!(restoring.restore_password(PASSWORD).await.status, 200, "{length}: the proof still counts");
        site.advance(Span::hours(1));
    }
    let head = site.form_head("/api/login", &["Content-Length: 1000025"]);
    let raw = site.raw(format!("{head}login=ada&password={}", "x".repeat(1_000_006)), SOON).await;
    assert_eq!(raw.status(), Some(413), "{}", raw.text);
    assert_eq!(site.count("SELECT COUNT(*) FROM registration").await, 0);
}

async fn dos_03_a_body_ends_at_64_kib(database: Database) {
    let site = Site::open(database, "").await;
    let acts = [
        ("/api/register", "email=ada&x=", 422),
        ("/api/restore", "login=&x=", 422),
        ("/api/restore-password", "password=a&x=", 409),
        ("/api/prove", "password=", 401),
        ("/api/password", "current=", 401),
    ];
    for door in DOORS {
        for (act, begin, status) in acts {
            let status = if door == Door::Plain { 303 } else { status };
            for (length, expected) in [(64 * 1024, status), (64 * 1024 + 1, 413)] {
                let mut body = begin.as_bytes().to_vec();
                body.resize(length, b'a');
                assert_eq!(site.client(door).post_body(act, body).await.status, expected, "{door:?} {act} {length}");
            }
        }
    }
    // A length that is a lie, and a body that never ends.
    let head = site.form_head("/api/register", &["Content-Length: 9999999999"]);
    is_cut(site.raw(format!("{head}email={}", "a".repeat(200_000)), SOON).await);

    let (mut read, mut write) = site.socket().await.into_split();
    let head = site.form_head("/api/register", &["Transfer-Encoding: chunked"]);
    let endless = tokio::spawn(async move {
        let chunk = format!("1000\r\n{}\r\n", "a".repeat(4_096));
        let mut sent = 0_usize;
        if write.write_all(head.as_bytes()).await.is_ok() {
            while write.write_all(chunk.as_bytes()).await.is_ok() {
                sent += 4_096;
            }
        }
        sent
    });
    is_cut(read_all(&mut read, SOON).await);
    let sent = tokio::time::timeout(SOON, endless).await.expect("the sender was cut off").unwrap();
    assert!(sent < 64 * 1024 * 1024, "{sent} bytes were taken");
}

fn is_cut(raw: Raw) {
    assert!(raw.closed, "{}", raw.text);
    assert_eq!(raw.status(), Some(413), "{}", raw.text);
}

/// How long the server keeps a connection on which this is said, piece by piece, a second apart; and what it answers.
async fn endures(site: &Site, pieces: &[&str], patience: Duration) -> (Duration, Raw) {
    let (began, deadline) = (Instant::now(), Instant::now() + patience);
    let (mut read, mut write) = site.socket().await.into_split();
    let pieces: Vec<String> = pieces.iter().map(|&piece| piece.to_owned()).collect();
    let talk = tokio::spawn(async move {
        let mut second = tokio::time::interval(Duration::from_secs(1));
        for piece in pieces {
            second.tick().await;
            if write.write_all(piece.as_bytes()).await.is_err() {
                break;
            }
        }
        // Dropped, it would tell the server that nothing follows.
        tokio::time::sleep_until(deadline).await;
        drop(write);
    });
    let raw = read_all(&mut read, patience).await;
    talk.abort();
    (began.elapsed(), raw)
}

#[tokio::test(flavor = "multi_thread")]
async fn dos_04_whoever_is_slow_is_let_go() {
    let site = Site::open(Database::sqlite(), "").await;
    let drip = ["G"; 60];
    let head = site.head("GET /healthz", &[]);
    let form = site.form_head("/api/login", &["Content-Length: 100"]);
    let late = Duration::from_secs(60);
    let (head, body) = ([head.as_str()], [form.as_str(), "login=a"]);
    let ((silent, _), (half, _), (dripping, _), (idle, answered), (bodiless, refused), unread) = tokio::join!(
        endures(&site, &[], SOON),
        endures(&site, &["GET / HTTP/1.1\r\nHos"], SOON),
        endures(&site, &drip, SOON),
        endures(&site, &head, SOON),
        endures(&site, &body, late),
        unread(late),
    );
    for (what, kept) in [("silent", silent), ("half a head", half), ("a drip", dripping), ("idle after an answer", idle)] {
        assert!(kept < SOON, "{what}: kept for {kept:?}");
    }
    assert_eq!(answered.status(), Some(200));
    assert!(bodiless < Duration::from_secs(35), "a body that does not come: kept for {bodiless:?}");
    assert!(refused.closed && refused.status().is_none_or(|status| status == 408), "{}", refused.text);
    // WEB-04 holds for this answer too.
    for header in ["x-content-type-options: nosniff", "referrer-policy: no-referrer", "cache-control: no-store"] {
        assert!(refused.text.is_empty() || refused.text.contains(header), "{header}: {}", refused.text);
    }
    assert!(unread < late, "whoever never reads its answers keeps its connection for ever");
}

/// How long a connection lives whose client asks and asks and never reads an answer: the one connection that it may have.
async fn unread(patience: Duration) -> Duration {
    let site = Site::open(Database::sqlite(), "connections = { per_client = 1 }").await;
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4_096).unwrap();
    let mut stream = socket.connect(site.address).await.unwrap();
    let asked = site.head("GET /", &[]).repeat(64);
    let began = Instant::now();
    // Until the server, which cannot write, no longer reads either.
    while let Ok(Ok(())) = tokio::time::timeout(Duration::from_secs(3), stream.write_all(asked.as_bytes())).await {
        assert!(began.elapsed() < patience, "the server reads on and on");
    }
    while began.elapsed() < patience {
        if site.raw(site.head("GET /healthz", &["Connection: close"]), SOON).await.status() == Some(200) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    drop(stream);
    began.elapsed()
}

/// A connection that has asked once and may ask again.
async fn open(site: &Site) -> Option<TcpStream> {
    let mut stream = site.socket().await;
    stream.write_all(site.head("GET /healthz", &[]).as_bytes()).await.ok()?;
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).await.ok()?;
    (&answer == b"HTTP/1.1 200").then_some(stream)
}

#[tokio::test]
async fn dos_04_connections_are_counted() {
    for limits in ["per_client = 4", "total = 4"] {
        let site = Site::open(Database::sqlite(), &format!("trusted_proxies = []\nconnections = {{ {limits} }}")).await;
        let mut held = Vec::new();
        for _ in 0..4 {
            held.push(open(&site).await.expect("room for four"));
        }
        for _ in 0..3 {
            assert!(open(&site).await.is_none(), "{limits}");
        }
        held.pop();
        until("there is room again", async || open(&site).await).await;
    }
    // Everybody comes through a trusted proxy: only the number of all connections holds it.
    let site = Site::open(Database::sqlite(), "connections = { per_client = 4, total = 8 }").await;
    let mut held = Vec::new();
    for _ in 0..8 {
        held.push(open(&site).await.expect("room for eight"));
    }
    assert!(open(&site).await.is_none());
}
