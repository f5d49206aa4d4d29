//! What people agree to: nobody registers without it, what they agreed to stays on record as it was, and a new version asks again.

use cabinet::server::boot;
use cabinet::words::{Page, Span};
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use crate::account::{leads_to, signed_in};
use crate::client::{Answer, Client, DOORS, Door};
use crate::database::Database;
use crate::site::{PASSWORD, Site};

on_both!(
    idn_13_nobody_registers_without_agreeing,
    idn_13_what_was_agreed_to_stays_on_record_as_it_was,
    idn_13_a_new_version_asks_at_the_next_sign_in_and_not_before,
    idn_13_once_it_is_required_nothing_goes_on_without_it,
    idn_13_the_ways_out_stay_open,
    idn_13_what_was_never_shown_is_agreed_to_by_nobody,
    idn_13_who_registers_agrees_to_the_version_that_the_form_showed,
    idn_13_another_text_under_the_same_version_does_not_start,
    who_has_no_text_in_their_language_reads_the_english_one,
);

const ADA: &str = "ada@example.org";
const EVE: &str = "eve@example.org";
const TICK: Span = Span(1);

/// The version after that of the preset, required a week later.
const NEXT: &str = "[agreement]\nversion = '2'\nrequired_from = '2026-11-29'\n\
                    en = '''\n# User agreement\n\n## All new\n\nAnother text for {site}.'''";

/// Everything that anybody agreed to.
const RECORD: &str =
    "SELECT a.contact || ' ' || c.version || ' ' || c.language || ' ' || c.digest || ' ' || CAST(c.agreed_at AS TEXT)
                      FROM consent c JOIN account a ON a.id = c.account ORDER BY a.contact, c.agreed_at, c.version";

/// Registers an account, up to the letter.
async fn asks(site: &Site, client: &mut Client, email: &str) -> String {
    leads_to(&client.register(email, PASSWORD).await, Page::Confirm);
    site.letter(email, 1).await.code()
}

async fn registers(site: &Site, client: &mut Client, email: &str) {
    let code = asks(site, client, email).await;
    leads_to(&client.confirm(&code).await, Page::Login);
}

/// The digest of the text that the question is about, as the form sends it.
async fn text(client: &Client) -> String {
    let page = client.tab().get(Page::Consent.path()).await;
    assert_eq!(page.status, 200, "{}", page.all());
    let (_, rest) = page.body.split_once("name=\"text\" value=\"").expect("the form");
    rest.split_once('"').unwrap().0.to_owned()
}

async fn accept(client: &mut Client) -> Answer {
    let text = text(client).await;
    client.post("/api/consent", &[("agree", "yes"), ("text", &text)]).await
}

async fn later(client: &mut Client) -> Answer {
    client.post("/api/consent-later", &[]).await
}

/// Asserts that an act was refused: with that status, or back to that page.
fn refused(answer: &Answer, status: u16, page: Page) {
    let expected = if answer.status == 303 { (303, page.path()) } else { (status, "") };
    assert_eq!((answer.status, answer.location()), expected, "{}", answer.all());
}

/// Moves the clock to the last moment before the new version is required.
fn go_to_the_eve(site: &Site) {
    let left = site.house.clock.now().until(site.house.config.agreement.required_from);
    site.advance(Span(left.0 - TICK.0));
}

async fn idn_13_nobody_registers_without_agreeing(database: Database) {
    let site = Site::open(database, "").await;
    for door in DOORS {
        let mut client = site.client(door);
        let answer = client.post("/api/register", &[("email", ADA), ("password", PASSWORD)]).await;
        refused(&answer, 422, Page::Register);
        assert!(
            door == Door::Script || client.get("/register").await.body.contains("Without the agreement there can be no account")
        );
    }
    assert_eq!(site.count("SELECT COUNT(*) FROM registration").await, 0);
    registers(&site, &mut site.client(Door::Plain), ADA).await;
    assert_eq!(site.count("SELECT COUNT(*) FROM consent").await, 1);
}

