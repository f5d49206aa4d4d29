//! What stands on a page, as values. The server writes a page down in them, `ui` draws them alike on the server and in the browser, and
//! nothing of them is ever taken for HTML.

use serde::{Deserialize, Serialize};
use serde_repr::{Deserialize_repr, Serialize_repr};
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

/// The id of a page's first form. The language buttons send it, so that what was typed speaks on in the next language.
pub const MAIN: &str = "form";

/// What stands on both sides of a time in a text, which whoever draws it puts into words; and what such a mark begins with, of a time of
/// day and of one with its date. No text of ours has the character (it is of the private use area); what a person types may, and is a
/// time to that person alone.
pub const MARK: char = '\u{E000}';
pub const CLOCK: &str = "c";
pub const MOMENT: &str = "m";

/// Some words in one manner.
#[derive(Clone, PartialEq, Eq, Debug, Serialize_tuple, Deserialize_tuple)]
pub struct Run {
    pub text: String,
    pub look: Look,
    /// Where they lead.
    pub href: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Look {
    Plain,
    Strong,
    /// Less than what it stands beside.
    Quiet,
    /// A mark on what it stands beside.
    Status,
    /// A name or an address, kept together in a sentence of another direction.
    Apart,
    /// To be taken along as it is.
    Code,
    /// A point in time, as machines read it (ISO 8601).
    Time(String),
    /// A link that looks like a button; the first thing to do, or one of others.
    Primary,
    Button,
    /// The link to the page at hand, among its neighbours.
    Here,
    /// A link beside the form that somebody is filling in: it must not take the page away.
    Beside,
}

/// A sentence.
pub type Runs = Vec<Run>;

/// A part of a page.
#[derive(Clone, Serialize, Deserialize)]
pub enum Block {
    /// A drawer, an article, whatever holds others together.
    Section(Section),
    /// What the page is about; it takes the focus when the page comes.
    Title(String),
    Heading(Heading),
    /// A paragraph of a class.
    P(String, Runs),
    /// Words without a paragraph around them.
    Words(Runs),
    /// News of a mood: `good`, `warn` or `plain`.
    Notice(String, Vec<Block>),
    /// What something is, line by line.
    Facts(Vec<(String, Runs)>),
    List(List),
    Table(Table),
    Picture(Picture),
    /// What only some need to read.
    More(More),
    Form(Form),
    /// What is wrong with a form, where that does not stand in it: its address, and what was wrong before this page came.
    Summary(String, Option<Problems>),
    Field(Field),
    Password(Password),
    /// The name that a new password belongs to, for password managers.
    Username(String),
    Check(Check),
    Select(Select),
    Choice(Choice),
    Captcha(Captcha),
    /// A name and a value that go along unseen.
    Hidden(String, String),
    Submit(Submit),
    /// The languages of the site, under a label, as buttons that send what was typed along to this address.
    Languages(String, String),
    /// Where the message is that the page waits for, with a way to look again at this address.
    Track(String),
    /// When another message can be asked for.
    Countdown,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize_repr, Deserialize_repr)]
#[repr(u8)]
pub enum Holder {
    Section,
    Article,
    Nav,
    /// A remark that stands out.
    Note,
    Group,
}

#[derive(Clone, Serialize_tuple, Deserialize_tuple)]
pub struct Section {
    pub holder: Holder,
    pub class: String,
    pub label: Option<String>,
    /// Code and direction, where they differ from the page's.
    pub language: Option<(String, String)>,
    pub blocks: Vec<Block>,
}

#[derive(Clone, Serialize_tuple, Deserialize_tuple)]
pub struct Heading {
    /// What links on the page lead to.
    pub id: Option<String>,
    pub runs: Runs,
}

#[derive(Clone, Serialize_tuple, Deserialize_tuple)]
pub struct List {
    pub class: String,
    pub is_ordered: bool,
    pub items: Vec<Item>,
}

#[derive(Clone, Serialize_tuple, Deserialize_tuple)]
pub struct Item {
    pub class: String,
    pub blocks: Vec<Block>,
}

#[derive(Clone, Serialize_tuple, Deserialize_tuple)]
pub struct Table {
    pub head: Vec<Runs>,
    pub rows: Vec<Vec<Runs>>,
}

#[derive(Clone, Serialize_tuple, Deserialize_tuple)]
pub struct Picture {
    pub source: String,
    pub alt: String,
    pub caption: String,
    /// In pixels, so that the page does not jump when it comes.
    pub size: (u32, u32),
}

