//! The `cabinet` program: `serve` the site, `check` its configuration, or keep `account`s.

#[cfg(feature = "ssr")]
fn main() -> std::process::ExitCode {
    cabinet::server::command::run()
}

#[cfg(not(feature = "ssr"))]
fn main() {}
