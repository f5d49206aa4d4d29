//! Values that mean the same in the browser and on the server, each parsed once, at the door.
//!
//! A parser takes what a person typed and gives either the value or the reason why it is none. Reasons are closed
//! enums: the sentence for each is in the catalogue, since it may be in any language.

mod code;
mod email;
mod event;
mod login;
mod moment;
mod page;
mod password;
mod username;

pub use code::Code;
pub use email::{BadEmail, Email};
pub use event::Event;
pub use login::Login;
pub use moment::{Moment, Span, Wait};
pub use page::Page;
pub use password::{BadPassword, Password, PasswordRule, Strength, Weakness, estimate};
pub use username::{BadUsername, Username};

/// Decimal digits of other scripts as ASCII: full-width, Arabic-Indic and Extended Arabic-Indic.
pub(crate) fn ascii_digit(c: char) -> char {
    let zero = match c {
        '\u{FF10}'..='\u{FF19}' => 0xFF10,
        '\u{0660}'..='\u{0669}' => 0x0660,
        '\u{06F0}'..='\u{06F9}' => 0x06F0,
        _ => return c,
    };
    char::from_digit(c as u32 - zero, 10).unwrap_or(c)
}
