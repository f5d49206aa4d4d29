//! History: a person reads what happened to the account, when and from where; and every address is told of what changes the way in.
//!
//! Nothing can be changed here. What was not the owner's doing leads to restoring, which puts everybody else out.

pub mod page;
pub mod serve;

use crate::words::{Event, Moment};

/// One line of the history.
pub struct Entry {
    pub event: Event,
    pub at: Moment,
    /// Browser and system, as far as they can be told; empty where they cannot.
    pub device: String,
    /// The network, with the end of its address left out.
    pub network: String,
}
