//! Raw SQL of people who would do more than they may: each try over a connection of their own, each refused, and
//! the server's word for it asserted. What a superuser forges in the history, `api.verify` finds.

use serde_json::Value;
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Row as _};

use crate::support::run;
use crate::walk::house;

const DENIED: &str = "42501";
/// The engine's own "not permitted".
const BL005: &str = "BL005";

async fn word(c: &mut PgConnection, sql: &str) -> String {
    match sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(c).await {
        Ok(_) => "done".to_owned(),
        Err(e) => e.as_database_error().and_then(|d| d.code().map(|c| c.into_owned())).unwrap_or_else(|| e.to_string()),
    }
}

async fn json(c: &mut PgConnection, sql: &str) -> Value {
    sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_one(c).await.unwrap_or_else(|e| panic!("{sql}: {e}"))
}

/// A command that the role may not call, or that refuses the role.
const NOT_HERS: &[&str] = &[DENIED, BL005];

const OPEN: &str =
    "select api.open(jsonb_build_object('student', '1006', 'type', 'exame', 'location', 'balcao', 'description', 'x'))";

/// A school with a request that bruno holds, an internal note and a restricted file in it, and one of the other company.
async fn school() -> (String, String) {
    let db = house::fresh("attack").await;
    let mut ana = house::login("w.ana", &db).await;
    let mut bruno = house::login("w.bruno", &db).await;
    let mut kelly = house::login("w.kelly", &db).await;
    let protocol = json(&mut ana, OPEN).await["protocol"].as_str().expect("a protocol").to_owned();
    for sql in [
        format!("select api.take('{protocol}', p_op => '00000000-0000-4000-8000-000000000001')"),
        format!("select api.message('{protocol}', 'segredo interno', true)"),
        format!("select api.message('{protocol}', 'bom dia', false)"),
        format!("select api.file_add('{protocol}', 'laudo.txt', convert_to('segredo do laudo', 'utf8'), true)"),
    ] {
        json(&mut bruno, &sql).await;
    }
    json(&mut kelly, "select api.open(jsonb_build_object('student', '1001', 'type', 'externo', 'location', 'balcao', 'description', 'segredo da outra'))").await;
    (db, protocol)
}

