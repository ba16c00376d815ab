//! `import students` against a bare COPY of the same lines into an identical table with the same constraints and indexes
//! (amendment 14): first load, load again without a change, load with every line changed. `BALCAO_LINES` changes the size.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

#[path = "../ground/mod.rs"]
mod ground;

use std::fmt::Write as _;
use std::time::Instant;

use balcao::cluster::{Address, OWNER_ROLE};
use balcao::domain::import::Kind;
use balcao::store::{Db, import, migrate};
use sqlx::ConnectOptions as _;
use sqlx::postgres::{PgConnection, PgPoolCopyExt as _, PgPoolOptions};

use self::ground::{command, number, on_a_server, options};

const DATABASE: &str = "bench";
const FIRST: [&str; 10] = ["Ana", "Bruno", "Carla", "Davi", "Íris", "João", "Luís", "Márcia", "Sônia", "Tiago"];
const LAST: [&str; 10] =
    ["Silva", "Souza", "Costa", "Santos", "Araújo", "Pereira", "Gonçalves", "Gomes", "Ribeiro", "Moraes"];

/// A valid CPF of each number.
fn cpf(n: usize) -> String {
    let mut digits: Vec<usize> = format!("{n:09}").bytes().map(|b| usize::from(b - b'0')).collect();
    for _ in 0..2 {
        let weight = digits.len() + 1;
        digits.push(digits.iter().enumerate().map(|(i, d)| d * (weight - i)).sum::<usize>() * 10 % 11 % 10);
    }
    digits.iter().map(|d| char::from(b'0' + u8::try_from(*d).unwrap())).collect()
}

fn file(lines: usize, domain: &str) -> String {
    let mut text = "company,ra,name,cpf,email,phone,birth_date\n".to_owned();
    for n in 0..lines {
        let (a, b, c) = (FIRST[n % 10], LAST[n / 10 % 10], LAST[n / 7 % 10]);
        let (year, month, day) = (1980 + n % 25, 1 + n % 12, 1 + n % 28);
        writeln!(
            text,
            "1,X{n:08},{a} {b} {c},{},a{n}@{domain},11 9{n:08},{year}-{month:02}-{day:02}",
            cpf(100_000_000 + n)
        )
        .unwrap();
    }
    text
}

/// Seconds of a bare COPY of a file into an empty table with the same columns, constraints and indexes.
async fn bare_copy(owner: &mut PgConnection, pool: &sqlx::PgPool, text: &str) -> f64 {
    command(
        owner,
        "drop table if exists academic.bare;
         create table academic.bare (like academic.student including all, foreign key (company) references app.company (id));
         checkpoint",
    )
    .await;
    let begun = Instant::now();
    let mut copy = pool
        .copy_in_raw(
            "copy academic.bare (company, ra, name, cpf, email, phone, birth_date) from stdin (format csv, header)",
        )
        .await
        .expect("COPY");
    for piece in text.as_bytes().chunks(256 << 10) {
        copy.send(piece).await.expect("a piece");
    }
    copy.finish().await.expect("the end");
    begun.elapsed().as_secs_f64()
}

async fn measure(address: &Address, lines: usize) {
    let mut postgres = options(address, OWNER_ROLE, "postgres").connect().await.expect("the owner");
    command(&mut postgres, &format!("create database {DATABASE}")).await;
    let mut owner = options(address, OWNER_ROLE, DATABASE).connect().await.expect("the owner");
    migrate::migrate(&mut owner).await.expect("the schema");
    command(
        &mut owner,
        "create role bench1 login password 'so-para-medir'; grant balcao_admin to bench1;
         insert into app.company values (1, 'Escola'); insert into app.person (company, login, name, role) values (1, 'bench1', 'Bench', 'admin')",
    )
    .await;
    let (text, other) = (file(lines, "example.com"), file(lines, "example.org"));
    let pool = PgPoolOptions::new()
        .max_connections(1)
        .connect_with(options(address, OWNER_ROLE, DATABASE))
        .await
        .expect("a pool");
    let first = bare_copy(&mut owner, &pool, &text).await;
    println!("{lines} students: bare COPY {first:.1} s");
    let admin = PgPoolOptions::new().connect_with(options(address, "bench1", DATABASE)).await.expect("a pool");
    let db = Db::from(admin);
    let mut bare = first;
    for (what, text, dry) in [
        ("dry run", &text, true),
        ("first load", &text, false),
        ("again, unchanged", &text, false),
        ("again, all changed", &other, false),
    ] {
        let before = bare;
        command(&mut owner, "checkpoint").await;
        let begun = Instant::now();
        let done =
            import::import(&db, Kind::Students, text.as_bytes(), "bench.csv", dry, |_| {}).await.expect("an answer");
        assert_eq!(done.bad, 0, "{done:?}");
        let took = begun.elapsed().as_secs_f64();
        // The machine's load moves: each is compared with the bare COPY just before and just after it.
        bare = bare_copy(&mut owner, &pool, text).await;
        let around = f64::midpoint(before, bare);
        println!(
            "{what:<18} {took:>6.1} s   ratio {:.2} (COPY {before:.1} s, {bare:.1} s)   new {} changed {} as they were {}",
            took / around,
            done.inserted,
            done.updated,
            done.unchanged
        );
    }
}

fn main() {
    let lines = number("BALCAO_LINES", 200_000);
    on_a_server(async |address| measure(address, lines).await);
}
