//! What a page is written at: the words of the site, what the last form left, and the parts that pages are made of.

use leptos::server_fn::ServerFn;
use serde::de::DeserializeOwned;

use crate::locale::Texts;
use crate::locale::{isolate, time};
pub use crate::server::config::Document;
use crate::server::countries::Country;
pub use crate::server::note::Done;
use crate::server::note::Note;
use crate::server::outbox::{Stage as At, Whereabouts as On};
use crate::server::site::problems;
pub use crate::server::site::{Site, Spoken};
use crate::wire::sheet::{
    Block, Check, Field, Form, Heading, Holder, Item, List, Look, MAIN, Manner, More, Password, Role, Run, Runs, Section, Select,
    Stage, Submit, Track,
};
use crate::wire::{End, Fail};
use crate::words::{BadEmail, BadPassword, BadPhone, Channel, Page, Password as NewPassword, Weakness};

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

/// Words on their way to a page: plain ones, or in some manner.
pub struct Words(pub Runs);

impl From<&str> for Words {
    fn from(text: &str) -> Self {
        Words(vec![run(text, Look::Plain)])
    }
}

impl From<String> for Words {
    fn from(text: String) -> Self {
        Words(vec![run(text, Look::Plain)])
    }
}

impl From<Run> for Words {
    fn from(run: Run) -> Self {
        Words(vec![run])
    }
}

impl From<Runs> for Words {
    fn from(runs: Runs) -> Self {
        Words(runs)
    }
}

impl<const N: usize> From<[Run; N]> for Words {
    fn from(runs: [Run; N]) -> Self {
        Words(runs.into())
    }
}

pub fn run(text: impl Into<String>, look: Look) -> Run {
    Run { text: text.into(), look, href: None }
}

pub fn plain(text: impl Into<String>) -> Run {
    run(text, Look::Plain)
}

pub fn strong(text: impl Into<String>) -> Run {
    run(text, Look::Strong)
}

pub fn apart(text: impl Into<String>) -> Run {
    run(text, Look::Apart)
}

fn leading(text: impl Into<String>, look: Look, href: impl Into<String>) -> Run {
    Run { text: text.into(), look, href: Some(href.into()) }
}

pub fn link(text: impl Into<String>, href: impl Into<String>) -> Run {
    leading(text, Look::Plain, href)
}

/// A link that opens beside this page.
pub fn beside(text: impl Into<String>, page: Page) -> Run {
    leading(text, Look::Beside, page.path())
}

/// A link as the first thing to do here.
pub fn primary(text: impl Into<String>, page: Page) -> Run {
    leading(text, Look::Primary, page.path())
}

pub fn button(text: impl Into<String>, href: impl Into<String>) -> Run {
    leading(text, Look::Button, href)
}

/// A sentence, of which what stands in brackets leads somewhere: "No account yet? [Register]".
pub fn linked(text: &str, page: Page) -> Runs {
    let (before, rest) = text.split_once('[').unwrap_or((text, ""));
    let (inside, after) = rest.split_once(']').unwrap_or((rest, ""));
    [plain(before), link(inside, page.path()), plain(after)].into_iter().filter(|run| !run.text.is_empty()).collect()
}

/// A paragraph of a class.
pub fn classed(class: &str, words: impl Into<Words>) -> Block {
    Block::P(class.to_owned(), words.into().0)
}

pub fn p(words: impl Into<Words>) -> Block {
    classed("", words)
}

pub fn lead(words: impl Into<Words>) -> Block {
    classed("lead", words)
}

pub fn hint(words: impl Into<Words>) -> Block {
    classed("hint", words)
}

pub fn aside(words: impl Into<Words>) -> Block {
    classed("aside", words)
}

pub fn meta(words: impl Into<Words>) -> Block {
    classed("meta", words)
}

/// What can be done next.
pub fn acts(buttons: impl Into<Words>) -> Block {
    classed("acts", buttons)
}

pub fn words(words: impl Into<Words>) -> Block {
    Block::Words(words.into().0)
}

pub fn h2(text: &str) -> Block {
    Block::Heading(Heading { id: None, runs: vec![plain(text)] })
}

/// News of a mood: `good`, `warn` or `plain`.
pub fn notice(mood: &str, text: impl Into<Words>) -> Block {
    Block::Notice(mood.to_owned(), vec![p(text)])
}

pub fn section(class: &str, blocks: Vec<Block>) -> Block {
    Block::Section(Section { holder: Holder::Section, class: class.to_owned(), label: None, language: None, blocks })
}

/// A text that the site wrote, with what stands below its title.
pub fn prose(document: &Document, below: Option<Block>) -> Block {
    let language = (document.language.code().to_owned(), document.language.dir().to_owned());
    let blocks = std::iter::once(Block::Title(document.title.clone())).chain(below).chain(document.blocks.clone());
    Block::Section(Section {
        holder: Holder::Article,
        class: "card wide prose".to_owned(),
        label: None,
        language: Some(language),
        blocks: blocks.collect(),
    })
}

