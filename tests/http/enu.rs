//! Whether somebody has an account here: nobody can tell.

use std::sync::{Arc, Mutex};

use cabinet::server::identity::login_key;
use cabinet::words::Span;
use tokio::net::{TcpListener, TcpStream};

use crate::client::{Answer, Client, DOORS, Door, masked};
use crate::database::Database;
use crate::site::{DEAD_SMTP, LOOSE, PASSWORD, RESTORING, Site, until};

on_both!(
    enu_01_every_act_is_answered_alike_whoever_is_asked_for,
    enu_02_asking_to_restore_writes_the_same_rows_whoever_is_asked_for,
    enu_02_a_wrong_password_costs_one_hash_whoever_is_asked_for,
    enu_03_a_dead_mail_server_is_no_sign,
    enu_03_waiting_for_the_letter_that_restores_looks_alike_whatever_the_mail_server_does,
    enu_04_limits_come_alike_for_known_and_unknown,
    enu_04_one_mailbox_has_one_budget_however_it_is_written,
    enu_04_letters_asked_for_by_a_username_do_not_show_at_its_address,
    enu_04_codes_tried_by_a_username_do_not_show_at_its_address,
    enu_05_the_owner_of_an_address_is_told_once_a_day,
    enu_05_an_address_without_an_account_is_told_so_once_a_day,
    enu_08_no_answer_tells_how_the_site_is_made,
);

/// A login, by what is behind it. An account here has an address and a password always, so there are no classes without.
struct Class {
    name: &'static str,
    login: &'static str,
    /// Whether all wrong guesses have been made.
    locked: bool,
}

const KNOWN: &str = "known1@example.org";
const UNCONFIRMED: &str = "asked1@example.org";
const UNKNOWN: &str = "never1@example.org";
const DISABLED: &str = "shut01@example.org";
const LOCKED: &str = "lock01@example.org";
const LOCKED_UNKNOWN: &str = "lock02@example.org";
const USERNAME: &str = "knownnameofexample";
const USERNAME_UNKNOWN: &str = "nevernameofexample";
const MALFORMED: &str = "malf01@@xample.org";
/// The address of whoever has [`USERNAME`].
const NAMED: &str = "named1@example.org";
/// What was typed first, where it is corrected.
const OTHER: &str = "other1@example.org";
/// How many letters are under way at once.
const AT_ONCE: i64 = 16;

/// Every login is of one length, so that lengths can be compared too.
static CLASSES: [Class; 9] = [
    Class { name: "existing", login: KNOWN, locked: false },
    Class { name: "unconfirmed", login: UNCONFIRMED, locked: false },
    Class { name: "unknown", login: UNKNOWN, locked: false },
    Class { name: "disabled", login: DISABLED, locked: false },
    Class { name: "locked", login: LOCKED, locked: true },
    Class { name: "locked and unknown", login: LOCKED_UNKNOWN, locked: true },
    Class { name: "a username", login: USERNAME, locked: false },
    Class { name: "a username that nobody has", login: USERNAME_UNKNOWN, locked: false },
    Class { name: "malformed", login: MALFORMED, locked: false },
];

/// One thing that is done for a login.
#[derive(Clone, Copy)]
enum Step {
    SignIn,
    Register,
    RegisterOther,
    Correct,
    Resend,
    Confirm,
    Forgot,
    Restore,
    RestoreOther,
    CorrectRestore,
    ResendRestore,
    RestoreCode,
    RestorePassword,
    Wait(Span),
}

/// What is done for every class in step, and what is looked at after each step.
struct Script {
    name: &'static str,
    /// Whether it takes an address alone, and says so to whoever gives something else.
    wants_address: bool,
    /// Whether too many wrong guesses show, be there an account or not.
    shows_lock: bool,
    looks: &'static [&'static str],
    steps: &'static [Step],
}

const CONFIRM: &[&str] = &["/confirm", "/api/track?page=Confirm", "/api/open?page=Confirm"];
const RESTORE: &[&str] =
    &["/restore/code", "/api/track?page=RestoreCode", "/api/open?page=RestoreCode", "/restore/password", "/restore"];

