//! E-mail addresses, as far as a form can judge them. Whether one exists only a letter can tell.

use serde::{Deserialize, Serialize};

/// An address as its owner wrote it, without the spaces around it. Its key, under which an account is found, is made on the
/// server (`server::identity`), where the domain becomes ASCII.
#[derive(Clone, PartialEq, Eq)]
pub struct Email(String);

/// What the site asks of an address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct EmailRule {
    /// Fewest characters.
    pub min: u32,
    /// Most characters, of the 254 that mail servers take (RFC 5321 §4.5.3.1.3).
    pub max: u32,
}

/// Why a text is not an address.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum BadEmail {
    Empty,
    /// Fewer or more characters than the site takes.
    Short,
    Long,
    /// Over 64 characters before the `@` (RFC 5321 §4.5.3.1.1).
    LongLocal,
    /// There is no `@`.
    NoAt,
    /// Before the `@`: empty, a dot where none can be, or a character outside RFC 5322's `atext`.
    Local,
    /// After the `@`: not a domain with a dot in it.
    Domain,
}

impl Email {
    /// The most bytes of an address (RFC 5321 §4.5.3.1.3).
    const MAX: usize = 254;
    const MAX_LOCAL: usize = 64;
    const MAX_LABEL: usize = 63;

    pub fn parse(given: &str) -> Result<Self, BadEmail> {
        let given = given.trim();
        if given.is_empty() {
            return Err(BadEmail::Empty);
        }
        if given.len() > Self::MAX {
            return Err(BadEmail::Long);
        }
        let (local, domain) = given.rsplit_once('@').ok_or(BadEmail::NoAt)?;
        if local.len() > Self::MAX_LOCAL {
            return Err(BadEmail::LongLocal);
        }
        if !local.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(is_atext)) {
            return Err(BadEmail::Local);
        }
        let mut labels = domain.split('.');
        if !domain.contains('.') || !labels.all(is_label) {
            return Err(BadEmail::Domain);
        }
        Ok(Self(given.to_owned()))
    }

    /// An address that the site takes, by its length too: that is told first.
    pub fn within(given: &str, rule: EmailRule) -> Result<Self, BadEmail> {
        let length = given.trim().chars().count();
        match length {
            0 => Err(BadEmail::Empty),
            _ if length < rule.min as usize => Err(BadEmail::Short),
            _ if length > rule.max as usize => Err(BadEmail::Long),
            _ => Self::parse(given),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands before and after the `@`.
    pub fn parts(&self) -> (&str, &str) {
        self.0.rsplit_once('@').unwrap_or((&self.0, ""))
    }
}

/// RFC 5322 §3.2.3, ASCII only: a letter outside it could fold to another person's (Django CVE-2019-19844).
fn is_atext(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte)
}

/// A label of a domain: letters of any script here, since the server turns them into ASCII and judges again.
fn is_label(label: &str) -> bool {
    !label.is_empty()
        && label.len() <= Email::MAX_LABEL
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.chars().all(|c| c.is_alphanumeric() || c == '-')
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::{BadEmail, Email, EmailRule};

    #[test]
    fn addresses_of_real_people_are_taken() {
        for given in ["ada@example.org", " ada@example.org ", "a.b+tag@sub.example.co", "o'neil@example.org", "имя@example.org"]
        {
            let taken = Email::parse(given);
            assert_eq!(taken.is_ok(), given.is_ascii(), "{given}");
        }
        assert!(Email::parse("ada@пример.рф").is_ok());
    }

    #[test]
    fn each_fault_has_its_reason() {
        let long = format!("{}@example.org", "a".repeat(65));
        for (given, reason) in [
            ("", BadEmail::Empty),
            ("   ", BadEmail::Empty),
            (&*"a".repeat(255), BadEmail::Long),
            (&*long, BadEmail::LongLocal),
            ("ada.example.org", BadEmail::NoAt),
            ("@example.org", BadEmail::Local),
            ("ada..b@example.org", BadEmail::Local),
            ("ada lovelace@example.org", BadEmail::Local),
            ("a@x@example.org", BadEmail::Local),
            ("ada\r\nBcc: x@example.org", BadEmail::Local),
            ("ada\0@example.org", BadEmail::Local),
            ("ada@localhost", BadEmail::Domain),
            ("ada@example..org", BadEmail::Domain),
            ("ada@-example.org", BadEmail::Domain),
            ("ada@exa mple.org", BadEmail::Domain),
            ("ada@example.org,eve@example.net", BadEmail::Local),
        ] {
            assert_eq!(Email::parse(given).err(), Some(reason), "{given:?}");
        }
    }

    #[test]
    fn a_length_that_the_site_does_not_take_is_told_before_anything_else() {
        let rule = EmailRule { min: 3, max: 20 };
        for (given, reason) in [
            (" ", BadEmail::Empty),
            ("a@", BadEmail::Short),
            (" a@ ", BadEmail::Short),
            ("a@b", BadEmail::Domain),
            ("somebody.lovelace@a.b", BadEmail::Long),
            (&*"a".repeat(1_000_000), BadEmail::Long),
        ] {
            assert_eq!(Email::within(given, rule).err(), Some(reason), "{}", given.len());
        }
        for given in ["a@b.c", "somebody.lovelac@a.b", "  somebody.lovelac@a.b  ", "ada@пример.рф"] {
            assert!(Email::within(given, rule).is_ok(), "{given}");
        }
        let wide = EmailRule { min: 3, max: 254 };
        assert_eq!(Email::within(&"я@".repeat(100), wide).err(), Some(BadEmail::Long), "it is bytes that mail servers count");
    }
}
