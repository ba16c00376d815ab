//! Flows that one dares to edit (issue 3): the checker and the engine against an explorer that knows nothing of
//! either, on random flows and on mutants of the library; round trips; how long it takes.
//!
//! Short by default, long with `BALCAO_FULL=1`; `BALCAO_SEED` walks one seed again. Seeds are printed.

mod agreement;
mod explorer;
mod mutants;
mod random;
mod rawdoc;
mod refused;
mod roundtrip;
mod speed;
mod stuck;

use std::collections::BTreeSet;

use explorer::World;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde_json::Value;
use sqlx::PgPool;

use crate::support::Scratch;

/// Who the fixture's people are: member and group. The admin handles nothing.
const MEMBERS: [(&str, &str); 11] = [
    ("ana", "secretaria"),
    ("bruno", "secretaria"),
    ("sonia", "secretaria"),
    ("carla", "coordenacao"),
    ("sonia", "coordenacao"),
    ("davi", "financeiro"),
    ("sonia", "financeiro"),
    ("bruno", "biblioteca"),
    ("sonia", "biblioteca"),
    ("carla", "professores"),
    ("sonia", "professores"),
];

/// The fixture's school as the explorer sees it; the group `vazio` has nobody.
fn world() -> World {
    let able: BTreeSet<(String, String)> =
        MEMBERS.iter().map(|(login, group)| ((*login).to_owned(), (*group).to_owned())).collect();
    World { staffed: able.iter().map(|(_, group)| group.clone()).collect(), able }
}

/// A database of the fixture with the empty group.
async fn school() -> (Scratch, PgPool) {
    let scratch = Scratch::new().await;
    let admin = scratch.login("admin");
    sqlx::query("insert into app.attendance_group (company, code, name) values (1, 'vazio', 'Vazio')")
        .execute(&scratch.admin())
        .await
        .unwrap();
    (scratch, admin)
}

async fn import(admin: &PgPool, doc: &Value) -> Result<Value, sqlx::Error> {
    sqlx::query_scalar("select api.import_type($1)").bind(doc).fetch_one(admin).await
}

fn is_full() -> bool {
    std::env::var("BALCAO_FULL").is_ok_and(|v| v == "1")
}

/// The dice of a test and their seed.
fn dice() -> (u64, ChaCha8Rng) {
    let seed = std::env::var("BALCAO_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_124);
    println!("BALCAO_SEED={seed}");
    (seed, ChaCha8Rng::seed_from_u64(seed))
}
