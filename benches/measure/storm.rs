//! `login.storm`: a thousand people sign in at the same moment, and somebody else only wants to see a page.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use tokio::sync::Barrier;
use tokio::task::{JoinSet, LocalSet};

use crate::figures::{Usage, cores, print, quantile};
use crate::http::{self, Connection};
use crate::lab::Lab;
use crate::load;
use crate::site::{Site, USUAL_COST, sign_in};

const PEOPLE: u64 = 1_000;
/// How often the page is asked for.
const PER_SECOND: u32 = 100;
const IDLE: Duration = Duration::from_secs(10);
/// What the site may take besides the memory of its hashes, in MiB.
const BESIDES: f64 = 64.0;
/// How long a browser waits that is told to come back and not when.
const AGAIN: Duration = Duration::from_secs(1);

pub async fn storm(lab: &mut Lab) -> Result<(), String> {
    let million = lab.million()?;
    let site = Site::start(&million.folder, &million.database, "").await?;
    let first = lab.fresh_accounts(PEOPLE);
    let page = http::get(site.address, "/login", &[("Accept", "text/html")]);
    let idle = load::paced(site.address, PER_SECOND, page.clone(), async |since| since >= IDLE).await?;
    let (before, address) = (site.resident(), site.address);

    let done = Rc::new(Cell::new(false));
    let usage = Usage::begin();
    let (told, over) = (done.clone(), done);
    let people = LocalSet::new();
    let sign_ins = people.run_until(async move {
        let outcome = everybody(&site, first).await;
        told.set(true);
        outcome.map(|outcome| (site, outcome))
    });
    let pages = load::paced(address, PER_SECOND, page, async |_| over.get());
    let (signed_in, during) = tokio::join!(sign_ins, pages);
    let ((site, outcome), during) = (signed_in?, during?);
    let share = usage.share();

    let (idle, during) = (quantile(idle, 0.99), quantile(during, 0.99));
    print("login.storm.page", during, "ms");
    print("login.storm.page.idle", idle, "ms");
    print("login.storm.page.ratio", during / idle, "ratio");
    print("login.storm.memory", site.peak() - before, "MiB");
    print("login.storm.memory.limit", cores() as f64 * f64::from(USUAL_COST.0) / 1024.0 + BESIDES, "MiB");
    print("login.storm.turned_away", outcome.turned_away as f64, "answers");
    print("login.storm.shut_out", outcome.shut_out as f64, "people");
    print("login.storm.generator", share, "share");
    Ok(())
}

/// What became of a thousand who came at once.
#[derive(Clone, Copy, Default)]
struct Outcome {
    /// How often somebody was told that the site is busy.
    turned_away: u64,
    /// How many were told that they tried too often, who had given the right password each time. They give up.
    shut_out: u64,
}

/// All are connected before the first of them asks. Who is told that the site is busy comes back when it says, until they are in.
async fn everybody(site: &Site, first: u64) -> Result<Outcome, String> {
    let gate = Rc::new(Barrier::new(PEOPLE as usize));
    let (outcome, address) = (Rc::new(Cell::new(Outcome::default())), site.address);
    let mut all = JoinSet::new();
    for nth in first..first + PEOPLE {
        let (gate, outcome) = (gate.clone(), outcome.clone());
        all.spawn_local(async move {
            let mut connection = Connection::open(address).await.map_err(|fault| fault.to_string())?;
            let request = sign_in(address, nth);
            gate.wait().await;
            loop {
                let asked = connection.ask(&request).await;
                let (status, wait) = match &asked {
                    Ok(answer) => (answer.status, answer.header("retry-after").and_then(|seconds| seconds.parse().ok())),
                    Err(fault) => return Err(fault.to_string()),
                };
                let so_far = outcome.get();
                match status {
                    200 => return Ok(()),
                    503 => outcome.set(Outcome { turned_away: so_far.turned_away + 1, ..so_far }),
                    429 => {
                        outcome.set(Outcome { shut_out: so_far.shut_out + 1, ..so_far });
                        return Ok(());
                    }
                    status => return Err(format!("{status} instead of 200 or 503")),
                }
                tokio::time::sleep(wait.map_or(AGAIN, Duration::from_secs)).await;
            }
        });
    }
    while let Some(ended) = all.join_next().await {
        ended.map_err(|fault| fault.to_string())??;
    }
    Ok(outcome.get())
}
