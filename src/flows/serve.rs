//! Which flow opens which page, and which one writes which letter.

use std::sync::Arc;

use super::{
    Arrival, Never, Opened, View, account, agreement, email, help, history, leaving, register, restore, sessions, trouble,
};
use crate::server::answer::{Fault, Stop};
use crate::server::outbox::{self, Composed};
use crate::server::store::{Account, Message};
use crate::server::visitor::Visit;
use crate::server::{House, events};
use crate::wire::Track;
use crate::words::{Channel, Page};

/// Opens a page.
pub async fn open(visit: Visit, page: Page) -> Result<Opened, Stop<Never>> {
    let account = visit.account().await?;
    visit.touch().await?;
    let view = match (page, &account) {
        (Page::Home, _) => View::Home,
        (Page::Login | Page::Register, Some(_)) => return Ok(Opened::Elsewhere(Page::Account)),
        (Page::Login, None) => View::Login,
        (Page::Register, None) => View::Register(agreement::serve::version(&visit)),
        (Page::Confirm, _) => match register::serve::waiting(&visit).await? {
            Some(waiting) => View::Confirm(waiting),
            None => return Ok(Opened::Elsewhere(register::serve::ended(&visit).await?)),
        },
        (Page::Welcome, _) => View::Welcome(register::serve::proof(&visit).await?),
        (Page::Restore, _) => View::Restore,
        (Page::RestoreCode | Page::RestoreSent, _) => match restore::serve::waiting(&visit).await? {
            Some(waiting) if waiting.passed != (page == Page::RestoreSent) => {
                return Ok(Opened::Elsewhere(if waiting.passed { Page::RestoreSent } else { Page::RestoreCode }));
            }
            Some(waiting) if waiting.passed => View::RestoreSent(waiting),
            Some(waiting) => View::RestoreCode(waiting),
            None => return Ok(Opened::Elsewhere(restore::serve::ended(&visit))),
        },
        (Page::RestorePassword, _) => match restore::serve::proof(&visit).await? {
            Some(proof) => View::RestorePassword(proof),
            None if restore::serve::waiting(&visit).await?.is_some() => return Ok(Opened::Elsewhere(Page::RestoreCode)),
            None => return Ok(Opened::Elsewhere(restore::serve::ended(&visit))),
        },
        (Page::Undo, _) => match email::serve::undoing(&visit).await? {
            Some(undoing) => View::Undo(undoing),
            None => return Ok(Opened::Elsewhere(Page::Home)),
        },
        (Page::Account | Page::Prove | Page::Password | Page::Email | Page::Sessions | Page::History | Page::Leaving, None) => {
            if page != Page::Prove {
                visit.come_back_to(page);
            }
            return Ok(Opened::Elsewhere(Page::Login));
        }
        (Page::Account, Some(account)) => View::Account(account::serve::profile(account)),
        (Page::Prove, Some(_)) => View::Prove,
        (Page::Password, Some(_)) => View::Password,
        // A number cannot be moved yet, and no letter reaches it.
        (Page::Email, Some(account)) if Channel::to(&account.contact) == Channel::Sms => {
            return Ok(Opened::Elsewhere(Page::Account));
        }
        (Page::Email, Some(account)) => {
            let address = email::serve::address(&visit, account).await?;
            // A code that came may be typed whenever it comes; only asking for one needs proof.
            if address.pending.is_none() && !visit.is_proved().await? {
                return Ok(prove_first(&visit, page));
            }
            View::Email(address)
        }
        (Page::Sessions, Some(account)) => View::Sessions(sessions::serve::places(&visit, account).await?),
        (Page::History, Some(account)) => View::History(history::serve::entries(&visit, account).await?),
        (Page::Leaving, Some(_)) if !visit.is_proved().await? => return Ok(prove_first(&visit, page)),
        (Page::Leaving, Some(_)) => View::Leaving(leaving::serve::farewell(&visit)),
        (Page::Agreement, _) => View::Agreement(agreement::serve::version(&visit)),
        (Page::Help, _) => match help::serve::document(&visit) {
            Some(document) => View::Help(document),
            None => View::Trouble(trouble::Trouble::MISSING),
        },
        (Page::Missing, _) => View::Trouble(trouble::Trouble::MISSING),
    };
    let who = account.map(name);
    Ok(Opened::Here(Box::new(Arrival { page, who, view, note: visit.take_note() })))
}

fn prove_first(visit: &Visit, page: Page) -> Opened {
    visit.come_back_to(page);
    Opened::Elsewhere(Page::Prove)
}

/// Where the letter is that a page waits for.
pub async fn follow(visit: Visit, page: Page) -> Result<Option<Track>, Stop<Never>> {
    match page {
        Page::Confirm => register::serve::follow(&visit).await,
        Page::RestoreCode | Page::RestoreSent => restore::serve::follow(&visit).await,
        Page::Email => email::serve::follow(&visit).await,
        _ => Ok(None),
    }
}

/// Takes the secret of a letter's link out of its address: the page that it leads to, where there is such a link.
pub fn land(visit: &Visit, kind: &str, token: &str) -> Option<Page> {
    match kind {
        "confirm" => Some(register::serve::land(visit, token)),
        "restore" => Some(restore::serve::land(visit, token)),
        "undo" => Some(email::serve::land(visit, token)),
        _ => None,
    }
}

/// What a person is called in the head of a page.
fn name(account: Account) -> String {
    account.username.unwrap_or(account.contact)
}

/// Writes the letter that a row of the queue stands for.
pub async fn compose(house: Arc<House>, message: Message) -> Result<Composed, Fault> {
    match message.kind.as_str() {
        outbox::UNSEEN => restore::letters::unseen_letter(&house, &message).await,
        events::NOTICE => history::serve::letter(&house, &message).await,
        register::letters::LETTER | register::letters::SILENT => register::letters::letter(&house, &message).await,
        restore::letters::LETTER | restore::letters::SILENT => restore::letters::letter(&house, &message).await,
        restore::letters::ONE_TIME => restore::letters::one_time_letter(&house, &message).await,
        email::serve::LETTER | email::serve::SILENT => email::serve::letter(&house, &message).await,
        email::serve::MOVED => email::serve::moved_letter(&house, &message).await,
        _ => Ok(Composed::Void),
    }
}
