//! Reading and writing of type files, strictness included.

use super::file::{Can, DataType, DurationUnit, Outcome, StageDuration, TypeFile};
use serde_json::json;

/// The smallest useful file, as the documentation shows it.
const SAMPLE: &str = r#"format = 1

[type]
code = "segunda-chamada"
name = "Prova de 2ª chamada"
handler = "educational"
valid_from = 2026-01-01
valid_to = 2026-12-31
channels = ["portal", "desk"]
audience = ["student", "guardian"]
groups = ["secretaria"]
expected_days = 10
max_open_per_student = 1
requires_enrolment = true
requires_active_contract = true
legal_document = false

[type.charge]                       # a comment
service = "prova-2a-chamada"
insert_extra_service = true
use_location_price = true
validate_debts = false

[[location]]
code = "sede"
branch = 1
locality = "sede"
description = "Secretaria – Sede"
prices = [{ amount = "50", from = 2026-01-01 }]

[[parameter]]
code = "disciplina"
label = "Disciplina"
type = "sql_choice"
required = true
query = "disciplinas-cursando"

[[stage]]
code = "triagem"
name = "Triagem"
default = true
entry = true
activate_task = true
group = "secretaria"
assignment = "queue"
duration = "2 business_days"
purpose = "neutral"
can = ["wait", "cancel"]

[[stage.field]]
key = "documento_conferido"
label = "Documento conferido"
type = "bool"
required = true

[[stage.action]]
kind = "checklist"
label = "Conferir atestado"
required_on_execute = true

[[stage]]
code = "nota"
name = "Lançamento da nota"
activate_task = true
can = ["conclude"]

[[edge]]
from = "triagem"
reason = "documentacao-completa"
to = "nota"
skip_required = false
note_required = false

[[reason]]
code = "documentacao-completa"
name = "Documentação completa"
"#;

fn with(old: &str, new: &str) -> String {
    assert!(SAMPLE.contains(old), "the sample holds {old}");
    SAMPLE.replacen(old, new, 1)
}

#[test]
fn the_documented_sample_is_read_with_its_defaults() {
    let file = TypeFile::parse(SAMPLE).unwrap();
    assert_eq!(file.head.default_priority, 3);
    assert_eq!(file.stages[0].duration, Some(StageDuration { amount: 2, unit: DurationUnit::BusinessDays }));
    assert_eq!(file.stages[0].can, [Can::Cancel, Can::Wait]);
    assert_eq!(file.stages[0].actions[0].key, "conferir_atestado");
    assert_eq!(file.stages[1].outcomes, [Outcome::Granted, Outcome::Done]);
    assert_eq!(file.parameters[0].kind, DataType::SqlChoice);
    assert!(file.edges[0].active && file.head.allow_attachments);
}

#[test]
fn the_document_holds_every_key_with_its_default() {
    let doc = TypeFile::parse(SAMPLE).unwrap().to_doc();
    let head = doc["type"].as_object().unwrap();
    assert_eq!(head.len(), 24);
    assert_eq!(head["valid_to"], json!("2026-12-31"));
    assert_eq!(head["channels"], json!(["desk", "portal"]));
    assert_eq!(doc["location"][0]["prices"], json!([{"amount": "50.00", "from": "2026-01-01", "to": null}]));
    assert_eq!(
        doc["stage"][0]["field"][0],
        json!({"key": "documento_conferido", "label": "Documento conferido", "type": "bool", "required": true,
            "min": null, "max": null, "regex": null, "choices": [], "query": null, "default": null, "help": "",
            "filled_by": "attendant", "visible_to_student": false, "restricted": false})
    );
    assert_eq!(doc["stage"][0]["duration"], json!({"amount": 2, "unit": "business_days"}));
    assert_eq!(doc["stage"][1]["group"], json!(null));
    assert_eq!(
        doc["reason"],
        json!([{"code": "documentacao-completa", "name": "Documentação completa", "kind": "forward"}])
    );
}