pub fn group(blocks: Vec<Block>) -> Block {
    Block::Section(Section { holder: Holder::Group, class: String::new(), label: None, language: None, blocks })
}

pub fn nav(class: &str, label: &str, blocks: Vec<Block>) -> Block {
    Block::Section(Section { holder: Holder::Nav, class: class.to_owned(), label: Some(label.to_owned()), language: None, blocks })
}

pub fn list(class: &str, items: Vec<Item>) -> Block {
    Block::List(List { class: class.to_owned(), is_ordered: false, items })
}

pub fn item(class: &str, blocks: Vec<Block>) -> Item {
    Item { class: class.to_owned(), blocks }
}

pub fn more(summary: &str, opens_for: &[&str], blocks: Vec<Block>) -> Block {
    Block::More(More {
        summary: summary.to_owned(),
        opens_for: opens_for.iter().map(|field| (*field).to_owned()).collect(),
        blocks,
    })
}

/// The button that a form is for.
pub fn submit(label: &str) -> Block {
    press(label, "button primary")
}

/// A button of a class.
pub fn press(label: &str, class: &str) -> Block {
    Block::Submit(Submit { label: label.to_owned(), class: class.to_owned(), ..Submit::default() })
}

/// A form that brings the account's data as a file.
pub fn data(label: &str) -> Block {
    Block::Form(Form {
        id: None,
        act: "/account/data.json".to_owned(),
        page: Page::Account.path().to_owned(),
        manner: Manner::File,
        refusal: None,
        blocks: vec![press(label, "link")],
    })
}

pub fn password(name: &str, label: &str, role: Role) -> Block {
    Block::Password(Password { name: name.to_owned(), label: label.to_owned(), role, hint: None })
}

/// What is said of a letter, or of an SMS.
pub fn by<'t>(channel: Channel, letter: &'t str, sms: &'t str) -> &'t str {
    match channel {
        Channel::Letter => letter,
        Channel::Sms => sms,
    }
}

