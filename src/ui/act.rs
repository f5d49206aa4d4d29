//! Sending a form without leaving the page.

use std::sync::Arc;

use leptos::ev::SubmitEvent;
use leptos::form::form_data_from_event;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;

use super::ask::{Answer, post};
use super::station::Station;
use super::time::until;
use super::{site, texts};
use crate::wire::{Fail, Refusal, Site};
use crate::words::Page;

/// What is wrong, as the person reads it.
#[derive(Clone)]
pub struct Problem {
    pub field: Option<&'static str>,
    pub text: String,
}

/// How a flow puts a refusal.
pub type Sentence<R> = fn(&Site, &R) -> String;

/// A form's state.
#[derive(Clone, Copy)]
pub struct Act {
    pub path: &'static str,
    pub page: Page,
    station: Station,
    /// Kept here and not handed from form to form, so that all forms are of one type: the wasm has that once.
    read: StoredValue<Read>,
    problems: RwSignal<Vec<Problem>>,
    /// The arrival during which it was sent, until it is answered with a refusal: a form that was answered with a page stays
    /// busy until that page is there, for a second press would do it all again.
    sent: RwSignal<Option<u32>>,
}

/// What is to be done about an answer.
enum Next {
    Go(Page),
    Problems(Vec<Problem>),
}

/// Reads an answer in the words of one flow. Nothing is what a form comes to that could not be sent whole.
type Read = Arc<dyn Fn(Option<Answer>) -> Next + Send + Sync>;

/// The form of a server function on the page `page`.
pub fn act<S, R>(page: Page, sentence: Sentence<R>) -> Act
where
    S: ServerFn<Output = Page, Error = Fail<R>> + 'static,
    R: Refusal,
{
    let (site, station) = (site(), expect_context::<Station>());
    let left = station.refusal(S::PATH).and_then(|fail| serde_json::from_str::<Fail<R>>(&fail).ok());
    let left = left.map(|fail| problems(site, &fail, sentence)).unwrap_or_default();
    let read: Read = Arc::new(move |answer| read(site, answer, sentence));
    Act { path: S::PATH, page, station, read: StoredValue::new(read), problems: RwSignal::new(left), sent: RwSignal::new(None) }
}

/// What happens when a form is sent.
fn send(act: Act, event: &SubmitEvent) {
    // Some buttons post their form to another address: the browser sees to that.
    if event.submitter().is_some_and(|button| button.has_attribute("formaction")) {
        return;
    }
    event.prevent_default();
    let station = act.station;
    let arrival = station.arrivals().get_untracked();
    if act.sent.get_untracked() == Some(arrival) {
        return;
    }
    let fields = fields(event);
    act.sent.set(Some(arrival));
    station.listen_to(act.path);
    spawn_local(async move {
        let answer = match fields {
            Some(fields) => Some(post(act.path, &fields).await),
            None => None,
        };
        match act.read.with_value(|read| read(answer)) {
            Next::Go(page) => station.go(page),
            Next::Problems(problems) => {
                act.sent.set(None);
                act.problems.set(problems);
                focus(".summary");
            }
        }
    });
}

/// What the browser itself would send: the fields as they stand, whatever the form is for.
fn fields(event: &SubmitEvent) -> Option<String> {
    let fields = form_data_from_event(event).ok()?;
    leptos::web_sys::UrlSearchParams::new_with_str_sequence_sequence(&fields).ok()?.to_string().as_string()
}

fn read<R: Refusal>(site: &Site, answer: Option<Answer>, sentence: Sentence<R>) -> Next {
    let fail = match answer {
        Some(Answer::Done(body)) => match serde_json::from_str(&body) {
            Ok(page) => return Next::Go(page),
            Err(_) => Fail::Malformed,
        },
        Some(Answer::Refused(body)) => serde_json::from_str(&body).unwrap_or(Fail::Offline),
        Some(Answer::None) => Fail::Offline,
        None => Fail::Malformed,
    };
    match fail {
        Fail::SignIn => Next::Go(Page::Login),
        Fail::Prove => Next::Go(Page::Prove),
        fail => Next::Problems(problems(site, &fail, sentence)),
    }
}

