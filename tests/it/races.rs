//! Races as races: many people at one request, many people at one queue, and pairs of acts that exclude each other.
//! What the losers are told is asserted too, and a control shows that the check can fail.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;
use sqlx::postgres::{PgConnection, PgDatabaseError};
use tokio::sync::{Barrier, Mutex};

use crate::model::world::{Person, Role, World};
use crate::support::run;
use crate::walk::{full, ground, house};

/// Done with the request, or refused with class and problems.
#[derive(Debug, Clone)]
enum End {
    Done(Value),
    No(String, Vec<Value>),
}

impl End {
    fn code(&self) -> &str {
        match self {
            End::Done(_) => "",
            End::No(_, problems) => problems[0]["code"].as_str().unwrap_or_default(),
        }
    }
}

async fn ask(c: &mut PgConnection, sql: &'static str, args: &[&str]) -> End {
    let mut query = sqlx::query_scalar::<_, Value>(sql);
    for a in args {
        query = query.bind((*a).to_owned());
    }
    match query.fetch_one(c).await {
        Ok(v) => End::Done(v),
        Err(e) => {
            let d = e.as_database_error().unwrap_or_else(|| panic!("{e}"));
            let detail = d.downcast_ref::<PgDatabaseError>().detail().unwrap_or("{}").to_owned();
            let detail: Value = serde_json::from_str(&detail).unwrap_or_default();
            let problems = detail["problems"].as_array().cloned().unwrap_or_else(|| panic!("not a refusal: {e}"));
            End::No(d.code().unwrap_or_default().into_owned(), problems)
        }
    }
}

/// The walk's school with many attendants of one group.
pub fn crowded(n: usize) -> World {
    let mut w = ground::school();
    for i in 0..n {
        w.people.push(Person {
            company: 1,
            login: format!("w.r{i:02}"),
            role: Role::Attendant,
            active: true,
            profile: Some(0),
            cpf: None,
            groups: BTreeMap::from([(0, false)]),
        });
    }
    w
}

const OPEN: &str =
    "select api.open(jsonb_build_object('student', '1006', 'type', 'exame', 'location', 'balcao', 'description', 'x'))";
/// The engine's take.
pub const TAKE: &str = "select api.take($1)";

async fn opened(c: &mut PgConnection) -> String {
    match ask(c, OPEN, &[]).await {
        End::Done(r) => r["protocol"].as_str().expect("a protocol").to_owned(),
        no => panic!("{no:?}"),
    }
}

/// One wins; every loser is told who has it and since when.
fn one_winner(logins: &[String], ends: &[End]) -> Result<(), String> {
    let winners: Vec<usize> = (0..ends.len()).filter(|i| matches!(ends[*i], End::Done(_))).collect();
    let [winner] = winners[..] else { return Err(format!("{} won", winners.len())) };
    for (loser, end) in ends.iter().enumerate().filter(|(i, _)| *i != winner) {
        let End::No(class, problems) = end else { unreachable!("one winner") };
        let told = problems.first().map(ToString::to_string).unwrap_or_default();
        let since = problems[0]["args"]
            .as_object()
            .is_some_and(|a| a.values().any(|v| v.as_str().is_some_and(|t| t.starts_with("2026-"))));
        if class != "BL004"
            || problems.len() != 1
            || end.code() != "E_TAKEN"
            || !told.contains(&logins[winner])
            || !since
        {
            return Err(format!("{} lost to {} and was told {class} {problems:?}", logins[loser], logins[winner]));
        }
    }
    Ok(())
}

/// All take one request at once; answers each one's end.
async fn rush(people: &[Arc<Mutex<PgConnection>>], sql: &'static str, protocol: &str) -> Vec<End> {
    let barrier = Arc::new(Barrier::new(people.len()));
    let tasks: Vec<_> = people
        .iter()
        .map(|c| {
            let (c, barrier, protocol) = (c.clone(), barrier.clone(), protocol.to_owned());
            tokio::spawn(async move {
                let mut c = c.lock().await;
                barrier.wait().await;
                ask(&mut c, sql, &[&protocol]).await
            })
        })
        .collect();
    let mut ends = Vec::new();
    for t in tasks {
        ends.push(t.await.expect("a try"));
    }
    ends
}

