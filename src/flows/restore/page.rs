//! Four pages: asking for a way back in, waiting for the message, waiting for the second one, and choosing the new password.

use super::ways::AnotherPicture;
use super::ways::page::another;
use super::{AskRestore, ChoosePassword, CorrectRestore, Keyed, Proof, ProveCode, Refusal, ResendRestore, RestoreWithKey, Waiting};
use crate::flows::desk::{
    Desk, Done, Sheet, Site, Spoken, Way, acts, aside, button, by, captcha_sentence, ended, hint, item, lead, link, linked, list,
    more, notice, p, password_sentence, phone_sentence, plain, primary, submit, words,
};
use crate::locale::{Texts, isolate};
use crate::wire::End;
use crate::wire::sheet::{Block, Field, Track};
use crate::words::{Channel, Page};

impl Spoken for Refusal {
    fn sentence(&self, site: &Site) -> String {
        let texts = site.texts;
        match self {
            Refusal::LoginEmpty => &site.login_empty,
            Refusal::Phone(bad) => return phone_sentence(site, *bad),
            Refusal::Unknown => texts.restore_unknown(),
            Refusal::Captcha(bad) => captcha_sentence(site, *bad),
            Refusal::Password(bad) => return password_sentence(site, *bad),
            Refusal::Differ => texts.password_differ(),
            Refusal::CurrentEmpty => texts.restore_current_empty(),
            Refusal::CurrentWrong => texts.restore_current_wrong(),
            Refusal::CodeEmpty => texts.code_empty(),
            Refusal::CodeShape => texts.code_shape(),
            Refusal::CodeWrong => texts.code_wrong(),
            Refusal::KeyShape => texts.key_shape(),
            Refusal::KeyWrong => texts.key_wrong(),
            Refusal::Gone => texts.restore_gone(),
            Refusal::Ended(end) => advice(texts, *end),
        }
        .to_owned()
    }
}

/// What happened to a link, and what to do now.
fn advice(texts: &Texts, end: End) -> &str {
    match end {
        End::Mistyped => texts.restore_mistyped(),
        End::Expired => texts.restore_expired(),
        End::Used => texts.restore_used(),
        End::Replaced => texts.restore_replaced(),
    }
}

pub fn restore_page(desk: &Desk, challenge: Option<&str>) -> Sheet {
    let texts = desk.texts;
    // Waiting or proof that ended while its page was open leads here; this is why.
    let is_gone = desk.refusal::<ProveCode, _>().is_some()
        || desk.refusal::<ResendRestore, _>().is_some()
        || desk.refusal::<CorrectRestore, _>().is_some()
        || desk.refusal::<ChoosePassword, _>().is_some()
        || desk.refusal::<RestoreWithKey, _>().is_some()
        || desk.done() == Some(Done::WaitingEnded);
    let gone = is_gone.then(|| notice("warn", texts.restore_gone()));
    let ways = &desk.site.ways;
    let is_chosen = ways.iter().any(|way| way.is_chosen());
    let (told, go_on) = match ways.first() {
        _ if is_chosen => (texts.restore_lead_ways(), texts.restore_next()),
        Some(Way::LetterPassword) => (texts.restore_lead_password(), texts.restore_submit()),
        _ => (texts.restore_lead(), texts.restore_submit()),
    };
    let captcha = challenge.map(|challenge| desk.captcha::<AnotherPicture>(challenge));
    let fields = desk.login(None).into_iter().chain(captcha).chain([submit(go_on)]).collect();
    // Who is reached by SMS alone gets no letter with their names.
    let forgotten = (desk.site.by_username && desk.site.channel == Channel::Letter)
        .then(|| aside(link(texts.usernames_title(), Page::Usernames.path())));
    let remembered = [plain(format!("{} ", texts.restore_remembered())), link(texts.nav_sign_in(), Page::Login.path())];
    let blocks = std::iter::once(lead(told))
        .chain(gone)
        .chain([desk.form::<AskRestore, _>(Page::Restore, fields), aside(remembered)])
        .chain(forgotten);
    Sheet::card(texts.restore_title(), blocks.collect())
}

