//! A phone number to be typed, with its country to be chosen where there is a choice; and a login, which may be a number.

use leptos::prelude::*;

use super::act::Act;
use super::field::{Field, Kind};
use super::station::Station;
use super::{site, texts};
use crate::wire::Site;
use crate::words::BadPhone;

/// A line to be typed: a number, with its country's field before it where there is a choice, or whatever `label` and `kind` say. A number
/// that is written with its country needs no choice.
#[component]
pub fn ContactField(act: Act, name: &'static str, is_phone: bool, label: String, kind: Kind) -> impl IntoView {
    let (texts, site) = (texts(), site());
    let has_choice = is_phone && site.countries.len() > 1;
    let (label, kind) = match is_phone {
        true => (
            texts.phone_label().to_owned(),
            Kind { inputmode: Some("tel"), value: kind.value, hint: kind.hint.filter(|_| has_choice), ..Kind::new("tel", "tel") },
        ),
        false => (label, kind),
    };
    view! {
        {has_choice.then(|| countries(site))}
        <Field act name label kind/>
    }
}

fn countries(site: &'static Site) -> impl IntoView {
    let chosen = expect_context::<Station>().typed("country");
    let options = site.countries.iter().map(|country| {
        let selected = chosen.as_ref() == Some(&country.code);
        // The number is set apart, so that it reads from left to right in any language.
        let name = format!("{} \u{2066}+{}\u{2069}", country.name, country.calling);
        view! { <option value=country.code.clone() selected=selected>{name}</option> }
    });
    view! {
        <div class="field">
            <label for="country">{site.texts.phone_country().to_owned()}</label>
            <select id="country" name="country" autocomplete="country">{options.collect_view()}</select>
        </div>
    }
}

/// What a person signs in by: an address, a name, a number, as the site has it.
#[component]
pub fn LoginField(act: Act, #[prop(optional_no_strip)] value: Option<String>) -> impl IntoView {
    let site = site();
    let kind = Kind { value, ..Kind::new("text", "username") };
    view! { <ContactField act name="login" is_phone=site.by_phone label=site.login_label.clone() kind/> }
}

/// What is wrong with a number.
pub fn phone_sentence(site: &Site, bad: BadPhone) -> String {
    let texts = &site.texts;
    match bad {
        BadPhone::Empty => texts.phone_empty().to_owned(),
        BadPhone::Shape => texts.phone_shape().to_owned(),
        BadPhone::Country => {
            let names: Vec<&str> = site.countries.iter().map(|country| country.name.as_str()).collect();
            texts.phone_country_not(&names.join(texts.login_comma()))
        }
        BadPhone::NotMobile => texts.phone_not_mobile().to_owned(),
    }
}
