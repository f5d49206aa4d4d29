//! The help page in the reader's language, or in one that it was written in.

use crate::server::config::Document;
use crate::server::visitor::Visit;

pub fn document(visit: &Visit) -> Option<&Document> {
    let pages = &visit.house.config.help.pages;
    pages.get(visit.language.code()).or_else(|| pages.values().next())
}
