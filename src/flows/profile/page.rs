//! The page where the other ways back in are set up.

use super::{
    ConfirmEmail, ConfirmPhone, DropAnswer, DropEmail, DropPhone, Followed, Profile, Reach, Refusal, ResendCode, SaveAnswer,
    SendEmailCode, SendPhoneCode,
};
use crate::flows::desk::{
    Desk, Done, Sheet, Site, Spoken, apart, by, email_sentence, hint, lead, link, linked_to, more, notice, p, phone_sentence,
    plain, press, press_one, questions, run, submit,
};
use crate::locale::isolate;
use crate::wire::Fail;
use crate::wire::sheet::{Block, Field, Look, Select, Track};
use crate::words::{Channel, Page};

impl Spoken for Refusal {
    fn sentence(&self, site: &Site) -> String {
        let texts = site.texts;
        match self {
            Refusal::Email(bad) => return email_sentence(site, *bad),
            Refusal::Phone(bad) => return phone_sentence(site, *bad),
            Refusal::Own(channel) => by(*channel, texts.profile_email_own(), texts.profile_phone_own()),
            Refusal::Same(channel) => by(*channel, texts.profile_email_same(), texts.profile_phone_same()),
            Refusal::CodeEmpty(channel) => by(*channel, texts.code_empty(), texts.code_empty_sms()),
            Refusal::CodeShape(_) => texts.code_shape(),
            Refusal::CodeWrong(channel) => by(*channel, texts.code_wrong(), texts.code_wrong_sms()),
            Refusal::Gone(channel) => by(*channel, texts.profile_email_gone(), texts.profile_phone_gone()),
            Refusal::Question => texts.profile_question_empty(),
            Refusal::AnswerEmpty => texts.profile_answer_empty(),
            Refusal::AnswerShort => return texts.profile_answer_short(questions::MIN as u64),
            Refusal::AnswerLong => return texts.profile_answer_long(&questions::MAX.to_string()),
            Refusal::AnswerCommon => texts.profile_answer_common(),
            Refusal::AnswerContained => texts.profile_answer_contained(),
            Refusal::AnswersDiffer => texts.profile_answers_differ(),
        }
        .to_owned()
    }
}

/// Where the message is that the page waits for.
pub fn track(desk: &Desk, followed: &Followed) -> Track {
    let subject = desk.texts.letter_contact_subject(&desk.site.name);
    desk.track(followed.channel, followed.track, Some(&subject))
}

pub fn profile_page(desk: &Desk, profile: &Profile) -> Sheet {
    let texts = desk.texts;
    let news = match desk.done() {
        Some(Done::RecoverySaved) => Some(texts.profile_saved()),
        Some(Done::RecoveryKept) => Some(texts.profile_kept()),
        Some(Done::RecoveryRemoved) => Some(texts.profile_removed()),
        Some(Done::AnswerSaved) => Some(texts.profile_answer_saved()),
        Some(Done::AnswerRemoved) => Some(texts.profile_answer_removed()),
        _ => None,
    };
    let news = news.map(|news| notice("good", news));
    let warning =
        profile.question.is_some().then(|| notice("warn", linked_to(texts.profile_warning(), desk.site.support_href.clone())));
    let top = news.into_iter().chain(over(desk)).chain([lead(texts.profile_lead())]).chain(warning).chain(desk.public_warning());
    let mut sheet = Sheet::wide(texts.profile_title(), top.chain([p(desk.back())]).collect());
    if desk.site.is_public {
        sheet = settings(desk, &profile.contact, sheet);
    }
    for reach in &profile.reaches {
        let title = by(reach.channel, texts.profile_email_title(), texts.profile_phone_title());
        let is_followed = profile.followed.as_ref().is_some_and(|followed| followed.channel == reach.channel);
        sheet = sheet.below(title, reached(desk, reach, is_followed));
    }
    if let Some(chosen) = profile.question {
        sheet = sheet.below(texts.profile_question_title(), asked(desk, chosen));
    }
    match &profile.followed {
        Some(followed) => sheet.waiting(track(desk, followed)),
        None => sheet,
    }
}

/// The ways to change what an account goes by elsewhere.
fn settings(desk: &Desk, contact: &str, sheet: Sheet) -> Sheet {
    let texts = desk.texts;
    let password = vec![hint(texts.account_to_password_why()), p(link(texts.account_to_password(), Page::Password.path()))];
    let sheet = sheet.below(texts.password_label(), password);
    if Channel::to(contact) != Channel::Letter || !desk.site.domain.is_empty() {
        return sheet;
    }
    sheet.below(texts.account_email(), vec![p(apart(contact)), p(link(texts.account_to_email(), Page::Email.path()))])
}

/// Why a form is gone that was sent from an older page.
fn over(desk: &Desk) -> Option<Block> {
    let fail = desk.refusal::<ConfirmEmail, Refusal>().or(desk.refusal::<ConfirmPhone, Refusal>());
    let Fail::Refused(reasons) = fail.or(desk.refusal::<ResendCode, Refusal>())? else { return None };
    let gone = reasons.iter().find(|reason| matches!(reason, Refusal::Gone(_)))?;
    Some(notice("warn", gone.sentence(desk.site)))
}

