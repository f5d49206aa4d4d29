//! The parts that pages are made of.

use crate::locale::Language;
use crate::server::config::Document;
use crate::wire::sheet::{Block, Form, Heading, Holder, Item, List, Look, Manner, More, Run, Runs, Section, Submit};
use crate::words::Page;

/// Where the account's data is had: no server function's address, since a file comes back.
pub const DATA: &str = "/account/data.json";

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
    linked_to(text, page.path())
}

/// The same, to an address that may be no page of ours.
pub fn linked_to(text: &str, href: impl Into<String>) -> Runs {
    let (before, rest) = text.split_once('[').unwrap_or((text, ""));
    let (inside, after) = rest.split_once(']').unwrap_or((rest, ""));
    [plain(before), link(inside, href), plain(after)].into_iter().filter(|run| !run.text.is_empty()).collect()
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

/// The place where one is, among others.
pub fn here(text: impl Into<String>, page: Page) -> Run {
    leading(text, Look::Here, page.path())
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

/// Some words in a language that may not be the page's.
pub fn spoken(class: &str, language: Language, blocks: Vec<Block>) -> Block {
    let language = Some((language.code().to_owned(), language.dir().to_owned()));
    Block::Section(Section { holder: Holder::Group, class: class.to_owned(), label: None, language, blocks })
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

/// One of many buttons alike, of which `long` tells a screen reader what it is about.
pub fn press_one(label: &str, long: impl Into<String>) -> Block {
    Block::Submit(Submit {
        label: label.to_owned(),
        class: "button".to_owned(),
        long_label: Some(long.into()),
        ..Submit::default()
    })
}

/// A form that brings the account's data as a file.
pub fn data(label: &str) -> Block {
    Block::Form(Form {
        id: None,
        act: DATA.to_owned(),
        page: Page::Account.path().to_owned(),
        manner: Manner::File,
        refusal: None,
        blocks: vec![press(label, "link")],
    })
}
