//! Three pages: asking for an account, waiting for the letter, and where its link leads.

use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;

use super::{ConfirmCode, ConfirmLink, Correct, Proof, Refusal, Register, Resend, Waiting};
use crate::flows::Follow;
use crate::flows::agreement::Version;
use crate::ui::act::{Form, Submit, act};
use crate::ui::field::{CodeField, Field, Kind, Reason, email_sentence};
use crate::ui::password::{NewPassword, PasswordField, Role, password_sentence};
use crate::ui::station::Station;
use crate::ui::track::{AnotherLetter, TrackList, isolate, watch_letter};
use crate::ui::{site, texts, time};
use crate::wire::{Done, Fail, Site};
use crate::words::Page;

fn sentence(site: &Site, refusal: &Refusal) -> String {
    let texts = &site.texts;
    match refusal {
        Refusal::Email(bad) => email_sentence(texts, *bad),
        Refusal::Password(bad) => return password_sentence(texts, site.password, *bad),
        Refusal::Differ => texts.password_differ(),
        Refusal::Agreement => texts.register_agree_missing(),
        Refusal::CodeEmpty => texts.code_empty(),
        Refusal::CodeShape => texts.code_shape(),
        Refusal::CodeWrong => texts.code_wrong(),
        Refusal::Gone => texts.confirm_gone(),
    }
    .to_owned()
}

#[component]
pub fn RegisterPage(agreement: Version) -> impl IntoView {
    let (texts, site, station) = (texts(), site(), expect_context::<Station>());
    let (register, submit) = act::<Register, _>(Page::Register, sentence);
    let agreed = station.typed("agree").is_some();
    let unread = register.problem("agree");
    // A registration that ended while its page was open leads here; this is why.
    let ended =
        [ConfirmCode::PATH, Resend::PATH, Correct::PATH].into_iter().any(|path| station.refusal::<Fail<Refusal>>(path).is_some());
    let ended = (ended || station.done() == Some(Done::WaitingEnded))
        .then(|| view! { <div class="notice warn" role="status"><p>{texts.confirm_gone().to_owned()}</p></div> });
    let aside = view! {
        <p class="aside">{texts.register_have_one().to_owned()} " " <a href=Page::Login.path()>{texts.nav_sign_in().to_owned()}</a></p>
    };
    view! {
        <section class="card">
            <h1 tabindex="-1">{texts.register_title().to_owned()}</h1>
            <p class="lead">{texts.register_lead().to_owned()}</p>
            {ended}
            <Form act=register submit>
                <Field act=register name="email" label=texts.email_label().to_owned() kind=Kind::new("email", "username")/>
                <PasswordField act=register name="password" label=texts.password_label().to_owned() role=Role::New/>
                {site.repeat.then(|| view! {
                    <PasswordField act=register name="again" label=texts.password_again().to_owned() role=Role::Repeat/>
                })}
                <div class="field" class:wrong=move || unread.get().is_some()>
                    <label class="check">
                        <input
                            type="checkbox"
                            id="agree"
                            name="agree"
                            value="yes"
                            required
                            checked=agreed
                            aria-invalid=move || unread.get().is_some().then_some("true")
                            aria-describedby=move || unread.get().map(|_| "agree-error")
                        />
                        <span>
                            {texts.register_agree().to_owned()} " "
                            <a href=Page::Agreement.path() target="_blank">{texts.register_agree_link().to_owned()}</a>
                            " (" {texts.register_agree_version(&time::date(texts, agreement.date), &agreement.version)} ")"
                        </span>
                    </label>
                    <Reason problem=unread id="agree-error".to_owned()/>
                </div>
                <Submit act=register label=texts.register_submit().to_owned()/>
            </Form>
            {aside}
        </section>
    }
}

#[component]
pub fn ConfirmPage(waiting: Waiting) -> impl IntoView {
    let (texts, site) = (texts(), site());
    let (confirm, submit) = act::<ConfirmCode, _>(Page::Confirm, sentence);
    let (again, submit_again) = act::<Resend, _>(Page::Confirm, sentence);
    let (correct, submit_correction) = act::<Correct, _>(Page::Confirm, sentence);
    let now = watch_letter(waiting.track, Page::Confirm, [confirm, correct], Follow::PATH);
    let address = Kind { value: Some(waiting.address.clone()), ..Kind::new("email", "email") };
    view! {
        <section class="card">
            <h1 tabindex="-1">{texts.confirm_title().to_owned()}</h1>
            <p class="lead">{texts.confirm_lead(&isolate(&waiting.address))}</p>
            <Form act=confirm submit>
                <CodeField act=confirm hint=texts.code_hint().to_owned()/>
                <Submit act=confirm label=texts.confirm_submit().to_owned()/>
            </Form>
            <TrackList now page=Page::Confirm subject=site.confirm_subject.as_str()/>
            <AnotherLetter act=again submit=submit_again now/>
            <details class="more" open=move || correct.problem("email").get().is_some()>
                <summary>{texts.confirm_wrong_address().to_owned()}</summary>
                <Form act=correct submit=submit_correction id="correct">
                    <Field act=correct name="email" label=texts.email_label().to_owned() kind=address/>
                    <Submit act=correct label=texts.confirm_correct().to_owned()/>
                </Form>
            </details>
            <p class="aside">{texts.track_help(&site.support)}</p>
        </section>
    }
}

#[component]
pub fn WelcomePage(proof: Proof) -> impl IntoView {
    let texts = texts();
    let (confirm, submit) = act::<ConfirmLink, _>(Page::Welcome, sentence);
    match proof {
        Proof::Gone => view! {
            <section class="card">
                <h1 tabindex="-1">{texts.welcome_gone_title().to_owned()}</h1>
                <p class="lead">{texts.welcome_gone().to_owned()}</p>
                <p class="acts">
                    <a class="button primary" href=Page::Login.path()>{texts.nav_sign_in().to_owned()}</a>
                    <a class="button" href=Page::Register.path()>{texts.register_submit().to_owned()}</a>
                </p>
            </section>
        }
        .into_any(),
        Proof::Here { address } => view! {
            <section class="card">
                <h1 tabindex="-1">{texts.welcome_title().to_owned()}</h1>
                <p class="lead">{texts.welcome_lead(&isolate(&address))}</p>
                <Form act=confirm submit>
                    <Submit act=confirm label=texts.welcome_submit().to_owned()/>
                </Form>
            </section>
        }
        .into_any(),
        Proof::Elsewhere { address } => view! {
            <section class="card">
                <h1 tabindex="-1">{texts.welcome_title().to_owned()}</h1>
                <p class="lead">{texts.welcome_lead(&isolate(&address))}</p>
                <p>{texts.welcome_choose_lead().to_owned()}</p>
                <Form act=confirm submit>
                    <NewPassword act=confirm username=address label=texts.password_label().to_owned()/>
                    <Submit act=confirm label=texts.welcome_choose_submit().to_owned()/>
                </Form>
            </section>
        }
        .into_any(),
    }
}
