//! Each counterexample, replayed on the real engine, ends stuck. A mutant of the library is forced past the guard
//! that refuses it (by the superuser, in a transaction that is rolled back), a request is opened at the head of the
//! told way and walked along it by the people whose work it is, each logged in as themselves; at its end nothing
//! that they can do brings it on.
//!
//! What "stuck" means here: V-06 – the holder has no reason, may not conclude, may not cancel; V-07 – wherever the
//! reasons lead from there, concluding is refused in every stage; V-21 – the gate asks for the field and the
//! student cannot be asked; V-24 – nobody can take it. Sending back (L-06) is possible where the stage allows it,
//! and leads where the request came from; who leads the group can always cancel.

use std::collections::BTreeSet;
use std::future::Future;
use std::pin::Pin;

use balcao::domain::flow::{Level, Problem, TypeFile};
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use super::mutants::{library, mutants};
use super::{MEMBERS, is_full, school};
use crate::support::{base, run};

const STUDENT: &str = "
  insert into academic.student (company, ra, name, cpf) values (1, '1', 'Aluno', '00000000191');
  insert into academic.enrolment (company, student_id, period_id, course, branch, enrolled_on)
    select 1, s.id, p.id, 'Direito', 1, p.starts from academic.student s, academic.period p where current_date between p.starts and p.ends;
  insert into academic.contract (company, student_id, period_id, course, number, signed_on)
    select 1, s.id, p.id, 'Direito', 'C1', p.starts from academic.student s, academic.period p where current_date between p.starts and p.ends";

/// Past the guard: what publishing would do, had it been allowed.
const FORCE: &str = "
  set local session_replication_role = replica;
  select act.apply_staged(company, type_id, staged) from app.flow_version where state = 'draft';
  update app.flow_version set state = 'published', published_at = now(), staged = null where state = 'draft';
  update app.request_type set active = true;
  set local session_replication_role = origin";

/// Everybody of the school at one connection, each as themselves.
struct Desk {
    connection: PgConnection,
    savepoints: usize,
}

impl Desk {
    /// Statements of the superuser.
    async fn behind(&mut self, sql: &str) {
        let done = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut self.connection).await;
        done.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    /// A command as a person; a refusal leaves everything as it was and gives the codes of its problems.
    async fn ask(&mut self, login: &str, sql: &str, argument: &Value) -> Result<Value, Vec<String>> {
        self.behind(&format!("savepoint ask; set local session authorization {login}")).await;
        let statement = AssertSqlSafe(format!("with q as (select $1::jsonb as j) {sql}"));
        let answer = sqlx::query_scalar::<_, Value>(statement).bind(argument).fetch_one(&mut self.connection).await;
        match answer {
            Ok(answer) => {
                self.behind("set local session authorization default; release savepoint ask").await;
                Ok(answer)
            }
            Err(error) => {
                self.behind(
                    "rollback to savepoint ask; release savepoint ask; set local session authorization default",
                )
                .await;
                let told = error.as_database_error().unwrap_or_else(|| panic!("{error}"));
                assert!(told.code().unwrap().starts_with("BL"), "{login}: {sql}: {error}");
                let detail = told.downcast_ref::<sqlx::postgres::PgDatabaseError>().detail().unwrap().to_owned();
                let detail: Value = serde_json::from_str(&detail).unwrap();
                let problems = detail["problems"].as_array().unwrap();
                Err(problems.iter().map(|problem| problem["code"].as_str().unwrap().to_owned()).collect())
            }
        }
    }

    async fn show(&mut self, protocol: &str) -> Value {
        self.ask("iris", "select api.show(j ->> 0) from q", &json!([protocol])).await.unwrap()
    }

    /// Who holds the request, after whoever can has taken it; none when nobody can.
    async fn hold(&mut self, protocol: &str) -> Option<String> {
        let shown = self.show(protocol).await;
        if let Some(login) = shown["assignee"].as_str() {
            return Some(login.to_owned());
        }
        let everybody: BTreeSet<&str> = MEMBERS.iter().map(|(login, _)| *login).collect();
        for login in everybody {
            if self.ask(login, "select api.take(j ->> 0) from q", &json!([protocol])).await.is_ok() {
                return Some(login.to_owned());
            }
        }
        None
    }

