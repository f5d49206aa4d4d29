//! Letters: how many go, and what becomes of them when the mail server is away, slow, or of another mind.

use std::sync::{Arc, Mutex};

use cabinet::server::store::{NewMessage, NewRestore};
use cabinet::words::{Page, Span};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::account::{RESTORE, leads_to, letters, signed_in};
use crate::client::Door;
use crate::database::Database;
use crate::site::{PASSWORD, Site, until};

on_both!(
    del_01_whoever_asks_a_mailbox_gets_three_an_hour_and_ten_a_day,
    del_01_a_username_is_no_way_to_more_letters,
    del_01_one_client_asks_for_ten_an_hour,
    del_03_a_letter_outlives_a_restart_and_goes_once,
    del_03_what_a_dead_worker_held_goes_when_its_lease_has_run_out,
    del_04_after_an_outage_no_stale_code_goes,
    del_05_pauses_grow_and_end_while_the_site_goes_on,
    del_05_a_mail_server_that_says_nothing_holds_up_no_page,
    del_05_the_letter_that_undoes_a_move_outlives_an_outage_and_says_what_is_left,
    del_06_a_letter_that_cannot_go_does_not_hold_up_the_others,
);

const ADA: &str = "ada@example.org";
const EVE: &str = "eve@example.org";
/// A mailbox that our mail server does not have, and one that it cannot write to now.
const POISON: &str = "poison@example.org";
const FULL: &str = "full@example.org";

/// A mail server.
#[derive(Clone)]
struct Post {
    port: u16,
    mood: Arc<Mutex<Mood>>,
    taken: Arc<Mutex<Vec<Taken>>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mood {
    Open,
    /// It hangs up on everybody.
    Shut,
    /// It lets everybody in and says nothing.
    Silent,
}

/// A letter that it took.
#[derive(Clone)]
struct Taken {
    to: String,
    text: String,
}

impl Post {
    async fn open(mood: Mood) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let post = Self { port, mood: Arc::new(Mutex::new(mood)), taken: Arc::default() };
        let ours = post.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let post = ours.clone();
                // Whoever breaks off has told enough.
                tokio::spawn(async move { post.talk(stream).await });
            }
        });
        post
    }

    fn config(&self) -> String {
        let port = self.port;
        format!("[smtp]\nhost = '127.0.0.1'\nport = {port}\ntls = 'none'\ntimeout = '1s'\nfrom = 'Cabinet <accounts@example.org>'")
    }

    fn set(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    fn mood(&self) -> Mood {
        *self.mood.lock().unwrap()
    }

    /// The letters to an address so far, oldest first.
    fn taken(&self, to: &str) -> Vec<Taken> {
        self.taken.lock().unwrap().iter().filter(|letter| letter.to == to).cloned().collect()
    }

    async fn talk(&self, stream: TcpStream) -> std::io::Result<()> {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        match self.mood() {
            Mood::Open => write.write_all(b"220 post\r\n").await?,
            Mood::Shut => return Ok(()),
            Mood::Silent => {
                while lines.next_line().await?.is_some() {}
                return Ok(());
            }
        }
        let mut to = String::new();
        while let Some(line) = lines.next_line().await? {
            if self.mood() != Mood::Open {
                return Ok(());
            }
            let reply = match line.get(..4).unwrap_or_default() {
                "RCPT" if line.contains(POISON) => "550 5.1.1 no such mailbox",
                "RCPT" if line.contains(FULL) => "452 4.2.2 the mailbox is full",
                "RCPT" => {
                    to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                    "250 ok"
                }
                "DATA" => {
                    write.write_all(b"354 go on\r\n").await?;
                    let mut text = String::new();
                    while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                        text += &line;
                        text += "\n";
                    }
                    self.taken.lock().unwrap().push(Taken { to: to.clone(), text });
                    "250 taken"
                }
                "QUIT" => "221 bye",
                _ => "250 post",
            };
            write.write_all(format!("{reply}\r\n").as_bytes()).await?;
        }
        Ok(())
    }
}

impl Taken {
    fn code(&self) -> String {
        let code = self.text.lines().map(str::trim).find(|line| line.len() == 6 && line.bytes().all(|b| b.is_ascii_digit()));
        code.unwrap_or_else(|| panic!("no code: {}", self.text)).to_owned()
    }
}

/// Waits until the one letter there is was tried so often, and put aside.
async fn tried(site: &Site, times: i64) {
    let attempts = "SELECT MAX(CASE WHEN lease IS NULL THEN attempts ELSE -1 END) FROM message";
    until("the letter was tried", async || (site.count(attempts).await == times).then_some(())).await;
}

