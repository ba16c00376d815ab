//! The outbox: for who carries mail, and for who looks after it. What a mail says and when it may go is the engine's.
//!
//! # Errors
//! [`Failure`] as it says.

use serde::{Deserialize, Serialize};

use super::Failure;
use super::db::{Db, value};
use crate::domain::mail::{Fate, Mail};

/// A mail as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Its number.
    pub id: i64,
    /// `waiting sending sent failed expired dropped`.
    pub state: String,
    /// What it tells: `opened waiting message concluded …`.
    pub kind: String,
    /// The request that it speaks of.
    pub protocol: String,
    /// Whom it goes to.
    pub to: String,
    /// When it was written, ISO 8601.
    pub created_at: String,
    /// Before this it does not go out, ISO 8601.
    pub not_before: String,
    /// When it left, ISO 8601.
    pub sent_at: Option<String>,
    /// Faults so far.
    pub tries: i32,
    /// The last fault.
    pub last_error: Option<String>,
}

/// Claims the next mails; `kept` when they go into a folder and reach nobody.
pub async fn claim(db: &Db, limit: i32, is_kept: bool) -> Result<Vec<Mail>, Failure> {
    value(sqlx::query_scalar!("select api.mail_claim($1, $2)", limit, is_kept).fetch_one(&db.pool).await)
}

/// Says what became of a claimed mail.
pub async fn settle(db: &Db, mail: &Mail, fate: &Fate) -> Result<(), Failure> {
    let (error, is_final) = match fate {
        Fate::Sent => (None, false),
        Fate::Again(why) => (Some(why.as_str()), false),
        Fate::Failed(why) => (Some(why.as_str()), true),
    };
    sqlx::query_scalar!("select api.mail_settle($1, $2, $3, $4)", mail.company, mail.id, error, is_final)
        .fetch_one(&db.pool)
        .await?;
    Ok(())
}

/// Mails in these states, or in all, the newest first, before a number.
pub async fn list(db: &Db, states: Option<&[String]>, limit: i32, before: Option<i64>) -> Result<Vec<Row>, Failure> {
    value(sqlx::query_scalar!("select api.mails($1, $2, $3)", states, limit, before).fetch_one(&db.pool).await)
}

/// These once more, or all that failed or came too late.
pub async fn retry(db: &Db, ids: Option<&[i64]>) -> Result<Vec<Row>, Failure> {
    value(sqlx::query_scalar!("select api.mail_retry($1)", ids).fetch_one(&db.pool).await)
}
