//! Values that mean the same in the browser and on the server, each parsed once, at the door.
//!
//! A parser takes what a person typed and gives either the value or the reason why it is none. Reasons are closed
//! enums: the sentence for each is in the catalogue, since it may be in any language.

mod asked;
mod captcha;
mod channel;
mod code;
mod email;
mod event;
mod function;
mod key;
mod kind;
mod login;
mod moment;
mod one_time;
mod organisation;
mod page;
mod password;
mod phone;
mod scope;
mod support;
mod username;

pub use asked::Asked;
pub use captcha::BadCaptcha;
pub use channel::Channel;
pub use code::Code;
pub use email::{BadEmail, Email, EmailRule};
pub use event::Event;
pub use function::Function;
pub use key::Key;
pub use kind::Kind;
pub use login::{Identifier, Login};
pub use moment::{Moment, Span, Wait};
pub use one_time::OneTime;
pub use organisation::{BadInn, BadKpp, Cause, Codes, Role};
pub use page::Page;
pub use password::{BadPassword, Password, PasswordRule, Strength, Weakness, estimate};
pub use phone::{BadPhone, Phone};
pub use scope::Scope;
pub use support::{Deed, Reference, Topic};
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

/// Latin and Cyrillic letters as small ones. Unicode's own tables weigh more than the rest of a page.
pub(crate) fn lowered(c: char) -> char {
    match c {
        'A'..='Z' => c.to_ascii_lowercase(),
        'А'..='Я' => char::from_u32(u32::from(c) + 32).unwrap_or(c),
        _ => c,
    }
}
