//! Turns `locales/*.toml` into typed Rust: one method a text, so that a page that asks for a text which does not exist,
//! or fills a gap which is not there, does not compile. English is the reference; every other catalogue must match it
//! text for text, placeholder for placeholder, with the plural forms that its language has (CLDR).

#![expect(clippy::disallowed_methods, reason = "cargo speaks to a build script through the environment")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use toml::{Table, Value};

const FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// A text as a catalogue has it: plain, or one form for each plural category.
#[derive(Clone)]
enum Text {
    Plain(String),
    Plural(BTreeMap<String, String>),
}

fn main() {
    println!("cargo::rerun-if-changed=locales");
    if env::var_os("CARGO_FEATURE_SSR").is_some() {
        println!("cargo::rerun-if-changed=migrations");
        // What is to be relocated at the start, in a list of a few pages in place of some hundred that stay in memory. It takes
        // glibc 2.36 (Debian 12) and Rust's own linker, which is the rule here only.
        if env::var("TARGET").is_ok_and(|target| target == "x86_64-unknown-linux-gnu") {
            println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
        }
        // A release binary holds the built site, also the files that are new in it.
        if env::var("PROFILE").is_ok_and(|profile| profile == "release") {
            println!("cargo::rerun-if-changed=target/site");
        }
    }
    let mut catalogues = BTreeMap::new();
    let mut files: Vec<_> =
        fs::read_dir("locales").expect("locales/ is part of the source").filter_map(Result::ok).map(|e| e.path()).collect();
    files.sort();
    for path in files.iter().filter(|p| p.extension().is_some_and(|e| e == "toml")) {
        let code = path.file_stem().expect("a file name").to_string_lossy().into_owned();
        let table: Table = fs::read_to_string(path)
            .expect("a readable catalogue")
            .parse()
            .unwrap_or_else(|fault| panic!("{}: {fault}", path.display()));
        let mut texts = BTreeMap::new();
        flatten("", &table, &mut texts);
        catalogues.insert(code, texts);
    }
    let reference = catalogues.get("en").expect("locales/en.toml is the reference").clone();
    let faults: Vec<String> = catalogues.iter().flat_map(|(code, texts)| compare(code, &reference, texts)).collect();
    assert!(faults.is_empty(), "the catalogues do not match:\n  {}", faults.join("\n  "));

    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join("locale.rs"), generate(&catalogues, &reference)).expect("a writable OUT_DIR");
}

fn flatten(prefix: &str, table: &Table, into: &mut BTreeMap<String, Text>) {
    for (key, value) in table {
        let name = if prefix.is_empty() { key.clone() } else { format!("{prefix}_{key}") };
        match value {
            Value::String(text) => {
                into.insert(name, Text::Plain(text.clone()));
            }
            Value::Table(inner) if inner.contains_key("other") => {
                let forms = inner.iter().map(|(form, text)| (form.clone(), text.as_str().unwrap_or_default().to_owned()));
                into.insert(name, Text::Plural(forms.collect()));
            }
            Value::Table(inner) => flatten(&name, inner, into),
            other => panic!("{name}: a text or a table of texts, not {other}"),
        }
    }
}

fn gaps(text: &Text) -> BTreeSet<String> {
    let longest = match text {
        Text::Plain(text) => text,
        Text::Plural(forms) => &forms["other"],
    };
    longest.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name.to_owned()).collect()
}

fn compare(code: &str, reference: &BTreeMap<String, Text>, texts: &BTreeMap<String, Text>) -> Vec<String> {
    let mut faults = Vec::new();
    for (key, text) in reference {
        match (text, texts.get(key)) {
            (_, None) => faults.push(format!("{code}: {key} is missing")),
            (Text::Plain(_), Some(Text::Plural(_))) | (Text::Plural(_), Some(Text::Plain(_))) => {
                faults.push(format!("{code}: {key} must have plural forms where English has them, and only there"));
            }
            (expected, Some(found)) => {
                if gaps(expected) != gaps(found) {
                    faults.push(format!("{code}: {key} must have the gaps {:?}", gaps(expected)));
                }
                if let Text::Plural(forms) = found {
                    let strange = forms.values().any(|form| !gaps(&Text::Plain(form.clone())).is_subset(&gaps(expected)));
                    if strange || forms.values().any(String::is_empty) {
                        faults.push(format!("{code}: {key} has a form that is empty or has a gap that English lacks"));
                    }
                    let has: BTreeSet<&str> = forms.keys().map(String::as_str).collect();
                    let needs: BTreeSet<&str> = plural_forms(code).iter().copied().collect();
                    if has != needs {
                        faults.push(format!("{code}: {key} needs the forms {needs:?}"));
                    }
                }
            }
        }
    }
    faults.extend(texts.keys().filter(|key| !reference.contains_key(*key)).map(|key| format!("{code}: {key} is not in en.toml")));
    faults
}

