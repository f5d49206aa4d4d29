//! Two pages: the form of whoever turns to the administrators of an organisation, and the answer of one of them.

use super::{Answering, ApproveByLetter, AskColleague, Refusal, RefuseByLetter};
use crate::flows::desk::{
    Desk, Done, Sheet, Site, Spoken, acts, apart, aside, button, cause_sentence, email_sentence, ended, inn_sentence, kpp_sentence,
    lead, linked, notice, p, press, primary, submit,
};
use crate::locale::{Texts, isolate};
use crate::wire::End;
use crate::wire::sheet::{Block, Choice, Field};
use crate::words::{Cause, Page};

impl Spoken for Refusal {
    fn sentence(&self, site: &Site) -> String {
        let texts = site.texts;
        match self {
            Refusal::Inn(bad) => inn_sentence(texts, *bad),
            Refusal::Kpp(bad) => kpp_sentence(texts, *bad),
            Refusal::Email(bad) => return email_sentence(site, *bad),
            Refusal::Cause => texts.colleague_cause_choose(),
            Refusal::Ended(end) => advice(texts, *end),
            Refusal::Above => texts.organisation_above(),
            Refusal::Here => texts.organisation_here(),
            Refusal::Nobody => texts.organisation_nobody(),
            Refusal::Shut => texts.organisation_shut(),
        }
        .to_owned()
    }
}

fn advice(texts: &Texts, end: End) -> &str {
    match end {
        End::Mistyped => texts.colleague_mistyped(),
        End::Expired => texts.colleague_expired(),
        End::Used => texts.colleague_used(),
        End::Replaced => texts.colleague_replaced(),
    }
}

pub fn colleague_page(desk: &Desk) -> Sheet {
    let texts = desk.texts;
    let news = (desk.done() == Some(Done::PleaSent)).then(|| notice("good", texts.colleague_sent()));
    let inn = Field {
        inputmode: Some("numeric".to_owned()),
        hint: Some(texts.codes_inn_hint().to_owned()),
        ..desk.field("inn", texts.codes_inn(), "text", "off")
    };
    let kpp = Field { hint: Some(texts.codes_kpp_hint().to_owned()), ..desk.field("kpp", texts.codes_kpp(), "text", "off") };
    let email =
        Field { hint: Some(texts.colleague_email_hint().to_owned()), ..desk.field("email", texts.email_label(), "email", "email") };
    let option = |cause: Cause| (cause.word().to_owned(), cause_sentence(texts, cause).to_owned());
    let cause = Block::Choice(Choice {
        name: "cause".to_owned(),
        legend: texts.colleague_legend().to_owned(),
        options: Cause::ALL.map(option).into(),
        chosen: desk.typed("cause"),
    });
    let fields = [inn, kpp, email].map(Block::Field).into_iter().chain([cause, submit(texts.colleague_submit())]);
    let form = desk.form::<AskColleague, _>(Page::Colleague, fields.collect());
    let back = aside(linked(texts.colleague_back(), Page::Login));
    let blocks = news.into_iter().chain([lead(texts.colleague_lead()), form, back]);
    Sheet::card(texts.colleague_title(), blocks.collect())
}

pub fn answer_page(desk: &Desk, answering: Answering) -> Sheet {
    let texts = desk.texts;
    let news = match desk.done() {
        Some(Done::PleaApproved) => Some(texts.organisation_plea_approved()),
        Some(Done::PleaRefused) => Some(texts.organisation_plea_refused()),
        _ => None,
    };
    let on = acts(primary(texts.colleague_to_organisation(), Page::Organisation));
    match (answering, news) {
        (Answering::Open { organisation, contact, cause }, _) => {
            let facts = [(texts.email_label(), apart(contact)), (texts.colleague_legend(), apart(cause_sentence(texts, cause)))];
            let facts = Block::Facts(facts.map(|(term, told)| (term.to_owned(), vec![told])).into());
            let approve = desk.form::<ApproveByLetter, _>(Page::ColleagueAnswer, vec![submit(texts.colleague_approve())]);
            let refuse = vec![press(texts.colleague_refuse(), "button")];
            let refuse = desk.other_form::<RefuseByLetter, _>(Page::ColleagueAnswer, "refuse", refuse);
            let what = match cause {
                Cause::LockedOut => texts.colleague_approve_restores(),
                Cause::New => texts.colleague_approve_invites(),
            };
            Sheet::wide(
                texts.colleague_answer_title(),
                vec![
                    lead(texts.colleague_answer_lead(&isolate(&organisation))),
                    facts,
                    notice("warn", texts.colleague_unproved()),
                    p(what),
                    approve,
                    refuse,
                ],
            )
        }
        (Answering::Ended(_), Some(news)) => Sheet::card(texts.colleague_answer_title(), vec![notice("good", news), on]),
        (Answering::Ended(end), None) => {
            let sign_in = acts(button(texts.colleague_to_organisation(), Page::Organisation.path()));
            Sheet::card(ended(texts, end), vec![lead(advice(texts, end)), sign_in])
        }
    }
}
