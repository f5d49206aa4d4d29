//! Configuration: the preset, then `cabinet.toml`, then the environment, one over the other.
//!
//! `CABINET_SMTP__HOST` is `smtp.host`. A key `…_file` gives a secret by the name of the file that holds it. Nothing is
//! guessed: a key that nobody knows, a value out of its range, a contradiction is a [`Fault`],
//! and all of them are told at once.

mod public_url;
mod reader;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use ipnet::IpNet;
use toml::{Table, Value};

pub use public_url::PublicUrl;
use public_url::is_loopback_host;
use reader::{Reader, day, file_name, flag, list, number, parsed, span, within};

use crate::words::{Moment, PasswordRule, Span};

/// Everything an operator can say, checked.
pub struct Config {
    pub address: SocketAddr,
    pub public_url: PublicUrl,
    pub database: Database,
    /// The file with the 32 bytes from which every key is derived. It must not lie in the database nor in its backup.
    pub key_file: PathBuf,
    /// Whether a missing key file may be made: only where no other node needs the same one.
    pub may_make_key: bool,
    /// Whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    pub connections: Connections,
    pub argon2: Argon2,
    pub mail: Mail,
    pub development: Option<Development>,
    pub brand: Brand,
    pub policy: Policy,
}

pub enum Database {
    Sqlite(PathBuf),
    /// The address may hold a password, so it is never printed.
    Postgres(String),
}

pub struct Connections {
    pub total: usize,
    pub per_client: usize,
}

#[derive(Clone, Copy)]
pub struct Argon2 {
    pub memory_kib: u32,
    pub passes: u32,
    pub lanes: u32,
    /// What all workers together may use.
    pub budget_mib: u32,
}

pub enum Mail {
    /// Letters are shown on `/dev/outbox` instead of being sent.
    Page,
    Smtp(Smtp),
}

pub struct Smtp {
    pub host: String,
    pub port: u16,
    pub tls: SmtpTls,
    /// A certificate authority to trust besides the web's, as a PEM file.
    pub ca_file: Option<PathBuf>,
    pub login: Option<(String, String)>,
    pub from: String,
    pub timeout: Span,
}

/// How a connection to the mail server is protected. There is no "if possible": a server that stops offering TLS is refused.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum SmtpTls {
    Implicit,
    StartTls,
    /// To a loopback address only.
    None,
}

/// What only a developer's machine has.
pub struct Development {
    /// Time stands still here until it is moved over `/dev/clock`.
    pub clock: Option<Moment>,
    /// Chance repeats itself from this.
    pub seed: Option<u64>,
}

#[derive(Clone)]
pub struct Brand {
    pub name: String,
    pub support: String,
}

/// The numbers of the preset.
#[derive(Clone)]
pub struct Policy {
    pub password: PasswordRule,
    pub registration: Registration,
    pub restore: Restore,
    pub email: EmailChange,
    pub account: Account,
    /// How long after one letter another can be asked for.
    pub resend_after: Span,
    pub agreement: Agreement,
    pub session: Session,
    pub limits: Limits,
}

#[derive(Clone)]
pub struct Registration {
    pub repeat: bool,
    pub lives: Span,
    pub code_lives: Span,
}

#[derive(Clone)]
pub struct Restore {
    /// How long the page waits for the letter.
    pub lives: Span,
    /// How long a code works, and a link, counted from when the mail server took the letter.
    pub code_lives: Span,
    pub link_lives: Span,
}

/// The move of an account to another address.
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
}

#[derive(Clone)]
pub struct Agreement {
    pub version: String,
    /// From when it stands: the beginning of that day in UTC.
    pub date: Moment,
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
    /// Letters to one mailbox, in the short and in the long run.
    pub letters_mailbox: Budget,
    pub letters_mailbox_day: Budget,
    /// Codes tried for one mailbox.
    pub codes_mailbox: Budget,
    /// Usernames tried by one account.
    pub username_account: Budget,
}

/// A leaky bucket: `burst` at once, then one each `often`.
#[derive(Clone, Copy)]
pub struct Budget {
    pub often: Span,
    pub burst: u32,
}

/// One thing that is wrong, with what would be right.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    pub key: String,
    pub found: String,
    pub allowed: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; allowed: {}", self.key, self.found, self.allowed)
    }
}

const PRESETS: [(&str, &str); 1] = [("standard", include_str!("../../presets/standard.toml"))];
const PREFIX: &str = "CABINET_";

/// The configuration from a file, where there is one, and the environment.
pub fn load(file: Option<&Path>) -> Result<Config, Vec<Fault>> {
    let (path, required) = file.map_or((Path::new("cabinet.toml"), false), |file| (file, true));
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(fault) if fault.kind() == std::io::ErrorKind::NotFound && !required => String::new(),
        Err(fault) => return Err(vec![Fault::new(&path.display().to_string(), fault, "a readable file")]),
    };
    let table =
        text.parse().map_err(|fault: toml::de::Error| vec![Fault::new(&path.display().to_string(), fault.message(), "TOML")])?;
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    let environment = std::env::vars_os().filter_map(|(key, value)| Some((key.into_string().ok()?, value.into_string().ok()?)));
    parse(&table, environment)
}

