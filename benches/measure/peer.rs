//! A reference in a process of its own, so that it competes for the cores just as the site does. It is this very program, started with
//! `reference`; it does a round whenever it reads for how many seconds, and answers with the rate.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::SocketAddr;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use crate::site::program;

/// Dropped, it is gone.
pub struct Peer {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
}

impl Peer {
    pub fn start(words: &[&str]) -> Result<Self, String> {
        Self::start_with(words, None)
    }

    /// The same with a variable of the environment set.
    pub fn start_with(words: &[&str], variable: Option<(&str, &str)>) -> Result<Self, String> {
        let mut command = program(std::env::current_exe().map_err(|fault| fault.to_string())?);
        Self::run(command.arg("reference").args(words).envs(variable))
    }

    /// Another program that speaks like this one.
    pub fn run(command: &mut Command) -> Result<Self, String> {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(|fault| fault.to_string())?;
        let (Some(stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else { return Err("no pipes".into()) };
        Ok(Self { child, stdin, stdout: BufReader::new(stdout) })
    }

    /// The address of one that serves: the first that it says.
    pub fn address(&mut self) -> Result<SocketAddr, String> {
        let said = self.line()?;
        said.parse().map_err(|_| format!("the reference says {said:?} and no address"))
    }

    /// What it does in a second, measured over this time. The load of the site is not running meanwhile, so nothing else need go on here.
    pub fn rate(&mut self, lasts: Duration) -> Result<f64, String> {
        writeln!(self.stdin, "{}", lasts.as_secs_f64()).map_err(|fault| fault.to_string())?;
        let said = self.line()?;
        said.parse().map_err(|_| format!("the reference says {said:?} and no number"))
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    fn line(&mut self) -> Result<String, String> {
        let mut line = String::new();
        self.stdout.read_line(&mut line).map_err(|fault| fault.to_string())?;
        Ok(line.trim().to_owned())
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
