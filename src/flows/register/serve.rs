//! Who gets an account.

use super::letters::LETTER;
use super::open::{self, Newcomer, Told};
use super::{Proof, Refusal, Waiting};
use crate::server::answer::{Stop, no};
use crate::server::captcha;
pub use crate::server::captcha::Given as Captcha;
use crate::server::cookies::Name;
use crate::server::countries;
use crate::server::credentials::{self, MOST_CODES, Unfit};
use crate::server::hasher::PasswordHash;
use crate::server::identity;
use crate::server::limits::{self, Errand};
use crate::server::note::Done;
use crate::server::outbox::{another, track};
use crate::server::regions;
use crate::server::store::{self, NewMessage, Registration, Tx};
use crate::server::tokens::{LinkToken, Purpose};
use crate::server::visitor::Visit;
use crate::wire::{Fail, Never};
use crate::words::{Asked, BadCaptcha, Channel, Code, Kind, Moment, Page, Span};

/// What the security code of the form is for.
const ACT: &str = "register";

/// How long after its end a browser still knows that it waited: its page is told so.
const TOLD_LIVES: Span = Span::days(1);
/// How long the secret of an opened link is kept in the browser.
const LINK_LIVES: Span = Span::hours(1);

/// What the form sent. What the site does not ask for is not looked at.
pub struct Given {
    pub email: String,
    pub phone: String,
    pub username: String,
    pub country: String,
    pub region: String,
    pub kind: String,
    pub password: String,
    pub again: Option<String>,
    pub captcha: Captcha,
    pub agree: bool,
}

pub async fn register(visit: Visit, given: Given) -> Result<Page, Stop<Refusal>> {
    let Given { email, phone, username, country, region, kind, password, again, captcha, agree } = given;
    let (mut contact, mut name, mut told, mut chosen, mut reasons) = (None, None, Told::default(), None, Vec::new());
    let mut typed = Some((password, again));
    let policy = &visit.house.config.policy.registration;
    for field in &policy.fields {
        let refused = match field {
            Asked::Email => identity::mailbox(&visit.house, &email).map(|found| contact = Some(found)).map_err(Refusal::Email),
            Asked::Phone => {
                identity::number(&visit.house, &phone, &country).map(|found| contact = Some(found)).map_err(Refusal::Phone)
            }
            Asked::Username => identity::own_name(&visit.house, &username)
                .map(|(found, mailbox)| (name, contact) = (Some(found), Some(mailbox)))
                .map_err(Refusal::Username),
            Asked::Country if countries::is_one(&country) => {
                told.country = Some(country.clone());
                Ok(())
            }
            Asked::Country => Err(Refusal::Country),
            Asked::Region if regions::is_one(&policy.regions, &region) => {
                told.region = Some(region.clone());
                Ok(())
            }
            Asked::Region => Err(Refusal::Region),
            Asked::Kind => Kind::named(&kind).map(|kind| told.kind = Some(kind)).ok_or(Refusal::Kind),
            // Whether it is right is found last: it has one try.
            Asked::Captcha if captcha.is_empty() => Err(Refusal::Captcha(BadCaptcha::Empty)),
            Asked::Captcha => Ok(()),
            Asked::Password => {
                let (password, again) = typed.take().unwrap_or_default();
                credentials::chosen(&visit, password, again).map(|found| chosen = Some(found)).map_err(Refusal::from)
            }
            Asked::Agreement if agree => Ok(()),
            Asked::Agreement => Err(Refusal::Agreement),
        };
        reasons.extend(refused.err());
    }
    let (Some(contact), true) = (contact, reasons.is_empty()) else { return Err(Fail::Refused(reasons).into()) };
    visit.charge_client("register address", visit.house.config.policy.limits.register_address).await?;
    let password = match chosen {
        Some(password) => {
            credentials::judge(&visit, &password, &[&contact.text]).map_err(|bad| no(Refusal::Password(bad)))?;
            visit.house.hasher.hash(&password, visit.house.tokens.random()).await?.as_str().to_owned()
        }
        None => String::new(),
    };
    let newcomer = Newcomer { contact, username: name, told };
    let mut tx = match policy.fields.contains(&Asked::Captcha) {
        true => captcha::pass_of_browser(&visit, ACT, &captcha).await?.map_err(|bad| no(Refusal::Captcha(bad)))?,
        false => visit.house.store.write().await?,
    };
    if policy.at_once {
        return open::at_once(&visit, tx, &newcomer, &PasswordHash::stored(password)).await;
    }
    let budgets = limits::messages(&visit.house, Errand::Proof, &newcomer.contact.key);
    limits::charge_in(&mut tx, &visit, &budgets).await?;
    let agreement = visit.house.config.agreement.version.clone();
    ask(&visit, tx, newcomer, password, agreement).await
}

