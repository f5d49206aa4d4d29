//! The page of an organisation: for those who work there, and for those who work nowhere yet.

use super::{
    Accept, Approve, ChangeRole, Decline, Found, Invite, Invited, LONGEST_NAME, LeaveOrganisation, LetIn, Offer, Office, Person,
    Pleading, Refusal, Refuse, Remove, Revoke, Shown, ShutOut, StartRestore, State,
};
use crate::flows::desk::{
    Desk, Done, Sheet, Site, Spoken, apart, aside, cause_sentence, email_sentence, group, hint, inn_sentence, item, kpp_sentence,
    lead, linked, list, meta, more, notice, p, plain, press, press_one, role_name, run, section, submit,
};
use crate::locale::{isolate, time};
use crate::wire::sheet::{Block, Field, Item, Look, Run, Select};
use crate::words::{Moment, Page, Role};

impl Spoken for Refusal {
    fn sentence(&self, site: &Site) -> String {
        let texts = site.texts;
        match self {
            Refusal::Inn(bad) => inn_sentence(texts, *bad),
            Refusal::Kpp(bad) => kpp_sentence(texts, *bad),
            Refusal::Taken => texts.organisation_taken(),
            Refusal::NameEmpty => texts.organisation_name_empty(),
            Refusal::NameLong => return texts.organisation_name_long(LONGEST_NAME as u64),
            Refusal::NameShape => texts.organisation_name_shape(),
            Refusal::Email(bad) => return email_sentence(site, *bad),
            Refusal::Role => texts.organisation_role_choose(),
            Refusal::Works => texts.organisation_works(),
            Refusal::Gone => texts.organisation_gone(),
            Refusal::Above => texts.organisation_above(),
            Refusal::LastOwner => texts.organisation_last_owner(),
            Refusal::Here => texts.organisation_here(),
            Refusal::Nobody => texts.organisation_nobody(),
            Refusal::Shut => texts.organisation_shut(),
        }
        .to_owned()
    }
}

pub fn organisation_page(desk: &Desk, shown: Shown) -> Sheet {
    match shown {
        Shown::Nowhere(offers) => nowhere(desk, offers),
        Shown::At(office) => at(desk, *office),
    }
}

/// What the last act came to, where it was done.
fn news(desk: &Desk) -> Option<Block> {
    let texts = desk.texts;
    let told = match desk.done()? {
        Done::Founded => texts.organisation_founded(),
        Done::JoinedOrganisation => texts.organisation_joined(),
        Done::LeftOrganisation => texts.organisation_left(),
        Done::Invited => texts.organisation_invited(),
        Done::InvitationRevoked => texts.organisation_revoked(),
        Done::InvitationDeclined => texts.organisation_declined(),
        Done::RoleChanged => texts.organisation_role_changed(),
        Done::RestoreStarted => texts.organisation_restore_started(),
        Done::ShutOut => texts.organisation_shut_out(),
        Done::LetIn => texts.organisation_let_in(),
        Done::Removed => texts.organisation_removed(),
        Done::PleaApproved => texts.organisation_plea_approved(),
        Done::PleaRefused => texts.organisation_plea_refused(),
        _ => return None,
    };
    Some(notice("good", told))
}

fn nowhere(desk: &Desk, offers: Vec<Offer>) -> Sheet {
    let texts = desk.texts;
    let invited = match offers.is_empty() {
        true => vec![lead(texts.organisation_none())],
        false => vec![
            lead(texts.organisation_offers()),
            list("places", offers.into_iter().map(|offer| offered(desk, offer)).collect()),
            hint(texts.organisation_offers_hint()),
        ],
    };
    let blocks = news(desk)
        .into_iter()
        .chain([desk.summary::<Accept, _>(), desk.summary::<Decline, _>()])
        .chain(late(problems(desk)))
        .chain(late(vec![desk.summary::<Invite, _>(), desk.summary::<LeaveOrganisation, _>()]))
        .chain(invited)
        .chain([p(desk.back())]);
    let inn = Field { inputmode: Some("numeric".to_owned()), ..desk.field("inn", texts.codes_inn(), "text", "off") };
    let inn = Field { hint: Some(texts.codes_inn_hint().to_owned()), ..inn };
    let kpp = Field { hint: Some(texts.codes_kpp_hint().to_owned()), ..desk.field("kpp", texts.codes_kpp(), "text", "off") };
    let name = desk.field("name", texts.organisation_name(), "text", "organization");
    let fields = [inn, kpp, name].map(Block::Field).into_iter().chain([submit(texts.organisation_found())]);
    Sheet::wide(texts.organisation_title(), blocks.collect()).below(
        texts.organisation_found_title(),
        vec![
            p(texts.organisation_found_lead()),
            desk.form::<Found, _>(Page::Organisation, fields.collect()),
            aside(linked(texts.organisation_to_colleague(), Page::Colleague)),
        ],
    )
}

