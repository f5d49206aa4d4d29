//! Security codes: letters or a sum to be read off a picture, or in their place work that a browser does by itself.
//!
//! A challenge is a sealed text that a form carries. It says which act it is for and which browser it was given to (by the name of that
//! browser's own row), and nothing is written when it is made. What its picture shows follows from its name under a key. It has one
//! try, right or wrong, on whichever node: [`pass`] takes it in the database before it looks at what was typed (attacks CAP-01, CAP-03).
//! Programs read pictures as well as people do, so no security rests on it: it makes what costs us cost them something (attack CAP-04).

mod easel;
mod picture;
mod strokes;
mod word;
pub mod work;

use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use super::House;
use super::cookies::Name;
use super::store::{self, Tx};
use super::tokens::{Purpose, Tokens};
use super::visitor::Visit;
pub use crate::words::BadCaptcha;
use crate::words::{Moment, Span};

pub use easel::Easel;
pub use picture::SIZE;
pub use word::{Task, Word};

/// Where pictures are: `/captcha/` and the challenge; with `/next` behind it, another challenge for the same form.
pub const PLACE: &str = "/captcha/";
/// How long a challenge can be answered.
const LIVES: Span = Span::minutes(3);
/// After how long a page's script gets another one, while that page stays open.
pub const RENEW_AFTER: Span = Span::seconds(150);
/// How long a page's script is given another for it.
const RENEWS: Span = Span::hours(1);
/// How long a browser is known to a form that nothing was asked for yet, from when its page came last.
const ASKING_LIVES: Span = Span::days(1);

/// What a challenge says, under its seal.
#[derive(Serialize_tuple, Deserialize_tuple)]
struct Challenge {
    /// What is spent, and what the picture follows from.
    id: String,
    act: String,
    whose: String,
    until: Moment,
}

/// What a form brings: the fields `challenge`, `captcha` (what was read) and `work` (the counter that the script has found).
pub struct Given {
    pub challenge: String,
    pub captcha: String,
    pub work: String,
}

impl Given {
    /// Whether nobody has typed anything or worked.
    pub fn is_empty(&self) -> bool {
        self.captcha.trim().is_empty() && self.work.trim().is_empty()
    }
}

/// A new challenge for an act, for the browser to which the row `whose` belongs.
pub fn challenge(house: &House, act: &str, whose: &str, now: Moment) -> String {
    let told = Challenge { id: house.tokens.id(), act: act.to_owned(), whose: whose.to_owned(), until: now.after(LIVES) };
    // A text that could not be sealed is no challenge, and passes nothing.
    house.tokens.seal(Purpose::Captcha, now.after(RENEWS), &told).unwrap_or_default()
}

/// The same for a form that nothing was asked for yet: its browser is known by a cookie of its own.
pub fn challenge_of_browser(visit: &Visit, act: &str) -> String {
    let whose = browser(visit).unwrap_or_else(|| visit.house.tokens.id());
    visit.seal(Name::Asking, Purpose::Asking, &whose, ASKING_LIVES);
    challenge(&visit.house, act, &whose, visit.now)
}

/// [`pass`] for such a form.
pub async fn pass_of_browser(visit: &Visit, act: &str, given: &Given) -> store::Result<Result<Tx, BadCaptcha>> {
    match browser(visit) {
        Some(whose) => pass(&visit.house, act, &whose, given, visit.now).await,
        None => Ok(Err(BadCaptcha::Old)),
    }
}

fn browser(visit: &Visit) -> Option<String> {
    visit.sealed(Name::Asking, Purpose::Asking)
}

/// Lets a form pass, once, with the answer or the work of its challenge.
///
/// The transaction that comes back has spent the challenge. What the act does goes into it, and saving it is the caller's: both last, or
/// neither (attack CAP-08). Whoever has something slow or telling to do in between saves it first. It is the first of its transaction, so
/// that whoever waits here holds nothing. A wrong try is saved before it is refused.
pub async fn pass(house: &House, act: &str, whose: &str, given: &Given, now: Moment) -> store::Result<Result<Tx, BadCaptcha>> {
    let Some(challenge) = answerable(&house.tokens, &given.challenge, now).filter(|told| told.act == act && told.whose == whose)
    else {
        return Ok(Err(BadCaptcha::Old));
    };
    // Everybody can tell whether work is right, so it is looked at first: what is made up costs one hash and writes nothing (attack
    // CAP-06).
    let is_worked = work::is_done(&given.challenge, &given.work);
    if !is_worked && given.captcha.trim().is_empty() {
        return Ok(Err(BadCaptcha::Empty));
    }
    let mut tx = house.store.write().await?;
    if !tx.spend(&challenge.id, challenge.until).await? {
        return Ok(Err(BadCaptcha::Old));
    }
    if is_worked || word(house, &challenge).is(&given.captcha) {
        return Ok(Ok(tx));
    }
    tx.save().await?;
    Ok(Err(BadCaptcha::Wrong))
}

