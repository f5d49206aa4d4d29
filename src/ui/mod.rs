//! Draws pages from their values, alike on the server and in the browser. Nothing here knows what a page is about.
//!
//! Every form is an ordinary one, complete without a script: it is posted to its server function, which sends the browser
//! on to a page. Once the wasm is there, [`form`] sends the same fields by itself and puts the refusal at its field. Inputs
//! keep their own text: nothing typed before the wasm came is touched.

pub mod ask;
pub mod block;
mod captcha;
mod field;
pub mod form;
pub mod languages;
pub mod node;
mod password;
mod select;
pub mod station;
mod time;
pub mod track;
mod work;

use std::pin::Pin;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::wire::Frame;

/// What all pages of the site have in common.
pub fn frame() -> &'static Frame {
    expect_context()
}

/// `false` on the server and at first in the browser; `true` once the wasm has taken over. For what only a script can do.
fn hydrated() -> ReadSignal<bool> {
    let (is, set) = signal(false);
    effect(move || set.set(true));
    is
}

/// Runs in the browser, once the page is drawn and whenever something that it reads changes. There is one of its kind in the wasm, as
/// there is of [`spawn`].
pub fn effect(act: impl FnMut() + 'static) {
    let mut act: Box<dyn FnMut()> = Box::new(act);
    Effect::new(move |_: Option<()>| act());
}

/// Runs beside the page.
pub fn spawn(work: impl Future<Output = ()> + 'static) {
    let work: Pin<Box<dyn Future<Output = ()>>> = Box::pin(work);
    spawn_local(work);
}

/// Moves the focus, once what was just changed is drawn.
pub fn focus(selector: &'static str) {
    let _ = request_animation_frame(move || {
        use leptos::wasm_bindgen::JsCast as _;
        let found = document().query_selector(selector).ok().flatten();
        if let Some(element) = found.and_then(|element| element.dyn_into::<leptos::web_sys::HtmlElement>().ok()) {
            let _ = element.focus();
        }
    });
}
