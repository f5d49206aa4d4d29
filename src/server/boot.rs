//! Puts the house together and keeps it open.

use std::sync::Arc;

use tokio::sync::{mpsc, watch};

use super::clock::Clock;
use super::config::{self, Config, Database};
use super::hasher::Hasher;
use super::outbox::sms::{Chain, Receipt};
use super::outbox::{self, Mail, Outbox, Smtp, Texting};
use super::routes::router;
use super::store::Store;
use super::tokens::{Purpose, Tokens};
use super::{House, cleaning, edge};
use crate::flows;

/// Workers that send letters: one that waits for a slow server does not hold up the rest.
const SENDERS: usize = 4;

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

/// Serves until `stop`: then requests in flight finish and the senders hand back what they hold.
pub async fn serve(
    (house, receipts): (Arc<House>, mpsc::Receiver<Receipt>),
    listener: tokio::net::TcpListener,
    stop: impl Future<Output = ()>,
) {
    let (rest, told) = watch::channel(false);
    let mut workers: Vec<_> =
        (0..SENDERS).map(|_| tokio::spawn(outbox::work(house.clone(), flows::serve::compose, told.clone()))).collect();
    workers.push(tokio::spawn(outbox::receive(house.clone(), receipts, told.clone())));
    workers.push(tokio::spawn(cleaning::work(house.clone(), told)));
    edge::serve(listener, router(house.clone()), &house.config.connections, &house.config.trusted_proxies, stop).await;
    let _ = rest.send(true);
    for worker in workers {
        let _ = worker.await;
    }
    house.store.close().await;
}
