//! `cabinet seed`: accounts by the thousand, in development alone.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::client::Door;
use crate::database::Database;
use crate::site::{DEAD_SMTP, PASSWORD, Site};

on_both!(
    a_seeded_account_is_signed_in_to,
    seeding_again_adds_what_is_missing_and_changes_nothing,
    outside_development_nothing_is_seeded,
);

const ACCOUNTS: &str = "SELECT COUNT(*) FROM account";

/// A configuration file that names this database, with more of it below.
fn config(database: &Database, more: &str) -> PathBuf {
    let (file, key) = (database.folder().join("seed.toml"), database.folder().join("key"));
    std::fs::write(&key, "0f".repeat(32)).unwrap();
    let text = format!("database = '{}'\nkey_file = '{}'\n{more}", database.address(), key.display());
    std::fs::write(&file, text).unwrap();
    file
}

fn seed(config: &Path, accounts: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cabinet"));
    // What the tests are told there is no key of a configuration.
    command.env_remove("CABINET_TEST_POSTGRES").arg("seed").args(["--accounts", accounts, "--config"]).arg(config).output().unwrap()
}

async fn a_seeded_account_is_signed_in_to(database: Database) {
    let said = seed(&config(&database, ""), "250");
    assert!(said.status.success(), "{said:?}");
    assert!(String::from_utf8_lossy(&said.stdout).contains(PASSWORD), "{said:?}");

    let site = Site::open(database, "").await;
    for name in ["seeded-000001", "seeded-000100", "seeded-000101", "seeded-000250"] {
        let mut client = site.client(Door::Script);
        let answer = client.sign_in(&format!("{name}@example.org"), PASSWORD).await;
        assert_eq!(answer.status, 200, "{}", answer.all());
        assert!(client.is_signed_in().await, "{name}");
        let history = client.get("/account/history").await;
        assert!(history.body.contains("Chrome, Linux"), "its registration is in its history");
    }
    assert_eq!(site.client(Door::Script).sign_in("seeded-000251@example.org", PASSWORD).await.status, 401);
    // All that a confirmed registration leaves.
    for rows in [ACCOUNTS, "SELECT COUNT(DISTINCT account) FROM consent WHERE digest <> ''"] {
        assert_eq!(site.count(rows).await, 250, "{rows}");
    }
}

async fn seeding_again_adds_what_is_missing_and_changes_nothing(database: Database) {
    let file = config(&database, "");
    assert!(seed(&file, "120").status.success());
    let site = Site::open(database, "").await;
    let before = site.column("SELECT id || password FROM account ORDER BY contact_key").await;

    let again = seed(&file, "130");
    assert!(String::from_utf8_lossy(&again.stdout).contains("10 accounts were added"), "{again:?}");
    let after = site.column("SELECT id || password FROM account ORDER BY contact_key").await;
    assert_eq!((after.len(), &after[..120]), (130, &before[..]));
    for rows in ["SELECT COUNT(*) FROM consent", "SELECT COUNT(*) FROM history WHERE event = 'registered'"] {
        assert_eq!(site.count(rows).await, 130, "{rows}");
    }
}

async fn outside_development_nothing_is_seeded(database: Database) {
    let file = config(&database, &format!("public_url = 'https://accounts.example.test'\n{DEAD_SMTP}"));
    let said = seed(&file, "10");
    assert!(!said.status.success(), "{said:?}");
    assert!(String::from_utf8_lossy(&said.stdout).contains("not in development"), "{said:?}");
    assert_eq!(Site::open(database, "").await.count(ACCOUNTS).await, 0);
}
