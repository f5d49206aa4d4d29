//! Who may let a program act for an account, and for how long.

use super::{DAYS, LONGEST_NAME, MOST, Refusal, Token, Tokens};
use crate::server::answer::{Stop, no};
use crate::server::api::Secret;
use crate::server::cookies::Name;
use crate::server::events;
use crate::server::note::Done;
use crate::server::store::{Account, NewApiToken};
use crate::server::tokens::{Purpose, is_id};
use crate::server::visitor::Visit;
use crate::wire::{Fail, Never};
use crate::words::{Event, Function, Moment, Page, Scope, Span};

/// How long the page that shows a new token may take to come.
const SHOWN_WITHIN: Span = Span::minutes(1);

/// The tokens of an account. One that was made a moment ago is shown by this page and by no other.
pub async fn tokens(visit: &Visit, account: &Account) -> Result<Tokens, Stop<Never>> {
    let found = visit.house.store.read().await?.api_tokens(&account.id).await?;
    let made: Option<(String, String)> = visit.sealed(Name::Token, Purpose::Token);
    if visit.cookie(Name::Token).is_some() {
        visit.remove_cookie(Name::Token);
    }
    // Somebody else may have signed in at this browser since.
    let fresh = made.filter(|(id, _)| found.iter().any(|token| token.id == *id)).map(|(_, secret)| secret);
    let all = found.into_iter().map(|token| Token {
        scopes: token.scopes(),
        made: Moment(token.created_at),
        expires: Moment(token.expires_at),
        is_expired: token.expires_at <= visit.now.0,
        rested: token.used_at.map(|used_at| Moment(used_at).until(visit.now)),
        id: token.id,
        name: token.name,
    });
    Ok(Tokens { all: all.collect(), fresh })
}

/// Where programs find the API.
pub fn address(visit: &Visit) -> String {
    format!("{}{}", visit.house.config.public_url.origin(), Function::BASE)
}

/// Makes a token: `scopes` are the boxes for each of [`Scope::ALL`], in that order.
pub async fn create_token(
    visit: Visit,
    name: String,
    scopes: [Option<String>; Scope::ALL.len()],
    expires: String,
) -> Result<Page, Stop<Refusal>> {
    let account = visit.proved_owner().await?;
    if !visit.house.config.policy.account.tokens {
        return Err(Fail::Malformed.into());
    }
    let name = name.trim();
    let scopes: Vec<Scope> = Scope::ALL.into_iter().zip(scopes).filter_map(|(scope, ticked)| ticked.map(|_| scope)).collect();
    let days = DAYS.into_iter().find(|days| days.to_string() == expires);
    let unscoped = scopes.is_empty().then_some(Refusal::NoScope);
    let endless = days.is_none().then_some(Refusal::Expires);
    let refusals: Vec<Refusal> = bad_name(name).into_iter().chain(unscoped).chain(endless).collect();
    let Some(days) = days.filter(|_| refusals.is_empty()) else { return Err(Fail::Refused(refusals).into()) };

    // Each is told by a letter, to an address that may be a stranger's (attack DEL-01).
    visit.charge("token account", &account.id, visit.house.config.policy.limits.username_account).await?;
    let (id, secret) = (visit.house.tokens.id(), Secret::made(&visit.house.tokens));
    let expires_at = visit.now.after(Span::days(i64::from(days)));
    let new = NewApiToken { id: &id, account: &account.id, name, scopes: &scopes, digest: &secret.digest(), expires_at };
    let mut tx = visit.write_for(&account).await?;
    // The account is held: of two who make the last one at once, one does.
    if tx.count_api_tokens(&account.id, visit.now).await? >= i64::from(MOST) {
        return Err(no(Refusal::Most));
    }
    tx.add_api_token(&new, visit.now).await?;
    events::announce(&mut tx, &visit, &account, Event::TokenMade).await?;
    tx.save().await?;
    visit.house.outbox.wake();
    visit.seal(Name::Token, Purpose::Token, &(&id, secret.as_str()), SHOWN_WITHIN);
    Ok(Page::Tokens)
}

fn bad_name(name: &str) -> Option<Refusal> {
    match name.chars().count() {
        0 => Some(Refusal::NameEmpty),
        _ if name.chars().any(char::is_control) => Some(Refusal::NameShape),
        1..=LONGEST_NAME => None,
        _ => Some(Refusal::NameLong),
    }
}

pub async fn revoke_token(visit: Visit, id: String) -> Result<Page, Stop<Refusal>> {
    let account = visit.proved_holder().await?;
    if !is_id(&id) {
        return Err(no(Refusal::Gone));
    }
    let mut tx = visit.write_for(&account).await?;
    if !tx.revoke_api_token(&account.id, &id, visit.now).await? {
        return Err(no(Refusal::Gone));
    }
    events::announce(&mut tx, &visit, &account, Event::TokenRevoked).await?;
    tx.save().await?;
    visit.house.outbox.wake();
    visit.tell(Done::TokenRevoked, Vec::new());
    Ok(Page::Tokens)
}

#[cfg(test)]
mod tests {
    use super::{LONGEST_NAME, Refusal, bad_name};

    #[test]
    fn a_name_is_short_and_can_be_read() {
        for (name, bad) in [
            ("backup".to_owned(), None),
            ("Резервная копия 1".to_owned(), None),
            ("я".repeat(LONGEST_NAME), None),
            ("я".repeat(LONGEST_NAME + 1), Some(Refusal::NameLong)),
            (String::new(), Some(Refusal::NameEmpty)),
            ("a\0b".to_owned(), Some(Refusal::NameShape)),
            ("a\nb".to_owned(), Some(Refusal::NameShape)),
            ("a\u{9b}b".to_owned(), Some(Refusal::NameShape)),
        ] {
            assert_eq!(bad_name(&name), bad, "{name:?}");
        }
    }
}
