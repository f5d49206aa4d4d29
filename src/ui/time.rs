//! Times as people say them. How long it is needs no time zone; a time of day is the reader's own where the script draws it,
//! and says that it is UTC where the server does.

use crate::locale::Texts;
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
    if left < Span::minutes(1) { wait } else { texts.time_wait_until(&clock(until), &wait) }
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

/// "22 November 2026, 12:14".
pub fn moment(texts: &Texts, moment: Moment) -> String {
    texts.time_moment(&clock(moment), &date(texts, local(moment)))
}

fn clock(moment: Moment) -> String {
    let (hour, minute) = local(moment).clock();
    let zone = if cfg!(feature = "hydrate") { "" } else { " UTC" };
    format!("{hour:02}:{minute:02}{zone}")
}

/// The moment whose date and clock in UTC are those of the reader's zone.
#[cfg(feature = "hydrate")]
fn local(moment: Moment) -> Moment {
    let date = js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(moment.0 as f64 / 1_000.0));
    // In minutes, positive west of Greenwich, and never more than a day.
    moment.before(Span::minutes(date.get_timezone_offset() as i64))
}

#[cfg(not(feature = "hydrate"))]
fn local(moment: Moment) -> Moment {
    moment
}
