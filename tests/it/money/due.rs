//! Due dates as tables (domain §10): all 24 combinations, the vectors, business days, rules of a branch.

use serde_json::{Value, json};

use super::school::School;
use crate::support::run;

/// Rita's due date on a day, from the engine itself.
async fn due(school: &School, branch: i16, day: &str) -> Value {
    let sql = format!(
        "select act.due_date(1::smallint, {branch}::smallint, '2026/1', (select id from academic.contract where number = 'CR1'), '{day}')"
    );
    let due = school.value(&sql).await;
    match due["problems"].get(0) {
        Some(problem) => problem["code"].clone(),
        None => json!([due["source"], due["due"], due["number"], due["base"]]),
    }
}

async fn set(school: &School, settings: Value) {
    school.run(&format!("update app.settings set doc = '{settings}' where branch = 0")).await;
}

#[test]
fn d1_to_d3_all_24_combinations() {
    run(async {
        let school = School::new().await;
        school.run("insert into academic.contract_installment (company, contract_id, number, amount, due_date) select 1, id, 3, 100, '2026-04-10' from academic.contract where number = 'CR1'").await;
        let mut seen = 0;
        for row in ["none", "bare", "dated"] {
            let until = if row == "none" { "2026-03-09" } else { "2026-03-20" };
            let date = if row == "dated" { "'2026-04-06'" } else { "null" };
            school.run(&format!("delete from app.installment_rule; insert into app.installment_rule (company, period_code, request_until, installment, due_date) values (1, '2026/1', '{until}', 3, {date})")).await;
            for fixed in [false, true] {
                for day in [None, Some(10)] {
                    for auto in [false, true] {
                        let text = day.map_or("null".to_owned(), |d: i32| d.to_string());
                        school.run(&format!("update academic.contract set fixed_due_day = {text}")).await;
                        set(&school, json!({"use_contract_fixed_day": fixed, "non_business_day": "keep", "auto_due_date": auto.then(|| json!({"days": 5}))})).await;
                        let want = match (row, fixed && day.is_some(), auto) {
                            ("none", ..) => json!("E_NO_INSTALLMENT_ROW"),
                            ("dated", ..) => json!(["table", "2026-04-06", 3, "2026-04-06"]),
                            (_, true, _) => json!(["fixed_day", "2026-04-10", 3, "2026-04-10"]),
                            (_, false, true) => json!(["days_after", "2026-03-15", 3, "2026-03-15"]),
                            (_, false, false) => json!("E_NO_DUE_DATE_RULE"),
                        };
                        assert_eq!(due(&school, 1, "2026-03-10").await, want, "{row} P1 {fixed} day {day:?} P3 {auto}");
                        seen += 1;
                    }
                }
            }
        }
        assert_eq!(seen, 24);
    });
}

#[test]
fn d4_the_vectors_v01_to_v10() {
    run(async {
        let school = School::new().await;
        let vectors = [
            ("V01", "2026-03-10", true, 10, true, "keep", 3, "2026-04-10", "2026-04-10"),
            ("V02", "2026-03-20", true, 10, true, "keep", 3, "2026-04-10", "2026-04-10"),
            ("V03", "2026-03-21", true, 10, true, "keep", 4, "2026-05-10", "2026-05-10"),
            ("V04", "2026-03-21", true, 10, true, "next", 4, "2026-05-10", "2026-05-11"),
            ("V05", "2026-03-21", true, 10, true, "previous", 4, "2026-05-10", "2026-05-08"),
            ("V06", "2026-03-10", true, 31, false, "keep", 3, "2026-03-31", "2026-03-31"),
            ("V07", "2026-04-02", true, 31, false, "keep", 4, "2026-04-30", "2026-04-30"),
            ("V08", "2026-04-15", true, 10, false, "keep", 4, "2026-05-10", "2026-05-10"),
            ("V09", "2026-04-10", true, 10, false, "keep", 4, "2026-04-10", "2026-04-10"),
            ("V10", "2026-03-10", false, 10, true, "keep", 3, "2026-03-15", "2026-03-15"),
        ];
        for (id, day, fixed, contract_day, plan, policy, number, base, want) in vectors {
            school.run(&format!("delete from academic.contract_installment; update academic.contract set fixed_due_day = {contract_day}")).await;
            if plan {
                school.run("insert into academic.contract_installment (company, contract_id, number, amount, due_date) select 1, id, n, 100, d::date from academic.contract, (values (3, '2026-04-10'), (4, '2026-05-10')) as p (n, d) where contract.number = 'CR1'").await;
            }
            let auto = (!fixed).then(|| json!({"days": 5}));
            set(&school, json!({"use_contract_fixed_day": fixed, "auto_due_date": auto, "non_business_day": policy}))
                .await;
            let source = if fixed { "fixed_day" } else { "days_after" };
            assert_eq!(due(&school, 1, day).await, json!([source, want, number, base]), "{id}");
        }
    });
}

