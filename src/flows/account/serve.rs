//! What an account's owner may see and change.

use super::{Profile, Refusal};
use crate::server::answer::{Stop, no};
use crate::server::store::Account;
use crate::server::visitor::Visit;
use crate::wire::{Done, Fail};
use crate::words::{Moment, Page, Username};

pub fn profile(account: &Account) -> Profile {
    Profile { email: account.email.clone(), username: account.username.clone(), since: Moment(account.created_at) }
}

pub async fn set_username(visit: Visit, username: String) -> Result<Page, Stop<Refusal>> {
    let account = visit.account().await?.ok_or(Fail::SignIn)?;
    let username = Username::parse(&username).map_err(|bad| no(Refusal::Username(bad)))?;
    visit.charge("username account", &account.id, visit.house.config.policy.limits.username_account).await?;
    let mut tx = visit.house.store.write().await?;
    if !tx.set_username(&account.id, account.version, &username.key(), username.as_str()).await? {
        return Err(no(Refusal::Taken));
    }
    tx.save().await?;
    visit.tell(Done::UsernameSaved, Vec::new());
    Ok(Page::Account)
}
