//! An address that two operators correct: nothing of it happens before its time, without each of its steps, or against its owner.

use cabinet::words::{Page, Span};

use crate::account::{MOVED, NEW, NOTICE, latest, leads_to, letters, restore, signed_in};
use crate::client::{Answer, Client, DOORS, Door};
use crate::database::Database;
use crate::profile::set_up;
use crate::queue::{ADA, ONE, TWO, act, appoint, dismiss, operator, take};
use crate::sec::dump;
use crate::site::{LOOSE, PASSWORD, RESTORING, Site, UNDOING, at_once};
use crate::support::{INN, KPP, LINK, asked, desk};

on_both!(
    rec_09_an_address_is_corrected_by_two_when_it_has_waited_and_is_confirmed,
    rec_09_nothing_happens_without_each_of_its_steps,
    rec_09_one_person_alone_corrects_nothing,
    rec_09_a_proposal_of_somebody_who_is_no_operator_any_more_is_void,
    rec_09_every_address_of_the_account_is_told,
    rec_09_of_two_who_agree_at_once_one_does,
    rec_04_a_restore_from_before_is_void_once_the_address_is_corrected,
    tok_04_the_secret_of_the_new_address_is_not_kept,
);

const NEXT: &str = "ada@example.net";
const CONFIRMING: &str = "/link/correction/";
const CONFIRM: &str = "Confirm your new address at Cabinet";
const CORRECTED: &str = "Your account at Cabinet has moved to this address";
/// A moment less than a correction waits.
const ALMOST: Span = Span(Span::hours(72).0 - 1);

/// A site with an account and two operators, of which the first has a request of somebody's in hand; its id.
struct Scene {
    site: Site,
    one: Client,
    two: Client,
    account: String,
    request: String,
}

async fn scene(database: Database) -> Scene {
    scene_at(desk(database).await).await
}

async fn scene_at(site: Site) -> Scene {
    let account = site.account(ADA).await;
    let (mut one, two) = (operator(&site, ONE).await, operator(&site, TWO).await);
    let number = asked(&site, ["login", INN, KPP, ADA, NEXT, "I cannot read the old mailbox"]).await;
    let request = take(&site, &mut one, &number).await;
    Scene { site, one, two, account, request }
}

impl Scene {
    async fn propose(&mut self, present: &str, corrected: &str) -> Answer {
        act(&mut self.one, "queue-correct", &self.request, &[("present", present), ("corrected", corrected)]).await
    }

    /// The newest correction.
    async fn correction(&self) -> String {
        self.site.column("SELECT id FROM correction ORDER BY proposed_at DESC, id").await.swap_remove(0)
    }

    async fn approved(&mut self) -> String {
        leads_to(&self.propose(ADA, NEXT).await, Page::Queue);
        let id = self.correction().await;
        leads_to(&act(&mut self.two, "queue-approve", &id, &[]).await, Page::Queue);
        id
    }

    /// The new address confirms, in a browser of its own.
    async fn confirm(&self, door: Door) -> Client {
        let secret = latest(&self.site, NEXT, CONFIRM).await.token();
        let mut client = self.site.client(door);
        let answer = client.get(&format!("{CONFIRMING}{secret}")).await;
        assert_eq!((answer.status, answer.location()), (303, "/support/request"));
        assert!(client.get("/support/request").await.body.contains("Is this your new address?"));
        leads_to(&client.post("/api/correction-confirm", &[]).await, Page::SupportRequest);
        client
    }

    /// What the account is reached by.
    async fn contact(&self) -> String {
        self.site.settle().await;
        let mut tx = self.site.house.store.read().await.unwrap();
        tx.account(&self.account).await.unwrap().unwrap().contact
    }
}

