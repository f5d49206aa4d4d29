//! What happened to an account.

use leptos::prelude::*;

use super::Entry;
use crate::locale::Texts;
use crate::ui::card::{Below, Card};
use crate::ui::{texts, time};
use crate::words::{Event, Page};

fn sentence(texts: &Texts, event: Event) -> &str {
    match event {
        Event::Registered => texts.event_registered(),
        Event::SignedIn => texts.event_signed_in(),
        Event::PasswordChanged => texts.event_password_changed(),
        Event::PasswordRestored => texts.event_password_restored(),
        Event::EmailChanged => texts.event_email_changed(),
        Event::EmailUndone => texts.event_email_undone(),
        Event::UsernameChanged => texts.event_username_changed(),
        Event::SessionsEnded => texts.event_sessions_ended(),
        Event::DataTaken => texts.event_data_taken(),
        Event::LeavingAsked => texts.event_leaving_asked(),
        Event::LeavingStopped => texts.event_leaving_stopped(),
    }
}

#[component]
pub fn HistoryPage(entries: Vec<Entry>) -> impl IntoView {
    let texts = texts();
    // Accounts are older than this list.
    let none = entries.is_empty().then(|| view! { <p>{texts.history_none().to_owned()}</p> });
    let lines = entries.into_iter().map(|entry| {
        let device = if entry.device.is_empty() { texts.device_unknown().to_owned() } else { entry.device };
        view! {
            <li>
                <b>{sentence(texts, entry.event).to_owned()}</b>
                <p class="meta">
                    <time datetime=entry.at.iso()>{time::moment(texts, entry.at)}</time> " · "
                    <bdi>{device}</bdi> " · " <bdi>{entry.network}</bdi>
                </p>
            </li>
        }
    });
    let lines = lines.collect_view();
    view! {
        <Card title=texts.history_title() wide=true>
            <p class="lead">{texts.history_lead().to_owned()}</p>
            {none}
            <ol class="events">{lines}</ol>
        </Card>
        <Below title=texts.history_strange()>
            <p>{texts.history_strange_advice().to_owned()}</p>
            <p class="acts"><a class="button" href=Page::Restore.path()>{texts.history_not_me().to_owned()}</a></p>
            <p class="aside"><a href=Page::Account.path()>{texts.account_back().to_owned()}</a></p>
        </Below>
    }
}
