//! What a page tells of a letter: where it is, what to look for, when another can be asked for, and why a link opens nothing.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::act::{Act, Form};
use super::ask::get;
use super::station::Station;
use super::{hydrated, site, texts, time};
use crate::locale::Texts;
use crate::wire::{End, Stage, Track};
use crate::words::{Page, Span};

/// How often the page asks where the letter is.
const ASK_EVERY: core::time::Duration = core::time::Duration::from_secs(1);

/// Where the letter of `page` is, asked of the server function at `follow` once a second while the page is open. `acts` are those that end the waiting: once one of
/// them is sent, the page that it leads to says what came of it.
pub fn watch_letter(track: Track, page: Page, acts: [Act; 2], follow: &'static str) -> ReadSignal<Track> {
    let (now, set) = signal(track);
    let (station, busy) = (expect_context::<Station>(), acts.map(Act::busy));
    Effect::new(move |_| {
        let asking = StoredValue::new(false);
        let ask = move || {
            if asking.try_get_value() != Some(false) {
                return;
            }
            asking.set_value(true);
            spawn_local(async move {
                match get::<Option<Track>>(follow, page).await {
                    Some(Some(track)) => {
                        set.try_set(track);
                    }
                    // It is over: the page that stands in for this one says how, unless somebody is on the way to another already.
                    Some(None) if busy.iter().all(|busy| busy.try_get_untracked() == Some(false)) => station.turn(page),
                    Some(None) | None => {}
                }
                asking.try_set_value(false);
            });
        };
        let handle = set_interval(ask, ASK_EVERY);
        on_cleanup(move || {
            if let Ok(handle) = handle {
                handle.clear();
            }
        });
    });
    now
}

/// Where the letter is, and which one to look for.
#[component]
pub fn TrackList(now: ReadSignal<Track>, page: Page, subject: &'static str) -> impl IntoView {
    let (texts, site, followed) = (texts(), site(), hydrated());
    view! {
        <h2>{texts.track_title().to_owned()}</h2>
        <ol class="track" aria-live="polite">{move || stages(texts, now.get())}</ol>
        <p class="hint">{texts.track_look_for(&site.name, subject)}</p>
        <p hidden=move || followed.get()><a href=page.path()>{texts.track_reload().to_owned()}</a></p>
    }
}

/// The form that asks for another letter, and when it can.
#[component]
pub fn AnotherLetter(act: Act, submit: impl Fn(SubmitEvent) + 'static, now: ReadSignal<Track>) -> impl IntoView {
    let texts = texts();
    view! {
        <Form act submit id="again">
            {move || countdown(texts, now.get().again_in)}
            <button class="button" type="submit" aria-busy=move || act.busy().get().then_some("true")>
                {texts.track_again().to_owned()}
            </button>
        </Form>
    }
}

/// The way of a letter: what is behind it, where it is, what is to come.
fn stages(texts: &Texts, track: Track) -> impl IntoView + use<> {
    let ago = time::ago(texts, track.since);
    let stage = |class: &'static str, name: String, when: Option<String>| {
        let when = when.map(|when| view! { " " <span>{when}</span> });
        view! { <li class=class aria-current=(class != "done" && class != "next").then_some("step")><b>{name}</b>{when}</li> }
    };
    let queued = texts.track_queued().to_owned();
    let sending = texts.track_sending().to_owned();
    let handed = texts.track_handed().to_owned();
    match track.stage {
        Stage::Queued => [stage("now", queued, Some(ago)), stage("next", sending, None), stage("next", handed, None)],
        Stage::Sending => [stage("done", queued, None), stage("now", sending, Some(ago)), stage("next", handed, None)],
        Stage::Retry(wait) => {
            let retry = texts.track_retry(&time::until(texts, wait));
            [stage("done", queued, None), stage("now", retry, None), stage("next", handed, None)]
        }
        Stage::Handed => [stage("done", queued, None), stage("done", sending, None), stage("done", handed, Some(ago))],
        Stage::Failed => {
            [stage("done", queued, None), stage("done", sending, None), stage("bad", texts.track_failed().to_owned(), Some(ago))]
        }
    }
    .collect_view()
}

fn countdown(texts: &Texts, left: Span) -> impl IntoView + use<> {
    let told = if left > Span(0) { texts.track_again_wait(&time::wait(texts, left)) } else { texts.track_again_hint().to_owned() };
    view! { <p class="countdown">{told}</p> }
}

/// The title of a page whose letter opens nothing.
pub fn ended(texts: &Texts, end: End) -> &str {
    match end {
        End::Mistyped => texts.link_mistyped(),
        End::Expired => texts.link_expired(),
        End::Used => texts.link_used(),
        End::Replaced => texts.link_replaced(),
    }
}

/// Keeps an address together inside a sentence of another direction (Unicode FSI … PDI).
pub fn isolate(text: &str) -> String {
    format!("\u{2068}{text}\u{2069}")
}
