//! `outbox.drain`: how fast a queue of letters is sent by one worker, and how soon one letter goes where nothing else is to do.

use std::time::{Duration, Instant};

use crate::figures::{print, quantile, tell};
use crate::http::Connection;
use crate::lab::Lab;
use crate::peer::Peer;
use crate::restoring::ask;
use crate::sink::Sink;
use crate::site::{Site, seed, write_config};

const LETTERS: u32 = 2_000;
/// The site holds as many letters as it sends at once when it is stopped.
const HELD: usize = 16;
const SINGLE: u32 = 150;
const PATIENCE: Duration = Duration::from_secs(60);
/// Between two single letters, so that the system is idle again.
const PAUSE: Duration = Duration::from_millis(20);

pub async fn drain(lab: &mut Lab) -> Result<(), String> {
    let (folder, database) = lab.place("letters");
    seed(&folder, &database, "", LETTERS + SINGLE)?;
    queue(&folder, &database).await?;

    let mut sink = Sink::start(true).await?;
    let config = write_config(&folder, &database, &sink.config())?;
    tell("one worker empties the queue");
    let worker = Peer::start(&["worker", &config.display().to_string()])?;
    let mut came = Vec::new();
    while came.len() < LETTERS as usize - HELD {
        came.push(next(&mut sink).await?);
    }
    drop(worker);
    let (first, last) = (came[0], came[came.len() - 1]);
    print("outbox.drain", (came.len() - 1) as f64 / (last - first).as_secs_f64(), "messages/s");
    one_by_one(&folder, &database).await
}

/// Has the site write down restores while its mail server keeps it waiting, and then stops it: the queue is full, and real.
async fn queue(folder: &std::path::Path, database: &str) -> Result<(), String> {
    let shut = Sink::start(false).await?;
    let site = Site::start(folder, database, &shut.config()).await?;
    let mut connection = Connection::open(site.address).await.map_err(|fault| fault.to_string())?;
    for nth in 1..=LETTERS {
        asked(&site, &mut connection, u64::from(nth)).await?;
    }
    // Killed: asked to stop, it would wait for its letters.
    drop(site);
    shut.open();
    Ok(())
}

async fn one_by_one(folder: &std::path::Path, database: &str) -> Result<(), String> {
    // What the stopped site still held comes first.
    let mut sink = Sink::start(true).await?;
    let fresh = format!("{database}.single");
    seed(folder, &fresh, "", LETTERS + SINGLE)?;
    let site = Site::start(folder, &fresh, &sink.config()).await?;
    let mut connection = Connection::open(site.address).await.map_err(|fault| fault.to_string())?;
    let mut took = Vec::new();
    for nth in LETTERS + 1..=LETTERS + SINGLE {
        // From when it is asked for, which is before the commit.
        let began = Instant::now();
        asked(&site, &mut connection, u64::from(nth)).await?;
        took.push((next(&mut sink).await? - began).as_secs_f64());
        tokio::time::sleep(PAUSE).await;
    }
    print("outbox.drain.p99", quantile(took.iter().copied(), 0.99), "s");
    print("outbox.drain.p50", quantile(took, 0.5), "s");
    Ok(())
}

async fn asked(site: &Site, connection: &mut Connection, nth: u64) -> Result<(), String> {
    let answer = connection.ask(&ask(site.address, nth)).await.map_err(|fault| fault.to_string())?;
    if answer.status == 200 { Ok(()) } else { Err(format!("{}: {}", answer.status, String::from_utf8_lossy(answer.body))) }
}

async fn next(sink: &mut Sink) -> Result<Instant, String> {
    let came = tokio::time::timeout(PATIENCE, sink.letters.recv()).await.map_err(|_| "no letter comes")?;
    came.ok_or_else(|| "the mail server is gone".into())
}
