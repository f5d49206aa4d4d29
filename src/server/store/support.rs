//! What people ask the site's own people for, and what was done about it.

use super::{Result, Tx, changed, held, on};
use crate::server::tokens::Digest;
use crate::words::{Deed, Moment, Span, Topic};

/// How long the link of a request opens its page after it was closed.
const LINK_OUTLIVES: Span = Span::days(30);

#[derive(sqlx::FromRow)]
pub struct SupportRequest {
    pub id: String,
    /// What people call it by.
    pub number: String,
    /// A word of [`Topic`].
    pub topic: String,
    pub inn: String,
    pub kpp: String,
    /// Where the asker's account is, or should be.
    pub mailbox: String,
    pub mailbox_key: String,
    /// Where the answer goes.
    pub answer_to: String,
    pub answer_key: String,
    pub words: String,
    pub language: String,
    pub created_at: i64,
    pub taken_by: Option<String>,
    /// The address of whoever has it in hand.
    pub taken_by_contact: Option<String>,
    /// What the asker was asked and has not answered yet.
    pub question: Option<String>,
    pub outcome: Option<String>,
    pub closed_at: Option<i64>,
}

pub struct NewSupportRequest<'a> {
    pub id: &'a str,
    pub number: &'a str,
    pub topic: Topic,
    pub inn: &'a str,
    pub kpp: &'a str,
    pub mailbox: &'a str,
    pub mailbox_key: &'a str,
    pub answer_to: &'a str,
    pub answer_key: &'a str,
    pub words: &'a str,
    pub language: &'a str,
    pub link: &'a Digest,
}

/// Something that was done about a request.
#[derive(sqlx::FromRow)]
pub struct SupportEvent {
    pub request: String,
    pub at: i64,
    /// The address of the operator who did it; nothing where that account is gone, or it was the asker.
    pub contact: Option<String>,
    /// A word of [`Deed`].
    pub deed: String,
    pub words: String,
}

pub struct NewSupportEvent<'a> {
    pub id: &'a str,
    pub request: &'a str,
    /// Empty where the asker does it.
    pub operator: &'a str,
    pub deed: Deed,
    pub words: &'a str,
}

impl SupportRequest {
    pub fn topic(&self) -> Topic {
        Topic::named(&self.topic).unwrap_or(Topic::Other)
    }
}

impl Tx {
    pub async fn add_support_request(&mut self, new: &NewSupportRequest<'_>, now: Moment) -> Result<()> {
        changed!(
            self,
            sqlx::query(
                "INSERT INTO support_request
                     (id, number, topic, inn, kpp, mailbox, mailbox_key, answer_to, answer_key, words, language, created_at, link)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            )
            .bind(new.id)
            .bind(new.number)
            .bind(new.topic.word())
            .bind(new.inn)
            .bind(new.kpp)
            .bind(new.mailbox)
            .bind(new.mailbox_key)
            .bind(new.answer_to)
            .bind(new.answer_key)
            .bind(new.words)
            .bind(new.language)
            .bind(now.0)
            .bind(new.link.as_str())
        )?;
        Ok(())
    }

    pub async fn support_request(&mut self, id: &str) -> Result<Option<SupportRequest>> {
        on!(self, conn => sqlx::query_as(
            "SELECT r.id, r.number, r.topic, r.inn, r.kpp, r.mailbox, r.mailbox_key, r.answer_to, r.answer_key, r.words, r.language, r.created_at,
                    r.taken_by, a.contact AS taken_by_contact, r.question, r.outcome, r.closed_at
             FROM support_request r LEFT JOIN account a ON a.id = r.taken_by WHERE r.id = $1",
        ).bind(id).fetch_optional(conn))
    }

    pub async fn support_request_by_number(&mut self, number: &str) -> Result<Option<SupportRequest>> {
        on!(self, conn => sqlx::query_as(
            "SELECT r.id, r.number, r.topic, r.inn, r.kpp, r.mailbox, r.mailbox_key, r.answer_to, r.answer_key, r.words, r.language, r.created_at,
                    r.taken_by, a.contact AS taken_by_contact, r.question, r.outcome, r.closed_at
             FROM support_request r LEFT JOIN account a ON a.id = r.taken_by WHERE r.number = $1",
        ).bind(number).fetch_optional(conn))
    }

    /// By the secret of its letters, which opens nothing any more a while after it was closed.
    pub async fn support_request_by_link(&mut self, link: &Digest, now: Moment) -> Result<Option<SupportRequest>> {
        on!(self, conn => sqlx::query_as(
            "SELECT r.id, r.number, r.topic, r.inn, r.kpp, r.mailbox, r.mailbox_key, r.answer_to, r.answer_key, r.words, r.language, r.created_at,
                    r.taken_by, a.contact AS taken_by_contact, r.question, r.outcome, r.closed_at
             FROM support_request r LEFT JOIN account a ON a.id = r.taken_by
             WHERE r.link = $1 AND (r.closed_at IS NULL OR r.closed_at > $2)",
        ).bind(link.as_str()).bind(now.before(LINK_OUTLIVES).0).fetch_optional(conn))
    }

