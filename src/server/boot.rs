//! Puts the house together and keeps it open.

use std::sync::Arc;

use tokio::sync::{mpsc, watch};

use super::clock::Clock;
use super::config::{self, Config, Database};
use super::hasher::Hasher;
use super::outbox::sms::{Chain, Receipt};
use super::outbox::{self, Mail, Outbox, Smtp, Texting};
use super::routes::router;
use super::store::{Agreement, Keeping, Store, Tx};
use super::tokens::{Purpose, Tokens};
use super::{House, cleaning, edge, skeleton};
use crate::flows;

/// Reports of gateways that wait to be written down: more of them wait at the gateway.
const REPORTS: usize = 64;

/// Opens everything that the configuration names: the house, and what gateways will report to it.
pub async fn open(config: Config) -> Result<(Arc<House>, mpsc::Receiver<Receipt>), String> {
    let development = config.development.as_ref();
    let clock = development.and_then(|development| development.clock).map_or(Clock::System, Clock::fixed);
    let seed = development.and_then(|development| development.seed);
    let tokens = Tokens::open(&config.key_file, config.may_make_key, seed)
        .map_err(|fault| format!("key_file: {}: {fault}; allowed: a file with 64 hexadecimal digits", config.key_file.display()))?;
    let hasher = Hasher::new(config.argon2, tokens.key(Purpose::Password)).map_err(|fault| format!("argon2: {fault}"))?;
    let store = match &config.database {
        Database::Sqlite(file) => Store::sqlite(file).await,
        Database::Postgres(address) => Store::postgres(address).await,
    };
    let store = store.map_err(|fault| format!("database: {fault}"))?;
    skeleton::fill(&store).await.map_err(|fault| format!("database: {fault}"))?;
    let mail = match &config.mail {
        config::Mail::Page => Mail::Page,
        config::Mail::Smtp(smtp) => Mail::Smtp(Box::new(Smtp::new(smtp, config.public_url.host())?)),
    };
    let (reports, receipts) = mpsc::channel(REPORTS);
    let texting = match &config.sms.chain {
        chain if chain.is_empty() => Texting::Page,
        chain => Texting::Chain(Chain::new(chain, reports)?),
    };
    let house = House::new(config, clock, tokens, hasher, store, Outbox::new(mail, texting));
    Ok((house.map_err(|fault| format!("pictures: {fault}"))?, receipts))
}

/// Keeps the agreement as it is today, for good: before anybody is asked to agree to it.
pub async fn keep_agreement(house: &House) -> Result<(), String> {
    write_agreement(house).await?.save().await.map_err(|fault| format!("database: {fault}"))
}

/// Whether it could be kept. Nothing is: who tries a text may change it yet.
pub async fn try_agreement(house: &House) -> Result<(), String> {
    write_agreement(house).await.map(drop)
}

/// The agreement as it is today, in a transaction. A version that stands there with another text is refused: somebody may have
/// agreed to that one (attack IDN-13).
async fn write_agreement(house: &House) -> Result<Tx, String> {
    let broken = |fault| format!("database: {fault}");
    let agreement = &house.config.agreement;
    let mut tx = house.store.write().await.map_err(broken)?;
    let mut differ = Vec::new();
    for text in agreement.texts() {
        let language = text.document.language.code();
        let new = Agreement {
            version: agreement.version.clone(),
            language: language.to_owned(),
            digest: text.digest.clone(),
            text: text.source.clone(),
            dated_at: agreement.date.0,
        };
        if tx.keep_agreement(&new).await.map_err(broken)? == Keeping::Differs {
            differ.push(format!("agreement.{language}"));
        }
    }
    if differ.is_empty() {
        return Ok(tx);
    }
    let (keys, version) = (differ.join(", "), &agreement.version);
    Err(format!(
        "{keys}: not the text that is kept as version {version}; allowed: that text, brand.name and brand.support in it as they \
         were, or a new agreement.version with its agreement.date"
    ))
}

/// Serves until `stop`: then requests in flight finish and the senders hand back what they hold.
pub async fn serve(
    (house, receipts): (Arc<House>, mpsc::Receiver<Receipt>),
    listener: tokio::net::TcpListener,
    stop: impl Future<Output = ()>,
) {
    let (rest, told) = watch::channel(false);
    let workers = [
        tokio::spawn(outbox::work(house.clone(), flows::serve::compose, told.clone())),
        tokio::spawn(outbox::receive(house.clone(), receipts, told.clone())),
        tokio::spawn(cleaning::work(house.clone(), told)),
    ];
    edge::serve(listener, router(house.clone()), &house.config.connections, &house.config.trusted_proxies, stop).await;
    let _ = rest.send(true);
    for worker in workers {
        let _ = worker.await;
    }
    house.store.close().await;
}
