//! The whole page: head, what is between, foot; and the way from one page to the next.

mod open;

use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos::task::spawn_local;
use leptos_router::components::Router;
use leptos_router::hooks::use_location;
use leptos_router::location::{BrowserUrl, LocationProvider};

use crate::ui::ask::get;
use crate::ui::block::blocks;
use crate::ui::form::{Act, summary};
use crate::ui::languages::language_buttons;
use crate::ui::station::{LEAVE, Station};
use crate::ui::track::watch;
use crate::ui::{focus, frame};
use crate::wire::sheet::MAIN;
use crate::wire::{Arrival, Doors, Frame, Link, Opened};
use crate::words::Page;
pub use open::{Follow, Open, SetLanguage, follow, open, set_language};

/// The document around the app, for the server: everything that the browser needs before a script runs.
#[cfg(feature = "ssr")]
pub fn shell(
    language: crate::locale::Language,
    frame: &'static Frame,
    style: String,
    arrival: Arrival,
    files: impl Fn(&str) -> String,
    options: LeptosOptions,
) -> impl IntoView {
    let nonce = leptos::nonce::use_nonce();
    let title = format!("{} · {}", arrival.title, frame.name);
    let start = format!(
        "import({:?}).then(async m=>{{await m.default({{module_or_path:{:?}}});m.hydrate()}})",
        files("cabinet.js"),
        files("cabinet.wasm"),
    );
    provide_context(arrival);
    provide_context(frame);
    view! {
        <!DOCTYPE html>
        <html lang=language.code() dir=language.dir()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <title>{title}</title>
                {match &frame.logo {
                    Some(logo) => view! { <link rel="icon" href=logo.clone()/> }.into_any(),
                    None => view! { <link rel="icon" type="image/svg+xml" href="/favicon.svg"/> }.into_any(),
                }}
                <link rel="stylesheet" href=files("cabinet.css")/>
                <style nonce=nonce.clone()>{style}</style>
                <AutoReload options/>
                <script type="module" nonce=nonce>{start}</script>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// The app, the same on the server and in the browser.
#[component]
pub fn App() -> impl IntoView {
    // The browser has them from the server, written into the page.
    let first =
        SharedValue::new(|| use_context::<&'static Frame>().map(|frame| (frame.clone(), use_context::<Arrival>()))).into_inner();
    let first = first.map(|(frame, arrival)| {
        if use_context::<&'static Frame>().is_none() {
            // It lives as long as the page.
            provide_context::<&'static Frame>(Box::leak(Box::new(frame)));
        }
        arrival
    });
    view! {
        <Router>
            {first.map(|first| view! { <Pages first/> })}
        </Router>
    }
}

#[component]
fn Pages(first: Option<Arrival>) -> impl IntoView {
    let station = Station::new(first.as_ref().and_then(|arrival| arrival.track.clone()));
    provide_context(station);
    let (arrival, loading) = (RwSignal::new(first), RwSignal::new(false));
    travel(station, arrival, loading);
    let leave = Act::new(station, LEAVE, None);
    let page = Signal::derive(move || arrival.with(|arrival| arrival.as_ref().map_or(Page::Home, |arrival| arrival.page)));
    let doors = Memo::new(move |_| arrival.with(|arrival| arrival.as_ref().map(|arrival| arrival.doors.clone())));
    let has_form = Memo::new(move |_| arrival.with(|arrival| arrival.as_ref().is_some_and(|arrival| arrival.has_form)));
    watch(station, page, Follow::PATH);
    view! {
        <a class="skip" href="#main">{frame().skip.clone()}</a>
        <Top doors leave/>
        <div class="progress" aria-hidden="true" hidden=move || !loading.get()></div>
        <main id="main" data-page=move || page.get().path().trim_start_matches('/')>
            {summary(leave)}
            // By number, so that nothing of one page is kept for the next: its inputs would hold what was typed into others.
            <For
                each=move || arrival.get().map(|arrival| (station.arrivals().get_untracked(), arrival))
                key=|(number, _)| *number
                children=|(_, arrival)| blocks(arrival.blocks, None)
            />
        </main>
        <Bottom page has_form/>
    }
}

/// Follows the address: the page that it names is fetched while the old one stays, then takes its place, with title and
/// focus. Where that fails the browser goes there by itself, and shows what it shows.
fn travel(station: Station, arrival: RwSignal<Option<Arrival>>, loading: RwSignal<bool>) {
    let path = use_location().pathname;
    let journey = StoredValue::new(0_u32);
    let browser = StoredValue::new(use_context::<BrowserUrl>());
    let name = &frame().name;
    Effect::new(move |before: Option<()>| {
        let path = path.get();
        station.again();
        if before.is_none() {
            return;
        }
        journey.update_value(|n| *n += 1);
        let this = journey.get_value();
        loading.set(true);
        spawn_local(async move {
            let opened = get::<Opened>(Open::PATH, Page::at(&path)).await;
            if journey.try_get_value() != Some(this) {
                return;
            }
            loading.set(false);
            match opened {
                Some(Opened::Here(here)) => {
                    // Only now does a link that was followed change the address, as when browsers load a page.
                    browser.with_value(|browser| browser.iter().for_each(LocationProvider::ready_to_complete));
                    document().set_title(&format!("{} · {name}", here.title));
                    station.arrive(here.track.clone());
                    arrival.set(Some(*here));
                    focus("main h1");
                }
                Some(Opened::Elsewhere(page)) => station.turn(page),
                None => {
                    let _ = location().assign(&path);
                }
            }
        });
    });
}

#[component]
fn Top(doors: Memo<Option<Doors>>, leave: Act) -> impl IntoView {
    let frame = frame();
    view! {
        <header class="top">
            <a class=if frame.logo.is_some() { "brand own" } else { "brand" } href=Page::Home.path()>
                {frame.logo.clone().map(|logo| view! { <img src=logo alt="" height="28"/> })}
                <span>{frame.name.clone()}</span>
            </a>
            {(!frame.navigation.is_empty()).then(|| view! { <nav class="site" aria-label=frame.name.clone()>{links(&frame.navigation)}</nav> })}
            <nav class="doors" aria-label=frame.doors.clone()>
                {move || doors.get().map(|doors| way(doors, leave))}
            </nav>
        </header>
    }
}

/// The ways in, or who is in and the way out.
fn way(doors: Doors, leave: Act) -> AnyView {
    match doors {
        Doors::In(links) => links
            .into_iter()
            .enumerate()
            .map(|(at, Link { label, href })| {
                let class = if at == 0 { "button quiet" } else { "button" };
                view! { <a class=class href=href>{label}</a> }
            })
            .collect_view()
            .into_any(),
        Doors::Out { who: Link { label, href }, sign_out } => view! {
            <a class="who" href=href dir="auto">{label}</a>
            <form method="post" action=sign_out.clone() on:submit=move |event| leave.send(sign_out.clone(), &event)>
                <button class="button quiet">{frame().sign_out.clone()}</button>
            </form>
        }
        .into_any(),
    }
}

#[component]
fn Bottom(page: Signal<Page>, has_form: Memo<bool>) -> impl IntoView {
    let frame = frame();
    let form = move || if has_form.get() { MAIN } else { "languages" };
    let pages = frame.pages.iter().map(|Link { label, href }| view! { <a href=href.clone()>{label.clone()}</a> });
    view! {
        <footer class="bottom">
            <nav aria-label=frame.more.clone()>
                {links(&frame.footer)}
                {pages.collect_view()}
            </nav>
            <form class="languages" id="languages" method="post" action=SetLanguage::PATH aria-label=frame.languages.label.clone()>
                <input type="hidden" name="page" value=move || page.get().path()/>
                {language_buttons(SetLanguage::PATH.to_owned(), Some(Signal::derive(form)))}
            </form>
        </footer>
    }
}

/// The site's own links. They may lead anywhere, also to paths of its own that are no pages of ours: the browser follows them.
fn links(links: &[Link]) -> impl IntoView + use<> {
    links.iter().map(|link| view! { <a rel="external" href=link.href.clone()>{link.label.clone()}</a> }).collect_view()
}
