//! Every route: pages, server functions, files; and how each is answered. With `boot` the one place that knows the flows.

mod draw;
mod form;

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{FromRequestParts, Path, Query, Request, State};
use axum::response::{IntoResponse as _, Response};
use axum::{Router, middleware, routing};
use http::header::{ACCEPT, CONTENT_DISPOSITION, CONTENT_TYPE, LOCATION, REFERER, RETRY_AFTER, SET_COOKIE};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use leptos::prelude::provide_context;
use leptos::server_fn::axum::server_fn_paths;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;
use tower_sessions::cookie::SameSite;
use tower_sessions::{Session, SessionManagerLayer};

use super::House;
use super::answer::Stop;
use super::api;
use super::captcha;
use super::cookies::Name;
use super::edge::Peer;
use super::guard;
use super::outbox;
use super::sessions::Sessions;
use super::visitor::{self, Reply, Visit};
use crate::flows;
use crate::wire::{Fail, Opened};
use crate::words::{Page, Span};
use draw::draw;
pub(super) use draw::{Drawn, trouble};
use form::{is_form, is_plain_list, kept};

const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");
/// The longest form that is read.
const MOST_BODY: usize = 64 * 1024;
/// How long the whole of a request may take, body and answer.
const LONGEST_REQUEST: Duration = Duration::from_secs(30);

/// Every route there is.
pub fn router(house: Arc<House>) -> Router {
    // Leptos spawns on tokio from here on; who asks a second time is told that it does already.
    let _ = any_spawner::Executor::init_tokio();
    let secure = house.config.public_url.secure;
    let sessions = SessionManagerLayer::new(Sessions(house.clone()))
        .with_name(Name::Session.text(secure))
        .with_secure(secure)
        .with_same_site(SameSite::Lax);
    let mut pages = Router::new()
        .route("/api/{*act}", routing::get(act).post(act))
        .route("/link/{kind}/{token}", routing::get(link))
        .route(flows::desk::DATA, routing::post(data))
        .route("/auth/verify", routing::get(api::verify))
        .route("/.well-known/change-password", routing::get(|| async { see_other(Page::Password.path()) }));
    for page in Page::ALL {
        pages = pages.route(page.path(), routing::get(self::page));
    }
    for page in Page::ALL.into_iter().filter(|page| *page != Page::Home) {
        pages = pages.route(&format!("{}/", page.path()), routing::get(move || async move { see_other(page.path()) }));
    }
    let mut routes = pages
        .layer(sessions)
        .merge(api::routes())
        .route("/pkg/{build}/{name}", routing::get(package))
        .route("/pkg/{name}", routing::get(unversioned))
        .route("/logo", routing::get(|State(house): State<Arc<House>>| async move { house.pictures.logo() }))
        .route("/help/{name}", routing::get(picture))
        .route("/captcha/{challenge}", routing::get(captcha_picture))
        .route("/captcha/{challenge}/next", routing::get(captcha_next))
        .route("/healthz", routing::get(|| async { "ok" }))
        .route("/readyz", routing::get(ready))
        .fallback(other);
    if house.config.development.is_some() {
        routes = routes
            .merge(outbox::page::routes())
            .route("/dev/clock", routing::post(advance))
            .route("/dev/captcha/{challenge}", routing::get(answer));
    }
    routes
        .method_not_allowed_fallback(|| async { StatusCode::METHOD_NOT_ALLOWED })
        .layer(CompressionLayer::new())
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, LONGEST_REQUEST))
        .layer(CatchPanicLayer::custom(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response()))
        .layer(middleware::from_fn_with_state(house.clone(), guard::guard))
        .with_state(house)
}

/// Who is asking: read off any request that comes through the sessions.
impl FromRequestParts<Arc<House>> for Visit {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, house: &Arc<House>) -> Result<Self, StatusCode> {
        let session = Session::from_request_parts(parts, house).await.map_err(|(status, _)| status)?;
        let Peer(peer) = *parts.extensions.get().ok_or(StatusCode::INTERNAL_SERVER_ERROR)?;
        let client = visitor::client(peer.ip(), &parts.headers, &house.config.trusted_proxies);
        Ok(Visit::new(house.clone(), session, client, parts.uri.path(), parts.headers.clone()))
    }
}

/// A page, for a browser that comes by its address.
async fn page(State(house): State<Arc<House>>, visit: Visit, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let mut response = match flows::serve::open(visit.clone(), Page::at(&path)).await {
        Ok(Opened::Here(arrival)) => draw(&house, visit.language, *arrival),
        Ok(Opened::Elsewhere(page)) => see_other(page.path()),
        Err(stop) => unavailable(&visit, stop),
    };
    finish(&mut response, &visit);
    response
}

/// What is to be shown could not be had.
fn unavailable<R>(visit: &Visit, stop: Stop<R>) -> Response {
    if let Stop::Fault(fault) = stop {
        tracing::error!(path = visit.act(), %fault, "not shown");
    }
    visit.with_reply(|reply| reply.retry_after = Some(Span::seconds(2)));
    StatusCode::SERVICE_UNAVAILABLE.into_response()
}

