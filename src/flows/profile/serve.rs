//! Who may set up other ways back into an account.

use super::letters::LETTER;
use super::{Followed, Profile, Reach, Refusal};
use crate::locale::Language;
use crate::server::answer::{Stop, no};
use crate::server::config::Way;
use crate::server::credentials::MOST_CODES;
use crate::server::events;
use crate::server::identity;
use crate::server::limits::{self, Errand};
use crate::server::note::Done;
use crate::server::outbox::{another, track};
use crate::server::questions::{self, Answer, BadAnswer};
use crate::server::store::{self, Account, Contact, NewContact, NewMessage};
use crate::server::visitor::Visit;
use crate::wire::{Fail, Never};
use crate::words::{Channel, Code, Event, Page};

/// Whether the site has anything for it.
pub fn is_offered(visit: &Visit) -> bool {
    takes(visit, Channel::Letter) || takes(visit, Channel::Sms) || has(visit, Way::Question)
}

/// What the page shows.
pub async fn profile(visit: &Visit, account: &Account) -> Result<Profile, Stop<Never>> {
    let mut tx = visit.house.store.read().await?;
    let contacts = tx.contacts(&account.id, visit.now).await?;
    let answer = tx.answer(&account.id).await?;
    drop(tx);
    let text = |channel: Channel, is_proved: bool| {
        let found = contacts.iter().find(|contact| contact.channel() == channel && contact.is_proved() == is_proved);
        found.map(|contact| contact.contact.clone())
    };
    let reach = |channel| Reach { channel, present: text(channel, true), pending: text(channel, false) };
    let channels = [Channel::Letter, Channel::Sms].into_iter().filter(|channel| takes(visit, *channel));
    let followed = match contacts.iter().rev().find(|contact| contact.is_pending(visit.now)) {
        Some(contact) => Some(Followed { channel: contact.channel(), track: track(visit, &contact.id).await? }),
        None => None,
    };
    let question = has(visit, Way::Question).then(|| answer.and_then(|answer| questions::known(&answer.question)));
    Ok(Profile { contact: account.contact.clone(), reaches: channels.map(reach).collect(), question, followed })
}

pub async fn send_email_code(visit: Visit, email: String) -> Result<Page, Stop<Refusal>> {
    let account = proved_owner(&visit, takes(&visit, Channel::Letter)).await?;
    let contact = identity::mailbox(&visit.house, &email).map_err(|bad| no(Refusal::Email(bad)))?;
    propose(visit, &account, contact).await
}

pub async fn send_phone_code(visit: Visit, phone: String, country: String) -> Result<Page, Stop<Refusal>> {
    let account = proved_owner(&visit, takes(&visit, Channel::Sms)).await?;
    let contact = identity::number(&visit.house, &phone, &country).map_err(|bad| no(Refusal::Phone(bad)))?;
    propose(visit, &account, contact).await
}

/// Another code, which replaces the one before.
pub async fn resend(visit: Visit, kind: String) -> Result<Page, Stop<Refusal>> {
    let channel = match kind.as_str() {
        "email" => Channel::Letter,
        "phone" => Channel::Sms,
        _ => return Err(Fail::Malformed.into()),
    };
    let account = visit.owner().await?;
    let contact = pending(&visit, &account, channel).await?.ok_or(no(Refusal::Gone(channel)))?;
    another(&visit, &contact.id).await?;
    ask(visit, &account, contact.into()).await
}

