//! What stands in front of every request and behind every answer: whose host, whose form, which headers.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::header::{self, HeaderName, HeaderValue};
use http::{HeaderMap, StatusCode};

use super::House;
use super::cookies;

/// The nonce of this answer's content security policy. Whoever draws a page adds it.
#[derive(Clone)]
pub struct Nonce(pub String);

/// Where `cargo leptos watch` says that the page is to be loaded again.
const WATCH_SOCKET: &str = " ws://127.0.0.1:3001";

/// Refuses what is not for this host, a form that is not ours, and planted cookies; then sees the answer off.
pub async fn guard(State(house): State<Arc<House>>, mut request: Request, next: Next) -> Response {
    let secure = house.config.public_url.secure;
    let doubled = cookies::doubled(request.headers(), secure);
    if !doubled.is_empty() {
        let rest = HeaderValue::from_str(&cookies::without(request.headers(), &doubled));
        request.headers_mut().remove(header::COOKIE);
        if let Ok(rest) = rest {
            request.headers_mut().insert(header::COOKIE, rest);
        }
    }
    let refusal = if !is_our_host(&house, &request) {
        Some(StatusCode::MISDIRECTED_REQUEST)
    } else if request.method().is_safe() || is_our_form(&house, request.headers()) {
        None
    } else {
        Some(StatusCode::FORBIDDEN)
    };
    let asked = request.headers().clone();
    let mut response = match refusal {
        Some(status) => status.into_response(),
        None => next.run(request).await,
    };
    // Whoever refused it, and wherever: a browser gets a page that says so.
    let status = response.status();
    let is_blank = !response.headers().contains_key(header::CONTENT_TYPE);
    if is_blank && (status.is_client_error() || status.is_server_error()) && super::routes::wants_html(&asked) {
        let page = super::routes::trouble(&house, &asked, status);
        let (parts, body) = page.into_parts();
        response.headers_mut().extend(parts.headers);
        response.extensions_mut().extend(parts.extensions);
        *response.body_mut() = body;
        response.headers_mut().remove(header::CONTENT_LENGTH);
    }
    repair_removal(response.headers_mut(), secure);
    protect(&house, &mut response);
    response
}

/// Links are built from `public_url` alone, and no other host is answered (attack REC-07).
fn is_our_host(house: &House, request: &Request) -> bool {
    let mut named = request.headers().get_all(header::HOST).iter();
    let host = match (request.uri().authority(), named.next(), named.next()) {
        (Some(authority), None, None) => authority.as_str(),
        (None, Some(host), None) => host.to_str().unwrap_or_default(),
        (Some(authority), Some(host), None) if host == authority.as_str() => authority.as_str(),
        _ => return false,
    };
    let ours = &house.config.public_url;
    if host.eq_ignore_ascii_case(&ours.authority) {
        return true;
    }
    // A developer may type localhost for 127.0.0.1.
    let port = |authority: &str| authority.rsplit_once(':').map(|(_, port)| port.to_owned());
    house.config.development.is_some()
        && port(host) == port(&ours.authority)
        && ["localhost", "127.0.0.1"].contains(&host.rsplit_once(':').map_or(host, |(name, _)| name))
}

/// Whether an unsafe request comes from a page of ours: by Fetch-Metadata; by `Origin` where a browser has none; and with
/// neither only where there is no cookie that could act for somebody (attack CSR-01).
fn is_our_form(house: &House, headers: &HeaderMap) -> bool {
    let one = |name: HeaderName| {
        let mut all = headers.get_all(name).iter();
        (all.next(), all.next().is_some())
    };
    match (one(HeaderName::from_static("sec-fetch-site")), one(header::ORIGIN)) {
        ((_, true), _) | (_, (_, true)) => false,
        ((Some(site), _), _) => site == "same-origin",
        ((None, _), (Some(origin), _)) => origin.as_bytes() == house.config.public_url.origin().as_bytes(),
        ((None, _), (None, _)) => !headers.contains_key(header::COOKIE),
    }
}

/// tower-sessions removes its cookie without `Secure`, and browsers then keep a `__Host-` cookie.
fn repair_removal(headers: &mut HeaderMap, secure: bool) {
    let session = cookies::Name::Session;
    let begin = format!("{}=;", session.text(secure));
    let all: Vec<HeaderValue> = headers.get_all(header::SET_COOKIE).iter().cloned().collect();
    if !all.iter().any(|value| value.as_bytes().starts_with(begin.as_bytes())) {
        return;
    }
    headers.remove(header::SET_COOKIE);
    for value in all {
        let removal = value.as_bytes().starts_with(begin.as_bytes());
        let value = if removal { HeaderValue::from_str(&cookies::remove(session, secure)).unwrap_or(value) } else { value };
        headers.append(header::SET_COOKIE, value);
    }
}

/// The headers of every answer (ASVS 3.4).
fn protect(house: &House, response: &mut Response) {
    let nonce = response.extensions_mut().remove::<Nonce>();
    let watched = nonce.is_some() && super::config::is_watched();
    let policy = match nonce {
        Some(Nonce(nonce)) => HeaderValue::from_str(&format!(
            "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; \
             connect-src 'self'{}; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
            if watched { WATCH_SOCKET } else { "" }
        ))
        .ok(),
        None => Some(HeaderValue::from_static(
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
        )),
    };
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "no-referrer");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
    if house.config.public_url.secure {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains");
    }
    if let Some(policy) = policy {
        headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}
