//! The site's own outbox with one worker and nothing else: what a queue is emptied by where no requests come.

use std::path::Path;

use cabinet::flows::serve::compose;
use cabinet::server::{boot, config, outbox};
use tokio::sync::watch;

use super::runtime;

/// Works until its standard input ends.
pub fn run(file: &str) -> Result<(), String> {
    let config = config::load(Some(Path::new(file)));
    let config = config.map_err(|faults| faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))?;
    let runtime = runtime()?;
    let (stop, stopped) = watch::channel(false);
    let (house, _receipts) = runtime.block_on(boot::open(config))?;
    let work = runtime.spawn(async move {
        outbox::work(house.clone(), compose, stopped).await;
        house.store.close().await;
    });
    for line in std::io::stdin().lines() {
        drop(line);
    }
    let _ = stop.send(true);
    runtime.block_on(work).map_err(|fault| fault.to_string())
}
