//! Times by the wall clock of a person's branch (amendment 29): what `14:00` and `hoje` mean to whoever asks.
//!
//! # Errors
//! [`Failure`] as it says.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use super::Failure;
use super::db::Db;

/// The moment that the wall clock of my branch shows.
pub async fn moment(db: &Db, wall: NaiveDateTime) -> Result<DateTime<Utc>, Failure> {
    let asked = "select $1::timestamp at time zone (api.whoami() ->> 'tz')";
    Ok(sqlx::query_scalar(asked).bind(wall).fetch_one(&db.pool).await?)
}

/// Today in my branch, by the engine's clock.
pub async fn today(db: &Db) -> Result<NaiveDate, Failure> {
    // `now` is worded with the branch's offset, so its first ten characters are the branch's day.
    let asked = "select left(api.whoami() ->> 'now', 10)::date";
    Ok(sqlx::query_scalar(asked).fetch_one(&db.pool).await?)
}
