//! The page of a person who is signed in.

use leptos::prelude::*;

use super::{Profile, Refusal, SetUsername};
use crate::flows::Never;
use crate::flows::leaving::Stay;
use crate::ui::act::{DataButton, Form, Submit, act};
use crate::ui::card::{Below, Card};
use crate::ui::field::{Field, Kind};
use crate::ui::station::Station;
use crate::ui::track::isolate;
use crate::ui::{by, site, texts, time};
use crate::wire::{Done, Site};
use crate::words::{BadUsername, Channel, Page};

fn sentence(site: &Site, refusal: &Refusal) -> String {
    let texts = &site.texts;
    match refusal {
        Refusal::Username(BadUsername::Empty) => texts.account_name_empty(),
        Refusal::Username(BadUsername::Length) => texts.account_name_length(),
        Refusal::Username(BadUsername::Shape) => texts.account_name_shape(),
        Refusal::Username(BadUsername::Reserved) => texts.account_name_reserved(),
        Refusal::Taken => texts.account_name_taken(),
    }
    .to_owned()
}

#[component]
pub fn AccountPage(profile: Profile) -> impl IntoView {
    let (texts, site, station) = (texts(), site(), expect_context::<Station>());
    let (contact, channel) = (profile.contact, profile.channel);
    let rename = act::<SetUsername, _>(Page::Account, sentence);
    let stay = act::<Stay, Never>(Page::Account, |_, never| match *never {});
    let news = match station.done() {
        Some(Done::UsernameSaved) => Some(texts.account_name_saved()),
        Some(Done::PasswordChanged) => Some(texts.account_password_changed()),
        Some(Done::Stayed) => Some(texts.account_stayed()),
        Some(Done::EmailChanged) => Some(texts.mail_changed()),
        Some(Done::EmailDropped) => Some(texts.mail_dropped()),
        _ => None,
    };
    let news = news.map(|news| view! { <div class="notice good" role="status"><p>{news.to_owned()}</p></div> });
    let going = profile.gone_at.map(|gone_at| {
        view! {
            <div class="notice warn">
                <p>{texts.account_gone(&time::date(texts, gone_at))}</p>
                <Form act=stay id="stay">
                    <Submit act=stay label=texts.account_stay().to_owned()/>
                </Form>
            </div>
        }
    });
    let name = profile.username.clone().unwrap_or_else(|| texts.account_username_none().to_owned());
    let can_move = channel == Channel::Letter;
    let (way, only) = match channel {
        Channel::Letter => (texts.account_way_letter(&isolate(&contact)), texts.account_way_only().to_owned()),
        Channel::Sms => (texts.account_way_sms(&isolate(&contact)), texts.account_way_only_sms(&isolate(&site.support))),
    };
    let kind =
        Kind { hint: Some(texts.account_name_rule().to_owned()), value: profile.username.clone(), ..Kind::new("text", "nickname") };
    view! {
        <Card title=texts.account_title() wide=true>
            {news}
            {going}
            <dl class="facts">
                <div>
                    <dt>{by(channel, texts.account_email(), texts.account_phone()).to_owned()}</dt>
                    <dd><bdi>{contact}</bdi></dd>
                </div>
                {site.by_username.then(|| view! { <div><dt>{texts.account_username().to_owned()}</dt><dd dir="auto">{name}</dd></div> })}
                <div>
                    <dt>{texts.account_since().to_owned()}</dt>
                    <dd><time datetime=profile.since.iso_date()>{time::date(texts, profile.since)}</time></dd>
                </div>
            </dl>
        </Card>
        <Below title=texts.account_ways_title()>
            <p>{texts.account_ways_lead().to_owned()}</p>
            <ul class="track">
                <li class="done">
                    <b>{way}</b> " "
                    <span>{texts.account_way_works().to_owned()}</span>
                </li>
            </ul>
            <p class="hint">
                {only} " "
                {can_move.then(|| view! { <a href=Page::Email.path()>{texts.account_way_move().to_owned()}</a> })}
            </p>
        </Below>
        {site.by_username.then(|| view! {
            <Below title=texts.account_name_title()>
                <p>{by(channel, texts.account_name_lead(), texts.account_name_lead_sms()).to_owned()}</p>
                <Form act=rename>
                    <Field act=rename name="username" label=texts.account_username().to_owned() kind/>
                    <Submit act=rename label=texts.account_name_submit().to_owned()/>
                </Form>
            </Below>
        })}
        <More channel/>
    }
}

/// The ways to the rest of the account.
#[component]
fn More(channel: Channel) -> impl IntoView {
    let texts = texts();
    let way = |page: Page, name: &str, why: &str| {
        view! { <li><a href=page.path()>{name.to_owned()}</a><p class="meta">{why.to_owned()}</p></li> }
    };
    view! {
        <nav class="card wide" aria-label=texts.account_more().to_owned()>
            <ul class="ways">
                {way(Page::Password, texts.account_to_password(), texts.account_to_password_why())}
                {(channel == Channel::Letter).then(|| way(Page::Email, texts.account_to_email(), texts.account_to_email_why()))}
                {way(Page::Sessions, texts.account_to_sessions(), texts.account_to_sessions_why())}
                {way(Page::History, texts.account_to_history(), texts.account_to_history_why())}
                <li>
                    <DataButton label=texts.account_to_data().to_owned()/>
                    <p class="meta">{texts.account_to_data_why().to_owned()}</p>
                </li>
                {way(Page::Leaving, texts.account_to_leaving(), texts.account_to_leaving_why())}
            </ul>
        </nav>
    }
}
