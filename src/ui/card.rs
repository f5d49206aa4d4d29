//! What stands on a page: a drawer with its title.

use leptos::prelude::*;

/// A drawer. One type for all pages, whatever is in it, so that the wasm has it once.
#[component]
pub fn Card(#[prop(into)] title: String, #[prop(optional)] wide: bool, children: Children) -> impl IntoView {
    view! {
        <section class=if wide { "card wide" } else { "card" }>
            <h1 tabindex="-1">{title}</h1>
            {children()}
        </section>
    }
}

/// A drawer below the first one.
#[component]
pub fn Below(#[prop(into)] title: String, children: Children) -> impl IntoView {
    view! {
        <section class="card wide">
            <h2>{title}</h2>
            {children()}
        </section>
    }
}
