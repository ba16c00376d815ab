//! A fault at every write of a move and of taking it back, and the session killed there: each time the request is
//! wholly on one version, its chain is whole, and the run is gone on with.

use serde_json::{Value, json};
use uuid::Uuid;

use super::ground::Ground;
use super::{edited, filled, first};
use crate::support::run;
use crate::support::statements::{Planted, is_planted};

/// At the n-th write of whoever set `fault.at` something happens: an error, or the end of the session. Rows are counted
/// before they are written and once more at commit, where deferred rules are asked.
const TRAP: &str = "
create function act.trap() returns trigger language plpgsql security definer as $$
declare n int := coalesce(nullif(current_setting('fault.count', true), ''), '0')::int + 1;
begin
  if coalesce(current_setting('fault.at', true), '') = '' then return case tg_op when 'DELETE' then old else new end; end if;
  perform set_config('fault.count', n::text, true);
  if n = current_setting('fault.at')::int then
    if current_setting('fault.how') = 'kill' then perform pg_terminate_backend(pg_backend_pid()); end if;
    raise exception 'planted at write %: % on %', n, tg_op, tg_table_name using errcode = 'XX001';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;
do $$
declare t text;
begin
  foreach t in array array['request', 'visit', 'answer', 'action_done', 'parameter_answer', 'history', 'history_note', 'move', 'move_run', 'undo', 'op', 'outbox', 'round_robin'] loop
    execute format('create trigger aa_trap before insert or update or delete on app.%I for each row execute function act.trap()', t);
  end loop;
  foreach t in array array['request', 'history', 'visit'] loop
    execute format('create constraint trigger zz_trap after insert or update on app.%I deferrable initially deferred for each row execute function act.trap()', t);
  end loop;
end $$";

/// What became of the request: the version that all of it is on; none when it is torn.
async fn whole(g: &Ground, protocol: &str) -> Option<i32> {
    let sql = "
select case when s.version_id = r.version_id and w.stage_id = r.stage_id
     and not exists (select from app.answer x join app.stage_field f on f.company = x.company and f.id = x.field_id
                      where x.company = r.company and x.request_id = r.id and x.visit_no = r.visit_no and f.stage_id <> r.stage_id)
     and not exists (select from app.parameter_answer y join app.type_parameter q on q.company = y.company and q.id = y.parameter_id
                      where y.company = r.company and y.request_id = r.id and q.version_id <> r.version_id)
     and not exists (select from app.visit z where z.company = r.company and z.request_id = r.id and z.no > r.visit_no)
     and exists (select from app.move m where m.company = r.company and m.request_id = r.id and m.undone_seq is null) = (v.number = 2)
     and (select count(*) from app.history h where h.company = r.company and h.request_id = r.id and h.kind = 'migrated')
       - (select count(*) from app.history h where h.company = r.company and h.request_id = r.id and h.kind = 'undone') = v.number - 1
   then v.number end
  from app.request r join app.stage s on s.company = r.company and s.id = r.stage_id join app.flow_version v on v.company = r.company and v.id = r.version_id
  join app.visit w on w.company = r.company and w.request_id = r.id and w.no = r.visit_no where r.protocol = $1";
    sqlx::query_scalar::<_, Option<i32>>(sql).bind(protocol).fetch_one(&g.scratch.admin()).await.unwrap()
}

/// Faults at 1, 1 + step, … until none is left to fail; how many places there were. The request goes from one version to
/// another by what is asked, once nothing fails.
pub(super) async fn everywhere(
    g: &Ground,
    protocol: &str,
    sql: &'static str,
    args: &[Value],
    how: &str,
    (from, to): (i32, i32),
    step: usize,
) -> Result<i32, String> {
    let before = g.images().await;
    let session = Planted::new(&g.scratch, "admin");
    for at in (1..20_000).step_by(step) {
        match session.at(at, how, sql, args).await {
            Ok(_) => {
                return if whole(g, protocol).await == Some(to) {
                    Ok(at - 1)
                } else {
                    Err(format!("torn after all, at {at}"))
                };
            }
            Err((class, _)) if is_planted(&class) => {}
            Err(other) => return Err(format!("{other:?} is not the fault planted at {at}")),
        }
        if whole(g, protocol).await != Some(from) || g.images().await != before {
            return Err(format!("torn by a fault at {at} ({how})"));
        }
        // The invariants of the whole database and every chain cost more than the rest together.
        if at > 200 && at % 10 != 1 {
            continue;
        }
        g.check().await.map_err(|broken| format!("fault at {at}: {broken}"))?;
    }
    Err("no end of writes".into())
}

/// A filled request whose type has a second version; with the trap at every row, or without.
pub(super) async fn trapped_ground(rows: bool) -> (Ground, String) {
    let g = Ground::new(&first()).await;
    let protocol = filled(&g).await;
    g.publish(&edited(|doc| doc["stage"][0]["field"][1]["type"] = json!("date"))).await;
    if rows {
        sqlx::raw_sql(TRAP).execute(&g.scratch.admin()).await.unwrap();
    }
    (g, protocol)
}

#[test]
fn z2_a_fault_at_any_write_leaves_the_request_on_one_version_and_the_run_goes_on() {
    run(async {
        for how in ["error", "kill"] {
            let (g, protocol) = trapped_ground(true).await;
            let run = Uuid::new_v4();
            let writes =
                everywhere(&g, &protocol, g.step(), &g.args(&protocol, 2, &json!({}), run), how, (1, 2), 1).await;
            let writes = writes.unwrap_or_else(|torn| panic!("{torn}"));
            assert!(writes >= 10, "a move writes more than {writes} rows");
            let back = [json!(run.to_string()), json!(protocol)];
            let undone = everywhere(&g, &protocol, g.back(), &back, how, (2, 1), 1)
                .await
                .unwrap_or_else(|torn| panic!("undo: {torn}"));
            assert!(undone >= 8, "taking back writes more than {undone} rows");
            g.hold().await;
            println!("{how}: at each of {writes} writes of a move and {undone} of taking it back");
        }
    });
}

/// A mover that does in two transactions what must be one.
const TORN: &str = "
create function api.torn(p_protocol text) returns jsonb language plpgsql security definer set search_path = '' as $$
begin
  insert into app.move_run (company, id, type_id, version_id, plan, person_id, at)
  select r.company, gen_random_uuid(), r.type_id, r.version_id, '{}', 1, sec.now() from app.request r where r.protocol = p_protocol;
  insert into app.move (company, run, request_id, seq, visit_no, person_id, before)
  select r.company, x.id, r.id, r.version, r.visit_no, 1, '{}' from app.request r, app.move_run x where r.protocol = p_protocol;
  return '{}';
end $$;
grant execute on function api.torn(text) to public";

#[test]
fn the_check_of_faults_can_fail() {
    run(async {
        let (g, protocol) = trapped_ground(true).await;
        sqlx::raw_sql(TORN).execute(&g.scratch.admin()).await.unwrap();
        let torn = everywhere(&g, &protocol, "select api.torn($1)", &[json!(protocol)], "error", (1, 2), 1).await;
        let torn = torn.expect_err("a request told as moved that is not");
        assert!(torn.contains("torn after all"), "{torn}");
    });
}
