//! The ways back in that people have set up: what each asks, what it opens, and what none of them tells.

use cabinet::words::{Page, Span};

use crate::account::{NOTICE, latest, leads_to, letters as titled, other_than};
use crate::cap;
use crate::client::{Answer, Client, DOORS, Door};
use crate::database::Database;
use crate::profile::{LOOSE, code_to, confirm, mailbox, remove, send_code, set_up, told};
use crate::site::{Letter, PASSWORD, RESTORING, Site};
use crate::tok::CHOSEN;

on_both!(
    each_way_leads_to_a_new_password,
    rec_02_no_order_of_steps_gets_around_the_proof,
    rec_03_proof_for_one_account_is_of_no_use_for_another,
    rec_04_what_was_dropped_restores_nothing,
    rec_04_no_letter_goes_to_an_address_that_is_not_the_very_one,
    rec_17_each_way_to_a_new_password_leaves_nothing_of_the_old_one,
    tok_05_a_code_of_the_profile_restores_nothing_and_the_reverse,
    another_sms_goes_from_the_same_page_and_its_code_restores,
    tok_06_a_code_and_a_link_end_with_their_time,
    tok_13_a_code_works_only_where_it_was_asked_for,
);

pub const DOMAIN: &str = "mail.example.org";
pub const ANSWER: &str = "Mr. Grimble";
pub const WRONG: &str = "Mr. Bumble";
const RESET: &str = "Reset Your password";
/// The forms of the ways, with what they lead to.
pub const BY_EMAIL: &str = "recovery-email";
pub const BY_PHONE: &str = "mobile";
pub const BY_ANSWER: &str = "question";
pub const ALL: [(&str, Page); 3] =
    [(BY_EMAIL, Page::RestoreEmail), (BY_PHONE, Page::RestoreMobile), (BY_ANSWER, Page::RestoreQuestion)];

/// Somebody with a mailbox, signed in.
pub struct Owner {
    pub name: String,
    email: String,
    phone: String,
    client: Client,
}

impl Owner {
    /// With no way back in. Numbers are told apart by `nth`.
    pub async fn new(site: &Site, door: Door, name: &str, nth: usize) -> Self {
        let mut client = site.client(door);
        let fields = [("username", name), ("password", PASSWORD), ("agree", "yes")];
        leads_to(&client.post("/api/register", &fields).await, Page::Account);
        assert!(client.is_signed_in().await, "{name}");
        Self { name: name.to_owned(), email: format!("{name}@example.net"), phone: format!("+4474002{nth:05}"), client }
    }

    /// With all three.
    pub async fn with_all(site: &Site, door: Door, name: &str, nth: usize) -> Self {
        let mut owner = Self::new(site, door, name, nth).await;
        for (way, _) in ALL {
            owner.sets(site, way).await;
        }
        owner
    }

    pub async fn sets(&mut self, site: &Site, way: &str) {
        match way {
            BY_EMAIL => set_up(site, &mut self.client, &self.email).await,
            BY_PHONE => set_up(site, &mut self.client, &self.phone).await,
            _ => {
                let fields = [("question", "q5"), ("answer", ANSWER), ("answer_again", ANSWER)];
                leads_to(&self.client.post("/api/profile-question", &fields).await, Page::Profile);
            }
        }
    }

    async fn drops(&mut self, way: &str) {
        let dropped = match way {
            BY_EMAIL => remove(&mut self.client, &self.email, true).await,
            BY_PHONE => remove(&mut self.client, &self.phone, true).await,
            _ => self.client.post("/api/profile-question-drop", &[]).await,
        };
        leads_to(&dropped, Page::Profile);
    }

    fn mailbox(&self) -> String {
        format!("{}@{DOMAIN}", self.name)
    }
}

pub async fn choose(client: &mut Client, way: &str) -> Answer {
    client.post("/api/restore-way", &[("way", way)]).await
}

/// A browser that has asked for a login and chosen a way.
pub async fn on_way(site: &Site, door: Door, login: &str, way: &str) -> Client {
    let mut client = site.client(door);
    leads_to(&client.ask_restore(login).await, Page::RestoreWay);
    let page = ALL.iter().find(|(known, _)| *known == way).unwrap().1;
    leads_to(&choose(&mut client, way).await, page);
    client
}

