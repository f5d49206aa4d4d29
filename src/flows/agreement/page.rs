//! The text of the agreement.

use leptos::prelude::*;

use super::Version;
use crate::ui::{site, texts, time};

#[component]
pub fn AgreementPage(version: Version) -> impl IntoView {
    let (texts, site) = (texts(), site());
    let sections = [
        (texts.agreement_t1(), texts.agreement_p1(&site.name)),
        (texts.agreement_t2(), texts.agreement_p2().to_owned()),
        (texts.agreement_t3(), texts.agreement_p3().to_owned()),
        (texts.agreement_t4(), texts.agreement_p4(&site.support)),
    ];
    let sections = sections.map(|(title, text)| view! { <h2>{title.to_owned()}</h2><p>{text}</p> }).collect_view();
    view! {
        <article class="card wide prose">
            <h1 tabindex="-1">{texts.agreement_title().to_owned()}</h1>
            <p class="meta">{texts.agreement_meta(&time::date(texts, version.date), &version.version)}</p>
            {sections}
        </article>
    }
}
