//! People, passwords, students, the clock, migrations and the doctor by the command line.

use balcao::store::founding::{self, Founder};
use serde_json::Value;

use super::{School, Shell};
use crate::support::{Scratch, base, run};

/// The address of a login with a password, in the same database.
fn url_with(school: &School, login: &str, password: &str) -> String {
    let url = school.scratch().url("ana");
    let (_, tail) = url.split_once("ana:").expect("a login");
    let host = tail.split_once('@').expect("a host").1;
    format!("postgres://{login}:{password}@{host}")
}

#[test]
fn amendment_30_an_invited_person_comes_in_and_changes_the_password() {
    let school = School::new();
    let admin = school.login("admin");
    let login = base::unique("novato");
    let made = admin.json(&[
        "user",
        "add",
        &login,
        "--name",
        "Novato da Silva",
        "--role",
        "attendant",
        "--profile",
        "balcao",
        "--group",
        "secretaria",
        "--invite",
    ]);
    assert_eq!((&made["login"], &made["role"]), (&login.as_str().into(), &"attendant".into()), "{made}");
    let password = made["one_time_password"].as_str().expect("a password").to_owned();
    let invited = Shell::of(url_with(&school, &login, &password));
    assert_eq!(invited.run(&["request", "list", "--json"]).status, 0);
    let short = invited.run_with(&["passwd", "--password-stdin", "--json"], "curta\n").error(2);
    assert_eq!(short["code"], "E_USAGE");
    let changed = invited.run_with(&["passwd", "--password-stdin"], "uma senha bem comprida\n");
    assert_eq!(changed.status, 0, "{changed:#?}");
    assert_eq!(invited.run(&["request", "list", "--json"]).status, 3, "the one-time password is gone");
    let own = Shell::of(url_with(&school, &login, "uma%20senha%20bem%20comprida"));
    assert_eq!(own.run(&["request", "list", "--json"]).status, 0);

    let people = admin.json(&["user", "list"]);
    let listed = people.as_array().expect("people").iter().find(|person| person["login"] == login.as_str());
    assert_eq!(listed.expect("listed")["groups"], serde_json::json!([{"code": "secretaria", "lead": false}]));
    assert_eq!(admin.json(&["user", "disable", &login])["active"], false);
    assert_ne!(own.run(&["request", "list", "--json"]).status, 0, "a person who is out does not come in");
    assert_eq!(admin.json(&["user", "enable", &login])["active"], true);
    assert_eq!(own.run(&["request", "list", "--json"]).status, 0);
}

#[test]
fn lg6_a_student_is_found_without_accents_and_the_cpf_is_masked() {
    let school = School::new();
    let ana = school.login("ana");
    let found = ana.json(&["student", "find", "joao"]);
    assert_eq!(found[0]["ra"], "20230002", "{found}");
    let protocol = school.open("ana", "20230001");
    let card = ana.json(&["student", "card", "20230001"]);
    assert_eq!(card["requests"][0]["protocol"], protocol.as_str(), "{card}");
    assert!(!card.to_string().contains("52998224725"), "{card}");
    let page = ana.run(&["student", "card", "20230001"]);
    assert!(page.out.contains(&protocol) && page.out.contains("Maria Aparecida"), "{page:#?}");
}

#[test]
fn portal_users_are_made_listed_and_closed() {
    let school = School::new();
    let admin = school.login("admin");
    let made = admin.json(&[
        "portal-user",
        "add",
        "maria@escola.example",
        "--name",
        "Maria Aparecida",
        "--profile",
        "balcao",
        "--student",
        "20230001",
    ]);
    assert_eq!(made["login"], "maria@escola.example", "{made}");
    let closed = admin.json(&["portal-user", "disable", "maria@escola.example"]);
    assert_eq!(closed["active"], false, "{closed}");
    assert_eq!(admin.json(&["portal-user", "list"])[0]["active"], false);
}

#[test]
fn amendment_18_the_clock_of_a_training_database_is_set_frozen_and_reset() {
    let school = School::new();
    let admin = school.login("admin");
    assert_eq!(admin.json(&["clock", "show"])["mode"], "real");
    let set = admin.json(&["clock", "set", "2030-03-10 12:04", "--freeze"]);
    assert_eq!(set["mode"], "frozen", "{set}");
    assert!(set["now"].as_str().is_some_and(|now| now.starts_with("2030-03-10T12:04:00")), "{set}");
    assert_eq!(admin.json(&["clock", "reset"])["mode"], "real");
}

#[test]
fn migrate_check_tells_whether_program_and_database_fit() {
    let school = School::new();
    let fits = school.login("ana").json(&["migrate", "--check"]);
    assert_eq!((&fits["fits"], &fits["state"]), (&Value::Bool(true), &"fits".into()), "{fits}");
}

#[test]
fn the_doctor_says_one_line_for_each_check_and_how_to_mend_it() {
    let school = School::new();
    let told = school.login("admin").with("TERM", "xterm-256color").run(&["doctor", "--json"]);
    let checks: Vec<Value> = serde_json::from_str(&told.out).unwrap_or_else(|error| panic!("{error}: {told:#?}"));
    for check in &checks {
        assert!(matches!(check["level"].as_str(), Some("ok" | "warning" | "failure")), "{check}");
        assert!(check["level"] == "ok" || check["mend"].is_string(), "says how to mend: {check}");
    }
    let level = |name: &str| checks.iter().find(|check| check["check"] == name).map(|check| check["level"].clone());
    for name in ["database", "schema", "clock", "people", "terminal", "locale"] {
        assert_eq!(level(name), Some("ok".into()), "{name}: {checks:#?}");
    }
    let lost = Shell::of("postgres://ana@127.0.0.1:1/x".to_owned()).run(&["doctor", "--json"]);
    assert_eq!(lost.status, 1, "{lost:#?}");
}

#[test]
fn an_empty_database_is_founded_once_and_only_by_its_administrator() {
    let (scratch, url) = run(async {
        let scratch = Scratch::empty().await;
        let mut owner = base::owner(scratch.name()).await;
        balcao::store::migrate::migrate(&mut owner).await.expect("a schema");
        let url = scratch.url("ana");
        (scratch, url)
    });
    let login = base::unique("rita");
    let founder = |login: &str| Founder {
        institution: "Faculdade Sede".to_owned(),
        login: login.to_owned(),
        verifier: postgres_protocol::password::scram_sha_256(b"uma senha bem comprida"),
        valid_until: "2099-01-01T00:00:00Z".parse().expect("a time"),
    };
    let found = |login: &str| {
        run(async {
            let mut owner = base::owner(scratch.name()).await;
            founding::found(&mut owner, &founder(login)).await
        })
    };
    assert_eq!(found("Rita!").expect_err("not a login").exit_code(), 1);
    found(&login).expect("founded");
    assert_eq!(found("outra").expect_err("once only").code(), "E_FOUNDED");
    let (_, tail) = url.split_once('@').expect("a host");
    let rita = Shell::of(format!("postgres://{login}:uma%20senha%20bem%20comprida@{tail}"));
    let catalogue = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/demo/catalogue.toml");
    let loaded = rita.run(&["catalogue", "import", catalogue]);
    assert_eq!(loaded.status, 0, "{loaded:#?}");
    assert_eq!(rita.json(&["user", "list"])[0]["role"], "admin");
}
