//! The charge of a request: shown, waived, cancelled, charged again. Who may, and when, is the engine's (domain §12.3).
//!
//! # Errors
//! [`Failure`] as it says; a refusal names every unmet condition.

use super::db::{Db, value};
use super::{Failure, How};
use crate::domain::charge::ChargeStory;
use crate::domain::request::Request;

/// The charge with its explanation and its events.
pub async fn show(db: &Db, protocol: &str) -> Result<ChargeStory, Failure> {
    value(sqlx::query_scalar!("select api.charge_show($1)", protocol).fetch_one(&db.pool).await)
}

/// Forgives the charge (K-5).
pub async fn waive(db: &Db, protocol: &str, reason: Option<&str>, how: How) -> Result<Request, Failure> {
    value(
        sqlx::query_scalar!("select api.charge_waive($1, $2, $3, $4)", protocol, reason, how.op, how.if_version)
            .fetch_one(&db.pool)
            .await,
    )
}

/// Takes back a charge that was not due.
pub async fn cancel(db: &Db, protocol: &str, reason: Option<&str>, how: How) -> Result<Request, Failure> {
    value(
        sqlx::query_scalar!("select api.charge_cancel($1, $2, $3, $4)", protocol, reason, how.op, how.if_version)
            .fetch_one(&db.pool)
            .await,
    )
}

/// Charges again what was waived or cancelled, by today's prices and rules (K-4).
pub async fn again(db: &Db, protocol: &str, reason: Option<&str>, how: How) -> Result<Request, Failure> {
    value(
        sqlx::query_scalar!("select api.charge_again($1, $2, $3, $4)", protocol, reason, how.op, how.if_version)
            .fetch_one(&db.pool)
            .await,
    )
}
