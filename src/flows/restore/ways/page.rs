//! Four pages: choosing a way, and what each of them asks.

use super::{AnotherPicture, AnswerQuestion, ChooseWay, Chosen, Refusal, SendLetter, SendSms};
use crate::flows::desk::{
    Desk, Sheet, Site, Spoken, Way, aside, captcha_sentence, classed, email_sentence, hint, lead, link, linked, questions, submit,
};
use crate::locale::isolate;
use crate::wire::sheet::{Block, Choice, Field};
use crate::words::Page;

impl Spoken for Refusal {
    fn sentence(&self, site: &Site) -> String {
        let texts = site.texts;
        match self {
            Refusal::Way => texts.way_choose(),
            Refusal::Email(bad) => return email_sentence(site, *bad),
            Refusal::Captcha(bad) => captcha_sentence(site, *bad),
            Refusal::AnswerEmpty => texts.way_answer_empty(),
            Refusal::AnswerWrong => texts.way_answer_wrong(),
            Refusal::Gone => texts.restore_gone(),
        }
        .to_owned()
    }
}

/// The same ways for every login (attack ENU-06).
pub fn way_page(desk: &Desk, chosen: &Chosen) -> Sheet {
    let texts = desk.texts;
    let option = |way: &Way| (way.word().to_owned(), name(desk, *way).to_owned());
    let choice = Block::Choice(Choice {
        name: "way".to_owned(),
        legend: texts.way_legend().to_owned(),
        options: desk.site.ways.iter().map(option).collect(),
        chosen: desk.typed("way"),
    });
    Sheet::card(
        texts.way_title(),
        vec![
            lead(texts.way_lead(&isolate(&chosen.login))),
            desk.form::<ChooseWay, _>(Page::RestoreWay, vec![choice, submit(texts.restore_next())]),
            aside(link(texts.restore_wrong_login(), Page::Restore.path())),
        ],
    )
}

fn name(desk: &Desk, way: Way) -> &str {
    match way {
        Way::RecoveryEmail => desk.texts.way_email(),
        Way::Mobile => desk.texts.way_mobile(),
        Way::Question => desk.texts.way_question(),
        Way::Letter | Way::LetterKey | Way::Sms | Way::SmsPassword | Way::LetterPassword => "",
    }
}

/// The way back to the choice.
pub fn another(desk: &Desk) -> Block {
    aside(linked(desk.texts.way_another(), Page::RestoreWay))
}

pub fn email_page(desk: &Desk) -> Sheet {
    let texts = desk.texts;
    let field = Block::Field(desk.email(texts.way_email(), "email"));
    let form = desk.form::<SendLetter, _>(Page::RestoreEmail, vec![field, submit(texts.way_email_submit())]);
    Sheet::card(texts.way_email(), vec![lead(texts.way_email_lead()), form, another(desk)])
}

pub fn mobile_page(desk: &Desk, chosen: &Chosen) -> Sheet {
    let texts = desk.texts;
    let fields = vec![desk.captcha::<AnotherPicture>(&chosen.challenge), submit(texts.restore_next())];
    let form = desk.form::<SendSms, _>(Page::RestoreMobile, fields);
    Sheet::card(texts.way_mobile(), vec![lead(texts.way_mobile_lead()), form, another(desk)])
}

pub fn question_page(desk: &Desk, chosen: &Chosen) -> Sheet {
    let texts = desk.texts;
    let question = chosen.question.map(|key| classed("lead question", questions::sentence(texts, key)));
    let answer = Block::Field(Field { value: None, ..desk.field("answer", texts.way_answer(), "text", "off") });
    let fields = vec![answer, desk.captcha::<AnotherPicture>(&chosen.challenge), submit(texts.restore_next())];
    let form = desk.form::<AnswerQuestion, _>(Page::RestoreQuestion, fields);
    let blocks = question.into_iter().chain([hint(texts.way_question_lead()), form, another(desk)]);
    Sheet::card(texts.way_question(), blocks.collect())
}
