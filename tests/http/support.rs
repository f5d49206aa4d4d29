//! Asking the site's own people for help: what is written, what is told, and that nobody learns by it who is registered.

use cabinet::words::{Page, Span};

use crate::account::leads_to;
use crate::cap::challenge;
use crate::client::{Answer, Client, DOORS, Door};
use crate::database::Database;
use crate::queue::{close, operator, take};
use crate::sec::dump;
use crate::site::{DEAD_SMTP, LOOSE, Letter, Site};
use crate::ways::captcha;

on_both!(
    a_request_is_told_of_by_letter_and_followed_on_its_page,
    an_asker_who_is_asked_back_answers_once,
    what_is_asked_for_depends_on_what_is_wrong,
    without_a_desk_there_is_none,
    enu_01_asking_is_answered_alike_whoever_is_registered,
    enu_01_the_link_is_sent_again_without_a_word_on_whether_it_is_theirs,
    enu_02_asking_writes_the_same_rows_whoever_is_registered,
    enu_03_a_dead_mail_server_is_no_sign,
    del_01_an_address_gets_three_letters_within_an_hour_whoever_asks,
    del_01_a_client_asks_five_times_and_then_waits,
    del_01_a_letter_to_the_asker_holds_nothing_that_was_typed,
    cap_01_a_request_costs_a_security_code_once,
    tok_04_the_secret_of_the_link_is_not_kept,
    tok_05_a_link_opens_its_own_page_alone,
);

/// The site's support address.
const DESK: &str = "support@example.org";
const ADA: &str = "ada@example.org";
const KIM: &str = "kim@example.net";
/// Numbers of nobody here.
pub const INN: &str = "7707083893";
pub const KPP: &str = "773601001";
pub const LINK: &str = "/link/support/";
const TYPED: &str = "the letter has not come since Monday";

pub async fn desk(database: Database) -> Site {
    Site::open(database, &format!("{LOOSE}\n[support]\ndesk = true")).await
}

/// A request as it is typed: what is wrong, INN, KPP, mailbox, address for the answer, words.
pub type Typed<'a> = [&'a str; 6];

pub async fn ask(site: &Site, client: &mut Client, typed: Typed<'_>) -> Answer {
    let [challenge, letters] = captcha(site, client, "/support").await;
    let [topic, inn, kpp, mailbox, email, words] = typed;
    let fields = [
        ("topic", topic),
        ("inn", inn),
        ("kpp", kpp),
        ("mailbox", mailbox),
        ("email", email),
        ("words", words),
        ("challenge", &challenge),
        ("captcha", &letters),
    ];
    client.post("/api/support", &fields).await
}

/// Asks about a letter that does not come.
pub async fn asks(site: &Site, client: &mut Client, mailbox: &str) -> Answer {
    ask(site, client, ["letter", INN, KPP, mailbox, "", TYPED]).await
}

/// A request of a browser of its own; its number.
pub async fn asked(site: &Site, typed: Typed<'_>) -> String {
    let mut client = site.client(Door::Script);
    leads_to(&ask(site, &mut client, typed).await, Page::SupportRequest);
    number(&client.get("/support/request").await.body)
}

/// The reference number that stands on a page or in a letter.
pub fn number(text: &str) -> String {
    let is_one = |word: &&str| {
        word.len() == 11
            && word.split('-').map(str::len).eq([3, 3, 3])
            && word.bytes().all(|b| b == b'-' || b.is_ascii_alphanumeric())
    };
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    words.clone().find(is_one).unwrap_or_else(|| panic!("a number in {text}")).to_owned()
}

/// The newest letter to somebody about a request.
async fn about(site: &Site, to: &str) -> Letter {
    site.settle().await;
    let letters = site.letters().await;
    letters.into_iter().find(|letter| letter.to == to && letter.subject.contains("request")).expect("a letter about a request")
}

