//! The site's help page: Markdown in the preset, one text a language. Of Markdown there are headings, paragraphs, bold words, links,
//! lists, tables, pictures, boxes (`> [!NOTE]`), and folds: what follows a heading of the third level is unfolded by its words. Anything
//! else, HTML above all, is a fault and not a surprise.

use std::collections::BTreeMap;
use std::path::PathBuf;

use pulldown_cmark::{BlockQuoteKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::brand::Brand;
use super::layers::Source;
use super::reader::{Reader, file_name, list};
use crate::locale::Language;
use crate::wire::sheet::{Block, Heading, Holder, Item, List, Look, More, Picture, Run, Runs, Section, Table};

/// A text in one language, read.
#[derive(Clone)]
pub struct Document {
    pub language: Language,
    pub title: String,
    pub blocks: Vec<Block>,
}

/// The help page in each language that it was written in.
#[derive(Clone, Default)]
pub struct Help {
    pub pages: BTreeMap<&'static str, Document>,
    /// Where its pictures lie, where they are the site's own.
    pub pictures: Option<PathBuf>,
    /// The preset that wrote the page, where none of the site's own did: it has pictures of its own.
    pub preset: Option<String>,
    /// What it is found by, and the language in which its foot says so and whom to ask.
    pub tags: Vec<String>,
    pub foot: Option<Language>,
}

/// What stands for the site's name and for its address of support.
pub const NAME: &str = "{site}";
pub const SUPPORT: &str = "{support}";

pub fn help(r: &mut Reader, brand: &Brand) -> Help {
    let pictures = r.take("help.pictures", "the name of a folder", file_name);
    let tags = r.take("help.tags", "a list of words", list).unwrap_or_default();
    let foot = r.take("help.foot", "the code of a language, such as ar", |value| Language::from_tag(value.as_str()?));
    let mut preset = None;
    let mut pages = BTreeMap::new();
    for language in Language::ALL {
        let key = format!("help.{}", language.code());
        if let Some(Source::Preset(name)) = r.source(&key) {
            preset = Some(name.clone());
        }
        let Some(text) = r.words(&key) else { continue };
        match read(language, &text, brand) {
            Ok(document) => {
                pages.insert(language.code(), document);
            }
            Err(fault) => r.fault(
                &key,
                &fault,
                "Markdown: one # title, ## headings, ### folds, paragraphs, **bold**, links, lists, tables, pictures, > [!NOTE]",
            ),
        }
    }
    Help { pages, pictures, preset, tags, foot }
}

/// What is being read at this moment.
#[derive(Default)]
struct Reading {
    title: String,
    blocks: Vec<Block>,
    runs: Runs,
    strong: bool,
    href: Option<String>,
    /// The rows of a table, the items of a list.
    cells: Vec<Runs>,
    rows: Vec<Vec<Runs>>,
    in_info: bool,
    in_list: bool,
    is_ordered: bool,
    picture: Option<(String, String)>,
    /// By which words what stands there from that block on is unfolded.
    fold: Option<(String, usize)>,
}

pub fn read(language: Language, text: &str, brand: &Brand) -> Result<Document, String> {
    let mut reading = Reading::default();
    // The name is filled in as it is met, as words alone; so the address of support has to look like words beforehand.
    let text = text.replace(SUPPORT, &escaped(&brand.support));
    for event in Parser::new_ext(&text, Options::ENABLE_TABLES | Options::ENABLE_GFM) {
        reading.follow(event, &brand.name)?;
    }
    reading.close();
    let Reading { title, blocks, .. } = reading;
    if title.is_empty() { Err("no title".into()) } else { Ok(Document { language, title, blocks }) }
}

/// So that nothing in it is taken for Markdown (CommonMark 0.31 §2.4).
fn escaped(words: &str) -> String {
    words.chars().flat_map(|c| c.is_ascii_punctuation().then_some('\\').into_iter().chain([c])).collect()
}

impl Reading {
    fn follow(&mut self, event: Event<'_>, name: &str) -> Result<(), String> {
        match event {
            Event::Text(text) => self.say(&text.replace(NAME, name)),
            Event::SoftBreak => self.say(" "),
            Event::Start(tag) => self.begin(tag)?,
            Event::End(tag) => self.end(tag),
            other => return Err(format!("what this means here: {}", word(&other))),
        }
        Ok(())
    }

    fn begin(&mut self, tag: Tag<'_>) -> Result<(), String> {
        match tag {
            Tag::Strong => self.strong = true,
            Tag::Link { dest_url, .. } if leads(&dest_url) => self.href = Some(dest_url.into_string()),
            Tag::Link { dest_url, .. } => return Err(format!("a link to {dest_url}")),
            Tag::Image { .. } if !self.runs.is_empty() => return Err("a picture among words".into()),
            Tag::Image { .. } if self.fold.is_some() => return Err("a picture in a fold".into()),
            Tag::Image { dest_url, title, .. } if is_file(&dest_url) => {
                self.picture = Some((dest_url.into_string(), title.into_string()))
            }
            Tag::Image { dest_url, .. } => return Err(format!("a picture from {dest_url}")),
            Tag::BlockQuote(Some(BlockQuoteKind::Note)) => self.in_info = true,
            Tag::List(_) if self.in_list => return Err("a list in a list".into()),
            Tag::List(first) => (self.in_list, self.is_ordered) = (true, first.is_some()),
            Tag::Paragraph | Tag::Item | Tag::Table(_) | Tag::TableHead | Tag::TableRow | Tag::TableCell => {}
            Tag::Heading { level: HeadingLevel::H1 | HeadingLevel::H2 | HeadingLevel::H3, .. } => self.close(),
            other => return Err(format!("what has no place here: {other:?}")),
        }
        Ok(())
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong => self.strong = false,
            TagEnd::Link => self.href = None,
            TagEnd::Image => {
                let alt = said(&std::mem::take(&mut self.runs));
                if let Some((file, caption)) = self.picture.take() {
                    self.blocks.push(Block::Picture(Picture { source: format!("/help/{file}"), alt, caption, size: (0, 0) }));
                }
            }
            TagEnd::Heading(HeadingLevel::H1) => self.title = said(&std::mem::take(&mut self.runs)),
            TagEnd::Heading(HeadingLevel::H3) => self.fold = Some((said(&std::mem::take(&mut self.runs)), self.blocks.len())),
            TagEnd::Heading(_) => {
                let runs = std::mem::take(&mut self.runs);
                self.blocks.push(Block::Heading(Heading { id: Some(id(&said(&runs))), runs }));
            }
            TagEnd::Paragraph if self.in_list || self.runs.is_empty() => {}
            TagEnd::Paragraph => {
                let runs = std::mem::take(&mut self.runs);
                let text = Block::P(String::new(), runs);
                self.blocks.push(if self.in_info { remark(text) } else { text });
            }
            TagEnd::BlockQuote(_) => self.in_info = false,
            TagEnd::Item | TagEnd::TableCell => self.cells.push(std::mem::take(&mut self.runs)),
            TagEnd::List(_) => {
                self.in_list = false;
                let item = |runs| Item { class: String::new(), blocks: vec![Block::Words(runs)] };
                let items = std::mem::take(&mut self.cells).into_iter().map(item).collect();
                self.blocks.push(Block::List(List { class: String::new(), is_ordered: self.is_ordered, items }));
            }
            TagEnd::TableHead | TagEnd::TableRow => self.rows.push(std::mem::take(&mut self.cells)),
            TagEnd::Table => {
                let mut rows = std::mem::take(&mut self.rows);
                if !rows.is_empty() {
                    let head = rows.remove(0);
                    self.blocks.push(Block::Table(Table { head, rows }));
                }
            }
            _ => {}
        }
    }

    /// Puts what stands in a fold into it.
    fn close(&mut self) {
        if let Some((summary, from)) = self.fold.take() {
            let blocks = self.blocks.split_off(from);
            self.blocks.push(Block::More(More { summary, opens_for: Vec::new(), blocks }));
        }
    }

    fn say(&mut self, text: &str) {
        let look = if self.strong { Look::Strong } else { Look::Plain };
        match self.runs.last_mut() {
            Some(last) if last.look == look && last.href == self.href => last.text.push_str(text),
            _ => self.runs.push(Run { text: text.to_owned(), look, href: self.href.clone() }),
        }
    }
}

