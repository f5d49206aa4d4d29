//! The only place that asks what time it is.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::words::{Moment, Span};

/// Where the time comes from.
#[derive(Clone)]
pub enum Clock {
    System,
    /// Stands still until it is moved: for tests.
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    pub fn fixed(at: Moment) -> Self {
        Clock::Fixed(Arc::new(AtomicI64::new(at.0)))
    }

    pub fn now(&self) -> Moment {
        match self {
            #[expect(clippy::disallowed_methods, reason = "the one place that reads the system's clock")]
            Clock::System => {
                let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                Moment(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
            }
            Clock::Fixed(at) => Moment(at.load(Ordering::Acquire)),
        }
    }

    /// Moves a fixed clock. The system's cannot be moved: then this is `false`.
    pub fn advance(&self, by: Span) -> bool {
        match self {
            Clock::System => false,
            Clock::Fixed(at) => {
                at.fetch_add(by.0, Ordering::AcqRel);
                true
            }
        }
    }
}
