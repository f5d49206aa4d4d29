//! What is kept goes when it has had its time (attack DOS-09), and `docs/retention.md` says when that is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use cabinet::server::cleaning::clean;
use cabinet::server::store::{
    CLEANED, Charge, Cleaned, Conn, Happened, Ladder, NewApiToken, NewContact, NewCorrection, NewEmailChange, NewInvitation,
    NewMessage, NewOrganisation, NewPlea, NewRecall, NewRestore, NewSession, NewSupportEvent, NewSupportRequest, PleaLetter,
    Registration,
};
use cabinet::server::tokens::Digest;
use cabinet::words::{Cause, Codes, Deed, Moment, Role, Scope, Span, Topic};
use sqlx::AssertSqlSafe;

use crate::database::Database;
use crate::site::Site;

on_both!(
    dos_09_each_row_goes_when_it_has_had_its_time_and_not_a_moment_before,
    dos_09_a_session_goes_by_whatever_ended_it_first,
    dos_09_a_browser_that_two_use_is_forgotten_for_each_in_its_time,
    dos_09_however_many_rows_there_are_all_go,
    dos_09_a_year_of_traffic_leaves_as_much_as_the_year_before,
    what_people_are_told_of_retention_is_what_happens,
);

const TICK: Span = Span(1);
const LADDER: Ladder = Ladder { free: 5, most: 50 };

async fn rows(site: &Site, table: &str) -> i64 {
    let sql = AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
    match site.house.store.read().await.unwrap().conn() {
        Conn::Sqlite(conn) => sqlx::query_scalar(sql).fetch_one(conn).await.unwrap(),
        Conn::Postgres(conn) => sqlx::query_scalar(sql).fetch_one(conn).await.unwrap(),
    }
}

async fn sizes(site: &Site) -> BTreeMap<&'static str, i64> {
    let mut sizes = BTreeMap::new();
    for Cleaned { table, .. } in &CLEANED {
        sizes.insert(*table, rows(site, table).await);
    }
    sizes
}

/// Writes one row into each table that is cleaned, as a day of one person might. From when each counts.
async fn day(site: &Site, account: &str) -> BTreeMap<&'static str, Moment> {
    let (now, tokens) = (site.house.clock.now(), &site.house.tokens);
    let at = |hours: i64| now.after(Span::hours(hours));
    let digest = || Digest::of(&tokens.random::<16>());
    let (id, about) = (tokens.id(), tokens.id());
    let mut tx = site.house.store.write().await.unwrap();
    tx.add_registration(&Registration {
        id: tokens.id(),
        contact_key: "kim@example.org".into(),
        contact: "kim@example.org".into(),
        password: "a hash".into(),
        language: "en".into(),
        agreement: "1".into(),
        country: None,
        region: None,
        kind: None,
        created_at: now.0,
        expires_at: at(48).0,
        code_attempts: 0,
        proved_at: None,
        used_at: None,
    })
    .await
    .unwrap();
    let restore = NewRestore { id: &about, login: "kim@example.org", language: "en", expires_at: at(1) };
    tx.add_restore(&restore, now).await.unwrap();
    let message = NewMessage { id: &id, kind: "none", about: &about, via: None, deadline: at(2) };
    tx.add_message(&message, now).await.unwrap();
    let change = NewEmailChange {
        id: &id,
        account,
        old_email: "ada@example.org",
        old_email_key: "ada@example.org",
        email: "kim@example.org",
        email_key: "kim@example.org",
        language: "en",
        expires_at: at(1),
    };
    tx.add_email_change(&change, now).await.unwrap();
    let contact = NewContact {
        id: &id,
        account,
        contact_key: "kim@example.org",
        contact: "kim@example.org",
        language: "en",
        expires_at: at(1),
    };
    tx.add_contact(&contact, now).await.unwrap();
    let recall = NewRecall { id: &id, contact: "kim@example.org", contact_key: "kim@example.org", language: "en" };
    tx.add_recall(&recall, now).await.unwrap();
    let codes = Codes::parse("7707083893", "773601001").unwrap();
    // There from the first day on.
    tx.add_organisation(&NewOrganisation { id: "office", codes: &codes, name: "Office" }, now).await.unwrap();
    let invitation = NewInvitation {
        id: &id,
        organisation: "office",
        contact_key: "kim@example.org",
        contact: "kim@example.org",
        role: Role::Member,
        inviter: account,
        language: "en",
        expires_at: at(6),
    };
    tx.add_invitation(&invitation, now).await.unwrap();
    let plea = NewPlea {
        id: &id,
        codes: &codes,
        contact_key: "kim@example.org",
        contact: "kim@example.org",
        cause: Cause::New,
        language: "en",
        expires_at: at(7),
    };
    tx.add_plea(&plea, now).await.unwrap();
    let letter = PleaLetter {
        id: id.clone(),
        plea: id.clone(),
        account: account.into(),
        contact_key: "ada@example.org".into(),
        expires_at: at(7).0,
    };
    tx.add_plea_letter(&letter).await.unwrap();
    let token = NewApiToken { id: &id, account, name: "backup", scopes: &[Scope::Profile], digest: &digest(), expires_at: at(4) };
    tx.add_api_token(&token, now).await.unwrap();
    let request = NewSupportRequest {
        id: &id,
        number: &id,
        topic: Topic::Letter,
        inn: "7707083893",
        kpp: "",
        mailbox: "kim@example.org",
        mailbox_key: "kim@example.org",
        answer_to: "kim@example.org",
        answer_key: "kim@example.org",
        words: "nothing comes",
        language: "en",
        link: &digest(),
    };
    tx.add_support_request(&request, now).await.unwrap();
    let event = NewSupportEvent { id: &id, request: &id, operator: account, deed: Deed::Taken, words: "" };
    tx.add_support_event(&event, now).await.unwrap();
    let (contact, proposed_by) = ("kim@example.net", account);
    let correction = NewCorrection { id: &id, request: &id, account, contact, contact_key: contact, proposed_by };
    tx.add_correction(&correction, now).await.unwrap();
    assert!(tx.close_support_request(&id, "told", at(1)).await.unwrap());
    let session = NewSession {
        digest: &digest(),
        id: &id,
        device: "",
        network: "",
        account,
        version: 1,
        data: "{}",
        idle: Span::hours(3),
        lives: Span::hours(24),
        pair: None,
    };
    assert!(tx.add_session(&session, now).await.unwrap());
    tx.remember_device(&digest(), account, now).await.unwrap();
    let happened = Happened {
        id: tokens.id(),
        account: account.into(),
        event: "signed in".into(),
        at: now.0,
        device: String::new(),
        network: String::new(),
    };
    tx.add_history(&happened).await.unwrap();
    assert!(tx.spend(&tokens.id(), at(1)).await.unwrap());
    assert_eq!(tx.charge(&tokens.id(), Span::hours(5), 1, now).await.unwrap(), Charge::Taken);
    tx.book_guess(&tokens.id(), LADDER, now).await.unwrap();
    tx.save().await.unwrap();
    BTreeMap::from([
        ("message", at(2)),
        ("registration", at(48)),
        ("restore", at(1)),
        ("email_change", now),
        ("contact", at(1)),
        ("recall", now),
        ("correction", at(1)),
        ("support_event", at(1)),
        ("support_request", at(1)),
        ("invitation", at(6)),
        ("plea", at(7)),
        ("plea_letter", at(7)),
        ("api_token", at(4)),
        ("session", at(3)),
        ("device", now),
        ("history", now),
        ("spent", at(1)),
        ("bucket", at(5)),
        ("guess", now),
    ])
}

