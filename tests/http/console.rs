//! The site of the preset `console`: who is let in at once, and what a letter with a one-time password opens.

use std::collections::BTreeSet;

use cabinet::locale::Language;
use cabinet::words::{Page, Span};
use serde_json::Value;

use crate::account::{NOTICE, latest, leads_to, letters, signed_in};
use crate::api;
use crate::client::{Answer, Client, DOORS, Door};
use crate::database::Database;
use crate::enu::all_were_tried;
use crate::sec::dump;
use crate::site::{DEAD_SMTP, LOOSE, Letter, MOVING, PASSWORD, Site, at_once, until};
use crate::tok::{ADA, CHOSEN, EVE};

on_both!(
    registering_at_once_makes_account_consent_session_and_country,
    what_the_form_refuses_stands_at_its_field_and_nothing_is_written,
    idn_08_of_fifty_who_register_an_address_at_once_one_is_let_in,
    rec_10_who_restores_puts_out_whoever_registered_the_address,
    rec_10_where_proof_is_asked_for_nobody_is_in_before_it,
    enu_01_asking_to_restore_is_answered_alike_whoever_has_the_address,
    enu_03_a_dead_mail_server_is_no_sign,
    enu_05_an_address_without_an_account_is_told_so_by_the_letter_that_its_page_names,
    tok_04_a_one_time_password_stands_nowhere,
    tok_05_a_one_time_password_is_good_for_one_thing_and_its_own_account,
    tok_06_a_one_time_password_lives_an_hour_from_when_its_letter_was_handed_over,
    tok_07_a_newer_letter_replaces_the_one_before,
    tok_12_a_one_time_password_opens_one_page_once_and_leaves_the_old_one,
    tok_12_the_new_password_asks_for_the_one_time_password_once_more,
    tok_12_of_many_who_use_it_at_once_one_gets_on,
    tok_12_a_letter_that_goes_twice_opens_nothing_twice,
    tok_13_the_browser_that_asked_gains_nothing_from_it,
    rec_06_a_new_password_puts_everybody_out_and_the_address_is_told,
    rec_17_a_new_password_by_letter_leaves_nothing_of_the_old_one,
    bru_12_a_locked_account_takes_its_one_time_password_all_the_same,
);

/// The subject of the letter with a one-time password.
const LETTER: &str = "Instructions for restoring access to Cabinet";
/// What a notice says of an account that was opened, and of a password that was restored.
const REGISTERED: &str = "an account was opened with this address at Cabinet";
const RESTORED: &str = "a new password was chosen for your account at Cabinet";

const KIM: &str = "kim@example.org";
const SAM: &str = "sam@example.org";
const NOBODY: &str = "nobody@example.org";
const STRANGERS: &str = "what the stranger would like";
/// A one-time password by its look, which no letter has.
const MADE_UP: &str = "k7qm-2xwd-9fht-4brz";

/// What is written when somebody registers.
const TABLES: [&str; 7] = [
    "SELECT COUNT(*) FROM account",
    "SELECT COUNT(*) FROM consent",
    "SELECT COUNT(*) FROM session",
    "SELECT COUNT(*) FROM device",
    "SELECT COUNT(*) FROM history",
    "SELECT COUNT(*) FROM message",
    "SELECT COUNT(*) FROM registration",
];

/// A site of the preset `console`, with budgets that a test about something else does not meet.
async fn console(database: Database) -> Site {
    Site::open(database, &format!("preset = 'console'\n{LOOSE}")).await
}

async fn rows(site: &Site) -> Vec<i64> {
    let mut rows = Vec::new();
    for table in TABLES {
        rows.push(site.count(table).await);
    }
    rows
}

/// Sends the form of registration, with all that it asks for.
async fn enter(client: &mut Client, email: &str, password: &str, country: &str) -> Answer {
    let fields = [("email", email), ("password", password), ("again", password), ("country", country), ("agree", "yes")];
    client.post("/api/register", &fields).await
}

/// Sends the form of the new password.
async fn choose(client: &mut Client, current: &str, password: &str) -> Answer {
    client.post("/api/restore-password", &[("current", current), ("password", password), ("again", password)]).await
}

/// The status that signing in is answered with, in a browser that was never here before.
async fn signing_in(site: &Site, login: &str, password: &str) -> u16 {
    site.client(Door::Script).sign_in(login, password).await.status
}

/// Asks for a one-time password and reads it off the letter.
async fn lost(site: &Site, client: &mut Client, email: &str) -> String {
    site.settle().await;
    leads_to(&client.ask_restore(email).await, Page::RestoreSent);
    one_time(&latest(site, email, LETTER).await)
}

/// The one-time password of a letter: it has a line of its own.
fn one_time(letter: &Letter) -> String {
    let is_group = |group: &str| group.len() == 4 && group.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    let is_one = |line: &&str| line.split('-').count() == 4 && line.split('-').all(is_group);
    letter.text.lines().map(str::trim).find(is_one).unwrap_or_else(|| panic!("{}", letter.text)).to_owned()
}

