//! Where a message is, as the page that waits for it shows it. Nothing here depends on whether anybody has an account.

use super::UNSEEN;
use crate::server::answer::Stop;
use crate::server::store;
use crate::server::visitor::Visit;
use crate::wire::Fail;
use crate::words::{Moment, Span, Wait};

/// Where a letter or an SMS is that somebody waits for.
#[derive(Clone, Copy)]
pub struct Whereabouts {
    pub stage: Stage,
    /// How long ago it was handed over or refused; before that, asked for. In whole minutes.
    pub since: Span,
    /// How long until another can be asked for.
    pub again_in: Span,
}

#[derive(Clone, Copy)]
pub enum Stage {
    Queued,
    Sending,
    /// Whoever carries it did not take it; then it is tried again.
    Retry(Wait),
    Handed,
    /// The network reports that it came to the phone, or that it never will.
    Delivered,
    Undelivered,
    Failed,
}

/// Lets an act go on that asks for another message about a row, once it can be had.
pub async fn another<R>(visit: &Visit, about: &str) -> Result<(), Stop<R>> {
    let again_in = track(visit, about).await?.again_in;
    if again_in > Span(0) { Err(Fail::Later(Wait::new(visit.now, again_in)).into()) } else { Ok(()) }
}

/// Where the newest message about a row is.
pub async fn track(visit: &Visit, about: &str) -> Result<Whereabouts, store::Error> {
    let Some(message) = visit.house.store.read().await?.progress(about, UNSEEN).await? else {
        return Ok(Whereabouts { stage: Stage::Failed, since: Span(0), again_in: Span(0) });
    };
    let next_at = Moment(message.next_at);
    let (stage, since) = match (message.handed_at, message.failed_at) {
        (Some(_), _) if message.delivered_at.is_some() => (Stage::Delivered, message.delivered_at.unwrap_or_default()),
        (Some(_), _) if message.undelivered_at.is_some() => (Stage::Undelivered, message.undelivered_at.unwrap_or_default()),
        (Some(at), _) => (Stage::Handed, at),
        (None, Some(at)) => (Stage::Failed, at),
        (None, None) if message.attempts == 0 => (Stage::Queued, message.created_at),
        (None, None) if next_at > visit.now => (Stage::Retry(Wait::new(visit.now, visit.now.until(next_at))), message.created_at),
        (None, None) => (Stage::Sending, message.created_at),
    };
    let again_at = Moment(message.created_at).after(visit.house.config.policy.resend_after);
    // Told to the minute and the second: finer, they would tell how long the mail server took, and so what it was given.
    let since = Span::minutes(Moment(since).until(visit.now).0 / Span::minutes(1).0);
    let again_in = Span::seconds(i64::try_from(visit.now.until(again_at).as_seconds()).unwrap_or(i64::MAX));
    Ok(Whereabouts { stage, since, again_in })
}