async fn rec_09_an_address_is_corrected_by_two_when_it_has_waited_and_is_confirmed(database: Database) {
    let mut it = scene(database).await;
    let mut owner = signed_in(&it.site, ADA, Door::Script).await;
    it.approved().await;
    assert!(owner.get("/account").await.body.contains(NEXT), "its owner sees where it is to go");
    let mut holder = it.confirm(Door::Plain).await;
    let secret = latest(&it.site, NEXT, CONFIRM).await.token();
    assert!(holder.get("/support/request").await.body.contains("Your address is confirmed"));
    it.site.advance(ALMOST);
    assert_eq!(it.contact().await, ADA, "not a moment before");
    // What the session was begun with has run out by then.
    let mut owner = signed_in(&it.site, ADA, Door::Script).await;
    it.site.advance(Span(1));
    crate::site::until("the account has moved", async || (it.contact().await == NEXT).then_some(())).await;
    assert!(!owner.is_signed_in().await, "everybody is signed out");
    assert_eq!(letters(&it.site, NEXT, CORRECTED).await.len(), 1);
    holder.get(&format!("{CONFIRMING}{secret}")).await;
    assert!(holder.get("/support/request").await.body.contains("moved already"));
    let mut moved = signed_in(&it.site, NEXT, Door::Script).await;
    let history = moved.get("/account/history").await.body;
    assert!(history.contains("Support moved the account") && history.contains("Support is about to move"), "{history}");
    // Like any move, the old address can take it back.
    let letter = latest(&it.site, ADA, MOVED).await;
    assert!(letter.text.contains(UNDOING));
    let mut back = it.site.client(Door::Script);
    back.open_undo_link(&letter.token()).await;
    leads_to(&back.undo(NEW).await, Page::Login);
    assert_eq!(it.contact().await, ADA);
}

/// Each of what may come between, alone.
async fn rec_09_nothing_happens_without_each_of_its_steps(database: Database) {
    let mut it = scene(database).await;
    for what in [
        "nobody agrees",
        "the new address does not confirm",
        "the new address confirms too late",
        "the owner stops it",
        "the first operator stops it",
        "the second operator stops it",
        "the owner chooses a new password",
        "the new address has an account by then",
        "the account is shut",
    ] {
        if what == "nobody agrees" {
            leads_to(&it.propose(ADA, NEXT).await, Page::Queue);
            it.site.advance(Span::hours(80));
            assert_eq!(it.contact().await, ADA, "{what}");
            assert_eq!(letters(&it.site, NEXT, CONFIRM).await.len(), 0, "{what}");
            let id = it.correction().await;
            it.one = signed_in(&it.site, ONE, Door::Script).await;
            leads_to(&act(&mut it.one, "queue-stop", &id, &[]).await, Page::Queue);
            assert_eq!(letters(&it.site, ADA, NOTICE).await.len(), 0, "{what}: nobody has heard of it");
            continue;
        }
        it.one = signed_in(&it.site, ONE, Door::Script).await;
        it.two = signed_in(&it.site, TWO, Door::Script).await;
        let id = it.approved().await;
        let letter = latest(&it.site, NEXT, CONFIRM).await;
        if !what.contains("confirm") {
            it.confirm(Door::Script).await;
        }
        match what {
            "the new address confirms too late" => {
                it.site.advance(Span::hours(72));
                let mut client = it.site.client(Door::Script);
                client.get(&format!("{CONFIRMING}{}", letter.token())).await;
                assert!(client.get("/support/request").await.body.contains("not confirmed in time"));
                assert_eq!(client.post("/api/correction-confirm", &[]).await.status, 409);
            }
            "the owner stops it" => {
                let mut owner = signed_in(&it.site, ADA, Door::Script).await;
                it.site.advance(Span::minutes(6));
                leads_to(&owner.post("/api/correction-stop", &[]).await, Page::Account);
                assert!(owner.get("/account").await.body.contains("The move is stopped"));
                assert_eq!(owner.post("/api/correction-stop", &[]).await.status, 409, "once");
            }
            "the first operator stops it" => leads_to(&act(&mut it.one, "queue-stop", &id, &[]).await, Page::Queue),
            "the second operator stops it" => leads_to(&act(&mut it.two, "queue-stop", &id, &[]).await, Page::Queue),
            "the owner chooses a new password" => restore(&it.site, ADA, PASSWORD).await,
            "the new address has an account by then" => {
                it.site.account(NEXT).await;
            }
            "the account is shut" => it.site.disable(&it.account).await,
            _ => {}
        }
        it.site.advance(Span::hours(80));
        assert_eq!(it.contact().await, ADA, "{what}");
        assert_eq!(it.site.count("SELECT COUNT(*) FROM correction WHERE done_at IS NOT NULL").await, 0, "{what}");
        let mut holder = it.site.client(Door::Plain);
        holder.get(&format!("{CONFIRMING}{}", letter.token())).await;
        let page = holder.get("/support/request").await.body;
        assert!(!page.contains("Confirm this address"), "{what}: {page}");
        it.site.run("DELETE FROM consent WHERE account IN (SELECT id FROM account WHERE contact = 'ada@example.net')").await;
        it.site.run("DELETE FROM account WHERE contact = 'ada@example.net'").await;
    }
    assert_eq!(letters(&it.site, NEXT, CORRECTED).await.len(), 0);
}

