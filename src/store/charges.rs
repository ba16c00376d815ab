//! The charge of a request: shown, waived, cancelled, charged again. Who may, and when, is the engine's (domain §12.3).
//!
//! # Errors
//! [`Failure`] as it says; a refusal names every unmet condition.

use serde::{Deserialize, Serialize};

use super::db::{Db, value};
use super::{Failure, How};
use crate::domain::charge::{Charge, ChargeStory};
use crate::domain::request::{Item, Request};

/// Charges in some states.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Charges {
    /// All that are in these states.
    pub total: i64,
    /// The newest of them.
    pub items: Vec<Charged>,
}

/// A request with its charge.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Charged {
    /// The request, as a list shows it.
    #[serde(flatten)]
    pub item: Item,
    /// Its charge.
    pub charge: Charge,
    /// How it stands, in one word: `refund billing failed pending charged paid waived cancelled free`.
    pub state: String,
}

/// Charges in these states, newest first; without states those that wait for a person.
pub async fn list(db: &Db, states: Option<&[String]>, limit: i32) -> Result<Charges, Failure> {
    value(sqlx::query_scalar!("select api.charges($1, $2)", states, limit).fetch_one(&db.pool).await)
}

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
