//! The sample school by commands: what `demo --no-ui` prints, what needs no address afterwards, how it stops.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Shell;
use crate::support::home::Home;

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

#[test]
fn the_demo_prints_how_everyone_connects_and_is_there_without_an_address() {
    let home = Home::new();
    let shell = Shell::nobody().with("XDG_DATA_HOME", home.path().to_str().expect("a path"));
    let told = shell.json(&["demo", "--no-ui", "--students", "20", "--requests", "20", "--quiet"]);
    assert_eq!(keys(&told), BTreeSet::from(["socket", "port", "database", "period", "people"]));
    let people = told["people"].as_array().expect("people");
    let logins: BTreeSet<&str> = people.iter().filter_map(|person| person["login"].as_str()).collect();
    assert_eq!(logins, BTreeSet::from(["ana", "bruno", "carla", "davi", "sonia", "admin", "iris"]));
    for person in people {
        assert_eq!(keys(person), BTreeSet::from(["login", "role", "groups", "url"]));
        let url = person["url"].as_str().expect("an address").to_owned();
        assert_eq!(Shell::of(url).run(&["request", "list", "--json"]).status, 0, "{person}");
    }
    let list = shell.json(&["request", "list", "estado:na-fila,em-atendimento,aguardando,concluida,cancelada"]);
    assert_eq!(list["total"], 20, "{list}");
    let stranger = shell.run(&["demo", "--no-ui", "--as", "ninguem"]);
    assert_eq!(stranger.status, 0, "--as is for the desk: {stranger:#?}");

    assert_eq!(shell.json(&["demo", "stop"]), json!({"stopped": true}));
    assert_eq!(shell.json(&["demo", "stop"]), json!({"stopped": false}));
    // On demand, for as long as one command needs it.
    assert_eq!(shell.json(&["verify"]), json!({"checked": 20, "broken": []}));
    assert_eq!(shell.json(&["demo", "stop"]), json!({"stopped": false}));
}
