//! What SMS may cost. Every one is paid for before its secret counts and before it goes, each time that it is tried: from the budget of
//! its country, and from what all may cost on a day. Registering may spend half of the day, since anybody can register any number;
//! restoring reaches numbers that have an account alone. And where codes are sent that nobody types back, somebody is earning on
//! them: then nobody registers there by SMS any more (attack DEL-02).
//!
//! The page that waits learns nothing of it. A message that could not be paid for waits, and goes once there is room, if it is not
//! too late by then.

use super::sms::segments;
use super::{Composed, Delivery};
use crate::server::House;
use crate::server::config::Budget;
use crate::server::limits::{Errand, messages};
use crate::server::phones;
use crate::server::store::{self, Charge};
use crate::words::Span;

/// How many of the last codes to a country are looked at, over how long, and how many of a hundred have to come back.
const LAST: i64 = 100;
const WITHIN: Span = Span::days(1);
const FEWEST_USED: i64 = 20;

/// Why a message is not sent now.
#[derive(Debug, PartialEq, Eq)]
pub enum Held {
    /// The number is of no country that SMS go to, any more.
    Country,
    CountryBudget,
    DailyCap,
    /// The number has had its share of notices.
    Number,
    /// Too few of the codes to this country come back.
    Breaker,
}

impl Held {
    /// What becomes of the message: it waits, where waiting may help.
    pub fn delivery(&self) -> Delivery {
        match self {
            Held::Country | Held::Number => Delivery::Never(self.word().into()),
            Held::CountryBudget | Held::DailyCap | Held::Breaker => Delivery::Later(self.word().into()),
        }
    }

    pub fn word(&self) -> &'static str {
        match self {
            Held::Country => "country",
            Held::CountryBudget => "country budget",
            Held::DailyCap => "daily cap",
            Held::Number => "number",
            Held::Breaker => "breaker",
        }
    }
}

/// Pays for an SMS. What is no SMS costs nothing.
pub async fn pay(house: &House, message: &str, composed: &Composed, errand: Errand) -> Result<Option<Held>, store::Error> {
    let Composed::Sms { to, text } = composed else { return Ok(None) };
    let (sms, now) = (&house.config.sms, house.clock.now());
    let Ok(country) = phones::may_go_to(to, &sms.countries) else { return Ok(Some(Held::Country)) };
    let mut tx = house.store.write().await?;
    if errand == Errand::Proof {
        // Codes that still may come back are not counted.
        let until = now.before(house.config.policy.registration.code_lives);
        let (sent, used) = tx.codes_used(country.as_ref(), now.before(WITHIN), until, LAST).await?;
        if sent >= LAST && used * 100 < FEWEST_USED * sent {
            return Ok(Some(Held::Breaker));
        }
        tx.message_to_country(message, country.as_ref()).await?;
    }
    let cost = segments(text).saturating_mul(sms.price);
    let bucket = |scope: &str, value: &str| house.tokens.bucket(scope, value);
    let mut buckets = vec![
        (
            Held::CountryBudget,
            bucket(&format!("{} sms country", errand.word()), country.as_ref()),
            1,
            house.config.policy.limits.sms_country,
        ),
        (Held::DailyCap, bucket("sms cap", ""), cost, daily(sms.daily_cap)),
    ];
    match errand {
        Errand::Proof => buckets.push((Held::DailyCap, bucket("proof sms cap", ""), cost, daily(sms.daily_cap / 2))),
        Errand::Restore => {}
        Errand::Notice => buckets.extend(
            messages(house, errand, to.as_str())
                .into_iter()
                .map(|(scope, whose, budget)| (Held::Number, bucket(scope, whose), 1, budget)),
        ),
    }
    for (held, name, many, budget) in buckets {
        if tx.charge_many(&name, many, budget.often, budget.burst, now).await? != Charge::Taken {
            return Ok(Some(held));
        }
    }
    tx.save().await?;
    Ok(None)
}

/// A bucket from which no day, whenever it begins, can take more than `most`: half of it at once, the other half in the course of the
/// day.
fn daily(most: u32) -> Budget {
    let half = (most / 2).max(1);
    Budget { often: Span(Span::days(1).0 / i64::from(half)), burst: half }
}

#[cfg(test)]
mod tests {
    use super::daily;
    use crate::words::Span;

    #[test]
    fn del_02_a_day_never_costs_more_than_its_cap() {
        for cap in [2, 3, 100, 5000, 100_000_000] {
            let bucket = daily(cap);
            let gained = Span::days(1).0 / bucket.often.0;
            assert!(i64::from(bucket.burst) + gained <= i64::from(cap), "{cap}");
        }
    }
}
