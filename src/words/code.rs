//! The one-time code of a letter.

use super::ascii_digit;

/// Six decimal digits, leading zeros kept (ASVS 6.5.3). It has no `Debug` and no `Serialize`: it is a secret while it lives.
#[derive(Clone)]
pub struct Code(String);

impl Code {
    /// How many digits a code has: 20 bits, which five attempts and ten minutes make enough (ASVS 6.5.4, 6.6.3).
    pub const DIGITS: usize = 6;

    /// Reads a code as people paste it: with spaces or dashes, in the digits of their script, between invisible marks.
    pub fn parse(given: &str) -> Option<Self> {
        let mut digits = String::with_capacity(Self::DIGITS);
        for c in given.chars().map(ascii_digit) {
            match c {
                '0'..='9' if digits.len() < Self::DIGITS => digits.push(c),
                ' ' | '\t' | '\u{A0}' | '\u{202F}' | '\u{3000}' => {}
                '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' => {}
                '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' => {}
                _ => return None,
            }
        }
        (digits.len() == Self::DIGITS).then_some(Self(digits))
    }

    /// The digits, to be digested or to be written into the letter.
    pub fn digits(&self) -> &str {
        &self.0
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::Code;

    #[test]
    fn a_code_is_read_as_people_paste_it() {
        for given in ["012345", " 012 345 ", "012-345", "０１２３４５", "٠١٢٣٤٥", "۰۱۲ ۳۴۵", "\u{200F}012\u{2013}345\u{200E}"]
        {
            assert_eq!(Code::parse(given).map(|code| code.digits().to_owned()).as_deref(), Some("012345"), "{given:?}");
        }
    }

    #[test]
    fn what_is_not_six_digits_is_no_code() {
        for given in ["", "12345", "1234567", "12345a", "12345\0", "１２３", "0x1234", "12.345", "-0-0-0-"] {
            assert!(Code::parse(given).is_none(), "{given:?}");
        }
    }
}