fn problems<R: Refusal>(site: &Site, fail: &Fail<R>, sentence: Sentence<R>) -> Vec<Problem> {
    let texts = &site.texts;
    let text = match fail {
        Fail::Refused(reasons) => {
            return reasons.iter().map(|reason| Problem { field: reason.field(), text: sentence(site, reason) }).collect();
        }
        Fail::Later(wait) => texts.form_later(&until(texts, *wait)),
        Fail::SignIn | Fail::Prove => texts.form_sign_in().to_owned(),
        Fail::Busy => texts.form_busy().to_owned(),
        Fail::Malformed => texts.form_malformed().to_owned(),
        Fail::Offline => texts.form_offline().to_owned(),
        Fail::Broken => texts.form_broken().to_owned(),
    };
    vec![Problem { field: None, text }]
}

impl Act {
    /// Sends a form by the script, `on:submit`.
    pub fn send(self, event: &SubmitEvent) {
        send(self, event);
    }

    /// What is wrong with a field, if anything.
    pub fn problem(self, field: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || self.problems().into_iter().find(|problem| problem.field == Some(field)).map(|problem| problem.text))
    }

    fn problems(self) -> Vec<Problem> {
        if self.station.listens_to(self.path) { self.problems.get() } else { Vec::new() }
    }

    pub fn busy(self) -> Signal<bool> {
        Signal::derive(move || self.sent.get() == Some(self.station.arrivals().get()))
    }
}

/// Everything that is wrong, first on the page, each with a way to its field. It takes the focus.
#[component]
pub fn Summary(act: Act) -> impl IntoView {
    let texts = texts();
    move || {
        let problems = act.problems();
        (!problems.is_empty()).then(|| {
            let items = problems
                .iter()
                // The router would follow the link without moving the focus: it is the browser's.
                .map(|problem| match problem.field {
                    Some(field) => {
                        view! { <li><a rel="external" href=format!("#{field}")>{problem.text.clone()}</a></li> }.into_any()
                    }
                    None => view! { <li>{problem.text.clone()}</li> }.into_any(),
                })
                .collect::<Vec<_>>();
            view! {
                <div class="summary" role="alert" tabindex="-1" autofocus>
                    <h2>{texts.form_summary(problems.len() as u64)}</h2>
                    <ul>{items}</ul>
                </div>
            }
        })
    }
}

/// The id of a page's first form. The footer's language buttons send it, so that what was typed speaks on in the next language.
pub const MAIN: &str = "form";

/// A form: what is wrong with it, its fields, and where it goes.
#[component]
pub fn Form(act: Act, #[prop(default = MAIN)] id: &'static str, children: Children) -> impl IntoView {
    view! {
        <form class="form" id=id method="post" action=act.path novalidate on:submit=move |event| act.send(&event)>
            <Summary act/>
            <input type="hidden" name="page" value=act.page.path()/>
            {children()}
        </form>
    }
}

/// The button that sends the form; while it is on its way, it says so and sends nothing twice.
#[component]
pub fn Submit(act: Act, label: String) -> impl IntoView {
    view! {
        <button class="button primary" type="submit" aria-busy=move || act.busy().get().then_some("true")>
            {label}
        </button>
    }
}

/// The form that fetches one's data: a file and no page, so the browser sends it by itself.
#[component]
pub fn DataButton(label: String) -> impl IntoView {
    view! {
        <form method="post" action="/account/data.json">
            <button class="link">{label}</button>
        </form>
    }
}

/// Moves the focus, once what was just changed is drawn.
pub fn focus(selector: &'static str) {
    let _ = request_animation_frame(move || {
        use leptos::wasm_bindgen::JsCast as _;
        let found = document().query_selector(selector).ok().flatten();
        if let Some(element) = found.and_then(|element| element.dyn_into::<leptos::web_sys::HtmlElement>().ok()) {
            let _ = element.focus();
        }
    });
}
