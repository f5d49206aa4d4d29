//! Each part of a page, drawn.

use super::form::{Act, form, submit, summary};
use super::node::{Node, element, several};
use super::station::station;
use super::{captcha, field, languages, password, select, time, track};
use crate::wire::sheet::{Block, Heading, Holder, Item, List, Look, More, Picture, Run, Runs, Section, Table};

/// Parts of a page in their order; those of a form belong to its `act`.
pub fn blocks(blocks: Vec<Block>, act: Option<Act>) -> Node {
    several(blocks.into_iter().map(|part| block(part, act)))
}

fn block(block: Block, act: Option<Act>) -> Node {
    match block {
        Block::Section(held) => section(held, act),
        Block::Title(text) => element("h1").set("tabindex", "-1").with(text).into(),
        Block::Heading(Heading { id, runs }) => element("h2").set("id", id).with(words(runs)).into(),
        Block::P(class, runs) => element("p").set("class", some(class)).with(words(runs)).into(),
        Block::Words(runs) => words(runs),
        Block::Notice(mood, inside) => {
            element("div").set("class", format!("notice {mood}")).set("role", "status").with(blocks(inside, act)).into()
        }
        Block::Facts(facts) => {
            let fact = |(term, runs)| element("div").with(element("dt").with(term)).with(element("dd").with(words(runs)));
            element("dl").set("class", "facts").with(several(facts.into_iter().map(fact))).into()
        }
        Block::List(these) => list(these, act),
        Block::Table(these) => table(these),
        Block::Picture(these) => picture(these),
        Block::More(folded) => more(folded, act),
        Block::Form(inside) => form(inside),
        Block::Summary(path, refusal) => summary(station().act(&path, refusal)),
        Block::Username(name) => element("input")
            .set("type", "text")
            .set("name", "username")
            .set("autocomplete", "username")
            .set("value", name)
            .set("readonly", true)
            .set("hidden", true)
            .into(),
        Block::Hidden(name, value) => element("input").set("type", "hidden").set("name", name).set("value", value).into(),
        Block::Submit(button) => submit(button, act),
        Block::Languages(label, act) => languages::languages(label, &act),
        Block::Track(path) => track::track(path),
        Block::Countdown => track::countdown(),
        // The rest belongs to a form.
        Block::Field(line) => act.map(|act| field::field(line, act)).into(),
        Block::Password(secret) => act.map(|act| password::password(secret, act)).into(),
        Block::Check(tick) => act.map(|act| field::check(tick, act)).into(),
        Block::Choice(choice) => act.map(|act| field::choice(choice, act)).into(),
        Block::Select(choice) => act.map(|act| select::select(choice, act)).into(),
        Block::Captcha(code) => act.map(|act| captcha::captcha(code, act)).into(),
    }
}

fn section(section: Section, act: Option<Act>) -> Node {
    let Section { holder, class, label, language, blocks: inside } = section;
    let (tag, role) = match holder {
        Holder::Section => ("section", None),
        Holder::Article => ("article", None),
        Holder::Nav => ("nav", None),
        Holder::Note => ("div", Some("note")),
        Holder::Group => ("div", None),
    };
    let (lang, dir) = language.unzip();
    element(tag)
        .set("class", some(class))
        .set("role", role)
        .set("aria-label", label)
        .set("lang", lang)
        .set("dir", dir)
        .with(blocks(inside, act))
        .into()
}

fn list(list: List, act: Option<Act>) -> Node {
    let List { class, is_ordered, items } = list;
    let item = |Item { class, blocks: inside }| element("li").set("class", some(class)).with(blocks(inside, act));
    element(if is_ordered { "ol" } else { "ul" }).set("class", some(class)).with(several(items.into_iter().map(item))).into()
}

fn table(Table { head, rows }: Table) -> Node {
    let head = head.into_iter().map(|cell| element("th").set("scope", "col").with(words(cell)));
    let row = |cells: Vec<Runs>| {
        let cells = cells.into_iter().map(|cell| element("td").with(words(cell)));
        element("tr").with(several(cells))
    };
    element("table")
        .with(element("thead").with(element("tr").with(several(head))))
        .with(element("tbody").with(several(rows.into_iter().map(row))))
        .into()
}

fn picture(Picture { source, alt, caption, size: (width, height) }: Picture) -> Node {
    let image = element("img")
        .set("src", source)
        .set("alt", alt)
        .set("width", width.to_string())
        .set("height", height.to_string())
        .set("loading", "lazy");
    element("figure").with(image).with(element("figcaption").with(caption)).into()
}

fn more(More { summary, opens_for, blocks: inside }: More, act: Option<Act>) -> Node {
    // Which forms are inside, and so what was refused, is known once they are drawn.
    let inside = blocks(inside, act);
    let station = station();
    element("details")
        .set("class", "more")
        .follow("open", move || opens_for.iter().any(|field| station.is_refused(field)))
        .with(element("summary").with(summary))
        .with(inside)
        .into()
}

/// A sentence in its manners.
pub fn words(runs: Runs) -> Node {
    several(runs.into_iter().map(run))
}

fn run(Run { text, look, href }: Run) -> Node {
    let text = time::text(text);
    let class = match look {
        Look::Primary => Some("button primary"),
        Look::Button => Some("button"),
        _ => None,
    };
    let current = (look == Look::Here).then_some("page");
    let target = (look == Look::Beside).then_some("_blank");
    let said = match look {
        Look::Plain | Look::Primary | Look::Button | Look::Beside | Look::Here => text,
        Look::Strong => element("b").with(text).into(),
        Look::Quiet => element("span").with(text).into(),
        Look::Status => element("span").set("class", "status").with(text).into(),
        Look::Apart => element("bdi").with(text).into(),
        Look::Code => element("code").with(text).into(),
        Look::Time(iso) => element("time").set("datetime", iso).with(text).into(),
    };
    match href {
        Some(href) => {
            element("a").set("class", class).set("target", target).set("aria-current", current).set("href", href).with(said).into()
        }
        None => said,
    }
}

fn some(class: String) -> Option<String> {
    (!class.is_empty()).then_some(class)
}
