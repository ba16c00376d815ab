//! The school's side – who is at the counter, what it costs, the charges – in a school of a thousand students and
//! requests and in one a hundred times as large (a thousand times with `BALCAO_FULL=1`), by turns, so that only the
//! ratio of the two counts. Prints what each call reads of the larger one, and fails where that is a whole table.
//! `BALCAO_TIMES` changes the size.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod calls;
#[path = "../ground/mod.rs"]
mod ground;
#[path = "../ground/twice.rs"]
mod twice;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use balcao::cluster::{Address, OWNER_ROLE};
use balcao::store::seed::Seed;
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _};

use self::calls::{CALLS, Call, READ, SUBJECT, of};
use self::ground::{number, on_a_server, options};
use self::twice::median;

const ROUNDS: usize = 40;
const FEW: u32 = 1_000;

type Subject = (String, String, String, String);
/// Scans of the whole table, rows fetched by an index.
type Reads = BTreeMap<String, (i64, i64)>;

async fn reads(db: &mut PgConnection) -> Reads {
    let rows: Vec<(String, i64, i64)> = sqlx::query_as(READ).fetch_all(db).await.expect("the server's counters");
    rows.into_iter().map(|(table, scans, rows)| (table, (scans, rows))).collect()
}

/// One call: how long it takes, and what it reads. What it writes is taken back.
async fn ask(db: &mut PgConnection, sql: &str) -> (Duration, Reads) {
    let mut turn = db.begin().await.expect("begins");
    let before = reads(&mut turn).await;
    let begun = Instant::now();
    let told: Result<serde_json::Value, _> = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut *turn).await;
    let took = begun.elapsed();
    told.unwrap_or_else(|error| panic!("{sql}: {error}"));
    let mut after = reads(&mut turn).await;
    turn.rollback().await.expect("rolls back");
    for (table, (scans, rows)) in &mut after {
        let (scans_before, rows_before) = before.get(table).copied().unwrap_or_default();
        (*scans, *rows) = (*scans - scans_before, *rows - rows_before);
    }
    (took, after)
}

/// One call in both schools by turns; false when it reads a whole table of the larger one.
async fn compare(call: &Call, both: &mut [PgConnection; 2], subjects: &[Subject; 2]) -> bool {
    let sql = subjects.each_ref().map(|subject| of(call, subject));
    let mut times = [Vec::new(), Vec::new()];
    let mut read = [Reads::new(), Reads::new()];
    // The first rounds fill caches and let plans settle; what takes long is asked less often.
    let mut rounds = ROUNDS;
    let mut round = 0;
    while round < rounds + 3 {
        for (n, db) in both.iter_mut().enumerate() {
            let (took, what) = ask(db, &sql[n]).await;
            if round >= 3 {
                times[n].push(took);
            }
            if took > Duration::from_millis(200) {
                rounds = 7;
            }
            read[n] = what;
        }
        round += 1;
    }
    let [few, many] = times.map(|mut times| median(&mut times));
    let ratio = many.as_secs_f64() / few.as_secs_f64();
    let [here, there] = read.each_ref().map(|r| r.values().map(|(_, rows)| rows).sum::<i64>());
    let whole: Vec<&str> = read[1].iter().filter(|(_, (scans, _))| *scans > 0).map(|(t, _)| t.as_str()).collect();
    let mark = if call.is_bounded { "" } else { "  counts" };
    println!("{:<34} {few:>9.2?} {many:>9.2?}   x {ratio:>6.2}   rows {here:>6} {there:>8}{mark}", call.name);
    if !whole.is_empty() {
        println!("  reads the whole of {}", whole.join(", "));
    }
    whole.is_empty()
}

async fn measure(address: &Address, times: u32) {
    let seed = Seed { students: FEW, requests: FEW, ..Seed::default() };
    twice::fill(address, &seed, &include_str!("times.sql").replace("{times}", &times.to_string())).await;
    println!("\n{:<34} {:>9} {:>9}", "median of a call", FEW, FEW * times);
    let mut subjects = Vec::new();
    for database in ["few", "many"] {
        let mut owner = options(address, OWNER_ROLE, database).connect().await.expect("the owner");
        subjects.push(sqlx::query_as(SUBJECT).fetch_one(&mut owner).await.expect("a student and a charge"));
    }
    let subjects: [Subject; 2] = subjects.try_into().expect("two schools");
    let mut sound = true;
    for login in ["ana", "sonia"] {
        let mut both = [
            options(address, login, "few").connect().await.expect("a person"),
            options(address, login, "many").connect().await.expect("a person"),
        ];
        for call in CALLS.iter().filter(|call| call.login == login) {
            sound &= compare(call, &mut both, &subjects).await;
        }
    }
    assert!(sound, "a call reads a whole table");
    println!("no call reads a whole table");
}

fn main() {
    let full = std::env::var("BALCAO_FULL").is_ok_and(|v| v == "1");
    let times = number("BALCAO_TIMES", if full { 1000 } else { 100 });
    on_a_server(async |address| measure(address, times).await);
}
