//! A fault between any two statements of an opening, through both channels, and of the acts on its charge: never a request
//! without its charge or the reverse (O-16, I-5). The rows within a statement are opening.rs's.

use balcao::cluster::OWNER_ROLE;
use balcao::domain::flow::TypeFile;
use serde_json::{Value, json};
use uuid::Uuid;

use super::school::{FLOW, School, asked};
use crate::support::disciplines::disciplines;
use crate::support::statements::{Planted, is_planted, tick_all};
use crate::support::{ask, checksum, run};
use crate::walk::full;

const DESK: &str = "select api.open($1, $2::text::uuid)";
const PORTAL: &str = "select act.portal_open(act.portal_actor(1::smallint, 'rui'), $1, $2::text::uuid)";

/// A session's first calls also run what its plans are folded from; after the sixth it plans no more.
const WARM_CALLS: usize = 7;

/// Everything that an opening writes, in numbers; protocols are the counters' sum.
const KEPT: &str = "
select jsonb_build_object('requests', (select count(*) from app.request), 'visits', (select count(*) from app.visit),
  'installments', (select count(*) from academic.contract_installment where request_id is not null),
  'entries', (select count(*) from academic.ledger_entry l join academic.contract_installment i using (company) where i.id = l.installment_id and i.request_id is not null),
  'owed', (select coalesce(sum(l.amount), 0)::text from academic.ledger_entry l join academic.contract_installment i using (company) where i.id = l.installment_id and i.request_id is not null),
  'opened', (select count(*) from app.history where kind = 'opened'), 'overridden', (select count(*) from app.history where kind = 'debt_overridden'),
  'events', (select count(*) from app.history), 'ops', (select count(*) from app.op), 'mails', (select count(*) from app.outbox),
  'answers', (select count(*) from app.parameter_answer), 'files', (select count(*) from app.file_content),
  'protocols', (select coalesce(sum(last), 0) from app.protocol_counter))";

/// One kind of opening, and what it adds besides what every charged opening adds.
struct Case {
    name: &'static str,
    login: &'static str,
    sql: &'static str,
    doc: Value,
    adds: Value,
}

fn cases() -> Vec<Case> {
    let asked_by_rui = |more: Value| {
        let mut doc = json!({"student": "R2", "type": "taxa", "location": "sede"});
        doc.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        doc
    };
    let file = json!([{"name": "atestado.pdf", "content": "JVBERi0xLjQKJSVFT0YK"}]);
    let parameters = json!({"turma": "T1", "disciplina": "DIR101"});
    let mut owing = asked("sede");
    owing["override"] = json!(["debts"]);
    owing["override_reason"] = json!("Acordo assinado hoje.");
    let all = json!({"confirm_amount": "50.00", "parameters": parameters, "files": file});
    vec![
        Case { name: "charge", login: "ana", sql: DESK, doc: asked_by_rui(json!({})), adds: json!({}) },
        Case {
            name: "parameters",
            login: "ana",
            sql: DESK,
            doc: asked_by_rui(json!({"parameters": parameters})),
            adds: json!({"answers": 2}),
        },
        Case {
            name: "file",
            login: "ana",
            sql: DESK,
            doc: asked_by_rui(json!({"files": file})),
            adds: json!({"files": 1}),
        },
        Case {
            name: "debts overridden",
            login: "sonia",
            sql: DESK,
            doc: owing,
            adds: json!({"overridden": 1, "events": 2}),
        },
        Case {
            name: "portal",
            login: OWNER_ROLE,
            sql: PORTAL,
            doc: asked_by_rui(all),
            adds: json!({"answers": 2, "files": 1}),
        },
    ]
}

