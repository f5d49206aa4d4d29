//! Cabinet: the personal account of a site. `flows` is what it does, `server` what it stands on, `words` and `wire` what
//! both sides share, `ui` and `app` what a person sees.

pub mod app;
pub mod flows;
pub mod locale;
#[cfg(feature = "ssr")]
pub mod server;
mod ui;
pub mod wire;
pub mod words;

/// Where the wasm begins: takes over the page that the server has drawn. Without the site's file it leaves the page as it
/// is, which works just as well.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate(site: &str) {
    if let Ok(site) = serde_json::from_str::<wire::Site>(site) {
        // It lives as long as the page.
        let site: &'static wire::Site = Box::leak(Box::new(site));
        leptos::mount::hydrate_body(move || app::App(app::AppProps { site }));
        // For whoever has to know that the page now follows its script.
        if let Some(root) = leptos::prelude::document().document_element() {
            let _ = root.set_attribute("data-hydrated", "true");
        }
    }
}
