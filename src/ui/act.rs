//! Sending a form without leaving the page.

use leptos::ev::SubmitEvent;
use leptos::form::form_data_from_event;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::server_fn::client::Client;
use leptos::server_fn::request::ClientReq as _;
use leptos::server_fn::response::ClientRes as _;
use leptos::task::spawn_local;

use super::station::Station;
use super::time::wait;
use super::{site, texts};
use crate::wire::{Fail, Outcome, Refusal, Site};
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
    problems: RwSignal<Vec<Problem>>,
    /// The arrival during which it was sent, until it is answered with a refusal: a form that was answered with a page stays
    /// busy until that page is there, for a second press would do it all again.
    sent: RwSignal<Option<u32>>,
}

/// The form of a server function on the page `page`: its state, and what to do `on:submit`.
pub fn act<S, R>(page: Page, sentence: Sentence<R>) -> (Act, impl Fn(SubmitEvent) + Clone + 'static)
where
    S: ServerFn<Output = Page, Error = Fail<R>> + 'static,
    S::Client: Client<Fail<R>>,
    R: Refusal,
{
    let (site, station) = (site(), expect_context::<Station>());
    let left = station.refusal::<Fail<R>>(S::PATH).map(|fail| problems(site, &fail, sentence)).unwrap_or_default();
    let act = Act { path: S::PATH, page, station, problems: RwSignal::new(left), sent: RwSignal::new(None) };
    let submit = move |event: SubmitEvent| {
        // The language buttons of the footer post this form too, to another address: the browser sees to that.
        if event.submitter().is_some_and(|button| button.has_attribute("formaction")) {
            return;
        }
        event.prevent_default();
        let arrival = station.arrivals().get_untracked();
        if act.sent.get_untracked() == Some(arrival) {
            return;
        }
        let Some(fields) = fields(&event) else {
            return act.problems.set(problems(site, &Fail::Malformed, sentence));
        };
        act.sent.set(Some(arrival));
        station.listen_to(S::PATH);
        spawn_local(async move {
            match send::<S, R>(fields).await {
                Ok(page) => station.go(page),
                Err(Fail::SignIn) => station.go(Page::Login),
                Err(fail) => {
                    act.sent.set(None);
                    act.problems.set(problems(site, &fail, sentence));
                    focus(".summary");
                }
            }
        });
    };
    (act, submit)
}

/// What the browser itself would send: the fields as they stand, whatever the form is for.
fn fields(event: &SubmitEvent) -> Option<String> {
    let fields = form_data_from_event(event).ok()?;
    leptos::web_sys::UrlSearchParams::new_with_str_sequence_sequence(&fields).ok()?.to_string().as_string()
}

/// Calls the server function with a form's fields. Its generated caller would take them apart and put them together again.
async fn send<S, R>(fields: String) -> Outcome<R>
where
    S: ServerFn<Output = Page, Error = Fail<R>>,
    S::Client: Client<Fail<R>>,
    R: Refusal,
{
    type Request<S, R> = <<S as ServerFn>::Client as Client<Fail<R>>>::Request;
    let request = Request::<S, R>::try_new_post(S::PATH, "application/x-www-form-urlencoded", "application/json", fields)?;
    let answer = <S::Client as Client<Fail<R>>>::send(request).await?;
    let refused = answer.status() >= 400;
    let body = answer.try_into_bytes().await?;
    if refused { Err(Fail::de(body)) } else { serde_json::from_slice(&body).map_err(|_| Fail::Malformed) }
}

fn problems<R: Refusal>(site: &Site, fail: &Fail<R>, sentence: Sentence<R>) -> Vec<Problem> {
    let texts = &site.texts;
    let text = match fail {
        Fail::Refused(reasons) => {
            return reasons.iter().map(|reason| Problem { field: reason.field(), text: sentence(site, reason) }).collect();
        }
        Fail::Later(span) => texts.form_later(&wait(texts, *span)),
        Fail::SignIn => texts.form_sign_in().to_owned(),
        Fail::Busy => texts.form_busy().to_owned(),
        Fail::Malformed => texts.form_malformed().to_owned(),
        Fail::Offline => texts.form_offline().to_owned(),
        Fail::Broken => texts.form_broken().to_owned(),
    };
    vec![Problem { field: None, text }]
}

impl Act {
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
pub fn Form(
    act: Act,
    submit: impl Fn(SubmitEvent) + 'static,
    #[prop(default = MAIN)] id: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <form class="form" id=id method="post" action=act.path novalidate on:submit=submit>
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