/// who, what is tried, the words that may answer it
const TRIES: &[(&str, &str, &[&str])] = &[
    // Tables of requests
    ("w.ana", "update app.request set status = 'concluded'", &[DENIED]),
    ("w.ana", "update app.request set assignee_id = 1, head = ''", &[DENIED]),
    (
        "w.ana",
        "insert into app.history (company, request_id, seq, at, actor, login, kind, to_status, to_stage, to_group, hash) values (1, 1, 9, now(), 'x', 'x', 'taken', 'queued', 100, 1, '')",
        &[DENIED],
    ),
    ("w.ana", "update app.history set actor = 'w.bruno'", &[DENIED]),
    ("w.ana", "delete from app.history", &[DENIED]),
    ("w.ana", "truncate app.history", &[DENIED]),
    ("w.ana", "truncate app.request cascade", &[DENIED]),
    ("w.ana", "delete from app.request", &[DENIED]),
    (
        "w.ana",
        "insert into app.outbox (company, request_id, seq, kind, to_address, payload) values (1, 1, 1, 'x', 'x@example.org', '{}')",
        &[DENIED],
    ),
    (
        "w.ana",
        "merge into app.request r using (select 1) s on true when matched then update set status = 'queued'",
        &[DENIED],
    ),
    ("w.ana", "select 1 from app.request for update", &[DENIED]),
    ("w.ana", "begin; lock table app.request in access exclusive mode", &[DENIED]),
    ("w.ana", "copy app.request from stdin", &[DENIED, "0A000"]),
    ("w.ana", "select nextval('app.request_id_seq')", &[DENIED]),
    // Somebody else
    ("w.ana", "set role balcao_owner", &[DENIED]),
    ("w.ana", "set role balcao_supervisor", &[DENIED]),
    ("w.ana", "set role balcao_admin", &[DENIED]),
    ("w.ana", "set role balcao_role_manager", &[DENIED]),
    ("w.ana", "set role \"w.fabio\"", &[DENIED]),
    ("w.ana", "set session authorization \"w.fabio\"", &[DENIED]),
    ("w.ana", "select set_config('session_authorization', 'w.fabio', false)", &[DENIED]),
    ("w.ana", "select set_config('role', 'balcao_owner', false)", &[DENIED]),
    ("w.ana", "alter role \"w.ana\" superuser", &[DENIED]),
    ("w.ana", "alter role \"w.ana\" createrole bypassrls", &[DENIED]),
    ("w.ana", "alter role \"w.ana\" rename to \"w.anna\"", &[DENIED, "0A000"]),
    ("w.ana", "alter role \"w.bruno\" password 'x'", &[DENIED]),
    ("w.ana", "grant balcao_admin to \"w.ana\"", &[DENIED]),
    ("w.ana", "create role \"w.mallory\" login", &[DENIED]),
    ("w.ana", "update app.person set role = 'admin' where login = session_user", &[DENIED]),
    ("w.ana", "insert into app.group_member values (1, 3, 1, true)", &[DENIED]),
    ("w.fabio", "set role balcao_admin", &[DENIED]),
    ("w.fabio", "update app.profile set handle_all = true", &[DENIED]),
    // Objects of one's own
    ("w.ana", "create temp table t (x int)", &[DENIED]),
    ("w.ana", "create table public.t (x int)", &[DENIED]),
    ("w.ana", "create table app.t (x int)", &[DENIED]),
    ("w.ana", "create schema mine", &[DENIED]),
    ("w.ana", "create function public.f() returns int language sql as 'select 1'", &[DENIED]),
    ("w.ana", "create function pg_temp.f() returns int language sql as 'select 1'", &[DENIED]),
    (
        "w.ana",
        "create or replace function api.take(text) returns jsonb language sql as 'select null::jsonb'",
        &[DENIED],
    ),
    ("w.ana", "create view public.v as select * from app.request", &[DENIED]),
    (
        "w.ana",
        "create event trigger e on ddl_command_start execute function pg_catalog.suppress_redundant_updates_trigger()",
        &[DENIED],
    ),
    ("w.ana", "drop function api.whoami()", &[DENIED]),
    ("w.ana", "alter table app.history disable trigger all", &[DENIED]),
    ("w.ana", "alter table app.request disable row level security", &[DENIED]),
    ("w.ana", "drop policy staff on app.request", &[DENIED]),
    ("w.ana", "comment on table app.request is 'x'", &[DENIED]),
    ("w.ana", "create extension dblink schema ext", &[DENIED]),
    ("w.ana", "create language plperlu", &[DENIED, "58P01", "0A000"]),
    ("w.ana", "set session_replication_role = replica", &[DENIED]),
    ("w.ana", "set row_security = off; select * from app.history", &[DENIED]),
    // Commands that are not hers
    ("w.ana", "select act.take(null, null, null, null)", &[DENIED, "42883"]),
    ("w.ana", "select api.publish_flow('exame', 'x')", NOT_HERS),
    ("w.ana", "select api.activate_type('parado', true)", NOT_HERS),
    ("w.ana", "select api.import_type('{}'::jsonb, 'x')", NOT_HERS),
    ("w.ana", "select api.create_person('{\"login\": \"w.mallory\", \"name\": \"M\", \"role\": \"admin\"}')", NOT_HERS),
    ("w.ana", "select api.enable_person('w.bruno', false)", NOT_HERS),
    ("w.ana", "select api.set_password('w.bruno', 'SCRAM-SHA-256$4096:AAAA$AAAA:AAAA')", NOT_HERS),
    ("w.ana", "select api.clock_set('2030-01-01', true)", NOT_HERS),
    ("w.ana", "select api.student_cpf('1006')", NOT_HERS),
    ("w.iris", "select api.take('2026.0000001')", NOT_HERS),
    ("w.hugo", "select api.take('2026.0000001')", NOT_HERS),
    ("w.joao", "select api.take('2026.0000001')", NOT_HERS),
    ("w.joao", "select api.show('2026.0000001')", NOT_HERS),
    ("w.ana", "update app.clock set mode = 'real'", &[DENIED]),
    // The machine
    ("w.ana", "select lo_import('/etc/passwd')", &[DENIED]),
    ("w.ana", "select lo_export(1, '/tmp/x')", &[DENIED]),
    ("w.ana", "select pg_read_file('/etc/passwd')", &[DENIED]),
    ("w.ana", "select pg_ls_dir('/')", &[DENIED]),
    ("w.ana", "copy (select 1) to program 'id'", &[DENIED]),
    ("w.ana", "copy app.request to '/tmp/requests'", &[DENIED]),
    ("w.ana", "create table public.t (x text); copy public.t from '/etc/passwd'", &[DENIED]),
    ("w.ana", "alter system set fsync = off", &[DENIED]),
    ("w.ana", "select pg_reload_conf()", &[DENIED]),
    ("w.ana", "select pg_promote()", &[DENIED]),
    ("w.ana", "load 'auto_explain'", &[DENIED, "58P01"]),
    ("w.ana", "checkpoint", &[DENIED]),
    ("w.ana", "select * from pg_authid", &[DENIED]),
    ("w.ana", "select * from pg_stats_ext_exprs, pg_statistic", &[DENIED]),
    // What only commands show
    ("w.ana", "select body from app.message", &[DENIED]),
    ("w.ana", "select note from app.history_note", &[DENIED]),
    ("w.ana", "select value from app.answer", &[DENIED]),
    ("w.ana", "select content from app.file_content", &[DENIED]),
    ("w.ana", "select cpf from app.person", &[DENIED]),
    ("w.ana", "select cpf from academic.student", &[DENIED]),
    ("w.ana", "select * from academic.guardian", &[DENIED]),
    ("w.ana", "select * from app.op", &[DENIED]),
    ("w.ana", "select * from app.access_log", &[DENIED]),
    ("w.iris", "select note from app.history_note", &[DENIED]),
    ("w.hugo", "select body from app.message", &[DENIED]),
    ("w.hugo", "select content from app.file_content", &[DENIED]),
    // The admin's limits
    ("w.hugo", "update app.request_type set active = true", &[DENIED]),
    ("w.hugo", "update app.flow_version set state = 'published'", &[DENIED]),
    ("w.hugo", "update app.flow_version set published_at = now()", &[DENIED]),
    ("w.hugo", "update app.person set role = 'admin'", &[DENIED]),
    ("w.hugo", "delete from app.person", &[DENIED]),
    ("w.hugo", "update app.request set priority = 1", &[DENIED]),
    ("w.hugo", "create role \"w.mallory\" login", &[DENIED]),
    ("w.hugo", "alter role \"w.ana\" password 'x'", &[DENIED]),
    ("w.hugo", "grant balcao_owner to \"w.hugo\"", &[DENIED]),
    ("w.hugo", "delete from app.audit", &[DENIED]),
];

