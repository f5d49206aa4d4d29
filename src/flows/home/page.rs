//! The first page.

use crate::flows::desk::{Desk, Sheet, acts, button, lead, link, p, primary, section};
use crate::wire::sheet::Block;
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
    Sheet::new(title, vec![section("hero", blocks)])
}
