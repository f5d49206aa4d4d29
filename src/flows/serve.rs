//! Which flow writes which page, and which one writes which letter.

use std::sync::Arc;

use leptos::server_fn::ServerFn as _;

use super::desk::{Desk, Sheet, here, item, link, list, nav, words};
use super::trouble::Trouble;
use super::{
    account, agreement, colleague, console, correction, email, help, history, home, leaving, linked, login, organisation, password,
    profile, prove, queue, register, restore, sessions, support, tokens, trouble, usernames,
};
use crate::locale::Language;
use crate::server::answer::{Fault, Stop};
use crate::server::outbox::{self, Composed};
use crate::server::store::{Account, Message};
use crate::server::visitor::Visit;
use crate::server::{House, events, moves, staff, support as desk_support};
use crate::wire::sheet::{Block, MAIN, Track};
use crate::wire::{Arrival, Doors, Fail, Link, Never, Opened};
use crate::words::{Channel, Page};

/// What asking for a page comes to.
enum Written {
    Here(Sheet),
    /// This page has nothing for this person now; that one has.
    Elsewhere(Page),
    /// There is no such page.
    Nothing,
}
use Written::{Elsewhere, Here, Nothing};

/// Opens a page.
pub async fn open(visit: Visit, page: Page) -> Result<Opened, Stop<Never>> {
    let account = visit.account().await?;
    visit.touch().await?;
    let desk = desk(&visit, account.as_ref());
    let written = match &account {
        Some(account) => write_own(&desk, &visit, page, account).await?,
        None => write(&desk, &visit, page).await?,
    };
    Ok(match written {
        Here(sheet) => {
            visit.drop_note();
            Opened::Here(Box::new(arrival(&desk, page, sheet)))
        }
        Elsewhere(page) => Opened::Elsewhere(page),
        Nothing => Opened::Here(Box::new(arrival(&desk, Page::Missing, trouble::page::trouble_page(&desk, Trouble::MISSING)))),
    })
}

/// A page that says what is wrong.
pub fn trouble(house: &House, language: Language, status: u16) -> Arrival {
    let site = house.site(language);
    let desk = Desk { site, texts: site.texts, who: None, note: None };
    arrival(&desk, Page::Missing, trouble::page::trouble_page(&desk, Trouble(status)))
}

/// Where the message is that a page waits for.
pub async fn follow(visit: Visit, page: Page) -> Result<Option<Track>, Stop<Never>> {
    let account = visit.account().await?;
    let desk = desk(&visit, account.as_ref());
    Ok(match (page, &account) {
        (Page::Confirm, _) => register::serve::waiting(&visit).await?.map(|waiting| register::page::track(&desk, &waiting)),
        (Page::RestoreCode | Page::RestoreSent, _) => {
            restore::browser::waiting(&visit).await?.map(|waiting| restore::page::track(&desk, &waiting))
        }
        (Page::Email, Some(account)) => {
            email::serve::address(&visit, account).await?.pending.map(|pending| email::page::track(&desk, &pending))
        }
        (Page::Profile, Some(account)) => {
            profile::serve::profile(&visit, account).await?.followed.map(|followed| profile::page::track(&desk, &followed))
        }
        _ => None,
    })
}

/// The site speaks another language from here on, and what was typed stays.
pub async fn set_language(visit: Visit, language: String, page: String) -> Result<Page, Stop<Never>> {
    visit.speak(Language::from_tag(&language).ok_or(Fail::Malformed)?);
    visit.keep_typed();
    Ok(Page::at(&page))
}

fn desk(visit: &Visit, account: Option<&Account>) -> Desk {
    let site = visit.house.site(visit.language);
    Desk { site, texts: site.texts, who: account.map(name), note: visit.note() }
}

