//! Times as people say them: `em 3h20`, `há 1d`, `qui 12/03 18:00`. Takes the engine's text and the
//! engine's now; knows no clock.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Timelike};

use crate::domain::request::{Item, Status};
use crate::domain::text::{SpanUnit, span};
use crate::words::Words;

/// A deadline nearer than this is soon.
const SOON_HOURS: i64 = 4;

/// How a deadline stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Passed.
    Late,
    /// In the next hours.
    Soon,
    /// Paused: the student is asked.
    Waiting,
    /// Far, none, or over.
    Calm,
}

/// Reads the engine's time.
#[must_use]
pub fn moment(text: &str) -> Option<DateTime<FixedOffset>> {
    DateTime::parse_from_rfc3339(text).ok()
}

/// How a request's deadline stands; that it is late is the engine's word.
#[must_use]
pub fn standing(item: &Item, now: DateTime<FixedOffset>) -> Standing {
    if item.status == Status::Waiting {
        return Standing::Waiting;
    }
    if item.late {
        return Standing::Late;
    }
    let near = item.due_at.as_deref().and_then(moment).is_some_and(|due| (due - now).num_hours() < SOON_HOURS);
    if item.status.is_open() && near { Standing::Soon } else { Standing::Calm }
}

/// The deadline in few letters, for a column.
#[must_use]
pub fn due(item: &Item, now: DateTime<FixedOffset>, words: &Words) -> String {
    match item.status {
        Status::Waiting => words.text("due-waiting"),
        Status::Concluded | Status::Cancelled => words.text("due-over"),
        Status::Queued | Status::InProgress => item
            .due_at
            .as_deref()
            .and_then(moment)
            .map_or_else(|| words.text("due-none"), |due| relative(now, due, words)),
    }
}

/// `em 3h20`, `há 1d`, `agora`.
#[must_use]
pub fn relative(now: DateTime<FixedOffset>, at: DateTime<FixedOffset>, words: &Words) -> String {
    let span = span(now, at);
    let amount = match span.unit {
        SpanUnit::Now => return words.text("time-now"),
        SpanUnit::Minutes => format!("{}min", span.amount),
        SpanUnit::Hours if span.rest_minutes > 0 => format!("{}h{:02}", span.amount, span.rest_minutes),
        SpanUnit::Hours => format!("{}h", span.amount),
        SpanUnit::Days => format!("{}d", span.amount),
    };
    let id = if span.past { "time-ago" } else { "time-in" };
    words.with(id, &[("span", amount.into())])
}

/// The exact time, with the weekday: `qui 12/03 18:00`; the year only when it is another.
#[must_use]
pub fn exact(text: &str, now: DateTime<FixedOffset>, words: &Words) -> String {
    let Some(at) = moment(text) else { return text.to_owned() };
    let date = day_of(at.date_naive(), now, words);
    format!("{date} {:02}:{:02}", at.hour(), at.minute())
}

/// A date with its weekday.
#[must_use]
pub fn day(text: &str, now: DateTime<FixedOffset>, words: &Words) -> String {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").map_or_else(|_| text.to_owned(), |date| day_of(date, now, words))
}

/// True for a date (`YYYY-MM-DD`) before today.
#[must_use]
pub fn is_past(text: &str, now: DateTime<FixedOffset>) -> bool {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok_and(|date| date < now.date_naive())
}

fn day_of(date: NaiveDate, now: DateTime<FixedOffset>, words: &Words) -> String {
    let weekday = words.text(&format!("weekday-{}", date.weekday().number_from_monday()));
    let shown = if date.year() == now.year() { date.format("%d/%m") } else { date.format("%d/%m/%Y") };
    format!("{weekday} {shown}")
}

/// When something was, for threads and histories: the hour today, the day before that.
#[must_use]
pub fn stamp(text: &str, now: DateTime<FixedOffset>) -> String {
    let Some(at) = moment(text) else { return text.to_owned() };
    let shown = if at.date_naive() == now.date_naive() {
        at.format("%H:%M")
    } else if at.year() == now.year() {
        at.format("%d/%m %H:%M")
    } else {
        at.format("%d/%m/%Y")
    };
    shown.to_string()
}
