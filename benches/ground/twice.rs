//! One school twice: `few` by the seed, `many` the same copied a number of times over, so that only their ratio counts.

use std::time::{Duration, Instant};

use balcao::cluster::{Address, OWNER_ROLE};
use balcao::store::migrate;
use balcao::store::seed::{self, Seed};
use sqlx::{ConnectOptions as _, Connection as _};

use crate::ground::{PASSWORD, command, options};

/// Makes both; `copy` is the SQL that multiplies the school.
pub async fn fill(address: &Address, seed: &Seed, copy: &str) {
    let mut postgres = options(address, OWNER_ROLE, "postgres").connect().await.expect("the owner");
    command(&mut postgres, "create database few").await;
    let mut owner = options(address, OWNER_ROLE, "few").connect().await.expect("the owner");
    migrate::migrate(&mut owner).await.expect("the schema");
    let begun = Instant::now();
    seed::fill(&mut owner, seed, |_| {}).await.expect("the sample school");
    println!("{} requests by the seed, all checks included: {:.1?}", seed.requests, begun.elapsed());
    command(&mut owner, &format!("alter role ana password '{PASSWORD}'; alter role sonia password '{PASSWORD}'")).await;
    owner.close().await.expect("closes");
    command(&mut postgres, "create database many template few").await;
    let mut owner = options(address, OWNER_ROLE, "many").connect().await.expect("the owner");
    migrate::secure_database(&mut owner).await.expect("rights");
    let begun = Instant::now();
    command(&mut owner, copy).await;
    println!("the school many times over by copying: {:.1?}", begun.elapsed());
    for database in ["few", "many"] {
        let mut owner = options(address, OWNER_ROLE, database).connect().await.expect("the owner");
        command(&mut owner, "vacuum analyze").await;
        command(&mut owner, "checkpoint").await;
    }
}

pub fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
