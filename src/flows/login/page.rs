//! The form that a person signs in with.

use leptos::server_fn::ServerFn as _;

use super::{Refusal, SignIn};
use crate::flows::desk::{Desk, Done, Sheet, Site, Spoken, aside, linked, notice, phone_sentence, submit};
use crate::flows::restore::Forgot;
use crate::wire::sheet::{Block, Submit};
use crate::words::Page;

impl Spoken for Refusal {
    fn sentence(&self, site: &Site) -> String {
        let texts = site.texts;
        match self {
            Refusal::LoginEmpty => &site.login_empty,
            Refusal::Phone(bad) => return phone_sentence(site, *bad),
            Refusal::PasswordEmpty => texts.password_empty(),
            Refusal::Wrong => return texts.login_wrong(texts.login_forgot()),
            Refusal::Locked => return texts.login_locked(texts.login_forgot()),
        }
        .to_owned()
    }
}

pub fn login_page(desk: &Desk) -> Sheet {
    let texts = desk.texts;
    let news = match desk.done() {
        Some(Done::Confirmed) => Some(("good", texts.login_confirmed())),
        Some(Done::SignedOut) => Some(("good", texts.login_signed_out())),
        Some(Done::SignInAgain) => Some(("plain", texts.form_sign_in())),
        Some(Done::Restored) => Some(("good", texts.login_restored())),
        Some(Done::EmailUndone) => Some(("good", texts.login_email_undone())),
        Some(Done::Leaving) => Some(("warn", texts.login_leaving())),
        _ => None,
    };
    let mut fields = desk.login(None);
    fields.extend([
        desk.password("password", texts.password_label()),
        desk.check("remember", texts.login_remember(), false),
        submit(texts.login_submit()),
        // It sends this form, so that the login goes along, and comes after the other button, so that Enter signs in.
        Block::Submit(Submit {
            label: texts.login_forgot().to_owned(),
            class: "link".to_owned(),
            act: Some(Forgot::PATH.to_owned()),
            ..Submit::default()
        }),
    ]);
    let news = news.map(|(mood, news)| notice(mood, news));
    let form = desk.form::<SignIn, _>(Page::Login, fields);
    let none_yet = aside(linked(texts.login_none_yet(), Page::Register));
    Sheet::card(texts.login_title(), news.into_iter().chain([form, none_yet]).chain(desk.colleague()).collect())
}
