//! What every page of the site has in common, made once for each language.

use super::captcha::Task;
use super::config::{Config, PRESETS, Way};
use super::countries::{self, Country};
use super::pictures::LOGO;
use super::regions;
use crate::locale::{Language, Texts, time};
use crate::wire::sheet::{Problem, Problems};
use crate::wire::{Fail, FormWords, Frame, Languages, Link, PasswordWords, Refusal};
use crate::words::{Asked, Channel, EmailRule, Identifier, Page, PasswordRule};

/// The site in one language: what its pages are written from.
pub struct Site {
    pub texts: &'static Texts,
    /// What the browser keeps of it.
    pub frame: Frame,
    /// The same, as every page hands it to its script.
    pub frame_as_json: String,
    pub name: String,
    pub support: String,
    /// Where whoever asks for help is led: the desk, or a letter to the support address; and whether there is a desk.
    pub support_href: String,
    pub has_desk: bool,
    /// What the field of a login is called, and what is said where it is empty.
    pub login_label: String,
    pub login_empty: String,
    /// Whether a login is a phone number and nothing else, and whether it can be a username.
    pub by_phone: bool,
    pub by_username: bool,
    /// Where SMS go: the first is assumed for a number that is written without its country.
    pub countries: Vec<Country>,
    /// Every country there is, code and name, in the reader's order; none where nobody is asked for one.
    pub all_countries: Vec<(String, String)>,
    /// The same of regions.
    pub regions: Vec<(String, String)>,
    /// What stands after the `@` where usernames are mailboxes of the site.
    pub domain: String,
    /// What the registration form asks for, in this order.
    pub fields: Vec<Asked>,
    /// What an account is reached by here.
    pub channel: Channel,
    pub email: EmailRule,
    pub password: PasswordRule,
    /// What the pictures of security codes ask for.
    pub captcha: Task,
    /// Whether a new password is typed twice.
    pub repeat: bool,
    /// Whether whoever has registered is in at once, and whether that form ends with the languages.
    pub at_once: bool,
    pub has_languages: bool,
    /// The ways back in; whether one long code is typed with the new password, and whether it is told that nobody has a login.
    pub ways: Vec<Way>,
    pub by_key: bool,
    pub tells_unknown: bool,
    /// Whether each page begins with the way to it, and what marks a field that has to be filled in.
    pub has_breadcrumbs: bool,
    pub required: String,
    /// Where people begin who are signed in; whether that is the console, what of it is the site's own, and whether there are tokens
    /// for programs, and whether one person's two accounts can be linked.
    pub home: Page,
    pub has_console: bool,
    pub areas: Vec<Link>,
    pub has_tokens: bool,
    /// Whether people work for organisations.
    pub has_organisations: bool,
    /// Whether others know people by their address and a phone number.
    pub is_public: bool,
    pub has_linked: bool,
    /// The sites beside it, itself among them, where there is a demo.
    pub demo: Vec<Stand>,
}

/// A site of a demo.
pub struct Stand {
    pub name: &'static str,
    pub url: String,
    pub about: &'static str,
    /// Whether it is this one.
    pub is_here: bool,
}

/// A refusal that a flow has put into words: what is wrong, and in further lines what to look at.
pub trait Spoken: Refusal {
    fn sentence(&self, site: &Site) -> String;
}

impl Spoken for crate::wire::Never {
    fn sentence(&self, _: &Site) -> String {
        match *self {}
    }
}

/// What came to nothing, as the person reads it.
pub fn problems<R: Spoken>(site: &Site, fail: &Fail<R>) -> Problems {
    let texts = site.texts;
    let text = match fail {
        Fail::Refused(reasons) => {
            return Problems {
                heading: texts.form_summary(reasons.len() as u64),
                problems: reasons.iter().flat_map(|reason| said(site, reason)).collect(),
            };
        }
        Fail::Later(wait) => texts.form_later(&time::until(texts, *wait)),
        Fail::SignIn | Fail::Prove | Fail::Consent => texts.form_sign_in().to_owned(),
        Fail::Busy => texts.form_busy().to_owned(),
        Fail::Malformed => texts.form_malformed().to_owned(),
        Fail::Broken => texts.form_broken().to_owned(),
    };
    Problems { heading: texts.form_summary(1), problems: vec![Problem { field: None, text }] }
}

/// A reason, line by line.
fn said<R: Spoken>(site: &Site, reason: &R) -> Vec<Problem> {
    let line = |text: &str| Problem { field: reason.field().map(str::to_owned), text: text.to_owned() };
    reason.sentence(site).lines().map(line).collect()
}

