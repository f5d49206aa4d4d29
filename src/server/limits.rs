//! What may be asked for how often. Each budget is taken from before what it is for is done, whether or not anybody is behind it
//! (attack ENU-04).

use super::House;
use super::answer::Stop;
use super::config::{Budget, Limits};
use super::store::{self, Account, Charge, Tx};
use super::visitor::Visit;
use crate::wire::Fail;
use crate::words::{Channel, Moment, Wait};

/// What a message is for. Those that restore have budgets of their own, so that nobody spends them by registering somebody else's
/// address or number (attack BRU-12).
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Errand {
    Proof,
    Restore,
    /// Word of what happened.
    Notice,
}

impl Errand {
    /// What the budgets of its SMS begin with.
    pub fn word(self) -> &'static str {
        match self {
            Errand::Proof => "proof",
            Errand::Restore => "restore",
            Errand::Notice => "notice",
        }
    }
}

/// How many digits of a number tell whose block it is in, the `+` included: those who pump SMS own blocks (attack DEL-02).
const PREFIX: usize = 8;

/// A bucket: its scope, whose it is, and what it holds.
pub type Bucket<'a> = (&'static str, &'a str, Budget);

/// Takes one message from what may go to a contact, or to a login of which nobody knows whose it is.
pub async fn charge_message<R>(visit: &Visit, errand: Errand, key: &str) -> Result<(), Stop<R>> {
    charge(visit, &messages(&visit.house, errand, key)).await
}

/// Takes one from each of these buckets, or ends the act.
pub async fn charge<R>(visit: &Visit, buckets: &[Bucket<'_>]) -> Result<(), Stop<R>> {
    match take(&visit.house, buckets, visit.now).await? {
        Charge::Taken => Ok(()),
        Charge::Refused(left) => Err(Fail::Later(Wait::new(visit.now, left)).into()),
    }
}

/// The same as a part of a transaction, which is not to be saved where the act ends here.
pub async fn charge_in<R>(tx: &mut Tx, visit: &Visit, buckets: &[Bucket<'_>]) -> Result<(), Stop<R>> {
    match take_in(tx, &visit.house, buckets, visit.now).await? {
        Charge::Taken => Ok(()),
        Charge::Refused(left) => Err(Fail::Later(Wait::new(visit.now, left)).into()),
    }
}

/// Takes one from each of these buckets, or from none, in one transaction.
pub async fn take(house: &House, buckets: &[Bucket<'_>], now: Moment) -> Result<Charge, store::Error> {
    let mut tx = house.store.count().await?;
    let charge = take_in(&mut tx, house, buckets, now).await?;
    if charge == Charge::Taken {
        tx.save().await?;
    }
    Ok(charge)
}

/// The same as a part of a transaction, which is not to be saved where it is refused.
pub async fn take_in(tx: &mut Tx, house: &House, buckets: &[Bucket<'_>], now: Moment) -> Result<Charge, store::Error> {
    let named = buckets.iter().map(|(scope, value, budget)| store::Bucket {
        name: house.tokens.bucket(scope, value),
        many: 1,
        often: budget.often,
        burst: budget.burst,
    });
    tx.charge_all(&named.collect::<Vec<_>>(), now).await
}

/// What may go to a contact, in the short and in the long run.
pub fn messages<'a>(house: &House, errand: Errand, key: &'a str) -> Vec<Bucket<'a>> {
    let limits = &house.config.policy.limits;
    match (Channel::to(key), errand) {
        (Channel::Letter, Errand::Proof) => {
            vec![("letters mailbox", key, limits.letters_mailbox), ("letters mailbox day", key, limits.letters_mailbox_day)]
        }
        (Channel::Letter, Errand::Restore) => {
            vec![("restore letters", key, limits.letters_mailbox), ("restore letters day", key, limits.letters_mailbox_day)]
        }
        (Channel::Sms, Errand::Proof) => numbers(["sms number", "sms number day", "sms prefix"], key, limits),
        (Channel::Sms, Errand::Restore) => numbers(["restore sms", "restore sms day", "restore sms prefix"], key, limits),
        (Channel::Sms, Errand::Notice) => vec![("notice sms day", key, limits.sms_number_day)],
        (Channel::Letter, Errand::Notice) => Vec::new(),
    }
}

fn numbers<'a>([hour, day, prefix]: [&'static str; 3], key: &'a str, limits: &Limits) -> Vec<Bucket<'a>> {
    let beginning = key.get(..PREFIX).unwrap_or(key);
    vec![(hour, key, limits.sms_number), (day, key, limits.sms_number_day), (prefix, beginning, limits.sms_prefix)]
}

/// The same for what an account gets in all, whatever it is called by. Numbers have paid under their own name when it was asked.
pub fn account_messages<'a>(house: &House, errand: Errand, account: &'a Account) -> Vec<Bucket<'a>> {
    let limits = &house.config.policy.limits;
    match (Channel::to(&account.contact), errand) {
        (Channel::Letter, errand) => messages(house, errand, &account.id),
        (Channel::Sms, _) => {
            vec![("account sms", &account.id, limits.sms_number), ("account sms day", &account.id, limits.sms_number_day)]
        }
    }
}