/// A flow that is asked by a login joins with a row.
static SCRIPTS: [Script; 5] = [
    Script {
        name: "sign in",
        wants_address: false,
        shows_lock: true,
        looks: &["/login", "/account", "/api/open?page=Account"],
        steps: &[Step::SignIn, Step::SignIn],
    },
    Script {
        name: "register",
        wants_address: true,
        shows_lock: false,
        looks: CONFIRM,
        steps: &[
            Step::Register,
            Step::Confirm,
            Step::Resend,
            Step::Wait(Span::minutes(1)),
            Step::Resend,
            Step::Wait(Span::minutes(10)),
            Step::Confirm,
            Step::Wait(Span::hours(48)),
            Step::Confirm,
        ],
    },
    Script {
        name: "register, corrected",
        wants_address: true,
        shows_lock: false,
        looks: CONFIRM,
        steps: &[Step::RegisterOther, Step::Correct, Step::Confirm, Step::Wait(Span::minutes(1)), Step::Resend],
    },
    Script {
        name: "restore",
        wants_address: false,
        shows_lock: false,
        looks: RESTORE,
        steps: &[
            Step::Forgot,
            Step::Restore,
            Step::RestoreCode,
            Step::ResendRestore,
            Step::RestorePassword,
            Step::Wait(Span::minutes(1)),
            Step::ResendRestore,
            // One more than are evaluated.
            Step::RestoreCode,
            Step::RestoreCode,
            Step::RestoreCode,
            Step::RestoreCode,
            Step::RestoreCode,
            Step::RestoreCode,
            Step::Wait(Span::minutes(10)),
            Step::RestoreCode,
            Step::Restore,
            Step::Wait(Span::minutes(59)),
            Step::RestoreCode,
            Step::Wait(Span::minutes(1)),
            Step::RestoreCode,
            Step::ResendRestore,
        ],
    },
    Script {
        name: "restore, corrected",
        wants_address: false,
        shows_lock: false,
        looks: RESTORE,
        steps: &[Step::RestoreOther, Step::CorrectRestore, Step::RestoreCode, Step::Wait(Span::minutes(1)), Step::ResendRestore],
    },
];

impl Step {
    async fn perform(self, client: &mut Client, class: &Class) -> Option<Answer> {
        let login = class.login;
        // Where a password is of use it is a wrong one; a shut or locked account's own is of none, and tells nothing.
        let password = if [KNOWN, USERNAME].contains(&login) { "quiet lamps over the harbouR" } else { PASSWORD };
        Some(match self {
            Step::SignIn => client.sign_in(login, password).await,
            Step::Register => client.register(login, PASSWORD).await,
            Step::RegisterOther => client.register(OTHER, PASSWORD).await,
            Step::Correct => client.correct(login).await,
            Step::Resend => client.resend().await,
            Step::Confirm => client.confirm("000000").await,
            Step::Forgot => client.forgot(login).await,
            Step::Restore => client.ask_restore(login).await,
            Step::RestoreOther => client.ask_restore(OTHER).await,
            Step::CorrectRestore => client.correct_restore(login).await,
            Step::ResendRestore => client.resend_restore().await,
            Step::RestoreCode => client.restore_code("000000").await,
            Step::RestorePassword => client.restore_password(PASSWORD).await,
            Step::Wait(_) => return None,
        })
    }
}

/// Everybody in [`CLASSES`] who is somebody.
async fn people(site: &Site) {
    site.account(KNOWN).await;
    let disabled = site.account(DISABLED).await;
    site.disable(&disabled).await;
    let locked = site.account(LOCKED).await;
    site.lock(&locked).await;
    site.lock(&login_key(LOCKED_UNKNOWN)).await;
    named(site).await;
    site.client(Door::Script).register(UNCONFIRMED, PASSWORD).await;
}

/// An account with a username.
async fn named(site: &Site) {
    site.account(NAMED).await;
    let mut client = site.client(Door::Script);
    assert_eq!(client.sign_in(NAMED, PASSWORD).await.status, 200);
    assert_eq!(client.set_username(USERNAME).await.status, 200);
}