async fn crowd(db: &str, n: usize) -> (Vec<String>, Vec<Arc<Mutex<PgConnection>>>) {
    let logins: Vec<String> = (0..n).map(|i| format!("w.r{i:02}")).collect();
    let mut people = Vec::new();
    for l in &logins {
        people.push(Arc::new(Mutex::new(house::login(l, db).await)));
    }
    (logins, people)
}

/// Fails when a request is taken by two: the engine's own take loses nobody, a naive one does.
pub async fn rounds(db: &str, sql: &'static str, n: usize) -> Result<(), String> {
    let (logins, people) = crowd(db, 50).await;
    let mut desk = house::login("w.ana", db).await;
    for round in 0..n {
        let protocol = opened(&mut desk).await;
        let ends = rush(&people, sql, &protocol).await;
        one_winner(&logins, &ends).map_err(|e| format!("round {round}: {e}"))?;
    }
    Ok(())
}

#[test]
fn w2_fifty_people_take_one_request_and_one_wins() {
    run(async {
        let db = house::build("take", &house::program(), &crowded(50)).await.expect("the engine loads");
        let n = if full() { 300 } else { 30 };
        let ended = rounds(&db, TAKE, n).await;
        house::drop(&db).await;
        ended.unwrap_or_else(|e| panic!("{e}"));
        println!("{n} rounds of 50: one winner each, every loser told who and since when");
    });
}

/// A take that looks before it writes, as programs without a kernel do.
const NAIVE: &str = "
create function api.naive_take(p_protocol text) returns jsonb language plpgsql security definer
set search_path = '' set session_replication_role = 'replica' as $$
declare r app.request;
begin
  select * into r from app.request q where q.company = 1 and q.protocol = p_protocol;
  if r.status <> 'queued' then
    raise exception using errcode = 'BL004', detail = jsonb_build_object('problems', jsonb_build_array(jsonb_build_object(
      'code', 'E_TAKEN', 'args', jsonb_build_object('by', (select login from app.person p where p.id = r.assignee_id), 'at', r.assigned_at))))::text;
  end if;
  update app.request q set status = 'in_progress', assigned_at = clock_timestamp(),
    assignee_id = (select id from app.person p where p.login = session_user) where q.company = r.company and q.id = r.id;
  return jsonb_build_object('protocol', p_protocol);
end $$;
grant execute on function api.naive_take(text) to public";

#[test]
fn the_check_of_the_race_can_fail() {
    run(async {
        let db = house::build("naive", &house::program(), &crowded(50)).await.expect("the engine loads");
        house::run_sql(&db, NAIVE).await.expect("the naive take");
        let ended = rounds(&db, "select api.naive_take($1)", 50).await;
        house::drop(&db).await;
        let found = ended.expect_err("a take that looks before it writes must lose");
        assert!(found.contains("won"), "{found}");
        println!("control: {found}");
    });
}

#[test]
fn w4_next_gives_nobody_the_same_and_loses_none() {
    run(async {
        let db = house::build("next", &house::program(), &crowded(32)).await.expect("the engine loads");
        let n = if full() { 2000 } else { 300 };
        let mut desk = house::login("w.ana", &db).await;
        let mut waiting = std::collections::BTreeSet::new();
        for _ in 0..n {
            waiting.insert(opened(&mut desk).await);
        }
        let (_, people) = crowd(&db, 32).await;
        let barrier = Arc::new(Barrier::new(32));
        let tasks: Vec<_> = people
            .into_iter()
            .map(|c| {
                let barrier = barrier.clone();
                tokio::spawn(async move {
                    let mut c = c.lock().await;
                    let mut mine = Vec::new();
                    barrier.wait().await;
                    loop {
                        match ask(&mut c, "select api.take_next()", &[]).await {
                            End::Done(r) => mine.push(r["protocol"].as_str().expect("a protocol").to_owned()),
                            no if no.code() == "E_QUEUE_EMPTY" => return mine,
                            no => panic!("{no:?}"),
                        }
                    }
                })
            })
            .collect();
        let mut taken = Vec::new();
        for t in tasks {
            taken.extend(t.await.expect("a person"));
        }
        house::drop(&db).await;
        let (n, once) = (taken.len(), taken.iter().cloned().collect::<std::collections::BTreeSet<_>>());
        assert_eq!(n, once.len(), "some were given twice");
        assert_eq!(once, waiting, "some were lost");
        println!("{n} requests taken by 32 people, each once");
    });
}

