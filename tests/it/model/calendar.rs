//! Business time of one branch, reckoned span by span: the model's own, slower and simpler than the engine's.

use std::collections::BTreeSet;

const DAY: i64 = 86_400;

/// Opening spans by weekday (0 = Monday), holidays, and the branch's fixed offset from UTC.
#[derive(Debug, Clone)]
pub struct Calendar {
    pub offset: i64,
    /// weekday -> spans in seconds of the day, in order
    pub hours: [Vec<(i64, i64)>; 7],
    /// days since the epoch
    pub holidays: BTreeSet<i64>,
}

impl Calendar {
    /// Local day number of an instant.
    pub fn day(&self, at: i64) -> i64 {
        (at + self.offset).div_euclid(DAY)
    }

    /// Open spans of a local day, as instants.
    pub fn spans(&self, day: i64) -> Vec<(i64, i64)> {
        if self.holidays.contains(&day) {
            return Vec::new();
        }
        // Day 0, 1970-01-01, was a Thursday.
        let weekday = usize::try_from((day + 3).rem_euclid(7)).expect("0..7");
        let midnight = day * DAY - self.offset;
        self.hours[weekday].iter().map(|(a, b)| (midnight + a, midnight + b)).collect()
    }

    /// The instant at which `left` more seconds of opening time have passed; at a day's end it is that end.
    pub fn after(&self, from: i64, left: i64) -> i64 {
        let (mut day, mut left) = (self.day(from), left);
        loop {
            for (a, b) in self.spans(day) {
                let start = a.max(from);
                if start < b {
                    if left <= b - start {
                        return start + left;
                    }
                    left -= b - start;
                }
            }
            day += 1;
        }
    }

    /// Opening seconds between two instants; none when the second is the earlier.
    pub fn between(&self, from: i64, to: i64) -> i64 {
        (self.day(from)..=self.day(to))
            .flat_map(|day| self.spans(day))
            .map(|(a, b)| (b.min(to) - a.max(from)).max(0))
            .sum()
    }

    /// Closing time of the n-th business day after the instant's day.
    pub fn closing(&self, from: i64, n: i64) -> i64 {
        let (mut day, mut n) = (self.day(from), n);
        loop {
            day += 1;
            if let Some((_, end)) = self.spans(day).last() {
                n -= 1;
                if n == 0 {
                    return *end;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn school() -> Calendar {
        let week = vec![(8 * 3600, 12 * 3600), (13 * 3600, 18 * 3600)];
        let hours = [week.clone(), week.clone(), week.clone(), week.clone(), week, vec![(8 * 3600, 12 * 3600)], vec![]];
        Calendar { offset: -3 * 3600, hours, holidays: BTreeSet::new() }
    }

    /// 2026-03-10 12:04 in São Paulo, a Tuesday.
    const TUESDAY: i64 = 1_773_155_040;

    #[test]
    fn z8_two_business_days_end_at_the_second_closing() {
        // Thursday 12 March 18:00 local = 21:00 UTC.
        assert_eq!(school().closing(TUESDAY, 2), 1_773_349_200);
    }

    #[test]
    fn z8_business_hours_skip_lunch_and_night() {
        let c = school();
        let day = c.day(TUESDAY);
        assert_eq!(c.after(TUESDAY, 3600), c.spans(day)[1].0 + 3600);
        assert_eq!(c.after(TUESDAY, 5 * 3600), c.spans(day)[1].1);
        assert_eq!(c.after(TUESDAY, 5 * 3600 + 1), c.spans(day + 1)[0].0 + 1);
        assert_eq!(c.between(TUESDAY, c.after(TUESDAY, 77_777)), 77_777);
    }
}
