//! How a text becomes the segments of an SMS (3GPP TS 23.038, formerly GSM 03.38).
//!
//! A text of the default alphabet has 160 septets in one segment, or 153 in each of several; any other goes as UTF-16 with 70
//! units, or 67. What makes one character is never split: neither an escape and what it escapes, nor a surrogate pair.

use rusmpp::extra::concatenation::{Concatenation, Concatenator as _};
use rusmpp::extra::encoding::gsm7bit::Gsm7BitUnpacked;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Alphabet {
    /// The default alphabet, a septet an octet.
    Gsm7,
    /// Big-endian UTF-16, as every telephone reads what SMPP calls UCS-2.
    Ucs2,
}

/// What the data header of a segment takes of its septets.
const HEADER_SEPTETS: usize = 7;
const GSM7_SEPTETS: usize = 160;
const UCS2_UNITS: usize = 70;
const UCS2_UNITS_OF_SEVERAL: usize = 67;

/// How many segments a text takes, each of which is paid for.
pub fn segments(text: &str) -> u32 {
    parts(text).1.len().try_into().unwrap_or(u32::MAX)
}

/// What goes into each segment, without its data header.
pub fn parts(text: &str) -> (Alphabet, Vec<Vec<u8>>) {
    // Fails where a character is not in the alphabet, or there are more segments than can be numbered.
    match Gsm7BitUnpacked::new().concatenate(text, GSM7_SEPTETS, HEADER_SEPTETS) {
        Ok((Concatenation::Single(part), _)) => (Alphabet::Gsm7, vec![part]),
        Ok((Concatenation::Concatenated(parts), _)) => (Alphabet::Gsm7, parts),
        Err(_) => (Alphabet::Ucs2, ucs2(text)),
    }
}

/// By hand, for the crate knows no character beyond the basic plane.
fn ucs2(text: &str) -> Vec<Vec<u8>> {
    let most = if text.encode_utf16().count() <= UCS2_UNITS { UCS2_UNITS } else { UCS2_UNITS_OF_SEVERAL };
    let (mut parts, mut part) = (Vec::new(), Vec::new());
    for character in text.chars() {
        if part.len() + 2 * character.len_utf16() > 2 * most {
            parts.push(std::mem::take(&mut part));
        }
        part.extend(character.encode_utf16(&mut [0; 2]).iter().flat_map(|unit| unit.to_be_bytes()));
    }
    parts.push(part);
    parts
}

#[cfg(test)]
mod tests {
    use super::{Alphabet, parts, segments};

    fn lengths(text: &str) -> (Alphabet, Vec<usize>) {
        let (alphabet, parts) = parts(text);
        (alphabet, parts.iter().map(Vec::len).collect())
    }

    #[test]
    fn segments_of_the_default_alphabet_hold_160_or_153() {
        assert_eq!(lengths(""), (Alphabet::Gsm7, vec![0]));
        assert_eq!(lengths(&"a".repeat(160)), (Alphabet::Gsm7, vec![160]));
        assert_eq!(lengths(&"a".repeat(161)), (Alphabet::Gsm7, vec![153, 8]));
        assert_eq!(lengths(&"a".repeat(306)), (Alphabet::Gsm7, vec![153, 153]));
        assert_eq!(lengths(&"a".repeat(307)), (Alphabet::Gsm7, vec![153, 153, 1]));
        assert_eq!(segments(&"a".repeat(307)), 3);
    }

    #[test]
    fn a_code_is_one_segment_of_septets() {
        let (alphabet, parts) = parts("1 is\n\n@é #_Δ");
        assert_eq!(alphabet, Alphabet::Gsm7);
        assert_eq!(parts, [[0x31_u8, 0x20, 0x69, 0x73, 0x0A, 0x0A, 0x00, 0x05, 0x20, 0x23, 0x11, 0x10]]);
    }

    #[test]
    fn an_escaped_character_counts_two_and_stays_whole() {
        assert_eq!(parts("€[").1, [[0x1B_u8, 0x65, 0x1B, 0x3C]]);
        assert_eq!(lengths(&format!("{}€", "a".repeat(158))), (Alphabet::Gsm7, vec![160]));
        assert_eq!(lengths(&format!("{}€", "a".repeat(159))), (Alphabet::Gsm7, vec![153, 8]));
        let (_, parts) = parts(&format!("{}€{}", "a".repeat(152), "a".repeat(10)));
        assert_eq!(parts.iter().map(Vec::len).collect::<Vec<_>>(), [152, 12]);
        assert_eq!(parts.get(1).and_then(|part| part.get(..2)), Some(&[0x1B, 0x65][..]));
    }

    #[test]
    fn segments_of_another_alphabet_hold_70_or_67() {
        assert_eq!(parts("Ж1").1, [[0x04_u8, 0x16, 0x00, 0x31]]);
        assert_eq!(lengths(&"ж".repeat(70)), (Alphabet::Ucs2, vec![140]));
        assert_eq!(lengths(&"ж".repeat(71)), (Alphabet::Ucs2, vec![134, 8]));
        assert_eq!(segments(&"ж".repeat(135)), 3);
        // One foreign character is enough.
        assert_eq!(lengths(&format!("{}ж", "a".repeat(70))), (Alphabet::Ucs2, vec![134, 8]));
    }

    #[test]
    fn an_emoji_stays_whole() {
        assert_eq!(parts("🗝").1, [[0xD8_u8, 0x3D, 0xDD, 0xDD]]);
        assert_eq!(lengths(&format!("{}🗝", "ж".repeat(68))), (Alphabet::Ucs2, vec![140]));
        let text = format!("{}🗝{}", "ж".repeat(66), "ж".repeat(10));
        assert_eq!(lengths(&text), (Alphabet::Ucs2, vec![132, 24]));
        let (_, parts) = parts(&text);
        assert_eq!(parts.get(1).and_then(|part| part.get(..4)), Some(&[0xD8, 0x3D, 0xDD, 0xDD][..]));
        let units: Vec<u16> = parts.concat().chunks(2).map(|unit| u16::from_be_bytes([unit[0], unit[1]])).collect();
        assert_eq!(String::from_utf16(&units).unwrap(), text);
    }
}
