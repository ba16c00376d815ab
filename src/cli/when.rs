//! Times of the command line: typed with or without an offset, shown short. A time without an offset is
//! the branch's own, never the terminal's.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Utc};

use super::outcome::Trouble;
use crate::store::{Db, wall};

/// A time as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum When {
    /// With its offset: one moment.
    Moment(DateTime<FixedOffset>),
    /// By the wall clock of the branch.
    Wall(NaiveDateTime),
}

impl When {
    /// The moment meant, by the branch of whoever asks.
    ///
    /// # Errors
    /// The database out of reach.
    pub async fn at_branch(&self, db: &Db) -> Result<DateTime<Utc>, Trouble> {
        match self {
            Self::Moment(moment) => Ok(moment.to_utc()),
            Self::Wall(wall) => Ok(wall::moment(db, *wall).await?),
        }
    }
}

/// Reads a time for clap: `2026-12-04`, `2026-12-04 14:00`, `2026-12-04T14:00:00-03:00`, `04/12/2026 14:00`.
///
/// # Errors
/// Anything else, with a sample of what fits.
pub fn parse(text: &str) -> Result<When, String> {
    let text = text.trim();
    for form in ["%Y-%m-%dT%H:%M:%S%.f%:z", "%Y-%m-%d %H:%M:%S%.f%:z", "%Y-%m-%dT%H:%M%:z", "%Y-%m-%d %H:%M%:z"] {
        if let Ok(moment) = DateTime::parse_from_str(text, form) {
            return Ok(When::Moment(moment));
        }
    }
    if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
        return Ok(When::Moment(moment));
    }
    for form in ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M"] {
        if let Ok(wall) = NaiveDateTime::parse_from_str(text, form) {
            return Ok(When::Wall(wall));
        }
    }
    for form in ["%Y-%m-%d", "%d/%m/%Y"] {
        if let Ok(date) = NaiveDate::parse_from_str(text, form) {
            return Ok(When::Wall(date.and_time(NaiveTime::MIN)));
        }
    }
    Err("expected a date such as 2026-12-04, '2026-12-04 14:00' or 2026-12-04T14:00:00-03:00".to_owned())
}

/// An ISO time as people read it: `04/12/2026 14:00` (Z-13). Anything else is left as it is.
#[must_use]
pub fn short(iso: &str) -> String {
    DateTime::parse_from_rfc3339(iso).map_or_else(|_| iso.to_owned(), |at| at.format("%d/%m/%Y %H:%M").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_without_an_offset_is_the_branchs_own() {
        for text in ["2026-12-04 14:00", "2026-12-04T14:00", "2026-12-04T14:00:00", "04/12/2026 14:00"] {
            let When::Wall(wall) = parse(text).unwrap() else { panic!("{text} has no offset") };
            assert_eq!(wall.to_string(), "2026-12-04 14:00:00", "{text}");
        }
        assert!(matches!(parse("2026-12-04").unwrap(), When::Wall(_)));
    }

    #[test]
    fn a_time_with_an_offset_is_one_moment() {
        for text in ["2026-12-04T14:00:00-03:00", "2026-12-04 14:00-03:00", "2026-12-04T17:00:00Z"] {
            let When::Moment(moment) = parse(text).unwrap() else { panic!("{text} has an offset") };
            assert_eq!(moment.to_utc().to_string(), "2026-12-04 17:00:00 UTC", "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_answered_with_a_sample() {
        for text in ["", "amanhã", "2026-13-01", "31/02/2026"] {
            assert!(parse(text).unwrap_err().contains("2026-12-04 14:00"), "{text}");
        }
    }

    #[test]
    fn a_time_is_shown_by_its_own_offset() {
        assert_eq!(short("2026-03-10T12:04:31-03:00"), "10/03/2026 12:04");
    }
}
