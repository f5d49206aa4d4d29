//! What crosses the wire when a flow stops: why, as a value with a name. The sentence is the page's business.

#[cfg(feature = "ssr")]
mod document;

#[cfg(feature = "ssr")]
pub use document::{Block, Document, Run};
use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr as Transport};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_repr::{Deserialize_repr, Serialize_repr};
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use crate::locale::Texts;
use crate::words::{Asked, Channel, Page, PasswordRule, Span, Wait};

/// What an act comes to: the page to go to, or why not.
pub type Outcome<R> = Result<Page, Fail<R>>;

/// Why an act came to nothing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Fail<R> {
    /// The flow refuses, for these reasons.
    Refused(Vec<R>),
    /// Too often: there is room again then.
    Later(Wait),
    /// Only a person who is signed in may.
    SignIn,
    /// Only a person who gave the password a moment ago may.
    Prove,
    /// More work than the machine can take on now.
    Busy,
    /// The request made no sense: a field missing, doubled or of the wrong type.
    Malformed,
    /// The request did not reach the server. Only the browser makes this one.
    Offline,
    /// A fault of ours. It stands in the log.
    Broken,
}

/// A reason from a flow's closed list.
pub trait Refusal: Clone + std::fmt::Debug + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The field it is about, by its name in the form.
    fn field(&self) -> Option<&'static str>;

    /// The HTTP status it is answered with.
    fn status(&self) -> u16 {
        422
    }
}

impl<R: Refusal> Fail<R> {
    /// The HTTP status of this answer.
    pub fn status(&self) -> u16 {
        match self {
            Fail::Refused(reasons) => reasons.first().map_or(422, Refusal::status),
            Fail::Later(_) => 429,
            Fail::SignIn | Fail::Prove => 401,
            Fail::Busy => 503,
            Fail::Malformed => 400,
            Fail::Offline => 503,
            Fail::Broken => 500,
        }
    }
}

impl<R: Refusal> FromServerFnError for Fail<R> {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(fault: Transport) -> Self {
        match fault {
            Transport::Request(_) | Transport::Response(_) => Fail::Offline,
            Transport::Args(_) | Transport::MissingArg(_) | Transport::Deserialization(_) => Fail::Malformed,
            _ => Fail::Broken,
        }
    }

    fn status_code(&self) -> http::StatusCode {
        http::StatusCode::from_u16(self.status()).unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR)
    }
}

/// What every page of a site has in common, in one language. The browser gets it as a file of its own.
#[derive(Serialize_tuple, Deserialize_tuple)]
pub struct Site {
    pub texts: Texts,
    pub name: String,
    pub support: String,
    pub navigation: Vec<Link>,
    pub footer: Vec<Link>,
    /// The address of the site's own mark, where it has one.
    pub logo: Option<String>,
    /// What the field of a login is called, and what is said where it is empty.
    pub login_label: String,
    pub login_empty: String,
    /// Whether a login is a phone number and nothing else, and whether it can be a username.
    pub by_phone: bool,
    pub by_username: bool,
    /// Where SMS go: the first is assumed for a number that is written without its country.
    pub countries: Vec<Country>,
    /// What the registration form asks for, in this order.
    pub fields: Vec<Asked>,
    /// What an account is reached by here.
    pub channel: Channel,
    pub has_help: bool,
    pub password: PasswordRule,
    /// Whether a new password is typed twice.
    pub repeat: bool,
    /// Subjects of the letters that people wait for.
    pub confirm_subject: String,
    pub restore_subject: String,
    pub email_subject: String,
}

/// A link of the site's own in the head or the foot of its pages.
#[derive(Clone, Serialize_tuple, Deserialize_tuple)]
pub struct Link {
    pub label: String,
    pub href: String,
}

/// A country as a person chooses it.
#[derive(Clone, Serialize_tuple, Deserialize_tuple)]
pub struct Country {
    /// ISO 3166-1.
    pub code: String,
    /// In the language of the page.
    pub name: String,
    /// What its numbers begin with, such as `44`.
    pub calling: u16,
}

/// Where a letter or an SMS is that somebody waits for.
#[derive(Clone, Copy, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct Track {
    pub stage: Stage,
    /// How long ago it was handed over or refused; before that, asked for. In whole minutes.
    pub since: Span,
    /// How long until another can be asked for.
    pub again_in: Span,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    Queued,
    Sending,
    /// Whoever carries it did not take it; then it is tried again.
    Retry(Wait),
    Handed,
    /// The network reports that it came to the phone, or that it never will.
    Delivered,
    Undelivered,
    Failed,
}

/// Why the secret of a letter opens nothing. Only whoever holds it is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum End {
    /// No letter of ours has it.
    Mistyped,
    Expired,
    Used,
    /// A newer letter took its place, or what it was for is settled.
    Replaced,
}

/// What a plain form leaves for the page that follows: the refusal, and what was typed, secrets left out.
#[derive(Clone, Serialize_tuple, Deserialize_tuple)]
pub struct Note {
    /// The address that the form was sent to.
    pub act: String,
    /// A [`Fail`] of that act's refusal, as JSON; empty where only what was typed is handed on.
    pub fail: String,
    pub typed: Vec<(String, String)>,
    /// What was done, where there was no refusal.
    pub done: Option<Done>,
}

/// What the next page has to tell.
#[derive(Clone, Copy, PartialEq, Eq, Serialize_repr, Deserialize_repr)]
#[repr(u8)]
pub enum Done {
    Confirmed,
    /// What this browser waited for is over.
    WaitingEnded,
    SignedOut,
    /// The session ended before an act that needs one. No good news, but the next page is the one to tell it.
    SignInAgain,
    UsernameSaved,
    /// A new password was chosen by way of a letter.
    Restored,
    PasswordChanged,
    EmailChanged,
    EmailDropped,
    EmailUndone,
    SessionsEnded,
    /// The account goes, unless its owner comes back.
    Leaving,
    Stayed,
}