fn arrival(desk: &Desk, page: Page, sheet: Sheet) -> Arrival {
    let link = |label: &str, page: Page| Link { label: label.to_owned(), href: page.path().to_owned() };
    let doors = match &desk.who {
        Some(who) => Doors::Out { who: link(who, Page::Account), sign_out: login::SignOut::PATH.to_owned() },
        None => Doors::In(vec![link(desk.texts.nav_register(), Page::Register), link(desk.texts.nav_sign_in(), Page::Login)]),
    };
    let has_form = has_form(&sheet.blocks);
    let tabs = (desk.site.has_console && desk.who.is_some() && page.is_own()).then(|| console::page::tabs(desk, page));
    let crumbs = (desk.site.has_breadcrumbs && page != Page::Home).then(|| crumbs(desk, page, &sheet.title));
    let blocks = crumbs.into_iter().chain(tabs).chain(sheet.blocks).collect();
    Arrival { page, title: sheet.title, doors, blocks, track: sheet.track, has_form }
}

/// The way to a page from the first one.
fn crumbs(desk: &Desk, page: Page, title: &str) -> Block {
    let texts = desk.texts;
    let account = (page.is_own() && page != Page::Account).then(|| link(texts.account_title(), Page::Account.path()));
    let way = [link(texts.nav_home(), Page::Home.path())].into_iter().chain(account).chain([here(title, page)]);
    nav("crumbs", texts.nav_crumbs(), vec![list("", way.map(|step| item("", vec![words(step)])).collect())])
}

/// Whether there is a form whose text should outlive a change of language.
fn has_form(blocks: &[Block]) -> bool {
    blocks.iter().any(|block| match block {
        Block::Section(section) => has_form(&section.blocks),
        Block::Form(form) => form.id.as_deref() == Some(MAIN) && form.blocks.iter().any(|block| matches!(block, Block::Field(_))),
        _ => false,
    })
}

/// Writes a page for somebody who is signed in.
async fn write_own(desk: &Desk, visit: &Visit, page: Page, account: &Account) -> Result<Written, Stop<Never>> {
    if page.needs_consent() && visit.must_agree(account).await? {
        visit.come_back_to(page);
        return Ok(Elsewhere(Page::Consent));
    }
    Ok(Here(match page {
        Page::Login | Page::Register => return Ok(Elsewhere(visit.house.config.policy.account.home)),
        Page::Console if !desk.site.has_console => return Ok(Elsewhere(Page::Account)),
        Page::Console => console::page::console_page(desk),
        Page::Tokens | Page::Api if !desk.site.has_tokens => return Ok(Nothing),
        Page::Tokens => tokens::page::tokens_page(desk, tokens::serve::tokens(visit, account).await?),
        Page::Api => tokens::page::api_page(desk, &tokens::serve::address(visit)),
        Page::Account => {
            let agreed = agreement::serve::agreed(visit, account).await?;
            let other = linked::serve::other(visit, account).await?;
            account::page::account_page(desk, &account::serve::profile(visit, account).await?, other.as_ref(), &agreed)
        }
        Page::Agreement => agreement::page::agreement_page(desk, &agreement::serve::shown(visit, Some(account)).await?),
        Page::Consent => match agreement::serve::question(visit, account).await? {
            Some(question) => agreement::page::consent_page(desk, &question),
            None => return Ok(Elsewhere(visit.house.config.policy.account.home)),
        },
        Page::Prove => prove::page::prove_page(desk),
        Page::Password => password::page::password_page(desk),
        Page::Email if !email::serve::is_offered(visit, account) => return Ok(Elsewhere(Page::Account)),
        Page::Email => {
            let address = email::serve::address(visit, account).await?;
            // A code that came may be typed whenever it comes; only asking for one needs proof.
            if address.pending.is_none() && !visit.is_proved().await? {
                return Ok(prove_first(visit, page));
            }
            email::page::email_page(desk, address)
        }
        Page::Profile if !profile::serve::is_offered(visit) => return Ok(Elsewhere(Page::Account)),
        Page::Profile => {
            let profile = profile::serve::profile(visit, account).await?;
            // A code that came may be typed whenever it comes.
            if profile.followed.is_none() && !visit.is_proved().await? {
                return Ok(prove_first(visit, page));
            }
            profile::page::profile_page(desk, &profile)
        }
        Page::Sessions => sessions::page::sessions_page(desk, sessions::serve::places(visit, account).await?),
        Page::History => history::page::history_page(desk, history::serve::entries(visit, account).await?),
        Page::Leaving if !visit.is_proved().await? => return Ok(prove_first(visit, page)),
        Page::Leaving => leaving::page::leaving_page(desk, &leaving::serve::farewell(visit)),
        Page::Organisation if !desk.site.has_organisations => return Ok(Nothing),
        Page::Organisation => organisation::page::organisation_page(desk, organisation::serve::shown(visit, account).await?),
        Page::Queue => match queue::serve::queue(visit, account).await? {
            Some(queue) => queue::page::queue_page(desk, &queue),
            None => return Ok(Nothing),
        },
        Page::Linked if !desk.site.has_linked => return Ok(Nothing),
        Page::Linked => {
            let other = linked::serve::other(visit, account).await?;
            // Going over asks for nothing.
            if other.is_none() && !visit.is_proved().await? {
                return Ok(prove_first(visit, page));
            }
            linked::page::linked_page(desk, other.as_ref())
        }
        _ => return write(desk, visit, page).await,
    }))
}