/// The picture of a challenge, as long as it can be answered.
pub async fn picture(house: &House, challenge: &str) -> Response {
    let Some(challenge) = answerable(&house.tokens, challenge, house.clock.now()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let word = word(house, &challenge);
    match house.easel.picture(word, challenge.id).await {
        Some(picture) => ([(CONTENT_TYPE, "image/png"), (CACHE_CONTROL, "no-store")], picture).into_response(),
        None => (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, "2")]).into_response(),
    }
}

/// What is to be typed for the picture of a challenge. Only a development server tells.
pub fn answer(house: &House, challenge: &str) -> Option<String> {
    let challenge = answerable(&house.tokens, challenge, house.clock.now())?;
    Some(word(house, &challenge).answer().to_owned())
}

fn word(house: &House, challenge: &Challenge) -> Word {
    house.tokens.captcha_of(&challenge.id, house.config.policy.captcha)
}

/// Another challenge in the place of one that has had its try or its time, for the script of a page that stays open. Whoever has the one
/// could get the other by loading the page again.
pub fn next(house: &House, old: &str) -> Response {
    let now = house.clock.now();
    match house.tokens.unseal::<Challenge>(Purpose::Captcha, now, old) {
        Some(Challenge { act, whose, .. }) => {
            ([(CONTENT_TYPE, "text/plain"), (CACHE_CONTROL, "no-store")], challenge(house, &act, &whose, now)).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn answerable(tokens: &Tokens, challenge: &str, now: Moment) -> Option<Challenge> {
    tokens.unseal::<Challenge>(Purpose::Captcha, now, challenge).filter(|told| now < told.until)
}

#[cfg(test)]
mod tests {
    use super::{Challenge, Task, answerable};
    use crate::server::tokens::{Purpose, Tokens};
    use crate::words::Moment;

    #[test]
    fn cap_01_a_challenge_can_be_answered_until_its_time_and_under_its_key() {
        let tokens = Tokens::seeded(1);
        let told = Challenge { id: "id".into(), act: "act".into(), whose: "row".into(), until: Moment(10) };
        let sealed = tokens.seal(Purpose::Captcha, Moment(100), &told).unwrap();
        assert!(answerable(&tokens, &sealed, Moment(9)).is_some());
        assert!(answerable(&tokens, &sealed, Moment(10)).is_none(), "it is too old, though it can be renewed");
        assert!(answerable(&Tokens::seeded(2), &sealed, Moment(9)).is_none(), "another site made it");
        for given in ["", "x", &sealed[1..], &format!("{sealed}A"), "сертификат"] {
            assert!(answerable(&tokens, given, Moment(9)).is_none(), "{given}");
        }
    }

    /// CAP-02: the sealed text does not hold the letters, and its name does not give them away without the key.
    #[test]
    fn cap_02_the_letters_follow_from_the_name_under_the_key_alone() {
        let (tokens, other) = (Tokens::seeded(1), Tokens::seeded(2));
        let shown = |tokens: &Tokens, id: &str| tokens.captcha_of(id, Task::Letters).shown().to_owned();
        assert_eq!(shown(&tokens, "id"), shown(&tokens, "id"), "a reload shows the same");
        assert_ne!(shown(&tokens, "id"), shown(&other, "id"));
        let words: std::collections::HashSet<String> = (0..1_000).map(|n| shown(&tokens, &n.to_string())).collect();
        assert!(words.len() > 990, "{}", words.len());
        let sums = |tokens: &Tokens| (0..100).map(|n| tokens.captcha_of(&n.to_string(), Task::Sum).shown().to_owned()).collect();
        let (ours, theirs): (Vec<String>, Vec<String>) = (sums(&tokens), sums(&other));
        assert!(ours.iter().zip(&theirs).filter(|(ours, theirs)| ours == theirs).count() < 5, "{ours:?} {theirs:?}");
    }
}
