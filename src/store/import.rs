//! A file of the academic mirror, streamed by COPY into `staging` and loaded by one command, in one transaction: whatever
//! ends before the commit – a bad line, a lost connection, a kill – leaves nothing loaded (amendment 14).

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt};
use uuid::Uuid;

use super::Failure;
use super::db::{Db, value};
use crate::domain::import::{HeaderFault, Kind, LineProblem, Lines, MAX_PROBLEMS};

/// Bytes read, and sent, at a time.
const PIECE_BYTES: usize = 256 << 10;

/// What an import did, or with a dry run would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// `students guardians …`.
    pub kind: String,
    /// Records in the file.
    pub lines: i64,
    /// New ones.
    pub inserted: i64,
    /// Changed ones.
    pub updated: i64,
    /// Ones that already were as the file says.
    pub unchanged: i64,
    /// Records that do not fit; when there is one, nothing was loaded.
    pub bad: i64,
    /// What is wrong, by line, at most fifty.
    pub problems: Vec<LineProblem>,
}

/// Why an import could not be tried.
#[derive(Debug)]
pub enum Untried {
    /// The header is not one of this kind.
    Header(HeaderFault),
    /// The file cannot be read on.
    Read(std::io::Error),
    /// The database said no, or is lost.
    Store(Failure),
}

impl From<sqlx::Error> for Untried {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<HeaderFault> for Untried {
    fn from(fault: HeaderFault) -> Self {
        Self::Header(fault)
    }
}

/// Loads a file, whole or not at all; `name` is what the audit calls it, `read` hears how many bytes were read, and `None`
/// when the file is at its end and the engine has it.
///
/// # Errors
/// See [`Untried`]; bad lines are no error but an answer.
pub async fn import(
    db: &Db,
    kind: Kind,
    mut file: impl AsyncRead + Unpin,
    name: &str,
    dry_run: bool,
    mut read: impl FnMut(Option<u64>),
) -> Result<Imported, Untried> {
    let id = Uuid::new_v4();
    let mut tx = db.pool.begin().await?;
    // A million lines take longer than a desk's limits allow.
    sqlx::raw_sql("set local statement_timeout = 0; set local lock_timeout = '30s'; set local idle_in_transaction_session_timeout = '5min'")
        .execute(&mut *tx)
        .await?;
    let mut lines = Lines::new(kind, &id.to_string());
    let into = format!("copy staging.{} (import_id, line, {}) from stdin", kind.code(), kind.columns().join(", "));
    let mut copy = tx.copy_in_raw(&into).await?;
    let fed = feed(&mut file, &mut lines, &mut copy, &mut read).await;
    match fed {
        Ok(()) => copy.finish().await?,
        Err(untried) => {
            // The reason is already known; that the server also heard it changes nothing.
            let _ = copy.abort("not loaded").await;
            return Err(untried);
        }
    };
    read(None);
    let only_judge = dry_run || lines.bad() > 0;
    let answer = sqlx::query_scalar::<_, Option<Value>>(door(kind))
        .bind(id)
        .bind(only_judge)
        .bind(name)
        .fetch_one(&mut *tx)
        .await;
    let mut imported: Imported = value(answer).map_err(Untried::Store)?;
    if imported.bad == 0 && !only_judge {
        tx.commit().await?;
    } else {
        tx.rollback().await?;
    }
    if lines.bad() > 0 {
        (imported.inserted, imported.updated, imported.unchanged) = (0, 0, 0);
    }
    imported.lines = lines.records();
    imported.bad += lines.bad();
    imported.problems.extend_from_slice(lines.problems());
    imported.problems.sort_by_key(|problem| problem.line);
    imported.problems.truncate(MAX_PROBLEMS);
    Ok(imported)
}

async fn feed(
    file: &mut (impl AsyncRead + Unpin),
    lines: &mut Lines,
    copy: &mut sqlx::postgres::PgCopyIn<&mut sqlx::PgConnection>,
    read: &mut impl FnMut(Option<u64>),
) -> Result<(), Untried> {
    let mut piece = vec![0; PIECE_BYTES];
    let mut out = Vec::with_capacity(2 * PIECE_BYTES);
    let mut total: u64 = 0;
    loop {
        let n = file.read(&mut piece).await.map_err(Untried::Read)?;
        let Some(part) = piece.get(..n).filter(|part| !part.is_empty()) else { break };
        lines.feed(part, &mut out)?;
        total += n as u64;
        if out.len() >= PIECE_BYTES {
            copy.send(out.as_slice()).await?;
            out.clear();
        }
        read(Some(total));
    }
    lines.finish(&mut out)?;
    copy.send(out.as_slice()).await?;
    Ok(())
}

/// The eight doors have one shape.
fn door(kind: Kind) -> &'static str {
    match kind {
        Kind::Students => "select api.import_students($1, $2, $3)",
        Kind::Guardians => "select api.import_guardians($1, $2, $3)",
        Kind::Periods => "select api.import_periods($1, $2, $3)",
        Kind::Enrolments => "select api.import_enrolments($1, $2, $3)",
        Kind::Disciplines => "select api.import_disciplines($1, $2, $3)",
        Kind::Contracts => "select api.import_contracts($1, $2, $3)",
        Kind::Installments => "select api.import_installments($1, $2, $3)",
        Kind::Ledger => "select api.import_ledger($1, $2, $3)",
    }
}
