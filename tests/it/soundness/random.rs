//! Small random flows in which much may be wrong and often nothing is, and random files that use every key.

use balcao::domain::flow::TypeFile;
use balcao::domain::flow::file::DataType;
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

fn odds(rng: &mut ChaCha8Rng, percent: u32) -> bool {
    rng.random_range(0..100) < percent
}

fn one<T: Copy>(rng: &mut ChaCha8Rng, of: &[T]) -> T {
    of[rng.random_range(0..of.len())]
}

/// How often something is wrong, in percent of what could be.
#[derive(Clone, Copy)]
pub struct Ills {
    /// Stages that nobody works, attendants who do not fit: only a database can tell.
    pub staffing: u32,
    /// Everything else.
    pub file: u32,
}

/// A flow of at most eight stages whose gates ask for at most three fields and an action.
pub fn flow(rng: &mut ChaCha8Rng, ills: Ills) -> TypeFile {
    let count = rng.random_range(1..=8usize);
    let default = if odds(rng, 97) { 0 } else { count };
    let stages: Vec<Value> = (0..count).map(|number| stage(rng, number, count, default, ills)).collect();
    let mut edges: Vec<Value> = Vec::new();
    let mut edge = |rng: &mut ChaCha8Rng, from: usize, to: usize| {
        // The kind is in the code, as reasons belong to the school and keep the kind they came with.
        let kind = if odds(rng, ills.file / 2) { one(rng, &["w", "c"]) } else { one(rng, &["f", "r", "d"]) };
        let row = if odds(rng, ills.file / 2) { 0 } else { edges.len() };
        edges.push(json!({"from": format!("s{from}"), "to": format!("s{to}"), "reason": format!("{kind}{row}"),
            "active": odds(rng, 95), "skip_required": odds(rng, 25), "note_required": odds(rng, 30)}));
    };
    for number in 1..count {
        if odds(rng, 90) {
            let from = rng.random_range(0..number);
            edge(rng, from, number);
        }
    }
    for _ in 0..rng.random_range(0..=count) {
        let (from, to) = (rng.random_range(0..count), rng.random_range(0..count));
        if from != to || odds(rng, ills.file) {
            edge(rng, from, to);
        }
    }
    let mut groups = vec!["secretaria"];
    if odds(rng, 20) {
        groups.push("coordenacao");
    }
    if odds(rng, ills.staffing) {
        groups.push("vazio");
    }
    let head = json!({"code": "acaso", "name": "Acaso", "handler": if odds(rng, ills.file / 2) { Value::Null } else { json!("educational") },
        "valid_from": "2020-01-01", "valid_to": "2099-12-31", "groups": groups, "legal_document": odds(rng, 30),
        "expected_days": odds(rng, 60).then(|| rng.random_range(1..20)),
        "charge": odds(rng, 20).then(|| json!({"validate_debts": odds(rng, ills.file)}))});
    let place = json!({"code": "sede", "branch": 1, "locality": "sede", "description": "Sede", "active": !odds(rng, ills.file / 2)});
    let mut doc = json!({"format": 1, "type": head, "location": [place], "stage": stages, "edge": edges});
    doc["reason"] = reasons(&doc);
    let mut file = TypeFile::from_doc(&doc).unwrap();
    spoil(rng, &mut file, ills);
    file
}

/// The reasons that the edges use, each with the kind that its first letter stands for.
fn reasons(doc: &Value) -> Value {
    let mut codes: Vec<&str> = doc["edge"].as_array().unwrap().iter().map(|e| e["reason"].as_str().unwrap()).collect();
    codes.sort_unstable();
    codes.dedup();
    let kind = |code: &str| match &code[..1] {
        "r" => "return",
        "d" => "deny",
        "w" => "wait",
        "c" => "cancel",
        _ => "forward",
    };
    codes.iter().map(|code| json!({"code": code, "name": code.to_uppercase(), "kind": kind(code)})).collect()
}

