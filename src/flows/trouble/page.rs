//! A page that says what is wrong and leads back.

use super::Trouble;
use crate::flows::desk::{Desk, Sheet, acts, classed, lead, primary, section};
use crate::locale::Texts;
use crate::wire::sheet::Block;
use crate::words::Page;

/// The heading and what follows it.
fn sentences(texts: &Texts, Trouble(status): Trouble) -> (&str, &str) {
    match status {
        404 | 405 => (texts.trouble_missing_title(), texts.trouble_missing()),
        403 | 421 => (texts.trouble_refused_title(), texts.trouble_refused()),
        400..=499 => (texts.trouble_malformed_title(), texts.trouble_malformed()),
        503 => (texts.trouble_busy_title(), texts.trouble_busy()),
        _ => (texts.trouble_broken_title(), texts.trouble_broken()),
    }
}

pub fn trouble_page(desk: &Desk, trouble: Trouble) -> Sheet {
    let (title, advice) = sentences(desk.texts, trouble);
    let blocks = vec![
        classed("number", trouble.0.to_string()),
        Block::Title(title.to_owned()),
        lead(advice),
        acts(primary(desk.texts.trouble_home(), Page::Home)),
    ];
    Sheet::new(title, vec![section("card trouble", blocks)])
}
