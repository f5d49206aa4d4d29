//! What people ask for, to those who operate the site: the request in hand with all that can be done about it, then what else there is.

use super::{
    ApproveCorrection, AskBack, CloseRequest, Colleague, Correction, HaltCorrection, Line, ListPeople, MOST_WORDS,
    ProposeCorrection, Queue, Refusal, Request, SendPeople, StartRestore, TakeRequest,
};
use crate::flows::desk::{
    Desk, Done, Sheet, Site, Spoken, apart, aside, email_sentence, group, h2, hint, item, lead, list, meta, more, notice, p, plain,
    press, press_one, run, strong, submit, topic_name, words,
};
use crate::locale::{Texts, isolate, time};
use crate::wire::sheet::{Block, Field, Holder, Item, Look, Run, Runs, Section};
use crate::words::{Deed, Page, Role};

impl Spoken for Refusal {
    fn sentence(&self, site: &Site) -> String {
        let texts = site.texts;
        match self {
            Refusal::Gone => texts.queue_gone(),
            Refusal::QuestionEmpty => texts.queue_question_empty(),
            Refusal::OutcomeEmpty => texts.queue_outcome_empty(),
            Refusal::QuestionLong | Refusal::OutcomeLong => return texts.support_words_long(MOST_WORDS as u64),
            Refusal::NoMailbox => texts.queue_no_mailbox(),
            Refusal::NoOrganisation => texts.queue_no_organisation(),
            Refusal::NotColleague => texts.queue_not_colleague(),
            Refusal::Present(bad) | Refusal::Corrected(bad) => return email_sentence(site, *bad),
            Refusal::NoAccount => texts.queue_no_account(),
            Refusal::Same => texts.queue_same(),
            Refusal::Taken => texts.queue_address_taken(),
            Refusal::Own => texts.queue_own(),
            Refusal::Waiting => texts.queue_waiting(),
            Refusal::SamePerson => texts.queue_same_person(),
            Refusal::Void => texts.queue_void(),
        }
        .to_owned()
    }
}

pub fn queue_page(desk: &Desk, queue: &Queue) -> Sheet {
    let texts = desk.texts;
    let news = news(desk).map(|news| notice("good", news));
    let none = (queue.in_hand.is_none() && queue.open.is_empty()).then(|| p(texts.queue_none()));
    let bare = [desk.summary::<TakeRequest, _>(), desk.summary::<ApproveCorrection, _>(), desk.summary::<HaltCorrection, _>()];
    let blocks = std::iter::once(lead(texts.queue_lead())).chain(news).chain(bare).chain(none).chain([aside(desk.back())]);
    let mut sheet = Sheet::wide(texts.queue_title(), blocks.collect());
    if let Some(request) = &queue.in_hand {
        sheet = sheet.and(article(desk, request, acts(desk, queue, request)));
    }
    if !queue.corrections.is_empty() {
        let rows = queue.corrections.iter().map(|correction| row(desk, correction)).collect();
        sheet = sheet.below(texts.queue_corrections(), vec![hint(texts.queue_corrections_why()), list("places", rows)]);
    }
    for request in &queue.open {
        let button = press_one(texts.queue_take(), texts.queue_take_long(&isolate(&request.number)));
        let take = desk.bare_form::<TakeRequest, _>(Page::Queue, vec![id(request), button]);
        sheet = sheet.and(article(desk, request, vec![take]));
    }
    sheet
}

fn news(desk: &Desk) -> Option<&'static str> {
    let texts = desk.texts;
    Some(match desk.done()? {
        Done::RequestTaken => texts.queue_done_taken(),
        Done::RequestAsked => texts.queue_done_asked(),
        Done::RequestClosed => texts.queue_done_closed(),
        Done::RestoreStarted => texts.queue_done_restore(),
        Done::PeopleSent => texts.queue_done_sent(),
        Done::CorrectionProposed => texts.queue_done_proposed(),
        Done::CorrectionApproved => texts.queue_done_approved(),
        Done::CorrectionStopped => texts.queue_done_stopped(),
        _ => return None,
    })
}

