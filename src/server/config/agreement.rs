//! The user agreement: its version, its dates, and Markdown in the preset, one text a language. Each version is kept as people read
//! it, so one version has one text for good.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use super::brand::Brand;
use super::help::{self, Document};
use super::layers::Source;
use super::reader::{Reader, day};
use crate::locale::Language;
use crate::wire::sheet::Block;
use crate::words::Moment;

/// What people agree to.
pub struct Agreement {
    pub version: String,
    /// From when it stands: the beginning of that day in UTC.
    pub date: Moment,
    /// From when nothing of an account goes on without it: the beginning of that day in UTC, never before `date`.
    pub required_from: Moment,
    /// What everybody reads whose language has no text.
    english: Text,
    others: BTreeMap<&'static str, Text>,
}

/// The agreement in one language.
pub struct Text {
    /// As it was written, the gaps filled.
    pub source: String,
    /// SHA-256 of that, in hexadecimal digits.
    pub digest: String,
    pub document: Document,
}

const DAY: &str = "a day as in 2026-11-22";
const MARKDOWN: &str = "Markdown: one # title, ## headings, paragraphs, **bold**, links, lists, tables, > [!NOTE]";

/// Reads `agreement.…`.
pub fn agreement(r: &mut Reader, brand: &Brand) -> Agreement {
    let version = r.text("agreement.version");
    let date = r.take("agreement.date", DAY, day).unwrap_or(Moment(0));
    let required_from = r.take("agreement.required_from", DAY, day).unwrap_or(date);
    if required_from < date {
        r.fault("agreement.required_from", "before agreement.date", "that day, or a later one");
    }
    let (mut english, mut others) = (None, BTreeMap::new());
    if !r.has("agreement.en") {
        r.fault("agreement.en", "missing", MARKDOWN);
    }
    for language in Language::ALL {
        let key = format!("agreement.{}", language.code());
        let stands = is_translation(r, &key);
        let Some(given) = r.words(&key) else { continue };
        match Text::read(language, &given, brand) {
            Ok(text) if language == Language::En => english = Some(text),
            Ok(text) if stands => {
                others.insert(language.code(), text);
            }
            Ok(_) => {}
            Err(fault) => r.fault(&key, &fault, MARKDOWN),
        }
    }
    Agreement { version, date, required_from, english: english.unwrap_or_else(Text::missing), others }
}

/// Whether a text says what the English one does: one that comes with the program does not where the site has an English text of
/// its own.
fn is_translation(r: &Reader, key: &str) -> bool {
    let source = r.source(key);
    source == r.source("agreement.en") || !matches!(source, Some(Source::Preset(_)))
}

impl Agreement {
    /// Whether nothing of an account goes on without it any more.
    pub fn is_required(&self, now: Moment) -> bool {
        self.required_from <= now
    }

    /// What readers of this language are shown: their text, or the English one.
    pub fn text(&self, language: Language) -> &Text {
        self.others.get(language.code()).unwrap_or(&self.english)
    }

    /// Every text there is, one a language.
    pub fn texts(&self) -> impl Iterator<Item = &Text> {
        std::iter::once(&self.english).chain(self.others.values())
    }
}

impl Text {
    fn read(language: Language, given: &str, brand: &Brand) -> Result<Self, String> {
        let document = help::read(language, given, brand)?;
        if document.blocks.iter().any(|block| matches!(block, Block::Picture(_))) {
            return Err("a picture: what it shows would stand under no digest".into());
        }
        if document.blocks.iter().any(|block| matches!(block, Block::More(_))) {
            return Err("a fold: what people agree to is in sight".into());
        }
        let source = filled(given, &brand.name, &brand.support);
        let digest = HEXLOWER.encode(&Sha256::digest(source.as_bytes()));
        Ok(Self { source, digest, document })
    }

    /// In place of an English text that is not to be had, which is a fault.
    fn missing() -> Self {
        let document = Document { language: Language::En, title: String::new(), blocks: Vec::new() };
        Self { source: String::new(), digest: String::new(), document }
    }
}

