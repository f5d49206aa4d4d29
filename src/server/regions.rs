//! What regions are called, from CLDR: `locales/regions`.

use std::sync::OnceLock;

use serde::Deserialize;

use super::countries;
use crate::locale::{Language, Texts};

/// The regions of these countries, code and name with the country's, in the order of a reader of this language (CLDR's collation).
pub fn of(all: &[String], texts: &Texts) -> Vec<(String, String)> {
    let is_there = |code: &str| all.iter().any(|country| country == country_of(code));
    let regions = names(texts.language()).iter().filter(|(code, _)| is_there(code));
    regions.map(|(code, name)| (code.clone(), with_country(code, name, texts))).collect()
}

/// Whether a code (ISO 3166-2) is one of a region of these countries.
pub fn is_one(all: &[String], code: &str) -> bool {
    all.iter().any(|country| country == country_of(code)) && names(Language::En).iter().any(|(known, _)| known == code)
}

/// Whether a country has regions.
pub fn are_of(country: &str) -> bool {
    names(Language::En).iter().any(|(code, _)| country_of(code) == country)
}

/// What a region is called, with its country.
pub fn name(code: &str, texts: &Texts) -> Option<String> {
    let (_, name) = names(texts.language()).iter().find(|(known, _)| known == code)?;
    Some(with_country(code, name, texts))
}

fn with_country(code: &str, name: &str, texts: &Texts) -> String {
    let country = countries::name(country_of(code), texts.language()).unwrap_or_default();
    format!("{name}{}{country}", texts.login_comma())
}

fn country_of(code: &str) -> &str {
    code.split_once('-').map_or("", |(country, _)| country)
}

/// As the files have them.
#[derive(Default, Deserialize)]
struct Names {
    regions: Vec<(String, String)>,
}

fn names(language: Language) -> &'static [(String, String)] {
    static READ: [OnceLock<Names>; Language::ALL.len()] = [const { OnceLock::new() }; Language::ALL.len()];
    &READ[language as usize].get_or_init(|| toml::from_str(text(language)).unwrap_or_default()).regions
}

fn text(language: Language) -> &'static str {
    match language {
        Language::En => include_str!("../../locales/regions/en.toml"),
        Language::Ru => include_str!("../../locales/regions/ru.toml"),
        Language::Ar => include_str!("../../locales/regions/ar.toml"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn countries(all: &[&str]) -> Vec<String> {
        all.iter().map(|country| (*country).to_owned()).collect()
    }

    #[test]
    fn regions_have_names_in_every_language_and_no_two_of_a_country_the_same() {
        for language in Language::ALL {
            let all = names(language);
            assert_eq!(all.len(), names(Language::En).len());
            assert!(all.len() > 3_000, "{}", all.len());
            let mut seen = std::collections::HashSet::new();
            for (code, name) in all {
                assert!(countries::is_one(country_of(code)), "{code}");
                assert!(!name.trim().is_empty() && seen.insert((country_of(code), name)), "{code} {name}");
            }
        }
        for (language, told) in
            [(Language::En, "Bavaria, Germany"), (Language::Ru, "Бавария, Германия"), (Language::Ar, "بافاريا، ألمانيا")]
        {
            assert_eq!(name("DE-BY", &Texts::new(language)).as_deref(), Some(told));
        }
    }

    #[test]
    fn a_site_has_the_regions_of_its_countries_alone() {
        let two = of(&countries(&["IE", "GB"]), &Texts::new(Language::En));
        assert_eq!(two.len(), 8);
        assert_eq!(two[0], ("IE-C".to_owned(), "Connacht, Ireland".to_owned()));
        assert_eq!(two[1], ("GB-ENG".to_owned(), "England, United Kingdom".to_owned()));
        let both = countries(&["IE", "GB"]);
        for (code, is_known) in
            [("GB-ENG", true), ("IE-C", true), ("DE-BY", false), ("gb-eng", false), ("GB-XXX", false), ("GB", false), ("", false)]
        {
            assert_eq!(is_one(&both, code), is_known, "{code}");
        }
        assert!(are_of("US") && !are_of("XX") && !are_of(""));
    }
}
