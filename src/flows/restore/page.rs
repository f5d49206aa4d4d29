//! Three pages: asking for the letter that restores access, waiting for it, and choosing the new password.

use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;

use super::{AskRestore, ChoosePassword, CorrectRestore, Proof, ProveCode, Refusal, ResendRestore, Waiting};
use crate::flows::Follow;
use crate::locale::Texts;
use crate::ui::act::{Form, Submit, act};
use crate::ui::field::{CodeField, Field, Kind};
use crate::ui::password::{NewPassword, password_sentence};
use crate::ui::station::Station;
use crate::ui::track::{AnotherLetter, TrackList, ended, isolate, watch_letter};
use crate::ui::{site, texts};
use crate::wire::{Done, End, Fail, Site};
use crate::words::Page;

fn sentence(site: &Site, refusal: &Refusal) -> String {
    let texts = &site.texts;
    match refusal {
        Refusal::LoginEmpty => texts.login_empty(),
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
    let (ask, submit) = act::<AskRestore, _>(Page::Restore, sentence);
    // Waiting or proof that ended while its page was open leads here; this is why.
    let gone = [ProveCode::PATH, ResendRestore::PATH, CorrectRestore::PATH, ChoosePassword::PATH]
        .into_iter()
        .any(|path| station.refusal::<Fail<Refusal>>(path).is_some());
    let gone = (gone || station.done() == Some(Done::WaitingEnded))
        .then(|| view! { <div class="notice warn" role="status"><p>{texts.restore_gone().to_owned()}</p></div> });
    let aside = view! {
        <p class="aside">{texts.restore_remembered().to_owned()} " " <a href=Page::Login.path()>{texts.nav_sign_in().to_owned()}</a></p>
    };
    view! {
        <section class="card">
            <h1 tabindex="-1">{texts.restore_title().to_owned()}</h1>
            <p class="lead">{texts.restore_lead().to_owned()}</p>
            {gone}
            <Form act=ask submit>
                <Field act=ask name="login" label=texts.login_label().to_owned() kind=Kind::new("text", "username")/>
                <Submit act=ask label=texts.restore_submit().to_owned()/>
            </Form>
            {aside}
        </section>
    }
}

/// Says the same whether or not anybody has the login.
#[component]
pub fn RestoreLetterPage(waiting: Waiting) -> impl IntoView {
    let (texts, site) = (texts(), site());
    let (prove, submit) = act::<ProveCode, _>(Page::RestoreLetter, sentence);
    let (again, submit_again) = act::<ResendRestore, _>(Page::RestoreLetter, sentence);
    let (correct, submit_correction) = act::<CorrectRestore, _>(Page::RestoreLetter, sentence);
    let now = watch_letter(waiting.track, Page::RestoreLetter, [prove, correct], Follow::PATH);
    let login = Kind { value: Some(waiting.login.clone()), ..Kind::new("text", "username") };
    view! {
        <section class="card">
            <h1 tabindex="-1">{texts.restore_letter_title().to_owned()}</h1>
            <p class="lead">{texts.restore_letter_lead(&isolate(&waiting.login))}</p>
            <Form act=prove submit>
                <CodeField act=prove hint=texts.code_hint().to_owned()/>
                <Submit act=prove label=texts.restore_letter_submit().to_owned()/>
            </Form>
            <TrackList now page=Page::RestoreLetter subject=site.restore_subject.as_str()/>
            <AnotherLetter act=again submit=submit_again now/>
            <details class="more" open=move || correct.problem("login").get().is_some()>
                <summary>{texts.restore_wrong_login().to_owned()}</summary>
                <Form act=correct submit=submit_correction id="correct">
                    <Field act=correct name="login" label=texts.login_label().to_owned() kind=login/>
                    <Submit act=correct label=texts.restore_correct().to_owned()/>
                </Form>
            </details>
            <details class="more">
                <summary>{texts.restore_other_title().to_owned()}</summary>
                <ul>
                    <li>{texts.restore_other_login().to_owned()}</li>
                    <li>{texts.restore_other_device().to_owned()}</li>
                    <li>{texts.restore_other_support(&isolate(&site.support))}</li>
                </ul>
            </details>
            <p class="aside">{texts.track_help(&site.support)}</p>
        </section>
    }
}

#[component]
pub fn RestorePasswordPage(proof: Proof) -> impl IntoView {
    let texts = texts();
    let (choose, submit) = act::<ChoosePassword, _>(Page::RestorePassword, sentence);
    match proof {
        Proof::Given { address } => view! {
            <section class="card">
                <h1 tabindex="-1">{texts.restore_password_title().to_owned()}</h1>
                <p class="lead">{texts.restore_password_lead(&isolate(&address))}</p>
                <Form act=choose submit>
                    <NewPassword act=choose username=address label=texts.secret_new().to_owned()/>
                    <p class="hint">{texts.restore_password_hint().to_owned()}</p>
                    <Submit act=choose label=texts.restore_password_submit().to_owned()/>
                </Form>
            </section>
        }
        .into_any(),
        Proof::Ended(end) => view! {
            <section class="card">
                <h1 tabindex="-1">{ended(texts, end).to_owned()}</h1>
                <p class="lead">{advice(texts, end).to_owned()}</p>
                <p class="acts">
                    <a class="button primary" href=Page::Restore.path()>{texts.restore_new_letter().to_owned()}</a>
                    <a class="button" href=Page::Login.path()>{texts.nav_sign_in().to_owned()}</a>
                </p>
            </section>
        }
        .into_any(),
    }
}
