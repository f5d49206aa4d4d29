//! Who may replace a password.

use super::Refusal;
use crate::server::answer::{Stop, no};
use crate::server::credentials::{self, Checked, Unfit};
use crate::server::note::Done;
use crate::server::sessions::{self, Grounds};
use crate::server::visitor::Visit;
use crate::wire::Fail;
use crate::words::{Event, Page};

pub async fn change_password(
    visit: Visit,
    current: String,
    password: String,
    again: Option<String>,
) -> Result<Page, Stop<Refusal>> {
    let account = visit.owner().await?;
    let chosen = credentials::chosen(&visit, password.clone(), again).map_err(Refusal::from);
    let mut reasons: Vec<Refusal> = chosen.as_ref().err().copied().into_iter().collect();
    if current.is_empty() {
        reasons.insert(0, Refusal::CurrentEmpty);
    } else if current == password {
        reasons.push(Refusal::Same);
    }
    let (Ok(chosen), true) = (chosen, reasons.is_empty()) else { return Err(Fail::Refused(reasons).into()) };
    match credentials::check(&visit, Some(&account), &account.id, current).await? {
        Checked::Right(given) => given.settle(&visit.house.store).await?,
        Checked::Wrong => return Err(no(Refusal::CurrentWrong)),
        Checked::Locked => return Err(no(Refusal::Locked)),
    }
    let about = [account.contact.as_str(), account.username.as_deref().unwrap_or_default()];
    credentials::judge(&visit, &chosen, &about).map_err(|bad| no(Refusal::Password(bad)))?;
    let hash = visit.house.hasher.hash(&chosen, visit.house.tokens.random()).await?;

    let mut tx = visit.write_for(&account).await?;
    if !credentials::replace(&mut tx, &visit, &account, &hash, Event::PasswordChanged).await? {
        return Err(no(Refusal::Changed));
    }
    let account = tx.account(&account.id).await?.ok_or(no(Refusal::Changed))?;
    credentials::remember_device(&mut tx, &visit, &account).await?;
    let session = sessions::begin(&mut tx, &visit, &account, Grounds::NewPassword).await?.ok_or(Fail::SignIn)?;
    tx.save().await?;
    visit.house.outbox.wake();
    session.give(&visit).await?;
    visit.tell(Done::PasswordChanged, Vec::new());
    Ok(Page::Account)
}

impl From<Unfit> for Refusal {
    fn from(unfit: Unfit) -> Self {
        match unfit {
            Unfit::Bad(bad) => Refusal::Password(bad),
            Unfit::Differ => Refusal::Differ,
        }
    }
}
