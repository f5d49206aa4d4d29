//! What happened to an account.

use super::Entry;
use crate::flows::desk::{Desk, Sheet, acts, apart, aside, button, item, lead, meta, p, plain, run, strong, words};
use crate::locale::{Texts, time};
use crate::wire::sheet::{Block, List, Look};
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
        Event::RecoveryChanged => texts.event_recovery_changed(),
        Event::TokenMade => texts.event_token_made(),
        Event::TokenRevoked => texts.event_token_revoked(),
        Event::Linked => texts.linked_event_linked(),
        Event::Unlinked => texts.linked_event_unlinked(),
        Event::Switched => texts.linked_event_switched(),
        Event::AgreementAccepted => texts.event_agreement_accepted(),
    }
}

pub fn history_page(desk: &Desk, entries: Vec<Entry>) -> Sheet {
    let texts = desk.texts;
    // Accounts are older than this list.
    let none = entries.is_empty().then(|| p(texts.history_none()));
    let line = |entry: Entry| {
        let device = if entry.device.is_empty() { texts.device_unknown().to_owned() } else { entry.device };
        let when = run(time::moment(entry.at), Look::Time(entry.at.iso()));
        let what = words(strong(sentence(texts, entry.event)));
        item("", vec![what, meta([when, plain(" · "), apart(device), plain(" · "), apart(entry.network)])])
    };
    let lines = entries.into_iter().map(line).collect();
    let lines = Block::List(List { class: "events".to_owned(), is_ordered: true, items: lines });
    let blocks = std::iter::once(lead(texts.history_lead())).chain(none).chain([lines]).collect();
    Sheet::wide(texts.history_title(), blocks).below(
        texts.history_strange(),
        vec![p(texts.history_strange_advice()), acts(button(texts.history_not_me(), Page::Restore.path())), aside(desk.back())],
    )
}
