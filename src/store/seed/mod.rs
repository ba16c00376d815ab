//! The sample school of `demo` and of the measurements: a catalogue, people, the shipped request types with their flows,
//! students, and requests walked along those flows over the last weeks. The same for the same seed and hour.
//!
//! Only for the owner of a database, which becomes a training database by it: rows come in by COPY with triggers
//! and foreign keys asleep, in one transaction, and everything they would have watched over is checked as a whole
//! before it commits (amendment 13). Nothing here is a way for anyone else to write a request.

mod classes;
mod dice;
mod hours;
mod model;
mod people;
mod pupils;
mod requests;
mod rows;
mod tables;
mod value;
mod walk;
mod words;

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use sqlx::{Connection, PgConnection};

pub use people::{PEOPLE, Person};

use self::hours::{Hours, Span};
use self::model::Model;
use self::words::Words;
use super::failure::Failure;

/// Days over which the requests of a school of usual size are spread.
const USUAL_DAYS: u64 = 60;
/// Requests that fit into them; more are spread over more days, three years at most.
const USUAL_REQUESTS: u64 = 10_000;
const MOST_DAYS: u64 = 3 * 365;

/// What the sample school is made of.
#[derive(Debug, Clone)]
pub struct Seed {
    /// Students, eleven at least.
    pub students: u32,
    /// Requests.
    pub requests: u32,
    /// Days over which the requests are spread; `None`: 60, more for many requests, three years at most.
    pub days: Option<u64>,
    /// The same number draws the same school.
    pub seed: u64,
    /// The moment up to which things have happened, where the database's clock then stands still.
    /// `None`: the full hour that was last, and the clock runs.
    pub until: Option<DateTime<Utc>>,
    /// SCRAM verifiers of people's passwords, by login. A login that exists and is not named keeps its password.
    pub verifiers: BTreeMap<String, String>,
}

impl Default for Seed {
    fn default() -> Self {
        Self { students: 300, requests: 800, days: None, seed: 2026, until: None, verifiers: BTreeMap::new() }
    }
}

/// What was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filled {
    /// Students.
    pub students: u32,
    /// Requests.
    pub requests: u32,
}

/// Fills an empty, migrated database with the sample school; `progress` hears of requests as they come.
/// A database that has a school already is left alone.
///
/// # Errors
/// As the database says; then nothing of the school is there. [`Failure::Broken`] names a rule that the sample breaks.
pub async fn fill(owner: &mut PgConnection, seed: &Seed, mut progress: impl FnMut(u32)) -> Result<Filled, Failure> {
    let words = Words::load()?;
    let now = Utc::now();
    let until = seed.until.unwrap_or_else(|| now - TimeDelta::seconds(now.timestamp().rem_euclid(3600)));
    let mut db = owner.begin().await?;
    let taken: bool = sqlx::query_scalar("select exists (select from app.company)").fetch_one(&mut *db).await?;
    if taken {
        return Err(Failure::Broken(
            "the database holds an institution already; the sample school needs an empty one".to_owned(),
        ));
    }
    people::ground(&mut db, &words, seed, until).await?;
    run(&mut db, "set local session_replication_role = replica").await?;
    run(&mut db, include_str!("../../../assets/demo/begin.sql")).await?;
    let days = seed.spread();
    let today = local_day(&mut db, until).await?;
    let school = (today - people::lead_time(seed), today);
    let pupils = pupils::fill(&mut db, &words, seed.seed, seed.students, school).await?;
    let model = Model::load(&mut db).await?;
    let hours = hours(&mut db, today, days).await?;
    let world = walk::World { model: &model, hours: &hours, words: &words, cut: until.timestamp() };
    let spread = requests::Spread { seed: seed.seed, count: seed.requests, days };
    requests::fill(&mut db, &world, &pupils, &spread, &mut progress).await?;
    run(&mut db, include_str!("../../../assets/demo/end.sql")).await?;
    run(&mut db, include_str!("../../../assets/demo/check.sql")).await?;
    db.commit().await?;
    // Index-only scans of the queue want to know which pages everybody sees.
    run(owner, "vacuum app.request, app.history, academic.student").await?;
    Ok(Filled { students: seed.students.max(11), requests: seed.requests })
}

impl Seed {
    /// Over how many days the requests are spread.
    fn spread(&self) -> u64 {
        let usual = u64::from(self.requests) * USUAL_DAYS / USUAL_REQUESTS;
        self.days.unwrap_or(usual.clamp(USUAL_DAYS, MOST_DAYS)).min(MOST_DAYS)
    }
}

/// Runs statements that have no values.
async fn run(db: &mut PgConnection, statements: &'static str) -> Result<(), Failure> {
    sqlx::raw_sql(statements).execute(db).await?;
    Ok(())
}

async fn local_day(db: &mut PgConnection, at: DateTime<Utc>) -> Result<NaiveDate, Failure> {
    let zone =
        "select ($1::timestamptz at time zone b.tz)::date from app.branch b where b.company = 1 order by b.id limit 1";
    Ok(sqlx::query_scalar(zone).bind(at).fetch_one(db).await?)
}

/// The calendar around the requests: a year ahead, for the longest promises.
async fn hours(db: &mut PgConnection, today: NaiveDate, days: u64) -> Result<Hours, Failure> {
    let spans = "select (s.opens at time zone b.tz)::date, extract(epoch from s.opens)::bigint, extract(epoch from s.closes)::bigint
                   from app.branch b cross join lateral act.spans(b.company, b.calendar_id, b.tz, $1, $2) s
                  where b.company = 1 and b.id = (select min(id) from app.branch where company = 1) order by 2";
    let spans: Vec<(NaiveDate, i64, i64)> =
        sqlx::query_as(spans).bind(today - Days::new(days + 10)).bind(today + Days::new(400)).fetch_all(db).await?;
    Ok(Hours::new(spans.into_iter().map(|(day, opens, closes)| Span { day, opens, closes }).collect()))
}
