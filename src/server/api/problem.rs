//! Why a program gets no answer: a status, what goes with it, and a problem as RFC 9457 writes it down.

use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderName, StatusCode};
use serde_json::json;

use crate::server::answer::Fault;
use crate::server::store;
use crate::words::{Scope, Span};

/// How long to wait where it cannot be told.
const SHORTLY: Span = Span::seconds(2);

#[derive(Debug)]
pub enum Problem {
    /// The request makes no sense, for this reason.
    Malformed(&'static str),
    NoToken,
    /// It was never one, has expired, was revoked, or its account is shut: one answer.
    BadToken,
    /// The token does not allow this.
    Scope(Scope),
    /// The owner has yet to agree to what must be agreed to.
    Agreement,
    Missing,
    Method,
    /// Too often: there is room again in this long.
    Later(Span),
    /// More than we can do at this moment.
    Busy,
}

impl From<store::Error> for Problem {
    fn from(fault: store::Error) -> Self {
        Fault::from(fault).into()
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        tracing::error!(%fault, "a program was not answered");
        Problem::Busy
    }
}

impl Problem {
    pub fn status(&self) -> StatusCode {
        match self {
            Problem::Malformed(_) => StatusCode::BAD_REQUEST,
            Problem::NoToken | Problem::BadToken => StatusCode::UNAUTHORIZED,
            Problem::Scope(_) | Problem::Agreement => StatusCode::FORBIDDEN,
            Problem::Missing => StatusCode::NOT_FOUND,
            Problem::Method => StatusCode::METHOD_NOT_ALLOWED,
            Problem::Later(_) => StatusCode::TOO_MANY_REQUESTS,
            Problem::Busy => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// For programmers, in English; a program goes by the status.
    fn detail(&self) -> String {
        match self {
            Problem::Malformed(reason) => (*reason).to_owned(),
            Problem::NoToken => "This needs a token, in the header Authorization: Bearer.".to_owned(),
            Problem::BadToken => "This token is none, or it has ended. Make another on the page of the account.".to_owned(),
            Problem::Scope(scope) => format!("This token does not have the scope {}.", scope.word()),
            Problem::Agreement => "The owner of this account has to accept the user agreement first, by signing in.".to_owned(),
            Problem::Missing => "There is no such thing, or it is not this account's.".to_owned(),
            Problem::Method => "This method is not for this address.".to_owned(),
            Problem::Later(_) => "That was too often.".to_owned(),
            Problem::Busy => "There is more to do at this moment than can be done.".to_owned(),
        }
    }

    /// What goes with the status: how to prove oneself (RFC 6750 §3), or when to come again.
    pub fn header(&self) -> Option<(HeaderName, HeaderValue)> {
        let wait = |span: Span| Some((RETRY_AFTER, HeaderValue::from(span.as_seconds().max(1))));
        let bearer = |challenge: &'static str| Some((WWW_AUTHENTICATE, HeaderValue::from_static(challenge)));
        match self {
            // Nothing is told to whoever shows nothing.
            Problem::NoToken => bearer("Bearer"),
            Problem::BadToken => bearer("Bearer error=\"invalid_token\""),
            Problem::Scope(Scope::Profile) => bearer("Bearer error=\"insufficient_scope\", scope=\"profile\""),
            Problem::Scope(Scope::History) => bearer("Bearer error=\"insufficient_scope\", scope=\"history\""),
            Problem::Scope(Scope::Sessions) => bearer("Bearer error=\"insufficient_scope\", scope=\"sessions\""),
            Problem::Later(left) => wait(*left),
            Problem::Busy => wait(SHORTLY),
            Problem::Malformed(_) | Problem::Agreement | Problem::Missing | Problem::Method => None,
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.status();
        let problem = json!({
            "type": "about:blank",
            "title": status.canonical_reason(),
            "status": status.as_u16(),
            "detail": self.detail(),
        });
        let mut response = (status, [(CONTENT_TYPE, "application/problem+json")], problem.to_string()).into_response();
        response.headers_mut().extend(self.header());
        response
    }
}