#[test]
fn what_the_rules_forbid_raw_sql_cannot_do() {
    run(async {
        let (db, protocol) = school().await;
        assert_eq!(protocol, "2026.0000001");
        let before = json(&mut house::superuser(&db).await, STATE).await;
        let mut found = Vec::new();
        for (who, sql, words) in TRIES {
            let mut c = house::login(who, &db).await;
            let got = word(&mut c, sql).await;
            if !words.contains(&got.as_str()) {
                found.push(format!("{who}: {sql}: {got}, not {words:?}"));
            }
        }
        let after = json(&mut house::superuser(&db).await, STATE).await;
        house::drop(&db).await;
        assert!(found.is_empty(), "{} of {}:\n{}", found.len(), TRIES.len(), found.join("\n"));
        assert_eq!(before, after, "nothing changed");
        println!("{} tries, each refused", TRIES.len());
    });
}

/// Everything that a try could have changed.
const STATE: &str = "select jsonb_build_object('requests', (select jsonb_agg(to_jsonb(r) order by r.company, r.id) from app.request r),
  'history', (select jsonb_agg(to_jsonb(h) order by h.company, h.request_id, h.seq) from app.history h),
  'people', (select jsonb_agg(to_jsonb(p) order by p.id) from app.person p), 'types', (select jsonb_agg(to_jsonb(t) order by t.id) from app.request_type t),
  'versions', (select jsonb_agg(to_jsonb(v) order by v.id) from app.flow_version v), 'stages', (select jsonb_agg(to_jsonb(s) order by s.id) from app.stage s),
  'roles', (select jsonb_agg(r.rolname order by r.rolname) from pg_roles r where r.rolname like '%mallory%'))";

