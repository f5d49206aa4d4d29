//! The edge: our own accept loop. `axum::serve` never closes a slow or idle connection; this one has deadlines, a cap on
//! connections, and a share of it for each client.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use http::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use ipnet::IpNet;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt as _;

use super::config::Connections;
use super::visitor::{is_trusted, network};

/// The address of the other end of the connection.
#[derive(Clone, Copy)]
pub struct Peer(pub SocketAddr);

/// How long a request's head may take, the first as well as the next on the same connection.
const HEAD: Duration = Duration::from_secs(10);
/// How long a client may take nothing of an answer.
const STALLED: Duration = Duration::from_secs(20);
/// How long requests in flight may go on when the server stops.
const DRAIN: Duration = Duration::from_secs(10);
/// The most bytes that a request's head is read into.
const HEAD_BYTES: usize = 16 * 1024;

/// Serves until `stop` is done, then lets requests in flight finish.
pub async fn serve(listener: TcpListener, router: Router, limits: &Connections, proxies: &[IpNet], stop: impl Future<Output = ()>) {
    let places = Arc::new(Semaphore::new(limits.total));
    let clients = Clients { counts: Arc::default(), most: limits.per_client };
    let graceful = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let (stream, peer) = tokio::select! {
            accepted = accept(&listener) => accepted,
            () = &mut stop => break,
        };
        // Over the cap a connection is closed at once: waiting would only hold more of them open.
        // A trusted proxy brings everybody's connections: it has no share of its own.
        let share = if is_trusted(peer.ip(), proxies) { Some(None) } else { clients.enter(network(peer.ip())).map(Some) };
        let (Ok(place), Some(share)) = (places.clone().try_acquire_owned(), share) else { continue };
        let router = router.clone();
        let service = hyper::service::service_fn(move |request: Request<Incoming>| answer(router.clone(), request, peer));
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(STALLED));
        let connection = hyper::server::conn::http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD)
            .max_buf_size(HEAD_BYTES)
            .max_headers(64)
            .serve_connection(TokioIo::new(Box::pin(stream)), service);
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // A client that breaks off is no fault of ours.
            let _ = connection.await;
            drop((place, share));
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(DRAIN, graceful.shutdown()).await;
}

async fn answer(
    router: Router,
    request: Request<Incoming>,
    peer: SocketAddr,
) -> Result<axum::response::Response, std::convert::Infallible> {
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(Peer(peer));
    router.oneshot(request).await
}

async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                // Without this every answer of two writes waits for Nagle.
                let _ = stream.set_nodelay(true);
                return (stream, peer);
            }
            Err(fault) if is_of_one_connection(&fault) => {}
            Err(fault) => {
                tracing::error!(%fault, "cannot accept connections");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

fn is_of_one_connection(fault: &io::Error) -> bool {
    matches!(fault.kind(), io::ErrorKind::ConnectionRefused | io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset)
}

/// How many connections each client has open.
struct Clients {
    counts: Arc<Mutex<HashMap<String, usize>>>,
    most: usize,
}

/// One of a client's connections, counted until it is dropped.
struct Share {
    counts: Arc<Mutex<HashMap<String, usize>>>,
    client: String,
}

impl Clients {
    fn enter(&self, client: String) -> Option<Share> {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(client.clone()).or_default();
        if *count >= self.most {
            return None;
        }
        *count += 1;
        Some(Share { counts: self.counts.clone(), client })
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.client) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.client);
            }
        }
    }
}
