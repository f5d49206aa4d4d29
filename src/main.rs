//! The `cabinet` program: `serve` the site, `check` its configuration, or keep `account`s.

/// Requests are many small allocations on several threads (docs/performance.md has what it gains).
#[cfg(feature = "ssr")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[cfg(feature = "ssr")]
fn main() -> std::process::ExitCode {
    cabinet::server::command::run()
}

#[cfg(not(feature = "ssr"))]
fn main() {}
