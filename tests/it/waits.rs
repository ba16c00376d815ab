//! What time does to requests that wait for the student (L-09, L-12): warned, and cancelled without an answer.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::sync::Barrier;

use balcao::domain::flow::TypeFile;
use balcao::tui::effect::Effect;
use balcao::tui::msg::Msg;

use crate::cli::Shell;
use crate::desk::{Hand, fixture};
use crate::money::school::{FLOW, School, asked};
use crate::support::{ask, run};

const WAKE: &str = "select to_jsonb(api.wake_due())";

/// The charged type, whose only stage may wait; opening and taking are ana's.
async fn school(settings: Value) -> School {
    let school = School::new().await;
    let mut doc = TypeFile::parse(FLOW).unwrap().to_doc();
    doc["stage"][0]["can"] = json!(["conclude", "cancel", "wait"]);
    let admin = school.scratch.login("admin");
    ask(&admin, "select api.import_type($1)", &[doc]).await.unwrap();
    ask(&admin, "select api.publish_flow('taxa')", &[]).await.unwrap();
    set(&school, settings).await;
    school
}

async fn set(school: &School, settings: Value) {
    school.run(&format!("update app.settings set doc = doc || '{settings}' where branch = 0")).await;
}

async fn at(school: &School, clock: &str) {
    school.run(&format!("update app.clock set frozen_at = '{clock}-03'")).await;
}

/// A request of a student, waiting since now; until a date or open.
async fn waiting(school: &School, doc: Value, until: Option<&str>) -> Value {
    let ana = school.scratch.login("ana");
    let protocol = ask(&ana, "select api.open($1)", &[doc]).await.unwrap()["protocol"].clone();
    ask(&ana, "select api.take($1)", std::slice::from_ref(&protocol)).await.unwrap();
    let until = json!(until.unwrap_or_default());
    ask(&ana, "select api.wait($1, 'Traga o atestado', nullif($2, '')::timestamptz)", &[protocol.clone(), until])
        .await
        .unwrap();
    protocol
}

async fn wake(school: &School) -> i64 {
    ask(&school.scratch.login("ana"), WAKE, &[]).await.unwrap().as_i64().unwrap()
}

/// Status, how often warned, mails of the warning and of the cancellation.
async fn state(school: &School, protocol: &Value) -> Value {
    let protocol = protocol.as_str().unwrap();
    school
        .value(&format!(
            "select jsonb_build_array(r.status, (select count(*) from app.history h where h.request_id = r.id and h.kind = 'wait_warned'),
               (select count(*) from app.outbox o where o.request_id = r.id and o.kind = 'wait_warned'),
               (select count(*) from app.outbox o where o.request_id = r.id and o.kind = 'cancelled'))
               from app.request r where r.protocol = '{protocol}'"
        ))
        .await
}

async fn whole(school: &School) {
    let verified = ask(&school.scratch.login("iris"), "select api.verify()", &[]).await.unwrap();
    assert_eq!(verified["broken"], json!([]));
}