/// The charged type with questions, one of them fed by a query, for both channels, entered in turn by its group; Rita owes, Rui
/// has a portal user; the opening's mail is on; every statement may fail.
async fn ground() -> School {
    let school = School::new().await;
    school.run("update academic.student set email = 'rui@escola.example' where ra = 'R2';
        insert into academic.contract_installment (company, contract_id, number, amount, due_date) select 1, id, 1, 80, '2026-02-10' from academic.contract where number = 'CR1';
        insert into academic.ledger_entry (company, installment_id, issued_on, due_date, amount, balance) select 1, id, '2026-01-02', due_date, amount, amount from academic.contract_installment;
        update app.settings set doc = doc || '{\"send_opening_email\": true, \"debt\": {\"allow_override\": true}}'").await;
    disciplines(&school.scratch).await;
    let admin = school.scratch.login("admin");
    let user = json!({"login": "rui", "name": "Rui Dois", "profile": "balcao", "student": "R2"});
    ask(&admin, "select api.create_portal_user($1)", &[user]).await.unwrap();
    let mut doc = TypeFile::parse(FLOW).unwrap().to_doc();
    doc["type"]["channels"] = json!(["desk", "portal"]);
    doc["stage"][0]["assignment"] = json!("round_robin");
    doc["parameter"] = json!([{"code": "turma", "label": "Turma", "type": "short_text"},
                              {"code": "disciplina", "label": "Disciplina", "type": "sql_choice", "query": "disciplinas-cursando"}]);
    ask(&admin, "select api.import_type($1)", &[doc]).await.unwrap();
    ask(&admin, "select api.publish_flow('taxa')", &[]).await.unwrap();
    let functions = tick_all(&school.scratch).await;
    assert!(functions > 200, "{functions} functions");
    school
}

async fn kept(school: &School) -> Value {
    ask(&school.scratch.admin(), KEPT, &[]).await.unwrap()
}

/// What must be kept after one opening more.
fn one_more(before: &Value, adds: &Value) -> Value {
    let mut after = before.clone();
    for key in ["requests", "visits", "installments", "entries", "opened", "events", "ops", "mails", "protocols"] {
        after[key] = json!(before[key].as_i64().unwrap() + 1);
    }
    let owed: f64 = before["owed"].as_str().unwrap().parse().unwrap();
    after["owed"] = json!(if owed == 0.0 { "50.00".to_owned() } else { format!("{:.2}", owed + 50.0) });
    for (key, n) in adds.as_object().unwrap() {
        after[key] = json!(before[key].as_i64().unwrap() + n.as_i64().unwrap());
    }
    after
}

/// Faults at places 1, 1 + step, … of an opening and at its last one: after each nothing at all is kept, and the same
/// submission again is one request with everything that belongs to it. How many places there are.
async fn everywhere(school: &School, case: &Case, how: &str, step: usize) -> Result<i32, String> {
    let planted = Planted::new(&school.scratch, case.login);
    let args = |op: Uuid| [case.doc.clone(), json!(op.to_string())];
    let (mut places, mut caught) = (0, 0);
    for _ in 0..WARM_CALLS {
        let (opened, count) = planted.count(case.sql, &args(Uuid::new_v4())).await;
        opened.map_err(|no| format!("{}: {no:?}", case.name))?;
        places = count;
    }
    let owner = school.scratch.admin();
    for at in (1..places).step_by(step).chain([places]) {
        let (op, image, before) = (Uuid::new_v4(), checksum(&owner).await, kept(school).await);
        match planted.at(at, how, case.sql, &args(op)).await {
            Err((class, _)) if is_planted(&class) => {}
            // Some rules ask "is this one?" by trying: there a fault is a no, and ends as another error.
            Err(_) => caught += 1,
            other => return Err(format!("{}: {other:?} is not the fault planted at {at} of {places}", case.name)),
        }
        if checksum(&owner).await != image {
            return Err(format!("{}: a fault at {at} of {places} ({how}) left {}", case.name, kept(school).await));
        }
        let again = planted.count(case.sql, &args(op)).await.0;
        let again = again.map_err(|no| format!("{}: after a fault at {at} again: {no:?}", case.name))?;
        let (found, wanted) = (kept(school).await, one_more(&before, &case.adds));
        if again["replayed"] == json!(true) || found != wanted {
            return Err(format!("{}: after a fault at {at} again: {found} instead of {wanted}", case.name));
        }
        let replayed = planted.count(case.sql, &args(op)).await.0.map_err(|no| format!("{no:?}"))?;
        if (&replayed["replayed"], &replayed["protocol"]) != (&json!(true), &again["protocol"]) {
            return Err(format!("{}: the submission after {at} is not told again: {replayed}", case.name));
        }
    }
    let verified = ask(&school.scratch.login("iris"), "select api.verify()", &[]).await.unwrap();
    if verified["broken"] != json!([]) {
        return Err(format!("{}: {verified}", case.name));
    }
    if caught * 10 > places {
        Err(format!("{}: {caught} of {places} faults ended as something else", case.name))
    } else {
        Ok(places)
    }
}

/// Every place in the full tier; else one in so many.
fn tier(short: usize) -> (usize, &'static [&'static str]) {
    if full() { (1, &["error", "kill"]) } else { (short, &["error", "kill"]) }
}

#[test]
fn o16_a_fault_between_any_two_statements_of_an_opening_leaves_neither_request_nor_charge() {
    run(async {
        let (step, hows) = tier(67);
        for how in hows {
            let school = ground().await;
            for case in cases() {
                let places = everywhere(&school, &case, how, step).await.unwrap_or_else(|torn| panic!("{torn}"));
                println!("{how}: at one in {step} of {places} places between statements of an opening: {}", case.name);
                assert!(places > 150, "{}: {places}", case.name);
            }
        }
    });
}

