//! Argon2id, bare and through the site's own workers.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use argon2::{Algorithm, Argon2, Block, Params, Version};
use cabinet::server::config;
use cabinet::server::hasher::Hasher;
use cabinet::words::Password;

use super::{rounds, runtime};

const PASSWORD: &str = "quiet lamps over the harbour";
const PEPPER: [u8; 32] = [7; 32];
/// More hashes than cores are always asked for, as a site does that is busy.
const CALLERS: usize = 16;

/// So many threads, each with memory of its own that it uses again and again.
pub fn bare(memory_kib: u32, passes: u32, threads: u32) -> Result<(), String> {
    let params = Params::new(memory_kib, passes, 1, Some(32)).map_err(|fault| fault.to_string())?;
    let mut memories: Vec<Vec<Block>> = (0..threads).map(|_| vec![Block::new(); params.block_count()]).collect();
    rounds(|seconds| {
        let (began, lasts, made) = (Instant::now(), Duration::from_secs_f64(seconds), AtomicU64::new(0));
        std::thread::scope(|scope| {
            for memory in &mut memories {
                let (params, made) = (params.clone(), &made);
                scope.spawn(move || {
                    let argon2 = Argon2::new_with_secret(&PEPPER, Algorithm::Argon2id, Version::V0x13, params);
                    let argon2 = argon2.expect("a pepper of 32 bytes");
                    let mut hash = [0; 32];
                    while began.elapsed() < lasts {
                        let done = argon2.hash_password_into_with_memory(PASSWORD.as_bytes(), &[1; 16], &mut hash, &mut *memory);
                        done.expect("memory for these parameters");
                        made.fetch_add(1, Ordering::Relaxed);
                    }
                });
            }
        });
        // The last of each thread ends after the time: so does the clock.
        Ok(made.into_inner() as f64 / began.elapsed().as_secs_f64())
    })
}

/// The site's workers, asked as its flows ask them.
pub fn ours(memory_kib: u32, passes: u32) -> Result<(), String> {
    let config = config::Argon2 { memory_kib, passes, lanes: 1, budget_mib: 1024 };
    let hasher = Hasher::new(config, PEPPER).map_err(|fault| fault.to_string())?;
    let hasher = std::sync::Arc::new(hasher);
    let runtime = runtime()?;
    rounds(|seconds| {
        runtime.block_on(async {
            let (began, lasts, before) = (Instant::now(), Duration::from_secs_f64(seconds), hasher.made());
            let callers = (0..CALLERS).map(|_| {
                let hasher = hasher.clone();
                tokio::spawn(async move {
                    let password = Password::given(PASSWORD.into()).map_err(|_| "no password")?;
                    while began.elapsed() < lasts {
                        hasher.verify(&password, None, [1; 16]).await.map_err(|_| "no room for a hash")?;
                    }
                    Ok::<_, &str>(())
                })
            });
            for caller in callers.collect::<Vec<_>>() {
                caller.await.map_err(|fault| fault.to_string())??;
            }
            Ok((hasher.made() - before) as f64 / began.elapsed().as_secs_f64())
        })
    })
}
