//! Students with their guardians, periods, enrolments, contracts and portal users. The first eleven are fixed and
//! named by their RA, each for one case at the counter; the rest are drawn.

use chrono::{Datelike, Days, NaiveDate};
use sqlx::PgConnection;

use super::classes::Classes;
use super::dice::Dice;
use super::rows::Rows;
use super::words::Words;
use crate::store::failure::Failure;

/// A half-year.
#[derive(Debug, Clone)]
pub(super) struct Period {
    pub id: i32,
    pub starts: NaiveDate,
    pub ends: NaiveDate,
}

/// One stay in a period.
#[derive(Debug, Clone)]
pub(super) struct Stay {
    pub period: i32,
    pub enrolment: i64,
    /// Active in that period; a locked enrolment opens nothing.
    pub active: bool,
    pub contract: Option<i64>,
    /// Disciplines being taken, by their place in the words.
    pub disciplines: Vec<u16>,
}

/// A student, as far as requests need to know.
#[derive(Debug, Clone)]
pub(super) struct Pupil {
    pub id: i64,
    pub ra: String,
    pub email: bool,
    pub portal_user: Option<i32>,
    pub branch: i16,
    pub stays: Vec<Stay>,
}

/// Everybody, and the periods.
#[derive(Debug)]
pub(super) struct Pupils {
    pub periods: Vec<Period>,
    pub pupils: Vec<Pupil>,
}

impl Pupils {
    /// The period of a day.
    pub(super) fn period(&self, day: NaiveDate) -> Option<&Period> {
        self.periods.iter().find(|period| (period.starts..=period.ends).contains(&day))
    }
}

impl Pupil {
    pub(super) fn stay(&self, period: i32) -> Option<&Stay> {
        self.stays.iter().find(|stay| stay.period == period)
    }
}

/// The fixed students; the names of the rest are drawn.
const FIXED: [&str; 11] = [
    "Maria Aparecida de Souza",
    "Carlos Alberto Nogueira",
    "Fernanda Ribeiro Lopes",
    "Rafael Moura Teixeira",
    "Teresa Cristina Barros",
    "João Pedro Silva",
    "João Pedro Silva",
    "Luísa Helena Prates",
    "Beatriz Campos Rocha",
    "Mateus Henrique Duarte",
    "Débora Antunes Vidal",
];
/// The RA of the fixed student whose tuition is overdue; `assets/demo/tuition.sql` names it too.
pub(super) const DEBTOR: &str = "20230011";
const FIRST_FIXED_RA: u64 = 20_230_001;
const FIRST_DRAWN_RA: u64 = 20_240_001;

/// The half-years from that of one day to the one after that of another.
fn periods(from: NaiveDate, to: NaiveDate) -> Vec<Period> {
    let half = |day: NaiveDate| day.year() * 2 + i32::from(day.month() > 6);
    (half(from)..=half(to) + 1)
        .zip(1..)
        .filter_map(|(half, id)| {
            let (year, second) = (half.div_euclid(2), half.rem_euclid(2) == 1);
            let starts = NaiveDate::from_ymd_opt(year, if second { 7 } else { 1 }, 1)?;
            let ends = NaiveDate::from_ymd_opt(year, if second { 12 } else { 6 }, if second { 31 } else { 30 })?;
            Some(Period { id, starts, ends })
        })
        .collect()
}

/// Eleven digits, the last two of which check the others.
fn cpf(number: u64) -> String {
    let mut digits: Vec<u64> = format!("{:09}", number % 1_000_000_000).bytes().map(|b| u64::from(b - b'0')).collect();
    for _ in 0..2 {
        let weights = (2..=digits.len() as u64 + 1).rev();
        let sum: u64 = digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum();
        digits.push(sum * 10 % 11 % 10);
    }
    digits.iter().map(u64::to_string).collect()
}

/// The tables of the academic side, filled together.
struct Tables {
    students: Rows,
    guardians: Rows,
    enrolments: Rows,
    contracts: Rows,
    portal: Rows,
    classes: Classes,
    stays: i64,
    signed: i64,
    guarded: i64,
    users: i32,
}

