//! What a form brings, before a server function reads it.

use axum::body::Bytes;
use http::HeaderMap;
use http::header::CONTENT_TYPE;

/// What plain forms get back when they are refused. Secrets are never among it.
const KEPT: [&str; 29] = [
    "login",
    "email",
    "phone",
    "country",
    "region",
    "kind",
    "username",
    "remember",
    "agree",
    "question",
    "name",
    "scope_profile",
    "scope_history",
    "scope_sessions",
    "expires",
    "way",
    "inn",
    "kpp",
    "role",
    "cause",
    "topic",
    "mailbox",
    "number",
    "address",
    "present",
    "corrected",
    "question_back",
    "outcome",
    "words",
];
/// The most fields that a form has.
const MOST_FIELDS: usize = 64;
/// The most characters that are kept of a field, and the most bytes of all of them as JSON: they have to fit into a cookie.
const MOST_KEPT: usize = 500;
const MOST_KEPT_IN_ALL: usize = 2048;

/// Exactly a form: a server function would run on `text/plain` as well (attack CSR-02).
pub fn is_form(headers: &HeaderMap) -> bool {
    let mut types = headers.get_all(CONTENT_TYPE).iter();
    let kind = types.next().and_then(|kind| kind.to_str().ok()).and_then(|kind| kind.split(';').next());
    types.next().is_none() && kind.is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded"))
}

/// Whether each field of a form comes once and by a plain name: of two values, one reader would take the first and another
/// the last (attacks REC-01, WEB-14).
pub fn is_plain_list(body: &Bytes) -> bool {
    let mut names = std::collections::HashSet::new();
    form_urlencoded::parse(body).all(|(name, _)| !name.contains('[') && names.len() < MOST_FIELDS && names.insert(name))
}

pub fn kept(body: &Bytes) -> Vec<(String, String)> {
    let mut room = MOST_KEPT_IN_ALL;
    form_urlencoded::parse(body)
        .filter(|(name, _)| KEPT.contains(&name.as_ref()))
        .map(|(name, value)| (name.into_owned(), value.chars().take(MOST_KEPT).collect::<String>()))
        .take_while(|(_, value)| {
            let size = serde_json::to_string(value).map_or(usize::MAX, |written| written.len());
            let fits = size <= room;
            room = room.saturating_sub(size);
            fits
        })
        .collect()
}
