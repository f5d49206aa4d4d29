//! Every secret that a letter brings, against every act that takes one.

use cabinet::words::Span;

use crate::client::{Answer, Client, DOORS, Door};
use crate::database::Database;
use crate::site::{CONFIRMING, LOOSE, MOVING, PASSWORD, Site, UNDOING};
use crate::tok::{CHOSEN, lost};

on_both!(
    tok_05_each_secret_opens_what_it_is_for_and_in_its_own_hand,
    tok_15_what_has_ended_is_refused_where_it_counts,
    tok_15_a_locked_account_is_restored_all_the_same,
);

/// What letters bring. Each is taken by one act, which is called by the same name here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    RegisterCode,
    RegisterLink,
    RestoreCode,
    RestoreLink,
    EmailCode,
    UndoLink,
}

impl Kind {
    pub const ALL: [Kind; 6] =
        [Kind::RegisterCode, Kind::RegisterLink, Kind::RestoreCode, Kind::RestoreLink, Kind::EmailCode, Kind::UndoLink];

    /// A link is good in any browser; a code where it was asked for.
    fn is_link(self) -> bool {
        matches!(self, Kind::RegisterLink | Kind::RestoreLink | Kind::UndoLink)
    }

    /// Brings a secret up to the act that takes this kind.
    async fn present(self, client: &mut Client, secret: &str) {
        match self {
            Kind::RegisterCode | Kind::EmailCode => {}
            Kind::RegisterLink => drop(client.open_link(secret).await),
            Kind::RestoreCode => drop(client.restore_code(secret).await),
            Kind::RestoreLink => drop(client.open_restore_link(secret).await),
            Kind::UndoLink => drop(client.open_undo_link(secret).await),
        }
    }

    /// Does the act that takes this kind.
    async fn take(self, client: &mut Client, secret: &str) -> Answer {
        match self {
            Kind::RegisterCode => client.confirm(secret).await,
            Kind::RegisterLink => client.welcome(Some(CHOSEN)).await,
            Kind::RestoreCode | Kind::RestoreLink => client.restore_password(CHOSEN).await,
            Kind::EmailCode => client.confirm_email(secret).await,
            Kind::UndoLink => client.undo(CHOSEN).await,
        }
    }

    async fn try_with(self, client: &mut Client, secret: &str) -> Answer {
        self.present(client, secret).await;
        self.take(client, secret).await
    }
}

/// Somebody who has one of each, all of them live, in one browser that is signed in.
pub struct Holder {
    pub client: Client,
    pub account: String,
    /// The addresses: the one that the account had, the one it has, the one it is moving to, and one more to be registered.
    pub old: String,
    pub now: String,
    pub next: String,
    pub second: String,
    secrets: [String; 6],
}

impl Holder {
    pub async fn new(site: &Site, door: Door, name: &str) -> Self {
        let [old, now, next, second] = ["old", "now", "next", "second"].map(|which| format!("{which}-{name}@example.org"));
        let account = site.account(&old).await;
        let mut client = site.client(door);
        client.sign_in(&old, PASSWORD).await;
        client.change_email(&now).await;
        let code = site.written(&now, MOVING).await.code();
        client.confirm_email(&code).await;
        let undo = site.written(&old, UNDOING).await.token();
        client.change_email(&next).await;
        let moving = site.written(&next, MOVING).await.code();
        let restoring = lost(site, &mut client, &now).await;
        client.register(&second, PASSWORD).await;
        let confirming = site.written(&second, CONFIRMING).await;
        assert!(client.is_signed_in().await);
        let secrets = [confirming.code(), confirming.token(), restoring.code(), restoring.token(), moving, undo];
        Self { client, account, old, now, next, second, secrets }
    }

    pub fn secret(&self, kind: Kind) -> String {
        self.secrets[Kind::ALL.iter().position(|other| *other == kind).unwrap()].clone()
    }

    /// Which login a secret's act is about.
    fn login(&self, kind: Kind) -> &str {
        match kind {
            Kind::RegisterCode | Kind::RegisterLink => &self.second,
            Kind::RestoreCode | Kind::RestoreLink => &self.now,
            Kind::EmailCode => &self.next,
            Kind::UndoLink => &self.old,
        }
    }
}

/// Changes with every act that takes a secret, and with nothing else here.
async fn state(site: &Site) -> (i64, i64) {
    let accounts = site.count("SELECT COUNT(*) FROM account").await;
    (accounts, site.count("SELECT CAST(SUM(version) AS BIGINT) FROM account").await)
}

