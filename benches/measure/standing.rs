//! `idle.memory`, `start.time`, `disconnect.leak`: what a site takes before anybody comes, how soon it is there, and whether those who hang
//! up leave something behind.

use std::rc::Rc;
use std::time::Duration;

use tokio::task::{JoinSet, LocalSet};

use crate::figures::{ROUNDS, median, print};
use crate::http::{self, Connection};
use crate::lab::Lab;
use crate::reading::small_site;
use crate::site::Site;

/// Until what a start or a load needed for a moment is given back.
const REST: Duration = Duration::from_secs(2);
const HANGING_UP: usize = 50_000;
/// Before that: so many that every table and pool has its size.
const WARMING: usize = 10_000;
const AT_ONCE: usize = 32;

pub async fn idle_memory(lab: &mut Lab) -> Result<(), String> {
    let (folder, database) = lab.place("idle");
    let site = Site::start(&folder, &database, "").await?;
    tokio::time::sleep(REST).await;
    print("idle.memory", site.resident(), "MiB");
    Ok(())
}

pub async fn start_time(lab: &mut Lab) -> Result<(), String> {
    let million = lab.million()?;
    let mut took = Vec::new();
    for _ in 0..ROUNDS {
        let site = Site::start(&million.folder, &million.database, "").await?;
        took.push(site.started_in.as_secs_f64());
        site.stop();
    }
    print("start.time", median(took), "s");
    Ok(())
}

pub async fn disconnect_leak(lab: &mut Lab) -> Result<(), String> {
    let (site, person) = small_site(lab, "leaving").await?;
    let bearer = format!("Bearer {}", person.token);
    let requests = [
        http::get(site.address, "/login", &[("Accept", "text/html")]),
        http::get(site.address, "/account", &[("Accept", "text/html"), ("Cookie", &person.cookies)]),
        http::get(site.address, "/api/v1/me", &[("Authorization", &bearer)]),
        http::get(site.address, "/api/open?page=Login", &[("Accept", "application/json")]),
    ];
    let requests = Rc::new(requests);
    hang_up(&site, &requests, WARMING).await?;
    tokio::time::sleep(REST).await;
    let before = site.resident();
    hang_up(&site, &requests, HANGING_UP).await?;
    tokio::time::sleep(REST).await;
    print("disconnect.leak", site.resident() - before, "MiB");
    print("disconnect.leak.before", before, "MiB");
    Ok(())
}

/// Sends so many requests, and closes each connection at once.
async fn hang_up(site: &Site, requests: &Rc<[Vec<u8>; 4]>, count: usize) -> Result<(), String> {
    let address = site.address;
    LocalSet::new()
        .run_until(async {
            let mut all = JoinSet::new();
            for client in 0..AT_ONCE {
                let requests = requests.clone();
                all.spawn_local(async move {
                    for nth in (client..count).step_by(AT_ONCE) {
                        let connection = Connection::open(address).await?;
                        connection.leave(&requests[(nth / AT_ONCE) % requests.len()]).await?;
                    }
                    Ok::<_, std::io::Error>(())
                });
            }
            while let Some(ended) = all.join_next().await {
                ended.map_err(|fault| fault.to_string())?.map_err(|fault| fault.to_string())?;
            }
            Ok(())
        })
        .await
}
