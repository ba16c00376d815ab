//! What a request would cost on any day: as an opening says it, step by step, for those who may ask; nothing is written.

use serde_json::{Value, json};

use super::school::{School, asked};
use crate::support::run;

const ASK: &str = "select api.price_what_if($1)";

async fn reckon(school: &School, document: Value) -> Value {
    school.call("sonia", ASK, &[document]).await.expect("a reckoning")
}

/// Every row of every table of the institution but the log of look-ups, as one text.
async fn fingerprint(school: &School) -> Value {
    school
        .value(
            "select md5(string_agg(x.t || query_to_xml(format('select md5(coalesce(string_agg(t::text, '''' order by t::text), '''')) from %s t', x.t), true, true, '')::text, '' order by x.t))
               from (select format('%I.%I', table_schema, table_name) as t from information_schema.tables
                      where table_schema in ('app', 'academic') and table_type = 'BASE TABLE' and table_name <> 'access_log') x",
        )
        .await
}

#[test]
fn a_reckoning_of_today_is_what_an_opening_of_today_says() {
    run(async {
        let school = School::new().await;
        for location in ["sede", "norte"] {
            let preview = school.call("ana", "select api.preview($1)", &[asked(location)]).await.unwrap();
            let told = reckon(&school, asked(location)).await;
            for key in ["charge", "due_steps", "period", "contract", "debts"] {
                assert_eq!(told[key], preview[key], "{location}: {key}");
            }
            assert_eq!((&told["date"], &told["today"]), (&json!("2026-03-10"), &json!("2026-03-10")));
            let steps = told["price_steps"].as_array().expect("steps");
            assert!(steps.iter().any(|s| s["step"] == "location"), "{steps:?}");
            assert_eq!(location == "norte", steps.iter().any(|s| s["step"] == "free"), "B-4: {steps:?}");
        }
        // Without a student: the price, and what may be chosen.
        let alone = reckon(&school, json!({"type": "taxa"})).await;
        assert_eq!((&alone["charge"]["amount"], &alone["student"]), (&json!("50.00"), &Value::Null));
        assert_eq!(alone["locations"].as_array().map(Vec::len), Some(2));
    });
}

#[test]
fn d1_to_d5_any_day_is_reckoned_as_the_vectors_say() {
    run(async {
        let school = School::new().await;
        let before = fingerprint(&school).await;
        for (day, number, due, source) in [
            ("2026-03-10", 3, "2026-03-15", "days_after"),
            ("2026-03-20", 3, "2026-03-25", "days_after"),
            ("2026-03-21", 4, "2026-03-26", "days_after"),
            ("2026-05-20", 5, "2026-06-08", "table"),
        ] {
            let told = reckon(&school, json!({"type": "taxa", "student": "R1", "location": "sede", "date": day})).await;
            let charge = &told["charge"];
            assert_eq!((&charge["installment"], &charge["due_date"]), (&json!(number), &json!(due)), "{day}: {told}");
            assert_eq!(charge["due_source"], source, "{day}");
            // The steps lead to the date: the last one that names a day names this one.
            let steps = told["due_steps"].as_array().expect("steps");
            let last = steps.iter().rev().find_map(|s| s["to"].as_str().or(s["date"].as_str()));
            assert_eq!(last, Some(due), "{day}: {steps:?}");
        }
        let codes = |told: &Value| -> Vec<String> {
            let all = told["problems"].as_array().expect("problems").iter();
            all.map(|p| p["code"].as_str().expect("a code").to_owned()).collect()
        };
        let late = reckon(&school, json!({"type": "taxa", "student": "R1", "date": "2026-05-21"})).await;
        assert_eq!(codes(&late), ["E_NO_INSTALLMENT_ROW"], "{late}");
        let old = reckon(&school, json!({"type": "taxa", "student": "R1", "date": "2025-12-31"})).await;
        assert!(codes(&old).contains(&"E_TYPE_EXPIRED".to_owned()), "{old}");
        let nobody = reckon(&school, json!({"type": "taxa", "student": "R9"})).await;
        assert!(codes(&nobody).contains(&"E_STUDENT_UNKNOWN".to_owned()), "{nobody}");
        for bad in ["2026-02-30", "31/03/2026", "hoje"] {
            let refused = school.call("sonia", ASK, &[json!({"type": "taxa", "date": bad})]).await.unwrap_err();
            assert_eq!(refused.1, ["E_FIELD_INVALID"], "{bad}");
        }
        assert_eq!(fingerprint(&school).await, before, "nothing is written");
    });
}

#[test]
fn g2_debts_are_those_of_the_day_asked_for() {
    run(async {
        let school = School::new().await;
        school
            .run(
                "insert into academic.contract_installment (company, contract_id, number, amount, due_date)
                   select 1, id, 1, 300, '2026-02-10' from academic.contract where number = 'CR1';
                 insert into academic.ledger_entry (company, installment_id, issued_on, due_date, amount, balance)
                   select 1, id, '2026-01-05', due_date, amount, amount from academic.contract_installment where origin = 'plan'",
            )
            .await;
        let on = |day: &str| json!({"type": "taxa", "student": "R1", "date": day});
        let early = reckon(&school, on("2026-02-10")).await;
        assert_eq!((&early["debt_check"], &early["debts"]["count"]), (&json!("passed"), &json!(0)), "{early}");
        let later = reckon(&school, on("2026-02-11")).await;
        assert_eq!((&later["debt_check"], &later["debts"]["total"]), (&json!("blocked"), &json!("300.00")), "{later}");
        assert!(later["debt_steps"].as_array().expect("steps").iter().any(|s| s["step"] == "blocks"), "{later}");
        // The price is told all the same.
        assert_eq!(later["charge"]["amount"], "50.00");
        school.run("update app.type_config set validate_debts = false").await;
        assert_eq!(reckon(&school, on("2026-02-11")).await["debt_check"], "not_required");
    });
}

