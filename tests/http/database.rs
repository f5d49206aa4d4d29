//! A fresh database for one test, gone with it. `src/server/store/contract.rs` uses this file too.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

pub struct Database {
    folder: PathBuf,
    /// The server that `CABINET_TEST_POSTGRES` names, and the database on it that is ours.
    postgres: Option<(String, String)>,
}

static COUNT: AtomicU32 = AtomicU32::new(0);

impl Database {
    pub fn sqlite() -> Self {
        Self { folder: folder(), postgres: None }
    }

    /// Where no server is named there is none: then a developer's machine passes over the test, and CI fails.
    pub async fn postgres() -> Option<Self> {
        let Some(server) = setting("CABINET_TEST_POSTGRES") else {
            assert!(setting("CI").is_none(), "CABINET_TEST_POSTGRES must name a PostgreSQL: postgres://…/postgres");
            return None;
        };
        let folder = folder();
        let name = folder.file_name()?.to_str()?.to_owned();
        run(&server, format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await.unwrap();
        run(&server, format!("CREATE DATABASE {name}")).await.unwrap();
        Some(Self { folder, postgres: Some((server, name)) })
    }

    /// As the key `database` of the configuration has it.
    pub fn address(&self) -> String {
        match &self.postgres {
            Some((server, name)) => format!("{}/{name}", server.rsplit_once('/').unwrap().0),
            None => self.folder().join("cabinet.db").to_str().unwrap().to_owned(),
        }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some((server, name)) = self.postgres.take() {
            // A runtime of its own: the test's may be ending, and must not be waited for from within itself.
            let dropped = std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                runtime.block_on(run(&server, format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))).unwrap();
            });
            // What is left behind goes with the server, which belongs to the tests.
            let _ = dropped.join();
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

async fn run(server: &str, statement: String) -> sqlx::Result<()> {
    let mut connection = PgConnection::connect(server).await?;
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await?;
    connection.close().await
}

/// In memory where there is such a place: an `fsync` costs nothing there.
fn folder() -> PathBuf {
    let memory = Path::new("/dev/shm");
    let place = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    let folder = place.join(format!("cabinet_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed)));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[expect(clippy::disallowed_methods, reason = "what the tests run on is not the product's configuration")]
fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
