//! `hash.rate`: what our workers make of the cores.

use std::time::Duration;

use crate::figures::{ROUNDS, absent, alternate, cores};
use crate::peer::Peer;
use crate::site::USUAL_COST;

const ROUND: Duration = Duration::from_millis(1_500);
/// Lets glibc's `malloc` ask for pages of 2 MiB where a piece of memory is large enough.
const LARGE_PAGES: (&str, &str) = ("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1");

pub async fn rate() -> Result<(), String> {
    let (memory, passes, threads) = costs();
    let mut ours = Peer::start(&["hasher", &memory, &passes])?;
    let mut bare = Peer::start_with(&["hashes", &memory, &passes, &threads], Some(LARGE_PAGES))?;
    let compared = alternate("hash.rate", ROUNDS, async || ours.rate(ROUND), async || bare.rate(ROUND)).await?;
    compared.print("hash.rate", "hashes/s");
    crate::figures::print("hash.rate.large_pages", large_pages(bare.id()), "MiB");
    Ok(())
}

pub async fn against_c() -> Result<(), String> {
    absent("hash.rate.c_reference", "the C reference is not on this machine");
    Ok(())
}

/// The usual cost and as many threads as there are cores, as words.
pub fn costs() -> (String, String, String) {
    let (memory, passes) = USUAL_COST;
    (memory.to_string(), passes.to_string(), cores().to_string())
}

/// What of a process lies in large pages: that the reference has them is not left to belief.
fn large_pages(process: u32) -> f64 {
    let text = std::fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("AnonHugePages:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<f64>().unwrap_or(f64::NAN) / 1024.0
}
