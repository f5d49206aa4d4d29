//! Phone numbers, once they are whole. What people write, in all its forms, is read on the server (`server::phones`), which has
//! the numbering plans of the world.

use serde::{Deserialize, Serialize};

/// A number as the world dials it: `+` and up to fifteen digits (ITU-T E.164). Equal numbers are equal texts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Phone(String);

/// Why a text is no number that can be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum BadPhone {
    Empty,
    /// Not a number that anybody can have: a digit too few or too many, a letter, an extension.
    Shape,
    /// A number of a country that the site sends no SMS to.
    Country,
    /// A landline, a service or a pager: it receives no SMS.
    NotMobile,
}

impl Phone {
    const FEWEST: usize = 7;
    const MOST: usize = 15;

    /// Reads a number that is whole already.
    pub fn parse(given: &str) -> Option<Self> {
        let digits = given.strip_prefix('+')?;
        let is_whole = (Self::FEWEST..=Self::MOST).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && !digits.starts_with('0');
        is_whole.then(|| Self(given.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::Phone;

    #[test]
    fn only_a_whole_number_is_one() {
        for given in ["+447400123456", "+1234567", "+123456789012345"] {
            assert_eq!(Phone::parse(given).as_ref().map(Phone::as_str), Some(given));
        }
        for given in ["", "+", "447400123456", "+44 7400 123456", "+123456", "+1234567890123456", "+0447400123", "+44740012345a"] {
            assert!(Phone::parse(given).is_none(), "{given}");
        }
    }
}
