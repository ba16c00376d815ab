//! The price table (domain §9) and what a preview says of it.

use serde_json::{Value, json};

use super::school::{School, asked};
use crate::support::run;

/// A line of the price table (domain §9).
type Row = (bool, bool, bool, Option<&'static str>, Option<&'static str>, Value);

#[test]
fn b1_to_b5_the_price_table() {
    run(async {
        let school = School::new().await;
        // insert_extra_service, use_location_price, service, its value, the location's price → amount, source or code
        let rows: [Row; 12] = [
            (false, false, true, Some("20"), Some("50"), json!(["none", null, null])),
            (false, true, false, None, None, json!(["none", null, null])),
            (false, true, true, None, Some("50"), json!(["none", null, null])),
            (true, false, false, None, Some("50"), json!("E_SERVICE_REQUIRED")),
            (true, true, false, None, Some("50"), json!("E_SERVICE_REQUIRED")),
            (true, false, true, None, Some("50"), json!("E_SERVICE_VALUE_MISSING")),
            (true, false, true, Some("0"), Some("50"), json!(["free", "0.00", "service"])),
            (true, false, true, Some("20"), Some("50"), json!(["charged", "20.00", "service"])),
            (true, true, true, Some("20"), None, json!("E_LOCATION_PRICE_MISSING")),
            (true, true, true, Some("20"), Some("0"), json!(["free", "0.00", "delivery_location"])),
            (true, true, true, None, Some("50"), json!(["charged", "50.00", "delivery_location"])),
            (true, true, true, Some("20"), Some("50"), json!(["charged", "50.00", "delivery_location"])),
        ];
        for (extra, by_location, active, value, price, want) in rows {
            let value = value.unwrap_or("null");
            school.run(&format!("update app.type_config set insert_extra_service = {extra}, use_location_price = {by_location};
                update app.service set active = {active}, value = {value} where code = 'taxa'; delete from app.location_price")).await;
            if let Some(price) = price {
                school.run(&format!("insert into app.location_price (company, location_id, amount, valid_from) select 1, id, {price}, '2026-01-01' from app.delivery_location where code = 'sede'")).await;
            }
            let preview = school.call("ana", "select api.preview($1)", &[asked("sede")]).await.unwrap();
            let got = match preview["problems"].get(0) {
                Some(problem) => problem["code"].clone(),
                None if preview["charge"].is_null() => json!(["none", null, null]),
                None => json!([preview["charge"]["status"], preview["charge"]["amount"], preview["charge"]["source"]]),
            };
            assert_eq!(got, want, "X {extra} L {by_location} active {active} value {value} price {price:?}: {preview}");
        }
    });
}

#[test]
fn x16_a_gap_between_prices_is_missing_and_an_overlap_impossible() {
    run(async {
        let school = School::new().await;
        school.run("update app.location_price set valid_to = '2026-03-09' where amount = 50").await;
        assert_eq!(school.problems(asked("sede")).await, ["E_LOCATION_PRICE_MISSING"]);
        school.run("insert into app.location_price (company, location_id, amount, valid_from) select 1, id, 60, '2026-03-10' from app.delivery_location where code = 'sede'").await;
        let preview = school.call("ana", "select api.preview($1)", &[asked("sede")]).await.unwrap();
        assert_eq!(preview["charge"]["amount"], "60.00", "the first day counts");
        let overlap = sqlx::raw_sql("insert into app.location_price (company, location_id, amount, valid_from, valid_to) select 1, id, 1, '2026-03-01', '2026-03-09' from app.delivery_location where code = 'sede'")
            .execute(&school.scratch.admin()).await.unwrap_err();
        assert_eq!(overlap.as_database_error().unwrap().code().unwrap(), "23P01");
    });
}

#[test]
fn x15_the_amount_that_was_seen_is_the_amount_that_is_charged() {
    run(async {
        let school = School::new().await;
        for (seen, want) in
            [("50.00", vec![]), ("50", vec![]), ("49.99", vec!["E_PRICE_CHANGED"]), ("grátis", vec!["E_FIELD_INVALID"])]
        {
            let mut document = asked("sede");
            document["confirm_amount"] = json!(seen);
            assert_eq!(school.problems(document).await, want, "{seen}");
        }
        let portal = school.value("select act.judge_confirmation(50, null, 'portal')").await;
        assert_eq!(portal[0]["code"], "E_PRICE_CHANGED", "who pays on the portal says what was seen (O-13)");
        assert_eq!(school.value("select act.judge_confirmation(0, null, 'portal')").await, json!([]));
    });
}

#[test]
fn v11_to_v16_what_a_type_that_charges_lacks_is_named_at_publishing() {
    run(async {
        let school = School::new().await;
        let checks = || async {
            let found = school.call("admin", "select api.check_flow('taxa')", &[]).await.unwrap();
            let found = found["problems"].as_array().unwrap().clone();
            found
                .iter()
                .map(|p| format!("{} {}", p["check"].as_str().unwrap(), p["level"].as_str().unwrap()))
                .collect::<Vec<_>>()
        };
        assert_eq!(checks().await, [""; 0]);
        for (broken, want, mended) in [
            (
                "update app.service set active = false where code = 'taxa'",
                "V-11 error",
                "update app.service set active = true where code = 'taxa'",
            ),
            (
                "update app.type_config set use_location_price = false; update app.service set value = null where code = 'taxa'",
                "V-12 error",
                "update app.type_config set use_location_price = true; update app.service set value = 20 where code = 'taxa'",
            ),
            (
                "update app.location_price set valid_from = '2026-04-01' where amount = 0",
                "V-13 error",
                "update app.location_price set valid_from = '2026-01-01' where amount = 0",
            ),
            (
                "update app.settings set doc = '{}'",
                "V-14 error",
                "update app.settings set doc = '{\"auto_due_date\": {\"days\": 5}}'",
            ),
            (
                "update app.installment_rule set period_code = '2027/1'",
                "V-14 error",
                "update app.installment_rule set period_code = '2026/1'",
            ),
            (
                "update app.request_type set legal_document = true",
                "V-15 error",
                "update app.request_type set legal_document = false",
            ),
            (
                "update app.type_config set insert_extra_service = false",
                "V-16 warning",
                "update app.type_config set insert_extra_service = true",
            ),
            (
                "update app.request_type set name = 'Prova de 2ª chamada'",
                "V-28 warning",
                "update app.request_type set name = 'Taxa'",
            ),
        ] {
            school.run(broken).await;
            assert!(checks().await.contains(&want.to_owned()), "{broken}: {want} in {:?}", checks().await);
            school.run(mended).await;
            assert_eq!(checks().await, [""; 0], "{mended}");
        }
        // A branch where everything is free needs no rule (B-4); a branch may lack what the company has.
        school.run("insert into app.settings (company, branch, doc) values (1, 2, '{\"auto_due_date\": false}')").await;
        assert_eq!(checks().await, [""; 0], "nothing is charged in branch 2");
        school.run("update app.location_price set amount = 10 where amount = 0").await;
        assert_eq!(checks().await, ["V-14 error"]);
    });
}
