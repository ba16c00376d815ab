//! The sample school: the same for the same seed, every state and every fixed case in it, and held to the
//! engine's own rules by the engine itself.

use std::time::Instant;

use balcao::store::migrate;
use balcao::store::seed::{self, Seed};
use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tokio::sync::OnceCell;

use crate::support::{Scratch, base, run};

/// A Tuesday afternoon in term.
pub fn until() -> DateTime<Utc> {
    "2026-11-24T17:00:00Z".parse().expect("an instant")
}

/// The school that tests read and nobody changes.
pub async fn sample() -> &'static Scratch {
    static SAMPLE: OnceCell<Scratch> = OnceCell::const_new();
    SAMPLE.get_or_init(|| school(Seed { requests: 800, ..usual() })).await
}

/// As `demo` fills it, on a day that stands still.
pub fn usual() -> Seed {
    Seed { until: Some(until()), ..Seed::default() }
}

/// A school of a test's own.
pub async fn school(seed: Seed) -> Scratch {
    // The people's logins belong to the cluster and are made, passwords and all, with the first of these.
    drop(Scratch::new().await);
    let scratch = Scratch::empty().await;
    let mut owner = base::owner(scratch.name()).await;
    migrate::migrate(&mut owner).await.unwrap_or_else(|failure| panic!("{failure}"));
    let begun = Instant::now();
    seed::fill(&mut owner, &seed, |_| {}).await.unwrap_or_else(|failure| panic!("{failure}"));
    println!("{} requests in {:?}", seed.requests, begun.elapsed());
    owner.close().await.expect("closes");
    scratch
}

async fn owner() -> PgConnection {
    base::owner(sample().await.name()).await
}

async fn number(db: &mut PgConnection, sql: &str) -> i64 {
    sqlx::query_scalar(AssertSqlSafe(sql.to_owned()))
        .fetch_one(db)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"))
}

/// One word for everything in the tables that a seed decides.
async fn fingerprint(db: &mut PgConnection) -> String {
    let tables = [
        ("app.request", "to_jsonb(x)"),
        ("app.visit", "to_jsonb(x)"),
        ("app.history", "to_jsonb(x) - 'xid'"),
        ("app.history_note", "to_jsonb(x)"),
        ("app.answer", "to_jsonb(x)"),
        ("app.action_done", "to_jsonb(x)"),
        ("app.parameter_answer", "to_jsonb(x)"),
        ("app.message", "to_jsonb(x)"),
        ("app.attachment", "to_jsonb(x)"),
        ("app.file_content", "to_jsonb(x)"),
        ("app.portal_user", "to_jsonb(x) - 'created_at'"),
        ("academic.student", "to_jsonb(x)"),
        ("academic.guardian", "to_jsonb(x)"),
        ("academic.enrolment", "to_jsonb(x)"),
        ("academic.contract", "to_jsonb(x)"),
    ];
    let parts: Vec<String> = tables
        .iter()
        .map(|(table, row)| format!("(select '{table} ' || count(*) || ' ' || md5(string_agg(md5(({row})::text), '' order by md5(({row})::text))) from {table} x)"))
        .collect();
    let sql = format!("select concat_ws(E'\\n', {})", parts.join(", "));
    sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(db).await.expect("a fingerprint")
}

#[test]
fn the_same_seed_gives_the_same_school_and_another_does_not() {
    run(async {
        let small = |seed| Seed { students: 40, requests: 90, seed, ..usual() };
        let mut prints = Vec::new();
        for seed in [11, 11, 12] {
            let school = school(small(seed)).await;
            prints.push(fingerprint(&mut base::owner(school.name()).await).await);
        }
        assert_eq!(prints[0], prints[1]);
        assert_ne!(prints[0], prints[2]);
    });
}

#[test]
fn every_state_is_there_and_everyone_has_work() {
    run(async {
        let mut db = owner().await;
        for status in ["queued", "in_progress", "waiting", "concluded", "cancelled"] {
            let n = number(&mut db, &format!("select count(*) from app.request where status = '{status}'")).await;
            assert!(n >= 8, "{n} {status}");
        }
        for outcome in ["granted", "denied", "done"] {
            let n = number(&mut db, &format!("select count(*) from app.request where outcome = '{outcome}'")).await;
            assert!(n >= 8, "{n} {outcome}");
        }
        for login in ["ana", "bruno", "carla", "davi"] {
            let sql = format!(
                "select count(*) from app.request r join app.person p on p.id = r.assignee_id where r.closed_at is null and p.login = '{login}'"
            );
            assert!(number(&mut db, &sql).await >= 1, "{login} holds nothing");
        }
        for (what, sql) in [
            ("late ones", "select count(*) from app.request where closed_at is null and due_sort < (select sec.now())"),
            ("messages from students", "select count(*) from app.message where portal_user_id is not null"),
            ("unread ones", "select count(*) from app.request where unread"),
            ("internal notes", "select count(*) from app.message where internal"),
            ("reopened ones", "select count(*) from app.history where kind = 'reopened'"),
            ("undone acts", "select count(*) from app.history where kind = 'undone'"),
            ("files", "select count(*) from app.file_content"),
            ("branches", "select count(distinct branch) - 1 from app.request"),
        ] {
            assert!(number(&mut db, sql).await >= 1, "no {what}");
        }
        assert_eq!(number(&mut db, "select count(*) from app.request").await, 800);
        assert_eq!(number(&mut db, "select count(*) from academic.student").await, 300);
        assert_eq!(number(&mut db, "select count(distinct type_id) from app.request").await, 15);
        let sql = "select (max(opened_at)::date - min(opened_at)::date)::bigint from app.request";
        assert!((50..=60).contains(&number(&mut db, sql).await));
    });
}

