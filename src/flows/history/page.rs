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
        Event::Joined => texts.work_joined(),
        Event::Left => texts.work_left(),
        Event::Removed => texts.work_removed(),
        Event::RoleChanged => texts.work_role_changed(),
        Event::ShutOut => texts.work_shut_out(),
        Event::LetIn => texts.work_let_in(),
        Event::RestoreStarted => texts.work_restore_started(),
        Event::ColleagueHelped => texts.work_colleague_helped(),
        Event::RestoreBySupport => texts.event_restore_by_support(),
        Event::CorrectionWaits => texts.event_correction_waits(),
        Event::CorrectionStopped => texts.event_correction_stopped(),
        Event::EmailCorrected => texts.event_email_corrected(),
        Event::OperatorAdded => texts.event_operator_added(),
        Event::OperatorRemoved => texts.event_operator_removed(),
        Event::RequestTaken => texts.event_request_taken(),
        Event::RequestAsked => texts.event_request_asked(),
        Event::RequestClosed => texts.event_request_closed(),
        Event::RestoreBegun => texts.event_restore_begun(),
        Event::PeopleListed => texts.event_people_listed(),
        Event::PeopleSent => texts.event_people_sent(),
        Event::CorrectionProposed => texts.event_correction_proposed(),
        Event::CorrectionApproved => texts.event_correction_approved(),
        Event::CorrectionHalted => texts.event_correction_halted(),
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
        // Of what somebody else did, where that was is nowhere written down.
        let whence = match entry.network.is_empty() {
            true => vec![plain(texts.event_by_another())],
            false => vec![apart(device), plain(" · "), apart(entry.network)],
        };
        item("", vec![what, meta([when, plain(" · ")].into_iter().chain(whence).collect::<Vec<_>>())])
    };
    let lines = entries.into_iter().map(line).collect();
    let lines = Block::List(List { class: "events".to_owned(), is_ordered: true, items: lines });
    let blocks = std::iter::once(lead(texts.history_lead())).chain(none).chain([lines]).collect();
    Sheet::wide(texts.history_title(), blocks).below(
        texts.history_strange(),
        vec![p(texts.history_strange_advice()), acts(button(texts.history_not_me(), Page::Restore.path())), aside(desk.back())],
    )
}
