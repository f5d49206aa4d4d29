//! The form that a person signs in with.

use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;

use super::{Refusal, SignIn, SignOut};
use crate::flows::Never;
use crate::flows::restore::Forgot;
use crate::ui::act::{Act, Form, Submit, act};
use crate::ui::card::Card;
use crate::ui::password::{PasswordField, Role};
use crate::ui::phone::{LoginField, phone_sentence};
use crate::ui::station::Station;
use crate::ui::{linked, texts};
use crate::wire::{Done, Site};
use crate::words::Page;

fn sentence(site: &Site, refusal: &Refusal) -> String {
    let texts = &site.texts;
    match refusal {
        Refusal::LoginEmpty => &site.login_empty,
        Refusal::Phone(bad) => return phone_sentence(site, *bad),
        Refusal::PasswordEmpty => texts.password_empty(),
        Refusal::Wrong => texts.login_wrong(),
        Refusal::Locked => return texts.login_locked(texts.login_forgot()),
    }
    .to_owned()
}

#[component]
pub fn LoginPage() -> impl IntoView {
    let (texts, station) = (texts(), expect_context::<Station>());
    let sign_in = act::<SignIn, _>(Page::Login, sentence);
    let news = match station.done() {
        Some(Done::Confirmed) => Some(("notice good", texts.login_confirmed())),
        Some(Done::SignedOut) => Some(("notice good", texts.login_signed_out())),
        Some(Done::SignInAgain) => Some(("notice plain", texts.form_sign_in())),
        Some(Done::Restored) => Some(("notice good", texts.login_restored())),
        Some(Done::EmailUndone) => Some(("notice good", texts.login_email_undone())),
        Some(Done::Leaving) => Some(("notice warn", texts.login_leaving())),
        _ => None,
    };
    let news = news.map(|(class, news)| view! { <div class=class role="status"><p>{news.to_owned()}</p></div> });
    let aside = view! {
        <p class="aside">{linked(texts.login_none_yet(), Page::Register.path())}</p>
    };
    let remembered = station.typed("remember").is_some();
    view! {
        <Card title=texts.login_title()>
            {news}
            <Form act=sign_in>
                <LoginField act=sign_in/>
                <PasswordField act=sign_in name="password" label=texts.password_label().to_owned() role=Role::Current/>
                <label class="check">
                    <input type="checkbox" name="remember" value="yes" checked=remembered/>
                    <span>{texts.login_remember().to_owned()}</span>
                </label>
                <Submit act=sign_in label=texts.login_submit().to_owned()/>
                // It sends this form, so that the login goes along, and comes after the other button, so that Enter signs in.
                <button class="link" type="submit" formaction=Forgot::PATH formmethod="post" formnovalidate>
                    {texts.login_forgot().to_owned()}
                </button>
            </Form>
            {aside}
        </Card>
    }
}

/// Signing out, from the head of every page.
pub fn sign_out() -> Act {
    act::<SignOut, Never>(Page::Home, |_, never| match *never {})
}

#[component]
pub fn SignOutButton(act: Act) -> impl IntoView {
    view! {
        <form method="post" action=act.path on:submit=move |event| act.send(&event)>
            <button class="button quiet">{texts().nav_sign_out().to_owned()}</button>
        </form>
    }
}
