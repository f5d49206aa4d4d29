//! The form that a person signs in with.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;

use super::{Refusal, SignIn, SignOut};
use crate::flows::Never;
use crate::flows::restore::Forgot;
use crate::ui::act::{Act, Form, Submit, act};
use crate::ui::field::{Field, Kind};
use crate::ui::password::{PasswordField, Role};
use crate::ui::station::Station;
use crate::ui::texts;
use crate::wire::{Done, Site};
use crate::words::Page;

fn sentence(site: &Site, refusal: &Refusal) -> String {
    let texts = &site.texts;
    match refusal {
        Refusal::LoginEmpty => texts.login_empty(),
        Refusal::PasswordEmpty => texts.password_empty(),
        Refusal::Wrong => texts.login_wrong(),
        Refusal::Locked => texts.login_locked(),
    }
    .to_owned()
}

#[component]
pub fn LoginPage() -> impl IntoView {
    let (texts, station) = (texts(), expect_context::<Station>());
    let (sign_in, submit) = act::<SignIn, _>(Page::Login, sentence);
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
        <p class="aside">{texts.login_none_yet().to_owned()} " " <a href=Page::Register.path()>{texts.nav_register().to_owned()}</a></p>
    };
    let remembered = station.typed("remember").is_some();
    view! {
        <section class="card">
            <h1 tabindex="-1">{texts.login_title().to_owned()}</h1>
            {news}
            <Form act=sign_in submit>
                <Field act=sign_in name="login" label=texts.login_label().to_owned() kind=Kind::new("text", "username")/>
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
        </section>
    }
}

/// Signing out, from the head of every page.
pub fn sign_out() -> (Act, impl Fn(SubmitEvent) + Clone + 'static) {
    act::<SignOut, Never>(Page::Home, |_, never| match *never {})
}

#[component]
pub fn SignOutButton(act: Act, submit: impl Fn(SubmitEvent) + 'static) -> impl IntoView {
    view! {
        <form method="post" action=act.path on:submit=submit>
            <button class="button quiet">{texts().nav_sign_out().to_owned()}</button>
        </form>
    }
}
