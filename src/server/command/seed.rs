//! Fills a developer's database with accounts, so that one sees how a site with many of them does.

use super::{boot, say};
use crate::locale::Language;
use crate::server::House;
use crate::server::config::Config;
use crate::server::store::{self, Seeds, Terms};
use crate::words::{Event, Password};

/// What every one of them is signed in to with.
const PASSWORD: &str = "quiet lamps over the harbour";
/// How many are kept in one transaction: so many that its end, which waits for the disk, weighs little.
const TOGETHER: usize = 50_000;
/// How many one statement makes: a part of a text is found by counting from its beginning.
const AT_ONCE: usize = 100;
/// How often it is told how far it has come.
const TOLD_EVERY: usize = 100_000;

/// Adds the accounts `seeded-000001@example.org` and so on, up to that number, as a registration leaves them that was confirmed: its own
/// row and its letter's are gone by then. Those that are there stay as they are. All have one password, which is printed, and one hash
/// of it: it is made once, since a million would take hours. No other site ever does that, and this one not outside development.
pub async fn run(config: Config, accounts: u32) -> Result<(), String> {
    if config.development.is_none() {
        return Err("seed: the site is not in development; allowed: only where address and public_url are loopback".into());
    }
    let (house, _receipts) = boot::open(config).await?;
    boot::keep_agreement(&house).await?;
    let password = Password::given(PASSWORD.into()).map_err(|_| "password: none")?;
    let hash = house.hasher.hash(&password, house.tokens.random()).await.map_err(|_| "no hash to be had")?;
    let added = fill(&house, hash.as_str(), accounts as usize).await.map_err(|fault| format!("database: {fault}"))?;
    house.store.close().await;
    say(&format!("{added} accounts were added: there are seeded-000001@example.org to seeded-{accounts:06}@example.org"));
    say(&format!("The password of each is: {PASSWORD}"));
    Ok(())
}

/// How many of them were not there.
async fn fill(house: &House, password: &str, all: usize) -> Result<i64, store::Error> {
    let agreement = &house.config.agreement;
    let language = Language::En.code();
    let digest = &agreement.text(Language::En).digest;
    let mut added = 0;
    for from in (0..all).step_by(TOGETHER) {
        let to = all.min(from + TOGETHER);
        let (accounts, happened) = (ids(house, to - from), ids(house, to - from));
        let mut tx = house.store.write().await?;
        for (nth, (accounts, happened)) in accounts.chunks(AT_ONCE).zip(happened.chunks(AT_ONCE)).enumerate() {
            let seeds = Seeds {
                first: (from + nth * AT_ONCE + 1) as i64,
                count: accounts.len() as i64,
                accounts: &accounts.concat(),
                happened: &happened.concat(),
                password,
                terms: Terms { version: &agreement.version, language, digest },
                event: Event::Registered.name(),
                device: "Chrome, Linux",
                network: "127.0.0.0/24",
            };
            added += tx.add_seeds(&seeds, house.clock.now()).await?;
        }
        tx.save().await?;
        if to.is_multiple_of(TOLD_EVERY) && to < all {
            say(&format!("{to} of {all}"));
        }
    }
    Ok(added)
}

/// Names of rows, sorted: rows that come in the order of their index are written several times as fast.
fn ids(house: &House, count: usize) -> Vec<String> {
    let mut ids: Vec<String> = (0..count).map(|_| house.tokens.id()).collect();
    ids.sort_unstable();
    ids
}
