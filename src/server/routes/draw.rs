//! Pages as HTML.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use leptos::prelude::LeptosOptions;

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
pub async fn draw(house: &Arc<House>, language: Language, arrival: Arrival, request: Request) -> Response {
    let missing = arrival.page == Page::Missing;
    let nonce = Arc::new(std::sync::OnceLock::new());
    let (seen, frame, shown) = (nonce.clone(), &house.site(language).frame, house.clone());
    let options = LeptosOptions::builder().output_name("cabinet").build();
    let render = leptos_axum::render_app_async_with_context(
        move || {
            if let Some(nonce) = leptos::nonce::use_nonce() {
                let _ = seen.set(nonce.to_string());
            }
        },
        move || {
            let files = shown.clone();
            shell(
                language,
                frame,
                style(&shown.config.brand),
                arrival.clone(),
                move |name| files.files.address(name),
                options.clone(),
            )
        },
    );
    let mut response = render(request).await;
    if missing {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    if let Some(nonce) = nonce.get() {
        response.extensions_mut().insert(Nonce(nonce.clone()));
    }
    response
}

/// The site's own look, over the tokens of `style/main.css`.
fn style(brand: &Brand) -> String {
    let font = brand.font.as_ref().map_or_else(String::new, |font| format!("--font:{font},sans-serif;"));
    format!(":root{{--brand:{};--brand-ink:{};--radius:{};{font}}}", brand.colour, brand.ink, brand.radius)
}

/// A page that says what is wrong, in the visitor's language.
pub async fn trouble(house: &Arc<House>, headers: &HeaderMap, status: StatusCode) -> Response {
    let language = visitor::language(house, headers);
    let arrival = flows::serve::trouble(house, language, status.as_u16());
    let mut request = Request::new(Body::empty());
    *request.uri_mut() = http::Uri::from_static(Page::Missing.path());
    let mut response = draw(house, language, arrival, request).await;
    *response.status_mut() = status;
    response
}
