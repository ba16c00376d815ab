//! The engine's rules that a walk of one request does not reach: opening, undo's traces, mail, files, restricted
//! content, frozen flows, leaving people, the clock.

use balcao::domain::flow::TypeFile;
use serde_json::{Value, json};
use sqlx::PgPool;
use sqlx::postgres::PgDatabaseError;

use crate::support::disciplines::disciplines;
use crate::support::{Scratch, run};

const FLOW: &str = include_str!("../../assets/flows/segunda-chamada.toml");

/// The answer of a statement, or SQLSTATE and codes of a refusal.
async fn ask(pool: &PgPool, sql: &'static str, binds: &[Value]) -> Result<Value, (String, Vec<String>)> {
    let mut query = sqlx::query_scalar::<_, Option<Value>>(sql);
    for b in binds {
        query = match b {
            Value::String(s) => query.bind(s.clone()),
            other => query.bind(other.clone()),
        };
    }
    match query.fetch_one(pool).await {
        Ok(v) => Ok(v.unwrap_or(Value::Null)),
        Err(sqlx::Error::Database(e)) => {
            let e = e.downcast_ref::<PgDatabaseError>();
            let detail: Value =
                e.detail().and_then(|d| serde_json::from_str(d).ok()).unwrap_or_else(|| json!({"problems": []}));
            let codes = detail["problems"].as_array().unwrap().iter().map(|p| {
                let field = p["field"].as_str().map(|f| format!("({f})")).unwrap_or_default();
                format!("{}{field}", p["code"].as_str().unwrap())
            });
            Err((e.code().to_owned(), codes.collect()))
        }
        Err(e) => panic!("{sql}: {e}"),
    }
}

/// A school with one published type and twenty students, 1001 … 1020; 1002 has no e-mail and two contracts.
async fn school() -> Scratch {
    let scratch = Scratch::new().await;
    sqlx::raw_sql(
        "insert into academic.student (company, ra, name, email, cpf)
           select 1, (1000 + n)::text, 'Aluno ' || n, case when n <> 2 then 'a' || n || '@escola.example' end, lpad(n::text, 11, '0') from generate_series(1, 20) n;
         insert into academic.enrolment (company, student_id, period_id, course, branch, enrolled_on)
           select 1, s.id, p.id, 'Direito', 1, p.starts from academic.student s, academic.period p where current_date between p.starts and p.ends and s.ra <> '1004';
         insert into academic.contract (company, student_id, period_id, course, number, signed_on)
           select 1, s.id, p.id, 'Direito', 'C' || s.ra, p.starts from academic.student s, academic.period p where current_date between p.starts and p.ends and s.ra <> '1003'
           union all select 1, s.id, p.id, 'Direito', 'D' || s.ra, p.starts from academic.student s, academic.period p where current_date between p.starts and p.ends and s.ra = '1002'",
    )
    .execute(&scratch.admin())
    .await
    .unwrap();
    disciplines(&scratch).await;
    let admin = scratch.login("admin");
    let document = TypeFile::parse(FLOW).unwrap().to_doc();
    ask(&admin, "select api.import_type($1)", &[document]).await.unwrap();
    ask(&admin, "select api.publish_flow('segunda-chamada')", &[]).await.unwrap();
    ask(&admin, "select api.activate_type('segunda-chamada', true)", &[]).await.unwrap();
    scratch
}

fn opening(ra: &str) -> Value {
    json!({"student": ra, "type": "segunda-chamada", "location": "sede", "description": "Perdi a prova",
           "parameters": {"disciplina": "Direito Civil I"}})
}

async fn opened(ana: &PgPool, ra: &str) -> String {
    let r = ask(ana, "select api.open($1)", &[opening(ra)]).await.unwrap();
    r["protocol"].as_str().unwrap().to_owned()
}