fn id(request: &Request) -> Block {
    Block::Hidden("id".to_owned(), request.id.clone())
}

/// A request: what was typed, what was done about it, and what follows.
fn article(desk: &Desk, request: &Request, below: Vec<Block>) -> Block {
    let texts = desk.texts;
    let told = |text: &str| if text.is_empty() { plain("—") } else { apart(text) };
    let fact = |name: &str, value: Run| (name.to_owned(), vec![value]);
    let organisation = request.organisation.as_deref().map_or_else(|| plain(texts.queue_unregistered()), apart);
    let since = run(time::moment(request.since), Look::Time(request.since.iso()));
    let taken = request.taken_by.as_deref().map_or_else(|| plain(texts.queue_nobody()), apart);
    let facts = Block::Facts(vec![
        fact(texts.support_topic(), plain(topic_name(texts, request.topic))),
        fact(texts.support_inn(), told(&request.inn)),
        fact(texts.support_kpp(), told(&request.kpp)),
        fact(texts.queue_organisation(), organisation),
        fact(texts.support_mailbox(), told(&request.mailbox)),
        fact(texts.support_email(), told(&request.answer_to)),
        fact(texts.support_words(), told(&request.words)),
        fact(texts.support_since(), since),
        fact(texts.queue_taken_by(), taken),
    ]);
    let lines =
        (!request.events.is_empty()).then(|| list("events", request.events.iter().map(|line| event(texts, line)).collect()));
    let blocks = [h2(&texts.support_request_title(&isolate(&request.number))), facts].into_iter().chain(lines).chain(below);
    let (class, blocks) = ("card wide".to_owned(), blocks.collect());
    Block::Section(Section { holder: Holder::Article, class, label: None, language: None, blocks })
}

fn event(texts: &Texts, line: &Line) -> Item {
    let who = match (&line.who, line.deed) {
        (Some(who), _) => apart(who),
        (None, Deed::Answered) => plain(texts.queue_asker()),
        (None, _) => plain(texts.queue_unknown()),
    };
    let when = run(time::moment(line.at), Look::Time(line.at.iso()));
    let said = (!line.words.is_empty()).then(|| p(apart(&line.words)));
    let what = [words(strong(deed(texts, line.deed))), meta([when, plain(" · "), who])];
    item("", what.into_iter().chain(said).collect())
}

fn deed(texts: &Texts, deed: Deed) -> &str {
    match deed {
        Deed::Taken => texts.queue_deed_taken(),
        Deed::Asked => texts.queue_deed_asked(),
        Deed::Answered => texts.queue_deed_answered(),
        Deed::RestoreStarted => texts.queue_deed_restore(),
        Deed::PeopleListed => texts.queue_deed_listed(),
        Deed::PeopleSent => texts.queue_deed_sent(),
        Deed::CorrectionProposed => texts.queue_deed_proposed(),
        Deed::CorrectionApproved => texts.queue_deed_approved(),
        Deed::CorrectionStopped => texts.queue_deed_stopped(),
        Deed::Closed => texts.queue_deed_closed(),
    }
}

