//! Reading and writing of catalogue files, strictness included.

use super::*;
use serde_json::json;

const SAMPLE: &str = r#"format = 1
[[branch]]
company = 1
code = 1
name = "Sede"
calendar = "padrao"
[[locality]]
code = "sede"
branch = 1
name = "Secretaria Sede"
[[calendar]]
code = "padrao"
hours = { mon = "08:00-12:00 13:00-18:00", tue = "08:00-18:00", sat = "", sun = "" }
holidays = [2026-04-21, 2026-04-03]
[[group]]
code = "secretaria"
name = "Secretaria"
[[profile]]
code = "balcao"
name = "Balcão"
can_open = ["segunda-chamada", "historico"]
can_handle = ["x", "*"]
[[reason]]
code = "documentacao-completa"
name = "Documentação completa"
kind = "forward"
[[service]]
code = "prova-2a-chamada"
name = "Prova de 2ª chamada"
value = "50.00"
[[query]]
code = "disciplinas-cursando"
title = "Disciplinas em curso"
dialect = "mssql"
sql = """
SELECT d."NOME", d.CODDISC
FROM SDISCIPLINA d -- c:\\x \"\"\"
WHERE d.RA = :RA"""
[settings]
use_contract_fixed_day = true
auto_due_date = { days = 5 }
debt = { grace_days = 2 }
[[settings.branch]]
branch = 2
reopen_days = 15
[[installment_rule]]
period = "2026/1"
request_until = 2026-03-20
installment = 3
due_date = 2026-04-06
"#;

#[test]
fn the_documented_sample_goes_round_without_change() {
    let file = CatalogueFile::parse(SAMPLE).unwrap();
    let export = file.to_text();
    assert_eq!(CatalogueFile::parse(&export).unwrap(), file);
    assert_eq!(CatalogueFile::from_doc(&file.to_doc()).unwrap().to_text(), export);
    insta::assert_snapshot!(export);
}

#[test]
fn the_document_holds_every_key_with_its_default() {
    let doc = CatalogueFile::parse(SAMPLE).unwrap().to_doc();
    assert_eq!(doc["branch"][0]["tz"], json!("America/Sao_Paulo"));
    assert_eq!(doc["calendar"][0]["hours"]["mon"], json!("08:00-12:00 13:00-18:00"));
    assert_eq!(doc["calendar"][0]["hours"]["wed"], json!(""));
    assert_eq!(doc["calendar"][0]["holidays"], json!(["2026-04-03", "2026-04-21"]));
    assert_eq!(doc["profile"][0]["can_handle"], json!(["*"]));
    assert_eq!(doc["settings"]["debt"]["tolerance_amount"], json!("0.00"));
    assert_eq!(doc["settings"]["warn_days"], json!(3));
    assert_eq!(doc["settings"]["branch"], json!([{"branch": 2, "reopen_days": 15}]));
    assert_eq!(CatalogueFile::parse("format = 1").unwrap().to_doc()["settings"], json!(null));
}

#[test]
fn every_mistake_names_its_place_and_what_would_fit() {
    let cases = [
        ("mon = \"08:00-12:00", "mon = \"08:00-14:00", "no opening hours"),
        ("tue = \"08:00-18:00\"", "tue = \"18:00-08:00\"", "no opening hours"),
        ("kind = \"forward\"", "kind = \"forwards\"", "unknown value"),
        ("dialect = \"mssql\"", "dialect = \"oracle\"", "unknown value"),
        ("value = \"50.00\"", "value = \"-1\"", "no amount of money"),
        ("due_date = 2026-04-06", "due_date = 2026-02-06", "due before"),
        ("reopen_days = 15", "reopen_day = 15", "unknown key"),
        ("branch = 2\n", "branch = 2\ndefault_priority = 6\n", "priority goes from"),
        ("can_open = [\"seg", "can_open = [\"Seg", "does not fit"),
    ];
    for (old, new, words) in cases {
        assert!(SAMPLE.contains(old), "{old}");
        let error = CatalogueFile::parse(&SAMPLE.replacen(old, new, 1)).unwrap_err();
        assert!(error.en.contains(words), "{error:?} should say {words}");
        assert!(error.at.is_some_and(|at| at.line > 1), "{error:?}");
    }
    let closed = "format = 1\n[[calendar]]\ncode = \"a\"\nhours = { mon = \"\" }";
    assert!(CatalogueFile::parse(closed).unwrap_err().en.contains("never open"));
}