#[test]
fn frozen_versions_are_frozen_also_for_the_admin() {
    run(async {
        let (db, _) = school().await;
        let mut hugo = house::login("w.hugo", &db).await;
        let tries = [
            "update app.stage set name = 'outro'",
            "update app.stage set can_conclude = true where code = 'inicio'",
            "delete from app.flow_edge",
            "update app.flow_edge set active = true",
            "update app.stage_field set required = false",
            "insert into app.stage_action (company, version_id, stage_id, key, kind, label, order_no) values (1, 1, 100, 'novo', 'checklist', 'Novo', 9)",
            "delete from app.type_parameter",
            "delete from app.flow_version",
        ];
        let mut found = Vec::new();
        for sql in tries {
            let got = word(&mut hugo, sql).await;
            if got != DENIED && !got.starts_with("BL") {
                found.push(format!("{sql}: {got}"));
            }
        }
        house::drop(&db).await;
        assert!(found.is_empty(), "{}", found.join("\n"));
    });
}

#[test]
fn nobody_sees_the_other_company() {
    run(async {
        let (db, _) = school().await;
        let mut ana = house::login("w.ana", &db).await;
        let tables: Vec<String> = sqlx::query_scalar(
            "select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
             join pg_attribute a on a.attrelid = c.oid and a.attname = 'company'
             where n.nspname in ('app', 'academic') and c.relkind = 'r' and has_column_privilege(c.oid, a.attnum, 'select') order by 1",
        )
        .fetch_all(&mut ana)
        .await
        .expect("the tables");
        assert!(tables.contains(&"app.request".to_owned()), "{tables:?}");
        for t in &tables {
            let foreign: i64 =
                sqlx::query_scalar(AssertSqlSafe(format!("select count(*) from {t} where company <> 1")))
                    .fetch_one(&mut ana)
                    .await
                    .expect("a count");
            assert_eq!(foreign, 0, "{t} shows rows of the other company");
        }
        // The same protocol stands in both companies; each sees its own, and a foreign number is not told from a missing one.
        let mine = json(&mut ana, "select api.show('2026.0000001')").await.to_string();
        assert!(!mine.contains("segredo da outra"));
        let mut kelly = house::login("w.kelly", &db).await;
        let hers = json(&mut kelly, "select api.show('2026.0000001')").await.to_string();
        assert!(hers.contains("segredo da outra") && !hers.contains("bom dia"));
        json(&mut ana, OPEN).await;
        let foreign = sqlx::query("select api.show('2026.0000002')")
            .fetch_one(&mut kelly)
            .await
            .expect_err("not hers")
            .to_string();
        let missing = sqlx::query("select api.show('2026.0009999')")
            .fetch_one(&mut kelly)
            .await
            .expect_err("nobody's")
            .to_string();
        assert_eq!(foreign.replace("0000002", "N"), missing.replace("0009999", "N"));
        house::drop(&db).await;
    });
}

