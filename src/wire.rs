//! What crosses the wire when a flow stops: why, as a value with a name. The sentence is the page's business.

use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr as Transport};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::locale::Texts;
use crate::words::{Page, PasswordRule, Span};

/// What an act comes to: the page to go to, or why not.
pub type Outcome<R> = Result<Page, Fail<R>>;

/// Why an act came to nothing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Fail<R> {
    /// The flow refuses, for these reasons.
    Refused(Vec<R>),
    /// Too often: there is room again in this long.
    Later(Span),
    /// Only a person who is signed in may.
    SignIn,
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
            Fail::SignIn => 401,
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
#[derive(Serialize, Deserialize)]
pub struct Site {
    pub texts: Texts,
    pub name: String,
    pub support: String,
    pub password: PasswordRule,
    /// Whether a new password is typed twice.
    pub repeat: bool,
    /// The sender's subject for the letter that confirms an address.
    pub confirm_subject: String,
}

/// What a plain form leaves for the page that follows: the refusal, and what was typed, secrets left out.
#[derive(Clone, Serialize, Deserialize)]
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
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Done {
    Confirmed,
    SignedOut,
    /// The session ended before an act that needs one. No good news, but the next page is the one to tell it.
    SignInAgain,
    UsernameSaved,
}
