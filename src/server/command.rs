//! The command line.

mod operators;
mod seed;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use super::boot;
use super::config::{self, Config};
use super::demo;
use super::identity::login_key;
use crate::words::Login;
use operators::OperatorCommand;

/// Keys whose values are never printed; a database's address may hold a password, a gateway's address and headers a key.
const SECRETS: [&str; 6] = ["database", "password", "secret", "url", "headers", "body"];

/// The personal account of a site.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// The configuration file. Without it `cabinet.toml` is read, if there is one.
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serves the site. This is what happens without a command.
    Serve,
    /// Serves a site of each preset side by side, to try them: on this machine alone, with data of their own below `data/demo`.
    Demo {
        /// The port of the first; each next has the next. 0 takes any that are free.
        #[arg(long, default_value_t = 3000)]
        port: u16,
    },
    /// Says whether the configuration is sound, what it relaxes, and whether the database, the mail server and the SMS gateways answer.
    Check {
        /// Fails on anything that falls short of the preset `standard`.
        #[arg(long)]
        strict: bool,
    },
    /// Tells of presets.
    #[command(subcommand)]
    Preset(PresetCommand),
    /// Keeps accounts.
    #[command(subcommand)]
    Account(AccountCommand),
    /// Keeps who operates the site.
    #[command(subcommand)]
    Operator(OperatorCommand),
    /// Fills a developer's database with accounts that all have one password.
    Seed {
        /// How many there are to be. Those that are there already stay as they are.
        #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..))]
        accounts: u32,
    },
}

#[derive(Subcommand)]
enum PresetCommand {
    /// Prints every value of the configuration, and who says so.
    Show,
}

#[derive(Subcommand)]
enum AccountCommand {
    /// Shuts an account: its sessions end, and nobody signs in to it.
    Disable {
        /// Its e-mail address, or its phone number with `+` and the country.
        contact: String,
    },
}

/// Runs the command that the program was started with.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let mute = ["tower_sessions", "tower_sessions_core", "rusmpp", "rusmppc"].map(|name| (name, LevelFilter::OFF));
    let heard = Targets::new().with_default(LevelFilter::INFO).with_targets(mute).with_target("sqlx", LevelFilter::ERROR);
    let lines = tracing_subscriber::fmt::layer().json().flatten_event(true).with_writer(std::io::stderr);
    tracing_subscriber::registry().with(lines.with_filter(heard)).init();
    let file = arguments.config.as_deref();
    match arguments.command.unwrap_or(Command::Serve) {
        Command::Serve => with(file, serve),
        Command::Demo { port } => finish(show_all(port)),
        Command::Check { strict } => with(file, |config| check(config, strict)),
        Command::Preset(PresetCommand::Show) => show(file),
        Command::Account(AccountCommand::Disable { contact }) => with(file, |config| disable(config, contact)),
        Command::Operator(command) => with(file, |config| operators::run(config, command)),
        Command::Seed { accounts } => with(file, |config| seed::run(config, accounts)),
    }
}

/// Does what needs a sound configuration.
fn with<F: Future<Output = Result<(), String>>>(file: Option<&Path>, work: impl FnOnce(Config) -> F) -> ExitCode {
    match config::load(file) {
        Ok(config) => finish(work(config)),
        Err(faults) => end(&faults),
    }
}

/// Does it to its end.
fn finish(work: impl Future<Output = Result<(), String>>) -> ExitCode {
    let faults: Vec<String> = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime.block_on(work).err().into_iter().collect(),
        Err(fault) => vec![fault.to_string()],
    };
    end(&faults)
}

/// Says what went wrong, if anything did.
fn end(faults: &[impl std::fmt::Display]) -> ExitCode {
    for fault in faults {
        say(&format!("cabinet: {fault}"));
    }
    if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn serve(config: Config) -> Result<(), String> {
    let address = config.address;
    let listener = tokio::net::TcpListener::bind(address).await.map_err(|fault| format!("address: {address}: {fault}"))?;
    for relaxed in &config.relaxed {
        say(&relaxed.to_string());
    }
    let (house, receipts) = boot::open(config).await?;
    boot::keep_agreement(&house).await?;
    say(&format!("Cabinet is open at {}", house.config.public_url.origin()));
    if house.config.development.is_some() {
        say(&format!("Development: letters and SMS are on {}/dev/outbox", house.config.public_url.origin()));
    }
    boot::serve((house, receipts), listener, stopped()).await;
    Ok(())
}

async fn show_all(port: u16) -> Result<(), String> {
    let stands = demo::open(port).await?;
    for stand in &stands {
        say(&format!("{:<9} {}", stand.preset, stand.house.config.public_url.origin()));
    }
    say(
        "Each site lists the others; its letters and SMS are on its /dev/outbox. One browser is signed in to one of them at a time.",
    );
    demo::serve(stands, stopped).await;
    Ok(())
}

async fn check(config: Config, strict: bool) -> Result<(), String> {
    for relaxed in &config.relaxed {
        say(&relaxed.to_string());
    }
    if strict && !config.relaxed.is_empty() {
        return Err("relaxed: the site falls short of the preset standard; allowed: nothing, with --strict".into());
    }
    let (house, _receipts) = boot::open(config).await?;
    house.store.read().await.map_err(|fault| format!("database: {fault}"))?;
    boot::try_agreement(&house).await?;
    let faults = house.outbox.probe().await;
    if !faults.is_empty() {
        return Err(faults.join("\ncabinet: "));
    }
    say(&format!(
        "{} is sound: the database, the mail server and the SMS gateways that it names answer.",
        house.config.public_url.origin()
    ));
    Ok(())
}

/// Every value that there is, by its key, with who said so. What must not be printed is not.
fn show(file: Option<&Path>) -> ExitCode {
    let (values, faults) = match config::layers(file) {
        Ok(layers) => layers,
        Err(faults) => (config::Values::new(), faults),
    };
    for (key, set) in values {
        let is_secret = SECRETS.iter().any(|secret| key == *secret || key.ends_with(&format!(".{secret}")));
        let value = match set.value.as_str() {
            _ if is_secret => "(not shown)".to_owned(),
            // On one line, however many it has.
            Some(text) => format!("{text:?}"),
            None => set.value.to_string(),
        };
        say(&format!("{key} = {value}  # {}", set.source));
    }
    end(&faults)
}

async fn disable(config: Config, contact: String) -> Result<(), String> {
    let key = contact_key(&contact)?;
    let (house, _receipts) = boot::open(config).await?;
    let shut = async {
        let mut tx = house.store.write().await?;
        let Some(account) = tx.account_by_contact(&key).await? else { return Ok::<_, sqlx::Error>(false) };
        let shut = tx.disable_account(&account.id, house.clock.now()).await?;
        tx.save().await?;
        Ok(shut)
    };
    match shut.await.map_err(|fault| format!("database: {fault}"))? {
        true => say("The account is shut."),
        false => return Err("there is no open account that is reached by this".into()),
    }
    Ok(())
}

/// What an account is found by that is reached by this.
fn contact_key(contact: &str) -> Result<String, String> {
    match Login::parse(contact) {
        Some(Login::Email(_) | Login::Phone(_)) => Ok(login_key(contact)),
        _ => Err("neither an e-mail address nor a phone number with + and its country".into()),
    }
}

/// Done when the process is asked to stop.
async fn stopped() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}

/// A line for whoever started the program. Where nobody reads it, nothing is lost.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}
