//! A help page, as the site wrote it. It may be in another language than the pages around it.

use crate::flows::desk::{Document, Sheet, prose};

pub fn help_page(document: &Document) -> Sheet {
    Sheet::new(&document.title, vec![prose(document, None)])
}
