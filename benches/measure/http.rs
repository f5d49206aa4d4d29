//! As little of HTTP/1.1 as a load needs: a request is bytes that were put together before, an answer is read and not kept. The less
//! the generator does, the more of the processor is the site's.

use std::io;
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A connection that is kept.
pub struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
}

pub struct Answer<'a> {
    pub status: u16,
    pub head: &'a str,
    pub body: &'a [u8],
}

/// How long a body is.
enum Length {
    Known(usize),
    Chunked,
}

impl Connection {
    pub async fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, read: Vec::with_capacity(64 * 1024) })
    }

    /// Sends a request and reads its answer to the end.
    pub async fn ask(&mut self, request: &[u8]) -> io::Result<Answer<'_>> {
        self.stream.write_all(request).await?;
        self.read.clear();
        let head = loop {
            if let Some(end) = find(&self.read, b"\r\n\r\n") {
                break end + 4;
            }
            self.more().await?;
        };
        let text = std::str::from_utf8(&self.read[..head]).map_err(|_| broken("a head that is no text"))?;
        let status = text.get(9..12).and_then(|code| code.parse().ok()).ok_or_else(|| broken("no status"))?;
        let length = match (header(text, "content-length"), header(text, "transfer-encoding")) {
            (Some(length), _) => Length::Known(length.parse().map_err(|_| broken("no length"))?),
            (None, Some(_)) => Length::Chunked,
            (None, None) => Length::Known(0),
        };
        match length {
            Length::Known(length) => {
                while self.read.len() < head + length {
                    self.more().await?;
                }
            }
            // Nothing follows an answer before the next request.
            Length::Chunked => {
                while !self.read[head..].ends_with(b"0\r\n\r\n") {
                    self.more().await?;
                }
                let whole = unchunked(&self.read[head..]).ok_or_else(|| broken("no chunks"))?;
                self.read.truncate(head);
                self.read.extend(whole);
            }
        }
        let (head, body) = self.read.split_at(head);
        Ok(Answer { status, head: std::str::from_utf8(head).unwrap_or_default(), body })
    }

    /// Sends a request and hangs up without looking at the answer. The end is a reset: nothing lingers that would use up the ports.
    pub async fn leave(mut self, request: &[u8]) -> io::Result<()> {
        self.stream.write_all(request).await?;
        self.stream.set_zero_linger()
    }

    async fn more(&mut self) -> io::Result<()> {
        match self.stream.read_buf(&mut self.read).await? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }
}

impl Answer<'_> {
    pub fn header(&self, name: &str) -> Option<&str> {
        header(self.head, name)
    }

    /// The cookies that it sets, as a browser sends them back.
    pub fn cookies(&self) -> String {
        let set = self.head.lines().filter_map(|line| named(line, "set-cookie"));
        set.filter_map(|cookie| cookie.split(';').next()).collect::<Vec<_>>().join("; ")
    }
}

/// A request without a body.
pub fn get(host: SocketAddr, path: &str, headers: &[(&str, &str)]) -> Vec<u8> {
    write(host, "GET", path, headers, "")
}

/// A form, as a page's script posts it.
pub fn post(host: SocketAddr, path: &str, headers: &[(&str, &str)], fields: &[(&str, &str)]) -> Vec<u8> {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let length = body.len().to_string();
    let form = [
        ("Accept", "application/json"),
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("Content-Length", length.as_str()),
        ("Sec-Fetch-Site", "same-origin"),
    ];
    write(host, "POST", path, &[&form, headers].concat(), &body)
}

fn write(host: SocketAddr, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Language: en\r\n{headers}\r\n{body}").into_bytes()
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| named(line, name))
}

fn named<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let (found, value) = line.split_once(':')?;
    found.eq_ignore_ascii_case(name).then(|| value.trim())
}

fn find(text: &[u8], mark: &[u8]) -> Option<usize> {
    text.windows(mark.len()).position(|window| window == mark)
}

fn unchunked(mut text: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    loop {
        let end = find(text, b"\r\n")?;
        let length = usize::from_str_radix(std::str::from_utf8(&text[..end]).ok()?, 16).ok()?;
        if length == 0 {
            return Some(whole);
        }
        whole.extend(text.get(end + 2..end + 2 + length)?);
        text = text.get(end + 4 + length..)?;
    }
}

fn broken(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why.to_owned())
}
