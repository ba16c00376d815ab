//! The whole life of one make-up exam by the command line, as a program would drive it.

use serde_json::Value;

use super::School;

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}

#[test]
fn a_make_up_exam_lives_from_opening_to_conclusion_by_commands() {
    let school = School::new();
    let (ana, carla) = (school.login("ana"), school.login("carla"));

    let preview = ana.json(&[
        "request",
        "preview",
        "--student",
        "20230001",
        "--type",
        "segunda-chamada",
        "--location",
        "sede",
        "--param",
        "disciplina=DIR101",
        "--description",
        "Faltei por doença.",
    ]);
    assert_eq!(preview["allowed"], true, "{preview}");
    let opened = ana.json(&[
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
        "Faltei por doença.",
    ]);
    let protocol = text(&opened["protocol"]).to_owned();
    assert_eq!((text(&opened["stage"]), text(&opened["status"])), ("triagem", "queued"));
    assert_eq!((text(&opened["charge"]["status"]), text(&opened["charge"]["amount"])), ("charged", "50.00"));
    assert_eq!(opened["parameters"]["disciplina"]["label"], "Direito Civil I");
    assert_eq!(opened["location"]["code"], "sede");

    let taken = ana.json(&["request", "next", "--group", "secretaria"]);
    assert_eq!((text(&taken["protocol"]), text(&taken["status"])), (protocol.as_str(), "in_progress"));

    // F-7: the refusal names the field and its stage, exit status 1.
    let refused = ana.run(&["request", "forward", &protocol, "--reason", "documentacao-completa", "--json"]).error(1);
    assert_eq!(refused["code"], "E_FIELD_REQUIRED");
    assert_eq!(refused["problems"][0]["field"], "documento_conferido");
    assert_eq!(refused["problems"][0]["stage"], "triagem");
    assert!(text(&refused["problems"][0]["message"]).len() > 5, "{refused}");
    assert!(refused["problems"][0].get("pt").is_none(), "one language, that of --lang: {refused}");

    let forwarded =
        ana.json(&["request", "forward", &protocol, "--reason", "documentacao-completa", "documento_conferido=true"]);
    assert_eq!((text(&forwarded["stage"]), text(&forwarded["status"])), ("analise", "queued"));

    carla.json(&["request", "take", &protocol]);
    carla.json(&["request", "set", &protocol, "parecer=De acordo com o pedido."]);
    carla.json(&["request", "forward", &protocol, "--reason", "deferido"]);

    ana.json(&["request", "take", &protocol]);
    let waiting = ana.json(&["request", "wait", &protocol, "--note", "Confirme o horário, por favor."]);
    assert_eq!(text(&waiting["status"]), "waiting");
    ana.json(&["request", "resume", &protocol]);
    ana.json(&["request", "forward", &protocol, "--reason", "prova-agendada", "data_prova=2027-02-01", "sala=12B"]);

    carla.json(&["request", "take", &protocol]);
    let refused = carla
        .run(&["request", "conclude", &protocol, "--outcome", "granted", "--note", "Nota lançada.", "--json"])
        .error(1);
    assert_eq!(refused["problems"][0]["field"], "nota", "{refused}");
    let concluded =
        carla.json(&["request", "conclude", &protocol, "--outcome", "granted", "--note", "Nota lançada.", "nota=8.5"]);
    assert_eq!((text(&concluded["status"]), text(&concluded["outcome"])), ("concluded", "granted"));
    assert_eq!(concluded["fields"]["nota"].to_string().trim_matches('"'), "8.5");

    let shown = school.login("iris").json(&["request", "show", &protocol]);
    let kinds: Vec<&str> = shown["history"].as_array().expect("a history").iter().map(|e| text(&e["kind"])).collect();
    assert_eq!(kinds.first(), Some(&"opened"));
    assert_eq!(kinds.last(), Some(&"concluded"));
    assert_eq!(shown["version"].as_u64().expect("a version") as usize, kinds.len());
    let verified = school.login("iris").json(&["verify", &protocol]);
    assert_eq!(verified, serde_json::json!({"checked": 1, "broken": []}));
}

#[test]
fn o15_a_repeated_act_happens_once_and_says_so() {
    let school = School::new();
    let ana = school.login("ana");
    let protocol = school.open("ana", "20230001");
    let op = "0197a0c2-5d0e-4c55-9f2e-0d5d9a6b7f10";
    let first = ana.json(&["request", "take", &protocol, "--op", op]);
    assert!(first.get("replayed").is_none(), "{first}");
    let again = ana.json(&["request", "take", &protocol, "--op", op]);
    assert_eq!((&again["replayed"], &again["version"]), (&Value::Bool(true), &first["version"]));
    let reused = ana.run(&["request", "release", &protocol, "--op", op, "--json"]).error(4);
    assert_eq!(reused["code"], "E_OP_REUSED");
}

