//! The API for programs. Each request brings a personal token (RFC 6750) and is answered for the account of that token; cookies are
//! never looked at, so that no page of another site can act by it. `api/openapi.json` describes it, to people and to machines.

mod door;
mod problem;
mod verify;

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{self, MethodRouter};
use axum::{Json, Router};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde_json::json;

use super::House;
use super::events;
use super::tokens::is_id;
use crate::words::{Event, Function, Moment};
use door::Door;
use problem::Problem;

pub use door::Secret;
pub use verify::verify;

/// What it looks like to those that speak OpenAPI 3.1; the site's own name is left open.
const DESCRIPTION: &str = include_str!("api/openapi.json");
const NAME: &str = "\"{site}\"";

/// How many entries of the history are told where nobody says how many, and the most.
const USUAL: u8 = 50;
const MOST: u8 = 100;

/// The routes of the API. They stand apart from those with sessions.
pub fn routes() -> Router<Arc<House>> {
    let base = Function::BASE;
    let missing = || routing::any(|| async { Problem::Missing });
    let mut routes = Router::new();
    for path in [base.to_owned(), format!("{base}/"), format!("{base}/{{*rest}}")] {
        routes = routes.route(&path, missing());
    }
    for function in Function::ALL {
        // axum adds which methods there are.
        let answer = answer(function).fallback(|| async { Problem::Method });
        routes = routes.route(&format!("{base}{}", function.path()), answer);
    }
    routes
}

fn answer(function: Function) -> MethodRouter<Arc<House>> {
    match function {
        Function::Me => routing::get(me),
        Function::History => routing::get(history),
        Function::Sessions => routing::get(sessions),
        Function::EndSession => routing::delete(end_session),
        Function::EndToken => routing::delete(end_token),
        Function::Describe => routing::get(describe),
    }
}

async fn me(door: Door) -> Result<Response, Problem> {
    let account = door.let_in(Function::Me).await?.account;
    let profile = json!({
        "id": account.id,
        "contact": account.contact,
        "username": account.username,
        "country": account.country,
        "language": account.language,
        "registered_at": instant(account.created_at),
    });
    Ok(Json(profile).into_response())
}

async fn history(door: Door, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    let program = door.let_in(Function::History).await?;
    let most = limit(&query.unwrap_or_default()).ok_or(Problem::Malformed("limit is a whole number from 1 to 100, given once."))?;
    let found = program.visit.house.store.read().await?.history(&program.account.id, i64::from(most)).await?;
    let known = found.iter().filter(|line| Event::named(&line.event).is_some());
    let entries: Vec<_> = known
        .map(|line| json!({ "event": line.event, "at": instant(line.at), "device": line.device, "network": line.network }))
        .collect();
    Ok(Json(json!({ "entries": entries })).into_response())
}

async fn sessions(door: Door) -> Result<Response, Problem> {
    let program = door.let_in(Function::Sessions).await?;
    let (account, now) = (&program.account, program.visit.now);
    let found = program.visit.house.store.read().await?.places(&account.id, account.version, now).await?;
    let sessions: Vec<_> = found
        .iter()
        .map(|place| {
            json!({
                "id": place.id,
                "device": place.device,
                "network": place.network,
                "began_at": instant(place.created_at),
                "used_at": instant(place.seen_at),
            })
        })
        .collect();
    Ok(Json(json!({ "sessions": sessions })).into_response())
}