async fn count_to(site: &Site, to: &str) -> usize {
    site.settle().await;
    site.letters().await.iter().filter(|letter| letter.to == to).count()
}

async fn a_request_is_told_of_by_letter_and_followed_on_its_page(database: Database) {
    let site = desk(database).await;
    let mut one = operator(&site, "one@example.org").await;
    for (door, asker) in [(Door::Plain, "kim@example.net"), (Door::Script, "ann@example.net")] {
        let mut client = site.client(door);
        assert!(client.get("/support/request").await.body.contains("Which request?"), "{door:?}: nothing yet");
        leads_to(&ask(&site, &mut client, ["login", INN, KPP, ADA, asker, TYPED]).await, Page::SupportRequest);
        let page = client.get("/support/request").await.body;
        let number = number(&page);
        assert!(page.contains("received") && page.contains("I have forgotten my login"), "{door:?}: {page}");
        for typed in [INN, KPP, ADA, asker, TYPED] {
            assert!(!page.contains(typed), "{door:?}: {typed} stands on a page that others may see");
        }
        let letter = about(&site, asker).await;
        assert!(letter.text.contains(&number) && letter.subject.contains(&number), "{door:?}: {}", letter.text);
        let told = about(&site, DESK).await;
        for typed in [&number, INN, KPP, ADA, asker, TYPED, "/account/queue"] {
            assert!(told.text.contains(typed), "{door:?}: {typed} in {}", told.text);
        }
        assert!(!told.text.contains(LINK), "{door:?}: the link is the asker's");

        // Another browser comes by the letter.
        let mut other = site.client(door);
        let answer = other.get(&format!("{LINK}{}", letter.token())).await;
        assert_eq!((answer.status, answer.location()), (303, "/support/request"), "{door:?}");
        assert!(other.get("/support/request").await.body.contains(&number), "{door:?}");
        let id = take(&site, &mut one, &number).await;
        assert!(other.get("/support/request").await.body.contains("in work"), "{door:?}");
        close(&mut one, &id, "It stood in the spam folder.").await;
        for client in [&mut client, &mut other] {
            let page = client.get("/support/request").await.body;
            assert!(page.contains("closed") && page.contains("It stood in the spam folder."), "{door:?}: {page}");
        }
        assert!(about(&site, asker).await.text.contains("It stood in the spam folder."), "{door:?}");
    }
}

async fn an_asker_who_is_asked_back_answers_once(database: Database) {
    let site = desk(database).await;
    let mut one = operator(&site, "one@example.org").await;
    for (door, asker) in [(Door::Plain, "kim@example.net"), (Door::Script, "ann@example.net")] {
        let mut client = site.client(door);
        leads_to(&asks(&site, &mut client, asker).await, Page::SupportRequest);
        let number = number(&client.get("/support/request").await.body);
        let id = take(&site, &mut one, &number).await;
        let answer = client.post("/api/support-answer", &[("words", "early")]).await;
        assert!(answer.status == 409 || answer.location() == "/support/request", "{door:?}: {}", answer.all());
        assert_eq!(site.count("SELECT COUNT(*) FROM support_event WHERE deed = 'answered' AND words = 'early'").await, 0);

        let fields = [("id", id.as_str()), ("question_back", "Which day was it?")];
        leads_to(&one.post("/api/queue-ask", &fields).await, Page::Queue);
        assert!(about(&site, asker).await.text.contains("Which day was it?"), "{door:?}");
        let page = client.get("/support/request").await.body;
        assert!(page.contains("Which day was it?") && page.contains("name=\"words\""), "{door:?}: {page}");
        for words in ["", " \u{202E} ", &"x".repeat(501)] {
            let answer = client.post("/api/support-answer", &[("words", words)]).await;
            assert!(answer.status == 422 || answer.location() == "/support/request", "{door:?}: {}", answer.all());
        }
        leads_to(&client.post("/api/support-answer", &[("words", "On\0 Monday")]).await, Page::SupportRequest);
        assert!(client.get("/support/request").await.body.contains("in work"), "{door:?}");
        assert!(about(&site, DESK).await.text.contains("On Monday"), "{door:?}");
        assert!(one.get("/account/queue").await.body.contains("On Monday"), "{door:?}");
        client.post("/api/support-answer", &[("words", "twice")]).await;
        let answers = site.column("SELECT words FROM support_event WHERE deed = 'answered'").await;
        assert!(!answers.contains(&"twice".to_owned()), "{door:?}: {answers:?}");
        close(&mut one, &id, "done").await;
    }
}