    /// The requests that nobody has closed, oldest first.
    pub async fn open_support_requests(&mut self, most: i64) -> Result<Vec<SupportRequest>> {
        on!(self, conn => sqlx::query_as(
            "SELECT r.id, r.number, r.topic, r.inn, r.kpp, r.mailbox, r.mailbox_key, r.answer_to, r.answer_key, r.words, r.language, r.created_at,
                    r.taken_by, a.contact AS taken_by_contact, r.question, r.outcome, r.closed_at
             FROM support_request r LEFT JOIN account a ON a.id = r.taken_by
             WHERE r.closed_at IS NULL ORDER BY r.created_at, r.id LIMIT $1",
        ).bind(most).fetch_all(conn))
    }

    /// The open request that an operator took last.
    pub async fn support_request_in_hand(&mut self, operator: &str) -> Result<Option<SupportRequest>> {
        on!(self, conn => sqlx::query_as(
            "SELECT r.id, r.number, r.topic, r.inn, r.kpp, r.mailbox, r.mailbox_key, r.answer_to, r.answer_key, r.words, r.language, r.created_at,
                    r.taken_by, a.contact AS taken_by_contact, r.question, r.outcome, r.closed_at
             FROM support_request r JOIN account a ON a.id = r.taken_by
             WHERE r.taken_by = $1 AND r.closed_at IS NULL ORDER BY r.taken_at DESC, r.id LIMIT 1",
        ).bind(operator).fetch_optional(conn))
    }

    /// Puts an open request into an operator's hands, whoever had it. `false` when it is closed, or there is none.
    pub async fn take_support_request(&mut self, id: &str, operator: &str, now: Moment) -> Result<bool> {
        let taken = changed!(
            self,
            sqlx::query("UPDATE support_request SET taken_by = $2, taken_at = $3 WHERE id = $1 AND closed_at IS NULL")
                .bind(id)
                .bind(operator)
                .bind(now.0)
        )?;
        Ok(taken == 1)
    }

    /// Whether an operator has an open request in hand, and makes sure of it until this transaction ends.
    pub async fn hold_support_request(&mut self, id: &str, operator: &str) -> Result<bool> {
        let held: Option<(i32,)> =
            held!(self, "SELECT 1 FROM support_request WHERE id = $1 AND taken_by = $2 AND closed_at IS NULL", id, operator)?;
        Ok(held.is_some())
    }

    /// Asks the asker something, in place of what was asked before.
    pub async fn ask_back(&mut self, id: &str, question: &str) -> Result<bool> {
        let asked = changed!(
            self,
            sqlx::query("UPDATE support_request SET question = $2 WHERE id = $1 AND closed_at IS NULL").bind(id).bind(question)
        )?;
        Ok(asked == 1)
    }

    /// The question has its answer: `true` for exactly one caller.
    pub async fn question_answered(&mut self, id: &str) -> Result<bool> {
        let answered = changed!(
            self,
            sqlx::query("UPDATE support_request SET question = NULL WHERE id = $1 AND question IS NOT NULL AND closed_at IS NULL")
                .bind(id)
        )?;
        Ok(answered == 1)
    }

    /// Closes a request for good: `true` for exactly one caller.
    pub async fn close_support_request(&mut self, id: &str, outcome: &str, now: Moment) -> Result<bool> {
        let closed = changed!(
            self,
            sqlx::query(
                "UPDATE support_request SET outcome = $2, closed_at = $3, question = NULL WHERE id = $1 AND closed_at IS NULL"
            )
            .bind(id)
            .bind(outcome)
            .bind(now.0)
        )?;
        Ok(closed == 1)
    }

    pub async fn add_support_event(&mut self, new: &NewSupportEvent<'_>, now: Moment) -> Result<()> {
        changed!(
            self,
            sqlx::query("INSERT INTO support_event (id, request, at, operator, deed, words) VALUES ($1, $2, $3, $4, $5, $6)")
                .bind(new.id)
                .bind(new.request)
                .bind(now.0)
                .bind(new.operator)
                .bind(new.deed.word())
                .bind(new.words)
        )?;
        Ok(())
    }

    /// What was done about a request, in its order.
    pub async fn support_events(&mut self, request: &str) -> Result<Vec<SupportEvent>> {
        on!(self, conn => sqlx::query_as(
            "SELECT e.request, e.at, a.contact, e.deed, e.words FROM support_event e LEFT JOIN account a ON a.id = e.operator
             WHERE e.request = $1 ORDER BY e.at, e.id",
        ).bind(request).fetch_all(conn))
    }
}
