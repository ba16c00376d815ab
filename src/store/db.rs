//! The open database of one person, and how an answer of the engine becomes a value.

use serde::de::DeserializeOwned;
use serde_json::Value;
use sqlx::PgPool;
use uuid::Uuid;

use super::Failure;

/// The database as one person sees it. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Db {
    pub(crate) pool: PgPool,
}

impl From<PgPool> for Db {
    fn from(pool: PgPool) -> Self {
        Self { pool }
    }
}

impl Db {
    /// Closes every connection, after the statements under way.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// How an act is done: under which operation id, and on which version of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct How {
    /// Idempotency: a repeat of the same id answers with the request as it is now (O-15).
    pub op: Option<Uuid>,
    /// The version that the person saw; a newer one is a conflict (I-7).
    pub if_version: Option<i32>,
}

impl How {
    /// A fresh operation, on whatever version the request has.
    #[must_use]
    pub fn fresh() -> Self {
        Self { op: Some(Uuid::new_v4()), if_version: None }
    }
}

/// The engine's JSON as a value of ours; a shape that cannot be is a defect, told with its place.
pub(crate) fn value<T: DeserializeOwned>(answer: Result<Option<Value>, sqlx::Error>) -> Result<T, Failure> {
    let json = answer?.unwrap_or(Value::Null);
    serde_json::from_value(json).map_err(|e| Failure::Broken(format!("the engine's answer has another shape: {e}")))
}