/// Ends a session of the account. Those of others are as missing as those that never were (attack AUT-02).
async fn end_session(door: Door, id: Result<Path<String>, PathRejection>) -> Result<Response, Problem> {
    let program = door.let_in(Function::EndSession).await?;
    let id = id.ok().map(|Path(id)| id).filter(|id| is_id(id)).ok_or(Problem::Missing)?;
    let mut tx = program.write().await?;
    if !tx.revoke_place(&program.account.id, &id, program.visit.now).await? {
        return Err(Problem::Missing);
    }
    events::note(&mut tx, &program.visit, &program.account.id, Event::SessionsEnded).await?;
    tx.save().await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Ends the token that asks, so that a program which leaves takes its key along.
async fn end_token(door: Door) -> Result<Response, Problem> {
    let program = door.let_in(Function::EndToken).await?;
    let mut tx = program.write().await?;
    if !tx.revoke_api_token(&program.account.id, &program.token, program.visit.now).await? {
        return Err(Problem::BadToken);
    }
    events::announce(&mut tx, &program.visit, &program.account, Event::TokenRevoked).await?;
    tx.save().await?;
    program.visit.house.outbox.wake();
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn describe(State(house): State<Arc<House>>) -> Response {
    let name = serde_json::to_string(&house.config.brand.name).unwrap_or_default();
    ([(CONTENT_TYPE, "application/json")], DESCRIPTION.replace(NAME, &name)).into_response()
}

/// How many entries a query asks for: `limit` once or not at all, written as people write numbers.
fn limit(query: &str) -> Option<u8> {
    let mut given = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == "limit");
    let Some((_, text)) = given.next() else { return Some(USUAL) };
    let n: u8 = text.parse().ok()?;
    ((1..=MOST).contains(&n) && n.to_string() == text && given.next().is_none()).then_some(n)
}

/// `2026-11-22T12:14:05Z` (ISO 8601, RFC 3339).
fn instant(at: i64) -> String {
    let at = Moment(at);
    let (hour, minute) = at.clock();
    format!("{}T{hour:02}:{minute:02}:{:02}Z", at.iso_date(), at.0.div_euclid(1_000_000).rem_euclid(60))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::{DESCRIPTION, NAME, instant, limit};
    use crate::words::{Event, Function, Scope};

    #[test]
    fn the_description_has_every_function_with_its_scope_and_no_other() {
        let described: Value = serde_json::from_str(DESCRIPTION).unwrap();
        assert_eq!(DESCRIPTION.matches(NAME).count(), 1);
        let paths = described["paths"].as_object().unwrap();
        assert_eq!(paths.values().map(|path| path.as_object().unwrap().len()).sum::<usize>(), Function::ALL.len());
        for function in Function::ALL {
            let operation = &paths[function.path()][function.method().to_lowercase()];
            let security = operation["security"].as_array().unwrap();
            assert_eq!(security.is_empty(), function == Function::Describe, "{function:?}");
            let scopes = security.iter().flat_map(|one| one["token"].as_array().unwrap()).map(|scope| scope.as_str().unwrap());
            assert_eq!(scopes.collect::<Vec<_>>(), function.scope().map(Scope::word).as_slice(), "{function:?}");
            let is_told = operation["responses"].get("403").is_some();
            assert_eq!(is_told, function.scope().is_some(), "{function:?}: only a scope can be lacking");
        }
    }

    #[test]
    fn the_description_knows_every_event() {
        let described: Value = serde_json::from_str(DESCRIPTION).unwrap();
        let told = described["components"]["schemas"]["Entry"]["properties"]["event"]["enum"].as_array().unwrap();
        let told: BTreeSet<&str> = told.iter().map(|name| name.as_str().unwrap()).collect();
        assert_eq!(told, BTreeSet::from(Event::ALL.map(Event::name)));
    }

    #[test]
    fn a_limit_is_a_number_given_once() {
        for (query, n) in [
            ("", Some(50)),
            ("limit=1", Some(1)),
            ("limit=100&access_token=x", Some(100)),
            ("limit=0", None),
            ("limit=101", None),
            ("limit=%2B5", None),
            ("limit=05", None),
            ("limit=", None),
            ("limit", None),
            ("limit=1&limit=1", None),
            ("limit=1.0", None),
        ] {
            assert_eq!(limit(query), n, "{query}");
        }
    }

    #[test]
    fn instants_are_told_to_the_second() {
        assert_eq!(instant(1_795_305_600_000_000 + 3_723_999_999), "2026-11-22T01:02:03Z");
    }
}
