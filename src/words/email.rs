//! E-mail addresses, as far as a form can judge them. Whether one exists only a letter can tell.

use serde::{Deserialize, Serialize};

/// An address as its owner wrote it, without the spaces around it. Its key, under which an account is found, is made on the
/// server (`server::identity`), where the domain becomes ASCII.
#[derive(Clone, PartialEq, Eq)]
pub struct Email(String);

/// Why a text is not an address.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum BadEmail {
    Empty,
    /// Over 254 characters in all or 64 before the `@` (RFC 5321 §4.5.3.1).
    Long,
    /// There is no `@`.
    NoAt,
    /// Before the `@`: empty, a dot where none can be, or a character outside RFC 5322's `atext`.
    Local,
    /// After the `@`: not a domain with a dot in it.
    Domain,
}

impl Email {
    pub const MAX: usize = 254;
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
            return Err(BadEmail::Long);
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
    use super::{BadEmail, Email};

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
            (&*long, BadEmail::Long),
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
}
