//! Opens accounts: after the proof, or at once where the site asks for none.

use super::Refusal;
use crate::server::answer::{Stop, no};
use crate::server::cookies::Name;
use crate::server::credentials;
use crate::server::events;
use crate::server::hasher::PasswordHash;
use crate::server::identity::Contact;
use crate::server::note::Done;
use crate::server::sessions::{self, Grounds};
use crate::server::store::{self, Named, NewAccount, Registration, Terms, Tx};
use crate::server::visitor::Visit;
use crate::words::{Channel, Event, Kind, Moment, Page};

/// Somebody who is to have an account.
pub struct Newcomer {
    pub contact: Contact,
    pub username: Option<Named>,
    pub told: Told,
}

/// What somebody says of themselves, where they were asked.
#[derive(Default)]
pub struct Told {
    /// ISO 3166-1.
    pub country: Option<String>,
    /// ISO 3166-2.
    pub region: Option<String>,
    pub kind: Option<Kind>,
}

impl From<&Registration> for Told {
    fn from(asked: &Registration) -> Self {
        Self { country: asked.country.clone(), region: asked.region.clone(), kind: asked.kind.as_deref().and_then(Kind::named) }
    }
}

/// What somebody agreed to: version and language.
type Agreed<'a> = (&'a str, &'a str);

/// Turns a proven registration into an account. Of everybody who proves the same address, one does.
pub async fn after_proof(visit: &Visit, registration: &Registration, password: &str) -> Result<Page, Stop<Refusal>> {
    let password = PasswordHash::stored(password.to_owned());
    let contact = Contact { text: registration.contact.clone(), key: registration.contact_key.clone() };
    let newcomer = Newcomer { contact, username: None, told: registration.into() };
    let agreed = (registration.agreement.as_str(), registration.language.as_str());
    let mut tx = visit.house.store.write().await?;
    // The account first: two registrations of one address then queue at its key, and neither waits for the other's row.
    let added = add(&mut tx, visit, &newcomer, agreed, Moment(registration.created_at), &password).await?;
    let (Some(id), true) = (added, tx.use_registration(&registration.id, visit.now).await?) else {
        return Err(no(Refusal::Gone));
    };
    tx.messages_used(&registration.id, visit.now).await?;
    tx.void_registrations(&registration.contact_key, visit.now).await?;
    events::note(&mut tx, visit, &id, Event::Registered).await?;
    tx.save().await?;
    // What this browser waited for stays: another tab may still show it, and is then told.
    visit.remove_cookie(Name::Link);
    visit.tell(Done::Confirmed, vec![("login".to_owned(), registration.contact.clone())]);
    Ok(Page::Login)
}

/// Lets somebody in who has proved nothing but the wish to have an account. The owner of the address is told, and restoring makes the
/// account theirs: it puts everybody else out (attack REC-10).
pub async fn at_once(visit: &Visit, mut tx: Tx, newcomer: &Newcomer, password: &PasswordHash) -> Result<Page, Stop<Refusal>> {
    let agreement = visit.house.config.agreement.version.clone();
    let added = add(&mut tx, visit, newcomer, (&agreement, visit.language.code()), visit.now, password).await?;
    let Some(id) = added else {
        return Err(no(if newcomer.username.is_some() {
            Refusal::NameTaken
        } else {
            Refusal::Taken(Channel::to(&newcomer.contact.key))
        }));
    };
    let account = tx.account(&id).await?.ok_or(no(Refusal::Gone))?;
    events::announce(&mut tx, visit, &account, Event::Registered).await?;
    credentials::remember_device(&mut tx, visit, &account).await?;
    let session = sessions::begin(&mut tx, visit, &account, Grounds::SignIn { remembered: false }).await?;
    let session = session.ok_or(no(Refusal::Gone))?;
    tx.save().await?;
    visit.house.outbox.wake();
    session.give(visit).await?;
    Ok(visit.onward())
}

/// Adds the account and what it agreed to: its id, or nothing where somebody has that address or name.
async fn add(
    tx: &mut Tx,
    visit: &Visit,
    newcomer: &Newcomer,
    (version, language): Agreed<'_>,
    agreed_at: Moment,
    password: &PasswordHash,
) -> Result<Option<String>, store::Error> {
    let id = visit.house.tokens.id();
    let new = NewAccount {
        id: &id,
        contact_key: &newcomer.contact.key,
        contact: &newcomer.contact.text,
        username: newcomer.username.as_ref(),
        country: newcomer.told.country.as_deref(),
        region: newcomer.told.region.as_deref(),
        kind: newcomer.told.kind.map(Kind::word),
        password: password.as_str(),
        language,
    };
    if !tx.add_account(&new, visit.now).await? {
        return Ok(None);
    }
    // To the text that the form led to, which may be one of yesterday.
    let text = tx.agreement(version, language).await?;
    let (language, digest) = text.as_ref().map_or((language, ""), |text| (text.language.as_str(), text.digest.as_str()));
    tx.add_consent(&id, &Terms { version, language, digest }, agreed_at).await?;
    Ok(Some(id))
}
