//! Where the message is that the page waits for: asked once a second while the page is open.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::ask::get;
use super::hydrated;
use super::station::Station;
use super::time;
use crate::wire::sheet::{Stage, Track};
use crate::words::Page;

const ASK_EVERY: core::time::Duration = core::time::Duration::from_secs(1);

/// Asks the server function at `follow` where the message is, as long as the page at hand waits for one.
pub fn watch(station: Station, page: Signal<Page>, follow: &'static str) {
    Effect::new(move |_| {
        let asking = StoredValue::new(false);
        let ask = move || {
            if station.track().with_untracked(Option::is_none) || asking.try_get_value() != Some(false) {
                return;
            }
            asking.set_value(true);
            let (page, arrival) = (page.get_untracked(), station.arrivals().get_untracked());
            spawn_local(async move {
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
pub fn track(path: String) -> AnyView {
    let (now, followed) = (expect_context::<Station>().track(), hydrated());
    let Some(Track { title, look_for, reload, .. }) = now.get_untracked() else { return ().into_any() };
    // Only what has changed is drawn, and so read out, again.
    let stages = Memo::new(move |_| now.get().map(|track| track.stages));
    view! {
        <h2>{title}</h2>
        <ol class="track" aria-live="polite">
            {move || stages.get().map(|stages| stages.into_iter().map(stage).collect_view())}
        </ol>
        {look_for.map(|text| view! { <p class="hint">{text}</p> })}
        <p hidden=move || followed.get()><a href=path>{reload}</a></p>
    }
    .into_any()
}

fn stage(Stage { class, name, when }: Stage) -> impl IntoView {
    let current = (class != "done" && class != "next").then_some("step");
    let when = when.map(|when| view! { " " <span>{time::text(when)}</span> });
    view! { <li class=class aria-current=current><b>{time::text(name)}</b>{when}</li> }
}

/// When another message can be asked for.
pub fn countdown() -> AnyView {
    let now = expect_context::<Station>().track();
    view! { <p class="countdown">{move || now.get().map(|track| track.again)}</p> }.into_any()
}