fn offered(desk: &Desk, offer: Offer) -> Item {
    let texts = desk.texts;
    let what = group(vec![
        p(run(&*offer.name, Look::Strong)),
        meta([
            plain(texts.organisation_inn_is(&offer.inn)),
            plain(" · "),
            plain(role_name(texts, offer.role)),
            plain(" · "),
            until(desk, offer.expires),
        ]),
    ]);
    let name = isolate(&offer.name);
    let accept = press_one(texts.organisation_accept(), texts.organisation_accept_long(&name));
    let decline = press_one(texts.organisation_decline(), texts.organisation_decline_long(&name));
    item(
        "",
        vec![
            what,
            desk.bare_form::<Accept, _>(Page::Organisation, vec![about(&offer.id), accept]),
            desk.bare_form::<Decline, _>(Page::Organisation, vec![about(&offer.id), decline]),
        ],
    )
}

/// What was wrong with forms that were sent from an older page: on this one they are not.
fn late(summaries: Vec<Block>) -> impl Iterator<Item = Block> {
    summaries.into_iter().filter(|block| matches!(block, Block::Summary(_, Some(_))))
}

/// What was wrong with any of the buttons of administrators.
fn problems(desk: &Desk) -> Vec<Block> {
    vec![
        desk.summary::<ChangeRole, _>(),
        desk.summary::<StartRestore, _>(),
        desk.summary::<ShutOut, _>(),
        desk.summary::<LetIn, _>(),
        desk.summary::<Remove, _>(),
        desk.summary::<Revoke, _>(),
        desk.summary::<Approve, _>(),
        desk.summary::<Refuse, _>(),
    ]
}

fn at(desk: &Desk, office: Office) -> Sheet {
    let texts = desk.texts;
    let kpp = (!office.kpp.is_empty()).then(|| (texts.codes_kpp(), plain(&*office.kpp)));
    let facts = [(texts.organisation_name(), apart(&office.name)), (texts.codes_inn(), plain(&*office.inn))].into_iter().chain(kpp);
    let facts = facts.chain([(texts.organisation_you_are(), plain(role_name(texts, office.role)))]);
    let facts = Block::Facts(facts.map(|(term, told)| (term.to_owned(), vec![told])).collect());
    let mut wrong = vec![desk.summary::<Found, _>(), desk.summary::<Accept, _>(), desk.summary::<Decline, _>()];
    let mut own = problems(desk);
    if !office.role.is_in_charge() {
        wrong.append(&mut own);
        wrong.push(desk.summary::<Invite, _>());
    }
    let blocks = news(desk).into_iter().chain(own).chain(late(wrong)).chain([facts, p(desk.back())]);
    let mut sheet = Sheet::wide(texts.organisation_title(), blocks.collect());
    if !office.pleas.is_empty() {
        let pleas = list("places", office.pleas.iter().map(|plea| pleading(desk, plea)).collect());
        sheet = sheet.below(texts.organisation_pleas(), vec![p(texts.organisation_pleas_lead()), pleas]);
    }
    let people = list("places", office.people.iter().map(|person| row(desk, office.role, person)).collect());
    sheet = sheet.below(texts.organisation_people(), vec![people]);
    if office.role.is_in_charge() {
        sheet =
            sheet.below(texts.organisation_invite_title(), vec![p(texts.organisation_invite_lead()), invite(desk, office.role)]);
    }
    if !office.invited.is_empty() {
        let invited = list("places", office.invited.iter().map(|invited| pending(desk, office.role, invited)).collect());
        sheet = sheet.below(texts.organisation_pending(), vec![invited]);
    }
    sheet.below(texts.organisation_leave_title(), leaving(desk, &office))
}

fn about(id: &str) -> Block {
    Block::Hidden("id".to_owned(), id.to_owned())
}

fn until(desk: &Desk, moment: Moment) -> Run {
    run(desk.texts.organisation_until(&time::moment(moment)), Look::Time(moment.iso()))
}

/// Somebody who asks to be let in, and the two answers.
fn pleading(desk: &Desk, plea: &Pleading) -> Item {
    let texts = desk.texts;
    let at = run(time::moment(plea.at), Look::Time(plea.at.iso()));
    let what = group(vec![p(apart(&*plea.contact)), meta([plain(cause_sentence(texts, plea.cause)), plain(" · "), at])]);
    let who = isolate(&plea.contact);
    let approve = press_one(texts.colleague_approve(), texts.organisation_approve_long(&who));
    let refuse = press_one(texts.colleague_refuse(), texts.organisation_refuse_long(&who));
    item(
        "",
        vec![
            what,
            desk.bare_form::<Approve, _>(Page::Organisation, vec![about(&plea.id), approve]),
            desk.bare_form::<Refuse, _>(Page::Organisation, vec![about(&plea.id), refuse]),
        ],
    )
}

