//! Whose address it is, and who gets the letter.

use http::Method;
use http::header::{CONTENT_TYPE, HOST, HeaderName};

use crate::client::{Client, DOORS, Door};
use crate::database::Database;
use crate::site::{PASSWORD, Site};
use crate::tok::{ADA, asked};

on_both!(
    rec_01_a_letter_goes_to_the_one_address_that_was_typed,
    rec_07_no_other_host_is_answered,
    rec_07_a_letter_is_the_same_whatever_the_request_says_of_its_host,
    rec_10_who_types_an_address_first_gains_nothing_when_its_owner_confirms,
    rec_10_the_owner_who_opens_a_strangers_letter_chooses_the_password,
);

const ATTACKERS: &str = "what the attacker would like";

async fn rec_01_a_letter_goes_to_the_one_address_that_was_typed(database: Database) {
    let site = Site::open(database, "").await;
    let rest = format!("&password={}&agree=yes", PASSWORD.replace(' ', "+"));
    let emails = [
        "email=ada@example.org&email=eve@example.org",
        "email=eve@example.org&email=ada@example.org",
        "email=ada@example.org&email=ada@example.org",
        "email[]=eve@example.org",
        "email[]=ada@example.org&email[]=eve@example.org",
        "email[0]=eve@example.org",
        "email[a]=eve@example.org",
        "email=ada@example.org&email[]=eve@example.org",
        "email=ada@example.org,eve@example.org",
        "email=ada@example.org;eve@example.org",
        "email=ada@example.org+eve@example.org",
        "email=ada@example.org|eve@example.org",
        "email=ada@example.org%0D%0ABcc:+eve@example.org",
        "email=ada@example.org%0Aeve@example.org",
        "email=ada@example.org%00eve@example.org",
        "email=eve@example.org%00",
        "email=%22ada@example.org%22@example.org",
        "email=Ada+%3Ceve@example.org%3E",
        "email=%3Ceve@example.org%3E",
        "email=ada@example.org%3E+%3Ceve@example.org",
        "email=ada%25eve@example.org@example.org",
        "email=mailto:eve@example.org?bcc=x@example.org",
        "email=%E2%84%AAim@example.org",
        "email=%EF%BD%81da@example.org",
        "email=ada@%5B127.0.0.1%5D",
        "email=ada@localhost",
        "email=ada@example.org%E2%80%AE",
        "email=ada@exam%C2%ADple%E2%80%8B.org",
        "email%00=eve@example.org",
        "Email=eve@example.org",
    ];
    for email in emails {
        for door in DOORS {
            let mut client = site.client(door);
            let answer = client.post_body("/api/register", format!("{email}{rest}")).await;
            let refused = match door {
                Door::Script => matches!(answer.status, 400 | 422),
                Door::Plain => answer.status == 400 || answer.location() == "/register",
            };
            assert!(refused, "{door:?} {email}: {} {}", answer.status, answer.location());
        }
        let mut client = site.client(Door::Script);
        client.register(ADA, "short").await;
        let answer = client.post_body("/api/correct", email).await;
        assert!(matches!(answer.status, 400 | 409 | 422), "correct {email}: {}", answer.status);
    }
    let mut client = site.client(Door::Script);
    for body in ["{\"email\":[\"ada@example.org\",\"eve@example.org\"]}", "[]", "\"ada@example.org\""] {
        let mut request = client.request(Method::POST, "/api/register", body);
        request.headers_mut().insert(CONTENT_TYPE, "application/json".parse().unwrap());
        assert_eq!(client.send(request).await.status, 415);
    }
    assert_eq!(site.count("SELECT COUNT(*) FROM message").await, 0);
    client.register(" Ada@Example.org ", PASSWORD).await;
    site.settle().await;
    let letters = site.letters().await;
    assert_eq!(letters.iter().map(|letter| letter.to.as_str()).collect::<Vec<_>>(), ["Ada@example.org"]);
}

