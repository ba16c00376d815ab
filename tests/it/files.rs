//! The shipped request types: canonical, sound, and the same after every way round. Random ones too.

use balcao::domain::flow::file::{DataType, ReasonKind};
use balcao::domain::flow::{SHIPPED, TypeFile, check};
use chrono::NaiveDate;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

fn shipped() -> impl Iterator<Item = (&'static str, &'static str, TypeFile)> {
    SHIPPED.iter().map(|(code, text)| {
        let file = TypeFile::parse(text).unwrap_or_else(|error| panic!("{code}: {error}"));
        (*code, without_notes(text), file)
    })
}

/// The file below the English notes at its head; comments are no part of the canonical form.
fn without_notes(text: &str) -> &str {
    let notes: usize = text.split_inclusive('\n').take_while(|line| line.starts_with("# ")).map(str::len).sum();
    assert!(notes > 0, "every shipped type is explained in English: {text}");
    &text[notes..]
}

#[test]
fn shipped_flows_are_canonical_and_go_round_without_change() {
    assert_eq!(SHIPPED.len(), 15);
    let rewrite = std::env::var_os("BALCAO_UPDATE_FLOWS").is_some();
    for (code, text, file) in shipped() {
        let export = file.to_text();
        if rewrite {
            let path = format!("{}/assets/flows/{code}.toml", env!("CARGO_MANIFEST_DIR"));
            let whole = std::fs::read_to_string(&path).unwrap();
            let notes = whole.len() - without_notes(&whole).len();
            std::fs::write(path, format!("{}{export}", &whole[..notes])).unwrap();
            continue;
        }
        assert_eq!(export, text, "{code} is not in canonical form: BALCAO_UPDATE_FLOWS=1 writes it");
        assert_eq!(file.head.code, code);
        let doc = file.to_doc();
        let back = TypeFile::from_doc(&doc).unwrap();
        assert_eq!(back, file);
        assert_eq!(back.to_text(), text);
        assert_eq!(back.to_doc(), doc);
    }
}

#[test]
fn every_flow_of_the_folder_is_shipped() {
    let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/flows")).unwrap();
    let files: BTreeSet<String> = folder.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(files, SHIPPED.iter().map(|(code, _)| format!("{code}.toml")).collect());
}

#[test]
fn shipped_flows_pass_every_check_without_a_warning() {
    let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
    for (code, _, file) in shipped() {
        let report = check(&file, today);
        assert!(report.sound && report.problems.is_empty(), "{code}: {:#?}", report.problems);
    }
}

#[test]
fn shipped_flows_speak_of_the_same_reasons_groups_and_places() {
    let mut reasons: BTreeMap<String, (String, ReasonKind)> = BTreeMap::new();
    for (code, _, file) in shipped() {
        for reason in &file.reasons {
            let said = (reason.name.clone(), reason.kind);
            let known = reasons.entry(reason.code.clone()).or_insert_with(|| said.clone());
            assert_eq!(*known, said, "{code} names {} otherwise", reason.code);
        }
        let declared: BTreeSet<&str> = file.reasons.iter().map(|reason| reason.code.as_str()).collect();
        let used: BTreeSet<&str> = file.edges.iter().map(|edge| edge.reason.as_str()).collect();
        assert_eq!(declared, used, "{code} brings along exactly the reasons it uses");
        let groups: BTreeSet<&str> = file.stages.iter().filter_map(|stage| stage.group.as_deref()).collect();
        let known = ["secretaria", "coordenacao", "financeiro", "biblioteca", "professores"];
        assert!(groups.iter().all(|group| known.contains(group)), "{code}");
        let places: Vec<&str> = file.locations.iter().map(|location| location.code.as_str()).collect();
        assert_eq!(places, ["sede", "norte"], "{code}");
        for parameter in file.parameters.iter().filter(|parameter| parameter.kind == DataType::SqlChoice) {
            assert_eq!(parameter.query.as_deref(), Some("disciplinas-cursando"), "{code} asks a query that ships");
        }
        assert!(!file.head.legal_document || !file.head.requires_active_contract, "{code}: open without a contract");
    }
}

#[test]
fn the_file_of_every_key_has_every_key() {
    let text = include_str!("support/every_key.toml");
    let doc = TypeFile::parse(text).unwrap().to_doc();
    let mut keys = BTreeSet::new();
    fn collect(value: &Value, keys: &mut BTreeSet<String>) {
        match value {
            Value::Object(map) => map.iter().for_each(|(key, value)| {
                keys.insert(key.clone());
                collect(value, keys);
            }),
            Value::Array(list) => list.iter().for_each(|value| collect(value, keys)),
            _ => {}
        }
    }
    collect(&doc, &mut keys);
    // A query stands only with `sql_choice`; a duration is one text in the file.
    for key in keys.iter().filter(|key| !["query", "amount", "unit", "from", "to"].contains(&key.as_str())) {
        let written = [format!("\n{key} = "), format!("[{key}]"), format!(".{key}]")];
        assert!(written.iter().any(|one| text.contains(one)), "the file lacks `{key}`");
    }
}

mod random {
    //! Type files from nowhere: what is written is read back the same.

    use balcao::domain::flow::TypeFile;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn code() -> impl Strategy<Value = String> {
        "[a-z0-9][a-z0-9-]{0,12}"
    }

    fn line() -> impl Strategy<Value = String> {
        prop_oneof!["[A-Za-zà-ú0-9 \"'\\\\#=–]{0,20}x", Just("2026-01-01".to_owned()), Just("ª \u{1f600}".to_owned())]
    }

