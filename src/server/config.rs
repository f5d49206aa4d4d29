//! Configuration: the preset `standard`, the site's preset over it, then `cabinet.toml`, then the environment.
//!
//! `CABINET_SMTP__HOST` is `smtp.host`. A key `…_file` gives a secret by the name of the file that holds it. Nothing is
//! guessed: a key that nobody knows, a value out of its range, a contradiction is a [`Fault`],
//! and all of them are told at once.

mod agreement;
mod brand;
mod delivery;
mod help;
mod layers;
mod policy;
mod public_url;
mod reader;
mod relaxed;
#[cfg(test)]
mod tests;
mod way;

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use ipnet::IpNet;
use toml::Table;

pub use agreement::Agreement;
pub use brand::{Brand, Colour};
pub use delivery::{Gateway, HttpGateway, Mail, SmppGateway, Sms, Smtp, SmtpTls};
pub use help::{Document, Help, is_file};
pub use layers::{NAMES as PRESETS, Source, Values};
pub use policy::{Budget, Limits, Policy};
pub use public_url::PublicUrl;
use reader::{Reader, file_name, flag, list, number, parsed, within};
pub use relaxed::Relaxed;
pub use way::Way;

use crate::locale::{Language, Texts};
use crate::words::{Channel, Moment};

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
    pub sms: Sms,
    pub development: Option<Development>,
    pub brand: Brand,
    /// The texts of each language, the site's own words in their places.
    pub texts: Vec<Texts>,
    pub help: Help,
    pub agreement: Agreement,
    pub policy: Policy,
    /// The rules that the site does not hold, and says so.
    pub relaxed: Vec<Relaxed>,
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

/// What only a developer's machine has.
pub struct Development {
    /// Time stands still here until it is moved over `/dev/clock`.
    pub clock: Option<Moment>,
    /// Chance repeats itself from this.
    pub seed: Option<u64>,
    /// The sites of a demo, in the order of [`PRESETS`]: the preset of each, and how it is reached.
    pub sites: Vec<(&'static str, String)>,
}

/// One thing that is wrong, with what would be right.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    /// Who said it; nothing where nobody did.
    pub source: Option<Source>,
    pub key: String,
    pub found: String,
    pub allowed: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(source) = &self.source {
            write!(f, "{source}: ")?;
        }
        write!(f, "{}: {}; allowed: {}", self.key, self.found, self.allowed)
    }
}

/// The configuration from a file, where there is one, and the environment.
pub fn load(file: Option<&Path>) -> Result<Config, Vec<Fault>> {
    let (values, faults) = layers(file)?;
    settle(values, faults)
}

/// The values of all layers, each with who said so.
pub fn layers(file: Option<&Path>) -> Result<(Values, Vec<Fault>), Vec<Fault>> {
    let (path, required) = file.map_or((Path::new("cabinet.toml"), false), |file| (file, true));
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(fault) if fault.kind() == std::io::ErrorKind::NotFound && !required => String::new(),
        Err(fault) => return Err(vec![Fault::new(&path.display().to_string(), fault, "a readable file")]),
    };
    let table: Table =
        text.parse().map_err(|fault: toml::de::Error| vec![Fault::new(&path.display().to_string(), fault.message(), "TOML")])?;
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    let environment = std::env::vars_os().filter_map(|(key, value)| Some((key.into_string().ok()?, value.into_string().ok()?)));
    Ok(layers::settle(Some((path, &table)), environment))
}

/// Whether `cargo leptos watch` is at work, which reloads the page over a socket.
#[expect(clippy::disallowed_methods, reason = "set by the tool, not by an operator")]
pub fn is_watched() -> bool {
    static WATCHED: std::sync::OnceLock<bool> = std::sync::OnceLock::new();
    *WATCHED.get_or_init(|| std::env::var_os("LEPTOS_WATCH").is_some())
}

/// The configuration that these layers come to.
pub fn parse(file: &Table, environment: impl Iterator<Item = (String, String)>) -> Result<Config, Vec<Fault>> {
    let (values, faults) = layers::settle(Some((Path::new("cabinet.toml"), file)), environment);
    settle(values, faults)
}

fn settle(values: Values, faults: Vec<Fault>) -> Result<Config, Vec<Fault>> {
    let mut reader = Reader::new(values, faults);
    let config = read(&mut reader);
    reader.finish(config)
}

fn read(r: &mut Reader) -> Config {
    // The layers beneath have come of it already.
    r.take("preset", "the name of a preset", |value| value.as_str().map(drop));
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
    let argon2 = Argon2 {
        memory_kib: r.take("argon2.memory_kib", "7168 to 4194304", |v| within(v, 7_168, 4_194_304)).unwrap_or(19_456),
        passes: r.take("argon2.passes", "1 to 100", |v| within(v, 1, 100)).unwrap_or(2),
        lanes: r.take("argon2.lanes", "1 to 16", |v| within(v, 1, 16)).unwrap_or(1),
        budget_mib: r.take("argon2.budget_mib", "8 to 1048576", |v| within(v, 8, 1_048_576)).unwrap_or(1024),
    };
    if argon2.budget_mib.saturating_mul(1024) < argon2.memory_kib {
        r.fault("argon2.budget_mib", "less than argon2.memory_kib", "room for one hash at least");
    }
    let brand = brand::brand(r);
    let policy = policy::policy(r);
    let sms = delivery::sms(r, development);
    if (policy.account.public || policy.restore.ways.iter().any(|way| way.is_telephone())) && sms.countries.is_empty() {
        r.fault(
            "sms.countries",
            "none, so that there are no SMS",
            "the countries that SMS go to, since restore.ways has a way by SMS or account.public has people give a number",
        );
    }
    Config {
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
        mail: delivery::mail(r, development, policy.writes_letters()),
        sms,
        development: development.then_some(Development { clock, seed, sites: Vec::new() }),
        texts: texts(r, policy.registration.channel()),
        help: help::help(r, &brand),
        agreement: agreement::agreement(r, &brand),
        relaxed: relaxed::relaxed(r, &policy),
        brand,
        policy,
        address,
    }
}

/// The texts of every language, with the words that the site has for some of them: `words.en.login.title`.
fn texts(r: &mut Reader, channel: Channel) -> Vec<Texts> {
    let mut texts = Language::ALL.map(Texts::new).to_vec();
    for texts in &mut texts {
        let prefix = format!("words.{}.", texts.language().code());
        let mut own = Vec::new();
        for (key, set) in r.below(&prefix) {
            own.push(key.clone());
            let put = match set.value.as_str() {
                Some(text) => texts.put(&key, text),
                None => Err("a text".to_owned()),
            };
            if let Err(allowed) = put {
                r.fault(&format!("{prefix}{key}"), &set.value.to_string(), &allowed);
            }
        }
        if channel == Channel::Sms {
            texts.speak_of_sms(&own);
        }
    }
    texts
}

impl Fault {
    fn new(key: &str, found: impl fmt::Display, allowed: &str) -> Self {
        Self { source: None, key: key.into(), found: found.to_string(), allowed: allowed.into() }
    }

    fn said_by(self, set: Option<&layers::Set>) -> Self {
        Self { source: set.map(|set| set.source.clone()), ..self }
    }
}