#[test]
fn l12_a_wait_without_an_answer_is_warned_of_once_and_then_cancelled_by_the_system_with_its_charge() {
    run(async {
        let school = school(json!({"waiting_autocancel_days": 10})).await;
        let p = waiting(&school, asked("sede"), None).await;
        at(&school, "2026-03-17 11:59").await;
        assert_eq!(
            (wake(&school).await, state(&school, &p).await),
            (0, json!(["waiting", 0, 0, 0])),
            "three days before, and not earlier"
        );
        at(&school, "2026-03-17 12:00").await;
        assert_eq!((wake(&school).await, state(&school, &p).await), (1, json!(["waiting", 1, 1, 0])));
        at(&school, "2026-03-20 11:59").await;
        assert_eq!((wake(&school).await, state(&school, &p).await), (0, json!(["waiting", 1, 1, 0])), "once a wait");
        let mail = school.value("select act.mail_text(kind, payload) from app.outbox where kind = 'wait_warned'").await;
        assert_eq!(mail["subject"], "Solicitação 2026.0000001 será cancelada sem a sua resposta – Pedido com taxa");
        assert!(
            mail["text"]
                .as_str()
                .unwrap()
                .contains("responda no portal ou no balcão até 20/03/2026, 12h00; depois disso ela é cancelada."),
            "{mail}"
        );
        at(&school, "2026-03-20 12:00").await;
        assert_eq!((wake(&school).await, state(&school, &p).await), (1, json!(["cancelled", 1, 1, 1])));
        let request = ask(&school.scratch.login("ana"), "select api.show($1)", std::slice::from_ref(&p)).await.unwrap();
        let last = request["history"].as_array().unwrap().last().unwrap().clone();
        assert_eq!(
            (&last["kind"], &last["actor"], &last["actor_name"], &last["note"]),
            (&json!("cancelled"), &json!("system"), &json!("Balcão"), &json!("sem retorno do solicitante"))
        );
        assert_eq!(
            (&request["charge"]["status"], &request["charge"]["ledger"]),
            (&json!("cancelled"), &json!("cancelled")),
            "K-2"
        );
        let seen = school.value("select jsonb_agg(jsonb_build_array(kind, visible_to_student) order by seq) from app.history where seq > 2").await;
        assert_eq!(seen, json!([["wait_started", true], ["wait_warned", true], ["cancelled", true]]));
        let paused = school.value("select sla_paused_seconds from app.request").await;
        assert_eq!(paused, json!(10 * 24 * 3600), "I-9");
        let undone = ask(&school.scratch.login("ana"), "select api.undo($1)", std::slice::from_ref(&p)).await;
        assert!(undone.unwrap_err().1.to_string().contains("E_UNDO_GONE"), "it is reopened, not undone");
        let back = ask(
            &school.scratch.login("sonia"),
            "select api.reopen($1, 'O aluno trouxe o atestado')",
            std::slice::from_ref(&p),
        )
        .await
        .unwrap();
        assert_eq!((&back["status"], &back["assignee"]), (&json!("in_progress"), &json!("ana")));
        // Waiting again is another wait, with a warning of its own.
        ask(&school.scratch.login("ana"), "select api.wait($1, 'Falta a data')", std::slice::from_ref(&p))
            .await
            .unwrap();
        assert_eq!(wake(&school).await, 0);
        at(&school, "2026-03-27 12:00").await;
        assert_eq!((wake(&school).await, state(&school, &p).await), (1, json!(["waiting", 2, 2, 1])));
        whole(&school).await;
    });
}

#[test]
fn l12_what_is_paid_goes_to_the_refund_list_and_late_switching_on_warns_first() {
    run(async {
        let school = school(json!({})).await;
        let p = waiting(&school, asked("sede"), None).await;
        school.run("update academic.ledger_entry set status = 'paid', balance = 0, paid_on = '2026-03-11'").await;
        at(&school, "2026-04-30 12:00").await;
        assert_eq!(wake(&school).await, 0, "off unless it is set");
        set(&school, json!({"waiting_autocancel_days": 10, "warn_days": 2})).await;
        // Another branch is off all the same.
        school
            .run("insert into app.settings (company, branch, doc) values (1, 2, '{\"waiting_autocancel_days\": 0}')")
            .await;
        let north = waiting(&school, json!({"student": "R1", "type": "taxa", "location": "norte"}), None).await;
        assert_eq!(
            (wake(&school).await, state(&school, &p).await),
            (1, json!(["waiting", 1, 1, 0])),
            "long over, and warned first"
        );
        assert_eq!(wake(&school).await, 0);
        at(&school, "2026-05-02 11:59").await;
        assert_eq!(wake(&school).await, 0);
        at(&school, "2026-05-02 12:00").await;
        assert_eq!((wake(&school).await, state(&school, &p).await), (1, json!(["cancelled", 1, 1, 1])));
        let story = school.value("select jsonb_agg(kind order by seq) from app.history where request_id = (select min(id) from app.request) and seq > 3").await;
        assert_eq!(story, json!(["wait_warned", "refund_review", "cancelled"]), "K-2: never an automatic refund");
        assert_eq!(school.value("select charge_status from app.request order by id limit 1").await, "charged");
        at(&school, "2026-08-02 12:00").await;
        assert_eq!((wake(&school).await, state(&school, &north).await), (0, json!(["waiting", 0, 0, 0])));
        whole(&school).await;
    });
}

