//! A help page, as the site wrote it. It may be in another language than the pages around it, and so may its foot.

use super::{Foot, Shown};
use crate::flows::desk::{Desk, Sheet, linked_to, p, prose, spoken};
use crate::wire::sheet::Block;

pub fn help_page(desk: &Desk, shown: &Shown<'_>) -> Sheet {
    let sheet = Sheet::new(&shown.document.title, vec![prose(shown.document, None)]);
    match &shown.foot {
        Some(foot) => sheet.and(foot_of(desk, foot)),
        None => sheet,
    }
}

/// What the page is found by, and whom to ask who has not found an answer.
fn foot_of(desk: &Desk, Foot { texts, tags }: &Foot) -> Block {
    let ask = linked_to(texts.help_ask(), format!("mailto:{}", desk.site.support));
    let tags = (!tags.is_empty()).then(|| p(texts.help_tags(&tags.join(texts.login_comma()))));
    spoken("card wide", texts.language(), tags.into_iter().chain([p(ask)]).collect())
}
