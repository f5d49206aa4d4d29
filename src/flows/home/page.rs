//! The first page.

use crate::flows::desk::{Desk, Sheet, acts, button, item, lead, link, list, meta, p, plain, primary, run, section, strong, words};
use crate::wire::sheet::{Block, Look};
use crate::words::Page;

pub fn home_page(desk: &Desk) -> Sheet {
    let texts = desk.texts;
    let inside = match &desk.who {
        Some(who) => vec![lead(texts.home_signed_in(who)), acts(primary(texts.home_open(), desk.site.home))],
        None => {
            let (register, sign_in) = (texts.register_submit(), texts.nav_sign_in());
            let ways_in = acts([primary(register, Page::Register), button(sign_in, Page::Login.path())]);
            vec![lead(texts.home_lead(&desk.site.name)), ways_in, p(link(texts.login_forgot(), Page::Restore.path()))]
        }
    };
    let title = texts.home_title();
    let blocks = std::iter::once(Block::Title(title.to_owned())).chain(inside).collect();
    let sheet = Sheet::new(title, vec![section("hero", blocks)]);
    if desk.site.demo.is_empty() { sheet } else { sheet.below(texts.demo_title(), demo(desk)) }
}

/// The sites of a demo, and the way to each.
fn demo(desk: &Desk) -> Vec<Block> {
    let texts = desk.texts;
    let stands = desk.site.demo.iter().map(|stand| {
        let name = match stand.is_here {
            true => words([strong(stand.name), plain(" "), run(texts.demo_here(), Look::Status)]),
            false => words(link(stand.name, &stand.url)),
        };
        item("", vec![name, meta(stand.about)])
    });
    vec![p(texts.demo_lead()), list("ways", stands.collect())]
}