/// The challenge of a page with its letters; nothing where the page has none.
pub async fn captcha(site: &Site, client: &mut Client, path: &str) -> [String; 2] {
    let page = client.get(path).await;
    if !page.body.contains("name=\"challenge\"") {
        return [String::new(), String::new()];
    }
    let challenge = cap::challenge(&page);
    let letters = cap::letters(site, &challenge);
    [challenge, letters]
}

pub async fn send_letter(client: &mut Client, email: &str) -> Answer {
    client.post("/api/restore-email", &[("email", email)]).await
}

pub async fn send_sms(site: &Site, client: &mut Client) -> Answer {
    let [challenge, letters] = captcha(site, client, "/restore/mobile").await;
    client.post("/api/restore-mobile", &[("challenge", challenge.as_str()), ("captcha", letters.as_str())]).await
}

pub async fn answer(site: &Site, client: &mut Client, answer: &str) -> Answer {
    let [challenge, letters] = captcha(site, client, "/restore/question").await;
    client
        .post("/api/restore-question", &[("answer", answer), ("challenge", challenge.as_str()), ("captcha", letters.as_str())])
        .await
}

/// The letters to a recovery e-mail that restore, newest first.
async fn links(site: &Site, email: &str) -> Vec<Letter> {
    titled(site, email, RESET).await
}

/// How many SMS with a code have come to a number.
async fn codes(site: &Site, phone: &str) -> usize {
    site.settle().await;
    site.letters().await.iter().filter(|sms| sms.to == phone && sms.text.contains('#')).count()
}

/// Goes a way up to the page for the new password.
async fn prove(site: &Site, door: Door, owner: &Owner, way: &str) -> Client {
    let mut client = on_way(site, door, &owner.name, way).await;
    match way {
        BY_EMAIL => {
            leads_to(&send_letter(&mut client, &owner.email).await, Page::RestoreSent);
            let token = latest(site, &owner.email, RESET).await.token();
            assert_eq!(client.open_restore_link(&token).await.location(), "/restore/password");
        }
        BY_PHONE => {
            leads_to(&send_sms(site, &mut client).await, Page::RestoreCode);
            let code = code_to(site, &owner.phone).await;
            leads_to(&client.restore_code(&code).await, Page::RestorePassword);
        }
        _ => leads_to(&answer(site, &mut client, ANSWER).await, Page::RestorePassword),
    }
    client
}

/// Whether a new password was chosen.
fn is_chosen(answer: &Answer) -> bool {
    answer.status == 200 || answer.status == 303 && answer.location() == "/login"
}

pub async fn chooses(client: &mut Client) -> bool {
    is_chosen(&client.restore_password(CHOSEN).await)
}

async fn versions(site: &Site) -> i64 {
    site.count("SELECT CAST(SUM(version) AS BIGINT) FROM account").await
}

async fn each_way_leads_to_a_new_password(database: Database) {
    let site = mailbox(database).await;
    for (n, door) in DOORS.into_iter().enumerate() {
        for (m, (way, _)) in ALL.into_iter().enumerate() {
            let owner = Owner::with_all(&site, door, &format!("ada{n}{m}"), 10 * n + m).await;
            let addresses = [owner.mailbox(), owner.email.clone(), owner.phone.clone()];
            let mut before = Vec::new();
            for to in &addresses {
                before.push(told(&site, to).await);
            }
            let mut client = prove(&site, door, &owner, way).await;
            let page = client.get("/restore/password").await.body;
            assert!(page.contains(&owner.mailbox()) && page.contains("Set Your new password"), "{door:?} {way}: {page}");
            assert!(chooses(&mut client).await, "{door:?} {way}");
            // REC-05: nobody is signed in by it.
            assert!(!client.is_signed_in().await, "{door:?} {way}");
            assert!(!owner.client.tab().is_signed_in().await, "{door:?} {way}");
            for login in [owner.name.clone(), owner.mailbox()] {
                let mut fresh = site.client(Door::Script);
                assert_eq!(fresh.sign_in(&login, PASSWORD).await.status, 401, "{door:?} {way}");
                assert_eq!(fresh.sign_in(&login, CHOSEN).await.status, 200, "{door:?} {way}");
            }
            // C5: every address is told, once.
            for (to, before) in addresses.iter().zip(before) {
                assert_eq!(told(&site, to).await, before + 1, "{door:?} {way}: {to}");
            }
            assert!(latest(&site, &owner.email, NOTICE).await.text.contains("a new password was chosen"), "{door:?} {way}");
            assert!(!chooses(&mut client).await, "{door:?} {way}: once");
        }
    }
}