/// Asserts that an act was refused for these reasons, each at its field: a script is told at once, a plain form on its page.
pub async fn is_refused(client: &mut Client, answer: &Answer, page: Page, reasons: &str, fields: &[&str]) {
    let said = match client.door {
        Door::Script => {
            assert_eq!(answer.fail(), format!("{{\"Refused\":{reasons}}}"), "{}", answer.all());
            answer.body.clone()
        }
        Door::Plain => {
            assert_eq!((answer.status, answer.location()), (303, page.path()), "{reasons}: {}", answer.all());
            client.get(page.path()).await.body
        }
    };
    for field in fields {
        let mark = match client.door {
            Door::Script => format!("[\"{field}\","),
            Door::Plain => format!("id=\"{field}-error\""),
        };
        assert!(said.contains(&mark), "{reasons} at {field}: {said}");
    }
}

/// All that a password opens, in the hands of somebody who knows it.
struct Opened {
    account: String,
    email: &'static str,
    /// Signed in, and known to the account; one of them for a month.
    browsers: [Client; 2],
    token: String,
    /// The code of a move to an address of theirs.
    moving: String,
}

impl Opened {
    /// By whoever is signed in with that password a moment ago.
    async fn by(site: &Site, mut client: Client, email: &'static str, password: &str) -> Self {
        let token = api::make(&mut client, &api::ALL).await;
        assert_eq!(api::get(site, "/api/v1/me", &token).await.status, 200);
        let elsewhere = email.replace("example.org", "example.net");
        leads_to(&client.change_email(&elsewhere).await, Page::Email);
        let moving = site.written(&elsewhere, MOVING).await.code();
        let mut remembered = site.client(client.door);
        let fields = [("login", email), ("password", password), ("remember", "yes")];
        leads_to(&remembered.post("/api/login", &fields).await, Page::Console);
        for browser in [&client, &remembered] {
            assert!(browser.tab().is_signed_in().await);
            browser.cookie("device");
        }
        let account = site.house.store.read().await.unwrap().account_by_contact(email).await.unwrap().expect("the account").id;
        Self { account, email, browsers: [client, remembered], token, moving }
    }

    /// Asserts that nothing of it is left, and that [`CHOSEN`] opens the account in place of the old password. Afterwards strangers
    /// are locked out.
    async fn is_gone(&mut self, site: &Site, old: &str) {
        assert_eq!(signing_in(site, self.email, old).await, 401);
        assert_eq!(signing_in(site, self.email, CHOSEN).await, 200);
        assert_eq!(api::get(site, "/api/v1/me", &self.token).await.status, 401);
        for browser in &mut self.browsers {
            assert!(!browser.is_signed_in().await);
            browser.door = Door::Script;
            assert_eq!(browser.confirm_email(&self.moving).await.status, 401);
        }
        let live = "SELECT (SELECT COUNT(*) FROM restore WHERE account IS NOT NULL AND used_at IS NULL AND replaced_at IS NULL)
                         + (SELECT COUNT(*) FROM email_change WHERE used_at IS NULL AND replaced_at IS NULL)
                         + (SELECT COUNT(*) FROM api_token WHERE revoked_at IS NULL)";
        assert_eq!(site.count(live).await, 0);
        // A browser that the account knew would still be asked; these are strangers now.
        site.lock(&self.account).await;
        for browser in &mut self.browsers {
            assert_eq!(browser.sign_in(self.email, CHOSEN).await.status, 429);
        }
    }
}

async fn registering_at_once_makes_account_consent_session_and_country(database: Database) {
    let site = console(database).await;
    let origin = site.house.config.public_url.origin();
    for (door, email) in DOORS.into_iter().zip([ADA, EVE]) {
        let mut client = site.client(door);
        let answer = enter(&mut client, email, PASSWORD, "GB").await;
        leads_to(&answer, Page::Console);
        assert!(client.jar.contains_key("session") && client.jar.contains_key("device"), "{door:?}: {}", answer.all());
        assert_eq!(client.get("/console").await.status, 200, "{door:?}");

        // There is nothing to wait for.
        assert!(!client.jar.contains_key("waiting"), "{door:?}: {}", answer.all());
        assert_eq!(client.tab().get("/confirm").await.location(), "/register", "{door:?}");
        assert_eq!(site.count("SELECT COUNT(*) FROM registration").await, 0, "{door:?}");

        let answer = client.post("/account/data.json", &[]).await;
        assert_eq!(answer.status, 200, "{door:?}: {}", answer.all());
        let data: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!((data["contact"].as_str(), data["country"].as_str()), (Some(email), Some("GB")), "{data}");
        let agreement = &site.house.config.agreement;
        let agreed = data["agreements"].as_array().unwrap();
        assert_eq!(agreed.len(), 1, "{data}");
        assert_eq!(agreed[0]["version"].as_str(), Some(agreement.version.as_str()), "{data}");
        assert_eq!(agreed[0]["digest"].as_str(), Some(agreement.text(Language::En).digest.as_str()), "{data}");
        assert_eq!(data["sessions"].as_array().unwrap().len(), 1, "{data}");
        assert!(data["history"].as_array().unwrap().iter().any(|line| line["event"].as_str() == Some("registered")), "{data}");

        // The owner of the address has one letter, which says what can be done about it and proves nothing.
        site.settle().await;
        let told: Vec<Letter> = site.letters().await.into_iter().filter(|letter| letter.to == email).collect();
        assert_eq!(told.iter().map(|letter| letter.subject.as_str()).collect::<Vec<_>>(), [NOTICE], "{door:?}");
        let text = &told[0].text;
        assert!(text.contains(REGISTERED) && text.contains("Forgot your password?"), "{text}");
        assert!(text.contains(&format!("{origin}/restore")) && !text.contains("/link/") && !text.contains(PASSWORD), "{text}");

        client.sign_out().await;
        assert_eq!(signing_in(&site, email, PASSWORD).await, 200, "{door:?}");
    }
    assert_eq!(site.column("SELECT kind FROM message").await, ["notice"; 2]);
}

