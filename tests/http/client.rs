//! A browser, as far as a server can tell: it keeps cookies, has one method for each thing that a person does, and follows
//! no redirect. Whatever it is answered is checked for what every answer owes: its headers and its cookies.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use cabinet::server::config::PublicUrl;
use cookie::{Cookie, SameSite};
use http::header::{ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE, COOKIE, HOST, HeaderName, SET_COOKIE};
use http::{HeaderMap, Method, Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

pub const FORM: &str = "application/x-www-form-urlencoded";

/// How a form reaches the server.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Door {
    /// The browser posts it and shows what comes.
    Plain,
    /// The page's script posts it and reads the value.
    Script,
}

pub const DOORS: [Door; 2] = [Door::Plain, Door::Script];

pub struct Client {
    pub jar: BTreeMap<String, String>,
    /// What the proxy says that its address is.
    pub from: String,
    pub door: Door,
    address: SocketAddr,
    host: String,
    secure: bool,
    connection: Option<SendRequest<Full<Bytes>>>,
}

pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Client {
    pub fn new(address: SocketAddr, public_url: &PublicUrl, door: Door, from: String) -> Self {
        let (host, secure) = (public_url.authority.clone(), public_url.secure);
        Self { jar: BTreeMap::new(), from, door, address, host, secure, connection: None }
    }

    /// Another tab of the same browser.
    pub fn tab(&self) -> Self {
        let Self { jar, from, door, address, host, secure, .. } = self;
        let (jar, from, host) = (jar.clone(), from.clone(), host.clone());
        Self { jar, from, door: *door, address: *address, host, secure: *secure, connection: None }
    }

    /// The name of a cookie of the site.
    pub fn name(&self, cookie: &str) -> String {
        if self.secure { format!("__Host-{cookie}") } else { cookie.to_owned() }
    }

    pub fn cookie(&self, cookie: &str) -> String {
        self.jar.get(&self.name(cookie)).unwrap_or_else(|| panic!("no cookie {cookie}")).clone()
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        let request = self.request(Method::GET, path, "");
        self.send(request).await
    }

    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.post_body(path, body).await
    }

    pub async fn post_body(&mut self, path: &str, body: impl Into<Bytes>) -> Answer {
        let request = self.request(Method::POST, path, body);
        self.send(request).await
    }

    pub async fn register(&mut self, email: &str, password: &str) -> Answer {
        self.post("/api/register", &[("email", email), ("password", password), ("agree", "yes")]).await
    }

    pub async fn confirm(&mut self, code: &str) -> Answer {
        self.post("/api/confirm", &[("code", code)]).await
    }

    pub async fn resend(&mut self) -> Answer {
        self.post("/api/resend", &[]).await
    }

    pub async fn correct(&mut self, email: &str) -> Answer {
        self.post("/api/correct", &[("email", email)]).await
    }

    pub async fn open_link(&mut self, token: &str) -> Answer {
        self.get(&format!("/link/confirm/{token}")).await
    }

    pub async fn open_restore_link(&mut self, token: &str) -> Answer {
        self.get(&format!("/link/restore/{token}")).await
    }

    pub async fn open_undo_link(&mut self, token: &str) -> Answer {
        self.get(&format!("/link/undo/{token}")).await
    }

    /// What the link's page asks for: one press, or in another browser a new password.
    pub async fn welcome(&mut self, password: Option<&str>) -> Answer {
        let fields: Vec<_> = password.map(|password| ("password", password)).into_iter().collect();
        self.post("/api/welcome", &fields).await
    }

    pub async fn sign_in(&mut self, login: &str, password: &str) -> Answer {
        self.post("/api/login", &[("login", login), ("password", password)]).await
    }

    pub async fn sign_out(&mut self) -> Answer {
        self.post("/api/logout", &[]).await
    }

    pub async fn set_username(&mut self, username: &str) -> Answer {
        self.post("/api/username", &[("username", username)]).await
    }

    /// From the sign-in form, with what was typed there.
    pub async fn forgot(&mut self, login: &str) -> Answer {
        self.post("/api/forgot", &[("login", login), ("password", "")]).await
    }

    pub async fn ask_restore(&mut self, login: &str) -> Answer {
        self.post("/api/restore", &[("login", login)]).await
    }

    pub async fn resend_restore(&mut self) -> Answer {
        self.post("/api/restore-resend", &[]).await
    }

    pub async fn correct_restore(&mut self, login: &str) -> Answer {
        self.post("/api/restore-correct", &[("login", login)]).await
    }

    pub async fn restore_code(&mut self, code: &str) -> Answer {
        self.post("/api/restore-code", &[("code", code)]).await
    }

    pub async fn restore_password(&mut self, password: &str) -> Answer {
        self.post("/api/restore-password", &[("password", password)]).await
    }

    pub async fn prove(&mut self, password: &str) -> Answer {
        self.post("/api/prove", &[("password", password)]).await
    }

    pub async fn change_password(&mut self, current: &str, password: &str) -> Answer {
        self.post("/api/password", &[("current", current), ("password", password)]).await
    }

    pub async fn change_email(&mut self, email: &str) -> Answer {
        self.post("/api/email", &[("email", email)]).await
    }

    pub async fn confirm_email(&mut self, code: &str) -> Answer {
        self.post("/api/email-confirm", &[("code", code)]).await
    }

    pub async fn drop_email(&mut self) -> Answer {
        self.post("/api/email-drop", &[]).await
    }

    pub async fn undo(&mut self, password: &str) -> Answer {
        self.post("/api/undo", &[("password", password)]).await
    }

    pub async fn end_session(&mut self, id: &str) -> Answer {
        self.post("/api/session-end", &[("id", id)]).await
    }

    pub async fn end_other_sessions(&mut self) -> Answer {
        self.post("/api/sessions-end", &[]).await
    }

    pub async fn leave(&mut self) -> Answer {
        self.post("/api/leave", &[]).await
    }

    pub async fn stay(&mut self) -> Answer {
        self.post("/api/stay", &[]).await
    }

    pub async fn is_signed_in(&mut self) -> bool {
        let answer = self.get("/account").await;
        assert!(answer.status == 200 || answer.location() == "/login", "{} {}", answer.status, answer.location());
        answer.status == 200
    }

    /// A request as this browser makes it, to be changed or sent.
    pub fn request(&self, method: Method, path: &str, body: impl Into<Bytes>) -> Request<Full<Bytes>> {
        let is_form = method == Method::POST;
        let mut request = Request::new(Full::new(body.into()));
        *request.method_mut() = method;
        *request.uri_mut() = path.parse().unwrap();
        let cookies: Vec<String> = self.jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let headers = request.headers_mut();
        let mut set = |name: HeaderName, value: &str| {
            headers.insert(name, value.parse().unwrap());
        };
        set(HOST, &self.host);
        set(HeaderName::from_static("x-forwarded-for"), &self.from);
        set(ACCEPT_LANGUAGE, "en");
        set(ACCEPT, if self.door == Door::Plain { "text/html,application/xhtml+xml" } else { "application/json" });
        if !cookies.is_empty() {
            set(COOKIE, &cookies.join("; "));
        }
        if is_form {
            set(CONTENT_TYPE, FORM);
            set(HeaderName::from_static("sec-fetch-site"), "same-origin");
        }
        request
    }

    pub async fn send(&mut self, request: Request<Full<Bytes>>) -> Answer {
        let path = request.uri().path().to_owned();
        let (parts, body) = self.exchange(request).await.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        let body = String::from_utf8_lossy(&body).into_owned();
        let answer = Answer { status: parts.status.as_u16(), headers: parts.headers, body };
        answer.is_protected(&path, self.secure);
        for cookie in answer.cookies() {
            is_ours(&cookie, self.secure);
            if cookie.value().is_empty() {
                self.jar.remove(cookie.name());
            } else {
                self.jar.insert(cookie.name().to_owned(), cookie.value().to_owned());
            }
        }
        answer
    }

    async fn exchange(&mut self, request: Request<Full<Bytes>>) -> Response<Incoming> {
        loop {
            let connection = match self.connection.take() {
                Some(open) if !open.is_closed() => self.connection.insert(open),
                _ => self.connection.insert(connect(self.address).await),
            };
            if connection.ready().await.is_err() {
                continue;
            }
            match connection.send_request(request.clone()).await {
                Ok(response) => return response,
                // The server closed an idle connection before the request was written.
                Err(fault) if fault.is_canceled() => {}
                Err(fault) => panic!("{} {}: {fault:?}", request.method(), request.uri()),
            }
        }
    }
}

