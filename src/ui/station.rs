//! Between pages: where the person is, what this page arrived with, and how to get to the next.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};

use super::form::Act;
use crate::wire::sheet::{Problems, Track};
use crate::words::Page;

/// The number of the form that signs out, in the head of every page.
pub const LEAVE: u32 = u32::MAX;

/// A context of every page.
#[derive(Clone, Copy)]
pub struct Station {
    /// The forms of this page, by the addresses that they are sent to.
    acts: StoredValue<Vec<(String, Act)>>,
    /// Where the message is that this page waits for.
    track: RwSignal<Option<Track>>,
    /// Grows when the page is to be fetched again where it is.
    again: RwSignal<u32>,
    wanted: RwSignal<Option<Page>>,
    /// How many pages have come.
    arrivals: RwSignal<u32>,
    /// Whether the page that is wanted next stands in for the one whose address was asked for.
    sent_away: StoredValue<bool>,
    /// The form that was sent last: what is wrong with the others is no longer news.
    speaker: RwSignal<Option<u32>>,
}

impl Station {
    /// Only below a `Router`.
    pub fn new(track: Option<Track>) -> Self {
        let (here, navigate) = (use_location().pathname, use_navigate());
        let station = Self {
            acts: StoredValue::new(Vec::new()),
            track: RwSignal::new(track),
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

    /// Another page has come, and is about to be drawn.
    pub fn arrive(self, track: Option<Track>) {
        self.acts.update_value(Vec::clear);
        self.track.set(track);
        self.speaker.set(None);
        self.arrivals.update(|n| *n += 1);
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
        self.acts().into_iter().any(|act| act.problem(field).get().is_some())
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