async fn rec_07_no_other_host_is_answered(database: Database) {
    let site = Site::open(database, "").await;
    let port = site.address.port();
    for host in [
        "evil.test".to_owned(),
        format!("evil.test:{port}"),
        "127.0.0.1".to_owned(),
        "127.0.0.1:1".to_owned(),
        format!("127.0.0.1.:{port}"),
        format!("127.0.0.1:{port}.evil.test"),
        format!("127.0.0.1:{port}@evil.test"),
        format!("evil.test@127.0.0.1:{port}"),
        format!("127.0.0.1:{port}:80"),
        format!("127.0.0.1:{port}, evil.test"),
        format!("127.0.0.1:{port}/evil.test"),
        format!("127.0.0.1:0{port}"),
        format!("[::1]:{port}"),
        format!("0:{port}"),
        String::new(),
    ] {
        for door in DOORS {
            let mut client = site.client(door);
            let form = format!("email=ada%40example.org&password={}&agree=yes", PASSWORD.replace(' ', "+"));
            for mut request in [client.request(Method::GET, "/", ""), client.request(Method::POST, "/api/register", form)] {
                request.headers_mut().insert(HOST, host.parse().unwrap());
                let answer = client.send(request).await;
                assert_eq!(answer.status, 421, "{host}");
                assert!(!answer.all().contains("evil"), "{host}: {}", answer.all());
            }
        }
    }
    let ours = site.address.to_string();
    let patience = std::time::Duration::from_secs(10);
    for (head, status) in [
        ("GET / HTTP/1.1\r\n".to_owned(), 421),
        (format!("GET / HTTP/1.1\r\nHost: {ours}\r\nHost: evil.test\r\n"), 421),
        (format!("GET / HTTP/1.1\r\nHost: {ours}\r\nHost: {ours}\r\n"), 421),
        (format!("GET http://evil.test/ HTTP/1.1\r\nHost: {ours}\r\n"), 421),
        (format!("GET http://{ours}/ HTTP/1.1\r\nHost: evil.test\r\n"), 421),
        (format!("GET http://evil.test@{ours}/ HTTP/1.1\r\nHost: evil.test@{ours}\r\n"), 421),
        (format!("GET http://{ours}/ HTTP/1.1\r\nHost: {ours}\r\n"), 200),
    ] {
        let raw = site.raw(format!("{head}Connection: close\r\n\r\n"), patience).await;
        assert_eq!(raw.status(), Some(status), "{head}");
    }
    assert_eq!(site.count("SELECT COUNT(*) FROM registration").await, 0);

    let secure = Site::open_secure(Database::sqlite()).await;
    for (host, status) in [
        ("accounts.example.test", 200),
        ("ACCOUNTS.example.test", 200),
        ("localhost", 421),
        ("127.0.0.1", 421),
        ("accounts.example.test.", 421),
        ("accounts.example.test:80", 421),
        ("www.accounts.example.test", 421),
    ] {
        let mut client = secure.client(Door::Plain);
        let mut request = client.request(Method::GET, "/login", "");
        request.headers_mut().insert(HOST, host.parse().unwrap());
        assert_eq!(client.send(request).await.status, status, "{host}");
    }
}

