//! Between pages: where the person is, what this page arrived with, and which is wanted next.

use leptos::prelude::*;

use super::form::Act;
use crate::wire::sheet::{Problems, Track};
use crate::words::Page;

/// The number of the form that signs out, in the head of every page.
pub const LEAVE: u32 = u32::MAX;

/// A page that is wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    pub page: Page,
    /// Whether it takes the place of the one at hand in the history: Back must not lead to that one, which would send the person here
    /// again.
    pub replaces: bool,
}

/// A context of every page.
#[derive(Clone, Copy)]
pub struct Station {
    page: RwSignal<Page>,
    /// The forms of this page, by the addresses that they are sent to.
    acts: StoredValue<Vec<(String, Act)>>,
    /// Where the message is that this page waits for.
    track: RwSignal<Option<Track>>,
    wanted: RwSignal<Option<Wanted>>,
    /// How many pages have come.
    arrivals: RwSignal<u32>,
    /// The form that was sent last: what is wrong with the others is no longer news.
    speaker: RwSignal<Option<u32>>,
}

/// The one of this page.
pub fn station() -> Station {
    expect_context()
}

impl Station {
    pub fn new(page: Page, track: Option<Track>) -> Self {
        Self {
            page: RwSignal::new(page),
            acts: StoredValue::new(Vec::new()),
            track: RwSignal::new(track),
            wanted: RwSignal::new(None),
            arrivals: RwSignal::new(0),
            speaker: RwSignal::new(None),
        }
    }

    /// To a page, which may be this one: then it is drawn anew.
    pub fn go(self, page: Page) {
        self.wanted.set(Some(Wanted { page, replaces: false }));
    }

    /// To a page that stands in for the one that was asked for.
    pub fn turn(self, page: Page) {
        self.wanted.set(Some(Wanted { page, replaces: true }));
    }

    /// Where to next.
    pub fn wanted(self) -> Option<Wanted> {
        self.wanted.get()
    }

    /// Another page has come, and is about to be drawn.
    pub fn arrive(self, page: Page, track: Option<Track>) {
        self.acts.update_value(Vec::clear);
        self.page.set(page);
        self.track.set(track);
        self.speaker.set(None);
        self.arrivals.update(|n| *n += 1);
    }

    /// The page at hand.
    pub fn page(self) -> Page {
        self.page.get_untracked()
    }

    /// The same, followed.
    pub fn page_now(self) -> Page {
        self.page.get()
    }

    /// The state of this page's forms that are sent to an address, with what was wrong with them before the page came.
    pub fn act(self, path: &str, refusal: Option<Problems>) -> Act {
        let known = self.acts.with_value(|acts| acts.iter().find(|(known, _)| known == path).map(|(_, act)| *act));
        if let Some(act) = known {
            if let Some(refusal) = refusal {
                act.refuse(refusal);
            }
            return act;
        }
        let name = self.acts.with_value(|acts| u32::try_from(acts.len()).unwrap_or(LEAVE));
        let act = Act::new(self, name, refusal);
        self.acts.update_value(|acts| acts.push((path.to_owned(), act)));
        act
    }

    fn acts(self) -> Vec<Act> {
        self.acts.with_value(|acts| acts.iter().map(|(_, act)| *act).collect())
    }

    /// Whether a field of whatever form was refused.
    pub fn is_refused(self, field: &str) -> bool {
        self.acts().into_iter().any(|act| act.reason(field).is())
    }

    /// Whether a form is on its way.
    pub fn is_busy(self) -> bool {
        self.acts().into_iter().any(Act::is_busy)
    }

    pub fn listen_to(self, act: u32) {
        self.speaker.set(Some(act));
    }

    pub fn listens_to(self, act: u32) -> bool {
        self.speaker.get().is_none_or(|speaker| speaker == act)
    }

    pub fn arrivals(self) -> ReadSignal<u32> {
        self.arrivals.read_only()
    }

    pub fn track(self) -> RwSignal<Option<Track>> {
        self.track
    }
}
