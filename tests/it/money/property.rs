//! Random settings of company and branch, contracts and dates: a due date is never before the request, never on a closed day
//! when it is moved, and the numbers of its own explanation lead to it again – in the engine, and not in spoiled ones.

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
///
/// # Errors
/// The step whose numbers do not lead to what it says.
fn recomputed(steps: &[Value], open: &dyn Fn(NaiveDate) -> bool) -> Result<NaiveDate, String> {
    let mut at: Option<NaiveDate> = None;
    let mut day = 0;
    for step in steps {
        match step["step"].as_str().unwrap() {
            "rule" | "next_number" if step["number"].as_i64().unwrap() >= 1 => {}
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
                if Some(d) != at || open(d) {
                    return Err(format!("{step} moves another day"));
                }
                while !open(d) {
                    d = if step["policy"] == "next" { d + Days::new(1) } else { d - Days::new(1) };
                }
                if d != date(&step["to"]) {
                    return Err(format!("{step} does not lead to {d}"));
                }
                at = Some(d);
            }
            other => return Err(format!("an unknown step {other}: {step}")),
        }
        if !step["date"].is_null() && step["step"] != "non_business" && at != Some(date(&step["date"])) {
            return Err(format!("{step} does not lead to {at:?}"));
        }
    }
    at.ok_or_else(|| "no step dates it".to_owned())
}

/// One random school: its statements, and what is known of it.
struct Case {
    sql: String,
    day: NaiveDate,
    branch: u16,
    holidays: Vec<NaiveDate>,
    policy: &'static str,
    saturday: bool,
    sunday: bool,
    adjust: bool,
}

/// Days after the request: often few, so that what is moved back would come before it.
fn soon(dice: &mut Dice) -> u64 {
    if dice.coin() { dice.below(4) } else { dice.below(40) }
}

fn settings(dice: &mut Dice) -> Value {
    let policy = ["next", "previous", "keep"][usize::try_from(dice.below(3)).unwrap()];
    json!({"use_contract_fixed_day": dice.coin(), "auto_due_date": dice.coin().then(|| json!({"days": soon(dice)})),
        "non_business_day": policy, "saturday_is_business": dice.coin(), "sunday_is_business": dice.coin(),
        "adjust_extra_installments": dice.below(5) > 0, "installment_fallback": if dice.coin() { "reject" } else { "next_number" }})
}

/// What a branch sets otherwise: some of the keys; the automatic date may be switched off.
fn otherwise(dice: &mut Dice) -> Value {
    let Value::Object(mut all) = settings(dice) else { panic!("an object") };
    all.retain(|_, _| dice.coin());
    if all.get("auto_due_date").is_some_and(Value::is_null) {
        all.insert("auto_due_date".to_owned(), json!(false));
    }
    Value::Object(all)
}