/// An answer, without the login that was typed.
fn faceless(answer: &Answer, login: &str) -> String {
    answer.canonical().replace(login, "<login>")
}

/// What each class got to see.
struct Seen {
    class: &'static Class,
    client: Client,
    text: String,
}

fn watching(site: &Site, door: Door, which: impl Fn(&Class) -> bool) -> Vec<Seen> {
    let classes = CLASSES.iter().filter(|class| which(class));
    classes.map(|class| Seen { class, client: site.client(door), text: String::new() }).collect()
}

impl Seen {
    async fn look(&mut self, paths: &[&str]) {
        for path in paths {
            let answer = self.client.get(path).await;
            assert!(answer.status < 400, "{} {path}: {}", self.class.name, answer.status);
            self.text += &faceless(&answer, self.class.login);
        }
    }
}

/// Every class saw what the first one did.
fn are_alike(what: &str, seen: &[&Seen]) {
    assert!(seen.len() > 1 && !seen[0].text.is_empty(), "{what}: nothing to compare");
    for other in &seen[1..] {
        assert_eq!(other.text, seen[0].text, "{what}: {} differs from {}", other.class.name, seen[0].class.name);
    }
}

async fn enu_01_every_act_is_answered_alike_whoever_is_asked_for(database: Database) {
    let site = Site::open(database, LOOSE).await;
    people(&site).await;
    for door in DOORS {
        for script in &SCRIPTS {
            // Its registration may have run out while another script waited.
            site.client(Door::Script).register(UNCONFIRMED, PASSWORD).await;
            let has_address = |class: &Class| class.login.contains('@') && class.login != MALFORMED;
            let mut seen = watching(&site, door, |class| !script.wants_address || has_address(class));
            for step in script.steps {
                if let Step::Wait(span) = step {
                    site.advance(*span);
                }
                for one in &mut seen {
                    if let Some(answer) = step.perform(&mut one.client, one.class).await {
                        assert!(answer.status < 500, "{}: {}", script.name, answer.all());
                        one.text += &faceless(&answer, one.class.login);
                    }
                }
                site.settle().await;
                for one in &mut seen {
                    one.look(script.looks).await;
                }
            }
            let (locked, open): (Vec<&Seen>, Vec<&Seen>) = seen.iter().partition(|one| script.shows_lock && one.class.locked);
            are_alike(&format!("{door:?} {}", script.name), &open);
            if script.shows_lock {
                are_alike(&format!("{door:?} {}, locked", script.name), &locked);
                assert_ne!(locked[0].text, open[0].text, "the lock is there");
            }
        }
    }
    let letters = site.letters().await;
    let mut links: Vec<&str> =
        letters.iter().filter(|letter| letter.text.contains(RESTORING)).map(|letter| letter.to.as_str()).collect();
    links.sort_unstable();
    links.dedup();
    assert_eq!(links, [KNOWN, LOCKED, NAMED], "and whoever has an open account got a way in");
}

/// A mail server that takes connections and says nothing, or hangs up on each.
struct MailServer {
    port: u16,
    /// The connections that are kept waiting; none is kept while it hangs up.
    held: Arc<Mutex<Option<Vec<TcpStream>>>>,
}

impl MailServer {
    async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (port, held) = (listener.local_addr().unwrap().port(), Arc::new(Mutex::new(None::<Vec<TcpStream>>)));
        let kept = held.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                if let Some(held) = kept.lock().unwrap().as_mut() {
                    held.push(stream);
                }
            }
        });
        Self { port, held }
    }

    fn falls_silent(&self) {
        *self.held.lock().unwrap() = Some(Vec::new());
    }

    fn hangs_up(&self) {
        *self.held.lock().unwrap() = None;
    }

    /// A site that sends its letters there, with everybody in it and nothing under way.
    async fn site(&self, database: Database) -> Site {
        let smtp = format!(
            "{LOOSE}\n[smtp]\nhost = '127.0.0.1'\nport = {}\ntls = 'none'\ntimeout = '45s'\nfrom = 'accounts@example.org'",
            self.port
        );
        let site = Site::open(database, &smtp).await;
        people(&site).await;
        all_were_tried(&site).await;
        site
    }

    /// Keeps all that is sent at once waiting for an answer, so that whatever is asked for next stays in the queue.
    async fn blocks(&self, site: &Site, door: Door) {
        self.falls_silent();
        for i in 0..AT_ONCE {
            let email = format!("plug{i}{door:?}@example.org");
            assert!(site.client(Door::Script).register(&email, PASSWORD).await.status < 400);
        }
        until("every worker waits", async || {
            (site.count("SELECT COUNT(*) FROM message WHERE lease IS NOT NULL").await == AT_ONCE).then_some(())
        })
        .await;
    }
}