    /// Fills in and ticks off everything but one field.
    async fn fill(&mut self, holder: &str, protocol: &str, but: Option<&str>) {
        let shown = self.show(protocol).await;
        let mut values = serde_json::Map::new();
        for field in shown["form"].as_array().unwrap().iter().filter(|field| field["key"].as_str() != but) {
            values.insert(field["key"].as_str().unwrap().to_owned(), value_for(field));
        }
        for action in shown["actions"].as_array().unwrap() {
            values.insert(action["key"].as_str().unwrap().to_owned(), json!(true));
        }
        let set = "select api.set_fields(j ->> 0, j -> 1) from q";
        self.ask(holder, set, &json!([protocol, values])).await.unwrap_or_else(|codes| panic!("{codes:?}: {values:?}"));
    }

    async fn forward(&mut self, holder: &str, protocol: &str, reason: &str) -> Result<Value, Vec<String>> {
        self.ask(holder, "select api.forward(j ->> 0, j ->> 1, 'segue') from q", &json!([protocol, reason])).await
    }

    async fn conclude(&mut self, holder: &str, protocol: &str, outcome: &str) -> Result<Value, Vec<String>> {
        self.ask(holder, "select api.conclude(j ->> 0, j ->> 1, 'feito') from q", &json!([protocol, outcome])).await
    }

    /// From where the request stands, along every reason, concluding is refused; the stages seen are remembered.
    fn nowhere_concluded<'a>(
        &'a mut self,
        protocol: &'a str,
        seen: &'a mut BTreeSet<String>,
    ) -> Pin<Box<dyn Future<Output = ()> + 'a>> {
        Box::pin(async move {
            let stage = self.show(protocol).await["stage"].as_str().unwrap().to_owned();
            if !seen.insert(stage.clone()) {
                return;
            }
            let Some(holder) = self.hold(protocol).await else { return };
            self.fill(&holder, protocol, None).await;
            for outcome in ["granted", "denied", "done"] {
                let refused = self.conclude(&holder, protocol, outcome).await;
                assert!(refused.is_err(), "concluded in {stage}");
            }
            let reasons = self.show(protocol).await["reasons"].as_array().unwrap().clone();
            for reason in reasons.iter().filter(|reason| reason["enabled"] == true) {
                self.savepoints += 1;
                let here = format!("way_{}", self.savepoints);
                self.behind(&format!("savepoint {here}")).await;
                if self.forward(&holder, protocol, reason["code"].as_str().unwrap()).await.is_ok() {
                    self.nowhere_concluded(protocol, seen).await;
                }
                self.behind(&format!("rollback to savepoint {here}; release savepoint {here}")).await;
            }
        })
    }
}

/// A value that a field of the form takes.
fn value_for(field: &Value) -> Value {
    match field["type"].as_str().unwrap() {
        "bool" => json!(true),
        "integer" | "decimal" => field["min"].as_str().map_or(json!("1"), |min| json!(min)),
        "date" => json!("2026-12-01"),
        "choice" => json!(field["choices"][0].as_str().unwrap().split('|').next()),
        "file" => json!({"name": "a.txt", "content": "YQ=="}),
        _ => json!("texto"),
    }
}

/// Opens a request at the head of the way and walks it to its end; gives the protocol.
async fn walk(desk: &mut Desk, file: &TypeFile, path: &[String]) -> String {
    let parameters: serde_json::Map<String, Value> = file
        .parameters
        .iter()
        .map(|row| {
            (row.code.clone(), value_for(&json!({"type": row.kind.word(), "choices": row.choices, "min": row.min.as_ref().map(ToString::to_string)})))
        })
        .collect();
    let opening = json!([{"student": "1", "type": file.head.code, "location": "sede", "description": "Quero",
        "entry": path[0], "parameters": parameters}]);
    let opened = desk.ask("ana", "select api.open(j -> 0) from q", &opening).await;
    let opened = opened.unwrap_or_else(|codes| panic!("{codes:?}\n{}", file.to_text()));
    let protocol = opened["protocol"].as_str().unwrap().to_owned();
    for step in path.windows(2) {
        let holder = desk.hold(&protocol).await.unwrap_or_else(|| panic!("nobody at {}", step[0]));
        desk.fill(&holder, &protocol, None).await;
        let edge = file.edges.iter().find(|edge| edge.active && edge.from == step[0] && edge.to == step[1]).unwrap();
        let forwarded = desk.forward(&holder, &protocol, &edge.reason).await;
        assert_eq!(forwarded.unwrap_or_else(|codes| panic!("{codes:?}"))["stage"], step[1].as_str());
    }
    protocol
}

