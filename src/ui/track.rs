//! Where the message is that the page waits for: asked once a second while the page is open.

use leptos::prelude::*;

use super::ask::get;
use super::node::{Element, Node, element, live, several};
use super::station::{Station, station};
use super::time::told;
use super::{effect, hydrated, spawn};
use crate::wire::sheet::{Stage, Track};

const ASK_EVERY: core::time::Duration = core::time::Duration::from_secs(1);

/// Asks the server function at `follow` where the message is, as long as the page at hand waits for one.
pub fn watch(station: Station, follow: &'static str) {
    effect(move || {
        let asking = StoredValue::new(false);
        let ask = move || {
            if station.track().with_untracked(Option::is_none) || asking.try_get_value() != Some(false) {
                return;
            }
            asking.set_value(true);
            let (page, arrival) = (station.page(), station.arrivals().get_untracked());
            spawn(async move {
                let found = get::<Option<Track>>(follow, page).await;
                asking.try_set_value(false);
                if station.arrivals().get_untracked() != arrival {
                    return;
                }
                match found {
                    Some(Some(track)) => station.track().set(Some(track)),
                    // It is over: the page that stands in for this one says how, unless somebody is on the way to another already.
                    Some(None) if !station.is_busy() => station.turn(page),
                    Some(None) | None => {}
                }
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

/// Where the message is, and of a letter, which one to look for.
pub fn track(path: String) -> Node {
    let (now, followed) = (station().track(), hydrated());
    let Some(Track { title, look_for, reload, .. }) = now.get_untracked() else { return Node::from(None::<Node>) };
    // Only what has changed is drawn, and so read out, again.
    let stages = live(move || {
        let is_ours = followed.get();
        several(now.get().map(|track| track.stages).unwrap_or_default().into_iter().map(|stage| drawn(stage, is_ours)))
    });
    several([
        Node::from(element("h2").with(title)),
        element("ol").set("class", "track").set("aria-live", "polite").with(stages).into(),
        look_for.map(|text| element("p").set("class", "hint").with(text)).into(),
        element("p").follow("hidden", move || followed.get()).with(element("a").set("href", path).with(reload)).into(),
    ])
}

fn drawn(Stage { class, name, when }: Stage, is_ours: bool) -> Element {
    let current = (class != "done" && class != "next").then_some("step");
    let when = when.map(|when| several([Node::from(" "), element("span").with(told(&when, is_ours)).into()]));
    element("li").set("class", class).set("aria-current", current).with(element("b").with(told(&name, is_ours))).with(when)
}

/// When another message can be asked for.
pub fn countdown() -> Node {
    let now = station().track();
    element("p").set("class", "countdown").with(live(move || now.get().map(|track| track.again))).into()
}
