//! The languages and their texts. `build.rs` makes [`Language`] and the methods of [`Texts`] from `locales/*.toml`.
//!
//! The browser gets the texts of one language only, as a file that it may keep for ever ([`crate::wire::Site`]); what
//! only letters say stays on the server.

use serde::{Deserialize, Serialize};

include!(concat!(env!("OUT_DIR"), "/locale.rs"));

/// One entry of a catalogue.
#[derive(Clone, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Text {
    Plain(Box<str>),
    /// Zero, one, two, few, many, other; empty where the language has no such form.
    Plural([Box<str>; 6]),
}

/// The texts of one language.
#[derive(Serialize, Deserialize)]
pub struct Texts {
    language: Language,
    texts: Vec<Text>,
}

impl Texts {
    /// All texts of a language.
    #[cfg(feature = "ssr")]
    pub fn new(language: Language) -> Self {
        Self { language, texts: catalogue(language) }
    }

    /// Without what only letters say.
    #[cfg(feature = "ssr")]
    pub fn for_browser(mut self) -> Self {
        self.texts.truncate(BROWSER_TEXTS);
        self
    }

    pub fn language(&self) -> Language {
        self.language
    }

    fn plain(&self, index: usize) -> &str {
        match self.texts.get(index) {
            Some(Text::Plain(text)) => text,
            _ => "",
        }
    }

    fn plural(&self, index: usize, n: u64) -> &str {
        match self.texts.get(index) {
            Some(Text::Plural(forms)) => &forms[self.language.plural(n)],
            _ => "",
        }
    }
}

impl Language {
    /// The language of a tag such as `ru` or `ru-RU`, where we have it.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next()?;
        Self::ALL.iter().copied().find(|language| language.code().eq_ignore_ascii_case(primary))
    }

    /// Which of the six forms `n` takes (CLDR 47, cardinal rules for whole numbers).
    const fn plural(self, n: u64) -> usize {
        const ZERO: usize = 0;
        const ONE: usize = 1;
        const TWO: usize = 2;
        const FEW: usize = 3;
        const MANY: usize = 4;
        const OTHER: usize = 5;
        match self {
            Language::En => match n {
                1 => ONE,
                _ => OTHER,
            },
            Language::Ru => match (n % 10, n % 100) {
                (1, hundred) if hundred != 11 => ONE,
                (2..=4, hundred) if hundred < 12 || hundred > 14 => FEW,
                _ => MANY,
            },
            Language::Ar => match (n, n % 100) {
                (0, _) => ZERO,
                (1, _) => ONE,
                (2, _) => TWO,
                (_, 3..=10) => FEW,
                (_, 11..=99) => MANY,
                _ => OTHER,
            },
        }
    }
}

/// Puts values into the gaps of a text: `{name}` becomes the value of that name.
fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, tail)) = after.split_once('}') else { break };
        filled.push_str(values.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value));
        rest = tail;
    }
    filled.push_str(rest);
    filled
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn russian_and_arabic_count_as_cldr_says() {
        let forms = |language: Language, numbers: &[u64]| numbers.iter().map(|n| language.plural(*n)).collect::<Vec<_>>();
        assert_eq!(forms(Language::Ru, &[1, 2, 5, 11, 12, 21, 22, 25, 111, 0]), [1, 3, 4, 4, 4, 1, 3, 4, 4, 4]);
        assert_eq!(forms(Language::Ar, &[0, 1, 2, 3, 10, 11, 99, 100, 102, 103]), [0, 1, 2, 3, 3, 4, 4, 5, 5, 3]);
    }

    #[test]
    fn a_gap_is_filled_once_and_what_fills_it_is_not_read_again() {
        assert_eq!(fill("Dear {name}, {n} left", &[("name", "{n}"), ("n", "3")]), "Dear {n}, 3 left");
    }
}
