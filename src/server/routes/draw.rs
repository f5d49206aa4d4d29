//! Pages as HTML.

use std::sync::Arc;

use axum::response::{Html, IntoResponse as _, Response};
use http::{HeaderMap, StatusCode};
use leptos::nonce::{provide_nonce, use_nonce};
use leptos::prelude::{LeptosOptions, Owner, RenderHtml as _};

use crate::app::shell;
use crate::flows;
use crate::locale::Language;
use crate::server::House;
use crate::server::config::Brand;
use crate::server::guard::Nonce;
use crate::server::visitor;
use crate::wire::Arrival;
use crate::words::Page;

/// A page, drawn.
pub fn draw(house: &Arc<House>, language: Language, arrival: Arrival) -> Response {
    let status = if arrival.page == Page::Missing { StatusCode::NOT_FOUND } else { StatusCode::OK };
    let frame = &house.site(language).frame;
    let options = LeptosOptions::builder().output_name("cabinet").build();
    let owner = Owner::new();
    let (html, nonce) = owner.with(|| {
        provide_nonce();
        let document = shell(language, frame, style(&house.config.brand), arrival, |name| house.files.address(name), options);
        (document.to_html(), use_nonce())
    });
    owner.cleanup();
    let mut response = (status, Html(html)).into_response();
    if let Some(nonce) = nonce {
        response.extensions_mut().insert(Nonce(nonce.to_string()));
    }
    response
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