/// A box that stands out.
fn remark(text: Block) -> Block {
    let class = "notice plain".to_owned();
    Block::Section(Section { holder: Holder::Note, class, label: None, language: None, blocks: vec![text] })
}

fn said(runs: &[Run]) -> String {
    runs.iter().map(|run| run.text.as_str()).collect()
}

/// What a heading is linked by: its words, small, with dashes between them.
fn id(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}

fn leads(href: &str) -> bool {
    let is_path = href.starts_with('/') && !href.starts_with("//");
    is_path || ["#", "https://", "mailto:"].iter().any(|start| href.starts_with(start))
}

/// Whether a picture lies beside the text.
pub fn is_file(name: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    !name.starts_with('.') && name.chars().all(is_plain) && [".png", ".webp", ".svg"].iter().any(|end| name.ends_with(end))
}

fn word(event: &Event<'_>) -> &'static str {
    match event {
        Event::Code(_) => "code",
        Event::Html(_) | Event::InlineHtml(_) => "HTML",
        Event::HardBreak => "a hard break",
        Event::Rule => "a rule",
        _ => "something else",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brand() -> Brand {
        let config = super::super::parse(&toml::toml! { brand.name = "A*b*c <b>" }, std::iter::empty());
        config.unwrap_or_else(|faults| panic!("{faults:?}")).brand
    }

    fn blocks(text: &str) -> Result<Vec<Block>, String> {
        read(Language::En, &format!("# Title of {{site}}\n\n{text}"), &brand()).map(|document| {
            assert_eq!(document.title, "Title of A*b*c <b>", "a name is a name and no Markdown");
            document.blocks
        })
    }

    fn run(text: &str, strong: bool, href: Option<&str>) -> Run {
        let look = if strong { Look::Strong } else { Look::Plain };
        Run { text: text.into(), look, href: href.map(str::to_owned) }
    }

    #[test]
    fn what_a_help_page_is_made_of() {
        let text = "## Sign in, please\n\nClick **Login** or [register](/register).\n\n| № | Action |\n|---|---|\n| 1 | Enter your **number** |\n\n\
                    > [!NOTE]\n> Mind this.\n\n- one\n- two\n\n![what it shows](photo-1.png \"the caption\")\n";
        let blocks = blocks(text).unwrap();
        assert!(matches!(&blocks[0], Block::Heading(Heading { id: Some(id), .. }) if id == "sign-in-please"));
        let Block::P(_, runs) = &blocks[1] else { panic!("a paragraph") };
        let expected = [
            run("Click ", false, None),
            run("Login", true, None),
            run(" or ", false, None),
            run("register", false, Some("/register")),
            run(".", false, None),
        ];
        assert_eq!(*runs, expected);
        assert!(
            matches!(&blocks[2], Block::Table(Table { head, rows }) if head.len() == 2 && rows.len() == 1 && rows[0][1][1] == run("number", true, None))
        );
        assert!(
            matches!(&blocks[3], Block::Section(Section { holder: Holder::Note, blocks, .. }) if matches!(&blocks[..], [Block::P(_, runs)] if runs[0].text == "Mind this."))
        );
        assert!(matches!(&blocks[4], Block::List(List { items, .. }) if items.len() == 2));
        assert!(matches!(&blocks[5], Block::Picture(Picture { source, alt, caption, .. })
            if source == "/help/photo-1.png" && alt == "what it shows" && caption == "the caption"));
        assert_eq!(blocks.len(), 6);
    }

    #[test]
    fn what_follows_a_heading_of_the_third_level_is_folded_up_to_the_next_heading() {
        let blocks = blocks("## One\n\n### More\n\nfirst\n\n- second\n\n## Two\n\n### More\n\n### Less\n\nthird").unwrap();
        let folded = |block: &Block| match block {
            Block::More(More { summary, opens_for, blocks }) => (summary.clone(), opens_for.len(), blocks.len()),
            _ => (String::new(), 0, 0),
        };
        let seen: Vec<_> = blocks.iter().map(folded).collect();
        let fold = |summary: &str, blocks| (summary.to_owned(), 0, blocks);
        assert_eq!(seen, [fold("", 0), fold("More", 2), fold("", 0), fold("More", 0), fold("Less", 1)]);
    }

    #[test]
    fn web_02_what_could_be_more_than_words_is_refused() {
        for text in [
            "<script>alert(1)</script>",
            "a <b>bold</b> word",
            "[x](javascript:alert(1))",
            "[x](//example.org)",
            "![x](https://example.org/a.png)",
            "![x](../key.png)",
            "`code`",
            "#### deeper",
            "### fold\n\n![x](photo-1.png)",
            "words ![x](photo-1.png)",
            "- one\n  - two",
        ] {
            assert!(blocks(text).is_err(), "{text}");
        }
        assert!(read(Language::En, "no title", &brand()).is_err());
    }
}
