//! Faults at every boundary between statements of a command: every plpgsql function of the engine is made anew with a
//! call after each of its statements, and the call that is due fails, or ends the session.
//!
//! What is covered: each boundary between statements that a command really executes, in all functions and triggers of
//! schemas act, sec, api and app written in plpgsql, reads as well as writes, those deferred to the commit included. A
//! function of one SQL expression is one statement, as for the engine. What must hold after a fault is the test's to say.

use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, PgPool, Row as _};

use super::{Scratch, ask};

/// The call that is put between statements. It counts from where `fault.at` is set, across the commits of a command that
/// has several; what a fault rolls back is counted no more.
const TICK: &str = "
create schema fault;
grant usage on schema fault to public;
create function fault.tick() returns boolean language plpgsql security definer as $fault$
declare n int;
begin
  if coalesce(current_setting('fault.at', true), '') = '' then return false; end if;
  n := coalesce(nullif(current_setting('fault.count', true), ''), '0')::int + 1;
  perform set_config('fault.count', n::text, false);
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
pub async fn tick_all(scratch: &Scratch) -> usize {
    let owner = scratch.admin();
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

/// One session of a login in which faults are planted; a session that was killed is followed by another.
pub struct Planted {
    pool: PgPool,
}

impl Planted {
    pub fn new(scratch: &Scratch, login: &str) -> Self {
        Self { pool: scratch.login_pool(login, 1) }
    }

    /// One statement, with a fault planted at the n-th place: `error`, or `kill` of the session.
    pub async fn at(&self, at: i32, how: &str, sql: &'static str, args: &[Value]) -> Result<Value, (String, Value)> {
        self.arm(&at.to_string(), how).await;
        ask(&self.pool, sql, args).await
    }

    /// The statement without a fault, and how many places it has.
    pub async fn count(&self, sql: &'static str, args: &[Value]) -> (Result<Value, (String, Value)>, i32) {
        self.arm("1000000", "error").await;
        let ended = ask(&self.pool, sql, args).await;
        let places = ask(&self.pool, "select to_jsonb(nullif(current_setting('fault.count'), '')::int)", &[]).await;
        self.arm("", "error").await;
        (ended, places.ok().and_then(|n| n.as_i64()).unwrap_or_default() as i32)
    }

    async fn arm(&self, at: &str, how: &str) {
        let sql = "select to_jsonb(set_config('fault.at', $1, false) || set_config('fault.how', $2, false) || set_config('fault.count', '', false))";
        ask(&self.pool, sql, &[json!(at), json!(how)]).await.expect("the trap is set");
    }
}

/// Whether an error is the fault that was planted, or the session's end by it.
pub fn is_planted(class: &str) -> bool {
    matches!(class, "XX001" | "57P01" | "lost")
}
