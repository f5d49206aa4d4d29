//! Three pages: asking for an account, waiting for the message, and what is left to do once there is proof.

use leptos::server_fn::ServerFn as _;

use super::{ConfirmCode, ConfirmLink, Correct, Proof, Refusal, Register, Resend, Waiting};
use crate::app::SetLanguage;
use crate::flows::agreement::Version;
use crate::flows::agreement::page::agree;
use crate::flows::desk::{
    Desk, Done, Sheet, Site, Spoken, acts, aside, button, by, captcha_sentence, email_sentence, hint, kind_name, lead, link, more,
    notice, p, password_sentence, phone_sentence, plain, primary, submit, username_sentence,
};
use crate::flows::restore::ways::AnotherPicture;
use crate::locale::isolate;
use crate::wire::sheet::{Block, Choice, Field, Select, Track};
use crate::words::{Asked, Channel, Kind, Page};

impl Spoken for Refusal {
    fn sentence(&self, site: &Site) -> String {
        let texts = site.texts;
        match self {
            Refusal::Email(bad) => return email_sentence(site, *bad),
            Refusal::Phone(bad) => return phone_sentence(site, *bad),
            Refusal::Password(bad) => return password_sentence(site, *bad),
            Refusal::Differ => texts.password_differ(),
            Refusal::Username(bad) => username_sentence(texts, *bad),
            Refusal::NameTaken => texts.account_name_taken(),
            Refusal::Taken(channel) => by(*channel, texts.register_taken(), texts.register_taken_sms()),
            Refusal::Country => texts.register_country_choose(),
            Refusal::Region => texts.register_region_choose(),
            Refusal::Kind => texts.register_kind_choose(),
            Refusal::Captcha(bad) => captcha_sentence(site, *bad),
            Refusal::Agreement => texts.register_agree_missing(),
            Refusal::CodeEmpty => texts.code_empty(),
            Refusal::CodeShape => texts.code_shape(),
            Refusal::CodeWrong => texts.code_wrong(),
            Refusal::Gone => texts.confirm_gone(),
        }
        .to_owned()
    }
}

/// With the challenge of its security code, where it asks for one.
pub fn register_page(desk: &Desk, agreement: &Version, challenge: Option<&str>) -> Sheet {
    let texts = desk.texts;
    // A registration that ended while its page was open leads here; this is why.
    let has_ended = desk.refusal::<ConfirmCode, _>().is_some()
        || desk.refusal::<Resend, _>().is_some()
        || desk.refusal::<Correct, _>().is_some()
        || desk.done() == Some(Done::WaitingEnded);
    let ended = has_ended.then(|| notice("warn", texts.confirm_gone()));
    let languages =
        desk.site.has_languages.then(|| Block::Languages(texts.register_language().to_owned(), SetLanguage::PATH.to_owned()));
    let fields = desk.site.fields.iter().flat_map(|field| asked(desk, *field, agreement, challenge));
    let fields = fields.chain([submit(texts.register_submit())]).chain(languages);
    let have_one = [plain(format!("{} ", texts.register_have_one())), link(texts.nav_sign_in(), Page::Login.path())];
    let blocks = std::iter::once(lead(if desk.site.at_once { texts.register_lead_now() } else { texts.register_lead() }))
        .chain(ended)
        .chain([desk.form::<Register, _>(Page::Register, fields.collect()), aside(have_one)])
        .chain(desk.colleague());
    Sheet::card(texts.register_title(), blocks.collect())
}

/// A field of the form.
fn asked(desk: &Desk, field: Asked, agreement: &Version, challenge: Option<&str>) -> Vec<Block> {
    let texts = desk.texts;
    match field {
        Asked::Email => reached(desk, Channel::Letter, None, "username"),
        Asked::Phone => reached(desk, Channel::Sms, None, "tel"),
        Asked::Password => desk.first_password().into_iter().chain([hint(texts.register_keep())]).collect(),
        Asked::Username => {
            let example = texts.register_username_hint(&isolate(&format!("name@{}", desk.site.domain)));
            let field = desk.field("username", texts.register_username(), "text", "username");
            vec![Block::Field(Field { hint: Some(example), ..field })]
        }
        Asked::Country => vec![Block::Select(Select {
            name: "country".to_owned(),
            label: texts.register_country().to_owned(),
            autocomplete: "country".to_owned(),
            is_long: true,
            options: desk.site.all_countries.clone(),
            chosen: desk.typed("country"),
        })],
        Asked::Region => {
            let select = Select {
                name: "region".to_owned(),
                label: texts.register_region().to_owned(),
                autocomplete: "off".to_owned(),
                is_long: true,
                options: desk.site.regions.clone(),
                chosen: desk.typed("region"),
            };
            vec![Block::Select(select), hint(texts.register_region_hint())]
        }
        Asked::Kind => vec![Block::Choice(Choice {
            name: "kind".to_owned(),
            legend: texts.register_kind().to_owned(),
            options: Kind::ALL.map(|kind| (kind.word().to_owned(), kind_name(texts, kind).to_owned())).to_vec(),
            chosen: desk.typed("kind"),
        })],
        Asked::Captcha => challenge.map(|challenge| desk.captcha::<AnotherPicture>(challenge)).into_iter().collect(),
        Asked::Agreement => vec![agree(desk, agreement)],
    }
}

