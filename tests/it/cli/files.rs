//! Files in and out: types, flows, the catalogue, attachments; configuration.

use super::shell::flow;
use super::{School, Shell};

#[test]
fn a_type_exported_imported_and_exported_is_the_same() {
    let school = School::new();
    let admin = school.login("admin");
    let first = admin.run(&["type", "export", "segunda-chamada"]);
    assert_eq!(first.status, 0, "{first:#?}");
    let path = admin.home().join("copy.toml");
    std::fs::write(&path, &first.out).expect("written");
    let imported = admin.json(&["type", "import", path.to_str().expect("a path")]);
    assert_eq!(imported["type"], "segunda-chamada", "{imported}");
    let second = admin.run(&["type", "export", "segunda-chamada", "--version", "draft"]);
    assert_eq!(second.out, first.out);
}

#[test]
fn a_catalogue_exported_imported_and_exported_is_the_same() {
    let school = School::new();
    let admin = school.login("admin");
    let first = admin.run(&["catalogue", "export"]);
    assert_eq!(first.status, 0, "{first:#?}");
    let imported = admin.run_with(&["catalogue", "import", "-", "--json"], &first.out);
    let told = imported.json();
    assert_eq!((&told["branch"], &told["group"]), (&2.into(), &5.into()), "{told}");
    assert_eq!(admin.run(&["catalogue", "export"]).out, first.out);
}

#[test]
fn an_unknown_key_is_told_with_file_line_and_column() {
    let nobody = Shell::nobody();
    let path = nobody.home().join("bad.toml");
    let text =
        std::fs::read_to_string(flow("segunda-chamada")).expect("a flow").replace("expected_days", "expected_day");
    std::fs::write(&path, &text).expect("written");
    let line = text.lines().position(|line| line.starts_with("expected_day")).expect("the line") + 1;
    let error = nobody.run(&["flow", "check", path.to_str().expect("a path"), "--json"]).error(2);
    assert_eq!((&error["code"], &error["line"]), (&"E_FILE_VALUE".into(), &line.into()), "{error}");
    assert!(error["column"].is_u64() && error["file"].is_string(), "{error}");
}

#[test]
fn v07_a_flow_is_judged_without_a_database_and_an_error_ends_with_1() {
    let nobody = Shell::nobody();
    let sound = nobody.json(&["flow", "check", flow("segunda-chamada").to_str().expect("a path")]);
    assert_eq!(sound["sound"], true, "{sound}");
    assert!(sound["unchecked"].as_array().is_some_and(|ids| !ids.is_empty()), "{sound}");
    let path = nobody.home().join("trap.toml");
    let text = std::fs::read_to_string(flow("segunda-chamada")).expect("a flow").replace("\"conclude\"", "\"cancel\"");
    std::fs::write(&path, text).expect("written");
    let answer = nobody.run(&["flow", "check", path.to_str().expect("a path"), "--json"]);
    assert_eq!(answer.status, 1, "{answer:#?}");
    let told: serde_json::Value = serde_json::from_str(&answer.out).expect("JSON on standard output");
    assert_eq!(told["sound"], false);
    let problem = told["problems"].as_array().expect("problems").iter().find(|problem| problem["level"] == "error");
    let problem = problem.unwrap_or_else(|| panic!("an error: {told}"));
    for key in ["check", "level", "stage", "message", "path"] {
        assert!(problem.get(key).is_some(), "{key}: {problem}");
    }
    assert_eq!(answer.err, "");
}

#[test]
fn a_file_goes_in_and_comes_out_the_same() {
    let school = School::new();
    let ana = school.login("ana");
    let protocol = school.open("ana", "20230001");
    ana.json(&["request", "take", &protocol]);
    let path = ana.home().join("atestado.pdf");
    let bytes = "%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";
    std::fs::write(&path, bytes).expect("written");
    let added = ana.json(&["request", "file", "add", &protocol, path.to_str().expect("a path")]);
    assert_eq!(added["files"][0]["name"], "atestado.pdf", "{added}");
    let listed = ana.json(&["request", "file", "list", &protocol]);
    assert_eq!((&listed[0]["no"], &listed[0]["size"]), (&1.into(), &bytes.len().into()), "{listed}");
    assert_eq!(ana.run(&["request", "file", "save", &protocol, "1", "-"]).out, bytes);
    let again = ana.run(&["request", "file", "save", &protocol, "1", "--json"]).error(2);
    assert_eq!(again["code"], "E_FILE", "a file that is there is not overwritten: {again}");
    let saved = ana.home().join("saved.pdf");
    assert_eq!(ana.run(&["request", "file", "save", &protocol, "1", "saved.pdf"]).status, 0);
    assert_eq!(std::fs::read_to_string(saved).expect("saved"), bytes);
}

