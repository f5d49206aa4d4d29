//! Trouble: what a person sees when a page cannot be had, always with a way on.

pub mod page;

use serde::{Deserialize, Serialize};

/// Why there is no page.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Trouble {
    /// 404.
    Missing,
    /// 400, 413, 415.
    Malformed,
    /// 403, 421: not from a page of ours, or not for this host.
    Refused,
    /// 503.
    Busy,
    /// 500.
    Broken,
}

impl Trouble {
    pub const fn of(status: u16) -> Self {
        match status {
            404 | 405 => Trouble::Missing,
            400..=402 | 406..=420 => Trouble::Malformed,
            403 | 421 => Trouble::Refused,
            503 => Trouble::Busy,
            _ => Trouble::Broken,
        }
    }

    /// The number on the page.
    pub const fn number(self) -> &'static str {
        match self {
            Trouble::Missing => "404",
            Trouble::Malformed => "400",
            Trouble::Refused => "403",
            Trouble::Busy => "503",
            Trouble::Broken => "500",
        }
    }
}
