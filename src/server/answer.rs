//! The one door. Every server function's body is one line through here, and here alone an outcome becomes a log line, a
//! status and a value on the wire.
//!
//! Asked by a page's script, the value goes back with its status. Asked by a plain form, the browser is sent on (303) to a
//! page of ours; the refusal and what was typed travel in a sealed cookie of a minute, never in an address.

use std::fmt;
use std::pin::Pin;

use leptos::prelude::expect_context;

use super::hasher::Busy;
use super::note::Done;
use super::site::{Spoken, problems};
use super::visitor::Visit;
use crate::wire::{Fail, Outcome, Refusal};
use crate::words::Page;

/// Why an act stops: something to say to the person, or a fault to be logged.
#[derive(Debug)]
pub enum Stop<R> {
    Say(Fail<R>),
    Fault(Fault),
}

/// A part of ours that failed.
#[derive(Debug)]
pub enum Fault {
    Database(sqlx::Error),
    Session(tower_sessions::session::Error),
    /// The hashing workers have no room, or one of them failed.
    Busy,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Database(fault) => write!(f, "database: {fault}"),
            Fault::Session(fault) => write!(f, "session: {fault}"),
            Fault::Busy => f.write_str("no hash to be had"),
        }
    }
}

/// A flow's no.
pub fn no<R>(reason: R) -> Stop<R> {
    Stop::Say(Fail::Refused(vec![reason]))
}

impl<R> From<Fail<R>> for Stop<R> {
    fn from(fail: Fail<R>) -> Self {
        Stop::Say(fail)
    }
}

impl<R> From<Fault> for Stop<R> {
    fn from(fault: Fault) -> Self {
        Stop::Fault(fault)
    }
}

impl<R> From<sqlx::Error> for Stop<R> {
    fn from(fault: sqlx::Error) -> Self {
        Stop::Fault(fault.into())
    }
}

impl<R> From<Busy> for Stop<R> {
    fn from(_: Busy) -> Self {
        Stop::Fault(Fault::Busy)
    }
}

impl From<sqlx::Error> for Fault {
    fn from(fault: sqlx::Error) -> Self {
        Fault::Database(fault)
    }
}

impl From<tower_sessions::session::Error> for Fault {
    fn from(fault: tower_sessions::session::Error) -> Self {
        Fault::Session(fault)
    }
}

/// Does an act that a form on the page `from` asked for.
pub async fn act<R, F>(from: Page, work: impl FnOnce(Visit) -> F) -> Outcome<R>
where
    R: Spoken,
    F: Future<Output = Result<Page, Stop<R>>> + Send + 'static,
{
    let visit: Visit = expect_context();
    let (here, work) = (visit.clone(), work(visit.clone()));
    let work = async move {
        here.touch().await?;
        work.await
    };
    let outcome = run(&visit, Box::pin(work)).await;
    let location = match &outcome {
        Ok(page) => *page,
        Err(fail) => refuse(&visit, from, fail),
    };
    visit.with_reply(|reply| reply.location = Some(location.path()));
    outcome
}

/// Tells whoever asked why an act came to nothing: a plain form on the page that it is sent on to, which is given; a script at once.
fn refuse<R: Spoken>(visit: &Visit, from: Page, fail: &Fail<R>) -> Page {
    let go = match fail {
        Fail::SignIn => {
            visit.tell(Done::SignInAgain, Vec::new());
            Some(Page::Login)
        }
        Fail::Prove => Some(Page::Prove),
        Fail::Consent => Some(Page::Consent),
        _ => None,
    };
    if go.is_some() {
        visit.come_back_to(from);
    } else if visit.is_plain() {
        visit.keep_refusal(serde_json::to_string(fail).unwrap_or_default());
    }
    if !visit.is_plain() {
        let said = problems(visit.house.site(visit.language), fail);
        let told = serde_json::json!({ "fail": fail, "go": go, "said": said });
        visit.with_reply(|reply| reply.refused = Some(told.to_string()));
    }
    go.unwrap_or(from)
}

/// Looks something up for a page's script.
pub async fn look<T, R, F>(work: impl FnOnce(Visit) -> F) -> Result<T, Fail<R>>
where
    T: Send + 'static,
    R: Refusal,
    F: Future<Output = Result<T, Stop<R>>> + Send + 'static,
{
    let visit: Visit = expect_context();
    run(&visit, Box::pin(work(visit.clone()))).await
}

/// What an act does. It is large, and moved about less often in a place of its own.
type Work<T, R> = Pin<Box<dyn Future<Output = Result<T, Stop<R>>> + Send>>;

/// Runs to the end even if the client hangs up: an effect finishes or does not begin.
async fn run<T, R>(visit: &Visit, work: Work<T, R>) -> Result<T, Fail<R>>
where
    T: Send + 'static,
    R: Refusal,
{
    let outcome = match tokio::spawn(work).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(Stop::Say(fail))) => {
            tracing::info!(act = visit.act(), status = fail.status(), "refused");
            Err(fail)
        }
        // Shedding work is what we do in a storm: no error, and one line.
        Ok(Err(Stop::Fault(fault @ Fault::Busy))) => {
            tracing::info!(act = visit.act(), %fault, "not done");
            Err(Fail::Busy)
        }
        Ok(Err(Stop::Fault(fault))) => {
            tracing::error!(act = visit.act(), %fault, "not done");
            Err(Fail::Busy)
        }
        Err(_) => {
            tracing::error!(act = visit.act(), "panicked");
            Err(Fail::Broken)
        }
    };
    if let Err(fail) = &outcome {
        visit.with_reply(|reply| {
            reply.retry_after = match fail {
                Fail::Later(wait) => Some(wait.left),
                Fail::Busy => Some(crate::words::Span::seconds(2)),
                _ => None,
            }
        });
    }
    outcome
}
