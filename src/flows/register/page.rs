//! Three pages: asking for an account, waiting for the letter, and where its link leads.

use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos::task::spawn_local;

use super::{ConfirmCode, ConfirmLink, Correct, Proof, Refusal, Register, Resend, Stage, Track, Waiting, follow};
use crate::flows::agreement::Version;
use crate::locale::Texts;
use crate::ui::act::{Form, Submit, act};
use crate::ui::field::{Field, Kind, Reason};
use crate::ui::password::{PasswordField, Role};
use crate::ui::station::Station;
use crate::ui::{hydrated, site, texts, time};
use crate::wire::{Fail, Site};
use crate::words::{BadEmail, BadPassword, Page, Password, PasswordRule, Span, Weakness};

/// How often the page asks where the letter is.
const ASK_EVERY: core::time::Duration = core::time::Duration::from_secs(1);

fn sentence(site: &Site, refusal: &Refusal) -> String {
    let texts = &site.texts;
    match refusal {
        Refusal::Email(BadEmail::Empty) => texts.email_empty(),
        Refusal::Email(BadEmail::Long) => texts.email_long(),
        Refusal::Email(BadEmail::NoAt) => texts.email_no_at(),
        Refusal::Email(BadEmail::Local) => texts.email_local(),
        Refusal::Email(BadEmail::Domain) => texts.email_domain(),
        Refusal::Password(bad) => return password_sentence(texts, site.password, *bad),
        Refusal::Differ => texts.password_differ(),
        Refusal::Agreement => texts.register_agree_missing(),
        Refusal::CodeEmpty => texts.confirm_code_empty(),
        Refusal::CodeShape => texts.confirm_code_shape(),
        Refusal::CodeWrong => texts.confirm_code_wrong(),
        Refusal::Gone => texts.confirm_gone(),
    }
    .to_owned()
}

