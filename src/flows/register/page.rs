//! Three pages: asking for an account, waiting for the message, and what is left to do once there is proof.

use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;

use super::{ConfirmCode, ConfirmLink, Correct, Proof, Refusal, Register, Resend, Waiting};
use crate::flows::Follow;
use crate::flows::agreement::Version;
use crate::ui::act::{Act, Form, Submit, act};
use crate::ui::card::Card;
use crate::ui::field::{CodeField, Kind, Reason, email_sentence};
use crate::ui::password::{NewPassword, PasswordField, Role, password_sentence};
use crate::ui::phone::{ContactField, phone_sentence};
use crate::ui::station::Station;
use crate::ui::track::{AnotherLetter, TrackList, isolate, watch_letter};
use crate::ui::{by, site, texts, time};
use crate::wire::{Done, Site};
use crate::words::{Asked, Channel, Page};

fn sentence(site: &Site, refusal: &Refusal) -> String {
    let texts = &site.texts;
    match refusal {
        Refusal::Email(bad) => email_sentence(texts, *bad),
        Refusal::Phone(bad) => return phone_sentence(site, *bad),
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
    let register = act::<Register, _>(Page::Register, sentence);
    // A registration that ended while its page was open leads here; this is why.
    let ended = [ConfirmCode::PATH, Resend::PATH, Correct::PATH].into_iter().any(|path| station.refusal(path).is_some());
    let ended = (ended || station.done() == Some(Done::WaitingEnded))
        .then(|| view! { <div class="notice warn" role="status"><p>{texts.confirm_gone().to_owned()}</p></div> });
    let aside = view! {
        <p class="aside">{texts.register_have_one().to_owned()} " " <a href=Page::Login.path()>{texts.nav_sign_in().to_owned()}</a></p>
    };
    view! {
        <Card title=texts.register_title()>
            <p class="lead">{texts.register_lead().to_owned()}</p>
            {ended}
            <Form act=register>
                {site.fields.iter().map(|field| asked(*field, register, agreement.clone())).collect_view()}
                <Submit act=register label=texts.register_submit().to_owned()/>
            </Form>
            {aside}
        </Card>
    }
}

/// A field of the form.
fn asked(field: Asked, act: Act, agreement: Version) -> AnyView {
    let (texts, site) = (texts(), site());
    match field {
        Asked::Email => view! { <Reached act channel=Channel::Letter value=None autocomplete="username"/> }.into_any(),
        Asked::Phone => view! { <Reached act channel=Channel::Sms value=None autocomplete="tel"/> }.into_any(),
        Asked::Password => view! {
            <PasswordField act name="password" label=texts.password_label().to_owned() role=Role::New/>
            {site.repeat.then(|| view! {
                <PasswordField act name="again" label=texts.password_again().to_owned() role=Role::Repeat/>
            })}
        }
        .into_any(),
        Asked::Agreement => view! { <AgreementField act agreement/> }.into_any(),
    }
}

/// What the account will be reached by.
#[component]
fn Reached(act: Act, channel: Channel, value: Option<String>, autocomplete: &'static str) -> impl IntoView {
    let (name, is_phone) = if channel == Channel::Sms { ("phone", true) } else { ("email", false) };
    let hint = is_phone.then(|| texts().phone_hint().to_owned());
    let kind = Kind { value, hint, ..Kind::new("email", autocomplete) };
    view! { <ContactField act name is_phone label=texts().email_label().to_owned() kind/> }
}

#[component]
fn AgreementField(act: Act, agreement: Version) -> impl IntoView {
    let (texts, station) = (texts(), expect_context::<Station>());
    let agreed = station.typed("agree").is_some();
    let unread = act.problem("agree");
    view! {
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
    }
}

#[component]
pub fn ConfirmPage(waiting: Waiting) -> impl IntoView {
    let (texts, site) = (texts(), site());
    let confirm = act::<ConfirmCode, _>(Page::Confirm, sentence);
    let again = act::<Resend, _>(Page::Confirm, sentence);
    let correct = act::<Correct, _>(Page::Confirm, sentence);
    let now = watch_letter(waiting.track, Page::Confirm, [confirm, correct], Follow::PATH);
    let (channel, address) = (Channel::to(&waiting.address), isolate(&waiting.address));
    let lead = if channel == Channel::Sms { texts.confirm_lead_sms(&address) } else { texts.confirm_lead(&address) };
    let corrected = Some(waiting.address);
    view! {
        <Card title={by(channel, texts.confirm_title(), texts.confirm_title_sms())}>
            <p class="lead">{lead}</p>
            <Form act=confirm>
                <CodeField channel act=confirm hint=texts.code_hint().to_owned()/>
                <Submit act=confirm label=texts.confirm_submit().to_owned()/>
            </Form>
            <TrackList channel now page=Page::Confirm subject=site.confirm_subject.as_str()/>
            <AnotherLetter channel act=again now/>
            <details class="more" open=move || correct.problem("email").get().or(correct.problem("phone").get()).is_some()>
                <summary>{by(channel, texts.confirm_wrong_address(), texts.confirm_wrong_number()).to_owned()}</summary>
                <Form act=correct id="correct">
                    <Reached act=correct channel value=corrected autocomplete="email"/>
                    <Submit act=correct label=by(channel, texts.confirm_correct(), texts.confirm_correct_sms()).to_owned()/>
                </Form>
            </details>
            <p class="aside">{texts.track_help(&site.support)}</p>
        </Card>
    }
}

#[component]
pub fn WelcomePage(proof: Proof) -> impl IntoView {
    let texts = texts();
    let confirm = act::<ConfirmLink, _>(Page::Welcome, sentence);
    match proof {
        Proof::Gone => view! {
            <Card title=texts.welcome_gone_title()>
                <p class="lead">{texts.welcome_gone().to_owned()}</p>
                <p class="acts">
                    <a class="button primary" href=Page::Login.path()>{texts.nav_sign_in().to_owned()}</a>
                    <a class="button" href=Page::Register.path()>{texts.register_submit().to_owned()}</a>
                </p>
            </Card>
        },
        Proof::Here(address) => view! {
            <Card title=texts.welcome_title()>
                <p class="lead">{texts.welcome_lead(&isolate(&address))}</p>
                <Form act=confirm>
                    <Submit act=confirm label=texts.welcome_submit().to_owned()/>
                </Form>
            </Card>
        },
        Proof::Elsewhere(address) => view! {
            <Card title=texts.welcome_title()>
                <p class="lead">{texts.welcome_lead(&isolate(&address))}</p>
                <p>{texts.welcome_choose_lead().to_owned()}</p>
                <Form act=confirm>
                    <NewPassword act=confirm username=address label=texts.password_label().to_owned()/>
                    <Submit act=confirm label=texts.welcome_choose_submit().to_owned()/>
                </Form>
            </Card>
        },
        Proof::Coded(address) => view! {
            <Card title=texts.welcome_password_title()>
                <p class="lead">{texts.welcome_password_lead(&isolate(&address))}</p>
                <Form act=confirm>
                    <NewPassword act=confirm username=address label=texts.password_label().to_owned()/>
                    <Submit act=confirm label=texts.welcome_password_submit().to_owned()/>
                </Form>
            </Card>
        },
    }
}
