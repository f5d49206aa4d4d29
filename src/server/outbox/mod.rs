//! The outbox: what turns a row of the queue into a letter or an SMS, and that into something a carrier took.
//!
//! The request that causes a message writes a row and waits for nothing. A worker claims it, has it composed (which is when
//! its secret is made), sends it, and writes down what became of it. Messages go at least once until their deadline and
//! never after it; a worker that dies gives its lease back by letting it run out.

mod letter;
mod meter;
pub mod page;
pub mod sms;
mod smtp;
mod track;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, mpsc, watch};
use tokio::task::{JoinError, JoinSet};

use super::House;
use super::answer::Fault;
use super::identity::deliverable;
use super::store::{Message, Tx};
use crate::locale::Texts;
use crate::words::{Channel, Email, Moment, Phone, Span};
use meter::Held;
use sms::{Chain, Receipt, Sms};

pub use letter::{Block, Letter};
pub use meter::pay;
pub use page::Shown;
pub use smtp::Smtp;
pub use track::{Stage, Whereabouts, another, track};

/// Who takes letters.
pub enum Mail {
    /// A page of the development server.
    Page,
    Smtp(Box<Smtp>),
}

/// Who takes SMS.
pub enum Texting {
    /// A page of the development server. Where there are no SMS, nobody asks it.
    Page,
    Chain(Chain),
}

pub struct Outbox {
    pub mail: Mail,
    pub texting: Texting,
    /// What the page of the development server shows.
    pub shown: Shown,
    wake: Notify,
}

/// The kind of a message that goes besides the one that a page waits for, where what becomes of it would tell who has an account.
pub const UNSEEN: &str = "unseen";

/// What a row of the queue turned out to be.
pub enum Composed {
    Letter(Letter),
    Sms {
        to: Phone,
        text: String,
    },
    /// An SMS that could not be paid for.
    Held(Held),
    /// There is nothing to say, to this contact where there is one, which nobody must be able to tell from a message that was sent.
    Silence(Channel, Option<String>),
    /// What it was about is over.
    Void,
}

impl Mail {
    /// How many messages are under way at once: a mail server is far away, and takes its time for each. The page is not.
    fn at_once(&self) -> usize {
        match self {
            Mail::Page => 1,
            Mail::Smtp(_) => smtp::CONNECTIONS as usize,
        }
    }
}

impl Composed {
    /// A letter to an address that an account or a registration has.
    pub fn letter(house: &House, texts: &Texts, address: &str, subject: String, body: Vec<Block>) -> Self {
        let brand = &house.config.brand;
        let letter = deliverable_to(address).and_then(|to| Letter::lay_out(texts, brand, to, subject, body));
        letter.map_or(Composed::Void, Composed::Letter)
    }

    /// An SMS that holds something to be typed back. Its last line lets browsers fill it in where it belongs and nowhere else: a code is
    /// bound to the site's own host (WICG, "origin-bound one-time codes").
    pub fn code(house: &House, number: &str, text: &str, code: &str) -> Self {
        Self::sms(number, format!("{text}\n\n@{} #{code}", house.config.public_url.host()))
    }

    pub fn sms(number: &str, text: String) -> Self {
        Phone::parse(number).map_or(Composed::Void, |to| Composed::Sms { to, text })
    }

    /// Nothing to say to a contact.
    pub fn silence(channel: Channel, contact: &str) -> Self {
        Composed::Silence(channel, deliverable_to(contact))
    }
}

fn deliverable_to(address: &str) -> Option<String> {
    deliverable(&Email::parse(address).ok()?)
}

/// What a carrier says.
pub enum Delivery {
    Taken {
        reply: String,
        /// What it will be called when its carrier reports what became of it.
        receipt: Option<String>,
    },
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
/// How many receipts look for their messages at once, how often each does, and after which pause.
const REPORTS: usize = 64;
const REPORT_TRIES: u32 = 20;
const REPORT_PAUSE: Duration = Duration::from_millis(100);

impl Outbox {
    pub fn new(mail: Mail, texting: Texting) -> Self {
        Self { mail, texting, shown: Shown::default(), wake: Notify::new() }
    }

