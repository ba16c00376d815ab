//! Why a type is not offered, and what a request of it would cost: questions that change nothing.
//!
//! # Errors
//! [`Failure`] as it says; the price is for administrators and supervisors.

use super::Failure;
use super::db::{Db, value};
use crate::domain::flow::checklist::{Checklist, Whom};
use crate::domain::what_if::{Reckoning, WhatIf};

/// Every condition of a type, for a person and a student where they are given.
pub async fn why(db: &Db, code: &str, whom: &Whom) -> Result<Checklist, Failure> {
    let whom = serde_json::to_value(whom).unwrap_or_default();
    value(sqlx::query_scalar!("select api.type_checklist($1, $2)", code, whom).fetch_one(&db.pool).await)
}

/// Price, due date and debts of a request that is not opened.
pub async fn what_if(db: &Db, asked: &WhatIf) -> Result<Reckoning, Failure> {
    let asked = serde_json::to_value(asked).unwrap_or_default();
    value(sqlx::query_scalar!("select api.price_what_if($1)", asked).fetch_one(&db.pool).await)
}
