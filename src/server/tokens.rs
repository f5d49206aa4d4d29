//! Chance, keys, digests and seals: everything that is secret is made here.
//!
//! One key of 32 bytes, kept outside the database, is the root; each use has a key of its own, derived under a label
//! ([`Purpose`]), so that what one part of the site seals or digests never passes for something else (attacks TOK-05, TOK-14).

use std::io::Write as _;
use std::path::Path;
use std::sync::Mutex;

use chacha20poly1305::aead::{Aead, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use hmac::{Hmac, Mac as _};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::captcha::{Task, Word};
use crate::words::{Code, Key, Moment, OneTime, Reference};

/// What a key is for.
#[derive(Clone, Copy)]
pub enum Purpose {
    /// Argon2's secret value (RFC 9106 §3.1).
    Password,
    /// Codes, which are too short for a bare digest.
    Code,
    /// What an SMS brings.
    Sms,
    /// One-time passwords, as they are kept.
    OneTime,
    /// Names of buckets, so that the table of limits is not a list of addresses.
    Limit,
    /// The refusal that a plain form finds on the next page.
    Note,
    /// Which registration this browser waits for.
    Waiting,
    /// The secret of a letter's link, between the link and the page that it leads to: one purpose for each kind (attack TOK-05).
    Link,
    RestoreLink,
    UndoLink,
    PleaLink,
    /// Which restore this browser asked for.
    Restoring,
    /// Where the person was going.
    Return,
    /// What a security code is for, in the form that asks for it.
    Captcha,
    /// What its picture shows.
    CaptchaWord,
    /// Which browser a form with a security code was given to.
    Asking,
    /// A token that was just made.
    Token,
    /// Which security question is shown for a login that has none.
    Question,
    /// Which support request this browser looks at, and the secrets of the links that lead there.
    Support,
    SupportLink,
    CorrectionLink,
}

/// The source of every secret.
pub struct Tokens {
    root: [u8; 32],
    chance: Chance,
}

enum Chance {
    System,
    /// Repeats itself: for tests.
    Seeded(Mutex<(u64, u64)>),
}

/// A secret that is sent to a person and of which only the digest is kept: 256 random bits as base64url.
pub struct LinkToken(String);

/// The digest of a secret, as it stands in the database.
#[derive(Clone, PartialEq, Eq)]
pub struct Digest(String);

/// Whether a text can be a name that [`Tokens::id`] made: PostgreSQL takes no NUL in a text, so nothing else is looked for.
pub fn is_id(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A code from a number that is drawn from all of `u32`. What does not divide evenly is drawn again (ASVS 11.5.1).
fn fair_code(drawn: u32) -> Option<Code> {
    const ALL: u32 = 10_u32.pow(Code::DIGITS as u32);
    const FAIR: u32 = u32::MAX - u32::MAX % ALL;
    if drawn < FAIR { Code::parse(&format!("{:06}", drawn % ALL)) } else { None }
}

impl Tokens {
    /// The key from its file; a new one where `may_make` and there is none.
    pub fn open(file: &Path, may_make: bool, seed: Option<u64>) -> std::io::Result<Self> {
        let chance = seed.map_or(Chance::System, |seed| Chance::Seeded(Mutex::new((seed, 0))));
        let root = match std::fs::read(file) {
            Ok(text) => decode_key(&text)?,
            Err(fault) if fault.kind() == std::io::ErrorKind::NotFound && may_make => make_key(file)?,
            Err(fault) => return Err(fault),
        };
        Ok(Self { root, chance })
    }

    /// For tests: everything follows from the seed.
    pub fn seeded(seed: u64) -> Self {
        Self { root: Sha256::digest(seed.to_be_bytes()).into(), chance: Chance::Seeded(Mutex::new((seed, 0))) }
    }

    /// The key for one purpose: HMAC-SHA-256 of its label under the root, as in HKDF's expand step (RFC 5869 §2.3).
    pub fn key(&self, purpose: Purpose) -> [u8; 32] {
        let label: &[u8] = match purpose {
            Purpose::Password => b"cabinet password 1",
            Purpose::Code => b"cabinet code 1",
            Purpose::Sms => b"cabinet sms 1",
            Purpose::OneTime => b"cabinet one-time password 1",
            Purpose::Limit => b"cabinet limit 1",
            Purpose::Note => b"cabinet note 1",
            Purpose::Waiting => b"cabinet waiting 1",
            Purpose::Link => b"cabinet link 1",
            Purpose::RestoreLink => b"cabinet restore link 1",
            Purpose::UndoLink => b"cabinet undo link 1",
            Purpose::PleaLink => b"cabinet plea link 1",
            Purpose::Restoring => b"cabinet restoring 1",
            Purpose::Return => b"cabinet return 1",
            Purpose::Captcha => b"cabinet captcha 1",
            Purpose::CaptchaWord => b"cabinet captcha word 1",
            Purpose::Question => b"cabinet question 1",
            Purpose::Asking => b"cabinet asking 1",
            Purpose::Token => b"cabinet token 1",
            Purpose::Support => b"cabinet support 1",
            Purpose::SupportLink => b"cabinet support link 1",
            Purpose::CorrectionLink => b"cabinet correction link 1",
        };
        hmac(&self.root, &[label])
    }

    /// Random bytes.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        match &self.chance {
            Chance::System => system_random(&mut bytes),
            Chance::Seeded(state) => {
                let mut state = state.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                for chunk in bytes.chunks_mut(32) {
                    state.1 += 1;
                    let block = Sha256::digest([state.0.to_be_bytes(), state.1.to_be_bytes()].concat());
                    chunk.copy_from_slice(&block[..chunk.len()]);
                }
            }
        }
        bytes
    }

    /// A name for a row: 128 random bits, so that it tells neither order nor time (attack ENU-09).
    pub fn id(&self) -> String {
        HEXLOWER.encode(&self.random::<16>())
    }

    pub fn link(&self) -> LinkToken {
        LinkToken(BASE64URL_NOPAD.encode(&self.random::<32>()))
    }

    /// The secret of a letter that is both its code and its link.
    pub fn long_code(&self) -> Key {
        Key::of(self.random())
    }

    /// The secret of the link to a row's page, the same in each of its letters. Without the key nobody can tell it from the row's name.
    pub fn link_of(&self, purpose: Purpose, row: &str) -> LinkToken {
        LinkToken(BASE64URL_NOPAD.encode(&hmac(&self.key(purpose), &[row.as_bytes()])))
    }

    /// What a support request is called by.
    pub fn reference(&self) -> Reference {
        Reference::of(self.random())
    }

    /// A code in which each digit is as likely as any other.
    pub fn code(&self) -> Code {
        loop {
            if let Some(code) = fair_code(u32::from_be_bytes(self.random())) {
                return code;
            }
        }
    }

    /// The code of an SMS. It is the same each time that the SMS is tried, so that a gateway which takes it twice, and a phone which gets
    /// it late, have the one that counts. Without the key nobody can tell it from the message's name.
    pub fn code_of(&self, message: &str) -> Code {
        let mut turn = 0_u64;
        loop {
            let drawn = hmac(&self.key(Purpose::Sms), &[b"code", &turn.to_be_bytes(), message.as_bytes()]);
            if let Some(code) = drawn.first_chunk().copied().map(u32::from_be_bytes).and_then(fair_code) {
                return code;
            }
            turn += 1;
        }
    }

    /// What a challenge's picture shows: the same each time that it is drawn. Without the key nobody can tell it from the challenge (attack
    /// CAP-02).
    pub fn captcha_of(&self, challenge: &str, task: Task) -> Word {
        let mut turn = 0_u64;
        loop {
            let drawn = hmac(&self.key(Purpose::CaptchaWord), &[&turn.to_be_bytes(), challenge.as_bytes()]);
            if let Some(word) = Word::of(task, &drawn) {
                return word;
            }
            turn += 1;
        }
    }

    /// A code's digest, bound to what it is for: the row and the address (attack TOK-05).
    pub fn digest_code(&self, code: &Code, context: &[&str]) -> Digest {
        let mut parts = vec![code.digits().as_bytes()];
        for part in context {
            parts.push(&[0]);
            parts.push(part.as_bytes());
        }
        Digest(BASE64URL_NOPAD.encode(&hmac(&self.key(Purpose::Code), &parts)))
    }

    /// The one-time password of an SMS: 80 bits that nobody can tell without the key (ASVS 6.4.1), the same each time that it is tried.
    pub fn one_time_of(&self, message: &str) -> OneTime {
        let drawn = hmac(&self.key(Purpose::Sms), &[b"one-time", message.as_bytes()]);
        OneTime::of(drawn.first_chunk().copied().unwrap_or_default())
    }

    /// 128 random bits need no key, yet one keeps them from being told apart by who has the database alone.
    pub fn digest_long_code(&self, key: &Key) -> Digest {
        Digest(BASE64URL_NOPAD.encode(&hmac(&self.key(Purpose::Code), &[b"long", &[0], key.digits().as_bytes()])))
    }

    /// The digest of a one-time password, bound to its account.
    pub fn digest_one_time(&self, one_time: &OneTime, account: &str) -> Digest {
        let parts = [one_time.characters().as_bytes(), &[0], account.as_bytes()];
        Digest(BASE64URL_NOPAD.encode(&hmac(&self.key(Purpose::OneTime), &parts)))
    }

    /// The name of a bucket.
    pub fn bucket(&self, scope: &str, value: &str) -> String {
        BASE64URL_NOPAD.encode(&hmac(&self.key(Purpose::Limit), &[scope.as_bytes(), &[0], value.as_bytes()]))
    }

    /// A number that follows from a value, always the same one. Without the key nobody can tell it.
    pub fn number_of(&self, purpose: Purpose, value: &str) -> u64 {
        hmac(&self.key(purpose), &[value.as_bytes()]).first_chunk().copied().map_or(0, u64::from_be_bytes)
    }

    /// A value that only this site can read or make, good until then.
    pub fn seal<T: Serialize>(&self, purpose: Purpose, until: Moment, value: &T) -> Option<String> {
        let text = serde_json::to_vec(&(until, value)).ok()?;
        let nonce = self.random::<24>();
        let cipher = XChaCha20Poly1305::new(&self.key(purpose).into());
        let sealed = cipher.encrypt(&XNonce::from(nonce), Payload::from(text.as_slice())).ok()?;
        Some(BASE64URL_NOPAD.encode(&[nonce.as_slice(), &sealed].concat()))
    }

    /// What was sealed, unless it is forged, for another purpose, or too old.
    pub fn unseal<T: DeserializeOwned>(&self, purpose: Purpose, now: Moment, sealed: &str) -> Option<T> {
        let bytes = BASE64URL_NOPAD.decode(sealed.as_bytes()).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<24>()?;
        let cipher = XChaCha20Poly1305::new(&self.key(purpose).into());
        let text = cipher.decrypt(&XNonce::from(*nonce), Payload::from(sealed)).ok()?;
        let (until, value): (Moment, T) = serde_json::from_slice(&text).ok()?;
        (now < until).then_some(value)
    }
}