/// Shows that the request stands as the problem says.
async fn is_stuck(desk: &mut Desk, protocol: &str, problem: &Problem) {
    if problem.check == "V-24" {
        assert_eq!(desk.hold(protocol).await, None, "somebody takes it");
        return;
    }
    if problem.check == "V-07" {
        desk.nowhere_concluded(protocol, &mut BTreeSet::new()).await;
        return;
    }
    let holder = desk.hold(protocol).await.expect("somebody works it");
    if problem.check == "V-21" {
        let key = problem.field.as_deref().unwrap();
        desk.fill(&holder, protocol, Some(key)).await;
        let refused = match &problem.reason {
            Some(reason) => desk.forward(&holder, protocol, reason).await,
            None => desk.conclude(&holder, protocol, "done").await,
        };
        assert!(refused.unwrap_err().iter().any(|code| code == "E_FIELD_REQUIRED"));
        let asked = desk.ask(&holder, "select api.wait(j ->> 0, 'Falta isto') from q", &json!([protocol])).await;
        assert_eq!(asked.unwrap_err(), ["E_STAGE_FORBIDS"], "the student can be asked");
        return;
    }
    desk.fill(&holder, protocol, None).await;
    assert_eq!(desk.show(protocol).await["reasons"], json!([]));
    for outcome in ["granted", "denied", "done"] {
        assert!(desk.conclude(&holder, protocol, outcome).await.is_err());
    }
    let cancelled = desk.ask(&holder, "select api.cancel(j ->> 0, 'chega') from q", &json!([protocol])).await;
    assert_eq!(cancelled.unwrap_err(), ["E_STAGE_FORBIDS"]);
}

#[test]
fn each_counterexample_replayed_on_the_real_engine_ends_stuck() {
    const SHOWN: [&str; 4] = ["V-06", "V-07", "V-21", "V-24"];
    let step = if is_full() { 1 } else { 16 };
    run(async {
        let (scratch, _admin) = school().await;
        let mut desk = Desk { connection: base::owner(scratch.name()).await, savepoints: 0 };
        desk.behind(STUDENT).await;
        let mut shown = [0; SHOWN.len()];
        let all: Vec<TypeFile> = library()
            .iter()
            .flat_map(|file| mutants(file).map(|(_, mutant)| mutant).collect::<Vec<_>>())
            .step_by(step)
            .collect();
        for mut file in all {
            file.head.attachment_required = false;
            desk.behind("begin").await;
            let told = desk.ask("admin", "select api.import_type(j) from q", &file.to_doc()).await;
            let problems: Vec<Problem> = match &told {
                Ok(told) => serde_json::from_value(told["problems"].clone()).unwrap(),
                Err(_) => Vec::new(),
            };
            let errors: Vec<&Problem> = problems.iter().filter(|problem| problem.level == Level::Error).collect();
            // Without one default stage nothing is opened at all; an edge that may not be there (V-10) is gone by all the
            // same once the guard is forced.
            if !errors.iter().any(|problem| ["V-03", "V-10"].contains(&problem.check.as_str())) {
                desk.behind(FORCE).await;
                for (place, check) in SHOWN.iter().enumerate() {
                    let Some(problem) = errors.iter().find(|problem| problem.check == *check) else { continue };
                    // A way through a stage that nobody works shows that stage's problem only.
                    let lost = |code: &String| {
                        errors.iter().any(|other| other.check == "V-24" && other.stage.as_ref() == Some(code))
                    };
                    if problem.path.iter().rev().skip(1).any(lost)
                        || (*check != "V-24" && lost(problem.path.last().unwrap()))
                    {
                        continue;
                    }
                    desk.behind("savepoint request").await;
                    let protocol = walk(&mut desk, &file, &problem.path).await;
                    is_stuck(&mut desk, &protocol, problem).await;
                    desk.behind("rollback to savepoint request").await;
                    shown[place] += 1;
                }
            }
            desk.behind("rollback").await;
        }
        desk.connection.close().await.unwrap();
        println!("counterexamples that ended stuck on the engine: {:?}", SHOWN.iter().zip(shown).collect::<Vec<_>>());
        assert!(shown.iter().all(|count| *count > 0), "{shown:?}");
    });
}
