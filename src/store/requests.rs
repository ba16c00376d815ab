//! The commands on requests: one function, one round trip, one transaction each. What may be done and
//! what it does is decided behind them. All answer with the request as it now stands.
//!
//! # Errors
//! Every function gives [`Failure::Refused`] with the engine's problems when a rule, another person or a
//! right says no, and the other kinds of [`Failure`] as they say.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::Failure;
use super::db::{Db, How, value};
use crate::domain::refusal::Problem;
use crate::domain::request::{ActState, Item, ReasonOption, Request};
use std::collections::BTreeMap;

pub use super::opening::{NewFile, Opening, Preview, open, preview};

/// What became of one request of a bulk act.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BulkItem {
    /// Which.
    pub protocol: String,
    /// Done.
    pub ok: bool,
    /// The request as it now stands, when done.
    #[serde(default)]
    pub request: Option<Request>,
    /// Why not, when refused.
    #[serde(default)]
    pub error: Option<BulkError>,
}

/// The problems of one refused item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BulkError {
    /// Code of the leading problem.
    pub code: String,
    /// All of them.
    pub problems: Vec<Problem>,
}

/// Why acts are allowed or not, and what each way out still misses.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Why {
    /// Which request.
    pub protocol: String,
    /// Per act.
    pub acts: BTreeMap<String, ActState>,
    /// Per reason.
    #[serde(default)]
    pub reasons: Vec<WhyReason>,
}

/// One way out, judged.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct WhyReason {
    /// The way out.
    #[serde(flatten)]
    pub option: ReasonOption,
    /// What stands against it.
    #[serde(default)]
    pub problems: Vec<Problem>,
}

/// Whom a request may be assigned to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignable {
    /// Login.
    pub login: String,
    /// Name.
    pub name: String,
    /// Open requests that this person holds now.
    pub open_count: i64,
}

/// A request that passed through me, with my last act on it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Touched {
    /// The request.
    #[serde(flatten)]
    pub item: Item,
    /// My last act.
    pub my_last: MyLast,
}

/// Kind and time of an act of mine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyLast {
    /// Kind of the event.
    pub kind: String,
    /// When.
    pub at: String,
}

/// Takes a request from the queue.
pub async fn take(db: &Db, protocol: &str, how: How) -> Result<Request, Failure> {
    value(
        sqlx::query_scalar!("select api.take($1, $2, $3)", protocol, how.op, how.if_version).fetch_one(&db.pool).await,
    )
}

/// Takes the next request of my groups, or of one group.
pub async fn take_next(db: &Db, group: Option<&str>, op: Option<Uuid>) -> Result<Request, Failure> {
    value(sqlx::query_scalar!("select api.take_next($1, $2)", group, op).fetch_one(&db.pool).await)
}

/// Gives a request back to its queue.
pub async fn release(db: &Db, protocol: &str, note: Option<&str>, how: How) -> Result<Request, Failure> {
    value(
        sqlx::query_scalar!("select api.release($1, $2, $3, $4)", protocol, note, how.op, how.if_version)
            .fetch_one(&db.pool)
            .await,
    )
}

/// Fills fields and ticks actions of the current stage: key → value, null clears.
pub async fn set_fields(db: &Db, protocol: &str, values: &Value, how: How) -> Result<Request, Failure> {
    value(
        sqlx::query_scalar!("select api.set_fields($1, $2, $3, $4)", protocol, values, how.op, how.if_version)
            .fetch_one(&db.pool)
            .await,
    )
}

/// Forwards by reason, filling fields in the same act.
pub async fn forward(
    db: &Db,
    protocol: &str,
    reason: &str,
    note: Option<&str>,
    values: &Value,
    how: How,
) -> Result<Request, Failure> {
    value(
        sqlx::query_scalar!(
            "select api.forward($1, $2, $3, $4, $5, $6)",
            protocol,
            reason,
            note,
            values,
            how.op,
            how.if_version
        )
        .fetch_one(&db.pool)
        .await,
    )
}

