//! One charged type and one student with an active contract on 10 March 2026, where the vectors of the domain begin.

use balcao::domain::flow::TypeFile;
use serde_json::{Value, json};
use sqlx::postgres::PgDatabaseError;
use sqlx::{AssertSqlSafe, PgPool};

use crate::support::Scratch;

/// The type, in its first version.
pub const FLOW: &str = r#"
format = 1

[type]
code = "taxa"
name = "Pedido com taxa"
handler = "educational"
valid_from = 2026-01-01
valid_to = 2027-12-31
channels = ["desk"]
audience = ["student"]
groups = ["secretaria"]

[type.charge]
service = "taxa"
insert_extra_service = true
use_location_price = true
validate_debts = true

[[location]]
code = "sede"
branch = 1
locality = "sede"
description = "Secretaria – Sede"
prices = [{ amount = "50.00", from = 2026-01-01 }]

[[location]]
code = "norte"
branch = 2
locality = "norte"
description = "Polo Norte"
prices = [{ amount = "0.00", from = 2026-01-01 }]

[[stage]]
code = "unica"
name = "Única"
default = true
entry = true
activate_task = true
can = ["conclude", "cancel"]
outcomes = ["done"]
"#;

/// A school under a frozen clock.
pub struct School {
    pub scratch: Scratch,
}

impl School {
    pub async fn new() -> Self {
        let school = Self { scratch: Scratch::new().await };
        school
            .run(
                "delete from app.installment_rule; delete from academic.period;
                 insert into academic.period (company, code, name, starts, ends) values (1, '2026/1', '1º de 2026', '2026-01-01', '2026-06-30');
                 insert into app.holiday (company, calendar_id, day) select 1, id, d::date from app.calendar, unnest(array['2026-04-03', '2026-04-21', '2026-05-01']) d;
                 insert into app.service (company, code, name, value, document_type) values (1, 'taxa', 'Taxa', 20, 'BOLETO');
                 insert into app.installment_rule (company, period_code, request_until, installment, due_date) values
                   (1, '2026/1', '2026-03-20', 3, null), (1, '2026/1', '2026-04-20', 4, null), (1, '2026/1', '2026-05-20', 5, '2026-06-08');
                 update app.settings set doc = '{\"auto_due_date\": {\"days\": 5}, \"non_business_day\": \"keep\"}';
                 insert into academic.student (company, ra, name, email) values (1, 'R1', 'Rita Um', 'rita@escola.example'), (1, 'R2', 'Rui Dois', null);
                 insert into academic.enrolment (company, student_id, period_id, course, branch, enrolled_on)
                   select 1, s.id, p.id, 'Direito', 1, p.starts from academic.student s, academic.period p;
                 insert into academic.contract (company, student_id, period_id, course, number, signed_on)
                   select 1, s.id, p.id, 'Direito', 'C' || s.ra, p.starts from academic.student s, academic.period p;
                 update app.clock set mode = 'frozen', frozen_at = '2026-03-10 12:00-03'",
            )
            .await;
        let admin = school.scratch.login("admin");
        let document = TypeFile::parse(FLOW).unwrap().to_doc();
        ask(&admin, "select api.import_type($1)", &[document]).await.unwrap();
        ask(&admin, "select api.publish_flow('taxa')", &[]).await.unwrap();
        ask(&admin, "select api.activate_type('taxa', true)", &[]).await.unwrap();
        school
    }

    /// Statements of the superuser, for changing the school behind the commands.
    pub async fn run(&self, sql: &str) {
        let done = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&self.scratch.admin()).await;
        done.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    /// One value, asked by the superuser.
    pub async fn value(&self, sql: &str) -> Value {
        let sql = format!("select to_jsonb(x) from ({sql}) as t(x)");
        sqlx::query_scalar::<_, Option<Value>>(AssertSqlSafe(sql.clone()))
            .fetch_one(&self.scratch.admin())
            .await
            .unwrap_or_else(|error| panic!("{sql}: {error}"))
            .unwrap_or_default()
    }

    /// Requests, installments of requests, ledger entries.
    pub async fn counts(&self) -> [i64; 3] {
        let mut all = [0; 3];
        for (n, table) in ["app.request", "academic.contract_installment", "academic.ledger_entry"].iter().enumerate() {
            all[n] = self.value(&format!("select count(*) from {table}")).await.as_i64().unwrap();
        }
        all
    }

    /// A person's call of the engine.
    pub async fn call(&self, login: &str, sql: &'static str, binds: &[Value]) -> Result<Value, (String, Vec<String>)> {
        ask(&self.scratch.login(login), sql, binds).await
    }

    /// Opens as ana; the request.
    pub async fn open(&self, document: Value) -> Result<Value, (String, Vec<String>)> {
        self.call("ana", "select api.open($1)", &[document]).await
    }

    /// Codes of a preview's problems.
    pub async fn problems(&self, document: Value) -> Vec<String> {
        let preview = self.call("ana", "select api.preview($1)", &[document]).await.unwrap();
        preview["problems"].as_array().unwrap().iter().map(|p| p["code"].as_str().unwrap().to_owned()).collect()
    }
}

/// What Rita asks for at a location.
pub fn asked(location: &str) -> Value {
    json!({"student": "R1", "type": "taxa", "location": location})
}

/// The answer of a statement, or SQLSTATE and codes of a refusal.
pub async fn ask(pool: &PgPool, sql: &'static str, binds: &[Value]) -> Result<Value, (String, Vec<String>)> {
    let mut query = sqlx::query_scalar::<_, Option<Value>>(sql);
    for b in binds {
        query = match b {
            Value::String(s) => query.bind(s.clone()),
            other => query.bind(other.clone()),
        };
    }
    match query.fetch_one(pool).await {
        Ok(v) => Ok(v.unwrap_or(Value::Null)),
        Err(sqlx::Error::Database(e)) => {
            let e = e.downcast_ref::<PgDatabaseError>();
            let detail: Value = e.detail().and_then(|d| serde_json::from_str(d).ok()).unwrap_or_default();
            let codes = detail["problems"].as_array().cloned().unwrap_or_default();
            Err((e.code().to_owned(), codes.iter().map(|p| p["code"].as_str().unwrap().to_owned()).collect()))
        }
        Err(e) => panic!("{sql}: {e}"),
    }
}