#[test]
fn z9_an_act_is_taken_back_and_a_batch_too() {
    let school = School::new();
    let ana = school.login("ana");
    let (one, two) = (school.open("ana", "20230001"), school.open("ana", "20230002"));
    ana.json(&["request", "take", &one]);
    let undone = ana.json(&["request", "undo", &one]);
    assert_eq!(undone["status"], "queued");
    let batch = "0197a0c2-5d0e-4c55-9f2e-0d5d9a6b7f11";
    let taken = ana.json(&["request", "take", &one, &two, "--op", batch]);
    assert!(taken.as_array().expect("results").iter().all(|result| result["ok"] == true), "{taken}");
    assert_eq!(taken[0]["request"]["assignee"], "ana");
    let undone = ana.json(&["request", "undo", "--batch", batch]);
    assert_eq!(undone[1]["request"]["status"], "queued", "{undone}");
}

#[test]
fn a_batch_that_is_refused_in_part_ends_with_1_and_says_which() {
    let school = School::new();
    let (ana, bruno) = (school.login("ana"), school.login("bruno"));
    let (one, two) = (school.open("ana", "20230001"), school.open("ana", "20230002"));
    bruno.json(&["request", "take", &one]);
    let answer = ana.run(&["request", "take", &one, &two, "--json"]);
    assert_eq!(answer.status, 1, "{answer:#?}");
    let results: Value = serde_json::from_str(&answer.out).expect("JSON");
    assert_eq!((&results[0]["ok"], &results[1]["ok"]), (&Value::Bool(false), &Value::Bool(true)));
    assert_eq!(results[0]["error"]["code"], "E_TAKEN");
}

#[test]
fn every_verb_of_a_request_is_a_command() {
    let school = School::new();
    let [ana, bruno, carla, sonia] = ["ana", "bruno", "carla", "sonia"].map(|login| school.login(login));
    let protocol = school.open("ana", "20230001");
    let act = |shell: &super::Shell, args: &[&str]| -> Value {
        let (verb, rest) = args.split_first().expect("a verb");
        shell.json(&[&["request", verb, &protocol], rest].concat())
    };
    let last = |request: &Value| request["history"].as_array().and_then(|all| all.last()).cloned().expect("an event");

    let request = act(&sonia, &["priority", "1", "--note", "Formatura na sexta."]);
    assert_eq!((&request["priority"], &last(&request)["kind"]), (&1.into(), &"priority".into()));
    assert_eq!(act(&sonia, &["assign", "--to", "bruno", "--note", "Férias da ana."])["assignee"], "bruno");
    let request = act(&bruno, &["release", "--note", "Fui almoçar."]);
    assert_eq!((&request["status"], &last(&request)["note"]), (&"queued".into(), &"Fui almoçar.".into()));
    assert_eq!(act(&ana, &["take"])["assignee"], "ana");
    let request = act(&ana, &["message", "--note", "Recebemos o seu pedido."]);
    assert_eq!(request["messages"][0]["internal"], false, "{request}");
    let request = act(&ana, &["message", "--internal", "--note", "Ligar para o polo."]);
    assert_eq!(request["messages"][1]["internal"], true, "{request}");
    let request = act(&ana, &["wait", "--note", "Traga o atestado.", "--until", "2040-01-31 14:00"]);
    assert_eq!(request["waiting_until"], "2040-01-31T14:00:00-03:00", "by the branch's wall clock");
    assert_eq!(act(&ana, &["resume", "--note", "Trouxe."])["status"], "in_progress");
    act(&ana, &["forward", "--reason", "documentacao-completa", "documento_conferido=true"]);
    act(&carla, &["take"]);
    assert_eq!(act(&carla, &["return", "--note", "Falta a data."])["stage"], "triagem");
    if act(&ana, &["show"])["status"] == "queued" {
        act(&ana, &["take"]);
    }
    assert_eq!(act(&ana, &["cancel", "--note", "Pedido em duplicidade."])["status"], "cancelled");
    let request = act(&sonia, &["reopen", "--note", "Não era."]);
    assert_eq!(last(&request)["kind"], "reopened", "{request}");
    assert_eq!(sonia.json(&["verify"])["broken"], serde_json::json!([]));
}
