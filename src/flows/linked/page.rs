//! The page of linked accounts, and the way over to the other one.

use super::{EndLink, LinkAccount, Other, Refusal, SwitchAccount};
use crate::flows::desk::{
    Desk, Done, Sheet, Site, Spoken, apart, aside, group, item, kind_name, lead, list, meta, notice, p, phone_sentence, plain,
    press, press_one, run, submit, words,
};
use crate::locale::{Texts, isolate, time};
use crate::wire::sheet::{Block, Look};
use crate::words::Page;

impl Spoken for Refusal {
    fn sentence(&self, site: &Site) -> String {
        let texts = site.texts;
        match self {
            Refusal::LoginEmpty => &site.login_empty,
            Refusal::Phone(bad) => return phone_sentence(site, *bad),
            Refusal::PasswordEmpty => texts.password_empty(),
            Refusal::Wrong => return texts.login_wrong(texts.login_forgot()),
            Refusal::Locked => return texts.linked_locked(texts.login_forgot()),
            Refusal::Own => texts.linked_own(),
            Refusal::Consent => texts.linked_consent(),
            Refusal::Taken => texts.linked_taken(),
            Refusal::Gone => texts.linked_gone(),
        }
        .to_owned()
    }
}

pub fn linked_page(desk: &Desk, other: Option<&Other>) -> Sheet {
    let texts = desk.texts;
    let news = match desk.done() {
        Some(Done::Linked) => Some(notice("good", texts.linked_done())),
        Some(Done::Unlinked) => Some(notice("good", texts.linked_ended())),
        _ => None,
    };
    match other {
        Some(other) => {
            let blocks = news.into_iter().chain(way_over(desk, other, Page::Linked)).collect();
            let end = vec![Block::Hidden("id".to_owned(), other.id.clone()), press(texts.linked_end(), "button")];
            Sheet::wide(texts.linked_title(), blocks).below(
                texts.linked_end_title(),
                vec![p(texts.linked_end_lead()), desk.other_form::<EndLink, _>(Page::Linked, "end", end), aside(desk.back())],
            )
        }
        None => {
            let blocks = std::iter::once(lead(texts.linked_lead())).chain(news).chain([rules(texts)]).collect();
            Sheet::wide(texts.linked_title(), blocks).below(texts.linked_new(), form(desk))
        }
    }
}

/// What a link is, to whoever thinks of one.
fn rules(texts: &Texts) -> Block {
    let rules = [texts.linked_rule_apart(), texts.linked_rule_told(), texts.linked_rule_password()];
    list("events", rules.map(|rule| item("", vec![words(rule)])).into())
}

fn form(desk: &Desk) -> Vec<Block> {
    let texts = desk.texts;
    let mut fields = desk.login(None);
    fields.extend([desk.password("password", texts.linked_password()), submit(texts.linked_submit())]);
    vec![p(texts.linked_new_lead()), desk.form::<LinkAccount, _>(Page::Linked, fields), aside(desk.back())]
}

/// The other account, and the button that leads there. What is wrong with it stands above.
pub fn way_over(desk: &Desk, other: &Other, page: Page) -> Vec<Block> {
    let texts = desk.texts;
    let since = run(texts.linked_since(&time::date(texts, other.since)), Look::Time(other.since.iso_date()));
    let kind = other.kind.iter().flat_map(|kind| [plain(kind_name(texts, *kind)), plain(" · ")]);
    let contact = kind.chain(other.contact.iter().flat_map(|contact| [apart(contact), plain(" · ")]));
    let what = group(vec![p(run(&other.name, Look::Strong)), meta(contact.chain([since]).collect::<Vec<_>>())]);
    let button = press_one(texts.linked_switch(), texts.linked_switch_long(&isolate(&other.name)));
    let switch = vec![Block::Hidden("id".to_owned(), other.id.clone()), button];
    vec![
        p(texts.linked_switch_lead()),
        desk.summary::<SwitchAccount, _>(),
        list("places", vec![item("", vec![what, desk.bare_form::<SwitchAccount, _>(page, switch)])]),
    ]
}
