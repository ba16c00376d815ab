//! The sample school: the same for the same seed, in every state, and held to the engine's own invariants.

use std::collections::BTreeMap;
use std::time::Instant;

use balcao::store::migrate;
use balcao::store::seed::{self, Seed};
use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::support::{Scratch, base, run};

/// A Tuesday afternoon in term.
fn until() -> DateTime<Utc> {
    "2026-11-24T17:00:00Z".parse().expect("an instant")
}

pub async fn school(seed: &Seed) -> Scratch {
    let scratch = Scratch::empty().await;
    let mut owner = base::owner(scratch.name()).await;
    migrate::migrate(&mut owner)
        .await
        .unwrap_or_else(|failure| panic!("{failure}"));
    let begun = Instant::now();
    seed::fill(&mut owner, seed, |_| {})
        .await
        .unwrap_or_else(|failure| panic!("{failure}"));
    println!("{} requests filled in {:?}", seed.requests, begun.elapsed());
    scratch
}

#[test]
fn the_school_is_filled() {
    run(async {
        let school = school(&Seed {
            until: Some(until()),
            ..Seed::default()
        })
        .await;
        let mut db = base::owner(school.name()).await;
        for (label, sql) in [
            (
                "status",
                "select status, count(*) from app.request group by 1 order by 1",
            ),
            (
                "kinds",
                "select kind, count(*) from app.history group by 1 order by 2 desc",
            ),
            (
                "late",
                "select 'late', count(*) from app.request where closed_at is null and due_sort < '2026-11-24T17:00:00Z'",
            ),
            (
                "group",
                "select g.code || ' ' || r.status, count(*) from app.request r join app.attendance_group g on g.id = r.group_id where closed_at is null group by 1 order by 1",
            ),
        ] {
            let rows: Vec<(String, i64)> = sqlx::query_as(sql).fetch_all(&mut db).await.unwrap();
            println!("{label}: {rows:?}");
        }
    });
}
