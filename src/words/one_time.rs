//! The one-time password of a message, which stands beside the account's own.

/// Sixteen characters of 32: 80 random bits (ASVS 6.4.1). It has no `Debug` and no `Serialize`: it is a secret while it lives.
pub struct OneTime(String);

impl OneTime {
    const LENGTH: usize = 16;
    /// How many characters stand together.
    const GROUP: usize = 4;
    /// Small letters and digits, without those that are taken for each other: i, l, o and u (Crockford's base 32).
    const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

    /// Makes one of ten random bytes, five bits a character.
    pub fn of(random: [u8; 10]) -> Self {
        let bits = random.into_iter().fold(0_u128, |bits, byte| bits << 8 | u128::from(byte));
        let character = |at: usize| char::from(Self::ALPHABET[(bits >> (5 * at)) as usize & 31]);
        Self((0..Self::LENGTH).map(character).collect())
    }

    /// Reads one as people type it: in capitals, without its dashes, with an `o` for the nought and an `i` or `l` for the one.
    pub fn parse(given: &str) -> Option<Self> {
        let mut text = String::with_capacity(Self::LENGTH);
        for c in given.chars() {
            let c = match c.to_ascii_lowercase() {
                'o' => '0',
                'i' | 'l' => '1',
                ' ' | '\u{A0}' | '-' | '\u{2010}'..='\u{2015}' => continue,
                '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' => continue,
                c => c,
            };
            if text.len() == Self::LENGTH || !c.is_ascii() || !Self::ALPHABET.contains(&(c as u8)) {
                return None;
            }
            text.push(c);
        }
        (text.len() == Self::LENGTH).then_some(Self(text))
    }

    /// The characters alone, to be digested.
    pub fn characters(&self) -> &str {
        &self.0
    }

    /// As it is written: `k7qm-2xwd-9fht-4brz`.
    pub fn written(&self) -> String {
        let groups: Vec<_> = self.0.as_bytes().chunks(Self::GROUP).map(String::from_utf8_lossy).collect();
        groups.join("-")
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::OneTime;

    #[test]
    fn what_was_written_is_read_however_it_is_typed() {
        let made = OneTime::of([0xFF, 0, 0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC, 0xDE, 0xF0]);
        let written = made.written();
        assert_eq!((written.len(), written.matches('-').count()), (19, 3));
        for typed in [
            written.clone(),
            written.to_uppercase(),
            written.replace('-', ""),
            format!(" {} ", written.replace('-', " ")),
            format!("\u{2068}{written}\u{2069}"),
        ] {
            assert_eq!(
                OneTime::parse(&typed).map(|read| read.characters().to_owned()).as_deref(),
                Some(made.characters()),
                "{typed}"
            );
        }
        assert_eq!(OneTime::parse("OIL0-OIL0-OIL0-OIL0").map(|read| read.written()).as_deref(), Some("0110-0110-0110-0110"));
    }

    #[test]
    fn every_bit_counts() {
        let texts: std::collections::HashSet<String> = (0..80)
            .map(|bit| {
                let mut bytes = [0; 10];
                bytes[bit / 8] = 1 << (bit % 8);
                OneTime::of(bytes).written()
            })
            .collect();
        assert_eq!(texts.len(), 80);
    }

    #[test]
    fn other_texts_are_none() {
        for given in
            ["", "k7qm-2xwd-9fht-4br", "k7qm-2xwd-9fht-4brzz", "u7qm-2xwd-9fht-4brz", "пароль пароль па", "k7qm_2xwd_9fht_4brz"]
        {
            assert!(OneTime::parse(given).is_none(), "{given}");
        }
    }
}
