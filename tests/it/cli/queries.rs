//! The queries behind parameters and fields by the command line: saved, listed, shown, tried, approved, asked.

use serde_json::json;

use super::shell::flow;
use super::{School, Shell};
use crate::support::base;

const CLASSES: &str = "SELECT 'Turma ' + T.CODTURMA AS TURMA, T.IDTURMADISC\nFROM STURMADISC T (NOLOCK)\nWHERE T.CODCOLIGADA = :CODCOLIGADA\n  AND T.IDPERLET = :IDPERLET\n";

#[test]
fn q_3_a_text_is_saved_shown_tried_changed_and_taken_out_of_use() {
    let school = School::new();
    let admin = school.login("admin");
    std::fs::write(admin.home().join("turmas.sql"), CLASSES).expect("written");
    let untitled = admin.run(&["query", "save", "turmas", "turmas.sql", "--json"]).error(2);
    assert_eq!(untitled["code"], "E_USAGE", "{untitled}");
    let saved = admin.json(&["query", "save", "turmas", "turmas.sql", "--title", "Turmas, do período"]);
    assert_eq!(
        (&saved["binds"], &saved["columns"]),
        (&json!(["CODCOLIGADA", "IDPERLET"]), &json!(["turma", "idturmadisc"]))
    );
    assert_eq!(
        (&saved["saved_by"], &saved["usable"], &saved["dialect"]),
        (&json!("admin"), &json!(true), &json!("mssql"))
    );
    assert!(saved["source"].as_str().is_some_and(|source| source.contains("(NOLOCK)")), "as it was written: {saved}");
    let bound = saved["bound"].as_str().expect("a text");
    assert!(!bound.contains("NOLOCK") && bound.contains("$1") && bound.contains("$3"), "{bound}");

    let listed = admin.json(&["query", "list"]);
    let codes: Vec<&str> = listed.as_array().expect("a list").iter().filter_map(|q| q["code"].as_str()).collect();
    assert_eq!(codes, ["disciplinas-cursando", "disciplinas-modelo", "turmas"]);
    assert_eq!(listed[0]["used_by"], "segunda-chamada");
    let table = admin.run(&["query", "list"]).out;
    assert!(table.lines().next().is_some_and(|head| head.contains("Cost")), "{table}");
    assert!(table.contains("Turmas, do período"), "{table}");
    let shown = admin.run(&["query", "show", "turmas"]).out;
    assert!(shown.contains("WHERE T.CODCOLIGADA = :CODCOLIGADA\n") && shown.contains("\n→ "), "{shown}");

    let tried = admin.json(&["query", "test", "turmas", "--student", "20230001"]);
    assert_eq!((&tried["count"], &tried["rows"][0][0]), (&json!(3), &json!("Turma A")), "{tried}");
    let tried = admin.run(&["query", "test", "turmas", "--student", "20230001"]);
    assert!(tried.out.starts_with("turma") && tried.out.lines().count() == 4, "{tried:#?}");
    assert!(tried.err.contains("3 rows"), "{tried:#?}");

    // Title and text change apart; a text that cannot run changes nothing.
    assert_eq!(admin.json(&["query", "save", "turmas", "--title", "Turmas"])["title"], "Turmas");
    let bad = admin.run_with(&["query", "save", "turmas", "-", "--json"], "SELECT NOME FROM PPESSOA").error(1);
    assert_eq!(bad["code"], "E_QUERY", "{bad}");
    let harm = admin.run_with(&["query", "save", "turmas", "-", "--json"], "DELETE FROM SALUNO").error(1);
    assert_eq!(harm["code"], "E_QUERY", "{harm}");
    let bind =
        admin.run_with(&["query", "save", "turmas", "-", "--json"], "SELECT NOME FROM SALUNO WHERE RA = :CPF").error(1);
    assert_eq!(bind["code"], "E_QUERY_BIND", "{bind}");
    let after = admin.json(&["query", "show", "turmas"]);
    assert_eq!((&after["bound"], &after["title"]), (&json!(bound), &json!("Turmas")));

    assert_eq!(admin.json(&["query", "save", "turmas", "--inactive"])["usable"], false);
    let used = admin.run(&["query", "save", "disciplinas-cursando", "--inactive", "--json"]).error(1);
    assert_eq!(used["code"], "E_IN_USE", "{used}");
}

#[test]
fn a_text_is_checked_without_a_database() {
    let nobody = Shell::nobody();
    std::fs::write(nobody.home().join("turmas.sql"), CLASSES).expect("written");
    let told = nobody.run(&["query", "check", "turmas.sql"]);
    assert_eq!(told.status, 0, "{told:#?}");
    assert!(told.out.contains("WHERE T.CODCOLIGADA = $1 AND T.IDPERLET = $3\n"), "{told:#?}");
    std::fs::write(nobody.home().join("mal.sql"), "SELECT 1; DROP TABLE x").expect("written");
    assert_eq!(nobody.run(&["query", "check", "mal.sql", "--json"]).error(1)["code"], "E_QUERY");
}

