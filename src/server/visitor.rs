//! Who is asking: one request, from one client, in one language, with or without a session.

mod client;
mod language;

use std::net::IpAddr;
use std::sync::{Arc, Mutex};

use http::HeaderMap;
use http::header::USER_AGENT;
use tokio::sync::OnceCell;
use tower_sessions::Session;

use super::House;
use super::answer::{Fault, Stop};
use super::config::Budget;
use super::cookies::{self, Name};
use super::limits;
use super::sessions::{self, Entry};
use super::store::{Account, Tx};
use super::tokens::Purpose;
use crate::locale::Language;
use crate::server::note::{Done, Note};
use crate::wire::Fail;
use crate::words::{Moment, Page, Span};
use client::place;
pub use client::{client, is_trusted, network};
pub use language::language;

/// How long a note for the next page is kept.
const NOTE_LIVES: Span = Span::minutes(1);
const LANGUAGE_LIVES: Span = Span::days(365);
/// How long it is remembered where a person was going.
const RETURN_LIVES: Span = Span::minutes(10);
/// The longest `User-Agent` that is read.
const MOST_USER_AGENT: usize = 512;

/// A request, as a flow sees it.
#[derive(Clone)]
pub struct Visit {
    pub house: Arc<House>,
    pub now: Moment,
    pub language: Language,
    pub session: Session,
    entry: Arc<OnceCell<Option<Entry>>>,
    client: IpAddr,
    headers: Arc<HeaderMap>,
    /// What the form sent, secrets left out.
    typed: Arc<Vec<(String, String)>>,
    /// Whether a browser's own form is asking, which wants a page and not a value.
    plain: bool,
    /// The address that a form was sent to.
    act: Arc<str>,
    reply: Arc<Mutex<Reply>>,
}

/// What the answer carries besides its content.
#[derive(Default)]
pub struct Reply {
    pub cookies: Vec<String>,
    /// Where a plain form is sent on to.
    pub location: Option<&'static str>,
    /// For `Retry-After`.
    pub retry_after: Option<Span>,
    /// What a script is told where an act came to nothing: the refusal itself, and what to make of it, as JSON.
    pub refused: Option<String>,
    /// Whether the browser is told to forget what it keeps of this site besides cookies.
    pub clear: bool,
}

impl Visit {
    pub fn new(house: Arc<House>, session: Session, client: IpAddr, act: &str, headers: HeaderMap) -> Self {
        Self {
            now: house.clock.now(),
            language: language(&house, &headers),
            session,
            entry: Arc::default(),
            client,
            headers: Arc::new(headers),
            typed: Arc::default(),
            plain: false,
            act: act.into(),
            reply: Arc::default(),
            house,
        }
    }

    /// The same with a form: what is kept of it, and whether the browser itself sent it.
    pub(super) fn with_form(self, typed: Vec<(String, String)>, plain: bool) -> Self {
        Self { typed: Arc::new(typed), plain, ..self }
    }

    /// The session that it came with, looked at once.
    pub(super) async fn entry(&self) -> Result<Option<&Entry>, Fault> {
        let entry = self.entry.get_or_try_init(|| sessions::entry(&self.house, &self.session, self.now)).await?;
        Ok(entry.as_ref())
    }

    /// The account that is signed in, as it was when the request came.
    pub async fn account(&self) -> Result<Option<Account>, Fault> {
        Ok(self.entry().await?.map(|entry| entry.account.clone()))
    }

    /// Notes that the person is there.
    pub async fn touch(&self) -> Result<(), Fault> {
        sessions::touch(self).await
    }

    /// Whether the password was given a moment ago.
    pub async fn is_proved(&self) -> Result<bool, Fault> {
        Ok(self.entry().await?.is_some_and(|entry| entry.who.is_proved(self)))
    }

