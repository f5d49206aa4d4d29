//! Takes the values of a configuration one by one and keeps count of what is wrong.

use std::collections::BTreeMap;
use std::path::PathBuf;

use toml::Value;

use super::layers::{Set, Source, Values};
use super::{Budget, Config, Fault};
use crate::words::{Moment, Span};

/// Takes the values one by one and keeps count of what is wrong.
pub struct Reader {
    values: Values,
    faults: Vec<Fault>,
    /// Who said what was taken, for faults that are found later.
    sources: BTreeMap<String, Source>,
}

impl Reader {
    pub fn new(values: Values, faults: Vec<Fault>) -> Self {
        let sources = values.iter().map(|(key, set)| (key.clone(), set.source.clone())).collect();
        Self { values, faults, sources }
    }

    pub fn take<T>(&mut self, key: &str, allowed: &str, read: impl FnOnce(&Value) -> Option<T>) -> Option<T> {
        let set = self.values.remove(key)?;
        let taken = read(&set.value);
        if taken.is_none() {
            self.faults.push(Fault::new(key, &set.value, allowed).said_by(Some(&set)));
        }
        taken
    }

    /// Like [`Self::take`], for what must not be printed, given by itself or as the name of a file.
    pub fn secret<T>(&mut self, key: &str, allowed: &str, read: impl FnOnce(&Value) -> Option<T>) -> Option<T> {
        let by_file = format!("{key}_file");
        let set = match (self.values.remove(key), self.values.remove(&by_file)) {
            (Some(set), Some(_)) => {
                self.faults.push(Fault::new(key, "given twice", &format!("{key} or {by_file}")).said_by(Some(&set)));
                return None;
            }
            (Some(set), None) => set,
            (None, Some(set)) => match set.value.as_str().map(std::fs::read_to_string) {
                Some(Ok(text)) => Set { value: Value::String(text.trim_end_matches(['\r', '\n']).to_owned()), ..set },
                _ => {
                    self.faults.push(Fault::new(&by_file, &set.value, "the name of a readable file").said_by(Some(&set)));
                    return None;
                }
            },
            (None, None) => return None,
        };
        let taken = read(&set.value);
        if taken.is_none() {
            self.faults.push(Fault::new(key, "(not shown)", allowed).said_by(Some(&set)));
        }
        taken
    }

    pub fn has(&self, key: &str) -> bool {
        self.values.contains_key(key)
    }

    /// Who said what is, or was, there under a key.
    pub fn source(&self, key: &str) -> Option<&Source> {
        self.sources.get(key)
    }

    /// The parts that follow a prefix in the keys that are there, each once: `main` of `sms.gateway.main.url`.
    pub fn names(&self, prefix: &str) -> Vec<String> {
        let mut names: Vec<String> =
            self.values.keys().filter_map(|key| Some(key.strip_prefix(prefix)?.split_once('.')?.0.to_owned())).collect();
        names.dedup();
        names
    }

    pub fn text(&mut self, key: &str) -> String {
        self.words(key).unwrap_or_default()
    }

    /// Everything below a prefix: `login.title` of `words.en.login.title`.
    pub fn below(&mut self, prefix: &str) -> Vec<(String, Set)> {
        let keys: Vec<String> = self.values.keys().filter(|key| key.starts_with(prefix)).cloned().collect();
        keys.into_iter().filter_map(|key| Some((key[prefix.len()..].to_owned(), self.values.remove(&key)?))).collect()
    }

    /// A text, where there is one.
    pub fn words(&mut self, key: &str) -> Option<String> {
        self.take(key, "a text", |value| value.as_str().filter(|text| !text.is_empty()).map(str::to_owned))
    }

    pub fn count(&mut self, key: &str, from: u32, to: u32) -> u32 {
        self.take(key, &format!("{from} to {to}"), |value| within(value, from, to)).unwrap_or(from)
    }

