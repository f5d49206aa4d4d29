//! The page of a person who is signed in.

use super::{Profile, Refusal, SetUsername};
use crate::flows::desk::{
    Desk, Done, Sheet, Site, Spoken, apart, by, data, hint, item, link, list, meta, nav, notice, p, plain, run, strong, submit,
    words,
};
use crate::flows::leaving::Stay;
use crate::locale::{isolate, time};
use crate::wire::sheet::{Block, Field, Item, Look};
use crate::words::{BadUsername, Channel, Page};

impl Spoken for Refusal {
    fn sentence(&self, site: &Site) -> String {
        let texts = site.texts;
        match self {
            Refusal::Username(BadUsername::Empty) => texts.account_name_empty(),
            Refusal::Username(BadUsername::Length) => texts.account_name_length(),
            Refusal::Username(BadUsername::Shape) => texts.account_name_shape(),
            Refusal::Username(BadUsername::Reserved) => texts.account_name_reserved(),
            Refusal::Taken => texts.account_name_taken(),
        }
        .to_owned()
    }
}

pub fn account_page(desk: &Desk, profile: &Profile) -> Sheet {
    let (texts, site, channel) = (desk.texts, desk.site, profile.channel);
    let news = match desk.done() {
        Some(Done::UsernameSaved) => Some(texts.account_name_saved()),
        Some(Done::PasswordChanged) => Some(texts.account_password_changed()),
        Some(Done::Stayed) => Some(texts.account_stayed()),
        Some(Done::EmailChanged) => Some(texts.mail_changed()),
        Some(Done::EmailDropped) => Some(texts.mail_dropped()),
        _ => None,
    };
    let going = profile.gone_at.map(|gone_at| {
        let stay = desk.other_form::<Stay, _>(Page::Account, "stay", vec![submit(texts.account_stay())]);
        Block::Notice("warn".to_owned(), vec![p(texts.account_gone(&time::date(texts, gone_at))), stay])
    });
    let name = profile.username.as_deref().unwrap_or(texts.account_username_none());
    let username = site.by_username.then(|| (texts.account_username().to_owned(), vec![apart(name)]));
    let since = run(time::date(texts, profile.since), Look::Time(profile.since.iso_date()));
    let facts =
        std::iter::once((by(channel, texts.account_email(), texts.account_phone()).to_owned(), vec![apart(&profile.contact)]))
            .chain(username)
            .chain([(texts.account_since().to_owned(), vec![since])]);
    let facts = Block::Facts(facts.collect());
    let news = news.map(|news| notice("good", news));
    let sheet = Sheet::wide(texts.account_title(), news.into_iter().chain(going).chain([facts]).collect());
    let sheet = sheet.below(texts.account_ways_title(), ways(desk, profile));
    let sheet = if site.by_username { sheet.below(texts.account_name_title(), rename(desk, profile)) } else { sheet };
    sheet.and(rest(desk, channel))
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
fn rest(desk: &Desk, channel: Channel) -> Block {
    let texts = desk.texts;
    let way = |page: Page, name: &str, why: &str| item("", vec![words(link(name, page.path())), meta(why)]);
    let email = (channel == Channel::Letter).then(|| way(Page::Email, texts.account_to_email(), texts.account_to_email_why()));
    let mut ways: Vec<Item> = vec![way(Page::Password, texts.account_to_password(), texts.account_to_password_why())];
    ways.extend(email);
    ways.extend([
        way(Page::Sessions, texts.account_to_sessions(), texts.account_to_sessions_why()),
        way(Page::History, texts.account_to_history(), texts.account_to_history_why()),
        item("", vec![data(texts.account_to_data()), meta(texts.account_to_data_why())]),
        way(Page::Leaving, texts.account_to_leaving(), texts.account_to_leaving_why()),
    ]);
    nav("card wide", texts.account_more(), vec![list("ways", ways)])
}