#[test]
fn o_every_problem_of_an_opening_is_named_at_once() {
    run(async {
        let scratch = school().await;
        let ana = scratch.login("ana");
        let codes = |v: &Value| -> Vec<String> {
            v["problems"].as_array().unwrap().iter().map(|p| p["code"].as_str().unwrap().to_owned()).collect()
        };
        let bare = ask(&ana, "select api.preview($1)", &[json!({"student": "1004", "type": "segunda-chamada"})])
            .await
            .unwrap();
        assert_eq!(codes(&bare), ["E_LOCATION_REQUIRED", "E_NO_ENROLMENT", "E_PARAM_REQUIRED"]);
        for (ra, want) in
            [("1003", "E_NO_ACTIVE_CONTRACT"), ("1002", "E_CONTRACT_CHOICE"), ("9999", "E_STUDENT_UNKNOWN")]
        {
            let v = ask(&ana, "select api.preview($1)", &[opening(ra)]).await.unwrap();
            assert_eq!(codes(&v), [want], "{ra}");
        }
        let mut chosen = opening("1002");
        chosen["contract"] = json!("D1002");
        chosen["parameters"] = json!({"disciplina": "NADA", "outra": 1});
        let v = ask(&ana, "select api.preview($1)", &[chosen]).await.unwrap();
        assert_eq!(codes(&v), ["E_PARAM_NOT_ALLOWED", "E_FIELD_UNKNOWN"]);
        let mut silent = opening("1001");
        silent.as_object_mut().unwrap().remove("description");
        let v = ask(&ana, "select api.preview($1)", &[silent.clone()]).await.unwrap();
        assert_eq!(codes(&v), [""; 0], "who says nothing asks for what the type is for");
        silent["description"] = json!("  ");
        let v = ask(&ana, "select api.preview($1)", &[silent]).await.unwrap();
        assert_eq!(codes(&v), ["E_DESCRIPTION_REQUIRED"]);
        let v = ask(&ana, "select api.preview($1)", &[json!({"student": "1001", "type": "nada"})]).await.unwrap();
        assert_eq!(codes(&v), ["E_TYPE_UNAVAILABLE"]);
        assert_eq!(
            ask(&scratch.login("admin"), "select act.judge_opening(sec.actor(), '{}', 'desk')", &[])
                .await
                .unwrap_err()
                .0,
            "42501",
            "act is nobody's"
        );
    });
}

#[test]
fn o15_twenty_twins_of_one_submission_open_one_request() {
    run(async {
        let scratch = school().await;
        let ana = scratch.login_pool("ana", 20);
        for (round, same) in [(1, true), (2, false)] {
            let op = format!("00000000-0000-0000-0000-00000000000{round}");
            let tries = (0..20).map(|n| {
                let (ana, op) =
                    (ana.clone(), if same { op.clone() } else { format!("00000000-0000-0000-0000-0000000001{n:02}") });
                tokio::spawn(async move {
                    ask(
                        &ana,
                        "select api.open($1, $2::text::uuid)",
                        &[opening(if same { "1005" } else { "1006" }), json!(op)],
                    )
                    .await
                })
            });
            let (mut fine, mut refused) = (Vec::new(), Vec::new());
            for t in tries.collect::<Vec<_>>() {
                match t.await.unwrap() {
                    Ok(v) => fine.push(v["protocol"].as_str().unwrap().to_owned()),
                    Err((_, codes)) => refused.push(codes),
                }
            }
            fine.dedup();
            assert_eq!(fine.len(), 1, "one request: {fine:?}");
            if same {
                assert!(refused.is_empty(), "a repeat is answered, not refused: {refused:?}");
            } else {
                assert_eq!(refused, vec![vec!["E_DUPLICATE(student)".to_owned()]; 19]);
            }
        }
        let n: i64 = sqlx::query_scalar("select count(*) from app.request").fetch_one(&scratch.admin()).await.unwrap();
        assert_eq!(n, 2);
    });
}

/// Everything of a request that an undo must bring back.
const STATE: &str = "select jsonb_build_object('r', to_jsonb(q) - 'version' - 'head',
  'v', (select jsonb_agg(to_jsonb(v) order by no) from app.visit v where v.request_id = q.id),
  'a', (select jsonb_agg(to_jsonb(a) order by visit_no, field_id) from app.answer a where a.request_id = q.id),
  'd', (select jsonb_agg(to_jsonb(d) order by action_id) from app.action_done d where d.request_id = q.id),
  'm', (select jsonb_agg(to_jsonb(m) order by no) from app.message m where m.request_id = q.id),
  'f', (select jsonb_agg(to_jsonb(f) order by no) from app.attachment f where f.request_id = q.id),
  'o', (select count(*) from app.outbox o where o.request_id = q.id and dropped_at is null)) from app.request q where protocol = $1";

