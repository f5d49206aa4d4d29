//! What a person signs in by.

use super::{Email, Phone, Username};

/// An address, a number or a username. No two can be confused: an address has an `@`, a whole number begins with `+`, and a
/// username has neither (Keycloak CVE-2021-3754).
pub enum Login {
    Email(Email),
    Phone(Phone),
    Username(Username),
}

/// A kind of login that a site takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Identifier {
    Email,
    Phone,
    Username,
}

impl Login {
    /// What the text can only mean, or `None` when nobody can have such a login.
    pub fn parse(given: &str) -> Option<Self> {
        if given.contains('@') {
            Email::parse(given).ok().map(Login::Email)
        } else if given.starts_with('+') {
            Phone::parse(given).map(Login::Phone)
        } else {
            Username::parse(given).ok().map(Login::Username)
        }
    }

    pub fn identifier(&self) -> Identifier {
        match self {
            Login::Email(_) => Identifier::Email,
            Login::Phone(_) => Identifier::Phone,
            Login::Username(_) => Identifier::Username,
        }
    }
}
