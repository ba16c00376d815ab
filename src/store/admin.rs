//! The administrators' commands and the auditors' questions: types, flows, catalogue, people, clock, verify.
//! Documents travel as JSON in the shape that `domain::flow::file` and `domain::catalogue` describe.
//!
//! # Errors
//! [`Failure`] as it says.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Failure;
use super::db::{Db, value};
use crate::domain::query;
use crate::domain::refusal::{Kind, Problem, Refusal};

/// One row of the history that does not verify.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrokenLink {
    /// Which request.
    pub protocol: String,
    /// Which event.
    pub seq: i32,
    /// `missing forged truncated note missing note forged state differs`.
    pub what: String,
}

/// What `verify` found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    /// Requests checked.
    pub checked: i64,
    /// Where to go on; none = all done.
    #[serde(default)]
    pub next: Option<String>,
    /// What is broken.
    pub broken: Vec<BrokenLink>,
}

/// A person of staff.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// Login.
    pub login: String,
    /// Name.
    pub name: String,
    /// `attendant supervisor admin auditor`.
    pub role: String,
    /// Access profile.
    pub profile: Option<String>,
    /// Locality code.
    pub locality: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// May sign in.
    pub active: bool,
    /// `[{"code","lead"}]`.
    pub groups: Vec<PersonGroup>,
}

/// Membership of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonGroup {
    /// Group code.
    pub code: String,
    /// Leads it.
    pub lead: bool,
}

/// The engine's clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// A training database.
    pub training: bool,
    /// `real shifted frozen`.
    pub mode: String,
    /// The engine's now.
    pub now: String,
    /// The real now.
    pub real: String,
}

/// Writes the draft of a type from its document.
pub async fn import_type(db: &Db, document: &Value, note: Option<&str>) -> Result<Value, Failure> {
    value(sqlx::query_scalar!("select api.import_type($1, $2)", document, note).fetch_one(&db.pool).await)
}

/// A type's document: the published version, else the draft; or `draft`, or a version number.
pub async fn export_type(db: &Db, code: &str, which: Option<&str>) -> Result<Value, Failure> {
    value(sqlx::query_scalar!("select api.export_type($1, $2)", code, which).fetch_one(&db.pool).await)
}

/// A type's document with its state and versions.
pub async fn show_type(db: &Db, code: &str) -> Result<Value, Failure> {
    value(sqlx::query_scalar!("select api.show_type($1)", code).fetch_one(&db.pool).await)
}

/// All types: code, name, active, window, versions, open requests.
pub async fn types(db: &Db) -> Result<Vec<Value>, Failure> {
    value(sqlx::query_scalar!("select api.types()").fetch_one(&db.pool).await)
}

/// The publish check of a version: `{"sound","problems"}`.
pub async fn check_flow(db: &Db, code: &str, which: Option<&str>) -> Result<Value, Failure> {
    value(sqlx::query_scalar!("select api.check_flow($1, $2)", code, which).fetch_one(&db.pool).await)
}

/// Publishes the draft; refused while it is unsound.
pub async fn publish_flow(db: &Db, code: &str, note: Option<&str>) -> Result<Value, Failure> {
    value(sqlx::query_scalar!("select api.publish_flow($1, $2)", code, note).fetch_one(&db.pool).await)
}

/// Opens a type to people, or closes it.
pub async fn activate_type(db: &Db, code: &str, active: bool) -> Result<Value, Failure> {
    value(sqlx::query_scalar!("select api.activate_type($1, $2)", code, active).fetch_one(&db.pool).await)
}

/// Loads a catalogue document; counts by kind. Its queries are translated on the way: what cannot be is told together
/// with what the engine says of the rest.
pub async fn import_catalogue(db: &Db, document: &Value) -> Result<Value, Failure> {
    let mut bound = document.clone();
    let mut problems = query::bind_document(&mut bound);
    let told = value(sqlx::query_scalar!("select api.import_catalogue($1)", bound).fetch_one(&db.pool).await);
    match told {
        Err(Failure::Refused(refusal)) if refusal.kind == Kind::Refused && !problems.is_empty() => {
            // An untranslated query is refused by the engine too, in fewer words.
            let told_better = |said: &Problem| {
                said.code == "E_QUERY" && problems.iter().any(|known| known.args.get("code") == said.args.get("code"))
            };
            let others: Vec<Problem> = refusal.problems.into_iter().filter(|said| !told_better(said)).collect();
            problems.extend(others);
            Err(Failure::Refused(Refusal { kind: Kind::Refused, problems }))
        }
        told => told,
    }
}