/// The title of a page whose letter opens nothing.
pub fn ended(texts: &Texts, end: End) -> &str {
    match end {
        End::Mistyped => texts.link_mistyped(),
        End::Expired => texts.link_expired(),
        End::Used => texts.link_used(),
        End::Replaced => texts.link_replaced(),
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

    /// A button with what goes along with it, one of many alike; what is wrong with any of them stands in a [`Block::Summary`].
    pub fn bare_form<S, R>(&self, page: Page, blocks: Vec<Block>) -> Block
    where
        S: ServerFn<Output = Page, Error = Fail<R>>,
        R: Spoken,
    {
        self.filled::<S, R>(page, None, Manner::Bare, blocks)
    }

    /// A line to be typed; `kind` is the `type` of its input. It holds what was typed before, else `value`.
    pub fn field(&self, name: &str, label: &str, kind: &str, autocomplete: &str) -> Field {
        Field {
            name: name.to_owned(),
            label: label.to_owned(),
            kind: kind.to_owned(),
            autocomplete: autocomplete.to_owned(),
            value: self.typed(name),
            ..Field::default()
        }
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
            hint: None,
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
        std::iter::once(Block::Username(username.to_owned())).chain(self.chosen_password(label)).collect()
    }

    /// A password to be chosen, typed twice where the site asks for that.
    pub fn chosen_password(&self, label: &str) -> Vec<Block> {
        let rule = self.texts.password_rule(u64::from(self.site.password.min));
        let new = Password { name: "password".to_owned(), label: label.to_owned(), role: Role::New, hint: Some(rule) };
        let again = self.site.repeat.then(|| password("again", self.texts.password_again(), Role::Repeat));
        std::iter::once(Block::Password(new)).chain(again).collect()
    }

    /// A box to be ticked.
    pub fn check(&self, name: &str, label: impl Into<Words>, is_required: bool) -> Block {
        Block::Check(Check {
            name: name.to_owned(),
            value: "yes".to_owned(),
            label: label.into().0,
            is_ticked: self.typed(name).is_some(),
            is_required,
        })
    }

    /// The way back to the account.
    pub fn back(&self) -> Run {
        link(self.texts.account_back(), Page::Account.path())
    }

    pub fn support(&self) -> String {
        isolate(&self.site.support)
    }

    /// Where a message is that this page waits for, put into words.
    pub fn track(&self, channel: Channel, on: On, subject: Option<&str>) -> Track {
        Track {
            title: by(channel, self.texts.track_title(), self.texts.track_title_sms()).to_owned(),
            stages: stages(self.texts, channel, on),
            look_for: subject
                .filter(|_| channel == Channel::Letter)
                .map(|subject| self.texts.track_look_for(&self.site.name, subject)),
            reload: self.texts.track_reload().to_owned(),
            again: again(self.texts, channel, on),
        }
    }

    /// The form that asks for another message, and when it can.
    pub fn another<S, R>(&self, page: Page, channel: Channel) -> Block
    where
        S: ServerFn<Output = Page, Error = Fail<R>>,
        R: Spoken,
    {
        let label = by(channel, self.texts.track_again(), self.texts.track_again_sms());
        self.other_form::<S, R>(page, "again", vec![Block::Countdown, press(label, "button")])
    }

    /// Whom to write to when nothing comes.
    pub fn still_nothing(&self) -> Block {
        aside(self.texts.track_help(&self.site.support))
    }
}

/// The way of a message: what is behind it, where it is, what is to come.
fn stages(texts: &Texts, channel: Channel, on: On) -> Vec<Stage> {
    let ago = Some(time::ago(texts, on.since));
    let stage = |class: &str, name: &str, when: Option<String>| Stage { class: class.to_owned(), name: name.to_owned(), when };
    let queued = texts.track_queued();
    let sending = by(channel, texts.track_sending(), texts.track_sending_sms());
    let handed = by(channel, texts.track_handed(), texts.track_handed_sms());
    match on.stage {
        At::Queued => vec![stage("now", queued, ago), stage("next", sending, None), stage("next", handed, None)],
        At::Sending => vec![stage("done", queued, None), stage("now", sending, ago), stage("next", handed, None)],
        At::Retry(wait) => {
            let next = time::until(texts, wait);
            let retry = if channel == Channel::Sms { texts.track_retry_sms(&next) } else { texts.track_retry(&next) };
            vec![stage("done", queued, None), stage("now", &retry, None), stage("next", handed, None)]
        }
        At::Handed => vec![stage("done", queued, None), stage("done", sending, None), stage("done", handed, ago)],
        At::Delivered => {
            vec![stage("done", queued, None), stage("done", handed, None), stage("done", texts.track_delivered(), ago)]
        }
        At::Undelivered => {
            vec![stage("done", queued, None), stage("done", handed, None), stage("bad", texts.track_undelivered(), ago)]
        }
        At::Failed => {
            let failed = by(channel, texts.track_failed(), texts.track_failed_sms());
            vec![stage("done", queued, None), stage("done", sending, None), stage("bad", failed, ago)]
        }
    }
}

fn again(texts: &Texts, channel: Channel, on: On) -> String {
    let wait = time::wait(texts, on.again_in);
    match channel {
        _ if on.again_in.0 <= 0 => by(channel, texts.track_again_hint(), texts.track_again_hint_sms()).to_owned(),
        Channel::Letter => texts.track_again_wait(&wait),
        Channel::Sms => texts.track_again_wait_sms(&wait),
    }
}

/// What is wrong with an address.
pub fn email_sentence(texts: &Texts, bad: BadEmail) -> &str {
    match bad {
        BadEmail::Empty => texts.email_empty(),
        BadEmail::Long => texts.email_long(),
        BadEmail::NoAt => texts.email_no_at(),
        BadEmail::Local => texts.email_local(),
        BadEmail::Domain => texts.email_domain(),
    }
}

/// What is wrong with a number.
pub fn phone_sentence(site: &Site, bad: BadPhone) -> String {
    let texts = site.texts;
    match bad {
        BadPhone::Empty => texts.phone_empty().to_owned(),
        BadPhone::Shape => texts.phone_shape().to_owned(),
        BadPhone::Country => {
            let names: Vec<&str> = site.countries.iter().map(|country| country.name.as_str()).collect();
            texts.phone_country_not(&names.join(texts.login_comma()))
        }
        BadPhone::NotMobile => texts.phone_not_mobile().to_owned(),
    }
}

/// What is wrong with a new password.
pub fn password_sentence(site: &Site, bad: BadPassword) -> String {
    let (texts, rule) = (site.texts, site.password);
    match bad {
        BadPassword::Empty => texts.password_choose(),
        BadPassword::Short => return texts.password_short(u64::from(rule.min)),
        BadPassword::Long => return texts.password_long(&rule.max.min(NewPassword::MAX_BYTES as u32).to_string()),
        BadPassword::Common => texts.password_common(),
        BadPassword::Personal => texts.password_personal(),
        BadPassword::Guessable(Weakness::Short) => texts.password_guess_short(),
        BadPassword::Guessable(Weakness::Repeats) => texts.password_guess_repeats(),
        BadPassword::Guessable(Weakness::Sequence) => texts.password_guess_sequence(),
        BadPassword::Guessable(Weakness::Personal) => texts.password_guess_personal(),
        BadPassword::Guessable(Weakness::Word) => texts.password_guess_word(),
    }
    .to_owned()
}
