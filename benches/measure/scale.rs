//! `scale.login`, `scale.bytes`: whether a site with a million accounts does as one with a thousand.

use std::time::{Duration, Instant};

use crate::figures::{ROUNDS, alternate, median, print, tell};
use crate::http::Connection;
use crate::lab::{Lab, MANY};
use crate::peer::Peer;
use crate::site::{CHEAP, CHEAP_COST, Site, seed, sign_in};

const FEW: u32 = 1_000;
/// Sign-ins of one round, on either site.
const SIGN_INS: u64 = 100;
const HASHING: Duration = Duration::from_millis(500);

pub fn bytes(lab: &mut Lab) -> Result<(), String> {
    print("scale.bytes", lab.million()?.bytes as f64 / f64::from(MANY), "bytes");
    Ok(())
}

pub async fn sign_in_row(lab: &mut Lab) -> Result<(), String> {
    let million = lab.million()?;
    let (folder, database) = lab.place("thousand");
    seed(&folder, &database, CHEAP, FEW)?;
    let large = Site::start(&million.folder, &million.database, CHEAP).await?;
    let small = Site::start(&folder, &database, CHEAP).await?;
    compare(&large, &small).await
}

/// One client signs in, one account after the other, where a hash costs the least that is allowed; and what one such hash takes alone is
/// taken off.
async fn sign_in_time(site: &Site, from: u64) -> Result<f64, String> {
    let mut connection = Connection::open(site.address).await.map_err(|fault| fault.to_string())?;
    let mut took = Vec::new();
    for nth in from..from + SIGN_INS {
        let request = sign_in(site.address, nth);
        let began = Instant::now();
        let answer = connection.ask(&request).await.map_err(|fault| fault.to_string())?;
        if answer.status != 200 {
            return Err(format!("{} instead of 200", answer.status));
        }
        took.push(began.elapsed().as_secs_f64() * 1_000.0);
    }
    Ok(median(took))
}

async fn compare(large: &Site, small: &Site) -> Result<(), String> {
    let (memory, passes) = CHEAP_COST;
    let mut hash = Peer::start(&["hashes", &memory.to_string(), &passes.to_string(), "1"])?;
    let (mut hashes, mut from) = (Vec::new(), (1, 1));
    let compared = alternate(
        "scale.login",
        ROUNDS,
        async || {
            hashes.push(1_000.0 / hash.rate(HASHING)?);
            from.0 += SIGN_INS;
            sign_in_time(large, from.0 - SIGN_INS).await
        },
        async || {
            from.1 += SIGN_INS;
            sign_in_time(small, from.1 - SIGN_INS).await
        },
    )
    .await?;
    let hash = median(hashes);
    tell(&format!("a sign-in takes {:.2} ms and {:.2} ms, of which {hash:.2} ms are its hash", compared.ours, compared.reference));
    print("scale.login", (compared.ours - hash) / (compared.reference - hash), "ratio");
    print("scale.login.large", compared.ours - hash, "ms");
    print("scale.login.small", compared.reference - hash, "ms");
    print("scale.login.hash", hash, "ms");
    Ok(())
}