/// Returns to the previous stage.
pub async fn send_back(
    db: &Db,
    protocol: &str,
    note: Option<&str>,
    reason: Option<&str>,
    how: How,
) -> Result<Request, Failure> {
    value(
        sqlx::query_scalar!("select api.send_back($1, $2, $3, $4, $5)", protocol, note, reason, how.op, how.if_version)
            .fetch_one(&db.pool)
            .await,
    )
}

/// Waits for the student, with a message and maybe a date to wake up.
pub async fn wait(
    db: &Db,
    protocol: &str,
    message: Option<&str>,
    until: Option<DateTime<Utc>>,
    reason: Option<&str>,
    how: How,
) -> Result<Request, Failure> {
    value(
        sqlx::query_scalar!(
            "select api.wait($1, $2, $3, $4, $5, $6)",
            protocol,
            message,
            until,
            reason,
            how.op,
            how.if_version
        )
        .fetch_one(&db.pool)
        .await,
    )
}

/// Resumes what waits for the student.
pub async fn resume(db: &Db, protocol: &str, note: Option<&str>, how: How) -> Result<Request, Failure> {
    value(
        sqlx::query_scalar!("select api.resume($1, $2, $3, $4)", protocol, note, how.op, how.if_version)
            .fetch_one(&db.pool)
            .await,
    )
}

/// Concludes with an outcome (`granted`, `denied`, `done`) and the text that says why.
pub async fn conclude(
    db: &Db,
    protocol: &str,
    outcome: Option<&str>,
    note: Option<&str>,
    values: &Value,
    how: How,
) -> Result<Request, Failure> {
    value(
        sqlx::query_scalar!(
            "select api.conclude($1, $2, $3, $4, $5, $6)",
            protocol,
            outcome,
            note,
            values,
            how.op,
            how.if_version
        )
        .fetch_one(&db.pool)
        .await,
    )
}

/// Cancels an open request.
pub async fn cancel(
    db: &Db,
    protocol: &str,
    note: Option<&str>,
    reason: Option<&str>,
    how: How,
) -> Result<Request, Failure> {
    value(
        sqlx::query_scalar!("select api.cancel($1, $2, $3, $4, $5)", protocol, note, reason, how.op, how.if_version)
            .fetch_one(&db.pool)
            .await,
    )
}

/// Reopens what has ended, in its last stage or in another one.
pub async fn reopen(
    db: &Db,
    protocol: &str,
    note: Option<&str>,
    reason: Option<&str>,
    stage: Option<&str>,
    how: How,
) -> Result<Request, Failure> {
    value(
        sqlx::query_scalar!(
            "select api.reopen($1, $2, $3, $4, $5, $6)",
            protocol,
            note,
            reason,
            stage,
            how.op,
            how.if_version
        )
        .fetch_one(&db.pool)
        .await,
    )
}

/// Assigns to a person of the stage's group.
pub async fn assign(
    db: &Db,
    protocol: &str,
    to: &str,
    reason: Option<&str>,
    note: Option<&str>,
    how: How,
) -> Result<Request, Failure> {
    value(
        sqlx::query_scalar!(
            "select api.assign($1, $2, $3, $4, $5, $6)",
            protocol,
            to,
            reason,
            note,
            how.op,
            how.if_version
        )
        .fetch_one(&db.pool)
        .await,
    )
}

/// Changes the priority, 1 (urgent) … 5.
pub async fn priority(
    db: &Db,
    protocol: &str,
    priority: i32,
    note: Option<&str>,
    how: How,
) -> Result<Request, Failure> {
    value(
        sqlx::query_scalar!(
            "select api.priority($1, $2, $3, $4, $5)",
            protocol,
            priority,
            note,
            how.op,
            how.if_version
        )
        .fetch_one(&db.pool)
        .await,
    )
}

/// Writes to the student, or an internal note.
pub async fn message(db: &Db, protocol: &str, body: &str, internal: bool, how: How) -> Result<Request, Failure> {
    value(
        sqlx::query_scalar!("select api.message($1, $2, $3, $4, $5)", protocol, body, internal, how.op, how.if_version)
            .fetch_one(&db.pool)
            .await,
    )
}

