//! The user agreement: its text, its version, and when that began. The text is in the catalogues, version and date in the preset.

pub mod page;
#[cfg(feature = "ssr")]
pub mod serve;

use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use crate::words::Moment;

/// Which agreement stands today.
#[derive(Clone, Serialize_tuple, Deserialize_tuple)]
pub struct Version {
    pub version: String,
    pub date: Moment,
}