#[test]
fn the_engine_verifies_every_chain_and_lays_every_deadline_alike() {
    run(async {
        let mut db = owner().await;
        let verified: Value = sqlx::query_scalar("select act.verify(sec.system(1::smallint), null, null, 5000)")
            .fetch_one(&mut db)
            .await
            .unwrap();
        assert_eq!((&verified["checked"], &verified["broken"]), (&Value::from(800), &Value::Array(vec![])));
        let wrong = "select count(*) from app.visit v join app.request r on r.company = v.company and r.id = v.request_id
                       join app.stage s on s.company = v.company and s.id = v.stage_id
                      where v.due_at is distinct from act.deadline(v.company, r.branch, v.entered_at, s.duration, s.duration_unit)";
        assert_eq!(number(&mut db, wrong).await, 0, "deadlines of visits");
        let wrong = "select count(*) from app.request r join app.request_type t on t.company = r.company and t.id = r.type_id
                       join app.branch b on b.company = r.company and b.id = r.branch
                      where r.promised_on is distinct from (act.add_business_days(r.company, b.calendar_id, b.tz, r.opened_at, t.expected_days) at time zone b.tz)::date
                        and t.expected_days is not null";
        assert_eq!(number(&mut db, wrong).await, 0, "promises");
        let wrong = "select count(*) from app.request r where status = 'waiting' and due_left_seconds is distinct from act.deadline_left(r, r.paused_at)";
        assert_eq!(number(&mut db, wrong).await, 0, "what is left while waiting");
        let wrong = "select count(*) from app.answer x join app.stage_field f on f.company = x.company and f.id = x.field_id
                      cross join lateral act.parse_value(f.data_type, f.choices, f.min_value, f.max_value, f.regex, x.value) o
                      where f.data_type <> 'file' and (o.why_pt is not null or o.value <> x.value or o.label <> x.label)";
        assert_eq!(number(&mut db, wrong).await, 0, "answers");
        let wrong = "select count(*) from app.parameter_answer x join app.type_parameter f on f.company = x.company and f.id = x.parameter_id
                      cross join lateral act.parse_value(f.data_type, f.choices, f.min_value, f.max_value, f.regex, x.value) o
                      where f.data_type <> 'sql_choice' and (o.why_pt is not null or o.value <> x.value or o.label <> x.label)";
        assert_eq!(number(&mut db, wrong).await, 0, "parameters");
        // What a query would have offered: a discipline that the student takes in the period of the request.
        let chosen = "select count(*) from app.parameter_answer x join app.type_parameter f on f.company = x.company and f.id = x.parameter_id
                      where f.data_type = 'sql_choice'";
        assert!(number(&mut db, chosen).await > 20, "some requests name a discipline");
        let wrong = "select count(*) from app.parameter_answer x join app.type_parameter f on f.company = x.company and f.id = x.parameter_id
                       join app.request r on r.company = x.company and r.id = x.request_id
                      where f.data_type = 'sql_choice' and not exists (select from academic.class_enrolment e
                        join academic.class c on c.company = e.company and c.id = e.class_id join academic.discipline d on d.company = c.company and d.id = c.discipline_id
                       where e.company = r.company and e.student_id = r.student_id and e.status <> 'cancelled' and c.period_id = r.period_id
                         and d.code = x.value #>> '{}' and d.name = x.label)";
        assert_eq!(number(&mut db, wrong).await, 0, "disciplines");
    });
}

#[test]
fn the_fixed_students_are_the_cases_they_stand_for() {
    run(async {
        let school = sample().await;
        let mut ana = school.login("ana").acquire().await.unwrap();
        let refused = |ra: &'static str| {
            let ask = serde_json::json!({"student": ra, "type": "transferencia-turma", "location": "sede", "description": "x", "parameters": {"turno-desejado": "noite"}});
            (ra, ask)
        };
        let mut codes = Vec::new();
        for (ra, ask) in
            [refused("20230001"), refused("20230002"), refused("20230003"), refused("20230004"), refused("20230010")]
        {
            let preview: Value =
                sqlx::query_scalar("select api.preview($1)").bind(ask).fetch_one(&mut *ana).await.unwrap();
            let found: Vec<&str> = preview["problems"]
                .as_array()
                .unwrap()
                .iter()
                .map(|p| p["code"].as_str().unwrap())
                .filter(|code| *code != "E_PARAM_NOT_ALLOWED")
                .collect();
            codes.push(format!("{ra} {}", found.join(" ")).trim_end().to_owned());
        }
        insta::assert_snapshot!(codes.join("\n"), @r"
        20230001
        20230002 E_CONTRACT_CHOICE
        20230003 E_NO_ACTIVE_CONTRACT
        20230004 E_NO_ENROLMENT E_NO_ACTIVE_CONTRACT
        20230010 E_NO_ENROLMENT E_NO_ACTIVE_CONTRACT
        ");
        let mut db = owner().await;
        for (what, sql) in [
            ("no e-mail", "select count(*) from academic.student where ra = '20230005' and email is null"),
            (
                "a fixed day",
                "select count(distinct s.id) from academic.student s join academic.contract c on c.student_id = s.id where s.ra = '20230008' and c.fixed_due_day = 31",
            ),
            (
                "a guardian",
                "select count(distinct s.id) from academic.student s join academic.guardian g on g.student_id = s.id where s.ra = '20230009'",
            ),
            (
                "Maria",
                "select count(*) from academic.student where ra = '20230001' and name = 'Maria Aparecida de Souza'",
            ),
        ] {
            assert_eq!(number(&mut db, sql).await, 1, "{what}");
        }
        assert_eq!(number(&mut db, "select count(*) from academic.student where name = 'João Pedro Silva' and ra in ('20230006', '20230007')").await, 2);
    });
}

#[test]
fn people_work_on_where_the_sample_ends() {
    run(async {
        let school = school(Seed { students: 30, requests: 60, ..usual() }).await;
        let mut ana = school.login("ana").acquire().await.unwrap();
        let taken: Value = sqlx::query_scalar("select api.take_next()").fetch_one(&mut *ana).await.unwrap();
        assert_eq!(taken["status"], "in_progress");
        let opened: Value = sqlx::query_scalar(
            r#"select api.open('{"student": "20230001", "type": "declaracao-matricula", "location": "sede", "description": "Para o estágio."}')"#,
        )
        .fetch_one(&mut *ana)
        .await
        .unwrap();
        assert_eq!(opened["protocol"], "2026.0000061");
        let verified: Value = sqlx::query_scalar("select act.verify(sec.system(1::smallint), null, null, 5000)")
            .fetch_one(&mut base::owner(school.name()).await)
            .await
            .unwrap();
        assert_eq!((&verified["checked"], &verified["broken"]), (&Value::from(61), &Value::Array(vec![])));
    });
}

#[test]
fn a_database_in_use_is_left_alone_and_a_broken_sample_leaves_nothing() {
    run(async {
        let scratch = Scratch::new().await;
        let mut owner = base::owner(scratch.name()).await;
        let failure = seed::fill(&mut owner, &usual(), |_| {}).await.unwrap_err();
        assert!(failure.to_string().contains("holds an institution already"), "{failure}");
        // Later than now: the check of the whole says so, and the transaction is gone with everything.
        let scratch = Scratch::empty().await;
        let mut owner = base::owner(scratch.name()).await;
        migrate::migrate(&mut owner).await.unwrap();
        sqlx::query("alter table app.history add constraint nobody check (kind <> 'concluded') not valid")
            .execute(&mut owner)
            .await
            .unwrap();
        let failure =
            seed::fill(&mut owner, &Seed { requests: 60, students: 20, ..usual() }, |_| {}).await.unwrap_err();
        assert!(failure.to_string().contains("nobody"), "{failure}");
        assert_eq!(number(&mut owner, "select count(*) from app.company").await, 0);
        assert_eq!(number(&mut owner, "select count(*) from app.person").await, 0);
    });
}

#[test]
fn requests_are_all_there_when_they_reach_far_back() {
    run(async {
        // Two years back only a few of the students were here already.
        let school = school(Seed { students: 40, requests: 200, days: Some(700), ..usual() }).await;
        let mut db = base::owner(school.name()).await;
        assert_eq!(number(&mut db, "select count(*) from app.request").await, 200);
        let years = "select count(distinct left(protocol, 4)) from app.request";
        assert!(number(&mut db, years).await >= 2);
        let gaps = "select count(*) from (select substr(protocol, 6)::int as n, row_number() over (partition by left(protocol, 4) order by protocol) as k from app.request) x where n <> k";
        assert_eq!(number(&mut db, gaps).await, 0, "protocols without gaps");
    });
}

/// A hundred thousand requests in bulk, held to the same invariants: the full tier only.
#[test]
fn a_hundred_thousand_requests_pass_the_same_checks() {
    if std::env::var_os("BALCAO_FULL").is_none() {
        return;
    }
    run(async {
        let begun = Instant::now();
        let school = school(Seed { students: 20_000, requests: 100_000, ..usual() }).await;
        let mut db = base::owner(school.name()).await;
        assert_eq!(number(&mut db, "select count(*) from app.request").await, 100_000);
        println!("100000 requests, schema and checks included: {:?}", begun.elapsed());
    });
}