/// What reaches somebody, what is to, and the form for it.
fn reached(desk: &Desk, reach: &Reach, is_followed: bool) -> Vec<Block> {
    let (texts, channel) = (desk.texts, reach.channel);
    let mut blocks = vec![hint(by(channel, texts.profile_email_why(), texts.profile_phone_why()))];
    match &reach.present {
        Some(present) => {
            blocks.push(p([apart(present), plain(" "), run(texts.profile_confirmed(), Look::Status)]));
            let long = texts.profile_remove_long(&isolate(present));
            let inside = vec![Block::Hidden("present".to_owned(), "yes".to_owned()), press_one(texts.profile_remove(), long)];
            blocks.push(match channel {
                Channel::Letter => desk.other_form::<DropEmail, _>(Page::Profile, "email-remove", inside),
                Channel::Sms => desk.other_form::<DropPhone, _>(Page::Profile, "phone-remove", inside),
            });
        }
        None => blocks.push(p(texts.profile_not_set())),
    }
    match &reach.pending {
        Some(pending) => blocks.extend(under_way(desk, channel, pending, is_followed)),
        None => blocks.push(ask(desk, channel)),
    }
    blocks
}

/// The form for a new address or number.
fn ask(desk: &Desk, channel: Channel) -> Block {
    let texts = desk.texts;
    let button = submit(texts.profile_submit());
    match channel {
        Channel::Letter => {
            let field = Block::Field(desk.email(texts.profile_email_label(), "email"));
            desk.form::<SendEmailCode, _>(Page::Profile, vec![field, button])
        }
        Channel::Sms => {
            let mut fields = desk.phone("phone", "tel", Some(texts.phone_hint()), None);
            fields.push(button);
            desk.other_form::<SendPhoneCode, _>(Page::Profile, "phone-form", fields)
        }
    }
}

/// The form for the code that went to a new address or number.
fn under_way(desk: &Desk, channel: Channel, pending: &str, is_followed: bool) -> Vec<Block> {
    let (texts, to) = (desk.texts, isolate(pending));
    let waiting = by(channel, texts.profile_email_waiting(&to).as_str(), texts.profile_phone_waiting(&to).as_str()).to_owned();
    let code = vec![code(desk, channel), submit(texts.profile_confirm())];
    let keep = vec![press(texts.profile_keep(), "button")];
    let kind = by(channel, "email", "phone").to_owned();
    let mut again =
        vec![Block::Hidden("kind".to_owned(), kind), press(by(channel, texts.track_again(), texts.track_again_sms()), "button")];
    if is_followed {
        again.insert(0, Block::Countdown);
    }
    let (code, again, keep) = match channel {
        Channel::Letter => (
            desk.other_form::<ConfirmEmail, _>(Page::Profile, "email-confirm", code),
            desk.other_form::<ResendCode, _>(Page::Profile, "email-again", again),
            desk.other_form::<DropEmail, _>(Page::Profile, "email-drop", keep),
        ),
        Channel::Sms => (
            desk.other_form::<ConfirmPhone, _>(Page::Profile, "phone-confirm", code),
            desk.other_form::<ResendCode, _>(Page::Profile, "phone-again", again),
            desk.other_form::<DropPhone, _>(Page::Profile, "phone-drop", keep),
        ),
    };
    let track = is_followed.then(|| Block::Track(Page::Profile.path().to_owned()));
    let wrong = more(
        by(channel, texts.confirm_wrong_address(), texts.confirm_wrong_number()),
        &[],
        vec![hint(texts.profile_keep_hint()), keep],
    );
    [p(waiting), code].into_iter().chain(track).chain([again, wrong]).collect()
}

/// The field for a code, which may stand on the page twice.
fn code(desk: &Desk, channel: Channel) -> Block {
    let name = by(channel, "email_code", "phone_code").to_owned();
    match desk.code(channel, desk.texts.profile_code_hint()) {
        Block::Field(field) => Block::Field(Field { name, value: None, ..field }),
        other => other,
    }
}

/// The question that was chosen, and the form for another.
fn asked(desk: &Desk, chosen: Option<&'static str>) -> Vec<Block> {
    let texts = desk.texts;
    let choose = (String::new(), texts.profile_question_choose().to_owned());
    let options = questions::CATALOGUE.map(|key| (key.to_owned(), questions::sentence(texts, key).to_owned()));
    let select = Block::Select(Select {
        name: "question".to_owned(),
        label: texts.profile_question_label().to_owned(),
        autocomplete: "off".to_owned(),
        is_long: false,
        options: std::iter::once(choose).chain(options).collect(),
        chosen: desk.typed("question").or(chosen.map(str::to_owned)),
    });
    let answer = Field {
        hint: Some(texts.profile_answer_hint().to_owned()),
        ..desk.field("answer", texts.profile_answer_label(), "text", "off")
    };
    let again = desk.field("answer_again", texts.profile_answer_again(), "text", "off");
    let fields = vec![select, Block::Field(answer), Block::Field(again), submit(texts.profile_answer_submit())];
    let mut blocks = vec![hint(texts.profile_question_why())];
    blocks.push(p(chosen.map_or(texts.profile_not_set(), |key| questions::sentence(texts, key))));
    if chosen.is_some() {
        let remove = press_one(texts.profile_remove(), texts.profile_remove_question());
        blocks.push(desk.other_form::<DropAnswer, _>(Page::Profile, "question-remove", vec![remove]));
    }
    blocks.push(desk.other_form::<SaveAnswer, _>(Page::Profile, "question-form", fields));
    blocks
}
