//! The way from one page to the next: the page that a link or an answer names is fetched while the old one stays, then takes its place,
//! with address, title and focus. Where that fails the browser goes there by itself, and shows what it shows.

use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos::wasm_bindgen::JsCast as _;
use leptos::web_sys::{HtmlAnchorElement, MouseEvent};

use super::Open;
use crate::ui::ask::get;
use crate::ui::station::{Station, Wanted};
use crate::ui::{effect, focus, frame, spawn};
use crate::wire::sheet::Block;
use crate::wire::{Arrival, Doors, Opened};
use crate::words::Page;

/// What stands around a page, and what is about to be drawn of it.
#[derive(Clone, Copy)]
pub struct Shown {
    pub doors: RwSignal<Doors>,
    pub has_form: RwSignal<bool>,
    pub loading: RwSignal<bool>,
    blocks: StoredValue<Vec<Block>>,
    /// The name that every title ends in.
    site: &'static str,
}

impl Shown {
    pub fn new(doors: Doors, blocks: Vec<Block>, has_form: bool) -> Self {
        Self {
            doors: RwSignal::new(doors),
            has_form: RwSignal::new(has_form),
            loading: RwSignal::new(false),
            blocks: StoredValue::new(blocks),
            site: &frame().name,
        }
    }

    /// What the page at hand consists of, once.
    pub fn take(self) -> Vec<Block> {
        self.blocks.try_update_value(std::mem::take).unwrap_or_default()
    }

    fn arrive(self, station: Station, arrival: Arrival) {
        let Arrival { page, title, doors, blocks, track, has_form } = arrival;
        document().set_title(&format!("{title} · {}", self.site));
        if self.doors.with_untracked(|known| *known != doors) {
            self.doors.set(doors);
        }
        self.has_form.set(has_form);
        self.blocks.set_value(blocks);
        station.arrive(page, track);
    }
}

/// Follows what is wanted, by links, answers, Back and Forward.
pub fn travel(station: Station, shown: Shown) {
    let journey = StoredValue::new(0_u32);
    effect(move || {
        let Some(Wanted { page, replaces }) = station.wanted() else { return };
        journey.update_value(|n| *n += 1);
        let this = journey.get_value();
        shown.loading.set(true);
        spawn(async move {
            let opened = get::<Opened>(Open::PATH, page).await;
            if journey.try_get_value() != Some(this) {
                return;
            }
            shown.loading.set(false);
            match opened {
                Some(Opened::Here(arrival)) => {
                    // Only now does a link that was followed change the address, as when browsers load a page.
                    write(page, replaces);
                    shown.arrive(station, *arrival);
                    focus("main h1");
                }
                // Where the address bar already shows the page that we are sent away from, that page must not stay behind.
                Some(Opened::Elsewhere(other)) if replaces || is_at(page) => station.turn(other),
                Some(Opened::Elsewhere(other)) => station.go(other),
                None => {
                    let _ = location().assign(page.path());
                }
            }
        });
    });
    effect(move || {
        window_event_listener_untyped("click", move |event| follow(station, event.unchecked_ref()));
        window_event_listener_untyped("popstate", move |_| {
            let page = Page::at(&path());
            if page != station.page() {
                station.go(page);
            } else if shown.loading.get_untracked() {
                // Back where we are: what was on its way is no longer wanted.
                journey.update_value(|n| *n += 1);
                shown.loading.set(false);
            }
        });
    });
}

/// Goes where a link leads, if that is a page of ours and nobody wants it elsewhere. All other links are the browser's.
fn follow(station: Station, event: &MouseEvent) {
    let is_changed = event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key();
    if event.default_prevented() || event.button() != 0 || is_changed {
        return;
    }
    let pressed = event.target().and_then(|target| target.dyn_into::<leptos::web_sys::Element>().ok());
    let link = pressed.and_then(|pressed| pressed.closest("a[href]").ok().flatten());
    let Some(link) = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok()) else { return };
    let page = Page::at(&link.pathname());
    let is_plain = link.target().is_empty() && link.search().is_empty() && link.hash().is_empty();
    if page != Page::Missing && is_plain && location().origin().is_ok_and(|origin| origin == link.origin()) {
        event.prevent_default();
        station.go(page);
    }
}

/// Says in the address bar and the history which page this is.
fn write(page: Page, replaces: bool) {
    if is_at(page) {
        return;
    }
    let (Ok(history), path) = (window().history(), Some(page.path())) else { return };
    let nothing = leptos::wasm_bindgen::JsValue::NULL;
    let _ =
        if replaces { history.replace_state_with_url(&nothing, "", path) } else { history.push_state_with_url(&nothing, "", path) };
    window().scroll_to_with_x_and_y(0.0, 0.0);
}

fn is_at(page: Page) -> bool {
    path() == page.path()
}

fn path() -> String {
    location().pathname().unwrap_or_default()
}