#[derive(Clone, Serialize_tuple, Deserialize_tuple)]
pub struct More {
    pub summary: String,
    /// It stands open once one of these fields was refused.
    pub opens_for: Vec<String>,
    pub blocks: Vec<Block>,
}

#[derive(Clone, Serialize_tuple, Deserialize_tuple)]
pub struct Form {
    pub id: Option<String>,
    /// The address that it is sent to.
    pub act: String,
    /// The address of the page that it stands on.
    pub page: String,
    pub manner: Manner,
    /// What was wrong with it before this page came.
    pub refusal: Option<Problems>,
    pub blocks: Vec<Block>,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize_repr, Deserialize_repr)]
#[repr(u8)]
pub enum Manner {
    /// With what is wrong with it on top.
    Whole,
    /// A button and no more; what is wrong with it is said elsewhere on the page.
    Bare,
    /// It brings a file and no page: the browser sends it by itself.
    File,
}

/// What is wrong with a form, as the person reads it.
#[derive(Clone, PartialEq, Eq, Default, Serialize_tuple, Deserialize_tuple)]
pub struct Problems {
    pub heading: String,
    pub problems: Vec<Problem>,
}

#[derive(Clone, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct Problem {
    pub field: Option<String>,
    pub text: String,
}

/// A line of text to be typed.
#[derive(Clone, Default, Serialize_tuple, Deserialize_tuple)]
pub struct Field {
    pub name: String,
    pub label: String,
    /// The `type` of the input.
    pub kind: String,
    pub autocomplete: String,
    pub inputmode: Option<String>,
    pub class: Option<String>,
    pub hint: Option<String>,
    /// What it holds before anything is typed.
    pub value: Option<String>,
    pub is_optional: bool,
}

#[derive(Clone, Serialize_tuple, Deserialize_tuple)]
pub struct Password {
    pub name: String,
    pub label: String,
    pub role: Role,
    pub hint: Option<String>,
}

/// What a password is for.
#[derive(Clone, Copy, PartialEq, Eq, Serialize_repr, Deserialize_repr)]
#[repr(u8)]
pub enum Role {
    /// One that exists.
    Current,
    /// One to be kept.
    New,
    /// The new one once more.
    Repeat,
}

/// A box to be ticked.
#[derive(Clone, Serialize_tuple, Deserialize_tuple)]
pub struct Check {
    pub name: String,
    pub label: Runs,
    pub is_ticked: bool,
    pub is_required: bool,
}

/// One of several to be chosen.
#[derive(Clone, Serialize_tuple, Deserialize_tuple)]
pub struct Select {
    pub name: String,
    pub label: String,
    pub autocomplete: String,
    /// So many that the script offers to find one by typing.
    pub is_long: bool,
    /// Values with their names.
    pub options: Vec<(String, String)>,
    pub chosen: Option<String>,
}

/// A security code to be read off a picture, unless the browser does some work in its place. Its fields are `captcha`, `challenge` and
/// `work`.
#[derive(Clone, Serialize_tuple, Deserialize_tuple)]
pub struct Captcha {
    /// What is to be answered: a sealed text.
    pub challenge: String,
    /// The address of the picture, which ends in the challenge; with `/next` behind it, another challenge comes from there.
    pub picture: String,
    /// In pixels.
    pub size: (u32, u32),
    pub label: String,
    pub hint: String,
    pub alt: String,
    /// The button that gets another picture, and the address that it sends the form to.
    pub fresh: String,
    pub act: String,
    /// How many zero bits the work is about.
    pub bits: u32,
    /// After how many seconds the script gets another challenge.
    pub renew: u64,
    /// What is said while the script works, and when it is done.
    pub work: String,
    pub done: String,
}

/// One of a few to be chosen, all of them in sight.
#[derive(Clone, Serialize_tuple, Deserialize_tuple)]
pub struct Choice {
    pub name: String,
    pub legend: String,
    /// Values with their names.
    pub options: Vec<(String, String)>,
    pub chosen: Option<String>,
}

#[derive(Clone, Default, Serialize_tuple, Deserialize_tuple)]
pub struct Submit {
    pub label: String,
    pub class: String,
    /// What a screen reader says instead.
    pub long_label: Option<String>,
    /// Another address that this button sends its form to.
    pub act: Option<String>,
}

/// Where a message is, as the page that waits for it says it.
#[derive(Clone, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct Track {
    pub title: String,
    pub stages: Vec<Stage>,
    /// Which letter to look for.
    pub look_for: Option<String>,
    pub reload: String,
    /// When another one can be asked for.
    pub again: String,
}

#[derive(Clone, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct Stage {
    pub class: String,
    pub name: String,
    pub when: Option<String>,
}