/// What can be done once somebody has asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Step {
    Choose(&'static str),
    SendLetter,
    SendSms,
    /// Of the newest letter of this walk; else a made-up one.
    OpenLink,
    /// Of the newest SMS of this walk; else a made-up one.
    Code,
    Answer,
    WrongAnswer,
    /// Every form of the flow, empty.
    Nothing,
}

const STEPS: [Step; 10] = [
    Step::Choose(BY_EMAIL),
    Step::Choose(BY_PHONE),
    Step::Choose(BY_ANSWER),
    Step::SendLetter,
    Step::SendSms,
    Step::OpenLink,
    Step::Code,
    Step::Answer,
    Step::WrongAnswer,
    Step::Nothing,
];
const DEPTH: u32 = 3;
const FORMS: [&str; 6] = [
    "/api/restore-way",
    "/api/restore-email",
    "/api/restore-mobile",
    "/api/restore-question",
    "/api/restore-code",
    "/api/restore-password",
];

/// What a browser has, as the flow says it.
#[derive(Default)]
struct Model {
    way: Option<&'static str>,
    sent_letter: bool,
    sent_sms: bool,
    /// By what was typed here: there is no other way any more.
    proved: bool,
    /// By an opened link.
    opened: bool,
}

impl Model {
    /// Takes a step: whether it does anything.
    fn take(&mut self, step: Step) -> bool {
        let does = match step {
            Step::Choose(_) | Step::SendLetter | Step::SendSms | Step::Answer if self.proved => false,
            Step::Choose(_) => true,
            Step::SendLetter => self.way == Some(BY_EMAIL),
            Step::SendSms => self.way == Some(BY_PHONE),
            Step::Answer => self.way == Some(BY_ANSWER),
            Step::OpenLink => self.sent_letter,
            Step::Code => self.sent_sms,
            Step::WrongAnswer | Step::Nothing => false,
        };
        match step {
            Step::Choose(way) if does => self.way = Some(way),
            Step::SendLetter => self.sent_letter |= does,
            Step::SendSms => self.sent_sms |= does,
            Step::OpenLink => self.opened |= does,
            Step::Code | Step::Answer => self.proved |= does,
            _ => {}
        }
        does
    }
}

/// After whatever steps, a password is replaced exactly where one of them gave the proof that its own way asks for.
async fn rec_02_no_order_of_steps_gets_around_the_proof(database: Database) {
    let site = Site::open(database, &format!("preset = 'mailbox'\n{LOOSE}\nanswers_account.burst = 1000000")).await;
    let owner = Owner::with_all(&site, Door::Script, "ada", 1).await;
    let (before, mut replaced, mut stranger) = (versions(&site).await, 0, site.client(Door::Script));
    for n in 0..STEPS.len().pow(DEPTH) {
        let steps: Vec<Step> = (0..DEPTH).map(|at| STEPS[n / STEPS.len().pow(at) % STEPS.len()]).collect();
        let Some(chosen) = walk(&site, &owner, &steps).await else { continue };
        replaced += i64::from(chosen);
        assert!(!chooses(&mut stranger).await, "{steps:?}: by a browser that has asked for nothing");
    }
    assert!(replaced > 0);
    assert_eq!(versions(&site).await, before + replaced, "and no password was replaced besides");
}

