//! The site under measurement: the release binary, as it is, on a port of its own.

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::figures::tell;
use crate::http::{self, Connection};

/// What `cabinet seed` gives every account.
pub const PASSWORD: &str = "quiet lamps over the harbour";
/// How long the site may take to answer for the first time.
const PATIENCE: Duration = Duration::from_secs(60);

/// Nobody is turned away for asking often: every client is an address behind a proxy that is trusted, and may do as much as the
/// configuration can say.
const OPEN: &str = "trusted_proxies = ['127.0.0.1']
account.tokens = true
connections = { total = 4096, per_client = 4096 }
[limits]
login_address.burst = 1000000
register_address.burst = 1000000
restore_address.burst = 1000000
letters_mailbox.burst = 1000000
letters_mailbox_day.burst = 1000000
api_token.burst = 1000000
";

/// The cheapest hash that the configuration allows: where a hash is not what is measured.
pub const CHEAP: &str = "argon2 = { memory_kib = 7168, passes = 1, lanes = 1 }\n";
/// The same, as numbers.
pub const CHEAP_COST: (u32, u32) = (7_168, 1);
/// What the configuration says by itself.
pub const USUAL_COST: (u32, u32) = (19_456, 2);

/// A process of the site. Dropped, it is gone.
pub struct Site {
    child: Child,
    pub address: SocketAddr,
    /// From its start to its first answer.
    pub started_in: Duration,
}

impl Site {
    /// Starts it over a database, with this at the head of its configuration, and waits for its first page.
    pub async fn start(folder: &Path, database: &str, more: &str) -> Result<Self, String> {
        let address = free_port()?;
        let file = write_config(folder, database, &format!("address = '{address}'\n{more}"))?;
        let log = std::fs::File::create(folder.join("site.log")).map_err(|fault| format!("site.log: {fault}"))?;
        let began = Instant::now();
        let child = program(binary())
            .arg("serve")
            .arg("--config")
            .arg(&file)
            .stdout(log.try_clone().map_err(|fault| fault.to_string())?)
            .stderr(log)
            .spawn()
            .map_err(|fault| format!("{}: {fault}; build it first, or name it in CABINET_BIN", binary().display()))?;
        let mut site = Self { child, address, started_in: Duration::ZERO };
        let request = http::get(address, "/login", &[]);
        loop {
            if let Ok(mut connection) = Connection::open(address).await
                && connection.ask(&request).await.is_ok_and(|answer| answer.status == 200)
            {
                site.started_in = began.elapsed();
                return Ok(site);
            }
            if let Ok(Some(status)) = site.child.try_wait() {
                let said = std::fs::read_to_string(folder.join("site.log")).unwrap_or_default();
                return Err(format!("the site ended with {status}: {said}"));
            }
            if began.elapsed() > PATIENCE {
                return Err("the site does not answer".into());
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    /// What it holds in memory now, in MiB.
    pub fn resident(&self) -> f64 {
        status_mib(self.child.id(), "VmRSS:")
    }

    /// The most that it ever held.
    pub fn peak(&self) -> f64 {
        status_mib(self.child.id(), "VmHWM:")
    }

    pub fn cpu_seconds(&self) -> f64 {
        crate::figures::cpu_seconds(&self.child.id().to_string())
    }

    /// Ends it as an operator does, so that its database is whole in one file.
    pub fn stop(mut self) {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        if asked.is_ok_and(|status| status.success()) {
            let _ = self.child.wait();
        }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Has the site's own command fill a database.
pub fn seed(folder: &Path, database: &str, more: &str, accounts: u32) -> Result<(), String> {
    tell(&format!("seeding {accounts} accounts"));
    let file = write_config(folder, database, more)?;
    let mut command = program(binary());
    let done = command.args(["seed", "--accounts", &accounts.to_string(), "--config"]).arg(file).stderr(Stdio::null()).output();
    let done = done.map_err(|fault| format!("{}: {fault}", binary().display()))?;
    if done.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&done.stdout).into_owned()) }
}

pub fn write_config(folder: &Path, database: &str, more: &str) -> Result<PathBuf, String> {
    std::fs::create_dir_all(folder).map_err(|fault| fault.to_string())?;
    let (file, key) = (folder.join("cabinet.toml"), folder.join("key"));
    if !key.exists() {
        std::fs::write(&key, "0f".repeat(32)).map_err(|fault| fault.to_string())?;
    }
    let text = format!("database = '{database}'\nkey_file = '{}'\n{more}{OPEN}", key.display());
    std::fs::write(&file, text).map_err(|fault| fault.to_string())?;
    Ok(file)
}

/// The nth seeded account, counted from 1.
pub fn account(nth: u64) -> String {
    format!("seeded-{nth:06}@example.org")
}

/// An address that no other client has.
pub fn client_address(nth: u64) -> String {
    let [.., a, b, c] = nth.to_be_bytes();
    format!("10.{a}.{b}.{c}")
}

/// The sign-in form of the nth account, sent by a browser that was never here before.
pub fn sign_in(address: SocketAddr, nth: u64) -> Vec<u8> {
    let fields = [("login", account(nth)), ("password", PASSWORD.to_owned())];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    http::post(address, "/api/login", &[("X-Forwarded-For", &client_address(nth))], &fields)
}

/// A program that is told nothing but by its arguments: what the environment says here to the measurement, the site would take for keys of
/// its configuration.
pub fn program(file: PathBuf) -> Command {
    let mut command = Command::new(file);
    #[expect(clippy::disallowed_methods, reason = "what is measured is not told by the environment")]
    let names = std::env::vars_os().map(|(name, _)| name);
    for name in names.filter(|name| name.to_string_lossy().starts_with("CABINET_")) {
        command.env_remove(name);
    }
    command
}

fn free_port() -> Result<SocketAddr, String> {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).map_err(|fault| fault.to_string())
}

#[expect(clippy::disallowed_methods, reason = "which program is measured is not the product's configuration")]
fn binary() -> PathBuf {
    let built = || Path::new(env!("CARGO_MANIFEST_DIR")).join("target/release/cabinet");
    std::env::var_os("CABINET_BIN").map_or_else(built, PathBuf::from)
}

fn status_mib(process: u32, key: &str) -> f64 {
    let text = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(key)).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<f64>().unwrap_or(f64::NAN) / 1024.0
}
