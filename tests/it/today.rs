//! "Today" is the day at the branch, whatever time zone a session has: asked at half past ten in the evening in São
//! Paulo, when the program's own sessions are in the next day already, and from both ends of the world.

use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, PgPool};

use crate::money::school::{School, asked};
use crate::support::ask;
use crate::support::run;

const ZONES: [&str; 3] = ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"];

/// A person's session in a time zone.
async fn session(school: &School, login: &str, zone: &str) -> PgPool {
    let pool = school.scratch.login_pool(login, 1);
    sqlx::raw_sql(AssertSqlSafe(format!("set timezone to '{zone}'"))).execute(&pool).await.unwrap();
    pool
}

fn has(list: &Value, code: &str) -> bool {
    list.as_array().unwrap().iter().any(|row| row["code"] == json!(code))
}

/// The type's last day is the clock's at the head office; the other branch is two hours behind.
async fn last_evening() -> School {
    let school = School::new().await;
    school
        .run(
            "update app.request_type set valid_to = '2026-03-10';
             update app.branch set tz = 'America/Rio_Branco' where id = 2;
             update app.clock set frozen_at = '2026-03-10 22:30-03'",
        )
        .await;
    school
}

#[test]
fn x22_a_type_is_offered_while_it_is_its_day_at_one_of_its_branches() {
    run(async {
        let school = last_evening().await;
        // The clock, offered, refused at the head office, refused at the other branch.
        for (clock, offered, refused, north) in [
            ("2026-03-10 22:30-03", true, false, false),
            ("2026-03-11 00:30-03", true, true, false),
            ("2026-03-11 02:30-03", false, true, true),
        ] {
            school.run(&format!("update app.clock set frozen_at = '{clock}'")).await;
            for zone in ZONES {
                let ana = session(&school, "ana", zone).await;
                let said = async |sql: &'static str| ask(&ana, sql, &[]).await.unwrap();
                assert_eq!(has(&said("select api.openable()").await, "taxa"), offered, "{clock} {zone}");
                assert_eq!(has(&said("select api.not_openable()").await, "taxa"), !offered, "{clock} {zone}");
                let list = said("select api.type_checklist('taxa', '{}')").await;
                let window = list["items"].as_array().unwrap().iter().find(|item| item["id"] == "window").unwrap();
                assert_eq!(window["level"] == "error", !offered, "{clock} {zone}: {window}");
                for (location, out) in [("sede", refused), ("norte", north)] {
                    let preview = ask(&ana, "select api.preview($1)", &[asked(location)]).await.unwrap();
                    let expired = preview["problems"].to_string().contains("E_TYPE_EXPIRED");
                    assert_eq!(expired, out, "{clock} {zone} {location}: {preview}");
                }
            }
        }
    });
}

#[test]
fn x22_period_checks_queries_faults_and_my_day_go_by_the_day_of_the_house() {
    run(async {
        let school = last_evening().await;
        school.run("insert into academic.period (company, code, name, starts, ends) values (1, '2026/2', '2º de 2026', '2026-07-01', '2026-12-31')").await;
        for (n, zone) in ZONES.into_iter().enumerate() {
            school.run("update app.clock set frozen_at = '2026-03-10 22:30-03'").await;
            let (ana, admin) = (session(&school, "ana", zone).await, session(&school, "admin", zone).await);
            let checked = ask(&admin, "select api.check_flow('taxa')", &[]).await.unwrap().to_string();
            assert!(checked.contains("menos de 7 dias") && !checked.contains("já terminou"), "{zone}: {checked}");
            let walked = ask(&admin, "select api.walk($1)", &[json!({"type": "taxa", "script": []})]).await.unwrap();
            assert!(!walked.to_string().contains("não inclui hoje"), "{zone}: {walked}");
            let tried = json!({"bound": "select ra, nome from saluno", "student": "R1"});
            let tried = ask(&admin, "select api.test_query($1)", &[tried]).await.unwrap();
            assert_eq!(tried["binds"]["HOJE"], "2026-03-10", "{zone}");
            ask(&ana, "select to_jsonb(api.report_fault('E_NO_DUE_DATE_RULE', 'taxa', null))", &[]).await.unwrap();
            let fault = school.value("select jsonb_agg(jsonb_build_array(day, times)) from app.fault").await;
            assert_eq!(fault, json!([["2026-03-10", n + 1]]), "{zone}");

            // What was done in the first hour of yesterday is of yesterday, what was done before it is not.
            let mut mine = Vec::new();
            for clock in ["2026-03-08 23:30-03", "2026-03-09 00:30-03"] {
                school.run(&format!("update app.clock set frozen_at = '{clock}'")).await;
                mine.push(ask(&ana, "select api.open($1)", &[asked("sede")]).await.unwrap()["protocol"].clone());
            }
            school.run("update app.clock set frozen_at = '2026-03-10 22:30-03'").await;
            let touched = ask(&ana, "select api.touched_by_me(null)", &[]).await.unwrap();
            let touched: Vec<&Value> = touched.as_array().unwrap().iter().map(|row| &row["protocol"]).collect();
            assert!(touched.contains(&&mine[1]) && !touched.contains(&&mine[0]), "{zone}: {touched:?} of {mine:?}");

            school.run("update app.clock set frozen_at = '2026-06-30 22:30-03'").await;
            assert_eq!(ask(&ana, "select api.whoami()", &[]).await.unwrap()["period"], "2026/1", "{zone}");
        }
    });
}

/// No rule casts an instant to a day by the session's time zone.
#[test]
fn x22_no_rule_of_the_engine_asks_the_day_of_the_session() {
    let mut files = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/engine"))];
    let (mut read, mut found) = (0, Vec::new());
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        read += 1;
        let text = std::fs::read_to_string(&path).unwrap();
        found.extend(text.lines().filter(|line| by_session(line)).map(|line| format!("{}: {line}", path.display())));
    }
    assert!(read > 50, "{read} files");
    assert!(found.is_empty(), "{found:#?}");
    assert!(
        by_session("(sec.now())::date") && by_session("v_now::date,") && by_session("date_trunc('day', sec.now())")
    );
}

fn by_session(line: &str) -> bool {
    // The planner is asked for a cost with any day (act.query_cost).
    let line = line.replace("1::bigint, ''::text, current_date", "");
    [
        "now()::date",
        "now())::date",
        "v_now::date",
        "current_date",
        "date_trunc('day', sec.now())",
        "year from sec.now())",
    ]
    .iter()
    .any(|cast| line.contains(cast))
}
