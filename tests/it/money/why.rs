//! Why a type does not appear: each condition that is broken says so where it is mended; what is not offered always has
//! one; asking writes nothing.

use serde_json::{Value, json};

use super::school::School;
use crate::support::run;

const ASK: &str = "select api.type_checklist('taxa', $1)";

async fn list(school: &School, whom: Value) -> Value {
    school.call("admin", ASK, &[whom]).await.expect("a checklist")
}

/// Ids and places of what is broken.
fn broken(told: &Value, part: &str) -> Vec<(String, String)> {
    let text = |item: &Value, key: &str| item[key].as_str().expect("a text").to_owned();
    let all = told[part].as_array().expect("items").iter();
    all.filter(|item| item["level"] == "error").map(|item| (text(item, "id"), text(item, "at"))).collect()
}

async fn is_offered(school: &School) -> bool {
    let types = school.call("ana", "select api.openable()", &[]).await.expect("the types");
    types.as_array().expect("a list").iter().any(|t| t["code"] == "taxa")
}

#[test]
fn a_type_in_order_has_every_condition_kept() {
    run(async {
        let school = School::new().await;
        let told = list(&school, json!({})).await;
        assert_eq!((&told["offered"], &told["state"]), (&json!(true), &json!("published")), "{told}");
        assert!(broken(&told, "items").is_empty() && told["who"] == json!([]), "{told}");
        let ids: Vec<&str> = told["items"].as_array().expect("items").iter().filter_map(|i| i["id"].as_str()).collect();
        for id in ["published", "active", "window", "channel", "audience", "handler", "groups", "profiles", "openers"] {
            assert!(ids.contains(&id), "{id}: {ids:?}");
        }
        for id in ["staff", "locations", "service", "prices", "due", "period", "questions", "flow"] {
            assert!(ids.contains(&id), "{id}: {ids:?}");
        }
        let told = list(&school, json!({"student": "R1", "as": "ana"})).await;
        assert!(broken(&told, "who").is_empty() && told["offered"] == json!(true), "{told}");
        assert_eq!((&told["student"]["name"], &told["person"]["name"]), (&json!("Rita Um"), &json!("Ana Lima")));
    });
}

#[test]
fn each_broken_condition_is_named_where_it_is_mended() {
    run(async {
        let school = School::new().await;
        // What breaks it, what mends it, the condition, its place.
        let cases = [
            (
                "update app.request_type set active = false",
                "update app.request_type set active = true",
                "active",
                "activate",
            ),
            (
                "update app.request_type set valid_to = '2026-03-09'",
                "update app.request_type set valid_to = '2027-12-31'",
                "window",
                "access",
            ),
            (
                "update app.request_type set valid_from = '2026-03-11'",
                "update app.request_type set valid_from = '2026-01-01'",
                "window",
                "access",
            ),
            (
                "update app.request_type set channel_desk = false",
                "update app.request_type set channel_desk = true",
                "channel",
                "access",
            ),
            (
                "update app.request_type set handler = null",
                "update app.request_type set handler = 'educational'",
                "handler",
                "head",
            ),
            (
                "update app.attendance_group set active = false where code = 'secretaria'",
                "update app.attendance_group set active = true",
                "groups",
                "access",
            ),
            (
                "update app.profile set open_all = false",
                "update app.profile set open_all = true",
                "profiles",
                "profiles",
            ),
            ("update app.profile set open_all = false", "update app.profile set open_all = true", "openers", "people"),
            ("update app.profile set handle_all = false", "update app.profile set handle_all = true", "staff", "stage"),
            (
                "update app.delivery_location set active = false",
                "update app.delivery_location set active = true",
                "locations",
                "locations",
            ),
            (
                "update app.location_price set valid_to = '2026-03-09' where amount = 50",
                "update app.location_price set valid_to = null",
                "prices",
                "locations",
            ),
            ("update app.service set active = false", "update app.service set active = true", "service", "charge"),
            (
                "update app.settings set doc = '{}'",
                "update app.settings set doc = '{\"auto_due_date\": {\"days\": 5}}'",
                "due",
                "settings",
            ),
            (
                "update academic.period set ends = '2026-03-09'",
                "update academic.period set ends = '2026-06-30'",
                "period",
                "periods",
            ),
        ];
        for (breaks, mends, id, at) in cases {
            school.run(breaks).await;
            let told = list(&school, json!({})).await;
            let found = broken(&told, "items");
            assert!(found.contains(&(id.to_owned(), at.to_owned())), "{breaks}: {found:?}");
            assert_eq!(told["offered"], false, "{breaks}");
            school.run(mends).await;
            let told = list(&school, json!({})).await;
            assert!(broken(&told, "items").is_empty(), "{mends}: {:?}", broken(&told, "items"));
            assert!(is_offered(&school).await, "{mends}");
        }
    });
}