#[test]
fn z9_undo_restores_every_row_that_the_act_touched() {
    run(async {
        let scratch = school().await;
        let (root, ana, carla, sonia) =
            (scratch.admin(), scratch.login("ana"), scratch.login("carla"), scratch.login("sonia"));
        let p = json!(opened(&ana, "1001").await);
        let acts: [(&PgPool, &'static str); 11] = [
            (&ana, "select api.take($1)"),
            (&ana, "select api.set_fields($1, '{\"documento_conferido\": \"sim\"}')"),
            (&ana, "select api.wait($1, 'Traga o atestado')"),
            (&ana, "select api.resume($1)"),
            (&ana, "select api.release($1)"),
            (&ana, "select api.take($1)"),
            (&ana, "select api.forward($1, 'documentacao-completa', 'ok', '{\"documento_conferido\": false}')"),
            (&sonia, "select api.assign($1, 'carla')"),
            (&sonia, "select api.priority($1, 1, 'urgente')"),
            (&carla, "select api.send_back($1, 'falta a data')"),
            (&sonia, "select api.cancel($1, 'desistiu')"),
        ];
        for (who, sql) in acts {
            let before = ask(&root, STATE, std::slice::from_ref(&p)).await.unwrap();
            ask(who, sql, std::slice::from_ref(&p)).await.unwrap_or_else(|e| panic!("{sql}: {e:?}"));
            assert_ne!(before, ask(&root, STATE, std::slice::from_ref(&p)).await.unwrap(), "{sql} changes something");
            let undone = ask(who, "select api.undo($1)", std::slice::from_ref(&p))
                .await
                .unwrap_or_else(|e| panic!("undo of {sql}: {e:?}"));
            assert_eq!(undone["history"].as_array().unwrap().last().unwrap()["kind"], "undone");
            assert_eq!(before, ask(&root, STATE, std::slice::from_ref(&p)).await.unwrap(), "undo of {sql}");
            assert_eq!(
                ask(who, "select api.undo($1)", std::slice::from_ref(&p)).await.unwrap_err(),
                ("BL004".to_owned(), vec!["E_UNDO_GONE".to_owned()]),
                "an undo is not undone"
            );
            ask(who, sql, std::slice::from_ref(&p)).await.unwrap();
        }
        let v =
            ask(&root, "select act.verify_request(q) from app.request q where protocol = $1", std::slice::from_ref(&p))
                .await
                .unwrap();
        assert_eq!(v, json!([]));
    });
}

#[test]
fn z9_mail_of_an_undone_act_is_dropped_and_sent_mail_bars_the_undo() {
    run(async {
        let scratch = school().await;
        let (root, ana, sonia) = (scratch.admin(), scratch.login("ana"), scratch.login("sonia"));
        let p = json!(opened(&ana, "1001").await);
        ask(&ana, "select api.take($1)", std::slice::from_ref(&p)).await.unwrap();
        ask(&ana, "select api.cancel($1, 'engano')", std::slice::from_ref(&p)).await.unwrap();
        let held: bool = sqlx::query_scalar(
            "select not_before > created_at + interval '50 s' from app.outbox where kind = 'cancelled'",
        )
        .fetch_one(&root)
        .await
        .unwrap();
        assert!(held, "mail of an act that can be undone is held back");
        ask(&ana, "select api.undo($1)", std::slice::from_ref(&p)).await.unwrap();
        let dropped: bool =
            sqlx::query_scalar("select dropped_at is not null from app.outbox where kind = 'cancelled'")
                .fetch_one(&root)
                .await
                .unwrap();
        assert!(dropped);
        ask(&ana, "select api.wait($1, 'Traga o atestado')", std::slice::from_ref(&p)).await.unwrap();
        sqlx::raw_sql("update app.outbox set sent_at = now() where kind = 'waiting'").execute(&root).await.unwrap();
        assert_eq!(ask(&ana, "select api.undo($1)", std::slice::from_ref(&p)).await.unwrap_err().1, ["E_UNDO_GONE"]);
        // N-2: no address, no mail, and the event says so.
        let mut chosen = opening("1002");
        chosen["contract"] = json!("C1002");
        let q = ask(&ana, "select api.open($1)", &[chosen]).await.unwrap()["protocol"].clone();
        ask(&sonia, "select api.cancel($1, 'engano')", std::slice::from_ref(&q)).await.unwrap();
        let said: i64 = sqlx::query_scalar(
            "select count(*) from app.history h join app.request r on r.id = h.request_id where r.protocol = $1 and h.data ->> 'notify_skipped' = 'true'",
        )
        .bind(q.as_str().unwrap())
        .fetch_one(&root)
        .await
        .unwrap();
        assert_eq!(said, 2, "opening and cancelling");
    });
}

#[test]
fn z9_sixty_seconds_and_not_one_more() {
    run(async {
        let scratch = school().await;
        let (ana, admin) = (scratch.login("ana"), scratch.login("admin"));
        let p = json!(opened(&ana, "1001").await);
        ask(&admin, "select api.clock_set(now() + interval '1 h', true)", &[]).await.unwrap();
        ask(&ana, "select api.take($1)", std::slice::from_ref(&p)).await.unwrap();
        ask(&admin, "select api.clock_set((api.clock() ->> 'now')::timestamptz + interval '62 s', true)", &[])
            .await
            .unwrap();
        assert_eq!(ask(&ana, "select api.undo($1)", std::slice::from_ref(&p)).await.unwrap_err().1, ["E_UNDO_GONE"]);
        assert_eq!(ask(&admin, "select api.clock_set(now(), true)", &[]).await.unwrap_err().1, ["E_CLOCK_BACK(at)"]);
        assert_eq!(ask(&ana, "select api.clock_set(now(), true)", &[]).await.unwrap_err().0, "42501");
        sqlx::raw_sql("update app.clock set mode = 'real', frozen_at = null, shift = '0', training = false")
            .execute(&scratch.admin())
            .await
            .unwrap();
        assert_eq!(
            ask(&admin, "select api.clock_set(now() + interval '1 d', true)", &[]).await.unwrap_err().1,
            ["E_NOT_TRAINING"]
        );
    });
}

#[test]
fn l09_what_waits_wakes_on_its_date_and_the_deadline_is_laid_again() {
    run(async {
        let scratch = school().await;
        let (root, ana, admin) = (scratch.admin(), scratch.login("ana"), scratch.login("admin"));
        // Wednesday 2027-03-10, noon: two business days give Friday 18:00.
        ask(&admin, "select api.clock_set('2027-03-10 12:00-03', true)", &[]).await.unwrap();
        sqlx::raw_sql("insert into academic.period (company, code, name, starts, ends) values (1, 'P2027', 'P', '2027-03-01', '2027-03-31');
          insert into academic.enrolment (company, student_id, period_id, course, branch, enrolled_on) select 1, s.id, p.id, 'Direito', 1, p.starts from academic.student s, academic.period p where p.code = 'P2027' and s.ra = '1001';
          insert into academic.contract (company, student_id, period_id, course, number, signed_on) select 1, s.id, p.id, 'Direito', 'X1', p.starts from academic.student s, academic.period p where p.code = 'P2027' and s.ra = '1001';
          insert into academic.class (company, period_id, discipline_id, code) select 1, p.id, d.id, 'A' from academic.period p, academic.discipline d where p.code = 'P2027';
           insert into academic.class_enrolment (company, student_id, class_id) select 1, s.id, c.id from academic.student s, academic.class c join academic.period p on p.id = c.period_id where p.code = 'P2027' and s.ra = '1001';
           insert into app.installment_rule (company, period_code, request_until, installment) values (1, 'P2027', '2027-03-31', 1)").execute(&root).await.unwrap();
        let r = ask(&ana, "select api.open($1)", &[opening("1001")]).await.unwrap();
        assert_eq!(r["due_at"], "2027-03-12T18:00:00-03:00");
        assert_eq!(r["promised_date"], "2027-03-24");
        let p = r["protocol"].clone();
        ask(&ana, "select api.take($1)", std::slice::from_ref(&p)).await.unwrap();
        assert_eq!(
            ask(&ana, "select api.wait($1, 'x', '2027-03-10 11:00-03')", std::slice::from_ref(&p)).await.unwrap_err().1,
            ["E_UNTIL(until)"]
        );
        ask(&ana, "select api.wait($1, 'Traga', '2027-03-15 09:00-03')", std::slice::from_ref(&p)).await.unwrap();
        ask(&admin, "select api.clock_set('2027-03-15 08:59-03', true)", &[]).await.unwrap();
        assert_eq!(ask(&ana, "select to_jsonb(api.wake_due())", &[]).await.unwrap(), json!(0));
        let late = ask(&ana, "select api.show($1)", std::slice::from_ref(&p)).await.unwrap();
        assert_eq!((&late["late"], &late["status"]), (&json!(false), &json!("waiting")), "S-3: waiting is not late");
        ask(&admin, "select api.clock_set('2027-03-15 09:00-03', true)", &[]).await.unwrap();
        assert_eq!(ask(&ana, "select to_jsonb(api.wake_due())", &[]).await.unwrap(), json!(1));
        let awake = ask(&ana, "select api.show($1)", std::slice::from_ref(&p)).await.unwrap();
        // 26 business hours were left: Monday 9, Tuesday 10, Wednesday 7.
        assert_eq!((&awake["status"], &awake["due_at"]), (&json!("in_progress"), &json!("2027-03-17T15:00:00-03:00")));
        assert_eq!(awake["history"].as_array().unwrap().last().unwrap()["actor"], "system");
        let said = ask(&ana, "select api.explain_deadline($1)", std::slice::from_ref(&p)).await.unwrap();
        assert!(said["text_pt"].as_str().unwrap().contains("Pausada"), "{said}");
    });
}

#[test]
fn z5_restricted_content_is_for_the_group_and_each_read_is_logged() {
    run(async {
        let scratch = school().await;
        let (root, ana, bruno, davi, iris) = (
            scratch.admin(),
            scratch.login("ana"),
            scratch.login("bruno"),
            scratch.login("davi"),
            scratch.login("iris"),
        );
        let p = json!(opened(&ana, "1001").await);
        ask(&ana, "select api.take($1)", std::slice::from_ref(&p)).await.unwrap();
        ask(&ana, "select api.message($1, 'Aluno em tratamento', true)", std::slice::from_ref(&p)).await.unwrap();
        ask(&ana, "select api.file_add($1, 'laudo.pdf', '%PDF-1.4 x'::bytea, true)", std::slice::from_ref(&p))
            .await
            .unwrap();
        assert_eq!(
            ask(&ana, "select api.file_add($1, 'virus.exe', '\\x4d5a90000000'::bytea)", std::slice::from_ref(&p))
                .await
                .unwrap_err()
                .1,
            ["E_FILE(file)"]
        );
        let seen = |v: &Value| (v["messages"].as_array().unwrap().len(), v["files"][0]["name"].clone());
        for (who, want) in
            [(&bruno, (1, json!("laudo.pdf"))), (&iris, (1, json!("laudo.pdf"))), (&davi, (0, json!("—")))]
        {
            assert_eq!(seen(&ask(who, "select api.show($1)", std::slice::from_ref(&p)).await.unwrap()), want);
        }
        assert_eq!(
            ask(&davi, "select to_jsonb(f) from api.file_get($1, 1) f", std::slice::from_ref(&p)).await.unwrap_err().1,
            ["E_NOT_MEMBER"]
        );
        ask(&bruno, "select to_jsonb(f.name) from api.file_get($1, 1) f", std::slice::from_ref(&p)).await.unwrap();
        let readers: Vec<String> = sqlx::query_scalar(
            "select distinct p.login from app.access_log l join app.person p on p.id = l.person_id where l.request_id is not null order by 1",
        )
        .fetch_all(&root)
        .await
        .unwrap();
        assert_eq!(readers, ["bruno", "iris"]);
    });
}

#[test]
fn z1_a_published_flow_is_frozen_and_an_unsound_one_is_never_published() {
    run(async {
        let scratch = school().await;
        let (root, admin) = (scratch.admin(), scratch.login("admin"));
        for sql in [
            "update app.stage set name = 'x'",
            "delete from app.flow_edge",
            "update app.stage_field set required = false",
            "update app.flow_version set state = 'draft', published_at = null",
            "insert into app.type_parameter (company, version_id, code, label, data_type, order_no) select company, id, 'x', 'x', 'short_text', 9 from app.flow_version",
        ] {
            let e = sqlx::raw_sql(sql).execute(&root).await.unwrap_err();
            assert_eq!(e.as_database_error().unwrap().code().unwrap(), "42501", "{sql}: {e}");
        }
        // A trap: two stages that only lead to each other.
        let mut document = TypeFile::parse(FLOW).unwrap().to_doc();
        document["edge"].as_array_mut().unwrap().retain(|e| e["to"] != "nota" && e["to"] != "indeferimento");
        let said = ask(&admin, "select api.import_type($1)", &[document]).await.unwrap();
        assert!(said["problems"].as_array().unwrap().iter().any(|p| p["check"] == "V-07"), "{said}");
        assert_eq!(
            ask(&admin, "select api.publish_flow('segunda-chamada')", &[]).await.unwrap_err().1,
            ["E_FLOW_UNSOUND"]
        );
        let e = sqlx::raw_sql(
            "update app.flow_version set state = 'published', published_at = now() where state = 'draft'",
        )
        .execute(&root)
        .await
        .unwrap_err();
        assert_eq!(e.as_database_error().unwrap().code().unwrap(), "BL001", "not even by the owner's hand");
        let kept: i64 = sqlx::query_scalar("select count(*) from app.flow_version where state = 'published'")
            .fetch_one(&root)
            .await
            .unwrap();
        assert_eq!(kept, 1);
    });
}

#[test]
fn z2_running_requests_stay_on_their_version() {
    run(async {
        let scratch = school().await;
        let (ana, admin) = (scratch.login("ana"), scratch.login("admin"));
        let p = json!(opened(&ana, "1001").await);
        let before = ask(&ana, "select api.show($1) -> 'reasons'", std::slice::from_ref(&p)).await.unwrap();
        let mut document = TypeFile::parse(FLOW).unwrap().to_doc();
        document["stage"][0]["field"]
            .as_array_mut()
            .unwrap()
            .push(json!({"key": "novo", "label": "Novo", "type": "short_text", "required": true}));
        ask(&admin, "select api.import_type($1)", &[document]).await.unwrap();
        ask(&admin, "select api.publish_flow('segunda-chamada', 'mais um campo')", &[]).await.unwrap();
        assert_eq!(before, ask(&ana, "select api.show($1) -> 'reasons'", std::slice::from_ref(&p)).await.unwrap());
        let new = json!(opened(&ana, "1007").await);
        let r = ask(&ana, "select api.show($1)", &[new]).await.unwrap();
        assert_eq!((&r["flow_version"], r["form"].as_array().unwrap().len()), (&json!(2), 2));
    });
}

#[test]
fn a2_who_holds_requests_leaves_only_when_they_go_to_the_queue() {
    run(async {
        let scratch = school().await;
        let (root, ana, admin) = (scratch.admin(), scratch.login("ana"), scratch.login("admin"));
        let login = crate::support::base::unique("zeca");
        let made =
            json!({"login": login, "name": "Zeca", "role": "attendant", "profile": "balcao", "groups": ["secretaria"]});
        ask(&admin, "select api.create_person($1)", std::slice::from_ref(&made)).await.unwrap();
        assert_eq!(ask(&admin, "select api.create_person($1)", &[made]).await.unwrap_err().1, ["E_EXISTS(login)"]);
        assert_eq!(
            ask(
                &admin,
                "select api.create_person($1)",
                &[json!({"login": "Balcao_owner", "role": "chefe", "groups": ["nada"]})]
            )
            .await
            .unwrap_err()
            .1,
            ["E_FILE_VALUE(groups)", "E_FILE_VALUE(role)", "E_FILE_VALUE(login)", "E_FILE_VALUE(name)"]
        );
        let p = json!(opened(&ana, "1001").await);
        ask(&scratch.login("sonia"), "select api.assign($1, $2)", &[p.clone(), json!(login)]).await.unwrap();
        assert_eq!(
            ask(&admin, "select api.enable_person($1, false)", &[json!(login)]).await.unwrap_err().1,
            ["E_HOLDS_REQUESTS(login)"]
        );
        ask(&admin, "select api.enable_person($1, false, true)", &[json!(login)]).await.unwrap();
        let r = ask(&ana, "select api.show($1)", &[p]).await.unwrap();
        assert_eq!((&r["status"], &r["assignee"]), (&json!("queued"), &Value::Null));
        let may: bool = sqlx::query_scalar("select rolcanlogin from pg_roles where rolname = $1")
            .bind(&login)
            .fetch_one(&root)
            .await
            .unwrap();
        assert!(!may, "the login is closed");
        sqlx::raw_sql(sqlx::AssertSqlSafe(format!("drop role \"{login}\""))).execute(&root).await.unwrap();
    });
}

#[test]
fn amendment_7_what_a_published_flow_uses_is_not_disabled() {
    run(async {
        let scratch = school().await;
        let admin = scratch.login("admin");
        let off = json!({"format": 1, "group": [{"code": "coordenacao", "name": "Coordenação", "active": false}],
                         "reason": [{"code": "documentacao-completa", "name": "x", "kind": "forward", "active": false}]});
        assert_eq!(
            ask(&admin, "select api.import_catalogue($1)", &[off]).await.unwrap_err().1,
            ["E_IN_USE(group)", "E_IN_USE(reason)"]
        );
        let e = sqlx::raw_sql("update app.attendance_group set active = false").execute(&admin).await.unwrap_err();
        assert_eq!(e.as_database_error().unwrap().code().unwrap(), "42501", "the column is not granted");
    });
}

#[test]
fn the_counter_finds_by_name_number_and_document() {
    run(async {
        let scratch = school().await;
        sqlx::raw_sql(
            "update academic.student set name = 'João Álvares d''Ávila', phone = '(21) 99876-5432' where ra = '1010'",
        )
        .execute(&scratch.admin())
        .await
        .unwrap();
        let ana = scratch.login("ana");
        for text in ["joao alv", "AVILA JOAO", "1010", "00000000010", "000.000.000-10", "99876-5432"] {
            let found = ask(&ana, "select api.find_student($1)", &[json!(text)]).await.unwrap();
            assert!(found.as_array().unwrap().iter().any(|s| s["ra"] == "1010"), "{text}: {found}");
        }
        assert_eq!(ask(&ana, "select api.find_student('j')", &[]).await.unwrap_err().1, ["E_SEARCH_SHORT(text)"]);
        let p = opened(&ana, "1010").await;
        for text in [p.as_str(), p.trim_start_matches(|c| c != '.').trim_start_matches(['.', '0']), &p.replace('.', "")]
        {
            let found = ask(&ana, "select api.find_request($1)", &[json!(text)]).await.unwrap();
            assert_eq!(found[0]["protocol"], json!(p), "{text}");
        }
        let card = ask(&ana, "select api.student_card('1010')", &[]).await.unwrap();
        assert_eq!((&card["cpf"], card["requests"].as_array().unwrap().len()), (&json!("***.000.000-**"), 1));
        assert_eq!(ask(&ana, "select to_jsonb(api.student_cpf('1010'))", &[]).await.unwrap_err().1, ["E_FORBIDDEN"]);
        let logged: i64 =
            sqlx::query_scalar("select count(*) from app.access_log").fetch_one(&scratch.admin()).await.unwrap();
        assert_eq!(logged, 10, "every look-up is logged");
    });
}

#[test]
fn verify_finds_a_forged_message_and_a_forged_file() {
    run(async {
        let scratch = school().await;
        let (root, ana) = (scratch.admin(), scratch.login("ana"));
        let p = json!(opened(&ana, "1001").await);
        for sql in [
            "select api.take($1)",
            "select api.message($1, 'Traga o documento')",
            "select api.file_add($1, 'a.txt', 'abc'::bytea)",
            "select api.wait($1, 'Aguardo')",
            "select api.undo($1)",
        ] {
            ask(&ana, sql, std::slice::from_ref(&p)).await.unwrap();
        }
        let verify = "select api.verify($1) -> 'broken'";
        assert_eq!(
            ask(&ana, verify, std::slice::from_ref(&p)).await.unwrap(),
            json!([]),
            "an undone message is not missed"
        );
        for (forge, mend) in [
            ("update app.message set body = 'Outra coisa'", "update app.message set body = 'Traga o documento'"),
            ("update app.file_content set content = 'abd'", "update app.file_content set content = 'abc'"),
        ] {
            sqlx::raw_sql(forge).execute(&root).await.unwrap();
            let broken = ask(&ana, verify, std::slice::from_ref(&p)).await.unwrap();
            assert_eq!(
                (broken.as_array().unwrap().len(), &broken[0]["what"]),
                (1, &json!("content forged")),
                "{forge}"
            );
            sqlx::raw_sql(mend).execute(&root).await.unwrap();
        }
    });
}

#[test]
fn w4_next_waits_for_what_a_refused_act_held_for_a_moment() {
    run(async {
        let scratch = school().await;
        let (root, ana, bruno) = (scratch.admin(), scratch.login("ana"), scratch.login("bruno"));
        let p = opened(&ana, "1001").await;
        let mut held = root.begin().await.unwrap();
        sqlx::query("select 1 from app.request where protocol = $1 for update")
            .bind(&p)
            .execute(&mut *held)
            .await
            .unwrap();
        let next = tokio::spawn(async move { ask(&bruno, "select api.take_next()", &[]).await });
        // The holder lets go only once somebody waits for it.
        let waits = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and usename = 'bruno'";
        while sqlx::query_scalar::<_, i64>(waits).fetch_one(&root).await.unwrap() == 0 {
            assert!(!next.is_finished(), "next gave up on what was only held: {:?}", next.await);
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        held.rollback().await.unwrap();
        assert_eq!(next.await.unwrap().unwrap()["protocol"], json!(p));
        assert_eq!(ask(&ana, "select api.take_next()", &[]).await.unwrap_err().1, ["E_QUEUE_EMPTY"]);
    });
}

#[test]
fn z17_what_may_be_done_for_a_reason_offers_the_institutions() {
    run(async {
        let scratch = school().await;
        let (root, ana) = (scratch.admin(), scratch.login("ana"));
        sqlx::raw_sql(
            "insert into app.reason (company, code, name, kind, active) values (1, 'engano-1', 'Aberta por engano', 'cancel', true),
               (1, 'velha-1', 'Não se usa mais', 'cancel', false), (1, 'espera-1', 'Falta documento', 'wait', true)",
        )
        .execute(&root)
        .await
        .unwrap();
        let p = json!(opened(&ana, "1001").await);
        let shown = ask(&ana, "select api.show($1)", std::slice::from_ref(&p)).await.unwrap();
        assert_eq!(shown["acts"]["cancel"]["reasons"], json!([]), "what may not be done offers none");
        ask(&ana, "select api.take($1)", std::slice::from_ref(&p)).await.unwrap();
        let shown = ask(&ana, "select api.show($1)", std::slice::from_ref(&p)).await.unwrap();
        let codes = |act: &str| {
            let all = shown["acts"][act]["reasons"].as_array().unwrap();
            all.iter().map(|r| r["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert!(codes("cancel").contains(&"engano-1".to_owned()), "{shown}");
        assert!(!codes("cancel").contains(&"velha-1".to_owned()));
        assert_eq!(codes("wait"), ["espera-1"]);
        for code in codes("cancel") {
            let done = ask(&ana, "select api.cancel($1, null, $2)", &[p.clone(), json!(code)]).await;
            assert!(done.is_ok(), "{code}: what is offered is taken: {done:?}");
            ask(&ana, "select api.undo($1)", std::slice::from_ref(&p)).await.unwrap();
        }
    });
}