#[test]
fn l12_a_date_an_answer_or_no_address_keeps_a_wait_from_being_cancelled() {
    run(async {
        let school = school(json!({"waiting_autocancel_days": 2, "warn_days": 5})).await;
        let dated = waiting(&school, asked("sede"), Some("2026-03-16 09:00-03")).await;
        let answered = waiting(&school, asked("sede"), None).await;
        let silent = waiting(&school, json!({"student": "R2", "type": "taxa", "location": "norte"}), None).await;
        let plain = waiting(&school, asked("sede"), None).await;
        school
            .run(&format!(
                "update app.request set unread = true where protocol = {}",
                answered.to_string().replace('"', "'")
            ))
            .await;
        assert_eq!(
            (wake(&school).await, state(&school, &plain).await),
            (1, json!(["waiting", 1, 1, 0])),
            "warned at once, no longer than the wait may last"
        );
        at(&school, "2026-03-12 12:00").await;
        assert_eq!((wake(&school).await, state(&school, &plain).await), (1, json!(["cancelled", 1, 1, 1])));
        for (kept, why) in
            [(&dated, "it has a date"), (&answered, "there is an unread answer"), (&silent, "nobody could be warned")]
        {
            assert_eq!(state(&school, kept).await, json!(["waiting", 0, 0, 0]), "{why}");
        }
        at(&school, "2026-03-16 09:00").await;
        assert_eq!((wake(&school).await, state(&school, &dated).await), (1, json!(["in_progress", 0, 0, 0])));
        school
            .run(&format!(
                "update app.request set unread = false where protocol = {}",
                answered.to_string().replace('"', "'")
            ))
            .await;
        assert_eq!(
            (wake(&school).await, state(&school, &answered).await),
            (1, json!(["waiting", 1, 1, 0])),
            "the answer was read: warned first"
        );
        whole(&school).await;
    });
}

#[test]
fn l12_many_desks_asking_at_once_warn_once_and_cancel_once() {
    run(async {
        let school = school(json!({"waiting_autocancel_days": 5, "warn_days": 2})).await;
        for _ in 0..30 {
            waiting(&school, asked("sede"), None).await;
        }
        for (clock, status) in [("2026-03-13 12:00", "waiting"), ("2026-03-15 12:00", "cancelled")] {
            at(&school, clock).await;
            let (pool, start) = (school.scratch.login_pool("bruno", 12), Arc::new(Barrier::new(12)));
            let desks: Vec<_> = (0..12)
                .map(|_| {
                    let (pool, start) = (pool.clone(), start.clone());
                    tokio::spawn(async move {
                        let mut desk = pool.acquire().await.unwrap();
                        start.wait().await;
                        let done: Value = sqlx::query_scalar(WAKE).fetch_one(&mut *desk).await.unwrap();
                        done.as_i64().unwrap()
                    })
                })
                .collect();
            let mut sum = 0;
            for desk in desks {
                sum += desk.await.unwrap();
            }
            sum += wake(&school).await;
            assert_eq!(sum, 30, "each request by one desk: {clock}");
            let found = school.value("select jsonb_agg(distinct jsonb_build_array(r.status, (select count(*) from app.history h where h.request_id = r.id and h.kind = 'wait_warned'),
                (select count(*) from app.outbox o where o.request_id = r.id and o.kind = 'wait_warned'), (select count(*) from app.history h where h.request_id = r.id and h.kind = 'cancelled'))) from app.request r").await;
            assert_eq!(found, json!([[status, 1, 1, i32::from(status == "cancelled")]]));
        }
        whole(&school).await;
    });
}