/// Writes the half-years from that of one day to the one after that of another, and their installment rules: flows
/// that charge are published only where a rule gives a date.
pub(super) async fn lay_periods(db: &mut PgConnection, from: NaiveDate, today: NaiveDate) -> Result<(), Failure> {
    let mut rows = Rows::new("academic.period (company, id, code, name, starts, ends, closed)");
    for period in periods(from, today) {
        let half = if period.starts.month() == 1 { 1 } else { 2 };
        let year = period.starts.year();
        rows.plain(1).plain(period.id).text(&format!("{year}/{half}")).text(&format!("{half}º semestre de {year}"));
        rows.plain(period.starts).plain(period.ends).plain(period.ends < today).end();
    }
    rows.flush(db).await?;
    super::run(db, include_str!("../../../assets/demo/rules.sql")).await
}

/// What is drawn from.
struct Draw<'a> {
    words: &'a Words,
    seed: u64,
    today: NaiveDate,
    current: i32,
    profile: i32,
}

/// Writes `count` students, those of the fixed RAs first, with stays in every period from `from` to today.
pub(super) async fn fill(
    db: &mut PgConnection,
    words: &Words,
    seed: u64,
    count: u32,
    days: (NaiveDate, NaiveDate),
) -> Result<Pupils, Failure> {
    let (from, today) = days;
    let periods = periods(from, today);
    let current = periods.iter().find(|p| (p.starts..=p.ends).contains(&today)).map_or(0, |p| p.id);
    let profile = sqlx::query_scalar("select id from app.profile where company = 1 and code = 'balcao'")
        .fetch_one(&mut *db)
        .await?;
    let mut tables = Tables {
        students: Rows::new("academic.student (company, id, ra, name, cpf, email, phone, birth_date)"),
        guardians: Rows::new("academic.guardian (company, id, student_id, cpf, name, email, kind)"),
        enrolments: Rows::new(
            "academic.enrolment (company, id, student_id, period_id, course, branch, shift, status, enrolled_on)",
        ),
        contracts: Rows::new(
            "academic.contract (company, id, student_id, period_id, course, number, status, fixed_due_day, signed_on)",
        ),
        portal: Rows::new("app.portal_user (company, id, login, name, email, profile_id, student_id)"),
        classes: Classes::new(words, periods.iter().map(|period| period.id)),
        stays: 0,
        signed: 0,
        guarded: 0,
        users: 0,
    };
    let draw = Draw { words, seed, today, current, profile };
    let pupils = (0..u64::from(count.max(FIXED.len() as u32))).map(|n| tables.pupil(n, &periods, &draw)).collect();
    for rows in
        [&mut tables.students, &mut tables.guardians, &mut tables.enrolments, &mut tables.contracts, &mut tables.portal]
    {
        rows.flush(db).await?;
    }
    super::run(db, include_str!("../../../assets/demo/tuition.sql")).await?;
    tables.classes.flush(db).await?;
    Ok(Pupils { periods, pupils })
}

impl Tables {
    fn pupil(&mut self, n: u64, periods: &[Period], draw: &Draw<'_>) -> Pupil {
        let mut dice = Dice::of(draw.seed, 1, n);
        let fixed = usize::try_from(n).ok().and_then(|n| FIXED.get(n)).copied();
        let case = if fixed.is_some() { n + 1 } else { 0 };
        let ra = if fixed.is_some() { FIRST_FIXED_RA + n } else { FIRST_DRAWN_RA + n - FIXED.len() as u64 }.to_string();
        let name = fixed.map_or_else(|| draw.words.name(&mut dice), str::to_owned);
        let has_email = case != 5 && (case != 0 || !dice.percent(4));
        let branch: i16 = if case != 0 || dice.percent(76) { 1 } else { 2 };
        let course = dice.pick(&draw.words.courses).map_or("", String::as_str).to_owned();
        let shift = dice.pick(&draw.words.shifts).map_or("", String::as_str).to_owned();
        let email = format!("{ra}@alunos.example");
        let id = i64::try_from(n).unwrap_or(0) + 1;
        let birth = draw.today - Days::new(17 * 365 + dice.below(24 * 365));
        self.students.plain(1).plain(id).text(&ra).text(&name).text(&cpf(100_000_000 + n * 7_919 + draw.seed % 7_919));
        self.students.maybe_text(has_email.then_some(email.as_str()));
        self.students
            .text(&format!("(11) 9{:04}-{:04}", dice.between(6000, 9999), dice.below(10_000)))
            .plain(birth)
            .end();
        if case == 9 || (case == 0 && dice.percent(12)) {
            self.guardian(id, n, &mut dice, draw);
        }
        let portal_user = (has_email && (case == 0 || case == 1) && dice.percent(if case == 1 { 100 } else { 45 }))
            .then(|| {
                self.users += 1;
                self.portal
                    .plain(1)
                    .plain(self.users)
                    .text(&ra)
                    .text(&name)
                    .text(&email)
                    .plain(draw.profile)
                    .plain(id)
                    .end();
                self.users
            });
        // Each began some time ago; the fixed ones have been here from the start.
        let first = if case != 0 {
            1
        } else {
            i32::try_from(dice.below(u64::try_from(draw.current).unwrap_or(1).max(1))).unwrap_or(0) + 1
        };
        let stays = periods
            .iter()
            .filter(|period| period.id >= first && period.id <= draw.current)
            .filter(|period| !(case == 4 && period.id == draw.current))
            .map(|period| self.stay(id, case, period, (&course, &shift, branch), draw, &mut dice))
            .collect();
        Pupil { id, ra, email: has_email, portal_user, branch, stays }
    }

