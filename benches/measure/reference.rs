//! What ours is held against, each the least that could be done: `measure reference <which> …`.

mod hashes;
mod inserts;
mod served;
mod worker;

use std::io::Write as _;

/// Does what the words name until its standard input ends.
pub fn run(words: &[String]) -> Result<(), String> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["hashes", memory, passes, threads] => hashes::bare(number(memory)?, number(passes)?, number(threads)?),
        ["hasher", memory, passes] => hashes::ours(number(memory)?, number(passes)?),
        ["inserts", database] => inserts::run(database),
        ["worker", config] => worker::run(config),
        ["bytes", head, body] => served::bytes(head, body),
        ["select", database] => served::select(database),
        _ => Err(format!("no reference is called {words:?}")),
    }
}

fn number(text: &str) -> Result<u32, String> {
    text.parse().map_err(|_| format!("{text}: not a number"))
}

/// Reads for how many seconds, does a round, says the rate; and again.
fn rounds(mut round: impl FnMut(f64) -> Result<f64, String>) -> Result<(), String> {
    for line in std::io::stdin().lines() {
        let line = line.map_err(|fault| fault.to_string())?;
        let seconds = line.trim().parse().map_err(|_| format!("{line}: not a number of seconds"))?;
        say(&round(seconds)?.to_string());
    }
    Ok(())
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

fn runtime() -> Result<tokio::runtime::Runtime, String> {
    tokio::runtime::Runtime::new().map_err(|fault| fault.to_string())
}
