//! What a picture shows.

use subtle::ConstantTimeEq as _;

/// Six small Latin letters. Like other secrets it cannot be printed by accident.
pub struct Word(String);

impl Word {
    pub const LENGTH: usize = 6;
    /// Without those that look alike when they are drawn: c g i j l o q u v.
    pub(super) const ALPHABET: &[u8] = b"abdefhkmnprstwxyz";

    /// A word from random bytes, in which each letter is as likely as any other: a byte that does not divide evenly is passed over. None
    /// where too few are left.
    pub fn of(drawn: &[u8]) -> Option<Self> {
        let all = Self::ALPHABET.len();
        let fair = 256 - 256 % all;
        let letters = drawn.iter().map(|byte| usize::from(*byte)).filter(|byte| *byte < fair);
        let word: String = letters.map(|byte| char::from(Self::ALPHABET[byte % all])).take(Self::LENGTH).collect();
        (word.len() == Self::LENGTH).then_some(Self(word))
    }

    pub fn letters(&self) -> &str {
        &self.0
    }

    /// Whether these are the letters, in the same time however many fit. Capitals will do (attack CAP-07), and so will spaces around
    /// them; letters of other alphabets that look the same will not.
    pub fn is(&self, typed: &str) -> bool {
        typed.trim().to_ascii_lowercase().as_bytes().ct_eq(self.0.as_bytes()).into()
    }
}

#[cfg(test)]
mod tests {
    use super::Word;

    #[test]
    fn cap_07_a_word_is_known_in_small_letters_and_in_capitals() {
        let word = Word::of(&[0, 5, 6, 7, 10, 16]).unwrap();
        assert_eq!(word.letters(), "ahkmrz");
        for right in ["ahkmrz", "AHKMRZ", "aHkMrZ", " ahkmrz ", "\tahkmrz\r\n", "\u{a0}ahkmrz\u{3000}"] {
            assert!(word.is(right), "{right}");
        }
        // Cyrillic а, full-width ａ, the Kelvin sign, a mark over a letter, a letter too few and too many, a space inside.
        for wrong in [
            "",
            "\u{430}hkmrz",
            "\u{ff41}hkmrz",
            "ah\u{212a}mrz",
            "a\u{301}hkmrz",
            "ahkmr",
            "ahkmrzz",
            "ahk mrz",
            "zrmkha",
            "ahkmrz\0",
        ] {
            assert!(!word.is(wrong), "{wrong}");
        }
    }

    /// Of all bytes each letter takes as many, and what is left over is drawn again.
    #[test]
    fn each_letter_is_as_likely_as_any_other() {
        let mut seen = std::collections::BTreeMap::new();
        for byte in 0..=255_u8 {
            if let Some(word) = Word::of(&[byte; Word::LENGTH]) {
                *seen.entry(word.letters().as_bytes()[0]).or_insert(0) += 1;
            }
        }
        assert_eq!(seen.keys().copied().collect::<Vec<_>>(), Word::ALPHABET);
        assert!(seen.values().all(|many| *many == 256 / Word::ALPHABET.len()), "{seen:?}");
        assert!(Word::of(&[255, 255, 0, 0, 0, 0, 0, 0]).is_some(), "it goes on to the next");
        assert!(Word::of(&[255, 0, 0, 0, 0, 0]).is_none(), "too few");
    }
}
