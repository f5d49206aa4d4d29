//! Load: clients that each ask again as soon as they are answered, and requests at a fixed rate whatever becomes of them.

use std::cell::Cell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::task::{JoinSet, LocalSet};

use crate::http::Connection;

/// So many clients ask, each on a connection of its own, until the time is over: how many got what they asked for, a second. Who is told
/// that the site is busy comes back when it says; any other answer but 200 ends it.
pub async fn rate(
    address: SocketAddr,
    clients: usize,
    lasts: Duration,
    request: impl Fn(usize) -> Vec<u8> + 'static,
) -> Result<f64, String> {
    let (request, answered) = (Rc::new(request), Rc::new(Cell::new(0_u64)));
    let began = Instant::now();
    LocalSet::new()
        .run_until(async {
            let mut all = JoinSet::new();
            for client in 0..clients {
                let (request, answered) = (request.clone(), answered.clone());
                all.spawn_local(async move {
                    let mut connection = open(address).await?;
                    loop {
                        let asked = request(client);
                        let answer = connection.ask(&asked).await.map_err(|fault| fault.to_string())?;
                        let wait = match answer.status {
                            200 => None,
                            503 => Some(answer.header("retry-after").and_then(|wait| wait.parse().ok()).unwrap_or(1)),
                            status => {
                                let said = String::from_utf8_lossy(answer.body).into_owned();
                                return Err(format!("{status} instead of 200: {}{said}", answer.head));
                            }
                        };
                        // One that comes late was not made in this time.
                        if began.elapsed() >= lasts {
                            return Ok(());
                        }
                        match wait {
                            None => answered.set(answered.get() + 1),
                            Some(seconds) => tokio::time::sleep(Duration::from_secs(seconds)).await,
                        }
                    }
                });
            }
            while let Some(ended) = all.join_next().await {
                ended.map_err(|fault| fault.to_string())??;
            }
            Ok::<_, String>(())
        })
        .await?;
    Ok(answered.get() as f64 / lasts.as_secs_f64())
}

/// Asks at a fixed rate until `stop` says so: how long each answer took, in milliseconds, counted from when it was due. Who only counts
/// from when a connection is free does not see what made everybody wait.
pub async fn paced(
    address: SocketAddr,
    per_second: u32,
    request: Vec<u8>,
    stop: impl AsyncFn(Duration) -> bool,
) -> Result<Vec<f64>, String> {
    let (request, began, mut all) = (Rc::new(request), Instant::now(), JoinSet::new());
    let free: Rc<std::cell::RefCell<Vec<Connection>>> = Rc::default();
    let mut took = Vec::new();
    LocalSet::new()
        .run_until(async {
            let mut clock = tokio::time::interval(Duration::from_secs(1) / per_second);
            while !stop(began.elapsed()).await {
                let due: Instant = clock.tick().await.into();
                let (request, free) = (request.clone(), free.clone());
                all.spawn_local(async move {
                    let kept = free.borrow_mut().pop();
                    let (connection, status) = match kept {
                        Some(connection) => match status(connection, &request).await {
                            Ok(answered) => answered,
                            // It rested so long that the site closed it.
                            Err(_) => status(open(address).await?, &request).await?,
                        },
                        None => status(open(address).await?, &request).await?,
                    };
                    free.borrow_mut().push(connection);
                    if status == 200 { Ok(due.elapsed()) } else { Err(format!("{status} instead of 200")) }
                });
            }
            while let Some(ended) = all.join_next().await {
                took.push(ended.map_err(|fault| fault.to_string())??.as_secs_f64() * 1_000.0);
            }
            Ok::<_, String>(())
        })
        .await?;
    Ok(took)
}

async fn open(address: SocketAddr) -> Result<Connection, String> {
    Connection::open(address).await.map_err(|fault| fault.to_string())
}

/// The status of the answer, and the connection for the next request.
async fn status(mut connection: Connection, request: &[u8]) -> Result<(Connection, u16), String> {
    let status = connection.ask(request).await.map_err(|fault| fault.to_string())?.status;
    Ok((connection, status))
}
