//! The door for programs: whose token it is, and whether it may.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::header::{AUTHORIZATION, COOKIE};
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use tower_sessions::Session;

use super::problem::Problem;
use crate::server::House;
use crate::server::config::Budget;
use crate::server::edge::Peer;
use crate::server::sessions::Sessions;
use crate::server::store::{Account, Charge, Tx};
use crate::server::tokens::{Digest, LinkToken, Tokens};
use crate::server::visitor::{self, Visit};
use crate::words::{Function, Moment};

/// A personal token as its program holds it: `cabinet_` and 43 characters of base64url, 256 random bits. The beginning lets those that
/// search public code for keys find it. It has no `Debug` and no `Serialize`: it is a secret.
pub struct Secret(String);

impl Secret {
    const PREFIX: &'static str = "cabinet_";

    pub fn made(tokens: &Tokens) -> Self {
        Self(format!("{}{}", Self::PREFIX, tokens.link().as_str()))
    }

    fn parse(given: &str) -> Option<Self> {
        given.strip_prefix(Self::PREFIX).and_then(LinkToken::parse).map(|_| Self(given.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The beginning is part of what is digested, so that the secret of no link is ever taken for a token (attack TOK-05).
    pub fn digest(&self) -> Digest {
        Digest::of(self.0.as_bytes())
    }
}

/// What a request brings to show who it is.
enum Sent {
    Nothing,
    Token(Secret),
    /// Something that no token ever looks like.
    Other,
}

/// A program that has come, and has yet to be let in.
pub struct Door {
    visit: Visit,
    /// What its client counts as.
    network: String,
    sent: Sent,
}

/// A program that was let in, and the account that it acts for.
pub struct Program {
    pub visit: Visit,
    /// The id of its token.
    pub token: String,
    pub account: Account,
}

impl FromRequestParts<Arc<House>> for Door {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, house: &Arc<House>) -> Result<Self, StatusCode> {
        let Peer(peer) = *parts.extensions.get().ok_or(StatusCode::INTERNAL_SERVER_ERROR)?;
        let client = visitor::client(peer.ip(), &parts.headers, &house.config.trusted_proxies);
        let sent = sent(&parts.headers);
        // Neither a session nor any other cookie counts here, whatever was sent (attack CSR-01).
        let mut headers = parts.headers.clone();
        headers.remove(COOKIE);
        let session = Session::new(None, Arc::new(Sessions(house.clone())), None);
        let visit = Visit::new(house.clone(), session, client, parts.uri.path(), headers);
        Ok(Self { visit, network: visitor::network(client), sent })
    }
}

/// The bearer token of a request. In the header alone: an address stands in logs (RFC 6750 §2.3). Of two headers neither is one.
fn sent(headers: &HeaderMap) -> Sent {
    let mut all = headers.get_all(AUTHORIZATION).iter();
    let (Some(header), None) = (all.next(), all.next()) else {
        return if headers.contains_key(AUTHORIZATION) { Sent::Other } else { Sent::Nothing };
    };
    let Some((scheme, token)) = header.to_str().unwrap_or_default().split_once(' ') else { return Sent::Nothing };
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Sent::Nothing;
    }
    Secret::parse(token.trim_matches(' ')).map_or(Sent::Other, Sent::Token)
}

impl Door {
    /// Whether the request brings anything that claims to be a token.
    pub fn is_knocked_at(&self) -> bool {
        !matches!(self.sent, Sent::Nothing)
    }