pub async fn confirm(visit: Visit, channel: Channel, code: String) -> Result<Page, Stop<Refusal>> {
    let account = visit.owner().await?;
    if code.trim().is_empty() {
        return Err(no(Refusal::CodeEmpty(channel)));
    }
    let code = Code::parse(&code).ok_or(no(Refusal::CodeShape(channel)))?;
    let contact = pending(&visit, &account, channel).await?.ok_or(no(Refusal::Gone(channel)))?;
    let policy = &visit.house.config.policy;
    visit.charge("contact codes", &contact.contact_key, policy.limits.codes_mailbox).await?;
    // The attempt is counted, for good, before anything is compared.
    let mut tx = visit.house.store.write().await?;
    let attempt = tx.try_contact_code(&contact.id, MOST_CODES).await?;
    tx.save().await?;
    let expected = attempt.filter(|_| contact.code_ends(policy.email.code_lives) > visit.now);
    let expected = expected.ok_or(no(Refusal::CodeWrong(channel)))?;
    let given = visit.house.tokens.digest_code(&code, &[LETTER, &contact.id, &contact.contact_key]);
    if !given.is(&expected) {
        return Err(no(Refusal::CodeWrong(channel)));
    }

    let mut tx = visit.write_for(&account).await?;
    // Told before it counts: to whatever counted until now, and may count no more.
    events::announce(&mut tx, &visit, &account, Event::RecoveryChanged).await?;
    if !tx.prove_contact(&contact.id, visit.now).await? {
        return Err(no(Refusal::Gone(channel)));
    }
    tx.messages_used(&contact.id, visit.now).await?;
    tx.void_restores(&account.id, visit.now).await?;
    tx.save().await?;
    visit.house.outbox.wake();
    visit.tell(Done::RecoverySaved, Vec::new());
    Ok(Page::Profile)
}

/// Takes away what counts where `present` says so, else what waits for its code.
pub async fn remove(visit: Visit, channel: Channel, present: bool) -> Result<Page, Stop<Refusal>> {
    if !present {
        let account = visit.owner().await?;
        let mut tx = visit.write_for(&account).await?;
        tx.drop_pending_contact(&account.id, channel, visit.now).await?;
        tx.save().await?;
        visit.tell(Done::RecoveryKept, Vec::new());
        return Ok(Page::Profile);
    }
    let account = visit.proved_owner().await?;
    let mut tx = visit.write_for(&account).await?;
    // Told before it goes, so that it hears of it too.
    events::announce(&mut tx, &visit, &account, Event::RecoveryChanged).await?;
    if !tx.drop_contact(&account.id, channel, visit.now).await? {
        return Err(no(Refusal::Gone(channel)));
    }
    tx.void_restores(&account.id, visit.now).await?;
    tx.save().await?;
    visit.house.outbox.wake();
    visit.tell(Done::RecoveryRemoved, Vec::new());
    Ok(Page::Profile)
}

pub async fn save_answer(visit: Visit, question: String, answer: String, again: String) -> Result<Page, Stop<Refusal>> {
    let account = proved_owner(&visit, has(&visit, Way::Question)).await?;
    let question = questions::known(&question).ok_or(no(Refusal::Question))?;
    let asked = Language::ALL.map(|language| questions::sentence(visit.house.texts(language), question));
    let own: [&str; 3] = [account.username.as_deref().unwrap_or_default(), &account.contact, &visit.house.config.brand.name];
    let answer = Answer::chosen(&answer, &asked, &own).map_err(|bad| no(bad.into()))?;
    if !answer.is_repeated_by(&again) {
        return Err(no(Refusal::AnswersDiffer));
    }
    visit.charge_client("answer address", visit.house.config.policy.limits.login_address).await?;
    let hash = visit.house.hasher.hash(answer.secret(), visit.house.tokens.random()).await?;

    let mut tx = visit.write_for(&account).await?;
    tx.set_answer(&account.id, question, hash.as_str(), visit.now).await?;
    tx.void_restores(&account.id, visit.now).await?;
    events::announce(&mut tx, &visit, &account, Event::RecoveryChanged).await?;
    tx.save().await?;
    visit.house.outbox.wake();
    visit.tell(Done::AnswerSaved, Vec::new());
    Ok(Page::Profile)
}

