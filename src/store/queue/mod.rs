//! Lists of requests: the queue with its views, the filter language, sorts and pages.
//! Everything is read as the person, under row security, by selects with bound values (amendment 19); nothing
//! is changed, and what a single request holds beyond its row in the list is asked elsewhere.
//!
//! A page goes on where the last one ended ([`List::next`]): by the keys of its last row and the instant of the
//! first page, so that rows which come, go or turn late meanwhile neither repeat nor push others out.

mod conds;
mod cursor;
mod names;
mod order;
mod plan;
mod select;

use std::time::Duration;

use sqlx::types::Json;
use sqlx::{Connection, PgConnection, Row};

pub use order::{Order, Sort, UnknownSort};

use self::cursor::Cursor;
use self::names::Names;
use self::plan::{Life, Plan};
use self::select::{How, Query};
use super::db::Db;
use super::failure::Failure;
use crate::domain::filter::Filter;
use crate::domain::refusal::{Kind, Problem, Refusal};
use crate::domain::request::Item;

/// Rows of a page at most.
pub const MAX_LIMIT: u16 = 500;

/// How long counting may take before `total` is given up (amendment 20).
pub const COUNT_LIMIT: Duration = Duration::from_millis(500);

/// Which part of the queue is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum View {
    /// Open requests of my groups; of all groups for who belongs to none. A filter that looks for a student or
    /// a person looks company-wide.
    #[default]
    Group,
    /// Those I hold.
    Mine,
    /// Late ones of my groups.
    Late,
    /// Those of my groups that wait for the student.
    Waiting,
    /// The whole company.
    All,
}

/// Which page of which list.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// Part of the queue.
    pub view: View,
    /// Order.
    pub order: Order,
    /// Rows at most; 0 stands for [`MAX_LIMIT`], more than it is cut to it.
    pub limit: u16,
    /// Where the last page ended, as [`List::next`] said.
    pub after: Option<String>,
    /// Count all that match, too. One more statement in the same snapshot.
    pub count: bool,
}

/// A page of requests.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct List {
    /// How many requests match, whatever the page; `None` when it was not asked for or took longer than [`COUNT_LIMIT`].
    pub total: Option<i64>,
    /// Where the next page goes on; `None` on the last one.
    pub next: Option<String>,
    /// The requests, in order.
    pub items: Vec<Item>,
}

/// Reads one page on a connection of the pool.
///
/// # Errors
/// As [`list_on`].
pub async fn list(db: &Db, filter: &Filter, page: &Page) -> Result<List, Failure> {
    let mut connection = db.pool.acquire().await?;
    list_on(&mut connection, filter, page).await
}

/// Reads one page.
///
/// # Errors
/// A cursor that is not of this order is refused with `E_CURSOR`; the rest as the database says.
pub async fn list_on(db: &mut PgConnection, filter: &Filter, page: &Page) -> Result<List, Failure> {
    let names = Names::of(filter, db).await?;
    let plan = Plan::new(page.view, filter, &names);
    let order = settle(page.order, &plan);
    let after = match &page.after {
        Some(word) => Some(Cursor::decode(word, order).ok_or_else(foreign_cursor)?),
        None => None,
    };
    let limit = match page.limit {
        0 => MAX_LIMIT,
        limit => limit.min(MAX_LIMIT),
    };
    // One row more than asked for tells whether there is a next page.
    let query = Query { plan: &plan, order, after: after.as_ref(), limit: i64::from(limit) + 1 };
    if !page.count {
        return rows(&query, db, usize::from(limit)).await;
    }
    let mut snapshot = db.begin_with("begin isolation level repeatable read read only").await?;
    let mut list = rows(&query, &mut snapshot, usize::from(limit)).await?;
    list.total = count(&query, &mut snapshot).await?;
    snapshot.rollback().await?;
    Ok(list)
}

/// Tells how the database would read a page: the lines of the plans of every statement that [`list_on`] runs for it.
/// For guards that no list reads a whole table.
///
/// # Errors
/// As [`list_on`].
pub async fn explain_on(db: &mut PgConnection, filter: &Filter, page: &Page) -> Result<Vec<String>, Failure> {
    let names = Names::of(filter, db).await?;
    let plan = Plan::new(page.view, filter, &names);
    let order = settle(page.order, &plan);
    let after = page.after.as_ref().and_then(|word| Cursor::decode(word, order));
    let query = Query { plan: &plan, order, after: after.as_ref(), limit: i64::from(page.limit) + 1 };
    let statements = [Names::explained(filter), Some(query.page(How::Explain)), Some(query.count(How::Explain))];
    let mut lines = Vec::new();
    for mut statement in statements.into_iter().flatten() {
        lines.extend(statement.build_query_scalar::<String>().fetch_all(&mut *db).await?);
    }
    Ok(lines)
}

/// The queue's own order makes sense among open requests only.
fn settle(order: Order, plan: &Plan) -> Order {
    if order.sort == Sort::Queue && plan.life != Life::Open { Sort::Opened.into() } else { order }
}

async fn rows(query: &Query<'_>, db: &mut PgConnection, limit: usize) -> Result<List, Failure> {
    let mut found = query.page(How::Run).build().fetch_all(db).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = match found.last() {
        Some(row) if more => Some(
            Cursor { order: query.order.code(), as_of: row.try_get("as_of")?, keys: row.try_get("keys")? }.encode(),
        ),
        _ => None,
    };
    let items =
        found.iter().map(|row| Ok(row.try_get::<Json<Item>, _>("item")?.0)).collect::<Result<_, sqlx::Error>>()?;
    Ok(List { total: None, next, items })
}

/// Counts in the page's snapshot, `None` when it takes too long.
async fn count(query: &Query<'_>, db: &mut PgConnection) -> Result<Option<i64>, Failure> {
    let limit = format!("set local statement_timeout = {}", COUNT_LIMIT.as_millis());
    sqlx::raw_sql(sqlx::AssertSqlSafe(limit)).execute(&mut *db).await?;
    match query.count(How::Run).build().fetch_one(db).await {
        Ok(row) => Ok(Some(row.try_get(0)?)),
        Err(error) if timed_out(&error) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn timed_out(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(|said| said.code()).is_some_and(|code| code == "57014")
}

fn foreign_cursor() -> Failure {
    Failure::Refused(Refusal {
        kind: Kind::Refused,
        problems: vec![Problem {
            code: "E_CURSOR".to_owned(),
            field: Some("after".to_owned()),
            stage: None,
            args: serde_json::Map::new(),
            pt: "Este cursor não é desta lista: use o \"next\" da página anterior, com o mesmo filtro e a mesma ordem."
                .to_owned(),
            en: "This cursor is not of this list: use \"next\" of the page before, with the same filter and sort."
                .to_owned(),
        }],
    })
}
