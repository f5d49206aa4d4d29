//! The site of the preset `artists`: who is asked for a region, a user type and a sum, and what stands in the settings of a profile.

use cabinet::words::{Page, Span};
use serde_json::Value;

use crate::account::{NOTICE, latest, leads_to, letters, signed_in};
use crate::client::{Answer, Client, DOORS, Door};
use crate::console::is_refused;
use crate::database::Database;
use crate::profile::{LOOSE, code_to, confirm, remove, send_code, told};
use crate::site::{PASSWORD, Site};
use crate::ways::captcha;

on_both!(
    whoever_proves_an_address_has_an_account_with_region_and_kind,
    a_corrected_address_keeps_region_and_kind,
    every_field_is_required_and_nothing_that_was_typed_is_lost,
    a_region_or_a_kind_that_the_site_does_not_have_is_refused,
    the_lengths_of_addresses_and_passwords_are_those_of_the_preset,
    idn_07_where_passwords_are_not_judged_the_easiest_is_taken_and_elsewhere_not,
    enu_01_registering_is_answered_alike_whoever_has_the_address,
    a_number_in_the_profile_settings_is_no_way_back_in,
    the_warning_stands_where_address_and_number_are_changed_and_nowhere_else,
    who_cannot_sign_in_is_told_what_to_check,
);

pub const ADA: &str = "ada@example.org";
const EVE: &str = "eve@example.org";
pub const REGISTER: &str = "/api/register";
const PHONE: &str = "+447400100001";
const CONFIRM: &str = "Confirm your address at Cabinet";
const WARNING: &str = "this may confuse those users who have already noticed you.";

pub async fn artists(database: Database) -> Site {
    Site::open(database, &format!("preset = 'artists'\n{LOOSE}")).await
}