pub async fn drop_answer(visit: Visit) -> Result<Page, Stop<Refusal>> {
    let account = visit.proved_owner().await?;
    let mut tx = visit.write_for(&account).await?;
    if tx.drop_answer(&account.id).await? {
        tx.void_restores(&account.id, visit.now).await?;
        events::announce(&mut tx, &visit, &account, Event::RecoveryChanged).await?;
    }
    tx.save().await?;
    visit.house.outbox.wake();
    visit.tell(Done::AnswerRemoved, Vec::new());
    Ok(Page::Profile)
}

impl From<BadAnswer> for Refusal {
    fn from(bad: BadAnswer) -> Self {
        match bad {
            BadAnswer::Empty => Refusal::AnswerEmpty,
            BadAnswer::Short => Refusal::AnswerShort,
            BadAnswer::Long => Refusal::AnswerLong,
            BadAnswer::Common => Refusal::AnswerCommon,
            BadAnswer::Contained => Refusal::AnswerContained,
        }
    }
}

/// Whether the site takes another address or a number: as a way back in, or because others know people by it.
fn takes(visit: &Visit, channel: Channel) -> bool {
    match channel {
        Channel::Letter => has(visit, Way::RecoveryEmail),
        Channel::Sms => has(visit, Way::Mobile) || visit.house.config.policy.account.public,
    }
}

/// Whether the site has a way.
fn has(visit: &Visit, way: Way) -> bool {
    visit.house.config.policy.restore.ways.contains(&way)
}

/// Whoever gave the password a moment ago, where the site has what is asked for.
async fn proved_owner(visit: &Visit, is_there: bool) -> Result<Account, Stop<Refusal>> {
    let account = visit.proved_owner().await?;
    if is_there { Ok(account) } else { Err(Fail::Malformed.into()) }
}

/// The contact of a kind that waits for its code.
async fn pending(visit: &Visit, account: &Account, channel: Channel) -> Result<Option<Contact>, store::Error> {
    let contacts = visit.house.store.read().await?.contacts(&account.id, visit.now).await?;
    Ok(contacts.into_iter().find(|contact| contact.channel() == channel && contact.is_pending(visit.now)))
}

/// Asks for a contact that is another way in.
async fn propose(visit: Visit, account: &Account, contact: identity::Contact) -> Result<Page, Stop<Refusal>> {
    let channel = Channel::to(&contact.key);
    if contact.key == account.contact_key {
        return Err(no(Refusal::Own(channel)));
    }
    let present = visit.house.store.read().await?.proved_contact(&account.id, channel).await?;
    if present.is_some_and(|present| present.contact_key == contact.key) {
        return Err(no(Refusal::Same(channel)));
    }
    ask(visit, account, contact).await
}

/// Writes a contact and its message's row, in one transaction, in place of any of its kind that waits.
async fn ask(visit: Visit, account: &Account, contact: identity::Contact) -> Result<Page, Stop<Refusal>> {
    let policy = &visit.house.config.policy;
    visit.charge_client("profile address", policy.limits.restore_address).await?;
    // What one account sends to other people's mailboxes and phones, and what each of those gets.
    limits::charge_message(&visit, Errand::Proof, &account.id).await?;
    limits::charge_message(&visit, Errand::Proof, &contact.key).await?;
    let (id, message) = (visit.house.tokens.id(), visit.house.tokens.id());
    let expires_at = visit.now.after(policy.email.lives);
    let deadline = match Channel::to(&contact.key) {
        Channel::Letter => expires_at.before(policy.email.code_lives),
        // Nobody waits longer for an SMS, and what comes too late costs as much.
        Channel::Sms => visit.now.after(policy.email.code_lives),
    };
    let new = NewContact {
        id: &id,
        account: &account.id,
        contact_key: &contact.key,
        contact: &contact.text,
        language: visit.language.code(),
        expires_at,
    };
    let mut tx = visit.write_for(account).await?;
    tx.add_contact(&new, visit.now).await?;
    tx.add_message(&NewMessage { id: &message, kind: LETTER, about: &id, via: None, deadline }, visit.now).await?;
    tx.save().await?;
    visit.house.outbox.wake();
    Ok(Page::Profile)
}
