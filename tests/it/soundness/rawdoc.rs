//! What no file can say but a document handed straight to the engine can: limits that are none, keys that clash, groups
//! that are closed. The engine judges them by itself, since no reader stood before it.

use balcao::domain::flow::{Level, Problem};
use serde_json::{Value, json};

use super::{import, school};
use crate::support::run;

/// A sound flow of two stages with one required field and one required action.
fn sound() -> Value {
    json!({"format": 1,
        "type": {"code": "cru", "name": "Cru", "handler": "educational", "valid_from": "2020-01-01", "valid_to": "2099-12-31",
            "groups": ["secretaria"]},
        "location": [{"code": "sede", "branch": 1, "locality": "sede", "description": "Sede"}],
        "parameter": [{"code": "p", "label": "P", "type": "short_text", "required": true}],
        "stage": [
            {"code": "a", "name": "A", "default": true, "entry": true, "activate_task": true, "can": [],
                "field": [{"key": "k", "label": "K", "type": "short_text", "required": true}],
                "action": [{"key": "c", "kind": "checklist", "label": "C", "required_on_execute": true}]},
            {"code": "b", "name": "B", "activate_task": true, "can": ["conclude"], "outcomes": ["done"]}],
        "edge": [{"from": "a", "reason": "vai", "to": "b"}],
        "reason": [{"code": "vai", "name": "Vai", "kind": "forward"}]})
}

/// `check stage reason field`, of errors only.
fn errors(answer: &Value) -> Vec<String> {
    let problems: Vec<Problem> = serde_json::from_value(answer["problems"].clone()).unwrap();
    let part = |part: &Option<String>| part.clone().unwrap_or_else(|| "-".to_owned());
    let errors = problems.iter().filter(|problem| problem.level == Level::Error);
    errors.map(|p| format!("{} {} {} {}", p.check, part(&p.stage), part(&p.reason), part(&p.field))).collect()
}

#[test]
fn the_engine_judges_what_no_file_could_say() {
    let field = |more: Value| ("/stage/0/field/0", more);
    let cases = [
        (field(json!({"min": "abc"})), "V-25 a - k"),
        (field(json!({"max": "-1"})), "V-25 a - k"),
        (field(json!({"min": "9", "max": "8"})), "V-25 a - k"),
        (field(json!({"max": "0"})), "V-25 a - k"),
        (field(json!({"regex": "a)|(?:b"})), "V-25 a - k"),
        (field(json!({"regex": "(?i)x"})), "V-25 a - k"),
        (field(json!({"regex": "[a-z]{2}", "default": "A1"})), "V-25 a - k"),
        (field(json!({"type": "integer", "regex": "1"})), "V-25 a - k"),
        (field(json!({"type": "decimal", "min": "0.0000001"})), "V-25 a - k"),
        (field(json!({"type": "date", "max": "2026-02-30"})), "V-25 a - k"),
        (field(json!({"type": "bool", "min": "1"})), "V-25 a - k"),
        (field(json!({"type": "bool", "default": "talvez"})), "V-25 a - k"),
        (field(json!({"type": "choice", "choices": ["x|X", "x|Y"]})), "V-25 a - k"),
        (field(json!({"type": "choice", "choices": ["x|X"], "default": "y"})), "V-25 a - k"),
        (field(json!({"type": "file", "default": "x"})), "V-25 a - k"),
        (field(json!({"filled_by": "student"})), "V-21 a vai k"),
        (("/parameter/0", json!({"max": "0"})), "V-25 - - p"),
        (("/parameter/0", json!({"type": "choice"})), "V-25 - - p"),
        (("/stage/0/action/0", json!({"key": "k"})), "V-21 a vai k"),
        (("/stage/1", json!({"outcomes": []})), "V-26 b - outcomes"),
        (("/stage/0", json!({"group": "vazio"})), "V-24 a - -"),
        (("/stage/0", json!({"group": "fechado"})), "V-24 a - -"),
        (("/stage/0", json!({"assignment": "attendant", "attendant": "admin"})), "V-09 a - attendant"),
        (("/stage/0", json!({"assignment": "attendant", "attendant": "carla"})), "V-09 a - attendant"),
    ];
    let fine = [
        field(json!({"min": "3", "max": "3", "regex": "\\d{3}|[A-Z]+", "default": "123"})),
        field(json!({"type": "decimal", "min": "-0.5", "max": "1.25", "default": "0,5"})),
        field(json!({"type": "choice", "choices": ["x|X", "y"], "default": "X"})),
        ("/stage/0", json!({"assignment": "attendant", "attendant": "ana"})),
        ("/stage/0/field/0", json!({"filled_by": "student", "required": false})),
    ];
    run(async {
        let (scratch, admin) = school().await;
        // Somebody works there, but the group is closed.
        sqlx::raw_sql(
            "insert into app.attendance_group (company, code, name, active) values (1, 'fechado', 'Fechado', false);
             insert into app.group_member (company, group_id, person_id, lead)
               select 1, g.id, p.id, false from app.attendance_group g, app.person p where g.code = 'fechado' and p.login = 'ana'",
        )
        .execute(&scratch.admin())
        .await
        .unwrap();
        let judge = async |place: &str, more: &Value| {
            let mut doc = sound();
            let row = doc.pointer_mut(place).unwrap().as_object_mut().unwrap();
            row.extend(more.as_object().unwrap().clone());
            errors(&import(&admin, &doc).await.unwrap_or_else(|error| panic!("{more}: {error}")))
        };
        assert_eq!(judge("", &json!({})).await, [""; 0]);
        for ((place, more), told) in &cases {
            let found = judge(place, more).await;
            // A stage without an outcome strands requests besides.
            assert!(found.contains(&(*told).to_owned()) && found.len() <= 4, "{more}: {found:?}");
            assert!(found.len() == 1 || told.starts_with("V-26"), "{more}: {found:?}");
        }
        for (place, more) in &fine {
            assert_eq!(judge(place, more).await, [""; 0], "{more}");
        }
    });
}