/// Takes these steps side by side with the model, then chooses a password: whether one was chosen. Nothing for steps of which one is
/// taken twice in a row.
async fn walk(site: &Site, owner: &Owner, steps: &[Step]) -> Option<bool> {
    if steps.windows(2).any(|two| two[0] == two[1]) {
        return None;
    }
    let mut client = site.client(Door::Script);
    leads_to(&client.ask_restore(&owner.name).await, Page::RestoreWay);
    let mut model = Model::default();
    for step in steps {
        let was_proved = model.proved;
        let (has_letter, has_sms) = (model.sent_letter, model.sent_sms);
        let does = model.take(*step);
        match step {
            Step::Choose(way) => assert_eq!(choose(&mut client, way).await.status == 200, does, "{step:?} in {steps:?}"),
            Step::SendLetter => {
                let done = send_letter(&mut client, &owner.email).await.status == 200;
                assert_eq!(done, does, "{step:?} in {steps:?}");
            }
            Step::SendSms => assert_eq!(send_sms(site, &mut client).await.status == 200, does, "{step:?} in {steps:?}"),
            Step::OpenLink => {
                let token = if has_letter { latest(site, &owner.email, RESET).await.token() } else { "A".repeat(43) };
                client.open_restore_link(&token).await;
            }
            Step::Code => {
                let code = if has_sms { code_to(site, &owner.phone).await } else { "000000".to_owned() };
                let done = client.restore_code(&code).await.status == 200;
                assert!(done == does || was_proved, "{step:?} in {steps:?}");
            }
            Step::Answer | Step::WrongAnswer => {
                let given = if *step == Step::Answer { ANSWER } else { WRONG };
                assert_eq!(answer(site, &mut client, given).await.status == 200, does, "{step:?} in {steps:?}");
            }
            Step::Nothing => {
                for form in FORMS {
                    let answer = client.post(form, &[]).await;
                    assert!(matches!(answer.status, 409 | 422), "{form} in {steps:?}: {}", answer.all());
                }
            }
        }
    }
    let chosen = chooses(&mut client).await;
    assert_eq!(chosen, model.proved || model.opened, "{steps:?}");
    Some(chosen)
}

async fn rec_03_proof_for_one_account_is_of_no_use_for_another(database: Database) {
    let site = mailbox(database).await;
    for (n, door) in DOORS.into_iter().enumerate() {
        let ada = Owner::with_all(&site, door, &format!("ada{n}"), 10 * n).await;
        let eve = Owner::with_all(&site, door, &format!("eve{n}"), 10 * n + 1).await;
        // What the one has set up opens nothing of the other's.
        let before = (links(&site, &ada.email).await.len(), codes(&site, &ada.phone).await);
        let mut client = on_way(&site, door, &eve.name, BY_EMAIL).await;
        leads_to(&send_letter(&mut client, &ada.email).await, Page::RestoreSent);
        assert_eq!((links(&site, &ada.email).await.len(), codes(&site, &ada.phone).await), before, "{door:?}");
        for (way, _) in ALL {
            let before = versions(&site).await;
            // Eve's restore waits in another browser, without proof.
            let waiting = on_way(&site, door, &eve.name, way).await;
            let client = prove(&site, door, &ada, way).await;
            let mut mixed = client.tab();
            mixed.jar.insert("restoring".to_owned(), waiting.cookie("restoring"));
            mixed.jar.remove("restore-link");
            assert!(!chooses(&mut mixed).await, "{door:?} {way}");
            assert_eq!(versions(&site).await, before, "{door:?} {way}");
            let other = eve.name.as_str();
            let tampered = [("password", CHOSEN), ("login", other), ("username", other), ("account", "1"), ("way", BY_ANSWER)];
            let query = format!("/api/restore-password?login={}", eve.name);
            assert!(is_chosen(&client.tab().post(&query, &tampered).await), "{door:?} {way}");
            assert_eq!(site.client(Door::Script).sign_in(&eve.name, PASSWORD).await.status, 200, "{door:?} {way}");
            assert_eq!(site.client(Door::Script).sign_in(&ada.name, CHOSEN).await.status, 200, "{door:?} {way}");
        }
        // An answer is its account's own.
        let mut kim = Owner::new(&site, door, &format!("kim{n}"), 10 * n + 2).await;
        let fields = [("question", "q5"), ("answer", "Rumpelstiltskin"), ("answer_again", "Rumpelstiltskin")];
        leads_to(&kim.client.post("/api/profile-question", &fields).await, Page::Profile);
        let mut client = on_way(&site, Door::Script, &kim.name, BY_ANSWER).await;
        assert_eq!(answer(&site, &mut client, ANSWER).await.status, 422, "{door:?}");
    }
}

