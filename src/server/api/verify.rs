//! The door for reverse proxies: nginx with `auth_request`, Caddy with `forward_auth`, Traefik with `ForwardAuth`. They ask here who
//! is asking them, and pass on what they are told.

use axum::response::{IntoResponse as _, Response};
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue, WWW_AUTHENTICATE};
use http::{HeaderMap, StatusCode};

use super::door::Door;
use super::problem::Problem;
use crate::server::answer::Fault;
use crate::server::store::Account;
use crate::server::visitor::Visit;
use crate::words::Function;

const ID: HeaderName = HeaderName::from_static("x-account-id");
const CONTACT: HeaderName = HeaderName::from_static("x-account-contact");
const USERNAME: HeaderName = HeaderName::from_static("x-account-username");

/// Who is asking: by the session of a browser, which counts as its use, else by a token with the scope `profile`. Nothing else is
/// changed by it. There is no content to be had either way.
pub async fn verify(visit: Visit, door: Door) -> Response {
    match who(&visit, door).await {
        Ok(account) => (StatusCode::OK, named(&account)).into_response(),
        Err(problem) => {
            // To a proxy whoever may not is nobody: it knows 200 and 401.
            let status = if problem.status() == StatusCode::FORBIDDEN { StatusCode::UNAUTHORIZED } else { problem.status() };
            // With a type, so that no page of ours is put in the place of nothing.
            let mut response = (status, [(CONTENT_TYPE, "text/plain; charset=utf-8")]).into_response();
            response.headers_mut().extend(problem.header());
            if status == StatusCode::UNAUTHORIZED {
                response.headers_mut().entry(WWW_AUTHENTICATE).or_insert(HeaderValue::from_static("Bearer"));
            }
            response
        }
    }
}

async fn who(visit: &Visit, door: Door) -> Result<Account, Problem> {
    match present(visit).await? {
        Some(account) if visit.must_agree(&account).await? => Err(Problem::Agreement),
        Some(account) => Ok(account),
        None if door.is_knocked_at() => Ok(door.let_in(Function::Me).await?.account),
        None => Err(Problem::NoToken),
    }
}

async fn present(visit: &Visit) -> Result<Option<Account>, Fault> {
    let account = visit.account().await?.filter(|account| account.disabled_at.is_none());
    if account.is_some() {
        visit.touch().await?;
    }
    Ok(account)
}

/// The headers that a proxy passes on. One without a value is left out.
fn named(account: &Account) -> HeaderMap {
    let values = [(ID, Some(&account.id)), (CONTACT, Some(&account.contact)), (USERNAME, account.username.as_ref())];
    let values = values.into_iter().filter_map(|(name, value)| Some((name, HeaderValue::from_str(&visible(value?)).ok()?)));
    values.collect()
}

/// A text as a header holds it: whatever is not visible ASCII as the percent-encoding of its UTF-8, and the percent sign too, so that
/// no two texts become one.
fn visible(text: &str) -> String {
    let encode = |byte: u8| match byte {
        b'!'..=b'~' if byte != b'%' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(encode).collect()
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn what_a_header_holds_is_visible_and_can_be_read_back() {
        for (text, held) in [
            ("ada+tag@example.org", "ada+tag@example.org"),
            ("+15550100", "+15550100"),
            ("ada@пример.рф", "ada@%D0%BF%D1%80%D0%B8%D0%BC%D0%B5%D1%80.%D1%80%D1%84"),
            ("50%@example.org", "50%25@example.org"),
            ("a b\r\nx: y", "a%20b%0D%0Ax:%20y"),
        ] {
            assert_eq!(visible(text), held);
        }
    }
}