async fn idn_13_what_was_agreed_to_stays_on_record_as_it_was(database: Database) {
    let mut site = Site::open(database, "").await;
    let at = site.house.clock.now();
    for (door, email, language) in [(Door::Plain, ADA, "en"), (Door::Script, EVE, "ru")] {
        let mut client = site.client(door);
        client.jar.insert(client.name("language"), language.to_owned());
        let code = asks(&site, &mut client, email).await;
        site.advance(Span::minutes(1));
        leads_to(&client.confirm(&code).await, Page::Login);
    }
    let kept = site.column("SELECT text FROM agreement WHERE version = '1' ORDER BY language").await;
    let digests: Vec<String> = kept.iter().map(|text| HEXLOWER.encode(&Sha256::digest(text.as_bytes()))).collect();
    assert_eq!(site.column("SELECT digest FROM agreement WHERE version = '1' ORDER BY language").await, digests);
    assert!(kept.iter().all(|text| text.contains("Cabinet") && !text.contains('{')), "{kept:?}");
    let [_, english, russian] = &digests[..] else { panic!("Arabic, English, Russian: {digests:?}") };
    // Each of the moment at which the form was sent.
    let then = [at.0, at.after(Span::minutes(1)).0];
    let record = [format!("{ADA} 1 en {english} {}", then[0]), format!("{EVE} 1 ru {russian} {}", then[1])];
    assert_eq!(site.column(RECORD).await, record);

    site.advance(Span::minutes(1));
    for door in DOORS {
        let mut ada = site.client(door);
        leads_to(&ada.sign_in(ADA, PASSWORD).await, Page::Account);
        assert_eq!(ada.get(Page::Consent.path()).await.location(), Page::Account.path(), "nothing is asked");
        leads_to(&ada.post("/api/consent", &[("agree", "yes"), ("text", russian)]).await, Page::Account);
        leads_to(&later(&mut ada).await, Page::Account);
    }
    site = site.restart().await;
    assert_eq!(site.column(RECORD).await, record);
    assert_eq!(site.column("SELECT text FROM agreement WHERE version = '1' ORDER BY language").await, kept);
    assert_eq!(site.count("SELECT COUNT(*) FROM history WHERE event = 'agreement accepted'").await, 0);

    let mut ada = signed_in(&site, ADA, Door::Plain).await;
    let account = ada.get("/account").await.body;
    assert!(account.contains("You agreed to version 1 of 22 November 2026 on"), "{account}");
    assert!(account.contains(english.as_str()));
    let agreement = ada.get("/agreement").await.body;
    assert!(agreement.contains("You agreed to this version on") && agreement.contains(english.as_str()), "{agreement}");
    let data = ada.post("/account/data.json", &[]).await;
    let data: serde_json::Value = serde_json::from_str(&data.body).unwrap();
    let told = serde_json::json!([{ "version": "1", "agreed_at": at.iso(), "language": "en", "digest": english }]);
    assert_eq!(data["agreements"], told);
}