async fn rec_04_what_was_dropped_restores_nothing(database: Database) {
    let site = mailbox(database).await;
    for (n, door) in DOORS.into_iter().enumerate() {
        for (m, (way, _)) in ALL.into_iter().enumerate() {
            let mut owner = Owner::with_all(&site, door, &format!("ada{n}{m}"), 10 * n + m).await;
            // Between the proof and the new password.
            let mut proved = prove(&site, door, &owner, way).await;
            owner.drops(way).await;
            assert!(!chooses(&mut proved).await, "{door:?} {way}: the proof is void");

            // Between the message and the proof.
            owner.sets(&site, way).await;
            let mut waiting = on_way(&site, door, &owner.name, way).await;
            match way {
                BY_EMAIL => leads_to(&send_letter(&mut waiting, &owner.email).await, Page::RestoreSent),
                BY_PHONE => leads_to(&send_sms(&site, &mut waiting).await, Page::RestoreCode),
                _ => {}
            }
            let messages = (links(&site, &owner.email).await, codes(&site, &owner.phone).await);
            owner.drops(way).await;
            match way {
                BY_EMAIL => drop(waiting.open_restore_link(&messages.0[0].token()).await),
                BY_PHONE => drop(waiting.restore_code(&code_to(&site, &owner.phone).await).await),
                _ => drop(answer(&site, &mut waiting, ANSWER).await),
            }
            assert!(!chooses(&mut waiting).await, "{door:?} {way}: so is what was under way");

            // From the beginning nothing comes any more.
            let mut again = on_way(&site, door, &owner.name, way).await;
            match way {
                BY_EMAIL => leads_to(&send_letter(&mut again, &owner.email).await, Page::RestoreSent),
                BY_PHONE => leads_to(&send_sms(&site, &mut again).await, Page::RestoreCode),
                _ => drop(answer(&site, &mut again, ANSWER).await),
            }
            assert!(!chooses(&mut again).await, "{door:?} {way}");
            let after = (links(&site, &owner.email).await.len(), codes(&site, &owner.phone).await);
            assert_eq!(after, (messages.0.len(), messages.1), "{door:?} {way}");
            assert_eq!(site.client(Door::Script).sign_in(&owner.name, PASSWORD).await.status, 200, "{door:?} {way}");
        }
    }
}

async fn rec_04_no_letter_goes_to_an_address_that_is_not_the_very_one(database: Database) {
    let site = mailbox(database).await;
    let mut ada = Owner::with_all(&site, Door::Script, "ada", 1).await;
    let waits = "waits@example.net";
    leads_to(&send_code(&mut ada.client, waits).await, Page::Profile);
    let own = ada.mailbox();
    for given in [waits, own.as_str(), "xada@example.net", "ada@example.ne", "ada+x@example.net", "a.da@example.net"] {
        let mut client = on_way(&site, Door::Script, "ada", BY_EMAIL).await;
        leads_to(&send_letter(&mut client, given).await, Page::RestoreSent);
    }
    for bad in ["", "ada", "ada@", "ada@example.net,eve@example.net", "ada@example.net\r\nBcc: eve@example.net", "ａda@example.net"]
    {
        let mut client = on_way(&site, Door::Script, "ada", BY_EMAIL).await;
        assert_eq!(send_letter(&mut client, bad).await.status, 422, "{bad}");
    }
    site.settle().await;
    assert!(site.letters().await.iter().all(|letter| letter.subject != RESET && !letter.text.contains(RESTORING)));
    // However it is typed, it goes to the address as its owner wrote it.
    let mut client = on_way(&site, Door::Script, "ada", BY_EMAIL).await;
    leads_to(&send_letter(&mut client, " ADA@Example.NET ").await, Page::RestoreSent);
    let letter = latest(&site, "ada@example.net", RESET).await;
    let origin = site.house.config.public_url.origin();
    let end = letter.text.split("\n\n--\n").next().unwrap().lines().last().unwrap();
    assert_eq!(end, format!("{origin}/link/restore/{}", letter.token()), "its address ends the message");
    assert!(letter.html.contains(">Password change</a>"), "{}", letter.html);
}

