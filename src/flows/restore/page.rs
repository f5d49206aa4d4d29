//! Four pages: asking for the message that restores access, waiting for it and for the one-time password, and choosing the new one.

use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;

use super::{AskRestore, ChoosePassword, CorrectRestore, Proof, ProveCode, Refusal, ResendRestore, Waiting};
use crate::flows::Follow;
use crate::locale::Texts;
use crate::ui::act::{Form, Submit, act};
use crate::ui::card::Card;
use crate::ui::field::CodeField;
use crate::ui::password::{NewPassword, password_sentence};
use crate::ui::phone::{LoginField, phone_sentence};
use crate::ui::station::Station;
use crate::ui::track::{AnotherLetter, TrackList, ended, isolate, watch_letter};
use crate::ui::{by, linked, site, texts};
use crate::wire::{Done, End, Site};
use crate::words::{Channel, Page};

fn sentence(site: &Site, refusal: &Refusal) -> String {
    let texts = &site.texts;
    match refusal {
        Refusal::LoginEmpty => &site.login_empty,
        Refusal::Phone(bad) => return phone_sentence(site, *bad),
        Refusal::Password(bad) => return password_sentence(texts, site.password, *bad),
        Refusal::Differ => texts.password_differ(),
        Refusal::CodeEmpty => texts.code_empty(),
        Refusal::CodeShape => texts.code_shape(),
        Refusal::CodeWrong => texts.code_wrong(),
        Refusal::Gone => texts.restore_gone(),
        Refusal::Ended(end) => advice(texts, *end),
    }
    .to_owned()
}

/// What happened to a link, and what to do now.
fn advice(texts: &Texts, end: End) -> &str {
    match end {
        End::Mistyped => texts.restore_mistyped(),
        End::Expired => texts.restore_expired(),
        End::Used => texts.restore_used(),
        End::Replaced => texts.restore_replaced(),
    }
}

#[component]
pub fn RestorePage() -> impl IntoView {
    let (texts, station) = (texts(), expect_context::<Station>());
    let ask = act::<AskRestore, _>(Page::Restore, sentence);
    // Waiting or proof that ended while its page was open leads here; this is why.
    let gone = [ProveCode::PATH, ResendRestore::PATH, CorrectRestore::PATH, ChoosePassword::PATH]
        .into_iter()
        .any(|path| station.refusal(path).is_some());
    let gone = (gone || station.done() == Some(Done::WaitingEnded))
        .then(|| view! { <div class="notice warn" role="status"><p>{texts.restore_gone().to_owned()}</p></div> });
    let aside = view! {
        <p class="aside">{texts.restore_remembered().to_owned()} " " <a href=Page::Login.path()>{texts.nav_sign_in().to_owned()}</a></p>
    };
    view! {
        <Card title=texts.restore_title()>
            <p class="lead">{texts.restore_lead().to_owned()}</p>
            {gone}
            <Form act=ask>
                <LoginField act=ask/>
                <Submit act=ask label=texts.restore_submit().to_owned()/>
            </Form>
            {aside}
        </Card>
    }
}

/// Says the same whether or not anybody has the login.
#[component]
pub fn RestoreCodePage(waiting: Waiting) -> impl IntoView {
    let (texts, site) = (texts(), site());
    let prove = act::<ProveCode, _>(Page::RestoreCode, sentence);
    let again = act::<ResendRestore, _>(Page::RestoreCode, sentence);
    let correct = act::<CorrectRestore, _>(Page::RestoreCode, sentence);
    let now = watch_letter(waiting.track, Page::RestoreCode, [prove, correct], Follow::PATH);
    let Waiting { login, channel, one_time, .. } = waiting;
    let lead = match channel {
        Channel::Letter => texts.restore_letter_lead(&isolate(&login)),
        Channel::Sms => texts.restore_code_lead(&isolate(&login)),
    };
    let go_on = if one_time { texts.restore_code_submit_password() } else { texts.restore_letter_submit() };
    view! {
        <Card title={by(channel, texts.restore_letter_title(), texts.confirm_title_sms())}>
            <p class="lead">{lead}</p>
            <Form act=prove>
                <CodeField channel act=prove hint=texts.code_hint().to_owned()/>
                <Submit act=prove label=go_on.to_owned()/>
            </Form>
            <TrackList channel now page=Page::RestoreCode subject=site.restore_subject.as_str()/>
            <AnotherLetter channel act=again now/>
            <details class="more" open=move || correct.problem("login").get().is_some()>
                <summary>{by(channel, texts.restore_wrong_login(), texts.confirm_wrong_number()).to_owned()}</summary>
                <Form act=correct id="correct">
                    <LoginField act=correct value=Some(login)/>
                    <Submit act=correct label=by(channel, texts.restore_correct(), texts.confirm_correct_sms()).to_owned()/>
                </Form>
            </details>
            <details class="more">
                <summary>{by(channel, texts.restore_other_title(), texts.restore_other_title_sms()).to_owned()}</summary>
                <ul>
                    {site.by_username.then(|| view! { <li>{texts.restore_other_login().to_owned()}</li> })}
                    <li>{by(channel, texts.restore_other_device(), texts.restore_other_device_sms()).to_owned()}</li>
                    <li>{texts.restore_other_support(&isolate(&site.support))}</li>
                </ul>
            </details>
            <p class="aside">{texts.track_help(&site.support)}</p>
        </Card>
    }
}

/// The code was right: a one-time password is on its way.
#[component]
pub fn RestoreSentPage(waiting: Waiting) -> impl IntoView {
    let (texts, site) = (texts(), site());
    let now = watch_letter(waiting.track, Page::RestoreSent, [], Follow::PATH);
    view! {
        <Card title=texts.restore_sent_title()>
            <p class="lead">{texts.restore_sent_lead(&isolate(&waiting.login))}</p>
            <p>{linked(texts.restore_sent_next(), Page::Login.path())}</p>
            <TrackList channel=waiting.channel now page=Page::RestoreSent/>
            <p>{linked(texts.restore_sent_again(), Page::Restore.path())}</p>
            <p class="aside">{texts.track_help(&site.support)}</p>
        </Card>
    }
}

#[component]
pub fn RestorePasswordPage(proof: Proof) -> impl IntoView {
    let texts = texts();
    let choose = act::<ChoosePassword, _>(Page::RestorePassword, sentence);
    match proof {
        Proof::Given(address) => view! {
            <Card title=texts.restore_password_title()>
                <p class="lead">{texts.restore_password_lead(&isolate(&address))}</p>
                <Form act=choose>
                    <NewPassword act=choose username=address label=texts.secret_new().to_owned()/>
                    <p class="hint">{texts.restore_password_hint().to_owned()}</p>
                    <Submit act=choose label=texts.restore_password_submit().to_owned()/>
                </Form>
            </Card>
        },
        Proof::Ended(end) => view! {
            <Card title={ended(texts, end)}>
                <p class="lead">{advice(texts, end).to_owned()}</p>
                <p class="acts">
                    <a class="button primary" href=Page::Restore.path()>{texts.restore_new_letter().to_owned()}</a>
                    <a class="button" href=Page::Login.path()>{texts.nav_sign_in().to_owned()}</a>
                </p>
            </Card>
        },
    }
}
