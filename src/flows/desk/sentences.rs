//! What several flows say alike.

use crate::locale::Texts;
use crate::server::captcha::Task;
use crate::server::site::Site;
use crate::wire::End;
use crate::words::{
    BadCaptcha, BadEmail, BadInn, BadKpp, BadPassword, BadPhone, BadUsername, Cause, Channel, Kind, Password, Role, Topic, Weakness,
};

/// What is said of a letter, or of an SMS.
pub fn by<'t>(channel: Channel, letter: &'t str, sms: &'t str) -> &'t str {
    match channel {
        Channel::Letter => letter,
        Channel::Sms => sms,
    }
}

/// The title of a page whose letter opens nothing.
pub fn ended(texts: &Texts, end: End) -> &str {
    match end {
        End::Mistyped => texts.link_mistyped(),
        End::Expired => texts.link_expired(),
        End::Used => texts.link_used(),
        End::Replaced => texts.link_replaced(),
    }
}

/// What is wrong with an address.
pub fn email_sentence(site: &Site, bad: BadEmail) -> String {
    let (texts, rule) = (site.texts, site.email);
    match bad {
        BadEmail::Empty => texts.email_empty(),
        BadEmail::Short => return texts.email_short(&rule.max.to_string(), &rule.min.to_string()),
        BadEmail::Long => return texts.email_long(&rule.max.to_string(), &rule.min.to_string()),
        BadEmail::LongLocal => texts.email_long_local(),
        BadEmail::NoAt => texts.email_no_at(),
        BadEmail::Local => texts.email_local(),
        BadEmail::Domain => texts.email_domain(),
    }
    .to_owned()
}

/// What somebody asks support about.
pub fn topic_name(texts: &Texts, topic: Topic) -> &str {
    match topic {
        Topic::Letter => texts.support_topic_letter(),
        Topic::Login => texts.support_topic_login(),
        Topic::People => texts.support_topic_people(),
        Topic::Other => texts.support_topic_other(),
    }
}

/// What is wrong with a name.
pub fn username_sentence(texts: &Texts, bad: BadUsername) -> &str {
    match bad {
        BadUsername::Empty => texts.account_name_empty(),
        BadUsername::Length => texts.account_name_length(),
        BadUsername::Shape => texts.account_name_shape(),
        BadUsername::Reserved => texts.account_name_reserved(),
    }
}

/// What is wrong with an INN.
pub fn inn_sentence(texts: &Texts, bad: BadInn) -> &str {
    match bad {
        BadInn::Empty => texts.codes_inn_empty(),
        BadInn::Digits => texts.codes_inn_digits(),
        BadInn::Length => texts.codes_inn_length(),
        BadInn::Check => texts.codes_inn_check(),
    }
}

/// What is wrong with a KPP.
pub fn kpp_sentence(texts: &Texts, bad: BadKpp) -> &str {
    match bad {
        BadKpp::Empty => texts.codes_kpp_empty(),
        BadKpp::Length => texts.codes_kpp_length(),
        BadKpp::Shape => texts.codes_kpp_shape(),
        BadKpp::Proprietor => texts.codes_kpp_proprietor(),
    }
}

/// What a role in an organisation is called.
pub fn role_name(texts: &Texts, role: Role) -> &str {
    match role {
        Role::Owner => texts.role_owner(),
        Role::Administrator => texts.role_administrator(),
        Role::Member => texts.role_member(),
    }
}

/// Why somebody turns to administrators.
pub fn cause_sentence(texts: &Texts, cause: Cause) -> &str {
    match cause {
        Cause::LockedOut => texts.colleague_cause_locked_out(),
        Cause::New => texts.colleague_cause_new(),
    }
}

/// What is wrong with a number.
pub fn phone_sentence(site: &Site, bad: BadPhone) -> String {
    let texts = site.texts;
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

/// What is wrong with a new password.
pub fn password_sentence(site: &Site, bad: BadPassword) -> String {
    let (texts, rule) = (site.texts, site.password);
    match bad {
        BadPassword::Empty => texts.password_choose(),
        BadPassword::Short => return texts.password_short(u64::from(rule.min)),
        BadPassword::Long => return texts.password_long(&rule.max.min(Password::MAX_BYTES as u32).to_string()),
        BadPassword::Common => texts.password_common(),
        BadPassword::Personal => texts.password_personal(),
        BadPassword::Guessable(Weakness::Short) => texts.password_guess_short(),
        BadPassword::Guessable(Weakness::Repeats) => texts.password_guess_repeats(),
        BadPassword::Guessable(Weakness::Sequence) => texts.password_guess_sequence(),
        BadPassword::Guessable(Weakness::Personal) => texts.password_guess_personal(),
        BadPassword::Guessable(Weakness::Word) => texts.password_guess_word(),
    }
    .to_owned()
}

/// What a kind of user is called.
pub fn kind_name(texts: &Texts, kind: Kind) -> &str {
    match kind {
        Kind::Customer => texts.kind_customer(),
        Kind::Artist => texts.kind_artist(),
    }
}

/// Why a security code does not pass.
pub fn captcha_sentence(site: &Site, bad: BadCaptcha) -> &str {
    let texts = site.texts;
    match (bad, site.captcha) {
        (BadCaptcha::Empty, Task::Letters) => texts.captcha_empty(),
        (BadCaptcha::Wrong, Task::Letters) => texts.captcha_wrong(),
        (BadCaptcha::Old, Task::Letters) => texts.captcha_old(),
        (BadCaptcha::Empty, Task::Sum) => texts.sum_empty(),
        (BadCaptcha::Wrong, Task::Sum) => texts.sum_wrong(),
        (BadCaptcha::Old, Task::Sum) => texts.sum_old(),
    }
}