fn stage(rng: &mut ChaCha8Rng, number: usize, count: usize, default: usize, ills: Ills) -> Value {
    let last = number + 1 == count;
    let able: Vec<&str> = [("conclude", if last { 95 } else { 25 }), ("cancel", 30), ("wait", 40), ("return", 20)]
        .into_iter()
        .filter_map(|(word, percent)| odds(rng, percent).then_some(word))
        .collect();
    let first = number == default;
    let waits = able.contains(&"wait");
    let fields: Vec<Value> = (0..rng.random_range(0..3)).map(|key| field(rng, key, waits, ills)).collect();
    let actions: Vec<Value> = (0..rng.random_range(0..2))
        .map(|key| json!({"key": format!("a{key}"), "kind": "checklist", "label": "A", "required_on_execute": odds(rng, 60)}))
        .collect();
    let group = match rng.random_range(0..100) {
        roll if roll < ills.staffing => Some("vazio"),
        roll if roll < 70 => Some("secretaria"),
        roll if roll < 90 => Some("coordenacao"),
        _ => None,
    };
    let named = odds(rng, 10);
    let attendant = match group {
        Some("coordenacao") => "carla",
        _ => "ana",
    };
    let attendant = if odds(rng, ills.staffing) { "davi" } else { attendant };
    // Of the group that the request came through nobody is everywhere, so there is nobody to name.
    let named = named && (group.is_some() || ills.staffing > 0);
    let purpose = one(rng, &["neutral", "neutral", "neutral", "approve", "deny"]);
    json!({"code": format!("s{number}"), "name": format!("S{number}"), "default": first, "can": able,
        "entry": first || odds(rng, 12), "activate_task": first || !odds(rng, ills.file), "active": first || !odds(rng, ills.file),
        "purpose": purpose, "outcomes": if odds(rng, 15) { vec!["granted", "denied"] } else { Vec::new() },
        "group": group, "assignment": if named { "attendant" } else { one(rng, &["queue", "least_loaded"]) },
        "attendant": named.then_some(attendant), "field": fields, "action": actions,
        "duration": odds(rng, 60).then(|| json!({"amount": rng.random_range(1..9), "unit": one(rng, &["business_days", "business_hours", "calendar_days"])}))})
}

fn field(rng: &mut ChaCha8Rng, key: usize, waits: bool, ills: Ills) -> Value {
    let student = odds(rng, if waits { 40 } else { ills.file });
    let mut field = json!({"key": format!("k{key}"), "label": format!("K{key}"), "required": odds(rng, 60),
        "filled_by": if student { "student" } else { "attendant" }, "restricted": odds(rng, 10)});
    let more = match rng.random_range(0..5) {
        0 => json!({"type": "integer", "min": 1, "max": 9}),
        1 => json!({"type": "choice", "choices": ["a|A", "b|B"]}),
        2 => json!({"type": "short_text", "max": 12, "regex": "(a|b)*"}),
        3 => json!({"type": "file"}),
        _ => json!({"type": "bool"}),
    };
    field.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    field
}

/// What a file could not say, but an editor or another program may hand over.
fn spoil(rng: &mut ChaCha8Rng, file: &mut TypeFile, ills: Ills) {
    for field in file.stages.iter_mut().flat_map(|stage| &mut stage.fields) {
        if !odds(rng, ills.file / 2) {
            continue;
        }
        let parse = |value: Value| serde_json::from_value(value).unwrap();
        match field.kind {
            DataType::Integer if odds(rng, 50) => field.max = parse(json!(0)),
            DataType::Integer => field.default = parse(json!(10)),
            DataType::Choice if odds(rng, 50) => field.choices.clear(),
            DataType::Choice => field.choices.push("a|Outra".to_owned()),
            DataType::ShortText if odds(rng, 50) => field.regex = Some("(a".to_owned()),
            DataType::ShortText => field.min = parse(json!(13)),
            _ => field.regex = Some("a".to_owned()),
        }
    }
}

