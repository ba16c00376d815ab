//! The people and the small institution that every test database begins with. People are roles, which belong to
//! the cluster: they are made once and no test changes them; a test that changes people makes its own.

use postgres_protocol::password::scram_sha_256;
use sqlx::{AssertSqlSafe, PgConnection};

/// Logins of the fixture with the group role of each; the groups are those of the demo.
pub const PEOPLE: [(&str, &str); 7] = [
    ("ana", "balcao_attendant"),
    ("bruno", "balcao_attendant"),
    ("carla", "balcao_attendant"),
    ("davi", "balcao_attendant"),
    ("sonia", "balcao_supervisor"),
    ("admin", "balcao_admin"),
    ("iris", "balcao_auditor"),
];

/// The password of a person of the fixture.
pub fn password(login: &str) -> String {
    format!("so-para-testes-{login}")
}

/// Makes the institution and its people in the template, and their logins in the cluster.
pub async fn people(owner: &mut PgConnection) {
    sqlx::raw_sql(include_str!("fixture.sql")).execute(&mut *owner).await.expect("the small institution");
    for (login, role) in PEOPLE {
        let verifier = scram_sha_256(password(login).as_bytes());
        let sql = format!("create role {login} login in role {role} password '{verifier}'");
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *owner).await.expect("a login");
    }
}
