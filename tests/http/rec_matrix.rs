//! Whatever way a password is replaced, and in whatever order the steps are taken.

use std::path::Path;

use cabinet::server::store::NewAccount;
use cabinet::words::Password;

use crate::client::{Client, DOORS, Door};
use crate::database::Database;
use crate::site::{LOOSE, Letter, MOVING, PASSWORD, Site, UNDOING, at_once};
use crate::tok::{CHOSEN, NOTICE, lost, wrong};

on_both!(rec_02_no_order_of_steps_gets_around_the_proof, rec_17_every_way_to_a_new_password_leaves_nothing_of_the_old_one);

/// What can be done on the way to a new password.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Step {
    WrongCode,
    /// Of the first letter; a later one's never.
    RightCode,
    /// Of the first letter too.
    OpenLink,
    Again,
    Choose,
    /// By a browser that has asked for nothing and opened nothing.
    StrangerChooses,
    /// Every form of the flow, empty.
    Nothing,
}

const STEPS: [Step; 7] =
    [Step::WrongCode, Step::RightCode, Step::OpenLink, Step::Again, Step::Choose, Step::StrangerChooses, Step::Nothing];
const DEPTH: u32 = 4;
/// How many go side by side: not so many that hashing is refused.
const AT_ONCE: usize = 16;

/// What a browser may do, as the flow says it.
#[derive(Default)]
struct Model {
    /// The first letter can no longer be used.
    over: bool,
    code_used: bool,
    /// The code was right in this browser, and it has not asked again.
    proved: bool,
    opened: bool,
}

impl Model {
    /// Takes a step: whether a password was replaced by it.
    fn take(&mut self, step: Step) -> bool {
        match step {
            Step::RightCode if !self.over && !self.code_used => (self.code_used, self.proved) = (true, true),
            Step::OpenLink => self.opened = true,
            Step::Again => (self.over, self.proved, self.opened) = (true, false, false),
            Step::Choose if !self.over && (self.proved || self.opened) => {
                (self.over, self.proved, self.opened) = (true, false, false);
                return true;
            }
            _ => {}
        }
        false
    }
}

async fn rec_02_no_order_of_steps_gets_around_the_proof(database: Database) {
    let site = Site::open(database, LOOSE).await;
    let sequences = STEPS.len().pow(DEPTH);
    let hash = site.house.hasher.hash(&Password::given(PASSWORD.into()).unwrap(), site.house.tokens.random()).await.unwrap();
    let mut replaced = 0;
    // In batches, since the development server shows the newest five hundred letters.
    for batch in (0..sequences).collect::<Vec<_>>().chunks(400) {
        let mut tx = site.house.store.write().await.unwrap();
        for n in batch {
            let email = format!("n{n}@example.org");
            let id = site.house.tokens.id();
            let new = NewAccount {
                id: &id,
                contact_key: &email,
                contact: &email,
                password: hash.as_str(),
                username: None,
                country: None,
                region: None,
                kind: None,
                language: "en",
            };
            assert!(tx.add_account(&new, site.house.clock.now()).await.unwrap());
        }
        tx.save().await.unwrap();
        let mut asked = Vec::new();
        for some in batch.chunks(AT_ONCE) {
            let some = at_once(some.len(), |i| {
                let (mut client, email) = (site.client(Door::Script), format!("n{}@example.org", some[i]));
                async move {
                    assert_eq!(client.ask_restore(&email).await.status, 200);
                    // Without its connection: there are many of them.
                    (email, client.tab())
                }
            });
            asked.extend(some.await);
        }
        site.settle().await;
        let letters = site.letters().await;
        let mut under_way = Vec::new();
        for (n, (email, client)) in batch.iter().zip(asked) {
            let letter = letters.iter().find(|letter| letter.to == email).expect("a letter to each").clone();
            under_way.push((*n, client, site.client(Door::Script), letter));
        }
        while !under_way.is_empty() {
            let some: Vec<_> = under_way.drain(..under_way.len().min(AT_ONCE)).collect();
            let mut runs = Vec::new();
            for (n, client, stranger, letter) in some {
                runs.push(tokio::spawn(walk(n, client, stranger, letter)));
            }
            for run in runs {
                replaced += run.await.unwrap();
            }
        }
        site.settle().await;
    }
    assert!(replaced > 0 && replaced < sequences, "{replaced}");
    let changed = site.count("SELECT COUNT(*) FROM account WHERE version > 1").await;
    assert_eq!(changed, i64::try_from(replaced).unwrap(), "and no password was replaced besides");
}

