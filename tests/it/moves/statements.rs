//! A fault between any two statements of a move and of taking it back: every plpgsql function of the engine is made
//! anew with a call after each of its statements, and the call that is due fails, or ends the session.
//!
//! What is covered: each boundary between statements that the two commands really execute, in all functions and triggers of
//! schemas act, sec, api and app written in plpgsql, reads as well as writes. A function of one SQL expression is one
//! statement, as for the engine. The rows within a statement, and what is deferred to the commit, are faults.rs's.

use serde_json::json;
use sqlx::{AssertSqlSafe, Row as _};
use uuid::Uuid;

use super::faults::{everywhere, trapped_ground};
use crate::support::run;
use crate::walk::full;

/// The call that is put between statements. It counts within the transaction, from where `fault.at` is set.
const TICK: &str = "
create schema fault;
grant usage on schema fault to public;
create function fault.tick() returns boolean language plpgsql security definer as $fault$
declare n int;
begin
  if coalesce(current_setting('fault.at', true), '') = '' then return false; end if;
  n := coalesce(nullif(current_setting('fault.count', true), ''), '0')::int + 1;
  perform set_config('fault.count', n::text, true);
  if n = current_setting('fault.at')::int then
    if current_setting('fault.how') = 'kill' then perform pg_terminate_backend(pg_backend_pid()); end if;
    raise exception 'planted at statement %', n using errcode = 'XX001';
  end if;
  return false;
end $fault$;
grant execute on function fault.tick() to public";

/// No `perform`: it would say that something was found.
const CALL: &str = " if fault.tick() then null; end if; ";

/// A body with the call after `begin`, after `loop` and after every statement that another one follows.
fn ticked(body: &str) -> String {
    let bytes = body.as_bytes();
    let (mut out, mut at, mut depth, mut begun) = (String::with_capacity(body.len() * 2), 0, 0_usize, false);
    while at < bytes.len() {
        let rest = &body[at..];
        // Strings and comments are taken over as they are.
        let quoted = if rest.starts_with('\'') {
            let mut end = 1;
            loop {
                end += rest[end..].find('\'').expect("the string ends") + 1;
                if !rest[end..].starts_with('\'') {
                    break end;
                }
                end += 1;
            }
        } else if rest.starts_with("--") {
            rest.find('\n').unwrap_or(rest.len())
        } else {
            0
        };
        if quoted > 0 {
            out.push_str(&rest[..quoted]);
            at += quoted;
            continue;
        }
        let letter = rest.chars().next().expect("a letter");
        match letter {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            _ => {}
        }
        if letter.is_alphabetic() || letter == '_' {
            let word: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            out.push_str(&word);
            at += word.len();
            if depth == 0 && matches!(word.as_str(), "begin" | "loop") && !closes(&out, &word) {
                begun = true;
                out.push_str(CALL);
            }
            if depth == 0 && word == "declare" {
                begun = false;
            }
            continue;
        }
        out.push(letter);
        at += letter.len_utf8();
        if letter == ';' && depth == 0 && begun && !ends(&body[at..]) {
            out.push_str(CALL);
        }
    }
    out
}

/// `end loop` closes one.
fn closes(out: &str, word: &str) -> bool {
    out[..out.len() - word.len()].trim_end().ends_with("end")
}

/// Whether no statement of the same list follows: the end of a block or a branch.
fn ends(rest: &str) -> bool {
    let mut rest = rest.trim_start();
    while rest.starts_with("--") {
        rest = rest.split_once('\n').map_or("", |(_, rest)| rest).trim_start();
    }
    let word: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
    matches!(word.as_str(), "" | "end" | "else" | "elsif" | "when" | "exception" | "declare")
}

#[test]
fn the_call_goes_between_statements_and_nowhere_else() {
    let body = "declare a int := 1; begin -- x; y\n if a = 1 then b := case when true then ';' end; c; else d; end if; for e in select (f; g) loop h; end loop; return; end";
    let expected = "declare a int := 1; begin@ -- x; y\n if a = 1 then b := case when true then ';' end;@ c; else d; end if;@ for e in select (f; g) loop@ h; end loop;@ return; end";
    assert_eq!(ticked(body).replace(CALL, "@"), expected);
}

/// Makes every plpgsql function of the engine anew with the calls in it; how many.
async fn tick_all(g: &super::ground::Ground) -> usize {
    let owner = g.scratch.admin();
    sqlx::raw_sql(TICK).execute(&owner).await.unwrap();
    let functions = sqlx::query(
        "select pg_get_functiondef(p.oid), p.prosrc from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_language l on l.oid = p.prolang
          where l.lanname = 'plpgsql' and n.nspname in ('act', 'sec', 'api', 'app') and p.proname <> 'trap'",
    )
    .fetch_all(&owner)
    .await
    .unwrap();
    for function in &functions {
        let (whole, body): (String, String) = (function.get(0), function.get(1));
        let made = whole.replacen(&body, &ticked(&body), 1);
        sqlx::raw_sql(AssertSqlSafe(made.clone()))
            .execute(&owner)
            .await
            .unwrap_or_else(|error| panic!("{error}\n{made}"));
    }
    functions.len()
}

#[test]
fn z2_a_fault_between_any_two_statements_leaves_the_request_on_one_version() {
    run(async {
        // Every one in the full tier; else one in twenty-three.
        let (steps, hows): (usize, &[&str]) = if full() { (1, &["error", "kill"]) } else { (23, &["error"]) };
        for how in hows {
            let (g, protocol) = trapped_ground(false).await;
            let functions = tick_all(&g).await;
            assert!(functions > 200, "{functions} functions");
            let run = Uuid::new_v4();
            let moved =
                everywhere(&g, &protocol, g.step(), &g.args(&protocol, 2, &json!({}), run), how, (1, 2), steps).await;
            let moved = moved.unwrap_or_else(|torn| panic!("{torn}"));
            let back = [json!(run.to_string()), json!(protocol)];
            let undone = everywhere(&g, &protocol, g.back(), &back, how, (2, 1), steps).await;
            let undone = undone.unwrap_or_else(|torn| panic!("undo: {torn}"));
            g.hold().await;
            println!(
                "{how}: at one in {steps} of up to {moved} places between statements of a move, of up to {undone} of taking it back; {functions} functions"
            );
            assert!(moved > 100 && undone > 40, "{moved} and {undone}");
        }
    });
}
