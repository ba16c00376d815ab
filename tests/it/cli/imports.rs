//! `balcao import` as an administrator meets it: the sample files of the repository, bad lines, bad headers.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::{School, Shell};

/// The order that works on an empty mirror.
const KINDS: [&str; 8] =
    ["students", "guardians", "periods", "enrolments", "disciplines", "contracts", "installments", "ledger"];

fn sample(kind: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/samples").join(format!("{kind}.csv"))
}

#[test]
fn the_sample_files_are_tried_loaded_and_loaded_again_in_the_readmes_order() {
    let school = School::new();
    let admin = school.login("admin");
    for kind in KINDS {
        let path = sample(kind);
        let path = path.to_str().expect("a path");
        let lines = std::fs::read_to_string(path).expect("a sample").lines().count() - 1;
        let dry = admin.json(&["import", kind, path, "--dry-run"]);
        assert_eq!((&dry["inserted"], &dry["bad"], &dry["dry_run"]), (&json!(lines), &json!(0), &json!(true)), "{dry}");
        let loaded = admin.json(&["import", kind, path]);
        assert_eq!((&loaded["inserted"], &loaded["file"]), (&json!(lines), &json!(format!("{kind}.csv"))), "{loaded}");
        let again = admin.json(&["import", kind, path]);
        assert_eq!(
            (&again["inserted"], &again["updated"], &again["unchanged"]),
            (&json!(0), &json!(0), &json!(lines)),
            "{again}"
        );
    }
    let card = school.login("ana").json(&["student", "card", "20270001"]);
    let told = card.to_string();
    for word in ["Beatriz Nogueira Alves", "2037-0001", "1250.00"] {
        assert!(told.contains(word), "{word}: {card}");
    }
    let plain = admin.run(&["import", "students", sample("students").to_str().expect("a path")]);
    assert_eq!((plain.status, plain.err.as_str()), (0, ""), "no bar where nobody sees it: {plain:#?}");
    assert!(plain.out.contains("unchanged") || plain.out.contains("as they were"), "{plain:#?}");
}

#[test]
fn a_bad_line_is_a_row_with_its_number_and_reason_and_nothing_is_loaded() {
    let school = School::new();
    let admin = school.login("admin");
    let text = std::fs::read_to_string(sample("students"))
        .expect("a sample")
        .replace("2007-05-14", "31/02/2007")
        .replace("caio@", "caio");
    let told = admin.run_with(&["import", "students", "-"], &text);
    assert_eq!(told.status, 1, "{told:#?}");
    let rows: Vec<&str> = told.out.lines().skip(1).map(str::trim_start).collect();
    assert!(rows.len() == 2 && rows[0].starts_with("2  ") && rows[1].starts_with("3  "), "{told:#?}");
    assert!(rows[0].contains("birth_date") && rows[0].contains("31/02/2007"), "{told:#?}");
    assert!(told.err.contains('2') && !told.err.contains('{'), "{told:#?}");
    let json = admin.run_with(&["import", "students", "-", "--json"], &text);
    assert_eq!(json.status, 1);
    let json: serde_json::Value = serde_json::from_str(&json.out).expect("JSON on standard output");
    assert_eq!(
        (&json["bad"], &json["inserted"], &json["problems"][0]["line"]),
        (&json!(2), &json!(0), &json!(2)),
        "{json}"
    );
    assert_eq!(school.login("ana").json(&["student", "find", "Dandara Ferraz"]), json!([]), "not even the good line");
}

#[test]
fn a_header_that_does_not_fit_names_what_is_missing_and_an_attendant_imports_nothing() {
    let school = School::new();
    let admin = school.login("admin");
    let error = admin.run_with(&["import", "periods", "-", "--json"], "company,code,nome\n").error(2);
    assert_eq!(error["code"], "E_IMPORT_HEADER", "{error}");
    assert!(error["message"].as_str().is_some_and(|m| m.contains("nome") || m.contains("name")), "{error}");
    let text = std::fs::read_to_string(sample("periods")).expect("a sample");
    let denied = school.login("ana").run_with(&["import", "periods", "-", "--json"], &text).error(5);
    assert_eq!(denied["code"], "E_FORBIDDEN", "{denied}");
    assert_eq!(Shell::nobody().run(&["import", "everything", "x.csv"]).status, 2);
}
