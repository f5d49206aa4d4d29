//! `restore.start`: how fast restores can be asked for, against the least that would have to be written.

use std::cell::Cell;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

use crate::figures::{ROUNDS, absent, alternate, print};
use crate::http;
use crate::lab::Lab;
use crate::load;
use crate::peer::Peer;
use crate::site::{Site, account, client_address, seed};

/// Also of the reference.
pub const CLIENTS: usize = 16;
const ROUND: Duration = Duration::from_millis(1_500);
/// Whom letters go to: as in life, nobody asks twice.
const ACCOUNTS: u32 = 50_000;

pub async fn start(lab: &mut Lab) -> Result<(), String> {
    let (folder, database) = lab.place("restores");
    seed(&folder, &database, "", ACCOUNTS)?;
    let bare = folder.join("bare.db").display().to_string();
    let on_sqlite = compare("restore.start.sqlite", &folder, (&database, &bare)).await?;

    let Some(server) = postgres() else {
        absent("restore.start.postgres", "CABINET_TEST_POSTGRES names no server");
        return Ok(());
    };
    let (database, bare) = (Schema::create(&server, "ours").await?, Schema::create(&server, "bare").await?);
    let (folder, _) = lab.place("restores-postgres");
    seed(&folder, &database.address, "", ACCOUNTS)?;
    let compared = compare("restore.start.postgres", &folder, (&database.address, &bare.address)).await;
    database.remove().await?;
    bare.remove().await?;
    print("restore.start", on_sqlite.min(compared?), "ratio");
    Ok(())
}

async fn compare(name: &str, folder: &std::path::Path, (database, bare): (&str, &str)) -> Result<f64, String> {
    let mut bare = Peer::start(&["inserts", bare])?;
    let next = std::rc::Rc::new(Cell::new(1_u64));
    // The same where no letter goes, so that it is seen what sending them takes: the mail server takes calls and never says a word.
    let mute = TcpListener::bind("127.0.0.1:0").map_err(|fault| fault.to_string())?;
    let port = mute.local_addr().map_err(|fault| fault.to_string())?.port();
    let unsent = format!("smtp = {{ host = '127.0.0.1', port = {port}, tls = 'none', from = 'cabinet@example.org' }}\n");
    let mut ratio = 0.0;
    for (name, more) in [(format!("{name}.unsent"), unsent.as_str()), (name.to_owned(), "")] {
        let site = Site::start(folder, database, more).await?;
        let ours = async || {
            let (next, address) = (next.clone(), site.address);
            load::rate(address, CLIENTS, ROUND, move |_| ask(address, next.replace(next.get() + 1))).await
        };
        let compared = alternate(&name, ROUNDS, ours, async || bare.rate(ROUND)).await?;
        compared.print(&name, "/s");
        compared.print_generator(&name);
        ratio = compared.ratio;
    }
    Ok(ratio)
}

/// The nth account's owner, at an address of their own, asks to restore it.
pub fn ask(address: SocketAddr, nth: u64) -> Vec<u8> {
    http::post(address, "/api/restore", &[("X-Forwarded-For", &client_address(nth))], &[("login", &account(nth))])
}

/// A database on the PostgreSQL server.
struct Schema {
    server: String,
    name: String,
    address: String,
}

impl Schema {
    async fn create(server: &str, what: &str) -> Result<Self, String> {
        let name = format!("measure_{what}_{}", std::process::id());
        let begin = server.rsplit_once('/').map_or(server, |(begin, _)| begin);
        run(server, format!("CREATE DATABASE {name}")).await?;
        Ok(Self { server: server.to_owned(), address: format!("{begin}/{name}"), name })
    }

    async fn remove(self) -> Result<(), String> {
        run(&self.server, format!("DROP DATABASE {} WITH (FORCE)", self.name)).await
    }
}

async fn run(server: &str, statement: String) -> Result<(), String> {
    let done = async {
        let mut connection = PgConnection::connect(server).await?;
        sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await?;
        connection.close().await
    };
    done.await.map_err(|fault: sqlx::Error| fault.to_string())
}

#[expect(clippy::disallowed_methods, reason = "what is measured on is not the product's configuration")]
fn postgres() -> Option<String> {
    std::env::var("CABINET_TEST_POSTGRES").ok().filter(|server| !server.is_empty())
}
