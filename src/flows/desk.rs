//! What a page is written at: the words of the site, what the last form left, and the parts that pages are made of.

mod parts;
mod sentences;
mod track;

use leptos::server_fn::ServerFn;
use serde::de::DeserializeOwned;

use crate::locale::{Texts, isolate};
pub use crate::server::captcha::{self, Task};
pub use crate::server::config::{Document, Way};
use crate::server::countries::Country;
pub use crate::server::note::Done;
use crate::server::note::Note;
pub use crate::server::questions;
use crate::server::site::problems;
pub use crate::server::site::{Site, Spoken};
use crate::wire::Fail;
use crate::wire::sheet::{Block, Captcha, Check, Field, Form, MAIN, Manner, Password, Role, Run, Select, Track};
use crate::words::{Channel, EmailRule, Page, PasswordRule};
pub use parts::*;
pub use sentences::*;

/// Where a password may have so many characters, nobody needs to be told that it may have no more (ASVS 6.2.9).
const MANY: u32 = 64;
/// The same of an address (RFC 5321 §4.5.3.1.3).
const EVERY_ADDRESS: u32 = 254;

/// One page in the writing.
pub struct Desk {
    pub site: &'static Site,
    pub texts: &'static Texts,
    /// Who is signed in.
    pub who: Option<String>,
    pub note: Option<Note>,
}

/// A page as it was written.
pub struct Sheet {
    pub title: String,
    pub blocks: Vec<Block>,
    pub track: Option<Track>,
}

impl Sheet {
    pub fn new(title: impl Into<String>, blocks: Vec<Block>) -> Self {
        Self { title: title.into(), blocks, track: None }
    }

    /// A page that is one drawer, under its own title.
    pub fn card(title: impl Into<String>, blocks: Vec<Block>) -> Self {
        Self::titled("card", title.into(), blocks)
    }

    /// The same, as wide as its text likes.
    pub fn wide(title: impl Into<String>, blocks: Vec<Block>) -> Self {
        Self::titled("card wide", title.into(), blocks)
    }

    fn titled(class: &str, title: String, mut blocks: Vec<Block>) -> Self {
        blocks.insert(0, Block::Title(title.clone()));
        Self::new(title, vec![section(class, blocks)])
    }

    /// Another drawer below.
    pub fn below(mut self, title: &str, mut blocks: Vec<Block>) -> Self {
        blocks.insert(0, h2(title));
        self.blocks.push(section("card wide", blocks));
        self
    }

    pub fn and(mut self, block: Block) -> Self {
        self.blocks.push(block);
        self
    }

    pub fn waiting(self, track: Track) -> Self {
        Self { track: Some(track), ..self }
    }
}

impl Desk {
    /// What this page came to tell.
    pub fn done(&self) -> Option<Done> {
        self.note.as_ref()?.done
    }

    /// What was typed into a field before this page came.
    pub fn typed(&self, field: &str) -> Option<String> {
        self.note.as_ref()?.typed.iter().find(|(name, _)| name == field).map(|(_, value)| value.clone())
    }

    /// The refusal that the plain form of this act left.
    pub fn refusal<S, R>(&self) -> Option<Fail<R>>
    where
        S: ServerFn<Output = Page, Error = Fail<R>>,
        R: DeserializeOwned,
    {
        let note = self.note.as_ref().filter(|note| note.act == S::PATH && !note.fail.is_empty())?;
        serde_json::from_str(&note.fail).ok()
    }

    /// A form of a server function on the page `page`.
    fn filled<S, R>(&self, page: Page, id: Option<&str>, manner: Manner, blocks: Vec<Block>) -> Block
    where
        S: ServerFn<Output = Page, Error = Fail<R>>,
        R: Spoken,
    {
        Block::Form(Form {
            id: id.map(str::to_owned),
            act: S::PATH.to_owned(),
            page: page.path().to_owned(),
            manner,
            refusal: self.refusal::<S, R>().map(|fail| problems(self.site, &fail)),
            blocks,
        })
    }

