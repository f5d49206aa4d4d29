//! Forms: sent without leaving the page, once the script is there.

use leptos::ev::SubmitEvent;
use leptos::form::form_data_from_event;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::ask::{Answer, post};
use super::block::blocks;
use super::station::Station;
use super::{focus, frame, time};
use crate::wire::sheet::{Form, Manner, Problem, Problems, Submit};
use crate::wire::{FormWords, Refused};
use crate::words::Page;

/// The state of all forms of a page that are sent to one address.
#[derive(Clone, Copy)]
pub struct Act {
    station: Station,
    /// A number that stands for the address: [`Station::act`].
    name: u32,
    problems: RwSignal<Problems>,
    /// The arrival during which it was sent, until it is answered with a refusal: a form that was answered with a page stays
    /// busy until that page is there, for a second press would do it all again.
    sent: RwSignal<Option<u32>>,
}

impl Act {
    pub fn new(station: Station, name: u32, refusal: Option<Problems>) -> Self {
        Self { station, name, problems: RwSignal::new(refusal.unwrap_or_default()), sent: RwSignal::new(None) }
    }

    pub fn refuse(self, refusal: Problems) {
        self.problems.set(refusal);
    }

    fn said(self) -> Problems {
        if self.station.listens_to(self.name) { self.problems.get() } else { Problems::default() }
    }

    /// What is wrong with a field, if anything.
    pub fn problem(self, field: &str) -> Signal<Option<String>> {
        let field = field.to_owned();
        Signal::derive(move || {
            let problems = self.said().problems;
            problems.into_iter().find(|problem| problem.field.as_ref() == Some(&field)).map(|problem| problem.text)
        })
    }

    pub fn busy(self) -> Signal<bool> {
        Signal::derive(move || self.is_busy())
    }

    pub fn is_busy(self) -> bool {
        self.sent.get() == Some(self.station.arrivals().get())
    }

    /// Sends a form by the script.
    pub fn send(self, path: String, event: &SubmitEvent) {
        // Some buttons post their form to another address: the browser sees to that.
        if event.submitter().is_some_and(|button| button.has_attribute("formaction")) {
            return;
        }
        event.prevent_default();
        let arrival = self.station.arrivals().get_untracked();
        if self.sent.get_untracked() == Some(arrival) {
            return;
        }
        let fields = fields(event);
        self.sent.set(Some(arrival));
        self.station.listen_to(self.name);
        let words = &frame().form;
        spawn_local(async move {
            let next = match fields {
                Some(fields) => read(words, post(&path, &fields).await),
                None => Err(alone(words, &words.malformed)),
            };
            match next {
                Ok(page) => self.station.go(page),
                Err(problems) => {
                    self.sent.set(None);
                    self.problems.set(problems);
                    focus(".summary");
                }
            }
        });
    }
}

/// What the browser itself would send: the fields as they stand, whatever the form is for.
fn fields(event: &SubmitEvent) -> Option<String> {
    let fields = form_data_from_event(event).ok()?;
    leptos::web_sys::UrlSearchParams::new_with_str_sequence_sequence(&fields).ok()?.to_string().as_string()
}

/// The page to go to, or what is wrong.
fn read(words: &FormWords, answer: Answer) -> Result<Page, Problems> {
    match answer {
        Answer::Done(body) => serde_json::from_str(&body).map_err(|_| alone(words, &words.malformed)),
        Answer::Refused(body) => match serde_json::from_str(&body) {
            Ok(Refused { go: Some(page), .. }) => Ok(page),
            Ok(Refused { said, .. }) => Err(said),
            Err(_) => Err(alone(words, &words.offline)),
        },
        Answer::None => Err(alone(words, &words.offline)),
    }
}

fn alone(words: &FormWords, text: &str) -> Problems {
    Problems { heading: words.heading.clone(), problems: vec![Problem { field: None, text: text.to_owned() }] }
}

/// A form: what is wrong with it, its fields, and where it goes.
pub fn form(form: Form) -> AnyView {
    let station = expect_context::<Station>();
    let Form { id, act: path, page, manner, refusal, blocks: inside } = form;
    let act = station.act(&path, refusal);
    let sent_to = path.clone();
    let send = move |event: SubmitEvent| {
        if manner != Manner::File {
            act.send(sent_to.clone(), &event);
        }
    };
    view! {
        <form
            class=(manner == Manner::Whole).then_some("form")
            id=id
            method="post"
            action=path
            novalidate
            on:submit=send
        >
            {(manner == Manner::Whole).then(|| summary(act))}
            <input type="hidden" name="page" value=page/>
            {blocks(inside, Some(act))}
        </form>
    }
    .into_any()
}

/// A button that sends its form; while it is on its way, it says so and sends nothing twice.
pub fn submit(submit: Submit, act: Option<Act>) -> AnyView {
    let Submit { label, class, long_label, act: elsewhere } = submit;
    let is_elsewhere = elsewhere.is_some();
    let busy = act.filter(|_| !is_elsewhere).map(Act::busy);
    view! {
        <button
            class=class
            type="submit"
            aria-label=long_label
            aria-busy=move || busy.is_some_and(|busy| busy.get()).then_some("true")
            formaction=elsewhere
            formmethod=is_elsewhere.then_some("post")
            formnovalidate=is_elsewhere
        >
            {label}
        </button>
    }
    .into_any()
}

/// Everything that is wrong, first on the page, each with a way to its field. It takes the focus.
pub fn summary(act: Act) -> AnyView {
    let draw = move || {
        let Problems { heading, problems } = act.said();
        (!problems.is_empty()).then(|| {
            let items = problems
                .into_iter()
                // The router would follow the link without moving the focus: it is the browser's.
                .map(|Problem { field, text }| {
                    let text = time::text(text);
                    match field {
                        Some(field) => view! { <li><a rel="external" href=format!("#{field}")>{text}</a></li> }.into_any(),
                        None => view! { <li>{text}</li> }.into_any(),
                    }
                })
                .collect::<Vec<_>>();
            view! {
                <div class="summary" role="alert" tabindex="-1" autofocus>
                    <h2>{heading}</h2>
                    <ul>{items}</ul>
                </div>
            }
        })
    };
    draw.into_any()
}