/// Moves the clock to a moment.
fn go_to(site: &Site, moment: Moment) {
    let left = moment.0 - site.house.clock.now().0;
    assert!(left >= 0, "that moment has passed");
    site.advance(Span(left));
}

async fn dos_09_each_row_goes_when_it_has_had_its_time_and_not_a_moment_before(database: Database) {
    let site = Site::open(database, "").await;
    let account = site.account("ada@example.org").await;
    let from = day(&site, &account).await;
    let mut ends: Vec<(Moment, &str)> = CLEANED.iter().map(|what| (from[what.table].after(what.kept), what.table)).collect();
    ends.sort();
    let mut gone = BTreeSet::new();
    for (end, table) in &ends {
        if Moment(end.0 - 1) > site.house.clock.now() {
            go_to(&site, end.before(TICK));
            clean(&site.house).await.unwrap();
            for (end, table) in &ends {
                let kept = *end > site.house.clock.now();
                assert_eq!(rows(&site, table).await, i64::from(kept), "{table}");
            }
            site.advance(TICK);
        }
        clean(&site.house).await.unwrap();
        assert_eq!(rows(&site, table).await, 0, "{table}");
        gone.insert(*table);
    }
    assert_eq!(gone.len(), CLEANED.len());
    assert_eq!(rows(&site, "account").await, 1, "an account does not go by itself");
}

