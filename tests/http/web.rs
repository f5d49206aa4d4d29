//! Headers, files, framing: what stands around every answer.

use std::time::Duration;

use cabinet::words::{Page, Span};
use http::Method;
use http::header::{CONTENT_TYPE, HOST, HeaderName, HeaderValue};

use crate::account::{MOVE, MOVED, NEW, RESTORE, latest, leads_to, other_place, signed_in};
use crate::client::{Answer, DOORS, Door, masked};
use crate::csr::ACTS;
use crate::database::Database;
use crate::site::{PASSWORD, Site};
use crate::tok::{ADA, asked};

on_both!(
    web_01_who_signs_in_comes_to_the_page_asked_for,
    web_01_who_proves_the_password_comes_back_with_what_was_typed,
    web_01_nothing_that_is_sent_leads_to_another_site,
    web_02_what_strangers_type_is_shown_as_text,
    web_03_each_page_has_a_policy_and_a_nonce_of_its_own,
    web_04_every_answer_is_protected_whatever_it_says,
    web_06_a_page_has_one_address,
    web_13_fields_that_no_form_has_change_nothing,
    web_14_a_field_that_comes_twice_is_refused,
    web_17_a_file_is_had_by_its_name_alone,
    web_17_no_method_echoes_or_opens_anything,
    web_19_every_act_answers_a_plain_form_with_a_page_of_ours,
    cfg_02_nothing_of_development_is_there_in_production,
);

const PATIENCE: Duration = Duration::from_secs(10);

/// The pages that only a person who is signed in sees.
const INSIDE: [Page; 7] = [Page::Account, Page::Prove, Page::Password, Page::Email, Page::Sessions, Page::History, Page::Leaving];

async fn web_01_who_signs_in_comes_to_the_page_asked_for(database: Database) {
    let site = Site::open(database, "").await;
    site.account(ADA).await;
    for door in DOORS {
        for page in INSIDE.into_iter().filter(|page| *page != Page::Prove) {
            let mut ada = site.client(door);
            assert_eq!(ada.get(page.path()).await.location(), "/login", "{page:?}");
            ada.sign_in(ADA, "a wrong one").await;
            leads_to(&ada.sign_in(ADA, PASSWORD).await, page);
            assert_eq!(ada.get(page.path()).await.status, 200, "{page:?}");
            ada.sign_out().await;
            leads_to(&ada.sign_in(ADA, PASSWORD).await, Page::Account);
        }
        // Not for long: who comes later came for something else.
        let mut ada = site.client(door);
        ada.get("/account/history").await;
        site.advance(Span::minutes(10));
        leads_to(&ada.sign_in(ADA, PASSWORD).await, Page::Account);
    }
}

