//! The sum in the form of registration: what it lets through, once, and what it never tells.

use cabinet::server::captcha::{self, Task};
use cabinet::server::tokens::Purpose;
use cabinet::words::{Moment, Page, Span};

use crate::account::leads_to;
use crate::artists::{ADA, REGISTER, artists, asked, filled, register, send};
use crate::cap::{challenge, letters};
use crate::client::{Client, DOORS, Door};
use crate::database::Database;
use crate::site::Site;

on_both!(
    cap_01_a_sum_lets_one_registration_through,
    cap_01_a_sum_is_good_for_its_browser_and_its_act,
    cap_02_no_answer_holds_the_sum,
    cap_03_a_sum_has_one_try,
    cap_05_work_passes_in_the_place_of_a_sum,
    cap_08_without_a_good_result_nothing_is_written,
    cap_08_a_registration_that_is_held_back_has_spent_nothing,
);

/// What the picture of a challenge shows, which only the site itself can tell.
fn shown(site: &Site, challenge: &str) -> String {
    let now = site.house.clock.now();
    let (id, ..): (String, String, String, Moment) = site.house.tokens.unseal(Purpose::Captcha, now, challenge).unwrap();
    site.house.tokens.captcha_of(&id, Task::Sum).shown().to_owned()
}

async fn on_the_form(site: &Site, client: &mut Client) -> [String; 2] {
    let challenge = challenge(&client.get("/register").await);
    let result = letters(site, &challenge);
    [challenge, result]
}

async fn spent(site: &Site) -> i64 {
    site.count("SELECT COUNT(*) FROM spent").await
}

async fn cap_01_a_sum_lets_one_registration_through(database: Database) {
    let site = artists(database).await;
    let mut client = site.client(Door::Script);
    let fields = filled(&site, &mut client, &[]).await;
    let tabs: Vec<Client> = (0..20).map(|_| client.tab()).collect();
    let mut sent = Vec::new();
    for mut tab in tabs {
        let fields = fields.clone();
        sent.push(tokio::spawn(async move {
            let mut answer = send(&mut tab, &fields).await;
            // There may be more hashing under way than the machine takes on.
            while answer.status == 503 {
                answer = send(&mut tab, &fields).await;
            }
            (answer.status, answer.fail())
        }));
    }
    let mut passed = 0;
    for one in sent {
        match one.await.unwrap() {
            (200, _) => passed += 1,
            refused => assert_eq!(refused, (422, "{\"Refused\":[{\"Captcha\":\"Old\"}]}".to_owned())),
        }
    }
    assert_eq!((passed, asked(&site).await, spent(&site).await), (1, [1, 1], 1));
    assert_eq!(send(&mut client, &fields).await.status, 422, "nor later");
    assert_eq!(asked(&site).await, [1, 1]);
}

async fn cap_01_a_sum_is_good_for_its_browser_and_its_act(database: Database) {
    let site = artists(database).await;
    let (mut client, mut other) = (site.client(Door::Script), site.client(Door::Script));
    let theirs = filled(&site, &mut other, &[]).await;
    let ours = filled(&site, &mut client, &[]).await;
    assert_eq!(send(&mut client, &theirs).await.fail(), "{\"Refused\":[{\"Captcha\":\"Old\"}]}", "another browser's");
    // A browser that was never on the page has no name, and so has one without its cookie.
    assert_eq!(send(&mut site.client(Door::Script), &ours).await.fail(), "{\"Refused\":[{\"Captcha\":\"Old\"}]}");
    let whose: String =
        site.house.tokens.unseal(Purpose::Asking, site.house.clock.now(), &client.cookie("asking")).expect("its name");
    let foreign = captcha::challenge(&site.house, "restore mobile", &whose, site.house.clock.now());
    let result = letters(&site, &foreign);
    let change = [("challenge", Some(foreign.as_str())), ("captcha", Some(result.as_str()))];
    assert_eq!(register(&site, &mut client, &change).await.fail(), "{\"Refused\":[{\"Captcha\":\"Old\"}]}", "another act's");
    assert_eq!((asked(&site).await, spent(&site).await), ([0, 0], 0));
    // Looking at the page again, in another tab too, takes nothing away.
    client.get("/register").await;
    leads_to(&send(&mut client, &ours).await, Page::Confirm);
}

async fn cap_02_no_answer_holds_the_sum(database: Database) {
    let site = artists(database).await;
    for door in DOORS {
        let mut client = site.client(door);
        let page = client.get("/register").await;
        let [challenge, sum] = [challenge(&page), shown(&site, &challenge(&page))];
        let image = page.body.split('<').find(|tag| tag.starts_with("img") && tag.contains("/captcha/")).expect("a picture");
        assert!(image.contains(&format!("src=\"/captcha/{challenge}\"")), "{image}");
        let alt = image.split_once(" alt=\"").unwrap().1.split_once('"').unwrap().0;
        assert!(alt.contains("two numbers that are to be added") && !alt.contains(|c: char| c.is_ascii_digit()), "{alt}");
        let picture = client.get(&format!("/captcha/{challenge}")).await;
        assert_eq!((picture.status, picture.header("content-type")), (200, "image/png"));
        let change = [("challenge", Some(challenge.as_str())), ("captcha", Some("0"))];
        let refused = register(&site, &mut client, &change).await;
        for answer in [&page, &picture, &refused, &client.get("/register").await, &client.get("/api/open?page=Register").await] {
            for told in [sum.clone(), sum.replace(' ', ""), sum.replace('+', "&#43;"), sum.replace(" + ", " plus ")] {
                assert!(!answer.all().contains(&told), "{door:?}: {told}");
            }
        }
    }
}

