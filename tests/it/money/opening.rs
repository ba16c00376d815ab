//! A request and its charge are written together, once, or not at all (O-12 … O-16); what refuses an opening says so.

use serde_json::{Value, json};

use super::school::{School, ask, asked};
use crate::support::run;

#[test]
fn o14_an_opening_posts_one_installment_and_one_entry() {
    run(async {
        let school = School::new().await;
        school.run("update app.settings set doc = doc || '{\"send_opening_email\": true}'").await;
        let request = school.open(asked("sede")).await.unwrap();
        let charge = &request["charge"];
        for (key, want) in [
            ("status", "charged"),
            ("amount", "50.00"),
            ("source", "delivery_location"),
            ("due_date", "2026-03-15"),
            ("due_source", "days_after"),
        ] {
            assert_eq!(charge[key], want, "{charge}");
        }
        assert_eq!((&charge["installment"], &charge["quota"]), (&json!(3), &json!(2)), "never tuition's quota");
        assert_eq!(school.counts().await, [1, 1, 1]);
        let entry = school.value("select to_jsonb(l) from academic.ledger_entry l").await;
        for (key, want) in [
            ("issued_on", json!("2026-03-10")),
            ("due_date", json!("2026-03-15")),
            ("document_type", json!("BOLETO")),
            ("status", json!("open")),
            ("balance", json!(50.0)),
        ] {
            assert_eq!(entry[key], want, "{entry}");
        }
        let mail = school.value("select jsonb_build_array(kind, payload -> 'charge') from app.outbox").await;
        assert_eq!(
            (&mail[0], &mail[1]["amount"], &mail[1]["due_date"], &mail[1]["installment"]),
            (&json!("opened"), &json!("50.00"), &json!("2026-03-15"), &json!(3))
        );
        let event = school.value("select data from app.history where kind = 'opened'").await;
        assert_eq!(event["charge"]["amount"], "50.00");
        assert_eq!(event["charge"]["steps"].as_array().unwrap().len(), 2, "{event}");
        let free = school.open(json!({"student": "R2", "type": "taxa", "location": "norte"})).await.unwrap();
        assert_eq!(
            (&free["charge"]["status"], &free["charge"]["amount"], &free["charge"]["due_date"]),
            (&json!("free"), &json!("0.00"), &Value::Null)
        );
        assert_eq!(school.counts().await, [2, 1, 1], "what is free posts nothing (B-4)");
        let verified = school.call("ana", "select api.verify()", &[]).await.unwrap();
        assert_eq!((&verified["checked"], &verified["broken"]), (&json!(2), &json!([])));
    });
}

#[test]
fn o15_the_same_submission_20_times_at_once_is_one_request_and_one_charge() {
    run(async {
        let school = School::new().await;
        let pool = school.scratch.login_pool("ana", 20);
        let op = json!("7d3cbf8e-1f43-4f3c-9f3e-0a6f4f3c2b1a");
        let calls = (0..20).map(|_| {
            let (pool, op) = (pool.clone(), op.clone());
            tokio::spawn(async move {
                ask(&pool, "select api.open($1, ($2::text)::uuid)", &[asked("sede"), op]).await.unwrap()["protocol"]
                    .clone()
            })
        });
        let calls: Vec<_> = calls.collect();
        let mut protocols = Vec::new();
        for call in calls {
            protocols.push(call.await.unwrap());
        }
        protocols.dedup();
        assert_eq!(protocols.len(), 1, "{protocols:?}");
        assert_eq!(school.counts().await, [1, 1, 1]);
        // Without an identity each is its own: twenty requests, twenty charges, twenty quotas.
        let calls: Vec<_> = (0..20)
            .map(|_| {
                let pool = pool.clone();
                tokio::spawn(async move { ask(&pool, "select api.open($1)", &[asked("sede")]).await.unwrap() })
            })
            .collect();
        for call in calls {
            call.await.unwrap();
        }
        assert_eq!(school.counts().await, [21, 21, 21]);
        assert_eq!(
            school.value("select array_agg(quota order by quota) from academic.contract_installment").await,
            json!((2..=22).collect::<Vec<_>>())
        );
    });
}

