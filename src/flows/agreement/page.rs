//! The text of the agreement.

use super::Version;
use crate::flows::desk::{Desk, Sheet, h2, meta, p, section};
use crate::locale::time;
use crate::wire::sheet::Block;

pub fn agreement_page(desk: &Desk, version: &Version) -> Sheet {
    let (texts, site) = (desk.texts, desk.site);
    let title = texts.agreement_title();
    let sections = [
        (texts.agreement_t1(), texts.agreement_p1(&site.name)),
        (texts.agreement_t2(), texts.agreement_p2().to_owned()),
        (texts.agreement_t3(), texts.agreement_p3().to_owned()),
        (texts.agreement_t4(), texts.agreement_p4(&site.support)),
    ];
    let mut blocks =
        vec![Block::Title(title.to_owned()), meta(texts.agreement_meta(&time::date(texts, version.date), &version.version))];
    blocks.extend(sections.into_iter().flat_map(|(title, text)| [h2(title), p(text)]));
    Sheet::new(title, vec![section("card wide prose", blocks)])
}
