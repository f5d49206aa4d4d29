//! The house rules of design.md that the compiler does not know: who may know whom, one door, no text that nobody reads.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

/// Every Rust file of the product below `src`, by its path there, without its tests.
fn sources() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = BTreeMap::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                folders.push(path);
            } else if name.ends_with(".rs") && !name.starts_with("server/store/contract") && !name.ends_with("/tests.rs") {
                files.insert(name, product(&std::fs::read_to_string(path).unwrap()));
            }
        }
    }
    assert!(files.len() > 40, "src was found");
    files
}

/// A file up to its tests, which stand last, and without comments.
fn product(text: &str) -> String {
    let end = ["\n#[cfg(test)]\nmod tests {", "\n#[cfg(all(test,"].iter().filter_map(|mark| text.find(mark)).min();
    let lines = text[..end.unwrap_or(text.len())].lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// The flows, by the names of their folders.
fn flows(sources: &BTreeMap<String, String>) -> Vec<String> {
    let mods = sources.keys().filter_map(|name| name.strip_prefix("flows/")?.strip_suffix("/mod.rs"));
    mods.map(str::to_owned).collect()
}

/// Asserts that none of these words stands in any of those files.
fn nowhere(which: impl Fn(&str) -> bool, words: &[&str]) {
    let sources = sources();
    let found: Vec<String> = sources
        .iter()
        .filter(|(name, _)| which(name))
        .flat_map(|(name, text)| words.iter().filter(move |word| text.contains(**word)).map(move |word| format!("{name}: {word}")))
        .collect();
    assert!(sources.keys().any(|name| which(name)), "the rule is about no file at all");
    assert_eq!(found, [""; 0]);
}

fn is_page(name: &str) -> bool {
    name.starts_with("flows/") && name.ends_with("page.rs")
}

fn is_serve(name: &str) -> bool {
    let decides = ["/serve.rs", "/open.rs", "/browser.rs", "/letters.rs"].iter().any(|file| name.ends_with(file));
    name.starts_with("flows/") && decides && name != "flows/serve.rs"
}

#[test]
fn words_and_texts_know_nobody() {
    nowhere(
        |name| name.starts_with("words/"),
        &["crate::wire", "crate::flows", "crate::server", "crate::ui", "crate::app", "crate::locale"],
    );
    nowhere(|name| name.starts_with("locale"), &["crate::flows", "crate::server", "crate::ui", "crate::app"]);
}

#[test]
fn the_wire_knows_words_alone() {
    nowhere(|name| name.starts_with("wire"), &["crate::flows", "crate::server", "crate::ui", "crate::app", "crate::locale"]);
}

/// What the browser has too: it knows no flow, no text of its own and no server.
#[test]
fn ui_draws_what_it_is_given() {
    nowhere(|name| name.starts_with("ui/"), &["crate::flows", "crate::app", "crate::server", "crate::locale"]);
    nowhere(|name| name == "app.rs", &["crate::flows", "crate::server"]);
}

#[test]
fn a_page_is_written_at_the_desk_and_never_names_the_server() {
    nowhere(is_page, &["crate::server", "serve::", "crate::ui", "sqlx", "axum", "tokio"]);
}

#[test]
fn what_a_flow_says_names_neither_page_nor_database() {
    let is_mod = |name: &str| name.starts_with("flows/") && name.ends_with("mod.rs");
    nowhere(is_mod, &["crate::ui", "crate::app", "page::", "sqlx", "axum", "tokio"]);
    for (name, text) in sources().iter().filter(|(name, _)| is_mod(name)) {
        for rest in text.split("crate::server::").skip(1) {
            let is_known = ["answer::", "outbox::Whereabouts;", "config::Document;", "config::Way;"]
                .iter()
                .any(|known| rest.starts_with(known));
            assert!(is_known, "{name}: crate::server::{}", rest.lines().next().unwrap_or_default());
        }
    }
}

#[test]
fn the_server_never_names_a_flow() {
    let is_server = |name: &str| name.starts_with("server/") && name != "server/boot.rs" && !name.starts_with("server/routes");
    nowhere(is_server, &["crate::flows", "flows::", "crate::ui", "crate::app"]);
}

#[test]
fn serve_names_no_sql_no_http_and_no_page() {
    nowhere(is_serve, &["sqlx::query", "sqlx::raw_sql", "SELECT ", "axum", "hyper", "lettre", "crate::ui", "crate::app", "page::"]);
}

#[test]
fn serve_names_no_other_flow() {
    let sources = sources();
    let flows = flows(&sources);
    assert!(flows.len() > 5, "{flows:?}");
    for (name, text) in sources.iter().filter(|(name, _)| is_serve(name)) {
        let others = flows.iter().filter(|flow| **name != format!("flows/{flow}/serve.rs"));
        for other in others {
            for path in [format!("flows::{other}"), format!("super::super::{other}"), format!("{other}::serve")] {
                assert!(!text.contains(&path), "{name}: {path}");
            }
        }
    }
}

#[test]
fn sql_stands_in_the_store_alone_and_is_never_put_together() {
    nowhere(|name| !name.starts_with("server/store/"), &["sqlx::query", "sqlx::raw_sql", "SELECT ", "INSERT INTO", "DELETE FROM"]);
    nowhere(|_| true, &["AssertSqlSafe", "QueryBuilder"]);
}

/// IDN-13: what somebody agreed to, and that they did, is only ever added. What is of an account goes with it.
#[test]
fn nothing_changes_what_was_agreed_to() {
    nowhere(|_| true, &["UPDATE consent", "UPDATE agreement", "DELETE FROM agreement"]);
    nowhere(|name| name != "server/store/clean.rs", &["DELETE FROM consent"]);
}

/// A preset is data: nothing in the program asks which one it is.
#[test]
fn no_code_knows_a_preset() {
    let presets: Vec<String> = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("presets"))
        .unwrap()
        .filter_map(|entry| Some(entry.unwrap().file_name().to_str()?.strip_suffix(".toml")?.to_owned()))
        .collect();
    assert!(presets.len() > 1, "{presets:?}");
    nowhere(|name| name != "server/config/layers.rs", &["config.preset", "preset ==", "\"standard\""]);
    // "phone" is a field and a kind of login too: what may not be is a comparison with it.
    for preset in &presets {
        let asked = ["==", "!="].map(|sign| format!("{sign} \"{preset}\""));
        nowhere(|_| true, &asked.each_ref().map(String::as_str));
    }
}

