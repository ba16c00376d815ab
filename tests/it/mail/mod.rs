//! Mail leaves the outbox: once however many carry it, again when a carrier dies, with its faults told, and never out of
//! a training database. The carrier is the real binary, the mail server one of the test's own.

mod server;

use std::collections::BTreeMap;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use sqlx::AssertSqlSafe;

use self::server::MailServer;
use crate::cli::{School, Shell};
use crate::support::{base, run, until};

/// Long for a carrier, short for a person who waits for a failing test.
const LIMIT: Duration = Duration::from_secs(60);

/// A school that is no exercise.
fn live() -> School {
    let school = School::new();
    sql(&school, "update app.clock set training = false");
    school
}

/// A person who carries mail to this server.
fn carrier(school: &School, login: &str, server: &MailServer) -> Shell {
    let shell = school.login(login);
    configure(&shell, server);
    shell
}

fn configure(shell: &Shell, server: &MailServer) {
    let folder = shell.home().join(".config/balcao");
    std::fs::create_dir_all(&folder).unwrap();
    let text = format!("[mail]\nserver = \"{}\"\nfrom = \"secretaria@escola.example\"\n", server.url());
    std::fs::write(folder.join("config.toml"), text).unwrap();
}

/// The carrier left running, until the test ends however it ends.
struct Running(Child);

impl Running {
    fn kill(&mut self) {
        // One that has ended needs no killing.
        let _ = self.0.kill();
        self.0.wait().expect("it ends");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.kill();
    }
}

fn carrying(shell: &Shell, url: &str) -> Running {
    let child = Command::new(env!("CARGO_BIN_EXE_balcao"))
        .args(["mail", "run", "--database-url", url])
        .env_clear()
        .env("HOME", shell.home())
        .env("PATH", "/usr/bin:/bin")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    Running(child)
}

fn sql(school: &School, sql: &str) {
    let done = run(sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&school.scratch().admin()));
    done.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

fn value(school: &School, sql: &str) -> Value {
    let sql = format!("select to_jsonb(x) from ({sql}) as t(x)");
    let asked = sqlx::query_scalar::<_, Option<Value>>(AssertSqlSafe(sql.clone()));
    run(asked.fetch_one(&school.scratch().admin())).unwrap_or_else(|error| panic!("{sql}: {error}")).unwrap_or_default()
}

/// One request, whose mail goes to these addresses.
fn waiting_for(school: &School, addresses: &[String]) -> String {
    let protocol = school.open("ana", "20230001");
    let list = addresses.join("','");
    sql(
        school,
        &format!(
            "insert into app.outbox (company, request_id, seq, kind, to_address, payload)
             select company, id, 1, 'reopened', a, jsonb_build_object('protocol', protocol, 'student', 'Maria', 'stage', 'Triagem')
               from app.request, unnest(array['{list}']) a"
        ),
    );
    protocol
}

fn states(rows: &Value) -> BTreeMap<String, String> {
    let told = |row: &Value, key: &str| row[key].as_str().unwrap().to_owned();
    rows.as_array().unwrap().iter().map(|row| (told(row, "to"), told(row, "state"))).collect()
}

#[test]
fn o16_the_mail_of_an_opening_reaches_the_student_with_its_words_and_only_once() {
    let (school, server) = (live(), MailServer::start());
    sql(&school, "update app.settings set doc = doc || '{\"send_opening_email\": true}'");
    sql(
        &school,
        "update app.request_type set email_from_name = 'Coordenação', email_from_addr = 'coord@escola.example'",
    );
    let protocol = school.open("ana", "20230001");
    let admin = carrier(&school, "admin", &server);
    assert_eq!(admin.json(&["mail", "run", "--once"]), json!({"sent": 1, "again": 0, "failed": 0}));
    assert_eq!(admin.json(&["mail", "run", "--once"]), json!({"sent": 0, "again": 0, "failed": 0}));
    let taken = server.taken();
    let [mail] = taken.as_slice() else { panic!("one mail: {taken:#?}") };
    assert_eq!(mail.to, "aluno1@escola.example");
    for part in
        ["<coord@escola.example>", "Auto-Submitted: auto-generated", protocol.as_str(), "To: aluno1@escola.example"]
    {
        assert!(mail.raw.contains(part), "{part}: {}", mail.raw);
    }
    assert!(mail.number.ends_with("@escola.example>"), "{}", mail.number);
    assert!(!mail.raw.contains("52998224725"), "N-3: no CPF");
    let listed = school.login("sonia").json(&["mail", "list"]);
    assert_eq!(
        (&listed[0]["state"], &listed[0]["protocol"], &listed[0]["kind"]),
        (&json!("sent"), &json!(protocol), &json!("opened"))
    );
}

