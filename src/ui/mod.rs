//! What pages are made of. Nothing here knows a flow.
//!
//! Every form is an ordinary one, complete without a script: it is posted to its server function, which sends the browser
//! on to a page. Once the wasm is there, [`act::act`] sends the same fields by itself and puts the refusal at its field. Inputs
//! keep their own text: nothing typed before the wasm came is touched.

pub mod act;
pub mod ask;
pub mod card;
pub mod field;
pub mod password;
pub mod phone;
pub mod station;
pub mod time;
pub mod track;

use leptos::prelude::*;

use crate::locale::Texts;
use crate::wire::Site;
use crate::words::Channel;

/// The site that the page belongs to.
pub fn site() -> &'static Site {
    expect_context()
}

/// The texts of the page that is being drawn.
pub fn texts() -> &'static Texts {
    &site().texts
}

/// `false` on the server and at first in the browser; `true` once the wasm has taken over. For what only a script can do.
pub fn hydrated() -> ReadSignal<bool> {
    let (is, set) = signal(false);
    Effect::new(move |_| set.set(true));
    is
}

/// What is said of a letter, or of an SMS.
pub fn by<'t>(channel: Channel, letter: &'t str, sms: &'t str) -> &'t str {
    match channel {
        Channel::Letter => letter,
        Channel::Sms => sms,
    }
}

/// A sentence, of which what stands in brackets leads somewhere: "No account yet? [Register]".
pub fn linked(text: &str, href: &'static str) -> impl IntoView + use<> {
    let (before, rest) = text.split_once('[').unwrap_or((text, ""));
    let (link, after) = rest.split_once(']').unwrap_or((rest, ""));
    view! { {before.to_owned()} <a href=href>{link.to_owned()}</a> {after.to_owned()} }
}
