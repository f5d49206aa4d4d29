//! Which flow opens which page, and which one writes which letter.

use std::sync::Arc;

use super::{Arrival, Never, Opened, View, account, agreement, register, trouble};
use crate::server::House;
use crate::server::answer::{Fault, Stop};
use crate::server::outbox::{self, Composed};
use crate::server::store::{Account, Message};
use crate::server::visitor::Visit;
use crate::words::Page;

/// Opens a page.
pub async fn open(visit: Visit, page: Page) -> Result<Opened, Stop<Never>> {
    let account = visit.account().await?;
    let view = match (page, &account) {
        (Page::Home, _) => View::Home,
        (Page::Login | Page::Register, Some(_)) => return Ok(Opened::Elsewhere(Page::Account)),
        (Page::Login, None) => View::Login,
        (Page::Register, None) => View::Register(agreement::serve::version(&visit)),
        (Page::Confirm, _) => match register::serve::waiting(&visit).await? {
            Some(waiting) => View::Confirm(waiting),
            None if register::serve::was_confirmed(&visit).await? => return Ok(Opened::Elsewhere(Page::Login)),
            None => return Ok(Opened::Elsewhere(Page::Register)),
        },
        (Page::Welcome, _) => View::Welcome(register::serve::proof(&visit).await?),
        (Page::Account, Some(account)) => View::Account(account::serve::profile(account)),
        (Page::Account, None) => return Ok(Opened::Elsewhere(Page::Login)),
        (Page::Agreement, _) => View::Agreement(agreement::serve::version(&visit)),
        (Page::Missing, _) => View::Trouble(trouble::Trouble::MISSING),
    };
    let who = account.map(name);
    Ok(Opened::Here(Box::new(Arrival { page, who, view, note: visit.take_note() })))
}

/// What a person is called in the head of a page.
fn name(account: Account) -> String {
    account.username.unwrap_or(account.email)
}

/// Writes the letter that a row of the queue stands for.
pub async fn compose(house: Arc<House>, message: Message) -> Result<Composed, Fault> {
    match message.kind.as_str() {
        outbox::SILENCE => Ok(Composed::Silence),
        register::serve::LETTER => register::serve::letter(&house, &message).await,
        _ => Ok(Composed::Void),
    }
}