async fn rec_07_a_letter_is_the_same_whatever_the_request_says_of_its_host(database: Database) {
    let site = Site::open(database, "").await;
    let origin = site.house.config.public_url.origin();
    let mut seen = Vec::new();
    for (i, (name, value)) in [
        ("x-harmless", "1"),
        ("origin", "https://evil.test"),
        ("referer", "https://evil.test/register"),
        ("x-forwarded-host", "evil.test"),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-port", "4444"),
        ("x-forwarded-prefix", "/evil"),
        ("x-forwarded-server", "evil.test"),
        ("forwarded", "for=1.1.1.1;host=evil.test;proto=https"),
        ("x-host", "evil.test"),
        ("x-original-url", "https://evil.test/"),
        ("x-rewrite-url", "https://evil.test/"),
        ("x-http-host-override", "evil.test"),
        ("via", "1.1 evil.test"),
    ]
    .into_iter()
    .enumerate()
    {
        let email = format!("ada{i}@example.org");
        let mut client = site.client(Door::Plain);
        let form = format!("email={email}&password={}&agree=yes", PASSWORD.replace(' ', "+"));
        let mut request = client.request(Method::POST, "/api/register", form);
        request.headers_mut().append(HeaderName::from_static(name), value.parse().unwrap());
        assert_eq!(client.send(request).await.location(), "/confirm", "{name}");
        let letter = site.letter(&email, 1).await;
        let faceless = |text: &str| text.replace(&letter.code(), "<code>").replace(&letter.token(), "<token>");
        seen.push((name, letter.subject.clone(), faceless(&letter.text), faceless(&letter.html)));
        for text in [&letter.text, &letter.html] {
            assert_eq!(text.matches("://").count(), text.matches(&format!("{origin}/link/")).count(), "{name}: {text}");
        }
    }
    for (name, subject, text, html) in &seen[1..] {
        assert_eq!((subject, text, html), (&seen[0].1, &seen[0].2, &seen[0].3), "{name}");
    }
}

/// The attacker ends with nothing: no code, no link, no password, no session.
async fn has_nothing(site: &Site, attacker: &mut Client, owner: &str, sent_to: &str) {
    assert_eq!(attacker.get("/confirm").await.location(), sent_to);
    assert_eq!(attacker.resend().await.status, 409);
    assert_eq!(attacker.correct("eve@example.org").await.status, 409);
    assert_eq!(attacker.confirm("000000").await.status, 409);
    assert_eq!(attacker.welcome(None).await.status, 409);
    assert_eq!(attacker.welcome(Some(ATTACKERS)).await.status, 409);
    assert!(!attacker.is_signed_in().await);
    assert_eq!(site.client(Door::Script).sign_in(ADA, ATTACKERS).await.status, 401);
    assert_eq!(site.client(Door::Script).sign_in(ADA, owner).await.status, 200);
    assert_eq!(site.count("SELECT COUNT(*) FROM account").await, 1);
}

async fn rec_10_who_types_an_address_first_gains_nothing_when_its_owner_confirms(database: Database) {
    let site = Site::open(database, "").await;
    let mut attacker = site.client(Door::Script);
    attacker.register(ADA, ATTACKERS).await;
    let attackers = site.letter(ADA, 1).await;
    let mut owner = site.client(Door::Script);
    owner.register(ADA, PASSWORD).await;
    let letter = site.letter(ADA, 2).await;
    // She may even take the wrong one of her two letters: its code is for another browser.
    if attackers.code() != letter.code() {
        assert_eq!(owner.confirm(&attackers.code()).await.status, 422);
    }
    assert_eq!(owner.confirm(&letter.code()).await.status, 200);
    // The letter that the attacker caused is void, wherever it is opened.
    attacker.open_link(&attackers.token()).await;
    assert_eq!(attacker.confirm(&attackers.code()).await.status, 409);
    has_nothing(&site, &mut attacker, PASSWORD, "/register").await;
}

async fn rec_10_the_owner_who_opens_a_strangers_letter_chooses_the_password(database: Database) {
    let site = Site::open(database, "").await;
    let mut attacker = site.client(Door::Script);
    attacker.register(ADA, ATTACKERS).await;
    let token = site.letter(ADA, 1).await.token();
    let mut owner = site.client(Door::Script);
    // That she waits for a letter of her own makes no difference.
    asked(&site, &mut owner, "other@example.org").await;
    owner.open_link(&token).await;
    assert_eq!(owner.welcome(None).await.status, 422, "a press alone is not enough");
    assert_eq!(site.count("SELECT COUNT(*) FROM account").await, 0);
    assert_eq!(owner.welcome(Some(PASSWORD)).await.status, 200);
    has_nothing(&site, &mut attacker, PASSWORD, "/login").await;
}
