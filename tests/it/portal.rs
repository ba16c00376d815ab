//! The portal's channel in the engine (O-01, O-02, O-13, O-17): a student or guardian asks by the same commands as the desk,
//! in a session that is no person's – parameters fed by the institution's queries included – and for nobody else's student.

use balcao::domain::flow::TypeFile;
use serde_json::{Value, json};
use sqlx::postgres::PgDatabaseError;
use sqlx::{AssertSqlSafe, PgPool};

use crate::support::disciplines::disciplines;
use crate::support::{Scratch, run};

const FLOW: &str = include_str!("../../assets/flows/segunda-chamada.toml");

/// The make-up exam, live; Maria and her brother Davi, whose guardian is one person, and Rui, who is nobody's.
async fn school() -> Scratch {
    let scratch = Scratch::new().await;
    sqlx::raw_sql(
        "insert into academic.student (company, ra, name, email) values (1, '1001', 'Maria', 'm@escola.example'), (1, '1002', 'Davi', null), (1, '1003', 'Rui', null);
         insert into academic.enrolment (company, student_id, period_id, course, branch, enrolled_on)
           select 1, s.id, p.id, 'Direito', 1, p.starts from academic.student s, academic.period p where current_date between p.starts and p.ends;
         insert into academic.contract (company, student_id, period_id, course, number, signed_on)
           select 1, s.id, p.id, 'Direito', 'C' || s.ra, p.starts from academic.student s, academic.period p where current_date between p.starts and p.ends;
         insert into academic.guardian (company, student_id, cpf, name, kind)
           select 1, id, '52998224725', 'Helena', 'mother' from academic.student where ra in ('1001', '1002')",
    )
    .execute(&scratch.admin())
    .await
    .expect("the students");
    disciplines(&scratch).await;
    let admin = scratch.login("admin");
    for user in [
        json!({"login": "maria@escola.example", "name": "Maria", "profile": "balcao", "student": "1001"}),
        json!({"login": "rui@escola.example", "name": "Rui", "profile": "balcao", "student": "1003"}),
        json!({"login": "helena@escola.example", "name": "Helena", "profile": "balcao", "guardian_cpf": "52998224725"}),
    ] {
        ask(&admin, "select api.create_portal_user($1)", &user).await.expect("a portal user");
    }
    let doc = TypeFile::parse(FLOW).expect("a flow").to_doc();
    ask(&admin, "select api.import_type($1)", &doc).await.expect("imported");
    let code = json!({"code": "segunda-chamada"});
    ask(&admin, "select api.publish_flow($1 ->> 'code')", &code).await.expect("published");
    ask(&admin, "select api.activate_type($1 ->> 'code', true)", &code).await.expect("live");
    scratch
}

/// The answer of a statement with one document, or SQLSTATE and the problems' codes.
async fn ask(pool: &PgPool, sql: &'static str, doc: &Value) -> Result<Value, (String, Vec<String>)> {
    match sqlx::query_scalar::<_, Option<Value>>(sql).bind(doc).fetch_one(pool).await {
        Ok(answer) => Ok(answer.unwrap_or(Value::Null)),
        Err(sqlx::Error::Database(error)) => {
            let error = error.downcast_ref::<PgDatabaseError>();
            let detail: Value = error.detail().and_then(|said| serde_json::from_str(said).ok()).unwrap_or_default();
            let problems = detail["problems"].as_array().cloned().unwrap_or_default();
            Err((
                error.code().to_owned(),
                problems.iter().map(|p| p["code"].as_str().unwrap_or("?").to_owned()).collect(),
            ))
        }
        Err(error) => panic!("{sql}: {error}"),
    }
}

/// Asks as a user of the portal: `$1` is {"as","p","op"}.
async fn portal(scratch: &Scratch, sql: &'static str, login: &str, p: Value) -> Result<Value, (String, Vec<String>)> {
    ask(&scratch.admin(), sql, &json!({"as": login, "p": p, "op": "7d3cbf8e-1f43-4f3c-9f3e-0a6f4f3c2b1a"})).await
}

