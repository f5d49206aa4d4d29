//! The numbers and choices of a preset: what is asked, what is allowed, how long it lives, how often it may be had.

use toml::Value;

use super::brand::links;
use super::reader::{Reader, flag, list};
use super::way::Way;
use crate::server::captcha::Task;
use crate::server::regions;
use crate::wire::Link;
use crate::words::{Asked, Channel, EmailRule, Identifier, Moment, Page, PasswordRule, Span};

#[derive(Clone)]
pub struct Policy {
    /// What people sign in by.
    pub identifiers: Vec<Identifier>,
    /// Where usernames are mailboxes of the site: what stands after their `@`.
    pub domain: Option<String>,
    pub mailbox: EmailRule,
    pub password: PasswordRule,
    /// What the pictures of security codes ask for.
    pub captcha: Task,
    pub registration: Registration,
    pub restore: Restore,
    pub email: EmailChange,
    pub account: Account,
    pub support: Support,
    /// How long after one letter or SMS another can be asked for.
    pub resend_after: Span,
    pub session: Session,
    pub limits: Limits,
}

#[derive(Clone)]
pub struct Registration {
    /// What the form asks for, in this order. What it does not ask for comes later or never.
    pub fields: Vec<Asked>,
    /// The countries whose regions there are, as ISO 3166-1 codes.
    pub regions: Vec<String>,
    pub repeat: bool,
    /// Whether whoever has registered is in at once, the address unproved.
    pub at_once: bool,
    /// Whether the form ends with the languages of the site.
    pub language: bool,
    pub lives: Span,
    pub code_lives: Span,
}

#[derive(Clone)]
pub struct Restore {
    /// The ways back in, the first one first.
    pub ways: Vec<Way>,
    /// Whether it is told, within a budget, that nobody has a login.
    pub tells_unknown: bool,
    /// How long the page waits for the message.
    pub lives: Span,
    /// How long a code works, a link, and a one-time password, counted from when the message was handed over.
    pub code_lives: Span,
    pub link_lives: Span,
    pub one_time_lives: Span,
}

/// The move of an account to another address. Recovery e-mails and mobile phones wait for their codes as long.
#[derive(Clone)]
pub struct EmailChange {
    pub lives: Span,
    pub code_lives: Span,
    /// How long the old address can take it back.
    pub undo_lives: Span,
}

#[derive(Clone)]
pub struct Account {
    /// How long an account that its owner deletes can be had back.
    pub grace: Span,
    /// Where somebody comes to who has signed in.
    pub home: Page,
    /// Whether there are tokens for programs.
    pub tokens: bool,
    /// Whether people work for organisations, whose administrators let them in.
    pub organisations: bool,
    /// Whether others know people by their address and a phone number.
    pub public: bool,
    /// Whether one person's two accounts can be linked.
    pub linked: bool,
    /// Links of the site's own that are for those who are signed in.
    pub areas: Vec<Link>,
}

/// What people can ask the site's own people for.
#[derive(Clone)]
pub struct Support {
    /// Whether there is a desk for it; without one people write to the support address.
    pub desk: bool,
    /// How long an address that was corrected waits before it counts.
    pub correction_waits: Span,
}

#[derive(Clone)]
pub struct Session {
    pub idle: Span,
    pub lives: Span,
    pub remembered_idle: Span,
    pub remembered_lives: Span,
    /// How long after the password was given nothing asks for it again.
    pub proof_lives: Span,
}

#[derive(Clone)]
pub struct Limits {
    /// Sign-ins from one address or network.
    pub login_address: Budget,
    /// Registrations from one address or network.
    pub register_address: Budget,
    /// Restores asked for from one address or network.
    pub restore_address: Budget,
    /// How often it is told that nobody has a login, to one address or network, and to one neighbourhood of them.
    pub tell_client: Budget,
    pub tell_network: Budget,
    /// Letters to one mailbox, in the short and in the long run.
    pub letters_mailbox: Budget,
    pub letters_mailbox_day: Budget,
    /// Codes tried for one mailbox or number.
    pub codes_mailbox: Budget,
    /// SMS to one number, to all numbers that begin alike, and to one country.
    pub sms_number: Budget,
    pub sms_number_day: Budget,
    pub sms_prefix: Budget,
    pub sms_country: Budget,
    /// Usernames tried by one account.
    pub username_account: Budget,
    /// Answers to the security question of one login.
    pub answers_account: Budget,
    /// What one token may ask for.
    pub api_token: Budget,
}

/// A leaky bucket: `burst` at once, then one each `often`.
#[derive(Clone, Copy)]
pub struct Budget {
    pub often: Span,
    pub burst: u32,
}