async fn connect(address: SocketAddr) -> SendRequest<Full<Bytes>> {
    let stream = TcpStream::connect(address).await.unwrap();
    let (sender, connection) = handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    sender
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn location(&self) -> &str {
        self.header("location")
    }

    /// The refusal that a script is told, as JSON.
    pub fn fail(&self) -> String {
        let told: serde_json::Value = serde_json::from_str(&self.body).unwrap_or_default();
        told["fail"].to_string()
    }

    pub fn cookies(&self) -> Vec<Cookie<'static>> {
        let all = self.headers.get_all(SET_COOKIE).iter();
        all.map(|cookie| Cookie::parse(cookie.to_str().unwrap().to_owned()).unwrap()).collect()
    }

    /// Everything that a client gets to see.
    pub fn all(&self) -> String {
        let headers: String =
            self.headers.iter().map(|(name, value)| format!("{name}: {}\n", String::from_utf8_lossy(value.as_bytes()))).collect();
        format!("{}\n{headers}\n{}", self.status, self.body)
    }

    /// [`Self::all`] without what differs from answer to answer: date, nonce, what is in a cookie. Its length stays.
    pub fn canonical(&self) -> String {
        let mut text: Vec<String> = self.all().lines().filter(|line| !line.starts_with("date: ")).map(str::to_owned).collect();
        for line in &mut text {
            if let Some((name, rest)) = line.strip_prefix("set-cookie: ").and_then(|cookie| cookie.split_once('=')) {
                let (value, attributes) = rest.split_once(';').unwrap();
                *line = format!("set-cookie: {name}={} letters;{attributes}", value.len());
            }
        }
        masked(&masked(&text.join("\n"), "'nonce-", "'"), "nonce=\"", "\"")
    }

    /// WEB-04: what every answer has, whatever it says.
    fn is_protected(&self, path: &str, secure: bool) {
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(self.header(name), value, "{name} of {} {path}", self.status);
        }
        let policy = self.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'"), "the policy of {} {path}: {policy}", self.status);
        assert!(!policy.contains("'unsafe-eval'"), "{policy}");
        assert!(self.headers.contains_key("permissions-policy"), "{} {path}", self.status);
        assert_eq!(self.headers.contains_key("strict-transport-security"), secure, "{} {path}", self.status);
        let is_file = self.status == 200 && (path.starts_with("/pkg/") || path.ends_with(".svg"));
        assert_eq!(self.header("cache-control") == "no-store", !is_file, "cache-control of {} {path}", self.status);
        for name in ["server", "x-powered-by", "access-control-allow-origin"] {
            assert!(!self.headers.contains_key(name), "{name} of {} {path}", self.status);
        }
    }
}

/// SES-05: what every cookie has, also the one that removes it.
fn is_ours(cookie: &Cookie<'_>, secure: bool) {
    let text = cookie.to_string();
    assert_eq!(cookie.path(), Some("/"), "{text}");
    assert_eq!(cookie.domain(), None, "{text}");
    assert_eq!(cookie.http_only(), Some(true), "{text}");
    assert_eq!(cookie.same_site(), Some(SameSite::Lax), "{text}");
    assert_eq!(cookie.secure().unwrap_or(false), secure, "{text}");
    assert_eq!(cookie.name().starts_with("__Host-"), secure, "{text}");
    assert!(text.len() <= 4_096, "{} bytes", text.len());
}

/// With a star for all that stands between two marks.
pub fn masked(text: &str, before: &str, after: &str) -> String {
    let mut parts = text.split(before);
    let mut masked = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        masked += before;
        masked += "*";
        masked += part.find(after).map_or("", |end| &part[end..]);
    }
    masked
}