const OPEN: &str = "select act.portal_open(act.portal_actor(1::smallint, $1 ->> 'as'), $1 -> 'p', ($1 ->> 'op')::uuid)";
const PREVIEW: &str = "select act.preview(act.portal_actor(1::smallint, $1 ->> 'as'), $1 -> 'p', 'portal')";
const OPTIONS: &str = "select act.parameter_options(act.portal_actor(1::smallint, $1 ->> 'as'), $1 -> 'p')";

fn asked(ra: &str) -> Value {
    json!({"student": ra, "type": "segunda-chamada", "location": "sede", "description": "Perdi a prova", "confirm_amount": "50.00",
           "parameters": {"disciplina": "DIR101"}})
}

fn without(mut doc: Value, key: &str) -> Value {
    doc.as_object_mut().expect("an object").remove(key);
    doc
}

#[test]
fn q_6_a_student_chooses_from_the_institutions_query_and_opens_with_a_charge() {
    run(async {
        let scratch = school().await;
        let maria = "maria@escola.example";
        let question = json!({"student": "1001", "type": "segunda-chamada", "parameter": "disciplina"});
        let offered = portal(&scratch, OPTIONS, maria, question).await.expect("options");
        assert_eq!(offered[0], json!({"value": "DIR101", "label": "Direito Civil I"}), "{offered}");
        assert_eq!(offered.as_array().map(Vec::len), Some(3));
        let unseen = portal(&scratch, OPEN, maria, without(asked("1001"), "confirm_amount")).await;
        assert_eq!(unseen, Err(("BL001".into(), vec!["E_PRICE_CHANGED".into()])), "the amount is confirmed (O-13)");
        let mut gone = asked("1001");
        gone["parameters"]["disciplina"] = json!("SEG001");
        assert_eq!(portal(&scratch, OPEN, maria, gone).await.expect_err("Q-6").1, ["E_PARAM_NOT_ALLOWED"]);
        let opened = portal(&scratch, OPEN, maria, asked("1001")).await.expect("opened");
        assert_eq!(
            (&opened["parameters"]["Disciplina"], &opened["charge"]["amount"]),
            (&json!("Direito Civil I"), &json!("50.00"))
        );
        let desk_only: Vec<&str> = ["history", "messages", "fields", "acts", "group", "assignee", "debts", "version"]
            .into_iter()
            .filter(|key| opened.get(*key).is_some())
            .collect();
        assert!(desk_only.is_empty(), "{desk_only:?} are the desk's");
        let again = portal(&scratch, OPEN, maria, asked("1001")).await.expect("replayed");
        assert_eq!((&again["protocol"], &again["replayed"]), (&opened["protocol"], &json!(true)), "O-15");
        let root = scratch.admin();
        let stands: Value = sqlx::query_scalar(
            "select jsonb_build_array(q.channel, q.requester_kind, w.login, q.opened_by, h.actor, count(i.*), count(l.*))
               from app.request q join app.portal_user w on w.company = q.company and w.id = q.portal_user_id
               join app.history h on h.company = q.company and h.request_id = q.id
               join academic.contract_installment i on i.company = q.company and i.request_id = q.id
               join academic.ledger_entry l on l.company = i.company and l.installment_id = i.id group by q.channel, q.requester_kind, w.login, q.opened_by, h.actor",
        )
        .fetch_one(&root)
        .await
        .expect("one request");
        assert_eq!(stands, json!(["portal", "student", maria, null, maria, 1, 1]));
        let shown = ask(&scratch.login("ana"), "select api.show($1 ->> 'protocol')", &opened).await.expect("shown");
        assert_eq!(shown["history"][0]["actor_name"], "Maria", "who asked is told by name");
        let verified =
            ask(&scratch.login("ana"), "select api.verify($1 ->> 'protocol')", &opened).await.expect("verified");
        assert_eq!(verified["broken"], json!([]));
    });
}