#[test]
fn a_mail_goes_once_however_many_carry_it() {
    let (school, server) = (live(), MailServer::start());
    let addresses: Vec<String> = (0..120).map(|n| format!("a{n}@escola.example")).collect();
    waiting_for(&school, &addresses);
    // A worker's login beside two runs of the administrator.
    let login = base::unique("correio");
    sql(&school, &format!("create role {login} login in role balcao_worker password 'so-para-testes-{login}'"));
    let shells =
        [carrier(&school, "admin", &server), carrier(&school, "admin", &server), carrier(&school, &login, &server)];
    let sent: Vec<u64> = std::thread::scope(|scope| {
        let runs: Vec<_> = shells.iter().map(|s| scope.spawn(|| s.json(&["mail", "run", "--once"]))).collect();
        runs.into_iter().map(|r| r.join().unwrap()["sent"].as_u64().unwrap()).collect()
    });
    assert_eq!(sent.iter().sum::<u64>(), 120, "{sent:?}");
    assert!(sent.iter().filter(|n| **n > 0).count() > 1, "more than one carried: {sent:?}");
    let mut numbers: Vec<String> = server.taken().into_iter().map(|m| m.number).collect();
    let all = numbers.len();
    numbers.sort();
    numbers.dedup();
    assert_eq!((all, numbers.len()), (120, 120));
    sql(&school, &format!("drop role {login}"));
}

#[test]
fn x34_a_fault_is_told_and_a_person_sends_it_again_to_the_address_of_now() {
    let (school, server) = (live(), MailServer::start());
    let named = |name: &str| format!("{name}@escola.example");
    waiting_for(&school, &[named("cheia"), named("ninguem"), named("boa"), "nem é endereço".to_owned()]);
    let admin = carrier(&school, "admin", &server);
    assert_eq!(admin.json(&["mail", "run", "--once"]), json!({"sent": 1, "again": 1, "failed": 2}));
    let rows = admin.json(&["mail", "list"]);
    let want = [("boa", "sent"), ("cheia", "waiting"), ("ninguem", "failed")];
    for (name, state) in want {
        assert_eq!(states(&rows)[&named(name)], state);
    }
    assert_eq!(states(&rows)["nem é endereço"], "failed");
    let fault = |name: &str| {
        let row = rows.as_array().unwrap().iter().find(|r| r["to"] == named(name)).unwrap();
        row["last_error"].as_str().unwrap().to_owned()
    };
    assert!(fault("cheia").contains("caixa cheia"), "{}", fault("cheia"));
    assert!(fault("ninguem").contains("não há esta caixa"), "{}", fault("ninguem"));
    let later =
        value(&school, "select not_before > now() + interval '100 s' from app.outbox where to_address like 'cheia%'");
    assert_eq!(later, json!(true));
    assert!(school.login("admin").run(&["doctor"]).out.contains("balcao mail list"), "the doctor tells");
    // The student's address is mended; the failed ones go there.
    let again = admin.json(&["mail", "retry", "--failed"]);
    assert_eq!(again.as_array().unwrap().len(), 2);
    sql(
        &school,
        "delete from app.outbox where to_address = 'aluno1@escola.example' and id = (select max(id) from app.outbox)",
    );
    assert_eq!(admin.json(&["mail", "run", "--once"])["sent"], 1);
    assert_eq!(server.taken().last().unwrap().to, "aluno1@escola.example");
    let sent = rows.as_array().unwrap().iter().find(|r| r["state"] == "sent").unwrap()["id"].to_string();
    assert_eq!(admin.run(&["mail", "retry", &sent, "--json"]).error(1)["code"], "E_MAIL_RETRY");
}

#[test]
fn a_mail_server_that_is_away_costs_no_mail_a_try() {
    let school = live();
    waiting_for(&school, &["a@escola.example".to_owned()]);
    let admin = school.login("admin");
    let lacking = admin.run(&["mail", "run", "--once", "--json"]).error(2);
    assert!(lacking["message"].as_str().unwrap().contains("config.toml"), "{lacking}");
    let gone = MailServer::start();
    configure(&admin, &gone);
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let folder = admin.home().join(".config/balcao/config.toml");
    std::fs::write(&folder, format!("[mail]\nserver = \"smtp://127.0.0.1:{free}\"\nfrom = \"s@escola.example\"\n"))
        .unwrap();
    let told = admin.run(&["mail", "run", "--once", "--json"]).error(1);
    assert_eq!(told["code"], "E_MAIL_SERVER");
    assert_eq!(value(&school, "select tries || coalesce(claimed_at::text, '') from app.outbox"), json!("0"));
}