/// Fails the n-th row that a statement writes, whatever the table; a sequence counts on through what is rolled back.
const FAULT: &str = "
    create sequence public.writes; create table public.fault (n bigint);
    create function public.fault() returns trigger language plpgsql security definer as $$
    begin
      if nextval('public.writes') = (select n from public.fault) then raise exception 'planted' using errcode = 'XX001'; end if;
      return coalesce(new, old);
    end $$;
    do $$ declare t regclass; begin
      for t in select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in ('app', 'academic') and c.relkind = 'r' loop
        execute format('create trigger aaa_fault before insert or update or delete on %s for each row execute function public.fault()', t);
      end loop;
    end $$;
    insert into public.fault values (0)";

#[test]
fn o16_whatever_statement_fails_there_is_no_request_without_its_charge_nor_the_reverse() {
    run(async {
        let school = School::new().await;
        school.run("update app.settings set doc = doc || '{\"send_opening_email\": true}'").await;
        school.run(FAULT).await;
        let op = json!("5b1f3f5e-8f0a-4f7c-8b1e-2a6f4f3c2b1a");
        let mut failures = 0;
        loop {
            school.run(&format!("update public.fault set n = 0; alter sequence public.writes restart; update public.fault set n = {}", failures + 1)).await;
            school.run("select setval('public.writes', 1, false)").await;
            match school.call("ana", "select api.open($1, ($2::text)::uuid)", &[asked("sede"), op.clone()]).await {
                Ok(_) => break,
                Err((state, _)) => assert_eq!(state, "XX001", "write {}", failures + 1),
            }
            assert_eq!(school.counts().await, [0, 0, 0], "after write {}", failures + 1);
            failures += 1;
            assert!(failures < 100);
        }
        assert!(
            failures >= 8,
            "request, visit, installment, entry, history, head, op and mail were all failed: {failures}"
        );
        assert_eq!(school.counts().await, [1, 1, 1]);
    });
}

#[test]
fn o16_a_connection_killed_before_its_commit_leaves_nothing() {
    run(async {
        let school = School::new().await;
        let mut dying = school.scratch.login("ana").begin().await.unwrap();
        let pid: i32 = sqlx::query_scalar("select pg_backend_pid()").fetch_one(&mut *dying).await.unwrap();
        sqlx::query("select api.open($1)").bind(asked("sede")).execute(&mut *dying).await.unwrap();
        school.run(&format!("select pg_terminate_backend({pid}, 10000)")).await;
        assert!(dying.commit().await.is_err());
        assert_eq!(school.counts().await, [0, 0, 0]);
    });
}

/// The control: with an engine that forgets the entry, or one that posts twice, the commit is refused; with the guard asleep
/// too, `verify` finds it.
#[test]
fn i5_an_engine_that_forgets_half_of_a_charge_is_caught() {
    run(async {
        let school = School::new().await;
        school
            .run(
                "create function public.forget() returns trigger language plpgsql as $$ begin return null; end $$;
            create trigger forget before insert on academic.ledger_entry for each row execute function public.forget()",
            )
            .await;
        assert_eq!(school.open(asked("sede")).await.unwrap_err().0, "23514");
        assert_eq!(school.counts().await, [0, 0, 0]);
        school.run("alter table app.request disable trigger must_charge_insert; alter table academic.contract_installment disable trigger must_charge").await;
        let request = school.open(asked("sede")).await.unwrap();
        assert_eq!(school.counts().await, [1, 1, 0], "half a charge was written");
        let broken = school.call("ana", "select api.verify($1)", &[request["protocol"].clone()]).await.unwrap();
        assert_eq!(broken["broken"][0]["what"], "charge differs", "{broken}");
    });
}

