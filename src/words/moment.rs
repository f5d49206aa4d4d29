//! Instants and lengths of time. They are plain numbers, so that browser, server and database agree on them.

use serde::{Deserialize, Serialize};
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

/// An instant: microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Moment(pub i64);

/// A length of time in microseconds, never negative.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Span(pub i64);

/// How long to wait, and until when. Rounded up, so that it says no more than a person needs (attack BRU-17): to the second below
/// a minute, to the minute above.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize_tuple, Deserialize_tuple)]
pub struct Wait {
    pub left: Span,
    pub until: Moment,
}

impl Wait {
    pub fn new(now: Moment, left: Span) -> Self {
        let whole = if left < Span::minutes(1) { Span::seconds(1) } else { Span::minutes(1) };
        let up = |n: i64| n.saturating_add(whole.0 - 1).div_euclid(whole.0).saturating_mul(whole.0);
        Self { left: Span(up(left.0)), until: Moment(up(now.after(left).0)) }
    }
}

impl Span {
    pub const fn seconds(n: i64) -> Self {
        Self(n * 1_000_000)
    }

    pub const fn minutes(n: i64) -> Self {
        Self::seconds(n * 60)
    }

    pub const fn hours(n: i64) -> Self {
        Self::minutes(n * 60)
    }

    pub const fn days(n: i64) -> Self {
        Self::hours(n * 24)
    }

    /// Whole seconds, rounded up: who waits that long has waited long enough.
    pub fn as_seconds(self) -> u64 {
        u64::try_from(self.0).unwrap_or(0).div_ceil(1_000_000)
    }

    /// Whole minutes, rounded up.
    pub fn as_minutes(self) -> u64 {
        self.as_seconds().div_ceil(60)
    }
}

impl Moment {
    /// The instant `span` later; the far end of time where there is none.
    pub fn after(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }

    pub fn before(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }

    /// How long it is from here until `later`; nothing when that has passed.
    pub fn until(self, later: Self) -> Span {
        Span(later.0.saturating_sub(self.0).max(0))
    }

    /// Year, month (1 to 12) and day of the month in UTC, in the Gregorian calendar (the algorithm of H. Hinnant, `civil_from_days`).
    pub fn date(self) -> (i64, usize, u32) {
        let days = self.0.div_euclid(86_400_000_000) + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        (year, usize::try_from(month).unwrap_or(1), u32::try_from(day).unwrap_or(1))
    }

    /// Hour and minute of the day in UTC.
    pub fn clock(self) -> (i64, i64) {
        let minutes = self.0.div_euclid(60_000_000).rem_euclid(24 * 60);
        (minutes / 60, minutes % 60)
    }

    /// `2026-11-22T12:14Z`: the minute that it lies in, in UTC (RFC 3339 without seconds).
    pub fn iso(self) -> String {
        let (hour, minute) = self.clock();
        format!("{}T{hour:02}:{minute:02}Z", self.iso_date())
    }

    /// `2026-11-22`, for `<time datetime>`.
    pub fn iso_date(self) -> String {
        let (year, month, day) = self.date();
        format!("{year:04}-{month:02}-{day:02}")
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::{Moment, Span, Wait};

    #[test]
    fn dates_are_those_of_the_calendar() {
        for (seconds, date) in [
            (0, "1970-01-01"),
            (-1, "1969-12-31"),
            (951_782_400, "2000-02-29"),
            (1_795_305_600, "2026-11-22"),
            (2_147_483_648, "2038-01-19"),
            (4_107_542_400, "2100-03-01"),
        ] {
            assert_eq!(Moment(seconds * 1_000_000).iso_date(), date, "{seconds}");
        }
    }

    #[test]
    fn waiting_is_rounded_up_and_never_negative() {
        assert_eq!(Span(1).as_seconds(), 1);
        assert_eq!(Span::seconds(61).as_minutes(), 2);
        assert_eq!(Moment(5).until(Moment(3)), Span(0));
        let wait = |left| Wait::new(Moment(1), Span(left));
        assert_eq!(wait(29_000_001), Wait { left: Span::seconds(30), until: Moment(30_000_000) });
        assert_eq!(wait(60_000_001), Wait { left: Span::minutes(2), until: Moment(120_000_000) });
        assert_eq!(Moment(Span::hours(25).0 + 1).clock(), (1, 0));
        assert_eq!(Moment(i64::MAX).after(Span::days(1)), Moment(i64::MAX));
    }
}
