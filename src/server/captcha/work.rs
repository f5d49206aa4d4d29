//! The work that a browser does in the place of a person who reads letters: to find a counter with which the challenge has a digest
//! that begins with zeros. Finding it takes a quarter of a million hashes, checking it takes one (attacks CAP-05, CAP-06).

use sha2::{Digest as _, Sha256};

/// How many zero bits the digest begins with. A browser tries 2¹⁸ counters on average.
pub const BITS: u32 = 18;
/// The longest counter that is looked at, in digits.
const MOST_DIGITS: usize = 20;

/// Whether the counter is one that was looked for: SHA-256 of the challenge, a colon and the counter in decimal digits.
pub fn is_done(challenge: &str, counter: &str) -> bool {
    if !(1..=MOST_DIGITS).contains(&counter.len()) || !counter.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let digest: [u8; 32] = Sha256::new_with_prefix(challenge).chain_update(":").chain_update(counter).finalize().into();
    digest.first_chunk().copied().map(u32::from_be_bytes).is_some_and(|first| first.leading_zeros() >= BITS)
}

#[cfg(test)]
mod tests {
    use super::is_done;

    /// Found by another program: `sha256("challenge:889208")`.
    const FOUND: &str = "889208";

    #[test]
    fn cap_06_a_counter_counts_for_its_challenge_alone() {
        assert!(is_done("challenge", FOUND));
        assert!(!is_done("challengf", FOUND));
        for made_up in ["", "0", "-1", "+1", " 1", "1 ", "1e5", "0x1", "\u{661}", "999999999999999999999", &"9".repeat(100_000)] {
            assert!(!is_done("challenge", made_up), "{}", made_up.len());
        }
    }
}
