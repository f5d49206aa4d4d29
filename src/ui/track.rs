//! What a page tells of a letter or an SMS: where it is, what to look for, when another can be asked for, and why a link opens nothing.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::act::{Act, Form};
use super::ask::get;
use super::station::Station;
use super::{by, hydrated, site, texts, time};
use crate::locale::Texts;
use crate::wire::{End, Stage, Track};
use crate::words::{Channel, Page, Span};

/// How often the page asks where the letter is.
const ASK_EVERY: core::time::Duration = core::time::Duration::from_secs(1);

/// Where the message of `page` is, asked of the server function at `follow` once a second while the page is open. `acts` are those that
/// end the waiting: once one of them is sent, the page that it leads to says what came of it.
pub fn watch_letter(track: Track, page: Page, acts: impl IntoIterator<Item = Act>, follow: &'static str) -> ReadSignal<Track> {
    let (now, set) = signal(track);
    let (station, busy) = (expect_context::<Station>(), acts.into_iter().map(Act::busy).collect::<Vec<_>>());
    Effect::new(move |_| {
        let (asking, busy) = (StoredValue::new(false), busy.clone());
        let ask = move || {
            if asking.try_get_value() != Some(false) {
                return;
            }
            asking.set_value(true);
            let busy = busy.clone();
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

/// Where the message is, and of a letter, which one to look for.
#[component]
pub fn TrackList(channel: Channel, now: ReadSignal<Track>, page: Page, #[prop(optional)] subject: &'static str) -> impl IntoView {
    let (texts, site, followed) = (texts(), site(), hydrated());
    view! {
        <h2>{by(channel, texts.track_title(), texts.track_title_sms()).to_owned()}</h2>
        <ol class="track" aria-live="polite">{move || stages(texts, channel, now.get())}</ol>
        {(channel == Channel::Letter).then(|| view! { <p class="hint">{texts.track_look_for(&site.name, subject)}</p> })}
        <p hidden=move || followed.get()><a href=page.path()>{texts.track_reload().to_owned()}</a></p>
    }
}

/// The form that asks for another message, and when it can.
#[component]
pub fn AnotherLetter(act: Act, channel: Channel, now: ReadSignal<Track>) -> impl IntoView {
    let texts = texts();
    view! {
        <Form act id="again">
            {move || countdown(texts, channel, now.get().again_in)}
            <button class="button" type="submit" aria-busy=move || act.busy().get().then_some("true")>
                {by(channel, texts.track_again(), texts.track_again_sms()).to_owned()}
            </button>
        </Form>
    }
}

/// The way of a message: what is behind it, where it is, what is to come.
fn stages(texts: &Texts, channel: Channel, track: Track) -> impl IntoView + use<> {
    let ago = time::ago(texts, track.since);
    let stage = |class: &'static str, name: String, when: Option<String>| {
        let when = when.map(|when| view! { " " <span>{when}</span> });
        view! { <li class=class aria-current=(class != "done" && class != "next").then_some("step")><b>{name}</b>{when}</li> }
    };
    let queued = texts.track_queued().to_owned();
    let sending = by(channel, texts.track_sending(), texts.track_sending_sms()).to_owned();
    let handed = by(channel, texts.track_handed(), texts.track_handed_sms()).to_owned();
    match track.stage {
        Stage::Queued => [stage("now", queued, Some(ago)), stage("next", sending, None), stage("next", handed, None)],
        Stage::Sending => [stage("done", queued, None), stage("now", sending, Some(ago)), stage("next", handed, None)],
        Stage::Retry(wait) => {
            let next = time::until(texts, wait);
            let retry = if channel == Channel::Sms { texts.track_retry_sms(&next) } else { texts.track_retry(&next) };
            [stage("done", queued, None), stage("now", retry, None), stage("next", handed, None)]
        }
        Stage::Handed => [stage("done", queued, None), stage("done", sending, None), stage("done", handed, Some(ago))],
        Stage::Delivered => {
            [stage("done", queued, None), stage("done", handed, None), stage("done", texts.track_delivered().to_owned(), Some(ago))]
        }
        Stage::Undelivered => [
            stage("done", queued, None),
            stage("done", handed, None),
            stage("bad", texts.track_undelivered().to_owned(), Some(ago)),
        ],
        Stage::Failed => {
            let failed = by(channel, texts.track_failed(), texts.track_failed_sms()).to_owned();
            [stage("done", queued, None), stage("done", sending, None), stage("bad", failed, Some(ago))]
        }
    }
    .collect_view()
}

fn countdown(texts: &Texts, channel: Channel, left: Span) -> impl IntoView + use<> {
    let wait = time::wait(texts, left);
    let told = match channel {
        _ if left <= Span(0) => by(channel, texts.track_again_hint(), texts.track_again_hint_sms()).to_owned(),
        Channel::Letter => texts.track_again_wait(&wait),
        Channel::Sms => texts.track_again_wait_sms(&wait),
    };
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
