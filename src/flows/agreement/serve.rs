//! Which agreement stands today.

use super::Version;
use crate::server::visitor::Visit;

pub fn version(visit: &Visit) -> Version {
    let agreement = &visit.house.config.policy.agreement;
    Version { version: agreement.version.clone(), date: agreement.date }
}
