//! Where values come from: the preset `standard`, the site's preset, its file, the environment, one over the other, and each value
//! remembers which.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use super::Fault;

/// The presets that come with the program.
const PRESETS: [(&str, &str); 6] = [
    ("standard", include_str!("../../../presets/standard.toml")),
    ("phone", include_str!("../../../presets/phone.toml")),
    ("console", include_str!("../../../presets/console.toml")),
    ("mailbox", include_str!("../../../presets/mailbox.toml")),
    ("tender", include_str!("../../../presets/tender.toml")),
    ("artists", include_str!("../../../presets/artists.toml")),
];
/// What they are called.
pub const NAMES: [&str; PRESETS.len()] = {
    let mut names = [""; PRESETS.len()];
    let mut nth = 0;
    while nth < names.len() {
        names[nth] = PRESETS[nth].0;
        nth += 1;
    }
    names
};
/// What every other one stands on: a preset names only what it does otherwise.
const STANDARD: &str = "standard";
const PREFIX: &str = "CABINET_";

/// Who said so.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Source {
    Preset(String),
    File(PathBuf),
    /// The name of a variable.
    Environment(String),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::Preset(name) => write!(f, "preset {name}"),
            Source::File(path) => write!(f, "{}", path.display()),
            Source::Environment(name) => f.write_str(name),
        }
    }
}

/// A value with who said so.
#[derive(Clone, Debug)]
pub struct Set {
    pub value: Value,
    pub source: Source,
}

/// All values, by their whole keys: `smtp.host`.
pub type Values = BTreeMap<String, Set>;

/// What the layers come to, and what is wrong with them as such.
pub fn settle(file: Option<(&Path, &Table)>, environment: impl Iterator<Item = (String, String)>) -> (Values, Vec<Fault>) {
    let (mut given, mut faults) = (Values::new(), Vec::new());
    if let Some((path, table)) = file {
        flatten("", table, &Source::File(path.to_owned()), &mut given);
    }
    for (name, value) in environment {
        if let Some(key) = name.strip_prefix(PREFIX) {
            let key = key.to_ascii_lowercase().replace("__", ".");
            // A secret given here goes over the file's, whichever of the two ways either was given.
            given.remove(&format!("{key}_file"));
            key.strip_suffix("_file").and_then(|secret| given.remove(secret));
            given.insert(key, Set { value: Value::String(value), source: Source::Environment(name) });
        }
    }
    let mut values = Values::new();
    let preset = given.get("preset").cloned();
    let name = preset.as_ref().map_or(Some(STANDARD), |preset| preset.value.as_str());
    if let Some((_, text)) = PRESETS.iter().find(|(name, _)| *name == STANDARD) {
        lay(text, Source::Preset(STANDARD.into()), &mut values, &mut faults);
    }
    match name {
        Some(STANDARD) => {}
        // A preset of the site's own.
        Some(path) if path.ends_with(".toml") => match std::fs::read_to_string(path) {
            Ok(text) => lay(&text, Source::File(path.into()), &mut values, &mut faults),
            Err(fault) => faults.push(Fault::new("preset", format!("{path}: {fault}"), "a readable file").said_by(preset.as_ref())),
        },
        name => match PRESETS.iter().find(|(known, _)| Some(*known) == name) {
            Some((name, text)) => lay(text, Source::Preset((*name).into()), &mut values, &mut faults),
            None => {
                let known = NAMES.join(", ");
                let found = preset.as_ref().map_or_else(String::new, |preset| preset.value.to_string());
                faults
                    .push(Fault::new("preset", found, &format!("{known}, or a file that ends in .toml")).said_by(preset.as_ref()));
            }
        },
    }
    let standard = Set { value: Value::String(STANDARD.into()), source: Source::Preset(STANDARD.into()) };
    values.insert("preset".into(), standard);
    values.extend(given);
    (values, faults)
}

fn lay(text: &str, source: Source, values: &mut Values, faults: &mut Vec<Fault>) {
    match text.parse::<Table>() {
        Ok(table) => flatten("", &table, &source, values),
        Err(fault) => faults.push(Fault::new("preset", format!("{source}: {}", fault.message()), "TOML")),
    }
}

fn flatten(prefix: &str, table: &Table, source: &Source, into: &mut Values) {
    for (key, value) in table {
        let name = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        match value {
            Value::Table(inner) => flatten(&name, inner, source, into),
            value => {
                into.insert(name, Set { value: value.clone(), source: source.clone() });
            }
        }
    }
}
