//! The outbox: what turns a row of the queue into a letter, and a letter into something a carrier took.
//!
//! The request that causes a letter writes a row and waits for nothing. A worker claims it, has it composed (which is when
//! its secret is made), sends it, and writes down what became of it. Messages go at least once until their deadline and
//! never after it; a worker that dies gives its lease back by letting it run out.

mod letter;
pub mod page;
mod smtp;
mod track;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, watch};

use super::House;
use super::answer::Fault;
use super::identity::deliverable;
use super::store::Message;
use crate::locale::Texts;
use crate::words::{Email, Moment, Span};

pub use letter::{Block, Letter};
pub use page::Shown;
pub use smtp::Smtp;
pub use track::track;

/// Who takes letters.
pub enum Carrier {
    /// A page of the development server.
    Page(Shown),
    Smtp(Box<Smtp>),
}

pub struct Outbox {
    pub carrier: Carrier,
    wake: Notify,
}

/// The kind of a message that goes besides the one that a page waits for, where what becomes of it would tell who has an account.
pub const UNSEEN: &str = "unseen";

/// What a row of the queue turned out to be.
pub enum Composed {
    Letter(Letter),
    /// There is nothing to say, to this address where there is one, which nobody must be able to tell from a letter that was sent.
    Silence(Option<String>),
    /// What it was about is over.
    Void,
}

impl Composed {
    /// A letter to an address that an account or a registration has.
    pub fn letter(house: &House, texts: &Texts, address: &str, subject: String, body: Vec<Block>) -> Self {
        let brand = &house.config.brand;
        let letter = deliverable_to(address).and_then(|to| Letter::lay_out(texts, &brand.name, &brand.support, to, subject, body));
        letter.map_or(Composed::Void, Composed::Letter)
    }

    /// Nothing to say to an address.
    pub fn silence(address: &str) -> Self {
        Composed::Silence(deliverable_to(address))
    }
}

fn deliverable_to(address: &str) -> Option<String> {
    deliverable(&Email::parse(address).ok()?)
}

/// What a carrier says.
pub enum Delivery {
    Taken(String),
    /// It may take it another time.
    Later(String),
    /// It never will.
    Never(String),
}

/// How long a worker may hold a message.
const LEASE: Span = Span::seconds(60);
const FIRST_PAUSE: Span = Span::seconds(5);
const LONGEST_PAUSE: Span = Span::hours(1);
/// How often the queue is looked at when nobody calls.
const POLL: Duration = Duration::from_secs(1);

impl Outbox {
    pub fn new(carrier: Carrier) -> Self {
        Self { carrier, wake: Notify::new() }
    }

    /// Tells the worker that there is something to send.
    pub fn wake(&self) {
        self.wake.notify_one();
    }
}

/// Sends what there is, until it is told to stop.
pub async fn work<C, F>(house: Arc<House>, compose: C, mut stop: watch::Receiver<bool>)
where
    C: Fn(Arc<House>, Message) -> F + Clone + Send + 'static,
    F: Future<Output = Result<Composed, Fault>> + Send + 'static,
{
    let lease = house.tokens.id();
    while !*stop.borrow() {
        // In a task of its own, so that a panic costs one message its turn and not the queue its worker.
        match tokio::spawn(step(house.clone(), lease.clone(), compose.clone())).await {
            Ok(Ok(true)) => continue,
            Ok(Ok(false)) => {}
            Ok(Err(fault)) => tracing::error!(%fault, "outbox"),
            Err(_) => tracing::error!("outbox: panicked"),
        }
        tokio::select! {
            () = house.outbox.wake.notified() => {}
            () = tokio::time::sleep(POLL) => {}
            _ = stop.changed() => {}
        }
    }
    if let Err(fault) = give_back(&house, &lease).await {
        tracing::warn!(%fault, "outbox: a lease is left to run out");
    }
}

