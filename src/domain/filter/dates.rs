//! Days and lapses in filter values: words, `dd/mm`, `dd/mm/aaaa`, `aaaa-mm-dd`, ranges, `2d`.
//! A date without a year is the nearest that makes sense: the last one past for what happened, the
//! closest one for a deadline.

use super::terms::{MONTH, TODAY, TOMORROW, WEEK, YESTERDAY};
use chrono::{Datelike, Days, Months, NaiveDate};

/// Days from one to another, both inclusive; an open end is `None`, never both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayRange {
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub to: Option<NaiveDate>,
}

/// Unit of a lapse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LapseUnit {
    /// `h`.
    Hours,
    /// `d`, of 24 hours.
    Days,
    /// `s` or `w`, of seven days.
    Weeks,
}

/// A stretch of time, by the clock and not in business time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lapse {
    /// How many, 1–9999.
    pub amount: u16,
    /// Of what.
    pub unit: LapseUnit,
}

impl Lapse {
    /// The whole lapse in hours.
    #[must_use]
    pub fn hours(self) -> i64 {
        i64::from(self.amount)
            * match self.unit {
                LapseUnit::Hours => 1,
                LapseUnit::Days => 24,
                LapseUnit::Weeks => 168,
            }
    }

    /// Reads `2d`, `12h`, `1s`, `1w`.
    pub(super) fn parse(folded: &str) -> Option<Self> {
        let unit = folded.trim_start_matches(|c: char| c.is_ascii_digit());
        let amount = folded.strip_suffix(unit)?.parse().ok().filter(|amount| (1..=9999).contains(amount))?;
        let unit = match unit {
            "h" => LapseUnit::Hours,
            "d" => LapseUnit::Days,
            "s" | "w" => LapseUnit::Weeks,
            _ => return None,
        };
        Some(Self { amount, unit })
    }
}

/// Which occurrence a date without a year means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leaning {
    /// The last one that is not after today.
    Past,
    /// The one closest to today.
    Nearest,
}

/// What a value says of a day, before a missing year is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    Days(NaiveDate, NaiveDate),
    Yearless { day: u32, month: u32 },
}

/// Why a value is no range of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoRange {
    /// It cannot be read.
    Unread,
    /// It ends before it begins.
    Reversed,
}

/// Reads the days that a folded value names: a day, a word, a range, an open range, a comparison.
pub(super) fn days(folded: &str, today: NaiveDate, leaning: Leaning) -> Result<DayRange, NoRange> {
    let read = |text: &str| written(text, today).ok_or(NoRange::Unread);
    if let Some((left, right)) = folded.split_once("..") {
        let from = if left.is_empty() { None } else { Some(read(left)?) };
        let to = if right.is_empty() { None } else { Some(read(right)?) };
        return between(from, to, today, leaning);
    }
    let (comparison, rest) = comparison(folded);
    let (from, to) = settle(read(rest)?, today, leaning).ok_or(NoRange::Unread)?;
    let range = |from, to| Ok(DayRange { from, to });
    match comparison {
        "" | "=" => range(Some(from), Some(to)),
        "<" => range(None, from.pred_opt()),
        "<=" => range(None, Some(to)),
        ">" => range(to.succ_opt(), None),
        _ => range(Some(from), None),
    }
}

/// Splits a leading comparison off; `""` when there is none.
pub(super) fn comparison(text: &str) -> (&str, &str) {
    let rest = ["<=", ">=", "<", ">", "="].iter().find_map(|sign| text.strip_prefix(sign).map(|rest| (*sign, rest)));
    rest.unwrap_or(("", text))
}

fn between(
    from: Option<Written>,
    to: Option<Written>,
    today: NaiveDate,
    leaning: Leaning,
) -> Result<DayRange, NoRange> {
    let open = |written| settle(written, today, leaning).ok_or(NoRange::Unread);
    let (from, to) = match (from, to) {
        (None, None) => return Err(NoRange::Unread),
        (Some(from), None) => (Some(open(from)?.0), None),
        (None, Some(to)) => (None, Some(open(to)?.1)),
        // A missing year is taken from the other end.
        (Some(Written::Yearless { day, month }), Some(Written::Days(_, to))) => {
            let from = occurrences(day, month, to.year()).filter(|day| *day <= to).max();
            (Some(from.ok_or(NoRange::Unread)?), Some(to))
        }
        (Some(from), Some(to)) => {
            let from = open(from)?.0;
            let to = match to {
                Written::Days(_, to) => to,
                Written::Yearless { day, month } => {
                    let next = occurrences(day, month, from.year()).filter(|day| *day >= from).min();
                    next.ok_or(NoRange::Unread)?
                }
            };
            (Some(from), Some(to))
        }
    };
    match (from, to) {
        (Some(from), Some(to)) if from > to => Err(NoRange::Reversed),
        (from, to) => Ok(DayRange { from, to }),
    }
}

fn settle(written: Written, today: NaiveDate, leaning: Leaning) -> Option<(NaiveDate, NaiveDate)> {
    match written {
        Written::Days(from, to) => Some((from, to)),
        Written::Yearless { day, month } => {
            let near = occurrences(day, month, today.year());
            let date = match leaning {
                Leaning::Past => near.filter(|date| *date <= today).max(),
                Leaning::Nearest => near.min_by_key(|date| (*date - today).num_days().abs()),
            }?;
            Some((date, date))
        }
    }
}

/// The occurrences of a day around a year; eight years either way hold one 29 February at least.
fn occurrences(day: u32, month: u32, year: i32) -> impl Iterator<Item = NaiveDate> {
    (year - 8..=year + 8).filter_map(move |year| NaiveDate::from_ymd_opt(year, month, day))
}

fn written(text: &str, today: NaiveDate) -> Option<Written> {
    let one = |date: NaiveDate| Some(Written::Days(date, date));
    if TODAY.is(text) {
        return one(today);
    }
    if YESTERDAY.is(text) {
        return one(today.pred_opt()?);
    }
    if TOMORROW.is(text) {
        return one(today.succ_opt()?);
    }
    if WEEK.is(text) {
        let monday = today.checked_sub_days(Days::new(u64::from(today.weekday().num_days_from_monday())))?;
        return Some(Written::Days(monday, monday.checked_add_days(Days::new(6))?));
    }
    if MONTH.is(text) {
        let first = today.with_day(1)?;
        return Some(Written::Days(first, first.checked_add_months(Months::new(1))?.pred_opt()?));
    }
    let number = |part: &str, most: usize| {
        let digits = (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        if digits { part.parse::<u32>().ok() } else { None }
    };
    let date = |year: u32, month, day| {
        let year = i32::try_from(year).ok().filter(|year| (1900..=2200).contains(year))?;
        NaiveDate::from_ymd_opt(year, month, day)
    };
    if let [year, month, day] = text.split('-').collect::<Vec<_>>().as_slice() {
        return one(date(number(year, 4)?, number(month, 2)?, number(day, 2)?)?);
    }
    match text.split('/').collect::<Vec<_>>().as_slice() {
        [day, month, year] => one(date(number(year, 4)?, number(month, 2)?, number(day, 2)?)?),
        [day, month] => {
            let (day, month) = (number(day, 2)?, number(month, 2)?);
            // A leap year knows every day that there is.
            NaiveDate::from_ymd_opt(2024, month, day).map(|_| Written::Yearless { day, month })
        }
        _ => None,
    }
}