/// What a job looks at for each request waits here, where its session says so, for whoever holds the lock.
const SLOW: &str = "
alter function act.has_address(app.request) rename to has_address_at_once;
create function act.has_address(r app.request) returns boolean language plpgsql stable as $$
begin
  if current_setting('test.slow', true) = 'on' then
    perform pg_advisory_lock_shared(12); perform pg_advisory_unlock_shared(12);
  end if;
  return act.has_address_at_once(r);
end $$";

#[test]
fn l12_a_job_that_looked_before_another_wrote_does_not_warn_again() {
    run(async {
        let school = school(json!({"waiting_autocancel_days": 5, "warn_days": 2})).await;
        let p = waiting(&school, asked("sede"), None).await;
        at(&school, "2026-03-13 12:00").await;
        school.run(SLOW).await;
        let mut gate = school.scratch.admin().acquire().await.unwrap();
        sqlx::query("select pg_advisory_lock(12)").execute(&mut *gate).await.unwrap();
        let mut slow = school.scratch.login_pool("bruno", 1).acquire().await.unwrap();
        sqlx::query("set test.slow = 'on'").execute(&mut *slow).await.unwrap();
        let slow = tokio::spawn(async move {
            let done: Value = sqlx::query_scalar(WAKE).fetch_one(&mut *slow).await.unwrap();
            done
        });
        let begun = Instant::now();
        while school.value("select count(*) from pg_locks where locktype = 'advisory' and not granted").await
            == json!(0)
        {
            assert!(begun.elapsed() < Duration::from_secs(20), "the slow job looks at the request");
        }
        assert_eq!((wake(&school).await, state(&school, &p).await), (1, json!(["waiting", 1, 1, 0])));
        sqlx::query("select pg_advisory_unlock(12)").execute(&mut *gate).await.unwrap();
        assert_eq!((slow.await.unwrap(), state(&school, &p).await), (json!(0), json!(["waiting", 1, 1, 0])));
        whole(&school).await;
    });
}

#[test]
fn l12_the_job_is_run_by_command_by_staff_alone_and_its_index_holds_what_waits() {
    run(async {
        let school = school(json!({"waiting_autocancel_days": 5})).await;
        waiting(&school, asked("sede"), None).await;
        let shell = |login: &str| Shell::of(school.scratch.url(login));
        let auditor = shell("iris").run(&["waits", "run", "--json"]);
        assert_eq!(auditor.error(5)["code"], "E_FORBIDDEN", "an auditor changes nothing");
        assert_eq!(shell("admin").json(&["waits", "run"]), json!({"done": 0}));
        at(&school, "2026-03-14 12:00").await;
        let told = shell("ana").run(&["waits", "run", "--lang", "pt-BR"]);
        assert_eq!(told.status, 0, "{told:#?}");
        assert!(told.err.contains("1 solicitação em espera foi retomada, avisada ou cancelada."), "{told:#?}");
        assert_eq!(shell("ana").run(&["waits", "run", "--quiet"]).err, "");
        let index = school.value("select indexdef from pg_indexes where indexname = 'request_waits'").await;
        assert!(index.as_str().unwrap().contains("WHERE (status = 'waiting'"), "{index}");
    });
}

#[test]
fn l12_a_desk_asks_for_it_once_a_minute_and_an_auditors_desk_does_not() {
    for (role, asks) in [("attendant", 2), ("supervisor", 2), ("admin", 2), ("auditor", 0)] {
        let mut hand = Hand::new(80, 24);
        hand.model.me.as_mut().unwrap().role = role.to_owned();
        for second in 1..=120 {
            hand.msg(Msg::Tick(fixture::now() + chrono::Duration::seconds(second)));
        }
        assert_eq!(hand.effects.iter().filter(|effect| **effect == Effect::WakeDue).count(), asks, "{role}");
    }
}
