//! SMS: what carries them, one gateway after another.
//!
//! The gateways are tried in the order that the operator gave. The next takes over where one does not answer, or answers "later";
//! a number that one refuses for good is offered to no other. The key of a message is the same with every gateway and at every
//! try, so that what knows keys sends nothing twice.

mod encoding;
mod http;
mod smpp;
mod tls;

use tokio::sync::mpsc;

use super::Delivery;
use crate::server::config;

pub use encoding::segments;

use self::http::Http;
use self::smpp::Smpp;

/// An SMS, ready to be sent.
pub struct Sms {
    /// In E.164, with its `+`.
    pub to: String,
    pub text: String,
}

/// What a gateway reports of an SMS that it took.
pub struct Receipt {
    /// What [`Delivery::Taken`] called it.
    pub id: String,
    /// Whether it is on the telephone; else it never will be.
    pub delivered: bool,
}

pub enum Gateway {
    Http(Box<Http>),
    Smpp(Box<Smpp>),
}

/// The gateways by their names, in the order in which they are tried.
pub struct Chain {
    gateways: Vec<(String, Gateway)>,
}

impl Chain {
    /// Fails where a certificate file can't be read, or what was configured can make no request.
    pub fn new(config: &[(String, config::Gateway)], receipts: mpsc::Sender<Receipt>) -> Result<Self, String> {
        let gateways = config.iter().map(|(name, config)| {
            let gateway = match config {
                config::Gateway::Http(config) => Gateway::Http(Box::new(Http::new(name, config)?)),
                config::Gateway::Smpp(config) => Gateway::Smpp(Box::new(Smpp::new(name, config, receipts.clone())?)),
            };
            Ok::<_, String>((name.clone(), gateway))
        });
        Ok(Self { gateways: gateways.collect::<Result<_, _>>()? })
    }

    /// Hands an SMS to the first gateway that takes it. Where none does, what the first one said counts.
    pub async fn send(&self, key: &str, sms: &Sms) -> Delivery {
        let mut first = None;
        for (name, gateway) in &self.gateways {
            match gateway.send(key, sms).await {
                Delivery::Later(reason) => {
                    tracing::warn!(gateway = name, reason, "sms: not taken");
                    first.get_or_insert(reason);
                }
                done => return done,
            }
        }
        Delivery::Later(first.unwrap_or_else(|| "no gateway".into()))
    }

    /// Fails where any gateway does not answer, and tells of each.
    pub async fn probe(&self) -> Result<(), String> {
        let mut faults = Vec::new();
        for (name, gateway) in &self.gateways {
            if let Err(fault) = gateway.probe().await {
                faults.push(format!("{name}: {fault}"));
            }
        }
        if faults.is_empty() { Ok(()) } else { Err(faults.join("; ")) }
    }

    /// Whether one at least would answer: for a message that nobody must be able to tell from one that was sent.
    pub async fn ready(&self) -> bool {
        for (_, gateway) in &self.gateways {
            if gateway.probe().await.is_ok() {
                return true;
            }
        }
        false
    }
}

impl Gateway {
    async fn send(&self, key: &str, sms: &Sms) -> Delivery {
        match self {
            Gateway::Http(http) => http.send(key, sms).await,
            Gateway::Smpp(smpp) => smpp.send(key, sms).await,
        }
    }

    async fn probe(&self) -> Result<(), String> {
        match self {
            Gateway::Http(http) => http.probe().await,
            Gateway::Smpp(smpp) => smpp.probe().await,
        }
    }
}
