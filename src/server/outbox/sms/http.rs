//! A gateway that takes an SMS by an HTTP request.
//!
//! Where the request goes is fixed: what differs from message to message fills places after the host, escaped for each. No redirect
//! is followed, and of the answer only the status and two texts count (attacks DEL-08, WEB-10).

use std::sync::Arc;
use std::time::Duration;

use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use http::{Method, StatusCode};
use reqwest::{Client, Request, Response, Url, redirect, retry};
use rustls::ClientConfig;
use tokio::net::TcpStream;

use super::super::Delivery;
use super::Sms;
use super::tls::{secure, tls_config};
use crate::server::config::HttpGateway;

pub struct Http {
    client: Client,
    method: Method,
    /// These three hold places to be filled.
    url: String,
    headers: Vec<(HeaderName, String)>,
    body: String,
    content_type: &'static str,
    /// How a value stands in the body.
    escape: fn(&str) -> String,
    from: String,
    secret: String,
    success: Option<String>,
    refused: Option<String>,
    timeout: Duration,
    /// Where it is; over TLS, if so.
    host: String,
    port: u16,
    tls: Option<Arc<ClientConfig>>,
}

/// The most that is read of an answer.
const MOST: usize = 64 * 1024;

impl Http {
    /// Fails when the certificate file can't be read, or the templates can make no request.
    pub fn new(name: &str, config: &HttpGateway) -> Result<Self, String> {
        let told = |fault: &str| format!("sms.gateway.{name}.{fault}");
        let timeout = Duration::from_secs(config.timeout.as_seconds());
        let url = Url::parse(&config.url).map_err(|fault| told(&format!("url: {fault}")))?;
        // A place in the host would let the message choose where it goes.
        let host = url.host_str().filter(|host| !host.contains('{')).ok_or_else(|| told("url: not one host"))?;
        let tls = tls_config(config.ca_file.as_deref()).map_err(|fault| told(&fault))?;
        let mut headers = Vec::new();
        for (name, template) in &config.headers {
            headers.push((name.parse::<HeaderName>().map_err(|_| told("headers: not a name"))?, template.clone()));
        }
        let client = Client::builder()
            .tls_backend_preconfigured(tls.clone())
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .no_proxy()
            .referer(false)
            .user_agent("cabinet")
            .timeout(timeout)
            .pool_idle_timeout(Duration::from_secs(30))
            .build()
            .map_err(|fault| told(&fault.to_string()))?;
        let http = Self {
            client,
            method: if config.post { Method::POST } else { Method::GET },
            url: config.url.clone(),
            headers,
            body: config.body.clone(),
            content_type: if config.json { "application/json" } else { "application/x-www-form-urlencoded" },
            escape: if config.json { json } else { percent },
            from: config.from.clone(),
            secret: config.secret.clone(),
            success: config.success.clone(),
            refused: config.refused.clone(),
            timeout,
            host: host.trim_matches(['[', ']']).to_owned(),
            port: url.port_or_known_default().ok_or_else(|| told("url: no port"))?,
            tls: (url.scheme() == "https").then(|| Arc::new(tls)),
        };
        // Told at the start, and not by each message: a text has line breaks, and no header takes those.
        let any = Sms { to: "+10000000000".into(), text: "1\n\n2".into() };
        http.request("0", &any).map(|_| http).map_err(|place| told(&format!("{place}: makes no request")))
    }

    /// Hands an SMS to the gateway. A fault of the way there, of the gateway or of what it was configured with passes; only what it
    /// says of the number is for good.
    pub async fn send(&self, key: &str, sms: &Sms) -> Delivery {
        let request = match self.request(key, sms) {
            Ok(request) => request,
            Err(place) => return Delivery::Later(place.into()),
        };
        match self.client.execute(request).await {
            Ok(answer) => {
                let status = answer.status();
                let is_silent = self.success.is_none() && self.refused.is_none();
                let said = if is_silent { String::new() } else { beginning(answer).await };
                self.judge(status, &said)
            }
            // Without the words: they hold the address, and so the number.
            Err(fault) if fault.is_timeout() => Delivery::Later("timeout".into()),
            Err(_) => Delivery::Later("connection".into()),
        }
    }

    /// What an answer means.
    fn judge(&self, status: StatusCode, said: &str) -> Delivery {
        let says = |text: &Option<String>| text.as_ref().is_some_and(|text| said.contains(text));
        let reply = status.as_u16().to_string();
        let is_busy = status == StatusCode::TOO_MANY_REQUESTS;
        if status.is_success() && says(&self.success) {
            Delivery::Taken { reply, receipt: None }
        } else if (status.is_success() || status.is_client_error() && !is_busy) && says(&self.refused) {
            Delivery::Never(reply)
        } else if status.is_success() && self.success.is_none() {
            Delivery::Taken { reply, receipt: None }
        } else {
            Delivery::Later(reply)
        }
    }

    /// Connects, and asks nothing: there is no request that every gateway takes and none sends by.
    pub async fn probe(&self) -> Result<(), String> {
        let connected = async {
            let stream = TcpStream::connect((self.host.as_str(), self.port)).await?;
            if let Some(tls) = &self.tls {
                secure(tls, &self.host, stream).await?;
            }
            Ok::<_, std::io::Error>(())
        };
        match tokio::time::timeout(self.timeout, connected).await {
            Ok(connected) => connected.map_err(|fault| fault.to_string()),
            Err(_) => Err("does not answer in time".into()),
        }
    }