    /// Tells the worker that there is something to send.
    pub fn wake(&self) {
        self.wake.notify_one();
    }
}

/// What became of a message that a worker had.
struct Outcome {
    id: String,
    attempts: i64,
    deadline: Moment,
    delivery: Delivery,
}

/// Sends what there is, until it is told to stop; then what is on its way is seen to its end.
pub async fn work<C, F>(house: Arc<House>, compose: C, mut stop: watch::Receiver<bool>)
where
    C: Fn(Arc<House>, Message) -> F + Clone + Send + 'static,
    F: Future<Output = Result<Composed, Fault>> + Send + 'static,
{
    let lease = house.tokens.id();
    let most = house.outbox.mail.at_once();
    // Each in a task of its own, so that a panic costs one message its turn and not the queue its worker.
    let (mut under_way, mut outcomes) = (JoinSet::new(), Vec::new());
    while !*stop.borrow() {
        match turn(&house, &lease, &outcomes, most - under_way.len()).await {
            Ok(claimed) => {
                outcomes.clear();
                for message in claimed {
                    under_way.spawn(deliver(house.clone(), message, compose.clone()));
                }
            }
            Err(fault) => tracing::error!(%fault, "outbox"),
        }
        tokio::select! {
            Some(done) = under_way.join_next() => outcomes.extend(told(done)),
            () = house.outbox.wake.notified() => {}
            () = tokio::time::sleep(POLL) => {}
            _ = stop.changed() => {}
        }
        while let Some(done) = under_way.try_join_next() {
            outcomes.extend(told(done));
        }
    }
    while let Some(done) = under_way.join_next().await {
        outcomes.extend(told(done));
    }
    if let Err(fault) = leave(&house, &lease, &outcomes).await {
        tracing::warn!(%fault, "outbox: a lease is left to run out");
    }
}

fn told(done: Result<Outcome, JoinError>) -> Option<Outcome> {
    done.inspect_err(|_| tracing::error!("outbox: panicked")).ok()
}

/// Writes down what became of the last messages, and takes up to so many that are due. Should a power cut take any of that, they go once
/// more.
async fn turn(house: &House, lease: &str, outcomes: &[Outcome], most: usize) -> Result<Vec<Message>, Fault> {
    if outcomes.is_empty() && most == 0 {
        return Ok(Vec::new());
    }
    let now = house.clock.now();
    let mut tx = house.store.count().await?;
    for outcome in outcomes {
        settle(&mut tx, house, lease, outcome, now).await?;
    }
    let claimed = match i64::try_from(most) {
        Ok(0) | Err(_) => Vec::new(),
        Ok(most) => tx.claim_messages(lease, most, now.after(LEASE), now).await?,
    };
    tx.save().await?;
    Ok(claimed)
}

/// The last turn of a worker: what it had and did not send is anybody's.
async fn leave(house: &House, lease: &str, outcomes: &[Outcome]) -> Result<(), Fault> {
    turn(house, lease, outcomes, 0).await?;
    let mut tx = house.store.write().await?;
    tx.return_messages(lease).await?;
    Ok(tx.save().await?)
}

/// Sends a message, and tells what became of it.
async fn deliver<C, F>(house: Arc<House>, message: Message, compose: C) -> Outcome
where
    C: Fn(Arc<House>, Message) -> F,
    F: Future<Output = Result<Composed, Fault>>,
{
    let now = house.clock.now();
    let (id, attempts, deadline) = (message.id.clone(), message.attempts, Moment(message.deadline));
    let delivery = if deadline <= now {
        Delivery::Never("too late".into())
    } else {
        match send(&house, message, compose, now).await {
            // It may be the database's fault or its own; either way it must not hold up the queue.
            Err(fault) => {
                tracing::error!(message = id, %fault, "not written");
                Delivery::Later("not written".into())
            }
            Ok(delivery) => delivery,
        }
    };
    Outcome { id, attempts, deadline, delivery }
}

async fn settle(tx: &mut Tx, house: &House, lease: &str, outcome: &Outcome, now: Moment) -> Result<(), Fault> {
    let Outcome { id, attempts, deadline, delivery } = outcome;
    match delivery {
        Delivery::Taken { reply, receipt } => tx.message_handed(id, lease, reply, receipt.as_deref(), now).await?,
        Delivery::Later(reply) => {
            let next_at = now.after(pause(*attempts, u32::from_be_bytes(house.tokens.random())));
            tracing::warn!(message = id, attempts, reply, "not taken yet");
            if next_at < *deadline {
                tx.message_delayed(id, lease, reply, next_at).await?
            } else {
                tx.message_failed(id, lease, reply, now).await?
            }
        }
        Delivery::Never(reply) => {
            tracing::warn!(message = id, attempts, reply, "never taken");
            tx.message_failed(id, lease, reply, now).await?
        }
    };
    Ok(())
}

/// Writes a message and hands it to whoever carries it.
async fn send<C, F>(house: &Arc<House>, message: Message, compose: C, now: Moment) -> Result<Delivery, Fault>
where
    C: Fn(Arc<House>, Message) -> F,
    F: Future<Output = Result<Composed, Fault>>,
{
    let outbox = &house.outbox;
    Ok(match compose(house.clone(), message.clone()).await? {
        Composed::Letter(letter) => match &outbox.mail {
            Mail::Page => outbox.shown.show_letter(&message.id, letter, now),
            Mail::Smtp(smtp) => smtp.send(&message.id, letter).await,
        },
        Composed::Sms { to, text } => match &outbox.texting {
            Texting::Page => outbox.shown.show_sms(&message.id, to.as_str(), text, now),
            Texting::Chain(chain) => chain.send(&message.id, &Sms { to: to.as_str().to_owned(), text }).await,
        },
        Composed::Held(held) => {
            tracing::error!(message = message.id, reason = held.word(), "an SMS is held back");
            held.delivery()
        }
        // What the mail server says of the address must show alike.
        Composed::Silence(Channel::Letter, to) => match &outbox.mail {
            Mail::Page => Delivery::taken(),
            Mail::Smtp(smtp) => smtp.rehearse(to).await,
        },
        // No gateway can be asked about a number for nothing: all that shows of an SMS that may tell somebody's secret is this.
        Composed::Silence(Channel::Sms, _) => match &outbox.texting {
            Texting::Chain(chain) if !chain.ready().await => Delivery::Later("no gateway".into()),
            Texting::Page | Texting::Chain(_) => Delivery::taken(),
        },
        Composed::Void => Delivery::Never("void".into()),
    })
}

impl Delivery {
    /// Taken, with nothing more to be said.
    fn taken() -> Self {
        Delivery::Taken { reply: String::new(), receipt: None }
    }
}

/// Writes down what gateways report of what they took, until none of them is left.
pub async fn receive(house: Arc<House>, mut receipts: mpsc::Receiver<Receipt>, mut stop: watch::Receiver<bool>) {
    let mut reports = JoinSet::new();
    loop {
        let receipt = tokio::select! {
            receipt = receipts.recv() => receipt,
            _ = stop.changed() => None,
        };
        let Some(receipt) = receipt else { return };
        // In tasks of their own: what nothing is called by must not keep the others waiting. More than these wait at the gateway.
        while reports.len() >= REPORTS {
            reports.join_next().await;
        }
        while reports.try_join_next().is_some() {}
        reports.spawn(report_soon(house.clone(), receipt));
    }
}

/// A gateway may report before the worker has written down what it was told a moment ago.
async fn report_soon(house: Arc<House>, Receipt { id, delivered }: Receipt) {
    for _ in 0..REPORT_TRIES {
        match report(&house, &id, delivered).await {
            Ok(true) => return,
            Ok(false) => tokio::time::sleep(REPORT_PAUSE).await,
            Err(fault) => return tracing::error!(%fault, "a receipt is not written down"),
        }
    }
}

async fn report(house: &House, receipt: &str, delivered: bool) -> Result<bool, Fault> {
    let mut tx = house.store.write().await?;
    let known = tx.message_reported(receipt, delivered, house.clock.now()).await?;
    tx.save().await?;
    Ok(known)
}

/// The pause after the nth attempt: any length up to 5 s · 2ⁿ⁻¹, at most an hour ("full jitter": so that what failed together
/// does not come back together).
fn pause(attempts: i64, chance: u32) -> Span {
    let doublings = u32::try_from(attempts.saturating_sub(1)).unwrap_or(0).min(20);
    let longest = FIRST_PAUSE.0.saturating_mul(1_i64 << doublings).min(LONGEST_PAUSE.0);
    Span((i128::from(longest) * i128::from(chance) / i128::from(u32::MAX)).try_into().unwrap_or(longest).max(1_000_000))
}

impl Outbox {
    /// What cannot be handed over now, and why.
    pub async fn probe(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if let Mail::Smtp(smtp) = &self.mail
            && let Err(fault) = smtp.probe().await
        {
            faults.push(format!("smtp: {fault}"));
        }
        if let Texting::Chain(chain) = &self.texting
            && let Err(fault) = chain.probe().await
        {
            faults.push(format!("sms: {fault}"));
        }
        faults
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