/// Whether `cargo leptos watch` is at work, which reloads the page over a socket.
#[expect(clippy::disallowed_methods, reason = "set by the tool, not by an operator")]
pub fn is_watched() -> bool {
    static WATCHED: std::sync::OnceLock<bool> = std::sync::OnceLock::new();
    *WATCHED.get_or_init(|| std::env::var_os("LEPTOS_WATCH").is_some())
}

/// The configuration that these layers come to.
pub fn parse(file: &Table, environment: impl Iterator<Item = (String, String)>) -> Result<Config, Vec<Fault>> {
    let mut given = BTreeMap::new();
    flatten("", file, &mut given);
    for (name, value) in environment {
        if let Some(key) = name.strip_prefix(PREFIX) {
            let key = key.to_ascii_lowercase().replace("__", ".");
            // A secret given here goes over the file's, whichever of the two ways either was given.
            given.remove(&format!("{key}_file"));
            key.strip_suffix("_file").and_then(|secret| given.remove(secret));
            given.insert(key, Value::String(value));
        }
    }
    let mut faults = Vec::new();
    let preset = given.remove("preset").unwrap_or_else(|| Value::String("standard".into()));
    let mut values = BTreeMap::new();
    match PRESETS.iter().find(|(name, _)| preset.as_str() == Some(name)).map(|(_, text)| text.parse::<Table>()) {
        Some(Ok(table)) => flatten("", &table, &mut values),
        _ => faults.push(Fault::new("preset", preset, &PRESETS.map(|(name, _)| name).join(", "))),
    }
    values.extend(given);
    let mut reader = Reader { values, faults };
    let config = read(&mut reader);
    reader.finish(config)
}

fn flatten(prefix: &str, table: &Table, into: &mut BTreeMap<String, Value>) {
    for (key, value) in table {
        let name = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        match value {
            Value::Table(inner) => flatten(&name, inner, into),
            value => {
                into.insert(name, value.clone());
            }
        }
    }
}

fn read(r: &mut Reader) -> Config {
    let address = r.take("address", "an IP address and a port", parsed).unwrap_or(SocketAddr::from(([127, 0, 0, 1], 3000)));
    if !r.has("public_url") && !address.ip().is_loopback() {
        r.fault("public_url", "missing", "https://host: how the site is reached from outside");
    }
    let public_url = r
        .take("public_url", "https://host, or http://host:port on loopback", |value| PublicUrl::parse(value.as_str()?))
        .unwrap_or_else(|| PublicUrl { secure: false, authority: address.to_string() });
    let local = address.ip().is_loopback() && public_url.is_loopback();
    let on_loopback = "true only where address and public_url are loopback";
    let development =
        r.take("development.enabled", on_loopback, |value| flag(value).filter(|wanted| !wanted || local)).unwrap_or(local);
    let clock = r.take("development.clock", "a time as in 2026-11-22T12:00:00Z, in development", |value| {
        let instant = time::OffsetDateTime::parse(value.as_str()?, &time::format_description::well_known::Rfc3339).ok()?;
        development.then(|| Moment(instant.unix_timestamp() * 1_000_000))
    });
    let seed = r.take("development.seed", "a whole number, in development", |value| development.then(|| number(value))?);
    let database = r
        .secret("database", "a file name, or postgres://…", |value| {
            let text = value.as_str().filter(|text| !text.is_empty())?;
            let is_postgres = text.starts_with("postgres://") || text.starts_with("postgresql://");
            let has_scheme = text.contains("://");
            (is_postgres || !has_scheme)
                .then(|| if is_postgres { Database::Postgres(text.into()) } else { Database::Sqlite(text.into()) })
        })
        .unwrap_or_else(|| Database::Sqlite("data/cabinet.db".into()));
    let may_make_key = matches!(database, Database::Sqlite(_)) || development;
    let password = PasswordRule { min: r.count("password.min", 8, 64), max: r.count("password.max", 64, 1024) };
    let argon2 = Argon2 {
        memory_kib: r.take("argon2.memory_kib", "7168 to 4194304", |v| within(v, 7_168, 4_194_304)).unwrap_or(19_456),
        passes: r.take("argon2.passes", "1 to 100", |v| within(v, 1, 100)).unwrap_or(2),
        lanes: r.take("argon2.lanes", "1 to 16", |v| within(v, 1, 16)).unwrap_or(1),
        budget_mib: r.take("argon2.budget_mib", "8 to 1048576", |v| within(v, 8, 1_048_576)).unwrap_or(1024),
    };
    if argon2.budget_mib.saturating_mul(1024) < argon2.memory_kib {
        r.fault("argon2.budget_mib", "less than argon2.memory_kib", "room for one hash at least");
    }
    let config = Config {
        public_url,
        database,
        key_file: r.take("key_file", "a file name", file_name).unwrap_or_else(|| "data/cabinet.key".into()),
        may_make_key,
        trusted_proxies: r
            .take("trusted_proxies", "addresses or networks, as in [\"10.0.0.0/8\", \"::1\"]", |value| {
                list(value)?.iter().map(|text| text.parse().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))).collect()
            })
            .unwrap_or_default(),
        connections: Connections {
            total: r.take("connections.total", "1 to 100000", |v| within(v, 1, 100_000)).unwrap_or(1024),
            per_client: r.take("connections.per_client", "1 to 100000", |v| within(v, 1, 100_000)).unwrap_or(if local {
                1024
            } else {
                64
            }),
        },
        argon2,
        mail: mail(r, development),
        development: development.then_some(Development { clock, seed }),
        brand: Brand { name: r.text("brand.name"), support: r.text("brand.support") },
        policy: Policy {
            password,
            registration: Registration {
                repeat: r.take("registration.repeat", "true or false", flag).unwrap_or_default(),
                lives: r.span("registration.lives", Span::hours(1)),
                code_lives: r.span("registration.code_lives", Span::minutes(1)),
            },
            restore: Restore {
                lives: r.span("restore.lives", Span::minutes(2)),
                code_lives: r.span("restore.code_lives", Span::minutes(1)),
                link_lives: r.span("restore.link_lives", Span::minutes(1)),
            },
            email: EmailChange {
                lives: r.span("email.lives", Span::minutes(2)),
                code_lives: r.span("email.code_lives", Span::minutes(1)),
                undo_lives: r.span("email.undo_lives", Span::hours(1)),
            },
            account: Account { grace: r.span("account.grace", Span::hours(1)) },
            resend_after: r.span("letters.resend_after", Span::seconds(1)),
            agreement: Agreement {
                version: r.text("agreement.version"),
                date: r.take("agreement.date", "a day as in 2026-11-22", day).unwrap_or(Moment(0)),
            },
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
                letters_mailbox: r.budget("limits.letters_mailbox"),
                letters_mailbox_day: r.budget("limits.letters_mailbox_day"),
                codes_mailbox: r.budget("limits.codes_mailbox"),
                username_account: r.budget("limits.username_account"),
            },
        },
        address,
    };
    let policy = &config.policy;
    for (key, value, other, least) in [
        ("restore.lives", policy.restore.lives, "restore.link_lives", policy.restore.link_lives),
        ("email.lives", policy.email.lives, "email.code_lives", policy.email.code_lives),
        ("account.grace", policy.account.grace, "email.undo_lives", policy.email.undo_lives),
    ] {
        if value <= least {
            r.fault(key, &format!("not longer than {other}"), &format!("more than {other}"));
        }
    }
    config
}