#[test]
fn another_administrator_approves_where_the_settings_ask_for_it() {
    let school = School::new();
    let admin = school.login("admin");
    let settings = "format = 1\n[settings]\nauto_due_date = { days = 5 }\nquery_approval = true\n";
    assert_eq!(admin.run_with(&["catalogue", "import", "-"], settings).status, 0);
    let saved = admin.run_with(&["query", "save", "turmas", "-", "--title", "Turmas", "--json"], CLASSES).json();
    assert_eq!(saved["usable"], false, "{saved}");
    assert!(admin.run(&["query", "show", "turmas"]).out.contains("another administrator"), "it says why");
    assert_eq!(admin.run(&["query", "approve", "turmas", "--json"]).error(5)["code"], "E_FORBIDDEN");
    let login = base::unique("segunda");
    let made =
        admin.json(&["user", "add", &login, "--name", "Segunda", "--role", "admin", "--profile", "balcao", "--invite"]);
    let password = made["one_time_password"].as_str().expect("a password");
    let url = school.scratch().url("admin");
    let host = url.split_once('@').expect("a host").1;
    let second = Shell::of(format!("postgres://{login}:{password}@{host}"));
    let approved = second.json(&["query", "approve", "turmas"]);
    assert_eq!((&approved["usable"], &approved["approved_by"]), (&json!(true), &json!(login)), "{approved}");
    // The same text keeps the approval, another loses it.
    assert_eq!(admin.json(&["query", "save", "turmas", "--title", "T"])["usable"], true);
    let changed = CLASSES.replace("'Turma '", "'Classe '");
    let changed = admin.run_with(&["query", "save", "turmas", "-", "--json"], &changed).json();
    assert_eq!((&changed["usable"], &changed["approved_by"]), (&json!(false), &json!(null)));
}

#[test]
fn q_2_a_field_of_the_stage_is_offered_its_querys_options_and_takes_only_one_of_them() {
    let school = School::new();
    let (admin, ana) = (school.login("admin"), school.login("ana"));
    let saved = admin.run_with(&["query", "save", "turmas", "-", "--title", "Turmas"], CLASSES);
    assert_eq!(saved.status, 0, "{saved:#?}");
    let text = std::fs::read_to_string(flow("segunda-chamada")).expect("a flow").replacen(
        "[[stage.field]]\n",
        "[[stage.field]]\nkey = \"turma\"\nlabel = \"Turma\"\ntype = \"sql_choice\"\nquery = \"turmas\"\nrequired = false\n\n[[stage.field]]\n",
        1,
    );
    assert_eq!(admin.run_with(&["type", "import", "-"], &text).status, 0);
    admin.json(&["flow", "publish", "segunda-chamada", "--note", "turma"]);
    let protocol = school.open("ana", "20230001");
    ana.json(&["request", "take", &protocol]);
    let offered = ana.json(&["request", "options", "turma", "--request", &protocol]);
    assert_eq!((offered.as_array().map(Vec::len), &offered[0]["label"]), (Some(3), &json!("Turma A")), "{offered}");
    let code = offered[1]["value"].as_str().expect("a code");
    let set = ana.json(&["request", "set", &protocol, &format!("turma={code}")]);
    assert_eq!(set["fields"]["turma"], code, "{set}");
    let other = ana.run(&["request", "set", &protocol, "turma=999999", "--json"]).error(1);
    assert_eq!(other["problems"][0]["field"], "turma", "{other}");
    let unknown = ana.run(&["request", "options", "nada", "--request", &protocol, "--json"]).error(1);
    assert_eq!(unknown["code"], "E_NOT_FOUND", "{unknown}");
    let both = ana.run(&["request", "options", "turma", "--request", &protocol, "--student", "20230001"]);
    assert_eq!(both.status, 2, "{both:#?}");
    // a query that fails is no empty list, and administrators hear of it under the request's type.
    crate::support::run(async {
        sqlx::raw_sql("alter view rm.sturmadisc rename to sturmadisc_gone")
            .execute(&school.scratch().admin())
            .await
            .expect("gone");
    });
    let failed = ana.run(&["request", "options", "turma", "--request", &protocol, "--json"]).error(1);
    assert_eq!(failed["code"], "E_QUERY_FAILED", "{failed}");
    let told = admin.run(&["doctor"]);
    assert!(told.out.contains("E_QUERY_FAILED") && told.out.contains("segunda-chamada"), "{told:#?}");
}
