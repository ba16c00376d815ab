//! What the flow editor asks of the engine: the types with their verdicts, one type with its draft and what it
//! may refer to, and a draft written over the one that was seen.
//!
//! # Errors
//! [`Failure`] as it says; a draft that someone else changed meanwhile is a conflict.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Failure;
use super::db::{Db, value};
use crate::domain::flow::Problem;
use crate::domain::flow::edit::copied;
use crate::domain::flow::file::ReasonKind;
use crate::domain::flow::file::TypeFile;

/// A type in the list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TypeRow {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Open to people.
    pub active: bool,
    /// Number of the published version.
    #[serde(default)]
    pub published: Option<i32>,
    /// Number of the draft.
    #[serde(default)]
    pub draft: Option<i32>,
    /// Login of who wrote the draft.
    #[serde(default)]
    pub author: Option<String>,
    /// Requests under way, of every version.
    #[serde(default)]
    pub open_requests: i64,
    /// Errors of the draft, else of the published version.
    #[serde(default)]
    pub errors: i64,
    /// Warnings of the same.
    #[serde(default)]
    pub warnings: i64,
}

/// Something with a code and a name that a flow may refer to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Named {
    /// Code, or login.
    pub code: String,
    /// Name.
    pub name: String,
}

/// A reason of the catalogue that fits a flow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownReason {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// `forward return deny`.
    pub kind: ReasonKind,
}

/// A service of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct KnownService {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Its value, `50.00`; none when it has none.
    #[serde(default)]
    pub value: Option<String>,
}

/// A locality of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct KnownLocality {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Number of its branch.
    pub branch: i16,
}

/// Requests that stand in a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Load {
    /// Under way.
    pub open: i64,
    /// Of these, past their deadline.
    pub late: i64,
}

/// A type as the editor opens it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Editing {
    /// Code.
    pub code: String,
    /// Name in force.
    pub name: String,
    /// Open to people.
    pub active: bool,
    /// Number of the draft.
    #[serde(default)]
    pub draft: Option<i32>,
    /// Number of the published version.
    #[serde(default)]
    pub published: Option<i32>,
    /// Login of who wrote the draft.
    #[serde(default)]
    pub author: Option<String>,
    /// When it was written.
    #[serde(default)]
    pub at: Option<String>,
    /// What is there to be written over.
    pub stamp: String,
    /// The draft, else the published version, as a document.
    pub document: Value,
    /// The published version.
    #[serde(default)]
    pub base: Option<Value>,
    /// The engine's verdict on the document.
    pub problems: Vec<Problem>,
    /// Running requests by code of their stage.
    pub stages: BTreeMap<String, Load>,
    /// Groups in use.
    pub groups: Vec<Named>,
    /// Reasons that fit a flow.
    pub reasons: Vec<KnownReason>,
    /// Who may be named as attendant.
    pub people: Vec<Named>,
    /// Queries that may feed a choice.
    pub queries: Vec<Named>,
    /// Services that may be charged.
    #[serde(default)]
    pub services: Vec<KnownService>,
    /// Localities in use.
    #[serde(default)]
    pub localities: Vec<KnownLocality>,
    /// Branches, by number.
    #[serde(default)]
    pub branches: Vec<Named>,
}

/// A draft that was written.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Saved {
    /// Code of the type.
    #[serde(rename = "type")]
    pub code: String,
    /// Number of the draft.
    pub version: i32,
    /// What is there now.
    pub stamp: String,
    /// The engine's verdict on it.
    pub problems: Vec<Problem>,
    /// Running requests by code of their stage.
    pub stages: BTreeMap<String, Load>,
}

/// How a type is while it is edited.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Pulse {
    /// Code of the type.
    pub code: String,
    /// What is there to be written over.
    pub stamp: String,
    /// Running requests by code of their stage.
    pub stages: BTreeMap<String, Load>,
}

/// A version that was made live.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Published {
    /// Code of the type.
    #[serde(rename = "type")]
    pub code: String,
    /// Its number.
    pub version: i32,
    /// Warnings that did not stop it.
    pub problems: Vec<Problem>,
}

/// All types, each with the verdict on what would be edited.
pub async fn list(db: &Db) -> Result<Vec<TypeRow>, Failure> {
    value(sqlx::query_scalar!("select api.flow_list()").fetch_one(&db.pool).await)
}

/// One type as the editor opens it.
pub async fn open(db: &Db, code: &str) -> Result<Editing, Failure> {
    value(sqlx::query_scalar!("select api.edit_flow($1)", code).fetch_one(&db.pool).await)
}

/// Writes the draft over the one of this stamp; without a stamp, over whatever is there.
pub async fn save(db: &Db, document: &Value, seen: Option<&str>) -> Result<Saved, Failure> {
    value(sqlx::query_scalar!("select api.save_flow($1, $2)", document, seen).fetch_one(&db.pool).await)
}

/// Makes a type; gives its code. Refused where a type of this code is there already.
pub async fn create(db: &Db, document: &Value) -> Result<String, Failure> {
    // What is seen is nothing: over nothing else may it be written.
    save(db, document, Some("")).await.map(|saved| saved.code)
}

/// Makes a type of another one's draft, else of its published version; gives its code.
pub async fn copy(db: &Db, from: &str, code: &str, name: &str) -> Result<String, Failure> {
    let seen = open(db, from).await?;
    let file = TypeFile::from_doc(&seen.document).map_err(|error| Failure::Broken(error.to_string()))?;
    create(db, &copied(&file, code, name).to_doc()).await
}

/// Makes the draft live; refused while it is unsound, and a conflict when it is not the one of this stamp.
pub async fn publish(db: &Db, code: &str, note: Option<&str>, seen: Option<&str>) -> Result<Published, Failure> {
    value(sqlx::query_scalar!("select api.publish_flow($1, $2, $3)", code, note, seen).fetch_one(&db.pool).await)
}

/// Whether what was seen is still there, and where the running requests stand.
pub async fn pulse(db: &Db, code: &str) -> Result<Pulse, Failure> {
    value(sqlx::query_scalar!("select api.flow_pulse($1)", code).fetch_one(&db.pool).await)
}
