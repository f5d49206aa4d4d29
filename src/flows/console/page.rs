//! The areas, and the way from one to the next that stands above each of them.

use crate::flows::desk::{Desk, Sheet, h2, here, item, link, list, nav, p, section, words};
use crate::wire::sheet::Block;
use crate::words::Page;

pub fn console_page(desk: &Desk) -> Sheet {
    let texts = desk.texts;
    let areas = match desk.site.areas.is_empty() {
        true => p(texts.console_instances_none()),
        false => list("", desk.site.areas.iter().map(|area| item("", vec![words(link(&area.label, &area.href))])).collect()),
    };
    let area = |title: &str, why: &str, way: Block| section("card wide", vec![h2(title), p(why), way]);
    let title = texts.console_title();
    let sheet = Sheet::new(title, vec![Block::Title(title.to_owned())]);
    let sheet = sheet.and(area(texts.console_instances(), texts.console_instances_lead(), areas));
    if !desk.site.has_tokens {
        return sheet;
    }
    let tokens = p(link(texts.console_token_open(), Page::Tokens.path()));
    let functions = p(link(texts.console_api_open(), Page::Api.path()));
    sheet.and(area(texts.console_token(), texts.console_token_lead(), tokens)).and(area(
        texts.console_api(),
        texts.console_api_lead(),
        functions,
    ))
}

/// The ways between the areas, seen from the page `at`.
pub fn tabs(desk: &Desk, at: Page) -> Block {
    let texts = desk.texts;
    let tokens = [(texts.console_token(), Page::Tokens), (texts.console_api(), Page::Api)];
    let tabs = std::iter::once((texts.console_title(), Page::Console))
        .chain(tokens.into_iter().filter(|_| desk.site.has_tokens))
        .chain([(texts.console_account(), Page::Account)]);
    // The pages behind the account's own are below it.
    let current = if [Page::Console, Page::Tokens, Page::Api].contains(&at) { at } else { Page::Account };
    let tab = |(name, page): (&str, Page)| {
        let way = if page == current { here(name, page) } else { link(name, page.path()) };
        item("", vec![words(way)])
    };
    nav("tabs", texts.console_tabs(), vec![list("", tabs.map(tab).collect())])
}
