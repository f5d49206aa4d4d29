//! Argon2id (RFC 9106) in bounded company.
//!
//! As many hashes run at once as the cores and the memory budget allow; a few more wait, not long; the rest are told that
//! the machine is busy, so that a storm of sign-ins never takes the pages down with it. Each worker keeps its memory.

mod memory;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use argon2::{Algorithm, Argon2, Params, Version};
use data_encoding::BASE64_NOPAD;
use subtle::ConstantTimeEq as _;
use tokio::sync::oneshot;
use unicode_normalization::UnicodeNormalization as _;

use super::config;
use crate::words::Password;
use memory::Memory;

/// A stored password: `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`, peppered with the key outside the database.
#[derive(Clone)]
pub struct PasswordHash(String);

/// There is no hash to be had now: no room for it, or its worker failed.
#[derive(Debug)]
pub struct Busy;

/// What a check came to.
pub enum Verdict {
    Wrong,
    Right,
    /// Right, but hashed under other parameters than today's: here it is under today's.
    RightButOld(PasswordHash),
}

pub struct Hasher {
    params: Params,
    /// What waits for a worker.
    jobs: SyncSender<Job>,
    made: Arc<AtomicU64>,
    /// A hash that no password has, checked in place of one that does not exist.
    decoy: PasswordHash,
}

/// A hash to be made.
struct Job {
    params: Params,
    salt: Vec<u8>,
    password: Vec<u8>,
    /// Whoever asked has gone by then.
    until: Instant,
    done: oneshot::Sender<[u8; HASH_BYTES]>,
}

struct Parsed {
    params: Params,
    salt: Vec<u8>,
    hash: Vec<u8>,
}

const SALT_BYTES: usize = 16;
const HASH_BYTES: usize = 32;
const MOST_WAITING: usize = 64;
const LONGEST_WAIT: Duration = Duration::from_secs(2);

impl Hasher {
    /// Refuses parameters that Argon2 itself refuses.
    pub fn new(config: config::Argon2, pepper: [u8; 32]) -> Result<Self, argon2::Error> {
        let params = Params::new(config.memory_kib, config.passes, config.lanes, Some(HASH_BYTES))?;
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let by_memory = (config.budget_mib as usize * 1024 / config.memory_kib as usize).max(1);
        let decoy = PasswordHash::write(&params, &[0; SALT_BYTES], &[0; HASH_BYTES]);
        let (jobs, waiting) = sync_channel(MOST_WAITING);
        let (waiting, made) = (Arc::new(Mutex::new(waiting)), Arc::new(AtomicU64::new(0)));
        // Threads of their own: a worker that has to be woken for each hash leaves its core idle until it is. They end with this.
        for _ in 0..cores.min(by_memory) {
            let (waiting, made) = (waiting.clone(), made.clone());
            std::thread::spawn(move || work(&waiting, &pepper, &made));
        }
        Ok(Self { params, jobs, made, decoy })
    }

    /// Hashes a new password.
    pub async fn hash(&self, password: &Password, salt: [u8; SALT_BYTES]) -> Result<PasswordHash, Busy> {
        let hash = self.run(self.params.clone(), salt.to_vec(), normal(password)).await?;
        Ok(PasswordHash::write(&self.params, &salt, &hash))
    }

    /// Checks a password. Without a stored one it does the same work and says [`Verdict::Wrong`].
    pub async fn verify(
        &self,
        password: &Password,
        stored: Option<&PasswordHash>,
        salt: [u8; SALT_BYTES],
    ) -> Result<Verdict, Busy> {
        let parsed = stored.unwrap_or(&self.decoy).parse().or_else(|| self.decoy.parse()).ok_or(Busy)?;
        let hash = self.run(parsed.params.clone(), parsed.salt, normal(password)).await?;
        if stored.is_none() || !bool::from(hash.ct_eq(&parsed.hash)) {
            return Ok(Verdict::Wrong);
        }
        let same = (parsed.params.m_cost(), parsed.params.t_cost(), parsed.params.p_cost())
            == (self.params.m_cost(), self.params.t_cost(), self.params.p_cost());
        Ok(if same { Verdict::Right } else { Verdict::RightButOld(self.hash(password, salt).await?) })
    }

    /// How many hashes were made so far: the work that a request cost.
    pub fn made(&self) -> u64 {
        self.made.load(Ordering::Relaxed)
    }

    async fn run(&self, params: Params, salt: Vec<u8>, password: Vec<u8>) -> Result<[u8; HASH_BYTES], Busy> {
        let (done, hash) = oneshot::channel();
        let job = Job { params, salt, password, until: Instant::now() + LONGEST_WAIT, done };
        self.jobs.try_send(job).map_err(|_| Busy)?;
        hash.await.map_err(|_| Busy)
    }
}

/// Makes one hash after the other, always in the same memory.
fn work(waiting: &Mutex<Receiver<Job>>, pepper: &[u8], made: &AtomicU64) {
    let mut memory = Memory::default();
    loop {
        let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = next else { return };
        if Instant::now() > job.until || job.done.is_closed() {
            continue;
        }
        made.fetch_add(1, Ordering::Relaxed);
        let Job { params, salt, password, done, .. } = job;
        // A panic costs this hash and not the worker.
        let hash = catch_unwind(AssertUnwindSafe(|| hash(pepper, params, &salt, &password, &mut memory)));
        if let Ok(Ok(hash)) = hash {
            let _ = done.send(hash);
        }
    }
}

