//! The carrier of the development server: letters and SMS are shown on `/dev/outbox` and listed in `/dev/outbox.json`.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse as _, Response};
use axum::{Json, Router, routing};
use http::StatusCode;
use http::header::CONTENT_SECURITY_POLICY;
use serde::Serialize;

use super::{Delivery, Letter};
use crate::server::House;
use crate::words::Moment;

/// The messages of this run, newest first. They are gone with the process: they hold secrets.
#[derive(Default)]
pub struct Shown(Mutex<VecDeque<ShownLetter>>);

#[derive(Clone, Serialize)]
struct ShownLetter {
    id: String,
    channel: &'static str,
    to: String,
    subject: String,
    text: String,
    html: String,
    status: &'static str,
    at: String,
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<title>Outbox</title><link rel="stylesheet" href="{{ style }}"></head>
<body><main id="main"><section class="outbox"><h1>Outbox</h1>
{%- if letters.is_empty() %}<p>Nothing yet.</p>{% endif %}
{%- for letter in letters %}
<article class="letter"><header>{% if letter.channel == "sms" %}<b>SMS</b> <span>to {{ letter.to }}</span> <time>{{ letter.at }}</time>{% else %}<b dir="auto">{{ letter.subject }}</b> <span>to {{ letter.to }}</span> <time>{{ letter.at }}</time> <a href="/dev/outbox/{{ letter.id }}">as HTML</a>{% endif %}</header>
<pre dir="auto">{% for line in letter.text.lines() %}{% if line.starts_with("http") %}<a href="{{ line }}">{{ line }}</a>{% else %}{{ line }}{% endif %}
{% endfor %}</pre></article>
{%- endfor %}
</section></main></body></html>
"#
)]
struct OutboxPage {
    style: String,
    letters: Vec<ShownLetter>,
}

const MOST: usize = 500;

impl Shown {
    pub fn show_letter(&self, id: &str, letter: Letter, now: Moment) -> Delivery {
        let Letter { to, subject, text, html } = letter;
        self.show(ShownLetter { id: id.into(), channel: "email", to, subject, text, html, status: "sent", at: written(now) })
    }

    pub fn show_sms(&self, id: &str, to: &str, text: String, now: Moment) -> Delivery {
        let (subject, html) = (String::new(), String::new());
        self.show(ShownLetter {
            id: id.into(),
            channel: "sms",
            to: to.into(),
            subject,
            text,
            html,
            status: "sent",
            at: written(now),
        })
    }

    fn show(&self, letter: ShownLetter) -> Delivery {
        let mut letters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        letters.push_front(letter);
        letters.truncate(MOST);
        Delivery::Taken { reply: "shown".into(), receipt: None }
    }

    fn letters(&self) -> Vec<ShownLetter> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}

/// The routes of the outbox, for the development server only.
pub fn routes() -> Router<Arc<House>> {
    Router::new()
        .route("/dev/outbox", routing::get(list))
        .route("/dev/outbox.json", routing::get(json))
        .route("/dev/outbox/{id}", routing::get(letter))
}

fn written(now: Moment) -> String {
    let at = time::OffsetDateTime::from_unix_timestamp_nanos(i128::from(now.0) * 1_000).ok();
    at.and_then(|at| at.format(&time::format_description::well_known::Rfc3339).ok()).unwrap_or_default()
}

async fn list(State(house): State<Arc<House>>) -> Response {
    let page = OutboxPage { style: house.files.address("cabinet.css"), letters: house.outbox.shown.letters() };
    match page.render() {
        Ok(html) => {
            ([(CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'self'; base-uri 'none'")], Html(html)).into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn json(State(house): State<Arc<House>>) -> Json<Vec<ShownLetter>> {
    Json(house.outbox.shown.letters())
}

async fn letter(State(house): State<Arc<House>>, Path(id): Path<String>) -> Response {
    match house.outbox.shown.letters().into_iter().find(|letter| letter.id == id) {
        Some(letter) => {
            ([(CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'")], Html(letter.html))
                .into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
