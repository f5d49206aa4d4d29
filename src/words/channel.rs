//! How a message reaches a person.

use serde_repr::{Deserialize_repr, Serialize_repr};

/// What an account is reached by, and what its messages go over.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize_repr, Deserialize_repr)]
#[repr(u8)]
pub enum Channel {
    /// A letter to an e-mail address.
    Letter,
    /// An SMS to a phone number.
    Sms,
}

impl Channel {
    /// The channel to a contact as it is kept: a whole number begins with `+` and has no `@`, an address has one.
    pub fn to(contact: &str) -> Self {
        if contact.starts_with('+') && !contact.contains('@') { Channel::Sms } else { Channel::Letter }
    }
}
