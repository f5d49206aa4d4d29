//! Who has agreed to what, and who has yet to.

use super::{Agreed, Question, Reader, Refusal, Shown, Version};
use crate::server::answer::{Stop, no};
use crate::server::events;
use crate::server::store::{Account, Terms};
use crate::server::visitor::Visit;
use crate::wire::Never;
use crate::words::{Event, Moment, Page};

pub fn version(visit: &Visit) -> Version {
    let agreement = &visit.house.config.agreement;
    Version { version: agreement.version.clone(), date: agreement.date }
}

/// The agreement in the language of whoever asks. Who is not signed in gets it without the database.
pub async fn shown(visit: &Visit, account: Option<&Account>) -> Result<Shown, Stop<Never>> {
    let agreement = &visit.house.config.agreement;
    let reader = match account {
        None => Reader::Stranger,
        Some(account) => match visit.house.store.read().await?.consent(&account.id, &agreement.version).await? {
            None => Reader::Asked,
            Some(consent) => Reader::Agreed(Moment(consent.agreed_at)),
        },
    };
    let text = agreement.text(visit.language);
    Ok(Shown { version: version(visit), document: text.document.clone(), digest: text.digest.clone(), reader })
}

/// What is asked of an account; nothing where it has agreed.
pub async fn question(visit: &Visit, account: &Account) -> Result<Option<Question>, Stop<Never>> {
    let agreement = &visit.house.config.agreement;
    let consents = visit.house.store.read().await?.consents(&account.id).await?;
    if consents.iter().any(|consent| consent.version == agreement.version) {
        return Ok(None);
    }
    Ok(Some(Question {
        version: version(visit),
        digest: agreement.text(visit.language).digest.clone(),
        required_from: agreement.required_from,
        is_required: agreement.is_required(visit.now),
        before: consents.into_iter().next_back().map(|consent| (consent.version, Moment(consent.agreed_at))),
    }))
}

/// Everything that an account agreed to, the newest first.
pub async fn agreed(visit: &Visit, account: &Account) -> Result<Vec<Agreed>, Stop<Never>> {
    let consents = visit.house.store.read().await?.consents(&account.id).await?;
    let agreed = consents.into_iter().rev().map(|consent| Agreed {
        version: consent.version,
        date: consent.dated_at.map(Moment),
        digest: consent.digest,
        at: Moment(consent.agreed_at),
    });
    Ok(agreed.collect())
}

/// `text` is the digest of the one that the page led to: what was never shown is agreed to by nobody.
pub async fn accept(visit: Visit, agree: bool, text: String) -> Result<Page, Stop<Refusal>> {
    let account = visit.holder().await?;
    if !agree {
        return Err(no(Refusal::Agree));
    }
    let agreement = &visit.house.config.agreement;
    let shown = agreement.texts().find(|known| known.digest == text).ok_or(no(Refusal::Changed))?;
    let terms = Terms { version: &agreement.version, language: shown.document.language.code(), digest: &shown.digest };
    let mut tx = visit.write_for(&account).await?;
    if tx.add_consent(&account.id, &terms, visit.now).await? {
        events::note(&mut tx, &visit, &account.id, Event::AgreementAccepted).await?;
    }
    tx.save().await?;
    Ok(visit.onward())
}

/// Not now. Nothing is written: the next sign-in asks again, and once it is required nobody gets by.
pub async fn later(visit: Visit) -> Result<Page, Stop<Never>> {
    let account = visit.holder().await?;
    if visit.must_agree(&account).await? {
        return Ok(Page::Consent);
    }
    Ok(visit.onward())
}
