//! Pages as HTML.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::response::{Html, IntoResponse as _, Response};
use http::{HeaderMap, StatusCode};
use leptos::nonce;
use leptos::prelude::{LeptosOptions, Owner, RenderHtml as _};

use crate::app::shell;
use crate::flows;
use crate::locale::Language;
use crate::server::House;
use crate::server::config::{Brand, is_watched};
use crate::server::guard::Nonce;
use crate::server::visitor;
use crate::wire::{Arrival, Doors};
use crate::words::Page;

/// The page that was drawn last at each address, for whoever asks for the same one next: a page is a value, and the same value is the same
/// page but for its nonce. Those of people who are signed in are not kept.
#[derive(Default)]
pub struct Drawn(Mutex<HashMap<(Language, Page), Kept>>);

struct Kept {
    /// What was drawn, as JSON.
    value: String,
    html: Arc<str>,
    nonce: String,
}

impl Drawn {
    /// The same page under another nonce.
    fn again(&self, at: (Language, Page), value: &str) -> Option<(String, String)> {
        let (html, old) = {
            let pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let kept = pages.get(&at).filter(|kept| kept.value == value)?;
            (kept.html.clone(), kept.nonce.clone())
        };
        let nonce = nonce::Nonce::new().to_string();
        Some((html.replace(&old, &nonce), nonce))
    }

    fn keep(&self, at: (Language, Page), value: String, html: &str, nonce: &str) {
        let kept = Kept { value, html: html.into(), nonce: nonce.to_owned() };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(at, kept);
    }
}

/// A page, drawn.
pub fn draw(house: &Arc<House>, language: Language, arrival: Arrival) -> Response {
    let at = (language, arrival.page);
    let status = if arrival.page == Page::Missing { StatusCode::NOT_FOUND } else { StatusCode::OK };
    let value = match &arrival.doors {
        Doors::In(_) => serde_json::to_string(&arrival).ok(),
        Doors::Out { .. } => None,
    };
    let kept = value.as_ref().and_then(|value| house.drawn.again(at, value));
    let (html, nonce) = kept.unwrap_or_else(|| {
        let (html, nonce) = anew(house, language, arrival);
        if let Some(value) = value {
            house.drawn.keep(at, value, &html, &nonce);
        }
        (html, nonce)
    });
    let mut response = (status, Html(html)).into_response();
    response.extensions_mut().insert(Nonce(nonce));
    response
}

fn anew(house: &House, language: Language, arrival: Arrival) -> (String, String) {
    let site = house.site(language);
    let watched = is_watched().then(|| LeptosOptions::builder().output_name("cabinet").build());
    let owner = Owner::new();
    let drawn = owner.with(|| {
        nonce::provide_nonce();
        let document = shell(
            language,
            (&site.frame, &site.frame_as_json),
            style(&house.config.brand),
            arrival,
            |name| house.files.address(name),
            watched,
        );
        (document.to_html(), nonce::use_nonce().map(|nonce| nonce.to_string()).unwrap_or_default())
    });
    owner.cleanup();
    drawn
}

/// The site's own look, over the tokens of `style/main.css`.
fn style(brand: &Brand) -> String {
    let font = brand.font.as_ref().map_or_else(String::new, |font| format!("--font:{font},sans-serif;"));
    format!(":root{{--brand:{};--brand-ink:{};--radius:{};{font}}}", brand.colour, brand.ink, brand.radius)
}

/// A page that says what is wrong, in the visitor's language.
pub fn trouble(house: &Arc<House>, headers: &HeaderMap, status: StatusCode) -> Response {
    let language = visitor::language(house, headers);
    let arrival = flows::serve::trouble(house, language, status.as_u16());
    let mut response = draw(house, language, arrival);
    *response.status_mut() = status;
    response
}
