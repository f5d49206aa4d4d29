//! Who is asking: one request, from one client, in one language, with or without a session.

use std::net::IpAddr;
use std::sync::{Arc, Mutex};

use http::HeaderMap;
use http::header::ACCEPT_LANGUAGE;
use ipnet::IpNet;
use tower_sessions::Session;

use super::House;
use super::answer::{Fault, Stop};
use super::config::Budget;
use super::cookies::{self, Name};
use super::store::{Account, Charge};
use super::tokens::Purpose;
use crate::locale::Language;
use crate::wire::{Done, Fail, Note};
use crate::words::{Moment, Span};

/// How long a note for the next page is kept.
const NOTE_LIVES: Span = Span::minutes(1);
const LANGUAGE_LIVES: Span = Span::days(365);

/// A request, as a flow sees it.
#[derive(Clone)]
pub struct Visit {
    pub house: Arc<House>,
    pub now: Moment,
    pub language: Language,
    pub session: Session,
    client: IpAddr,
    headers: Arc<HeaderMap>,
    /// What a plain form sent, secrets left out; nothing when the page's script is asking.
    typed: Option<Arc<Vec<(String, String)>>>,
    /// The address that a form was sent to.
    act: Arc<str>,
    reply: Arc<Mutex<Reply>>,
}

/// What the answer carries besides its content.
#[derive(Default)]
pub struct Reply {
    pub cookies: Vec<String>,
    /// Where a plain form is sent on to.
    pub location: Option<&'static str>,
    /// For `Retry-After`.
    pub retry_after: Option<Span>,
}

impl Visit {
    pub fn new(
        house: Arc<House>,
        session: Session,
        client: IpAddr,
        act: &str,
        headers: HeaderMap,
        typed: Option<Vec<(String, String)>>,
    ) -> Self {
        Self {
            now: house.clock.now(),
            language: language(&house, &headers),
            session,
            client,
            headers: Arc::new(headers),
            typed: typed.map(Arc::new),
            act: act.into(),
            reply: Arc::default(),
            house,
        }
    }

    /// The account that is signed in.
    pub async fn account(&self) -> Result<Option<Account>, Fault> {
        let Some(who) = super::sessions::who(&self.session).await? else { return Ok(None) };
        Ok(self.house.store.read().await?.account(&who.account).await?)
    }

    /// Takes one from the budget of this client.
    pub async fn charge_client<R>(&self, scope: &str, budget: Budget) -> Result<(), Stop<R>> {
        self.charge(scope, &network(self.client), budget).await
    }

    /// Takes one from a budget, for good, before what it is for is done.
    pub async fn charge<R>(&self, scope: &str, value: &str, budget: Budget) -> Result<(), Stop<R>> {
        let name = self.house.tokens.bucket(scope, value);
        let mut tx = self.house.store.write().await?;
        let charge = tx.charge(&name, budget.often, budget.burst, self.now).await?;
        tx.save().await?;
        match charge {
            Charge::Taken => Ok(()),
            Charge::Refused(wait) => Err(Fail::Later(wait).into()),
        }
    }

    /// Something sealed under a cookie's name.
    pub fn sealed<T: serde::de::DeserializeOwned>(&self, name: Name, purpose: Purpose) -> Option<T> {
        let sealed = cookies::read(&self.headers, name, self.house.config.public_url.secure)?;
        self.house.tokens.unseal(purpose, self.now, &sealed)
    }

    pub fn seal<T: serde::Serialize>(&self, name: Name, purpose: Purpose, value: &T, lives: Span) {
        if let Some(sealed) = self.house.tokens.seal(purpose, self.now.after(lives), value) {
            self.set_cookie(cookies::set(name, sealed, Some(lives), self.house.config.public_url.secure));
        }
    }

    pub fn remove_cookie(&self, name: Name) {
        self.set_cookie(cookies::remove(name, self.house.config.public_url.secure));
    }

    /// Remembers the language in this browser.
    pub fn speak(&self, language: Language) {
        let secure = self.house.config.public_url.secure;
        self.set_cookie(cookies::set(Name::Language, language.code().into(), Some(LANGUAGE_LIVES), secure));
    }

    /// What the last form left for this page. It is read once.
    pub fn take_note(&self) -> Option<Note> {
        let note = self.sealed(Name::Note, Purpose::Note);
        if cookies::read(&self.headers, Name::Note, self.house.config.public_url.secure).is_some() {
            self.remove_cookie(Name::Note);
        }
        note
    }

    /// Leaves word for the next page of what was done, and the values it can fill in.
    pub fn tell(&self, done: Done, typed: Vec<(String, String)>) {
        self.leave(&Note { act: String::new(), fail: String::new(), typed, done: Some(done) });
    }

    /// Leaves what was typed for the next page, so that nothing is lost.
    pub fn keep_typed(&self) {
        if let Some(typed) = &self.typed {
            self.leave(&Note { act: String::new(), fail: String::new(), typed: typed.to_vec(), done: None });
        }
    }