/// Takes the steps that a number stands for, side by side with the model: how many passwords were replaced.
async fn walk(n: usize, mut client: Client, mut stranger: Client, letter: Letter) -> usize {
    let steps: Vec<Step> = (0..DEPTH).map(|at| STEPS[n / STEPS.len().pow(at) % STEPS.len()]).collect();
    let (mut model, mut replaced, email) = (Model::default(), 0, letter.to.clone());
    for step in &steps {
        let answers = match step {
            Step::WrongCode => vec![client.restore_code(wrong(&letter.code())).await],
            Step::RightCode => vec![client.restore_code(&letter.code()).await],
            Step::OpenLink => vec![client.open_restore_link(&letter.token()).await],
            Step::Again => vec![client.ask_restore(&email).await],
            Step::Choose => vec![client.restore_password(CHOSEN).await],
            Step::StrangerChooses => vec![stranger.restore_password(CHOSEN).await],
            Step::Nothing => vec![
                client.post("/api/restore", &[]).await,
                client.post("/api/restore-code", &[]).await,
                client.post("/api/restore-password", &[]).await,
            ],
        };
        let expected = model.take(*step);
        assert!(answers.iter().all(|answer| answer.status < 500), "{steps:?}");
        let chosen =
            matches!(step, Step::Choose | Step::StrangerChooses | Step::Nothing) && answers.iter().any(|a| a.status == 200);
        assert_eq!(chosen, expected, "{step:?} in {steps:?}");
        replaced += usize::from(chosen);
    }
    replaced
}

/// How a password is replaced. A new way joins with a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Way {
    Change,
    RestoreByLink,
    RestoreByCode,
    Undo,
}

const WAYS: [Way; 4] = [Way::Change, Way::RestoreByLink, Way::RestoreByCode, Way::Undo];

/// An account with all that an old password may have opened.
struct Opened {
    /// The addresses: the one that it had, the one that it has, and the one that it is to move to.
    old: String,
    now: String,
    account: String,
    /// Browsers that are signed in: for this time, and for a month.
    owner: Client,
    other: Client,
    remembered: Client,
    /// One that has asked to restore, and its letter.
    asking: Client,
    restoring: Letter,
    /// The code of a move that is under way, and the secret that takes the last one back.
    moving: String,
    undo: String,
}

async fn opened(site: &Site, door: Door, name: &str) -> Opened {
    let [old, now, next] = ["old", "now", "next"].map(|which| format!("{which}-{name}@example.org"));
    let account = site.account(&old).await;
    let mut owner = site.client(door);
    owner.sign_in(&old, PASSWORD).await;
    owner.change_email(&now).await;
    let code = site.written(&now, MOVING).await.code();
    owner.confirm_email(&code).await;
    let undo = site.written(&old, UNDOING).await.token();
    let (mut other, mut remembered, mut asking) = (site.client(door), site.client(door), site.client(door));
    other.sign_in(&now, PASSWORD).await;
    remembered.post("/api/login", &[("login", now.as_str()), ("password", PASSWORD), ("remember", "yes")]).await;
    owner.change_email(&next).await;
    let moving = site.written(&next, MOVING).await.code();
    let restoring = lost(site, &mut asking, &now).await;
    for client in [&owner, &other, &remembered] {
        assert!(client.tab().is_signed_in().await);
        client.cookie("device");
    }
    site.lock(&account).await;
    Opened { old, now, account, owner, other, remembered, asking, restoring, moving, undo }
}

impl Way {
    async fn take(self, site: &Site, door: Door, opened: &mut Opened) {
        let mut elsewhere = site.client(door);
        let done = match self {
            Way::Change => opened.owner.change_password(PASSWORD, CHOSEN).await,
            Way::RestoreByLink => {
                elsewhere.open_restore_link(&opened.restoring.token()).await;
                elsewhere.restore_password(CHOSEN).await
            }
            Way::RestoreByCode => {
                opened.asking.restore_code(&opened.restoring.code()).await;
                opened.asking.restore_password(CHOSEN).await
            }
            Way::Undo => {
                elsewhere.open_undo_link(&opened.undo).await;
                elsewhere.undo(CHOSEN).await
            }
        };
        assert!(done.status == 200 || ["/account", "/login"].contains(&done.location()), "{self:?}: {}", done.all());
    }
}

