//! `request list` and its filter: pages, totals, CSV, and mistakes that point at their column.

use super::{School, Shell};

#[test]
fn a_mistake_in_the_filter_points_at_its_column_without_a_database() {
    let nobody = Shell::nobody();
    let error = nobody.run(&["request", "list", "tipo:prova prazzo:2d", "--json"]).error(2);
    assert_eq!(error["code"], "E_FILTER");
    assert_eq!(error["column"], 12, "{error}");
    assert!(error["would_fit"].as_array().is_some_and(|fits| !fits.is_empty()), "{error}");
    let shown = nobody.run(&["request", "list", "tipo:prova prazzo:2d"]);
    let caret = shown.err.lines().find(|line| line.trim_start().starts_with('^')).expect("a line that points");
    assert_eq!(caret.find('^'), Some(2 + 11), "{}", shown.err);
}

#[test]
fn w5_the_queue_is_listed_in_pages_and_the_total_is_of_all() {
    let school = School::new();
    let ana = school.login("ana");
    let protocols: Vec<String> = ["20230001", "20230002", "20230003"].iter().map(|ra| school.open("ana", ra)).collect();
    let first = ana.json(&["request", "list", "--limit", "2"]);
    assert_eq!(first["total"], 3, "{first}");
    assert_eq!(first["items"].as_array().map(Vec::len), Some(2));
    let next = first["next"].as_str().expect("a second page").to_owned();
    let second = ana.json(&["request", "list", "--limit", "2", "--after", &next]);
    assert_eq!(second["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(second["next"], serde_json::Value::Null);
    let mut seen: Vec<&str> = first["items"]
        .as_array()
        .into_iter()
        .chain(second["items"].as_array())
        .flatten()
        .filter_map(|item| item["protocol"].as_str())
        .collect();
    seen.sort_unstable();
    assert_eq!(seen, protocols);
    assert!(first["items"][0].get("history").is_none(), "items carry no history");
}

#[test]
fn a_filter_means_the_same_in_both_languages() {
    let school = School::new();
    let ana = school.login("ana");
    let mine = school.open("ana", "20230001");
    let other = school.open("ana", "20230002");
    ana.json(&["request", "take", &mine]);
    for (filter, wanted) in [
        ("dono:eu", &mine),
        ("owner:me", &mine),
        ("-dono:eu", &other),
        ("estado:na-fila", &other),
        ("status:queued", &other),
        ("joao", &other),
        ("ra:20230002", &other),
    ] {
        let list = ana.json(&["request", "list", filter]);
        let found: Vec<_> = list["items"].as_array().expect("items").iter().map(|item| &item["protocol"]).collect();
        assert_eq!(found, [wanted.as_str()], "{filter}: {list}");
    }
}

#[test]
fn a_students_name_cannot_become_a_formula_in_the_csv() {
    let school = School::new();
    let ana = school.login("ana");
    school.open("ana", "20230003");
    let answer = ana.run(&["request", "list", "--csv"]);
    assert_eq!(answer.status, 0, "{answer:#?}");
    let lines: Vec<&str> = answer.out.split("\r\n").collect();
    assert!(lines[0].starts_with("protocol,type,stage,status,outcome,group,assignee,ra,student,"), "{}", lines[0]);
    assert!(lines[1].contains("\"'=cmd(1)\""), "{}", lines[1]);
}

#[test]
fn a_piped_table_has_no_colour_and_is_alone_on_standard_output() {
    let school = School::new();
    let ana = school.login("ana");
    let protocol = school.open("ana", "20230001");
    let answer = ana.run(&["request", "list"]);
    assert!(answer.out.contains(&protocol) && !answer.out.contains('\x1b'), "{answer:#?}");
    let none = ana.run(&["request", "list", "ra:999"]);
    assert_eq!((none.status, none.out.as_str()), (0, ""));
    assert!(!none.err.is_empty(), "an empty list is said to be empty");
    assert_eq!(ana.run(&["request", "list", "ra:999", "--quiet"]).err, "");
}

#[test]
fn a_cursor_of_another_order_is_refused() {
    let school = School::new();
    let ana = school.login("ana");
    for ra in ["20230001", "20230002"] {
        school.open("ana", ra);
    }
    let next = ana.json(&["request", "list", "--limit", "1"])["next"].as_str().expect("a page").to_owned();
    let error = ana.run(&["request", "list", "--sort", "student", "--after", &next, "--json"]).error(1);
    assert_eq!(error["code"], "E_CURSOR");
}