async fn rec_17_each_way_to_a_new_password_leaves_nothing_of_the_old_one(database: Database) {
    let site = Site::open(database, &format!("preset = 'mailbox'\n[account]\ntokens = true\n{LOOSE}")).await;
    for (n, door) in DOORS.into_iter().enumerate() {
        for (m, (way, _)) in ALL.into_iter().enumerate() {
            let what = format!("{way} by {door:?}");
            let mut owner = Owner::with_all(&site, door, &format!("ada{n}{m}"), 10 * n + m).await;
            let (mut other, mut remembered) = (site.client(door), site.client(door));
            other.sign_in(&owner.name, PASSWORD).await;
            let login = owner.name.clone();
            remembered.post("/api/login", &[("login", login.as_str()), ("password", PASSWORD), ("remember", "yes")]).await;
            let next = format!("next{n}{m}@example.net");
            leads_to(&send_code(&mut owner.client, &next).await, Page::Profile);
            let pending = code_to(&site, &next).await;
            let token = [("name", "backup"), ("expires", "30"), ("scope_profile", "yes")];
            leads_to(&owner.client.post("/api/token", &token).await, Page::Tokens);
            for client in [&owner.client, &other, &remembered] {
                assert!(client.tab().is_signed_in().await, "{what}");
                client.cookie("device");
            }
            let mut client = prove(&site, door, &owner, way).await;
            assert!(chooses(&mut client).await, "{what}");

            for client in [&mut owner.client, &mut other, &mut remembered] {
                assert!(!client.is_signed_in().await, "{what}");
            }
            assert!(!chooses(&mut client).await, "{what}");
            assert_eq!(site.count("SELECT COUNT(*) FROM api_token WHERE revoked_at IS NULL").await, 0, "{what}");
            assert_eq!(site.count("SELECT COUNT(*) FROM device").await, 0, "{what}");
            let waiting = "SELECT COUNT(*) FROM contact WHERE proved_at IS NULL AND replaced_at IS NULL";
            assert_eq!(site.count(waiting).await, 0, "{what}");
            let live = "SELECT COUNT(*) FROM restore WHERE account IS NOT NULL AND used_at IS NULL AND replaced_at IS NULL";
            assert_eq!(site.count(live).await, 0, "{what}");
            let mut fresh = site.client(Door::Script);
            assert_eq!(fresh.sign_in(&owner.name, PASSWORD).await.status, 401, "{what}");
            assert_eq!(fresh.sign_in(&owner.name, CHOSEN).await.status, 200, "{what}");
            assert_eq!(confirm(&mut fresh, &next, &pending).await.status, 409, "{what}");
            // What counts goes on counting: it is the owner's.
            let counts = "SELECT COUNT(*) FROM contact WHERE proved_at IS NOT NULL AND replaced_at IS NULL";
            assert_eq!(site.count(counts).await, i64::try_from(2 * (3 * n + m + 1)).unwrap(), "{what}");
            site.run("DELETE FROM device").await;
        }
    }
}

