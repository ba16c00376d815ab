//! The first page of the queue as an attendant at ten thousand and at a million requests, in one run and by turns,
//! so that only the ratio of the two counts. The million is the ten thousand a hundred times over, under other
//! numbers: a hundred times the late, the urgent and the waiting in every queue.
//! `BALCAO_REQUESTS` and `BALCAO_TIMES` change the sizes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

#[path = "../ground/mod.rs"]
mod ground;
#[path = "../ground/twice.rs"]
mod twice;

use std::time::Instant;

use balcao::cluster::Address;
use balcao::domain::filter::Filter;
use balcao::store::queue::{self, Page, Sort, View};
use balcao::store::seed::Seed;
use sqlx::ConnectOptions as _;
use sqlx::postgres::PgConnection;

use self::ground::{number, on_a_server, options};
use self::twice::median;

const ROUNDS: usize = 200;

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
    let seed = Seed { students: requests / 5, requests, ..Seed::default() };
    twice::fill(address, &seed, &include_str!("times.sql").replace("{times}", &times.to_string())).await;
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
    on_a_server(async |address| measure(address, requests, times).await);
}
