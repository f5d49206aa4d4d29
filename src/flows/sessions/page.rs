//! Where a person is signed in.

use leptos::prelude::*;

use super::{EndOtherSessions, EndSession, Place, Refusal};
use crate::locale::Texts;
use crate::ui::act::{Act, Form, Summary, act};
use crate::ui::card::{Below, Card};
use crate::ui::station::Station;
use crate::ui::{texts, time};
use crate::wire::{Done, Site};
use crate::words::Page;

fn sentence(site: &Site, refusal: &Refusal) -> String {
    match refusal {
        Refusal::Gone => site.texts.sessions_gone().to_owned(),
    }
}

#[component]
pub fn SessionsPage(places: Vec<Place>) -> impl IntoView {
    let (texts, station) = (texts(), expect_context::<Station>());
    let end = act::<EndSession, _>(Page::Sessions, sentence);
    let end_others = act::<EndOtherSessions, _>(Page::Sessions, sentence);
    let news = (station.done() == Some(Done::SessionsEnded))
        .then(|| view! { <div class="notice good" role="status"><p>{texts.sessions_ended().to_owned()}</p></div> });
    let others = places.iter().any(|place| !place.here).then(|| {
        view! {
            <Form act=end_others id="others">
                <button class="button" type="submit" aria-busy=move || end_others.busy().get().then_some("true")>
                    {texts.sessions_end_others().to_owned()}
                </button>
            </Form>
        }
    });
    let rows = places.into_iter().map(|place| row(texts, place, end)).collect_view();
    view! {
        <Card title=texts.sessions_title() wide=true>
            <p class="lead">{texts.sessions_lead().to_owned()}</p>
            {news}
            <Summary act=end/>
            <ul class="places">{rows}</ul>
            {others}
        </Card>
        <Below title=texts.sessions_strange()>
            <p>{texts.sessions_strange_advice().to_owned()}</p>
            <p class="acts">
                <a class="button" href=Page::Password.path()>{texts.account_to_password().to_owned()}</a>
                <a class="button" href=Page::Restore.path()>{texts.sessions_strange_restore().to_owned()}</a>
            </p>
            <p class="aside"><a href=Page::Account.path()>{texts.account_back().to_owned()}</a></p>
        </Below>
    }
}

/// A place, and the button that ends it. The forms of all places are one act: what is wrong with it stands once, above them.
fn row(texts: &'static Texts, place: Place, end: Act) -> impl IntoView {
    let device = if place.device.is_empty() { texts.device_unknown().to_owned() } else { place.device };
    let here = place.here.then(|| view! { " " <span class="status">{texts.sessions_here().to_owned()}</span> });
    let label = texts.sessions_end_long(&device, &place.network);
    let button = (!place.here).then(|| {
        view! {
            <form method="post" action=end.path on:submit=move |event| end.send(&event)>
                <input type="hidden" name="page" value=end.page.path()/>
                <input type="hidden" name="id" value=place.id/>
                <button class="button" type="submit" aria-label=label>{texts.sessions_end().to_owned()}</button>
            </form>
        }
    });
    view! {
        <li>
            <div>
                <p><b dir="auto">{device}</b>{here}</p>
                <p class="meta">
                    <bdi>{place.network}</bdi> " · "
                    <time datetime=place.since.iso()>{texts.sessions_since(&time::moment(texts, place.since))}</time> " · "
                    {texts.sessions_used(&time::ago(texts, place.rested))}
                </p>
            </div>
            {button}
        </li>
    }
}