/// Waits until the mail server has taken so many letters to an address.
async fn took(site: &Site, post: &Post, to: &str, letters: usize) {
    site.house.outbox.wake();
    until("the letter was taken", async || (post.taken(to).len() >= letters).then_some(())).await;
    assert_eq!(post.taken(to).len(), letters, "{to}");
}

/// The most of these minutes that lie within any such span.
fn most_within(minutes: &[i64], span: i64) -> usize {
    let within = |from: &i64| minutes.iter().filter(|at| (*from..from + span).contains(*at)).count();
    minutes.iter().map(within).max().unwrap_or_default()
}

async fn del_01_whoever_asks_a_mailbox_gets_three_an_hour_and_ten_a_day(database: Database) {
    let site = Site::open(database, "").await;
    site.account(ADA).await;
    for name in ["eve", "kim", "mal", "joe", "sue"] {
        site.account(&format!("{name}@example.org")).await;
    }
    // Restoring has a budget of its own, which nobody spends by other forms.
    let restored = asks(&site, async |_| site.client(Door::Script).ask_restore(ADA).await.status).await;
    let others = asks(&site, async |n| {
        if n % 2 == 0 {
            return site.client(Door::Script).register("ADA@Example.org", PASSWORD).await.status;
        }
        // What one account sends to others has a limit too.
        let who = ["eve", "kim", "mal", "joe", "sue"][n / 2 % 5];
        signed_in(&site, &format!("{who}@example.org"), Door::Script).await.change_email("Ada@example.org").await.status
    })
    .await;
    let went = site.letters().await.iter().filter(|letter| letter.to.eq_ignore_ascii_case(ADA)).count();
    assert!(went <= restored + others, "{went} letters for {restored} and {others} requests");
    assert_eq!(site.count("SELECT COUNT(*) FROM message").await, i64::try_from(restored + others).unwrap());
}

/// Asks for as many letters as there are to be had in three days: how many there were.
async fn asks(site: &Site, ask: impl AsyncFn(usize) -> u16) -> usize {
    let mut asked = Vec::new();
    for minute in (0..3 * 24 * 60).step_by(20) {
        loop {
            let status = ask(asked.len()).await;
            if status == 429 {
                break;
            }
            assert_eq!(status, 200);
            asked.push(minute);
            assert!(asked.len() <= 3 * 10 + 10, "there is no end to them");
        }
        site.advance(Span::minutes(20));
    }
    assert_eq!((most_within(&asked, 60), most_within(&asked, 24 * 60)), (3, 10), "{asked:?}");
    site.settle().await;
    asked.len()
}

async fn del_01_a_username_is_no_way_to_more_letters(database: Database) {
    let site = Site::open(database, "").await;
    site.account(ADA).await;
    assert_eq!(signed_in(&site, ADA, Door::Script).await.set_username("countess").await.status, 200);
    for login in [ADA, "countess", "COUNTESS", "Countess"] {
        assert_eq!(site.client(Door::Script).ask_restore(login).await.status, 200, "{login}");
        site.settle().await;
    }
    assert_eq!(letters(&site, ADA, RESTORE).await.len(), 3, "the fourth does not go, and nobody is told");
    assert_eq!(site.client(Door::Script).ask_restore(ADA).await.status, 200);
    assert_eq!(letters(&site, ADA, RESTORE).await.len(), 3, "nor by the address itself");
}

async fn del_01_one_client_asks_for_ten_an_hour(database: Database) {
    let site = Site::open(database, "").await;
    let mut eve = site.client(Door::Script);
    let mut asked = Vec::new();
    for minute in (0..24 * 60).step_by(5) {
        while eve.ask_restore(&format!("victim{}@example.org", asked.len())).await.status == 200 {
            asked.push(minute);
        }
        site.advance(Span::minutes(5));
    }
    assert_eq!(most_within(&asked, 60), 10, "{asked:?}");
}

async fn del_03_a_letter_outlives_a_restart_and_goes_once(database: Database) {
    let post = Post::open(Mood::Shut).await;
    let mut site = Site::open(database, &post.config()).await;
    site.account(ADA).await;
    let mut ada = site.client(Door::Script);
    assert_eq!(ada.ask_restore(ADA).await.status, 200);
    // What was acknowledged stands there, together with its letter.
    let about = "SELECT COUNT(*) FROM restore r JOIN message m ON m.about = r.id WHERE m.handed_at IS NULL";
    assert_eq!(site.count(about).await, 1);
    tried(&site, 1).await;
    site = site.restart().await;
    assert_eq!(site.count(about).await, 1);
    post.set(Mood::Open);
    site.advance(Span::minutes(1));
    took(&site, &post, ADA, 1).await;
    site.settle().await;
    assert_eq!(ada.restore_code(&post.taken(ADA)[0].code()).await.status, 200, "the browser still waits for it");

    // Later letters go, and this one does not go again.
    for nth in 1..=3 {
        site = site.restart().await;
        assert_eq!(site.client(Door::Script).ask_restore(&format!("later{nth}@example.org")).await.status, 200);
        took(&site, &post, &format!("later{nth}@example.org"), 1).await;
        site.advance(Span::hours(1));
        site.settle().await;
    }
    assert_eq!(post.taken(ADA).len(), 1);
}

