//! The form that asks for the password once more.

use leptos::prelude::*;

use super::{Prove, Refusal};
use crate::ui::act::{Form, Submit, act};
use crate::ui::card::Card;
use crate::ui::password::{PasswordField, Role};
use crate::ui::texts;
use crate::wire::Site;
use crate::words::Page;

fn sentence(site: &Site, refusal: &Refusal) -> String {
    let texts = &site.texts;
    match refusal {
        Refusal::Empty => texts.password_empty(),
        Refusal::Wrong => texts.prove_wrong(),
        Refusal::Locked => return texts.prove_locked(texts.login_forgot()),
    }
    .to_owned()
}

#[component]
pub fn ProvePage() -> impl IntoView {
    let texts = texts();
    let prove = act::<Prove, _>(Page::Prove, sentence);
    view! {
        <Card title=texts.prove_title()>
            <p class="lead">{texts.prove_lead().to_owned()}</p>
            <Form act=prove>
                <PasswordField act=prove name="password" label=texts.password_label().to_owned() role=Role::Current/>
                <Submit act=prove label=texts.prove_submit().to_owned()/>
            </Form>
            <p class="aside"><a href=Page::Restore.path()>{texts.login_forgot().to_owned()}</a></p>
            <p><a href=Page::Account.path()>{texts.account_back().to_owned()}</a></p>
        </Card>
    }
}
