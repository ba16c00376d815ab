//! Disciplines, their classes in each period, and who sits in them: what the parameter queries of the sample school find.

use sqlx::PgConnection;

use super::dice::Dice;
use super::rows::Rows;
use super::words::Words;
use crate::store::failure::Failure;

/// Classes of a discipline in a period.
const SECTIONS: u64 = 2;
/// Disciplines of a student in a period.
const LOAD: usize = 5;

/// The tables, filled together.
pub(super) struct Classes {
    disciplines: Rows,
    classes: Rows,
    seats: Rows,
    count: u64,
}

impl Classes {
    /// Every discipline of the words, and its classes in these periods.
    pub(super) fn new(words: &Words, periods: impl Iterator<Item = i32>) -> Self {
        let mut all = Self {
            disciplines: Rows::new("academic.discipline (company, id, code, name)"),
            classes: Rows::new("academic.class (company, id, period_id, discipline_id, code, course)"),
            seats: Rows::new("academic.class_enrolment (company, student_id, class_id, status)"),
            count: words.disciplines().len() as u64,
        };
        for (discipline, n) in words.disciplines().iter().zip(1..) {
            all.disciplines.plain(1).plain(n).text(&discipline.code).text(&discipline.name).end();
        }
        for period in periods {
            for (n, discipline) in (0..).zip(words.disciplines()) {
                for section in 0..SECTIONS {
                    let id = all.class(period, n, section);
                    let code = if section == 0 { "A" } else { "B" };
                    all.classes.plain(1).plain(id).plain(period).plain(n + 1).text(code).text(&discipline.course).end();
                }
            }
        }
        all
    }

    fn class(&self, period: i32, discipline: u64, section: u64) -> u64 {
        let period = u64::try_from(period).unwrap_or(1).saturating_sub(1);
        (period * self.count + discipline) * SECTIONS + section + 1
    }

    /// Sits a student in classes of a period, mostly of the course; gives the disciplines that are being taken.
    pub(super) fn sit(
        &mut self,
        student: i64,
        (period, course, status): (i32, &str, &str),
        (words, is_fixed): (&Words, bool),
        dice: &mut Dice,
    ) -> Vec<u16> {
        let mut taken: Vec<u64> = Vec::with_capacity(LOAD);
        if is_fixed {
            taken.push(0);
        }
        let own: Vec<u64> =
            (0..).zip(words.disciplines()).filter(|(_, known)| known.course == course).map(|(n, _)| n).collect();
        while taken.len() < LOAD {
            let drawn = if taken.len() < 4 { dice.pick(&own).copied() } else { None };
            let drawn = drawn.unwrap_or_else(|| dice.below(self.count));
            // A course of few disciplines: the next one that is not taken yet.
            let free = (0..self.count).map(|step| (drawn + step) % self.count.max(1)).find(|n| !taken.contains(n));
            let Some(free) = free else { break };
            taken.push(free);
        }
        let mut active = vec![];
        for (place, discipline) in taken.into_iter().enumerate() {
            // Some give a discipline up on the way; never the first.
            let status = if status == "active" && place > 0 && dice.percent(6) { "cancelled" } else { status };
            let class = self.class(period, discipline, dice.below(SECTIONS));
            self.seats.plain(1).plain(student).plain(class).text(status).end();
            if status != "cancelled" {
                active.extend(u16::try_from(discipline).ok());
            }
        }
        active
    }

    /// Copies everything.
    pub(super) async fn flush(&mut self, db: &mut PgConnection) -> Result<(), Failure> {
        self.disciplines.flush(db).await?;
        self.classes.flush(db).await?;
        self.seats.flush(db).await
    }
}
