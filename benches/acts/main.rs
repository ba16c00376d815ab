//! Take + forward through the engine against the same work as minimal raw SQL without row security, history hash,
//! outbox or rules: same round trips, same commits, eight clients, a hundred thousand requests, one run (amendment 36).
//! `BALCAO_REQUESTS` and `BALCAO_PAIRS` change the sizes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

#[path = "../ground/mod.rs"]
mod ground;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use balcao::cluster::{Address, OWNER_ROLE};
use balcao::store::migrate;
use sqlx::ConnectOptions as _;
use sqlx::postgres::PgConnection;

use self::ground::{PASSWORD, command, number, on_a_server, options};

const CLIENTS: usize = 8;
const ROUNDS: usize = 3;
const DATABASE: &str = "bench";

const ENGINE_TAKE: &str = "select api.take($1, p_op => gen_random_uuid())::text";
const ENGINE_FORWARD: &str =
    "select api.forward($1, 'segue', p_values => '{\"motivo\": \"ausência\"}', p_op => gen_random_uuid())::text";

const RAW_TAKE: &str = "
with u as (
  update raw.request set assignee_id = 1, assigned_at = now(), status = 'in_progress', version = version + 1
   where company = 1 and protocol = $1 and status = 'queued' returning *
), h as (
  insert into raw.history (company, request_id, seq, at, actor_id, actor, login, kind, from_status, to_status, from_stage, to_stage,
    from_group, to_group, to_assignee, hash)
  select company, id, version, now(), 1, 'bench1', 'bench1', 'taken', 'queued', status, stage_id, stage_id, group_id, group_id, assignee_id, '' from u
) select protocol || ' ' || status || ' ' || version from u";

const RAW_FORWARD: &str = "
with r as (
  select * from raw.request where company = 1 and protocol = $1 and status = 'in_progress' for update
), a as (
  insert into raw.answer (company, request_id, visit_no, field_id, value, label, by_id, at)
  select company, id, visit_no, 1, '\"ausência\"', 'ausência', 1, now() from r
), v as (
  update raw.visit w set left_at = now(), handler_id = r.assignee_id from r where w.company = r.company and w.request_id = r.id and w.no = r.visit_no
), n as (
  insert into raw.visit (company, request_id, no, stage_id, group_id, entered_at, due_at)
  select r.company, r.id, r.visit_no + 1, e.to_stage, r.group_id, now(), now() + interval '2 days'
    from r join raw.flow_edge e on e.company = r.company and e.from_stage = r.stage_id and e.reason_id = 1
), u as (
  update raw.request q set stage_id = e.to_stage, visit_no = r.visit_no + 1, status = 'queued', assignee_id = null, assigned_at = null,
    due_at = now() + interval '2 days', version = r.version + 1
    from r join raw.flow_edge e on e.company = r.company and e.from_stage = r.stage_id and e.reason_id = 1
   where q.company = r.company and q.id = r.id returning q.*
), h as (
  insert into raw.history (company, request_id, seq, at, actor_id, actor, login, kind, from_status, to_status, from_stage, to_stage,
    from_group, to_group, from_assignee, reason_id, hash)
  select company, id, version, now(), 1, 'bench1', 'bench1', 'forwarded', 'in_progress', status, 1, stage_id, group_id, group_id, 1, 1, '' from u
) select protocol || ' ' || status || ' ' || version from u";

async fn fill(address: &Address, requests: usize) {
    let mut postgres = options(address, OWNER_ROLE, "postgres").connect().await.expect("the owner");
    command(&mut postgres, &format!("create database {DATABASE}")).await;
    let mut owner = options(address, OWNER_ROLE, DATABASE).connect().await.expect("the owner");
    migrate::migrate(&mut owner).await.expect("the schema");
    for n in 1..=CLIENTS {
        command(
            &mut owner,
            &format!("create role bench{n} login password '{PASSWORD}'; grant balcao_attendant to bench{n}"),
        )
        .await;
    }
    let sizes = |sql: &str| sql.replace("{requests}", &requests.to_string()).replace("{clients}", &CLIENTS.to_string());
    command(&mut owner, &sizes(include_str!("school.sql"))).await;
    command(&mut owner, include_str!("control.sql")).await;
    for sql in ["vacuum analyze", "checkpoint"] {
        command(&mut owner, sql).await;
    }
}

/// What one side did: how long it took as a whole, and each act.
struct Side {
    wall: Duration,
    takes: Vec<Duration>,
    forwards: Vec<Duration>,
}