impl Budget {
    /// How long nothing is left of a bucket that is full again at `empty_at`; nothing where there is something left.
    pub fn wait(&self, empty_at: Option<Moment>, now: Moment) -> Option<Span> {
        let room = self.often.0.saturating_mul(i64::from(self.burst));
        let over = empty_at?.0.saturating_add(self.often.0).saturating_sub(now.0).saturating_sub(room);
        (over > 0).then_some(Span(over))
    }
}

impl Policy {
    pub fn writes_letters(&self) -> bool {
        self.registration.channel() == Channel::Letter || self.restore.ways.iter().any(|way| !way.is_telephone())
    }
}

impl Registration {
    /// What accounts are reached by.
    pub fn channel(&self) -> Channel {
        if self.fields.contains(&Asked::Phone) { Channel::Sms } else { Channel::Letter }
    }
}

impl Restore {
    /// The first way that leads over this channel.
    pub fn way(&self, channel: Channel) -> Option<Way> {
        self.ways.iter().copied().find(|way| way.channel() == Some(channel))
    }

    /// Whether a message holds a one-time password.
    pub fn has_one_time(&self) -> bool {
        self.ways.iter().any(|way| matches!(way, Way::SmsPassword | Way::LetterPassword))
    }

    /// Whether people choose one of the ways that they have set up.
    pub fn is_chosen(&self) -> bool {
        self.ways.iter().any(|way| way.is_chosen())
    }
}

pub fn policy(r: &mut Reader) -> Policy {
    let known = [("email", Identifier::Email), ("phone", Identifier::Phone), ("username", Identifier::Username)];
    let identifiers = r.choice("sign_in.identifiers", known);
    let policy = Policy {
        identifiers,
        domain: r.take("sign_in.domain", "a domain as in mail.example.org, in small letters", domain),
        mailbox: EmailRule { min: r.count("email.min", 3, 6), max: r.count("email.max", 20, 254) },
        password: PasswordRule {
            min: r.count("password.min", 3, 64),
            max: r.count("password.max", 20, 1024),
            judged: r.take("password.judged", "true or false", flag).unwrap_or_default(),
        },
        captcha: r.choose("captcha.task", [("letters", Task::Letters), ("sum", Task::Sum)]).unwrap_or(Task::Letters),
        registration: registration(r),
        restore: Restore {
            ways: r.choice("restore.ways", Way::WORDS),
            tells_unknown: r.take("restore.tells_unknown", "true or false", flag).unwrap_or_default(),
            lives: r.span("restore.lives", Span::minutes(2)),
            code_lives: r.span("restore.code_lives", Span::minutes(1)),
            link_lives: r.span("restore.link_lives", Span::minutes(1)),
            one_time_lives: r.span("restore.one_time_lives", Span::minutes(1)),
        },
        email: EmailChange {
            lives: r.span("email.lives", Span::minutes(2)),
            code_lives: r.span("email.code_lives", Span::minutes(1)),
            undo_lives: r.span("email.undo_lives", Span::hours(1)),
        },
        account: account(r),
        support: Support {
            desk: r.take("support.desk", "true or false", flag).unwrap_or_default(),
            correction_waits: r.span("support.correction_waits", Span::hours(1)),
        },
        resend_after: r.span("letters.resend_after", Span::seconds(1)),
        session: Session {
            idle: r.span("session.idle", Span::minutes(2)),
            lives: r.span("session.lives", Span::seconds(1)),
            remembered_idle: r.span("session.remembered_idle", Span::minutes(2)),
            remembered_lives: r.span("session.remembered_lives", Span::seconds(1)),
            proof_lives: r.span("session.proof_lives", Span::seconds(10)),
        },
        limits: Limits {
            login_address: r.budget("limits.login_address"),
            register_address: r.budget("limits.register_address"),
            restore_address: r.budget("limits.restore_address"),
            tell_client: r.budget("limits.tell_client"),
            tell_network: r.budget("limits.tell_network"),
            letters_mailbox: r.budget("limits.letters_mailbox"),
            letters_mailbox_day: r.budget("limits.letters_mailbox_day"),
            codes_mailbox: r.budget("limits.codes_mailbox"),
            sms_number: r.budget("limits.sms_number"),
            sms_number_day: r.budget("limits.sms_number_day"),
            sms_prefix: r.budget("limits.sms_prefix"),
            sms_country: r.budget("limits.sms_country"),
            username_account: r.budget("limits.username_account"),
            answers_account: r.budget("limits.answers_account"),
            api_token: r.budget("limits.api_token"),
        },
    };
    compare(r, &policy);
    policy
}

fn domain(value: &Value) -> Option<String> {
    let domain = value.as_str()?;
    idna::domain_to_ascii_strict(domain).ok().filter(|ascii| ascii == domain && domain.contains('.'))
}

