//! What the shipped parameter queries need in a test's database: disciplines, classes in every period, every
//! student sitting in them, and the queries themselves.

use balcao::domain::catalogue::CatalogueFile;
use balcao::domain::query;
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;

use super::Scratch;

/// The sample school's catalogue, which ships the queries.
pub const CATALOGUE: &str = include_str!("../../../assets/demo/catalogue.toml");

const SEATS: &str = "
insert into academic.discipline (company, code, name) values
  (1, 'DIR101', 'Direito Civil I'), (1, 'DIR102', 'Direito Constitucional I'), (1, 'DIR201', 'Direito Penal II');
insert into academic.class (company, period_id, discipline_id, code)
  select 1, p.id, d.id, 'A' from academic.discipline d, academic.period p where d.company = 1 and p.company = 1;
insert into academic.class_enrolment (company, student_id, class_id)
  select 1, s.id, c.id from academic.student s, academic.class c where s.company = 1 and c.company = 1;
";

/// Sits every student in three disciplines and saves the shipped queries, as the administrator.
pub async fn disciplines(scratch: &Scratch) {
    sqlx::raw_sql(AssertSqlSafe(SEATS.to_owned())).execute(&scratch.admin()).await.expect("the disciplines");
    queries(scratch).await;
}

/// Saves the shipped queries alone.
pub async fn queries(scratch: &Scratch) {
    let file = CatalogueFile::parse(CATALOGUE).expect("the shipped catalogue");
    let mut doc = json!({"format": 1, "query": file.to_doc()["query"]});
    assert_eq!(query::bind_document(&mut doc), vec![], "the shipped queries are translated");
    let told: Value = sqlx::query_scalar("select api.import_catalogue($1)")
        .bind(doc)
        .fetch_one(&scratch.login("admin"))
        .await
        .expect("the shipped queries are saved");
    assert!(told["query"].as_u64() >= Some(2), "{told}");
}
