//! The form that asks for the password once more.

use super::{Prove, Refusal};
use crate::flows::desk::{Desk, Sheet, Site, Spoken, aside, lead, link, p, submit};
use crate::words::Page;

impl Spoken for Refusal {
    fn sentence(&self, site: &Site) -> String {
        let texts = site.texts;
        match self {
            Refusal::Empty => texts.password_empty().to_owned(),
            Refusal::Wrong => texts.prove_wrong().to_owned(),
            Refusal::Locked => texts.prove_locked(texts.login_forgot()),
        }
    }
}

pub fn prove_page(desk: &Desk) -> Sheet {
    let texts = desk.texts;
    let fields = vec![desk.password("password", texts.password_label()), submit(texts.prove_submit())];
    Sheet::card(
        texts.prove_title(),
        vec![
            lead(texts.prove_lead()),
            desk.form::<Prove, _>(Page::Prove, fields),
            aside(link(texts.login_forgot(), Page::Restore.path())),
            p(desk.back()),
        ],
    )
}
