//! What a picture shows, and what is to be typed.

use subtle::ConstantTimeEq as _;

use crate::words::ascii_digit;

/// What a site's pictures ask for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Task {
    /// Six letters, to be copied.
    Letters,
    /// A sum of two numbers, to be worked out.
    Sum,
}

/// Six small Latin letters, or a sum. Like other secrets it cannot be printed by accident.
pub struct Word {
    shown: String,
    answer: String,
}

impl Word {
    /// How many characters are shown, those between two numbers included.
    pub const LENGTH: usize = 6;
    /// Without those that look alike when they are drawn: c g i j l o q u v.
    pub(super) const ALPHABET: &[u8] = b"abdefhkmnprstwxyz";
    /// What is added to what: enough for a guess to fail, and easy to work out.
    const FIRST: std::ops::Range<usize> = 11..90;
    const SECOND: std::ops::Range<usize> = 2..10;

    /// A word from random bytes, of which there may be too few.
    pub fn of(task: Task, drawn: &[u8]) -> Option<Self> {
        match task {
            Task::Letters => Self::letters(drawn),
            Task::Sum => Self::sum(drawn),
        }
    }

    fn letters(drawn: &[u8]) -> Option<Self> {
        let letters = evenly(drawn, Self::ALPHABET.len()).map(|at| char::from(Self::ALPHABET[at]));
        let shown: String = letters.take(Self::LENGTH).collect();
        (shown.len() == Self::LENGTH).then(|| Self { answer: shown.clone(), shown })
    }

    fn sum(drawn: &[u8]) -> Option<Self> {
        let (first, second) = drawn.split_at_checked(drawn.len() / 2)?;
        let first = Self::FIRST.start + evenly(first, Self::FIRST.len()).next()?;
        let second = Self::SECOND.start + evenly(second, Self::SECOND.len()).next()?;
        Some(Self { shown: format!("{first} + {second}"), answer: (first + second).to_string() })
    }

    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// What is to be typed.
    pub fn answer(&self) -> &str {
        &self.answer
    }

    /// Whether this is the answer, in the same time however much of it fits. Capitals will do (attack CAP-07), and so will spaces around
    /// it and the digits of other scripts; letters of other alphabets that look the same will not.
    pub fn is(&self, typed: &str) -> bool {
        let typed: String = typed.trim().chars().map(ascii_digit).collect();
        typed.to_ascii_lowercase().as_bytes().ct_eq(self.answer.as_bytes()).into()
    }
}

/// Numbers below `all`, each as likely as any other: a byte that does not divide evenly is passed over.
fn evenly(drawn: &[u8], all: usize) -> impl Iterator<Item = usize> {
    let fair = 256 - 256 % all;
    drawn.iter().map(|byte| usize::from(*byte)).filter(move |byte| *byte < fair).map(move |byte| byte % all)
}

#[cfg(test)]
mod tests {
    use super::{Task, Word};

    #[test]
    fn cap_07_a_word_is_known_in_small_letters_and_in_capitals() {
        let word = Word::of(Task::Letters, &[0, 5, 6, 7, 10, 16]).unwrap();
        assert_eq!((word.shown(), word.answer()), ("ahkmrz", "ahkmrz"));
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

    #[test]
    fn cap_07_the_result_of_a_sum_is_known_in_the_digits_of_any_keyboard() {
        let word = Word::of(Task::Sum, &[0, 0]).unwrap();
        assert_eq!((word.shown(), word.answer()), ("11 + 2", "13"));
        for right in ["13", " 13 ", "\u{661}\u{663}", "\u{6f1}\u{6f3}", "\u{ff11}\u{ff13}"] {
            assert!(word.is(right), "{right}");
        }
        for wrong in ["", "11 + 2", "11", "2", "013", "13.0", "+13", "1 3", "14", "thirteen"] {
            assert!(!word.is(wrong), "{wrong}");
        }
    }

    /// Of all bytes each letter takes as many, and what is left over is drawn again.
    #[test]
    fn each_letter_is_as_likely_as_any_other() {
        let of = |drawn: &[u8]| Word::of(Task::Letters, drawn);
        let mut seen = std::collections::BTreeMap::new();
        for byte in 0..=255_u8 {
            if let Some(word) = of(&[byte; Word::LENGTH]) {
                *seen.entry(word.shown().as_bytes()[0]).or_insert(0) += 1;
            }
        }
        assert_eq!(seen.keys().copied().collect::<Vec<_>>(), Word::ALPHABET);
        assert!(seen.values().all(|many| *many == 256 / Word::ALPHABET.len()), "{seen:?}");
        assert!(of(&[255, 255, 0, 0, 0, 0, 0, 0]).is_some(), "it goes on to the next");
        assert!(of(&[255, 0, 0, 0, 0, 0]).is_none(), "too few");
    }

    /// CAP-03: with one try, whoever guesses is right in fewer than two of a hundred tries.
    #[test]
    fn cap_03_no_result_is_worth_guessing() {
        let (mut seen, mut all) = (std::collections::BTreeMap::new(), 0_u32);
        for first in 0..=255_u8 {
            for second in 0..=255_u8 {
                if let Some(word) = Word::of(Task::Sum, &[first, second]) {
                    assert_eq!(word.shown().len(), Word::LENGTH, "{}", word.shown());
                    *seen.entry(word.answer().to_owned()).or_insert(0_u32) += 1;
                    all += 1;
                }
            }
        }
        assert!(seen.len() > 80, "{seen:?}");
        assert!(seen.values().all(|many| many * 50 < all), "{seen:?}");
    }
}
