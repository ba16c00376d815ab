//! A school with one type whose versions the test writes, and what the tests ask of it.

use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use crate::support::Scratch;
pub use crate::support::ask;
use crate::walk::invariants;

/// The codes of a refusal.
pub fn codes(refusal: &Value) -> Vec<&str> {
    let problems = refusal["problems"].as_array().unwrap_or_else(|| panic!("not a refusal: {refusal}"));
    problems.iter().map(|problem| problem["code"].as_str().unwrap_or_default()).collect()
}

/// All that a person sees of a request, and all that is kept of it but its history: what undoing must bring back.
const IMAGE: &str = "
select coalesce(jsonb_object_agg(r.protocol, jsonb_build_object('request', to_jsonb(r) - 'version' - 'head',
  'visits', (select jsonb_agg(to_jsonb(v) order by v.no) from app.visit v where v.company = r.company and v.request_id = r.id),
  'answers', (select jsonb_agg(to_jsonb(x) order by x.visit_no, x.field_id) from app.answer x where x.company = r.company and x.request_id = r.id),
  'ticks', (select jsonb_agg(to_jsonb(d) order by d.visit_no, d.action_id) from app.action_done d where d.company = r.company and d.request_id = r.id),
  'parameters', (select jsonb_agg(to_jsonb(y) order by y.parameter_id) from app.parameter_answer y where y.company = r.company and y.request_id = r.id),
  'messages', (select jsonb_agg(to_jsonb(m) order by m.no) from app.message m where m.company = r.company and m.request_id = r.id),
  'files', (select jsonb_agg(to_jsonb(f) order by f.no) from app.attachment f where f.company = r.company and f.request_id = r.id),
  'mail', (select jsonb_agg(to_jsonb(o) order by o.id) from app.outbox o where o.company = r.company and o.request_id = r.id)
)), '{}') from app.request r";

/// The school.
pub struct Ground {
    pub scratch: Scratch,
    pub ana: PgPool,
    pub admin: PgPool,
}

/// A whole document around stages, ways and parameters.
pub fn document(flow: &Value) -> Value {
    json!({"format": 1,
      "type": {"code": "t", "name": "Tipo", "handler": "educational", "valid_from": "2020-01-01", "valid_to": "2099-12-31",
               "channels": ["desk"], "groups": ["secretaria"], "requires_enrolment": false, "requires_active_contract": false},
      "location": [{"code": "l", "branch": 1, "locality": "sede", "description": "Sede"}],
      "stage": flow["stage"], "edge": flow["edge"], "parameter": flow["parameter"],
      "reason": [{"code": "seguir", "name": "Seguir", "kind": "forward"}, {"code": "outra", "name": "Outra", "kind": "forward"}]})
}

impl Ground {
    /// The type published and open, with twenty students, 1001 … 1020.
    pub async fn new(flow: &Value) -> Self {
        let scratch = Scratch::new().await;
        sqlx::raw_sql("insert into academic.student (company, ra, name, email) select 1, (1000 + n)::text, 'Aluno ' || n, 'a' || n || '@escola.example' from generate_series(1, 20) n")
            .execute(&scratch.admin()).await.unwrap();
        let (ana, admin) = (scratch.login("ana"), scratch.login("admin"));
        let ground = Self { scratch, ana, admin };
        ground.publish(flow).await;
        ask(&ground.admin, "select api.activate_type('t', true)", &[]).await.unwrap();
        ground
    }

    /// A new version, published.
    pub async fn publish(&self, flow: &Value) {
        let told = ask(&self.admin, "select api.import_type($1)", &[document(flow)]).await.unwrap();
        ask(&self.admin, "select api.publish_flow('t')", &[]).await.unwrap_or_else(|no| panic!("{no:?}\n{told}"));
    }

    /// A new request with its parameter.
    pub async fn open(&self, ra: &str) -> String {
        self.open_with(ra, &json!({"turma": "T1"})).await
    }

    pub async fn open_with(&self, ra: &str, parameters: &Value) -> String {
        let opening =
            json!({"student": ra, "type": "t", "location": "l", "description": "Peço", "parameters": parameters});
        let r = ask(&self.ana, "select api.open($1)", &[opening]).await.unwrap();
        r["protocol"].as_str().unwrap().to_owned()
    }

    /// The statement that moves one request.
    pub fn step(&self) -> &'static str {
        "select api.migrate_request($1, $2, $3, $4::text::uuid)"
    }

    /// The statement that takes it back.
    pub fn back(&self) -> &'static str {
        "select api.undo_migration($1::text::uuid, $2)"
    }

    pub fn args(&self, protocol: &str, to: i32, plan: &Value, run: Uuid) -> [Value; 4] {
        [json!(protocol), json!(to), plan.clone(), json!(run.to_string())]
    }

    /// What a move that must not happen is told.
    pub async fn refusal(&self, who: &PgPool, protocol: &str, to: i32, plan: &Value) -> Value {
        ask(who, self.step(), &self.args(protocol, to, plan, Uuid::new_v4())).await.expect_err("refused").1
    }

    pub async fn images(&self) -> Value {
        sqlx::query_scalar(IMAGE).fetch_one(&self.scratch.admin()).await.unwrap()
    }

    pub async fn number(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(&self.scratch.admin()).await.unwrap()
    }

    pub async fn real(&self, sql: &'static str, bind: &str) -> f64 {
        sqlx::query_scalar(sql).bind(bind).fetch_one(&self.scratch.admin()).await.unwrap()
    }

    /// Moves the engine's clock on.
    pub async fn shift(&self, by: &'static str) {
        let sql = "update app.clock set mode = 'shifted', shift = coalesce(shift, interval '0') + $1::text::interval returning to_jsonb(mode)";
        ask(&self.scratch.admin(), sql, &[json!(by)]).await.unwrap();
    }

    /// Every invariant and every chain.
    ///
    /// # Errors
    /// What is broken.
    pub async fn check(&self) -> Result<(), String> {
        let mut connection = self.scratch.admin().acquire().await.map_err(|e| e.to_string())?;
        invariants::hold(&mut connection).await?;
        let verified =
            ask(&self.scratch.login("iris"), "select api.verify()", &[]).await.map_err(|no| format!("{no:?}"))?;
        if verified["broken"] == json!([]) { Ok(()) } else { Err(verified.to_string()) }
    }

    pub async fn hold(&self) {
        self.check().await.unwrap_or_else(|broken| panic!("{broken}"));
    }
}