async fn web_01_who_proves_the_password_comes_back_with_what_was_typed(database: Database) {
    let site = Site::open(database, "").await;
    site.account(ADA).await;
    for door in DOORS {
        let mut ada = signed_in(&site, ADA, door).await;
        site.advance(Span::minutes(5));
        ada.change_email("typed@example.org").await;
        assert_eq!(ada.get("/account/prove").await.status, 200);
        ada.prove("a wrong one").await;
        leads_to(&ada.prove(PASSWORD).await, Page::Email);
        let page = ada.get("/account/email").await.body;
        assert!(page.contains(r#"value="typed@example.org""#), "{door:?}: {page}");
        // Pages that ask for it before they show anything do alike.
        site.advance(Span::minutes(5));
        for page in [Page::Email, Page::Leaving] {
            assert_eq!(ada.get(page.path()).await.location(), "/account/prove", "{door:?} {page:?}");
        }
        leads_to(&ada.prove(PASSWORD).await, Page::Leaving);
    }
}

/// Addresses of another site, as people have got them past such checks.
fn foreign() -> Vec<String> {
    let shapes = [
        "//HOST",
        "///HOST",
        "/////HOST",
        "/\\HOST",
        "\\\\HOST",
        "\\/HOST",
        "https://HOST",
        "https:HOST",
        "https:/HOST",
        "https:\\\\HOST",
        "HTTPS://HOST/login",
        "javascript:location='//HOST'",
        "data:text/html,//HOST",
        "%2f%2fHOST",
        "/%2fHOST",
        "/%5cHOST",
        "/\t/HOST",
        "/\r/HOST",
        "/\n/HOST",
        "\r\nLocation: //HOST",
        "/login@HOST",
        "https://accounts.example.org@HOST",
        "https://HOST?accounts.example.org",
        "/account/../..//HOST",
        "/;@HOST",
        "//HOST%00",
        "/account#//HOST",
    ];
    let hosts = ["evil.test", "evil\u{3002}test", "evil%2Etest"];
    shapes.iter().flat_map(|shape| hosts.map(|host| shape.replace("HOST", host))).collect()
}

async fn web_01_nothing_that_is_sent_leads_to_another_site(database: Database) {
    let site = Site::open(database, "").await;
    site.account(ADA).await;
    let payloads = foreign();
    assert!(payloads.len() >= 80);
    let names = ["next", "return", "return_to", "redirect", "redirect_uri", "url", "continue", "page", "location", "from"];
    let ours = |answer: &Answer| Page::ALL.iter().any(|page| page.path() == answer.location());
    for (nth, payload) in payloads.iter().enumerate() {
        let name = names[nth % names.len()];
        let query = form_urlencoded::Serializer::new(String::new()).append_pair(name, payload).finish();
        let mut ada = site.client(Door::Plain);
        let seen = ada.get(&format!("/account/history?{query}")).await;
        assert_eq!((seen.status, seen.location()), (303, "/login"), "{query}");
        let form = form_urlencoded::Serializer::new(query.clone()).extend_pairs([("login", ADA), ("password", PASSWORD)]).finish();
        let signed_in = ada.post_body(&format!("/api/login?{query}"), form).await;
        assert_eq!((signed_in.status, signed_in.location()), (303, "/account/history"), "{query}");
        let form = form_urlencoded::Serializer::new(query.clone()).append_pair("password", PASSWORD).finish();
        let proved = ada.post_body(&format!("/api/prove?{query}"), form).await;
        assert_eq!((proved.status, proved.location()), (303, "/account"), "{query}");
        let mut answers = vec![seen, signed_in, proved];
        for act in ["/api/forgot", "/api/restore", "/api/username", "/api/logout"] {
            answers.push(ada.post_body(&format!("{act}?{query}"), query.clone()).await);
        }
        for path in ["/", "/login", "/restore", "/.well-known/change-password", "/link/undo/none"] {
            answers.push(ada.get(&format!("{path}?{query}")).await);
        }
        for answer in answers {
            assert!(answer.status == 200 || answer.status == 303 && ours(&answer), "{query}: {}", answer.all());
            let said = answer.canonical().to_lowercase();
            assert!(!said.contains("evil") && !said.contains("location: //"), "{query}: {said}");
        }
    }

    // What is remembered is sealed: of other making, or made for something else, it is nothing.
    let mut going = site.client(Door::Plain);
    going.get("/account/history").await;
    let sealed = going.cookie("return");
    let mut other = site.client(Door::Plain);
    other.forgot("someone").await;
    other.ask_restore("someone").await;
    other.open_undo_link("none").await;
    let mut forged: Vec<String> =
        payloads.iter().filter(|payload| payload.bytes().all(|b| b.is_ascii_graphic())).cloned().collect();
    forged.extend(["note", "restoring", "undo-link"].map(|name| other.cookie(name)));
    forged.extend(["History", "\"History\"", "/account/history", "", "=", "[\"History\",[]]"].map(str::to_owned));
    for at in [0, 30, sealed.len() / 2, sealed.len() - 2] {
        let flipped = if &sealed[at..=at] == "A" { "B" } else { "A" };
        forged.push(format!("{}{flipped}{}", &sealed[..at], &sealed[at + 1..]));
    }
    for value in forged {
        let mut ada = site.client(Door::Plain);
        ada.jar.insert("return".to_owned(), value.clone());
        let answer = ada.sign_in(ADA, PASSWORD).await;
        assert_eq!((answer.status, answer.location()), (303, "/account"), "{value}");
    }
    let mut ada = site.client(Door::Plain);
    ada.jar.insert("return".to_owned(), sealed);
    assert_eq!(ada.sign_in(ADA, PASSWORD).await.location(), "/account/history", "the true one");
}

/// What would be more than text if it were not escaped.
const HOSTILE: [&str; 20] = [
    "<script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</p></main><h1>Enter your password</h1>",
    "\"><img src=x onerror=alert(1)>",
    "\" autofocus onfocus=alert(1) \"",
    "' onmouseover='alert(1)",
    "<svg/onload=alert(1)>",
    "<!--hide",
    "hide-->",
    "<![CDATA[<b>]]>",
    "</script><script>alert(1)</script>",
    "<iframe src=javascript:alert(1)>",
    "<a href=https://evil.test>Go on</a>",
    "<form action=https://evil.test><input name=password>",
    "<style>*{display:none}</style>",
    "<base href=https://evil.test/>",
    "<meta http-equiv=refresh content=0>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "{{constructor.constructor('alert(1)')()}}",
    "<x@evil.test>",
];

/// Whether a page has as many tags and as many quoted values as one that shows a harmless text, and never the hostile one as it is.
fn is_text(page: &str, hostile: &str, harmless: &str) {
    // What the script is given is not read as markup.
    let [page, harmless] = [page, harmless].map(|page| masked(page, "<script", "</script>"));
    assert_eq!(page.matches('<').count(), harmless.matches('<').count(), "{hostile}: {page}");
    assert_eq!(page.matches('>').count(), harmless.matches('>').count(), "{hostile}: {page}");
    assert_eq!(page.matches("=\"").count(), harmless.matches("=\"").count(), "{hostile}: {page}");
    assert!(!hostile.contains('<') || !page.contains(hostile), "{page}");
    assert!(!page.contains(&format!("=\"{hostile}")) || !hostile.contains('"'), "{page}");
}

async fn web_02_what_strangers_type_is_shown_as_text(database: Database) {
    let site = Site::open(database, "").await;
    site.account(ADA).await;
    // Each is shown by the page that its act leads to: what was asked for, what was typed, what the browser calls itself.
    let shown = async |hostile: &str| {
        let mut pages = Vec::new();
        let mut client = site.client(Door::Plain);
        client.ask_restore(hostile).await;
        site.settle().await;
        pages.push(client.get("/restore/code").await);
        for (act, page) in [("/api/forgot", "/restore"), ("/api/login", "/login"), ("/api/register", "/register")] {
            client.post(act, &[("login", hostile), ("email", hostile), ("remember", hostile)]).await;
            pages.push(client.get(page).await);
        }
        let form = format!("login=ada%40example.org&password={}", PASSWORD.replace(' ', "+"));
        let mut request = client.request(Method::POST, "/api/login", form);
        let agent = HeaderValue::from_str(&format!("Firefox/{hostile}")).unwrap();
        request.headers_mut().insert("user-agent", agent);
        client.send(request).await;
        client.set_username(hostile).await;
        pages.push(client.get("/account").await);
        client.change_email(hostile).await;
        pages.push(client.get("/account/email").await);
        pages.push(client.get("/account/sessions").await);
        client.end_session(hostile).await;
        pages.push(client.get("/account/sessions").await);
        client.sign_out().await;
        client.get("/login").await;
        pages
    };
    for hostile in HOSTILE {
        // Alike in shape, where that decides which refusal is shown.
        let alike: String = hostile.chars().map(|c| if "<>\"'&".contains(c) { '*' } else { c }).collect();
        let (pages, harmless) = (shown(hostile).await, shown(&alike).await);
        for (nth, (page, harmless)) in pages.iter().zip(&harmless).enumerate() {
            assert_eq!((page.status, harmless.status), (200, 200), "{hostile}, page {nth}");
            is_text(&page.body, hostile, &harmless.body);
        }
        assert!(harmless[0].body.contains(&alike), "what was typed is shown: {}", harmless[0].body);
    }
    // The history shows what all these browsers called themselves.
    let mut ada = signed_in(&site, ADA, Door::Plain).await;
    let page = ada.get("/account/history").await.body;
    assert!(page.matches("Firefox").count() >= 2 * HOSTILE.len(), "{page}");
    for hostile in HOSTILE.iter().filter(|hostile| hostile.contains('<')) {
        assert!(!page.contains(hostile), "{hostile}");
    }
    // A name that could be more than text is no name.
    assert_eq!(site.count("SELECT COUNT(*) FROM account WHERE username IS NOT NULL").await, 0);
}

async fn web_03_each_page_has_a_policy_and_a_nonce_of_its_own(database: Database) {
    let site = Site::open(database, "").await;
    site.account(ADA).await;
    let mut nonces = std::collections::HashSet::new();
    let mut drawn = 0;
    for signed_in in [false, true] {
        let mut client = site.client(Door::Plain);
        if signed_in {
            client.sign_in(ADA, PASSWORD).await;
        } else {
            client.ask_restore(ADA).await;
            client.register("eve@example.org", PASSWORD).await;
            client.open_restore_link("none").await;
            client.open_undo_link("none").await;
        }
        for page in Page::ALL.into_iter().map(Page::path).chain(["/nothing"]) {
            for _ in 0..2 {
                let answer = client.get(page).await;
                if answer.status == 303 {
                    continue;
                }
                drawn += 1;
                let policy = answer.header("content-security-policy");
                let nonce = policy.split_once("'nonce-").and_then(|(_, rest)| rest.split_once('\'')).expect("a nonce").0;
                assert!(nonces.insert(nonce.to_owned()), "{page}: the nonce comes again");
                for part in [
                    "default-src 'none'; ",
                    &format!("script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; "),
                    &format!("style-src 'self' 'nonce-{nonce}'; "),
                    "connect-src 'self'; ",
                    "form-action 'self'; ",
                    "frame-ancestors 'none'; ",
                ] {
                    assert!(policy.contains(part), "{page}: {part}: {policy}");
                }
                assert!(policy.ends_with("base-uri 'none'"), "{page}: {policy}");
                assert!(!policy.contains("'unsafe-"), "{page}: {policy}");
                for style in answer.body.split("<style").skip(1) {
                    assert!(style.starts_with(&format!(" nonce=\"{nonce}\">")), "{page}: <style{style}");
                }
                for script in answer.body.split("<script").skip(1) {
                    let tag = script.split('>').next().unwrap_or_default();
                    assert!(tag.contains(&format!("nonce=\"{nonce}\"")), "{page}: <script{tag}>");
                }
                for forbidden in [" style=\"", " onclick=", " onsubmit=", " onload=", "javascript:"] {
                    assert!(!answer.body.contains(forbidden), "{page}: {forbidden}");
                }
            }
        }
    }
    assert!(drawn > 40, "{drawn} pages");
}

/// The client looks at the headers of every answer of every test. Here one of each kind passes by.
async fn web_04_every_answer_is_protected_whatever_it_says(database: Database) {
    let site = Site::open(database, "").await;
    site.account(ADA).await;
    let mut ada = site.client(Door::Plain);
    ada.sign_in(ADA, PASSWORD).await;
    for door in DOORS {
        let mut client = site.client(door);
        let seen = async |answer: Answer, status: u16| {
            assert_eq!(answer.status, status, "{door:?}: {}", answer.all());
        };
        for page in
            ["/", "/login", "/register", "/welcome", "/restore", "/username", "/agreement", "/healthz", "/readyz", "/dev/outbox"]
        {
            seen(client.get(page).await, 200).await;
        }
        for name in ["cabinet.css", "cabinet.js", "cabinet.wasm"] {
            seen(client.get(&site.house.files.address(name)).await, 200).await;
        }
        seen(client.get("/favicon.svg").await, 200).await;
        for page in INSIDE {
            seen(client.get(page.path()).await, 303).await;
        }
        for path in ["/restore/code", "/restore/password", "/undo", "/.well-known/change-password"] {
            seen(client.get(path).await, 303).await;
        }
        for kind in ["confirm", "restore", "undo"] {
            seen(client.get(&format!("/link/{kind}/none")).await, 303).await;
        }
        for path in ["/nothing", "/link/none", "/link/other/none", "/link/undo/a/b", "/link/undo/"] {
            seen(client.get(path).await, 404).await;
        }
        seen(client.get("/pkg/0/cabinet.css").await, 404).await;
        let mut stranger = site.client(door);
        let put = stranger.request(Method::PUT, "/login", "");
        seen(stranger.send(put).await, 405).await;
        let post_of = |name: HeaderName, value: &str| {
            let mut request = client.request(Method::POST, "/api/login", "login=a");
            request.headers_mut().insert(name, value.parse().unwrap());
            request
        };
        let requests = [
            (post_of(HeaderName::from_static("sec-fetch-site"), "cross-site"), 403),
            (post_of(CONTENT_TYPE, "text/plain"), 415),
            (post_of(HOST, "evil.test"), 421),
        ];
        for (request, status) in requests {
            seen(client.send(request).await, status).await;
        }
        seen(client.post_body("/api/login", vec![b'a'; 64 * 1024 + 1]).await, 413).await;
        let strange = [("language", "tlh"), ("page", "/login")];
        seen(client.post("/api/language", &strange).await, if door == Door::Plain { 303 } else { 400 }).await;
    }
    let mut client = site.client(Door::Script);
    assert_eq!(client.register("", "").await.status, 422);
    assert_eq!(client.resend().await.status, 409);
    assert_eq!(client.set_username("countess").await.status, 401);
    assert_eq!(client.ask_restore("").await.status, 422);
    assert_eq!(client.restore_password(NEW).await.status, 409);
    assert_eq!(client.leave().await.status, 401);
    for status in [401, 401, 401, 401, 401, 429] {
        assert_eq!(client.sign_in("nobody", "a wrong one").await.status, status);
    }
    site.house.store.close().await;
    for door in DOORS {
        ada.door = door;
        assert_eq!(ada.get("/account").await.status, 503, "{door:?}");
        assert_eq!(ada.get("/readyz").await.status, 503, "{door:?}");
    }
    assert_eq!(client.sign_in(ADA, PASSWORD).await.status, 503);
}

async fn web_06_a_page_has_one_address(database: Database) {
    let site = Site::open(database, "").await;
    site.account(ADA).await;
    let mut ada = site.client(Door::Plain);
    ada.sign_in(ADA, PASSWORD).await;
    for path in [
        "/account//",
        "/account/x.css",
        "/account.css",
        "/account;x.css",
        "/account%2fx.css",
        "/account%00.css",
        "/account%0a",
        "//account",
        "/Account",
        "/%61ccount",
        "/login/..%2faccount",
        "/pkg/x/..%2f..%2faccount",
        "/account%3fx.css",
    ] {
        let answer = ada.get(path).await;
        assert_eq!((answer.status, answer.header("cache-control")), (404, "no-store"), "{path}");
    }
    // With a slash at its end an address leads to the page's own.
    let answer = ada.get("/account/").await;
    assert_eq!((answer.status, answer.location(), answer.header("cache-control")), (303, "/account", "no-store"));
    assert_eq!(ada.get("/account?x.css").await.header("cache-control"), "no-store");
}

async fn web_13_fields_that_no_form_has_change_nothing(database: Database) {
    let site = Site::open(database, "").await;
    let eve = site.account("eve@example.org").await;
    let extra: Vec<(&str, &str)> = ["id", "account", "account_id", "user_id", "owner"]
        .map(|name| (name, eve.as_str()))
        .into_iter()
        .chain([
            ("is_admin", "true"),
            ("role", "owner"),
            ("verified", "1"),
            ("version", "9"),
            ("created_at", "0"),
            ("disabled_at", "0"),
            ("email_key", "eve@example.org"),
            ("email_verified", "true"),
            ("org_id", "1"),
            ("visit", "{}"),
        ])
        .collect();
    let with = |own: &[(&'static str, &'static str)]| -> Vec<(&str, &str)> { own.iter().copied().chain(extra.clone()).collect() };
    let mut ada = site.client(Door::Script);
    let form = with(&[("email", ADA), ("password", PASSWORD), ("agree", "yes"), ("username", "countess")]);
    assert_eq!(ada.post("/api/register", &form).await.status, 200);
    let code = site.letter(ADA, 1).await.code();
    let mut form = with(&[("email", "kim@example.org"), ("password", "another good password of hers")]);
    form.push(("code", code.as_str()));
    assert_eq!(ada.post("/api/confirm", &form).await.status, 200);
    let plain = "SELECT COUNT(*) FROM account WHERE contact_key = 'ada@example.org' AND contact = 'ada@example.org' AND version = 1 \
                 AND username IS NULL AND disabled_at IS NULL AND created_at = 1795348800000000";
    assert_eq!(site.count(plain).await, 1);
    let agreed = "SELECT COUNT(*) FROM consent c JOIN account a ON a.id = c.account
                  WHERE c.version = '1' AND a.contact_key = 'ada@example.org'";
    assert_eq!(site.count(agreed).await, 1);
    assert_eq!(ada.post("/api/login", &with(&[("login", ADA), ("password", PASSWORD)])).await.status, 200);
    assert!(ada.get("/account").await.body.contains(ADA));
    assert_eq!(ada.post("/api/username", &with(&[("username", "countess")])).await.status, 200);
    let named = "SELECT COUNT(*) FROM account WHERE username = 'countess' AND contact_key = 'ada@example.org'";
    assert_eq!(site.count(named).await, 1);
    assert_eq!(site.count("SELECT COUNT(*) FROM account WHERE version = 1 AND disabled_at IS NULL").await, 2);

    // All the rest of what an account can be asked for, and the other one stays what it was.
    let eve_as = async || {
        let account = site.house.store.read().await.unwrap().account(&eve).await.unwrap().expect("the account");
        (account.contact, account.username, account.password, account.version, account.disabled_at, account.gone_at)
    };
    let before = eve_as().await;
    let mut evil = signed_in(&site, "eve@example.org", Door::Script).await;
    let there = other_place(&signed_in(&site, "eve@example.org", Door::Script).await).await;
    let there = there.as_str();
    let new = "ada@new.example.org";
    leads_to(&ada.post("/api/email", &with(&[("email", new)])).await, Page::Email);
    let code = latest(&site, new, MOVE).await.code();
    let mut form = with(&[("old_email", "eve@example.org"), ("used_at", "1")]);
    form.push(("code", code.as_str()));
    leads_to(&ada.post("/api/email-confirm", &form).await, Page::Account);
    leads_to(&ada.post("/api/prove", &with(&[("password", PASSWORD), ("proved_at", "9999999999999999")])).await, Page::Account);
    let form = with(&[("current", PASSWORD), ("password", NEW), ("email", "eve@example.org")]);
    leads_to(&ada.post("/api/password", &form).await, Page::Account);
    let mut form = with(&[]);
    form.retain(|(name, _)| *name != "id");
    form.push(("id", there));
    assert_eq!(ada.post("/api/session-end", &form).await.status, 409);
    leads_to(&ada.post("/api/sessions-end", &with(&[])).await, Page::Sessions);
    leads_to(&ada.post("/api/leave", &with(&[("gone_at", "0")])).await, Page::Login);
    leads_to(
        &ada.post("/api/login", &with(&[("login", new), ("password", NEW), ("proved_at", "9999999999999999")])).await,
        Page::Account,
    );
    leads_to(&ada.post("/api/stay", &with(&[])).await, Page::Account);

    ada.open_undo_link(&latest(&site, ADA, MOVED).await.token()).await;
    leads_to(&ada.post("/api/undo", &with(&[("password", PASSWORD), ("email", "eve@example.org")])).await, Page::Login);
    leads_to(&ada.post("/api/restore", &with(&[("login", ADA), ("email", "eve@example.org")])).await, Page::RestoreCode);
    let code = latest(&site, ADA, RESTORE).await.code();
    let mut form = with(&[("login", "eve@example.org")]);
    form.push(("code", code.as_str()));
    leads_to(&ada.post("/api/restore-code", &form).await, Page::RestorePassword);
    let form = with(&[("password", NEW), ("login", "eve@example.org")]);
    leads_to(&ada.post("/api/restore-password", &form).await, Page::Login);

    assert_eq!(eve_as().await, before);
    assert!(evil.is_signed_in().await);
    assert!(site.letters().await.iter().all(|letter| letter.to != "eve@example.org"));
    leads_to(&ada.sign_in(ADA, NEW).await, Page::Account);
    let mine = "SELECT COUNT(*) FROM account WHERE contact_key = 'ada@example.org' AND username = 'countess' AND gone_at IS NULL \
                AND disabled_at IS NULL AND created_at = 1795348800000000";
    assert_eq!(site.count(mine).await, 1);
}

async fn web_14_a_field_that_comes_twice_is_refused(database: Database) {
    let site = Site::open(database, "").await;
    site.account(ADA).await;
    let good = PASSWORD.replace(' ', "+");
    let mut waiting = site.client(Door::Script);
    asked(&site, &mut waiting, "kim@example.org").await;
    for (act, body) in [
        ("/api/login", format!("login=eve&login=ada@example.org&password={good}")),
        ("/api/login", format!("login=ada@example.org&password=wrong&password={good}")),
        ("/api/login", format!("login=ada@example.org&password={good}&password={good}")),
        ("/api/login", format!("login[]=ada@example.org&password={good}")),
        ("/api/login", format!("login=ada@example.org&password={good}&login")),
        ("/api/login", format!("login=ada@example.org&lo%67in=ada@example.org&password={good}")),
        ("/api/register", format!("email=eve@example.org&password={good}&password={good}&agree=yes")),
        ("/api/correct", "email=eve@example.org&email=ada@example.org".to_owned()),
        ("/api/confirm", "code=000000&code=000001".to_owned()),
        ("/api/language", "language=ru&language=ar&page=/".to_owned()),
        ("/api/restore", "login=eve@example.org&login=ada@example.org".to_owned()),
        ("/api/restore", "login[]=ada@example.org&login[]=eve@example.org".to_owned()),
        ("/api/restore-password", format!("password={good}&password={good}")),
        ("/api/prove", format!("password=wrong&password={good}")),
        ("/api/password", format!("current={good}&password=short&password={good}")),
        ("/api/email", "email=eve@example.org&email=ada@example.org".to_owned()),
        ("/api/session-end", "id=0&id=1".to_owned()),
    ] {
        for door in DOORS {
            let mut client = waiting.tab();
            client.door = door;
            let answer = client.post_body(act, body.clone()).await;
            assert_eq!(answer.status, 400, "{door:?} {act} {body}: {}", answer.location());
            assert!(!client.is_signed_in().await, "{door:?} {act} {body}");
        }
    }
}

async fn web_17_a_file_is_had_by_its_name_alone(database: Database) {
    let site = Site::open(database, "").await;
    let pkg = site.house.files.address("");
    let climbs = ["../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..\\", "..%5c", "....//", "%252e%252e%252f", "..%c0%af", "/"];
    let names = ["etc/passwd", "Cargo.toml", "data/cabinet.key", "data/cabinet.db", "cabinet.toml", "key"];
    for climb in climbs.map(|climb| climb.replace('\\', "%5c")) {
        for name in names {
            for path in [format!("/{}{name}", climb.repeat(6)), format!("{pkg}{}{name}", climb.repeat(6))] {
                let answer = site.client(Door::Plain).get(&path).await;
                assert!(matches!(answer.status, 400 | 404), "{path}: {}", answer.status);
                assert!(!answer.body.contains("root:") && !answer.body.contains("[package]"), "{path}");
            }
        }
    }
    let mut client = site.client(Door::Script);
    for path in [
        "/.env",
        "/.git/config",
        "/.git/HEAD",
        "/.well-known/",
        "/Cargo.toml",
        "/cabinet.db",
        "/data/cabinet.key",
        "/pkg",
        "/pkg/",
        &pkg,
        "/favicon.svg.br",
        "/favicon.svg/",
        "/favicon.svg%00",
        "/Favicon.svg",
        "/pkg/favicon.svg",
        &format!("{pkg}cabinet.wasm.br"),
        &format!("{pkg}cabinet.wasm.map"),
        &format!("{pkg}.."),
        &format!("{pkg}de.json"),
        "/metrics",
        "/debug",
        "/server-status",
        "/live_reload",
    ] {
        assert_eq!(client.get(path).await.status, 404, "{path}");
    }
}

async fn web_17_no_method_echoes_or_opens_anything(database: Database) {
    let site = Site::open(database, "").await;
    for path in
        ["/", "/login", "/api/login", "/api/track", "/link/undo/none", "/account/data.json", "/favicon.svg", "/healthz", "/nothing"]
    {
        for method in ["TRACE", "OPTIONS", "PUT", "DELETE", "PATCH", "PROPFIND", "TRACK", "DEBUG", "get", "X"] {
            let mut client = site.client(Door::Script);
            let mut request = client.request(Method::from_bytes(method.as_bytes()).unwrap(), path, "");
            request.headers_mut().insert("x-canary", "canary".parse().unwrap());
            let answer = client.send(request).await;
            assert!(matches!(answer.status, 403..=405), "{method} {path}: {}", answer.status);
            assert!(!answer.all().contains("canary"), "{method} {path}");
        }
    }
    let raw = site.raw(site.head("CONNECT evil.test:443", &[]), Duration::from_secs(2)).await;
    assert!(raw.status().is_none_or(|status| (400..500).contains(&status)), "{}", raw.text);
    let raw = site.raw(site.head("OPTIONS *", &["Connection: close"]), PATIENCE).await;
    assert!(raw.status().is_none_or(|status| (400..500).contains(&status)), "{}", raw.text);
}

async fn web_19_every_act_answers_a_plain_form_with_a_page_of_ours(database: Database) {
    let site = Site::open(database, "account = { tokens = true, organisations = true, linked = true }\nsupport.desk = true").await;
    let account = site.account(ADA).await;
    let mut tx = site.house.store.write().await.unwrap();
    assert!(tx.add_operator(&account, site.house.clock.now()).await.unwrap());
    tx.save().await.unwrap();
    let bare = [("language", "ru"), ("page", "/login")];
    let full = [
        ("login", "nobody@example.org"),
        ("email", "nobody@example.org"),
        ("current", "a wrong one"),
        ("password", NEW),
        ("code", "000000"),
        ("username", "countess"),
        ("id", "0"),
        ("agree", "yes"),
        ("remember", "yes"),
        ("language", "ru"),
        ("page", "/login"),
    ];
    for act in ACTS {
        for form in [&bare[..], &full[..]] {
            for inside in [false, true] {
                let mut client = site.client(Door::Plain);
                if inside {
                    client.sign_in(ADA, PASSWORD).await;
                    assert!(client.is_signed_in().await, "{act}");
                }
                let answer = client.post(act, form).await;
                assert_eq!(answer.status, 303, "{act} {form:?}: {}", answer.all());
                assert!(Page::ALL.iter().any(|page| page.path() == answer.location()), "{act}: {}", answer.location());
                assert_eq!(answer.body, "", "{act}");
                // It says what came of it there, or sends on to where that is.
                let location = answer.location().to_owned();
                let page = client.get(&location).await;
                assert!(matches!(page.status, 200 | 303), "{act} {location}: {}", page.status);
            }
        }
    }
}

async fn cfg_02_nothing_of_development_is_there_in_production(database: Database) {
    let site = Site::open_secure(database).await;
    for path in ["/dev/outbox", "/dev/outbox.json", "/dev/outbox/1", "/dev/clock", "/dev"] {
        let mut client = site.client(Door::Script);
        assert_eq!(client.get(path).await.status, 404, "{path}");
        assert_eq!(client.post(&format!("{path}?seconds=9"), &[]).await.status, 404, "{path}");
    }
}