/// Writes a page for whoever comes.
async fn write(desk: &Desk, visit: &Visit, page: Page) -> Result<Written, Stop<Never>> {
    Ok(Here(match page {
        Page::Home => home::page::home_page(desk),
        Page::Login => login::page::login_page(desk),
        Page::Register => {
            let challenge = register::serve::challenge(visit);
            register::page::register_page(desk, &agreement::serve::version(visit), challenge.as_deref())
        }
        Page::Confirm => match register::serve::waiting(visit).await? {
            Some(waiting) => register::page::confirm_page(desk, waiting),
            None => return Ok(Elsewhere(register::serve::ended(visit).await?)),
        },
        Page::Welcome => register::page::welcome_page(desk, register::serve::proof(visit).await?),
        Page::Restore => restore::page::restore_page(desk, restore::serve::challenge(visit).as_deref()),
        Page::RestorePassword if desk.site.by_key => return Ok(Elsewhere(Page::RestoreCode)),
        Page::RestoreCode if desk.site.by_key => match restore::browser::keyed(visit).await? {
            Ok(keyed) => restore::page::key_page(desk, keyed),
            Err(elsewhere) => return Ok(Elsewhere(elsewhere)),
        },
        Page::RestoreCode | Page::RestoreSent => match restore::browser::waiting(visit).await? {
            Some(waiting) if waiting.page != page => return Ok(Elsewhere(waiting.page)),
            Some(waiting) if page == Page::RestoreSent => restore::page::sent_page(desk, &waiting),
            Some(waiting) => restore::page::code_page(desk, waiting),
            None => return Ok(Elsewhere(restore::browser::ended(visit))),
        },
        Page::RestoreWay | Page::RestoreEmail | Page::RestoreMobile | Page::RestoreQuestion
            if !desk.site.ways.iter().any(|way| way.is_chosen()) =>
        {
            return Ok(Elsewhere(Page::Restore));
        }
        Page::RestoreWay | Page::RestoreEmail | Page::RestoreMobile | Page::RestoreQuestion => {
            let chosen = match restore::ways::serve::chosen(visit, page).await? {
                Ok(chosen) => chosen,
                Err(Page::Restore) => return Ok(Elsewhere(restore::browser::ended(visit))),
                Err(elsewhere) => return Ok(Elsewhere(elsewhere)),
            };
            match page {
                Page::RestoreEmail => restore::ways::page::email_page(desk),
                Page::RestoreMobile => restore::ways::page::mobile_page(desk, &chosen),
                Page::RestoreQuestion => restore::ways::page::question_page(desk, &chosen),
                _ => restore::ways::page::way_page(desk, &chosen),
            }
        }
        Page::RestorePassword => match restore::browser::proof(visit).await? {
            Some(proof) => restore::page::password_page(desk, proof),
            None => match restore::browser::waiting(visit).await? {
                Some(waiting) => return Ok(Elsewhere(waiting.page)),
                None => return Ok(Elsewhere(restore::browser::ended(visit))),
            },
        },
        Page::Usernames if !desk.site.by_username || desk.site.channel != Channel::Letter => return Ok(Nothing),
        Page::Usernames => usernames::page::usernames_page(desk),
        Page::Colleague | Page::ColleagueAnswer if !desk.site.has_organisations => return Ok(Nothing),
        Page::Colleague => colleague::page::colleague_page(desk),
        Page::ColleagueAnswer => match colleague::serve::answering(visit).await? {
            Some(answering) => colleague::page::answer_page(desk, answering),
            None => return Ok(Elsewhere(Page::Home)),
        },
        Page::Undo => match email::serve::undoing(visit).await? {
            Some(undoing) => email::page::undo_page(desk, undoing),
            None => return Ok(Elsewhere(Page::Home)),
        },
        Page::Support | Page::SupportRequest if !support::serve::is_offered(visit) => return Ok(Nothing),
        Page::Support => support::page::support_page(desk, &support::serve::challenge(visit)),
        Page::SupportRequest => match correction::serve::confirming(visit).await? {
            Some(confirming) => correction::page::confirm_page(desk, &confirming),
            None => match support::serve::shown(visit).await? {
                Some(shown) => support::page::request_page(desk, &shown),
                None => support::page::unknown_page(desk),
            },
        },
        Page::Prove | Page::Consent => return Ok(Elsewhere(Page::Login)),
        page if page.is_own() => {
            visit.come_back_to(page);
            return Ok(Elsewhere(Page::Login));
        }
        Page::Agreement => agreement::page::agreement_page(desk, &agreement::serve::shown(visit, None).await?),
        Page::Help => match help::serve::shown(visit) {
            Some(shown) => help::page::help_page(desk, &shown),
            None => return Ok(Nothing),
        },
        _ => return Ok(Nothing),
    }))
}