fn mail(r: &mut Reader, development: bool) -> Mail {
    let host = r.take("smtp.host", "a host name", |value| value.as_str().filter(|host| !host.is_empty()).map(str::to_owned));
    let tls = r
        .take("smtp.tls", "implicit, starttls, or none where the host is loopback", |value| match value.as_str()? {
            "implicit" => Some(SmtpTls::Implicit),
            "starttls" => Some(SmtpTls::StartTls),
            "none" if host.as_deref().is_some_and(is_loopback_host) => Some(SmtpTls::None),
            _ => None,
        })
        .unwrap_or(SmtpTls::StartTls);
    let port =
        r.take("smtp.port", "1 to 65535", |v| within(v, 1, 65_535)).unwrap_or(if tls == SmtpTls::Implicit { 465 } else { 587 });
    let ca_file = r.take("smtp.ca_file", "a file name", file_name);
    let user = r.take("smtp.user", "a text", |value| value.as_str().map(str::to_owned));
    let password = r.secret("smtp.password", "a text", |value| value.as_str().map(str::to_owned));
    let from = r.take("smtp.from", "an address, as in \"Site <accounts@example.org>\"", |value| {
        value.as_str().filter(|from| from.parse::<lettre::message::Mailbox>().is_ok()).map(str::to_owned)
    });
    let timeout = r
        .take("smtp.timeout", "a time from 1s to 45s", |value| span(value).filter(|span| *span <= Span::seconds(45)))
        .unwrap_or(Span::seconds(10));
    let Some(host) = host else {
        if !development {
            r.fault("smtp.host", "missing", "a host name: letters can only be shown instead of sent in development");
        }
        return Mail::Page;
    };
    if from.is_none() {
        r.fault("smtp.from", "missing", "the address letters come from");
    }
    let login = match (user, password) {
        (Some(user), Some(password)) => Some((user, password)),
        (None, None) => None,
        _ => {
            r.fault("smtp.user", "only one of smtp.user and smtp.password", "both or neither");
            None
        }
    };
    Mail::Smtp(Smtp { host, port, tls, ca_file, login, from: from.unwrap_or_default(), timeout })
}

impl Fault {
    fn new(key: &str, found: impl fmt::Display, allowed: &str) -> Self {
        Self { key: key.into(), found: found.to_string(), allowed: allowed.into() }
    }
}