    /// The request for a message, or the template that makes none.
    fn request(&self, key: &str, sms: &Sms) -> Result<Request, &'static str> {
        let values = [
            ("{to}", sms.to.as_str()),
            ("{from}", self.from.as_str()),
            ("{text}", sms.text.as_str()),
            ("{secret}", self.secret.as_str()),
            ("{key}", key),
        ];
        let url = Url::parse(&fill(&self.url, &values, percent)).map_err(|_| "url")?;
        let mut headers = HeaderMap::new();
        for (name, template) in &self.headers {
            // Refuses control characters: a line break would begin a header of the message's own.
            let value = HeaderValue::from_str(&fill(template, &values, str::to_owned)).map_err(|_| "headers")?;
            headers.append(name, value);
        }
        let mut body = String::new();
        if self.method == Method::POST {
            headers.entry(CONTENT_TYPE).or_insert(HeaderValue::from_static(self.content_type));
            body = fill(&self.body, &values, self.escape);
        }
        self.client.request(self.method.clone(), url).headers(headers).body(body).build().map_err(|_| "url")
    }
}

/// A template with each place filled once: what stands in a value is no place.
fn fill(template: &str, values: &[(&str, &str)], escape: fn(&str) -> String) -> String {
    let (mut filled, mut rest) = (String::new(), template);
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let found = values.iter().find_map(|(place, value)| Some((value, after.strip_prefix(place.strip_prefix('{')?)?)));
        if let Some((value, after)) = found {
            filled.push_str(&escape(value));
            rest = after;
        } else {
            filled.push('{');
            rest = after;
        }
    }
    filled + rest
}

/// As a value stands in a path, a query and a form alike: where a space is `+`, `%20` is one too.
fn percent(value: &str) -> String {
    form_urlencoded::byte_serialize(value.as_bytes()).collect::<String>().replace('+', "%20")
}

/// As a value stands between the quotation marks of a JSON text.
fn json(value: &str) -> String {
    let quoted = serde_json::Value::from(value).to_string();
    quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or_default().to_owned()
}

/// The beginning of an answer, however long it is, or as much of it as came.
async fn beginning(mut answer: Response) -> String {
    let mut read = Vec::new();
    while let Ok(Some(chunk)) = answer.chunk().await {
        read.extend_from_slice(&chunk);
        if read.len() >= MOST {
            read.truncate(MOST);
            break;
        }
    }
    String::from_utf8_lossy(&read).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{Delivery, Http, HttpGateway, Sms, StatusCode};
    use crate::words::Span;

    fn gateway(url: &str, body: &str, json: bool) -> HttpGateway {
        HttpGateway {
            url: url.into(),
            post: true,
            headers: vec![("X-Key".into(), "key {key}".into())],
            body: body.into(),
            json,
            from: "A&B".into(),
            secret: "s+/=\"".into(),
            success: Some("queued".into()),
            refused: Some("no such number".into()),
            timeout: Span::seconds(1),
            ca_file: None,
        }
    }

    fn written(config: &HttpGateway, text: &str) -> (String, String) {
        let request = Http::new("main", config).and_then(|http| {
            let sms = Sms { to: "+447400123456".into(), text: text.into() };
            http.request("k1", &sms).map_err(str::to_owned)
        });
        let request = request.expect("a request");
        assert_eq!(request.headers().get("x-key").map(|value| value.as_bytes()), Some(&b"key k1"[..]));
        let body = request.body().and_then(|body| body.as_bytes()).unwrap_or_default();
        (request.url().to_string(), String::from_utf8_lossy(body).into_owned())
    }

    #[test]
    fn del_08_values_are_escaped_for_where_they_stand_and_fill_no_place_of_their_own() {
        let config = gateway("https://sms.example/{to}?k={key}", "to={to}&from={from}&text={text}&{other}", false);
        let (url, body) = written(&config, "{to}&x=1\n%");
        assert_eq!(url, "https://sms.example/%2B447400123456?k=k1");
        assert_eq!(body, "to=%2B447400123456&from=A%26B&text=%7Bto%7D%26x%3D1%0A%25&{other}");

        let config = gateway("https://sms.example/", r#"{"to":"{to}","text":"{text}"}"#, true);
        let (_, body) = written(&config, "\"},\\\n\u{1}é{from}");
        assert_eq!(body, r#"{"to":"+447400123456","text":"\"},\\\n\u0001é{from}"}"#);
    }

    #[test]
    fn del_08_a_message_chooses_neither_host_nor_headers() {
        let fault = |config: &HttpGateway| Http::new("main", config).err();
        assert_eq!(fault(&gateway("https://{to}.example/", "", false)).as_deref(), Some("sms.gateway.main.url: not one host"));
        let mut config = gateway("https://sms.example/", "", false);
        config.headers = vec![("X-Text".into(), "{text}".into())];
        assert_eq!(fault(&config).as_deref(), Some("sms.gateway.main.headers: makes no request"));
    }

    #[test]
    fn del_08_only_what_is_said_of_the_number_is_for_good() {
        let mut config = gateway("https://sms.example/", "", false);
        let told = |config: &HttpGateway, status: u16, said: &str| {
            let http = Http::new("main", config).expect("a gateway");
            match http.judge(StatusCode::from_u16(status).expect("a status"), said) {
                Delivery::Taken { .. } => "taken",
                Delivery::Later(_) => "later",
                Delivery::Never(_) => "never",
            }
        };
        for (status, said, outcome) in [
            (200, "1 queued", "taken"),
            (202, "no such number", "never"),
            (200, "<html>", "later"),
            (302, "queued", "later"),
            (400, "no such number", "never"),
            (401, "who are you", "later"),
            (429, "no such number", "later"),
            (500, "no such number", "later"),
        ] {
            assert_eq!(told(&config, status, said), outcome, "{status} {said}");
        }
        config.success = None;
        assert_eq!(told(&config, 204, ""), "taken");
        assert_eq!(told(&config, 200, "no such number"), "never");
        assert_eq!(told(&config, 500, ""), "later");
    }
}
