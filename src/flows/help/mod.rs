//! Help: the page that a site wrote for its people, word by word what the other pages say. It is drawn on the server and has no
//! script, which keeps what only it needs out of the wasm.

#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
pub mod serve;