async fn idn_13_a_new_version_asks_at_the_next_sign_in_and_not_before(database: Database) {
    let site = Site::open(database, "").await;
    let mut before = Vec::new();
    for (door, email) in DOORS.into_iter().zip([ADA, EVE]) {
        site.account(email).await;
        before.push(signed_in(&site, email, door).await);
    }
    let site = site.restart_with(NEXT).await;
    for (mut old, email) in before.into_iter().zip([ADA, EVE]) {
        assert!(old.is_signed_in().await, "who is in stays in");
        leads_to(&old.set_username(&email[..3]).await, Page::Account);

        let mut client = site.client(old.door);
        assert_eq!(client.get("/account/history").await.location(), "/login");
        leads_to(&client.sign_in(email, PASSWORD).await, Page::Consent);
        let page = client.get(Page::Consent.path()).await.body;
        for words in ["version 2", "22 November 2026", "You agreed to version 1 on", "29 November 2026", "/api/consent-later"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        assert!(client.get("/agreement").await.body.contains("You have not agreed to this version yet"));
        leads_to(&later(&mut client).await, Page::History);
        assert!(client.is_signed_in().await);
        leads_to(&client.sign_out().await, Page::Login);

        leads_to(&client.sign_in(email, PASSWORD).await, Page::Consent);
        leads_to(&accept(&mut client).await, Page::Account);
        leads_to(&client.sign_out().await, Page::Login);
        leads_to(&client.sign_in(email, PASSWORD).await, Page::Account);
    }
    assert_eq!(site.count("SELECT COUNT(*) FROM consent WHERE version = '1'").await, 2);
    let whole = "SELECT COUNT(*) FROM consent c JOIN agreement a ON a.version = c.version AND a.language = c.language AND a.digest = c.digest
                 WHERE c.version = '2'";
    assert_eq!(site.count(whole).await, 2);
    assert_eq!(site.count("SELECT COUNT(*) FROM history WHERE event = 'agreement accepted'").await, 2);
}

async fn idn_13_once_it_is_required_nothing_goes_on_without_it(database: Database) {
    let site = Site::open(database, "").await;
    for email in [ADA, EVE] {
        site.account(email).await;
    }
    let site = site.restart_with(NEXT).await;
    go_to_the_eve(&site);
    let mut clients = Vec::new();
    for (door, email) in DOORS.into_iter().zip([ADA, EVE]) {
        let mut client = site.client(door);
        leads_to(&client.sign_in(email, PASSWORD).await, Page::Consent);
        leads_to(&later(&mut client).await, Page::Account);
        assert!(client.is_signed_in().await, "not a moment before");
        clients.push(client);
    }
    site.advance(TICK);
    for (mut client, email) in clients.into_iter().zip([ADA, EVE]) {
        for page in ["/account", "/account/password", "/account/email", "/account/sessions", "/account/history"] {
            assert_eq!(client.get(page).await.location(), Page::Consent.path(), "{page}");
        }
        let acts: [(&str, &[(&str, &str)]); 6] = [
            ("/api/username", &[("username", "countess")]),
            ("/api/password", &[("current", PASSWORD), ("password", "seven green kettles in a row")]),
            ("/api/email", &[("email", "new@example.org")]),
            ("/api/email-drop", &[]),
            ("/api/sessions-end", &[]),
            ("/api/stay", &[]),
        ];
        for (act, fields) in acts {
            refused(&client.post(act, fields).await, 401, Page::Consent);
        }
        leads_to(&later(&mut client).await, Page::Consent);
        let page = client.get(Page::Consent.path()).await.body;
        assert!(page.contains("Since 29 November 2026 the account does not open without it"), "{page}");
        assert!(!page.contains("/api/consent-later"), "{page}");

        assert_eq!(client.get("/account/history").await.location(), Page::Consent.path());
        let text = text(&client).await;
        refused(&client.post("/api/consent", &[("text", &text)]).await, 422, Page::Consent);
        let page = client.get(Page::Consent.path()).await.body;
        assert!(client.door == Door::Script || page.contains("Read it and tick the box"), "{page}");
        assert_eq!(client.get("/account").await.location(), Page::Consent.path());
        assert_eq!(client.get("/account/history").await.location(), Page::Consent.path());
        leads_to(&accept(&mut client).await, Page::History);
        assert_eq!(client.get("/account/history").await.status, 200);
        leads_to(&client.set_username(&email[..3]).await, Page::Account);
    }
    assert_eq!(site.count("SELECT COUNT(*) FROM account WHERE version = 1").await, 2, "nothing else has changed");
    assert_eq!(site.count("SELECT COUNT(*) FROM email_change").await, 0);
    assert_eq!(site.count("SELECT COUNT(*) FROM consent WHERE version = '2'").await, 2);
}

async fn idn_13_the_ways_out_stay_open(database: Database) {
    let site = Site::open(database, "").await;
    for email in [ADA, EVE] {
        site.account(email).await;
    }
    let site = site.restart_with(NEXT).await;
    go_to_the_eve(&site);
    site.advance(TICK);
    for (door, email) in DOORS.into_iter().zip([ADA, EVE]) {
        let mut client = site.client(door);
        leads_to(&client.sign_in(email, PASSWORD).await, Page::Consent);
        assert!(client.get(Page::Consent.path()).await.body.contains("/account/data.json"));
        leads_to(&client.sign_out().await, Page::Login);

        leads_to(&client.sign_in(email, PASSWORD).await, Page::Consent);
        site.advance(Span::minutes(5));
        assert_eq!(client.post("/account/data.json", &[]).await.location(), "/account/prove");
        assert_eq!(client.get("/account/prove").await.status, 200);
        leads_to(&client.prove(PASSWORD).await, Page::Account);
        let data = client.post("/account/data.json", &[]).await;
        assert!(data.status == 200 && data.body.contains(email), "{}", data.all());
        assert_eq!(client.get(Page::Leaving.path()).await.status, 200);
        leads_to(&client.leave().await, Page::Login);
    }
    assert_eq!(site.count("SELECT COUNT(*) FROM account WHERE gone_at IS NOT NULL").await, 2);
    assert_eq!(site.count("SELECT COUNT(*) FROM consent WHERE version = '2'").await, 0);
    // Nor is anybody asked who is not signed in.
    for door in DOORS {
        let mut client = site.client(door);
        assert_eq!(client.get(Page::Consent.path()).await.location(), "/login");
        refused(&client.post("/api/consent", &[("agree", "yes")]).await, 401, Page::Login);
        refused(&later(&mut client).await, 401, Page::Login);
    }
}

async fn idn_13_what_was_never_shown_is_agreed_to_by_nobody(database: Database) {
    let site = Site::open(database, "").await;
    site.account(ADA).await;
    let first = site.column("SELECT digest FROM agreement WHERE version = '1' AND language = 'en'").await.swap_remove(0);
    let site = site.restart_with(NEXT).await;
    for door in DOORS {
        let mut client = site.client(door);
        leads_to(&client.sign_in(ADA, PASSWORD).await, Page::Consent);
        for text in ["", "2", first.as_str()] {
            refused(&client.post("/api/consent", &[("agree", "yes"), ("text", text)]).await, 409, Page::Consent);
        }
        refused(&client.post("/api/consent", &[("agree", "yes")]).await, 409, Page::Consent);
    }
    assert_eq!(site.count("SELECT COUNT(*) FROM consent WHERE version = '2'").await, 0);
}

async fn idn_13_who_registers_agrees_to_the_version_that_the_form_showed(database: Database) {
    let site = Site::open(database, "").await;
    let mut ada = site.client(Door::Plain);
    let code = asks(&site, &mut ada, ADA).await;
    let site = site.restart_with(NEXT).await;
    leads_to(&ada.confirm(&code).await, Page::Login);
    leads_to(&ada.sign_in(ADA, PASSWORD).await, Page::Consent);
    for (door, email) in DOORS.into_iter().zip([EVE, "kim@example.org"]) {
        let mut client = site.client(door);
        registers(&site, &mut client, email).await;
        leads_to(&client.sign_in(email, PASSWORD).await, Page::Account);
    }
    let mut eve = signed_in(&site, EVE, Door::Script).await;
    let versions = "SELECT a.contact || ' ' || c.version FROM consent c JOIN account a ON a.id = c.account
                    JOIN agreement g ON g.version = c.version AND g.language = c.language AND g.digest = c.digest ORDER BY a.contact";
    assert_eq!(site.column(versions).await, [format!("{ADA} 1"), format!("{EVE} 2"), "kim@example.org 2".to_owned()]);
    go_to_the_eve(&site);
    site.advance(TICK);
    leads_to(&eve.sign_in(EVE, PASSWORD).await, Page::Account);
    assert!(eve.is_signed_in().await);
}

async fn idn_13_another_text_under_the_same_version_does_not_start(database: Database) {
    let site = Site::open(database, "").await;
    let all = "SELECT version || language || digest || text FROM agreement ORDER BY version, language";
    let kept = site.column(all).await;
    for other in ["agreement.ru = '''\n# Title\n\nWords.'''", "brand.support = 'desk@example.org'", "brand.name = 'Cabinets'"] {
        let node = site.beside(other).await;
        for fault in [boot::try_agreement(&node).await, boot::keep_agreement(&node).await] {
            let fault = fault.expect_err(other);
            assert!(
                fault.contains("agreement.ru") && fault.contains("version 1") && fault.contains("agreement.version"),
                "{fault}"
            );
            assert_eq!(fault.contains("agreement.en"), other.starts_with("brand"), "{fault}");
        }
        node.store.close().await;
    }
    assert_eq!(site.column(all).await, kept);

    let node = site.beside(NEXT).await;
    boot::try_agreement(&node).await.unwrap();
    assert_eq!(site.column(all).await, kept, "who only looks keeps nothing");
    boot::keep_agreement(&node).await.unwrap();
    boot::keep_agreement(&node).await.unwrap();
    node.store.close().await;
    assert_eq!(site.column(all).await.len(), kept.len() + 1);
    site.restart().await;
}

async fn who_has_no_text_in_their_language_reads_the_english_one(database: Database) {
    let site = Site::open(database, NEXT).await;
    for door in DOORS {
        let mut client = site.client(door);
        client.jar.insert(client.name("language"), "ar".to_owned());
        let page = client.get("/agreement").await.body;
        assert!(page.contains("Another text for Cabinet."), "{page}");
        let (_, article) = page.split_once("<article").expect("the text");
        let (tag, _) = article.split_once('>').unwrap();
        assert!(tag.contains("lang=\"en\"") && tag.contains("dir=\"ltr\""), "{tag}");
    }
    let mut ada = site.client(Door::Script);
    ada.jar.insert(ada.name("language"), "ar".to_owned());
    registers(&site, &mut ada, ADA).await;
    assert_eq!(site.column("SELECT language FROM consent").await, ["en"]);
}