#[test]
fn z5_who_is_not_of_the_group_reads_no_note_and_no_restricted_file() {
    run(async {
        let (db, protocol) = school().await;
        let mut elisa = house::login("w.elisa", &db).await;
        let seen = json(&mut elisa, &format!("select api.show('{protocol}')")).await.to_string();
        assert!(seen.contains("bom dia"), "the public part is shown: {seen}");
        assert!(!seen.contains("segredo"), "{seen}");
        assert_eq!(word(&mut elisa, &format!("select * from api.file_get('{protocol}', 1)")).await, BL005);
        let mut ana = house::login("w.ana", &db).await;
        let seen = json(&mut ana, &format!("select api.show('{protocol}')")).await.to_string();
        assert!(seen.contains("segredo interno"), "a member of the group reads the note");
        let content: Vec<u8> = sqlx::query(AssertSqlSafe(format!("select content from api.file_get('{protocol}', 1)")))
            .fetch_one(&mut ana)
            .await
            .expect("the file")
            .get(0);
        assert_eq!(content, b"segredo do laudo");
        let logged: i64 = sqlx::query_scalar("select count(*) from app.access_log a join app.person p on p.company = a.company and p.id = a.person_id where p.login = 'w.ana' and a.request_id is not null")
            .fetch_one(&mut house::superuser(&db).await)
            .await
            .expect("the log");
        assert!(logged > 0, "the read of the restricted file is logged");
        house::drop(&db).await;
    });
}

#[test]
fn an_operation_of_another_person_answers_nothing() {
    run(async {
        let (db, protocol) = school().await;
        let mut ana = house::login("w.ana", &db).await;
        let op = "00000000-0000-4000-8000-000000000001";
        let got: Option<Value> = sqlx::query_scalar("select api.op_result($1::text::uuid)")
            .bind(op)
            .fetch_one(&mut ana)
            .await
            .expect("an answer");
        assert!(got.is_none_or(|v| v.is_null()), "bruno's operation is not ana's");
        assert_eq!(
            word(&mut ana, &format!("select api.take('{protocol}', p_op => '{op}')")).await,
            "BL004",
            "it is a try of her own, and too late"
        );
        house::drop(&db).await;
    });
}

#[test]
fn nobody_ends_or_cancels_the_work_of_another() {
    run(async {
        let (db, _) = school().await;
        let mut ana = house::login("w.ana", &db).await;
        let mut bruno = house::login("w.bruno", &db).await;
        let pid: i32 = sqlx::query_scalar("select pg_backend_pid()").fetch_one(&mut bruno).await.expect("a pid");
        assert_eq!(word(&mut ana, &format!("select pg_terminate_backend({pid})")).await, DENIED);
        assert_eq!(word(&mut ana, &format!("select pg_cancel_backend({pid})")).await, DENIED);
        assert_eq!(word(&mut bruno, "select 1").await, "done");
        let seen: Vec<Option<String>> =
            sqlx::query_scalar("select query from pg_stat_activity where usename = 'w.bruno'")
                .fetch_all(&mut ana)
                .await
                .expect("the activity");
        assert!(seen.iter().all(|q| q.as_deref() == Some("<insufficient privilege>")), "{seen:?}");
        house::drop(&db).await;
    });
}

