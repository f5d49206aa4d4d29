//! Our cookies: what each is called, how long it lives, and how it is set and removed alike.
//!
//! Behind https every name begins with `__Host-`, which browsers keep only with `Secure`, `Path=/` and no `Domain`, also when
//! the cookie is removed (RFC 6265bis §4.1.3.2). On loopback, without https, they go by their plain names.

use cookie::{Cookie, SameSite};
use http::HeaderMap;
use http::header::COOKIE;

/// A cookie of ours.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Name {
    Session,
    /// The language that the person chose.
    Language,
    /// What a form left for the next page.
    Note,
    /// Which registration this browser waits for.
    Waiting,
    /// The secret of the link that was opened.
    Link,
    /// Which restore this browser asked for.
    Restoring,
    /// The secret of the link that restores.
    RestoreLink,
    /// The secret of the link that undoes a change of address.
    UndoLink,
    /// The secret of the link to a colleague's plea.
    PleaLink,
    /// Where the person was going before signing in or giving the password again.
    Return,
    /// What this browser is known by to the account that it signed in to last.
    Device,
    /// What this browser is known by to a form with a security code, which has no row yet.
    Asking,
    /// A token that was just made, until its page has shown it.
    Token,
    /// Which support request this browser looks at.
    Support,
    /// The secret of the link that confirms a corrected address.
    CorrectionLink,
}

impl Name {
    pub const ALL: [Name; 15] = [
        Name::Session,
        Name::Language,
        Name::Note,
        Name::Waiting,
        Name::Link,
        Name::Restoring,
        Name::RestoreLink,
        Name::UndoLink,
        Name::PleaLink,
        Name::Return,
        Name::Device,
        Name::Asking,
        Name::Token,
        Name::Support,
        Name::CorrectionLink,
    ];

    pub const fn text(self, secure: bool) -> &'static str {
        match (self, secure) {
            (Name::Session, true) => "__Host-session",
            (Name::Session, false) => "session",
            (Name::Language, true) => "__Host-language",
            (Name::Language, false) => "language",
            (Name::Note, true) => "__Host-note",
            (Name::Note, false) => "note",
            (Name::Waiting, true) => "__Host-waiting",
            (Name::Waiting, false) => "waiting",
            (Name::Link, true) => "__Host-link",
            (Name::Link, false) => "link",
            (Name::Restoring, true) => "__Host-restoring",
            (Name::Restoring, false) => "restoring",
            (Name::RestoreLink, true) => "__Host-restore-link",
            (Name::RestoreLink, false) => "restore-link",
            (Name::UndoLink, true) => "__Host-undo-link",
            (Name::UndoLink, false) => "undo-link",
            (Name::PleaLink, true) => "__Host-plea-link",
            (Name::PleaLink, false) => "plea-link",
            (Name::Return, true) => "__Host-return",
            (Name::Return, false) => "return",
            (Name::Device, true) => "__Host-device",
            (Name::Device, false) => "device",
            (Name::Asking, true) => "__Host-asking",
            (Name::Asking, false) => "asking",
            (Name::Token, true) => "__Host-token",
            (Name::Token, false) => "token",
            (Name::Support, true) => "__Host-support",
            (Name::Support, false) => "support",
            (Name::CorrectionLink, true) => "__Host-correction-link",
            (Name::CorrectionLink, false) => "correction-link",
        }
    }
}

/// The value of a cookie, if there is exactly one of that name: two mean that somebody planted one (attack SES-09).
pub fn read(headers: &HeaderMap, name: Name, secure: bool) -> Option<String> {
    let mut found = values(headers, name.text(secure));
    let first = found.next()?;
    found.next().is_none().then(|| first.to_owned())
}

/// The names of ours that came more than once.
pub fn doubled(headers: &HeaderMap, secure: bool) -> Vec<&'static str> {
    let names = Name::ALL.map(|name| name.text(secure));
    names.into_iter().filter(|name| values(headers, name).count() > 1).collect()
}

/// The `Cookie` header without these names.
pub fn without(headers: &HeaderMap, names: &[&str]) -> String {
    pairs(headers)
        .filter(|(name, _)| !names.contains(name))
        .map(|(name, value)| format!("{name}={value}"))
        .collect::<Vec<_>>()
        .join("; ")
}

fn values<'h>(headers: &'h HeaderMap, name: &str) -> impl Iterator<Item = &'h str> {
    pairs(headers).filter(move |(found, _)| *found == name).map(|(_, value)| value)
}

fn pairs(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
}

/// A `Set-Cookie` value. Without `lives` the cookie goes when the browser closes.
pub fn set(name: Name, value: String, lives: Option<crate::words::Span>, secure: bool) -> String {
    let mut cookie =
        Cookie::build((name.text(secure), value)).path("/").http_only(true).secure(secure).same_site(SameSite::Lax).build();
    if let Some(lives) = lives {
        cookie.set_max_age(cookie::time::Duration::seconds(i64::try_from(lives.as_seconds()).unwrap_or(i64::MAX)));
    }
    cookie.to_string()
}

/// A `Set-Cookie` value that removes a cookie.
pub fn remove(name: Name, secure: bool) -> String {
    set(name, String::new(), Some(crate::words::Span(0)), secure)
}
