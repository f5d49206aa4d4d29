//! Who may come in.

use super::Refusal;
use crate::server::answer::{Stop, no};
use crate::server::cookies::Name;
use crate::server::credentials::{self, Checked};
use crate::server::note::Done;
use crate::server::sessions::{self, Grounds};
use crate::server::visitor::Visit;
use crate::server::{events, identity};
use crate::wire::{Fail, Never};
use crate::words::{Event, Page};

/// What the form sent.
pub struct Given {
    pub login: String,
    pub country: String,
    pub password: String,
    pub remember: bool,
}

pub async fn sign_in(visit: Visit, given: Given) -> Result<Page, Stop<Refusal>> {
    let Given { login, country, password, remember } = given;
    let login = match identity::settle(&visit.house, &login, &country) {
        Ok(login) if login.is_empty() => Err(Refusal::LoginEmpty),
        Ok(login) => Ok(login),
        Err(bad) => Err(Refusal::Phone(bad)),
    };
    let missing = password.is_empty().then_some(Refusal::PasswordEmpty);
    let (Ok(login), None) = (&login, missing) else {
        return Err(Fail::Refused(login.err().into_iter().chain(missing).collect()).into());
    };
    let account = identity::find(&visit.house, &mut visit.house.store.read().await?, login).await?;
    if credentials::take_one_time(&visit, account.as_ref(), &password).await? {
        return Ok(Page::RestorePassword);
    }
    // One budget for an account, whatever it is called by; for a login that nobody has, one like it (attacks BRU-03, ENU-04).
    let given = match credentials::check(&visit, account.as_ref(), &identity::one_form(&visit.house, login), password).await? {
        Checked::Right(given) => given,
        Checked::Wrong => return Err(no(Refusal::Wrong)),
        Checked::Locked => return Err(no(Refusal::Locked)),
    };
    let account = account.ok_or(no(Refusal::Wrong))?;
    let mut tx = visit.house.store.write().await?;
    // Not if its password was replaced this moment: that has forgotten every browser (attack REC-06).
    let session = sessions::begin(&mut tx, &visit, &account, Grounds::SignIn { remembered: remember }).await?;
    let session = session.ok_or(no(Refusal::Wrong))?;
    given.settle_in(&mut tx).await?;
    credentials::remember_device(&mut tx, &visit, &account).await?;
    events::note(&mut tx, &visit, &account.id, Event::SignedIn).await?;
    tx.save().await?;
    session.give(&visit).await?;
    // Where they were going stays remembered until they have answered.
    if visit.is_asked(&account).await? {
        return Ok(Page::Consent);
    }
    Ok(visit.onward())
}

pub async fn sign_out(visit: Visit) -> Result<Page, Stop<Never>> {
    sessions::end(&visit).await?;
    visit.remove_cookie(Name::Return);
    visit.clear_browser();
    visit.tell(Done::SignedOut, Vec::new());
    Ok(Page::Login)
}
