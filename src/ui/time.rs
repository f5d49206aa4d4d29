//! Times of day: the reader's own where the script writes them, and said to be UTC where the server does.

use leptos::prelude::*;

use super::node::{Node, live};
use super::{frame, hydrated};
use crate::wire::fill;
use crate::wire::sheet::{MARK, MOMENT};
use crate::words::Moment;

/// A text, drawn. Its times are written as the server does at first, and anew once the script is there.
pub fn text(text: String) -> Node {
    if !text.contains(MARK) {
        return text.into();
    }
    let is_ours = hydrated();
    live(move || told(&text, is_ours.get()))
}

/// A text with its times in words.
pub fn told(text: &str, is_ours: bool) -> String {
    // What stands between two marks is every other part.
    let parts = text.split(MARK).enumerate();
    parts.map(|(at, part)| if at % 2 == 0 { part.to_owned() } else { time(part, is_ours).unwrap_or_default() }).collect()
}

fn time(mark: &str, is_ours: bool) -> Option<String> {
    let (kind, at) = mark.split_at_checked(1)?;
    let moment = Moment(at.parse().ok()?);
    let moment = if is_ours { local(moment) } else { moment };
    let (hour, minute) = moment.clock();
    let zone = if is_ours { "" } else { " UTC" };
    let clock = format!("{hour:02}:{minute:02}{zone}");
    if kind != MOMENT {
        return Some(clock);
    }
    let dates = &frame().dates;
    let (year, month, day) = moment.date();
    let month = dates.months.get(month - 1).map_or("", String::as_str);
    let date = fill(&dates.date, &[("day", &day.to_string()), ("month", month), ("year", &year.to_string())]);
    Some(fill(&dates.moment, &[("date", &date), ("clock", &clock)]))
}

/// The moment whose date and clock in UTC are those of the reader's zone.
#[cfg(feature = "hydrate")]
fn local(moment: Moment) -> Moment {
    let date = js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(moment.0 as f64 / 1_000.0));
    // In minutes, positive west of Greenwich, and never more than a day.
    moment.before(crate::words::Span::minutes(date.get_timezone_offset() as i64))
}

#[cfg(not(feature = "hydrate"))]
fn local(moment: Moment) -> Moment {
    moment
}
