//! Past requests of a type against another version of its flow, read only.
//!
//! # Errors
//! [`Failure`] as it says.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::Failure;
use super::db::{Db, value};

/// What a replay found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replay {
    /// Code of the type.
    #[serde(rename = "type")]
    pub type_code: String,
    /// Number of the version.
    pub version: i32,
    /// Its state.
    pub state: String,
    /// Requests replayed.
    pub total: i64,
    /// Those that would have gone the same way.
    pub fits: i64,
    /// Those that would have been asked for something they did not answer.
    pub missing: i64,
    /// Those for which the version has no way on.
    pub stops: i64,
    /// Those that would have been led to another stage.
    pub other: i64,
    /// The ones that do not fit, newest first.
    pub items: Vec<Misfit>,
}

/// A request that does not fit, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Misfit {
    /// Which request.
    pub protocol: String,
    /// `missing stops other`.
    pub verdict: String,
    /// Code of the stage where it happens; none for a parameter of the opening.
    #[serde(default)]
    pub stage: Option<String>,
    /// Reason taken there.
    #[serde(default)]
    pub reason: Option<String>,
    /// Key that is missing: a field, an action, a parameter, or `note`.
    #[serde(default)]
    pub field: Option<String>,
    /// Outcome that the stage does not give.
    #[serde(default)]
    pub outcome: Option<String>,
    /// Other act that the version does not allow there: `opened returned reopened migrated`.
    #[serde(default)]
    pub act: Option<String>,
    /// Stage that the version leads to.
    #[serde(default)]
    pub to: Option<String>,
    /// Stage that it really went to.
    #[serde(default)]
    pub was: Option<String>,
}

/// Replays the requests opened since a day (none: all) on a version (`draft`, `published`, a number). For administrators.
pub async fn replay(db: &Db, code: &str, version: Option<&str>, since: Option<NaiveDate>) -> Result<Replay, Failure> {
    let asked = json!({"type": code, "version": version, "since": since});
    value(sqlx::query_scalar!("select api.replay_flow($1)", asked).fetch_one(&db.pool).await)
}
