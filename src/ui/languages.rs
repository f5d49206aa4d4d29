//! The languages of the site, as buttons.

use leptos::prelude::*;

use super::frame;

/// A button for each language. Where it stands outside of the form that it is to send along, it is told which one that is.
pub fn language_buttons(act: String, form: Option<Signal<&'static str>>) -> AnyView {
    let languages = &frame().languages;
    let button = |(code, name): &(String, String)| {
        let current = (*code == languages.here).then_some("true");
        view! {
            <button
                name="language"
                value=code.clone()
                lang=code.clone()
                aria-current=current
                form=move || form.map(|form| form.get())
                formaction=act.clone()
                formmethod="post"
                formnovalidate
            >
                {name.clone()}
            </button>
        }
    };
    languages.all.iter().map(button).collect_view().into_any()
}

/// The same at the end of a form.
pub fn languages(label: String, act: String) -> AnyView {
    view! { <div class="languages" role="group" aria-label=label>{language_buttons(act, None)}</div> }.into_any()
}
