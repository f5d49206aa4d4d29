//! Bare axum: as it comes, with nothing around its one handler.

use std::path::Path;

use axum::extract::{Path as Segment, State};
use axum::response::IntoResponse as _;
use axum::{Json, Router, routing};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions};

use super::{runtime, say};

/// Serves the same bytes to everybody: `head` is a file with the lines of headers, `body` one with what follows.
pub fn bytes(head: &str, body: &str) -> Result<(), String> {
    let text = std::fs::read_to_string(head).map_err(|fault| format!("{head}: {fault}"))?;
    let body = bytes_of(body)?;
    let mut headers = HeaderMap::new();
    for (name, value) in text.lines().filter_map(|line| line.split_once(": ")) {
        let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(value)) else { continue };
        headers.append(name, value);
    }
    let answer = move || {
        let (headers, body) = (headers.clone(), body.clone());
        async move { (headers, body) }
    };
    serve(&runtime()?, Router::new().fallback(answer))
}

fn bytes_of(file: &str) -> Result<hyper::body::Bytes, String> {
    std::fs::read(file).map(hyper::body::Bytes::from).map_err(|fault| format!("{file}: {fault}"))
}

#[derive(sqlx::FromRow, serde::Serialize)]
struct Account {
    id: String,
    contact: String,
    language: String,
    created_at: i64,
}

/// Answers with the account that the address names, found by its primary key, on connections that are opened as the site's readers are.
pub fn select(database: &str) -> Result<(), String> {
    let options = SqliteConnectOptions::new().filename(Path::new(database)).journal_mode(SqliteJournalMode::Wal).read_only(true);
    let runtime = runtime()?;
    let _within = runtime.enter();
    let pool = SqlitePoolOptions::new().max_connections(16).connect_lazy_with(options);
    serve(&runtime, Router::new().route("/{id}", routing::get(account)).with_state(pool))
}

async fn account(State(pool): State<SqlitePool>, Segment(id): Segment<String>) -> axum::response::Response {
    let found = sqlx::query_as::<_, Account>("SELECT id, contact, language, created_at FROM account WHERE id = $1").bind(id);
    match found.fetch_optional(&pool).await {
        Ok(Some(account)) => Json(account).into_response(),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn serve(runtime: &tokio::runtime::Runtime, router: Router) -> Result<(), String> {
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.map_err(|fault| fault.to_string())?;
        say(&listener.local_addr().map_err(|fault| fault.to_string())?.to_string());
        // Without this every answer of two writes waits for Nagle, and the reference would be slower than it could be.
        let listener = axum::serve::ListenerExt::tap_io(listener, |stream| drop(stream.set_nodelay(true)));
        axum::serve(listener, router).await.map_err(|fault| fault.to_string())
    })
}
