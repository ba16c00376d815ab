//! The keys of what is answered are exactly the documented ones: other programs rely on them.

use std::collections::BTreeSet;

use serde_json::Value;

use super::School;

/// What a list gives of a request.
const ITEM: &[&str] = &[
    "protocol",
    "type",
    "type_name",
    "flow_version",
    "stage",
    "stage_name",
    "status",
    "outcome",
    "group",
    "group_name",
    "assignee",
    "assignee_name",
    "student",
    "channel",
    "priority",
    "opened_at",
    "closed_at",
    "due_at",
    "late",
    "promised_date",
    "overdue_promise",
    "waiting_until",
    "unread",
    "version",
    "location",
];

/// What `show`, `open` and every act give besides.
const WHOLE: &[&str] = &[
    "description",
    "resolution",
    "opened_by",
    "requester_kind",
    "requester_name",
    "assigned_at",
    "stage_entered_at",
    "visit",
    "course",
    "period",
    "contract",
    "instructions",
    "parameters",
    "fields",
    "charge",
    "debts",
    "form",
    "actions",
    "reasons",
    "can",
    "outcomes",
    "return_to",
    "stages",
    "messages",
    "files",
    "history",
    "undo",
];

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().unwrap_or_else(|| panic!("no object: {value}")).keys().map(String::as_str).collect()
}

fn set<'a>(parts: &[&[&'a str]]) -> BTreeSet<&'a str> {
    parts.concat().into_iter().collect()
}

#[test]
fn a_request_has_exactly_the_documented_keys() {
    let school = School::new();
    let ana = school.login("ana");
    let protocol = school.open("ana", "20230001");
    let list = ana.json(&["request", "list"]);
    assert_eq!(keys(&list), set(&[&["total", "next", "items"]]));
    assert_eq!(keys(&list["items"][0]), set(&[ITEM]));
    assert_eq!(keys(&ana.json(&["request", "take", &protocol])), set(&[ITEM, WHOLE]));
    let shown = ana.json(&["request", "show", &protocol]);
    assert_eq!(keys(&shown), set(&[ITEM, WHOLE, &["acts"]]));
    assert_eq!(keys(&shown["student"]), set(&[&["ra", "name"]]));
    assert_eq!(keys(&shown["location"]), set(&[&["code", "description"]]));
    for key in ["code", "name", "to", "enabled", "missing"] {
        assert!(shown["reasons"][0].get(key).is_some(), "{key}: {}", shown["reasons"]);
    }
    assert_eq!(shown["reasons"][0]["missing"], serde_json::json!(["documento_conferido"]));
    for key in ["seq", "at", "actor", "kind", "from_stage", "to_stage", "reason", "note"] {
        assert!(shown["history"][0].get(key).is_some(), "{key}: {}", shown["history"]);
    }
}

#[test]
fn times_carry_the_branchs_offset_and_not_the_terminals() {
    let school = School::new();
    school.open("ana", "20230001");
    let far = school.login("ana").with("TZ", "Asia/Tokyo").with("PGTZ", "Asia/Tokyo");
    let item = &far.json(&["request", "list"])["items"][0];
    for key in ["opened_at", "due_at"] {
        let at = item[key].as_str().expect("a time");
        assert!(at.ends_with("-03:00"), "{key}: {at}");
    }
}

#[test]
fn why_names_every_reason_against_each_act() {
    let school = School::new();
    let protocol = school.open("ana", "20230001");
    let why = school.login("carla").json(&["request", "why", &protocol]);
    assert_eq!(why["acts"]["take"]["allowed"], false);
    assert_eq!(why["acts"]["take"]["problems"][0]["code"], "E_NOT_MEMBER");
    assert!(why["acts"]["take"]["problems"][0]["message"].is_string(), "{why}");
    let text = school.login("carla").run(&["request", "why", &protocol]);
    assert!(text.out.contains("E_NOT_MEMBER"), "{text:#?}");
}

#[test]
fn the_language_asked_for_is_the_language_answered() {
    let school = School::new();
    let protocol = school.open("ana", "20230001");
    let ask = |args: &[&str]| school.login("ana").run(&[&["request", "resume", &protocol], args].concat()).err;
    let (pt, en) = (ask(&["--lang", "pt-BR"]), ask(&["--lang", "en"]));
    assert_ne!(pt, en);
    let by_environment = school.login("ana").with("BALCAO_LANG", "pt-BR").run(&["request", "resume", &protocol]).err;
    assert_eq!(by_environment, pt);
    let by_locale = school.login("ana").with("LC_ALL", "pt_BR.UTF-8").run(&["request", "resume", &protocol]).err;
    assert_eq!(by_locale, pt);
}

#[test]
fn the_deadline_explains_itself_in_both_languages() {
    let school = School::new();
    let protocol = school.open("ana", "20230001");
    let ana = school.login("ana");
    let explained = ana.json(&["request", "explain", &protocol]);
    assert_eq!(
        (&explained["amount"], &explained["unit"]),
        (&Value::from(2), &Value::from("business_days")),
        "{explained}"
    );
    let due = ana.json(&["request", "show", &protocol])["due_at"].clone();
    assert_eq!(explained["due_at"], due);
    let [pt, en] = ["pt-BR", "en"].map(|lang| ana.run(&["request", "explain", &protocol, "--lang", lang]).out);
    assert!(!pt.trim().is_empty() && pt != en, "{pt} / {en}");
}
