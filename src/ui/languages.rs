//! The languages of the site, as buttons.

use super::frame;
use super::node::{Element, Node, element, several};

/// A button for each language, and what else the buttons have.
pub fn language_buttons(act: &str, finish: impl Fn(Element) -> Element) -> Node {
    let languages = &frame().languages;
    let button = |(code, name): &(String, String)| {
        let button = element("button")
            .set("name", "language")
            .set("value", code.clone())
            .set("lang", code.clone())
            .set("aria-current", (*code == languages.here).then_some("true"))
            .set("formaction", act.to_owned())
            .set("formmethod", "post")
            .set("formnovalidate", true)
            .with(name.clone());
        finish(button)
    };
    several(languages.all.iter().map(button))
}

/// The same at the end of a form.
pub fn languages(label: String, act: &str) -> Node {
    element("div")
        .set("class", "languages")
        .set("role", "group")
        .set("aria-label", label)
        .with(language_buttons(act, |button| button))
        .into()
}