/// The catalogue's document.
pub async fn export_catalogue(db: &Db) -> Result<Value, Failure> {
    value(sqlx::query_scalar!("select api.export_catalogue()").fetch_one(&db.pool).await)
}

/// Everybody of staff.
pub async fn people(db: &Db) -> Result<Vec<Person>, Failure> {
    value(sqlx::query_scalar!("select api.people()").fetch_one(&db.pool).await)
}

/// Creates a person and the login role: login, name, role, profile, groups, email, locality, cpf, verifier.
pub async fn create_person(db: &Db, person: &Value) -> Result<Person, Failure> {
    value(sqlx::query_scalar!("select api.create_person($1)", person).fetch_one(&db.pool).await)
}

/// Changes the keys given.
pub async fn set_person(db: &Db, login: &str, person: &Value) -> Result<Person, Failure> {
    value(sqlx::query_scalar!("select api.set_person($1, $2)", login, person).fetch_one(&db.pool).await)
}

/// Lets a person in or out; leaving with open requests needs `to_queue`.
pub async fn enable_person(db: &Db, login: &str, active: bool, to_queue: bool) -> Result<Person, Failure> {
    value(
        sqlx::query_scalar!("select api.enable_person($1, $2, $3)", login, active, to_queue).fetch_one(&db.pool).await,
    )
}

/// Stores a SCRAM verifier computed here; no password travels.
pub async fn set_password(
    db: &Db,
    login: &str,
    verifier: &str,
    valid_until: Option<DateTime<Utc>>,
) -> Result<(), Failure> {
    sqlx::query!("select api.set_password($1, $2, $3)", login, verifier, valid_until).execute(&db.pool).await?;
    Ok(())
}

/// Everybody of the portal.
pub async fn portal_users(db: &Db) -> Result<Vec<Value>, Failure> {
    value(sqlx::query_scalar!("select api.portal_users()").fetch_one(&db.pool).await)
}

/// Creates a portal user: login, name, email, profile, student or guardian_cpf.
pub async fn create_portal_user(db: &Db, user: &Value) -> Result<Value, Failure> {
    value(sqlx::query_scalar!("select api.create_portal_user($1)", user).fetch_one(&db.pool).await)
}

/// Lets a portal user in or out.
pub async fn enable_portal_user(db: &Db, login: &str, active: bool) -> Result<Value, Failure> {
    value(sqlx::query_scalar!("select api.enable_portal_user($1, $2)", login, active).fetch_one(&db.pool).await)
}

/// The engine's clock.
pub async fn clock(db: &Db) -> Result<Clock, Failure> {
    value(sqlx::query_scalar!("select api.clock()").fetch_one(&db.pool).await)
}

/// Sets the clock of a training database, running on or frozen.
pub async fn clock_set(db: &Db, at: DateTime<Utc>, freeze: bool) -> Result<Clock, Failure> {
    value(sqlx::query_scalar!("select api.clock_set($1, $2)", at, freeze).fetch_one(&db.pool).await)
}

/// Back to real time.
pub async fn clock_reset(db: &Db) -> Result<Clock, Failure> {
    value(sqlx::query_scalar!("select api.clock_reset()").fetch_one(&db.pool).await)
}

/// The engine's own check-up: `[{"check","level","pt","en","mend"}]`.
pub async fn doctor(db: &Db) -> Result<Vec<Value>, Failure> {
    value(sqlx::query_scalar!("select api.doctor()").fetch_one(&db.pool).await)
}

/// Recomputes the hash chain of one request, or of a page of all.
pub async fn verify(db: &Db, protocol: Option<&str>, after: Option<&str>, limit: i32) -> Result<Verified, Failure> {
    value(sqlx::query_scalar!("select api.verify($1, $2, $3)", protocol, after, limit).fetch_one(&db.pool).await)
}