#[test]
fn o11_to_o13_what_refuses_an_opening_is_named_with_its_words() {
    run(async {
        let school = School::new().await;
        let first = |document: Value| {
            let school = &school;
            async move { school.call("ana", "select api.preview($1)", &[document]).await.unwrap()["problems"][0].clone() }
        };
        school.run("insert into academic.contract_installment (company, contract_id, number, amount, due_date) select 1, id, n, 1000.5, d::date from academic.contract, (values (1, '2026-02-10'), (2, '2026-03-09'), (3, '2026-03-10')) as p (n, d) where number = 'CR1';
            insert into academic.ledger_entry (company, installment_id, issued_on, due_date, amount, balance) select 1, id, '2026-01-02', due_date, amount, amount from academic.contract_installment").await;
        let debts = first(asked("sede")).await;
        assert_eq!(debts["code"], "E_DEBTS");
        assert_eq!(
            debts["pt"], "Há débitos em aberto: 2 títulos, R$ 2.001,00, desde 10/02/2026.",
            "what is due today is no debt (G-3)"
        );
        let preview = school.call("ana", "select api.preview($1)", &[asked("sede")]).await.unwrap();
        assert_eq!(preview["debts"], json!({"count": 2, "total": "2001.00", "oldest": "2026-02-10"}));
        assert_eq!(preview["debt_list"].as_array().unwrap().len(), 2, "attendants see the list (G-4)");
        for (settings, blocked) in [
            (json!({"debt": {"grace_days": 1}}), true),
            (json!({"debt": {"grace_days": 28}}), false),
            (json!({"debt": {"tolerance_amount": "2001.00"}}), false),
            (json!({"debt": {"tolerance_amount": "2000.99"}}), true),
        ] {
            school
                .run(&format!(
                    "update app.settings set doc = '{{\"auto_due_date\": {{\"days\": 5}}}}'::jsonb || '{settings}'"
                ))
                .await;
            assert_eq!(school.problems(asked("sede")).await.contains(&"E_DEBTS".to_owned()), blocked, "{settings}");
        }
        school.run("update app.request_type set legal_document = true").await;
        assert_eq!(school.problems(asked("sede")).await, [""; 0], "never on a document that the law protects (G-7)");
        school.run("update app.request_type set legal_document = false; update academic.ledger_entry set status = 'renegotiated'").await;
        assert_eq!(school.problems(asked("sede")).await, [""; 0], "what is renegotiated is no debt (G-3)");

        for (broken, document, code, pt, mended) in [
            (
                "update app.clock set frozen_at = '2026-05-21 12:00-03'",
                asked("sede"),
                "E_NO_INSTALLMENT_ROW",
                "Nenhuma regra de parcela do período 2026/1 vale em 21/05/2026; avise a administração.",
                "update app.clock set frozen_at = '2026-03-10 12:00-03'",
            ),
            (
                "update app.settings set doc = '{}'",
                asked("sede"),
                "E_NO_DUE_DATE_RULE",
                "Nenhuma regra dá o vencimento da parcela 3; avise a administração.",
                "update app.settings set doc = '{\"auto_due_date\": {\"days\": 5}}'",
            ),
            (
                "update app.request_type set valid_to = '2026-03-09'",
                asked("sede"),
                "E_TYPE_EXPIRED",
                "Fora do prazo: disponível de 01/01/2026 a 09/03/2026.",
                "update app.request_type set valid_to = '2027-12-31'",
            ),
            (
                "update academic.contract set status = 'suspended'",
                asked("sede"),
                "E_NO_ACTIVE_CONTRACT",
                "Aluno sem contrato ativo no período letivo 2026/1.",
                "update academic.contract set status = 'active'",
            ),
            (
                "update academic.contract set status = 'suspended'; update app.request_type set requires_active_contract = false",
                asked("sede"),
                "E_NO_CONTRACT_FOR_CHARGE",
                "O valor de R$ 50,00 precisa de um contrato ativo, e o aluno não tem.",
                "update academic.contract set status = 'active'; update app.request_type set requires_active_contract = true",
            ),
            (
                "update app.location_price set valid_from = '2026-03-11'",
                asked("sede"),
                "E_LOCATION_PRICE_MISSING",
                "Sem preço para Secretaria – Sede em 10/03/2026; avise a administração.",
                "update app.location_price set valid_from = '2026-01-01'",
            ),
        ] {
            school.run(broken).await;
            let problem = first(document).await;
            assert_eq!((&problem["code"], &problem["pt"]), (&json!(code), &json!(pt)));
            assert!(problem["en"].as_str().unwrap().len() > 10);
            school.run(mended).await;
        }
        assert_eq!(school.counts().await[0], 0, "a preview writes nothing");
    });
}

#[test]
fn g5_a_supervisor_overrides_debts_where_the_settings_allow_it() {
    run(async {
        let school = School::new().await;
        school.run("insert into academic.contract_installment (company, contract_id, number, amount, due_date) select 1, id, 1, 80, '2026-02-10' from academic.contract where number = 'CR1';
            insert into academic.ledger_entry (company, installment_id, issued_on, due_date, amount, balance) select 1, id, '2026-01-02', due_date, amount, amount from academic.contract_installment").await;
        let mut document = asked("sede");
        document["override"] = json!(["debts"]);
        let refused = |login: &'static str, document: Value| {
            let school = &school;
            async move { school.call(login, "select api.open($1)", &[document]).await.unwrap_err().1 }
        };
        assert_eq!(refused("sonia", document.clone()).await, ["E_DEBT_OVERRIDE"]);
        school.run("update app.settings set doc = doc || '{\"debt\": {\"allow_override\": true}}'").await;
        assert_eq!(refused("ana", document.clone()).await, ["E_FORBIDDEN"]);
        assert_eq!(refused("sonia", document.clone()).await, ["E_NOTE_REQUIRED"]);
        document["override_reason"] = json!("Acordo assinado hoje.");
        let request = school.call("sonia", "select api.open($1)", &[document]).await.unwrap();
        assert_eq!(
            request["debts"],
            json!({"count": 1, "total": "80.00", "oldest": "2026-02-10"}),
            "the evidence stays"
        );
        let kinds: Vec<&str> =
            request["history"].as_array().unwrap().iter().map(|h| h["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["opened", "debt_overridden"]);
        assert_eq!(request["history"][1]["note"], "Acordo assinado hoje.");
        // G-6: later debts stop nothing; the request goes on.
        school.call("sonia", "select api.take($1)", &[request["protocol"].clone()]).await.unwrap();
    });
}

#[test]
fn g2_debts_at_another_company_count_where_the_settings_say_so() {
    run(async {
        let school = School::new().await;
        school.run("insert into app.company (id, name) values (2, 'Outra');
            update academic.student set cpf = '52998224725' where ra = 'R1';
            insert into academic.period (company, code, name, starts, ends) values (2, 'X', 'X', '2026-01-01', '2026-06-30');
            insert into academic.student (company, ra, name, cpf) values (2, 'Z9', 'Rita Um', '52998224725');
            insert into academic.contract (company, student_id, period_id, course, number, signed_on) select 2, s.id, p.id, 'Direito', 'Z', '2026-01-01' from academic.student s, academic.period p where s.company = 2 and p.company = 2;
            insert into academic.contract_installment (company, contract_id, number, amount, due_date) select 2, id, 1, 80, '2026-02-10' from academic.contract where company = 2;
            insert into academic.ledger_entry (company, installment_id, issued_on, due_date, amount, balance) select 2, id, '2026-01-02', due_date, 80, 30 from academic.contract_installment where company = 2").await;
        assert_eq!(school.problems(asked("sede")).await, [""; 0]);
        school.run("update app.settings set doc = doc || '{\"debt\": {\"all_companies\": true}}'").await;
        let preview = school.call("ana", "select api.preview($1)", &[asked("sede")]).await.unwrap();
        assert_eq!((&preview["debts"]["total"], &preview["debt_list"][0]["company"]), (&json!("30.00"), &json!(2)));
    });
}
