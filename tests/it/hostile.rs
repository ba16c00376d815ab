//! Parameter queries by people who mean harm (database §7): every text goes through the real save path – translated
//! by the program, and sent past it by raw SQL – and through the real run path. Nothing is written, nothing foreign is
//! read, nothing runs without end.

mod limits;
mod options;
mod texts;

use balcao::domain::catalogue::Dialect;
use balcao::domain::query::translate;
use serde_json::{Value, json};
use sqlx::PgPool;
use sqlx::postgres::PgDatabaseError;

use crate::support::disciplines::disciplines;
use crate::support::{Scratch, run};

/// The answer of a statement with one document, or SQLSTATE and the problems' codes and English words.
async fn ask(pool: &PgPool, sql: &'static str, doc: Value) -> Result<Value, (String, Vec<(String, String)>)> {
    match sqlx::query_scalar::<_, Option<Value>>(sql).bind(doc).fetch_one(pool).await {
        Ok(answer) => Ok(answer.unwrap_or(Value::Null)),
        Err(sqlx::Error::Database(error)) => {
            let error = error.downcast_ref::<PgDatabaseError>();
            let detail: Value = error.detail().and_then(|said| serde_json::from_str(said).ok()).unwrap_or(Value::Null);
            let text = |problem: &Value, key: &str| problem[key].as_str().unwrap_or_default().to_owned();
            let all = detail["problems"].as_array().cloned().unwrap_or_default();
            let problems = all.iter().map(|problem| (text(problem, "code"), text(problem, "en"))).collect();
            Err((error.code().to_owned(), problems))
        }
        Err(error) => panic!("{sql}: {error}"),
    }
}

/// Two students, three disciplines, the shipped queries; a second company with a student and a discipline of its own.
async fn school() -> Scratch {
    let scratch = Scratch::new().await;
    sqlx::raw_sql(
        "insert into academic.student (company, ra, name) values (1, '1001', 'Maria'), (1, '1002', 'Davi');
         insert into academic.enrolment (company, student_id, period_id, course, branch, enrolled_on)
           select 1, s.id, p.id, 'Direito', 1, p.starts from academic.student s, academic.period p where current_date between p.starts and p.ends;
         insert into app.company (id, name) values (2, 'Outra');
         insert into academic.period (company, code, name, starts, ends) values (2, 'x', 'x', current_date - 9, current_date + 9);
         insert into academic.student (company, ra, name) values (2, '2001', 'Segredo Alheio');
         insert into academic.discipline (company, code, name) values (2, 'SEG001', 'Disciplina Alheia');
         insert into academic.class (company, period_id, discipline_id, code)
           select 2, p.id, d.id, 'A' from academic.period p, academic.discipline d where p.company = 2 and d.company = 2;
         insert into academic.class_enrolment (company, student_id, class_id)
           select 2, s.id, c.id from academic.student s, academic.class c where s.company = 2 and c.company = 2",
    )
    .execute(&scratch.admin())
    .await
    .unwrap();
    disciplines(&scratch).await;
    scratch
}

fn saved(bound: &str) -> Value {
    json!({"code": "hostil", "title": "Hostil", "dialect": "postgres", "source": "x", "bound": bound})
}