async fn del_03_what_a_dead_worker_held_goes_when_its_lease_has_run_out(database: Database) {
    let post = Post::open(Mood::Open).await;
    let site = Site::open(database, &post.config()).await;
    site.account(ADA).await;
    let (now, lease) = (site.house.clock.now(), Span::minutes(1));
    let (id, message) = (site.house.tokens.id(), site.house.tokens.id());
    let mut tx = site.house.store.write().await.unwrap();
    let new = NewRestore { id: &id, login: ADA, language: "en", expires_at: now.after(Span::hours(1)) };
    tx.add_restore(&new, now).await.unwrap();
    let letter = NewMessage { id: &message, kind: "restore", about: &id, via: None, deadline: now.after(Span::minutes(30)) };
    tx.add_message(&letter, now).await.unwrap();
    let held = tx.claim_messages("a worker that died", 1, now.after(lease), now).await.unwrap().pop().expect("a message");
    assert_eq!((held.id, held.attempts), (message, 1));
    tx.save().await.unwrap();

    site.advance(Span(lease.0 - 1));
    assert_eq!(site.client(Door::Script).ask_restore(EVE).await.status, 200);
    took(&site, &post, EVE, 1).await;
    assert!(post.taken(ADA).is_empty(), "it is still held");
    site.advance(Span(1));
    took(&site, &post, ADA, 1).await;
    site.settle().await;
    assert_eq!(site.count("SELECT COUNT(*) FROM message WHERE attempts = 2 AND handed_at IS NOT NULL").await, 1);
}

async fn del_04_after_an_outage_no_stale_code_goes(database: Database) {
    let post = Post::open(Mood::Shut).await;
    let site = Site::open(database, &post.config()).await;
    site.account(ADA).await;
    let mut ada = signed_in(&site, ADA, Door::Script).await;
    leads_to(&ada.change_email("ada@new.example.org").await, Page::Email);
    let mut waiting = site.client(Door::Script);
    leads_to(&waiting.ask_restore(ADA).await, Page::RestoreCode);
    let tried_each = "SELECT COUNT(*) FROM message WHERE attempts > 0 AND lease IS NULL";
    until("each was tried", async || (site.count(tried_each).await == 2).then_some(())).await;

    site.advance(Span::hours(2));
    post.set(Mood::Open);
    site.house.outbox.wake();
    site.settle().await;
    assert_eq!(site.count("SELECT COUNT(*) FROM message WHERE failed_at IS NOT NULL").await, 2);
    assert_eq!(waiting.restore_code("000000").await.status, 409, "the page waits no longer");

    leads_to(&waiting.ask_restore(ADA).await, Page::RestoreCode);
    took(&site, &post, ADA, 1).await;
    assert!(post.taken("ada@new.example.org").is_empty());
    site.settle().await;
    assert_eq!(waiting.restore_code(&post.taken(ADA)[0].code()).await.status, 200);
}

async fn del_05_pauses_grow_and_end_while_the_site_goes_on(database: Database) {
    let post = Post::open(Mood::Shut).await;
    let site = Site::open(database, &post.config()).await;
    let mut ada = site.client(Door::Script);
    leads_to(&ada.register(ADA, PASSWORD).await, Page::Confirm);
    let asked = site.house.clock.now();
    for attempt in 1..u32::MAX {
        let gone = async || site.count("SELECT COUNT(*) FROM message WHERE failed_at IS NOT NULL").await == 1;
        until("it was tried", async || {
            let tried = site.count("SELECT attempts FROM message").await >= attempt.into();
            (tried && (gone().await || site.count("SELECT COUNT(*) FROM message WHERE lease IS NOT NULL").await == 0)).then_some(())
        })
        .await;
        if gone().await {
            break;
        }
        let pause = site.count("SELECT next_at FROM message").await - site.house.clock.now().0;
        let longest = Span::seconds(5 * 2_i64.pow(attempt.min(20) - 1)).min(Span::hours(1));
        assert!((Span::seconds(1).0..=longest.0).contains(&pause), "after {attempt}: {pause} µs");
        let track = ada.get("/api/track?page=Confirm").await;
        assert!(track.status == 200 && track.body.contains("did not take it; next try"), "{}", track.body);
        assert_eq!(ada.get("/confirm").await.status, 200);
        site.advance(Span(pause));
        site.house.outbox.wake();
    }
    assert!(site.house.clock.now() >= asked.after(Span::hours(47)), "it is tried until its time is over");
    assert!(ada.get("/api/track?page=Confirm").await.body.contains("Not delivered"));
    // That letter is given up; another can be asked for, and goes.
    post.set(Mood::Open);
    leads_to(&ada.resend().await, Page::Confirm);
    took(&site, &post, ADA, 1).await;
    site.settle().await;
    leads_to(&ada.confirm(&post.taken(ADA)[0].code()).await, Page::Login);
}