/// What the form asks to be answered, where it asks for a security code.
pub fn challenge(visit: &Visit) -> Option<String> {
    let asks = visit.house.config.policy.registration.fields.contains(&Asked::Captcha);
    asks.then(|| captcha::challenge_of_browser(visit, ACT))
}

/// The same registration for another address or number; the one for the mistyped one is void.
pub async fn correct(visit: Visit, email: String, phone: String, country: String) -> Result<Page, Stop<Refusal>> {
    let contact = match visit.house.config.policy.registration.fields.contains(&Asked::Phone) {
        true => identity::number(&visit.house, &phone, &country).map_err(|bad| no(Refusal::Phone(bad)))?,
        false => identity::mailbox(&visit.house, &email).map_err(|bad| no(Refusal::Email(bad)))?,
    };
    let old = waits_for(&visit).await?.ok_or(no(Refusal::Gone))?;
    visit.charge_client("register address", visit.house.config.policy.limits.register_address).await?;
    limits::charge_message(&visit, Errand::Proof, &contact.key).await?;
    let newcomer = Newcomer { contact, username: None, told: (&old).into() };
    let mut tx = visit.house.store.write().await?;
    if !tx.use_registration(&old.id, visit.now).await? {
        return Err(no(Refusal::Gone));
    }
    ask(&visit, tx, newcomer, old.password, old.agreement).await
}

/// Another message, which voids the code and link of the one before.
pub async fn resend(visit: Visit) -> Result<Page, Stop<Refusal>> {
    let registration = waits_for(&visit).await?.ok_or(no(Refusal::Gone))?;
    another(&visit, &registration.id).await?;
    limits::charge_message(&visit, Errand::Proof, &registration.contact_key).await?;
    let mut tx = visit.house.store.write().await?;
    post(&mut tx, &visit, &registration).await?;
    tx.save().await?;
    visit.house.outbox.wake();
    Ok(Page::Confirm)
}

pub async fn confirm_code(visit: Visit, code: String) -> Result<Page, Stop<Refusal>> {
    if code.trim().is_empty() {
        return Err(no(Refusal::CodeEmpty));
    }
    let code = Code::parse(&code).ok_or(no(Refusal::CodeShape))?;
    let registration = waits_for(&visit).await?.ok_or(no(Refusal::Gone))?;
    if registration.proved_at.is_some() {
        return Ok(Page::Welcome);
    }
    visit.charge("codes mailbox", &registration.contact_key, visit.house.config.policy.limits.codes_mailbox).await?;
    // The attempt is counted, for good, before anything is compared.
    let mut tx = visit.house.store.write().await?;
    let attempt = tx.try_code(&registration.id, MOST_CODES, visit.now).await?;
    tx.save().await?;
    let expected = attempt.ok_or(no(Refusal::CodeWrong))?;
    let given = visit.house.tokens.digest_code(&code, &[LETTER, &registration.id, &registration.contact_key]);
    if !given.is(&expected) {
        return Err(no(Refusal::CodeWrong));
    }
    if !registration.password.is_empty() {
        return open::after_proof(&visit, &registration, &registration.password).await;
    }
    let mut tx = visit.house.store.write().await?;
    if !tx.prove_registration(&registration.id, visit.now).await? {
        return Err(no(Refusal::CodeWrong));
    }
    tx.messages_used(&registration.id, visit.now).await?;
    tx.save().await?;
    Ok(Page::Welcome)
}

/// What is left to do once there is proof: one press, or the password.
pub async fn confirm_link(visit: Visit, password: Option<String>, again: Option<String>) -> Result<Page, Stop<Refusal>> {
    let (registration, asked_here) = proven(&visit).await?.ok_or(no(Refusal::Gone))?;
    if asked_here && !registration.password.is_empty() {
        return open::after_proof(&visit, &registration, &registration.password).await;
    }
    let password = credentials::chosen(&visit, password.unwrap_or_default(), again).map_err(|unfit| no(unfit.into()))?;
    visit.charge_client("register address", visit.house.config.policy.limits.register_address).await?;
    credentials::judge(&visit, &password, &[&registration.contact]).map_err(|bad| no(Refusal::Password(bad)))?;
    let password = visit.house.hasher.hash(&password, visit.house.tokens.random()).await?;
    open::after_proof(&visit, &registration, password.as_str()).await
}

pub async fn waiting(visit: &Visit) -> Result<Option<Waiting>, Stop<Never>> {
    let Some(registration) = waits_for(visit).await? else { return Ok(None) };
    let track = track(visit, &registration.id).await?;
    Ok(Some(Waiting { address: registration.contact, track }))
}