/// A server function, called by the page's script or by a plain form.
async fn act(visit: Visit, mut request: Request) -> Response {
    let plain = wants_html(request.headers());
    let posted = request.method() == Method::POST;
    let is_known = server_fn_paths().any(|(path, method)| path == request.uri().path() && method == *request.method());
    if !is_known {
        return StatusCode::NOT_FOUND.into_response();
    }
    if posted && !is_form(request.headers()) {
        return StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response();
    }
    let body = match axum::body::to_bytes(std::mem::take(request.body_mut()), MOST_BODY).await {
        Ok(body) => body,
        Err(fault) => {
            let too_long = std::error::Error::source(&fault).is_some_and(|cause| cause.is::<http_body_util::LengthLimitError>());
            return if too_long { StatusCode::PAYLOAD_TOO_LARGE } else { StatusCode::BAD_REQUEST }.into_response();
        }
    };
    if !is_plain_list(&body) {
        return StatusCode::BAD_REQUEST.into_response();
    }
    let visit = if posted { visit.with_form(kept(&body), plain) } else { visit };
    *request.body_mut() = Body::from(body);
    request.headers_mut().remove(REFERER);
    // Where a plain form is sent on to is decided here, not by Leptos (F2).
    request.headers_mut().insert(ACCEPT, HeaderValue::from_static("application/json"));
    let context = visit.clone();
    let answered =
        leptos_axum::handle_server_fns_with_context(move || provide_context(context.clone()), request).await.into_response();
    let mut response = match (visit.is_plain(), visit.with_reply(|reply| reply.location)) {
        (true, Some(path)) => see_other(path),
        (true, None) => StatusCode::BAD_REQUEST.into_response(),
        (false, _) => match visit.with_reply(|reply| reply.refused.take()) {
            Some(told) => (answered.status(), [(CONTENT_TYPE, "application/json")], told).into_response(),
            None => answered,
        },
    };
    finish(&mut response, &visit);
    response
}

/// The link of a letter. Its secret leaves the address at once, and nothing is used up.
async fn link(visit: Visit, Path((kind, token)): Path<(String, String)>) -> Response {
    let Some(page) = flows::serve::land(&visit, &kind, &token) else { return StatusCode::NOT_FOUND.into_response() };
    let mut response = see_other(page.path());
    finish(&mut response, &visit);
    response
}

/// All that is kept of an account, for its owner to take along.
async fn data(visit: Visit) -> Response {
    let mut response = match flows::account::serve::data(&visit).await {
        Ok(data) => {
            let headers = [(CONTENT_TYPE, "application/json"), (CONTENT_DISPOSITION, "attachment; filename=\"account.json\"")];
            (headers, data).into_response()
        }
        Err(Stop::Say(Fail::Prove)) => {
            visit.come_back_to(Page::Account);
            see_other(Page::Prove.path())
        }
        Err(Stop::Say(_)) => see_other(Page::Login.path()),
        Err(stop) => unavailable(&visit, stop),
    };
    finish(&mut response, &visit);
    response
}

async fn package(State(house): State<Arc<House>>, Path((build, name)): Path<(String, String)>, headers: HeaderMap) -> Response {
    house.files.package(Some(&build), &name, &headers)
}

async fn picture(State(house): State<Arc<House>>, Path(name): Path<String>) -> Response {
    house.pictures.help(&name)
}

/// The picture of a security code. Whoever has its challenge sees it: there is nothing else to ask for.
async fn captcha_picture(State(house): State<Arc<House>>, Path(challenge): Path<String>) -> Response {
    captcha::picture(&house, &challenge).await
}

/// Another challenge, for a page that stays open.
async fn captcha_next(State(house): State<Arc<House>>, Path(challenge): Path<String>) -> Response {
    captcha::next(&house, &challenge)
}

async fn unversioned(State(house): State<Arc<House>>, Path(name): Path<String>, headers: HeaderMap) -> Response {
    house.files.package(None, &name, &headers)
}

/// What no route has: a file of `public/`, or a page that says so.
async fn other(State(house): State<Arc<House>>, request: Request) -> Response {
    if ![Method::GET, Method::HEAD, Method::POST].contains(request.method()) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let name = request.uri().path().trim_start_matches('/');
    if request.method().is_safe() && house.files.has_public(name) {
        return house.files.public(name, request.headers());
    }
    StatusCode::NOT_FOUND.into_response()
}

/// Whether this node can do its work: its database answers.
async fn ready(State(house): State<Arc<House>>) -> StatusCode {
    let looked = async { house.store.read().await?.account("").await };
    match looked.await {
        Ok(_) => StatusCode::OK,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// What is to be typed for the picture of a challenge, for tests.
async fn answer(State(house): State<Arc<House>>, Path(challenge): Path<String>) -> Response {
    match captcha::answer(&house, &challenge) {
        Some(answer) => answer.into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

#[derive(serde::Deserialize)]
struct Advance {
    seconds: i64,
}

async fn advance(State(house): State<Arc<House>>, Query(by): Query<Advance>) -> StatusCode {
    if house.clock.advance(Span::seconds(by.seconds)) { StatusCode::NO_CONTENT } else { StatusCode::CONFLICT }
}

fn see_other(path: &'static str) -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, path)]).into_response()
}

/// Adds what the visit left for the answer.
fn finish(response: &mut Response, visit: &Visit) {
    let Reply { cookies, retry_after, clear, .. } = visit.with_reply(std::mem::take);
    for cookie in cookies {
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
    }
    if clear {
        response.headers_mut().insert(CLEAR_SITE_DATA, HeaderValue::from_static("\"cache\", \"storage\""));
    }
    if let Some(wait) = retry_after {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait.as_seconds().max(1)));
    }
}

/// Whether a browser wants a page to show, and not a script a value.
pub(super) fn wants_html(headers: &HeaderMap) -> bool {
    headers.get(ACCEPT).and_then(|accept| accept.to_str().ok()).is_some_and(|accept| accept.contains("text/html"))
}