/// Waits until each letter was tried and put off. While the clock stands still none is tried again.
pub async fn all_were_tried(site: &Site) {
    until("every letter was tried", async || {
        let left =
            "SELECT COUNT(*) FROM message WHERE handed_at IS NULL AND failed_at IS NULL AND (attempts = 0 OR lease IS NOT NULL)";
        (site.count(left).await == 0).then_some(())
    })
    .await;
}

async fn enu_02_asking_to_restore_writes_the_same_rows_whoever_is_asked_for(database: Database) {
    let server = MailServer::open().await;
    let site = server.site(database).await;
    server.blocks(&site, Door::Script).await;
    let rows = async || {
        [
            site.count("SELECT COUNT(*) FROM restore").await,
            site.count("SELECT COUNT(*) FROM message").await,
            site.count("SELECT COUNT(*) FROM bucket").await,
            site.count("SELECT COUNT(*) FROM guess").await,
            site.count("SELECT COUNT(*) FROM history").await,
        ]
    };
    for mut one in watching(&site, Door::Script, |class| class.login != UNCONFIRMED) {
        let before = rows().await;
        assert_eq!(one.client.ask_restore(one.class.login).await.status, 200, "{}", one.class.name);
        let after = rows().await;
        let written: Vec<i64> = after.iter().zip(before).map(|(after, before)| after - before).collect();
        // A restore, its job, and three budgets: of the client, and twice of the login.
        assert_eq!(written, [1, 1, 3, 0, 0], "{}", one.class.name);
    }
    assert_eq!(site.count("SELECT COUNT(*) FROM restore WHERE account IS NOT NULL").await, 0, "nobody was looked up");
}

async fn enu_02_a_wrong_password_costs_one_hash_whoever_is_asked_for(database: Database) {
    let site = Site::open(database, "").await;
    people(&site).await;
    for class in &CLASSES {
        let before = site.house.hasher.made();
        let status = site.client(Door::Script).sign_in(class.login, "a wrong one").await.status;
        let (made, answered) = if class.locked { (0, 429) } else { (1, 401) };
        assert_eq!((site.house.hasher.made() - before, status), (made, answered), "{}", class.name);
    }
}

async fn enu_03_a_dead_mail_server_is_no_sign(database: Database) {
    let site = Site::open(database, DEAD_SMTP).await;
    site.account(KNOWN).await;
    for (door, letters) in DOORS.into_iter().zip([2, 4]) {
        let (mut answers, mut waiting) = (Vec::new(), Vec::new());
        for email in [KNOWN, UNKNOWN] {
            let mut client = site.client(door);
            answers.push(faceless(&client.register(email, PASSWORD).await, email));
            waiting.push((email, client));
        }
        assert_eq!(answers[0], answers[1], "{door:?}");
        for (email, client) in &waiting {
            is_tried_again(client, email).await;
        }
        site.advance(Span::minutes(1));
        until("each letter was tried twice", async || {
            (site.count("SELECT COUNT(*) FROM message WHERE attempts > 1").await == letters).then_some(())
        })
        .await;
        for (email, client) in &waiting {
            is_tried_again(client, email).await;
        }
        site.advance(Span::hours(2));
    }
}

/// The letter is neither on its way nor gone: the mail server is dead.
async fn is_tried_again(client: &Client, email: &str) {
    until(&format!("the letter to {email} is to be tried again"), async || {
        let track = client.tab().get("/api/track?page=Confirm").await;
        track.body.contains("did not take it; next try").then_some(())
    })
    .await;
}

