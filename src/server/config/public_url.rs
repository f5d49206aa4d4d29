//! How the site is reached from outside.

use std::net::{IpAddr, Ipv6Addr};

/// How the site is reached from outside, and so what its links begin with: scheme and authority, nothing else.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicUrl {
    pub secure: bool,
    /// Host, and port where it is not the scheme's own, in lower case.
    pub authority: String,
}

impl PublicUrl {
    pub fn parse(text: &str) -> Option<Self> {
        // An address has no fragment, and the parser would drop one in silence.
        let uri: http::Uri = if text.contains('#') { None } else { text.to_ascii_lowercase().parse().ok() }?;
        let (scheme, authority) = (uri.scheme_str()?, uri.authority()?);
        let secure = scheme == "https";
        let (host, port) = (authority.host(), authority.port_u16());
        let written = [host.to_owned(), port.map_or(String::new(), |port| format!(":{port}"))].concat();
        let sound = written == authority.as_str() && is_host(host) && port != Some(0) && uri.path() == "/" && uri.query().is_none();
        // Browsers leave the scheme's own port out, in `Host` as in `Origin`.
        let own_port = port == Some(if secure { 443 } else { 80 });
        let url = Self { secure, authority: if own_port { host.to_owned() } else { written } };
        (sound && (secure || scheme == "http" && url.is_loopback())).then_some(url)
    }

    /// The host without its port.
    pub fn host(&self) -> &str {
        match self.authority.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
            _ => &self.authority,
        }
    }

    pub fn is_loopback(&self) -> bool {
        is_loopback_host(self.host())
    }

    /// `https://accounts.example.org`, as browsers write it in `Origin`.
    pub fn origin(&self) -> String {
        format!("{}://{}", if self.secure { "https" } else { "http" }, self.authority)
    }
}

fn is_host(host: &str) -> bool {
    match host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(address) => address.parse::<Ipv6Addr>().is_ok(),
        None => host.split('.').all(|label| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')),
    }
}

pub fn is_loopback_host(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare == "localhost" || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}