fn account(r: &mut Reader) -> Account {
    let home = r.choose("account.home", [("account", Page::Account), ("console", Page::Console)]);
    Account {
        grace: r.span("account.grace", Span::hours(1)),
        home: home.unwrap_or(Page::Account),
        tokens: r.take("account.tokens", "true or false", flag).unwrap_or_default(),
        organisations: r.take("account.organisations", "true or false", flag).unwrap_or_default(),
        public: r.take("account.public", "true or false", flag).unwrap_or_default(),
        linked: r.take("account.linked", "true or false", flag).unwrap_or_default(),
        areas: links(r, "account.areas"),
    }
}

fn registration(r: &mut Reader) -> Registration {
    Registration {
        fields: r.choice("registration.fields", Asked::ALL.map(|field| (field.word(), field))),
        regions: r
            .take("registration.regions", "a list of ISO 3166-1 codes of countries that have regions, such as GB", |value| {
                list(value).filter(|countries| countries.iter().all(|country| regions::are_of(country)))
            })
            .unwrap_or_default(),
        repeat: r.take("registration.repeat", "true or false", flag).unwrap_or_default(),
        at_once: r.choose("registration.enter", [("proved", false), ("at-once", true)]).unwrap_or_default(),
        language: r.take("registration.language", "true or false", flag).unwrap_or_default(),
        lives: r.span("registration.lives", Span::hours(1)),
        code_lives: r.span("registration.code_lives", Span::minutes(1)),
    }
}

/// What each value may be by itself and yet not beside the others.
fn compare(r: &mut Reader, policy: &Policy) {
    for (key, value, other, least) in [
        ("restore.lives", policy.restore.lives, "restore.link_lives", policy.restore.link_lives),
        ("restore.lives", policy.restore.lives, "restore.one_time_lives", policy.restore.one_time_lives),
        ("email.lives", policy.email.lives, "email.code_lives", policy.email.code_lives),
        ("account.grace", policy.account.grace, "email.undo_lives", policy.email.undo_lives),
    ] {
        if value <= least {
            r.fault(key, &format!("not longer than {other}"), &format!("more than {other}"));
        }
    }
    if policy.password.min > policy.password.max {
        r.fault("password.min", "more than password.max", "password.max or less");
    }
    let fields = &policy.registration.fields;
    let contacts = [
        (Asked::Email, Identifier::Email, Channel::Letter),
        (Asked::Phone, Identifier::Phone, Channel::Sms),
        (Asked::Username, Identifier::Username, Channel::Letter),
    ];
    let mut contacts = contacts.into_iter().filter(|(field, ..)| fields.contains(field));
    let (Some((field, identifier, channel)), None) = (contacts.next(), contacts.next()) else {
        return r.fault("registration.fields", "not one of email, phone and username", "one of them: an account is reached by it");
    };
    if field == Asked::Username && !(policy.domain.is_some() && policy.registration.at_once) {
        r.fault(
            "registration.fields",
            "username",
            "with sign_in.domain and registration.enter = \"at-once\": it is a mailbox of the site",
        );
    }
    if policy.registration.at_once && !fields.contains(&Asked::Password) {
        r.fault("registration.enter", "at-once, without a password", "password among registration.fields");
    }
    if fields.contains(&Asked::Phone) && fields.contains(&Asked::Country) {
        r.fault("registration.fields", "phone and country", "one of them: a number has its country");
    }
    if fields.contains(&Asked::Region) && policy.registration.regions.is_empty() {
        r.fault("registration.regions", "none", "the countries whose regions are offered, since registration.fields asks for one");
    }
    if !fields.contains(&Asked::Agreement) {
        r.fault("registration.fields", "agreement is missing", "agreement among them: without it there is no consent");
    }
    if !policy.identifiers.contains(&identifier) {
        r.fault("sign_in.identifiers", "not what registration.fields asks for", "what people register with, among them");
    }
    if policy.restore.ways.contains(&Way::LetterKey) && policy.restore.ways.len() > 1 {
        r.fault("restore.ways", "letter-key beside others", "letter-key alone: it has a page of its own");
    }
    let has_way = policy.restore.is_chosen() || policy.restore.way(channel).is_some();
    if !has_way || policy.restore.is_chosen() && !policy.restore.ways.iter().all(|way| way.is_chosen()) {
        r.fault(
            "restore.ways",
            "none that reaches what people register with, or two kinds",
            "letter, letter-key or letter-password for email; sms or sms-password for phone; or of recovery-email, mobile and question",
        );
    }
    if policy.account.organisations && (policy.registration.at_once || field != Asked::Email || policy.restore.is_chosen()) {
        r.fault(
            "account.organisations",
            "true, where people are reached by something else than an e-mail address that they have proved",
            "with registration.enter = \"proved\", email among registration.fields, and letter or letter-password among restore.ways: \
             who may come in, and get back in, is known by that address",
        );
    }
}
