//! A mail server that takes every letter and keeps when it came (RFC 5321): over real sockets, answering each command as one that stores
//! letters does.

use std::net::SocketAddr;
use std::time::Instant;

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};

pub struct Sink {
    pub address: SocketAddr,
    /// When each letter was there in whole.
    pub letters: mpsc::UnboundedReceiver<Instant>,
    open: watch::Sender<bool>,
}

impl Sink {
    /// Opens one; where it is not `open`, who connects is kept waiting for the greeting.
    pub async fn start(open: bool) -> Result<Self, String> {
        let listener = TcpListener::bind("127.0.0.1:0").await.map_err(|fault| fault.to_string())?;
        let address = listener.local_addr().map_err(|fault| fault.to_string())?;
        let (letter, letters) = mpsc::unbounded_channel();
        let (open, is_open) = watch::channel(open);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (letter, mut is_open) = (letter.clone(), is_open.clone());
                tokio::spawn(async move {
                    // Whoever breaks off has not handed anything over.
                    if is_open.wait_for(|open| *open).await.is_ok() {
                        let _ = converse(stream, letter).await;
                    }
                });
            }
        });
        Ok(Self { address, letters, open })
    }

    /// Greets whoever waits, and everybody from now on.
    pub fn open(&self) {
        let _ = self.open.send(true);
    }

    /// What the site has to say to hand letters over to it.
    pub fn config(&self) -> String {
        let port = self.address.port();
        format!(
            "smtp = {{ host = '127.0.0.1', port = {port}, tls = 'none', from = 'Cabinet <accounts@example.org>', timeout = '45s' }}\n"
        )
    }
}

async fn converse(stream: TcpStream, letter: mpsc::UnboundedSender<Instant>) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    let mut line = String::new();
    stream.write_all(b"220 sink.example.org ESMTP\r\n").await?;
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        let answer: &[u8] = match verb.as_str() {
            "EHLO" => b"250-sink.example.org\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n",
            "DATA" => {
                stream.write_all(b"354 Go on\r\n").await?;
                loop {
                    line.clear();
                    if stream.read_line(&mut line).await? == 0 {
                        return Ok(());
                    }
                    if line == ".\r\n" {
                        break;
                    }
                }
                let _ = letter.send(Instant::now());
                b"250 Taken\r\n"
            }
            "QUIT" => {
                stream.write_all(b"221 Bye\r\n").await?;
                return Ok(());
            }
            "HELO" | "MAIL" | "RCPT" | "NOOP" | "RSET" => b"250 Yes\r\n",
            _ => b"502 No\r\n",
        };
        stream.write_all(answer).await?;
    }
}