fn prove_first(visit: &Visit, page: Page) -> Written {
    visit.come_back_to(page);
    Elsewhere(Page::Prove)
}

/// Takes the secret of a letter's link out of its address: the page that it leads to, where there is such a link.
pub fn land(visit: &Visit, kind: &str, token: &str) -> Option<Page> {
    match kind {
        "confirm" => Some(register::serve::land(visit, token)),
        "restore" => Some(restore::browser::land(visit, token)),
        "undo" => Some(email::serve::land(visit, token)),
        "colleague" => Some(colleague::serve::land(visit, token)),
        "support" => Some(support::serve::land(visit, token)),
        "correction" => Some(correction::serve::land(visit, token)),
        _ => None,
    }
}

/// What a person is called in the head of a page.
fn name(account: &Account) -> String {
    account.name().to_owned()
}

/// Writes the letter that a row of the queue stands for.
pub async fn compose(house: Arc<House>, message: Message) -> Result<Composed, Fault> {
    match message.kind.as_str() {
        outbox::UNSEEN => restore::letters::unseen_letter(&house, &message).await,
        events::NOTICE => history::serve::letter(&house, &message).await,
        register::letters::LETTER | register::letters::SILENT => register::letters::letter(&house, &message).await,
        restore::letters::LETTER | restore::letters::SILENT => restore::letters::letter(&house, &message).await,
        restore::letters::ONE_TIME => restore::letters::one_time_letter(&house, &message).await,
        email::serve::LETTER | email::serve::SILENT => email::serve::letter(&house, &message).await,
        moves::MOVED => email::serve::moved_letter(&house, &message).await,
        support::letters::RECEIVED | support::letters::AGAIN | support::letters::DESK | support::letters::ANSWERED => {
            support::letters::letter(&house, &message).await
        }
        desk_support::ASKED | desk_support::CLOSED | desk_support::PEOPLE => support::letters::letter(&house, &message).await,
        desk_support::CONFIRM | desk_support::DUE => correction::letters::letter(&house, &message).await,
        profile::letters::LETTER => profile::letters::letter(&house, &message).await,
        staff::INVITED => organisation::letters::letter(&house, &message).await,
        colleague::letters::LETTER => colleague::letters::addressed(&house, &message).await,
        colleague::letters::TOLD => colleague::letters::letter(&house, &message).await,
        staff::REFUSED => colleague::letters::refused(&house, &message).await,
        usernames::letters::LETTER => usernames::letters::letter(&house, &message).await,
        _ => Ok(Composed::Void),
    }
}