async fn rec_09_one_person_alone_corrects_nothing(database: Database) {
    let mut it = scene(database).await;
    let eve = it.site.account("eve@example.org").await;
    for (present, corrected, reason) in [
        ("never@example.org", NEXT, "NoAccount"),
        (ADA, "Ada@Example.org", "Same"),
        (ADA, "eve@example.org", "Taken"),
        (ONE, NEXT, "Own"),
        ("ada", NEXT, "Present"),
        (ADA, "ada", "Corrected"),
    ] {
        let answer = it.propose(present, corrected).await;
        assert!(matches!(answer.status, 409 | 422) && answer.fail().contains(reason), "{present} {corrected}: {}", answer.fail());
    }
    it.site.disable(&eve).await;
    assert!(it.propose("eve@example.org", NEXT).await.fail().contains("NoAccount"));
    leads_to(&it.propose(ADA, NEXT).await, Page::Queue);
    assert!(it.propose(ADA, "other@example.net").await.fail().contains("Waiting"), "one at a time");
    let id = it.correction().await;
    assert!(act(&mut it.one, "queue-approve", &id, &[]).await.fail().contains("SamePerson"));
    let page = it.one.get("/account/queue").await.body;
    assert!(page.contains("waits for a second operator") && !page.contains("Agree to"), "{page}");
    assert!(it.two.get("/account/queue").await.body.contains("Agree to"));
    assert_eq!(it.site.count("SELECT COUNT(*) FROM correction WHERE approved_at IS NOT NULL").await, 0);
    // Nor one's own account, which another has proposed.
    let id = {
        leads_to(&it.propose(TWO, "two@example.net").await, Page::Queue);
        it.site.column("SELECT id FROM correction WHERE contact = 'two@example.net'").await.swap_remove(0)
    };
    assert!(act(&mut it.two, "queue-approve", &id, &[]).await.fail().contains("Own"));
}

async fn rec_09_a_proposal_of_somebody_who_is_no_operator_any_more_is_void(database: Database) {
    let mut it = scene(database).await;
    leads_to(&it.propose(ADA, NEXT).await, Page::Queue);
    let (id, one) = (it.correction().await, it.site.column("SELECT proposed_by FROM correction").await.swap_remove(0));
    dismiss(&it.site, &one).await;
    assert!(act(&mut it.two, "queue-approve", &id, &[]).await.fail().contains("Void"), "removed");
    appoint(&it.site, &one).await;
    it.site.disable(&one).await;
    assert!(act(&mut it.two, "queue-approve", &id, &[]).await.fail().contains("Void"), "shut");
    assert_eq!(letters(&it.site, ADA, NOTICE).await.len(), 0);
}

async fn rec_09_every_address_of_the_account_is_told(database: Database) {
    let ways = "relaxed = ['restore.ways']\n[restore]\nways = ['recovery-email', 'mobile']\n[sms]\ncountries = ['GB']\n";
    let site = Site::open(database, &format!("{ways}{LOOSE}\n[support]\ndesk = true")).await;
    let account = site.account(ADA).await;
    let mut owner = signed_in(&site, ADA, Door::Script).await;
    for contact in ["home@example.net", "+447400100001"] {
        set_up(&site, &mut owner, contact).await;
    }
    let (mut one, two) = (operator(&site, ONE).await, operator(&site, TWO).await);
    let number = asked(&site, ["login", INN, KPP, ADA, NEXT, "lost"]).await;
    let request = take(&site, &mut one, &number).await;
    let mut it = Scene { site, one, two, account, request };
    it.approved().await;
    let heard = |text: &str| text.contains("about to move your account");
    for to in [ADA, "home@example.net", "+447400100001"] {
        it.site.settle().await;
        let told = it.site.letters().await.into_iter().filter(|letter| letter.to == to && heard(&letter.text)).count();
        assert_eq!(told, 1, "{to}");
    }
    assert_eq!(it.contact().await, ADA);
    let notice = latest(&it.site, ADA, NOTICE).await;
    assert!(notice.text.contains("72 hours") && notice.text.contains("Stop the move"), "{}", notice.text);
    assert!(!notice.text.contains("/link/"), "it holds no secret: {}", notice.text);
    let mut owner = signed_in(&it.site, ADA, Door::Script).await;
    leads_to(&owner.post("/api/correction-stop", &[]).await, Page::Account);
    for to in [ADA, "home@example.net"] {
        assert!(latest(&it.site, to, NOTICE).await.text.contains("was stopped"), "{to}");
    }
}

