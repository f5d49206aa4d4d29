//! Between pages: where the person is, what this page arrived with, and how to get to the next.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};

use crate::wire::{Done, Note};
use crate::words::Page;

/// A context of every page.
#[derive(Clone, Copy)]
pub struct Station {
    note: StoredValue<Option<Note>>,
    /// Grows when the page is to be fetched again where it is.
    again: RwSignal<u32>,
    wanted: RwSignal<Option<Page>>,
    /// How many pages have come.
    arrivals: RwSignal<u32>,
    /// Whether the page that is wanted next stands in for the one whose address was asked for.
    sent_away: StoredValue<bool>,
    /// The form that was sent last: what is wrong with the others is no longer news.
    speaker: RwSignal<Option<&'static str>>,
}

impl Station {
    /// Only below a `Router`.
    pub fn new(note: Option<Note>) -> Self {
        let (here, navigate) = (use_location().pathname, use_navigate());
        let station = Self {
            note: StoredValue::new(note),
            again: RwSignal::new(0),
            wanted: RwSignal::new(None),
            arrivals: RwSignal::new(0),
            sent_away: StoredValue::new(false),
            speaker: RwSignal::new(None),
        };
        Effect::new(move |_| {
            if let Some(page) = station.wanted.get() {
                station.wanted.set(None);
                let sent_away = station.sent_away;
                if here.get_untracked() == page.path() {
                    station.again.update(|n| *n += 1);
                } else {
                    // Where the address bar already shows the page that we were sent away from, that page must not stay behind:
                    // Back would lead to it, and it would send the person here again.
                    let at = location().pathname().ok();
                    let replace = sent_away.get_value() && at.as_deref() == Some(here.get_untracked().as_str());
                    navigate(page.path(), NavigateOptions { replace, ..Default::default() });
                }
            }
        });
        station
    }

    /// To a page, which may be this one: then it is drawn anew.
    pub fn go(self, page: Page) {
        self.sent_away.set_value(false);
        self.wanted.set(Some(page));
    }

    /// To a page that takes the place of the one that was asked for.
    pub fn turn(self, page: Page) {
        self.sent_away.set_value(true);
        self.wanted.set(Some(page));
    }

    pub fn again(self) -> u32 {
        self.again.get()
    }

    pub fn arrive(self, note: Option<Note>) {
        self.note.set_value(note);
        self.speaker.set(None);
        self.arrivals.update(|n| *n += 1);
    }

    pub fn listen_to(self, act: &'static str) {
        self.speaker.set(Some(act));
    }

    pub fn listens_to(self, act: &'static str) -> bool {
        self.speaker.get().is_none_or(|speaker| speaker == act)
    }

    pub fn arrivals(self) -> ReadSignal<u32> {
        self.arrivals.read_only()
    }

    /// The refusal that the plain form of this act left, as it crossed.
    pub fn refusal(self, act: &str) -> Option<String> {
        self.note
            .with_value(|note| note.as_ref().filter(|note| note.act == act && !note.fail.is_empty()).map(|note| note.fail.clone()))
    }

    /// What was typed into a field before this page came.
    pub fn typed(self, field: &str) -> Option<String> {
        self.note.with_value(|note| note.as_ref()?.typed.iter().find(|(name, _)| name == field).map(|(_, value)| value.clone()))
    }

    /// What this page came to tell.
    pub fn done(self) -> Option<Done> {
        self.note.with_value(|note| note.as_ref()?.done)
    }
}
