//! What an account's owner may see and change.

use serde_json::json;

use super::{Profile, Refusal};
use crate::server::answer::{Stop, no};
use crate::server::countries;
use crate::server::events;
use crate::server::linked;
use crate::server::note::Done;
use crate::server::regions;
use crate::server::skeleton;
use crate::server::store::Account;
use crate::server::visitor::Visit;
use crate::wire::{Fail, Never};
use crate::words::{Channel, Event, Identifier, Kind, Moment, Page};

pub async fn profile(visit: &Visit, account: &Account) -> Result<Profile, Stop<Never>> {
    // Without a desk nobody corrects anything.
    let (corrections, is_operator) = if visit.house.config.policy.support.desk {
        let mut tx = visit.house.store.read().await?;
        (tx.corrections_of(&account.id).await?, tx.operator(&account.id).await?.is_some())
    } else {
        (Vec::new(), false)
    };
    let waiting = corrections.into_iter().filter(|correction| correction.is_open(visit.now));
    Ok(Profile {
        contact: account.contact.clone(),
        channel: Channel::to(&account.contact),
        username: account.username.clone(),
        country: account.country.as_deref().and_then(|code| countries::name(code, visit.language)).map(str::to_owned),
        region: account.region.as_deref().and_then(|code| regions::name(code, visit.house.texts(visit.language))),
        kind: account.kind.as_deref().and_then(Kind::named),
        since: Moment(account.created_at),
        gone_at: account.gone_at.map(Moment),
        moves: waiting.filter_map(|correction| Some((correction.contact, Moment(correction.effective_at?)))).next(),
        is_operator,
    })
}

pub async fn set_username(visit: Visit, username: String) -> Result<Page, Stop<Refusal>> {
    let account = visit.owner().await?;
    let policy = &visit.house.config.policy;
    // A name that is a mailbox of the site stays what it is.
    if policy.domain.is_some() || !policy.identifiers.contains(&Identifier::Username) {
        return Err(Fail::Malformed.into());
    }
    let username = skeleton::wanted(&username).map_err(|bad| no(Refusal::Username(bad)))?;
    visit.charge("username account", &account.id, visit.house.config.policy.limits.username_account).await?;
    let mut tx = visit.write_for(&account).await?;
    if !tx.set_username(&account.id, account.version, &username).await? {
        return Err(no(Refusal::Taken));
    }
    events::note(&mut tx, &visit, &account.id, Event::UsernameChanged).await?;
    tx.save().await?;
    visit.tell(Done::UsernameSaved, Vec::new());
    Ok(Page::Account)
}

/// Everything that is kept of an account, as JSON.
pub async fn data(visit: &Visit) -> Result<String, Stop<Never>> {
    let account = visit.proved_holder().await?;
    let mut tx = visit.write_for(&account).await?;
    events::note(&mut tx, visit, &account.id, Event::DataTaken).await?;
    tx.save().await?;
    let mut tx = visit.house.store.read().await?;
    let consents = tx.consents(&account.id).await?;
    let sessions = tx.places(&account.id, account.version, visit.now).await?;
    let history = tx.history(&account.id, i64::MAX).await?;
    let tokens = tx.api_tokens(&account.id).await?;
    let contacts = tx.contacts(&account.id, visit.now).await?;
    let answer = tx.answer(&account.id).await?;
    let member = tx.member(&account.id).await?;
    let organisation = match &member {
        Some(member) => tx.organisation(&member.organisation).await?,
        None => None,
    };
    let operator = tx.operator(&account.id).await?;
    let linked = linked::other(&visit.house, &mut tx, &account.id).await?;
    drop(tx);
    let data = json!({
        "contact": account.contact,
        "username": account.username,
        "country": account.country,
        "region": account.region,
        "kind": account.kind,
        "language": account.language,
        "registered_at": iso(account.created_at),
        "deleted_at": account.gone_at.map(iso),
        "agreements": consents.iter().map(|consent| json!({
            "version": consent.version, "agreed_at": iso(consent.agreed_at), "language": consent.language, "digest": consent.digest,
        })).collect::<Vec<_>>(),
        "sessions": sessions.iter().map(|place| json!({
            "device": place.device, "network": place.network, "began_at": iso(place.created_at), "used_at": iso(place.seen_at),
        })).collect::<Vec<_>>(),
        "contacts": contacts.iter().map(|contact| json!({
            "contact": contact.contact, "asked_at": iso(contact.created_at), "confirmed_at": contact.proved_at.map(iso),
        })).collect::<Vec<_>>(),
        "question": answer.map(|answer| json!({ "question": answer.question, "answered_at": iso(answer.set_at) })),
        "linked": linked.map(|(pair, other)| json!({
            "contact": other.contact, "username": other.username, "linked_at": iso(pair.linked_at),
        })),
        "tokens": tokens.iter().map(|token| json!({
            "name": token.name, "scopes": token.scopes, "made_at": iso(token.created_at), "expires_at": iso(token.expires_at),
            "used_at": token.used_at.map(iso),
        })).collect::<Vec<_>>(),
        "organisation": organisation.zip(member).map(|(organisation, member)| json!({
            "inn": organisation.inn, "kpp": organisation.kpp, "name": organisation.name, "role": member.role,
            "joined_at": iso(member.joined_at),
        })),
        "operator_since": operator.map(|operator| iso(operator.added_at)),
        "history": history.iter().map(|line| json!({
            "event": line.event, "at": iso(line.at), "device": line.device, "network": line.network,
        })).collect::<Vec<_>>(),
    });
    Ok(format!("{data:#}\n"))
}

fn iso(at: i64) -> String {
    Moment(at).iso()
}