    /// The form that a page is for.
    pub fn form<S, R>(&self, page: Page, blocks: Vec<Block>) -> Block
    where
        S: ServerFn<Output = Page, Error = Fail<R>>,
        R: Spoken,
    {
        self.filled::<S, R>(page, Some(MAIN), Manner::Whole, blocks)
    }

    /// Another form beside that.
    pub fn other_form<S, R>(&self, page: Page, id: &str, blocks: Vec<Block>) -> Block
    where
        S: ServerFn<Output = Page, Error = Fail<R>>,
        R: Spoken,
    {
        self.filled::<S, R>(page, Some(id), Manner::Whole, blocks)
    }

    /// A button with what goes along with it, one of many alike; what is wrong with any of them stands in a [`Self::summary`].
    pub fn bare_form<S, R>(&self, page: Page, blocks: Vec<Block>) -> Block
    where
        S: ServerFn<Output = Page, Error = Fail<R>>,
        R: Spoken,
    {
        self.filled::<S, R>(page, None, Manner::Bare, blocks)
    }

    /// What is wrong with any of the bare forms of a server function.
    pub fn summary<S, R>(&self) -> Block
    where
        S: ServerFn<Output = Page, Error = Fail<R>>,
        R: Spoken,
    {
        Block::Summary(S::PATH.to_owned(), self.refusal::<S, R>().map(|fail| problems(self.site, &fail)))
    }

    /// The name of a field that has to be filled in.
    fn marked(&self, label: &str) -> String {
        format!("{label}{}", self.site.required)
    }

    /// A password that exists.
    pub fn password(&self, name: &str, label: &str) -> Block {
        self.secret(name, label, Role::Current, None)
    }

    fn secret(&self, name: &str, label: &str, role: Role, hint: Option<String>) -> Block {
        Block::Password(Password { name: name.to_owned(), label: self.marked(label), role, hint })
    }

    /// A line to be typed; `kind` is the `type` of its input. It holds what was typed before.
    pub fn field(&self, name: &str, label: &str, kind: &str, autocomplete: &str) -> Field {
        Field {
            name: name.to_owned(),
            label: self.marked(label),
            kind: kind.to_owned(),
            autocomplete: autocomplete.to_owned(),
            value: self.typed(name),
            ..Field::default()
        }
    }

    /// An address to be typed, with what the site asks of its length where that leaves some out.
    pub fn email(&self, label: &str, autocomplete: &str) -> Field {
        let EmailRule { min, max } = self.site.email;
        let hint = (max < EVERY_ADDRESS).then(|| self.texts.email_between(&max.to_string(), &min.to_string()));
        Field { hint, ..self.field("email", label, "email", autocomplete) }
    }

    /// The field for the code of a letter or an SMS.
    pub fn code(&self, channel: Channel, hint: &str) -> Block {
        let label = by(channel, self.texts.code_label(), self.texts.code_label_sms());
        Block::Field(Field {
            inputmode: Some("numeric".to_owned()),
            class: Some("code".to_owned()),
            hint: Some(hint.to_owned()),
            ..self.field("code", label, "text", "one-time-code")
        })
    }

    /// A number, with its country's field before it where there is a choice: a number that is written with its country needs none.
    pub fn phone(&self, name: &str, autocomplete: &str, hint: Option<&str>, value: Option<String>) -> Vec<Block> {
        let has_choice = self.site.countries.len() > 1;
        let field = self.field(name, self.texts.phone_label(), "tel", autocomplete);
        let field = Field {
            inputmode: Some("tel".to_owned()),
            hint: hint.filter(|_| has_choice).map(str::to_owned),
            value: field.value.clone().or(value),
            ..field
        };
        has_choice.then(|| self.calling()).into_iter().chain([Block::Field(field)]).collect()
    }