/// The gaps filled, each once: what fills one is not read again.
fn filled(given: &str, name: &str, support: &str) -> String {
    given.split(help::NAME).map(|part| part.replace(help::SUPPORT, support)).collect::<Vec<_>>().join(name)
}

#[cfg(test)]
mod tests {
    use super::super::{Config, Fault, parse};
    use super::*;

    fn settle(file: &str) -> Result<Config, Vec<Fault>> {
        parse(&file.parse::<toml::Table>().unwrap(), std::iter::empty())
    }

    fn agreement(file: &str) -> Agreement {
        settle(file).unwrap_or_else(|faults| panic!("{faults:?}")).agreement
    }

    /// The words of its paragraphs.
    fn said(document: &Document) -> String {
        let runs = document.blocks.iter().flat_map(|block| if let Block::P(_, runs) = block { runs.as_slice() } else { &[] });
        runs.map(|run| run.text.as_str()).collect()
    }

    #[test]
    fn every_language_has_a_text_and_each_its_digest() {
        let agreement = agreement("brand.name = 'A*b*c <b>'\nbrand.support = 'a_b_c@example.org'");
        let texts: Vec<&Text> = agreement.texts().collect();
        assert_eq!(texts.len(), Language::ALL.len());
        for text in &texts {
            assert_eq!(text.digest, HEXLOWER.encode(&Sha256::digest(text.source.as_bytes())));
            assert!(text.source.contains("A*b*c <b>") && text.source.contains("a_b_c@example.org"), "{}", text.source);
            assert!(!text.source.contains('{'), "{}", text.source);
            let shown = said(&text.document);
            assert!(
                shown.contains("A*b*c <b>") && shown.contains("a_b_c@example.org"),
                "a name is a name and no Markdown: {shown}"
            );
            assert_eq!(agreement.text(text.document.language).digest, text.digest);
        }
        assert_eq!(agreement.required_from, agreement.date);
    }

    #[test]
    fn the_preset_of_phones_speaks_of_numbers_in_every_language() {
        let (letters, phones) = (agreement(""), agreement("preset = 'phone'"));
        for language in Language::ALL {
            assert_eq!(phones.text(language).document.language, language);
            assert_ne!(letters.text(language).digest, phones.text(language).digest, "{}", language.code());
        }
    }

    #[test]
    fn a_text_of_the_sites_own_does_not_stand_beside_translations_of_ours() {
        let own = "agreement.en = '''\n# Ours\n\nWords.'''\n";
        let english = agreement(own);
        assert_eq!(english.text(Language::Ar).document.title, "Ours");
        assert_eq!(english.text(Language::Ar).document.language, Language::En);
        let two = agreement(&format!("{own}agreement.ru = '''\n# Наше\n\nСлова.'''"));
        assert_eq!(two.text(Language::Ru).document.title, "Наше");
        assert_eq!(two.texts().count(), 2);
        let better = agreement("agreement.ru = '''\n# Лучше\n\nСлова.'''");
        assert_eq!(better.texts().count(), Language::ALL.len(), "a better translation takes nothing away");
    }

    #[test]
    fn cfg_01_an_agreement_that_could_not_be_kept_is_refused() {
        for (file, key) in [
            ("agreement.version = ''", "agreement.version"),
            ("agreement.date = '22.11.2026'", "agreement.date"),
            ("agreement.required_from = 'soon'", "agreement.required_from"),
            ("agreement.required_from = '2026-11-21'", "agreement.required_from"),
            ("agreement.en = ''", "agreement.en"),
            ("agreement.en = 'no title'", "agreement.en"),
            ("agreement.ru = '''\n# Title\n\n<b>HTML</b>'''", "agreement.ru"),
            ("agreement.ar = '''\n# Title\n\n![what](it-shows.png)'''", "agreement.ar"),
            ("agreement.de = '''\n# Titel'''", "agreement.de"),
        ] {
            let faults = settle(file).err().unwrap_or_default();
            assert_eq!(faults.iter().map(|fault| fault.key.as_str()).collect::<Vec<_>>(), [key], "{file}");
        }
        assert!(settle("agreement.required_from = '2026-11-22'").is_ok());
        assert!(agreement("agreement.required_from = '2027-01-01'").required_from > agreement("").date);
    }
}
