//! The connection to a gateway: bound as a transceiver when it is first needed, kept, and made anew when it ended. What the gateway
//! reports of the messages that it took comes over it too, at any time.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use rusmpp::pdus::{BindTransceiver, DeliverSmResp, SubmitSm};
use rusmpp::{CommandStatus, Pdu};
use rusmppc::error::Error;
use rusmppc::{Client, ConnectionBuilder, Event};
use rustls::ClientConfig;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::{Mutex, mpsc};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};
use tokio_stream::{Stream, StreamExt as _};

use super::super::Receipt;
use super::super::tls::secure;
use super::receipt;

/// Where a gateway is, and whether TLS is spoken there.
pub struct Place {
    pub host: String,
    pub port: u16,
    pub tls: Option<Arc<ClientConfig>>,
}

pub struct Line {
    name: String,
    place: Place,
    bind: BindTransceiver,
    timeout: Duration,
    pause: Duration,
    receipts: mpsc::Sender<Receipt>,
    state: Mutex<State>,
}

/// Held by whoever uses the line.
struct State {
    session: Option<Session>,
    /// When the gateway takes the next submission.
    free_at: Instant,
}

/// An open connection. What serves it ends with it.
struct Session {
    client: Client,
    _servants: JoinSet<()>,
}

/// What went wrong.
pub enum Fault {
    /// No connection, or none any more.
    Connection(io::Error),
    /// The gateway did not let us in.
    Bind(CommandStatus),
    /// It did not take what was asked of it.
    Status(CommandStatus),
    Timeout,
}

/// How often the gateway is asked whether it is there.
const ENQUIRE_LINK: Duration = Duration::from_secs(30);

impl Line {
    pub fn new(
        name: &str,
        place: Place,
        bind: BindTransceiver,
        timeout: Duration,
        pause: Duration,
        receipts: mpsc::Sender<Receipt>,
    ) -> Self {
        let state = Mutex::new(State { session: None, free_at: Instant::now() });
        Self { name: name.to_owned(), place, bind, timeout, pause, receipts, state }
    }

    /// Submits the parts of a message one after another, and gives what the gateway calls the last one. Whoever stops waiting for
    /// this loses the connection with it: an answer that comes late is nobody's.
    pub async fn submit(&self, parts: Vec<SubmitSm>) -> Result<String, Fault> {
        let mut state = self.state.lock().await;
        let session = self.session(&mut state).await?;
        let mut said = Ok(String::new());
        for part in parts {
            sleep_until(state.free_at).await;
            state.free_at = Instant::now() + self.pause;
            said = session.submit(part).await;
            if said.is_err() {
                break;
            }
        }
        let is_sound = match &said {
            Ok(_) => true,
            Err(Fault::Status(status)) => *status != CommandStatus::EsmeRinvbndsts,
            Err(_) => false,
        };
        if is_sound {
            state.session = Some(session);
        }
        said
    }

    /// Asks whether anybody is there.
    pub async fn ask(&self) -> Result<(), Fault> {
        let mut state = self.state.lock().await;
        let session = self.session(&mut state).await?;
        session.client.enquire_link().await?;
        state.session = Some(session);
        Ok(())
    }

    /// The connection, taken out of the state, or a new one.
    async fn session(&self, state: &mut State) -> Result<Session, Fault> {
        match state.session.take().filter(|session| session.client.is_active()) {
            Some(session) => Ok(session),
            None => self.connect().await,
        }
    }

    async fn connect(&self) -> Result<Session, Fault> {
        let Place { host, port, tls } = &self.place;
        let stream = TcpStream::connect((host.as_str(), *port)).await.map_err(Fault::Connection)?;
        let session = match tls {
            Some(tls) => self.open(secure(tls, host, stream).await.map_err(Fault::Connection)?),
            None => self.open(stream),
        };
        match session.client.bind_transceiver(self.bind.clone()).await.map_err(Fault::from) {
            Ok(_) => Ok(session),
            Err(Fault::Status(status)) => Err(Fault::Bind(status)),
            Err(fault) => Err(fault),
        }
    }

    fn open<S: AsyncRead + AsyncWrite + Send + 'static>(&self, stream: S) -> Session {
        let (client, events, connection) = ConnectionBuilder::new()
            .enquire_link_interval(ENQUIRE_LINK)
            .enquire_link_response_timeout(self.timeout)
            .response_timeout(self.timeout)
            // The crate speaks 5.0, of which 3.4 is a part, and would bind as nothing else.
            .disable_interface_version_check()
            .no_spawn()
            .connected(stream);
        let mut servants = JoinSet::new();
        servants.spawn(connection);
        servants.spawn(listen(client.clone(), events, self.name.clone(), self.receipts.clone()));
        Session { client, _servants: servants }
    }
}

impl Session {
    /// Submits one part, and gives what the gateway calls it.
    async fn submit(&self, part: SubmitSm) -> Result<String, Fault> {
        match self.client.submit_sm(part).await.map_err(Fault::from) {
            Ok(answer) => Ok(answer.message_id().to_string()),
            // An answer without a body, which the crate does not expect: taken, and not called anything.
            Err(Fault::Status(CommandStatus::EsmeRok)) => Ok(String::new()),
            Err(fault) => Err(fault),
        }
    }
}

/// Answers what the gateway asks, for as long as the connection lasts. Whether anybody is there the crate answers itself.
async fn listen(client: Client, mut events: impl Stream<Item = Event> + Unpin, name: String, receipts: mpsc::Sender<Receipt>) {
    while let Some(event) = events.next().await {
        let Event::Incoming(command) = event else { continue };
        let number = command.sequence_number();
        let answered = match command.pdu() {
            Some(Pdu::DeliverSm(message)) => {
                let answered = client.deliver_sm_resp(number, DeliverSmResp::default()).await;
                if let Some((id, delivered)) = receipt::read(message) {
                    // Nobody listens any more only where the house is being left.
                    let _ = receipts.send(Receipt { id: format!("{name}:{id}"), delivered }).await;
                }
                answered
            }
            Some(Pdu::Unbind) => match client.unbind_resp(number).await {
                Ok(()) => client.close().await,
                ended => ended,
            },
            _ => Ok(()),
        };
        if answered.is_err() {
            break;
        }
    }
}

/// A status as the books on SMPP list it.
pub fn code(status: CommandStatus) -> String {
    format!("0x{:08X}", u32::from(status))
}

impl From<Error> for Fault {
    fn from(fault: Error) -> Self {
        match fault {
            Error::UnexpectedResponse { response } => Fault::Status(response.status()),
            Error::ResponseTimeout { .. } | Error::EnquireLinkTimeout { .. } => Fault::Timeout,
            Error::Connect(fault) | Error::Io(fault) => Fault::Connection(fault),
            _ => Fault::Connection(io::ErrorKind::ConnectionAborted.into()),
        }
    }
}

impl Fault {
    /// In a word that is kept with the message, and tells nothing of it.
    pub fn reason(&self) -> String {
        match self {
            Fault::Connection(_) => "connection".into(),
            Fault::Bind(status) => format!("bind {}", code(*status)),
            Fault::Status(status) => code(*status),
            Fault::Timeout => "timeout".into(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Connection(fault) => fmt::Display::fmt(fault, f),
            Fault::Timeout => f.write_str("does not answer in time"),
            fault => f.write_str(&fault.reason()),
        }
    }
}
