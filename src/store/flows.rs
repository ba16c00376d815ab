//! The versions of a type's flow, and running requests moved from one to another (Z-1, Z-2, L-14): one function,
//! one round trip, one transaction each. A run over many requests is many steps; it is the caller that goes on.
//!
//! # Errors
//! Every function gives [`Failure::Refused`] with the engine's problems when a rule or a right says no, and the
//! other kinds of [`Failure`] as they say.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::Failure;
use super::db::{Db, value};
use crate::domain::flow::Plan;
use crate::domain::refusal::Lang;
use crate::domain::request::Item;

/// The versions of a type, newest first, with what still runs on each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versions {
    /// Code of the type.
    #[serde(rename = "type")]
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whether it takes new requests.
    pub active: bool,
    /// The versions, the newest first.
    pub versions: Vec<Version>,
    /// What was done to them, the oldest first.
    pub history: Vec<VersionEvent>,
}

/// One version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// Its number, from 1.
    pub number: i32,
    /// `draft published retired`.
    pub state: String,
    /// Login of who wrote it last.
    pub author: String,
    /// What its author or publisher said of it.
    pub note: Option<String>,
    /// When it was written last.
    pub created_at: String,
    /// When it was published.
    pub published_at: Option<String>,
    /// Login of who published it.
    pub published_by: Option<String>,
    /// Open requests on it.
    pub requests: i64,
    /// How many of them are late.
    pub late: i64,
    /// The same by stage, in the flow's order; of a retired version only stages that hold requests.
    pub stages: Vec<StageLoad>,
}

/// Open requests in a stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageLoad {
    /// Code of the stage.
    pub stage: String,
    /// Its name.
    pub name: String,
    /// Open requests in it.
    pub requests: i64,
    /// How many of them are late.
    pub late: i64,
}

/// Something done to a version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionEvent {
    /// When.
    pub at: String,
    /// By whom.
    pub login: String,
    /// `begun published retired dropped`.
    pub what: String,
    /// Number of the version.
    pub number: i32,
    /// The note it carried then.
    pub note: Option<String>,
}

/// What a plan would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Foreseen {
    /// Code of the type.
    #[serde(rename = "type")]
    pub code: String,
    /// The version to move to.
    pub to: i32,
    /// The versions to move from.
    pub from: Vec<i32>,
    /// Every open request of the type, by protocol.
    pub items: Vec<ForeseenItem>,
    /// How many of each verdict.
    pub counts: Counts,
}

/// How many requests move, stay or cannot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[allow(missing_docs, reason = "each is the verdict it counts")]
pub struct Counts {
    pub moves: i64,
    pub stays: i64,
    pub blocked: i64,
}

/// What a plan would do to one request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForeseenItem {
    /// Which request.
    pub protocol: String,
    /// The version it runs on.
    pub from_version: i32,
    /// Code of the stage it is in.
    pub stage: String,
    /// Code of the stage it goes to, when the plan names one.
    pub to_stage: Option<String>,
    /// Its status.
    pub status: String,
    /// `moves stays blocked`.
    pub verdict: String,
    /// Keys of answers that stay behind in the earlier visit.
    pub left: Vec<String>,
    /// Whoever holds it goes on holding it.
    pub kept: bool,
    /// Why, in Portuguese.
    pub why_pt: String,
    /// Why, in English.
    pub why_en: String,
}

/// What became of one request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Which request.
    pub protocol: String,
    /// `moved stays skipped undone`.
    pub verdict: String,
    /// Code of the stage it went to.
    #[serde(default)]
    pub to_stage: Option<String>,
    /// Keys of answers that stayed behind in the earlier visit.
    #[serde(default)]
    pub left: Vec<String>,
    /// Why, in Portuguese.
    pub why_pt: String,
    /// Why, in English.
    pub why_en: String,
    /// The request as it now stands, when it changed.
    #[serde(default)]
    pub request: Option<Item>,
}

macro_rules! why {
    ($($name:ident),+) => {
        $(impl $name {
            /// Why, in one language.
            #[must_use]
            pub fn why(&self, lang: Lang) -> &str {
                match lang {
                    Lang::PtBr => &self.why_pt,
                    Lang::En => &self.why_en,
                }
            }
        })+
    };
}
why!(ForeseenItem, Step);

/// One application of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// Its id.
    pub run: Uuid,
    /// Code of the type.
    #[serde(rename = "type")]
    pub code: String,
    /// The version moved to.
    pub to: i32,
    /// The plan.
    pub plan: Plan,
    /// Login of who began it.
    pub by: String,
    /// Name of who began it.
    pub by_name: String,
    /// When it began.
    pub at: String,
    /// Requests moved by it.
    pub moved: i64,
    /// Of them, taken back.
    pub undone: i64,
    /// Of them, still as the run left them.
    pub undoable: i64,
    /// Its requests, by protocol; only when one run was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub items: Option<Vec<RunItem>>,
}

/// One request of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunItem {
    /// Which request.
    pub protocol: String,
    /// Taken back.
    pub undone: bool,
    /// Still as the run left it.
    pub undoable: bool,
}

/// The versions of a type.
pub async fn versions(db: &Db, code: &str) -> Result<Versions, Failure> {
    value(sqlx::query_scalar!("select api.flow_versions($1)", code).fetch_one(&db.pool).await)
}

/// Drops the draft of a type: `{"type","version","discarded"}`.
pub async fn discard_draft(db: &Db, code: &str) -> Result<Value, Failure> {
    value(sqlx::query_scalar!("select api.discard_draft($1)", code).fetch_one(&db.pool).await)
}

/// Begins a draft with the flow of any version, as `import_type` answers; refused while there is a draft.
pub async fn draft_from(db: &Db, code: &str, number: i32, note: Option<&str>) -> Result<Value, Failure> {
    value(sqlx::query_scalar!("select api.draft_from($1, $2, $3)", code, number, note).fetch_one(&db.pool).await)
}

/// What a plan would do; nothing is written.
pub async fn foresee(db: &Db, code: &str, to: i32, plan: &Plan) -> Result<Foreseen, Failure> {
    value(
        sqlx::query_scalar!("select api.plan_migration($1, $2, $3)", code, to, plan_json(plan))
            .fetch_one(&db.pool)
            .await,
    )
}

/// Moves one request, under a run. The same step again is skipped, so a run broken off is simply done again.
pub async fn step(db: &Db, protocol: &str, to: i32, plan: &Plan, run: Uuid) -> Result<Step, Failure> {
    value(
        sqlx::query_scalar!("select api.migrate_request($1, $2, $3, $4)", protocol, to, plan_json(plan), run)
            .fetch_one(&db.pool)
            .await,
    )
}

/// Takes one request of a run back to where it was, while nothing else happened to it.
pub async fn undo(db: &Db, run: Uuid, protocol: &str) -> Result<Step, Failure> {
    value(sqlx::query_scalar!("select api.undo_migration($1, $2)", run, protocol).fetch_one(&db.pool).await)
}

/// The runs of a type, newest first; of all types without one. With the id of a run only that, with its requests.
pub async fn runs(db: &Db, code: Option<&str>, run: Option<Uuid>) -> Result<Vec<Run>, Failure> {
    value(sqlx::query_scalar!("select api.migration_runs($1, $2)", code, run).fetch_one(&db.pool).await)
}

fn plan_json(plan: &Plan) -> Value {
    serde_json::to_value(plan).unwrap_or_default()
}