/// A text of letters that files must carry unchanged.
fn words(rng: &mut ChaCha8Rng) -> String {
    const WORDS: [&str; 12] = [
        "Análise",
        "2ª via",
        "“aspas”",
        "\"x\" \\n",
        "#1 = [a]",
        "ÇÃO – é",
        "R$ 1.234,56",
        "it's",
        "ﬁm?",
        "{b}",
        "a|b",
        "日本",
    ];
    let count = rng.random_range(1..4);
    (0..count).map(|_| one(rng, &WORDS)).collect::<Vec<_>>().join(" ")
}

fn block(rng: &mut ChaCha8Rng) -> String {
    let lines = rng.random_range(0..3);
    (0..lines).map(|_| words(rng)).collect::<Vec<_>>().join("\n")
}

/// A type file that may use any key with any value it can hold; whether its flow is sound is not looked at. Codes
/// of groups and people are the fixture's.
pub fn file(rng: &mut ChaCha8Rng) -> TypeFile {
    let stages: Vec<Value> = (0..rng.random_range(1..5)).map(|number| whole_stage(rng, number)).collect();
    let count = stages.len();
    let edges: Vec<Value> = (0..rng.random_range(0..6))
        .filter_map(|row| {
            let (from, to) = (rng.random_range(0..count), rng.random_range(0..count));
            if from == to {
                return None;
            }
            Some(            json!({"from": format!("s{from}"), "reason": format!("f{row}"), "to": format!("s{to}"), "active": odds(rng, 80),
                "skip_required": odds(rng, 40), "note_required": odds(rng, 40)}))
        })
        .collect();
    let parameters: Vec<Value> = (0..rng.random_range(0..4))
        .map(|number| {
            let mut row = json!({"code": format!("p-{number}"), "label": words(rng), "required": odds(rng, 50),
                "help": words(rng), "active": odds(rng, 80)});
            row.as_object_mut().unwrap().extend(kind(rng, false));
            row
        })
        .collect();
    let locations: Vec<Value> = (0..rng.random_range(0..3))
        .map(|number| {
            json!({"code": format!("l{number}"), "branch": 1, "locality": "sede", "description": format!("{number} {}", words(rng)),
                "active": odds(rng, 80), "prices": prices(rng)})
        })
        .collect();
    let attachments = odds(rng, 70);
    let head = json!({"code": "inteiro", "name": words(rng), "description": block(rng), "handler": odds(rng, 90).then_some("educational"),
        "valid_from": "2026-01-01", "valid_to": "2027-12-31",
        "channels": one(rng, &[&["desk"][..], &["portal", "desk"], &["portal"]]), "audience": one(rng, &[&["guardian"][..], &["student", "guardian"]]),
        "groups": one(rng, &[&[][..], &["secretaria"], &["financeiro", "coordenacao"]]), "default_priority": rng.random_range(1..=5),
        "expected_days": odds(rng, 60).then(|| rng.random_range(0..200)), "instructions_student": block(rng), "instructions_attendant": block(rng),
        "allow_student_cancel": odds(rng, 50), "max_open_per_student": odds(rng, 50).then(|| rng.random_range(1..9)),
        "allow_attachments": attachments, "attachment_required": attachments && odds(rng, 40), "requires_enrolment": odds(rng, 50),
        "requires_active_contract": odds(rng, 50), "legal_document": odds(rng, 50), "email_from_name": words(rng),
        "email_from_addr": "a@b.c", "email_subject": words(rng),
        "charge": odds(rng, 50).then(|| json!({"service": odds(rng, 50).then_some("taxa"), "insert_extra_service": odds(rng, 50),
            "use_location_price": odds(rng, 50), "validate_debts": odds(rng, 50)}))});
    let mut doc = json!({"format": 1, "type": head, "location": locations, "parameter": parameters, "stage": stages, "edge": edges});
    doc["reason"] = reasons(&doc);
    TypeFile::from_doc(&doc).unwrap_or_else(|error| panic!("{error}\n{doc:#}"))
}

