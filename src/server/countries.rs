//! What countries are called, from CLDR: `locales/countries`.

use std::collections::HashMap;
use std::sync::OnceLock;

use phonenumber::country::Id;
use serde::Deserialize;

use super::phones::calling_code;
use crate::locale::Language;

/// A country as a person chooses it.
pub struct Country {
    /// ISO 3166-1.
    pub code: String,
    /// In the language of the page.
    pub name: String,
    /// What its numbers begin with, such as `44`.
    pub calling: u16,
}

/// The countries of a list in their order, as a reader of this language knows them.
pub fn named(countries: &[Id], language: Language) -> Vec<Country> {
    let names = &names(language).names;
    let country = |id: &Id| {
        let code = id.as_ref().to_owned();
        Country { name: names.get(&code).unwrap_or(&code).clone(), calling: calling_code(*id), code }
    };
    countries.iter().map(country).collect()
}

/// Every country of ISO 3166-1, code and name, in the order of a reader of this language (CLDR's collation).
pub fn all(language: Language) -> Vec<(String, String)> {
    let Names { order, names } = names(language);
    order.iter().filter_map(|code| Some((code.clone(), names.get(code)?.clone()))).collect()
}

/// Whether a code is one of ISO 3166-1.
pub fn is_one(code: &str) -> bool {
    names(Language::En).names.contains_key(code)
}

/// What a country is called.
pub fn name(code: &str, language: Language) -> Option<&'static str> {
    names(language).names.get(code).map(String::as_str)
}

#[derive(Default, Deserialize)]
struct Names {
    /// The codes, in the order of their names.
    order: Vec<String>,
    names: HashMap<String, String>,
}

fn names(language: Language) -> &'static Names {
    static READ: [OnceLock<Names>; Language::ALL.len()] = [const { OnceLock::new() }; Language::ALL.len()];
    READ[language as usize].get_or_init(|| toml::from_str(text(language)).unwrap_or_default())
}

fn text(language: Language) -> &'static str {
    match language {
        Language::En => include_str!("../../locales/countries/en.toml"),
        Language::Ru => include_str!("../../locales/countries/ru.toml"),
        Language::Ar => include_str!("../../locales/countries/ar.toml"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_have_names_in_every_language() {
        for (language, name) in [(Language::En, "Germany"), (Language::Ru, "Германия"), (Language::Ar, "ألمانيا")] {
            let named = named(&[Id::GB, Id::DE], language);
            assert_eq!(all(language).len(), 249, "as many as ISO 3166-1 has");
            assert_eq!((named[1].code.as_str(), named[1].name.as_str(), named[1].calling), ("DE", name, 49));
        }
    }
}
