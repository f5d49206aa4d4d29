//! Whose address it is, and who gets the letter.

use http::Method;
use http::header::{CONTENT_TYPE, HOST, HeaderName};

use crate::client::{Client, DOORS, Door};
use crate::database::Database;
use crate::site::{LOOSE, MOVING, PASSWORD, RESTORING, Site, at_once};
use crate::tok::{ADA, CHOSEN, EVE, NOTICE, asked, lost};

on_both!(
    rec_01_a_letter_goes_to_the_one_address_that_was_typed,
    rec_01_a_letter_that_restores_goes_to_the_address_of_the_account,
    rec_03_proof_for_one_account_is_of_no_use_for_another,
    rec_04_no_letter_restores_by_an_address_that_left_or_never_came,
    rec_05_restoring_signs_nobody_in,
    rec_06_restoring_puts_everybody_out_and_tells_every_address,
    rec_07_no_other_host_is_answered,
    rec_07_a_letter_is_the_same_whatever_the_request_says_of_its_host,
    rec_10_who_types_an_address_first_gains_nothing_when_its_owner_confirms,
    rec_10_the_owner_who_opens_a_strangers_letter_chooses_the_password,
    rec_13_a_shut_account_gets_no_letter_and_nobody_sees,
    rec_16_a_password_manager_finds_the_way,
);

const ATTACKERS: &str = "what the attacker would like";