/// Somebody who works here, and what can be done for them or with them.
fn row(desk: &Desk, role: Role, person: &Person) -> Item {
    let texts = desk.texts;
    let marks = [
        person.is_self.then(|| texts.organisation_self()),
        (person.state == State::Shut).then(|| texts.organisation_is_shut()),
        (person.state == State::Closed).then(|| texts.organisation_is_closed()),
    ];
    let marks = marks.into_iter().flatten().flat_map(|mark| [plain(" "), run(mark, Look::Status)]);
    let name = std::iter::once(apart(&*person.contact)).chain(marks).collect::<Vec<_>>();
    let since = run(texts.organisation_since(&time::date(texts, person.since)), Look::Time(person.since.iso_date()));
    let what = group(vec![p(name), meta([plain(role_name(texts, person.role)), plain(" · "), since])]);
    let acts = if person.is_ruled { acts(desk, role, person) } else { Vec::new() };
    let acts = (!acts.is_empty()).then(|| more(texts.organisation_manage(), &[], vec![section("acts", acts)]));
    item("", std::iter::once(what).chain(acts).collect())
}

fn acts(desk: &Desk, role: Role, person: &Person) -> Vec<Block> {
    let (texts, who) = (desk.texts, isolate(&person.contact));
    let long = |act: &str| texts.organisation_act_long(act, &who);
    let mut acts = Vec::new();
    for to in Role::ALL.into_iter().filter(|to| *to != person.role && role.rules(*to)) {
        let label = texts.organisation_make(role_name(texts, to));
        let fields = vec![about(&person.id), Block::Hidden("to".to_owned(), to.word().to_owned()), press_one(&label, long(&label))];
        acts.push(desk.bare_form::<ChangeRole, _>(Page::Organisation, fields));
    }
    if person.is_self {
        return acts;
    }
    let button = |label: &str| vec![about(&person.id), press_one(label, long(label))];
    if person.state == State::Open && role > person.role {
        acts.push(desk.bare_form::<StartRestore, _>(Page::Organisation, button(texts.organisation_restore())));
    }
    match person.state {
        State::Open => acts.push(desk.bare_form::<ShutOut, _>(Page::Organisation, button(texts.organisation_shut_act()))),
        State::Shut => acts.push(desk.bare_form::<LetIn, _>(Page::Organisation, button(texts.organisation_let_in_act()))),
        State::Closed => {}
    }
    acts.push(desk.bare_form::<Remove, _>(Page::Organisation, button(texts.organisation_remove())));
    acts
}

fn invite(desk: &Desk, role: Role) -> Block {
    let texts = desk.texts;
    let email = Block::Field(desk.field("email", texts.organisation_email(), "email", "off"));
    let mut roles: Vec<Role> = Role::ALL.into_iter().filter(|other| role.rules(*other)).collect();
    roles.reverse();
    let role = match roles.as_slice() {
        [only] => Block::Hidden("role".to_owned(), only.word().to_owned()),
        _ => Block::Select(Select {
            name: "role".to_owned(),
            label: texts.organisation_role().to_owned(),
            autocomplete: "off".to_owned(),
            is_long: false,
            options: roles.iter().map(|role| (role.word().to_owned(), role_name(texts, *role).to_owned())).collect(),
            chosen: desk.typed("role"),
        }),
    };
    desk.form::<Invite, _>(Page::Organisation, vec![email, role, submit(texts.organisation_invite())])
}

fn pending(desk: &Desk, role: Role, invited: &Invited) -> Item {
    let texts = desk.texts;
    let what = group(vec![
        p(apart(&*invited.contact)),
        meta([plain(role_name(texts, invited.role)), plain(" · "), until(desk, invited.expires)]),
    ]);
    let revoke = role.rules(invited.role).then(|| {
        let button = press_one(texts.organisation_revoke(), texts.organisation_revoke_long(&isolate(&invited.contact)));
        desk.bare_form::<Revoke, _>(Page::Organisation, vec![about(&invited.id), button])
    });
    item("", std::iter::once(what).chain(revoke).collect())
}

fn leaving(desk: &Desk, office: &Office) -> Vec<Block> {
    let texts = desk.texts;
    if !office.may_leave {
        return vec![p(texts.organisation_last_owner())];
    }
    let told = if office.people.len() == 1 { texts.organisation_leave_last() } else { texts.organisation_leave_lead() };
    let button = press(texts.organisation_leave(), "button danger");
    vec![p(told), desk.other_form::<LeaveOrganisation, _>(Page::Organisation, "leave", vec![button])]
}
