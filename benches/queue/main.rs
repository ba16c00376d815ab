//! The first page of the queue as an attendant at ten thousand and at a million requests, in one run and by turns,
//! so that only the ratio of the two counts. The million is the ten thousand a hundred times over, under other
//! numbers: a hundred times the late, the urgent and the waiting in every queue.
//! `BALCAO_REQUESTS` and `BALCAO_TIMES` change the sizes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::os::unix::fs::PermissionsExt as _;
use std::time::{Duration, Instant};

use balcao::cluster::{self, Address, OWNER_ROLE, Options};
use balcao::domain::filter::Filter;
use balcao::store::migrate;
use balcao::store::queue::{self, Page, Sort, View};
use balcao::store::seed::{self, Seed};
use sqlx::postgres::{PgConnectOptions, PgConnection, PgSslMode};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _};

const ROUNDS: usize = 200;
const PASSWORD: &str = "so-para-medir";

fn number(name: &str, or: u32) -> u32 {
    std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(or)
}

fn options(address: &Address, login: &str, database: &str) -> PgConnectOptions {
    PgConnectOptions::new_without_pgpass()
        .socket(&address.socket)
        .port(address.port)
        .username(login)
        .password(PASSWORD)
        .database(database)
        .ssl_mode(PgSslMode::Disable)
}

async fn command(c: &mut PgConnection, sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(c).await.unwrap_or_else(|e| panic!("{e}\n{sql}"));
}

/// The smaller school by the seed, the larger by copying its requests.
async fn fill(address: &Address, requests: u32, times: u32) {
    let mut postgres = options(address, OWNER_ROLE, "postgres").connect().await.expect("the owner");
    command(&mut postgres, "create database few").await;
    let mut owner = options(address, OWNER_ROLE, "few").connect().await.expect("the owner");
    migrate::migrate(&mut owner).await.expect("the schema");
    let begun = Instant::now();
    let seed = Seed { students: requests / 5, requests, ..Seed::default() };
    seed::fill(&mut owner, &seed, |_| {}).await.expect("the sample school");
    println!("{requests} requests by the seed, all checks included: {:.1?}", begun.elapsed());
    command(&mut owner, &format!("alter role ana password '{PASSWORD}'; alter role sonia password '{PASSWORD}'")).await;
    owner.close().await.expect("closes");
    command(&mut postgres, "create database many template few").await;
    let mut owner = options(address, OWNER_ROLE, "many").connect().await.expect("the owner");
    migrate::secure_database(&mut owner).await.expect("rights");
    let begun = Instant::now();
    command(&mut owner, &include_str!("times.sql").replace("{times}", &times.to_string())).await;
    println!("{} requests by copying: {:.1?}", requests * times, begun.elapsed());
    for database in ["few", "many"] {
        let mut owner = options(address, OWNER_ROLE, database).connect().await.expect("the owner");
        command(&mut owner, "vacuum (analyze) app.request").await;
    }
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// One list on both databases by turns.
async fn compare(name: &str, both: &mut [PgConnection; 2], page: &Page) {
    let mut times = [Vec::new(), Vec::new()];
    let nothing = Filter::default();
    for round in 0..ROUNDS + 20 {
        for (db, times) in both.iter_mut().zip(&mut times) {
            let begun = Instant::now();
            let list = queue::list_on(db, &nothing, page).await.expect("a page");
            // The first rounds fill caches and let plans settle.
            if round >= 20 {
                times.push(begun.elapsed());
            }
            assert!(list.items.len() == usize::from(page.limit) || page.view == View::Mine, "{name}: a full page");
        }
    }
    let [few, many] = times.map(|mut times| median(&mut times));
    let ratio = many.as_secs_f64() / few.as_secs_f64();
    println!("{name:<34} {few:>9.2?} {many:>9.2?}   x {ratio:.2}");
}

async fn measure(address: &Address, requests: u32, times: u32) {
    fill(address, requests, times).await;
    println!("\n{:<34} {:>9} {:>9}", "median, page of 50", requests, requests * times);
    for login in ["ana", "sonia"] {
        let mut both = [
            options(address, login, "few").connect().await.expect("a person"),
            options(address, login, "many").connect().await.expect("a person"),
        ];
        for (name, view, sort) in [
            ("first page", View::Group, Sort::Queue),
            ("first page, late", View::Late, Sort::Queue),
            ("first page, waiting", View::Waiting, Sort::Queue),
            ("first page, mine", View::Mine, Sort::Queue),
            ("first page, whole company", View::All, Sort::Queue),
            ("first page, newest first", View::All, Sort::Opened),
        ] {
            let page = Page {
                view,
                order: sort.into(),
                limit: if view == View::Waiting { 20 } else { 50 },
                ..Page::default()
            };
            compare(&format!("{login}: {name}"), &mut both, &page).await;
        }
        let counted = Page { limit: 50, count: true, ..Page::default() };
        compare(&format!("{login}: first page and exact total"), &mut both, &counted).await;
        let whole = ["Seq Scan on request", "Seq Scan on history"];
        for view in [View::Group, View::Mine, View::Late, View::Waiting, View::All] {
            let page = Page { view, limit: 50, ..Page::default() };
            let plan = queue::explain_on(&mut both[1], &Filter::default(), &page).await.expect("a plan");
            let read: Vec<&String> = plan.iter().filter(|line| whole.iter().any(|scan| line.contains(scan))).collect();
            assert!(read.is_empty(), "{view:?} reads a whole table: {read:?}");
        }
    }
    println!("no plan of the views reads a whole table");
}

fn main() {
    let (requests, times) = (number("BALCAO_REQUESTS", 10_000), number("BALCAO_TIMES", 100));
    let dir = tempfile::Builder::new()
        .prefix("balcao-bench-")
        .permissions(std::fs::Permissions::from_mode(0o755))
        .tempdir()
        .expect("a directory");
    let base = dir.path().join("balcao");
    let lease =
        cluster::enter(&base, Options { durable: true, max_connections: 50, loopback: false }).expect("a server");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(measure(lease.address(), requests, times));
    drop(lease);
    cluster::stop(&base).expect("the server stops");
}
