//! A site of each preset, side by side on one machine, to be tried.

use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::mpsc;
use toml::{Table, Value};

use super::House;
use super::boot;
use super::config::{self, PRESETS};
use super::outbox::sms::Receipt;

/// A site that is ready to be served.
pub struct Stand {
    pub house: Arc<House>,
    pub preset: &'static str,
    receipts: mpsc::Receiver<Receipt>,
    listener: TcpListener,
}

/// Opens a site of each preset, the first at this port of the loopback and each next at the next, or all where there is room if it is 0.
/// Each has a database and a key of its own below `data/demo`, and nothing of the configuration that is there.
pub async fn open(first: u16) -> Result<Vec<Stand>, String> {
    // All places are taken before anything is opened: then none is half a demo.
    let mut places = Vec::new();
    for (nth, preset) in (0..).zip(PRESETS) {
        let port = if first == 0 { Some(0) } else { first.checked_add(nth) };
        let port = port.ok_or("--port: too near the end; allowed: as many ports as there are presets")?;
        let listener = TcpListener::bind(("127.0.0.1", port)).await.map_err(|fault| format!("port {port}: {fault}"))?;
        let address = listener.local_addr().map_err(|fault| format!("port {port}: {fault}"))?;
        places.push((preset, listener, address.to_string()));
    }
    let sites: Vec<(&str, String)> = places.iter().map(|(preset, _, address)| (*preset, format!("http://{address}"))).collect();
    let mut stands = Vec::new();
    for (preset, listener, address) in places {
        let folder = format!("data/demo/{preset}");
        let said = [
            ("preset", preset.to_owned()),
            ("address", address),
            ("database", format!("{folder}/cabinet.db")),
            ("key_file", format!("{folder}/cabinet.key")),
        ];
        let said: Table = said.into_iter().map(|(key, value)| (key.to_owned(), Value::String(value))).collect();
        let mut config = config::parse(&said, std::iter::empty())
            .map_err(|faults| faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\ncabinet: "))?;
        if let Some(development) = &mut config.development {
            development.sites.clone_from(&sites);
        }
        let (house, receipts) = boot::open(config).await?;
        boot::keep_agreement(&house).await?;
        stands.push(Stand { house, preset, receipts, listener });
    }
    Ok(stands)
}

/// Serves them all until `stop`, of which each has its own.
pub async fn serve<F: Future<Output = ()> + Send + 'static>(stands: Vec<Stand>, stop: impl Fn() -> F) {
    let served: Vec<_> =
        stands.into_iter().map(|stand| tokio::spawn(boot::serve((stand.house, stand.receipts), stand.listener, stop()))).collect();
    for served in served {
        let _ = served.await;
    }
}