async fn rec_17_every_way_to_a_new_password_leaves_nothing_of_the_old_one(database: Database) {
    let site = Site::open(database, LOOSE).await;
    for door in DOORS {
        for way in WAYS {
            let what = format!("{way:?} by {door:?}");
            let mut opened = opened(&site, door, &format!("{way:?}{door:?}").to_lowercase()).await;
            let before = site.letters().await.len();
            assert_eq!(
                site.client(Door::Script).sign_in(&opened.now, PASSWORD).await.status,
                429,
                "{what}: strangers are locked out"
            );
            way.take(&site, door, &mut opened).await;
            let Opened { old, now, account, mut owner, mut other, mut remembered, mut asking, restoring, moving, .. } = opened;
            let login = if way == Way::Undo { &old } else { &now };

            // Sessions, of both lengths. Whoever knew the old password stays where it was changed, and nowhere else.
            assert_eq!(owner.is_signed_in().await, way == Way::Change, "{what}");
            for client in [&mut other, &mut remembered] {
                assert!(!client.is_signed_in().await, "{what}");
                client.door = Door::Script;
                assert_eq!(client.set_username("intruder").await.status, 401, "{what}");
            }
            // The count of wrong guesses, and the old password itself.
            let mut fresh = site.client(Door::Script);
            assert_eq!(fresh.sign_in(login, PASSWORD).await.status, 401, "{what}");
            assert_eq!(fresh.sign_in(login, CHOSEN).await.status, 200, "{what}");
            // The move that was under way, and the letter that was out, by its code and by its link.
            assert_eq!(fresh.confirm_email(&moving).await.status, 409, "{what}");
            asking.door = Door::Script;
            assert!(matches!(asking.restore_code(&restoring.code()).await.status, 409 | 422), "{what}");
            assert_eq!(asking.restore_password(PASSWORD).await.status, 409, "{what}");
            let mut late = site.client(Door::Script);
            late.open_restore_link(&restoring.token()).await;
            assert_eq!(late.restore_password(PASSWORD).await.status, 409, "{what}");
            let live = "SELECT (SELECT COUNT(*) FROM restore WHERE account IS NOT NULL AND used_at IS NULL AND replaced_at IS NULL)
                             + (SELECT COUNT(*) FROM email_change WHERE used_at IS NULL AND replaced_at IS NULL)";
            assert_eq!(site.count(live).await, 0, "{what}");
            // Browsers that were known: now they are strangers, who are locked out again.
            site.lock(&account).await;
            for client in [&mut other, &mut remembered] {
                assert_eq!(client.sign_in(login, CHOSEN).await.status, 429, "{what}");
            }
            assert_eq!(fresh.sign_in(login, CHOSEN).await.status, 200, "{what}: one that has come since is known");
            // Notices: once to every address that can still speak for the account.
            site.settle().await;
            let letters = site.letters().await;
            let new = &letters[..letters.len() - before];
            let told = |to: &String| new.iter().filter(|letter| letter.subject == NOTICE && letter.to == *to).count();
            let to_now = usize::from(way != Way::Undo);
            assert_eq!((told(&old), told(&now), new.len()), (1, to_now, 1 + to_now), "{what}");
        }
    }
}

/// Everything above rests on this: one statement writes a password, for one function and for the renewal of a hash beside it.
#[test]
fn rec_17_one_statement_writes_a_password() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut folders, mut statements, mut calls) = (vec![root.clone()], Vec::new(), Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                folders.push(path);
            } else if name.ends_with(".rs") && !name.starts_with("server/store/contract") {
                let text = std::fs::read_to_string(path).unwrap();
                statements.extend(text.matches("SET password").map(|_| name.clone()));
                calls.extend(text.matches(".write_password(").map(|_| name.clone()));
            }
        }
    }
    assert_eq!(statements, ["server/store/account.rs"]);
    assert_eq!(calls, ["server/credentials.rs"; 2]);
}
