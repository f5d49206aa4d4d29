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

/// Where the wasm begins.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    app::hydrate();
}