#[test]
fn a_document_says_the_same_as_its_file_and_may_lack_keys() {
    let file = TypeFile::parse(SAMPLE).unwrap();
    assert_eq!(TypeFile::from_doc(&file.to_doc()).unwrap(), file);
    let short = json!({"format": 1, "type": {"code": "a", "name": "A"}, "stage": [{"code": "b", "name": "B"}]});
    let short = TypeFile::from_doc(&short).unwrap();
    assert_eq!(short.head.valid_from, None);
    assert!(short.stages[0].activate_task);
    let wrong = json!({"format": 1, "type": {"code": "a", "name": "A"}, "stage": [{"code": "b", "name": "B"}, {"code": "b", "name": "C"}]});
    let error = TypeFile::from_doc(&wrong).unwrap_err();
    assert!(error.at.is_none() && error.pt.starts_with("stage[1].code: "), "{error}");
}

#[test]
fn export_of_import_of_export_gives_the_same_bytes() {
    let export = TypeFile::parse(SAMPLE).unwrap().to_text();
    let again = TypeFile::parse(&export).unwrap();
    assert_eq!(again.to_text(), export);
    assert_eq!(TypeFile::from_doc(&again.to_doc()).unwrap().to_text(), export);
    insta::assert_snapshot!(export);
}

#[test]
fn every_mistake_names_line_column_and_what_would_fit() {
    // The mark is the text at whose beginning the mistake must be reported.
    let cases = [
        (with("expected_days", "expected_dayz"), "expected_dayz", "unknown key `expected_dayz`", "expected_days"),
        (with("\"portal\", \"desk\"", "\"portal\", \"balcao\""), "\"balcao\"", "unknown value `balcao`", "desk"),
        (with("code = \"nota\"", "code = \"Nota final\""), "\"Nota final\"", "is no code", "nota-final"),
        (with("code = \"nota\"", "code = \"triagem\" #2"), "\"triagem\" #2", "used above", ""),
        (with("key = \"documento_conferido\"", "key = \"2x\""), "\"2x\"", "is no key", ""),
        (with("2 business_days", "2 weeks"), "\"2 weeks", "a duration", "\"2 business_days\""),
        (with("\"50\"", "\"50,00\""), "\"50,00\"", "no amount of money", "\"50.00\""),
        (with("branch = 1", "branch = \"1\""), "\"1\"", "does not fit here", ""),
        (with("valid_to = 2026-12-31", "valid_to = 2026-12-31T10:00:00"), "2026-12-31T", "no date", "2026-01-31"),
        (
            with("type = \"bool\"", "type = \"choice\""),
            "[[stage.field]]",
            "needs `choices`",
            "choices = [\"a|Opção A\", \"b|Opção B\"]",
        ),
        (with("type = \"sql_choice\"", "type = \"file\""), "\"file\"", "cannot be of type `file`", "choice"),
        (with("type = \"bool\"", "type = \"bool\"\nmin = 333"), "333", "does not fit as `min`", ""),
        (with("format = 1", "format = 2"), "2", "unknown format 2", "1"),
        (with("name = \"Triagem\"", "name = \"Tri\u{202e}agem\""), "\"Tri\u{202e}", "U+202E", ""),
        (with("name = \"Triagem\"\n", ""), "[[stage]]", "key `name` is missing", ""),
        (with("expected_days = 10", "expected_days = x"), "x\nmax_open", "", ""),
    ];
    for (text, mark, words, fit) in cases {
        let error = TypeFile::parse(&text).unwrap_err();
        let before = &text[..text.find(mark).unwrap()];
        let line = before.lines().count() + usize::from(before.ends_with('\n') || before.is_empty());
        let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
        let at = error.at.unwrap();
        assert!(error.en.contains(words), "{error:?} should say {words}");
        assert_eq!((at.line, at.column), (line, column), "{error}");
        assert!(fit.is_empty() || error.would_fit.iter().any(|one| one == fit), "{error:?} should offer {fit}");
        assert!(!error.pt.is_empty());
    }
}

