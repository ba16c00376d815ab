//! Business time of the sample school, read once from the engine's calendar: opening spans as instants.
//! The same answers as the engine's `act.add_business_*`; a test holds them against each other.

use chrono::NaiveDate;

/// One opening span.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    /// Local day.
    pub day: NaiveDate,
    /// Seconds since 1970.
    pub opens: i64,
    /// Seconds since 1970.
    pub closes: i64,
}

/// Spans in order, without overlap.
#[derive(Debug, Clone)]
pub(super) struct Hours {
    spans: Vec<Span>,
    /// Business seconds before each span.
    before: Vec<i64>,
    /// Index of the last span of each business day.
    last_of_day: Vec<usize>,
    /// Number of the business day of each span.
    day_of: Vec<usize>,
}

impl Hours {
    pub(super) fn new(spans: Vec<Span>) -> Self {
        let (mut before, mut last_of_day, mut day_of) = (Vec::new(), Vec::<usize>::new(), Vec::new());
        let (mut sum, mut day) = (0, None);
        for (n, span) in spans.iter().enumerate() {
            before.push(sum);
            sum += span.closes - span.opens;
            if day == Some(span.day) {
                last_of_day.pop();
            }
            day = Some(span.day);
            last_of_day.push(n);
            day_of.push(last_of_day.len() - 1);
        }
        Self { spans, before, last_of_day, day_of }
    }

    /// The span in which an instant lies, or the next one.
    fn at(&self, instant: i64) -> usize {
        self.spans.partition_point(|span| span.closes <= instant)
    }

    /// Business seconds from the first span to an instant.
    pub(super) fn elapsed(&self, instant: i64) -> i64 {
        let n = self.at(instant);
        match (self.spans.get(n), self.before.get(n)) {
            (Some(span), Some(before)) => before + (instant - span.opens).max(0),
            _ => {
                self.spans.last().zip(self.before.last()).map_or(0, |(span, before)| before + span.closes - span.opens)
            }
        }
    }

    /// The instant of so many business seconds from the first span; the far end when the calendar ends before.
    pub(super) fn instant(&self, seconds: i64) -> i64 {
        let n = self.before.partition_point(|before| *before < seconds).saturating_sub(1);
        match (self.spans.get(n), self.before.get(n)) {
            (Some(span), Some(before)) => (span.opens + seconds - before).min(span.closes),
            _ => 0,
        }
    }

    /// The instant when so many business seconds after another have passed.
    pub(super) fn after(&self, from: i64, seconds: i64) -> i64 {
        self.instant(self.elapsed(from) + seconds)
    }

    /// Business seconds between two instants.
    pub(super) fn between(&self, from: i64, to: i64) -> i64 {
        self.elapsed(to) - self.elapsed(from)
    }

    /// Closing time of the n-th business day after the day of an instant within opening hours (amendment 17).
    pub(super) fn days_after(&self, from: i64, days: i64) -> Option<Span> {
        let day = *self.day_of.get(self.at(from))?;
        let last = *self.last_of_day.get(day.checked_add(usize::try_from(days).ok()?)?)?;
        self.spans.get(last).copied()
    }

    /// Local day of an instant within opening hours.
    pub(super) fn day(&self, instant: i64) -> Option<NaiveDate> {
        self.spans.get(self.at(instant)).map(|span| span.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Friday and Monday 08:00–18:00 in hours since an origin on Friday midnight, in seconds.
    fn hours() -> Hours {
        let day = |n| NaiveDate::from_ymd_opt(2026, 3, 6).unwrap() + chrono::Days::new(n);
        let h = |hours: i64| hours * 3600;
        Hours::new(vec![
            Span { day: day(0), opens: h(8), closes: h(12) },
            Span { day: day(0), opens: h(13), closes: h(18) },
            Span { day: day(3), opens: h(72 + 8), closes: h(72 + 18) },
            Span { day: day(4), opens: h(96 + 8), closes: h(96 + 18) },
        ])
    }

    #[test]
    fn business_time_skips_lunch_and_weekend() {
        let (hours, h) = (hours(), |hours: i64| hours * 3600);
        assert_eq!(hours.after(h(11), h(2)), h(14));
        assert_eq!(hours.after(h(17), h(2)), h(72 + 9));
        assert_eq!(hours.between(h(17), h(72 + 9)), h(2));
        assert_eq!(hours.after(h(17), h(1)), h(18));
    }

    #[test]
    fn business_days_end_at_closing_time() {
        let (hours, h) = (hours(), |hours: i64| hours * 3600);
        assert_eq!(hours.days_after(h(9), 1).unwrap().closes, h(72 + 18));
        assert_eq!(hours.days_after(h(14), 2).unwrap().closes, h(96 + 18));
        assert!(hours.days_after(h(14), 3).is_none());
    }
}
