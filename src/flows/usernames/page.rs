//! The form of whoever has forgotten what to sign in by.

use super::{Refusal, SendUsernames};
use crate::flows::desk::{Desk, Done, Sheet, Site, Spoken, aside, email_sentence, lead, linked, notice, submit};
use crate::wire::sheet::Block;
use crate::words::Page;

impl Spoken for Refusal {
    fn sentence(&self, site: &Site) -> String {
        match self {
            Refusal::Email(bad) => email_sentence(site, *bad),
        }
    }
}

pub fn usernames_page(desk: &Desk) -> Sheet {
    let texts = desk.texts;
    let news = (desk.done() == Some(Done::UsernamesSent)).then(|| notice("good", texts.usernames_sent()));
    let field = Block::Field(desk.email(texts.email_label(), "email"));
    let form = desk.form::<SendUsernames, _>(Page::Usernames, vec![field, submit(texts.usernames_submit())]);
    let back = aside(linked(texts.usernames_remembered(), Page::Login));
    let blocks = news.into_iter().chain([lead(texts.usernames_lead()), form, back, desk.still_nothing()]);
    Sheet::card(texts.usernames_title(), blocks.collect())
}
