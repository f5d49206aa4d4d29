//! Two pages: asking the site's own people, and what has become of it.

use super::{AnswerSupport, AskSupport, MOST_WORDS, Refusal, SendLink, Shown, State};
use crate::flows::desk::{
    Desk, Done, Sheet, Site, Spoken, acts, apart, aside, button, captcha_sentence, email_sentence, hint, inn_sentence,
    kpp_sentence, lead, linked, more, notice, p, plain, run, submit, topic_name,
};
use crate::flows::restore::ways::AnotherPicture;
use crate::locale::{isolate, time};
use crate::wire::Fail;
use crate::wire::sheet::{Block, Choice, Field, Look, Runs};
use crate::words::{Page, Topic};

impl Spoken for Refusal {
    fn sentence(&self, site: &Site) -> String {
        let texts = site.texts;
        match self {
            Refusal::Topic => texts.support_topic_empty(),
            Refusal::Inn(bad) => inn_sentence(texts, *bad),
            Refusal::Kpp(bad) => kpp_sentence(texts, *bad),
            Refusal::Mailbox(bad) | Refusal::Email(bad) | Refusal::Address(bad) => return email_sentence(site, *bad),
            Refusal::WordsEmpty => texts.support_words_empty(),
            Refusal::WordsLong => return texts.support_words_long(MOST_WORDS as u64),
            Refusal::Captcha(bad) => captcha_sentence(site, *bad),
            Refusal::Number => texts.support_number_shape(),
            Refusal::Gone => texts.support_gone(),
        }
        .to_owned()
    }
}

pub fn support_page(desk: &Desk, challenge: &str) -> Sheet {
    let texts = desk.texts;
    let news = (desk.done() == Some(Done::SupportLinkSent)).then(|| notice("good", texts.support_link_sent()));
    let choice = Block::Choice(Choice {
        name: "topic".to_owned(),
        legend: texts.support_topic().to_owned(),
        options: Topic::ALL.map(|topic| (topic.word().to_owned(), topic_name(texts, topic).to_owned())).into(),
        chosen: desk.typed("topic"),
    });
    let field = |name: &str, label: &str, told: &str, kind: &str, autocomplete: &str| {
        let field = desk.field(name, label, kind, autocomplete);
        Field { label: label.to_owned(), hint: Some(told.to_owned()), is_optional: true, ..field }
    };
    let number = |field: Field| Block::Field(Field { inputmode: Some("numeric".to_owned()), ..field });
    let words = Field {
        hint: Some(texts.support_words_hint(MOST_WORDS as u64)),
        ..desk.field("words", texts.support_words(), "text", "off")
    };
    let fields = vec![
        choice,
        number(field("inn", texts.support_inn(), texts.support_inn_hint(), "text", "off")),
        Block::Field(field("kpp", texts.support_kpp(), texts.support_kpp_hint(), "text", "off")),
        Block::Field(field("mailbox", texts.support_mailbox(), texts.support_mailbox_hint(), "email", "off")),
        Block::Field(field("email", texts.support_email(), texts.support_email_hint(), "email", "email")),
        Block::Field(words),
        desk.captcha::<AnotherPicture>(challenge),
        submit(texts.support_submit()),
    ];
    let form = desk.form::<AskSupport, _>(Page::Support, fields);
    let again = vec![
        Block::Field(desk.field("number", texts.support_number(), "text", "off")),
        Block::Field(desk.field("address", texts.support_email(), "email", "email")),
        submit(texts.support_again_submit()),
    ];
    let again = desk.other_form::<SendLink, _>(Page::Support, "again", again);
    let again = more(texts.support_again_title(), &["number", "address"], vec![hint(texts.support_again_why()), again]);
    let blocks = news.into_iter().chain([lead(texts.support_lead()), form, again]);
    Sheet::card(texts.support_title(), blocks.collect())
}

pub fn request_page(desk: &Desk, shown: &Shown) -> Sheet {
    let texts = desk.texts;
    let news = match desk.done() {
        Some(Done::SupportAsked) => Some(notice("good", texts.support_asked())),
        Some(Done::SupportAnswered) => Some(notice("good", texts.support_answered())),
        _ => over(desk),
    };
    let state = match &shown.state {
        State::Received => texts.support_state_received(),
        State::InWork => texts.support_state_work(),
        State::Asked(_) => texts.support_state_asked(),
        State::Closed(..) => texts.support_state_closed(),
    };
    let since = run(time::moment(shown.since), Look::Time(shown.since.iso()));
    let fact = |name: &str, value: Runs| (name.to_owned(), value);
    let facts = Block::Facts(vec![
        fact(texts.support_number(), vec![run(&shown.number, Look::Code)]),
        fact(texts.support_state(), vec![run(state, Look::Status)]),
        fact(texts.support_topic(), vec![plain(topic_name(texts, shown.topic))]),
        fact(texts.support_since(), vec![since]),
    ]);
    let blocks = news.into_iter().chain([lead(texts.support_request_lead()), facts]).chain(what_now(desk, &shown.state));
    Sheet::card(texts.support_request_title(&isolate(&shown.number)), blocks.collect())
}

/// What was said by the site's own people, and what there is to do.
fn what_now(desk: &Desk, state: &State) -> Vec<Block> {
    let texts = desk.texts;
    match state {
        State::Received | State::InWork => vec![p(texts.support_wait())],
        State::Asked(question) => {
            let told = texts.support_words_hint(MOST_WORDS as u64);
            let field = Field { hint: Some(told), ..desk.field("words", texts.support_answer(), "text", "off") };
            let fields = vec![Block::Field(field), submit(texts.support_answer_submit())];
            let question = Block::Notice("plain".to_owned(), vec![p(texts.support_question()), p(apart(question))]);
            vec![question, desk.form::<AnswerSupport, _>(Page::SupportRequest, fields)]
        }
        State::Closed(outcome, at) => {
            let when = texts.support_outcome(&time::date(texts, *at));
            let outcome = Block::Notice("good".to_owned(), vec![p(when), p(apart(outcome))]);
            vec![outcome, aside(linked(texts.support_another(), Page::Support))]
        }
    }
}

/// Why a form is gone that was sent from an older page.
fn over(desk: &Desk) -> Option<Block> {
    match desk.refusal::<AnswerSupport, Refusal>()? {
        Fail::Refused(reasons) if reasons.iter().any(|reason| matches!(reason, Refusal::Gone)) => {
            Some(notice("warn", desk.texts.support_gone()))
        }
        _ => None,
    }
}

/// This browser knows of no request.
pub fn unknown_page(desk: &Desk) -> Sheet {
    let texts = desk.texts;
    Sheet::card(
        texts.support_unknown_title(),
        vec![lead(texts.support_unknown()), acts(button(texts.support_title(), Page::Support.path()))],
    )
}
