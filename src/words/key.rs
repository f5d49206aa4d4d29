//! The code of a letter that is long enough to need no browser of its own.

/// 128 random bits in the shape of a UUID, 8-4-4-4-12 (RFC 9562 §4; all bits are random, ASVS 11.5.1). It has no `Debug` and no
/// `Serialize`: it is a secret while it lives.
pub struct Key(String);

impl Key {
    const DIGITS: usize = 32;
    /// Where the dashes stand, in digits.
    const DASHES: [usize; 4] = [8, 12, 16, 20];

    pub fn of(random: [u8; 16]) -> Self {
        Self(random.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Reads one as people copy it: in capitals, without its dashes, in braces, with a line break within.
    pub fn parse(given: &str) -> Option<Self> {
        let mut digits = String::with_capacity(Self::DIGITS);
        for c in given.chars() {
            match c.to_ascii_lowercase() {
                c @ ('0'..='9' | 'a'..='f') if digits.len() < Self::DIGITS => digits.push(c),
                '-' | '\u{2010}'..='\u{2015}' | '{' | '}' => {}
                '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' => {}
                c if c.is_whitespace() => {}
                _ => return None,
            }
        }
        (digits.len() == Self::DIGITS).then_some(Self(digits))
    }

    /// The digits alone, to be digested.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// As it is written: `41774119-5bad-4e60-9869-1c041eca04bb`.
    pub fn written(&self) -> String {
        let mut written = self.0.clone();
        for at in Self::DASHES.into_iter().rev() {
            written.insert(at, '-');
        }
        written
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::Key;

    #[test]
    fn what_was_written_is_read_however_it_is_copied() {
        let written = "41774119-5bad-4e60-9869-1c041eca04bb";
        for typed in [
            written.to_owned(),
            written.to_uppercase(),
            written.replace('-', ""),
            format!(" {{{written}}}\r\n"),
            written.replace('-', "\u{2013}"),
            format!("\u{2068}{written}\u{2069}"),
        ] {
            assert_eq!(Key::parse(&typed).map(|key| key.written()).as_deref(), Some(written), "{typed}");
        }
        assert_eq!(Key::of([0xA5; 16]).written(), "a5a5a5a5-a5a5-a5a5-a5a5-a5a5a5a5a5a5");
    }

    #[test]
    fn other_texts_are_none() {
        let short = "41774119-5bad-4e60-9869-1c041eca04b";
        for given in ["", "123456", short, &format!("{short}bb"), &format!("{short}g"), &format!("{short}\0"), &"-".repeat(36)] {
            assert!(Key::parse(given).is_none(), "{given}");
        }
    }
}
