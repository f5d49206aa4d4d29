//! Who may come in.

use super::Refusal;
use crate::flows::Never;
use crate::server::answer::{Stop, no};
use crate::server::hasher::{PasswordHash, Verdict};
use crate::server::identity::email_key;
use crate::server::sessions;
use crate::server::store::{self, Account, Guess};
use crate::server::visitor::Visit;
use crate::wire::{Done, Fail};
use crate::words::{Login, Page, Password};

pub async fn sign_in(visit: Visit, login: String, password: String, remember: bool) -> Result<Page, Stop<Refusal>> {
    let login = login.trim();
    let mut missing = Vec::new();
    if login.is_empty() {
        missing.push(Refusal::LoginEmpty);
    }
    if password.is_empty() {
        missing.push(Refusal::PasswordEmpty);
    }
    if !missing.is_empty() {
        return Err(Fail::Refused(missing).into());
    }
    visit.charge_client("login address", visit.house.config.policy.limits.login_address).await?;

    let (found, key) = find(&visit, login).await?;
    // One budget for an account, whatever it is called by; for a login that nobody has, one like it (attacks BRU-03, ENU-04).
    let guess = visit.house.tokens.bucket("guess", found.as_ref().map_or(&key, |account| &account.id));
    let mut tx = visit.house.store.write().await?;
    let allowed = tx.book_guess(&guess, visit.now).await?;
    tx.save().await?;
    if let Guess::Later(wait) = allowed {
        return Err(Fail::Later(wait).into());
    }

    let Ok(password) = Password::given(password) else { return Err(no(Refusal::Wrong)) };
    let open = found.filter(|account| account.disabled_at.is_none());
    let stored = open.as_ref().map(|account| PasswordHash::stored(account.password.clone()));
    let verdict = visit.house.hasher.verify(&password, stored.as_ref(), visit.house.tokens.random()).await?;
    let (account, renewed) = match (open, verdict) {
        (Some(account), Verdict::Right) => (account, None),
        (Some(account), Verdict::RightButOld(renewed)) => (account, Some(renewed)),
        _ => return Err(no(Refusal::Wrong)),
    };

    let mut tx = visit.house.store.write().await?;
    tx.forgive(&guess).await?;
    if let Some(renewed) = renewed {
        tx.renew_hash(&account.id, account.version, renewed.as_str()).await?;
    }
    tx.save().await?;
    if !sessions::begin(&visit.session, &visit.house, &account, remember).await? {
        return Err(no(Refusal::Wrong));
    }
    Ok(Page::Account)
}

pub async fn sign_out(visit: Visit) -> Result<Page, Stop<Never>> {
    sessions::end(&visit.session).await?;
    visit.tell(Done::SignedOut, Vec::new());
    Ok(Page::Login)
}

/// The account that a login names, and the one form of all its spellings.
async fn find(visit: &Visit, login: &str) -> Result<(Option<Account>, String), store::Error> {
    let mut tx = visit.house.store.read().await?;
    match Login::parse(login) {
        Some(Login::Email(email)) => {
            let key = email_key(&email).unwrap_or_else(|| login.to_owned());
            Ok((tx.account_by_email(&key).await?, key))
        }
        Some(Login::Username(username)) => Ok((tx.account_by_username(&username.key()).await?, username.key())),
        None => Ok((None, login.to_owned())),
    }
}
