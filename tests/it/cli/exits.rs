//! The documented exit statuses, each by what really leads to it.

use super::{School, Shell};

/// Arguments, the status they must end with, the code in the error.
type Row<'a> = (&'a str, &'a Shell, Vec<&'a str>, i32, &'a str);

fn check(rows: &[Row]) {
    for (what, shell, args, status, code) in rows {
        let error = shell.run(&[args.as_slice(), &["--json"]].concat()).error(*status);
        assert_eq!(error["code"], *code, "{what}: {error}");
        assert!(error["message"].as_str().is_some_and(|text| !text.is_empty()), "{what}: {error}");
        assert!(error["problems"].is_array(), "{what}: {error}");
    }
}

#[test]
fn every_kind_of_refusal_has_its_status() {
    let school = School::new();
    let [ana, bruno, carla, sonia, iris] = ["ana", "bruno", "carla", "sonia", "iris"].map(|login| school.login(login));
    let mine = school.open("ana", "20230001");
    let queued = school.open("ana", "20230002");
    ana.json(&["request", "take", &mine]);
    check(&[
        ("no such request", &ana, vec!["request", "show", "1999.0000001"], 1, "E_NOT_FOUND"),
        ("wrong status", &ana, vec!["request", "resume", &mine], 1, "E_STATUS"),
        ("unknown field", &ana, vec!["request", "set", &mine, "nao_existe=1"], 1, "E_FIELD_UNKNOWN"),
        ("unfit value", &ana, vec!["request", "set", &mine, "documento_conferido=talvez"], 1, "E_FIELD_INVALID"),
        (
            "no such student",
            &ana,
            vec![
                "request",
                "open",
                "--student",
                "0",
                "--type",
                "segunda-chamada",
                "--location",
                "sede",
                "--param",
                "disciplina=DIR101",
                "--description",
                "x",
            ],
            1,
            "E_STUDENT_UNKNOWN",
        ),
        (
            "parameter missing",
            &ana,
            vec![
                "request",
                "open",
                "--student",
                "20230004",
                "--type",
                "segunda-chamada",
                "--location",
                "sede",
                "--description",
                "x",
            ],
            1,
            "E_PARAM_REQUIRED",
        ),
        (
            "already open",
            &ana,
            vec![
                "request",
                "open",
                "--student",
                "20230001",
                "--type",
                "segunda-chamada",
                "--location",
                "sede",
                "--param",
                "disciplina=DIR101",
                "--description",
                "x",
            ],
            1,
            "E_DUPLICATE",
        ),
        ("queue empty", &carla, vec!["request", "next", "--group", "coordenacao"], 1, "E_QUEUE_EMPTY"),
        ("taken by another", &bruno, vec!["request", "take", &mine], 4, "E_TAKEN"),
        ("stale version", &bruno, vec!["request", "take", &queued, "--if-version", "9"], 4, "E_STALE"),
        ("nothing to take back", &bruno, vec!["request", "undo", &queued], 4, "E_UNDO_GONE"),
        ("not a member", &carla, vec!["request", "take", &queued], 5, "E_NOT_MEMBER"),
        ("not the assignee", &bruno, vec!["request", "set", &mine, "documento_conferido=true"], 5, "E_NOT_ASSIGNEE"),
        ("an auditor does not act", &iris, vec!["request", "take", &queued], 5, "E_FORBIDDEN"),
    ]);
    check(&[
        ("only an administrator publishes", &sonia, vec!["flow", "publish", "segunda-chamada"], 5, "E_FORBIDDEN"),
        (
            "only an administrator makes people",
            &ana,
            vec!["user", "add", "novo", "--name", "Novo", "--role", "attendant"],
            5,
            "E_FORBIDDEN",
        ),
        ("only an administrator sets the clock", &ana, vec!["clock", "set", "2030-01-01"], 5, "E_FORBIDDEN"),
    ]);
}

#[test]
fn what_cannot_be_used_ends_with_2() {
    let nobody = Shell::nobody();
    check(&[
        ("unknown command", &nobody, vec!["fly"], 2, "E_USAGE"),
        ("missing argument", &nobody, vec!["request", "show"], 2, "E_USAGE"),
        ("no KEY=VALUE", &nobody, vec!["request", "set", "2026.0000001", "nota"], 2, "E_USAGE"),
        ("no UUID", &nobody, vec!["request", "take", "2026.0000001", "--op", "1"], 2, "E_USAGE"),
        ("no date", &nobody, vec!["request", "wait", "2026.0000001", "--until", "amanhã"], 2, "E_USAGE"),
        ("no file", &nobody, vec!["flow", "check", "./nowhere.toml"], 2, "E_FILE"),
        ("no terminal for the desk", &nobody, vec![], 2, "E_USAGE"),
    ]);
}

#[test]
fn a_database_out_of_reach_ends_with_3() {
    let closed = Shell::of("postgres://ana@127.0.0.1:1/balcao".to_owned());
    let nonsense = Shell::of("mysql://ana@127.0.0.1/balcao".to_owned());
    let nobody = Shell::nobody();
    check(&[
        ("nobody listens", &closed, vec!["request", "list"], 3, "E_UNREACHABLE"),
        ("not an address", &nonsense, vec!["request", "list"], 3, "E_UNREACHABLE"),
        ("no address at all", &nobody, vec!["request", "list"], 3, "E_UNREACHABLE"),
    ]);
}

#[test]
fn a_wrong_password_ends_with_3_and_is_not_repeated() {
    let school = School::new();
    let url = school.scratch().url("ana");
    let (head, tail) = url.split_once("ana:").expect("a login");
    let at = tail.find('@').expect("a host");
    let wrong = Shell::of(format!("{head}ana:segredo-errado{}", &tail[at..]));
    let answer = wrong.run(&["request", "list", "--json"]);
    assert_eq!(answer.error(3)["code"], "E_UNREACHABLE");
    assert!(!answer.err.contains("segredo-errado"), "{answer:#?}");
}

#[test]
fn help_and_version_end_with_0_on_standard_output() {
    let nobody = Shell::nobody();
    for args in [&["--help"][..], &["--version"], &["request", "--help"], &["help", "request"]] {
        let answer = nobody.run(args);
        assert_eq!((answer.status, answer.err.as_str()), (0, ""), "{args:?}");
        assert!(answer.out.contains("balcao"), "{args:?}");
    }
}

#[test]
fn what_is_not_there_yet_is_not_offered() {
    let nobody = Shell::nobody();
    for args in [&["report"][..], &["portal"], &["tutor"], &["keys"]] {
        let error = nobody.run(&[args, &["--json"]].concat()).error(2);
        assert!(error["message"].as_str().is_some_and(|text| text.contains("unrecognized subcommand")), "{error}");
    }
}
