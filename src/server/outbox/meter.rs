//! What SMS may cost. Every one is paid for before it goes: from the budget of its country, and from what all may cost on a day. And
//! where codes are sent that nobody types back, somebody is earning on them: then none goes there any more (attack DEL-02).
//!
//! The page that waits learns nothing of it. A message that could not be paid for waits, and goes once there is room, if it is not
//! too late by then.

use phonenumber::country::Id;

use super::sms::segments;
use crate::server::House;
use crate::server::config::Budget;
use crate::server::phones;
use crate::server::store::{self, Charge, Message};
use crate::words::{Moment, Phone, Span};

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
    /// Too few of the codes to this country come back.
    Breaker,
}

impl Held {
    pub fn word(&self) -> &'static str {
        match self {
            Held::Country => "country",
            Held::CountryBudget => "country budget",
            Held::DailyCap => "daily cap",
            Held::Breaker => "breaker",
        }
    }
}

/// Pays for a message, once, however often it is tried.
pub async fn pay(
    house: &House,
    message: &Message,
    to: &Phone,
    text: &str,
    is_code: bool,
    now: Moment,
) -> Result<Option<Held>, store::Error> {
    if message.paid_at.is_some() {
        return Ok(None);
    }
    let sms = &house.config.sms;
    let Ok(country) = phones::may_go_to(to, &sms.countries) else { return Ok(Some(Held::Country)) };
    let mut tx = house.store.write().await?;
    if is_code {
        // Codes that still may come back are not counted.
        let until = now.before(house.config.policy.restore.code_lives);
        let (sent, used) = tx.codes_used(country.as_ref(), now.before(WITHIN), until, LAST).await?;
        if sent >= LAST && used * 100 < FEWEST_USED * sent {
            return Ok(Some(Held::Breaker));
        }
    }
    let cost = segments(text).saturating_mul(sms.price);
    let cap = daily(sms.daily_cap);
    let country_budget = house.config.policy.limits.sms_country;
    let buckets = [
        (Held::CountryBudget, house.tokens.bucket("sms country", country.as_ref()), 1, country_budget),
        (Held::DailyCap, house.tokens.bucket("sms cap", ""), cost, cap),
    ];
    for (held, name, many, budget) in buckets {
        if tx.charge_many(&name, many, budget.often, budget.burst, now).await? != Charge::Taken {
            return Ok(Some(held));
        }
    }
    tx.message_paid(&message.id, is_code.then(|| Id::as_ref(&country)), now).await?;
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