/// All that can be done about the request in hand.
fn acts(desk: &Desk, queue: &Queue, request: &Request) -> Vec<Block> {
    let texts = desk.texts;
    let line = |name: &str, label: &str| {
        let field = desk.field(name, label, "text", "off");
        Block::Field(Field { hint: Some(texts.support_words_hint(MOST_WORDS as u64)), ..field })
    };
    let mail = |name: &str, label: &str| Block::Field(desk.field(name, label, "email", "off"));
    let button = |label: &str| press(label, "button");
    let ask = vec![id(request), line("question_back", texts.queue_question()), submit(texts.queue_ask())];
    let ask = desk.other_form::<AskBack, _>(Page::Queue, "ask-form", ask);
    let mut blocks = vec![more(texts.queue_ask_title(), &["question_back"], vec![hint(texts.queue_ask_why()), ask])];
    if queue.restores && !request.mailbox.is_empty() {
        let start =
            desk.other_form::<StartRestore, _>(Page::Queue, "restore-form", vec![id(request), button(texts.queue_restore())]);
        let why = hint(texts.queue_restore_why(&isolate(&request.mailbox)));
        blocks.push(more(texts.queue_restore_title(), &[], vec![why, start]));
    }
    if request.organisation.is_some() {
        blocks.push(listing(desk, queue.people.as_deref(), request));
    }
    if queue.corrects {
        let propose = vec![
            id(request),
            mail("present", texts.queue_present()),
            mail("corrected", texts.queue_corrected()),
            submit(texts.queue_propose()),
        ];
        let propose = desk.other_form::<ProposeCorrection, _>(Page::Queue, "correct-form", propose);
        let fields = ["present", "corrected"];
        blocks.push(more(texts.queue_correct_title(), &fields, vec![hint(texts.queue_correct_why()), propose]));
    }
    let close = vec![id(request), line("outcome", texts.queue_outcome()), submit(texts.queue_close())];
    let close = desk.other_form::<CloseRequest, _>(Page::Queue, "close-form", close);
    blocks.push(more(texts.queue_close_title(), &["outcome"], vec![hint(texts.queue_close_why()), close]));
    blocks
}

/// Who works at the organisation, once that was asked for; and the letter with it.
fn listing(desk: &Desk, people: Option<&[Colleague]>, request: &Request) -> Block {
    let texts = desk.texts;
    let button = |label: &str| press(label, "button");
    let show = desk.other_form::<ListPeople, _>(Page::Queue, "people-form", vec![id(request), button(texts.queue_list())]);
    let send = desk.other_form::<SendPeople, _>(Page::Queue, "send-form", vec![id(request), button(texts.queue_send())]);
    let Some(people) = people else {
        return more(texts.queue_people_title(), &[], vec![hint(texts.queue_people_why()), show, send]);
    };
    let line = |colleague: &Colleague| {
        let shut = colleague.is_shut.then(|| run(texts.queue_shut(), Look::Status));
        let runs: Runs = [apart(&colleague.contact), plain(" "), run(role(texts, colleague.role), Look::Quiet)]
            .into_iter()
            .chain(shut.into_iter().flat_map(|shut| [plain(" "), shut]))
            .collect();
        item("", vec![words(runs)])
    };
    let people = list("events", people.iter().map(line).collect());
    group(vec![h2(texts.queue_people_title()), people, send])
}

fn role(texts: &Texts, role: Role) -> &str {
    match role {
        Role::Owner => texts.queue_role_owner(),
        Role::Administrator => texts.queue_role_administrator(),
        Role::Member => texts.queue_role_member(),
    }
}

/// A correction that is under way, and what this operator may do about it.
fn row(desk: &Desk, correction: &Correction) -> Item {
    let texts = desk.texts;
    let proposer = correction.proposed_by.as_deref().map_or_else(|| plain(texts.queue_unknown()), apart);
    let state = match correction.effective_at {
        None => texts.queue_correction_proposed().to_owned(),
        Some(at) if correction.is_confirmed => texts.queue_correction_confirmed(&time::moment(at)),
        Some(at) => texts.queue_correction_waits(&time::moment(at)),
    };
    let what = group(vec![
        p([apart(&correction.present), plain(" → "), apart(&correction.contact)]),
        meta([run(&correction.number, Look::Code), plain(" · "), proposer, plain(" · "), plain(state)]),
    ]);
    let hidden = || Block::Hidden("id".to_owned(), correction.id.clone());
    let contact = isolate(&correction.contact);
    let approve = correction.may_approve.then(|| {
        let button = press_one(texts.queue_approve(), texts.queue_approve_long(&contact));
        desk.bare_form::<ApproveCorrection, _>(Page::Queue, vec![hidden(), button])
    });
    let stop = press_one(texts.queue_stop(), texts.queue_stop_long(&contact));
    let stop = desk.bare_form::<HaltCorrection, _>(Page::Queue, vec![hidden(), stop]);
    item("", std::iter::once(what).chain(approve).chain([stop]).collect())
}
