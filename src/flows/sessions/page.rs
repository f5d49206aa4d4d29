//! Where a person is signed in.

use super::{EndOtherSessions, EndSession, Place, Refusal};
use crate::flows::desk::{
    Desk, Done, Sheet, Site, Spoken, acts, apart, aside, button, group, item, lead, list, meta, notice, p, plain, press, press_one,
    run,
};
use crate::locale::time;
use crate::wire::sheet::{Block, Item, Look};
use crate::words::Page;

impl Spoken for Refusal {
    fn sentence(&self, site: &Site) -> String {
        match self {
            Refusal::Gone => site.texts.sessions_gone().to_owned(),
        }
    }
}

pub fn sessions_page(desk: &Desk, places: Vec<Place>) -> Sheet {
    let texts = desk.texts;
    let news = (desk.done() == Some(Done::SessionsEnded)).then(|| notice("good", texts.sessions_ended()));
    let others = places.iter().any(|place| !place.here).then(|| {
        desk.other_form::<EndOtherSessions, _>(Page::Sessions, "others", vec![press(texts.sessions_end_others(), "button")])
    });
    let rows = list("places", places.into_iter().map(|place| row(desk, place)).collect());
    let blocks = std::iter::once(lead(texts.sessions_lead()))
        .chain(news)
        .chain([desk.summary::<EndSession, _>(), rows])
        .chain(others)
        .collect();
    Sheet::wide(texts.sessions_title(), blocks).below(
        texts.sessions_strange(),
        vec![
            p(texts.sessions_strange_advice()),
            acts([
                button(texts.account_to_password(), Page::Password.path()),
                button(texts.sessions_strange_restore(), Page::Restore.path()),
            ]),
            aside(desk.back()),
        ],
    )
}

/// A place, and the button that ends it. What is wrong with any of these forms stands once, above them.
fn row(desk: &Desk, place: Place) -> Item {
    let texts = desk.texts;
    let device = if place.device.is_empty() { texts.device_unknown().to_owned() } else { place.device };
    let end = (!place.here).then(|| {
        let button = press_one(texts.sessions_end(), texts.sessions_end_long(&device, &place.network));
        desk.bare_form::<EndSession, _>(Page::Sessions, vec![Block::Hidden("id".to_owned(), place.id), button])
    });
    let here = place.here.then(|| run(texts.sessions_here(), Look::Status));
    let name = std::iter::once(run(device, Look::Strong)).chain(here.into_iter().flat_map(|here| [plain(" "), here]));
    let since = run(texts.sessions_since(&time::moment(place.since)), Look::Time(place.since.iso()));
    let used = plain(texts.sessions_used(&time::ago(texts, place.rested)));
    let account = place.account.into_iter().flat_map(|account| [apart(account), plain(" · ")]);
    let facts = account.chain([apart(place.network), plain(" · "), since, plain(" · "), used]);
    let what = group(vec![p(name.collect::<Vec<_>>()), meta(facts.collect::<Vec<_>>())]);
    item("", std::iter::once(what).chain(end).collect())
}