    /// Leaves a refusal for the page that the form is on.
    pub(super) fn keep_refusal(&self, fail: String) {
        if let Some(typed) = &self.typed {
            self.leave(&Note { act: self.act.to_string(), fail, typed: typed.to_vec(), done: None });
        }
    }

    fn leave(&self, note: &Note) {
        self.seal(Name::Note, Purpose::Note, note, NOTE_LIVES);
    }

    pub(super) fn act(&self) -> &str {
        &self.act
    }

    /// Whether a browser's own form is asking, which wants a page and not a value.
    pub(super) fn is_plain(&self) -> bool {
        self.typed.is_some()
    }

    fn set_cookie(&self, cookie: String) {
        self.with_reply(|reply| reply.cookies.push(cookie));
    }

    pub(super) fn with_reply<T>(&self, change: impl FnOnce(&mut Reply) -> T) -> T {
        change(&mut self.reply.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }
}

/// The language that was chosen in this browser, else the one it asks for.
pub fn language(house: &House, headers: &HeaderMap) -> Language {
    let chosen = cookies::read(headers, Name::Language, house.config.public_url.secure);
    chosen.and_then(|tag| Language::from_tag(&tag)).unwrap_or_else(|| preferred(headers))
}

/// The first language of `Accept-Language` that we have, by its weight (RFC 9110 §12.5.4).
fn preferred(headers: &HeaderMap) -> Language {
    let header = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut wanted: Vec<(f32, Language)> = header
        .split(',')
        .filter_map(|item| {
            let (tag, weight) = item.split_once(";q=").unwrap_or((item, "1"));
            Some((weight.trim().parse().ok()?, Language::from_tag(tag)?))
        })
        .filter(|(weight, _)| *weight > 0.0)
        .collect();
    wanted.sort_by(|a, b| b.0.total_cmp(&a.0));
    wanted.first().map_or(Language::En, |(_, language)| *language)
}

/// What counts as one client: an IPv4 address or an IPv6 network of 64 bits, since there addresses cost nothing (attack BRU-06).
pub fn network(client: IpAddr) -> String {
    match client.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("{:x?}", &address.segments()[..4]),
    }
}

pub fn is_trusted(peer: IpAddr, proxies: &[IpNet]) -> bool {
    proxies.iter().any(|network| network.contains(&peer.to_canonical()))
}

/// The client behind trusted proxies: the last address in `X-Forwarded-For` that none of them has (attack BRU-07). What
/// cannot be read ends the walk at the proxy that passed it on; without trusted proxies the header is not looked at.
pub fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let mut client = peer.to_canonical();
    let hops: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    for hop in hops.iter().rev() {
        if !is_trusted(client, trusted) {
            break;
        }
        match hop.trim().parse::<IpAddr>() {
            Ok(address) => client = address.to_canonical(),
            Err(_) => break,
        }
    }
    client
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &'static str, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(http::HeaderName::from_static(name), value.parse().unwrap())])
    }

    #[test]
    fn bru_07_only_a_trusted_proxy_is_believed_about_the_client() {
        let proxy: IpAddr = "10.0.0.1".parse().unwrap();
        let stranger: IpAddr = "203.0.113.9".parse().unwrap();
        let trusted: Vec<IpNet> = vec!["10.0.0.0/8".parse().unwrap()];
        let seen = |peer, value: &str| client(peer, &headers("x-forwarded-for", value), &trusted).to_string();
        assert_eq!(seen(stranger, "198.51.100.7"), "203.0.113.9", "a stranger says what it likes");
        assert_eq!(seen(proxy, "198.51.100.7"), "198.51.100.7");
        assert_eq!(seen(proxy, "1.1.1.1, 198.51.100.7, 10.0.0.2"), "198.51.100.7", "the first one is the client's own claim");
        assert_eq!(seen(proxy, "a"), "10.0.0.1", "garbage is no way past the limit");
        assert_eq!(seen(proxy, "1.1.1.1, a"), "10.0.0.1");
        assert_eq!(seen(proxy, ""), "10.0.0.1");
        assert_eq!(seen(proxy, "::ffff:198.51.100.7"), "198.51.100.7");
        assert_eq!(client(proxy, &headers("x-real-ip", "198.51.100.7"), &trusted), proxy);
        assert_eq!(client(proxy, &headers("x-forwarded-for", "198.51.100.7"), &[]), proxy);
    }

    #[test]
    fn the_language_is_the_best_of_those_we_have() {
        for (header, language) in [
            ("ru-RU,ru;q=0.9,en;q=0.8", "ru"),
            ("de, ar;q=0.5, en;q=0.4", "ar"),
            ("de", "en"),
            ("", "en"),
            ("ru;q=0, en;q=x", "en"),
        ] {
            assert_eq!(preferred(&headers("accept-language", header)).code(), language, "{header}");
        }
    }
}
