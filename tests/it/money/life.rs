//! A charge along the life of its request (domain §12.3, K-1 … K-5), and who may touch it.

use serde_json::{Value, json};

use super::school::{School, asked};
use crate::support::run;

async fn opened(school: &School) -> Value {
    school.open(asked("sede")).await.unwrap()["protocol"].clone()
}

/// Status of the charge, of its installment and of its ledger entry.
async fn states(school: &School) -> Value {
    school.value("select jsonb_build_array(r.charge_status, i.status, l.status, l.balance::text) from app.request r join academic.contract_installment i on i.id = r.installment_id join academic.ledger_entry l on l.installment_id = i.id").await
}

async fn whole(school: &School) {
    let verified = school.call("ana", "select api.verify()", &[]).await.unwrap();
    assert_eq!(verified["broken"], json!([]));
}

#[test]
fn k5_a_supervisor_waives_with_a_reason_what_is_not_paid() {
    run(async {
        let school = School::new().await;
        let protocol = opened(&school).await;
        let waive = "select api.charge_waive($1, $2)";
        for (login, reason, code) in [("ana", "por favor", "E_FORBIDDEN"), ("sonia", " ", "E_NOTE_REQUIRED")] {
            assert_eq!(
                school.call(login, waive, &[protocol.clone(), json!(reason)]).await.unwrap_err().1,
                [code],
                "{login}"
            );
        }
        for login in ["admin", "iris"] {
            assert_eq!(
                school.call(login, waive, &[protocol.clone(), json!("x")]).await.unwrap_err().0,
                "42501",
                "{login} has no such command"
            );
        }
        school.run("update academic.ledger_entry set status = 'paid', balance = 0, paid_on = '2026-03-10'").await;
        assert_eq!(school.call("sonia", waive, &[protocol.clone(), json!("bolsa")]).await.unwrap_err().1, ["E_CHARGE"]);
        school.run("update academic.ledger_entry set status = 'open', balance = 20, paid_on = null").await;
        assert_eq!(
            school.call("sonia", waive, &[protocol.clone(), json!("bolsa")]).await.unwrap_err().1,
            ["E_CHARGE"],
            "partly paid is not open"
        );
        school.run("update academic.ledger_entry set balance = 50").await;
        let request = school.call("sonia", waive, &[protocol.clone(), json!("bolsa")]).await.unwrap();
        assert_eq!(request["charge"]["status"], "waived");
        assert_eq!(states(&school).await, json!(["waived", "cancelled", "cancelled", "0.00"]));
        assert_eq!(
            school.call("sonia", "select api.undo($1)", std::slice::from_ref(&protocol)).await.unwrap_err().1,
            ["E_UNDO_GONE"]
        );
        let story = school.call("iris", "select api.charge_show($1)", &[protocol]).await.unwrap();
        let kinds: Vec<&str> =
            story["events"].as_array().unwrap().iter().map(|e| e["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["opened", "charge_waived"]);
        whole(&school).await;
    });
}

#[test]
fn k2_cancelling_withdraws_what_is_owed_and_its_undo_owes_it_again() {
    run(async {
        let school = School::new().await;
        let protocol = opened(&school).await;
        let cancelled = school
            .call("sonia", "select api.cancel($1, 'engano', null)", std::slice::from_ref(&protocol))
            .await
            .unwrap();
        assert_eq!(cancelled["charge"]["status"], "cancelled");
        assert_eq!(states(&school).await, json!(["cancelled", "cancelled", "cancelled", "0.00"]));
        let undone = school.call("sonia", "select api.undo($1)", std::slice::from_ref(&protocol)).await.unwrap();
        assert_eq!((&undone["status"], &undone["charge"]["status"]), (&json!("queued"), &json!("charged")));
        assert_eq!(states(&school).await, json!(["charged", "open", "open", "50.00"]));
        whole(&school).await;
        // Finance moved in between: the undo would bring back what is no longer so.
        school.call("sonia", "select api.cancel($1, 'engano', null)", std::slice::from_ref(&protocol)).await.unwrap();
        school.run("update academic.ledger_entry set status = 'renegotiated'").await;
        assert_eq!(school.call("sonia", "select api.undo($1)", &[protocol]).await.unwrap_err().1, ["E_UNDO_GONE"]);
    });
}

#[test]
fn k2_a_paid_charge_is_left_alone_and_put_up_for_review() {
    run(async {
        let school = School::new().await;
        let protocol = opened(&school).await;
        school.run("update academic.ledger_entry set status = 'paid', balance = 0, paid_on = '2026-03-10'; update academic.contract_installment set status = 'paid'").await;
        let request = school
            .call("sonia", "select api.cancel($1, 'engano', null)", std::slice::from_ref(&protocol))
            .await
            .unwrap();
        assert_eq!(
            (&request["charge"]["status"], &request["charge"]["attention"]),
            (&json!("charged"), &json!("refund"))
        );
        assert_eq!(states(&school).await, json!(["charged", "paid", "paid", "0.00"]), "never an automatic refund");
        let kinds: Vec<&str> =
            request["history"].as_array().unwrap().iter().map(|h| h["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["opened", "refund_review", "cancelled"]);
        let undone = school.call("sonia", "select api.undo($1)", &[protocol]).await.unwrap();
        assert_eq!((&undone["status"], &undone["charge"]["attention"]), (&json!("queued"), &Value::Null));
        whole(&school).await;
    });
}

#[test]
fn k4_reopening_revives_no_charge_and_charging_again_uses_today() {
    run(async {
        let school = School::new().await;
        let protocol = opened(&school).await;
        let again = "select api.charge_again($1, 'revisto')";
        assert_eq!(
            school.call("sonia", again, std::slice::from_ref(&protocol)).await.unwrap_err().1,
            ["E_CHARGE"],
            "it is charged already"
        );
        school.call("sonia", "select api.cancel($1, 'engano', null)", std::slice::from_ref(&protocol)).await.unwrap();
        assert_eq!(
            school.call("sonia", again, std::slice::from_ref(&protocol)).await.unwrap_err().1,
            ["E_STATUS"],
            "reopen first"
        );
        let reopened = school
            .call("sonia", "select api.reopen($1, 'não era engano', null)", std::slice::from_ref(&protocol))
            .await
            .unwrap();
        assert_eq!(reopened["charge"]["status"], "cancelled");
        assert_eq!(school.call("ana", again, std::slice::from_ref(&protocol)).await.unwrap_err().1, ["E_FORBIDDEN"]);
        school.run("update app.clock set frozen_at = '2026-03-23 12:00-03'; update app.location_price set amount = 60 where amount = 50").await;
        let charged = school.call("sonia", again, std::slice::from_ref(&protocol)).await.unwrap();
        let charge = &charged["charge"];
        assert_eq!(
            (&charge["amount"], &charge["installment"], &charge["due_date"]),
            (&json!("60.00"), &json!(4), &json!("2026-03-28")),
            "{charge}"
        );
        assert_eq!(school.counts().await, [1, 2, 2], "the old one stays, cancelled");
        whole(&school).await;
        // X-10: the contract ends; the charge is flagged and stays.
        school.run("update academic.contract set status = 'cancelled'").await;
        let shown = school.call("ana", "select api.show($1)", std::slice::from_ref(&protocol)).await.unwrap();
        assert_eq!(shown["charge"]["attention"], "billing");
        // What became free charges again as free.
        school.call("sonia", "select api.charge_cancel($1, 'engano')", std::slice::from_ref(&protocol)).await.unwrap();
        school.run("update app.location_price set amount = 0").await;
        let free = school.call("sonia", again, &[protocol]).await.unwrap();
        assert_eq!((&free["charge"]["status"], &free["charge"]["due_date"]), (&json!("free"), &Value::Null));
        whole(&school).await;
    });
}

#[test]
fn k3_a_denied_or_concluded_request_keeps_its_charge() {
    run(async {
        let school = School::new().await;
        let protocol = opened(&school).await;
        school.call("ana", "select api.take($1)", std::slice::from_ref(&protocol)).await.unwrap();
        let done = school.call("ana", "select api.conclude($1, 'done', 'Entregue.')", &[protocol]).await.unwrap();
        assert_eq!((&done["status"], &done["charge"]["status"]), (&json!("concluded"), &json!("charged")));
        assert_eq!(states(&school).await, json!(["charged", "open", "open", "50.00"]));
    });
}

#[test]
fn the_same_waiver_twice_happens_once() {
    run(async {
        let school = School::new().await;
        let protocol = opened(&school).await;
        let op = json!("0f6a3b1e-1111-4222-8333-944455556666");
        let waive = "select api.charge_waive($1, 'bolsa', ($2::text)::uuid)";
        school.call("sonia", waive, &[protocol.clone(), op.clone()]).await.unwrap();
        let second = school.call("sonia", waive, &[protocol, op]).await.unwrap();
        assert_eq!((&second["replayed"], &second["version"]), (&json!(true), &json!(2)));
    });
}

#[test]
fn money_is_written_by_commands_alone() {
    run(async {
        let school = School::new().await;
        opened(&school).await;
        for login in ["ana", "sonia", "admin", "iris"] {
            for sql in [
                "select to_jsonb(x) from academic.ledger_entry x",
                "insert into academic.ledger_entry (company, installment_id, issued_on, due_date, amount, balance) values (1, 1, '2026-03-10', '2026-03-10', 1, 1) returning null::jsonb",
                "update academic.contract_installment set amount = 1 returning null::jsonb",
                "delete from academic.ledger_entry returning null::jsonb",
                "update app.request set charge_status = 'waived' returning null::jsonb",
                "select to_jsonb(act.verify_charge(r)) from app.request r",
            ] {
                assert_eq!(school.call(login, sql, &[]).await.unwrap_err().0, "42501", "{login}: {sql}");
            }
        }
    });
}