    /// Whether an account has yet to agree to the user agreement of today.
    pub async fn is_asked(&self, account: &Account) -> Result<bool, Fault> {
        // Who was signed in when the request came was looked at with the session.
        if let Some(entry) = self.entry().await?.filter(|entry| entry.account.id == account.id) {
            return Ok(!entry.has_agreed);
        }
        let version = &self.house.config.agreement.version;
        Ok(self.house.store.read().await?.consent(&account.id, version).await?.is_none())
    }

    /// Whether nothing of it goes on before that.
    pub async fn must_agree(&self, account: &Account) -> Result<bool, Fault> {
        Ok(self.house.config.agreement.is_required(self.now) && self.is_asked(account).await?)
    }

    /// The account of whoever asks, and has agreed to what must be agreed to; else the act ends here.
    pub async fn owner<R>(&self) -> Result<Account, Stop<R>> {
        let account = self.holder().await?;
        if self.must_agree(&account).await? { Err(Fail::Consent.into()) } else { Ok(account) }
    }

    /// The account of whoever asks, agreed or not: for the agreement itself and for the ways out (attack IDN-13).
    pub async fn holder<R>(&self) -> Result<Account, Stop<R>> {
        Ok(self.account().await?.ok_or(Fail::SignIn)?)
    }

    /// Like [`Self::owner`], for what asks for a password given a moment ago (attack SES-10).
    pub async fn proved_owner<R>(&self) -> Result<Account, Stop<R>> {
        let account = self.owner().await?;
        self.proved(account).await
    }

    /// The same of [`Self::holder`].
    pub async fn proved_holder<R>(&self) -> Result<Account, Stop<R>> {
        let account = self.holder().await?;
        self.proved(account).await
    }

    async fn proved<R>(&self, account: Account) -> Result<Account, Stop<R>> {
        if self.is_proved().await? { Ok(account) } else { Err(Fail::Prove.into()) }
    }

    /// A transaction for an effect that the owner asked for, in which account and session are still what they were (attack SES-03).
    /// The account is taken first, here as everywhere, so that no two transactions wait for each other.
    pub async fn write_for<R>(&self, account: &Account) -> Result<Tx, Stop<R>> {
        self.hold(self.house.store.write().await?, account).await
    }

    /// The same for what is done at an organisation. That is taken first, before any account, so that of two who act there at once one
    /// waits, and reads what the other has done (attacks AUT-04, AUT-05).
    pub async fn write_at<R>(&self, organisation: &str, account: &Account) -> Result<Tx, Stop<R>> {
        let mut tx = self.house.store.write().await?;
        tx.hold_organisation(organisation).await?;
        self.hold(tx, account).await
    }

    /// Takes account and session for a transaction.
    async fn hold<R>(&self, mut tx: Tx, account: &Account) -> Result<Tx, Stop<R>> {
        let digest = sessions::digest_of(&self.session).ok_or(Fail::SignIn)?;
        if tx.hold_account(&account.id, account.version).await? && tx.hold_session(&digest, account.version, self.now).await? {
            Ok(tx)
        } else {
            Err(Fail::SignIn.into())
        }
    }

    /// The client's browser and system, as far as they can be told.
    pub fn device(&self) -> String {
        let user_agent = self.headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        super::device::describe(user_agent.get(..MOST_USER_AGENT).unwrap_or(user_agent))
    }

    /// Roughly where the client is: its network.
    pub fn place(&self) -> String {
        place(self.client)
    }

    /// Takes one from the budget of this client.
    pub async fn charge_client<R>(&self, scope: &'static str, budget: Budget) -> Result<(), Stop<R>> {
        self.charge(scope, &self.network(), budget).await
    }

    /// What counts as one client.
    pub fn network(&self) -> String {
        network(self.client)
    }

    /// Takes one from a budget, for good, before what it is for is done.
    pub async fn charge<R>(&self, scope: &'static str, value: &str, budget: Budget) -> Result<(), Stop<R>> {
        limits::charge(self, &[(scope, value, budget)]).await
    }