#[test]
fn a_draft_is_reckoned_with_its_own_prices_and_leaves_what_is_live_alone() {
    run(async {
        let school = School::new().await;
        let mut draft = school.call("admin", "select api.export_type('taxa', 'published')", &[]).await.unwrap();
        draft["location"][0]["prices"] = json!([{"amount": "75.00", "from": "2026-01-01", "to": null}]);
        school.call("admin", "select api.import_type($1)", &[draft]).await.unwrap();
        let before = fingerprint(&school).await;
        let ask = |version: Option<&str>| json!({"type": "taxa", "student": "R1", "version": version});
        for (version, amount, state) in
            [(None, "50.00", "published"), (Some("published"), "50.00", "published"), (Some("draft"), "75.00", "draft")]
        {
            let told = reckon(&school, ask(version)).await;
            assert_eq!((&told["charge"]["amount"], &told["state"]), (&json!(amount), &json!(state)), "{version:?}");
        }
        assert_eq!(fingerprint(&school).await, before, "nothing is written");
    });
}

#[test]
fn only_administrators_and_supervisors_reckon() {
    run(async {
        let school = School::new().await;
        let ask = json!({"type": "taxa", "student": "R1"});
        for login in ["admin", "sonia"] {
            school.call(login, ASK, std::slice::from_ref(&ask)).await.unwrap();
        }
        let refused = school.call("ana", ASK, std::slice::from_ref(&ask)).await.unwrap_err();
        assert_eq!(refused.1, ["E_FORBIDDEN"]);
        let refused = school.call("iris", ASK, &[ask]).await.unwrap_err();
        assert_eq!(refused.0, "42501", "{refused:?}");
    });
}

#[test]
fn x11_with_several_contracts_the_one_that_is_asked_for_counts() {
    run(async {
        let school = School::new().await;
        school
            .run(
                "insert into academic.contract (company, student_id, period_id, course, number, signed_on, fixed_due_day)
                   select 1, s.id, p.id, 'Direito', 'CR1-2', p.starts, 10 from academic.student s, academic.period p where s.ra = 'R1';
                 update app.settings set doc = doc || '{\"use_contract_fixed_day\": true}'",
            )
            .await;
        let ask = |contract: Option<&str>| json!({"type": "taxa", "student": "R1", "contract": contract});
        let open = reckon(&school, ask(None)).await;
        assert_eq!(open["contracts"].as_array().map(Vec::len), Some(2), "{open}");
        let codes: Vec<&str> =
            open["problems"].as_array().expect("problems").iter().filter_map(|p| p["code"].as_str()).collect();
        assert!(codes.contains(&"E_CONTRACT_CHOICE") && open["charge"]["due_date"].is_null(), "{open}");
        for (contract, due) in [("CR1", "2026-03-15"), ("CR1-2", "2026-03-10")] {
            let told = reckon(&school, ask(Some(contract))).await;
            assert_eq!((&told["contract"], &told["charge"]["due_date"]), (&json!(contract), &json!(due)), "{told}");
        }
    });
}

/// Who looked up whom, and by what.
async fn looked(school: &School) -> Value {
    school
        .value(
            "select coalesce(jsonb_agg(jsonb_build_array(p.login, l.what, s.ra) order by l.id), '[]')
               from app.access_log l join app.person p on p.company = l.company and p.id = l.person_id
               left join academic.student s on s.company = l.company and s.id = l.student_id",
        )
        .await
}

#[test]
fn z5_a_reckoning_or_a_checklist_for_a_student_is_a_logged_look_up() {
    run(async {
        let school = School::new().await;
        let draft = school.call("admin", "select api.export_type('taxa', 'published')", &[]).await.unwrap();
        school.call("admin", "select api.import_type($1)", &[draft]).await.unwrap();
        let before = looked(&school).await;
        let checklist = "select api.type_checklist('taxa', $1)";
        // Who asks of nobody, or of an RA that nobody has, has looked nobody up.
        for ask in [json!({"type": "taxa"}), json!({"type": "taxa", "student": "R9"})] {
            school.call("sonia", ASK, std::slice::from_ref(&ask)).await.unwrap();
            school.call("ana", checklist, &[ask]).await.unwrap();
        }
        assert_eq!((&before, &looked(&school).await), (&json!([]), &json!([])));
        reckon(&school, json!({"type": "taxa", "student": "R1"})).await;
        // The draft is taken back before the answer; that somebody looked stays.
        let told = reckon(&school, json!({"type": "taxa", "student": "R2", "version": "draft"})).await;
        assert_eq!(told["state"], "draft");
        school.call("ana", checklist, &[json!({"student": "R1"})]).await.unwrap();
        let refused = school.call("ana", ASK, &[json!({"type": "taxa", "student": "R1"})]).await.unwrap_err();
        assert_eq!(refused.1, ["E_FORBIDDEN"], "and saw nothing");
        assert_eq!(
            looked(&school).await,
            json!([["sonia", "what_if", "R1"], ["sonia", "what_if", "R2"], ["ana", "type_checklist", "R1"]])
        );
    });
}
