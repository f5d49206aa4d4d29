//! Times as people say them. How long it is needs no time zone; a time of day is the reader's own, so a text holds a mark in its
//! place, which `ui::time` turns into words where the text is drawn.

use super::Texts;
use crate::wire::fill;
use crate::wire::sheet::{CLOCK, MARK, MOMENT};
use crate::words::{Moment, Span, Wait};

/// "in 14 minutes".
pub fn wait(texts: &Texts, span: Span) -> String {
    match span.as_minutes() {
        _ if span.as_seconds() < 60 => texts.time_in_seconds(span.as_seconds().max(1)),
        minutes @ ..120 => texts.time_in_minutes(minutes),
        minutes => texts.time_in_hours(minutes.div_ceil(60)),
    }
}

/// "in 14 minutes, at 12:14".
pub fn until(texts: &Texts, Wait { left, until }: Wait) -> String {
    let wait = wait(texts, left);
    if left < Span::minutes(1) { wait } else { texts.time_wait_until(&mark(CLOCK, until), &wait) }
}

/// "2 minutes ago".
pub fn ago(texts: &Texts, span: Span) -> String {
    match span.as_seconds() / 60 {
        0 => texts.time_now().to_owned(),
        minutes @ 1..60 => texts.time_minutes_ago(minutes),
        minutes @ 60..2880 => texts.time_hours_ago(minutes / 60),
        minutes => texts.time_days_ago(minutes / 1440),
    }
}

/// "22 November 2026", in UTC.
pub fn date(texts: &Texts, moment: Moment) -> String {
    let dates = texts.dates();
    let (year, month, day) = moment.date();
    let month = dates.months.get(month - 1).map_or("", String::as_str);
    fill(&dates.date, &[("day", &day.to_string()), ("month", month), ("year", &year.to_string())])
}

/// "22 November 2026, 12:14".
pub fn moment(moment: Moment) -> String {
    mark(MOMENT, moment)
}

fn mark(kind: &str, moment: Moment) -> String {
    format!("{MARK}{kind}{}{MARK}", moment.0)
}
