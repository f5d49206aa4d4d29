//! Help: the page that a site wrote for its people, word by word what the other pages say.

pub mod page;
pub mod serve;

use crate::locale::Texts;
use crate::server::config::Document;

/// What stands below the page.
pub struct Foot {
    pub texts: &'static Texts,
    pub tags: Vec<String>,
}

pub struct Shown<'a> {
    pub document: &'a Document,
    pub foot: Option<Foot>,
}