fn password_sentence(texts: &Texts, rule: PasswordRule, bad: BadPassword) -> String {
    match bad {
        BadPassword::Empty => texts.password_choose(),
        BadPassword::Short => return texts.password_short(u64::from(rule.min)),
        BadPassword::Long => return texts.password_long(&rule.max.min(Password::MAX_BYTES as u32).to_string()),
        BadPassword::Common => texts.password_common(),
        BadPassword::Personal => texts.password_personal(),
        BadPassword::Guessable(Weakness::Short) => texts.password_guess_short(),
        BadPassword::Guessable(Weakness::Repeats) => texts.password_guess_repeats(),
        BadPassword::Guessable(Weakness::Sequence) => texts.password_guess_sequence(),
        BadPassword::Guessable(Weakness::Personal) => texts.password_guess_personal(),
        BadPassword::Guessable(Weakness::Word) => texts.password_guess_word(),
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
        [ConfirmCode::PATH, Resend::PATH, Correct::PATH].into_iter().find_map(|path| station.refusal::<Fail<Refusal>>(path));
    let ended = ended.map(|_| view! { <div class="notice warn" role="status"><p>{texts.confirm_gone().to_owned()}</p></div> });
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
    let (now, set_now) = signal(waiting.track);
    watch_letter(set_now);
    let followed = hydrated();
    let code = Kind {
        inputmode: Some("numeric"),
        class: Some("code"),
        hint: Some(texts.confirm_code_hint().to_owned()),
        ..Kind::new("text", "one-time-code")
    };
    let address = Kind { value: Some(waiting.address.clone()), ..Kind::new("email", "email") };
    view! {
        <section class="card">
            <h1 tabindex="-1">{texts.confirm_title().to_owned()}</h1>
            <p class="lead">{texts.confirm_lead(&isolate(&waiting.address))}</p>
            <Form act=confirm submit>
                <Field act=confirm name="code" label=texts.confirm_code().to_owned() kind=code/>
                <Submit act=confirm label=texts.confirm_submit().to_owned()/>
            </Form>
            <h2>{texts.confirm_track().to_owned()}</h2>
            <ol class="track" aria-live="polite">{move || stages(texts, now.get())}</ol>
            <p class="hint">{texts.confirm_look_for(&site.name, &site.confirm_subject)}</p>
            <p hidden=move || followed.get()><a href=Page::Confirm.path()>{texts.confirm_reload().to_owned()}</a></p>
            <Form act=again submit=submit_again id="again">
                {move || countdown(texts, now.get().again_in)}
                <button class="button" type="submit" aria-busy=move || again.busy().get().then_some("true")>
                    {texts.confirm_again().to_owned()}
                </button>
            </Form>
            <details class="more" open=move || correct.problem("email").get().is_some()>
                <summary>{texts.confirm_wrong_address().to_owned()}</summary>
                <Form act=correct submit=submit_correction id="correct">
                    <Field act=correct name="email" label=texts.email_label().to_owned() kind=address/>
                    <Submit act=correct label=texts.confirm_correct().to_owned()/>
                </Form>
            </details>
            <p class="aside">{texts.confirm_help(&site.support)}</p>
        </section>
    }
}

/// Asks once a second where the letter is, while the page is open.
fn watch_letter(set: WriteSignal<Track>) {
    let station = expect_context::<Station>();
    Effect::new(move |_| {
        let asking = StoredValue::new(false);
        let ask = move || {
            if asking.try_get_value() != Some(false) {
                return;
            }
            asking.set_value(true);
            spawn_local(async move {
                match follow().await {
                    Ok(Some(track)) => {
                        set.try_set(track);
                    }
                    // It is over: the page that stands in for this one says how.
                    Ok(None) => station.turn(Page::Confirm),
                    Err(_) => {}
                }
                asking.try_set_value(false);
            });
        };
        let handle = set_interval(ask, ASK_EVERY);
        on_cleanup(move || {
            if let Ok(handle) = handle {
                handle.clear();
            }
        });
    });
}

/// The way of a letter: what is behind it, where it is, what is to come.
fn stages(texts: &Texts, track: Track) -> impl IntoView + use<> {
    let ago = time::ago(texts, track.since);
    let stage = |class: &'static str, name: String, when: Option<String>| {
        let when = when.map(|when| view! { " " <span>{when}</span> });
        view! { <li class=class aria-current=(class != "done" && class != "next").then_some("step")><b>{name}</b>{when}</li> }
    };
    let queued = texts.confirm_queued().to_owned();
    let sending = texts.confirm_sending().to_owned();
    let handed = texts.confirm_handed().to_owned();
    match track.stage {
        Stage::Queued => [stage("now", queued, Some(ago)), stage("next", sending, None), stage("next", handed, None)],
        Stage::Sending => [stage("done", queued, None), stage("now", sending, Some(ago)), stage("next", handed, None)],
        Stage::Retry(next) => {
            let retry = texts.confirm_retry(&time::wait(texts, next));
            [stage("done", queued, None), stage("now", retry, None), stage("next", handed, None)]
        }
        Stage::Handed => [stage("done", queued, None), stage("done", sending, None), stage("done", handed, Some(ago))],
        Stage::Failed => {
            [stage("done", queued, None), stage("done", sending, None), stage("bad", texts.confirm_failed().to_owned(), Some(ago))]
        }
    }
    .collect_view()
}

fn countdown(texts: &Texts, left: Span) -> impl IntoView + use<> {
    let told =
        if left > Span(0) { texts.confirm_again_wait(&time::wait(texts, left)) } else { texts.confirm_again_hint().to_owned() };
    view! { <p class="countdown">{told}</p> }
}

/// Keeps an address together inside a sentence of another direction (Unicode FSI … PDI).
fn isolate(text: &str) -> String {
    format!("\u{2068}{text}\u{2069}")
}

#[component]
pub fn WelcomePage(proof: Proof) -> impl IntoView {
    let (texts, site) = (texts(), site());
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
                    // So that a password manager knows what the password is for.
                    <input type="hidden" name="username" autocomplete="username" value=address/>
                    <PasswordField act=confirm name="password" label=texts.password_label().to_owned() role=Role::New/>
                    {site.repeat.then(|| view! {
                        <PasswordField act=confirm name="again" label=texts.password_again().to_owned() role=Role::Repeat/>
                    })}
                    <Submit act=confirm label=texts.welcome_choose_submit().to_owned()/>
                </Form>
            </section>
        }
        .into_any(),
    }
}
