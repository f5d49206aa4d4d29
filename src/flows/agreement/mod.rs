//! The user agreement: its text, its version, and when that began. The text is in the catalogues, version and date in the preset.

pub mod page;
pub mod serve;

use crate::words::Moment;

/// Which agreement stands today.
pub struct Version {
    pub version: String,
    pub date: Moment,
}
