//! What the holder of a new address is asked, and what the owner of an account is told while it waits.

use super::{ConfirmCorrection, Confirming, Refusal, StopCorrection};
use crate::flows::desk::{Desk, Sheet, Site, Spoken, acts, button, ended, lead, notice, p, press, submit};
use crate::locale::{Texts, isolate, time};
use crate::wire::End;
use crate::wire::sheet::Block;
use crate::words::{Moment, Page};

impl Spoken for Refusal {
    fn sentence(&self, site: &Site) -> String {
        match self {
            Refusal::Ended(end) => advice(site.texts, *end),
            Refusal::Gone => site.texts.correction_gone(),
        }
        .to_owned()
    }
}

fn advice(texts: &Texts, end: End) -> &str {
    match end {
        End::Mistyped => texts.correction_mistyped(),
        End::Expired => texts.correction_expired(),
        End::Used => texts.correction_used(),
        End::Replaced => texts.correction_replaced(),
    }
}

pub fn confirm_page(desk: &Desk, confirming: &Confirming) -> Sheet {
    let texts = desk.texts;
    match confirming {
        Confirming::Open(contact, at) => Sheet::card(
            texts.correction_title(),
            vec![
                lead(texts.correction_lead(&isolate(contact), &isolate(&desk.site.name))),
                p(texts.correction_when(&time::moment(*at))),
                desk.form::<ConfirmCorrection, _>(Page::SupportRequest, vec![submit(texts.correction_confirm())]),
                p(texts.correction_ignore()),
            ],
        ),
        Confirming::Confirmed(at) => Sheet::card(
            texts.correction_confirmed_title(),
            vec![notice("good", texts.correction_confirmed()), lead(texts.correction_when(&time::moment(*at)))],
        ),
        Confirming::Ended(end) => Sheet::card(
            ended(texts, *end),
            vec![lead(advice(texts, *end)), acts(button(texts.nav_support(), desk.site.support_href.clone()))],
        ),
    }
}

/// On the page of the account: where it is going to move, when, and how that is stopped.
pub fn warning(desk: &Desk, contact: &str, at: Moment) -> Block {
    let texts = desk.texts;
    let stop =
        desk.other_form::<StopCorrection, _>(Page::Account, "correction", vec![press(texts.correction_stop(), "button primary")]);
    let told = texts.correction_waits(&isolate(contact), &time::moment(at));
    Block::Notice("warn".to_owned(), vec![p(told), p(texts.correction_waits_advice()), stop])
}
