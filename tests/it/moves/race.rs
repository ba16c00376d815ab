//! A move against whoever works on the request at that moment: each round ends in a legal state, and the loser is told.

use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::Barrier;
use uuid::Uuid;

use super::ground::{Ground, ask};
use super::{edited, first};
use crate::support::run;
use crate::walk::full;

type End = Result<Value, (String, Value)>;

async fn at_once(
    g: &Ground,
    left: (sqlx::PgPool, &'static str, Vec<Value>),
    right: (sqlx::PgPool, &'static str, Vec<Value>),
) -> [End; 2] {
    let barrier = Arc::new(Barrier::new(2));
    let go = |(pool, sql, args): (sqlx::PgPool, &'static str, Vec<Value>)| {
        let barrier = barrier.clone();
        tokio::spawn(async move {
            barrier.wait().await;
            ask(&pool, sql, &args).await
        })
    };
    let (a, b) = (go(left), go(right));
    let ends = [a.await.unwrap(), b.await.unwrap()];
    g.hold().await;
    ends
}

fn code(end: &End) -> &str {
    match end {
        Ok(_) => "",
        Err((_, detail)) => detail["code"].as_str().unwrap_or("not a refusal"),
    }
}

/// In the second version nothing comes after `a`, so a request that went on to `b` cannot move any more.
fn shorter() -> Value {
    edited(|doc| {
        doc["stage"].as_array_mut().unwrap().truncate(1);
        doc["stage"][0]["can"] = json!(["conclude"]);
        doc["stage"][0]["outcomes"] = json!(["done"]);
        doc["edge"] = json!([]);
    })
}

#[test]
fn z2_a_move_against_a_taker_and_a_forwarder() {
    run(async {
        let rounds = if full() { 300 } else { 30 };
        let g = Ground::new(&first()).await;
        let requests = {
            let mut all = Vec::new();
            for n in 0..rounds * 2 {
                all.push(g.open(&(1001 + n % 20).to_string()).await);
            }
            all
        };
        g.publish(&shorter()).await;
        let (mut told, mut forwarded) = ([0, 0], [0, 0]);
        for pair in requests.chunks(2) {
            let [queued, held] = pair else { unreachable!("pairs") };
            let mover =
                |protocol: &str| (g.admin.clone(), g.step(), g.args(protocol, 2, &json!({}), Uuid::new_v4()).to_vec());
            // A taker who saw the request before: both may be, one after the other; who is late is told.
            let take = (g.ana.clone(), "select api.take(p_protocol => $1, p_if_version => 1)", vec![json!(queued)]);
            let [take, step] = at_once(&g, take, mover(queued)).await;
            assert_eq!(step.as_ref().map(|s| &s["verdict"]), Ok(&json!("moved")), "a move does not mind who holds it");
            match code(&take) {
                "" => told[0] += 1,
                "E_STALE" => told[1] += 1,
                other => panic!("{other}: {take:?}"),
            }
            // A forwarder to where the new version has nothing: one of the two.
            ask(&g.ana, "select api.take($1)", &[json!(held)]).await.unwrap();
            let forward = (
                g.ana.clone(),
                "select api.forward(p_protocol => $1, p_reason => 'seguir', p_if_version => 2)",
                vec![json!(held)],
            );
            match at_once(&g, forward, mover(held)).await {
                [Ok(_), no] if code(&no) == "E_MOVE" => forwarded[0] += 1,
                [no, Ok(_)] if code(&no) == "E_STALE" => forwarded[1] += 1,
                other => panic!("{other:?}"),
            }
        }
        println!(
            "{rounds} rounds: taker first {}, move first {}; forwarder first {}, move first {}",
            told[0], told[1], forwarded[0], forwarded[1]
        );
    });
}

/// A mover that looks before it writes and locks nothing.
const NAIVE: &str = "
create function api.naive_move(p_protocol text) returns jsonb language plpgsql security definer set search_path = '' set session_replication_role = 'replica' as $$
declare r app.request; s app.stage;
begin
  select * into r from app.request q where q.protocol = p_protocol;
  select x.* into s from app.stage x join app.flow_version v on v.company = x.company and v.id = x.version_id where v.number = 2 and x.code = 'a';
  update app.request q set version_id = s.version_id, stage_id = s.id where q.company = r.company and q.id = r.id;
  return '{}';
end $$;
grant execute on function api.naive_move(text) to public";

#[test]
fn the_check_of_the_race_can_fail() {
    run(async {
        let g = Ground::new(&first()).await;
        let protocol = g.open("1001").await;
        g.publish(&shorter()).await;
        sqlx::raw_sql(NAIVE).execute(&g.scratch.admin()).await.unwrap();
        ask(&g.admin, "select api.naive_move($1)", &[json!(protocol)]).await.unwrap();
        assert!(g.check().await.is_err(), "a state that no event left");
    });
}
