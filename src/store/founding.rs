//! The first administrator of an empty database: afterwards people are made by people. Run by the database's
//! administrator, as `migrate` is; refused as soon as there is anybody.

use chrono::{DateTime, Utc};
use serde_json::Map;
use sqlx::{Connection, PgConnection};

use super::Failure;
use super::migrate::{BORROW, GIVE_BACK};
use crate::domain::refusal::{Kind, Problem, Refusal};

/// Who founds which institution.
#[derive(Debug, Clone)]
pub struct Founder {
    /// Name of the institution, which is company 1.
    pub institution: String,
    /// Login of the first administrator.
    pub login: String,
    /// Verifier of the one-time password (amendment 30).
    pub verifier: String,
    /// Until when that password is good.
    pub valid_until: DateTime<Utc>,
}

/// Founds the institution of a migrated database.
///
/// # Errors
/// [`Failure::Refused`] when there are people already, or the login is not one; nothing is changed then.
pub async fn found(admin: &mut PgConnection, founder: &Founder) -> Result<(), Failure> {
    let mut transaction = admin.begin().await?;
    sqlx::raw_sql(BORROW).execute(&mut *transaction).await?;
    sqlx::raw_sql("set local role balcao_owner; lock table app.person in share row exclusive mode")
        .execute(&mut *transaction)
        .await?;
    let is_founded: bool =
        sqlx::query_scalar("select exists (select from app.person)").fetch_one(&mut *transaction).await?;
    if is_founded {
        return Err(refused(
            "E_FOUNDED",
            "Já há pessoas aqui: peça a um administrador (balcao user add).",
            "There are people here already: ask an administrator (balcao user add).",
        ));
    }
    let is_login: bool = sqlx::query_scalar("select $1 ~ '^[a-z][a-z0-9._]{1,30}$' and $1 !~ '^(balcao_|pg_)'")
        .bind(&founder.login)
        .fetch_one(&mut *transaction)
        .await?;
    if !is_login {
        return Err(refused(
            "E_FILE_VALUE",
            "O login tem de 2 a 31 letras minúsculas, dígitos, pontos ou sublinhados e começa por letra.",
            "A login is 2 to 31 lower case letters, digits, dots or underscores, starting with a letter.",
        ));
    }
    sqlx::query("insert into app.company (id, name) values (1, $1) on conflict (id) do nothing")
        .bind(&founder.institution)
        .execute(&mut *transaction)
        .await?;
    sqlx::query("insert into app.person (company, login, name, role) values (1, $1, $1, 'admin')")
        .bind(&founder.login)
        .execute(&mut *transaction)
        .await?;
    sqlx::query("select sec.make_login($1, 'admin', $2, $3)")
        .bind(&founder.login)
        .bind(&founder.verifier)
        .bind(founder.valid_until)
        .execute(&mut *transaction)
        .await?;
    sqlx::raw_sql("reset role").execute(&mut *transaction).await?;
    sqlx::raw_sql(GIVE_BACK).execute(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(())
}

fn refused(code: &str, pt: &str, en: &str) -> Failure {
    let problem = Problem {
        code: code.to_owned(),
        field: Some("login".to_owned()),
        stage: None,
        args: Map::new(),
        pt: pt.to_owned(),
        en: en.to_owned(),
    };
    Failure::Refused(Refusal { kind: Kind::Refused, problems: vec![problem] })
}