async fn dos_09_a_session_goes_by_whatever_ended_it_first(database: Database) {
    let site = Site::open(database, "").await;
    let account = site.account("ada@example.org").await;
    let now = site.house.clock.now();
    let digests: Vec<Digest> = (0..3).map(|_| Digest::of(&site.house.tokens.random::<16>())).collect();
    let mut tx = site.house.store.write().await.unwrap();
    // Revoked after an hour; at rest for three; at its end after twenty.
    for (digest, [idle, lives]) in digests.iter().zip([[3, 24], [3, 24], [30, 20]]) {
        let id = site.house.tokens.id();
        let (idle, lives) = (Span::hours(idle), Span::hours(lives));
        let new = NewSession {
            digest,
            id: &id,
            device: "",
            network: "",
            account: &account,
            version: 1,
            data: "{}",
            idle,
            lives,
            pair: None,
        };
        assert!(tx.add_session(&new, now).await.unwrap());
    }
    tx.revoke_session(&digests[0], now.after(Span::hours(1))).await.unwrap();
    tx.save().await.unwrap();
    for (hours, left) in [(1, 2), (3, 1), (20, 0)] {
        go_to(&site, now.after(Span::hours(hours)).after(Span::days(7)).before(TICK));
        clean(&site.house).await.unwrap();
        assert_eq!(rows(&site, "session").await, left + 1, "{hours} hours");
        site.advance(TICK);
        clean(&site.house).await.unwrap();
        assert_eq!(rows(&site, "session").await, left, "{hours} hours");
    }
}

async fn dos_09_a_browser_that_two_use_is_forgotten_for_each_in_its_time(database: Database) {
    let site = Site::open(database, "").await;
    let browser = Digest::of(&site.house.tokens.random::<16>());
    let kept = CLEANED.iter().find(|what| what.table == "device").unwrap().kept;
    for mailbox in ["ada@example.org", "kim@example.org"] {
        let account = site.account(mailbox).await;
        let mut tx = site.house.store.write().await.unwrap();
        tx.remember_device(&browser, &account, site.house.clock.now()).await.unwrap();
        tx.save().await.unwrap();
        site.advance(Span::days(1));
    }
    site.advance(Span(kept.0 - Span::days(2).0));
    clean(&site.house).await.unwrap();
    assert_eq!(rows(&site, "device").await, 1);
    site.advance(Span::days(1));
    clean(&site.house).await.unwrap();
    assert_eq!(rows(&site, "device").await, 0);
}

async fn dos_09_however_many_rows_there_are_all_go(database: Database) {
    let site = Site::open(database, "").await;
    let now = site.house.clock.now();
    let mut tx = site.house.store.write().await.unwrap();
    for _ in 0..1_700 {
        assert_eq!(tx.charge(&site.house.tokens.id(), Span::hours(1), 1, now).await.unwrap(), Charge::Taken);
    }
    for _ in 0..3 {
        assert_eq!(tx.charge(&site.house.tokens.id(), Span::hours(2), 1, now).await.unwrap(), Charge::Taken);
    }
    tx.save().await.unwrap();
    site.advance(Span::hours(1));
    clean(&site.house).await.unwrap();
    assert_eq!(rows(&site, "bucket").await, 3);
}

async fn dos_09_a_year_of_traffic_leaves_as_much_as_the_year_before(database: Database) {
    let site = Site::open(database, "").await;
    let account = site.account("ada@example.org").await;
    let mut after = Vec::new();
    for today in 1..=2 * 365 + 5 {
        for _ in 0..2 {
            day(&site, &account).await;
        }
        site.advance(Span::days(1));
        if today % 5 == 0 {
            clean(&site.house).await.unwrap();
        }
        if today == 370 || today == 2 * 365 + 5 {
            after.push(sizes(&site).await);
        }
    }
    assert_eq!(after[0], after[1], "what grows for a second year grows for ever");
    assert!(after[0].iter().all(|(table, rows)| *rows > 0 || *table == "bucket"), "{after:?}");
}

/// A span as `docs/retention.md` begins to tell it.
fn told(kept: Span) -> String {
    if kept == Span(0) { "not at all".to_owned() } else { format!("{} days ", kept.0 / Span::days(1).0) }
}

async fn what_people_are_told_of_retention_is_what_happens(database: Database) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("docs/retention.md")).unwrap();
    let rows: BTreeMap<&str, &str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.strip_suffix(" |")?.split_once("` | "))
        .map(|(table, rest)| (table, rest.rsplit_once(" | ").unwrap().1))
        .collect();
    for Cleaned { table, kept, .. } in &CLEANED {
        let found = rows.get(table).unwrap_or_else(|| panic!("{table} is not told of"));
        assert!(found.starts_with(&told(*kept)), "{table}: {found}");
    }
    for table in ["account", "consent", "answer"] {
        assert!(rows[table].starts_with("as long as"), "{table}: {}", rows[table]);
    }
    let mut tables = BTreeSet::new();
    for file in std::fs::read_dir(root.join("migrations")).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        tables.extend(text.split("CREATE TABLE ").skip(1).map(|table| table.split_once(' ').unwrap().0.to_owned()));
    }
    assert_eq!(rows.keys().map(|&table| table.to_owned()).collect::<BTreeSet<_>>(), tables);
    let site = Site::open(database, "").await;
    let grace = format!("{} days", site.house.config.policy.account.grace.0 / Span::days(1).0);
    assert!(text.contains(&format!("goes {grace} after")), "the time of grace is {grace}");
}