impl LinkToken {
    /// A token as it stands in an address: 43 characters of base64url, or none.
    pub fn parse(given: &str) -> Option<Self> {
        (BASE64URL_NOPAD.decode(given.as_bytes()).ok()?.len() == 32).then(|| Self(given.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// 256 random bits need no key: nobody can try them all.
    pub fn digest(&self) -> Digest {
        Digest::of(self.0.as_bytes())
    }
}

impl Digest {
    /// SHA-256, for secrets of at least 128 random bits.
    pub fn of(secret: &[u8]) -> Self {
        Self(BASE64URL_NOPAD.encode(&Sha256::digest(secret)))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// One that was stored.
    pub fn stored(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// Whether it is the one that was stored, in the same time however much of it fits (attack TOK-09).
    pub fn is(&self, stored: &str) -> bool {
        self.0.as_bytes().ct_eq(stored.as_bytes()).into()
    }
}

fn hmac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

fn system_random(bytes: &mut [u8]) {
    // A machine without chance must not go on: every secret would be guessable.
    #[expect(clippy::disallowed_methods, reason = "the one place that draws from the system")]
    getrandom::fill(bytes).expect("the system's random number generator");
}

fn decode_key(text: &[u8]) -> std::io::Result<[u8; 32]> {
    let bad = || std::io::Error::new(std::io::ErrorKind::InvalidData, "not 32 bytes as 64 hexadecimal digits");
    let bytes = HEXLOWER.decode(text.trim_ascii()).map_err(|_| bad())?;
    bytes.try_into().map_err(|_| bad())
}

/// Writes a new key, readable by its owner alone, and never over an old one.
fn make_key(file: &Path) -> std::io::Result<[u8; 32]> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut key = [0; 32];
    system_random(&mut key);
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)?;
    file.write_all(HEXLOWER.encode(&key).as_bytes())?;
    file.sync_all()?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::{Purpose, Tokens};
    use crate::words::Moment;

    #[test]
    fn a_seal_holds_for_its_purpose_its_time_and_its_text_only() {
        let tokens = Tokens::seeded(1);
        let sealed = tokens.seal(Purpose::Note, Moment(10), &"text").unwrap();
        let open = |tokens: &Tokens, purpose, now, sealed: &str| tokens.unseal::<String>(purpose, Moment(now), sealed);
        assert_eq!(open(&tokens, Purpose::Note, 9, &sealed).as_deref(), Some("text"));
        assert_eq!(open(&tokens, Purpose::Note, 10, &sealed), None, "it is too old");
        assert_eq!(open(&tokens, Purpose::Waiting, 9, &sealed), None, "it is for something else");
        assert_eq!(open(&Tokens::seeded(2), Purpose::Note, 9, &sealed), None, "another site made it");
        for at in 0..sealed.len() {
            let mut forged = sealed.clone().into_bytes();
            forged[at] = if forged[at] == b'A' { b'B' } else { b'A' };
            let forged = String::from_utf8(forged).unwrap();
            assert_eq!(open(&tokens, Purpose::Note, 9, &forged), None, "a changed letter at {at}");
        }
    }

    /// TOK-10: a hundred thousand codes, each digit in each place as often as any other (chi-squared, 9 degrees, p = 10⁻⁶).
    #[test]
    fn tok_10_codes_are_even_and_keep_their_zeros() {
        let tokens = Tokens::seeded(7);
        let mut seen = [[0_u32; 10]; 6];
        for _ in 0..100_000 {
            let code = tokens.code();
            assert_eq!(code.digits().len(), 6);
            for (place, digit) in code.digits().bytes().enumerate() {
                seen[place][usize::from(digit - b'0')] += 1;
            }
        }
        for place in seen {
            let chi: f64 = place.iter().map(|n| (f64::from(*n) - 10_000.0).powi(2) / 10_000.0).sum();
            assert!(chi < 45.0, "{place:?}");
        }
    }

    #[test]
    fn what_an_sms_brings_is_the_same_at_each_try_and_different_for_each() {
        let (tokens, other) = (Tokens::seeded(7), Tokens::seeded(8));
        assert_eq!(tokens.code_of("m1").digits(), tokens.code_of("m1").digits());
        assert_eq!(tokens.one_time_of("m1").written(), tokens.one_time_of("m1").written());
        assert_ne!(tokens.one_time_of("m1").written(), other.one_time_of("m1").written(), "the key makes it");
        let codes: std::collections::HashSet<String> =
            (0..1_000).map(|n| tokens.code_of(&n.to_string()).digits().to_owned()).collect();
        assert!(codes.len() > 990, "{}", codes.len());
    }
}