/// Where the message is that the page waits for.
pub fn track(desk: &Desk, waiting: &Waiting) -> Track {
    let (texts, site) = (desk.texts, &desk.site.name);
    let subject = match waiting.way {
        Some(Way::LetterPassword) => texts.letter_one_time_subject(site),
        Some(Way::RecoveryEmail) => texts.letter_reset_subject().to_owned(),
        _ => texts.letter_restore_subject(site),
    };
    desk.track(waiting.channel, waiting.track, Some(&subject))
}

/// Says the same whether or not anybody has the login.
pub fn code_page(desk: &Desk, waiting: Waiting) -> Sheet {
    let (texts, track) = (desk.texts, track(desk, &waiting));
    let Waiting { login, channel, way, .. } = waiting;
    if way == Some(Way::Mobile) {
        return mobile_code_page(desk).waiting(track);
    }
    let told = match channel {
        Channel::Letter => texts.restore_letter_lead(&isolate(&login)),
        Channel::Sms => texts.restore_code_lead(&isolate(&login)),
    };
    let go_on = if way == Some(Way::SmsPassword) { texts.restore_code_submit_password() } else { texts.restore_letter_submit() };
    let mut corrected = desk.login(Some(login));
    corrected.push(submit(by(channel, texts.restore_correct(), texts.confirm_correct_sms())));
    let correct = desk.other_form::<CorrectRestore, _>(Page::RestoreCode, "correct", corrected);
    let wrong = by(channel, texts.restore_wrong_login(), texts.confirm_wrong_number());
    let other = by(channel, texts.restore_other_title(), texts.restore_other_title_sms());
    Sheet::card(
        by(channel, texts.restore_letter_title(), texts.confirm_title_sms()),
        vec![
            lead(told),
            desk.form::<ProveCode, _>(Page::RestoreCode, vec![desk.code(channel, texts.code_hint()), submit(go_on)]),
            Block::Track(Page::RestoreCode.path().to_owned()),
            desk.another::<ResendRestore, _>(Page::RestoreCode, channel),
            more(wrong, &["login"], vec![correct]),
            more(other, &[], vec![other_ways(desk, channel)]),
            desk.still_nothing(),
        ],
    )
    .waiting(track)
}

/// The same for whoever has chosen the mobile phone. Another SMS asks for another captcha, so it begins where this one did.
fn mobile_code_page(desk: &Desk) -> Sheet {
    let texts = desk.texts;
    let code = vec![desk.code(Channel::Sms, texts.code_hint()), submit(texts.restore_next())];
    Sheet::card(
        texts.confirm_title_sms(),
        vec![
            lead(texts.way_code_lead()),
            desk.form::<ProveCode, _>(Page::RestoreCode, code),
            Block::Track(Page::RestoreCode.path().to_owned()),
            p(link(texts.track_again_sms(), Page::RestoreMobile.path())),
            another(desk),
            desk.still_nothing(),
        ],
    )
}

/// What is left to those who can no longer be reached there.
fn other_ways(desk: &Desk, channel: Channel) -> Block {
    let texts = desk.texts;
    let by_username = desk.site.by_username.then(|| texts.restore_other_login().to_owned());
    let ways = by_username.into_iter().chain([
        by(channel, texts.restore_other_device(), texts.restore_other_device_sms()).to_owned(),
        texts.restore_other_support(&desk.support()),
    ]);
    list("", ways.map(|way| item("", vec![words(way)])).collect())
}

