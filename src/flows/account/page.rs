//! The page of a person who is signed in.

use super::{Profile, Refusal, SetUsername};
use crate::flows::agreement::{self, Agreed};
use crate::flows::correction;
use crate::flows::desk::{
    Desk, Done, Sheet, Site, Spoken, apart, by, data, hint, item, kind_name, link, list, meta, nav, notice, p, plain, press, run,
    strong, submit, username_sentence, words,
};
use crate::flows::leaving::Stay;
use crate::flows::linked::{self, Other};
use crate::flows::login::SignOut;
use crate::flows::password::page::change_form;
use crate::locale::{isolate, time};
use crate::wire::sheet::{Block, Field, Look, Runs};
use crate::words::{Channel, Page};

impl Spoken for Refusal {
    fn sentence(&self, site: &Site) -> String {
        let texts = site.texts;
        match self {
            Refusal::Username(bad) => username_sentence(texts, *bad),
            Refusal::Taken => texts.account_name_taken(),
        }
        .to_owned()
    }
}

pub fn account_page(desk: &Desk, profile: &Profile, other: Option<&Other>, agreed: &[Agreed]) -> Sheet {
    let (texts, site, channel) = (desk.texts, desk.site, profile.channel);
    let news = match desk.done() {
        Some(Done::UsernameSaved) => Some(texts.account_name_saved()),
        Some(Done::PasswordChanged) => Some(texts.account_password_changed()),
        Some(Done::Stayed) => Some(texts.account_stayed()),
        Some(Done::EmailChanged) => Some(texts.mail_changed()),
        Some(Done::EmailDropped) => Some(texts.mail_dropped()),
        Some(Done::CorrectionStopped) => Some(texts.correction_stopped()),
        Some(Done::Switched) => Some(texts.linked_switched()),
        _ => None,
    };
    let going = profile.gone_at.map(|gone_at| {
        let stay = desk.other_form::<Stay, _>(Page::Account, "stay", vec![submit(texts.account_stay())]);
        Block::Notice("warn".to_owned(), vec![p(texts.account_gone(&time::date(texts, gone_at))), stay])
    });
    let moves = profile.moves.as_ref().map(|(contact, at)| correction::page::warning(desk, contact, *at));
    let facts = Block::Facts(facts(desk, profile));
    let news = news.map(|news| notice("good", news));
    let mut sheet = Sheet::wide(texts.account_title(), news.into_iter().chain(going).chain(moves).chain([facts]).collect());
    if let Some(other) = other {
        sheet = sheet.below(texts.linked_beside(), linked::page::way_over(desk, other, Page::Account));
    }
    sheet = match site.ways.iter().any(|way| way.is_chosen()) {
        true => sheet
            .below(texts.account_ways_title(), vec![p(texts.profile_lead()), p(link(texts.profile_title(), Page::Profile.path()))]),
        false => sheet.below(texts.account_ways_title(), ways(desk, profile)),
    };
    if site.has_console {
        let leave = desk.bare_form::<SignOut, _>(Page::Account, vec![press(texts.account_sign_out(), "button")]);
        sheet = sheet.below(texts.secret_title(), vec![change_form(desk, Page::Account), leave]);
    }
    // A name that is a mailbox stays what it is.
    if site.by_username && site.domain.is_empty() {
        sheet = sheet.below(texts.account_name_title(), rename(desk, profile));
    }
    sheet.and(rest(desk, channel, profile.is_operator)).below(texts.agreement_yours(), agreement::page::agreed(desk, agreed))
}

/// Who they are here.
fn facts(desk: &Desk, profile: &Profile) -> Vec<(String, Runs)> {
    let (texts, channel) = (desk.texts, profile.channel);
    let name = profile.username.as_deref().unwrap_or(texts.account_username_none());
    let username = desk.site.by_username.then(|| (texts.account_username(), apart(name)));
    let country = profile.country.as_ref().map(|country| (texts.register_country(), apart(country)));
    let region = profile.region.as_ref().map(|region| (texts.register_region(), apart(region)));
    let kind = profile.kind.map(|kind| (texts.register_kind(), plain(kind_name(texts, kind))));
    let since = run(time::date(texts, profile.since), Look::Time(profile.since.iso_date()));
    std::iter::once((by(channel, texts.account_email(), texts.account_phone()), apart(&profile.contact)))
        .chain(username)
        .chain(country)
        .chain(region)
        .chain(kind)
        .chain([(texts.account_since(), since)])
        .map(|(term, told)| (term.to_owned(), vec![told]))
        .collect()
}

/// The ways back in.
fn ways(desk: &Desk, profile: &Profile) -> Vec<Block> {
    let (texts, contact) = (desk.texts, isolate(&profile.contact));
    let (way, only) = match profile.channel {
        Channel::Letter => {
            let to_move = link(texts.account_way_move(), Page::Email.path());
            (texts.account_way_letter(&contact), vec![plain(format!("{} ", texts.account_way_only())), to_move])
        }
        Channel::Sms => (texts.account_way_sms(&contact), vec![plain(texts.account_way_only_sms(&desk.support()))]),
    };
    let works = words([strong(way), plain(" "), run(texts.account_way_works(), Look::Quiet)]);
    vec![p(texts.account_ways_lead()), list("track", vec![item("done", vec![works])]), hint(only)]
}

fn rename(desk: &Desk, profile: &Profile) -> Vec<Block> {
    let texts = desk.texts;
    let field = desk.field("username", texts.account_username(), "text", "nickname");
    let value = field.value.clone().or(profile.username.clone());
    let field = Block::Field(Field { hint: Some(texts.account_name_rule().to_owned()), value, ..field });
    vec![
        p(by(profile.channel, texts.account_name_lead(), texts.account_name_lead_sms())),
        desk.form::<SetUsername, _>(Page::Account, vec![field, submit(texts.account_name_submit())]),
    ]
}

/// The ways to the rest of the account.
fn rest(desk: &Desk, channel: Channel, is_operator: bool) -> Block {
    let texts = desk.texts;
    let way = |page: Page, name: &str, why: &str| item("", vec![words(link(name, page.path())), meta(why)]);
    // The two that follow stand there.
    let settings = desk.site.is_public.then(|| way(Page::Profile, texts.profile_title(), texts.profile_why()));
    // It stands on this page already.
    let has_password = !desk.site.has_console && !desk.site.is_public;
    let password = has_password.then(|| way(Page::Password, texts.account_to_password(), texts.account_to_password_why()));
    let can_move = channel == Channel::Letter && desk.site.domain.is_empty() && !desk.site.is_public;
    let email = can_move.then(|| way(Page::Email, texts.account_to_email(), texts.account_to_email_why()));
    let organisation =
        desk.site.has_organisations.then(|| way(Page::Organisation, texts.organisation_title(), texts.organisation_why()));
    let queue = is_operator.then(|| way(Page::Queue, texts.queue_title(), texts.queue_to_why()));
    let linked = desk.site.has_linked.then(|| way(Page::Linked, texts.linked_title(), texts.linked_why()));
    let ways = queue.into_iter().chain(organisation).chain(settings).chain(password).chain(email).chain(linked).chain([
        way(Page::Sessions, texts.account_to_sessions(), texts.account_to_sessions_why()),
        way(Page::History, texts.account_to_history(), texts.account_to_history_why()),
        item("", vec![data(texts.account_to_data()), meta(texts.account_to_data_why())]),
        way(Page::Leaving, texts.account_to_leaving(), texts.account_to_leaving_why()),
    ]);
    nav("card wide", texts.account_more(), vec![list("ways", ways.collect())])
}
