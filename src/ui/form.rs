//! Forms: sent without leaving the page, once the script is there.

use leptos::ev::SubmitEvent;
use leptos::form::form_data_from_event;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast as _;
use leptos::web_sys::Event;

use super::ask::{Answer, post};
use super::block::blocks;
use super::node::{Node, element, live, several};
use super::station::{Station, station};
use super::{focus, frame, spawn, time};
use crate::wire::sheet::{Form, Manner, Problem, Problems, Submit};
use crate::wire::{FormWords, Refused, read};
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
    pub fn reason(self, field: &str) -> Reason {
        Reason { act: self, field: field.to_owned() }
    }

    pub fn is_busy(self) -> bool {
        self.sent.get() == Some(self.station.arrivals().get())
    }

    /// Sends a form by the script.
    pub fn send(self, path: String, event: &Event) {
        let event = event.unchecked_ref::<SubmitEvent>();
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
        spawn(async move {
            let next = match fields {
                Some(fields) => understood(words, post(&path, &fields).await),
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

/// What is wrong with a field, as long as its form stands.
#[derive(Clone)]
pub struct Reason {
    act: Act,
    field: String,
}

impl Reason {
    pub fn get(&self) -> Option<String> {
        let problems = self.act.said().problems;
        problems.into_iter().find(|problem| problem.field.as_ref() == Some(&self.field)).map(|problem| problem.text)
    }

    pub fn is(&self) -> bool {
        self.get().is_some()
    }

    /// The id of a text that belongs to the field.
    pub fn id(&self, what: &str) -> String {
        format!("{}-{what}", self.field)
    }
}

/// What the browser itself would send: the fields as they stand, whatever the form is for.
fn fields(event: &SubmitEvent) -> Option<String> {
    let fields = form_data_from_event(event).ok()?;
    leptos::web_sys::UrlSearchParams::new_with_str_sequence_sequence(&fields).ok()?.to_string().as_string()
}

/// The page to go to, or what is wrong.
fn understood(words: &FormWords, answer: Answer) -> Result<Page, Problems> {
    match answer {
        Answer::Done(body) => read(&body).ok_or_else(|| alone(words, &words.malformed)),
        Answer::Refused(body) => match read(&body) {
            Some(Refused { go: Some(page), .. }) => Ok(page),
            Some(Refused { said, .. }) => Err(said),
            None => Err(alone(words, &words.offline)),
        },
        Answer::None => Err(alone(words, &words.offline)),
    }
}

fn alone(words: &FormWords, text: &str) -> Problems {
    Problems { heading: words.heading.clone(), problems: vec![Problem { field: None, text: text.to_owned() }] }
}

/// A form: what is wrong with it, its fields, and where it goes.
pub fn form(form: Form) -> Node {
    let Form { id, act: path, page, manner, refusal, blocks: inside } = form;
    let act = station().act(&path, refusal);
    let sent_to = path.clone();
    let send = move |event: Event| {
        if manner != Manner::File {
            act.send(sent_to.clone(), &event);
        }
    };
    let is_whole = manner == Manner::Whole;
    element("form")
        .set("class", is_whole.then_some("form"))
        .set("id", id)
        .set("method", "post")
        .set("action", path)
        .set("novalidate", true)
        .on("submit", send)
        .with(is_whole.then(|| summary(act)))
        .with(element("input").set("type", "hidden").set("name", "page").set("value", page))
        .with(blocks(inside, Some(act)))
        .into()
}

/// A button that sends its form; while it is on its way, it says so and sends nothing twice.
pub fn submit(submit: Submit, act: Option<Act>) -> Node {
    let Submit { label, class, long_label, act: elsewhere } = submit;
    let is_elsewhere = elsewhere.is_some();
    let act = act.filter(|_| !is_elsewhere);
    element("button")
        .set("class", class)
        .set("type", "submit")
        .set("aria-label", long_label)
        .follow("aria-busy", move || act.is_some_and(Act::is_busy).then_some("true"))
        .set("formaction", elsewhere)
        .set("formmethod", is_elsewhere.then_some("post"))
        .set("formnovalidate", is_elsewhere)
        .with(label)
        .into()
}

/// Everything that is wrong, first on the page, each with a way to its field. It takes the focus.
pub fn summary(act: Act) -> Node {
    live(move || {
        let Problems { heading, problems } = act.said();
        let item = |Problem { field, text }| {
            let text = time::text(text);
            element("li").with(match field {
                Some(field) => element("a").set("href", format!("#{field}")).with(text).into(),
                None => text,
            })
        };
        (!problems.is_empty()).then(|| {
            element("div")
                .set("class", "summary")
                .set("role", "alert")
                .set("tabindex", "-1")
                .set("autofocus", true)
                .with(element("h2").with(heading))
                .with(element("ul").with(several(problems.into_iter().map(item))))
        })
    })
}
