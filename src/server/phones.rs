//! Phone numbers as people write them: with `+`, `00` or a national prefix, with spaces and brackets, in the digits of their
//! script. However one is written, it comes to the same [`Phone`]. The numbering plans are those of libphonenumber.

use phonenumber::country::Id;
use phonenumber::metadata::DATABASE;
use phonenumber::{PhoneNumber, Type};

use crate::words::{BadPhone, Phone, ascii_digit};

/// The longest text that is read: the longest number with a mark between any two digits.
const MOST: usize = 40;

/// The number of a text. One without its country is of `country`, or of the first of `countries`.
pub fn read(given: &str, country: &str, countries: &[Id]) -> Result<Phone, BadPhone> {
    let digits = digits(given)?;
    let chosen = country.parse().ok().filter(|id| countries.contains(id)).or(countries.first().copied());
    let number = phonenumber::parse(chosen, digits).map_err(|_| BadPhone::Shape)?;
    if !number.is_valid() || number.extension().is_some() {
        return Err(BadPhone::Shape);
    }
    Phone::parse(&number.format().mode(phonenumber::Mode::E164).to_string()).ok_or(BadPhone::Shape)
}

/// The same, of a number that SMS may go to.
pub fn reachable(given: &str, country: &str, countries: &[Id]) -> Result<Phone, BadPhone> {
    let phone = read(given, country, countries)?;
    may_go_to(&phone, countries)?;
    Ok(phone)
}

/// Whether SMS may go to a number.
pub fn may_go_to(phone: &Phone, countries: &[Id]) -> Result<Id, BadPhone> {
    let number = whole(phone).ok_or(BadPhone::Shape)?;
    let country = number.country().id().filter(|id| countries.contains(id)).ok_or(BadPhone::Country)?;
    match number.number_type(&DATABASE) {
        Type::Mobile | Type::FixedLineOrMobile => Ok(country),
        _ => Err(BadPhone::NotMobile),
    }
}

/// Whether a text can only be meant as a number.
pub fn looks_like(given: &str) -> bool {
    digits(given).is_ok()
}

/// What the numbers of a country begin with.
pub fn calling_code(country: Id) -> u16 {
    DATABASE.by_id(country.as_ref()).map_or(0, phonenumber::Metadata::country_code)
}

fn whole(phone: &Phone) -> Option<PhoneNumber> {
    phonenumber::parse(None, phone.as_str()).ok()
}

/// The digits alone, with a `+` where the country stands before them.
fn digits(given: &str) -> Result<String, BadPhone> {
    let given = given.trim();
    if given.is_empty() {
        return Err(BadPhone::Empty);
    }
    let mut digits = String::new();
    for c in given.chars().take(MOST + 1).map(ascii_digit) {
        match c {
            '0'..='9' => digits.push(c),
            '+' | '\u{FF0B}' if digits.is_empty() => digits.push('+'),
            ' ' | '\t' | '(' | ')' | '-' | '.' | '/' | '\u{A0}' | '\u{202F}' | '\u{2009}' | '\u{3000}' => {}
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FF08}' | '\u{FF09}' | '\u{FF0D}' => {}
            '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' => {}
            _ => return Err(BadPhone::Shape),
        }
    }
    if given.chars().count() > MOST || digits.trim_start_matches('+').is_empty() {
        return Err(BadPhone::Shape);
    }
    // What is dialled before a foreign number where most people live.
    Ok(match digits.strip_prefix("00") {
        Some(rest) => format!("+{rest}"),
        None => digits,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const COUNTRIES: [Id; 3] = [Id::GB, Id::DE, Id::AE];

    fn number(given: &str, country: &str) -> Result<String, BadPhone> {
        reachable(given, country, &COUNTRIES).map(|phone| phone.as_str().to_owned())
    }

    #[test]
    fn idn_05_every_usual_writing_comes_to_the_same_number() {
        for given in [
            "+447400123456",
            "00447400123456",
            "0044 7400 123456",
            "07400 123456",
            "7400123456",
            "(07400) 123-456",
            "+44 (0)7400 123456",
            "+44 7400 123 456",
            "+44-7400-123456",
            "+44.7400.123456",
            "０７４００ １２３４５６",
            "＋４４７４００１２３４５６",
            "٠٧٤٠٠١٢٣٤٥٦",
            "+۴۴۷۴۰۰۱۲۳۴۵۶",
            "\u{202D}+44 7400\u{A0}123456\u{202C}",
            "  +44 7400 123456 ",
        ] {
            assert_eq!(number(given, "").as_deref(), Ok("+447400123456"), "{given:?}");
        }
        assert_eq!(number("0151 23456789", "DE").as_deref(), Ok("+4915123456789"));
        assert_eq!(number("050 123 4567", "AE").as_deref(), Ok("+971501234567"));
        assert_eq!(number("+44 7400 123456", "DE").as_deref(), Ok("+447400123456"), "the number knows better than the list");
        assert_eq!(number("07400 123456", "FR").as_deref(), Ok("+447400123456"), "a country that is not on the list is none");
    }

    #[test]
    fn idn_05_what_no_sms_can_go_to_is_refused_with_its_reason() {
        for (given, reason) in [
            ("", BadPhone::Empty),
            ("   ", BadPhone::Empty),
            ("+", BadPhone::Shape),
            ("07400 12345", BadPhone::Shape),
            ("07400 1234567", BadPhone::Shape),
            ("+44 7400 123456 ext. 7", BadPhone::Shape),
            ("+44 7400 123456;ext=7", BadPhone::Shape),
            ("tel:+447400123456", BadPhone::Shape),
            ("0800 FLOWERS", BadPhone::Shape),
            ("+447400123456+447400123457", BadPhone::Shape),
            ("+4474001\u{0}23456", BadPhone::Shape),
            ("999", BadPhone::Shape),
            ("+33612345678", BadPhone::Country),
            ("+12015550123", BadPhone::Country),
            // The Isle of Man and Jersey dial +44 as well, and cost more.
            ("+447624123456", BadPhone::Country),
            ("+882161234567", BadPhone::Country),
            ("020 7946 0018", BadPhone::NotMobile),
            ("+44 909 879 0000", BadPhone::NotMobile),
            ("0800 123 4567", BadPhone::NotMobile),
        ] {
            assert_eq!(number(given, ""), Err(reason), "{given:?}");
        }
        assert_eq!(number(&"0".repeat(1_000_000), ""), Err(BadPhone::Shape));
        assert_eq!(
            reachable("07400 123456", "GB", &[]).err(),
            Some(BadPhone::Shape),
            "without a list there is no country to be assumed"
        );
        assert_eq!(
            reachable("+447400123456", "GB", &[]).err(),
            Some(BadPhone::Country),
            "an empty list means that SMS are off (DEL-02)"
        );
    }

    #[test]
    fn codes_are_those_of_the_plans() {
        assert_eq!(COUNTRIES.map(calling_code), [44, 49, 971]);
    }
}