/// What the account will be reached by.
fn reached(desk: &Desk, channel: Channel, value: Option<String>, autocomplete: &str) -> Vec<Block> {
    match channel {
        Channel::Sms => desk.phone("phone", autocomplete, Some(desk.texts.phone_hint()), value),
        Channel::Letter => {
            let field = desk.email(desk.texts.email_label(), autocomplete);
            vec![Block::Field(Field { value: field.value.clone().or(value), ..field })]
        }
    }
}

/// Where the message is that the page waits for.
pub fn track(desk: &Desk, waiting: &Waiting) -> Track {
    let subject = desk.texts.letter_confirm_subject(&desk.site.name);
    desk.track(Channel::to(&waiting.address), waiting.track, Some(&subject))
}

pub fn confirm_page(desk: &Desk, waiting: Waiting) -> Sheet {
    let (texts, track) = (desk.texts, track(desk, &waiting));
    let (channel, address) = (Channel::to(&waiting.address), isolate(&waiting.address));
    let told = if channel == Channel::Sms { texts.confirm_lead_sms(&address) } else { texts.confirm_lead(&address) };
    let mut corrected = reached(desk, channel, Some(waiting.address), "email");
    corrected.push(submit(by(channel, texts.confirm_correct(), texts.confirm_correct_sms())));
    let correct = desk.other_form::<Correct, _>(Page::Confirm, "correct", corrected);
    let wrong = by(channel, texts.confirm_wrong_address(), texts.confirm_wrong_number());
    Sheet::card(
        by(channel, texts.confirm_title(), texts.confirm_title_sms()),
        vec![
            lead(told),
            desk.form::<ConfirmCode, _>(Page::Confirm, vec![desk.code(channel, texts.code_hint()), submit(texts.confirm_submit())]),
            Block::Track(Page::Confirm.path().to_owned()),
            desk.another::<Resend, _>(Page::Confirm, channel),
            more(wrong, &["email", "phone"], vec![correct]),
            desk.still_nothing(),
        ],
    )
    .waiting(track)
}

pub fn welcome_page(desk: &Desk, proof: Proof) -> Sheet {
    let texts = desk.texts;
    let confirm = |fields: Vec<Block>, label: &str| {
        desk.form::<ConfirmLink, _>(Page::Welcome, fields.into_iter().chain([submit(label)]).collect())
    };
    match proof {
        Proof::Gone => {
            let (sign_in, register) = (texts.nav_sign_in(), texts.register_submit());
            let ways = acts([primary(sign_in, Page::Login), button(register, Page::Register.path())]);
            Sheet::card(texts.welcome_gone_title(), vec![lead(texts.welcome_gone()), ways])
        }
        Proof::Here(address) => Sheet::card(
            texts.welcome_title(),
            vec![lead(texts.welcome_lead(&isolate(&address))), confirm(Vec::new(), texts.welcome_submit())],
        ),
        Proof::Elsewhere(address) => Sheet::card(
            texts.welcome_title(),
            vec![
                lead(texts.welcome_lead(&isolate(&address))),
                p(texts.welcome_choose_lead()),
                confirm(desk.new_password(&address, texts.password_label()), texts.welcome_choose_submit()),
            ],
        ),
        Proof::Coded(address) => Sheet::card(
            texts.welcome_password_title(),
            vec![
                lead(texts.welcome_password_lead(&isolate(&address))),
                confirm(desk.new_password(&address, texts.password_label()), texts.welcome_password_submit()),
            ],
        ),
    }
}