#[test]
fn o_02_a_portal_user_asks_for_their_own_student_alone_and_hears_nothing_of_others() {
    run(async {
        let scratch = school().await;
        let forbidden = Err(("BL005".to_owned(), vec!["E_FORBIDDEN".to_owned()]));
        let question = |ra: &str| json!({"student": ra, "type": "segunda-chamada", "parameter": "disciplina"});
        for (login, ra) in
            [("rui@escola.example", "1001"), ("rui@escola.example", "9999"), ("helena@escola.example", "1003")]
        {
            assert_eq!(portal(&scratch, OPEN, login, asked(ra)).await, forbidden, "{login} for {ra}");
            assert_eq!(portal(&scratch, OPTIONS, login, question(ra)).await, forbidden, "{login} for {ra}");
            let preview = portal(&scratch, PREVIEW, login, asked(ra)).await.expect("a preview");
            assert_eq!(
                preview["problems"].as_array().map(Vec::len),
                Some(1),
                "not even that the student exists: {preview}"
            );
            assert_eq!((&preview["debts"], &preview["contract"]), (&Value::Null, &Value::Null), "{preview}");
        }
        for ra in ["1001", "1002"] {
            // The same operation of the same user: a guardian's second child is another asking.
            let op = json!({"as": "helena@escola.example", "p": asked(ra), "op": format!("7d3cbf8e-1f43-4f3c-9f3e-0a6f4f3c{ra}")});
            let opened = ask(&scratch.admin(), OPEN, &op).await.unwrap_or_else(|e| panic!("{ra}: {e:?}"));
            assert_eq!(opened["student"]["ra"], ra);
        }
        let kinds: Vec<String> = sqlx::query_scalar("select requester_kind from app.request")
            .fetch_all(&scratch.admin())
            .await
            .expect("rows");
        assert_eq!(kinds, ["guardian", "guardian"]);
        // Two users may by chance send the same number: neither gets the other's request.
        let root = scratch.admin();
        sqlx::raw_sql("update app.request_type set max_open_per_student = null")
            .execute(&root)
            .await
            .expect("no limit");
        let maria = portal(&scratch, OPEN, "maria@escola.example", asked("1001")).await.expect("opened");
        let rui = portal(&scratch, OPEN, "rui@escola.example", asked("1003")).await.expect("opened");
        assert_ne!(maria["protocol"], rui["protocol"]);
    });
}

#[test]
fn o_17_exceptions_are_the_desks_and_a_closed_user_channel_or_audience_is_refused() {
    run(async {
        let scratch = school().await;
        let (root, maria) = (scratch.admin(), "maria@escola.example");
        let refused = async |doc: Value| portal(&scratch, OPEN, maria, doc).await.expect_err("refused");
        for (key, value) in [
            ("override", json!(["duplicate"])),
            ("entry", json!("triagem")),
            ("priority", json!("1")),
            ("group", json!("secretaria")),
        ] {
            let mut doc = asked("1001");
            doc[key] = value;
            assert_eq!(refused(doc).await.0, "BL005", "{key}");
        }
        for (broken, code, mended) in [
            (
                "update app.request_type set channel_portal = false",
                "E_TYPE_UNAVAILABLE",
                "update app.request_type set channel_portal = true",
            ),
            (
                "update app.request_type set audience = '{guardian}'",
                "E_TYPE_UNAVAILABLE",
                "update app.request_type set audience = '{student,guardian}'",
            ),
            ("update app.profile set open_all = false", "E_TYPE_UNAVAILABLE", "update app.profile set open_all = true"),
            ("update app.profile set active = false", "E_FORBIDDEN", "update app.profile set active = true"),
            ("update app.portal_user set active = false", "E_FORBIDDEN", "update app.portal_user set active = true"),
        ] {
            sqlx::raw_sql(broken).execute(&root).await.expect("broken");
            assert!(refused(asked("1001")).await.1.contains(&code.to_owned()), "{broken}");
            sqlx::raw_sql(mended).execute(&root).await.expect("mended");
        }
        // A person of the staff is no portal user, and no person reaches these commands.
        let staff = "select act.open(row(1, 1, 'ana', 'Ana', 'attendant', 1)::sec.actor, $1, 'portal', null)";
        assert_eq!(ask(&root, staff, &asked("1001")).await.expect_err("refused").0, "BL005");
        for login in ["ana", "sonia", "admin", "iris"] {
            let said = ask(&scratch.login(login), "select act.portal_open(null, $1, null)", &asked("1001")).await;
            assert_eq!(said.expect_err("refused").0, "42501", "{login}");
        }
        portal(&scratch, OPEN, maria, asked("1001")).await.expect("as it was, it opens");
    });
}