#[test]
fn i5_a_fault_between_any_two_statements_of_waiving_cancelling_or_charging_again_changes_nothing() {
    run(async {
        let (step, hows) = tier(31);
        let acts = [
            ("waive", "select api.charge_waive($1, 'Decisão da direção', $2::text::uuid)", "waived"),
            ("again", "select api.charge_again($1, 'Engano', $2::text::uuid)", "charged"),
            ("cancel", "select api.charge_cancel($1, 'Não era devida', $2::text::uuid)", "cancelled"),
            ("again", "select api.charge_again($1, 'Engano', $2::text::uuid)", "charged"),
        ];
        for how in hows {
            let school = ground().await;
            let (owner, planted) = (school.scratch.admin(), Planted::new(&school.scratch, "sonia"));
            let ana = school.scratch.login("ana");
            let fresh = async || {
                let doc = json!({"student": "R2", "type": "taxa", "location": "sede"});
                ask(&ana, "select api.open($1)", &[doc]).await.unwrap()["protocol"].clone()
            };
            let mut places = [0; 4];
            for _ in 0..WARM_CALLS {
                let protocol = fresh().await;
                for (n, (_, sql, _)) in acts.iter().enumerate() {
                    let (done, count) =
                        planted.count(sql, &[protocol.clone(), json!(Uuid::new_v4().to_string())]).await;
                    done.unwrap();
                    places[n] = count;
                }
            }
            let most = places.into_iter().max().unwrap();
            for at in (1..most).step_by(step).chain(places) {
                let protocol = fresh().await;
                for (n, (name, sql, status)) in acts.iter().enumerate() {
                    let (args, image) = ([protocol.clone(), json!(Uuid::new_v4().to_string())], checksum(&owner).await);
                    if at <= places[n] {
                        let (class, told) = planted.at(at, how, sql, &args).await.expect_err("the planted fault");
                        assert!(is_planted(&class), "{name} at {at}: {class} {told}");
                        assert_eq!(checksum(&owner).await, image, "{name}: a fault at {at} of {}", places[n]);
                    }
                    let request = planted.count(sql, &args).await.0.unwrap();
                    assert_eq!(request["charge"]["status"], json!(status), "{name} after a fault at {at}");
                }
            }
            let verified = ask(&school.scratch.login("iris"), "select api.verify()", &[]).await.unwrap();
            assert_eq!(verified["broken"], json!([]));
            println!(
                "{how}: at one in {step} of {places:?} places of waiving, charging again, cancelling, charging again"
            );
        }
    });
}

/// An opening in two transactions: the request first, its charge after it, with the guards of the commit asleep.
const SPLIT: &str = "
alter table app.request disable trigger must_charge_insert;
alter table app.request drop constraint request_company_installment_id_fkey;
alter table academic.contract_installment disable trigger must_charge;
alter function act.post_charge(app.request, act.price, act.due) rename to post_charge_later;
create function act.post_charge(r app.request, p act.price, d act.due) returns void language plpgsql as $$ begin return; end $$;
create procedure public.split(p jsonb, p_op uuid, inout r jsonb) language plpgsql as $$
declare q app.request; c act.price; d act.due;
begin
  r := act.portal_open(act.portal_actor(1::smallint, 'rui'), p, p_op);
  commit;
  if fault.tick() then null; end if;
  select * into q from app.request x where x.protocol = r ->> 'protocol';
  if exists (select from academic.contract_installment i where i.request_id = q.id) then return; end if;
  c := act.price_of(q.company, q.type_id, q.location_id, '2026-03-10');
  d := act.due_date(q.company, q.branch, '2026/1', q.contract_id, '2026-03-10');
  perform act.post_charge_later(q, c, d);
end $$";

#[test]
fn the_check_of_openings_can_fail() {
    run(async {
        let school = ground().await;
        school.run(SPLIT).await;
        let mut case = cases().pop().unwrap();
        case.sql = "call public.split($1, $2::text::uuid, null)";
        let torn = everywhere(&school, &case, "error", 100_000).await.expect_err("a request without its charge");
        assert!(
            torn.contains("left") && torn.contains("\"requests\":9") && torn.contains("\"installments\":8"),
            "{torn}"
        );
        // An opening that says it is done and did nothing.
        let school = ground().await;
        school.run("create or replace function act.portal_open(a sec.actor, p jsonb, p_op uuid) returns jsonb language plpgsql as $$
            begin if fault.tick() then null; end if; return jsonb_build_object('protocol', '2026.0000001'); end $$").await;
        let case = cases().pop().unwrap();
        let torn = everywhere(&school, &case, "error", 1).await.expect_err("nothing was opened");
        assert!(torn.contains("instead of"), "{torn}");
    });
}