#[test]
fn o3_what_is_not_offered_to_a_person_has_a_broken_condition() {
    run(async {
        let school = School::new().await;
        for (breaks, mends) in [
            ("update app.request_type set active = false", "update app.request_type set active = true"),
            ("update app.request_type set channel_desk = false", "update app.request_type set channel_desk = true"),
            (
                "update app.person set profile_id = (select id from app.profile where code = 'vazio') where login = 'ana'",
                "update app.person set profile_id = (select id from app.profile where code = 'balcao') where login = 'ana'",
            ),
            (
                "update app.flow_version set state = 'retired' where state = 'published'",
                "update app.flow_version set state = 'published' where state = 'retired'",
            ),
        ] {
            school
                .run("insert into app.profile (company, code, name) select 1, 'vazio', 'Vazio' where not exists (select from app.profile where code = 'vazio')")
                .await;
            let freed =
                format!("set session_replication_role = replica; {breaks}; set session_replication_role = origin");
            school.run(&freed).await;
            assert!(!is_offered(&school).await, "{breaks}");
            let told = school.call("admin", ASK, &[json!({"as": "ana"})]).await;
            match told {
                Ok(told) => assert_eq!(told["offered"], false, "{breaks}: {told}"),
                // Neither published nor a draft: there is no version to judge, and that is what is said.
                Err((_, codes)) => assert_eq!(codes, ["E_NOT_FOUND"], "{breaks}"),
            }
            school
                .run(&format!("set session_replication_role = replica; {mends}; set session_replication_role = origin"))
                .await;
            assert!(is_offered(&school).await, "{mends}");
        }
    });
}

#[test]
fn a_person_and_a_student_have_their_own_reasons() {
    run(async {
        let school = School::new().await;
        let who = |told: &Value| -> Vec<String> { broken(told, "who").into_iter().map(|(id, _)| id).collect() };
        assert_eq!(who(&list(&school, json!({"as": "admin"})).await), ["person"]);
        assert_eq!(who(&list(&school, json!({"as": "ninguem"})).await), ["person"]);
        assert_eq!(who(&list(&school, json!({"student": "R9"})).await), ["student_unknown"]);
        let portal = list(&school, json!({"student": "R1", "channel": "portal"})).await;
        assert_eq!(who(&portal), ["channel", "portal"], "{portal}");
        school
            .run(
                "update academic.enrolment set status = 'cancelled'; update academic.contract set status = 'cancelled'",
            )
            .await;
        let told = list(&school, json!({"student": "R1", "as": "ana"})).await;
        assert_eq!(who(&told)[..2], ["no_enrolment", "no_active_contract"], "{told}");
        // What only the form asks for is no reason: neither the location nor an attachment.
        school.run("update app.request_type set attachment_required = true").await;
        let told = list(&school, json!({"student": "R1", "as": "ana"})).await;
        assert!(who(&told).iter().all(|id| !id.contains("attachment") && !id.contains("location")), "{told}");
    });
}

#[test]
fn a_type_that_was_never_published_is_judged_as_it_would_be_and_asking_writes_nothing() {
    run(async {
        let school = School::new().await;
        let mut draft = school.call("admin", "select api.export_type('taxa', 'published')", &[]).await.unwrap();
        draft["type"]["code"] = json!("nova");
        draft["type"]["valid_to"] = Value::Null;
        draft["location"] = json!([]);
        school.call("admin", "select api.import_type($1)", &[draft]).await.unwrap();
        let rows = "select count(*) from app.delivery_location l join app.request_type t on t.id = l.type_id where t.code = 'nova'";
        let told = school.call("admin", "select api.type_checklist('nova')", &[]).await.unwrap();
        let found = broken(&told, "items");
        for (id, at) in
            [("published", "publish"), ("active", "activate"), ("window", "access"), ("locations", "locations")]
        {
            assert!(found.contains(&(id.to_owned(), at.to_owned())), "{id}: {found:?}");
        }
        assert_eq!((&told["state"], &told["offered"]), (&json!("draft"), &json!(false)));
        assert_eq!(school.value(rows).await, json!(0), "the draft's part was taken back");
        assert_eq!(school.value("select count(*) from app.group_type x join app.request_type t on t.id = x.type_id where t.code = 'nova'").await, json!(0));
        let refused = school.call("iris", "select api.type_checklist('nova')", &[]).await.unwrap_err();
        assert_eq!(refused.0, "42501");
    });
}
