//! The way from a saved query to a chosen discipline: Q-2 … Q-8, the second administrator, and what is told of faults.

use balcao::domain::flow::TypeFile;
use balcao::store::queries::{Asked, Choice, parameter_options};
use balcao::store::{Db, Failure};

use super::*;

const FLOW: &str = include_str!("../../../assets/flows/segunda-chamada.toml");

/// The make-up exam, published; contracts for both students.
async fn exam() -> Scratch {
    let scratch = school().await;
    sqlx::raw_sql(
        "insert into academic.contract (company, student_id, period_id, course, number, signed_on)
           select 1, s.id, p.id, 'Direito', 'C' || s.ra, p.starts from academic.student s, academic.period p where s.company = 1 and p.company = 1 and current_date between p.starts and p.ends",
    )
    .execute(&scratch.admin())
    .await
    .unwrap();
    let admin = scratch.login("admin");
    ask(&admin, "select api.import_type($1)", TypeFile::parse(FLOW).unwrap().to_doc()).await.unwrap();
    ask(&admin, "select api.publish_flow($1 ->> 'code')", json!({"code": "segunda-chamada"})).await.unwrap();
    ask(&admin, "select api.activate_type($1 ->> 'code', true)", json!({"code": "segunda-chamada"})).await.unwrap();
    scratch
}

fn opening(ra: &str, discipline: Option<&str>) -> Value {
    let mut doc = json!({"student": ra, "type": "segunda-chamada", "location": "sede", "description": "Perdi a prova", "parameters": {}});
    if let Some(code) = discipline {
        doc["parameters"]["disciplina"] = json!(code);
    }
    doc
}

fn asked(ra: &str) -> Asked {
    Asked {
        student: ra.to_owned(),
        kind: "segunda-chamada".to_owned(),
        parameter: "disciplina".to_owned(),
        ..Asked::default()
    }
}

fn codes(told: Result<Value, (String, Vec<(String, String)>)>) -> Vec<String> {
    told.unwrap_err().1.into_iter().map(|(code, _)| code).collect()
}

