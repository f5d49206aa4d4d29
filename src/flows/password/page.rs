//! The form that replaces a password that is known.

use super::{ChangePassword, Refusal};
use crate::flows::desk::{Desk, Sheet, Site, Spoken, aside, lead, link, p, password_sentence, submit};
use crate::wire::sheet::Block;
use crate::words::Page;

impl Spoken for Refusal {
    fn sentence(&self, site: &Site) -> String {
        let texts = site.texts;
        match self {
            Refusal::CurrentEmpty => texts.secret_current_empty(),
            Refusal::CurrentWrong => texts.secret_current_wrong(),
            Refusal::Locked => texts.secret_locked(),
            Refusal::Password(bad) => return password_sentence(site, *bad),
            Refusal::Same => texts.secret_same(),
            Refusal::Differ => texts.password_differ(),
            Refusal::Changed => texts.secret_changed(),
        }
        .to_owned()
    }
}

pub fn password_page(desk: &Desk) -> Sheet {
    let texts = desk.texts;
    Sheet::card(
        texts.secret_title(),
        vec![
            lead(texts.secret_lead()),
            change_form(desk, Page::Password),
            aside(link(texts.secret_forgot(), Page::Restore.path())),
            p(desk.back()),
        ],
    )
}

/// The form by itself, for whichever page it stands on.
pub fn change_form(desk: &Desk, page: Page) -> Block {
    let texts = desk.texts;
    let who = desk.who.as_deref().unwrap_or_default();
    let fields = std::iter::once(desk.password("current", texts.secret_current()))
        .chain(desk.new_password(who, texts.secret_new()))
        .chain([submit(texts.secret_submit())]);
    desk.form::<ChangePassword, _>(page, fields.collect())
}
