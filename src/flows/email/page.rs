//! Two pages: moving the account to another address, and taking that back from the letter to the old one.

use super::{Address, ChangeEmail, ConfirmEmail, DropEmail, Pending, Refusal, ResendEmail, UndoEmail, Undoing};
use crate::flows::desk::{
    Desk, Sheet, Site, Spoken, acts, button, email_sentence, ended, hint, lead, more, notice, p, password_sentence, press, primary,
    submit,
};
use crate::locale::isolate;
use crate::wire::sheet::{Block, Track};
use crate::wire::{End, Fail};
use crate::words::{Channel, Page};

impl Spoken for Refusal {
    fn sentence(&self, site: &Site) -> String {
        let texts = site.texts;
        match self {
            Refusal::Email(bad) => return email_sentence(site, *bad),
            Refusal::Same => texts.mail_same(),
            Refusal::CodeEmpty => texts.code_empty(),
            Refusal::CodeShape => texts.code_shape(),
            Refusal::CodeWrong => texts.code_wrong(),
            Refusal::Gone => texts.mail_gone(),
            Refusal::Taken => texts.mail_taken(),
            Refusal::Password(bad) => return password_sentence(site, *bad),
            Refusal::Differ => texts.password_differ(),
            Refusal::Ended(end) => return advice(site, *end),
        }
        .to_owned()
    }
}

/// What happened to the link that takes a change back, and what to do now.
fn advice(site: &Site, end: End) -> String {
    let texts = site.texts;
    match end {
        End::Mistyped => texts.undo_mistyped().to_owned(),
        End::Expired => texts.undo_expired(&isolate(&site.support)),
        End::Used => texts.undo_used().to_owned(),
        End::Replaced => texts.undo_replaced(&isolate(&site.support)),
    }
}

/// Where the letter is that the page waits for.
pub fn track(desk: &Desk, pending: &Pending) -> Track {
    let subject = desk.texts.letter_email_subject(&desk.site.name);
    desk.track(Channel::Letter, pending.track, Some(&subject))
}

pub fn email_page(desk: &Desk, address: Address) -> Sheet {
    let title = desk.texts.mail_title();
    match address.pending {
        None => Sheet::card(title, ask(desk, &address.email)),
        Some(pending) => Sheet::card(title, under_way(desk, &address.email, &pending)).waiting(track(desk, &pending)),
    }
}

/// The form for the new address.
fn ask(desk: &Desk, email: &str) -> Vec<Block> {
    let texts = desk.texts;
    // A change that ended while its page was open leads here; this is why.
    let over = match desk.refusal::<ConfirmEmail, _>().or(desk.refusal::<ResendEmail, _>()) {
        Some(Fail::Refused(reasons)) => reasons.first().map(|reason: &Refusal| notice("warn", reason.sentence(desk.site))),
        _ => None,
    };
    let field = Block::Field(desk.email(texts.mail_new(), "email"));
    let form = desk.form::<ChangeEmail, _>(Page::Email, vec![field, submit(texts.mail_submit())]);
    std::iter::once(lead(texts.mail_lead(&isolate(email))))
        .chain(over)
        .chain(desk.public_warning())
        .chain([p(texts.mail_way()), form, p(desk.back())])
        .collect()
}

/// The form for the code that went to the new address.
fn under_way(desk: &Desk, email: &str, pending: &Pending) -> Vec<Block> {
    let texts = desk.texts;
    let code = vec![desk.code(Channel::Letter, texts.mail_code_hint()), submit(texts.mail_confirm())];
    let keep = vec![hint(texts.mail_keep_hint()), press(texts.mail_keep(), "button")];
    vec![
        lead(texts.mail_waiting(&isolate(&pending.address), &isolate(email))),
        desk.form::<ConfirmEmail, _>(Page::Email, code),
        Block::Track(Page::Email.path().to_owned()),
        desk.another::<ResendEmail, _>(Page::Email, Channel::Letter),
        more(texts.mail_wrong_address(), &[], vec![desk.other_form::<DropEmail, _>(Page::Email, "drop", keep)]),
        desk.still_nothing(),
        p(desk.back()),
    ]
}

pub fn undo_page(desk: &Desk, undoing: Undoing) -> Sheet {
    let (texts, site) = (desk.texts, desk.site);
    match undoing {
        Undoing::Open(old, new) => {
            let mut fields = desk.new_password(&old, texts.secret_new());
            fields.push(submit(texts.undo_submit()));
            Sheet::card(
                texts.undo_title(),
                vec![
                    lead(texts.undo_lead(&isolate(&old), &isolate(&new))),
                    p(texts.undo_way()),
                    desk.form::<UndoEmail, _>(Page::Undo, fields),
                ],
            )
        }
        Undoing::Ended(end) => Sheet::card(
            ended(texts, end),
            vec![
                lead(advice(site, end)),
                acts([primary(texts.restore_title(), Page::Restore), button(texts.nav_support(), site.support_href.clone())]),
            ],
        ),
    }
}