    fn calling(&self) -> Block {
        // The number is set apart, so that it reads from left to right in any language.
        let option = |Country { code, name, calling }: &Country| (code.clone(), format!("{name} \u{2066}+{calling}\u{2069}"));
        Block::Select(Select {
            name: "country".to_owned(),
            label: self.texts.phone_country().to_owned(),
            autocomplete: "country".to_owned(),
            is_long: false,
            options: self.site.countries.iter().map(option).collect(),
            chosen: self.typed("country"),
        })
    }

    /// What a person signs in by: an address, a name, a number, as the site has it.
    pub fn login(&self, value: Option<String>) -> Vec<Block> {
        if self.site.by_phone {
            return self.phone("login", "tel", None, value);
        }
        let field = self.field("login", &self.site.login_label, "text", "username");
        vec![Block::Field(Field { value: field.value.clone().or(value), ..field })]
    }

    /// The fields for a new password of the account that `username` names.
    pub fn new_password(&self, username: &str, label: &str) -> Vec<Block> {
        std::iter::once(Block::Username(username.to_owned())).chain(self.twice(label, self.texts.secret_again())).collect()
    }

    /// The fields for a new password of an account that is not named yet.
    pub fn next_password(&self) -> Vec<Block> {
        self.twice(self.texts.secret_new(), self.texts.secret_again())
    }

    /// A password to be chosen for an account that is yet to be.
    pub fn first_password(&self) -> Vec<Block> {
        self.twice(self.texts.password_label(), self.texts.password_again())
    }

    /// A new password, typed twice where the site asks for that.
    fn twice(&self, label: &str, again: &str) -> Vec<Block> {
        let PasswordRule { min, max, .. } = self.site.password;
        let rule = match max < MANY {
            true => self.texts.password_between(&max.to_string(), &min.to_string()),
            false => self.texts.password_rule(u64::from(min)),
        };
        let again = self.site.repeat.then(|| self.secret("again", again, Role::Repeat, None));
        std::iter::once(self.secret("password", label, Role::New, Some(rule))).chain(again).collect()
    }

    /// A box to be ticked.
    pub fn check(&self, name: &str, label: impl Into<Words>, is_required: bool) -> Block {
        Block::Check(Check { name: name.to_owned(), label: label.into().0, is_ticked: self.typed(name).is_some(), is_required })
    }

    /// A security code that answers this challenge. The server function `S` opens the page again, with another picture.
    pub fn captcha<S: ServerFn>(&self, challenge: &str) -> Block {
        let (texts, support) = (self.texts, &self.site.support);
        let (label, hint, alt) = match self.site.captcha {
            Task::Letters => (texts.captcha_label(), texts.captcha_hint(), texts.captcha_alt(support)),
            Task::Sum => (texts.sum_label(), texts.sum_hint(), texts.sum_alt(support)),
        };
        Block::Captcha(Captcha {
            challenge: challenge.to_owned(),
            picture: format!("{}{challenge}", captcha::PLACE),
            size: captcha::SIZE,
            label: label.to_owned(),
            hint: hint.to_owned(),
            alt,
            fresh: texts.captcha_fresh().to_owned(),
            act: S::PATH.to_owned(),
            bits: captcha::work::BITS,
            renew: captcha::RENEW_AFTER.as_seconds(),
            work: texts.captcha_work().to_owned(),
            done: texts.captcha_done().to_owned(),
        })
    }

    /// What a change of address or number does where others know people by it.
    pub fn public_warning(&self) -> Option<Block> {
        self.site.is_public.then(|| notice("warn", self.texts.profile_public()))
    }

    /// The way back to the account.
    pub fn back(&self) -> Run {
        link(self.texts.account_back(), Page::Account.path())
    }

    /// The way to the administrators of one's organisation, where people work for such.
    pub fn colleague(&self) -> Option<Block> {
        self.site.has_organisations.then(|| aside(linked(self.texts.colleague_ask(), Page::Colleague)))
    }

    pub fn support(&self) -> String {
        isolate(&self.site.support)
    }
}
