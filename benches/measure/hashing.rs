//! `hash.rate`: what our workers make of the cores.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::figures::{ROUNDS, absent, alternate, cores, tell};
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

/// The same against the C reference, built for this very processor. It is printed and no limit: who wants one program for all machines
/// cannot have that.
pub async fn against_c() -> Result<(), String> {
    let python = match c_reference() {
        Ok(python) => python,
        Err(why) => {
            absent("hash.rate.c_reference", &why);
            return Ok(());
        }
    };
    let (memory, passes, threads) = costs();
    let mut ours = Peer::start(&["hasher", &memory, &passes])?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/measure/c_reference.py");
    let mut command = Command::new(python);
    let mut theirs = Peer::run(command.arg(script).args([memory, passes, threads]))?;
    let compared = alternate("hash.rate.c_reference", ROUNDS, async || ours.rate(ROUND), async || theirs.rate(ROUND)).await?;
    compared.print("hash.rate.c_reference", "hashes/s");
    Ok(())
}

/// A Python that has it, made from its sources where there is none yet.
fn c_reference() -> Result<PathBuf, String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("argon2-c");
    let python = folder.join("bin/python");
    let has_it = || Command::new(&python).args(["-c", "import argon2"]).output().is_ok_and(|done| done.status.success());
    if has_it() {
        return Ok(python);
    }
    tell("building the C reference of Argon2");
    let sources = ["-m", "pip", "install", "--quiet", "--no-binary", "argon2-cffi-bindings", "argon2-cffi"];
    for command in [
        Command::new("python3").args(["-m", "venv"]).arg(&folder),
        // Its own build takes the vector instructions where this is set.
        Command::new(&python).args(sources).env("CFLAGS", "-O3 -march=native").env("ARGON2_CFFI_USE_SSE2", "1"),
    ] {
        let done = command.output().map_err(|fault| format!("python3: {fault}"))?;
        if !done.status.success() {
            return Err(String::from_utf8_lossy(&done.stderr).lines().last().unwrap_or("it does not build").to_owned());
        }
    }
    if has_it() { Ok(python) } else { Err("it does not build".into()) }
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
