//! The page of a person who is signed in.

use leptos::prelude::*;

use super::{Profile, Refusal, SetUsername};
use crate::ui::act::{Form, Submit, act};
use crate::ui::field::{Field, Kind};
use crate::ui::station::Station;
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
    let news = (station.done() == Some(Done::UsernameSaved))
        .then(|| view! { <div class="notice good" role="status"><p>{texts.account_name_saved().to_owned()}</p></div> });
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
            <dl class="facts">
                <div><dt>{texts.account_email().to_owned()}</dt><dd dir="auto">{profile.email}</dd></div>
                <div><dt>{texts.account_username().to_owned()}</dt>{name}</div>
                <div>
                    <dt>{texts.account_since().to_owned()}</dt>
                    <dd><time datetime=profile.since.iso_date()>{time::date(texts, profile.since)}</time></dd>
                </div>
            </dl>
        </section>
        <section class="card wide">
            <h2>{texts.account_name_title().to_owned()}</h2>
            <p>{texts.account_name_lead().to_owned()}</p>
            <Form act=rename submit>
                <Field act=rename name="username" label=texts.account_username().to_owned() kind/>
                <Submit act=rename label=texts.account_name_submit().to_owned()/>
            </Form>
        </section>
    }
}