impl Site {
    pub fn new(config: &Config, texts: &'static Texts) -> Self {
        let (brand, policy) = (&config.brand, &config.policy);
        let names = policy.identifiers.iter().map(|identifier| match identifier {
            Identifier::Email => texts.login_by_email(),
            Identifier::Phone => texts.login_by_phone(),
            Identifier::Username => texts.login_by_username(),
        });
        let names = either(texts, &names.collect::<Vec<_>>());
        let frame = frame(config, texts);
        Self {
            texts,
            frame_as_json: serde_json::to_string(&frame).unwrap_or_default(),
            frame,
            name: brand.name.clone(),
            support: brand.support.clone(),
            support_href: support_href(config),
            has_desk: policy.support.desk,
            login_label: capital(&texts.login_label(&names)),
            login_empty: texts.login_empty(&names),
            by_phone: policy.identifiers == [Identifier::Phone],
            by_username: policy.identifiers.contains(&Identifier::Username),
            countries: countries::named(&config.sms.countries, texts.language()),
            all_countries: match policy.registration.fields.contains(&Asked::Country) {
                true => countries::all(texts.language()),
                false => Vec::new(),
            },
            regions: match policy.registration.fields.contains(&Asked::Region) {
                true => regions::of(&policy.registration.regions, texts),
                false => Vec::new(),
            },
            domain: policy.domain.clone().unwrap_or_default(),
            fields: policy.registration.fields.clone(),
            channel: policy.registration.channel(),
            email: policy.mailbox,
            password: policy.password,
            captcha: policy.captcha,
            repeat: policy.registration.repeat,
            at_once: policy.registration.at_once,
            has_languages: policy.registration.language,
            by_key: policy.restore.ways == [Way::LetterKey],
            ways: policy.restore.ways.clone(),
            tells_unknown: policy.restore.tells_unknown,
            has_breadcrumbs: brand.breadcrumbs,
            required: brand.required.clone(),
            home: policy.account.home,
            has_console: policy.account.home == Page::Console,
            areas: policy.account.areas.clone(),
            has_tokens: policy.account.tokens,
            has_organisations: policy.account.organisations,
            is_public: policy.account.public,
            has_linked: policy.account.linked,
            demo: demo(config, texts),
        }
    }
}

/// The sites of a demo, with what is said of each preset, in the order of [`PRESETS`].
fn demo(config: &Config, texts: &'static Texts) -> Vec<Stand> {
    let about: [&str; PRESETS.len()] = [
        texts.demo_standard(),
        texts.demo_phone(),
        texts.demo_console(),
        texts.demo_mailbox(),
        texts.demo_tender(),
        texts.demo_artists(),
    ];
    let here = config.public_url.origin();
    let sites = config.development.iter().flat_map(|development| &development.sites);
    let stand = |((name, url), about): (&(&'static str, String), _)| Stand { name, about, is_here: *url == here, url: url.clone() };
    sites.zip(about).map(stand).collect()
}

fn frame(config: &Config, texts: &Texts) -> Frame {
    let brand = &config.brand;
    let link = |label: &str, href: &str| Link { label: label.to_owned(), href: href.to_owned() };
    let help = (!config.help.pages.is_empty()).then(|| link(texts.nav_help(), Page::Help.path()));
    let own = [link(texts.nav_agreement(), Page::Agreement.path()), link(texts.nav_support(), &support_href(config))];
    Frame {
        name: brand.name.clone(),
        logo: brand.logo.as_ref().map(|_| LOGO.to_owned()),
        navigation: brand.navigation.clone(),
        footer: brand.footer.clone(),
        pages: help.into_iter().chain(own).collect(),
        skip: texts.nav_skip().to_owned(),
        doors: texts.nav_account().to_owned(),
        more: texts.nav_more().to_owned(),
        sign_out: texts.nav_sign_out().to_owned(),
        languages: Languages {
            label: texts.nav_languages().to_owned(),
            here: texts.language().code().to_owned(),
            all: Language::ALL.iter().map(|language| (language.code().to_owned(), language.name().to_owned())).collect(),
        },
        form: FormWords {
            heading: texts.form_summary(1),
            offline: texts.form_offline().to_owned(),
            malformed: texts.form_malformed().to_owned(),
        },
        password: password(texts),
        dates: texts.dates(),
    }
}

fn support_href(config: &Config) -> String {
    if config.policy.support.desk { Page::Support.path().to_owned() } else { format!("mailto:{}", config.brand.support) }
}

fn password(texts: &Texts) -> PasswordWords {
    PasswordWords {
        show: texts.password_show().to_owned(),
        hide: texts.password_hide().to_owned(),
        show_long: texts.password_show_long().to_owned(),
        caps: texts.password_caps().to_owned(),
        layout: texts.password_layout().to_owned(),
        strengths: [texts.strength_s0(), texts.strength_s1(), texts.strength_s2(), texts.strength_s3(), texts.strength_s4()]
            .map(str::to_owned),
        // In the order of `Weakness`.
        reasons: [
            texts.strength_short(),
            texts.strength_repeats(),
            texts.strength_sequence(),
            texts.strength_personal(),
            texts.strength_word(),
        ]
        .map(str::to_owned),
        with_reason: texts.strength_with_reason("{reason}", "{strength}"),
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
