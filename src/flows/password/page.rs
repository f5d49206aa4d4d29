//! The form that replaces a password that is known.

use leptos::prelude::*;

use super::{ChangePassword, Refusal};
use crate::ui::act::{Form, Submit, act};
use crate::ui::card::Card;
use crate::ui::password::{NewPassword, PasswordField, Role, password_sentence};
use crate::ui::texts;
use crate::wire::Site;
use crate::words::Page;

fn sentence(site: &Site, refusal: &Refusal) -> String {
    let texts = &site.texts;
    match refusal {
        Refusal::CurrentEmpty => texts.secret_current_empty(),
        Refusal::CurrentWrong => texts.secret_current_wrong(),
        Refusal::Locked => texts.secret_locked(),
        Refusal::Password(bad) => return password_sentence(texts, site.password, *bad),
        Refusal::Same => texts.secret_same(),
        Refusal::Differ => texts.password_differ(),
        Refusal::Changed => texts.secret_changed(),
    }
    .to_owned()
}

#[component]
pub fn PasswordPage(who: Option<String>) -> impl IntoView {
    let texts = texts();
    let change = act::<ChangePassword, _>(Page::Password, sentence);
    view! {
        <Card title=texts.secret_title()>
            <p class="lead">{texts.secret_lead().to_owned()}</p>
            <Form act=change>
                <PasswordField act=change name="current" label=texts.secret_current().to_owned() role=Role::Current/>
                <NewPassword act=change username=who.unwrap_or_default() label=texts.secret_new().to_owned()/>
                <Submit act=change label=texts.secret_submit().to_owned()/>
            </Form>
            <p class="aside"><a href=Page::Restore.path()>{texts.secret_forgot().to_owned()}</a></p>
            <p><a href=Page::Account.path()>{texts.account_back().to_owned()}</a></p>
        </Card>
    }
}
