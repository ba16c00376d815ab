//! The receipt of a request. Who asks for one has looked a student up: the engine logs it (LG-6).
//!
//! # Errors
//! [`Failure`] as it says.

use super::Failure;
use super::db::{Db, value};
use crate::domain::receipt::Receipt;

/// The facts of a request's receipt.
pub async fn show(db: &Db, protocol: &str) -> Result<Receipt, Failure> {
    value(sqlx::query_scalar!("select api.receipt($1)", protocol).fetch_one(&db.pool).await)
}
