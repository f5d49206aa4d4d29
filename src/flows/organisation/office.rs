//! What somebody sees of the organisation that they work for.

use super::{Invited, Offer, Office, Person, Pleading, Shown, State};
use crate::server::answer::Stop;
use crate::server::staff;
use crate::server::store::{self, Account, Member, Tx};
use crate::server::visitor::Visit;
use crate::wire::Never;
use crate::words::{Moment, Role};

pub async fn shown(visit: &Visit, account: &Account) -> Result<Shown, Stop<Never>> {
    let mut tx = visit.house.store.read().await?;
    Ok(match tx.member(&account.id).await? {
        Some(member) => match office(&mut tx, visit, &member).await? {
            Some(office) => Shown::At(Box::new(office)),
            // It was closed this moment.
            None => Shown::Nowhere(Vec::new()),
        },
        None => Shown::Nowhere(offers(&mut tx, visit, account).await?),
    })
}

/// The invitations to somebody that count at this moment.
async fn offers(tx: &mut Tx, visit: &Visit, account: &Account) -> Result<Vec<Offer>, store::Error> {
    let mut offers = Vec::new();
    for invitation in tx.invitations_to(&account.contact_key, visit.now).await? {
        let role = invitation.role();
        if !staff::may_still_grant(tx, &invitation.inviter, &invitation.organisation, role).await? {
            continue;
        }
        if let Some(organisation) = tx.organisation(&invitation.organisation).await? {
            let expires = Moment(invitation.expires_at);
            offers.push(Offer { id: invitation.id, name: organisation.name, inn: organisation.inn, role, expires });
        }
    }
    Ok(offers)
}

async fn office(tx: &mut Tx, visit: &Visit, member: &Member) -> Result<Option<Office>, store::Error> {
    let Some(organisation) = tx.organisation(&member.organisation).await? else { return Ok(None) };
    let role = member.role();
    let (invitations, pleas) = match role.is_in_charge() {
        true => (tx.invitations_of(&organisation.id, visit.now).await?, tx.pleas_to(&organisation.id, visit.now).await?),
        false => (Vec::new(), Vec::new()),
    };
    let has_other_owner = tx.has_other_owner(member).await?;
    let may_leave = role != Role::Owner || has_other_owner || !tx.has_colleagues(member).await?;
    let people = tx.members(&organisation.id).await?.into_iter().map(|person| seen(member, person, has_other_owner)).collect();
    let invited = invitations.into_iter().map(|invitation| Invited {
        role: invitation.role(),
        expires: Moment(invitation.expires_at),
        id: invitation.id,
        contact: invitation.contact,
    });
    let pleas = pleas.into_iter().map(|plea| Pleading {
        cause: plea.cause(),
        at: Moment(plea.created_at),
        id: plea.id,
        contact: plea.contact,
    });
    let (invited, pleas) = (invited.collect(), pleas.collect());
    Ok(Some(Office {
        name: organisation.name,
        inn: organisation.inn,
        kpp: organisation.kpp,
        role,
        people,
        may_leave,
        invited,
        pleas,
    }))
}

/// Somebody who works there. An owner steps down where there is another.
fn seen(by: &Member, person: Member, has_other_owner: bool) -> Person {
    let is_self = person.account == by.account;
    Person {
        role: person.role(),
        since: Moment(person.joined_at),
        state: match (person.shut_at, person.disabled_at) {
            (Some(_), _) => State::Shut,
            (None, Some(_)) => State::Closed,
            (None, None) => State::Open,
        },
        is_self,
        is_ruled: by.role().rules(person.role()) && (!is_self || has_other_owner),
        id: person.account,
        contact: person.contact,
    }
}