#[test]
fn a_misspelt_key_of_the_config_file_is_told_with_its_line() {
    let shell = Shell::nobody();
    let paths = shell.json(&["paths"]);
    let config = std::path::PathBuf::from(paths["config"].as_str().expect("a path"));
    std::fs::create_dir_all(config.parent().expect("a directory")).expect("made");
    std::fs::write(&config, "lang = \"en\"\n[database]\nadress = \"x\"\n").expect("written");
    let error = shell.run(&["request", "list", "--json"]).error(2);
    assert_eq!((&error["code"], &error["line"]), (&"E_CONFIG".into(), &3.into()), "{error}");
}

#[test]
fn the_config_file_names_the_database_and_the_environment_wins_over_it() {
    let school = School::new();
    let shell = Shell::nobody();
    let config = shell.json(&["paths"])["config"].as_str().expect("a path").to_owned();
    let config = std::path::PathBuf::from(config);
    std::fs::create_dir_all(config.parent().expect("a directory")).expect("made");
    std::fs::write(&config, format!("[database]\nurl = \"{}\"\n", school.scratch().url("ana"))).expect("written");
    assert_eq!(shell.run(&["request", "list", "--json"]).status, 0);
    let shell = shell.with("DATABASE_URL", "postgres://ana@127.0.0.1:1/x");
    assert_eq!(shell.run(&["request", "list", "--json"]).status, 3);
}

#[test]
fn f5_a_file_field_takes_a_path_and_a_text_may_begin_with_an_at() {
    let school = School::new();
    let (admin, ana) = (school.login("admin"), school.login("ana"));
    let text = std::fs::read_to_string(flow("segunda-chamada")).expect("a flow").replace(
        "key = \"documento_conferido\"\nlabel = \"Documento conferido\"\ntype = \"bool\"\nrequired = true\n",
        "key = \"atestado\"\nlabel = \"Atestado\"\ntype = \"file\"\nrequired = true\n\n[[stage.field]]\nkey = \"rede\"\n\
         label = \"Rede social\"\ntype = \"short_text\"\nrequired = false\n",
    );
    assert!(text.contains("atestado"), "the sample has the field that is replaced");
    assert_eq!(admin.run_with(&["type", "import", "-"], &text).status, 0);
    let published = admin.json(&["flow", "publish", "segunda-chamada", "--note", "atestado como arquivo"]);
    assert_eq!(published["version"], 2, "{published}");
    let protocol = school.open("ana", "20230001");
    ana.json(&["request", "take", &protocol]);
    std::fs::write(ana.home().join("atestado.pdf"), "%PDF-1.4\n%%EOF\n").expect("written");
    let set = ana.json(&["request", "set", &protocol, "atestado=@atestado.pdf", "rede=@@maria"]);
    assert_eq!(set["fields"]["rede"], "@maria", "{set}");
    assert_eq!(set["files"][0]["name"], "atestado.pdf", "{set}");
    let missing = ana.run(&["request", "set", &protocol, "atestado=@outro.pdf", "--json"]).error(2);
    assert_eq!(missing["code"], "E_FILE");
    let twice = ana.run(&["request", "set", &protocol, "rede=a", "rede=b", "--json"]).error(2);
    assert_eq!(twice["code"], "E_USAGE");
    ana.json(&["request", "set", &protocol, "rede="]);
    let shown = ana.json(&["request", "show", &protocol]);
    assert!(shown["fields"].get("rede").is_none_or(serde_json::Value::is_null), "{}", shown["fields"]);
}
