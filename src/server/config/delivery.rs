//! Who carries letters and SMS, and what SMS may cost.

use std::path::PathBuf;

use phonenumber::country;
use toml::Value;

use super::public_url::is_loopback_host;
use super::reader::{Reader, file_name, list, span, within};
use crate::words::Span;

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

pub struct Sms {
    /// Where SMS may go; none means that there are none. A number written without its country is taken for one of the first.
    pub countries: Vec<country::Id>,
    /// Who carries them: the next takes over where one fails. Without any they are shown on `/dev/outbox`, in development.
    pub chain: Vec<(String, Gateway)>,
    /// What one segment costs at most, in hundredths of the operator's currency, and what all may cost on any day.
    pub price: u32,
    pub daily_cap: u32,
}

pub enum Gateway {
    Http(HttpGateway),
    Smpp(SmppGateway),
}

impl Gateway {
    fn timeout(&self) -> Span {
        match self {
            Gateway::Http(http) => http.timeout,
            Gateway::Smpp(smpp) => smpp.timeout,
        }
    }
}

/// Segments of the longest SMS that there is.
const LONGEST: u32 = 5;
const LONGEST_CHAIN: Span = Span::seconds(45);

/// A gateway that takes an SMS by an HTTP request. `{to}`, `{from}`, `{text}`, `{secret}` and `{key}` stand in its templates; `{key}`
/// is the same each time a message is tried.
pub struct HttpGateway {
    pub url: String,
    pub post: bool,
    pub headers: Vec<(String, String)>,
    pub body: String,
    pub secret: String,
    /// Whether the body is JSON; else it is a form.
    pub json: bool,
    pub from: String,
    /// What the answer says when the message was taken; without it any 2xx means so.
    pub success: Option<String>,
    /// What it says when this number will never be served.
    pub refused: Option<String>,
    pub timeout: Span,
    pub ca_file: Option<PathBuf>,
}

/// A gateway that speaks SMPP 3.4.
pub struct SmppGateway {
    pub host: String,
    pub port: u16,
    pub tls: bool,
    pub ca_file: Option<PathBuf>,
    /// `system_id`.
    pub user: String,
    pub password: String,
    pub system_type: String,
    pub from: String,
    pub timeout: Span,
    pub per_second: u32,
}