/// Why this browser waits for nothing: the page that says so, where it did wait. It may have been confirmed, here in another tab or
/// in another browser. It is told once.
pub async fn ended(visit: &Visit) -> Result<Page, Stop<Never>> {
    let Some(id) = visit.sealed::<String>(Name::Waiting, Purpose::Waiting) else { return Ok(Page::Register) };
    visit.remove_cookie(Name::Waiting);
    let found = visit.house.store.read().await?.registration(&id).await?;
    Ok(match found.filter(|registration| registration.used_at.is_some()) {
        Some(registration) => {
            visit.tell(Done::Confirmed, vec![("login".to_owned(), registration.contact)]);
            Page::Login
        }
        None => {
            visit.tell(Done::WaitingEnded, Vec::new());
            Page::Register
        }
    })
}

pub async fn proof(visit: &Visit) -> Result<Proof, Stop<Never>> {
    Ok(match proven(visit).await? {
        None => Proof::Gone,
        Some((registration, _)) if registration.password.is_empty() => Proof::Coded(registration.contact),
        Some((registration, true)) => Proof::Here(registration.contact),
        Some((registration, false)) => Proof::Elsewhere(registration.contact),
    })
}

/// Takes the secret of a link out of the address and into a cookie; nothing is looked up or used (attacks TOK-02, TOK-03).
pub fn land(visit: &Visit, token: &str) -> Page {
    match LinkToken::parse(token) {
        Some(token) => visit.seal(Name::Link, Purpose::Link, &token.as_str(), LINK_LIVES),
        None => visit.remove_cookie(Name::Link),
    }
    Page::Welcome
}

impl From<Unfit> for Refusal {
    fn from(unfit: Unfit) -> Self {
        match unfit {
            Unfit::Bad(bad) => Refusal::Password(bad),
            Unfit::Differ => Refusal::Differ,
        }
    }
}

/// Writes a registration and its letter's row, in this transaction, and lets this browser wait for it.
async fn ask(
    visit: &Visit,
    mut tx: Tx,
    Newcomer { contact, told, .. }: Newcomer,
    password: String,
    agreement: String,
) -> Result<Page, Stop<Refusal>> {
    let lives = visit.house.config.policy.registration.lives;
    let new = Registration {
        id: visit.house.tokens.id(),
        contact_key: contact.key,
        contact: contact.text,
        password,
        language: visit.language.code().to_owned(),
        agreement,
        country: told.country,
        region: told.region,
        kind: told.kind.map(|kind| kind.word().to_owned()),
        created_at: visit.now.0,
        expires_at: visit.now.after(lives).0,
        code_attempts: 0,
        proved_at: None,
        used_at: None,
    };
    tx.add_registration(&new).await?;
    post(&mut tx, visit, &new).await?;
    tx.save().await?;
    visit.house.outbox.wake();
    visit.seal(Name::Waiting, Purpose::Waiting, &new.id, Span(lives.0.saturating_add(TOLD_LIVES.0)));
    Ok(Page::Confirm)
}

async fn post(tx: &mut Tx, visit: &Visit, registration: &Registration) -> Result<(), store::Error> {
    let ends = Moment(registration.expires_at);
    let deadline = match Channel::to(&registration.contact) {
        Channel::Letter => ends,
        // Nobody waits longer for an SMS, and what comes too late costs as much.
        Channel::Sms => ends.min(visit.now.after(visit.house.config.policy.registration.code_lives)),
    };
    let id = visit.house.tokens.id();
    tx.add_message(&NewMessage { id: &id, kind: LETTER, about: &registration.id, via: None, deadline }, visit.now).await
}

/// The registration that this browser waits for, while it can still be confirmed.
async fn waits_for(visit: &Visit) -> Result<Option<Registration>, store::Error> {
    let Some(id) = visit.sealed::<String>(Name::Waiting, Purpose::Waiting) else { return Ok(None) };
    let found = visit.house.store.read().await?.registration(&id).await?;
    Ok(found.filter(|registration| is_open(registration, visit.now)))
}

/// The registration of which this browser has proof, by an opened link or by the code, and whether it is also the one that asked.
async fn proven(visit: &Visit) -> Result<Option<(Registration, bool)>, store::Error> {
    let asked = visit.sealed::<String>(Name::Waiting, Purpose::Waiting);
    let token = visit.sealed::<String>(Name::Link, Purpose::Link).and_then(|token| LinkToken::parse(&token));
    let store = &visit.house.store;
    let by_link = match token {
        Some(token) => store.read().await?.registration_by_link(&token.digest()).await?,
        None => None,
    };
    let by_link = by_link.filter(|registration| is_open(registration, visit.now));
    let found = match (by_link, &asked) {
        (None, Some(id)) => {
            store.read().await?.registration(id).await?.filter(|it| it.proved_at.is_some() && is_open(it, visit.now))
        }
        (by_link, _) => by_link,
    };
    Ok(found.map(|registration| {
        let asked_here = asked.as_ref() == Some(&registration.id);
        (registration, asked_here)
    }))
}

pub(super) fn is_open(registration: &Registration, now: Moment) -> bool {
    registration.used_at.is_none() && Moment(registration.expires_at) > now
}