/// Attaches a file.
pub async fn file_add(
    db: &Db,
    protocol: &str,
    name: &str,
    content: &[u8],
    restricted: bool,
    how: How,
) -> Result<Request, Failure> {
    value(
        sqlx::query_scalar!(
            "select api.file_add($1, $2, $3, $4, $5, $6)",
            protocol,
            name,
            content,
            restricted,
            how.op,
            how.if_version
        )
        .fetch_one(&db.pool)
        .await,
    )
}

/// Reads a file: name, media type, bytes. Logged.
pub async fn file_get(db: &Db, protocol: &str, no: i32) -> Result<(String, String, Vec<u8>), Failure> {
    let row = sqlx::query!(
        r#"select name as "name!", media_type as "media_type!", content as "content!" from api.file_get($1, $2)"#,
        protocol,
        no
    )
    .fetch_one(&db.pool)
    .await?;
    Ok((row.name, row.media_type, row.content))
}

/// Takes back my last act on a request (Z-9).
pub async fn undo(db: &Db, protocol: &str, how: How) -> Result<Request, Failure> {
    value(
        sqlx::query_scalar!("select api.undo($1, $2, $3)", protocol, how.op, how.if_version).fetch_one(&db.pool).await,
    )
}

/// The same act on many requests: `take`, `release` or `assign`, sharing a batch.
pub async fn bulk(
    db: &Db,
    act: &str,
    protocols: &[String],
    args: &Value,
    batch: Uuid,
) -> Result<Vec<BulkItem>, Failure> {
    value(sqlx::query_scalar!("select api.bulk($1, $2, $3, $4)", act, protocols, args, batch).fetch_one(&db.pool).await)
}

/// Takes back a batch of mine, request by request.
pub async fn undo_batch(db: &Db, batch: Uuid) -> Result<Vec<BulkItem>, Failure> {
    value(sqlx::query_scalar!("select api.undo_batch($1)", batch).fetch_one(&db.pool).await)
}

/// A request in full, with what I may do with it.
pub async fn show(db: &Db, protocol: &str) -> Result<Request, Failure> {
    value(sqlx::query_scalar!("select api.show($1)", protocol).fetch_one(&db.pool).await)
}

/// Why acts are allowed or not; with a reason, only that way out.
pub async fn why(db: &Db, protocol: &str, reason: Option<&str>) -> Result<Why, Failure> {
    value(sqlx::query_scalar!("select api.why($1, $2)", protocol, reason).fetch_one(&db.pool).await)
}

/// How the stage's deadline came about: JSON with `text_pt`, `text_en`, `steps`.
pub async fn explain_deadline(db: &Db, protocol: &str) -> Result<Value, Failure> {
    value(sqlx::query_scalar!("select api.explain_deadline($1)", protocol).fetch_one(&db.pool).await)
}

/// Whom a request may be assigned to, the least loaded first.
pub async fn assignable(db: &Db, protocol: &str) -> Result<Vec<Assignable>, Failure> {
    value(sqlx::query_scalar!("select api.assignable($1)", protocol).fetch_one(&db.pool).await)
}

/// What passed through me since an instant (yesterday, when none is given).
pub async fn touched_by_me(db: &Db, since: Option<DateTime<Utc>>) -> Result<Vec<Touched>, Failure> {
    value(sqlx::query_scalar!("select api.touched_by_me($1)", since).fetch_one(&db.pool).await)
}

/// What an operation of mine came to; none = it never happened.
pub async fn op_result(db: &Db, op: Uuid) -> Result<Option<Request>, Failure> {
    #[derive(Deserialize)]
    struct Done {
        request: Request,
    }
    let done: Option<Done> = value(sqlx::query_scalar!("select api.op_result($1)", op).fetch_one(&db.pool).await)?;
    Ok(done.map(|d| d.request))
}

/// Lets time act on what waits for students: wakes, warns, cancels (L-09, L-12); how many requests.
pub async fn wake_due(db: &Db) -> Result<i32, Failure> {
    Ok(sqlx::query_scalar!(r#"select api.wake_due() as "n!""#).fetch_one(&db.pool).await?)
}
