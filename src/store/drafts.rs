//! What I typed and did not send, where my other desks find it: rows of my own, written by plain grants. Of two texts
//! for the same act the one typed later stays. Knows nothing of what the texts mean.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::Failure;
use super::db::Db;

/// Texts read at once; who has more finds the older ones when these are done.
pub const MOST: i64 = 200;
/// Letters of a text that the table takes, with some room for how it writes them.
const MOST_LETTERS: usize = 80_000;

/// A text of mine.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredDraft {
    /// Protocol, or what stands for it.
    pub subject: String,
    /// Code of the act.
    pub act: String,
    /// The text, as its front wrote it.
    pub body: Value,
    /// When it was typed.
    pub at: DateTime<Utc>,
}

/// A text of mine that is done or thrown away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoneDraft {
    /// Protocol, or what stands for it.
    pub subject: String,
    /// Code of the act.
    pub act: String,
    /// When it was; what was typed later elsewhere stays.
    pub at: DateTime<Utc>,
}

/// All texts of mine, the newest first, after those were swept that nobody will come back to: older than a month, and
/// on no open request that I may see.
///
/// # Errors
/// [`Failure`] as it says.
pub async fn all(db: &Db) -> Result<Vec<StoredDraft>, Failure> {
    sqlx::query!(
        "delete from app.draft d
          where d.at < sec.now() - interval '30 days'
            and not exists (select from app.request r
                             where r.company = d.company and r.protocol = d.subject and r.closed_at is null)"
    )
    .execute(&db.pool)
    .await?;
    let rows = sqlx::query_as!(
        StoredDraft,
        "select subject, act, body, at from app.draft order by at desc, subject, act limit $1",
        MOST
    )
    .fetch_all(&db.pool)
    .await?;
    Ok(rows)
}

/// Writes texts of mine over older ones. One that is too long for the table stays where it is typed.
///
/// # Errors
/// [`Failure`] as it says.
pub async fn keep(db: &Db, drafts: &[StoredDraft]) -> Result<(), Failure> {
    let fitting: Vec<&StoredDraft> =
        drafts.iter().filter(|draft| draft.body.to_string().chars().count() <= MOST_LETTERS).collect();
    if fitting.is_empty() {
        return Ok(());
    }
    let subjects: Vec<String> = fitting.iter().map(|draft| draft.subject.clone()).collect();
    let acts: Vec<String> = fitting.iter().map(|draft| draft.act.clone()).collect();
    let bodies: Vec<Value> = fitting.iter().map(|draft| draft.body.clone()).collect();
    let times: Vec<DateTime<Utc>> = fitting.iter().map(|draft| draft.at).collect();
    sqlx::query!(
        "insert into app.draft as d (company, person_id, subject, act, body, at)
         select sec.my_company(), sec.me(), t.subject, t.act, t.body, t.at
           from unnest($1::text[], $2::text[], $3::jsonb[], $4::timestamptz[]) t (subject, act, body, at)
         on conflict (company, person_id, subject, act) do update set body = excluded.body, at = excluded.at
          where d.at <= excluded.at",
        &subjects,
        &acts,
        &bodies,
        &times
    )
    .execute(&db.pool)
    .await?;
    Ok(())
}

/// Removes texts of mine that are done or thrown away.
///
/// # Errors
/// [`Failure`] as it says.
pub async fn forget(db: &Db, done: &[DoneDraft]) -> Result<(), Failure> {
    if done.is_empty() {
        return Ok(());
    }
    let subjects: Vec<String> = done.iter().map(|draft| draft.subject.clone()).collect();
    let acts: Vec<String> = done.iter().map(|draft| draft.act.clone()).collect();
    let times: Vec<DateTime<Utc>> = done.iter().map(|draft| draft.at).collect();
    sqlx::query!(
        "delete from app.draft d
          using unnest($1::text[], $2::text[], $3::timestamptz[]) t (subject, act, at)
          where d.subject = t.subject and d.act = t.act and d.at <= t.at",
        &subjects,
        &acts,
        &times
    )
    .execute(&db.pool)
    .await?;
    Ok(())
}
