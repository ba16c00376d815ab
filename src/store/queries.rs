//! Parameter queries: what they offer at the desk, and how administrators look at, try and approve them. Texts come in
//! with the catalogue.
//!
//! # Errors
//! Every function gives [`Failure`] as it says; a query that could not answer is refused with `E_QUERY_FAILED`, never
//! an empty list.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Failure;
use super::db::{Db, value};

/// One thing to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What is stored.
    #[serde(rename = "value")]
    pub code: String,
    /// What is shown.
    pub label: String,
}

/// For whom, and of what, options are asked at an opening.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Asked {
    /// Student number.
    pub student: String,
    /// Code of the request type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Code of the parameter.
    pub parameter: String,
    /// Academic period, when not the current one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    /// Contract number, when the student has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contract: Option<String>,
    /// Code of the delivery location, when chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
}

/// Faults of the set-up, which administrators want to know (amendment 9): the same as `act.fault_codes`.
pub const FAULTS: [&str; 7] = [
    "E_QUERY_FAILED",
    "E_NO_INSTALLMENT_ROW",
    "E_NO_DUE_DATE_RULE",
    "E_LOCATION_PRICE_MISSING",
    "E_SERVICE_VALUE_MISSING",
    "E_SERVICE_REQUIRED",
    "E_NO_ENTRY_STAGE",
];

/// What a parameter offers this student now; a fault of the query is told to the administrators too.
pub async fn parameter_options(db: &Db, asked: &Asked) -> Result<Vec<Choice>, Failure> {
    let question =
        serde_json::to_value(asked).map_err(|e| Failure::Broken(format!("a question cannot be written: {e}")))?;
    let told = value(sqlx::query_scalar!("select api.parameter_options($1)", question).fetch_one(&db.pool).await);
    if let Err(failure) = &told {
        report_faults(db, failure, &asked.kind).await;
    }
    told
}

/// What a field of the current stage offers; `kind` is the request's type, under which a fault of the query is told to
/// the administrators.
pub async fn field_options(db: &Db, protocol: &str, kind: &str, key: &str) -> Result<Vec<Choice>, Failure> {
    let told = value(sqlx::query_scalar!("select api.field_options($1, $2)", protocol, key).fetch_one(&db.pool).await);
    if let Err(failure) = &told {
        report_faults(db, failure, kind).await;
    }
    told
}

/// Tells the administrators of the faults in a refusal; what cannot be told is not worth a second refusal.
pub(super) async fn report_faults(db: &Db, failure: &Failure, kind: &str) {
    let Some(refusal) = failure.refusal() else { return };
    for code in FAULTS.iter().filter(|code| refusal.problems.iter().any(|problem| problem.code == **code)) {
        let told = sqlx::query_scalar!("select api.report_fault($1, $2)", code, kind).fetch_one(&db.pool).await;
        if let Err(error) = told {
            tracing::warn!(%error, code, kind, "a fault of the set-up could not be reported");
        }
    }
}

/// All queries, with what they cost and who uses them.
pub async fn queries(db: &Db) -> Result<Vec<Value>, Failure> {
    value(sqlx::query_scalar!("select api.queries()").fetch_one(&db.pool).await)
}

/// One query with both its texts.
pub async fn query(db: &Db, code: &str) -> Result<Value, Failure> {
    value(sqlx::query_scalar!("select api.query($1)", code).fetch_one(&db.pool).await)
}

/// Saves one query: code, title, dialect, source, bound, active.
pub async fn save(db: &Db, query: &Value) -> Result<Value, Failure> {
    value(sqlx::query_scalar!("select api.save_query($1)", query).fetch_one(&db.pool).await)
}

/// Approves the text that another administrator saved.
pub async fn approve(db: &Db, code: &str) -> Result<Value, Failure> {
    value(sqlx::query_scalar!("select api.approve_query($1)", code).fetch_one(&db.pool).await)
}

/// Runs a stored query for a sample student: `{"columns","rows","count","cost","ms","binds"}`.
pub async fn test(db: &Db, code: &str, student: &str) -> Result<Value, Failure> {
    let asked = json!({ "code": code, "student": student });
    value(sqlx::query_scalar!("select api.test_query($1)", asked).fetch_one(&db.pool).await)
}