/// Looks at what each of them waits for, which is at that stage for all.
async fn wait_alike(site: &Site, seen: &mut [Seen], stage: &str) {
    // How long to pause is drawn by lot for each letter, whoever it is for.
    site.run("UPDATE message SET next_at = (SELECT MAX(next_at) FROM message)").await;
    for one in &mut *seen {
        let track = one.client.get("/api/track?page=RestoreCode").await;
        assert!(track.body.contains(stage), "{} at {stage}: {}", one.class.name, track.body);
        one.look(RESTORE).await;
    }
    are_alike(stage, &seen.iter().collect::<Vec<_>>());
}

async fn enu_03_waiting_for_the_letter_that_restores_looks_alike_whatever_the_mail_server_does(database: Database) {
    let server = MailServer::open().await;
    let site = server.site(database).await;
    for door in DOORS {
        server.blocks(&site, door).await;
        let (mut first, mut second) = (watching(&site, door, |_| true), watching(&site, door, |_| true));
        ask_alike(&mut first).await;
        for one in &mut first {
            one.look(RESTORE).await;
            assert!(one.text.contains("[\"now\",\"Waiting to be sent\""), "{}: {}", one.class.name, one.text);
        }
        are_alike("queued", &first.iter().collect::<Vec<_>>());

        server.hangs_up();
        all_were_tried(&site).await;
        // The letters that kept the workers waiting have done their part.
        site.run("DELETE FROM message WHERE kind LIKE 'register%'").await;
        wait_alike(&site, &mut first, "did not take it; next try").await;
        // Once more within the day, when an address without an account is told nothing.
        ask_alike(&mut second).await;
        all_were_tried(&site).await;
        wait_alike(&site, &mut second, "did not take it; next try").await;
        wait_alike(&site, &mut first, "did not take it; next try").await;

        site.advance(Span::minutes(31));
        until("it is too late for every letter", async || {
            (site.count("SELECT COUNT(*) FROM message WHERE failed_at IS NULL").await == 0).then_some(())
        })
        .await;
        wait_alike(&site, &mut first, "Not delivered").await;
        wait_alike(&site, &mut second, "Not delivered").await;
    }
}

async fn ask_alike(seen: &mut [Seen]) {
    for one in seen {
        let answer = one.client.ask_restore(one.class.login).await;
        assert!(answer.status == 200 || answer.location() == "/restore/code", "{}: {}", one.class.name, answer.all());
        one.text += &faceless(&answer, one.class.login);
    }
}

async fn enu_04_limits_come_alike_for_known_and_unknown(database: Database) {
    let site = Site::open(database, "").await;
    people(&site).await;
    let waits = |answer: &Answer| (answer.status, answer.header("retry-after").to_owned(), answer.body.clone());

    let mut signed_in = Vec::new();
    for login in [KNOWN, UNKNOWN, DISABLED, UNCONFIRMED, USERNAME_UNKNOWN, USERNAME] {
        let mut client = site.client(Door::Script);
        let mut seen = Vec::new();
        for _ in 0..12 {
            seen.push(waits(&client.sign_in(login, "a wrong one").await));
        }
        assert_eq!(seen.iter().filter(|(status, ..)| *status == 429).count(), 7, "{login}");
        signed_in.push(seen);
    }
    assert!(signed_in.windows(2).all(|pair| pair[0] == pair[1]), "{signed_in:?}");

    let (mut registered, mut restored) = (Vec::new(), Vec::new());
    for email in [KNOWN, UNKNOWN, DISABLED] {
        let mut client = site.client(Door::Script);
        let mut seen = Vec::new();
        for _ in 0..12 {
            seen.push(waits(&client.register(email, PASSWORD).await));
        }
        assert_eq!(seen.iter().filter(|(status, ..)| *status == 429).count(), 9, "{email}");
        registered.push(seen);
    }
    assert!(registered.windows(2).all(|pair| pair[0] == pair[1]), "{registered:?}");

    site.advance(Span::days(2));
    for login in [KNOWN, UNKNOWN, DISABLED, LOCKED, MALFORMED, USERNAME, USERNAME_UNKNOWN] {
        let mut seen = Vec::new();
        for _ in 0..3 {
            // From ever other addresses, so that the login's budget shows and then the client's.
            seen.push(waits(&site.client(Door::Script).ask_restore(login).await));
        }
        let mut client = site.client(Door::Script);
        for _ in 0..9 {
            seen.push(waits(&client.ask_restore(login).await));
        }
        site.settle().await;
        assert_eq!(seen.iter().filter(|(status, ..)| *status == 429).count(), 9, "{login}");
        restored.push(seen);
    }
    assert!(restored.windows(2).all(|pair| pair[0] == pair[1]), "{restored:?}");
}

