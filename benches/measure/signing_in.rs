//! `login.throughput`: how much of what the cores can hash becomes sign-ins.

use std::cell::Cell;
use std::time::Duration;

use crate::figures::{ROUNDS, alternate};
use crate::hashing::costs;
use crate::lab::Lab;
use crate::load;
use crate::peer::Peer;
use crate::site::{Site, sign_in};

const CLIENTS: usize = 64;
const ROUND: Duration = Duration::from_secs(4);
/// More than anybody signs in to within a round.
const MOST: u64 = 20_000;

pub async fn throughput(lab: &mut Lab) -> Result<(), String> {
    let million = lab.million()?;
    let site = Site::start(&million.folder, &million.database, "").await?;
    let (memory, passes, threads) = costs();
    let mut bare = Peer::start(&["hashes", &memory, &passes, &threads])?;
    let mut used = Vec::new();
    let ours = async || {
        let (next, address) = (Cell::new(lab.fresh_accounts(MOST)), site.address);
        let before = site.cpu_seconds();
        let rate = load::rate(address, CLIENTS, ROUND, move |_| sign_in(address, next.replace(next.get() + 1))).await?;
        used.push((site.cpu_seconds() - before) / ROUND.as_secs_f64());
        Ok(rate)
    };
    let compared = alternate("login.throughput", ROUNDS, ours, async || bare.rate(ROUND)).await?;
    compared.print("login.throughput", "/s");
    compared.print_generator("login.throughput");
    crate::figures::print("login.throughput.site_cores", crate::figures::median(used), "cores");
    Ok(())
}