async fn cap_03_a_sum_has_one_try(database: Database) {
    let site = artists(database).await;
    let mut client = site.client(Door::Script);
    let fields = filled(&site, &mut client, &[]).await;
    let wrong: Vec<_> =
        fields.iter().map(|(name, value)| (*name, if *name == "captcha" { "1".to_owned() } else { value.clone() })).collect();
    let answer = send(&mut client, &wrong).await;
    assert_eq!(answer.fail(), "{\"Refused\":[{\"Captcha\":\"Wrong\"}]}");
    assert!(answer.body.contains("The result is another one."), "{}", answer.body);
    assert_eq!(send(&mut client, &fields).await.fail(), "{\"Refused\":[{\"Captcha\":\"Old\"}]}", "the right one comes too late");
    assert_eq!((asked(&site).await, spent(&site).await), ([0, 0], 1));
    // What is refused before is no try.
    let mut fields = filled(&site, &mut client, &[("kind", None)]).await;
    assert_eq!(send(&mut client, &fields).await.fail(), "{\"Refused\":[\"Kind\"]}");
    fields.push(("kind", "artist".to_owned()));
    leads_to(&send(&mut client, &fields).await, Page::Confirm);
}

async fn cap_05_work_passes_in_the_place_of_a_sum(database: Database) {
    let site = artists(database).await;
    let mut client = site.client(Door::Script);
    let [challenge, _] = on_the_form(&site, &mut client).await;
    let counter = (0_u64..).map(|n| n.to_string()).find(|counter| captcha::work::is_done(&challenge, counter)).unwrap();
    let change = [("challenge", Some(challenge.as_str())), ("captcha", Some("")), ("work", Some(counter.as_str()))];
    leads_to(&register(&site, &mut client, &change).await, Page::Confirm);
    assert_eq!(register(&site, &mut client, &change).await.fail(), "{\"Refused\":[{\"Captcha\":\"Old\"}]}", "once");
}

async fn cap_08_without_a_good_result_nothing_is_written(database: Database) {
    let site = artists(database).await;
    for door in DOORS {
        let mut client = site.client(door);
        let [here, right] = on_the_form(&site, &mut client).await;
        let [old, right_old] = on_the_form(&site, &mut client).await;
        for (what, change) in [
            ("nothing at all", [("challenge", None), ("captcha", None)]),
            ("no challenge", [("challenge", None), ("captcha", Some(right.as_str()))]),
            ("no result", [("challenge", Some(here.as_str())), ("captcha", None)]),
            ("a blank result", [("challenge", Some(here.as_str())), ("captcha", Some("  "))]),
            ("a made-up challenge", [("challenge", Some("x")), ("captcha", Some(right.as_str()))]),
            ("the task itself", [("challenge", Some(here.as_str())), ("captcha", Some("1 + 1"))]),
        ] {
            let answer = register(&site, &mut client, &change).await;
            assert!(answer.status == 422 || answer.location() == "/register", "{what}: {}", answer.all());
            assert_eq!(asked(&site).await, [0, 0], "{what}");
        }
        let made_up = [("challenge", Some(old.as_str())), ("captcha", None), ("work", Some("12345"))];
        assert!([422, 303].contains(&register(&site, &mut client, &made_up).await.status));
        site.advance(Span::minutes(3));
        let late = [("challenge", Some(old.as_str())), ("captcha", Some(right_old.as_str()))];
        assert!([422, 303].contains(&register(&site, &mut client, &late).await.status), "too old");
        assert_eq!(asked(&site).await, [0, 0], "{door:?}");
    }
    let mut client = site.client(Door::Script);
    assert_eq!(client.post(REGISTER, &[("email", ADA), ("password", "abc"), ("agree", "yes")]).await.status, 422);
    leads_to(&register(&site, &mut client, &[]).await, Page::Confirm);
    assert_eq!(asked(&site).await, [1, 1], "with one it goes");
}

/// The challenge is spent in the transaction of what it is for: what is not done has cost nothing.
async fn cap_08_a_registration_that_is_held_back_has_spent_nothing(database: Database) {
    let site = Site::open(database, "preset = 'artists'\nlimits.letters_mailbox.burst = 1").await;
    leads_to(&register(&site, &mut site.client(Door::Script), &[]).await, Page::Confirm);
    let before = (asked(&site).await, spent(&site).await);
    let mut client = site.client(Door::Script);
    let fields = filled(&site, &mut client, &[]).await;
    assert_eq!(send(&mut client, &fields).await.status, 429);
    assert_eq!((asked(&site).await, spent(&site).await), before);
    site.advance(Span::minutes(2));
    let changed: Vec<_> = fields
        .iter()
        .map(|(name, value)| (*name, if *name == "email" { "eve@example.org".to_owned() } else { value.clone() }))
        .collect();
    leads_to(&send(&mut client, &changed).await, Page::Confirm);
}
