//! The first page.

use crate::flows::desk::{Desk, Sheet, acts, button, lead, primary, section};
use crate::wire::sheet::Block;
use crate::words::Page;

pub fn home_page(desk: &Desk) -> Sheet {
    let texts = desk.texts;
    let inside = match &desk.who {
        Some(who) => [lead(texts.home_signed_in(who)), acts(primary(texts.home_open(), Page::Account))],
        None => {
            let (register, sign_in) = (texts.register_submit(), texts.nav_sign_in());
            [lead(texts.home_lead(&desk.site.name)), acts([primary(register, Page::Register), button(sign_in, Page::Login.path())])]
        }
    };
    let title = texts.home_title();
    let blocks = std::iter::once(Block::Title(title.to_owned())).chain(inside).collect();
    Sheet::new(title, vec![section("hero", blocks)])
}