#[test]
fn d5_business_days_forwards_backwards_and_never_before_the_request() {
    run(async {
        let school = School::new().await;
        // What the rule dates; on which day it is asked; the settings beside it; what comes of it.
        let cases = [
            (
                "2026-04-03",
                "2026-03-10",
                json!({"non_business_day": "next"}),
                "2026-04-06",
                "Good Friday, a holiday before a weekend",
            ),
            (
                "2026-04-03",
                "2026-03-10",
                json!({"non_business_day": "previous"}),
                "2026-04-02",
                "the day before the holiday",
            ),
            ("2026-04-03", "2026-03-10", json!({"non_business_day": "keep"}), "2026-04-03", "kept"),
            (
                "2026-04-03",
                "2026-03-10",
                json!({"non_business_day": "next", "adjust_extra_installments": false}),
                "2026-04-03",
                "extras are not moved",
            ),
            (
                "2026-04-04",
                "2026-03-10",
                json!({"non_business_day": "next", "saturday_is_business": true}),
                "2026-04-04",
                "Saturday counts",
            ),
            (
                "2026-04-04",
                "2026-03-10",
                json!({"non_business_day": "next", "sunday_is_business": true}),
                "2026-04-05",
                "only Sunday counts",
            ),
            (
                "2026-04-05",
                "2026-03-10",
                json!({"non_business_day": "previous", "saturday_is_business": true}),
                "2026-04-04",
                "back to a Saturday that counts",
            ),
            ("2026-04-05", "2026-03-10", json!({}), "2026-04-06", "next is the default"),
            (
                "2026-04-05",
                "2026-04-05",
                json!({"non_business_day": "previous"}),
                "2026-04-06",
                "previous may not go before the request",
            ),
            (
                "2026-04-05",
                "2026-04-03",
                json!({"non_business_day": "previous"}),
                "2026-04-06",
                "nor land before it, when all between is closed",
            ),
            ("2026-04-21", "2026-03-10", json!({"non_business_day": "next"}), "2026-04-22", "a holiday in the week"),
        ];
        for (date, day, settings, want, why) in cases {
            school.run(&format!("delete from app.installment_rule; insert into app.installment_rule (company, period_code, request_until, installment, due_date) values (1, '2026/1', '{day}', 4, '{date}')")).await;
            set(&school, settings).await;
            assert_eq!(due(&school, 1, day).await[1], want, "{why}");
        }
    });
}

#[test]
fn d2_d6_d7_fallback_guards_and_rules_of_a_branch() {
    run(async {
        let school = School::new().await;
        set(&school, json!({"auto_due_date": {"days": 0}, "installment_fallback": "next_number"})).await;
        assert_eq!(due(&school, 1, "2026-06-01").await, json!(["days_after", "2026-06-01", 1, "2026-06-01"]));
        school.run("insert into academic.contract_installment (company, contract_id, number, amount, due_date) select 1, id, 6, 100, '2026-06-10' from academic.contract where number = 'CR1'").await;
        assert_eq!(due(&school, 1, "2026-06-01").await[2], 7, "the contract's next number");
        // A branch with rows of its own has only those; the others have the company's.
        school.run("insert into app.installment_rule (company, branch, period_code, request_until, installment) values (1, 2, '2026/1', '2026-03-15', 9)").await;
        assert_eq!(
            (due(&school, 2, "2026-03-10").await[2].clone(), due(&school, 1, "2026-03-10").await[2].clone()),
            (json!(9), json!(3))
        );
        set(&school, json!({"auto_due_date": {"days": 5}})).await;
        assert_eq!(due(&school, 2, "2026-03-16").await, "E_NO_INSTALLMENT_ROW");
        // A branch switches the automatic date off, and sets its own days.
        school.run("insert into app.settings (company, branch, doc) values (1, 2, '{\"auto_due_date\": false}')").await;
        assert_eq!(due(&school, 2, "2026-03-10").await, "E_NO_DUE_DATE_RULE");
        school.run("update app.settings set doc = '{\"auto_due_date\": {\"days\": 1}}' where branch = 2").await;
        assert_eq!(due(&school, 2, "2026-03-10").await[1], "2026-03-11");
        for bad in [
            "values (1, '2026/1', '2026-05-01', 4, '2026-04-30')",
            "values (1, '2026/1', '2026-05-01', 0, null)",
            "values (1, '2026/1', '2026-03-20', 4, null)",
        ] {
            let sql = format!(
                "insert into app.installment_rule (company, period_code, request_until, installment, due_date) {bad}"
            );
            let refused = sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&school.scratch.admin()).await;
            assert!(refused.is_err(), "{bad}");
        }
    });
}