#[test]
fn a_mail_whose_carrier_died_goes_out_again_under_the_same_number() {
    let (school, server) = (live(), MailServer::start());
    waiting_for(&school, &["muda@escola.example".to_owned()]);
    let admin = carrier(&school, "admin", &server);
    let mut child = carrying(&admin, &school.scratch().url("admin"));
    until("the server has the mail", LIMIT, || server.taken().len() == 1);
    child.kill();
    assert_eq!(school.login("sonia").json(&["mail", "list"])[0]["state"], "sending", "nobody knows whether it left");
    assert_eq!(admin.json(&["mail", "run", "--once"])["sent"], 0, "a claim is not taken away");
    sql(
        &school,
        "update app.outbox set claimed_at = claimed_at - interval '11 min', to_address = 'fala@escola.example'",
    );
    assert_eq!(admin.json(&["mail", "run", "--once"])["sent"], 1);
    let numbers: Vec<String> = server.taken().into_iter().map(|m| m.number).collect();
    assert_eq!((numbers.len(), &numbers[0]), (2, &numbers[1]), "a mailbox sees one mail");
}

#[test]
fn z9_mail_that_somebody_carries_bars_the_undo() {
    let school = live();
    let protocol = school.open("ana", "20230001");
    let ana = school.login("ana");
    assert_eq!(ana.run(&["request", "take", &protocol]).status, 0);
    assert_eq!(ana.run(&["request", "wait", &protocol, "--note", "Traga o atestado"]).status, 0);
    sql(&school, "update app.outbox set claimed_at = now() where kind = 'waiting'");
    assert_eq!(ana.run(&["request", "undo", &protocol, "--json"]).error(4)["code"], "E_UNDO_GONE");
    sql(&school, "update app.outbox set claimed_at = null");
    assert_eq!(ana.run(&["request", "undo", &protocol]).status, 0, "a fault gives it back");
}

#[test]
fn a_training_database_sends_nothing_to_people() {
    let (school, server) = (live(), MailServer::start());
    let protocol = waiting_for(&school, &["a@escola.example".to_owned()]);
    sql(&school, "update app.clock set training = true");
    let admin = carrier(&school, "admin", &server);
    assert_eq!(admin.run(&["mail", "run", "--once", "--json"]).error(1)["code"], "E_MAIL_TRAINING");
    let folder = admin.home().join("cartas");
    assert_eq!(admin.json(&["mail", "run", "--once", "--folder", folder.to_str().unwrap()])["sent"], 1);
    let kept: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    let [letter] = kept.as_slice() else { panic!("one letter: {kept:?}") };
    assert!(std::fs::read_to_string(letter).unwrap().contains(&protocol));
    assert_eq!(server.taken(), []);
}

#[test]
fn mail_is_carried_by_administrators_and_looked_at_by_supervisors() {
    let school = live();
    waiting_for(&school, &["a@escola.example".to_owned()]);
    let folder = school.login("ana").home().join("cartas");
    let run_it = ["mail", "run", "--once", "--folder", folder.to_str().unwrap()];
    for (login, runs, lists, retries) in [("ana", 5, 5, 5), ("sonia", 5, 0, 0), ("iris", 5, 0, 5), ("admin", 0, 0, 1)] {
        let shell = school.login(login);
        assert_eq!(shell.run(&run_it).status, runs, "{login} carries");
        assert_eq!(shell.run(&["mail", "list", "--json"]).status, lists, "{login} looks");
        assert_eq!(shell.run(&["mail", "retry", "1", "--json"]).status, retries, "{login} sends again");
    }
    // What is a week late is no news: it stays, and says so.
    sql(&school, "update app.outbox set sent_at = null, not_before = now() - interval '8 days'");
    let admin = school.login("admin");
    assert_eq!(admin.json(&["mail", "list", "--state", "expired"]).as_array().unwrap().len(), 1);
    assert_eq!(admin.json(&run_it)["sent"], 0);
    assert_eq!(admin.json(&["mail", "retry", "--failed"]).as_array().unwrap().len(), 1);
    assert_eq!(admin.json(&run_it)["sent"], 1);
}
