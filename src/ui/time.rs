//! Times as people say them. They need no time zone, so the server and every browser say the same.

use crate::locale::Texts;
use crate::words::{Moment, Span};

/// "in 14 minutes".
pub fn wait(texts: &Texts, span: Span) -> String {
    if span.as_seconds() < 60 { texts.time_in_seconds(span.as_seconds().max(1)) } else { texts.time_in_minutes(span.as_minutes()) }
}

/// "2 minutes ago".
pub fn ago(texts: &Texts, span: Span) -> String {
    match span.as_seconds() / 60 {
        0 => texts.time_now().to_owned(),
        minutes @ 1..60 => texts.time_minutes_ago(minutes),
        minutes => texts.time_hours_ago(minutes / 60),
    }
}

/// "22 November 2026".
pub fn date(texts: &Texts, moment: Moment) -> String {
    let (year, month, day) = moment.date();
    let month = match month {
        1 => texts.month_m1(),
        2 => texts.month_m2(),
        3 => texts.month_m3(),
        4 => texts.month_m4(),
        5 => texts.month_m5(),
        6 => texts.month_m6(),
        7 => texts.month_m7(),
        8 => texts.month_m8(),
        9 => texts.month_m9(),
        10 => texts.month_m10(),
        11 => texts.month_m11(),
        _ => texts.month_m12(),
    };
    texts.month_date(&day.to_string(), month, &year.to_string())
}
