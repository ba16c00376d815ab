//! The dry run of a plan over three thousand running requests: told as each is told by itself, and several times faster.

use std::time::Instant;

use serde_json::{Value, json};

use super::ground::{Ground, ask};
use super::whole::ORACLE;
use super::{edited, filled, first};
use crate::support::run;

/// One request copied, with its visit and its answers; the copies differ in what they answered.
const COPIES: &str = "
set session_replication_role = replica;
create temp table model as select * from app.request order by id limit 1;
do $$
declare n int; r app.request; v_id bigint; v_columns text;
begin
  select * into r from model;
  select string_agg(quote_ident(attname), ', ' order by attnum) into v_columns from pg_attribute
   where attrelid = 'app.request'::regclass and attnum > 0 and not attisdropped and attgenerated = '';
  for n in 1..2999 loop
    v_id := r.id + n;
    execute format('insert into app.request (%1$s) overriding system value select %1$s from jsonb_populate_record($1, $2)', v_columns)
      using r, jsonb_build_object('id', v_id, 'protocol', '2030.' || lpad(n::text, 7, '0'));
    insert into app.visit select (jsonb_populate_record(x, jsonb_build_object('request_id', v_id))).* from app.visit x where x.request_id = r.id;
    insert into app.answer select (jsonb_populate_record(x, jsonb_build_object('request_id', v_id,
        'value', case when jsonb_typeof(x.value) = 'string' then to_jsonb((x.value #>> '{}') || n) else to_jsonb(n % 50) end))).* from app.answer x where x.request_id = r.id;
    insert into app.parameter_answer select (jsonb_populate_record(x, jsonb_build_object('request_id', v_id, 'value', 'T' || n % 40))).* from app.parameter_answer x where x.request_id = r.id;
  end loop;
end $$;
set session_replication_role = origin;
analyze;";

#[test]
fn z2_a_dry_run_of_three_thousand_is_judged_together_and_told_as_one_by_one() {
    run(async {
        let g = Ground::new(&first()).await;
        filled(&g).await;
        let owner = g.scratch.admin();
        sqlx::raw_sql(COPIES).execute(&owner).await.unwrap();
        sqlx::raw_sql(ORACLE).execute(&owner).await.unwrap();
        g.publish(&edited(|doc| {
            doc["stage"][0]["field"][0]["max"] = json!("6");
            doc["stage"][0]["field"][1]["max"] = json!("30");
        }))
        .await;
        let plan = json!({"stages": {}});
        let (mut together, mut singly) = (f64::INFINITY, f64::INFINITY);
        for _ in 0..2 {
            let begun = Instant::now();
            let dry =
                ask(&g.admin, "select api.plan_migration('t', 2, $1)", std::slice::from_ref(&plan)).await.unwrap();
            together = together.min(begun.elapsed().as_secs_f64());
            let begun = Instant::now();
            let plain: Value =
                sqlx::query_scalar("select plain.judged('t', 2, $1)").bind(&plan).fetch_one(&owner).await.unwrap();
            singly = singly.min(begun.elapsed().as_secs_f64());
            assert_eq!(dry["counts"], json!({"moves": 3000, "stays": 0, "blocked": 0}));
            for item in dry["items"].as_array().unwrap() {
                for (key, value) in plain[item["protocol"].as_str().unwrap()].as_object().unwrap() {
                    assert_eq!(&item[key], value, "{}: {key}", item["protocol"]);
                }
            }
        }
        println!("3000 requests: {together:.2} s together, {singly:.2} s one by one, {:.1} times", singly / together);
        assert!(singly / together >= 3.0, "only {:.1} times faster", singly / together);
    });
}
