//! The ground of the sample school: the company, its catalogue, its people, its request types. Everything that has a
//! command of the engine goes through it, as the administrator would.

use chrono::{DateTime, Days, TimeDelta, Utc};
use serde_json::{Value, json};
use sqlx::PgConnection;
use sqlx::types::Json;

use super::Seed;
use super::words::Words;
use crate::domain::catalogue::CatalogueFile;
use crate::domain::flow::{SHIPPED, TypeFile};
use crate::domain::query;
use crate::store::failure::Failure;

/// A person of the sample school.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Person {
    /// Login name.
    pub login: &'static str,
    /// Full name.
    pub name: &'static str,
    /// `attendant supervisor admin auditor`.
    pub role: &'static str,
    /// Groups, `:lead` for those led.
    pub groups: &'static [&'static str],
    /// Where the person sits.
    pub locality: &'static str,
}

const fn person(
    login: &'static str,
    name: &'static str,
    role: &'static str,
    groups: &'static [&'static str],
    locality: &'static str,
) -> Person {
    Person { login, name, role, groups, locality }
}

/// The people of the sample school; `admin` comes first, because the others are made by that hand.
pub const PEOPLE: [Person; 7] = [
    person("admin", "Administração", "admin", &[], "sede"),
    person("ana", "Ana Lima", "attendant", &["secretaria"], "sede"),
    person("bruno", "Bruno Reis", "attendant", &["secretaria", "biblioteca"], "sede"),
    person("carla", "Carla Dias", "attendant", &["coordenacao", "professores"], "norte"),
    person("davi", "Davi Melo", "attendant", &["financeiro"], "sede"),
    person(
        "sonia",
        "Sônia Prado",
        "supervisor",
        &["secretaria:lead", "coordenacao:lead", "financeiro:lead", "biblioteca:lead", "professores:lead"],
        "sede",
    ),
    person("iris", "Íris Nunes", "auditor", &[], "sede"),
];

const CATALOGUE: &str = include_str!("../../../assets/demo/catalogue.toml");

/// How long before the first request the flows were published.
const PUBLISHED_BEFORE: TimeDelta = TimeDelta::days(30);

/// The administrator, for commands called by the owner.
const ADMIN: &str = "(select row(p.company, p.id, p.login, p.name, p.role, p.profile_id)::sec.actor from app.person p where p.company = 1 and p.login = 'admin')";

/// From the day on which flows were published to that of the newest request.
pub(super) fn lead_time(seed: &Seed) -> Days {
    Days::new(seed.spread() + PUBLISHED_BEFORE.num_days().unsigned_abs())
}

/// Lays the ground.
pub(super) async fn ground(
    db: &mut PgConnection,
    words: &Words,
    seed: &Seed,
    until: DateTime<Utc>,
) -> Result<(), Failure> {
    // While the ground is laid the clock stands where the school began, so that flows are older than their requests.
    let days = i64::try_from(seed.spread()).unwrap_or_default();
    let began = until - TimeDelta::days(days) - PUBLISHED_BEFORE;
    sqlx::query("update app.clock set training = true, mode = 'frozen', frozen_at = $1")
        .bind(began)
        .execute(&mut *db)
        .await?;
    sqlx::query("insert into app.company (id, name) values (1, $1)").bind(&words.company).execute(&mut *db).await?;
    let [admin, others @ ..] = &PEOPLE;
    sqlx::query("insert into app.person (company, login, name, role) values (1, $1, $2, 'admin')")
        .bind(admin.login)
        .bind(admin.name)
        .execute(&mut *db)
        .await?;
    sqlx::query("select sec.make_login($1, 'admin', $2, null)")
        .bind(admin.login)
        .bind(seed.verifiers.get(admin.login))
        .execute(&mut *db)
        .await?;
    let catalogue = CatalogueFile::parse(CATALOGUE)
        .map_err(|error| Failure::Broken(format!("assets/demo/catalogue.toml: {error}")))?;
    let mut catalogue = catalogue.to_doc();
    if let Some(problem) = query::bind_document(&mut catalogue).first() {
        return Err(Failure::Broken(format!("assets/demo/catalogue.toml: {}", problem.en)));
    }
    call(db, "act.import_catalogue", catalogue).await?;
    for person in others {
        let profile = matches!(person.role, "attendant" | "supervisor").then_some("balcao");
        let doc = json!({
            "login": person.login, "name": person.name, "role": person.role, "profile": profile, "groups": person.groups,
            "email": format!("{}@aurora.example", person.login), "locality": person.locality, "verifier": seed.verifiers.get(person.login),
        });
        call(db, "act.create_person", doc).await?;
    }
    call(db, "act.set_person", json!({ "locality": admin.locality })).await?;
    let today = super::local_day(db, until).await?;
    super::pupils::lay_periods(db, today - lead_time(seed), today).await?;
    for (code, text) in SHIPPED {
        let flow =
            TypeFile::parse(text).map_err(|error| Failure::Broken(format!("assets/flows/{code}.toml: {error}")))?;
        call(db, "act.import_type", flow.to_doc()).await?;
        call(db, "act.publish_flow", json!(code)).await?;
        call(db, "act.activate_type", json!(code)).await?;
    }
    sqlx::query(
        "update app.clock set mode = case when $1::timestamptz is null then 'real' else 'frozen' end, frozen_at = $1",
    )
    .bind(seed.until)
    .execute(&mut *db)
    .await?;
    Ok(())
}

/// Calls a command of the engine as the administrator.
async fn call(db: &mut PgConnection, command: &str, argument: Value) -> Result<(), Failure> {
    let arguments = match command {
        "act.import_type" => "$1, null",
        "act.publish_flow" => "$1 #>> '{}', 'Versão inicial'",
        "act.activate_type" => "$1 #>> '{}', true",
        "act.set_person" => "'admin', $1",
        _ => "$1",
    };
    let sql = format!("select {command}({ADMIN}, {arguments})");
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(Json(argument)).execute(db).await?;
    Ok(())
}
