//! Opening hours and holidays as the file writes them. Business time itself is computed by the engine.

use crate::domain::file::scalar::{Code, Date, many, one};
use crate::domain::file::{Fault, Step};
use chrono::NaiveDate;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A calendar: when a branch is open (domain.md §4.1, Z-8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// Its code.
    #[serde(deserialize_with = "one::<_, Code, _>")]
    pub code: String,
    /// Opening hours of each weekday.
    pub hours: Hours,
    /// Days on which it is closed all day, sorted.
    #[serde(default, deserialize_with = "many::<_, Date, _>")]
    pub holidays: Vec<NaiveDate>,
    /// Branches may be given it.
    #[serde(default = "super::yes")]
    pub active: bool,
}

/// Opening hours of a week; a missing day is closed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs, reason = "the days of the week")]
pub struct Hours {
    pub mon: Day,
    pub tue: Day,
    pub wed: Day,
    pub thu: Day,
    pub fri: Day,
    pub sat: Day,
    pub sun: Day,
}

impl Hours {
    /// The days from Monday on, with their keys.
    #[must_use]
    pub fn days(&self) -> [(&'static str, &Day); 7] {
        [
            ("mon", &self.mon),
            ("tue", &self.tue),
            ("wed", &self.wed),
            ("thu", &self.thu),
            ("fri", &self.fri),
            ("sat", &self.sat),
            ("sun", &self.sun),
        ]
    }
}

/// The opening hours of a day, `"08:00-12:00 13:00-18:00"`, `""` when closed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Day {
    /// Spans in order and apart from each other, in minutes since midnight: opens, closes (≤ 1440).
    pub spans: Vec<(u16, u16)>,
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (opens, closes)) in self.spans.iter().enumerate() {
            let gap = if index == 0 { "" } else { " " };
            write!(f, "{gap}{:02}:{:02}-{:02}:{:02}", opens / 60, opens % 60, closes / 60, closes % 60)?;
        }
        Ok(())
    }
}

impl Day {
    /// Reads the hours of a day; `None` when they cannot be.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut spans: Vec<(u16, u16)> = Vec::new();
        for span in text.split_whitespace() {
            let (opens, closes) = span.split_once('-')?;
            let (opens, closes) = (minutes(opens)?, minutes(closes)?);
            let after = spans.last().is_none_or(|(_, earlier)| *earlier < opens);
            if opens >= closes || !after {
                return None;
            }
            spans.push((opens, closes));
        }
        Some(Self { spans })
    }
}

fn minutes(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let digits = |part: &str| (part.len() == 2).then(|| part.bytes().all(|b| b.is_ascii_digit()));
    if digits(hours) != Some(true) || digits(minutes) != Some(true) {
        return None;
    }
    let (hours, minutes) = (hours.parse::<u16>().ok()?, minutes.parse::<u16>().ok()?);
    let total = hours * 60 + minutes;
    (minutes < 60 && total <= 1440).then_some(total)
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        Self::parse(&text).ok_or_else(|| {
            D::Error::custom(format_args!(
                "`{text}` are no opening hours: spans in order, \"\" when closed\
                 \u{1f}`{text}` não é um horário: períodos em ordem, \"\" quando fechado\
                 \u{1f}\"08:00-18:00\"\u{1e}\"08:00-12:00 13:00-18:00\"\u{1e}\"\""
            ))
        })
    }
}

impl Calendar {
    /// Sorts the holidays; a calendar that never opens is refused, for no deadline could be reckoned.
    pub(super) fn settle(&mut self, index: usize) -> Result<(), Fault> {
        self.holidays.sort();
        self.holidays.dedup();
        if self.hours.days().iter().all(|(_, day)| day.spans.is_empty()) {
            let way = [Step::Key("calendar"), Step::At(index), Step::Key("hours")];
            let (pt, en) = ("o calendário não abre dia nenhum", "the calendar is never open");
            return Err(Fault::new(&way, pt, en).fits(["mon = \"08:00-18:00\""]));
        }
        Ok(())
    }
}
