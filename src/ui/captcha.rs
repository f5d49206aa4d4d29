//! A security code: letters to be read off a picture. Where the script runs, the browser works meanwhile, and once it is done nobody has
//! to read anything.

use leptos::prelude::*;

use super::field::{hinted, holder, judged, said};
use super::form::Act;
use super::node::{Node, element, live};
use super::{ask, effect, spawn, work};
use crate::wire::sheet::Captcha;

const NAME: &str = "captcha";

/// How far the work is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nobody works: there is no script, or no other challenge could be had.
    Idle,
    Busy,
    /// With this counter.
    Done(u32),
}

/// The challenge at hand. The page may be gone before the work is done: whatever is read of it then is not there.
#[derive(Clone, Copy)]
struct Round {
    challenge: RwSignal<String>,
    state: RwSignal<State>,
    /// Grows with each search: what an older one finds is no longer wanted.
    searches: StoredValue<u32>,
    /// What the address of a picture begins with, before its challenge.
    place: StoredValue<String>,
    bits: u32,
}

impl Round {
    /// Does the work of a challenge, which then takes the place of the one at hand.
    async fn work(self, challenge: String) {
        let begun = self.searches.try_update_value(|searches| {
            *searches += 1;
            *searches
        });
        let is_wanted = || begun.is_some() && self.searches.try_get_value() == begun;
        if let Some(found) = work::find(&challenge, self.bits, is_wanted).await
            && is_wanted()
        {
            self.challenge.set(challenge);
            self.state.set(State::Done(found));
        }
    }

    /// Gets another challenge. Where there is nothing to lose with the one at hand, its picture changes at once; else it stays good until
    /// the work for the other is done.
    async fn renew(self) {
        let (Some(place), Some(old)) = (self.place.try_get_value(), self.challenge.try_get_untracked()) else { return };
        let next = ask::text(&format!("{place}{old}/next")).await;
        let is_at_work = self.state.try_get_untracked() == Some(State::Busy);
        match next {
            Some(next) => {
                if is_at_work {
                    self.challenge.set(next.clone());
                }
                self.work(next).await;
            }
            None if is_at_work => self.state.set(State::Idle),
            None => {}
        }
    }
}

/// A labelled picture with the field for its letters, another picture for the asking, and what the script does meanwhile.
pub fn captcha(captcha: Captcha, act: Act) -> Node {
    let Captcha { challenge, picture, size: (width, height), label, hint, alt, fresh, act: elsewhere, bits, renew, work, done } =
        captcha;
    let reason = act.reason(NAME);
    let place = picture.strip_suffix(challenge.as_str()).unwrap_or_default().to_owned();
    let round = Round {
        challenge: RwSignal::new(challenge),
        state: RwSignal::new(State::Idle),
        searches: StoredValue::new(0),
        place: StoredValue::new(place.clone()),
        bits,
    };
    let Round { challenge, state, .. } = round;
    effect(move || {
        state.set(State::Busy);
        spawn(round.work(challenge.get_untracked()));
        // A challenge has its time, and a person takes theirs.
        let again = move || {
            if matches!(state.try_get_untracked(), Some(State::Done(_))) {
                spawn(round.renew());
            }
        };
        let every = set_interval(again, core::time::Duration::from_secs(renew));
        on_cleanup(move || {
            if let Ok(every) = every {
                every.clear();
            }
        });
    });
    // Whatever a form was refused for, its challenge has had its try.
    let mut was_busy = false;
    effect(move || {
        let is_busy = act.is_busy();
        if was_busy && !is_busy {
            state.set(State::Busy);
            spawn(round.renew());
        }
        was_busy = is_busy;
    });
    let counter = move || match state.get() {
        State::Done(found) => found.to_string(),
        State::Idle | State::Busy => String::new(),
    };
    let hidden = |name| element("input").set("type", "hidden").set("name", name).set("autocomplete", "off");
    let input = element("input")
        .set("id", NAME)
        .set("name", NAME)
        .set("type", "text")
        .set("autocomplete", "off")
        .set("autocapitalize", "none")
        .set("spellcheck", "false")
        .set("dir", "ltr")
        .follow("required", move || !matches!(state.get(), State::Done(_)));
    let picture = element("img")
        .follow("src", move || format!("{place}{}", challenge.get()))
        .set("alt", alt)
        .set("width", width.to_string())
        .set("height", height.to_string());
    let progress = live(move || match state.get() {
        State::Idle => String::new(),
        State::Busy => work.clone(),
        State::Done(_) => done.clone(),
    });
    let another = element("button")
        .set("type", "submit")
        .set("class", "link")
        .set("formaction", elsewhere)
        .set("formmethod", "post")
        .set("formnovalidate", true)
        .with(fresh);
    holder("div", ["field captcha", "field captcha wrong"], &reason)
        // Enter in a field presses the first button of its form, which must not be the one for another picture.
        .with(element("button").set("type", "submit").set("tabindex", "-1").set("hidden", true))
        .with(hidden("challenge").follow("value", move || challenge.get()))
        .with(hidden("work").follow("value", counter))
        .with(element("label").set("for", NAME).with(label))
        .with(hinted(&reason, Some(&hint)))
        .with(picture)
        .with(judged(input, &reason, true))
        .with(said(reason))
        .with(
            element("p")
                .set("class", "hint")
                .set("role", "status")
                .follow("hidden", move || state.get() == State::Idle)
                .with(progress),
        )
        .with(another)
        .into()
}
