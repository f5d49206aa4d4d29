//! What crosses the wire: why a flow stops, as a value with a name; and pages, as they are drawn.

pub mod sheet;

use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr as Transport};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use crate::words::{Page, Wait};
use sheet::{Block, Problems, Track};

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
    /// Only a person who has agreed to the user agreement of today may.
    Consent,
    /// More work than the machine can take on now.
    Busy,
    /// The request made no sense: a field missing, doubled or of the wrong type.
    Malformed,
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

/// The refusals of what only looks: none.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Never {}

impl Refusal for Never {
    fn field(&self) -> Option<&'static str> {
        match *self {}
    }
}

impl<R: Refusal> Fail<R> {
    /// The HTTP status of this answer.
    pub fn status(&self) -> u16 {
        match self {
            Fail::Refused(reasons) => reasons.first().map_or(422, Refusal::status),
            Fail::Later(_) => 429,
            Fail::SignIn | Fail::Prove | Fail::Consent => 401,
            Fail::Busy => 503,
            Fail::Malformed => 400,
            Fail::Broken => 500,
        }
    }
}

impl<R: Refusal> FromServerFnError for Fail<R> {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(fault: Transport) -> Self {
        match fault {
            Transport::Request(_) | Transport::Response(_) => Fail::Busy,
            Transport::Args(_) | Transport::MissingArg(_) | Transport::Deserialization(_) => Fail::Malformed,
            _ => Fail::Broken,
        }
    }

    fn status_code(&self) -> http::StatusCode {
        http::StatusCode::from_u16(self.status()).unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR)
    }
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

/// What a script is answered where an act came to nothing: where to go now, or what to tell the person.
/// `server::answer` writes it, and beside it the refusal itself as `fail`, for programs and tests.
#[derive(Deserialize)]
pub struct Refused {
    pub go: Option<Page>,
    pub said: Problems,
}

/// What every page of a site has in common, in one language. The browser gets it with the first page.
#[derive(Clone, Serialize_tuple, Deserialize_tuple)]
pub struct Frame {
    pub name: String,
    /// The address of the site's own mark, where it has one.
    pub logo: Option<String>,
    pub navigation: Vec<Link>,
    pub footer: Vec<Link>,
    /// The links of the foot that are pages of ours.
    pub pages: Vec<Link>,
    pub skip: String,
    pub doors: String,
    pub more: String,
    pub sign_out: String,
    pub languages: Languages,
    pub form: FormWords,
    pub password: PasswordWords,
    pub dates: Dates,
}

#[derive(Clone, Serialize_tuple, Deserialize_tuple)]
pub struct Languages {
    pub label: String,
    pub here: String,
    /// Codes with what readers call them.
    pub all: Vec<(String, String)>,
}

/// What the script says of a form by itself, since the server was not reached or not understood.
#[derive(Clone, Serialize_tuple, Deserialize_tuple)]
pub struct FormWords {
    pub heading: String,
    pub offline: String,
    pub malformed: String,
}

#[derive(Clone, Serialize_tuple, Deserialize_tuple)]
pub struct PasswordWords {
    pub show: String,
    pub hide: String,
    pub show_long: String,
    pub caps: String,
    pub layout: String,
    /// From very weak to strong.
    pub strengths: [String; 5],
    /// One for each [`crate::words::Weakness`].
    pub reasons: [String; 5],
    /// How the two are joined: gaps `strength` and `reason`.
    pub with_reason: String,
}

/// How a date is written. Times of day are the reader's own, so the script writes them.
#[derive(Clone, Serialize_tuple, Deserialize_tuple)]
pub struct Dates {
    pub months: [String; 12],
    /// Gaps `day`, `month` and `year`.
    pub date: String,
    /// Gaps `date` and `clock`.
    pub moment: String,
}

/// A link.
#[derive(Clone, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct Link {
    pub label: String,
    pub href: String,
}

/// A page with everything that it shows.
#[derive(Clone, Serialize_tuple, Deserialize_tuple)]
pub struct Arrival {
    pub page: Page,
    pub title: String,
    pub doors: Doors,
    pub blocks: Vec<Block>,
    /// Of the message that the page waits for.
    pub track: Option<Track>,
    /// Whether what was typed into the page's first form outlives a change of language.
    pub has_form: bool,
}

/// The ways in and out in the head of a page.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Doors {
    /// For whoever is not signed in.
    In(Vec<Link>),
    /// For the person of this name: where the account is, and where the form that signs out is sent.
    Out { who: Link, sign_out: String },
}

/// What opening a page comes to.
#[derive(Clone, Serialize, Deserialize)]
pub enum Opened {
    Here(Box<Arrival>),
    /// This page has nothing for this person now; that one has.
    Elsewhere(Page),
}

/// Reads what the server wrote for the script; nothing where that was not it. `serde_json` reads more than we ever write, and would be
/// an eighth of the wasm.
pub fn read<T: DeserializeOwned>(json: &str) -> Option<T> {
    // No text is longer unescaped than escaped.
    let mut unescaped = vec![0; json.len()];
    serde_json_core::from_str_escaped(json, &mut unescaped).ok().map(|(read, _)| read)
}

/// Puts values into the gaps of a text: `{name}` becomes the value of that name.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, tail)) = after.split_once('}') else { break };
        filled.push_str(values.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value));
        rest = tail;
    }
    filled.push_str(rest);
    filled
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::fill;

    #[test]
    fn a_gap_is_filled_once_and_what_fills_it_is_not_read_again() {
        assert_eq!(fill("Dear {name}, {n} left", &[("name", "{n}"), ("n", "3")]), "Dear {n}, 3 left");
    }
}