async fn tok_05_a_code_of_the_profile_restores_nothing_and_the_reverse(database: Database) {
    let site = mailbox(database).await;
    for (n, door) in DOORS.into_iter().enumerate() {
        let mut ada = Owner::with_all(&site, door, &format!("ada{n}"), 10 * n).await;
        let (next, phone) = (format!("next{n}@example.net"), format!("+447400300{n:03}"));
        for contact in [&next, &phone] {
            leads_to(&send_code(&mut ada.client, contact).await, Page::Profile);
        }
        let (by_letter, by_sms) = (code_to(&site, &next).await, code_to(&site, &phone).await);
        // In one and the same browser.
        leads_to(&ada.client.ask_restore(&ada.name).await, Page::RestoreWay);
        leads_to(&choose(&mut ada.client, BY_PHONE).await, Page::RestoreMobile);
        leads_to(&send_sms(&site, &mut ada.client).await, Page::RestoreCode);
        let restoring = code_to(&site, &ada.phone).await;
        for code in [&by_letter, &by_sms] {
            ada.client.restore_code(code).await;
        }
        assert!(!chooses(&mut ada.client.tab()).await, "{door:?}");
        for contact in [&next, &phone] {
            confirm(&mut ada.client, contact, &restoring).await;
        }
        let found = "SELECT COUNT(*) FROM contact WHERE proved_at IS NULL AND replaced_at IS NULL";
        assert_eq!(site.count(found).await, 2, "{door:?}");
        // Each is good for its own.
        leads_to(&confirm(&mut ada.client, &next, &by_letter).await, Page::Profile);
        leads_to(&confirm(&mut ada.client, &phone, &by_sms).await, Page::Profile);
        // That has voided what was under way.
        ada.client.restore_code(&restoring).await;
        assert!(!chooses(&mut ada.client.tab()).await, "{door:?}");
    }
}

async fn tok_06_a_code_and_a_link_end_with_their_time(database: Database) {
    let site = mailbox(database).await;
    let ada = Owner::with_all(&site, Door::Script, "ada", 1).await;
    let mut late = on_way(&site, Door::Script, "ada", BY_PHONE).await;
    leads_to(&send_sms(&site, &mut late).await, Page::RestoreCode);
    let code = code_to(&site, &ada.phone).await;
    site.advance(Span::minutes(10));
    assert_eq!(late.restore_code(&code).await.status, 422, "the code");
    let mut late = on_way(&site, Door::Script, "ada", BY_EMAIL).await;
    leads_to(&send_letter(&mut late, &ada.email).await, Page::RestoreSent);
    let token = latest(&site, &ada.email, RESET).await.token();
    site.advance(Span::minutes(30));
    late.open_restore_link(&token).await;
    assert!(!chooses(&mut late).await, "the link");
    // So does proof.
    for (way, _) in ALL {
        let mut late = prove(&site, Door::Script, &ada, way).await;
        site.advance(Span::minutes(30));
        assert!(!chooses(&mut late).await, "the proof by {way}");
    }
    assert!(chooses(&mut prove(&site, Door::Script, &ada, BY_PHONE).await).await);
}

async fn another_sms_goes_from_the_same_page_and_its_code_restores(database: Database) {
    let site = mailbox(database).await;
    let ada = Owner::with_all(&site, Door::Script, "ada", 1).await;
    let before = codes(&site, &ada.phone).await;
    let mut client = on_way(&site, Door::Script, "ada", BY_PHONE).await;
    leads_to(&send_sms(&site, &mut client).await, Page::RestoreCode);
    assert_eq!(codes(&site, &ada.phone).await, before + 1);
    site.advance(Span::minutes(5));
    leads_to(&send_sms(&site, &mut client).await, Page::RestoreCode);
    assert_eq!(codes(&site, &ada.phone).await, before + 2);
    let code = code_to(&site, &ada.phone).await;
    leads_to(&client.restore_code(&code).await, Page::RestorePassword);
    assert!(chooses(&mut client).await);
}

async fn tok_13_a_code_works_only_where_it_was_asked_for(database: Database) {
    let site = mailbox(database).await;
    let ada = Owner::with_all(&site, Door::Script, "ada", 1).await;
    let mut asking = on_way(&site, Door::Script, "ada", BY_PHONE).await;
    let mut thief = on_way(&site, Door::Script, "ada", BY_PHONE).await;
    leads_to(&send_sms(&site, &mut asking).await, Page::RestoreCode);
    let code = code_to(&site, &ada.phone).await;
    assert!(thief.restore_code(&code).await.status >= 409);
    assert!(site.client(Door::Script).restore_code(&code).await.status >= 409);
    assert!(!chooses(&mut thief).await);
    for wrong in 0..2 {
        assert_eq!(asking.restore_code(other_than(&code)).await.status, 422, "{wrong}");
    }
    leads_to(&asking.restore_code(&code).await, Page::RestorePassword);
    assert!(chooses(&mut asking).await);
}
