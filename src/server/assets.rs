//! The files of the site: wasm, script, style, pictures. In a release build they are part of the binary; in a debug build they are
//! read from where `cargo leptos` puts them.
//!
//! Their addresses hold a digest of them all, so a browser may keep them for ever.

use std::borrow::Cow;

use axum::response::{IntoResponse as _, Response};
use http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use http::{HeaderMap, HeaderValue, StatusCode};
use rust_embed::RustEmbed;
use sha2::{Digest as _, Sha256};

#[derive(RustEmbed)]
#[folder = "target/site"]
#[allow_missing = true]
struct Built;

/// What the server hands out besides pages.
pub struct SiteFiles {
    /// Nothing while `cargo leptos watch` is at work, which swaps a style by its plain address.
    build: Option<String>,
}

const FOR_EVER: &str = "public, max-age=31536000, immutable";
const NEVER: &str = "no-store";
const FOR_AN_HOUR: &str = "public, max-age=3600";

impl SiteFiles {
    pub fn new(watched: bool) -> Self {
        let mut all = Sha256::new();
        for name in Built::iter() {
            if let Some(file) = Built::get(&name) {
                all.update(file.metadata.sha256_hash());
            }
        }
        Self { build: (!watched).then(|| data_encoding::HEXLOWER.encode(&all.finalize()[..8])) }
    }

    /// The address of a file that the pages need: `/pkg/<build>/cabinet.css`.
    pub fn address(&self, name: &str) -> String {
        match &self.build {
            Some(build) => format!("/pkg/{build}/{name}"),
            None => format!("/pkg/{name}"),
        }
    }

    /// A file of the pages.
    pub fn package(&self, build: Option<&str>, name: &str, headers: &HeaderMap) -> Response {
        if build != self.build.as_deref() {
            return StatusCode::NOT_FOUND.into_response();
        }
        let cache = if build.is_some() { FOR_EVER } else { NEVER };
        file(&format!("pkg/{name}"), headers, cache)
    }

    /// A file of `public/`.
    pub fn public(&self, name: &str, headers: &HeaderMap) -> Response {
        file(name, headers, FOR_AN_HOUR)
    }

    /// Whether `public/` has it.
    pub fn has_public(&self, name: &str) -> bool {
        !name.contains('/') && kind(name).is_some() && Built::get(name).is_some()
    }
}

fn file(name: &str, headers: &HeaderMap, cache: &'static str) -> Response {
    let Some(kind) = kind(name) else { return StatusCode::NOT_FOUND.into_response() };
    let accepted = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let accepts = |coding: &str| accepted.split(',').any(|item| item.trim().split(';').next() == Some(coding));
    let packed = [("br", ".br"), ("gzip", ".gz")]
        .into_iter()
        .filter(|(coding, _)| accepts(coding))
        .find_map(|(coding, ending)| Some((Some(coding), Built::get(&format!("{name}{ending}"))?)));
    let Some((coding, found)) = packed.or_else(|| Some((None, Built::get(name)?))) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let body = match found.data {
        Cow::Borrowed(bytes) => axum::body::Body::from(bytes),
        Cow::Owned(bytes) => axum::body::Body::from(bytes),
    };
    let mut response = ([(CONTENT_TYPE, kind), (CACHE_CONTROL, cache), (VARY, "accept-encoding")], body).into_response();
    if let Some(coding) = coding {
        response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    response
}

fn kind(name: &str) -> Option<&'static str> {
    match name.rsplit_once('.')?.1 {
        "css" => Some("text/css; charset=utf-8"),
        "js" => Some("text/javascript; charset=utf-8"),
        "wasm" => Some("application/wasm"),
        "svg" => Some("image/svg+xml"),
        "txt" => Some("text/plain; charset=utf-8"),
        _ => None,
    }
}