    /// Lets a program in whose token lives and allows what it asks for. A client pays for bad tokens, and where it can pay no more not
    /// even a good one is looked at; a good one costs it nothing, for that has a budget of its own.
    pub async fn let_in(self, function: Function) -> Result<Program, Problem> {
        let secret = match self.sent {
            Sent::Nothing => return Err(Problem::NoToken),
            Sent::Token(secret) => Some(secret),
            Sent::Other => None,
        };
        let (house, now) = (self.visit.house.clone(), self.visit.now);
        let limits = &house.config.policy.limits;
        let client = house.tokens.bucket("api address", &self.network);
        let found = match secret {
            Some(secret) => {
                let agreement = &house.config.agreement.version;
                house.store.read().await?.bearer(&secret.digest(), &client, agreement, now).await?
            }
            None => None,
        };
        let Some(bearer) = found else {
            // Charged for each, and told only when it is paid: of many at once the budget is answered (attack BRU-02).
            charge(&house, &client, limits.login_address, now).await?;
            return Err(Problem::BadToken);
        };
        if let Some(left) = limits.login_address.wait(bearer.empty_at.map(Moment), now) {
            return Err(Problem::Later(left));
        }
        let own = house.tokens.bucket("api token", &bearer.token);
        if let Charge::Refused(left) = house.lots.charge(&house.store, &own, limits.api_token, now).await? {
            return Err(Problem::Later(left));
        }
        if bearer.is_to_be_noted(now) {
            let mut tx = house.store.count().await?;
            tx.use_api_token(&bearer.token, now).await?;
            tx.save().await?;
        }
        if let Some(lacking) = function.scope().filter(|scope| !bearer.scopes().contains(scope)) {
            return Err(Problem::Scope(lacking));
        }
        if !function.leads_out() && bearer.agreed_at.is_none() && house.config.agreement.is_required(now) {
            return Err(Problem::Agreement);
        }
        Ok(Program { visit: self.visit, token: bearer.token, account: bearer.account })
    }
}

impl Program {
    /// A transaction for an effect, in which account and token are still what they were. The account is taken first, here as everywhere,
    /// so that no two transactions wait for each other.
    pub async fn write(&self) -> Result<Tx, Problem> {
        let mut tx = self.visit.house.store.write().await?;
        if !tx.hold_account(&self.account.id, self.account.version).await? {
            // Something of the account changed this moment. Asked again, it shows whether the token is still good.
            return Err(Problem::Busy);
        }
        if tx.hold_api_token(&self.token, self.visit.now).await? { Ok(tx) } else { Err(Problem::BadToken) }
    }
}

async fn charge(house: &House, name: &str, budget: Budget, now: Moment) -> Result<(), Problem> {
    let mut tx = house.store.count().await?;
    let charge = tx.charge(name, budget.often, budget.burst, now).await?;
    tx.save().await?;
    match charge {
        Charge::Taken => Ok(()),
        Charge::Refused(left) => Err(Problem::Later(left)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(values: &[&str]) -> &'static str {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(AUTHORIZATION, value.parse().unwrap());
        }
        match sent(&headers) {
            Sent::Nothing => "nothing",
            Sent::Token(_) => "a token",
            Sent::Other => "other",
        }
    }

    #[test]
    fn tok_08_only_a_whole_token_is_one() {
        let secret = Secret::made(&Tokens::seeded(1));
        let text = secret.as_str();
        assert_eq!((text.len(), secret.digest().is(Digest::of(text.as_bytes()).as_str())), (51, true));
        assert_eq!(is(&[&format!("Bearer {text}")]), "a token");
        assert_eq!(is(&[&format!("bearer  {text} ")]), "a token", "RFC 9110 §11.1: a scheme is known in any case");
        for other in [
            "",
            "cabinet_",
            &text[..50],
            &format!("{text}A"),
            &text.replace("cabinet_", ""),
            &text.replace("cabinet_", "Cabinet_"),
            &format!("{text} {text}"),
            &format!("\"{text}\""),
        ] {
            assert_eq!(is(&[&format!("Bearer {other}")]), "other", "{other}");
        }
        let whole = format!("Bearer {text}");
        assert_eq!(is(&[&whole, &whole]), "other");
        for nothing in ["Basic Y2FiaW5ldA==", "Bearer", text] {
            assert_eq!(is(&[nothing]), "nothing", "{nothing}");
        }
        assert_eq!(is(&[]), "nothing");
    }
}