/// Law 1: every server function is one line through the one door, at an address without a hash.
#[test]
fn every_server_function_goes_through_the_one_door() {
    let mut count = 0;
    for (name, text) in sources() {
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            if !line.trim_start().starts_with("#[server") || line.contains("#[server(default)]") {
                continue;
            }
            count += 1;
            assert!(line.starts_with("#[server(prefix = \"/api\", endpoint = \""), "{name}: {line}");
            let function: String =
                lines.by_ref().take_while(|line| *line != "}").map(|line| format!("{}\n", line.trim())).collect();
            let body = function.split_once(" {\n").map_or("", |(_, body)| body).trim();
            let through = ["act", "look"].iter().any(|door| body.starts_with(&format!("crate::server::answer::{door}(")));
            assert!(through && body.ends_with(".await") && !body.contains(';'), "{name}: {function}");
        }
    }
    assert!(count > 10, "{count} server functions");
}

fn keys(prefix: &str, table: &Table, into: &mut Vec<String>) {
    for (key, value) in table {
        let name = if prefix.is_empty() { key.clone() } else { format!("{prefix}_{key}") };
        match value {
            Value::Table(inner) if !inner.contains_key("other") => keys(&name, inner, into),
            _ => into.push(name),
        }
    }
}

/// `build.rs` makes a method of each key, and of these two something else. What ends in `_sms` takes the place of the text before it, on a
/// site that reaches people by SMS.
#[test]
fn every_text_is_read_somewhere() {
    let catalogue = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales/en.toml");
    let table: Table = std::fs::read_to_string(catalogue).unwrap().parse().unwrap();
    let mut all = Vec::new();
    keys("", &table, &mut all);
    assert!(all.len() > 100, "{} texts", all.len());
    let sources = sources();
    let unread: Vec<&String> = all
        .iter()
        .filter(|key| !["language_name", "language_dir"].contains(&key.as_str()))
        .filter(|key| !key.strip_suffix("_sms").is_some_and(|twin| all.iter().any(|other| other == twin)))
        .filter(|key| !sources.values().any(|text| text.contains(&format!(".{key}("))))
        .collect();
    assert_eq!(unread, Vec::<&String>::new());
}

#[test]
fn nothing_that_serves_a_request_may_panic_by_carelessness() {
    let serves = |name: &str| name.starts_with("server/") || is_serve(name) || name == "flows/serve.rs";
    nowhere(serves, &[".unwrap()", "todo!", "dbg!", "unimplemented!", "panic!", "println!"]);
}

/// The policy of the pages forbids both, and a text that is put in as HTML is not escaped (F8, WEB-02).
#[test]
fn no_style_attribute_and_no_unescaped_text() {
    nowhere(|_| true, &[" style=", "inner_html", "<textarea", "<Title"]);
}

#[test]
fn every_room_is_named_after_what_is_in_it() {
    for name in sources().keys() {
        assert!(!["util", "helper", "manager", "common", "misc"].iter().any(|word| name.contains(word)), "{name}");
    }
}