impl Case {
    fn new(number: u32) -> Self {
        let mut dice = Dice(u64::from(number).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let first = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        let day = first + Days::new(dice.below(180));
        let holidays: Vec<NaiveDate> = (0..12)
            .map(|n| {
                if n < 4 { day - Days::new(3) + Days::new(dice.below(10)) } else { first + Days::new(dice.below(240)) }
            })
            .collect();
        let (company, own) = (settings(&mut dice), otherwise(&mut dice));
        let branch: u16 = if dice.coin() { 2 } else { 1 };
        let fixed = if dice.coin() { (dice.below(31) + 1).to_string() } else { "null".to_owned() };
        let mut sql = format!(
            "delete from academic.contract_installment; delete from app.installment_rule; delete from app.holiday;
            delete from app.settings; insert into app.settings (company, branch, doc) values (1, 0, '{company}'), (1, 2, '{own}');
            update academic.contract set fixed_due_day = {fixed};"
        );
        for holiday in &holidays {
            sql += &format!(
                "insert into app.holiday (company, calendar_id, day) select 1, id, '{holiday}' from app.calendar on conflict do nothing;"
            );
        }
        // Sometimes the branch has rules of its own, and then only those count (D-7).
        let whose = if dice.below(3) == 0 { branch } else { 0 };
        for n in 1..=4_u64 {
            let until = first + Days::new(n * 45);
            let due =
                if dice.below(3) == 0 { format!("'{}'", until + Days::new(dice.below(30))) } else { "null".to_owned() };
            sql += &format!(
                "insert into app.installment_rule (company, branch, period_code, request_until, installment, due_date) values (1, {whose}, '2026/1', '{until}', {n}, {due});"
            );
            if dice.coin() {
                let planned = first + Days::new(dice.below(300));
                sql += &format!(
                    "insert into academic.contract_installment (company, contract_id, number, amount, due_date) select 1, id, {n}, 9, '{planned}' from academic.contract where number = 'CR1';"
                );
            }
        }
        let said = |key: &str| own.get(key).filter(|_| branch == 2).unwrap_or(&company[key]).clone();
        let policy = match said("non_business_day").as_str() {
            Some("previous") => "previous",
            Some("keep") => "keep",
            _ => "next",
        };
        let flag = |key: &str| said(key).as_bool().unwrap();
        Self {
            sql,
            day,
            branch,
            holidays,
            policy,
            saturday: flag("saturday_is_business"),
            sunday: flag("sunday_is_business"),
            adjust: flag("adjust_extra_installments"),
        }
    }

    fn open(&self, d: NaiveDate) -> bool {
        let weekday = d.weekday().number_from_monday();
        !self.holidays.contains(&d) && (weekday != 6 || self.saturday) && (weekday != 7 || self.sunday)
    }

    /// Whether a date was given.
    ///
    /// # Errors
    /// What of the answer is not as it must be.
    fn judge(&self, due: &Value) -> Result<bool, String> {
        if due["due"].is_null() {
            let code = due["problems"][0]["code"].as_str().unwrap_or_default();
            let known = ["E_NO_INSTALLMENT_ROW", "E_NO_DUE_DATE_RULE"].contains(&code);
            return if known { Ok(false) } else { Err(format!("neither date nor reason: {due}")) };
        }
        let found = date(&due["due"]);
        if found < self.day {
            return Err(format!("{found} is before {}: {due}", self.day));
        }
        if self.policy != "keep" && self.adjust && !self.open(found) {
            return Err(format!("{found} is closed: {due}"));
        }
        let told = recomputed(due["steps"].as_array().unwrap(), &|d| self.open(d))?;
        if told == found { Ok(true) } else { Err(format!("the steps lead to {told}: {due}")) }
    }
}

/// Asks the engine for so many cases: how many were dated, moved to a business day, a month on, and of a branch that differs.
///
/// # Errors
/// The first case that is not as it must be.
async fn tried(school: &School, cases: u32) -> Result<[usize; 4], String> {
    let mut counts = [0; 4];
    for number in 1..=cases {
        let case = Case::new(number);
        school.run(&case.sql).await;
        let due = school
            .value(&format!(
                "select act.due_date(1::smallint, {}::smallint, '2026/1', (select id from academic.contract where number = 'CR1'), '{}')",
                case.branch, case.day
            ))
            .await;
        if case.judge(&due).map_err(|fault| format!("case {number}: {fault}"))? {
            let has = |step: &str| due["steps"].as_array().unwrap().iter().any(|s| s["step"] == step);
            for (count, is) in counts.iter_mut().zip([true, has("non_business"), has("month_on"), case.branch == 2]) {
                *count += usize::from(is);
            }
        }
    }
    Ok(counts)
}

#[test]
fn d5_a_due_date_is_never_early_never_closed_and_explains_itself() {
    run(async {
        let school = School::new().await;
        let [dated, moved, rolled, branch] = tried(&school, CASES).await.unwrap_or_else(|fault| panic!("{fault}"));
        assert!(
            dated > 150 && moved > 25 && rolled > 5 && branch > 50,
            "the cases say something: {dated} dated, {moved} moved, {rolled} a month on, {branch} of a branch"
        );
    });
}

/// The rules with one place of theirs spoiled.
const SPOILED: [(&str, &str, &str); 6] = [
    ("moved back before the request", "if o.due < p_day then v_policy := 'next'; end if;", "null;"),
    ("never moved", "if v_why is null or v_policy = 'keep'", "if true or v_policy = 'keep'"),
    ("a fixed day that has passed", "while o.base < p_day loop", "while false loop"),
    ("a day more than is told", "o.base := p_day + v_days; o.source", "o.base := p_day + v_days + 1; o.source"),
    ("a weekend is forgotten", "= 6 and not coalesce", "= 6 and false and not coalesce"),
    (
        "the move is not told",
        "o.steps := o.steps || act.step('non_business'",
        "o.steps := '[]' || act.step('non_business'",
    ),
];

#[test]
fn the_check_of_due_dates_can_fail() {
    run(async {
        let school = School::new().await;
        let rules = include_str!("../../../assets/engine/20_rules/71_due_date.sql");
        let rules = rules.replace("create function", "create or replace function");
        let kept: Vec<&str> = rules.lines().filter(|line| !line.starts_with("create type")).collect();
        let rules = kept.join("\n");
        for (what, from, to) in SPOILED {
            assert_eq!(rules.matches(from).count(), 1, "{what}: its place is lost");
            school.run(&rules.replace(from, to)).await;
            let caught = tried(&school, CASES).await;
            assert!(caught.is_err(), "{what} is not noticed: {caught:?}");
        }
        school.run(&rules).await;
        tried(&school, 20).await.unwrap_or_else(|fault| panic!("as it was, nothing is found: {fault}"));
    });
}