    fn block() -> impl Strategy<Value = String> {
        "[a-z\"\\\\ \t\n']{0,30}"
    }

    fn field(index: usize) -> impl Strategy<Value = Value> {
        let kinds = prop_oneof![
            (0u32..200).prop_map(|max| json!({"type": "short_text", "max": max, "regex": "^[A-Z\\d]+\"$"})),
            (-1000i32..1000, 0u32..99).prop_map(|(min, cents)| {
                json!({"type": "decimal", "min": format!("{min}.{cents:02}").parse::<f64>().unwrap(), "default": cents})
            }),
            any::<i32>().prop_map(|value| json!({"type": "integer", "default": value})),
            Just(json!({"type": "date", "min": "2026-01-31", "default": "2027-02-28"})),
            any::<bool>().prop_map(|value| json!({"type": "bool", "default": value})),
            prop::collection::btree_set("[A-Z]{1,4}(\\|[a-zà-ú ]{0,9}z)?", 1..6).prop_map(|choices| {
                let mut seen = std::collections::HashSet::new();
                let known = |choice: &String| seen.insert(choice.split('|').next().unwrap().to_owned());
                json!({"type": "choice", "choices": choices.into_iter().filter(known).collect::<Vec<_>>()})
            }),
            code().prop_map(|query| json!({"type": "sql_choice", "query": query})),
            Just(json!({"type": "file"})),
        ];
        (kinds, line(), any::<[bool; 3]>()).prop_map(move |(mut field, label, [required, shown, restricted])| {
            let more = json!({"key": format!("k{index}"), "label": label, "required": required, "help": "",
                "visible_to_student": shown, "restricted": restricted, "filled_by": if shown { "student" } else { "attendant" }});
            field.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            field
        })
    }

    fn stage(index: usize) -> impl Strategy<Value = Value> {
        let units = prop::sample::select(vec!["business_hours", "business_days", "calendar_days"]);
        let fields = (0..4usize).prop_flat_map(|count| (0..count).map(field).collect::<Vec<_>>());
        let words = |all: Vec<&'static str>| prop::sample::subsequence(all.clone(), 0..=all.len());
        (
            (line(), block(), prop::option::of((1u32..9999, units)), fields),
            (prop::option::of(code()), words(vec!["conclude", "cancel", "wait", "return"]), words(vec!["granted", "denied", "done"])),
            (prop::sample::select(vec!["neutral", "approve", "deny"]), prop::collection::vec(line(), 0..3), any::<[bool; 4]>()),
        )
            .prop_map(move |((name, text, duration, fields), (group, can, outcomes), (purpose, actions, flags))| {
                let duration = duration.map(|(amount, unit)| json!({"amount": amount, "unit": unit}));
                let actions: Vec<Value> = actions.iter().map(|label| json!({"kind": "checklist", "label": label})).collect();
                json!({"code": format!("s-{index}"), "name": name, "description": text, "duration": duration,
                    "field": fields, "group": group, "can": can, "outcomes": outcomes, "purpose": purpose,
                    "action": actions, "default": flags[0], "entry": flags[1], "activate_task": flags[2], "active": flags[3]})
            })
    }

    fn document() -> impl Strategy<Value = Value> {
        let stages = (0..5usize).prop_flat_map(|count| (0..count).map(stage).collect::<Vec<_>>());
        let edges = prop::collection::vec((code(), code(), code(), any::<[bool; 3]>()), 0..6);
        let prices = prop::collection::btree_map(0i32..400, 0u32..1_000_000, 0..4);
        ((line(), block(), prop::option::of(0u32..3650), any::<[bool; 5]>()), stages, edges, prices).prop_map(
            |((name, text, days, flags), stages, edges, prices)| {
                let edges: Vec<Value> = edges
                    .into_iter()
                    .map(|(from, reason, to, [skip, note, active])| {
                        json!({"from": from, "reason": reason, "to": to, "skip_required": skip, "note_required": note, "active": active})
                    })
                    .collect();
                let first = chrono::NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
                let prices: Vec<Value> = prices
                    .into_iter()
                    .map(|(day, cents)| {
                        let from = first + chrono::Duration::days(i64::from(day));
                        json!({"amount": format!("{}.{:02}", cents / 100, cents % 100), "from": from, "to": from})
                    })
                    .collect();
                json!({"format": 1,
                    "type": {"code": "t", "name": name, "description": text, "instructions_student": text,
                        "expected_days": days, "valid_to": flags[0].then_some("2027-12-31"),
                        "requires_enrolment": flags[1], "legal_document": flags[2],
                        "charge": flags[3].then(|| json!({"use_location_price": flags[4]}))},
                    "location": [{"code": "sede", "branch": 1, "locality": "sede", "description": name, "prices": prices}],
                    "stage": stages, "edge": edges,
                    "reason": [{"code": "b", "name": name, "kind": "return"}, {"code": "a", "name": name}]})
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn what_is_written_is_read_back_the_same(doc in document()) {
            let file = TypeFile::from_doc(&doc).map_err(|error| TestCaseError::fail(format!("{error}\n{doc}")))?;
            let text = file.to_text();
            let again = TypeFile::parse(&text).map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))?;
            prop_assert_eq!(&again, &file);
            prop_assert_eq!(again.to_text(), text);
            prop_assert_eq!(TypeFile::from_doc(&file.to_doc()).unwrap(), file);
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in any::<String>(), cut in 0usize..4000) {
            let _ = TypeFile::parse(&text);
            let whole = balcao::domain::flow::SHIPPED[0].1;
            let half: String = whole.chars().take(cut).chain(text.chars()).collect();
            let _ = TypeFile::parse(&half);
        }
    }
}