/// Each client takes and forwards the next request nobody has had yet, until so many pairs are done.
async fn side(connections: &mut Vec<PgConnection>, first: usize, pairs: usize, sql: [&'static str; 2]) -> Side {
    let next = Arc::new(AtomicUsize::new(first));
    let begun = Instant::now();
    let tasks: Vec<_> = connections
        .drain(..)
        .map(|mut c| {
            let next = next.clone();
            tokio::spawn(async move {
                let (mut takes, mut forwards) = (Vec::new(), Vec::new());
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    if n >= first + pairs {
                        return (c, takes, forwards);
                    }
                    let protocol = format!("2026.{n:07}");
                    for (sql, times) in sql.into_iter().zip([&mut takes, &mut forwards]) {
                        let begun = Instant::now();
                        let answer: String =
                            sqlx::query_scalar(sql).bind(&protocol).fetch_one(&mut c).await.expect("the act is done");
                        assert!(answer.contains(&protocol));
                        times.push(begun.elapsed());
                    }
                }
            })
        })
        .collect();
    let mut done = Side { wall: Duration::ZERO, takes: Vec::new(), forwards: Vec::new() };
    for t in tasks {
        let (c, takes, forwards) = t.await.expect("a client");
        connections.push(c);
        done.takes.extend(takes);
        done.forwards.extend(forwards);
    }
    done.wall = begun.elapsed();
    done
}

fn percentile(times: &[Duration], percent: usize) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort();
    sorted[(sorted.len() * percent / 100).min(sorted.len() - 1)].as_secs_f64() * 1000.0
}

fn tell(name: &str, sides: &[Side]) -> f64 {
    let takes: Vec<Duration> = sides.iter().flat_map(|s| s.takes.clone()).collect();
    let forwards: Vec<Duration> = sides.iter().flat_map(|s| s.forwards.clone()).collect();
    let rate = takes.len() as f64 / sides.iter().map(|s| s.wall.as_secs_f64()).sum::<f64>();
    println!(
        "{name:<8} {rate:>8.0} pairs/s   take p50 {:>6.2} p95 {:>6.2} ms   forward p50 {:>6.2} p95 {:>6.2} ms",
        percentile(&takes, 50),
        percentile(&takes, 95),
        percentile(&forwards, 50),
        percentile(&forwards, 95)
    );
    rate
}

async fn measure(address: &Address, requests: usize, pairs: usize) {
    let begun = Instant::now();
    fill(address, requests).await;
    println!("{requests} requests filled in {:.1} s", begun.elapsed().as_secs_f64());
    let (mut people, mut raw) = (Vec::new(), Vec::new());
    for n in 1..=CLIENTS {
        people.push(options(address, &format!("bench{n}"), DATABASE).connect().await.expect("a person"));
        raw.push(options(address, OWNER_ROLE, DATABASE).connect().await.expect("the owner"));
    }
    let mut owner = options(address, OWNER_ROLE, DATABASE).connect().await.expect("the owner");
    let (mut engine, mut control) = (Vec::new(), Vec::new());
    // The first pairs of each connection plan their statements.
    let warm = 50 * CLIENTS;
    side(&mut people, 1, warm, [ENGINE_TAKE, ENGINE_FORWARD]).await;
    side(&mut raw, 1, warm, [RAW_TAKE, RAW_FORWARD]).await;
    for round in 0..ROUNDS {
        let first = 1 + warm + round * pairs;
        command(&mut owner, "checkpoint").await;
        engine.push(side(&mut people, first, pairs, [ENGINE_TAKE, ENGINE_FORWARD]).await);
        command(&mut owner, "checkpoint").await;
        control.push(side(&mut raw, first, pairs, [RAW_TAKE, RAW_FORWARD]).await);
    }
    let (e, c) = (tell("engine", &engine), tell("raw SQL", &control));
    println!("ratio    {:.2}", e / c);
    profile(address, &mut owner, 1 + warm + ROUNDS * pairs).await;
    let broken: serde_json::Value =
        sqlx::query_scalar("select api.verify(null, null, 50000)").fetch_one(&mut people[0]).await.expect("verify");
    assert_eq!(broken["broken"], serde_json::json!([]), "the measured histories hold");
}

/// Where the engine's time goes: its functions by their own time, over pairs of one client.
async fn profile(address: &Address, owner: &mut PgConnection, first: usize) {
    const PAIRS: usize = 100;
    command(owner, &format!("alter database {DATABASE} set track_functions = 'all'; select pg_stat_reset()")).await;
    let mut c = options(address, "bench1", DATABASE).connect().await.expect("a person");
    for n in first..first + PAIRS {
        for sql in [ENGINE_TAKE, ENGINE_FORWARD] {
            let _: String = sqlx::query_scalar(sql).bind(format!("2026.{n:07}")).fetch_one(&mut c).await.expect("done");
        }
    }
    sqlx::Connection::close(c).await.expect("closes");
    let rows: Vec<(String, i64, f64)> = sqlx::query_as(
        "select schemaname || '.' || funcname, calls, self_time from pg_stat_user_functions order by self_time desc limit 14",
    )
    .fetch_all(owner)
    .await
    .expect("the profile");
    println!("profile of {PAIRS} pairs of one client, per pair:");
    for (name, calls, own) in rows {
        println!("  {:>7.2} ms {:>6.1} calls  {name}", own / PAIRS as f64, calls as f64 / PAIRS as f64);
    }
}

fn main() {
    let (requests, pairs) = (number("BALCAO_REQUESTS", 100_000), number("BALCAO_PAIRS", 3_000));
    assert!(50 * CLIENTS + ROUNDS * pairs + 100 <= requests, "every pair needs a request of its own");
    on_a_server(async |address| measure(address, requests, pairs).await);
}