async fn del_05_the_letter_that_undoes_a_move_outlives_an_outage_and_says_what_is_left(database: Database) {
    let post = Post::open(Mood::Open).await;
    let site = Site::open(database, &post.config()).await;
    site.account(ADA).await;
    let (mut ada, new) = (signed_in(&site, ADA, Door::Script).await, "ada@new.example.org");
    leads_to(&ada.change_email(new).await, Page::Email);
    took(&site, &post, new, 1).await;
    site.settle().await;
    post.set(Mood::Shut);
    leads_to(&ada.confirm_email(&post.taken(new)[0].code()).await, Page::Account);
    until("the letter was put aside", async || {
        let aside = "SELECT COUNT(*) FROM message WHERE kind = 'moved' AND attempts > 0 AND lease IS NULL";
        (site.count(aside).await == 1).then_some(())
    })
    .await;
    post.set(Mood::Open);
    site.advance(Span::hours(10));
    took(&site, &post, ADA, 1).await;
    let text = &post.taken(ADA)[0].text;
    assert!(text.contains("This can be done for 62 hours."), "{text}");
}

async fn del_05_a_mail_server_that_says_nothing_holds_up_no_page(database: Database) {
    let post = Post::open(Mood::Silent).await;
    let site = Site::open(database, &post.config()).await;
    site.account(ADA).await;
    let mut waiting = Vec::new();
    for nth in 0..8 {
        let mut client = site.client(Door::Script);
        leads_to(&client.ask_restore(&format!("nobody{nth}@example.org")).await, Page::RestoreCode);
        waiting.push(client);
    }
    // All that can be held is held: the senders wait, and nobody else does.
    until("the senders wait", async || {
        (site.count("SELECT COUNT(*) FROM message WHERE lease IS NOT NULL").await > 0).then_some(())
    })
    .await;
    for client in &mut waiting {
        assert_eq!(client.get("/restore/code").await.status, 200);
    }
    signed_in(&site, ADA, Door::Plain).await;
    let put_aside = "SELECT COUNT(*) FROM message WHERE attempts = 1 AND lease IS NULL";
    until("each was put aside", async || (site.count(put_aside).await == 8).then_some(())).await;
    post.set(Mood::Open);
    site.advance(Span::minutes(1));
    for nth in 0..8 {
        took(&site, &post, &format!("nobody{nth}@example.org"), 1).await;
    }
}

async fn del_06_a_letter_that_cannot_go_does_not_hold_up_the_others(database: Database) {
    let post = Post::open(Mood::Open).await;
    let site = Site::open(database, &post.config()).await;
    let now = site.house.clock.now();
    let mut tx = site.house.store.write().await.unwrap();
    for (kind, about) in
        [("nonsense", "nothing"), ("restore", "nothing"), ("email", ""), ("notice", "nothing"), ("moved", "nothing")]
    {
        let id = site.house.tokens.id();
        let letter = NewMessage { id: &id, kind, about, via: None, deadline: now.after(Span::hours(1)) };
        tx.add_message(&letter, now).await.unwrap();
    }
    tx.save().await.unwrap();
    for to in [POISON, FULL, "a@example.org", POISON, "b@example.org", FULL, "c@example.org"] {
        leads_to(&site.client(Door::Script).ask_restore(to).await, Page::RestoreCode);
    }
    for to in ["a@example.org", "b@example.org", "c@example.org"] {
        took(&site, &post, to, 1).await;
    }
    // One letter a day says that there is no account. The second of each says nothing, and fares like the first.
    let waits = "SELECT COUNT(*) FROM message WHERE handed_at IS NULL AND failed_at IS NULL AND attempts > 0 AND lease IS NULL";
    until("the full mailbox's wait", async || (site.count(waits).await == 2).then_some(())).await;
    until("what cannot go is given up", async || {
        (site.count("SELECT COUNT(*) FROM message WHERE failed_at IS NOT NULL").await == 7).then_some(())
    })
    .await;
    assert!(post.taken(POISON).is_empty() && post.taken(FULL).is_empty());
    assert_eq!(site.count("SELECT COUNT(*) FROM message WHERE reply = '550' AND attempts = 1").await, 2, "asked once");
    // They are tried until it is too late, and the queue is empty then.
    site.advance(Span::hours(1));
    site.house.outbox.wake();
    site.settle().await;
    assert!(post.taken(FULL).is_empty());
}