fn whole_stage(rng: &mut ChaCha8Rng, number: usize) -> Value {
    let fields: Vec<Value> = (0..rng.random_range(0..4))
        .map(|key| {
            let mut row = json!({"key": format!("k_{key}"), "label": words(rng), "required": odds(rng, 50), "help": words(rng),
                "filled_by": one(rng, &["attendant", "student"]), "visible_to_student": odds(rng, 50), "restricted": odds(rng, 50)});
            row.as_object_mut().unwrap().extend(kind(rng, true));
            row
        })
        .collect();
    let actions: Vec<Value> = (0..rng.random_range(0..3))
        .map(|key| {
            json!({"key": format!("a_{key}"), "kind": one(rng, &["checklist", "send_email", "issue_document"]), "label": words(rng),
                "required_on_select": odds(rng, 50), "required_on_execute": odds(rng, 50)})
        })
        .collect();
    let named = odds(rng, 20);
    let cans: [&[&str]; 4] = [&[], &["conclude"], &["wait", "cancel"], &["return", "conclude", "cancel", "wait"]];
    let outcomes: [&[&str]; 3] = [&[], &["denied"], &["done", "granted"]];
    json!({"code": format!("s{number}"), "name": words(rng), "description": block(rng), "default": number == 0,
        "entry": number == 0 || odds(rng, 30), "activate_task": number == 0 || odds(rng, 80), "active": number == 0 || odds(rng, 80),
        "group": one(rng, &[None, Some("secretaria"), Some("financeiro")]),
        "assignment": if named { "attendant" } else { one(rng, &["queue", "previous_handler", "supervisor", "least_loaded", "round_robin"]) },
        "attendant": named.then(|| one(rng, &["ana", "bruno"])),
        "duration": odds(rng, 60).then(|| json!({"amount": rng.random_range(1..999), "unit": one(rng, &["business_days", "business_hours", "calendar_days"])})),
        "purpose": one(rng, &["neutral", "approve", "deny"]), "can": one(rng, &cans), "outcomes": one(rng, &outcomes),
        "public_label": words(rng), "field": fields, "action": actions})
}

/// The type of a question with what else it may say.
fn kind(rng: &mut ChaCha8Rng, field: bool) -> serde_json::Map<String, Value> {
    let low = rng.random_range(-50..50);
    let mut kinds = vec![
        json!({"type": "short_text", "min": rng.random_range(0..5), "max": rng.random_range(20..90), "regex": one(rng, &["[a-z]+", "\\d{2}\"x\"", "(a|b)"])}),
        json!({"type": "long_text"}),
        json!({"type": "integer", "min": low, "max": low + rng.random_range(0..9)}),
        json!({"type": "decimal", "min": f64::from(low) / 4.0, "max": 99.5}),
        json!({"type": "date", "min": "2026-01-01", "max": "2026-12-31"}),
        json!({"type": "choice", "choices": ["a|Opção A", "b", "c|“C”"]}),
    ];
    if field {
        let text = words(rng);
        kinds.extend([
            json!({"type": "bool", "default": odds(rng, 50)}),
            json!({"type": "file"}),
            json!({"type": "decimal", "default": f64::from(low) / 8.0}),
            json!({"type": "date", "default": "2026-02-28"}),
            json!({"type": "choice", "choices": ["a|A", "b|B"], "default": "b"}),
            json!({"type": "short_text", "default": text}),
        ]);
    }
    let row = rng.random_range(0..kinds.len());
    kinds.swap_remove(row).as_object().unwrap().clone()
}

fn prices(rng: &mut ChaCha8Rng) -> Value {
    let cents = rng.random_range(0..100_000);
    let amount = |cents: u32| format!("{}.{:02}", cents / 100, cents % 100);
    match rng.random_range(0..3) {
        0 => json!([]),
        1 => json!([{"amount": amount(cents), "from": "2026-01-01"}]),
        _ => {
            json!([{"amount": amount(cents), "from": "2026-01-01", "to": "2026-06-30"}, {"amount": amount(cents + 1), "from": "2026-07-01"}])
        }
    }
}