/// Sends one message, if one is due: `false` when none was.
async fn step<C, F>(house: Arc<House>, lease: String, compose: C) -> Result<bool, Fault>
where
    C: Fn(Arc<House>, Message) -> F,
    F: Future<Output = Result<Composed, Fault>>,
{
    let now = house.clock.now();
    let mut tx = house.store.write().await?;
    let claimed = tx.claim_message(&lease, now.after(LEASE), now).await?;
    tx.save().await?;
    let Some(message) = claimed else { return Ok(false) };
    let (id, attempts, deadline) = (message.id.clone(), message.attempts, Moment(message.deadline));
    let delivery = if deadline <= now {
        Delivery::Never("too late".into())
    } else {
        match compose(house.clone(), message).await {
            // It may be the database's fault or its own; either way it must not hold up the queue.
            Err(fault) => {
                tracing::error!(letter = id, %fault, "not written");
                Delivery::Later("not written".into())
            }
            Ok(Composed::Letter(letter)) => house.outbox.carrier.deliver(&id, letter, now).await,
            // What the mail server says of the address must show alike.
            Ok(Composed::Silence(to)) => house.outbox.carrier.rehearse(to).await,
            Ok(Composed::Void) => Delivery::Never("void".into()),
        }
    };
    let now = house.clock.now();
    let mut tx = house.store.write().await?;
    match delivery {
        Delivery::Taken(reply) => tx.message_handed(&id, &lease, &reply, now).await?,
        Delivery::Later(reply) => {
            let next_at = now.after(pause(attempts, u32::from_be_bytes(house.tokens.random())));
            tracing::warn!(letter = id, attempts, reply, "not taken yet");
            if next_at < deadline {
                tx.message_delayed(&id, &lease, &reply, next_at).await?
            } else {
                tx.message_failed(&id, &lease, &reply, now).await?
            }
        }
        Delivery::Never(reply) => {
            tracing::warn!(letter = id, attempts, reply, "never taken");
            tx.message_failed(&id, &lease, &reply, now).await?
        }
    };
    tx.save().await?;
    Ok(true)
}

async fn give_back(house: &House, lease: &str) -> Result<(), Fault> {
    let mut tx = house.store.write().await?;
    tx.return_messages(lease).await?;
    Ok(tx.save().await?)
}

/// The pause after the nth attempt: any length up to 5 s · 2ⁿ⁻¹, at most an hour ("full jitter": so that what failed together
/// does not come back together).
fn pause(attempts: i64, chance: u32) -> Span {
    let doublings = u32::try_from(attempts.saturating_sub(1)).unwrap_or(0).min(20);
    let longest = FIRST_PAUSE.0.saturating_mul(1_i64 << doublings).min(LONGEST_PAUSE.0);
    Span((i128::from(longest) * i128::from(chance) / i128::from(u32::MAX)).try_into().unwrap_or(longest).max(1_000_000))
}

impl Carrier {
    async fn deliver(&self, id: &str, letter: Letter, now: Moment) -> Delivery {
        match self {
            Carrier::Page(shown) => shown.show(id, letter, now),
            Carrier::Smtp(smtp) => smtp.send(id, letter).await,
        }
    }

    /// What would become of a letter to this address: as far as it can be had without sending one.
    async fn rehearse(&self, to: Option<String>) -> Delivery {
        match self {
            Carrier::Page(_) => Delivery::Taken(String::new()),
            Carrier::Smtp(smtp) => smtp.rehearse(to).await,
        }
    }

    /// Whether letters can be handed over now.
    pub async fn probe(&self) -> Result<(), String> {
        match self {
            Carrier::Page(_) => Ok(()),
            Carrier::Smtp(smtp) => smtp.probe().await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Span, pause};

    #[test]
    fn del_05_pauses_double_up_to_an_hour_and_never_vanish() {
        assert_eq!(pause(1, u32::MAX), Span::seconds(5));
        assert_eq!(pause(4, u32::MAX), Span::seconds(40));
        assert_eq!(pause(30, u32::MAX), Span::hours(1));
        assert_eq!(pause(4, 0), Span::seconds(1));
    }
}
