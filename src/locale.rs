//! The languages and their texts. `build.rs` makes [`Language`] and the methods of [`Texts`] from `locales/*.toml`.
//!
//! The texts stay on the server: pages go to the browser as they are to be drawn ([`crate::wire::sheet`]).

pub mod time;

use crate::wire::{Dates, fill};

include!(concat!(env!("OUT_DIR"), "/locale.rs"));

/// What stands between the forms of a plural: the unit separator of ASCII, which no text has.
const BETWEEN: char = '\u{1F}';

/// The forms of a plural, in the order in which they stand in a text; empty where the language has no such form.
const FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// The texts of one language.
#[derive(Clone)]
pub struct Texts {
    language: Language,
    /// A plural is its forms in one text.
    texts: Vec<Box<str>>,
}

impl Texts {
    /// All texts of a language.
    pub fn new(language: Language) -> Self {
        Self { language, texts: catalogue(language) }
    }

    /// Puts a site's own words in the place of ours: those of `login.title`, or of one form of a plural, `password.rule.one`. They may
    /// have the gaps that ours have and no others. An error says what is allowed.
    pub fn put(&mut self, key: &str, text: &str) -> Result<(), String> {
        let at = |key: &str| KEYS.iter().position(|known| *known == key.replace('.', "_"));
        let (index, form) = match (at(key), key.rsplit_once('.')) {
            (None, Some((plural, form))) => (at(plural), FORMS.iter().position(|known| *known == form)),
            (index, _) => (index, Some(0)),
        };
        let all = index.and_then(|index| self.texts.get_mut(index));
        let mut forms: Vec<String> = all.iter().flat_map(|all| all.split(BETWEEN)).map(str::to_owned).collect();
        // A plural is named with one of its forms, any other text without.
        let is_whole = at(key).is_some() == (forms.len() == 1);
        let ours = form.and_then(|form| forms.get_mut(form)).filter(|ours| is_whole && !ours.is_empty());
        let (Some(all), Some(ours)) = (all, ours) else {
            return Err("a key of locales/en.toml, such as login.title, with the form of a plural behind it".to_owned());
        };
        if let Some(gap) = gaps(text).find(|gap| !gaps(ours).any(|known| known == *gap)) {
            return Err(format!("a text without {{{gap}}}; ours is: {ours}"));
        }
        *ours = text.replace(BETWEEN, " ");
        *all = forms.join(&BETWEEN.to_string()).into();
        Ok(())
    }

    /// On a site that reaches people by SMS, each text that has a twin `…_sms` is that twin, but for those that the site has put itself.
    pub fn speak_of_sms(&mut self, put: &[String]) {
        for (at, key) in KEYS.iter().enumerate() {
            let twin = format!("{key}_sms");
            let twin = KEYS.iter().position(|known| *known == twin).and_then(|twin| self.texts.get(twin)).cloned();
            if let (Some(twin), Some(text), false) =
                (twin, self.texts.get_mut(at), put.iter().any(|put| put.replace('.', "_") == **key))
            {
                *text = twin;
            }
        }
    }

    /// How dates are written.
    pub fn dates(&self) -> Dates {
        Dates {
            months: [
                self.month_m1(),
                self.month_m2(),
                self.month_m3(),
                self.month_m4(),
                self.month_m5(),
                self.month_m6(),
                self.month_m7(),
                self.month_m8(),
                self.month_m9(),
                self.month_m10(),
                self.month_m11(),
                self.month_m12(),
            ]
            .map(str::to_owned),
            date: self.month_date("{day}", "{month}", "{year}"),
            moment: self.time_moment("{clock}", "{date}"),
        }
    }

    pub fn language(&self) -> Language {
        self.language
    }

    fn plain(&self, index: usize) -> &str {
        self.texts.get(index).map_or("", |text| text)
    }

    fn plural(&self, index: usize, n: u64) -> &str {
        self.plain(index).split(BETWEEN).nth(self.language.plural(n)).unwrap_or_default()
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

/// Keeps an address together inside a sentence of another direction (Unicode FSI … PDI).
pub fn isolate(text: &str) -> String {
    format!("\u{2068}{text}\u{2069}")
}

/// The names of the gaps of a text.
fn gaps(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn russian_and_arabic_count_as_cldr_says() {
        let forms = |language: Language, numbers: &[u64]| numbers.iter().map(|n| language.plural(*n)).collect::<Vec<_>>();
        assert_eq!(forms(Language::Ru, &[1, 2, 5, 11, 12, 21, 22, 25, 111, 0]), [1, 3, 4, 4, 4, 1, 3, 4, 4, 4]);
        assert_eq!(forms(Language::Ar, &[0, 1, 2, 3, 10, 11, 99, 100, 102, 103]), [0, 1, 2, 3, 3, 4, 4, 5, 5, 3]);
    }
}
