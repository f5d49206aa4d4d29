//! `scale.login`, `scale.bytes`: whether a site with a million accounts does as one with a thousand.

use std::time::Instant;

use argon2::{Algorithm, Argon2, Block, Params, Version};

use crate::figures::{ROUNDS, median, print, quantile, tell};
use crate::http::Connection;
use crate::lab::{Lab, MANY};
use crate::site::{CHEAP, CHEAP_COST, PASSWORD, Site, seed, sign_in};

const FEW: u32 = 1_000;
/// Sign-ins of one round, on either site.
const SIGN_INS: u64 = 100;
/// What others do on the machine only ever makes something slower: this part of all was hardly disturbed.
const UNDISTURBED: f64 = 0.25;

pub fn bytes(lab: &mut Lab) -> Result<(), String> {
    print("scale.bytes", lab.million()?.bytes as f64 / 1_024.0 / f64::from(MANY), "KiB");
    Ok(())
}

/// One client signs in to the large site, then to the small one, where a hash costs the least that is allowed; and what one such hash takes
/// is taken off both.
pub async fn sign_in_time(lab: &mut Lab) -> Result<(), String> {
    let million = lab.million()?;
    let (folder, database) = lab.place("thousand");
    seed(&folder, &database, CHEAP, FEW)?;
    let large = Site::start(&million.folder, &million.database, CHEAP).await?;
    let small = Site::start(&folder, &database, CHEAP).await?;
    let mut connections = (open(&large).await?, open(&small).await?);
    let (mut hash, mut rounds) = (Hash::new()?, Vec::new());
    for round in 0..ROUNDS as u64 {
        let mut took = [Vec::new(), Vec::new(), Vec::new()];
        for nth in round * SIGN_INS + 1..=(round + 1) * SIGN_INS {
            took[0].push(signed_in(&mut connections.0, &large, nth).await?);
            took[1].push(signed_in(&mut connections.1, &small, nth).await?);
            took[2].push(hash.make()?);
        }
        let [large, small, hash] = took.map(|took| quantile(took, UNDISTURBED));
        tell(&format!("scale.login: round {}: {large:.2} ms against {small:.2} ms, a hash being {hash:.2} ms", round + 1));
        rounds.push([large - hash, small - hash, hash]);
    }
    let of = |what: fn(&[f64; 3]) -> f64| median(rounds.iter().map(what));
    print("scale.login", of(|[large, small, _]| large / small), "ratio");
    print("scale.login.large", of(|[large, ..]| *large), "ms");
    print("scale.login.small", of(|[_, small, _]| *small), "ms");
    print("scale.login.hash", of(|[.., hash]| *hash), "ms");
    Ok(())
}

async fn open(site: &Site) -> Result<Connection, String> {
    Connection::open(site.address).await.map_err(|fault| fault.to_string())
}

/// The nth account is signed in to: the milliseconds that it took.
async fn signed_in(connection: &mut Connection, site: &Site, nth: u64) -> Result<f64, String> {
    let request = sign_in(site.address, nth);
    let began = Instant::now();
    let status = connection.ask(&request).await.map_err(|fault| fault.to_string())?.status;
    if status == 200 { Ok(milliseconds(began)) } else { Err(format!("{status} instead of 200")) }
}

fn milliseconds(began: Instant) -> f64 {
    began.elapsed().as_secs_f64() * 1_000.0
}

/// The hash of one sign-in by itself, made here while the sites rest: what of their time is not theirs to save.
struct Hash {
    argon2: Argon2<'static>,
    memory: Vec<Block>,
}

impl Hash {
    fn new() -> Result<Self, String> {
        let params = Params::new(CHEAP_COST.0, CHEAP_COST.1, 1, Some(32)).map_err(|fault| fault.to_string())?;
        let memory = vec![Block::new(); params.block_count()];
        Ok(Self { argon2: Argon2::new(Algorithm::Argon2id, Version::V0x13, params), memory })
    }

    fn make(&mut self) -> Result<f64, String> {
        let began = Instant::now();
        let mut hash = [0; 32];
        let done = self.argon2.hash_password_into_with_memory(PASSWORD.as_bytes(), &[1; 16], &mut hash, &mut self.memory);
        done.map(|()| milliseconds(began)).map_err(|fault| fault.to_string())
    }
}
