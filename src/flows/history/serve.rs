//! What happened to an account, read by its owner and told by letter.

use std::sync::Arc;

use super::Entry;
use crate::locale::Texts;
use crate::server::answer::{Fault, Stop};
use crate::server::limits::Errand;
use crate::server::outbox::{self, Block, Composed};
use crate::server::store::{Account, Happened, Message};
use crate::server::visitor::Visit;
use crate::server::{House, events};
use crate::wire::Never;
use crate::words::{Channel, Event, Moment, Page};

/// The most lines that are shown.
const MOST: i64 = 200;

pub async fn entries(visit: &Visit, account: &Account) -> Result<Vec<Entry>, Stop<Never>> {
    let found = visit.house.store.read().await?.history(&account.id, MOST).await?;
    let entries = found.into_iter().filter_map(|line| {
        Some(Entry { event: Event::named(&line.event)?, at: Moment(line.at), device: line.device, network: line.network })
    });
    Ok(entries.collect())
}

/// Writes the letter that tells an address what happened. It holds no secret, and leads to restoring.
pub async fn letter(house: &Arc<House>, message: &Message) -> Result<Composed, Fault> {
    let mut tx = house.store.read().await?;
    let Some(happened) = tx.happened(&message.about).await? else { return Ok(Composed::Void) };
    let Some(account) = tx.account(&happened.account).await? else { return Ok(Composed::Void) };
    let to = match &message.via {
        None => Some(account.contact.clone()),
        Some(via) => match via.strip_prefix(events::VIA_CONTACT) {
            // One that counted when it happened: it may be what was taken away.
            Some(id) => tx.contact(id).await?.filter(|contact| contact.proved_at.is_some()).map(|contact| contact.contact),
            None => tx.email_change(via).await?.map(|change| change.old_email),
        },
    };
    let Some(to) = to else { return Ok(Composed::Void) };
    let texts = house.texts_in(&account.language);
    if Channel::to(&to) == Channel::Sms {
        drop(tx);
        let sms = sms(house, texts, &to, &happened);
        let held = outbox::pay(house, &message.id, &sms, Errand::Notice).await?;
        return Ok(held.map_or(sms, Composed::Held));
    }
    let (brand, url) = (&house.config.brand, house.config.public_url.origin());
    if let Some(lead) = by_another(texts, &happened, &brand.name) {
        let body = vec![Block::Text(lead), Block::Text(texts.letter_work_why().to_owned())];
        return Ok(Composed::letter(house, texts, &to, texts.letter_notice_subject(&brand.name), body));
    }
    let lead = match Event::named(&happened.event) {
        Some(Event::PasswordChanged) => texts.letter_notice_password_changed(&brand.name),
        Some(Event::PasswordRestored) => texts.letter_notice_password_restored(&brand.name),
        Some(Event::EmailUndone) => texts.letter_notice_email_undone(&brand.name),
        Some(Event::RecoveryChanged) => texts.letter_notice_recovery_changed(&brand.name),
        Some(Event::LeavingAsked) => {
            let gone_at = Moment(happened.at).after(house.config.policy.account.grace);
            texts.letter_notice_leaving_asked(&gone_at.iso_date(), &brand.name)
        }
        Some(Event::LeavingStopped) => texts.letter_notice_leaving_stopped(&brand.name),
        // Only whoever is let in at once is told of it: all others have had a letter.
        Some(Event::Registered) => texts.letter_notice_registered(texts.login_forgot(), &brand.name),
        Some(Event::TokenMade) => texts.letter_notice_token_made(&brand.name),
        Some(Event::TokenRevoked) => texts.letter_notice_token_revoked(&brand.name),
        Some(Event::CorrectionWaits) => {
            let hours = house.config.policy.support.correction_waits.as_minutes() / 60;
            texts.letter_notice_correction_waits(hours, &brand.name)
        }
        Some(Event::CorrectionStopped) => texts.letter_notice_correction_stopped(&brand.name),
        Some(Event::OperatorAdded) => texts.letter_notice_operator_added(&brand.name),
        Some(Event::OperatorRemoved) => texts.letter_notice_operator_removed(&brand.name),
        Some(Event::Linked) => texts.linked_letter_linked(&brand.name),
        Some(Event::Unlinked) => texts.linked_letter_unlinked(&brand.name),
        _ => return Ok(Composed::Void),
    };
    let at = Moment(happened.at);
    let (hour, minute) = at.clock();
    let when = format!("{} {hour:02}:{minute:02} UTC", at.iso_date());
    let device = if happened.device.is_empty() { texts.device_unknown() } else { &happened.device };
    // The site's own people are not told of by where they sit.
    let facts = match happened.network.is_empty() {
        true => texts.letter_notice_by_site(&brand.name, &when),
        false => texts.letter_notice_facts(device, &happened.network, &when),
    };
    let body = vec![
        Block::Text(lead),
        Block::Text(facts),
        Block::Text(texts.letter_notice_not_me().to_owned()),
        Block::Button { label: texts.letter_notice_button().to_owned(), url: format!("{url}{}", Page::Restore.path()) },
    ];
    Ok(Composed::letter(house, texts, &to, texts.letter_notice_subject(&brand.name), body))
}

/// What an administrator of the organisation did to an account.
fn by_another(texts: &Texts, happened: &Happened, site: &str) -> Option<String> {
    Some(match Event::named(&happened.event)? {
        Event::ShutOut => texts.letter_work_shut_out(site),
        Event::LetIn => texts.letter_work_let_in(site),
        Event::Removed => texts.letter_work_removed(site),
        Event::RestoreStarted => texts.letter_work_restore_started(site),
        _ => return None,
    })
}

/// The same by SMS: without a link, which anybody could imitate (attack DEL-09).
fn sms(house: &House, texts: &Texts, to: &str, happened: &Happened) -> Composed {
    let site = &house.config.brand.name;
    let text = match Event::named(&happened.event) {
        Some(Event::PasswordChanged | Event::PasswordRestored) => texts.letter_sms_password_replaced(site),
        Some(Event::LeavingAsked) => {
            let gone_at = Moment(happened.at).after(house.config.policy.account.grace);
            texts.letter_sms_leaving_asked(&gone_at.iso_date(), site)
        }
        Some(Event::LeavingStopped) => texts.letter_sms_leaving_stopped(site),
        Some(Event::RecoveryChanged) => texts.letter_sms_recovery_changed(site),
        Some(Event::TokenMade) => texts.letter_sms_token_made(site),
        Some(Event::CorrectionWaits) => texts.letter_sms_correction_waits(site),
        Some(Event::Linked) => texts.linked_letter_sms(site),
        _ => return Composed::Void,
    };
    Composed::sms(to, text)
}