fn hash(
    pepper: &[u8],
    params: Params,
    salt: &[u8],
    password: &[u8],
    memory: &mut Memory,
) -> Result<[u8; HASH_BYTES], argon2::Error> {
    let mut hash = [0; HASH_BYTES];
    let blocks = memory.blocks(params.block_count());
    let argon2 = Argon2::new_with_secret(pepper, Algorithm::Argon2id, Version::V0x13, params)?;
    argon2.hash_password_into_with_memory(password, salt, &mut hash, blocks)?;
    Ok(hash)
}

impl PasswordHash {
    /// A hash as it was stored.
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn write(params: &Params, salt: &[u8], hash: &[u8]) -> Self {
        let (m, t, p) = (params.m_cost(), params.t_cost(), params.p_cost());
        Self(format!("$argon2id$v=19$m={m},t={t},p={p}${}${}", BASE64_NOPAD.encode(salt), BASE64_NOPAD.encode(hash)))
    }

    fn parse(&self) -> Option<Parsed> {
        let mut parts = self.0.strip_prefix("$argon2id$v=19$")?.split('$');
        let (costs, salt, hash) = (parts.next()?, parts.next()?, parts.next()?);
        let mut costs = costs.split(',').zip(["m=", "t=", "p="]).map(|(cost, name)| cost.strip_prefix(name)?.parse::<u32>().ok());
        let params = Params::new(costs.next()??, costs.next()??, costs.next()??, Some(HASH_BYTES)).ok()?;
        Some(Parsed { params, salt: BASE64_NOPAD.decode(salt.as_bytes()).ok()?, hash: BASE64_NOPAD.decode(hash.as_bytes()).ok()? })
    }
}

/// The bytes that are hashed: Unicode NFC, so that the same word from another keyboard is the same (NIST SP 800-63B-4 §3.1.1.2).
fn normal(password: &Password) -> Vec<u8> {
    password.expose().nfc().collect::<String>().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::{Hasher, Verdict};
    use crate::server::config::Argon2;
    use crate::words::Password;

    fn hasher(memory_kib: u32, pepper: u8) -> Hasher {
        Hasher::new(Argon2 { memory_kib, passes: 1, lanes: 1, budget_mib: 64 }, [pepper; 32]).unwrap()
    }

    fn password(text: &str) -> Password {
        Password::given(text.into()).unwrap()
    }

    #[tokio::test]
    async fn a_password_is_known_by_all_of_it_in_any_normal_form() {
        let hasher = hasher(64, 1);
        let stored = hasher
            .hash(&password("Zoë and a tail of more than seventy-two bytes, which other hashes would cut off here"), [7; 16])
            .await
            .unwrap();
        for (given, right) in [
            ("Zoë and a tail of more than seventy-two bytes, which other hashes would cut off here", true),
            ("Zoe\u{308} and a tail of more than seventy-two bytes, which other hashes would cut off here", true),
            ("Zoë and a tail of more than seventy-two bytes, which other hashes would cut off her", false),
            ("zoë and a tail of more than seventy-two bytes, which other hashes would cut off here", false),
        ] {
            let verdict = hasher.verify(&password(given), Some(&stored), [8; 16]).await.unwrap();
            assert_eq!(matches!(verdict, Verdict::Right), right, "{given}");
        }
    }

    #[tokio::test]
    async fn sec_02_without_the_pepper_a_stored_hash_is_of_no_use() {
        let stored = hasher(64, 1).hash(&password("a good one"), [7; 16]).await.unwrap();
        assert!(matches!(hasher(64, 2).verify(&password("a good one"), Some(&stored), [8; 16]).await.unwrap(), Verdict::Wrong));
    }

    #[tokio::test]
    async fn nobody_has_the_decoys_password() {
        assert!(matches!(hasher(64, 1).verify(&password("x"), None, [8; 16]).await.unwrap(), Verdict::Wrong));
    }

    #[tokio::test]
    async fn sec_03_an_old_hash_is_renewed_when_its_password_is_seen() {
        let stored = hasher(64, 1).hash(&password("a good one"), [7; 16]).await.unwrap();
        let today = hasher(128, 1);
        let Verdict::RightButOld(renewed) = today.verify(&password("a good one"), Some(&stored), [8; 16]).await.unwrap() else {
            panic!("not renewed");
        };
        assert!(matches!(today.verify(&password("a good one"), Some(&renewed), [9; 16]).await.unwrap(), Verdict::Right));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn dos_01_a_storm_is_shed() {
        let hasher = std::sync::Arc::new(hasher(8_192, 1));
        let storm = (0..500).map(|_| {
            let hasher = hasher.clone();
            tokio::spawn(async move { hasher.verify(&password("x"), None, [8; 16]).await.is_ok() })
        });
        let mut served = 0;
        for one in storm.collect::<Vec<_>>() {
            served += usize::from(one.await.unwrap());
        }
        assert!((1..500).contains(&served), "{served} served");
        assert_eq!(hasher.made(), served as u64, "a hash that nobody gets is not made");
    }
}