/// All that the form asks for, its sum worked out; with some fields as given here, or left out.
pub async fn filled(site: &Site, client: &mut Client, change: &[(&'static str, Option<&str>)]) -> Vec<(&'static str, String)> {
    let [challenge, result] = captcha(site, client, "/register").await;
    let mut fields: Vec<(&str, String)> = vec![
        ("email", ADA.to_owned()),
        ("password", "abc".to_owned()),
        ("region", "GB-ENG".to_owned()),
        ("challenge", challenge),
        ("captcha", result),
        ("kind", "artist".to_owned()),
        ("agree", "yes".to_owned()),
    ];
    for (name, value) in change {
        fields.retain(|(known, _)| known != name);
        fields.extend(value.map(|value| (*name, value.to_owned())));
    }
    fields
}

pub async fn send(client: &mut Client, fields: &[(&'static str, String)]) -> Answer {
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    client.post(REGISTER, &fields).await
}

pub async fn register(site: &Site, client: &mut Client, change: &[(&'static str, Option<&str>)]) -> Answer {
    let fields = filled(site, client, change).await;
    send(client, &fields).await
}

/// Registrations, and messages about them.
pub async fn asked(site: &Site) -> [i64; 2] {
    [site.count("SELECT COUNT(*) FROM registration").await, site.count("SELECT COUNT(*) FROM message").await]
}

async fn whoever_proves_an_address_has_an_account_with_region_and_kind(database: Database) {
    let site = artists(database).await;
    for (door, email, kind, name) in [(DOORS[0], ADA, "artist", "Artist"), (DOORS[1], EVE, "customer", "Customer")] {
        let mut client = site.client(door);
        leads_to(&register(&site, &mut client, &[("email", Some(email)), ("kind", Some(kind))]).await, Page::Confirm);
        let code = latest(&site, email, CONFIRM).await.code();
        let before = site.count("SELECT COUNT(*) FROM account").await;
        leads_to(&client.confirm(&code).await, Page::Login);
        assert_eq!(site.count("SELECT COUNT(*) FROM account").await, before + 1, "not before the letter was answered");
        assert_eq!(client.sign_in(email, "abc").await.status, if door == Door::Plain { 303 } else { 200 });
        let page = client.get("/account").await.body;
        assert!(page.contains("England, United Kingdom") && page.contains(name), "{page}");
        let data: Value = serde_json::from_str(&client.post("/account/data.json", &[]).await.body).unwrap();
        assert_eq!((data["region"].as_str(), data["kind"].as_str()), (Some("GB-ENG"), Some(kind)), "{data}");
        assert!(data["country"].is_null(), "{data}");
    }
    assert_eq!(site.column("SELECT kind FROM account ORDER BY kind").await, ["artist", "customer"]);
}

/// The link works where nothing is remembered of the form: what was told is of the row.
async fn a_corrected_address_keeps_region_and_kind(database: Database) {
    let site = artists(database).await;
    let mut client = site.client(Door::Plain);
    leads_to(&register(&site, &mut client, &[("email", Some(EVE)), ("kind", Some("customer"))]).await, Page::Confirm);
    leads_to(&client.correct(ADA).await, Page::Confirm);
    let mut elsewhere = site.client(Door::Plain);
    elsewhere.open_link(&latest(&site, ADA, CONFIRM).await.token()).await;
    leads_to(&elsewhere.welcome(Some("xyz")).await, Page::Login);
    assert_eq!(
        site.column("SELECT contact || ' ' || region || ' ' || kind FROM account").await,
        [format!("{ADA} GB-ENG customer")]
    );
}

async fn every_field_is_required_and_nothing_that_was_typed_is_lost(database: Database) {
    let site = artists(database).await;
    for door in DOORS {
        let mut client = site.client(door);
        for (field, name, reason) in [
            ("email", "email", r#"{"Email":"Empty"}"#),
            ("password", "password", r#"{"Password":"Empty"}"#),
            ("region", "region", r#""Region""#),
            ("captcha", "captcha", r#"{"Captcha":"Empty"}"#),
            ("kind", "kind", r#""Kind""#),
            ("agree", "agree", r#""Agreement""#),
        ] {
            for given in [None, Some("")] {
                // A box that is not ticked is not sent.
                let answer = match (field, given) {
                    ("agree", Some(_)) => continue,
                    _ => register(&site, &mut client, &[(field, given)]).await,
                };
                is_refused(&mut client, &answer, Page::Register, &format!("[{reason}]"), &[name]).await;
            }
        }
        let answer = client.post(REGISTER, &[]).await;
        let reasons = r#"[{"Email":"Empty"},{"Password":"Empty"},"Region",{"Captcha":"Empty"},"Kind","Agreement"]"#;
        let fields = ["email", "password", "region", "captcha", "kind", "agree"];
        is_refused(&mut client, &answer, Page::Register, reasons, &fields).await;
    }
    let mut client = site.client(Door::Plain);
    register(&site, &mut client, &[("captcha", None), ("region", Some("DE-BY"))]).await;
    let page = client.get("/register").await.body;
    let tag = |mark: &str| page.split('<').find(|tag| tag.contains(mark)).unwrap_or_default().to_owned();
    assert!(tag("id=\"email\"").contains(&format!("value=\"{ADA}\"")), "{page}");
    assert!(tag("value=\"DE-BY\"").contains("selected"), "{page}");
    assert!(tag("id=\"kind-artist\"").contains("checked") && tag("id=\"agree\"").contains("checked"), "{page}");
    assert!(!page.contains("value=\"abc\""), "secrets do not come back");
    assert_eq!(asked(&site).await, [0, 0]);
}

async fn a_region_or_a_kind_that_the_site_does_not_have_is_refused(database: Database) {
    let site = artists(database).await;
    let mut client = site.client(Door::Script);
    // Of another country, of another form, of the second level, a country, a name.
    for region in ["FR-IDF", "gb-eng", "GB-LND", "GB", "GB-", "-ENG", "GB-ENG ", "England", "England, United Kingdom"] {
        let answer = register(&site, &mut client, &[("region", Some(region))]).await;
        is_refused(&mut client, &answer, Page::Register, r#"["Region"]"#, &["region"]).await;
    }
    for kind in ["Artist", "both", "customer ", "customer,artist", "admin"] {
        let answer = register(&site, &mut client, &[("kind", Some(kind))]).await;
        is_refused(&mut client, &answer, Page::Register, r#"["Kind"]"#, &["kind"]).await;
    }
    assert_eq!(asked(&site).await, [0, 0]);
    // What a site does not ask for it does not keep.
    let standard = Site::open(Database::sqlite(), "").await;
    let mut other = standard.client(Door::Script);
    let fields = [("email", ADA), ("password", PASSWORD), ("agree", "yes"), ("region", "GB-ENG"), ("kind", "artist")];
    leads_to(&other.post(REGISTER, &fields).await, Page::Confirm);
    assert!(!other.jar.contains_key("asking"), "nor does it remember the browser");
    assert_eq!(standard.count("SELECT COUNT(*) FROM registration WHERE region IS NULL AND kind IS NULL").await, 1);
}

async fn the_lengths_of_addresses_and_passwords_are_those_of_the_preset(database: Database) {
    let site = artists(database).await;
    let mut client = site.client(Door::Script);
    let told = "must be no shorter than 3 and no longer than 20 characters.";
    for (email, reason) in
        [("a@", "Short"), ("a@b", "Domain"), ("twenty.one.in@all.org", "Long"), ("somebody.with.a.long.name@example.org", "Long")]
    {
        let answer = register(&site, &mut client, &[("email", Some(email))]).await;
        is_refused(&mut client, &answer, Page::Register, &format!(r#"[{{"Email":"{reason}"}}]"#), &["email"]).await;
        assert_eq!(answer.body.contains(told), reason != "Domain", "{}", answer.body);
    }
    for (password, reason) in [("ab", "Short"), (&*"я".repeat(21), "Long")] {
        let answer = register(&site, &mut client, &[("password", Some(password))]).await;
        is_refused(&mut client, &answer, Page::Register, &format!(r#"[{{"Password":"{reason}"}}]"#), &["password"]).await;
    }
    assert_eq!(asked(&site).await, [0, 0]);
    let before = client.get("/register").await.body;
    let hints = before
        .split("<p")
        .filter(|p| p.contains("class=\"hint\"") && p.contains("No shorter than 3 and no longer than 20 characters."));
    assert_eq!(hints.count(), 2, "it is told before: {before}");
    for (n, (email, password)) in (1_i64..).zip([("a@b.c", "abc"), ("exactly.20@all.co.uk", &*"я".repeat(20))]) {
        leads_to(&register(&site, &mut client, &[("email", Some(email)), ("password", Some(password))]).await, Page::Confirm);
        assert_eq!(asked(&site).await, [n, n], "{email}");
    }
    // Wherever an address is given.
    let answer = client.correct("twenty.one.in@all.org").await;
    is_refused(&mut client, &answer, Page::Confirm, r#"[{"Email":"Long"}]"#, &["email"]).await;
    site.account(ADA).await;
    let mut ada = signed_in(&site, ADA, Door::Script).await;
    let answer = ada.change_email("twenty.one.in@all.org").await;
    is_refused(&mut ada, &answer, Page::Email, r#"[{"Email":"Long"}]"#, &["email"]).await;
    leads_to(&ada.change_email("exactly.20@all.co.uk").await, Page::Email);
}

async fn idn_07_where_passwords_are_not_judged_the_easiest_is_taken_and_elsewhere_not(database: Database) {
    let site = artists(database).await;
    for password in ["password", "aaa", "123", ADA, "Cabinet"] {
        leads_to(&register(&site, &mut site.client(Door::Script), &[("password", Some(password))]).await, Page::Confirm);
    }
    let judging = site
        .restart_with("password.judged = true\nrelaxed = ['email.max', 'password.min', 'password.max', 'restore.one_time_lives']")
        .await;
    let before = asked(&judging).await;
    for password in ["password", "aaa", "123", ADA] {
        let mut client = judging.client(Door::Script);
        let answer = register(&judging, &mut client, &[("password", Some(password))]).await;
        assert!(answer.status == 422 && answer.fail().contains("\"Password\""), "{password}: {}", answer.all());
    }
    assert_eq!(asked(&judging).await, before);
}

/// Addresses of one length, so that lengths can be compared too.
async fn enu_01_registering_is_answered_alike_whoever_has_the_address(database: Database) {
    let site = artists(database).await;
    site.account("known1@example.org").await;
    let disabled = site.account("shut01@example.org").await;
    site.disable(&disabled).await;
    register(&site, &mut site.client(Door::Script), &[("email", Some("asked1@example.org"))]).await;
    for door in DOORS {
        let mut seen = Vec::new();
        for email in ["known1@example.org", "shut01@example.org", "asked1@example.org", "never1@example.org"] {
            let mut client = site.client(door);
            let fields = filled(&site, &mut client, &[("email", Some(email))]).await;
            let mut text = String::new();
            for answer in [send(&mut client, &fields).await, client.confirm("000000").await, client.resend().await] {
                text += &answer.canonical().replace(email, "<email>");
            }
            site.settle().await;
            for path in ["/confirm", "/api/track?page=Confirm", "/api/open?page=Confirm"] {
                text += &client.get(path).await.canonical().replace(email, "<email>");
            }
            seen.push(text);
        }
        assert!(seen.windows(2).all(|pair| pair[0] == pair[1]), "{door:?}: {seen:#?}");
    }
}

async fn a_number_in_the_profile_settings_is_no_way_back_in(database: Database) {
    let site = artists(database).await;
    site.account(ADA).await;
    let mut ada = signed_in(&site, ADA, Door::Script).await;
    // Another address is no detail that this site keeps.
    assert_eq!(send_code(&mut ada, "home@example.net").await.status, 400);
    assert_eq!(
        ada.post("/api/profile-question", &[("question", "q1"), ("answer", "Mr Grimble"), ("answer_again", "Mr Grimble")])
            .await
            .status,
        400
    );
    leads_to(&send_code(&mut ada, PHONE).await, Page::Profile);
    let code = code_to(&site, PHONE).await;
    leads_to(&confirm(&mut ada, PHONE, &code).await, Page::Profile);
    assert_eq!(site.count("SELECT COUNT(*) FROM contact WHERE proved_at IS NOT NULL AND replaced_at IS NULL").await, 1);
    let notice = latest(&site, ADA, NOTICE).await;
    assert!(notice.text.contains("the phone number of your account at Cabinet was changed."), "{}", notice.text);
    assert!(ada.get("/account/profile").await.body.contains(PHONE));

    // Access is restored by a letter alone, and the number is told of it.
    let mut lost = site.client(Door::Script);
    leads_to(&lost.ask_restore(ADA).await, Page::RestoreSent);
    assert_eq!(lost.ask_restore(PHONE).await.status, 200);
    assert_eq!(lost.get("/restore/way").await.status, 303);
    assert_eq!(lost.post("/api/restore-way", &[("way", "mobile")]).await.status, 422);
    site.settle().await;
    assert!(!site.letters().await.iter().any(|message| message.to == PHONE && message.text.contains("one-time password")));
    let count = told(&site, PHONE).await;
    assert_eq!(ada.change_password(PASSWORD, "xyz").await.status, 200);
    assert_eq!(told(&site, PHONE).await, count + 1);

    leads_to(&remove(&mut ada, PHONE, true).await, Page::Profile);
    assert_eq!(site.count("SELECT COUNT(*) FROM contact WHERE replaced_at IS NULL").await, 0);
}

async fn the_warning_stands_where_address_and_number_are_changed_and_nowhere_else(database: Database) {
    let site = artists(database).await;
    site.account(ADA).await;
    let mut ada = signed_in(&site, ADA, Door::Plain).await;
    for (path, is_warned) in
        [("/account/profile", true), ("/account/email", true), ("/account", false), ("/account/password", false)]
    {
        let page = ada.get(path).await.body;
        assert_eq!(page.contains(WARNING), is_warned, "{path}: {page}");
    }
    let settings = ada.get("/account/profile").await.body;
    for there in ["Profile settings", "href=\"/account/password\"", "href=\"/account/email\"", "id=\"phone\"", ADA] {
        assert!(settings.contains(there), "{there}: {settings}");
    }
    let account = ada.get("/account").await.body;
    assert!(account.contains("href=\"/account/profile\"") && !account.contains("href=\"/account/password\""), "{account}");
    site.advance(Span::minutes(6));
    assert_eq!(ada.get("/account/profile").await.location(), "/account/prove");

    let standard = Site::open(Database::sqlite(), "sms.countries = ['GB']").await;
    standard.account(ADA).await;
    let mut ada = signed_in(&standard, ADA, Door::Script).await;
    assert_eq!(ada.get("/account/profile").await.location(), "/account");
    assert!(!ada.get("/account/email").await.body.contains(WARNING));
    assert_eq!(send_code(&mut ada, PHONE).await.status, 400);
    assert!(letters(&standard, PHONE, "").await.is_empty());
}

async fn who_cannot_sign_in_is_told_what_to_check(database: Database) {
    let site = artists(database).await;
    site.account(ADA).await;
    for door in DOORS {
        for email in [ADA, EVE] {
            let mut client = site.client(door);
            let answer = client.sign_in(email, "a wrong one").await;
            let said = if door == Door::Plain { client.get("/login").await.body } else { answer.body };
            let lines = ["input language switched", "Caps Lock enabled?", "case-sensitive", "Have you forgotten your password?"];
            for line in lines {
                assert!(said.contains(line), "{line}: {said}");
            }
            if door == Door::Script {
                let told: Value = serde_json::from_str(&said).unwrap();
                assert_eq!(told["said"][1].as_array().map(Vec::len), Some(4), "line by line: {told}");
                assert_eq!(told["said"][0].as_str(), Some("Please have another look"), "one thing is wrong");
            }
        }
    }
}
