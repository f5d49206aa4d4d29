//! Who comes to work at an organisation, and who leaves.

use super::serve::{gone, offered, owner};
use super::{LONGEST_NAME, Refusal};
use crate::server::answer::{Stop, no};
use crate::server::events;
use crate::server::note::Done;
use crate::server::staff;
use crate::server::store::NewOrganisation;
use crate::server::tokens::is_id;
use crate::server::visitor::Visit;
use crate::wire::Fail;
use crate::words::{Codes, Event, Page, Role};

/// Registers an organisation, of which whoever asks becomes the owner.
pub async fn found(visit: Visit, inn: String, kpp: String, name: String) -> Result<Page, Stop<Refusal>> {
    let account = visit.proved_owner().await?;
    offered(&visit)?;
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let (codes, bad) = match Codes::parse(&inn, &kpp) {
        Ok(codes) => (Some(codes), (None, None)),
        Err(bad) => (None, bad),
    };
    let reasons = bad.0.map(Refusal::Inn).into_iter().chain(bad.1.map(Refusal::Kpp)).chain(bad_name(&name));
    let reasons: Vec<Refusal> = reasons.collect();
    let Some(codes) = codes.filter(|_| reasons.is_empty()) else { return Err(Fail::Refused(reasons).into()) };
    // It is told whether there is one of these numbers: to people who are signed in, so often.
    visit.charge("organisation account", &account.id, visit.house.config.policy.limits.username_account).await?;
    let id = visit.house.tokens.id();
    let mut tx = visit.write_for(&account).await?;
    if tx.member(&account.id).await?.is_some() {
        return Err(no(Refusal::Works));
    }
    if !tx.add_organisation(&NewOrganisation { id: &id, codes: &codes, name: &name }, visit.now).await? {
        return Err(no(Refusal::Taken));
    }
    if !tx.add_member(&id, &account.id, Role::Owner, visit.now).await? {
        return Err(no(Refusal::Works));
    }
    events::note(&mut tx, &visit, &account.id, Event::Joined).await?;
    tx.save().await?;
    visit.tell(Done::Founded, Vec::new());
    Ok(Page::Organisation)
}

/// It goes into letters to strangers: nothing in it may look like an address.
fn bad_name(name: &str) -> Option<Refusal> {
    let is_strange = |c: char| c.is_control() || "/\\:@<>[]{}|\u{E000}".contains(c);
    match name.chars().count() {
        0 => Some(Refusal::NameEmpty),
        _ if name.chars().any(is_strange) => Some(Refusal::NameShape),
        1..=LONGEST_NAME => None,
        _ => Some(Refusal::NameLong),
    }
}

/// The account alone accepts that is reached by the address which was invited (attack AUT-03).
pub async fn accept(visit: Visit, id: String) -> Result<Page, Stop<Refusal>> {
    let account = owner(&visit).await?;
    let invitation = match is_id(&id) {
        true => visit.house.store.read().await?.invitation(&id).await?,
        false => None,
    };
    let invitation = invitation.filter(|invitation| invitation.contact_key == account.contact_key).ok_or_else(gone)?;
    let mut tx = visit.write_at(&invitation.organisation, &account).await?;
    if tx.member(&account.id).await?.is_some() {
        return Err(no(Refusal::Works));
    }
    let (organisation, role) = (&invitation.organisation, invitation.role());
    if !staff::may_still_grant(&mut tx, &invitation.inviter, organisation, role).await?
        || !tx.answer_invitation(&invitation.id, visit.now).await?
    {
        return Err(gone());
    }
    if !tx.add_member(organisation, &account.id, role, visit.now).await? {
        return Err(no(Refusal::Works));
    }
    events::note(&mut tx, &visit, &account.id, Event::Joined).await?;
    tx.save().await?;
    visit.tell(Done::JoinedOrganisation, Vec::new());
    Ok(Page::Organisation)
}

pub async fn decline(visit: Visit, id: String) -> Result<Page, Stop<Refusal>> {
    let account = owner(&visit).await?;
    if !is_id(&id) {
        return Err(gone());
    }
    let mut tx = visit.write_for(&account).await?;
    let invitation = tx.invitation(&id).await?.filter(|invitation| invitation.contact_key == account.contact_key);
    let invitation = invitation.ok_or_else(gone)?;
    if !tx.answer_invitation(&invitation.id, visit.now).await? {
        return Err(gone());
    }
    tx.save().await?;
    visit.tell(Done::InvitationDeclined, Vec::new());
    Ok(Page::Organisation)
}

/// The last one to leave closes the organisation. An owner of others does not go without another owner (attack AUT-05).
pub async fn leave(visit: Visit) -> Result<Page, Stop<Refusal>> {
    let account = owner(&visit).await?;
    let member = visit.house.store.read().await?.member(&account.id).await?.ok_or_else(gone)?;
    let mut tx = visit.write_at(&member.organisation, &account).await?;
    let member = tx.member(&account.id).await?.filter(|now| now.organisation == member.organisation).ok_or_else(gone)?;
    let is_last = !tx.has_colleagues(&member).await?;
    if !is_last && member.role() == Role::Owner && !tx.has_other_owner(&member).await? {
        return Err(no(Refusal::LastOwner));
    }
    tx.remove_member(&account.id).await?;
    if is_last {
        tx.close_organisation(&member.organisation).await?;
    }
    events::note(&mut tx, &visit, &account.id, Event::Left).await?;
    tx.save().await?;
    visit.tell(Done::LeftOrganisation, Vec::new());
    Ok(Page::Organisation)
}

#[cfg(test)]
mod tests {
    use super::{LONGEST_NAME, Refusal, bad_name};

    #[test]
    fn a_name_can_be_read_and_leads_nowhere() {
        for (name, bad) in [
            ("ООО «Ромашка»".to_owned(), None),
            ("Smith & Sons, Ltd. (No. 2)".to_owned(), None),
            ("я".repeat(LONGEST_NAME), None),
            ("я".repeat(LONGEST_NAME + 1), Some(Refusal::NameLong)),
            (String::new(), Some(Refusal::NameEmpty)),
            ("https://evil.test".to_owned(), Some(Refusal::NameShape)),
            ("win at evil.test/now".to_owned(), Some(Refusal::NameShape)),
            ("ada@example.org".to_owned(), Some(Refusal::NameShape)),
            ("a\0b".to_owned(), Some(Refusal::NameShape)),
        ] {
            assert_eq!(bad_name(&name), bad, "{name:?}");
        }
    }
}