async fn rec_09_of_two_who_agree_at_once_one_does(database: Database) {
    let mut it = scene(database).await;
    operator(&it.site, "three@example.org").await;
    leads_to(&it.propose(ADA, NEXT).await, Page::Queue);
    let id = it.correction().await;
    let others = [signed_in(&it.site, TWO, Door::Script).await, signed_in(&it.site, "three@example.org", Door::Script).await];
    let agreed = at_once(8, |nth| {
        let (mut tab, id) = (others[nth % 2].tab(), id.clone());
        async move { act(&mut tab, "queue-approve", &id, &[]).await.status }
    })
    .await;
    assert_eq!(agreed.iter().filter(|status| **status == 200).count(), 1, "{agreed:?}");
    assert_eq!(letters(&it.site, ADA, NOTICE).await.len(), 1);
    assert_eq!(it.site.count("SELECT COUNT(*) FROM message WHERE kind = 'correction due'").await, 1);
}

async fn rec_04_a_restore_from_before_is_void_once_the_address_is_corrected(database: Database) {
    let mut it = scene(database).await;
    it.approved().await;
    it.confirm(Door::Script).await;
    it.site.advance(ALMOST);
    let mut thief = it.site.client(Door::Script);
    thief.ask_restore(ADA).await;
    let secret = it.site.written(ADA, RESTORING).await.token();
    it.site.advance(Span(1));
    crate::site::until("the account has moved", async || (it.contact().await == NEXT).then_some(())).await;
    thief.open_restore_link(&secret).await;
    assert_eq!(thief.restore_password(NEW).await.status, 409);
    assert_eq!(it.site.client(Door::Script).sign_in(NEXT, PASSWORD).await.status, 200);
}

async fn tok_04_the_secret_of_the_new_address_is_not_kept(database: Database) {
    let mut it = scene(database).await;
    it.approved().await;
    let secret = latest(&it.site, NEXT, CONFIRM).await.token();
    assert!(!dump(&it.site).await.contains(&secret));
    for stolen in it.site.column("SELECT link FROM correction UNION SELECT id FROM correction").await {
        for door in DOORS {
            let mut thief = it.site.client(door);
            thief.get(&format!("{CONFIRMING}{stolen}")).await;
            thief.post("/api/correction-confirm", &[]).await;
        }
    }
    // Another kind of link's secret is none of these (attack TOK-05).
    let mut other = it.site.client(Door::Script);
    for kind in ["confirm", "restore", "undo", "support"] {
        other.get(&format!("/link/{kind}/{secret}")).await;
        assert_eq!(other.post("/api/correction-confirm", &[]).await.status, 409, "{kind}");
    }
    assert_eq!(it.site.count("SELECT COUNT(*) FROM correction WHERE confirmed_at IS NOT NULL").await, 0);
}

/// All that asking, operating and correcting bring along, once: what a letter holds, what browsers keep, and what was typed.
pub async fn secrets(database: Database) -> Vec<String> {
    let mut it = scene_at(Site::open(database, "[support]\ndesk = true").await).await;
    leads_to(&act(&mut it.one, "queue-restore", &it.request.clone(), &[]).await, Page::Queue);
    let restoring = it.site.written(ADA, RESTORING).await;
    it.approved().await;
    let confirming = latest(&it.site, NEXT, CONFIRM).await.token();
    let holder = it.confirm(Door::Script).await;
    let asker = it.site.written(NEXT, LINK).await.token();
    let mut other = it.site.client(Door::Script);
    other.get(&format!("{LINK}{asker}")).await;
    let fields = [("question_back", "canary question")];
    leads_to(&act(&mut it.one, "queue-ask", &it.request.clone(), &fields).await, Page::Queue);
    leads_to(&other.post("/api/support-answer", &[("words", "canary answer")]).await, Page::SupportRequest);
    it.site.settle().await;
    let kept = [holder.cookie("correction-link"), other.cookie("support"), it.one.cookie("session")];
    let typed = ["canary question", "canary answer", "the old mailbox", NEXT, ADA, ONE, INN].map(str::to_owned);
    [&kept[..], &typed, &[restoring.code(), restoring.token(), confirming, asker]].concat()
}
