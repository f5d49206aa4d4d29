//! The whole page: head, what is between, foot; and the document around it.

mod open;
mod travel;

use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos::web_sys::Event;

use crate::ui::block::blocks;
use crate::ui::form::{Act, summary};
use crate::ui::frame;
use crate::ui::languages::language_buttons;
use crate::ui::node::{Element, Node, element, live, several};
use crate::ui::station::{LEAVE, Station};
use crate::ui::track::watch;
use crate::wire::sheet::MAIN;
use crate::wire::{Arrival, Doors, Frame, Link};
use crate::words::Page;
pub use open::{Follow, Open, SetLanguage, follow, open, set_language};
use travel::{Shown, travel};

/// The id of what the server writes into a page for the script: the site's frame and the page itself, as JSON.
const FIRST: &str = "first";

/// The document around the app, for the server: everything that the browser needs before a script runs.
#[cfg(feature = "ssr")]
pub fn shell(
    language: crate::locale::Language,
    (frame, frame_as_json): (&'static Frame, &str),
    style: String,
    arrival: Arrival,
    files: impl Fn(&str) -> String,
    watched: Option<LeptosOptions>,
) -> impl IntoView {
    let nonce = leptos::nonce::use_nonce();
    let title = format!("{} · {}", arrival.title, frame.name);
    // Within a script nothing is escaped: no text in it may end it.
    let first = format!("[{frame_as_json},{}]", serde_json::to_string(&arrival).unwrap_or_default()).replace('<', "\\u003c");
    // Both files are asked for while the page is read and drawn, and give way to what it is drawn with.
    let start = format!(
        "{{const w=fetch({:?},{{priority:'low'}}),d=new Promise(r=>addEventListener('DOMContentLoaded',r));\
         import({:?}).then(async m=>{{await m.default({{module_or_path:w}});await d;m.hydrate()}})}}",
        files("cabinet.wasm"),
        files("cabinet.js"),
    );
    view! {
        <!DOCTYPE html>
        <html lang=language.code() dir=language.dir()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <title>{title}</title>
                // Before the style sheet, which scripts behind it would wait for.
                <script nonce=nonce.clone()>{start}</script>
                {match &frame.logo {
                    Some(logo) => view! { <link rel="icon" href=logo.clone()/> }.into_any(),
                    None => view! { <link rel="icon" type="image/svg+xml" href="/favicon.svg"/> }.into_any(),
                }}
                <link rel="stylesheet" href=files("cabinet.css")/>
                <style nonce=nonce.clone()>{style}</style>
                {watched.map(|options| view! { <AutoReload options/> })}
                <script type="application/json" id=FIRST nonce=nonce>{first}</script>
            </head>
            <body>{app(frame, arrival)}</body>
        </html>
    }
}

/// Takes over the page that the server has drawn.
#[cfg(feature = "hydrate")]
pub fn hydrate() {
    let first = document().get_element_by_id(FIRST).and_then(|first| first.text_content());
    let (Some((frame, arrival)), Some(body)) = (first.and_then(|first| crate::wire::read(&first)), document().body()) else {
        return;
    };
    let _ = any_spawner::Executor::init_wasm_bindgen();
    // It lives as long as the page, as does all that follows.
    let frame: &'static Frame = Box::leak(Box::new(frame));
    let owner = Owner::new();
    let drawn = owner.with(|| app(frame, arrival).hydrate_from::<true>(&body));
    std::mem::forget((owner, drawn));
    // For whoever has to know that the page now follows its script.
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("data-hydrated", "true");
    }
}

/// The app, the same on the server and in the browser.
fn app(frame: &'static Frame, arrival: Arrival) -> Node {
    provide_context(frame);
    let Arrival { page, title: _, doors, blocks: first, track, has_form } = arrival;
    let station = Station::new(page, track);
    provide_context(station);
    let shown = Shown::new(doors, first, has_form);
    travel(station, shown);
    watch(station, Follow::PATH);
    let leave = Act::new(station, LEAVE, None);
    let main = element("main")
        .set("id", "main")
        .follow("data-page", move || station.page_now().path().trim_start_matches('/'))
        .with(summary(leave))
        .with(live(move || {
            station.arrivals().get();
            blocks(shown.take(), None)
        }));
    several([
        element("a").set("class", "skip").set("href", "#main").with(frame.skip.as_str()),
        top(shown, leave),
        element("div").set("class", "progress").set("aria-hidden", "true").follow("hidden", move || !shown.loading.get()),
        main,
        bottom(station, shown),
    ])
}

fn top(shown: Shown, leave: Act) -> Element {
    let frame = frame();
    let logo = frame.logo.as_deref().map(|logo| element("img").set("src", logo).set("alt", "").set("height", "28"));
    let brand = element("a")
        .set("class", if frame.logo.is_some() { "brand own" } else { "brand" })
        .set("href", Page::Home.path())
        .with(logo)
        .with(element("span").with(frame.name.as_str()));
    let navigation = element("nav").set("class", "site").set("aria-label", frame.name.as_str());
    element("header")
        .set("class", "top")
        .with(brand)
        .with((!frame.navigation.is_empty()).then(|| navigation.with(links(&frame.navigation))))
        .with(
            element("nav")
                .set("class", "doors")
                .set("aria-label", frame.doors.as_str())
                .with(live(move || way(shown.doors.get(), leave))),
        )
}

/// The ways in, or who is in and the way out.
fn way(doors: Doors, leave: Act) -> Node {
    match doors {
        Doors::In(links) => several(links.into_iter().enumerate().map(|(at, Link { label, href })| {
            element("a").set("class", if at == 0 { "button quiet" } else { "button" }).set("href", href).with(label)
        })),
        Doors::Out { who: Link { label, href }, sign_out } => several([
            element("a").set("class", "who").set("href", href).set("dir", "auto").with(label),
            element("form")
                .set("method", "post")
                .set("action", sign_out.clone())
                .on("submit", move |event: Event| leave.send(sign_out.clone(), &event))
                .with(element("button").set("class", "button quiet").with(frame().sign_out.as_str())),
        ]),
    }
}

fn bottom(station: Station, shown: Shown) -> Element {
    let frame = frame();
    let form = move || if shown.has_form.get() { MAIN } else { "languages" };
    let languages = element("form")
        .set("class", "languages")
        .set("id", "languages")
        .set("method", "post")
        .set("action", SetLanguage::PATH)
        .set("aria-label", frame.languages.label.as_str())
        .with(element("input").set("type", "hidden").set("name", "page").follow("value", move || station.page_now().path()))
        .with(language_buttons(SetLanguage::PATH, |button| button.follow("form", form)));
    let more = element("nav").set("aria-label", frame.more.as_str());
    element("footer").set("class", "bottom").with(more.with(links(&frame.footer)).with(links(&frame.pages))).with(languages)
}

fn links(links: &'static [Link]) -> Node {
    several(links.iter().map(|link| element("a").set("href", link.href.as_str()).with(link.label.as_str())))
}
