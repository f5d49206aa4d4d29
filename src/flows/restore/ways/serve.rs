//! Who proves to be the owner, by what.

use super::super::browser::{account_of, waits_for};
use super::super::letters::LETTER;
use super::super::serve::post;
use super::{Chosen, Refusal};
use crate::server::answer::{Stop, no};
use crate::server::captcha;
pub use crate::server::captcha::Given;
use crate::server::config::Way;
use crate::server::hasher::{PasswordHash, Verdict};
use crate::server::identity;
use crate::server::limits::{self, Errand};
use crate::server::questions::{self, Answer};
use crate::server::store::{Charge, Restore, Tx};
use crate::server::visitor::Visit;
use crate::wire::Never;
use crate::words::{Moment, Page};

/// What the captchas of the two ways are for.
const MOBILE: &str = "restore mobile";
const QUESTION: &str = "restore question";

pub async fn choose_way(visit: Visit, way: String) -> Result<Page, Stop<Refusal>> {
    let restore = waits_for(&visit).await?.ok_or(no(Refusal::Gone))?;
    let ways = &visit.house.config.policy.restore.ways;
    let way = Way::named(&way).filter(|way| way.is_chosen() && ways.contains(way)).ok_or(no(Refusal::Way))?;
    let mut tx = visit.house.store.write().await?;
    if !tx.choose_way(&restore.id, way.word()).await? {
        return Err(no(Refusal::Gone));
    }
    tx.save().await?;
    Ok(page_of(way))
}

/// Where a way begins.
fn page_of(way: Way) -> Page {
    match way {
        Way::RecoveryEmail => Page::RestoreEmail,
        Way::Mobile => Page::RestoreMobile,
        Way::Question => Page::RestoreQuestion,
        Way::Letter | Way::LetterKey | Way::Sms | Way::SmsPassword | Way::LetterPassword => Page::Restore,
    }
}

/// A letter to the recovery e-mail, for whoever can name that: whether it is one is found by the worker.
pub async fn send_letter(visit: Visit, email: String) -> Result<Page, Stop<Refusal>> {
    let restore = on(&visit, Way::RecoveryEmail).await?;
    let mailbox = identity::mailbox(&visit.house, &email).map_err(|bad| no(Refusal::Email(bad)))?;
    visit.charge_client("restore address", visit.house.config.policy.limits.restore_address).await?;
    limits::charge_message(&visit, Errand::Restore, &identity::one_form(&visit.house, &restore.login)).await?;
    limits::charge_message(&visit, Errand::Restore, &mailbox.key).await?;
    let mut tx = visit.house.store.write().await?;
    if !tx.give_address(&restore.id, Way::RecoveryEmail.word(), &mailbox.text, &mailbox.key).await? {
        return Err(no(Refusal::Gone));
    }
    send(tx, &visit, &restore).await?;
    Ok(Page::RestoreSent)
}

/// An SMS to the mobile phone, for whoever passes for a person.
pub async fn send_sms(visit: Visit, given: Given) -> Result<Page, Stop<Refusal>> {
    let restore = on(&visit, Way::Mobile).await?;
    visit.charge_client("restore address", visit.house.config.policy.limits.restore_address).await?;
    let mut tx =
        captcha::pass(&visit.house, MOBILE, &restore.id, &given, visit.now).await?.map_err(|bad| no(Refusal::Captcha(bad)))?;
    // Numbers are not known here: the login pays.
    let login = identity::one_form(&visit.house, &restore.login);
    let budgets = limits::messages(&visit.house, Errand::Restore, &login);
    limits::charge_in(&mut tx, &visit, &budgets).await?;
    if !tx.give_address(&restore.id, Way::Mobile.word(), &restore.login, &login).await? {
        return Err(no(Refusal::Gone));
    }
    send(tx, &visit, &restore).await?;
    Ok(Page::RestoreCode)
}

async fn send(mut tx: Tx, visit: &Visit, restore: &Restore) -> Result<(), Stop<Refusal>> {
    post(&mut tx, &visit.house, LETTER, &restore.id, deadline(visit, restore), visit.now).await?;
    tx.save().await?;
    visit.house.outbox.wake();
    Ok(())
}

/// Until when a message may go: later its secret would outlive the page.
fn deadline(visit: &Visit, restore: &Restore) -> Moment {
    Moment(restore.expires_at).before(visit.house.config.policy.restore.link_lives)
}