/// Two spellings of a known mailbox share its account's budget. Those of an unknown one must share theirs.
async fn enu_04_one_mailbox_has_one_budget_however_it_is_written(database: Database) {
    let site = Site::open(database, "").await;
    site.account("ada@пример.рф").await;
    let (mut signed_in, mut restored) = (Vec::new(), Vec::new());
    for name in ["ada", "eve"] {
        let spellings = ["пример.рф", "ПРИМЕР.РФ", "xn--e1afmkfd.xn--p1ai", "XN--E1AFMKFD.xn--P1AI"];
        let mut client = site.client(Door::Script);
        let (mut statuses, mut asked) = (Vec::new(), Vec::new());
        for domain in spellings.iter().cycle().take(8) {
            let login = format!(" {}@{domain} ", name.to_uppercase());
            statuses.push(client.sign_in(&login, "a wrong one").await.status);
            asked.push(site.client(Door::Script).ask_restore(&login).await.status);
        }
        signed_in.push(statuses);
        restored.push(asked);
    }
    assert_eq!(signed_in[0], [401, 401, 401, 401, 401, 429, 429, 429]);
    assert_eq!(signed_in[0], signed_in[1], "the second mailbox has no account");
    assert_eq!(restored[0], [200, 200, 200, 429, 429, 429, 429, 429]);
    assert_eq!(restored[0], restored[1], "the second mailbox has no account");
}

/// Otherwise whoever guesses a username and an address learns that they are one person's.
async fn enu_04_letters_asked_for_by_a_username_do_not_show_at_its_address(database: Database) {
    let site = Site::open(database, "").await;
    named(&site).await;
    for _ in 0..3 {
        assert_eq!(site.client(Door::Script).ask_restore(USERNAME).await.status, 200);
    }
    site.settle().await;
    for email in [NAMED, UNKNOWN] {
        assert_eq!(site.client(Door::Script).ask_restore(email).await.status, 200, "{email}");
    }
}

async fn enu_04_codes_tried_by_a_username_do_not_show_at_its_address(database: Database) {
    let site = Site::open(database, "").await;
    named(&site).await;
    let mut statuses = Vec::new();
    for login in [USERNAME, NAMED, USERNAME_UNKNOWN, UNKNOWN] {
        let mut client = site.client(Door::Script);
        client.ask_restore(login).await;
        site.settle().await;
        let mut seen = Vec::new();
        for _ in 0..12 {
            seen.push(client.restore_code("000000").await.status);
        }
        assert_eq!(seen[9..], [422, 429, 429], "{login}");
        statuses.push(seen);
    }
    assert!(statuses.windows(2).all(|pair| pair[0] == pair[1]), "{statuses:?}");
}

