//! Measures the server: `cargo bench --no-default-features --features ssr --bench measure -- <rows…>`, all of them without names. It wants
//! the release binary (`CABINET_BIN`, else `target/release/cabinet`), and for PostgreSQL a server in `CABINET_TEST_POSTGRES`.
//!
//! Standard output has one figure a line, `name<TAB>value<TAB>unit`; what goes on is told on standard error. docs/performance.md says
//! what each figure is and which limit it has.

mod figures;
mod hashing;
mod http;
mod lab;
mod load;
mod peer;
mod reading;
mod reference;
mod restoring;
mod scale;
mod sending;
mod signing_in;
mod sink;
mod site;
mod standing;
mod storm;

use std::process::ExitCode;

use figures::{absent, tell};
use lab::Lab;

/// A row, or several that are measured together.
const ROWS: [&str; 13] = [
    "hash.rate",
    "idle.memory",
    "disconnect.leak",
    "page.throughput",
    "restore.start",
    "outbox.drain",
    "scale.bytes",
    "start.time",
    "session.throughput",
    "page.account",
    "login.throughput",
    "login.storm",
    "scale.login",
];

fn main() -> ExitCode {
    // What cargo itself adds begins with two dashes.
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    if let Some((first, rest)) = words.split_first()
        && first == "reference"
    {
        return ended(reference::run(rest));
    }
    if let Some(unknown) = words.iter().find(|word| !ROWS.iter().any(|row| has(row, word))) {
        return ended(Err(format!("no row is called {unknown}; there are {}", ROWS.join(", "))));
    }
    // One thread: it is the site that is to have the cores.
    match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => ended(runtime.block_on(measure(&words))),
        Err(fault) => ended(Err(fault.to_string())),
    }
}

/// Whether a row measures what has this name: `login.storm` also has `login.storm.page`.
fn has(row: &str, name: &str) -> bool {
    name.strip_prefix(row).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn ended(outcome: Result<(), String>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            tell(&fault);
            ExitCode::FAILURE
        }
    }
}

/// A row that fails says so in its place, and the rest is measured all the same.
async fn measure(wanted: &[String]) -> Result<(), String> {
    let mut lab = Lab::open()?;
    let mut failed = 0;
    for row in ROWS.into_iter().filter(|row| wanted.is_empty() || wanted.iter().any(|name| has(row, name))) {
        tell(row);
        if let Err(fault) = Box::pin(take(row, &mut lab)).await {
            absent(row, &fault.replace(['\n', '\t', '\r'], " "));
            failed += 1;
        }
    }
    if failed == 0 { Ok(()) } else { Err(format!("{failed} rows could not be measured")) }
}

async fn take(row: &str, lab: &mut Lab) -> Result<(), String> {
    match row {
        "hash.rate" => {
            hashing::rate().await?;
            hashing::against_c().await
        }
        "idle.memory" => standing::idle_memory(lab).await,
        "start.time" => standing::start_time(lab).await,
        "disconnect.leak" => standing::disconnect_leak(lab).await,
        "page.throughput" => reading::anonymous_page(lab).await,
        "page.account" => reading::account_page(lab).await,
        "session.throughput" => reading::session(lab).await,
        "login.throughput" => signing_in::throughput(lab).await,
        "login.storm" => storm::storm(lab).await,
        "restore.start" => restoring::start(lab).await,
        "outbox.drain" => sending::drain(lab).await,
        "scale.bytes" => scale::bytes(lab),
        "scale.login" => scale::sign_in_time(lab).await,
        _ => Err("not measured".into()),
    }
}