#[test]
fn the_seeds_model_query_gives_the_disciplines_of_its_student_and_nobody_elses() {
    run(async {
        let scratch = school().await;
        sqlx::raw_sql("delete from academic.class_enrolment e using academic.student s, academic.class c, academic.discipline d
             where s.company = e.company and s.id = e.student_id and c.company = e.company and c.id = e.class_id and d.company = c.company and d.id = c.discipline_id
               and s.ra = '1001' and d.code = 'DIR201'").execute(&scratch.admin()).await.unwrap();
        let admin = scratch.login("admin");
        let test = async |ra: &str| {
            ask(&admin, "select api.test_query($1)", json!({"code": "disciplinas-modelo", "student": ra}))
                .await
                .unwrap()
        };
        let maria = test("1001").await;
        assert_eq!(maria["rows"], json!([["Direito Civil I", "DIR101"], ["Direito Constitucional I", "DIR102"]]));
        assert_eq!(maria["columns"], json!(["nome", "coddisc"]));
        assert_eq!(test("1002").await["count"], 3);
        let shown: Value =
            sqlx::query_scalar("select api.query('disciplinas-modelo')").fetch_one(&admin).await.unwrap();
        assert_eq!(shown["binds"], json!(["CODCOLIGADA", "RA", "IDPERLET"]));
        assert!(
            shown["source"]
                .as_str()
                .unwrap()
                .contains("FROM SMATRICULA (NOLOCK)\nINNER JOIN STURMADISC (NOLOCK)\nON\n")
        );
        assert!(shown["cost"].as_f64().unwrap() > 0.0);
        // The corrected sample leaves out what the student no longer takes.
        sqlx::raw_sql("update academic.class_enrolment e set status = 'locked' from academic.student s, academic.class c, academic.discipline d
             where s.id = e.student_id and c.id = e.class_id and d.id = c.discipline_id and s.ra = '1002' and d.code = 'DIR101'").execute(&scratch.admin()).await.unwrap();
        assert_eq!(test("1002").await["count"], 3, "the model has no filter of the situation");
        let corrected =
            ask(&admin, "select api.test_query($1)", json!({"code": "disciplinas-cursando", "student": "1002"}))
                .await
                .unwrap();
        assert_eq!(corrected["rows"], json!([["Direito Constitucional I", "DIR102"], ["Direito Penal II", "DIR201"]]));
    });
}

#[test]
fn q_2_q_5_q_6_the_first_column_is_shown_the_last_is_stored_and_looked_for_again_at_opening() {
    run(async {
        let scratch = exam().await;
        let (ana, root) = (scratch.login("ana"), scratch.admin());
        let offered = parameter_options(&Db::from(ana.clone()), &asked("1001")).await.unwrap();
        assert_eq!(offered[0], Choice { code: "DIR101".to_owned(), label: "Direito Civil I".to_owned() });
        assert_eq!(offered.len(), 3);
        let bad = ask(&ana, "select api.open($1)", opening("1001", Some("SEG001"))).await;
        assert_eq!(codes(bad), ["E_PARAM_NOT_ALLOWED"]);
        assert_eq!(codes(ask(&ana, "select api.open($1)", opening("1001", None)).await), ["E_PARAM_REQUIRED"]);
        let opened = ask(&ana, "select api.open($1)", opening("1001", Some("DIR101"))).await.unwrap();
        let chosen = &opened["parameters"]["disciplina"];
        assert_eq!((&chosen["value"], &chosen["label"]), (&json!("DIR101"), &json!("Direito Civil I")));
        // the label stays what it was.
        sqlx::raw_sql("update academic.discipline set name = 'Outro nome' where code = 'DIR101'")
            .execute(&root)
            .await
            .unwrap();
        let shown: Value =
            sqlx::query_scalar("select api.show($1)").bind(opened["protocol"].as_str()).fetch_one(&ana).await.unwrap();
        assert_eq!(shown["parameters"]["disciplina"]["label"], "Direito Civil I");
        // what was offered a moment ago and is gone is refused.
        sqlx::raw_sql("delete from academic.class_enrolment e using academic.student s where s.id = e.student_id and s.ra = '1002'").execute(&root).await.unwrap();
        assert_eq!(codes(ask(&ana, "select api.open($1)", opening("1002", Some("DIR102"))).await), ["E_NO_OPTIONS"]);
    });
}

#[test]
fn q_7_q_8_nothing_to_choose_and_a_fault_are_two_things_and_a_fault_is_told_once_a_day() {
    run(async {
        let scratch = exam().await;
        let (ana, admin, root) = (scratch.login("ana"), scratch.login("admin"), scratch.admin());
        let db = Db::from(ana.clone());
        sqlx::raw_sql("delete from academic.class_enrolment").execute(&root).await.unwrap();
        assert_eq!(parameter_options(&db, &asked("1001")).await.unwrap(), vec![], "an empty list is empty");
        let empty = ask(&ana, "select api.preview($1)", opening("1001", None)).await.unwrap();
        assert_eq!((&empty["allowed"], &empty["problems"][0]["code"]), (&json!(false), &json!("E_NO_OPTIONS")));
        // A view that is gone, an answer that cannot be: the query fails, and that is no empty list.
        sqlx::raw_sql("alter view rm.sstatus rename to sstatus_gone").execute(&root).await.unwrap();
        for _ in 0..3 {
            let Err(Failure::Refused(refusal)) = parameter_options(&db, &asked("1001")).await else {
                panic!("it answered")
            };
            assert_eq!(refusal.code(), "E_QUERY_FAILED");
            assert!(refusal.problems[0].pt.contains("A administração foi avisada"), "{refusal:?}");
        }
        assert_eq!(codes(ask(&ana, "select api.open($1)", opening("1001", Some("DIR101"))).await), ["E_QUERY_FAILED"]);
        let told: Value =
            sqlx::query_scalar("select jsonb_agg(jsonb_build_array(code, subject, times, login)) from app.fault")
                .fetch_one(&admin)
                .await
                .unwrap();
        assert_eq!(told, json!([["E_QUERY_FAILED", "segunda-chamada", 3, "ana"]]));
        let doctor: Value = sqlx::query_scalar("select api.doctor()").fetch_one(&admin).await.unwrap();
        assert!(doctor.to_string().contains("\"fault\""), "{doctor}");
        let found =
            ask(&admin, "select api.check_flow($1 ->> 'code')", json!({"code": "segunda-chamada"})).await.unwrap();
        assert!(
            found["problems"].as_array().unwrap().iter().any(|f| f["check"] == "V-17" && f["field"] == "disciplina"),
            "{found}"
        );
        let nonsense = sqlx::query_scalar::<_, bool>("select api.report_fault('E_NOTHING', 'segunda-chamada')")
            .fetch_one(&ana)
            .await;
        assert!(nonsense.is_err(), "only faults of the set-up are taken");
    });
}

#[test]
fn v_17_a_flow_is_published_only_with_queries_that_are_there_active_and_approved_where_that_is_asked() {
    run(async {
        let scratch = Scratch::new().await;
        let (admin, root) = (scratch.login("admin"), scratch.admin());
        let publish =
            async || ask(&admin, "select api.publish_flow($1 ->> 'code')", json!({"code": "segunda-chamada"})).await;
        let doc = TypeFile::parse(FLOW).unwrap().to_doc();
        ask(&admin, "select api.import_type($1)", doc.clone()).await.unwrap();
        let (_, problems) = publish().await.unwrap_err();
        assert!(problems[0].1.contains("V-17") && problems[0].1.contains("does not exist"), "{problems:?}");
        crate::support::disciplines::queries(&scratch).await;
        sqlx::raw_sql("insert into app.settings (company, branch, doc) values (1, 0, '{\"query_approval\": true}') on conflict (company, branch) do update set doc = settings.doc || excluded.doc")
            .execute(&root)
            .await
            .unwrap();
        assert!(publish().await.unwrap_err().1[0].1.contains("approval"));
        let approve = "select api.approve_query($1 ->> 'code')";
        let code = json!({"code": "disciplinas-cursando"});
        assert_eq!(
            codes(ask(&admin, approve, code.clone()).await),
            ["E_FORBIDDEN"],
            "who saved it does not approve it"
        );
        // Another administrator, by whom it was saved.
        sqlx::raw_sql("update app.sql_query set saved_by = 'outro'").execute(&root).await.unwrap();
        assert_eq!(ask(&admin, approve, code.clone()).await.unwrap()["usable"], true);
        publish().await.unwrap();
        // Amendment 7: what a published flow asks is not disabled, by either way in.
        let off = json!({"code": "disciplinas-cursando", "title": "x", "dialect": "mssql", "source": "x", "bound": "select nome, coddisc from sdisciplina", "active": false});
        assert_eq!(codes(ask(&admin, "select api.save_query($1)", off).await), ["E_IN_USE"]);
        let off = json!({"query": [{"code": "disciplinas-cursando", "title": "x", "dialect": "mssql", "sql": "x", "bound": "select nome, coddisc from sdisciplina", "active": false}]});
        let (_, problems) = ask(&admin, "select api.import_catalogue($1)", off).await.unwrap_err();
        assert!(problems[0].1.contains("segunda-chamada"), "{problems:?}");
        // A changed text loses its approval; the same text keeps it.
        let same: Value =
            sqlx::query_scalar("select api.query('disciplinas-cursando')").fetch_one(&admin).await.unwrap();
        let again = ask(&admin, "select api.save_query($1)", same.clone()).await.unwrap();
        assert_eq!(again["approved_by"], "admin");
        let mut changed = same;
        changed["bound"] = json!("select nome, coddisc from sdisciplina");
        assert_eq!(ask(&admin, "select api.save_query($1)", changed).await.unwrap()["usable"], false);
    });
}

#[test]
fn z_12_a_missing_handler_row_is_named_by_the_check_and_by_doctor_and_migrate_puts_it_back() {
    run(async {
        let scratch = exam().await;
        let (admin, root) = (scratch.login("admin"), scratch.admin());
        let check = async || {
            let told =
                ask(&admin, "select api.check_flow($1 ->> 'code')", json!({"code": "segunda-chamada"})).await.unwrap();
            told["problems"]
                .as_array()
                .unwrap()
                .iter()
                .any(|f| f["check"] == "V-01" && f["pt"].as_str().unwrap().contains("linha 10"))
        };
        let doctor = async || {
            sqlx::query_scalar::<_, Value>("select api.doctor()")
                .fetch_one(&admin)
                .await
                .unwrap()
                .to_string()
                .contains("\"handler\"")
        };
        assert!(!check().await && !doctor().await);
        sqlx::raw_sql("delete from app.type_handler").execute(&root).await.unwrap();
        assert!(check().await && doctor().await);
        balcao::store::migrate::migrate(&mut root.acquire().await.unwrap()).await.unwrap();
        assert!(!check().await && !doctor().await);
        let row: (i32, String) =
            sqlx::query_as("select iddll, nome from rm.hservicodotipoatendimento").fetch_one(&root).await.unwrap();
        assert_eq!(row, (10, "Serviços Educacionais (RM Classis Net)".to_owned()));
    });
}

/// Amendment 9: what the program reports is what the engine takes, and each is a code that something is refused with.
#[test]
fn every_fault_of_the_set_up_that_the_program_tells_is_one_that_the_engine_takes() {
    run(async {
        let scratch = exam().await;
        let (ana, root) = (scratch.login("ana"), scratch.admin());
        let known: Vec<String> = sqlx::query_scalar("select unnest(act.fault_codes())").fetch_all(&root).await.unwrap();
        assert_eq!(known, balcao::store::queries::FAULTS);
        for code in known {
            let words: Option<String> =
                sqlx::query_scalar("select (sec.words($1))[1]").bind(&code).fetch_one(&root).await.unwrap();
            assert!(words.is_some_and(|w| !w.is_empty() && w != code), "{code} has no words");
        }
        // An opening that finds no price tells it once a day, whoever meets it.
        sqlx::raw_sql("update app.location_price set valid_from = current_date + 1, valid_to = null")
            .execute(&root)
            .await
            .unwrap();
        for _ in 0..2 {
            let opening = balcao::store::requests::Opening {
                student: "1001".into(),
                kind: "segunda-chamada".into(),
                location: Some("sede".into()),
                description: Some("Perdi a prova".into()),
                parameters: [("disciplina".to_owned(), json!("DIR101"))].into(),
                ..Default::default()
            };
            let told = balcao::store::opening::open(&Db::from(ana.clone()), &opening, None).await;
            assert!(
                matches!(&told, Err(Failure::Refused(r)) if r.problems.iter().any(|p| p.code == "E_LOCATION_PRICE_MISSING")),
                "{told:?}"
            );
        }
        let told: Value =
            sqlx::query_scalar("select jsonb_agg(jsonb_build_array(code, subject, times)) from app.fault")
                .fetch_one(&root)
                .await
                .unwrap();
        assert_eq!(told, json!([["E_LOCATION_PRICE_MISSING", "segunda-chamada", 2]]));
    });
}