#[test]
fn prices_may_not_overlap() {
    let prices = |list: &str| TypeFile::parse(&with("[{ amount = \"50\", from = 2026-01-01 }]", list));
    assert!(
        prices("[{ amount = \"1.00\", from = 2026-01-01, to = 2026-06-30 }, { amount = \"2.00\", from = 2026-07-01 }]")
            .is_ok()
    );
    assert!(
        prices("[{ amount = \"1.00\", from = 2026-01-01, to = 2026-07-01 }, { amount = \"2.00\", from = 2026-07-01 }]")
            .is_err()
    );
    assert!(prices("[{ amount = \"1.00\", from = 2026-01-01 }, { amount = \"2.00\", from = 2026-07-01 }]").is_err());
    assert!(prices("[{ amount = \"1.00\", from = 2026-02-01, to = 2026-01-01 }]").is_err());
}

#[test]
fn bounds_and_defaults_keep_their_kind_through_the_document() {
    let text = with(
        "type = \"bool\"\nrequired = true\n",
        "type = \"decimal\"\nrequired = true\nmin = 0\nmax = 10.5\ndefault = 7.25\n\n\
         [[stage.field]]\nkey = \"dia\"\nlabel = \"Dia\"\ntype = \"date\"\nmin = 2026-01-01\ndefault = 2026-02-01\n\n\
         [[stage.field]]\nkey = \"sigla\"\nlabel = \"Sigla\"\ntype = \"short_text\"\nmax = 10\nregex = '^[A-Z]+$'\ndefault = \"A\\\"B\"\n",
    );
    let file = TypeFile::parse(&text).unwrap();
    let export = file.to_text();
    assert!(export.contains("max = 10.5\ndefault = 7.25\n") && export.contains("default = 2026-02-01\n"), "{export}");
    let doc = file.to_doc();
    assert_eq!(doc["stage"][0]["field"][0]["max"], json!(10.5));
    assert_eq!(doc["stage"][0]["field"][1]["min"], json!("2026-01-01"));
    assert_eq!(TypeFile::from_doc(&doc).unwrap().to_text(), export);
    assert_eq!(TypeFile::parse(&export).unwrap(), file);
}

#[test]
fn actions_without_a_key_get_one_that_is_free() {
    let text = with(
        "[[stage.action]]\n",
        "[[stage.action]]\nkind = \"checklist\"\nlabel = \"Conferir atestado\"\n\n\
         [[stage.action]]\nkind = \"checklist\"\nlabel = \"Documento conferido\"\n\n\
         [[stage.action]]\nkind = \"send_email\"\nlabel = \"2ª via\"\n\n[[stage.action]]\n",
    );
    let file = TypeFile::parse(&text).unwrap();
    let keys: Vec<&str> = file.stages[0].actions.iter().map(|action| action.key.as_str()).collect();
    assert_eq!(keys, ["conferir_atestado", "documento_conferido_2", "acao_2_via", "conferir_atestado_2"]);
}

#[test]
fn bounds_that_come_as_text_get_the_kind_of_their_field() {
    let field = |kind: &str, rest: &str| {
        let doc = format!(
            r#"{{"format": 1, "type": {{"code": "a", "name": "A"}}, "stage": [{{"code": "s", "name": "S",
                "field": [{{"key": "k", "label": "K", "type": "{kind}", {rest}}}]}}]}}"#
        );
        TypeFile::from_doc(&serde_json::from_str(&doc).unwrap())
            .map(|file| file.to_doc()["stage"][0]["field"][0].clone())
    };
    assert_eq!(field("decimal", r#""min": "0", "max": "10.50""#).unwrap()["max"], json!(10.5));
    assert_eq!(field("short_text", r#""max": "40", "default": 12"#).unwrap()["default"], json!("12"));
    assert_eq!(field("bool", r#""default": "true""#).unwrap()["default"], json!(true));
    assert_eq!(field("integer", r#""default": "-0""#).unwrap()["default"], json!(0));
    assert!(field("integer", r#""default": "x""#).is_err());
    assert!(field("date", r#""min": "2026-13-01""#).is_err());
}