    fn guardian(&mut self, student: i64, n: u64, dice: &mut Dice, draw: &Draw<'_>) {
        self.guarded += 1;
        let kind = dice.pick(&["mother", "father", "financial"]).copied().unwrap_or("mother");
        let name = draw.words.name(dice);
        self.guardians.plain(1).plain(self.guarded).plain(student).text(&cpf(500_000_000 + n * 7_919)).text(&name);
        self.guardians.text(&format!("responsavel{student}@familias.example")).text(kind).end();
    }

    fn stay(
        &mut self,
        student: i64,
        case: u64,
        period: &Period,
        (course, shift, branch): (&str, &str, i16),
        draw: &Draw<'_>,
        dice: &mut Dice,
    ) -> Stay {
        let current = period.id == draw.current;
        let locked = current && (case == 10 || (case == 0 && dice.percent(3)));
        let on = (period.starts + Days::new(dice.below(20))).min(draw.today);
        self.stays += 1;
        let status = if locked {
            "locked"
        } else if current {
            "active"
        } else {
            "finished"
        };
        self.enrolments
            .plain(1)
            .plain(self.stays)
            .plain(student)
            .plain(period.id)
            .text(course)
            .plain(branch)
            .text(shift)
            .text(status)
            .plain(on)
            .end();
        let enrolment = self.stays;
        let signs = if current && case == 3 {
            0
        } else if current && case == 2 {
            2
        } else {
            1
        };
        let mut contract = None;
        for n in 0..signs {
            self.signed += 1;
            contract.get_or_insert(self.signed);
            let half = if period.starts.month() == 1 { 1 } else { 2 };
            let number = format!("{}{half}-{student:06}{}", period.starts.year(), if n == 0 { "" } else { "-B" });
            let status = if locked {
                "suspended"
            } else if current {
                "active"
            } else {
                "closed"
            };
            let fixed_day = if case == 8 { Some(31) } else { dice.percent(20).then(|| dice.between(5, 28)) };
            self.contracts
                .plain(1)
                .plain(self.signed)
                .plain(student)
                .plain(period.id)
                .text(course)
                .text(&number)
                .text(status);
            self.contracts.maybe(fixed_day).plain(on).end();
        }
        let sits = (period.id, course, status);
        let mut fresh = Dice::of(draw.seed, 7, enrolment.unsigned_abs());
        let disciplines = self.classes.sit(student, sits, (draw.words, case != 0), &mut fresh);
        Stay { period: period.id, enrolment, active: !locked, contract, disciplines }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cpf_checks_itself() {
        assert_eq!(cpf(111_444_777), "11144477735");
        assert_eq!(cpf(529_982_247), "52998224725");
    }

    #[test]
    fn half_years_follow_one_another() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        let found = periods(day(2025, 11, 3), day(2026, 3, 1));
        let ends: Vec<(NaiveDate, NaiveDate)> = found.iter().map(|p| (p.starts, p.ends)).collect();
        assert_eq!(
            ends,
            [
                (day(2025, 7, 1), day(2025, 12, 31)),
                (day(2026, 1, 1), day(2026, 6, 30)),
                (day(2026, 7, 1), day(2026, 12, 31))
            ]
        );
    }
}
