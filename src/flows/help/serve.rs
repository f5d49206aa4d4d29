//! The help page in the reader's language, or in one that it was written in.

use super::{Foot, Shown};
use crate::server::visitor::Visit;

pub fn shown(visit: &Visit) -> Option<Shown<'_>> {
    let help = &visit.house.config.help;
    let document = help.pages.get(visit.language.code()).or_else(|| help.pages.values().next())?;
    let foot = help.foot.map(|language| Foot { texts: visit.house.texts(language), tags: help.tags.clone() });
    Some(Shown { document, foot })
}