/// A one-time password is on its way, or a letter to the recovery e-mail.
pub fn sent_page(desk: &Desk, waiting: &Waiting) -> Sheet {
    let texts = desk.texts;
    if waiting.way == Some(Way::RecoveryEmail) {
        return recovery_sent_page(desk, waiting);
    }
    Sheet::card(
        texts.restore_sent_title(),
        vec![
            lead(texts.restore_sent_lead(&isolate(&waiting.login))),
            p(linked(texts.restore_sent_next(), Page::Login)),
            Block::Track(Page::RestoreSent.path().to_owned()),
            p(linked(texts.restore_sent_again(), Page::Restore)),
            desk.still_nothing(),
        ],
    )
    .waiting(track(desk, waiting))
}

fn recovery_sent_page(desk: &Desk, waiting: &Waiting) -> Sheet {
    let texts = desk.texts;
    let portal = acts(primary(texts.way_portal(), Page::Home));
    Sheet::card(
        texts.way_sent_title(),
        vec![
            lead(texts.way_sent_lead(&isolate(&waiting.login))),
            portal,
            p(texts.way_service()),
            Block::Track(Page::RestoreSent.path().to_owned()),
            another(desk),
            desk.still_nothing(),
        ],
    )
    .waiting(track(desk, waiting))
}

pub fn password_page(desk: &Desk, proof: Proof) -> Sheet {
    let texts = desk.texts;
    match proof {
        Proof::Given { contact: address, asks_current } => {
            let current = asks_current.then(|| desk.password("current", texts.secret_current()));
            let mut fields: Vec<Block> = current.into_iter().chain(desk.new_password(&address, texts.secret_new())).collect();
            fields.extend([hint(texts.restore_password_hint()), submit(texts.restore_password_submit())]);
            Sheet::card(
                texts.restore_password_title(),
                vec![
                    lead(texts.restore_password_lead(&isolate(&address))),
                    desk.form::<ChoosePassword, _>(Page::RestorePassword, fields),
                ],
            )
        }
        Proof::Ended(end) => ended_page(desk, end),
    }
}

fn ended_page(desk: &Desk, end: End) -> Sheet {
    let texts = desk.texts;
    let next = acts([primary(texts.restore_new_letter(), Page::Restore), button(texts.nav_sign_in(), Page::Login.path())]);
    Sheet::card(ended(texts, end), vec![lead(advice(texts, end)), next])
}

/// A long code and the new password on one page. The letter's link has filled in the code; and the page that waits for the letter is the
/// same one.
pub fn key_page(desk: &Desk, keyed: Keyed) -> Sheet {
    let texts = desk.texts;
    let (key, waiting) = match keyed {
        Keyed::Ended(end) => return ended_page(desk, end),
        Keyed::Open { key, waiting } => (key, waiting),
    };
    let told = match (&key, &waiting) {
        (Some(_), _) => texts.key_lead_link().to_owned(),
        (None, Some(waiting)) => texts.key_lead(&isolate(&waiting.login)),
        (None, None) => texts.key_lead_code().to_owned(),
    };
    let code = desk.field("code", texts.key_label(), "text", "one-time-code");
    let code = Field { class: Some("code long".to_owned()), value: code.value.clone().or(key), ..code };
    let username = waiting.as_ref().map(|waiting| Block::Username(waiting.login.clone()));
    let fields = std::iter::once(Block::Field(code)).chain(username).chain(desk.next_password());
    let fields = fields.chain([hint(texts.restore_password_hint()), submit(texts.key_submit())]).collect();
    let sheet = |besides: Vec<Block>| {
        let form = desk.form::<RestoreWithKey, _>(Page::RestoreCode, fields);
        Sheet::card(texts.restore_title(), [lead(told), form].into_iter().chain(besides).collect())
    };
    let Some(waiting) = waiting else { return sheet(Vec::new()) };
    let track = track(desk, &waiting);
    sheet(vec![
        Block::Track(Page::RestoreCode.path().to_owned()),
        desk.another::<ResendRestore, _>(Page::RestoreCode, waiting.channel),
        aside(link(texts.restore_wrong_login(), Page::Restore.path())),
        more(texts.restore_other_title(), &[], vec![other_ways(desk, waiting.channel)]),
        desk.still_nothing(),
    ])
    .waiting(track)
}
