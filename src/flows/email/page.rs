//! Two pages: moving the account to another address, and taking that back from the letter to the old one.

use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;

use super::{Address, ChangeEmail, ConfirmEmail, DropEmail, Pending, Refusal, ResendEmail, UndoEmail, Undoing};
use crate::flows::Follow;
use crate::ui::act::{Form, Submit, act};
use crate::ui::card::Card;
use crate::ui::field::{CodeField, Field, Kind, email_sentence};
use crate::ui::password::{NewPassword, password_sentence};
use crate::ui::station::Station;
use crate::ui::track::{AnotherLetter, TrackList, ended, isolate, watch_letter};
use crate::ui::{site, texts};
use crate::wire::{End, Fail, Site};
use crate::words::{Channel, Page};

fn sentence(site: &Site, refusal: &Refusal) -> String {
    let texts = &site.texts;
    match refusal {
        Refusal::Email(bad) => email_sentence(texts, *bad),
        Refusal::Same => texts.mail_same(),
        Refusal::CodeEmpty => texts.code_empty(),
        Refusal::CodeShape => texts.code_shape(),
        Refusal::CodeWrong => texts.code_wrong(),
        Refusal::Gone => texts.mail_gone(),
        Refusal::Taken => texts.mail_taken(),
        Refusal::Password(bad) => return password_sentence(texts, site.password, *bad),
        Refusal::Differ => texts.password_differ(),
        Refusal::Ended(end) => return advice(site, *end),
    }
    .to_owned()
}

/// What happened to the link that takes a change back, and what to do now.
fn advice(site: &Site, end: End) -> String {
    let texts = &site.texts;
    match end {
        End::Mistyped => texts.undo_mistyped().to_owned(),
        End::Expired => texts.undo_expired(&isolate(&site.support)),
        End::Used => texts.undo_used().to_owned(),
        End::Replaced => texts.undo_replaced(&isolate(&site.support)),
    }
}

#[component]
pub fn EmailPage(address: Address) -> impl IntoView {
    let texts = texts();
    let change = match address.pending {
        Some(pending) => view! { <UnderWay email=address.email pending/> }.into_any(),
        None => view! { <Ask email=address.email/> }.into_any(),
    };
    view! {
        <Card title=texts.mail_title()>
            {change}
            <p><a href=Page::Account.path()>{texts.account_back().to_owned()}</a></p>
        </Card>
    }
}

/// The form for the new address.
#[component]
fn Ask(email: String) -> impl IntoView {
    let (texts, site, station) = (texts(), site(), expect_context::<Station>());
    let change = act::<ChangeEmail, _>(Page::Email, sentence);
    // A change that ended while its page was open leads here; this is why.
    let over = [ConfirmEmail::PATH, ResendEmail::PATH]
        .into_iter()
        .find_map(|path| serde_json::from_str(&station.refusal(path)?).ok())
        .and_then(|fail| match fail {
            Fail::Refused(reasons) => reasons.first().map(|reason| sentence(site, reason)),
            _ => None,
        });
    let over = over.map(|over| view! { <div class="notice warn" role="status"><p>{over}</p></div> });
    view! {
        <p class="lead">{texts.mail_lead(&isolate(&email))}</p>
        {over}
        <p>{texts.mail_way().to_owned()}</p>
        <Form act=change>
            <Field act=change name="email" label=texts.mail_new().to_owned() kind=Kind::new("email", "email")/>
            <Submit act=change label=texts.mail_submit().to_owned()/>
        </Form>
    }
}

/// The form for the code that went to the new address.
#[component]
fn UnderWay(email: String, pending: Pending) -> impl IntoView {
    let (texts, site) = (texts(), site());
    let confirm = act::<ConfirmEmail, _>(Page::Email, sentence);
    let again = act::<ResendEmail, _>(Page::Email, sentence);
    let keep = act::<DropEmail, _>(Page::Email, sentence);
    let now = watch_letter(pending.track, Page::Email, [confirm, keep], Follow::PATH);
    view! {
        <p class="lead">{texts.mail_waiting(&isolate(&pending.address), &isolate(&email))}</p>
        <Form act=confirm>
            <CodeField channel=Channel::Letter act=confirm hint=texts.mail_code_hint().to_owned()/>
            <Submit act=confirm label=texts.mail_confirm().to_owned()/>
        </Form>
        <TrackList channel=Channel::Letter now page=Page::Email subject=site.email_subject.as_str()/>
        <AnotherLetter channel=Channel::Letter act=again now/>
        <details class="more">
            <summary>{texts.mail_wrong_address().to_owned()}</summary>
            <Form act=keep id="drop">
                <p class="hint">{texts.mail_keep_hint().to_owned()}</p>
                <button class="button" type="submit" aria-busy=move || keep.busy().get().then_some("true")>
                    {texts.mail_keep().to_owned()}
                </button>
            </Form>
        </details>
        <p class="aside">{texts.track_help(&site.support)}</p>
    }
}

#[component]
pub fn UndoPage(undoing: Undoing) -> impl IntoView {
    let (texts, site) = (texts(), site());
    let undo = act::<UndoEmail, _>(Page::Undo, sentence);
    match undoing {
        Undoing::Open(old, new) => view! {
            <Card title=texts.undo_title()>
                <p class="lead">{texts.undo_lead(&isolate(&old), &isolate(&new))}</p>
                <p>{texts.undo_way().to_owned()}</p>
                <Form act=undo>
                    <NewPassword act=undo username=old label=texts.secret_new().to_owned()/>
                    <Submit act=undo label=texts.undo_submit().to_owned()/>
                </Form>
            </Card>
        },
        Undoing::Ended(end) => view! {
            <Card title={ended(texts, end)}>
                <p class="lead">{advice(site, end)}</p>
                <p class="acts">
                    <a class="button primary" href=Page::Restore.path()>{texts.restore_title().to_owned()}</a>
                    <a class="button" href=format!("mailto:{}", site.support)>{texts.nav_support().to_owned()}</a>
                </p>
            </Card>
        },
    }
}