/// The answer to the question, or to one that is asked where there is none: it costs the same, and is never right.
pub async fn answer_question(visit: Visit, answer: String, given: Given) -> Result<Page, Stop<Refusal>> {
    let restore = on(&visit, Way::Question).await?;
    if answer.trim().is_empty() {
        return Err(no(Refusal::AnswerEmpty));
    }
    visit.charge_client("restore address", visit.house.config.policy.limits.restore_address).await?;
    let passed =
        captcha::pass(&visit.house, QUESTION, &restore.id, &given, visit.now).await?.map_err(|bad| no(Refusal::Captcha(bad)))?;
    // Spent, whatever the answer is: a captcha buys one try.
    passed.save().await?;
    // The try is counted before anything is compared, for the login in whichever form it was typed (attack BRU-16).
    let login = identity::one_form(&visit.house, &restore.login);
    visit.charge("restore answers", &login, visit.house.config.policy.limits.answers_account).await?;
    let mut tx = visit.house.store.read().await?;
    let account = identity::find(&visit.house, &mut tx, &restore.login).await?.filter(|account| account.disabled_at.is_none());
    let kept = tx.answer(account.as_ref().map_or("", |account| &account.id)).await?;
    drop(tx);
    // An account has a budget of its own besides, whatever it is called by, and a login that nobody has one like it. That it is spent must
    // not show (attacks BRU-03, ENU-04).
    let whose = account.as_ref().map_or(login.as_str(), |account| account.id.as_str());
    let budget = visit.house.config.policy.limits.answers_account;
    let has_room = limits::take(&visit.house, &[("restore answers account", whose, budget)], visit.now).await? == Charge::Taken;
    let stored = kept.map(|kept| PasswordHash::stored(kept.hash));
    let answer = Answer::given(&answer).ok_or(no(Refusal::AnswerWrong))?;
    let verdict = visit.house.hasher.verify(answer.secret(), stored.as_ref(), visit.house.tokens.random()).await?;
    let (Some(account), Verdict::Right | Verdict::RightButOld(_), true) = (account, verdict, has_room) else {
        return Err(no(Refusal::AnswerWrong));
    };
    let mut tx = visit.house.store.write().await?;
    let held = tx.hold_account(&account.id, account.version).await?;
    // Still the answer that was looked at: it may have been taken away meanwhile (attack REC-04).
    let kept = tx.answer(&account.id).await?;
    let is_same = kept.zip(stored.as_ref()).is_some_and(|(kept, stored)| kept.hash == stored.as_str());
    if !held || !is_same || !tx.prove_by_answer(&restore.id, &account.id, &account.contact_key, visit.now).await? {
        return Err(no(Refusal::AnswerWrong));
    }
    tx.save().await?;
    Ok(Page::RestorePassword)
}

/// The page is drawn anew, with what was typed.
pub async fn another_picture(visit: Visit, page: String) -> Result<Page, Stop<Never>> {
    visit.keep_typed();
    Ok(Page::at(&page))
}

/// The restore that this browser waits for, on this way and without proof yet.
async fn on(visit: &Visit, way: Way) -> Result<Restore, Stop<Refusal>> {
    let restore = waits_for(visit).await?.ok_or(no(Refusal::Gone))?;
    // A message that may not go any more is not worth a captcha.
    let is_late = way != Way::Question && deadline(visit, &restore) <= visit.now;
    let is_chosen = restore.way.as_deref() == Some(way.word()) && restore.proved_at.is_none();
    if is_chosen && !is_late { Ok(restore) } else { Err(no(Refusal::Gone)) }
}

/// What the page of a way shows; or the page to go to instead.
pub async fn chosen(visit: &Visit, page: Page) -> Result<Result<Chosen, Page>, Stop<Never>> {
    let Some(restore) = waits_for(visit).await? else { return Ok(Err(Page::Restore)) };
    if restore.proved_at.is_some() && account_of(&mut visit.house.store.read().await?, &restore).await?.is_some() {
        return Ok(Err(Page::RestorePassword));
    }
    let way = restore.way.as_deref().and_then(Way::named);
    if page != Page::RestoreWay && way.map(page_of) != Some(page) {
        return Ok(Err(Page::RestoreWay));
    }
    let act = if page == Page::RestoreQuestion { QUESTION } else { MOBILE };
    let challenge = captcha::challenge(&visit.house, act, &restore.id, visit.now);
    let question = if page == Page::RestoreQuestion { Some(question(visit, &restore).await?) } else { None };
    Ok(Ok(Chosen { login: restore.login, challenge, question }))
}

/// The question of a login: its owner's own, or the one that it has had for ever where there is none (attack ENU-07). Both are looked for.
async fn question(visit: &Visit, restore: &Restore) -> Result<&'static str, Stop<Never>> {
    let decoy = questions::decoy(&visit.house.tokens, &identity::one_form(&visit.house, &restore.login));
    let mut tx = visit.house.store.read().await?;
    let account = identity::find(&visit.house, &mut tx, &restore.login).await?.filter(|account| account.disabled_at.is_none());
    let kept = tx.answer(account.as_ref().map_or("", |account| &account.id)).await?;
    Ok(kept.and_then(|kept| questions::known(&kept.question)).unwrap_or(decoy))
}