/// `needed` where the site writes letters.
pub fn mail(r: &mut Reader, development: bool, needed: bool) -> Mail {
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
    let timeout = timeout(r, "smtp.timeout");
    let Some(host) = host else {
        if needed && !development {
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

pub fn sms(r: &mut Reader, development: bool) -> Sms {
    let countries = r
        .take("sms.countries", "ISO 3166-1 codes, as in [\"GB\", \"DE\"]", |value| {
            list(value)?.iter().map(|code| code.parse().ok()).collect::<Option<Vec<country::Id>>>()
        })
        .unwrap_or_default();
    let mut chain = Vec::new();
    for name in r.take("sms.chain", "names of gateways, as in [\"main\", \"backup\"]", list).unwrap_or_default() {
        match gateway(r, &name) {
            Some(gateway) => chain.push((name, gateway)),
            // Of what kind its keys are is not known.
            None => drop(r.below(&format!("sms.gateway.{name}."))),
        }
    }
    // A worker holds a message for a minute: in that time every gateway of the chain must have had its turn.
    let longest = chain.iter().fold(0_i64, |sum, (_, gateway)| sum.saturating_add(gateway.timeout().0));
    if longest > LONGEST_CHAIN.0 {
        r.fault(
            "sms.chain",
            &format!("timeouts of {}s together", Span(longest).as_seconds()),
            "gateways whose timeouts come to 45s at most",
        );
    }
    for name in r.names("sms.gateway.") {
        r.fault(&format!("sms.gateway.{name}"), "not among sms.chain", "the names of sms.chain");
        r.below(&format!("sms.gateway.{name}."));
    }
    if chain.is_empty() && !countries.is_empty() && !development {
        r.fault("sms.chain", "missing", "the gateways that carry SMS: they can only be shown instead of sent in development");
    }
    let (price, daily_cap) = (r.count("sms.price", 1, 10_000), r.count("sms.daily_cap", 1, 100_000_000));
    // Registering may spend half of it, and half of that at once: a long SMS in a long script has to fit in.
    if daily_cap < price.saturating_mul(4 * LONGEST) {
        r.fault("sms.daily_cap", "too little for any SMS", &format!("{} times sms.price or more", 4 * LONGEST));
    }
    Sms { countries, chain, price, daily_cap }
}

fn gateway(r: &mut Reader, name: &str) -> Option<Gateway> {
    let key = |part: &str| format!("sms.gateway.{name}.{part}");
    if !r.has(&key("kind")) {
        r.fault(&key("kind"), "missing", "http or smpp");
    }
    let is_http = r.take(&key("kind"), "http or smpp", |value| match value.as_str()? {
        "http" => Some(true),
        "smpp" => Some(false),
        _ => None,
    })?;
    Some(if is_http { Gateway::Http(http(r, &key)) } else { Gateway::Smpp(smpp(r, &key)) })
}

fn http(r: &mut Reader, key: &impl Fn(&str) -> String) -> HttpGateway {
    if !r.has(&key("url")) {
        r.fault(&key("url"), "missing", "the address that takes the message");
    }
    let url = r.take(&key("url"), "https://…, or http://… on loopback", |value| {
        value.as_str().filter(|url| is_safe(url)).map(str::to_owned)
    });
    let headers = r.take(&key("headers"), "a list of headers, as in [\"Authorization: Bearer {secret}\"]", |value| {
        list(value)?
            .iter()
            .map(|line| line.split_once(':').map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned())))
            .collect()
    });
    let types = ["application/x-www-form-urlencoded", "application/json"];
    HttpGateway {
        url: url.unwrap_or_default(),
        post: r.take(&key("method"), "POST or GET", method).unwrap_or(true),
        headers: headers.unwrap_or_default(),
        secret: r.secret(&key("secret"), "a text", |value| value.as_str().map(str::to_owned)).unwrap_or_default(),
        body: r.words(&key("body")).unwrap_or_default(),
        json: r
            .take(&key("content_type"), &types.join(" or "), |value| types.iter().position(|kind| value.as_str() == Some(*kind)))
            .unwrap_or(0)
            == 1,
        from: r.words(&key("from")).unwrap_or_default(),
        success: r.words(&key("success")),
        refused: r.words(&key("refused")),
        timeout: timeout(r, &key("timeout")),
        ca_file: r.take(&key("ca_file"), "a file name", file_name),
    }
}

fn smpp(r: &mut Reader, key: &impl Fn(&str) -> String) -> SmppGateway {
    let host = r.words(&key("host")).unwrap_or_default();
    if host.is_empty() {
        r.fault(&key("host"), "missing", "a host name");
    }
    let tls = r.take(&key("tls"), "implicit, or none where the host is loopback", |value| match value.as_str()? {
        "implicit" => Some(true),
        "none" if is_loopback_host(&host) => Some(false),
        _ => None,
    });
    let tls = tls.unwrap_or(true);
    SmppGateway {
        port: r.take(&key("port"), "1 to 65535", |value| within(value, 1, 65_535)).unwrap_or(if tls { 3550 } else { 2775 }),
        tls,
        ca_file: r.take(&key("ca_file"), "a file name", file_name),
        // What the fields of a bind can hold (SMPP 3.4 §4.1.1).
        user: r.take(&key("user"), "a text of at most 15 bytes", |value| short(value, 15)).unwrap_or_default(),
        password: r.secret(&key("password"), "a text of at most 8 bytes", |value| short(value, 8)).unwrap_or_default(),
        system_type: r.take(&key("system_type"), "a text of at most 12 bytes", |value| short(value, 12)).unwrap_or_default(),
        from: r.take(&key("from"), "a number, or a name of at most 11 characters", |value| short(value, 20)).unwrap_or_default(),
        timeout: timeout(r, &key("timeout")),
        per_second: r.take(&key("per_second"), "1 to 1000", |value| within(value, 1, 1_000)).unwrap_or(10),
        host,
    }
}

fn timeout(r: &mut Reader, key: &str) -> Span {
    let read = |value: &Value| span(value).filter(|span| *span <= Span::seconds(45));
    r.take(key, "a time from 1s to 45s", read).unwrap_or(Span::seconds(10))
}

fn method(value: &Value) -> Option<bool> {
    match value.as_str()? {
        "POST" => Some(true),
        "GET" => Some(false),
        _ => None,
    }
}

fn short(value: &Value, most: usize) -> Option<String> {
    value.as_str().filter(|text| text.len() <= most && text.is_ascii()).map(str::to_owned)
}

/// Whether numbers and codes may go there.
fn is_safe(url: &str) -> bool {
    let Ok(url) = url.replace(['{', '}'], "_").parse::<http::Uri>() else { return false };
    let is_home = url.host().is_some_and(is_loopback_host);
    url.host().is_some() && (url.scheme_str() == Some("https") || url.scheme_str() == Some("http") && is_home)
}
