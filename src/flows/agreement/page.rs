//! The text of the agreement, the question whether somebody agrees to it, and what is on record of that.

use super::{Accept, Agreed, Later, Question, Reader, Refusal, Shown, Version};
use crate::flows::desk::{
    Desk, Sheet, Site, Spoken, beside, data, hint, item, lead, link, linked, list, meta, more, p, plain, press, prose, run, spoken,
    submit, words,
};
use crate::flows::login::SignOut;
use crate::locale::{Texts, time};
use crate::wire::sheet::{Block, Look};
use crate::words::Page;

/// How much of a digest is read out: enough to tell two texts apart.
const START: usize = 12;

impl Spoken for Refusal {
    fn sentence(&self, site: &Site) -> String {
        match self {
            Refusal::Agree => site.texts.consent_missing(),
            Refusal::Changed => site.texts.consent_changed(),
        }
        .to_owned()
    }
}

/// The agreement may be in another language than the page around it, and so than what stands below its title.
pub fn agreement_page(desk: &Desk, shown: &Shown) -> Sheet {
    let texts = desk.texts;
    let version = texts.agreement_meta(&time::date(texts, shown.version.date), &shown.version.version);
    let version = spoken("meta", texts.language(), vec![words(version)]);
    let stands = match shown.reader {
        Reader::Stranger => None,
        Reader::Asked => Some(p(linked(texts.agreement_asked(), Page::Consent))),
        Reader::Agreed(at) => Some(p(texts.agreement_agreed(&time::moment(at)))),
    };
    let record = stands.into_iter().chain([p(texts.agreement_kept()), fingerprint(texts, &shown.digest)]);
    Sheet::new(&shown.document.title, vec![prose(&shown.document, Some(version))]).below(texts.agreement_record(), record.collect())
}

/// A new version, for whoever has agreed to an older one.
pub fn consent_page(desk: &Desk, question: &Question) -> Sheet {
    let (texts, version) = (desk.texts, &question.version.version);
    let (date, from) = (time::date(texts, question.version.date), time::date(texts, question.required_from));
    let before = question.before.as_ref().map(|(version, at)| p(texts.consent_before(version, &time::moment(*at))));
    let required = if question.is_required { texts.consent_required(&from) } else { texts.consent_from(&from) };
    let text = Block::Hidden("text".to_owned(), question.digest.clone());
    let fields = vec![text, agree(desk, &question.version), submit(texts.consent_submit())];
    let accept = desk.form::<Accept, _>(Page::Consent, fields);
    let later = (!question.is_required)
        .then(|| desk.other_form::<Later, _>(Page::Consent, "later", vec![press(texts.consent_later(), "button")]));
    let blocks = std::iter::once(lead(texts.consent_lead(&date, &desk.site.name, version)))
        .chain(before)
        .chain([p(required), accept])
        .chain(later);
    let sheet = Sheet::card(texts.consent_title(), blocks.collect());
    if question.is_required { sheet.below(texts.consent_out(), out(desk)) } else { sheet }
}

/// The box to be ticked. Its link opens beside the form, which keeps what was typed.
pub fn agree(desk: &Desk, version: &Version) -> Block {
    let texts = desk.texts;
    let named = texts.register_agree_version(&time::date(texts, version.date), &version.version);
    let label = [
        plain(format!("{} ", texts.register_agree())),
        beside(texts.register_agree_link(), Page::Agreement),
        plain(format!(" ({named})")),
    ];
    desk.check("agree", label, true)
}

/// What is left to whoever does not agree.
fn out(desk: &Desk) -> Vec<Block> {
    let texts = desk.texts;
    let sign_out = desk.other_form::<SignOut, _>(Page::Consent, "out", vec![press(texts.nav_sign_out(), "link")]);
    let ways = vec![
        item("", vec![data(texts.account_to_data()), meta(texts.account_to_data_why())]),
        item("", vec![words(link(texts.account_to_leaving(), Page::Leaving.path())), meta(texts.account_to_leaving_why())]),
        item("", vec![sign_out, meta(texts.consent_out_why())]),
    ];
    vec![p(texts.consent_out_lead()), list("ways", ways)]
}

/// Everything that an account agreed to, for its own page.
pub fn agreed(desk: &Desk, agreed: &[Agreed]) -> Vec<Block> {
    let texts = desk.texts;
    let line = |agreed: &Agreed| {
        let at = time::moment(agreed.at);
        let what = match agreed.date {
            Some(date) => texts.agreement_agreed_dated(&time::date(texts, date), &agreed.version, &at),
            None => texts.agreement_agreed_version(&agreed.version, &at),
        };
        let digest = (!agreed.digest.is_empty()).then(|| fingerprint(texts, &agreed.digest));
        item("", std::iter::once(words(what)).chain(digest).collect())
    };
    vec![list("events", agreed.iter().map(line).collect()), hint(link(texts.agreement_read(), Page::Agreement.path()))]
}

/// The digest of a text: its beginning, and all of it for whoever compares.
fn fingerprint(texts: &Texts, digest: &str) -> Block {
    let start = digest.get(..START).unwrap_or(digest);
    more(&texts.agreement_fingerprint(start), &[], vec![p(texts.agreement_fingerprint_why()), p(run(digest, Look::Code))])
}
