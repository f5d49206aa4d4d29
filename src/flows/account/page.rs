//! The page of a person who is signed in.

use leptos::prelude::*;

use super::{Profile, Refusal, SetUsername};
use crate::flows::Never;
use crate::flows::leaving::Stay;
use crate::ui::act::{DataButton, Form, Submit, act};
use crate::ui::field::{Field, Kind};
use crate::ui::station::Station;
use crate::ui::track::isolate;
use crate::ui::{texts, time};
use crate::wire::{Done, Site};
use crate::words::{BadUsername, Page};

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
    let (texts, station) = (texts(), expect_context::<Station>());
    let (rename, submit) = act::<SetUsername, _>(Page::Account, sentence);
    let (stay, submit_stay) = act::<Stay, Never>(Page::Account, |_, never| match *never {});
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
                <Form act=stay submit=submit_stay id="stay">
                    <Submit act=stay label=texts.account_stay().to_owned()/>
                </Form>
            </div>
        }
    });
    let name = match &profile.username {
        Some(name) => view! { <dd dir="auto">{name.clone()}</dd> }.into_any(),
        None => view! { <dd>{texts.account_username_none().to_owned()}</dd> }.into_any(),
    };
    let kind =
        Kind { hint: Some(texts.account_name_rule().to_owned()), value: profile.username.clone(), ..Kind::new("text", "nickname") };
    view! {
        <section class="card wide">
            <h1 tabindex="-1">{texts.account_title().to_owned()}</h1>
            {news}
            {going}
            <dl class="facts">
                <div><dt>{texts.account_email().to_owned()}</dt><dd dir="auto">{profile.email.clone()}</dd></div>
                <div><dt>{texts.account_username().to_owned()}</dt>{name}</div>
                <div>
                    <dt>{texts.account_since().to_owned()}</dt>
                    <dd><time datetime=profile.since.iso_date()>{time::date(texts, profile.since)}</time></dd>
                </div>
            </dl>
        </section>
        <section class="card wide">
            <h2>{texts.account_ways_title().to_owned()}</h2>
            <p>{texts.account_ways_lead().to_owned()}</p>
            <ul class="track">
                <li class="done">
                    <b>{texts.account_way_letter(&isolate(&profile.email))}</b> " "
                    <span>{texts.account_way_works().to_owned()}</span>
                </li>
            </ul>
            <p class="hint">
                {texts.account_way_only().to_owned()} " "
                <a href=Page::Email.path()>{texts.account_way_move().to_owned()}</a>
            </p>
        </section>
        <section class="card wide">
            <h2>{texts.account_name_title().to_owned()}</h2>
            <p>{texts.account_name_lead().to_owned()}</p>
            <Form act=rename submit>
                <Field act=rename name="username" label=texts.account_username().to_owned() kind/>
                <Submit act=rename label=texts.account_name_submit().to_owned()/>
            </Form>
        </section>
        <More/>
    }
}

/// The ways to the rest of the account.
#[component]
fn More() -> impl IntoView {
    let texts = texts();
    let way = |page: Page, name: &str, why: &str| {
        view! { <li><a href=page.path()>{name.to_owned()}</a><p class="meta">{why.to_owned()}</p></li> }
    };
    view! {
        <nav class="card wide" aria-label=texts.account_more().to_owned()>
            <ul class="ways">
                {way(Page::Password, texts.account_to_password(), texts.account_to_password_why())}
                {way(Page::Email, texts.account_to_email(), texts.account_to_email_why())}
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
