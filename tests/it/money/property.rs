//! Random settings, contracts and dates: a due date is never before the request, never on a closed day when it is moved,
//! and the numbers of its own explanation lead to it again.

use chrono::{Datelike, Days, NaiveDate};
use serde_json::{Value, json};

use super::school::School;
use crate::support::run;

const CASES: u32 = 400;

/// A small generator, so that a case is named by its number.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }
    fn coin(&mut self) -> bool {
        self.below(2) == 0
    }
}

fn date(text: &Value) -> NaiveDate {
    text.as_str().and_then(|t| t.parse().ok()).unwrap_or_else(|| panic!("{text} is a date"))
}

fn of_month(year: i32, month: u32, day: u32) -> NaiveDate {
    (1..=day).rev().find_map(|d| NaiveDate::from_ymd_opt(year, month, d)).unwrap()
}

/// The last date of the steps, each recomputed from the one before by its own numbers.
fn recomputed(steps: &[Value], open: &dyn Fn(NaiveDate) -> bool) -> NaiveDate {
    let mut at: Option<NaiveDate> = None;
    let mut day = 0;
    for step in steps {
        match step["step"].as_str().unwrap() {
            "rule" | "next_number" => assert!(step["number"].as_i64().unwrap() >= 1),
            "table" => at = Some(date(&step["date"])),
            "days_after" => at = Some(date(&step["from"]) + Days::new(step["days"].as_u64().unwrap())),
            "fixed_day" => {
                day = u32::try_from(step["day"].as_u64().unwrap()).unwrap();
                let (year, month) = step["month"].as_str().unwrap().split_once('-').unwrap();
                at = Some(of_month(year.parse().unwrap(), month.parse().unwrap(), day));
            }
            "month_on" => {
                let before = at.unwrap();
                let (year, month) =
                    if before.month() == 12 { (before.year() + 1, 1) } else { (before.year(), before.month() + 1) };
                at = Some(of_month(year, month, day));
            }
            "non_business" => {
                let mut d = date(&step["date"]);
                assert_eq!(Some(d), at);
                while !open(d) {
                    d = if step["policy"] == "next" { d + Days::new(1) } else { d - Days::new(1) };
                }
                assert_eq!(d, date(&step["to"]));
                at = Some(d);
            }
            other => panic!("an unknown step {other}"),
        }
        if !step["date"].is_null() && step["step"] != "non_business" {
            assert_eq!(at, Some(date(&step["date"])), "{step}");
        }
    }
    at.expect("some step dates it")
}

#[test]
fn d5_a_due_date_is_never_early_never_closed_and_explains_itself() {
    run(async {
        let school = School::new().await;
        let (mut dated, mut moved, mut rolled) = (0, 0, 0);
        for case in 1..=CASES {
            let mut dice = Dice(u64::from(case).wrapping_mul(0x9E37_79B9_7F4A_7C15));
            let first = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
            let day = first + Days::new(dice.below(180));
            let holidays: Vec<NaiveDate> = (0..12).map(|_| first + Days::new(dice.below(240))).collect();
            let policy = ["next", "previous", "keep"][usize::try_from(dice.below(3)).unwrap()];
            let (saturday, sunday, adjust) = (dice.coin(), dice.coin(), dice.below(5) > 0);
            let settings = json!({"use_contract_fixed_day": dice.coin(), "auto_due_date": dice.coin().then(|| json!({"days": dice.below(40)})),
                "non_business_day": policy, "saturday_is_business": saturday, "sunday_is_business": sunday, "adjust_extra_installments": adjust,
                "installment_fallback": if dice.coin() { "reject" } else { "next_number" }});
            let fixed = if dice.coin() { (dice.below(31) + 1).to_string() } else { "null".to_owned() };
            let mut sql = format!(
                "delete from academic.contract_installment; delete from app.installment_rule; delete from app.holiday;
                update app.settings set doc = '{settings}'; update academic.contract set fixed_due_day = {fixed};"
            );
            for holiday in &holidays {
                sql += &format!(
                    "insert into app.holiday (company, calendar_id, day) select 1, id, '{holiday}' from app.calendar on conflict do nothing;"
                );
            }
            for n in 1..=4_u64 {
                let until = first + Days::new(n * 45);
                let due = if dice.below(3) == 0 {
                    format!("'{}'", until + Days::new(dice.below(30)))
                } else {
                    "null".to_owned()
                };
                sql += &format!(
                    "insert into app.installment_rule (company, period_code, request_until, installment, due_date) values (1, '2026/1', '{until}', {n}, {due});"
                );
                if dice.coin() {
                    let planned = first + Days::new(dice.below(300));
                    sql += &format!(
                        "insert into academic.contract_installment (company, contract_id, number, amount, due_date) select 1, id, {n}, 9, '{planned}' from academic.contract where number = 'CR1';"
                    );
                }
            }
            school.run(&sql).await;
            let due = school.value(&format!("select act.due_date(1::smallint, 1::smallint, '2026/1', (select id from academic.contract where number = 'CR1'), '{day}')")).await;
            if due["due"].is_null() {
                let code = due["problems"][0]["code"].as_str().unwrap();
                assert!(["E_NO_INSTALLMENT_ROW", "E_NO_DUE_DATE_RULE"].contains(&code), "case {case}: {due}");
                continue;
            }
            dated += 1;
            let found = date(&due["due"]);
            let open = |d: NaiveDate| {
                let weekday = d.weekday().number_from_monday();
                !holidays.contains(&d) && (weekday != 6 || saturday) && (weekday != 7 || sunday)
            };
            assert!(found >= day, "case {case}: {due} is before {day}");
            if policy != "keep" && adjust {
                assert!(open(found), "case {case}: {found} is closed");
            }
            let steps = due["steps"].as_array().unwrap();
            assert_eq!(recomputed(steps, &open), found, "case {case}: {due}");
            moved += usize::from(steps.iter().any(|s| s["step"] == "non_business"));
            rolled += usize::from(steps.iter().any(|s| s["step"] == "month_on"));
        }
        assert!(
            dated > 150 && moved > 25 && rolled > 5,
            "the cases say something: {dated} dated, {moved} moved, {rolled} rolled"
        );
    });
}
