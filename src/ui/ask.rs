//! What the page's script sends, and what comes back. A server function's own caller would do as well, but there is one of it
//! for each function, and this is there once.

use serde::de::DeserializeOwned;

use crate::wire::read;
use crate::words::Page;

/// What came back.
#[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "only a browser is answered"))]
pub enum Answer {
    Done(String),
    Refused(String),
    /// The server was not reached.
    None,
}

/// Sends a form's fields to a server function.
pub async fn post(path: &str, fields: &str) -> Answer {
    fetch(path, Some(fields)).await
}

/// Asks a server function about a page; nothing where it has no answer.
pub async fn get<T: DeserializeOwned>(path: &str, page: Page) -> Option<T> {
    // `Debug` and serde call it the same.
    match fetch(&format!("{path}?page={page:?}"), None).await {
        Answer::Done(body) => read(&body),
        Answer::Refused(_) | Answer::None => None,
    }
}

/// Gets a text; nothing where there is none.
pub async fn text(path: &str) -> Option<String> {
    match fetch(path, None).await {
        Answer::Done(body) => Some(body),
        Answer::Refused(_) | Answer::None => None,
    }
}

#[cfg(feature = "hydrate")]
async fn fetch(path: &str, fields: Option<&str>) -> Answer {
    use wasm_bindgen::{JsCast as _, JsValue};
    use wasm_bindgen_futures::JsFuture;
    let asked = async {
        let headers = web_sys::Headers::new()?;
        headers.set("accept", "application/json")?;
        let init = web_sys::RequestInit::new();
        if let Some(fields) = fields {
            headers.set("content-type", "application/x-www-form-urlencoded")?;
            init.set_method("POST");
            init.set_body(&fields.into());
        }
        init.set_headers(&headers);
        let window = leptos::prelude::window();
        let answer: web_sys::Response = JsFuture::from(window.fetch_with_str_and_init(path, &init)).await?.dyn_into()?;
        let body = JsFuture::from(answer.text()?).await?.as_string().unwrap_or_default();
        Ok::<_, JsValue>(if answer.ok() { Answer::Done(body) } else { Answer::Refused(body) })
    };
    asked.await.unwrap_or(Answer::None)
}

/// On the server no page asks anything.
#[cfg(not(feature = "hydrate"))]
async fn fetch(_: &str, _: Option<&str>) -> Answer {
    Answer::None
}