    /// The value of a cookie.
    pub fn cookie(&self, name: Name) -> Option<String> {
        cookies::read(&self.headers, name, self.house.config.public_url.secure)
    }

    pub fn keep_cookie(&self, name: Name, value: &str, lives: Span) {
        self.set_cookie(cookies::set(name, value.to_owned(), Some(lives), self.house.config.public_url.secure));
    }

    /// Something sealed under a cookie's name.
    pub fn sealed<T: serde::de::DeserializeOwned>(&self, name: Name, purpose: Purpose) -> Option<T> {
        self.house.tokens.unseal(purpose, self.now, &self.cookie(name)?)
    }

    pub fn seal<T: serde::Serialize>(&self, name: Name, purpose: Purpose, value: &T, lives: Span) {
        if let Some(sealed) = self.house.tokens.seal(purpose, self.now.after(lives), value) {
            self.keep_cookie(name, &sealed, lives);
        }
    }

    pub fn remove_cookie(&self, name: Name) {
        self.set_cookie(cookies::remove(name, self.house.config.public_url.secure));
    }

    /// Remembers the language in this browser.
    pub fn speak(&self, language: Language) {
        self.keep_cookie(Name::Language, language.code(), LANGUAGE_LIVES);
    }

    /// What the last form left for this page.
    pub fn note(&self) -> Option<Note> {
        self.sealed(Name::Note, Purpose::Note)
    }

    /// It has been read, and is for one page.
    pub fn drop_note(&self) {
        if self.cookie(Name::Note).is_some() {
            self.remove_cookie(Name::Note);
        }
    }

    /// Leaves word for the next page of what was done, and the values it can fill in.
    pub fn tell(&self, done: Done, typed: Vec<(String, String)>) {
        self.leave(&Note { act: String::new(), fail: String::new(), typed, done: Some(done) });
    }

    /// Leaves what was typed for the next page, so that nothing is lost.
    pub fn keep_typed(&self) {
        self.leave(&Note { act: String::new(), fail: String::new(), typed: self.typed.to_vec(), done: None });
    }

    /// Remembers where the person was going, and what was typed there, while they sign in or give the password again. What is
    /// remembered is a page of ours and never an address (attack WEB-01).
    pub fn come_back_to(&self, page: Page) {
        self.seal(Name::Return, Purpose::Return, &(page, &*self.typed), RETURN_LIVES);
    }

    /// Where the person was going. What was typed there is left for that page.
    fn take_return(&self) -> Option<Page> {
        let (page, typed): (Page, Vec<(String, String)>) = self.sealed(Name::Return, Purpose::Return)?;
        self.remove_cookie(Name::Return);
        if !typed.is_empty() {
            self.leave(&Note { act: String::new(), fail: String::new(), typed, done: None });
        }
        Some(page)
    }

    /// Where somebody comes to who has just come in: where they were going, else where the site's people begin.
    pub fn onward(&self) -> Page {
        self.take_return().unwrap_or(self.house.config.policy.account.home)
    }

    /// Has the browser forget what it keeps of this site.
    pub fn clear_browser(&self) {
        self.with_reply(|reply| reply.clear = true);
    }

    /// Leaves a refusal for the page that the form is on.
    pub(super) fn keep_refusal(&self, fail: String) {
        self.leave(&Note { act: self.act.to_string(), fail, typed: self.typed.to_vec(), done: None });
    }

    fn leave(&self, note: &Note) {
        self.seal(Name::Note, Purpose::Note, note, NOTE_LIVES);
    }

    pub(super) fn act(&self) -> &str {
        &self.act
    }

    pub(super) fn is_plain(&self) -> bool {
        self.plain
    }

    fn set_cookie(&self, cookie: String) {
        self.with_reply(|reply| reply.cookies.push(cookie));
    }

    pub(super) fn with_reply<T>(&self, change: impl FnOnce(&mut Reply) -> T) -> T {
        change(&mut self.reply.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }
}