async fn tok_05_each_secret_opens_what_it_is_for_and_in_its_own_hand(database: Database) {
    let site = Site::open(database, LOOSE).await;
    for (i, act) in Kind::ALL.into_iter().enumerate() {
        // Codes are tried five times at most, so each hand has secrets of its own; the doors take turns.
        for own in [true, false] {
            let door = DOORS[(i + usize::from(own)) % 2];
            let mut mine = Holder::new(&site, door, &format!("ada{i}{own}")).await;
            let theirs = Holder::new(&site, door, &format!("eve{i}{own}")).await;
            for kind in Kind::ALL.into_iter().filter(|kind| *kind != act) {
                let secret = if own { mine.secret(kind) } else { theirs.secret(kind) };
                let before = state(&site).await;
                let answer = act.try_with(&mut mine.client, &secret).await;
                assert_eq!(state(&site).await, before, "{kind:?} at {act:?}, own: {own}: {}", answer.all());
                assert!(door == Door::Plain || matches!(answer.status, 409 | 422), "{kind:?} at {act:?}: {}", answer.status);
            }
            if !own {
                let before = state(&site).await;
                act.try_with(&mut mine.client, &theirs.secret(act)).await;
                assert_eq!(state(&site).await != before, act.is_link(), "{act:?} of somebody else");
                if act.is_link() {
                    // It is about whose secret it is, and never about who is signed in here.
                    let login = theirs.login(act);
                    assert_eq!(site.client(Door::Script).sign_in(login, CHOSEN).await.status, 200, "{act:?}");
                    assert_eq!(site.client(Door::Script).sign_in(&mine.now, PASSWORD).await.status, 200, "{act:?}");
                }
            }
            // Whoever restores or undoes is signed in nowhere, so that this browser shows what happened.
            let stays = own || !matches!(act, Kind::RestoreLink | Kind::UndoLink);
            assert_eq!(mine.client.is_signed_in().await, stays, "{act:?}");
            let before = state(&site).await;
            let secret = mine.secret(act);
            let answer = act.try_with(&mut mine.client, &secret).await;
            assert_ne!(state(&site).await, before, "{act:?} with its own: {}", answer.all());
        }
    }
}

/// How a secret can have come to its end before its act is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum End {
    Expired,
    Used,
    Replaced,
    Shut,
}

async fn tok_15_what_has_ended_is_refused_where_it_counts(database: Database) {
    let site = Site::open(database, LOOSE).await;
    for (i, kind) in [Kind::RestoreCode, Kind::RestoreLink, Kind::EmailCode, Kind::UndoLink].into_iter().enumerate() {
        for end in [End::Expired, End::Used, End::Replaced, End::Shut] {
            let door = DOORS[i % 2];
            let mut ada = Holder::new(&site, door, &format!("{kind:?}{end:?}").to_lowercase()).await;
            let secret = ada.secret(kind);
            // All that comes before the act is done while the secret is live.
            kind.present(&mut ada.client, &secret).await;
            let mut kept = ada.client.tab();
            match end {
                End::Expired => site.advance(match kind {
                    Kind::EmailCode => Span::minutes(10),
                    Kind::UndoLink => Span::hours(72),
                    _ => Span::minutes(30),
                }),
                End::Used => {
                    let before = state(&site).await;
                    kind.take(&mut ada.client, &secret).await;
                    assert_ne!(state(&site).await, before, "{kind:?}");
                }
                End::Replaced => match kind {
                    Kind::EmailCode => {
                        ada.client.change_email(&format!("new-{}", ada.next)).await;
                    }
                    // Nothing replaces it; it is used in another browser.
                    Kind::UndoLink => {
                        let undo = ada.secret(Kind::UndoLink);
                        let mut owner = site.client(Door::Script);
                        owner.open_undo_link(&undo).await;
                        assert_eq!(owner.undo(PASSWORD).await.status, 200);
                    }
                    _ => {
                        lost(&site, &mut site.client(Door::Script), &ada.now).await;
                    }
                },
                End::Shut => site.disable(&ada.account).await,
            }
            site.settle().await;
            let before = state(&site).await;
            for again in [false, true] {
                if again && kind.is_link() {
                    kind.present(&mut kept, &secret).await;
                }
                let answer = kind.take(&mut kept, &secret).await;
                assert_eq!(state(&site).await, before, "{kind:?} {end:?}: {}", answer.all());
                assert!(door == Door::Plain || matches!(answer.status, 401 | 409 | 422), "{kind:?} {end:?}: {}", answer.status);
            }
        }
    }
}

async fn tok_15_a_locked_account_is_restored_all_the_same(database: Database) {
    let site = Site::open(database, LOOSE).await;
    for door in DOORS {
        let email = format!("{door:?}@example.org").to_lowercase();
        let account = site.account(&email).await;
        site.lock(&account).await;
        assert_eq!(site.client(Door::Script).sign_in(&email, PASSWORD).await.status, 429);
        let mut ada = site.client(door);
        let letter = lost(&site, &mut ada, &email).await;
        ada.restore_code(&letter.code()).await;
        ada.restore_password(CHOSEN).await;
        assert_eq!(site.client(Door::Script).sign_in(&email, CHOSEN).await.status, 200, "{door:?}");
    }
}
