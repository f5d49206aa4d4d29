//! The command line.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand};

use super::config::{self, Config};
use super::identity::email_key;
use super::{House, boot};
use crate::words::Email;

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
    /// Says whether the configuration is sound, and whether the database and the mail server answer.
    Check,
    /// Keeps accounts.
    #[command(subcommand)]
    Account(AccountCommand),
}

#[derive(Subcommand)]
enum AccountCommand {
    /// Shuts an account: its sessions end, and nobody signs in to it.
    Disable { email: String },
}

/// Runs the command that the program was started with.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_env_filter(tracing_subscriber::EnvFilter::new("info,tower_sessions=off,tower_sessions_core=off,sqlx=error"))
        .with_writer(std::io::stderr)
        .init();
    let config = match config::load(arguments.config.as_deref()) {
        Ok(config) => config,
        Err(faults) => {
            for fault in faults {
                say(&format!("cabinet: {fault}"));
            }
            return ExitCode::FAILURE;
        }
    };
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(fault) => {
            say(&format!("cabinet: {fault}"));
            return ExitCode::FAILURE;
        }
    };
    let done = runtime.block_on(async {
        match arguments.command.unwrap_or(Command::Serve) {
            Command::Serve => serve(config).await,
            Command::Check => check(config).await,
            Command::Account(AccountCommand::Disable { email }) => disable(config, &email).await,
        }
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            say(&format!("cabinet: {fault}"));
            ExitCode::FAILURE
        }
    }
}

async fn serve(config: Config) -> Result<(), String> {
    let address = config.address;
    let listener = tokio::net::TcpListener::bind(address).await.map_err(|fault| format!("address: {address}: {fault}"))?;
    let house = boot::open(config).await?;
    say(&format!("Cabinet is open at {}", house.config.public_url.origin()));
    if house.config.development.is_some() {
        say(&format!("Development: letters are on {}/dev/outbox", house.config.public_url.origin()));
    }
    boot::serve(house, listener, stopped()).await;
    Ok(())
}

async fn check(config: Config) -> Result<(), String> {
    let house = boot::open(config).await?;
    house.store.read().await.map_err(|fault| format!("database: {fault}"))?;
    house.outbox.carrier.probe().await.map_err(|fault| format!("smtp: {fault}"))?;
    say(&format!("{} is sound: the database and the mail server answer.", house.config.public_url.origin()));
    Ok(())
}

async fn disable(config: Config, email: &str) -> Result<(), String> {
    let house: Arc<House> = boot::open(config).await?;
    let key = Email::parse(email).ok().and_then(|email| email_key(&email)).ok_or("not an e-mail address")?;
    let shut = async {
        let mut tx = house.store.write().await?;
        let Some(account) = tx.account_by_email(&key).await? else { return Ok::<_, sqlx::Error>(false) };
        let shut = tx.disable_account(&account.id, house.clock.now()).await?;
        tx.save().await?;
        Ok(shut)
    };
    match shut.await.map_err(|fault| format!("database: {fault}"))? {
        true => say("The account is shut."),
        false => return Err("there is no open account of this address".into()),
    }
    Ok(())
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
