//! What every page of the site has in common, made once for each language.

use super::config::Config;
use super::countries;
use super::pictures::LOGO;
use crate::locale::Texts;
use crate::wire::Site;
use crate::words::Identifier;

pub fn site(config: &Config, texts: &Texts) -> Site {
    let (brand, policy) = (&config.brand, &config.policy);
    let names = policy.identifiers.iter().map(|identifier| match identifier {
        Identifier::Email => texts.login_by_email(),
        Identifier::Phone => texts.login_by_phone(),
        Identifier::Username => texts.login_by_username(),
    });
    let names = either(texts, &names.collect::<Vec<_>>());
    Site {
        texts: texts.for_browser(),
        name: brand.name.clone(),
        support: brand.support.clone(),
        navigation: brand.navigation.clone(),
        footer: brand.footer.clone(),
        logo: brand.logo.as_ref().map(|_| LOGO.to_owned()),
        login_label: capital(&texts.login_label(&names)),
        login_empty: texts.login_empty(&names),
        by_phone: policy.identifiers == [Identifier::Phone],
        by_username: policy.identifiers.contains(&Identifier::Username),
        countries: countries::named(&config.sms.countries, texts.language()),
        fields: policy.registration.fields.clone(),
        channel: policy.registration.channel(),
        has_help: !config.help.pages.is_empty(),
        password: policy.password,
        repeat: policy.registration.repeat,
        confirm_subject: texts.letter_confirm_subject(&brand.name),
        restore_subject: texts.letter_restore_subject(&brand.name),
        email_subject: texts.letter_email_subject(&brand.name),
    }
}

/// "e-mail, phone number or username".
fn either(texts: &Texts, names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [name] => (*name).to_owned(),
        [others @ .., last] => texts.login_either(last, &others.join(texts.login_comma())),
    }
}

/// With a capital letter, where the script has them.
fn capital(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map(|first| first.to_uppercase().chain(rest).collect()).unwrap_or_default()
}
