//! Cabinet: the personal account of a site. `flows` is what it does, `locale` what it says, `server` what it stands on, all three on the
//! server alone; `words` and `wire` are what both sides share, `ui` and `app` draw what a person sees.

pub mod app;
#[cfg(feature = "ssr")]
pub mod flows;
#[cfg(feature = "ssr")]
pub mod locale;
#[cfg(feature = "ssr")]
pub mod server;
mod ui;
pub mod wire;
pub mod words;

/// Where the wasm begins: takes over the page that the server has drawn.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_body(app::App);
    // For whoever has to know that the page now follows its script.
    if let Some(root) = leptos::prelude::document().document_element() {
        let _ = root.set_attribute("data-hydrated", "true");
    }
}
