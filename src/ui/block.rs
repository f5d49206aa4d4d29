//! Each part of a page, drawn.

use leptos::prelude::*;

use super::form::{Act, form, submit, summary};
use super::station::Station;
use super::{captcha, field, languages, password, select, time, track};
use crate::wire::sheet::{Block, Heading, Holder, Item, List, Look, More, Picture, Run, Runs, Section, Table};

/// Parts of a page in their order; those of a form belong to its `act`.
pub fn blocks(blocks: Vec<Block>, act: Option<Act>) -> Vec<AnyView> {
    blocks.into_iter().map(|part| block(part, act)).collect()
}

fn block(block: Block, act: Option<Act>) -> AnyView {
    match block {
        Block::Section(held) => section(held, act),
        Block::Title(text) => view! { <h1 tabindex="-1">{text}</h1> }.into_any(),
        Block::Heading(Heading { id, runs }) => view! { <h2 id=id>{words(runs)}</h2> }.into_any(),
        Block::P(class, runs) => view! { <p class=(!class.is_empty()).then_some(class)>{words(runs)}</p> }.into_any(),
        Block::Words(runs) => words(runs).into_any(),
        Block::Notice(mood, inside) => {
            view! { <div class=format!("notice {mood}") role="status">{blocks(inside, act)}</div> }.into_any()
        }
        Block::Facts(facts) => {
            let facts = facts.into_iter().map(|(term, runs)| view! { <div><dt>{term}</dt><dd>{words(runs)}</dd></div> });
            view! { <dl class="facts">{facts.collect_view()}</dl> }.into_any()
        }
        Block::List(these) => list(these, act),
        Block::Table(these) => table(these),
        Block::Picture(Picture { source, alt, caption, size: (width, height) }) => view! {
            <figure>
                <img src=source alt=alt width=width height=height loading="lazy"/>
                <figcaption>{caption}</figcaption>
            </figure>
        }
        .into_any(),
        Block::More(folded) => more(folded, act),
        Block::Form(inside) => form(inside),
        Block::Summary(path, refusal) => summary(expect_context::<Station>().act(&path, refusal)),
        Block::Username(name) => {
            view! { <input type="text" name="username" autocomplete="username" value=name readonly hidden/> }.into_any()
        }
        Block::Hidden(name, value) => view! { <input type="hidden" name=name value=value/> }.into_any(),
        Block::Submit(button) => submit(button, act),
        Block::Languages(label, act) => languages::languages(label, act),
        Block::Track(path) => track::track(path),
        Block::Countdown => track::countdown(),
        // The rest belongs to a form.
        Block::Field(line) => act.map(|act| field::field(line, act)).into_any(),
        Block::Password(secret) => act.map(|act| password::password(secret, act)).into_any(),
        Block::Check(tick) => act.map(|act| field::check(tick, act)).into_any(),
        Block::Choice(choice) => act.map(|act| field::choice(choice, act)).into_any(),
        Block::Select(choice) => act.map(|act| select::select(choice, act)).into_any(),
        Block::Captcha(code) => act.map(|act| captcha::captcha(code, act)).into_any(),
    }
}

fn section(section: Section, act: Option<Act>) -> AnyView {
    let Section { holder, class, label, language, blocks: inside } = section;
    let class = (!class.is_empty()).then_some(class);
    let (lang, dir) = language.unzip();
    let inside = blocks(inside, act);
    match holder {
        Holder::Section => view! { <section class=class>{inside}</section> }.into_any(),
        Holder::Article => view! { <article class=class lang=lang dir=dir>{inside}</article> }.into_any(),
        Holder::Nav => view! { <nav class=class aria-label=label>{inside}</nav> }.into_any(),
        Holder::Note => view! { <div class=class role="note">{inside}</div> }.into_any(),
        Holder::Group => view! { <div class=class lang=lang dir=dir>{inside}</div> }.into_any(),
    }
}

fn list(list: List, act: Option<Act>) -> AnyView {
    let List { class, is_ordered, items } = list;
    let class = (!class.is_empty()).then_some(class);
    let items = items
        .into_iter()
        .map(|Item { class, blocks: inside }| {
            view! { <li class=(!class.is_empty()).then_some(class)>{blocks(inside, act)}</li> }
        })
        .collect_view();
    if is_ordered { view! { <ol class=class>{items}</ol> }.into_any() } else { view! { <ul class=class>{items}</ul> }.into_any() }
}

fn table(Table { head, rows }: Table) -> AnyView {
    let row = |cells: Vec<Runs>| view! { <tr>{cells.into_iter().map(|cell| view! { <td>{words(cell)}</td> }).collect_view()}</tr> };
    view! {
        <table>
            <thead>
                <tr>{head.into_iter().map(|cell| view! { <th scope="col">{words(cell)}</th> }).collect_view()}</tr>
            </thead>
            <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

fn more(More { summary, opens_for, blocks: inside }: More, act: Option<Act>) -> AnyView {
    // Which forms are inside, and so what was refused, is known once they are drawn.
    let inside = blocks(inside, act);
    let station = expect_context::<Station>();
    view! {
        <details class="more" open=move || opens_for.iter().any(|field| station.is_refused(field))>
            <summary>{summary}</summary>
            {inside}
        </details>
    }
    .into_any()
}

/// A sentence in its manners.
pub fn words(runs: Runs) -> Vec<AnyView> {
    runs.into_iter().map(run).collect()
}

fn run(Run { text, look, href }: Run) -> AnyView {
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
        Look::Strong => view! { <b>{text}</b> }.into_any(),
        Look::Quiet => view! { <span>{text}</span> }.into_any(),
        Look::Status => view! { <span class="status">{text}</span> }.into_any(),
        Look::Apart => view! { <bdi>{text}</bdi> }.into_any(),
        Look::Code => view! { <code>{text}</code> }.into_any(),
        Look::Time(iso) => view! { <time datetime=iso>{text}</time> }.into_any(),
    };
    match href {
        // What is no page of ours is the browser's, and so is a place on this page: the router would not go there.
        Some(href) if crate::words::Page::at(&href) == crate::words::Page::Missing => {
            view! { <a class=class target=target rel="external" href=href>{said}</a> }.into_any()
        }
        Some(href) => view! { <a class=class target=target aria-current=current href=href>{said}</a> }.into_any(),
        None => said,
    }
}
