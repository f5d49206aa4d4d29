//! What a person signs in by.

use super::{Email, Username};

/// An address or a username. The two cannot be confused: an address has an `@`, a username never does.
pub enum Login {
    Email(Email),
    Username(Username),
}

impl Login {
    /// What the text can only mean, or `None` when nobody can have such a login.
    pub fn parse(given: &str) -> Option<Self> {
        if given.contains('@') {
            Email::parse(given).ok().map(Login::Email)
        } else {
            Username::parse(given).ok().map(Login::Username)
        }
    }
}