async fn what_the_form_refuses_stands_at_its_field_and_nothing_is_written(database: Database) {
    let site = console(database).await;
    for door in DOORS {
        let mut client = site.client(door);
        for country in ["", "gb", "Gb", "XX", "GBR", "826", "United Kingdom"] {
            let answer = enter(&mut client, ADA, PASSWORD, country).await;
            is_refused(&mut client, &answer, Page::Register, r#"["Country"]"#, &["country"]).await;
        }
        let all = [("email", ADA), ("password", PASSWORD), ("again", PASSWORD), ("country", "GB"), ("agree", "yes")];
        for (field, reason) in [("country", "Country"), ("again", "Differ"), ("agree", "Agreement")] {
            let without: Vec<_> = all.into_iter().filter(|(name, _)| *name != field).collect();
            let answer = client.post("/api/register", &without).await;
            is_refused(&mut client, &answer, Page::Register, &format!("[\"{reason}\"]"), &[field]).await;
        }
        let answer = client.post("/api/register", &[("password", "short"), ("again", "short"), ("country", "gb")]).await;
        let reasons = r#"[{"Email":"Empty"},{"Password":"Short"},"Country","Agreement"]"#;
        is_refused(&mut client, &answer, Page::Register, reasons, &["email", "password", "country", "agree"]).await;
        assert!(!client.jar.contains_key("session") && !client.is_signed_in().await, "{door:?}");
    }
    assert_eq!(rows(&site).await, [0; TABLES.len()]);
}

async fn idn_08_of_fifty_who_register_an_address_at_once_one_is_let_in(database: Database) {
    let site = console(database).await;
    let mut winners = Vec::new();
    for (n, (door, email)) in (1_i64..).zip(DOORS.into_iter().zip([ADA, EVE])) {
        let mut done = at_once(50, |i| {
            let mut client = site.client(door);
            let email = if i % 2 == 0 { email.to_owned() } else { email.replace("example", "EXAMPLE") };
            async move {
                let password = format!("{PASSWORD} {i}");
                let mut answer = enter(&mut client, &email, &password, "GB").await;
                // There may be more hashing under way than the machine takes on.
                while answer.status == 503 {
                    answer = enter(&mut client, &email, &password, "GB").await;
                }
                (client, answer)
            }
        })
        .await;
        let is_in = |answer: &Answer| if door == Door::Plain { answer.location() == "/console" } else { answer.status == 200 };
        let winner = done.iter().position(|(_, answer)| is_in(answer)).expect("one of them");
        for (i, (client, answer)) in done.iter_mut().enumerate() {
            assert_eq!(client.is_signed_in().await, i == winner, "{door:?} {i}: {}", answer.all());
            if i == winner {
                continue;
            }
            match door {
                Door::Script => assert_eq!((answer.status, answer.fail()), (409, r#"{"Refused":[{"Taken":0}]}"#.to_owned())),
                Door::Plain => assert_eq!((answer.status, answer.location()), (303, "/register")),
            }
        }
        site.settle().await;
        // An account, its consent, session, browser, line of history and notice for each address; and nobody waits for a letter.
        assert_eq!(rows(&site).await, [n, n, n, n, n, n, 0], "{door:?}");
        winners.push((email, format!("{PASSWORD} {winner}")));
    }
    for (email, password) in winners {
        assert_eq!(signing_in(&site, email, &password).await, 200, "{email}");
    }
}

async fn rec_10_who_restores_puts_out_whoever_registered_the_address(database: Database) {
    let site = console(database).await;
    for (door, email) in DOORS.into_iter().zip([ADA, EVE]) {
        let mut stranger = site.client(door);
        leads_to(&enter(&mut stranger, email, STRANGERS, "DE").await, Page::Console);
        let mut opened = Opened::by(&site, stranger, email, STRANGERS).await;

        let told = letters(&site, email, NOTICE).await;
        assert_eq!(told.iter().filter(|letter| letter.text.contains(REGISTERED)).count(), 1, "{door:?}: the owner was told");
        let mut owner = site.client(door);
        let answer = enter(&mut owner, email, PASSWORD, "GB").await;
        is_refused(&mut owner, &answer, Page::Register, r#"[{"Taken":0}]"#, &["email"]).await;
        let password = lost(&site, &mut owner, email).await;
        leads_to(&owner.sign_in(email, &password).await, Page::RestorePassword);
        leads_to(&choose(&mut owner, &password, CHOSEN).await, Page::Login);

        opened.is_gone(&site, STRANGERS).await;
    }
    assert_eq!(site.count("SELECT COUNT(*) FROM account").await, 2);
}

async fn rec_10_where_proof_is_asked_for_nobody_is_in_before_it(database: Database) {
    let site = Site::open(database, LOOSE).await;
    for (door, email) in DOORS.into_iter().zip([ADA, EVE]) {
        let mut client = site.client(door);
        let answer = enter(&mut client, email, PASSWORD, "GB").await;
        leads_to(&answer, Page::Confirm);
        for cookie in ["session", "device"] {
            assert!(!client.jar.contains_key(cookie), "{door:?} {cookie}: {}", answer.all());
        }
        assert!(!client.is_signed_in().await, "{door:?}");
        assert_eq!(signing_in(&site, email, PASSWORD).await, 401, "{door:?}");
    }
    site.settle().await;
    assert_eq!(rows(&site).await, [0, 0, 0, 0, 0, 2, 2]);
}

/// Addresses by what is behind them, all of one length, so that lengths can be compared too.
const KNOWN: &str = "known1@example.org";
const DISABLED: &str = "shut01@example.org";
const LOGINS: [&str; 4] = [KNOWN, "never1@example.org", DISABLED, "malf01@@xample.org"];
/// Where whoever waits for the letter may look.
const LOOKS: [&str; 7] = [
    "/restore/sent",
    "/api/track?page=RestoreSent",
    "/api/open?page=RestoreSent",
    "/restore/code",
    "/restore/password",
    "/restore",
    "/login",
];

/// What somebody got to see who asks for a login.
struct Seen {
    client: Client,
    login: &'static str,
    text: String,
}

impl Seen {
    fn all(site: &Site, door: Door) -> Vec<Self> {
        LOGINS.into_iter().map(|login| Self { client: site.client(door), login, text: String::new() }).collect()
    }

    fn saw(&mut self, answer: &Answer) {
        assert!(answer.status < 500, "{}: {}", self.login, answer.all());
        self.text += &answer.canonical().replace(self.login, "<login>");
    }

    async fn look(&mut self) {
        for path in LOOKS {
            let answer = self.client.get(path).await;
            assert!(answer.status < 400, "{} {path}: {}", self.login, answer.status);
            self.saw(&answer);
        }
    }
}

/// What is done for every login in step: four letters are asked for.
const STEPS: [&str; 12] = [
    "forgot",
    "ask",
    "code",
    "one-time",
    "choose",
    "resend, too soon",
    "resend",
    "code",
    "correct",
    "code, too late",
    "choose",
    "ask",
];

fn are_alike(what: &str, seen: &[Seen]) {
    for other in &seen[1..] {
        assert_eq!(other.text, seen[0].text, "{what}: {} differs from {}", other.login, seen[0].login);
    }
}

async fn people(site: &Site) {
    site.account(KNOWN).await;
    let shut = site.account(DISABLED).await;
    site.disable(&shut).await;
}

async fn enu_01_asking_to_restore_is_answered_alike_whoever_has_the_address(database: Database) {
    let site = console(database).await;
    people(&site).await;
    for door in DOORS {
        let mut seen = Seen::all(&site, door);
        for step in STEPS {
            match step {
                "resend" => site.advance(Span::minutes(1)),
                "code, too late" => site.advance(Span::hours(2)),
                _ => {}
            }
            for one in &mut seen {
                let (client, login) = (&mut one.client, one.login);
                let answer = match step {
                    "forgot" => client.forgot(login).await,
                    "ask" => client.ask_restore(login).await,
                    "one-time" => client.sign_in(login, MADE_UP).await,
                    "choose" => choose(client, MADE_UP, CHOSEN).await,
                    "correct" => client.correct_restore(login).await,
                    "resend" | "resend, too soon" => client.resend_restore().await,
                    _ => client.restore_code("000000").await,
                };
                one.saw(&answer);
            }
            site.settle().await;
            for one in &mut seen {
                one.look().await;
            }
            are_alike(&format!("{door:?}, {step}"), &seen);
        }
    }
    let sent: Vec<Letter> = site.letters().await.into_iter().filter(|letter| letter.text.contains("one-time password")).collect();
    assert!(sent.iter().all(|letter| letter.to == KNOWN), "and whoever has an open account got a way in");
    let different: BTreeSet<String> = sent.iter().map(one_time).collect();
    assert_eq!((sent.len(), different.len()), (8, 8), "another each time");
}

async fn enu_05_an_address_without_an_account_is_told_so_by_the_letter_that_its_page_names(database: Database) {
    let site = console(database).await;
    site.account(KNOWN).await;
    for email in [KNOWN, NOBODY] {
        let mut client = site.client(Door::Plain);
        leads_to(&client.ask_restore(email).await, Page::RestoreSent);
        assert!(client.get("/restore/sent").await.body.contains(LETTER), "{email}");
        let letter = latest(&site, email, LETTER).await;
        assert_eq!(letter.text.contains("No account has it"), email == NOBODY, "{email}: {}", letter.text);
        assert_eq!(letter.text.contains("one-time password"), email == KNOWN, "{email}: {}", letter.text);
    }
}

async fn enu_03_a_dead_mail_server_is_no_sign(database: Database) {
    let site = Site::open(database, &format!("preset = 'console'\n{LOOSE}\n{DEAD_SMTP}")).await;
    people(&site).await;
    for door in DOORS {
        let mut seen = Seen::all(&site, door);
        for one in &mut seen {
            let answer = one.client.ask_restore(one.login).await;
            leads_to(&answer, Page::RestoreSent);
            one.saw(&answer);
        }
        for stage in ["did not take it; next try", "Not delivered"] {
            if stage == "Not delivered" {
                site.advance(Span::minutes(61));
                until("it is too late for every letter", async || {
                    (site.count("SELECT COUNT(*) FROM message WHERE failed_at IS NULL").await == 0).then_some(())
                })
                .await;
            } else {
                all_were_tried(&site).await;
                // How long to pause is drawn by lot for each letter, whoever it is for.
                site.run("UPDATE message SET next_at = (SELECT MAX(next_at) FROM message)").await;
            }
            for one in &mut seen {
                let track = one.client.get("/api/track?page=RestoreSent").await;
                assert!(track.body.contains(stage), "{} at {stage}: {}", one.login, track.body);
                one.look().await;
            }
            are_alike(&format!("{door:?}, {stage}"), &seen);
        }
    }
}

/// Registers, makes a token, forgets the password and restores: every secret that was typed, sent by letter or kept by the browser.
pub async fn secrets(site: &Site, door: Door, email: &str) -> Vec<String> {
    let mut client = site.client(door);
    leads_to(&enter(&mut client, email, PASSWORD, "GB").await, Page::Console);
    let token = api::make(&mut client, &api::ALL).await;
    let mut secrets = vec![PASSWORD.to_owned(), CHOSEN.to_owned(), token, client.cookie("session"), client.cookie("device")];
    let password = lost(site, &mut client, email).await;
    secrets.push(client.cookie("restoring"));
    client.sign_in(email, MADE_UP).await;
    leads_to(&client.sign_in(email, &password).await, Page::RestorePassword);
    secrets.push(client.cookie("restore-link"));
    choose(&mut client, MADE_UP, CHOSEN).await;
    leads_to(&choose(&mut client, &password, CHOSEN).await, Page::Login);
    secrets.extend([password.replace('-', ""), password]);
    secrets
}

async fn tok_04_a_one_time_password_stands_nowhere(database: Database) {
    let site = console(database).await;
    let mut all = secrets(&site, Door::Plain, ADA).await;
    all.extend(secrets(&site, Door::Script, EVE).await);
    // And one that is still of use.
    site.account(KIM).await;
    let live = lost(&site, &mut site.client(Door::Script), KIM).await;
    all.extend([live.replace('-', ""), live.clone()]);
    let dump = dump(&site).await;
    for there in [ADA, KIM, "$argon2id$", "password restored"] {
        assert!(dump.contains(there), "the dump holds what it should: {there}");
    }
    for secret in &all {
        assert!(!dump.contains(secret.as_str()), "{secret}");
    }
    leads_to(&site.client(Door::Script).sign_in(KIM, &live).await, Page::RestorePassword);
}

async fn tok_05_a_one_time_password_is_good_for_one_thing_and_its_own_account(database: Database) {
    let site = console(database).await;
    for (door, [own, other]) in DOORS.into_iter().zip([[ADA, EVE], [KIM, SAM]]) {
        site.account(own).await;
        site.account(other).await;
        let mut asking = site.client(door);
        let hers = lost(&site, &mut site.client(door), own).await;
        let theirs = lost(&site, &mut asking, other).await;
        for login in [own, NOBODY] {
            assert_eq!(signing_in(&site, login, &theirs).await, 401, "{door:?} {login}");
        }
        // Where the password itself, a code or a link's secret is asked for.
        let mut owner = signed_in(&site, other, Door::Script).await;
        assert_eq!(owner.prove(&theirs).await.status, 422, "{door:?}");
        let fields = [("current", theirs.as_str()), ("password", CHOSEN), ("again", CHOSEN)];
        assert_eq!(owner.post("/api/password", &fields).await.fail(), r#"{"Refused":["CurrentWrong"]}"#, "{door:?}");
        asking.door = Door::Script;
        assert_eq!(asking.restore_code(&theirs).await.status, 422, "{door:?}");
        let mut linked = site.client(Door::Script);
        linked.open_restore_link(&theirs).await;
        assert_eq!(choose(&mut linked, &theirs, CHOSEN).await.status, 409, "{door:?}");
        // Where it is asked for once more, for somebody else's account.
        let mut client = site.client(door);
        leads_to(&client.sign_in(own, &hers).await, Page::RestorePassword);
        let answer = choose(&mut client, &theirs, CHOSEN).await;
        is_refused(&mut client, &answer, Page::RestorePassword, r#"["CurrentWrong"]"#, &["current"]).await;
        for email in [own, other] {
            assert_eq!(signing_in(&site, email, PASSWORD).await, 200, "{door:?} {email}: nothing was changed");
        }
        // And nothing of that has used it up.
        leads_to(&site.client(door).sign_in(other, &theirs).await, Page::RestorePassword);
    }
}

async fn tok_06_a_one_time_password_lives_an_hour_from_when_its_letter_was_handed_over(database: Database) {
    let site = console(database).await;
    let mut waiting = Vec::new();
    for (door, email) in [DOORS, DOORS].concat().into_iter().zip([ADA, EVE, KIM, SAM]) {
        site.account(email).await;
        let password = lost(&site, &mut site.client(door), email).await;
        waiting.push((site.client(door), email, password));
    }
    // As if the mail server had taken them five minutes after they were written.
    site.run("UPDATE message SET handed_at = handed_at + 300000000").await;
    site.advance(Span::seconds(65 * 60 - 1));
    let (early, late) = waiting.split_at_mut(2);
    for (client, email, password) in &mut *early {
        leads_to(&client.sign_in(email, password).await, Page::RestorePassword);
    }
    site.advance(Span::seconds(2));
    for (client, email, password) in late {
        client.door = Door::Script;
        assert_eq!(client.sign_in(email, password).await.status, 401, "{email}");
        assert_eq!(choose(client, password, CHOSEN).await.status, 409, "{email}");
        assert_eq!(signing_in(&site, email, PASSWORD).await, 200, "{email}");
    }
    // The proof that it was traded for has a time of its own, as long as that of a link.
    let [(one, first, password), (two, second, other)] = early else { panic!("two") };
    site.advance(Span::seconds(30 * 60 - 3));
    leads_to(&choose(one, password, CHOSEN).await, Page::Login);
    assert_eq!(signing_in(&site, first, CHOSEN).await, 200);
    site.advance(Span::seconds(2));
    two.door = Door::Script;
    assert_eq!(choose(two, other, CHOSEN).await.status, 409);
    assert_eq!(signing_in(&site, second, PASSWORD).await, 200);
}

async fn tok_07_a_newer_letter_replaces_the_one_before(database: Database) {
    let site = console(database).await;
    for (door, email) in DOORS.into_iter().zip([ADA, EVE]) {
        site.account(email).await;
        let mut asking = site.client(door);
        let first = lost(&site, &mut asking, email).await;
        site.advance(Span::minutes(1));
        // Asked for in the same browser, and in another one.
        leads_to(&asking.resend_restore().await, Page::RestoreSent);
        let second = one_time(&latest(&site, email, LETTER).await);
        assert_eq!(signing_in(&site, email, &first).await, 401, "{door:?}");
        let mut early = site.client(door);
        leads_to(&early.sign_in(email, &second).await, Page::RestorePassword);
        site.advance(Span::seconds(1));
        let third = lost(&site, &mut site.client(door), email).await;
        assert!(first != second && second != third && third != first, "{door:?}");
        // What the one before was traded for is void with it.
        early.door = Door::Script;
        let answer = choose(&mut early, &second, STRANGERS).await;
        assert_eq!((answer.status, answer.fail().as_str()), (409, r#"{"Refused":[{"Ended":"Replaced"}]}"#), "{door:?}");
        let mut owner = site.client(door);
        leads_to(&owner.sign_in(email, &third).await, Page::RestorePassword);
        leads_to(&choose(&mut owner, &third, CHOSEN).await, Page::Login);
        assert_eq!(signing_in(&site, email, CHOSEN).await, 200, "{door:?}");
    }
}

async fn tok_12_a_one_time_password_opens_one_page_once_and_leaves_the_old_one(database: Database) {
    let site = console(database).await;
    let origin = site.house.config.public_url.origin();
    for (door, email) in DOORS.into_iter().zip([ADA, EVE]) {
        site.account(email).await;
        let password = lost(&site, &mut site.client(door), email).await;
        let letter = latest(&site, email, LETTER).await;
        assert!(letter.text.contains("60 minutes") && letter.text.contains(&format!("{origin}/login")), "{}", letter.text);
        assert!(letter.html.contains(&format!("<p class=\"code\">{password}</p>")), "{}", letter.html);
        assert!(letter.html.contains("user-select: all") && !letter.html.contains("/link/"), "{}", letter.html);
        assert_eq!(signing_in(&site, email, PASSWORD).await, 200, "{door:?}: asking leaves the old password alone");

        let mut owner = site.client(door);
        leads_to(&owner.sign_in(email, &password).await, Page::RestorePassword);
        for cookie in ["session", "device"] {
            assert!(!owner.jar.contains_key(cookie), "{door:?} {cookie}");
        }
        assert!(!owner.is_signed_in().await, "{door:?}");
        for page in [
            "/console",
            "/account/password",
            "/account/email",
            "/account/sessions",
            "/account/history",
            "/account/tokens",
            "/account/api",
            "/account/delete",
        ] {
            assert_eq!(owner.get(page).await.location(), "/login", "{door:?} {page}");
        }
        let fields = [
            ("email", "to@example.net"),
            ("current", password.as_str()),
            ("password", STRANGERS),
            ("again", STRANGERS),
            ("name", "backup"),
            ("scope_profile", "yes"),
            ("expires", "7"),
        ];
        for act in ["/api/token", "/api/email", "/api/password", "/api/leave"] {
            let answer = owner.post(act, &fields).await;
            assert!(answer.status == 401 || answer.location() == "/login", "{door:?} {act}: {}", answer.all());
        }
        assert_eq!(owner.get("/restore/password").await.status, 200, "{door:?}");

        // Once, and in one browser.
        let mut again = site.client(door);
        let answer = again.sign_in(email, &password).await;
        assert!(answer.status == 401 || answer.location() == "/login", "{door:?}: {}", answer.all());
        choose(&mut again, &password, STRANGERS).await;
        assert_eq!(signing_in(&site, email, STRANGERS).await, 401, "{door:?}");
        assert_eq!(signing_in(&site, email, PASSWORD).await, 200, "{door:?}: until another one is chosen");

        leads_to(&choose(&mut owner, &password, CHOSEN).await, Page::Login);
        assert!(!owner.is_signed_in().await, "{door:?}: nobody is signed in by it");
        assert_eq!(signing_in(&site, email, PASSWORD).await, 401, "{door:?}");
        owner.sign_in(email, CHOSEN).await;
        assert!(owner.is_signed_in().await, "{door:?}");
    }
}

async fn tok_12_the_new_password_asks_for_the_one_time_password_once_more(database: Database) {
    let site = console(database).await;
    for (door, email) in DOORS.into_iter().zip([ADA, EVE]) {
        site.account(email).await;
        let password = lost(&site, &mut site.client(door), email).await;
        let mut owner = site.client(door);
        leads_to(&owner.sign_in(email, &password).await, Page::RestorePassword);
        let page = owner.get("/restore/password").await.body;
        for field in ["current", "password", "again"] {
            assert!(page.contains(&format!("id=\"{field}\"")), "{door:?} {field}: {page}");
        }
        // Nothing is lost by getting it wrong: the next try finds the same proof.
        for (current, reason) in [
            ("", "CurrentEmpty"),
            (" \u{a0}\t", "CurrentEmpty"),
            (PASSWORD, "CurrentWrong"),
            (MADE_UP, "CurrentWrong"),
            (&password[..18], "CurrentWrong"),
        ] {
            let answer = choose(&mut owner, current, CHOSEN).await;
            is_refused(&mut owner, &answer, Page::RestorePassword, &format!("[\"{reason}\"]"), &["current"]).await;
        }
        let answer = choose(&mut owner, "", "short").await;
        let reasons = r#"["CurrentEmpty",{"Password":"Short"}]"#;
        is_refused(&mut owner, &answer, Page::RestorePassword, reasons, &["current", "password"]).await;
        let fields = [("current", password.as_str()), ("password", CHOSEN), ("again", PASSWORD)];
        let answer = owner.post("/api/restore-password", &fields).await;
        is_refused(&mut owner, &answer, Page::RestorePassword, r#"["Differ"]"#, &["again"]).await;
        assert_eq!(signing_in(&site, email, PASSWORD).await, 200, "{door:?}");

        // As people type it, or copy it.
        let typed = format!(" {} ", password.to_uppercase().replace('-', " "));
        leads_to(&choose(&mut owner, &typed, CHOSEN).await, Page::Login);
        let login = owner.get("/login").await.body;
        assert!(login.contains("Your new password is set.") && login.contains(email), "{door:?}: {login}");
        assert_eq!(signing_in(&site, email, CHOSEN).await, 200, "{door:?}");
        choose(&mut owner, &password, STRANGERS).await;
        assert_eq!(signing_in(&site, email, STRANGERS).await, 401, "{door:?}: it was good once");
    }
}

async fn tok_12_of_many_who_use_it_at_once_one_gets_on(database: Database) {
    let site = console(database).await;
    for (door, email) in DOORS.into_iter().zip([ADA, EVE]) {
        let account = site.account(email).await;
        let password = lost(&site, &mut site.client(door), email).await;
        let is_on = |answer: &Answer, page: Page| match door {
            Door::Plain => answer.location() == page.path(),
            Door::Script => answer.status == 200,
        };
        let mut done = at_once(20, |_| {
            let (mut client, password) = (site.client(door), password.clone());
            async move {
                let answer = client.sign_in(email, &password).await;
                (client, answer)
            }
        })
        .await;
        done.retain(|(_, answer)| is_on(answer, Page::RestorePassword));
        assert_eq!(done.len(), 1, "{door:?}");
        // And of many tabs of that one browser.
        let (owner, _) = done.swap_remove(0);
        let chosen = at_once(20, |i| {
            let (mut tab, password) = (owner.tab(), password.clone());
            async move { choose(&mut tab, &password, &format!("{CHOSEN} {i}")).await }
        })
        .await;
        let won: Vec<usize> = (0..chosen.len()).filter(|i| is_on(&chosen[*i], Page::Login)).collect();
        assert_eq!(won.len(), 1, "{door:?}");
        let version = site.house.store.read().await.unwrap().account(&account).await.unwrap().unwrap().version;
        assert_eq!(version, 2, "{door:?}: the password was written once");
        assert_eq!(signing_in(&site, email, &format!("{CHOSEN} {}", won[0])).await, 200, "{door:?}");
        assert_eq!(letters(&site, email, NOTICE).await.len(), 1, "{door:?}");
    }
}

async fn tok_12_a_letter_that_goes_twice_opens_nothing_twice(database: Database) {
    let site = console(database).await;
    for (door, email) in DOORS.into_iter().zip([ADA, EVE]) {
        site.account(email).await;
        let password = lost(&site, &mut site.client(door), email).await;
        let mut owner = site.client(door);
        leads_to(&owner.sign_in(email, &password).await, Page::RestorePassword);
        // As if the answer of the mail server had been lost: the letter is written once more.
        site.run("UPDATE message SET handed_at = NULL").await;
        site.settle().await;
        assert_eq!(signing_in(&site, email, &password).await, 401, "{door:?}");
        leads_to(&choose(&mut owner, &password, CHOSEN).await, Page::Login);
        assert_eq!(signing_in(&site, email, CHOSEN).await, 200, "{door:?}");
    }
}

async fn tok_13_the_browser_that_asked_gains_nothing_from_it(database: Database) {
    let site = console(database).await;
    for (door, email) in DOORS.into_iter().zip([ADA, EVE]) {
        site.account(email).await;
        let mut thief = site.client(door);
        let password = lost(&site, &mut thief, email).await;
        let mut owner = site.client(door);
        leads_to(&owner.sign_in(email, &password).await, Page::RestorePassword);
        for used in [false, true] {
            if used {
                leads_to(&choose(&mut owner, &password, CHOSEN).await, Page::Login);
            }
            // Not even once its owner has let the one-time password out.
            let answer = choose(&mut thief, &password, STRANGERS).await;
            assert!(answer.status == 409 || answer.location() == "/restore/password", "{door:?}: {}", answer.all());
            thief.restore_code("000000").await;
            assert_eq!(thief.get("/restore/password").await.location(), "/restore/sent", "{door:?}, used: {used}");
            assert!(!thief.is_signed_in().await, "{door:?}, used: {used}");
            assert_eq!(signing_in(&site, email, STRANGERS).await, 401, "{door:?}, used: {used}");
        }
        assert_eq!(signing_in(&site, email, CHOSEN).await, 200, "{door:?}");
    }
}

async fn rec_06_a_new_password_puts_everybody_out_and_the_address_is_told(database: Database) {
    let site = console(database).await;
    let origin = site.house.config.public_url.origin();
    for (door, email) in DOORS.into_iter().zip([ADA, EVE]) {
        site.account(email).await;
        let mut opened = Opened::by(&site, signed_in(&site, email, door).await, email, PASSWORD).await;
        let mut owner = site.client(door);
        let password = lost(&site, &mut owner, email).await;
        leads_to(&owner.sign_in(email, &password).await, Page::RestorePassword);
        // Others are at work while she chooses.
        at_once(9, |i| {
            let mut tab = if i == 4 { owner.tab() } else { opened.browsers[i % 2].tab() };
            let password = password.clone();
            async move {
                let answer = match i {
                    4 => choose(&mut tab, &password, CHOSEN).await,
                    i if i % 2 == 0 => tab.get("/console").await,
                    i => tab.change_email(&format!("to{i}-{email}")).await,
                };
                assert!(answer.status < 500, "{}", answer.all());
            }
        })
        .await;
        opened.is_gone(&site, PASSWORD).await;
        let told = letters(&site, email, NOTICE).await;
        let told: Vec<&Letter> = told.iter().filter(|letter| letter.text.contains(RESTORED)).collect();
        assert_eq!(told.len(), 1, "{door:?}");
        let text = &told[0].text;
        assert!(text.contains("This was not me") && text.contains(&format!("{origin}/restore")), "{text}");
        for secret in [password.as_str(), CHOSEN, "/link/"] {
            assert!(!text.contains(secret) && !told[0].html.contains(secret), "{secret}: {text}");
        }
    }
}

async fn rec_17_a_new_password_by_letter_leaves_nothing_of_the_old_one(database: Database) {
    let site = console(database).await;
    for (door, email) in DOORS.into_iter().zip([ADA, EVE]) {
        site.account(email).await;
        let mut opened = Opened::by(&site, signed_in(&site, email, door).await, email, PASSWORD).await;
        // Two letters before the one that counts: one was traded for proof, one lies in the mailbox.
        let mut early = site.client(door);
        let first = lost(&site, &mut early, email).await;
        leads_to(&early.sign_in(email, &first).await, Page::RestorePassword);
        site.advance(Span::seconds(1));
        let second = lost(&site, &mut site.client(door), email).await;
        site.advance(Span::seconds(1));
        let mut owner = site.client(door);
        let third = lost(&site, &mut owner, email).await;
        let before = letters(&site, email, NOTICE).await.len();
        leads_to(&owner.sign_in(email, &third).await, Page::RestorePassword);
        leads_to(&choose(&mut owner, &third, CHOSEN).await, Page::Login);
        assert_eq!(letters(&site, email, NOTICE).await.len(), before + 1, "{door:?}");

        early.door = Door::Script;
        assert_eq!(choose(&mut early, &first, STRANGERS).await.status, 409, "{door:?}");
        for password in [&first, &second, &third] {
            assert_eq!(signing_in(&site, email, password).await, 401, "{door:?}");
        }
        opened.is_gone(&site, PASSWORD).await;
    }
}

async fn bru_12_a_locked_account_takes_its_one_time_password_all_the_same(database: Database) {
    let site = console(database).await;
    for (door, email) in DOORS.into_iter().zip([ADA, EVE]) {
        let account = site.account(email).await;
        site.lock(&account).await;
        assert_eq!(signing_in(&site, email, PASSWORD).await, 429, "{door:?}");
        let mut owner = site.client(door);
        let password = lost(&site, &mut owner, email).await;
        assert_eq!(signing_in(&site, email, MADE_UP).await, 429, "{door:?}: what only looks like one is a guess");
        leads_to(&owner.sign_in(email, &password).await, Page::RestorePassword);
        assert_eq!(signing_in(&site, email, PASSWORD).await, 429, "{door:?}: that alone unlocks nothing");
        leads_to(&choose(&mut owner, &password, CHOSEN).await, Page::Login);
        assert_eq!(signing_in(&site, email, CHOSEN).await, 200, "{door:?}");
    }
}