async fn what_is_asked_for_depends_on_what_is_wrong(database: Database) {
    let site = desk(database).await;
    let long = "я".repeat(501);
    let cases: [(Typed<'_>, &[&str]); 19] = [
        (["", "", "", "", "", ""], &["Topic"]),
        (["letter", "", "", "", "", ""], &["Inn\":\"Empty", "Mailbox\":\"Empty", "WordsEmpty"]),
        (["login", "", "", "", "", ""], &["Inn\":\"Empty", "Kpp\":\"Empty", "Mailbox\":\"Empty", "WordsEmpty"]),
        (["people", "", "", "", "", ""], &["Inn\":\"Empty", "Kpp\":\"Empty", "Email\":\"Empty", "WordsEmpty"]),
        (["other", "", "", "", "", ""], &["Email\":\"Empty", "WordsEmpty"]),
        (["other", "", "", "", KIM, "x"], &[]),
        (["other", "", KPP, "", KIM, "x"], &["Inn\":\"Empty"]),
        (["other", INN, "", "", KIM, "x"], &[]),
        (["other", "", "", "ada", KIM, "x"], &["Mailbox\":\"NoAt"]),
        (["letter", INN, "", KIM, "", "x"], &[]),
        (["letter", "٧٧٠٧٠٨٣٨٩٣", "", KIM, "", "x"], &[]),
        (["letter", "7707083894", "", KIM, "", "x"], &["Inn\":\"Check"]),
        (["letter", "77070838", "1", KIM, "", "x"], &["Inn\":\"Length", "Kpp\":\"Length"]),
        (["letter", "500100732259", KPP, KIM, "", "x"], &["Kpp\":\"Proprietor"]),
        (["people", "500100732259", "", "", KIM, "x"], &[]),
        (["people", INN, "", "", KIM, "x"], &["Kpp\":\"Empty"]),
        (["letter", INN, "", "ada", "", "x"], &["Mailbox\":\"NoAt"]),
        (["letter", INN, "", KIM, "kim", "x"], &["Email\":\"NoAt"]),
        (["letter", INN, "", KIM, "", &long], &["WordsLong"]),
    ];
    let mut taken = 0;
    for (typed, reasons) in cases {
        let answer = ask(&site, &mut site.client(Door::Script), typed).await;
        assert_eq!(answer.status, if reasons.is_empty() { 200 } else { 422 }, "{typed:?}: {}", answer.all());
        let fail = answer.fail();
        assert_eq!(
            fail.matches("\":\"").count() + fail.matches("Words").count() + fail.matches("Topic").count(),
            reasons.len(),
            "{fail}"
        );
        assert!(reasons.iter().all(|reason| fail.contains(reason)), "{typed:?}: {fail}");
        taken += i64::from(reasons.is_empty());
    }
    assert_eq!(site.count("SELECT COUNT(*) FROM support_request").await, taken);
    assert_eq!(site.count("SELECT COUNT(*) FROM support_request WHERE inn = '7707083893'").await, 3, "in one form");
    // A plain form keeps what was typed.
    let mut client = site.client(Door::Plain);
    let words = "ы".repeat(500);
    let answer = ask(&site, &mut client, ["people", INN, "", "", KIM, &words]).await;
    assert_eq!((answer.status, answer.location()), (303, "/support"));
    let page = client.get("/support").await.body;
    for there in ["Enter the KPP", INN, KIM, &words] {
        assert!(page.contains(there), "{there} in {page}");
    }
}

async fn without_a_desk_there_is_none(database: Database) {
    let site = Site::open(database, "").await;
    for path in ["/support", "/support/request"] {
        assert_eq!(site.client(Door::Plain).get(path).await.status, 404, "{path}");
    }
    assert!(site.client(Door::Plain).get("/").await.body.contains("mailto:support@example.org"));
    let fields = [("topic", "other"), ("email", KIM), ("words", "x"), ("number", "4K7-2QM-9XF"), ("address", KIM)];
    for act in ["support", "support-again", "support-answer"] {
        assert_eq!(site.client(Door::Script).post(&format!("/api/{act}"), &fields).await.status, 400, "{act}");
    }
    let written = "SELECT (SELECT COUNT(*) FROM support_request) + (SELECT COUNT(*) FROM message)";
    assert_eq!(site.count(written).await, 0);
    let site = site.restart_with("[support]\ndesk = true").await;
    let page = site.client(Door::Plain).get("/").await.body;
    assert!(page.contains("href=\"/support\"") && !page.contains("mailto:"), "{page}");
}

/// What the answers of a request come to, with its number and its letters left out.
fn alike(answer: &Answer, number: &str) -> String {
    answer.canonical().replace(number, "*")
}

async fn enu_01_asking_is_answered_alike_whoever_is_registered(database: Database) {
    let site = desk(database).await;
    let account = site.account("known1@example.org").await;
    let shut = site.account("shut01@example.org").await;
    site.disable(&shut).await;
    crate::queue::organisation(&site, &[(&account, cabinet::words::Role::Owner)]).await;
    for door in DOORS {
        for topic in ["letter", "login", "people", "other"] {
            let mut seen = Vec::new();
            for mailbox in ["known1@example.org", "shut01@example.org", "never1@example.org"] {
                for inn in [INN, "7736050003"] {
                    let mut client = site.client(door);
                    let answers = [
                        ask(&site, &mut client, [topic, inn, KPP, mailbox, "", TYPED]).await,
                        client.get("/support/request").await,
                        client.get("/api/open?page=SupportRequest").await,
                    ];
                    let number = number(&answers[2].body);
                    seen.push(answers.map(|answer| alike(&answer, &number)));
                }
            }
            for other in &seen[1..] {
                assert_eq!(&seen[0], other, "{door:?} {topic}");
            }
        }
    }
}

async fn enu_01_the_link_is_sent_again_without_a_word_on_whether_it_is_theirs(database: Database) {
    let site = desk(database).await;
    for door in DOORS {
        let real = asked(&site, ["letter", INN, "", ADA, KIM, TYPED]).await;
        let (small, before) = (real.to_lowercase(), count_to(&site, KIM).await);
        let mut seen = Vec::new();
        for (number, address) in [(real.as_str(), "eve@example.net"), (&small, KIM), ("000-000-000", KIM), (&real, ADA)] {
            let mut client = site.client(door);
            let answer = client.post("/api/support-again", &[("number", number), ("address", address)]).await;
            leads_to(&answer, Page::Support);
            let page = client.get("/support").await;
            // The challenge is another on each page.
            seen.push([answer.canonical(), page.canonical().replace(&challenge(&page), "*")]);
        }
        for other in &seen[1..] {
            assert_eq!(&seen[0], other, "{door:?}");
        }
        assert_eq!(count_to(&site, KIM).await, before + 1, "{door:?}: where both are right");
        for other in ["eve@example.net", ADA] {
            assert_eq!(count_to(&site, other).await, 0, "{door:?}: {other}");
        }
        let mut client = site.client(door);
        client.get(&format!("{LINK}{}", about(&site, KIM).await.token())).await;
        assert!(client.get("/support/request").await.body.contains(&real), "{door:?}");
    }
    for (number, address, reason) in [("4K7", KIM, "Number"), ("4K7-2QM-9XF", "kim", "Address")] {
        let answer = site.client(Door::Script).post("/api/support-again", &[("number", number), ("address", address)]).await;
        assert_eq!(answer.status, 422);
        assert!(answer.fail().contains(reason), "{}", answer.fail());
    }
}

async fn enu_02_asking_writes_the_same_rows_whoever_is_registered(database: Database) {
    let site = desk(database).await;
    site.account(ADA).await;
    let mut written = Vec::new();
    for mailbox in [ADA, "eve@example.org"] {
        let mut counts = Vec::new();
        for table in ["support_request", "support_event", "message", "restore", "history", "bucket", "spent"] {
            counts.push(-site.counted(format!("SELECT COUNT(*) FROM {table}")).await);
        }
        leads_to(&asks(&site, &mut site.client(Door::Script), mailbox).await, Page::SupportRequest);
        site.settle().await;
        for (at, table) in
            ["support_request", "support_event", "message", "restore", "history", "bucket", "spent"].into_iter().enumerate()
        {
            counts[at] += site.counted(format!("SELECT COUNT(*) FROM {table}")).await;
        }
        written.push(counts);
    }
    assert_eq!(written[0], written[1]);
    assert_eq!(written[0][..5], [1, 0, 2, 0, 0]);
}

async fn enu_03_a_dead_mail_server_is_no_sign(database: Database) {
    let site = Site::open(database, &format!("{LOOSE}\n[support]\ndesk = true\n{DEAD_SMTP}")).await;
    leads_to(&asks(&site, &mut site.client(Door::Script), ADA).await, Page::SupportRequest);
}

async fn del_01_an_address_gets_three_letters_within_an_hour_whoever_asks(database: Database) {
    let site = Site::open(database, "[support]\ndesk = true").await;
    let again = async |number: &str| {
        let fields = [("number", number), ("address", KIM)];
        site.client(Door::Script).post("/api/support-again", &fields).await.status
    };
    for _ in 0..2 {
        leads_to(&asks(&site, &mut site.client(Door::Script), KIM).await, Page::SupportRequest);
    }
    assert_eq!(again("000-000-000").await, 200, "a number that nobody has costs as much");
    assert_eq!(again("000-000-000").await, 429);
    let answer = asks(&site, &mut site.client(Door::Script), "Kim@Example.net").await;
    assert_eq!(answer.status, 429, "however it is written: {}", answer.all());
    assert!(answer.headers.contains_key("retry-after"));
    assert_eq!(count_to(&site, KIM).await, 2);
    // What an address gets from here is no part of what it gets to restore or to register (attack BRU-12).
    assert_eq!(site.client(Door::Script).ask_restore(KIM).await.status, 200);
    assert_eq!(site.client(Door::Script).register(KIM, crate::site::PASSWORD).await.status, 200);
    site.advance(Span::hours(1));
    leads_to(&asks(&site, &mut site.client(Door::Script), KIM).await, Page::SupportRequest);
}

async fn del_01_a_client_asks_five_times_and_then_waits(database: Database) {
    let site = Site::open(database, "[support]\ndesk = true").await;
    let mut client = site.client(Door::Script);
    for nth in 0..5 {
        leads_to(&asks(&site, &mut client, &format!("kim{nth}@example.net")).await, Page::SupportRequest);
    }
    assert_eq!(asks(&site, &mut client, "kim5@example.net").await.status, 429);
    assert_eq!(client.post("/api/support-again", &[("number", "000-000-000"), ("address", KIM)]).await.status, 429);
    leads_to(&asks(&site, &mut site.client(Door::Script), "kim5@example.net").await, Page::SupportRequest);
    assert_eq!(site.count("SELECT COUNT(*) FROM support_request").await, 6);
}

async fn del_01_a_letter_to_the_asker_holds_nothing_that_was_typed(database: Database) {
    let site = desk(database).await;
    let words = "cheap pills at https://pills.example.com <b>now</b>";
    asked(&site, ["letter", INN, KPP, ADA, KIM, words]).await;
    let letter = about(&site, KIM).await;
    for typed in ["pills", INN, KPP, ADA] {
        assert!(!letter.text.contains(typed) && !letter.html.contains(typed), "{typed} in {}", letter.text);
    }
    let told = about(&site, DESK).await;
    assert!(told.text.contains(words) && !told.html.contains("<b>now"), "{}", told.html);
}

async fn cap_01_a_request_costs_a_security_code_once(database: Database) {
    let site = desk(database).await;
    let mut client = site.client(Door::Script);
    let [challenge, letters] = captcha(&site, &mut client, "/support").await;
    let mut post = async |challenge: &str, captcha: &str| {
        let told = [("topic", "other"), ("email", KIM), ("words", "x"), ("challenge", challenge), ("captcha", captcha)];
        client.post("/api/support", &told).await
    };
    for (challenge, captcha, reason) in [(&*challenge, "", r#""Captcha":"Empty""#), ("", &*letters, r#""Captcha":"Old""#)] {
        let answer = post(challenge, captcha).await;
        assert_eq!((answer.status, answer.fail().contains(reason)), (422, true), "{}", answer.fail());
    }
    assert_eq!(post(&challenge, &letters).await.status, 200);
    assert!(post(&challenge, &letters).await.fail().contains(r#""Captcha":"Old""#), "it had its one try");
    assert_eq!(site.count("SELECT COUNT(*) FROM support_request").await, 1);
}

async fn tok_04_the_secret_of_the_link_is_not_kept(database: Database) {
    let site = desk(database).await;
    let number = asked(&site, ["letter", INN, "", ADA, KIM, TYPED]).await;
    let secret = about(&site, KIM).await.token();
    let dump = dump(&site).await;
    assert!(dump.contains(&number) && !dump.contains(&secret));
    // What stands there instead opens nothing.
    for stolen in site.column("SELECT link FROM support_request UNION SELECT id FROM support_request").await {
        let mut thief = site.client(Door::Plain);
        thief.get(&format!("{LINK}{stolen}")).await;
        assert!(!thief.get("/support/request").await.body.contains(&number), "{stolen}");
        thief.jar.insert("support".to_owned(), stolen);
        assert!(!thief.get("/support/request").await.body.contains(&number));
    }
}

async fn tok_05_a_link_opens_its_own_page_alone(database: Database) {
    let site = desk(database).await;
    site.account(ADA).await;
    let number = asked(&site, ["letter", INN, "", ADA, KIM, TYPED]).await;
    let secret = about(&site, KIM).await.token();
    for kind in ["confirm", "restore", "undo", "correction"] {
        let mut client = site.client(Door::Plain);
        client.get(&format!("/link/{kind}/{secret}")).await;
        for path in ["/support/request", "/welcome", "/restore/password", "/undo"] {
            assert!(!client.get(path).await.body.contains(&number), "{kind} {path}");
        }
        for (act, fields) in [("restore-password", &[("password", "whatever it is")][..]), ("correction-confirm", &[])] {
            let mut tab = client.tab();
            tab.door = Door::Script;
            assert_eq!(tab.post(&format!("/api/{act}"), fields).await.status, 409, "{kind} {act}");
        }
    }
    site.client(Door::Script).ask_restore(ADA).await;
    let restoring = site.written(ADA, crate::site::RESTORING).await.token();
    let mut client = site.client(Door::Plain);
    client.get(&format!("{LINK}{restoring}")).await;
    assert!(client.get("/support/request").await.body.contains("Which request?"));
    // Opening uses nothing up (attack TOK-02).
    for _ in 0..2 {
        let mut client = site.client(Door::Plain);
        client.get(&format!("{LINK}{secret}")).await;
        assert!(client.get("/support/request").await.body.contains(&number));
    }
}
