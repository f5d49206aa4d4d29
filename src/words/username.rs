//! Usernames: the other name that a person may sign in by.

use serde::{Deserialize, Serialize};

/// Three to 32 characters: a Latin letter first, then letters, digits, and single `.`, `_` or `-` between them. So no
/// username can be read as an address or a phone number (Keycloak CVE-2021-3754).
#[derive(Clone, PartialEq, Eq)]
pub struct Username(String);

/// Why a text is not a username.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum BadUsername {
    Empty,
    /// Under 3 or over 32 characters.
    Length,
    /// A character that none may have, or one in a place where it may not be.
    Shape,
    /// A name that only the site itself may speak under.
    Reserved,
}

impl Username {
    pub const MIN: usize = 3;
    pub const MAX: usize = 32;
    /// Names that only the site itself may speak under. What looks like one of them is refused on the server.
    pub const RESERVED: [&str; 15] = [
        "abuse",
        "account",
        "admin",
        "administrator",
        "hostmaster",
        "info",
        "mailer-daemon",
        "no-reply",
        "noreply",
        "postmaster",
        "root",
        "security",
        "support",
        "system",
        "webmaster",
    ];

    pub fn parse(given: &str) -> Result<Self, BadUsername> {
        let given = given.trim();
        if given.is_empty() {
            return Err(BadUsername::Empty);
        }
        if !(Self::MIN..=Self::MAX).contains(&given.chars().count()) {
            return Err(BadUsername::Length);
        }
        let words_are_sound =
            given.split(['.', '_', '-']).all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric()));
        if !words_are_sound || !given.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return Err(BadUsername::Shape);
        }
        let name = Self(given.to_owned());
        if Self::RESERVED.contains(&name.key().as_str()) {
            return Err(BadUsername::Reserved);
        }
        Ok(name)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form in which no two accounts may have the same name: ASCII lower case, never Unicode's (U+212A KELVIN SIGN folds to `k`).
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::{BadUsername, Username};

    #[test]
    fn a_username_can_be_nothing_else() {
        for given in ["ada", "Ada.Lovelace", "a1-b2_c3"] {
            assert!(Username::parse(given).is_ok(), "{given}");
        }
        for (given, reason) in [
            ("", BadUsername::Empty),
            ("ab", BadUsername::Length),
            (&*"a".repeat(33), BadUsername::Length),
            ("ada@example.org", BadUsername::Shape),
            ("+49151000000", BadUsername::Shape),
            ("1234567", BadUsername::Shape),
            ("ada..b", BadUsername::Shape),
            ("ada.", BadUsername::Shape),
            ("\u{212A}elvin", BadUsername::Shape),
            ("ада", BadUsername::Shape),
            ("ada\u{202E}b", BadUsername::Shape),
            ("Admin", BadUsername::Reserved),
        ] {
            assert_eq!(Username::parse(given).err(), Some(reason), "{given:?}");
        }
    }
}