/// The cardinal categories a language has for whole numbers, from CLDR's plural rules.
fn plural_forms(code: &str) -> &'static [&'static str] {
    match code {
        "en" => &["one", "other"],
        "ru" => &["one", "few", "many", "other"],
        "ar" => &FORMS,
        _ => panic!("{code}: add its plural forms here and its rule to src/locale.rs"),
    }
}

fn generate(catalogues: &BTreeMap<String, BTreeMap<String, Text>>, reference: &BTreeMap<String, Text>) -> String {
    let order: Vec<&String> = reference.keys().collect();
    let mut code = String::new();

    let variant = |language: &str| language[..1].to_uppercase() + &language[1..];
    let plain = |language: &str, key: &str| match &catalogues[language][key] {
        Text::Plain(text) => text.clone(),
        Text::Plural(_) => panic!("{key} has no plural"),
    };
    let _ = writeln!(code, "/// A language that the pages and letters are written in.");
    let _ = writeln!(code, "#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]\npub enum Language {{");
    let mut languages: Vec<&String> = catalogues.keys().collect();
    languages.sort_by_key(|language| (*language != "en", *language != "ru"));
    for language in &languages {
        let _ = writeln!(code, "    {},", variant(language));
    }
    let _ = writeln!(code, "}}\n\nimpl Language {{\n    /// Every language there is, English first.");
    let all: Vec<String> = languages.iter().map(|language| format!("Language::{}", variant(language))).collect();
    let _ = writeln!(code, "    pub const ALL: [Language; {}] = [{}];", all.len(), all.join(", "));
    for (name, doc, what) in [
        ("code", "Its BCP 47 tag, as in `lang=\"…\"`.", None),
        ("name", "What its readers call it.", Some("language_name")),
        ("dir", "`ltr` or `rtl`, as in `dir=\"…\"`.", Some("language_dir")),
    ] {
        let _ = writeln!(code, "    /// {doc}\n    pub const fn {name}(self) -> &'static str {{\n        match self {{");
        for language in catalogues.keys() {
            let value = what.map_or_else(|| language.clone(), |key| plain(language, key));
            let _ = writeln!(code, "            Language::{} => {value:?},", variant(language));
        }
        let _ = writeln!(code, "        }}\n    }}");
    }
    let _ = writeln!(code, "}}\n");

    let _ = writeln!(code, "/// What each text is called, in the order of the methods of [`Texts`].");
    let _ = writeln!(code, "const KEYS: [&str; {}] = {order:?};\n", order.len());
    let _ = writeln!(code, "/// The texts of a language in the order of the methods of [`Texts`].");
    let _ = writeln!(code, "pub fn catalogue(language: Language) -> Vec<Box<str>> {{\n    match language {{");
    for (language, texts) in catalogues {
        let _ = writeln!(code, "        Language::{} => vec![", variant(language));
        for key in &order {
            match &texts[*key] {
                Text::Plain(text) => {
                    let _ = writeln!(code, "            {text:?}.into(),");
                }
                Text::Plural(forms) => {
                    let forms: Vec<&str> = FORMS.iter().map(|form| forms.get(*form).map_or("", String::as_str)).collect();
                    let _ = writeln!(code, "            {:?}.into(),", forms.join("\u{1F}"));
                }
            }
        }
        let _ = writeln!(code, "        ],");
    }
    let _ = writeln!(code, "    }}\n}}\n");

    let _ = writeln!(code, "impl Texts {{");
    for (index, key) in order.iter().enumerate() {
        let text = &reference[*key];
        let english = match text {
            Text::Plain(text) => text,
            Text::Plural(forms) => &forms["other"],
        };
        let gaps = gaps(text);
        let doc = english.lines().next().unwrap_or_default().replace(['[', ']', '<', '>'], "");
        let _ = writeln!(code, "    /// {doc}");
        let arguments: Vec<String> =
            gaps.iter().filter(|gap| !(matches!(text, Text::Plural(_)) && *gap == "n")).map(|gap| format!("{gap}: &str")).collect();
        let values: Vec<String> = gaps
            .iter()
            .map(|gap| match text {
                Text::Plural(_) if gap == "n" => "(\"n\", &n.to_string())".to_owned(),
                _ => format!("({gap:?}, {gap})"),
            })
            .collect();
        let _ = match text {
            Text::Plain(_) if gaps.is_empty() => {
                writeln!(code, "    pub fn {key}(&self) -> &str {{\n        self.plain({index})\n    }}")
            }
            Text::Plain(_) => writeln!(
                code,
                "    pub fn {key}(&self, {}) -> String {{\n        fill(self.plain({index}), &[{}])\n    }}",
                arguments.join(", "),
                values.join(", ")
            ),
            Text::Plural(_) => writeln!(
                code,
                "    pub fn {key}(&self, {}) -> String {{\n        fill(self.plural({index}, n), &[{}])\n    }}",
                std::iter::once("n: u64".to_owned()).chain(arguments).collect::<Vec<_>>().join(", "),
                values.join(", ")
            ),
        };
    }
    let _ = writeln!(code, "}}");
    code
}