async fn enu_05_the_owner_of_an_address_is_told_once_a_day(database: Database) {
    let site = Site::open(database, "").await;
    site.account(KNOWN).await;
    for email in [KNOWN, UNKNOWN] {
        site.client(Door::Plain).register(email, PASSWORD).await;
    }
    site.settle().await;
    let letters = site.letters().await;
    assert_eq!(letters.len(), 2);
    let (told, asked) = (site.letter(KNOWN, 1).await, site.letter(UNKNOWN, 1).await);
    assert_eq!(told.subject, asked.subject);
    assert!(told.text.contains("It has an account already") && !told.text.contains("/link/"), "{}", told.text);
    assert_eq!((asked.code().len(), asked.token().len()), (6, 43));

    site.advance(Span::hours(23));
    site.client(Door::Plain).register(KNOWN, PASSWORD).await;
    site.settle().await;
    assert_eq!(site.letters().await.len(), 2, "its owner was told within the day");
    site.advance(Span::hours(1));
    site.client(Door::Plain).register(KNOWN, PASSWORD).await;
    assert!(site.letter(KNOWN, 2).await.text.contains("It has an account already"));
    assert_eq!(site.count("SELECT COUNT(*) FROM account").await, 1);
}

async fn enu_05_an_address_without_an_account_is_told_so_once_a_day(database: Database) {
    let site = Site::open(database, "").await;
    site.account(KNOWN).await;
    for email in [KNOWN, UNKNOWN] {
        site.client(Door::Plain).ask_restore(email).await;
    }
    site.settle().await;
    assert_eq!(site.letters().await.len(), 2);
    let (restoring, told) = (site.letter(KNOWN, 1).await, site.letter(UNKNOWN, 1).await);
    assert_eq!(told.subject, restoring.subject);
    assert!(told.text.contains("No account has it") && !told.text.contains("/link/"), "{}", told.text);
    assert_eq!((restoring.code().len(), restoring.token().len()), (6, 43));

    site.advance(Span::hours(23));
    for email in [KNOWN, UNKNOWN] {
        site.client(Door::Plain).ask_restore(email).await;
    }
    site.letter(KNOWN, 2).await;
    site.settle().await;
    assert_eq!(site.letters().await.len(), 3, "it was told within the day");
    site.advance(Span::hours(1));
    site.client(Door::Plain).ask_restore(UNKNOWN).await;
    assert!(site.letter(UNKNOWN, 2).await.text.contains("No account has it"));
}

async fn enu_08_no_answer_tells_how_the_site_is_made(database: Database) {
    let site = Site::open(database, "").await;
    people(&site).await;
    for door in DOORS {
        let mut client = site.client(door);
        let mut answers = vec![
            client.get("/nothing").await,
            client.get("/api/nothing").await,
            client.get("/api/open?page=Nothing").await,
            client.get("/api/track").await,
            client.get("/api/track?page=Nothing").await,
            client.get("/link/%ff").await,
            client.get("/link/restore/%ff").await,
            client.get("/link/undo/none").await,
            client.get("/restore/password").await,
            client.get("/undo").await,
            client.post("/account/data.json", &[]).await,
            client.post("/api/language", &[("language", "tlh")]).await,
            client.post_body("/api/login", "login[a][b][c][d][e][f]=1&login=2&%%%=%zz&=").await,
            client.post_body("/api/login", vec![0xff, 0xfe, b'=', 0]).await,
            client.post_body("/api/restore", vec![0xff, 0xfe, b'=', 0]).await,
            client.post_body("/api/restore-password", "password[a]=1").await,
            client.sign_in(KNOWN, "a wrong one").await,
            client.register(KNOWN, PASSWORD).await,
            client.restore_password(PASSWORD).await,
            client.ask_restore("'\"><%00").await,
            client.restore_code("000000").await,
            client.undo(PASSWORD).await,
        ];
        answers.push(client.confirm("000000").await);
        // Whatever asks for a session, without one.
        let acts = [
            "prove",
            "password",
            "email",
            "email-resend",
            "email-confirm",
            "email-drop",
            "session-end",
            "sessions-end",
            "leave",
            "stay",
        ];
        for act in acts {
            answers.push(client.post(&format!("/api/{act}"), &[]).await);
        }
        for answer in answers {
            assert!(answer.status < 500, "{}", answer.all());
            let body = masked(&answer.body.to_lowercase(), "<script", "</script>");
            for word in ["exists", "sqlx", "serde", "panicked", "email_key", "server_fn", "leptos", "sqlite", "postgres"] {
                assert!(!body.contains(word), "{word} in {}", answer.all());
            }
        }
    }
}