#[test]
fn what_comes_through_the_portal_has_the_settings_group_and_priority_unless_the_type_says_otherwise() {
    run(async {
        let scratch = school().await;
        let root = scratch.admin();
        let put = async |sql: &'static str| sqlx::raw_sql(sql).execute(&root).await.map(|_| ()).expect(sql);
        put("update app.request_type set max_open_per_student = null;
             insert into app.group_type (company, group_id, type_id, order_no) select 1, g.id, t.id, 9 from app.attendance_group g, app.request_type t where g.code = 'financeiro' on conflict do nothing;
             update app.settings set doc = doc || '{\"default_group\": \"financeiro\", \"default_priority\": 2}'").await;
        let last = async || -> Value {
            sqlx::query_scalar("select jsonb_build_array(g.code, q.priority) from app.request q join app.attendance_group g on g.id = q.opened_group_id order by q.id desc limit 1")
                .fetch_one(&root)
                .await
                .expect("a request")
        };
        let mut op = 0;
        let mut open = async || {
            op += 1;
            let doc = json!({"as": "maria@escola.example", "p": asked("1001"), "op": format!("7d3cbf8e-1f43-4f3c-9f3e-0a6f4f3c000{op}")});
            ask(&root, OPEN, &doc).await.expect("opened");
        };
        open().await;
        assert_eq!(last().await, json!(["financeiro", 2]));
        put("update app.request_type set default_priority = 1; update app.settings set doc = doc || '{\"default_group\": \"professores\"}'").await;
        open().await;
        assert_eq!(
            last().await,
            json!(["secretaria", 1]),
            "a group that the type is not in, a type with its own urgency"
        );
        put("update app.request_type set default_priority = 3; update app.settings set doc = doc || '{\"default_group\": \"financeiro\"}'").await;
        ask(&scratch.login("ana"), "select api.open($1)", &asked("1001")).await.expect("opened at the desk");
        assert_eq!(last().await, json!(["secretaria", 3]), "the desk says for itself");
    });
}

#[test]
fn what_comes_through_the_portal_is_registered_and_handed_on_as_the_settings_say() {
    run(async {
        let scratch = school().await;
        let root = scratch.admin();
        let put = async |sql: &str| {
            sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&root).await.map(|_| ()).expect("put")
        };
        put("update app.request_type set max_open_per_student = null;
             insert into app.locality (company, code, branch, name) values (1, 'digital', 1, 'Atendimento digital'), (1, 'polo-digital', 2, 'Polo digital');
             update app.person set email = 'sonia@escola.example' where login = 'sonia'")
        .await;
        let mut op = 10;
        // Locality, holder, status, what the history says, mails to the supervisor.
        let mut open = async |location: &str| -> Value {
            op += 1;
            let mut doc = asked("1001");
            doc["location"] = json!(location);
            doc["confirm_amount"] = json!(if location == "sede" { "50.00" } else { "0.00" });
            let doc = json!({"as": "maria@escola.example", "p": doc, "op": format!("7d3cbf8e-1f43-4f3c-9f3e-0a6f4f3c00{op}")});
            ask(&root, OPEN, &doc).await.expect("opened");
            sqlx::query_scalar(
                "select jsonb_build_array(l.code, p.login, q.status, h.data ->> 'fell_to_queue', (select count(*) from app.outbox o where o.request_id = q.id and o.kind = 'assignment_fell_to_queue'))
                   from app.request q join app.locality l on l.id = q.locality_id left join app.person p on p.id = q.assignee_id
                   join app.history h on h.request_id = q.id and h.kind = 'opened' and h.to_assignee is not distinct from q.assignee_id order by q.id desc limit 1",
            )
            .fetch_one(&root)
            .await
            .expect("a request")
        };
        let settings = async |level: i16, doc: Value| {
            put(&format!("insert into app.settings (company, branch, doc) values (1, {level}, '{doc}') on conflict (company, branch) do update set doc = app.settings.doc || excluded.doc")).await;
        };
        assert_eq!(open("sede").await, json!(["sede", null, "queued", null, 0]), "nothing is set");
        settings(0, json!({"default_locality": "digital", "default_attendant": "bruno"})).await;
        assert_eq!(open("sede").await, json!(["digital", "bruno", "in_progress", null, 0]));
        settings(2, json!({"default_locality": "polo-digital", "default_attendant": "ana"})).await;
        assert_eq!(
            open("norte").await,
            json!(["polo-digital", "ana", "in_progress", null, 0]),
            "a branch says otherwise"
        );
        assert_eq!(open("sede").await, json!(["digital", "bruno", "in_progress", null, 0]));

        for (why, broken, mended) in [
            (
                "not a member",
                "update app.settings set doc = doc || '{\"default_attendant\": \"davi\"}' where branch = 0",
                "update app.settings set doc = doc || '{\"default_attendant\": \"bruno\"}' where branch = 0",
            ),
            (
                "inactive",
                "update app.person set active = false where login = 'bruno'",
                "update app.person set active = true where login = 'bruno'",
            ),
            (
                "the student",
                "update app.person set cpf = '11144477735' where login = 'bruno'; update academic.student set cpf = '11144477735' where ra = '1001'",
                "update app.person set cpf = null where login = 'bruno'",
            ),
        ] {
            put(broken).await;
            let fallen = open("sede").await;
            let named = if why == "not a member" { "davi" } else { "bruno" };
            assert_eq!(fallen, json!(["digital", null, "queued", named, 1]), "{why}");
            put(mended).await;
        }
        put("update app.locality set active = false where code = 'digital'").await;
        assert_eq!(
            open("sede").await,
            json!(["sede", "bruno", "in_progress", null, 0]),
            "a closed locality is not registered at"
        );
        put("update app.locality set active = true where code = 'digital'").await;

        ask(&scratch.login("ana"), "select api.open($1)", &asked("1001")).await.expect("opened at the desk");
        let desk: Value = sqlx::query_scalar("select jsonb_build_array(l.code, q.assignee_id) from app.request q join app.locality l on l.id = q.locality_id order by q.id desc limit 1")
            .fetch_one(&root).await.expect("a request");
        assert_eq!(desk, json!(["sede", null]), "the desk says for itself");

        // A stage that says itself whom it goes to is not overruled.
        let mut doc = TypeFile::parse(FLOW).expect("a flow").to_doc();
        doc["stage"][0]["assignment"] = json!("attendant");
        doc["stage"][0]["attendant"] = json!("ana");
        doc["type"]["max_open_per_student"] = Value::Null;
        let admin = scratch.login("admin");
        ask(&admin, "select api.import_type($1)", &doc).await.expect("imported");
        ask(&admin, "select api.publish_flow($1 ->> 'code')", &json!({"code": "segunda-chamada"}))
            .await
            .expect("published");
        assert_eq!(open("sede").await, json!(["digital", "ana", "in_progress", null, 0]));
        let verified = ask(&scratch.login("iris"), "select api.verify() where $1 is not null", &json!({}))
            .await
            .expect("verified");
        assert_eq!(verified["broken"], json!([]));
    });
}

/// Z-11: whose rows a query sees is never what a session claims of itself.
#[test]
fn a_person_cannot_claim_another_company_and_a_session_of_nobody_sees_only_what_is_run_for_it() {
    run(async {
        let scratch = school().await;
        let root = scratch.admin();
        sqlx::raw_sql("insert into app.company (id, name) values (2, 'Outra'); insert into academic.student (company, ra, name) values (2, '2001', 'Segredo')").execute(&root).await.expect("another");
        let seen = async |claim: &str| -> Vec<String> {
            let mut nobody = root.begin().await.expect("a transaction");
            sqlx::query("select set_config('balcao.query_company', $1, true)")
                .bind(claim)
                .execute(&mut *nobody)
                .await
                .expect("set");
            sqlx::query_scalar("select ra from rm.saluno order by ra").fetch_all(&mut *nobody).await.expect("rows")
        };
        assert_eq!(seen("").await, [""; 0]);
        assert_eq!(seen("2").await, ["2001"], "the control: the setting is what is looked at");
        let mut admin = scratch.login("admin").begin().await.expect("a transaction");
        sqlx::query("select set_config('balcao.query_company', '2', false)")
            .execute(&mut *admin)
            .await
            .expect("anybody may");
        let doc = json!({"bound": "select ra, nome from saluno", "student": "1001"});
        let told: Value =
            sqlx::query_scalar("select api.test_query($1)").bind(&doc).fetch_one(&mut *admin).await.expect("rows");
        assert_eq!(told["count"], 3, "{told}");
        assert!(!told.to_string().contains("Segredo"), "{told}");
    });
}
