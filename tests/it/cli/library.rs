//! The types that come with the program, made one's own by one command; the verdict over a flow for people and
//! programs.

use serde_json::Value;

use super::shell::flow;
use super::{School, Shell};

#[test]
fn the_library_is_installed_and_published_by_one_command() {
    let school = School::new();
    let admin = school.login("admin");
    let listed = Shell::nobody().json(&["type", "library"]);
    assert_eq!(listed.as_array().expect("a list").len(), 15);
    let told = admin.json(&["type", "install", "--all", "--publish"]);
    let told = told.as_array().expect("a list");
    assert_eq!(told.len(), 15);
    for row in told {
        // The school began with one type; what is there stays.
        let old = row["type"] == "segunda-chamada";
        assert_eq!((&row["installed"], row["published"] == true), (&(!old).into(), !old), "{row}");
        assert!(row.get("error").is_none(), "{row}");
    }
    let types = admin.json(&["type", "list"]);
    let is_live = |row: &Value| row["published"] == 1;
    assert_eq!(types.as_array().expect("a list").iter().filter(|row| is_live(row)).count(), 15);
    // What the types name and the school lacked came along.
    let catalogue = admin.run(&["catalogue", "export"]).out;
    assert!(catalogue.contains("code = \"historico-2a-via\""), "{catalogue}");
    let again = admin.run(&["type", "install", "trancamento", "--lang", "en"]);
    assert_eq!((again.status, again.out.as_str()), (0, "trancamento is here already; it stays as it is.\n"));
    let stranger = admin.run(&["type", "install", "matricula", "--json"]).error(2);
    assert_eq!(stranger["code"], "E_NOT_FOUND", "{stranger}");
    assert!(stranger["message"].as_str().expect("a message").contains("declaracao-matricula"));
}

#[test]
fn a_verdict_groups_the_problems_and_shows_the_way_by_names() {
    let school = School::new();
    let admin = school.login("admin");
    let text = std::fs::read_to_string(flow("segunda-chamada")).expect("a flow");
    let broken = text.replace("can = [\"conclude\", \"return\"]", "can = [\"return\"]");
    let path = admin.home().join("broken.toml");
    std::fs::write(&path, &broken).expect("written");
    let here = admin.run(&["flow", "check", path.to_str().expect("a path"), "--lang", "en"]);
    assert_eq!(here.status, 1, "{here:#?}");
    let way = "      way: Triagem → Análise da coordenação → Agendamento → Lançamento da nota\n";
    assert!(here.out.contains("Lançamento da nota (nota)\n  ✖ V-06 "), "{}", here.out);
    assert!(here.out.contains(way), "{}", here.out);
    // As a draft of the school it gets the same verdict from the engine, which publishing repeats.
    assert_eq!(admin.run(&["type", "import", path.to_str().expect("a path")]).status, 0);
    let there = admin.run(&["flow", "check", "segunda-chamada", "--lang", "en"]);
    assert_eq!(there.status, 1, "the draft is what is judged: {there:#?}");
    assert!(there.out.contains("Lançamento da nota (nota)\n  ✖ V-06 ") && there.out.contains(way), "{}", there.out);
    assert_eq!(admin.run(&["flow", "publish", "segunda-chamada", "--json"]).error(1)["code"], "E_FLOW_UNSOUND");
    let live = admin.json(&["flow", "check", "segunda-chamada", "--version", "1"]);
    assert_eq!(live["sound"], true, "{live}");
}
