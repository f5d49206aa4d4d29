//! The page before an account is deleted: what goes, what stays, and when.

use super::{Farewell, Leave, Refusal};
use crate::flows::desk::{Desk, Sheet, Site, Spoken, aside, data, h2, lead, p, press};
use crate::locale::time;
use crate::words::Page;

impl Spoken for Refusal {
    fn sentence(&self, site: &Site) -> String {
        match self {
            Refusal::LastOwner => site.texts.organisation_last_owner().to_owned(),
        }
    }
}

pub fn leaving_page(desk: &Desk, farewell: &Farewell) -> Sheet {
    let texts = desk.texts;
    Sheet::card(
        texts.leaving_title(),
        vec![
            lead(texts.leaving_lead(&time::date(texts, farewell.gone_at))),
            p(texts.leaving_back()),
            h2(texts.leaving_goes()),
            p(texts.leaving_goes_what()),
            h2(texts.leaving_stays()),
            p(texts.leaving_stays_what()),
            data(texts.leaving_data()),
            desk.other_form::<Leave, _>(Page::Leaving, "leave", vec![press(texts.leaving_submit(), "button danger")]),
            aside(desk.back()),
        ],
    )
}