/// Look-alikes of what the engine calls, in a schema that ana was given by mistake; each would tell on itself.
const HIJACK: &str = "
create schema evil; grant all on schema evil to \"w.ana\";
create function evil.caught() returns boolean language plpgsql as $$ begin raise exception using errcode = 'EV001', message = 'hijacked'; end $$;
create function evil.lower(text) returns text language sql as 'select evil.caught()::text';
create function evil.now() returns timestamptz language sql as 'select case when evil.caught() then null::timestamptz end';
create function evil.coalesced(text) returns text language sql as 'select evil.caught()::text';
create function evil.jsonb_build_object(variadic \"any\") returns jsonb language internal as 'jsonb_build_object';
create function evil.same(text, text) returns boolean language sql as 'select evil.caught()';
create operator evil.= (leftarg = text, rightarg = text, function = evil.same);
create function evil.same_number(int, int) returns boolean language sql as 'select evil.caught()';
create operator evil.= (leftarg = int, rightarg = int, function = evil.same_number);
create table evil.request (); create table evil.person (); grant all on all tables in schema evil to \"w.ana\";
grant execute on all functions in schema evil to public;
";

#[test]
fn a_search_path_of_ones_own_does_not_reach_the_engine() {
    run(async {
        let (db, protocol) = school().await;
        house::run_sql(&db, HIJACK).await.expect("the trap");
        let mut ana = house::login("w.ana", &db).await;
        assert_eq!(word(&mut ana, "set search_path = evil, pg_catalog").await, "done");
        assert_eq!(
            word(&mut ana, "select 'a'::text = 'b'::text").await,
            "EV001",
            "the trap works on her own statements"
        );
        for sql in [
            OPEN.replace("jsonb_build_object", "pg_catalog.jsonb_build_object"),
            "select api.take('2026.0000002')".to_owned(),
            "select api.set_fields('2026.0000002', '{\"motivo\": \"ABC1\", \"faltas\": 3, \"conferir\": true}')"
                .to_owned(),
            "select api.forward('2026.0000002', 'encaminhar')".to_owned(),
            format!("select api.show('{protocol}')"),
            "select api.find_student('Aluno', 5)".to_owned(),
            "select api.student_card('1006')".to_owned(),
            "select count(*) from app.request".to_owned(),
            "select api.whoami()".to_owned(),
            "select api.counts()".to_owned(),
        ] {
            assert_eq!(word(&mut ana, &sql).await, "done", "{sql}");
        }
        house::drop(&db).await;
    });
}

#[test]
fn set_role_of_ones_own_group_changes_nobody() {
    run(async {
        let (db, _) = school().await;
        let mut ana = house::login("w.ana", &db).await;
        assert_eq!(word(&mut ana, "set role balcao_attendant").await, "done");
        assert_eq!(json(&mut ana, "select api.whoami()").await["login"], "w.ana");
        let mut fabio = house::login("w.fabio", &db).await;
        assert_eq!(word(&mut fabio, "set role balcao_attendant").await, "done");
        assert_eq!(json(&mut fabio, "select api.whoami()").await["login"], "w.fabio");
        house::drop(&db).await;
    });
}

/// Each forges the history of one request as only a superuser with the triggers off can.
const FORGERIES: &[(&str, &str)] = &[
    (
        "an event says somebody else did it",
        "update app.history set actor_id = 1, actor = 'w.ana', login = 'w.ana' where company = 1 and request_id = {r} and seq = 2",
    ),
    (
        "an event stands at another time",
        "update app.history set at = at - interval '1 day' where company = 1 and request_id = {r} and seq = 2",
    ),
    (
        "an event leads elsewhere",
        "update app.history set to_assignee = 1 where company = 1 and request_id = {r} and seq = 2",
    ),
    (
        "a note says something else",
        "update app.history_note set note = 'outra coisa' where company = 1 and request_id = {r} and seq = 3",
    ),
    ("a hash is made up", "update app.history set hash = '\\x00' where company = 1 and request_id = {r} and seq = 2"),
    (
        "an event in the middle is gone",
        "delete from app.history_note where company = 1 and request_id = {r} and seq = 2; delete from app.history where company = 1 and request_id = {r} and seq = 2",
    ),
    (
        "the last event is gone",
        "delete from app.history_note where company = 1 and request_id = {r} and seq = 3; delete from app.history where company = 1 and request_id = {r} and seq = 3",
    ),
    (
        "the last event is gone and the version says so",
        "delete from app.history_note where company = 1 and request_id = {r} and seq = 3; delete from app.history where company = 1 and request_id = {r} and seq = 3; update app.request set version = 2 where company = 1 and id = {r}",
    ),
    (
        "all of it is gone",
        "delete from app.history_note where company = 1 and request_id = {r}; delete from app.history where company = 1 and request_id = {r}",
    ),
    (
        "an event is added",
        "insert into app.history select (jsonb_populate_record(h, '{\"seq\": 4}')).* from app.history h where company = 1 and request_id = {r} and seq = 3",
    ),
    (
        "two events change places",
        "update app.history set seq = 90 where company = 1 and request_id = {r} and seq = 2; update app.history set seq = 2 where company = 1 and request_id = {r} and seq = 3; update app.history set seq = 3 where company = 1 and request_id = {r} and seq = 90",
    ),
];

/// Forges one request each way and asks `api.verify`; answers how many forgeries it found.
///
/// # Errors
/// The forgery that was not found.
pub async fn forgeries_found(db: &str) -> Result<usize, String> {
    let mut bruno = house::login("w.bruno", db).await;
    let mut iris = house::login("w.iris", db).await;
    let mut protocols = Vec::new();
    for _ in FORGERIES {
        let r = json(&mut bruno, OPEN).await["protocol"].as_str().expect("a protocol").to_owned();
        json(&mut bruno, &format!("select api.take('{r}')")).await;
        json(&mut bruno, &format!("select api.release('{r}', 'bom dia')")).await;
        protocols.push(r);
    }
    let clean = json(&mut iris, "select api.verify()").await;
    if clean["checked"] != FORGERIES.len() || clean["broken"] != Value::Array(vec![]) {
        return Err(format!("honest histories: {clean}"));
    }
    for ((_, sql), protocol) in FORGERIES.iter().zip(&protocols) {
        let id = format!("(select id from app.request where company = 1 and protocol = '{protocol}')");
        let sql = format!("set session_replication_role = replica; {}", sql.replace("{r}", &id));
        house::run_sql(db, &sql).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
    }
    let found = json(&mut iris, "select api.verify()").await;
    let broken = found["broken"].as_array().expect("a list");
    for ((what, _), protocol) in FORGERIES.iter().zip(&protocols) {
        if !broken.iter().any(|b| b["protocol"] == protocol.as_str()) {
            return Err(format!("not found: {what}"));
        }
    }
    Ok(FORGERIES.len())
}

#[test]
fn verify_finds_every_forged_removed_or_truncated_event() {
    run(async {
        let db = house::fresh("forgery").await;
        let found = forgeries_found(&db).await;
        house::drop(&db).await;
        println!("{} forgeries, each found", found.unwrap_or_else(|e| panic!("{e}")));
    });
}

#[test]
fn a_changed_request_without_its_event_is_refused_at_commit() {
    run(async {
        let (db, protocol) = school().await;
        // As the superuser, triggers on: what even the owner's own code could do by mistake.
        let mut c = house::superuser(&db).await;
        for change in [
            "status = 'queued', assignee_id = null, assigned_at = null",
            "assignee_id = 1",
            "stage_id = 101",
            "group_id = 2",
        ] {
            let got =
                word(&mut c, &format!("update app.request set {change} where company = 1 and protocol = '{protocol}'"))
                    .await;
            assert_ne!(got, "done", "{change}");
        }
        assert_ne!(word(&mut c, "update app.history set actor = 'x'").await, "done", "H-1");
        assert_ne!(word(&mut c, "delete from app.history").await, "done", "H-1");
        assert_ne!(word(&mut c, "truncate app.history cascade").await, "done", "H-1");
        house::drop(&db).await;
    });
}
