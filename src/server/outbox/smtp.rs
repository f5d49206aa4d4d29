//! Letters by SMTP. TLS is required and verified, and there is no falling back to none; a server on loopback may do without.

use std::time::Duration;

use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, Tls, TlsParameters};
use lettre::transport::smtp::commands::{Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Response;
use lettre::transport::smtp::{Error, PoolConfig};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};

use super::{Delivery, Letter};
use crate::server::config::{self, SmtpTls};

/// How many letters go to the server at once, each over a connection of its own. Of each letter's time most is waiting.
pub const CONNECTIONS: u32 = 16;

pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    /// How to connect without the transport, which can do nothing but send.
    server: (String, u16),
    tls: SmtpTls,
    parameters: TlsParameters,
    credentials: Option<Credentials>,
    from: Mailbox,
    /// What follows the `@` in a `Message-ID`.
    host: String,
    /// How long a letter or a probe may take in all. The transport's own covers the connecting alone.
    timeout: Duration,
}

impl Smtp {
    /// `host` is the site's own name. Fails when the certificate file can't be read or an address is none.
    pub fn new(config: &config::Smtp, host: &str) -> Result<Self, String> {
        let from: Mailbox = config.from.parse().map_err(|fault| format!("smtp.from: {fault}"))?;
        let mut tls = TlsParameters::builder(config.host.clone());
        if let Some(file) = &config.ca_file {
            let pem = std::fs::read(file).map_err(|fault| format!("smtp.ca_file: {fault}"))?;
            tls = tls.add_root_certificate(Certificate::from_pem(&pem).map_err(|fault| format!("smtp.ca_file: {fault}"))?);
        }
        let tls = tls.build().map_err(|fault| format!("smtp: {fault}"))?;
        let timeout = Duration::from_secs(config.timeout.as_seconds());
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&config.host)
            .port(config.port)
            .timeout(Some(timeout))
            .tls(match config.tls {
                SmtpTls::Implicit => Tls::Wrapper(tls.clone()),
                SmtpTls::StartTls => Tls::Required(tls.clone()),
                SmtpTls::None => Tls::None,
            })
            .pool_config(PoolConfig::new().max_size(CONNECTIONS).idle_timeout(Duration::from_secs(30)));
        let credentials = config.login.clone().map(|(user, password)| Credentials::new(user, password));
        if let Some(credentials) = &credentials {
            builder = builder.credentials(credentials.clone());
        }
        Ok(Self {
            transport: builder.build(),
            server: (config.host.clone(), config.port),
            tls: config.tls,
            parameters: tls,
            credentials,
            from,
            host: host.to_owned(),
            timeout,
        })
    }

    /// Hands a letter to the server.
    pub async fn send(&self, id: &str, letter: Letter) -> Delivery {
        let Ok(message) = self.write(id, letter) else { return Delivery::Never("not an address".into()) };
        self.delivery(self.transport.send(message)).await
    }

    /// Asks whether a letter to this address would be taken, and sends none.
    pub async fn rehearse(&self, to: Option<String>) -> Delivery {
        let to = match to.map(|to| to.parse::<Address>()) {
            Some(Err(_)) => return Delivery::Never("not an address".into()),
            Some(Ok(to)) => Some(to),
            None => None,
        };
        self.delivery(self.greet(to)).await
    }

    /// As a letter begins, up to its recipient (RFC 5321 §3.3).
    async fn greet(&self, to: Option<Address>) -> Result<Response, Error> {
        let (server, hello) = ((self.server.0.as_str(), self.server.1), ClientId::default());
        let tls = (self.tls == SmtpTls::Implicit).then(|| self.parameters.clone());
        let mut connection = AsyncSmtpConnection::connect_tokio1(server, Some(self.timeout), &hello, tls, None).await?;
        if self.tls == SmtpTls::StartTls {
            connection.starttls(self.parameters.clone(), &hello).await?;
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        if let Some(to) = to {
            connection.command(Mail::new(Some(self.from.email.clone()), vec![])).await?;
            connection.command(Rcpt::new(to, vec![])).await?;
        }
        connection.quit().await
    }

    async fn delivery(&self, said: impl Future<Output = Result<Response, Error>>) -> Delivery {
        match tokio::time::timeout(self.timeout, said).await {
            Ok(Ok(reply)) => Delivery::Taken { reply: reply.code().to_string(), receipt: None },
            // Only these speak of the letter and its address (RFC 5321 §4.2.3). A password that is not accepted or a server that
            // greets with 554 is the operator's to mend, and the letter waits for that.
            Ok(Err(fault)) if fault.status().is_some_and(|code| (550..=553).contains(&u16::from(code))) => {
                Delivery::Never(reason(&fault))
            }
            Ok(Err(fault)) => Delivery::Later(reason(&fault)),
            Err(_) => Delivery::Later("timeout".into()),
        }
    }

    /// Connects, greets and says good-bye.
    pub async fn probe(&self) -> Result<(), String> {
        match tokio::time::timeout(self.timeout, self.transport.test_connection()).await {
            Ok(Ok(true)) => Ok(()),
            Ok(Ok(false)) => Err("the server does not answer NOOP".into()),
            Ok(Err(fault)) => Err(fault.to_string()),
            Err(_) => Err("the server does not answer in time".into()),
        }
    }

    /// A retry has the same `Message-ID`, so that a duplicate is known as one.
    fn write(&self, id: &str, letter: Letter) -> Result<Message, String> {
        let to: Mailbox = letter.to.parse().map_err(|_| "to")?;
        Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(letter.subject)
            .message_id(Some(format!("<{id}@{}>", self.host)))
            .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".into()))
            .multipart(MultiPart::alternative_plain_html(letter.text, letter.html))
            .map_err(|fault| fault.to_string())
    }
}

/// What went wrong, without the words of the server: they may hold the address.
fn reason(fault: &Error) -> String {
    match fault.status() {
        Some(code) => code.to_string(),
        None if fault.is_timeout() => "timeout".into(),
        None if fault.is_tls() => "tls".into(),
        None => "connection".into(),
    }
}