/// Bodies by which a letter might go to somebody else.
const HOSTILE: [&str; 30] = [
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

async fn rec_01_a_letter_goes_to_the_one_address_that_was_typed(database: Database) {
    let site = Site::open(database, "").await;
    let rest = format!("&password={}&agree=yes", PASSWORD.replace(' ', "+"));
    for email in HOSTILE {
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

async fn rec_01_a_letter_that_restores_goes_to_the_address_of_the_account(database: Database) {
    let site = Site::open(database, "").await;
    for email in [ADA, EVE, "kim@example.org"] {
        site.account(email).await;
    }
    let mut asking = site.client(Door::Script);
    asking.ask_restore("Nobody@Example.org").await;
    site.written("Nobody@example.org", "No account has it").await;
    for email in HOSTILE {
        let login = email.replace("email", "login").replace("Email", "Login");
        for door in DOORS {
            let mut client = site.client(door);
            let answer = client.post_body("/api/restore", login.clone()).await;
            let statuses: &[u16] = if door == Door::Plain { &[303, 400] } else { &[200, 400, 422, 429] };
            assert!(statuses.contains(&answer.status), "{door:?} {login}: {}", answer.status);
        }
        let mut tab = asking.tab();
        tab.from = site.client(Door::Script).from;
        let answer = tab.post_body("/api/restore-correct", login.clone()).await;
        assert!(matches!(answer.status, 200 | 400 | 422 | 429), "correct {login}: {}", answer.status);
    }
    site.settle().await;
    assert_eq!(site.letters().await.len(), 1, "nobody got any of these");
    for body in ["{\"login\":[\"ada@example.org\",\"eve@example.org\"]}", "[]", "\"ada@example.org\""] {
        let mut request = asking.request(Method::POST, "/api/restore", body);
        request.headers_mut().insert(CONTENT_TYPE, "application/json".parse().unwrap());
        assert_eq!(asking.send(request).await.status, 415);
    }
    // However it is typed, it goes to the address as its owner wrote it.
    for door in DOORS {
        site.client(door).ask_restore(" ADA@Example.ORG ").await;
        site.settle().await;
    }
    let letters = site.letters().await;
    let restoring = letters.iter().filter(|letter| letter.text.contains(RESTORING)).map(|letter| letter.to.as_str());
    assert_eq!(restoring.collect::<Vec<_>>(), [ADA, ADA]);
}

async fn rec_03_proof_for_one_account_is_of_no_use_for_another(database: Database) {
    let site = Site::open(database, LOOSE).await;
    site.account(ADA).await;
    let other = site.account(EVE).await;
    for door in DOORS {
        for by_code in [true, false] {
            let password = format!("{CHOSEN} {door:?} {by_code}");
            let mut ada = site.client(door);
            // Eve's restore waits too, unproved.
            let mut eve = site.client(door);
            lost(&site, &mut eve, EVE).await;
            let letter = lost(&site, &mut ada, ADA).await;
            let tampered = [
                ("login", EVE),
                ("email", EVE),
                ("account", other.as_str()),
                ("id", other.as_str()),
                ("user_id", other.as_str()),
                ("restore", "1"),
            ];
            if by_code {
                let code = letter.code();
                ada.post("/api/restore-code", &[&[("code", code.as_str())][..], &tampered[..]].concat()).await;
            } else {
                ada.get(&format!("/link/restore/{}?login={EVE}&account={other}", letter.token())).await;
            }
            let query = format!("/api/restore-password?login={EVE}&account={other}");
            let answer = ada.post(&query, &[&[("password", password.as_str())][..], &tampered[..]].concat()).await;
            assert!(answer.status == 200 || answer.location() == "/login", "{door:?} {}", answer.all());
            assert_eq!(site.client(Door::Script).sign_in(ADA, &password).await.status, 200);
            assert_eq!(site.client(Door::Script).sign_in(EVE, PASSWORD).await.status, 200);
            // Nor does what Ada has proved in this browser lend its proof to what Eve waits for.
            let proved = lost(&site, &mut ada, ADA).await;
            ada.restore_code(&proved.code()).await;
            let mut mixed = ada.tab();
            mixed.door = Door::Script;
            mixed.jar.insert("restoring".to_owned(), eve.cookie("restoring"));
            assert_eq!(mixed.restore_password(&password).await.status, 409);
        }
    }
    assert_eq!(site.count("SELECT version FROM account WHERE contact_key = 'eve@example.org'").await, 1);
    assert_eq!(site.count("SELECT version FROM account WHERE contact_key = 'ada@example.org'").await, 5);
}

async fn rec_04_no_letter_restores_by_an_address_that_left_or_never_came(database: Database) {
    let site = Site::open(database, LOOSE).await;
    let [old, now, next] = ["old@example.org", "now@example.org", "next@example.org"];
    site.account(old).await;
    let mut owner = site.client(Door::Script);
    owner.sign_in(old, PASSWORD).await;
    assert_eq!(owner.set_username("countess").await.status, 200);
    // Both kinds of proof are there before the account moves.
    let (mut asking, mut linked) = (site.client(Door::Script), site.client(Door::Script));
    let letter = lost(&site, &mut asking, old).await;
    linked.open_restore_link(&letter.token()).await;
    assert_eq!(asking.restore_code(&letter.code()).await.status, 200);
    owner.change_email(now).await;
    let code = site.written(now, MOVING).await.code();
    assert_eq!(owner.confirm_email(&code).await.status, 200);
    assert_eq!(asking.restore_password(CHOSEN).await.status, 409);
    assert_eq!(linked.restore_password(CHOSEN).await.status, 409);

    // Neither where it was nor where it has yet to go.
    assert_eq!(owner.change_email(next).await.status, 200);
    for email in [old, next] {
        assert_eq!(site.client(Door::Script).ask_restore(email).await.status, 200);
        let letter = site.written(email, "No account has it").await;
        assert!(!letter.text.contains(RESTORING), "{}", letter.text);
    }
    let links = async || {
        let letters = site.letters().await;
        let to = letters.iter().filter(|letter| letter.text.contains(RESTORING)).map(|letter| letter.to.clone());
        to.collect::<Vec<_>>()
    };
    assert_eq!(links().await, [old]);
    // By its username it goes where the account is.
    for (login, count) in [("countess", 2), (now, 3)] {
        site.client(Door::Script).ask_restore(login).await;
        site.settle().await;
        let links = links().await;
        assert_eq!((links.len(), links[0].as_str()), (count, now), "{login}");
    }
    assert_eq!(site.count("SELECT version FROM account").await, 2);
}

async fn rec_05_restoring_signs_nobody_in(database: Database) {
    let site = Site::open(database, LOOSE).await;
    site.account(ADA).await;
    for door in DOORS {
        for by_code in [true, false] {
            let mut ada = site.client(door);
            let letter = lost(&site, &mut ada, ADA).await;
            let mut answers = vec![ada.open_restore_link(&letter.token()).await];
            if by_code {
                ada.jar.remove("restore-link");
                answers.push(ada.restore_code(&letter.code()).await);
            }
            answers.push(ada.get("/restore/password").await);
            answers.push(ada.restore_password(CHOSEN).await);
            let to_login = ada.get("/login").await;
            assert_eq!(to_login.status, 200);
            assert!(to_login.body.contains("Your new password is set.") && to_login.body.contains(ADA), "the login is filled in");
            answers.push(to_login);
            for answer in answers {
                assert!(answer.status < 400, "{}", answer.all());
                assert!(answer.cookies().iter().all(|cookie| cookie.name() != "session"), "{}", answer.all());
            }
            assert!(!ada.is_signed_in().await, "{door:?}, by code: {by_code}");
            for cookie in ["restore-link", "device"] {
                assert!(!ada.jar.contains_key(cookie), "{cookie} stays");
            }
        }
    }
    assert_eq!(site.count("SELECT COUNT(*) FROM session").await, 0);
}

async fn rec_06_restoring_puts_everybody_out_and_tells_every_address(database: Database) {
    let site = Site::open(database, LOOSE).await;
    let origin = site.house.config.public_url.origin();
    for door in DOORS {
        let [old, now] = ["old", "now"].map(|which| format!("{which}-{door:?}@example.org").to_lowercase());
        site.account(&old).await;
        let mut owner = site.client(Door::Script);
        owner.sign_in(&old, PASSWORD).await;
        owner.change_email(&now).await;
        let code = site.written(&now, MOVING).await.code();
        assert_eq!(owner.confirm_email(&code).await.status, 200);
        let mut signed_in = vec![owner];
        for _ in 0..2 {
            let mut client = site.client(Door::Script);
            assert_eq!(client.sign_in(&now, PASSWORD).await.status, 200);
            signed_in.push(client);
        }
        let mut ada = site.client(door);
        let letter = lost(&site, &mut ada, &now).await;
        ada.restore_code(&letter.code()).await;
        // Others are at work while she restores.
        at_once(13, |i| {
            let mut tab = if i == 6 { ada.tab() } else { signed_in[i % 3].tab() };
            async move {
                let answer = match i {
                    6 => tab.restore_password(CHOSEN).await,
                    i if i % 2 == 0 => tab.get("/account").await,
                    i => tab.set_username(&format!("name{i}")).await,
                };
                assert!(answer.status < 500, "{}", answer.all());
            }
        })
        .await;
        for client in &mut signed_in {
            assert!(!client.is_signed_in().await, "{door:?}");
            assert_eq!(client.set_username("afterwards").await.status, 401);
        }
        assert_eq!(site.client(Door::Script).sign_in(&now, PASSWORD).await.status, 401);
        assert_eq!(site.client(Door::Script).sign_in(&now, CHOSEN).await.status, 200);
        site.settle().await;
        let notices: Vec<_> = site.letters().await.into_iter().filter(|letter| letter.subject == NOTICE).collect();
        for email in [&old, &now] {
            let told: Vec<_> = notices.iter().filter(|letter| letter.to == *email).collect();
            assert_eq!(told.len(), 1, "{email}");
            let text = &told[0].text;
            assert!(text.contains("a new password was chosen for your account"), "{text}");
            assert!(text.contains("This was not me") && text.contains(&format!("{origin}/restore")), "{text}");
            assert!(!text.contains("/link/") && !text.contains(&letter.code()) && !text.contains(CHOSEN), "{text}");
        }
    }
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
    let (mut confirming, mut restoring) = (Vec::new(), Vec::new());
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
        let (new, known) = (format!("new{i}@example.org"), format!("old{i}@example.org"));
        site.account(&known).await;
        let register = format!("email={new}&password={}&agree=yes", PASSWORD.replace(' ', "+"));
        for (email, act, form, page, seen) in [
            (&new, "/api/register", register, "/confirm", &mut confirming),
            (&known, "/api/restore", format!("login={known}"), "/restore/code", &mut restoring),
        ] {
            let mut client = site.client(Door::Plain);
            let mut request = client.request(Method::POST, act, form);
            request.headers_mut().append(HeaderName::from_static(name), value.parse().unwrap());
            assert_eq!(client.send(request).await.location(), page, "{name}");
            let letter = site.letter(email, 1).await;
            let faceless = |text: &str| text.replace(&letter.code(), "<code>").replace(&letter.token(), "<token>");
            seen.push((name, letter.subject.clone(), faceless(&letter.text), faceless(&letter.html)));
            for text in [&letter.text, &letter.html] {
                assert_eq!(text.matches("://").count(), text.matches(&format!("{origin}/link/")).count(), "{name}: {text}");
            }
        }
    }
    for seen in [confirming, restoring] {
        for (name, subject, text, html) in &seen[1..] {
            assert_eq!((subject, text, html), (&seen[0].1, &seen[0].2, &seen[0].3), "{name}");
        }
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

async fn rec_13_a_shut_account_gets_no_letter_and_nobody_sees(database: Database) {
    let site = Site::open(database, LOOSE).await;
    let account = site.account(ADA).await;
    let mut owner = site.client(Door::Script);
    owner.sign_in(ADA, PASSWORD).await;
    assert_eq!(owner.set_username("countess").await.status, 200);
    // Shut while a letter is out: its proof opens nothing.
    let (mut asking, mut linked) = (site.client(Door::Script), site.client(Door::Script));
    let letter = lost(&site, &mut asking, ADA).await;
    asking.restore_code(&letter.code()).await;
    linked.open_restore_link(&letter.token()).await;
    site.disable(&account).await;
    for client in [&mut asking, &mut linked] {
        assert_eq!(client.restore_password(CHOSEN).await.status, 409);
    }
    let letters = site.letters().await.len();
    for door in DOORS {
        let mut answers = Vec::new();
        for login in [ADA, "countess", "nobodyss", "ada@example.net"] {
            let mut client = site.client(door);
            let asked = client.ask_restore(login).await;
            site.settle().await;
            let mut seen = asked.canonical();
            for path in ["/restore/code", "/api/track?page=RestoreCode", "/restore/password"] {
                seen += &client.get(path).await.canonical().replace(login, "<login>");
            }
            answers.push((login.len(), seen));
        }
        // Of one length each, since what was typed is in the page.
        assert_eq!(answers[0], answers[3], "{door:?}");
        assert_eq!(answers[1], answers[2], "{door:?}");
    }
    let sent = site.letters().await;
    assert_eq!(sent.len(), letters + 1, "only the address without an account is told");
    assert_eq!(sent[0].to, "ada@example.net");
    assert_eq!(site.client(Door::Script).sign_in(ADA, CHOSEN).await.status, 401);
}

async fn rec_16_a_password_manager_finds_the_way(database: Database) {
    let site = Site::open(database, "").await;
    site.account(ADA).await;
    for door in DOORS {
        let mut ada = site.client(door);
        let found = ada.get("/.well-known/change-password").await;
        assert_eq!((found.status, found.location()), (303, "/account/password"));
        assert_eq!(ada.get("/account/password").await.location(), "/login", "a stranger signs in first");
        let signed_in = ada.sign_in(ADA, PASSWORD).await;
        assert!(door == Door::Script || signed_in.location() == "/account/password", "{}", signed_in.location());
        assert_eq!(ada.get("/account/password").await.status, 200);
        for unknown in [
            "/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200",
            "/.well-known/change-password/",
            "/.well-known/",
            "/.well-known",
        ] {
            assert_eq!(ada.get(unknown).await.status, 404, "{unknown}");
        }
    }
}
