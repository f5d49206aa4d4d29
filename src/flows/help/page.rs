//! A help page, as its values say. It may be in another language than the pages around it.

use leptos::prelude::*;

use crate::wire::{Block, Document, Run};

#[component]
pub fn HelpPage(document: Document) -> impl IntoView {
    let language = document.language;
    view! {
        <article class="card wide prose" lang=language.code() dir=language.dir()>
            <h1 tabindex="-1">{document.title}</h1>
            {document.blocks.into_iter().map(block).collect_view()}
        </article>
    }
}

fn block(block: Block) -> AnyView {
    match block {
        Block::Heading(id, runs) => view! { <h2 id=id>{words(runs)}</h2> }.into_any(),
        Block::Text(runs) => view! { <p>{words(runs)}</p> }.into_any(),
        Block::Info(runs) => view! { <div class="notice plain" role="note"><p>{words(runs)}</p></div> }.into_any(),
        Block::List(items) => {
            view! { <ul>{items.into_iter().map(|runs| view! { <li>{words(runs)}</li> }).collect_view()}</ul> }.into_any()
        }
        Block::Table { head, rows } => view! {
            <table>
                <thead>
                    <tr>{head.into_iter().map(|cell| view! { <th scope="col">{words(cell)}</th> }).collect_view()}</tr>
                </thead>
                <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        }
        .into_any(),
        Block::Picture { source, alt, caption, size: (width, height) } => view! {
            <figure>
                <img src=source alt=alt width=width height=height loading="lazy"/>
                <figcaption>{caption}</figcaption>
            </figure>
        }
        .into_any(),
    }
}

fn row(cells: Vec<Vec<Run>>) -> impl IntoView {
    view! { <tr>{cells.into_iter().map(|cell| view! { <td>{words(cell)}</td> }).collect_view()}</tr> }
}

fn words(runs: Vec<Run>) -> Vec<AnyView> {
    runs.into_iter().map(run).collect()
}

fn run(Run { text, strong, href }: Run) -> AnyView {
    let said = if strong { view! { <b>{text}</b> }.into_any() } else { text.into_any() };
    match href {
        // The router would follow a link to a place on this page without going there: it is the browser's.
        Some(href) if href.starts_with('#') => view! { <a rel="external" href=href>{said}</a> }.into_any(),
        Some(href) => view! { <a href=href>{said}</a> }.into_any(),
        None => said,
    }
}