/// Two acts at once that exclude each other; `rounds` times one of them wins and the other is told why.
async fn duel(
    name: &str,
    prepare: &'static [(usize, &'static str)],
    left: (usize, &'static str),
    right: (usize, &'static str),
    told: [&[&str]; 2],
) {
    let db = house::fresh(name).await;
    let logins = ["w.ana", "w.bruno", "w.fabio"];
    let mut people = Vec::new();
    for l in logins {
        people.push(Arc::new(Mutex::new(house::login(l, &db).await)));
    }
    let mut won = [0, 0];
    for round in 0..if full() { 300 } else { 40 } {
        let protocol = opened(&mut *people[0].lock().await).await;
        let mut version = 1;
        for (who, sql) in prepare {
            match ask(&mut *people[*who].lock().await, sql, &[&protocol]).await {
                End::Done(r) => version = r["version"].as_i64().expect("a version"),
                no => panic!("{name}: {no:?}"),
            }
        }
        let barrier = Arc::new(Barrier::new(2));
        let go = |(who, sql): (usize, &'static str)| {
            let (c, barrier, protocol) = (people[who].clone(), barrier.clone(), protocol.clone());
            tokio::spawn(async move {
                let mut c = c.lock().await;
                barrier.wait().await;
                ask(&mut c, sql, &[&protocol]).await
            })
        };
        let (a, b) = (go(left), go(right));
        let ends = [a.await.expect("left"), b.await.expect("right")];
        let winners: Vec<usize> = (0..2).filter(|i| matches!(ends[*i], End::Done(_))).collect();
        let [winner] = winners[..] else { panic!("{name}, round {round}: {ends:?}") };
        won[winner] += 1;
        let End::Done(r) = &ends[winner] else { unreachable!() };
        assert_eq!(r["version"].as_i64(), Some(version + 1), "{name}: one event");
        let loser = 1 - winner;
        assert!(told[loser].contains(&ends[loser].code()), "{name}, round {round}: {ends:?}");
    }
    house::drop(&db).await;
    println!("{name}: {} and {} won", won[0], won[1]);
}

const FORWARD: &str = "select api.forward(p_protocol => $1, p_reason => 'pular', p_note => 'x')";

#[test]
fn forward_against_reassign() {
    let prepare: &[(usize, &str)] = &[(1, TAKE)];
    let assign = "select api.assign(p_protocol => $1, p_to => 'w.ana', p_if_version => 2)";
    let forward = "select api.forward(p_protocol => $1, p_reason => 'pular', p_note => 'x', p_if_version => 2)";
    run(duel("forward_reassign", prepare, (1, forward), (2, assign), [&["E_NOT_ASSIGNEE", "E_STALE"], &["E_STALE"]]));
}

#[test]
fn cancel_against_forward() {
    let prepare: &[(usize, &str)] = &[(1, TAKE)];
    let cancel = "select api.cancel(p_protocol => $1, p_note => 'x', p_if_version => 2)";
    run(duel("cancel_forward", prepare, (2, cancel), (1, FORWARD), [&["E_STALE"], &["E_STATUS"]]));
}

#[test]
fn undo_against_take() {
    let prepare: &[(usize, &str)] = &[(1, TAKE), (1, "select api.release($1)")];
    run(duel("undo_take", prepare, (1, "select api.undo($1)"), (0, TAKE), [&["E_UNDO_GONE"], &["E_TAKEN"]]));
}
