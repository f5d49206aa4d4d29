//! The letter that invites. It has no secret: whoever reads that mailbox signs in, or registers, and answers there.

use std::sync::Arc;

use crate::server::House;
use crate::server::answer::Fault;
use crate::server::outbox::{Block, Composed};
use crate::server::staff::{self, INVITATION_LIVES};
use crate::server::store::Message;
use crate::words::Page;

pub async fn letter(house: &Arc<House>, message: &Message) -> Result<Composed, Fault> {
    let now = house.clock.now();
    let mut tx = house.store.write().await?;
    let found = tx.invitation(&message.about).await?;
    let Some(invitation) = found.filter(|invitation| invitation.is_open(now)) else { return Ok(Composed::Void) };
    let Some(organisation) = tx.organisation(&invitation.organisation).await? else { return Ok(Composed::Void) };
    if !staff::may_still_grant(&mut tx, &invitation.inviter, &organisation.id, invitation.role()).await? {
        return Ok(Composed::Void);
    }
    tx.extend_invitation(&invitation.id, now.after(INVITATION_LIVES)).await?;
    tx.save().await?;
    let (texts, site, url) = (house.texts_in(&invitation.language), &house.config.brand.name, house.config.public_url.origin());
    let button = |label: &str, page: Page| Block::Button { label: label.to_owned(), url: format!("{url}{}", page.path()) };
    let body = vec![
        Block::Text(texts.letter_invitation_lead(&organisation.inn, &organisation.name, site)),
        button(texts.letter_invitation_button(), Page::Organisation),
        Block::Text(texts.letter_invitation_register().to_owned()),
        button(texts.letter_nobody_button(), Page::Register),
        Block::Text(texts.letter_invitation_lives((INVITATION_LIVES.as_minutes() / 1440).max(1))),
        Block::Text(texts.letter_invitation_ignore().to_owned()),
    ];
    Ok(Composed::letter(house, texts, &invitation.contact, texts.letter_invitation_subject(site), body))
}