    pub fn span(&mut self, key: &str, least: Span) -> Span {
        let allowed = format!("a time such as 90s, 10m, 48h or 30d, at least {}s", least.as_seconds());
        self.take(key, &allowed, |value| span(value).filter(|span| *span >= least)).unwrap_or(least)
    }

    /// A word that stands for one of these values.
    pub fn choose<T: Copy, const N: usize>(&mut self, key: &str, known: [(&str, T); N]) -> Option<T> {
        let allowed = known.map(|(word, _)| word).join(" or ");
        self.take(key, &allowed, |value| known.iter().find(|(word, _)| Some(*word) == value.as_str()).map(|(_, value)| *value))
    }

    /// A list of words, each of which stands for one of these values.
    pub fn choice<T: Copy + PartialEq, const N: usize>(&mut self, key: &str, known: [(&str, T); N]) -> Vec<T> {
        let allowed = format!("a list without repetition of {}", known.map(|(word, _)| word).join(", "));
        let read = |value: &Value| {
            let mut chosen = Vec::new();
            for word in list(value)? {
                let (_, one) = known.iter().find(|(known, _)| *known == word)?;
                if chosen.contains(one) {
                    return None;
                }
                chosen.push(*one);
            }
            Some(chosen)
        };
        self.take(key, &allowed, read).unwrap_or_default()
    }

    pub fn budget(&mut self, key: &str) -> Budget {
        Budget {
            often: self.span(&format!("{key}.often"), Span::seconds(1)),
            burst: self.count(&format!("{key}.burst"), 1, 1_000_000),
        }
    }

    pub fn fault(&mut self, key: &str, found: &str, allowed: &str) {
        let source = self.sources.get(key).cloned();
        self.faults.push(Fault { source, ..Fault::new(key, found, allowed) });
    }

    pub fn finish(mut self, config: Config) -> Result<Config, Vec<Fault>> {
        for (key, set) in std::mem::take(&mut self.values) {
            let allowed = "the keys of the README's table and of the preset";
            self.faults.push(Fault::new(&key, "no such key", allowed).said_by(Some(&set)));
        }
        if self.faults.is_empty() { Ok(config) } else { Err(self.faults) }
    }
}

/// Values from the environment are texts, whatever they mean.
pub fn parsed<T: std::str::FromStr>(value: &Value) -> Option<T> {
    value.as_str()?.parse().ok()
}

pub fn number<T: TryFrom<i64>>(value: &Value) -> Option<T> {
    T::try_from(value.as_integer().or_else(|| parsed(value))?).ok()
}

pub fn within<T: TryFrom<i64> + PartialOrd>(value: &Value, from: T, to: T) -> Option<T> {
    number(value).filter(|n| *n >= from && *n <= to)
}

pub fn flag(value: &Value) -> Option<bool> {
    value.as_bool().or_else(|| parsed(value))
}

pub fn list(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::Array(items) => items.iter().map(|item| item.as_str().map(str::to_owned)).collect(),
        Value::String(text) => Some(text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()),
        _ => None,
    }
}

pub fn span(value: &Value) -> Option<Span> {
    let text = value.as_str()?;
    let (n, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let n: i64 = n.parse().ok().filter(|n| (1..=100_000).contains(n))?;
    match unit {
        "s" => Some(Span::seconds(n)),
        "m" => Some(Span::minutes(n)),
        "h" => Some(Span::hours(n)),
        "d" => Some(Span::days(n)),
        _ => None,
    }
}

pub fn file_name(value: &Value) -> Option<PathBuf> {
    value.as_str().filter(|name| !name.is_empty()).map(PathBuf::from)
}

pub fn day(value: &Value) -> Option<Moment> {
    let format = time::format_description::well_known::Iso8601::DATE;
    let day = time::Date::parse(value.as_str()?, &format).ok()?;
    Some(Moment(day.midnight().assume_utc().unix_timestamp() * 1_000_000))
}
