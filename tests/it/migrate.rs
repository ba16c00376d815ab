//! `migrate` as a whole: once, again, upgraded, refused, broken, raced, and by a login that is no superuser.
//! The scripts here are small ones of the tests' own; one test runs the real ones.

use balcao::store::failure::Failure;
use balcao::store::migrate::{self, Fit, Program, Script};
use sqlx::{Connection, PgConnection};

use crate::support::{Scratch, base, run};

const THINGS: &str = "create table app.thing (id int primary key, name text not null);
insert into app.thing values (1, 'kept');";
const RULES: &str = "create schema sec;
create function sec.name_of(i int) returns text language sql stable security definer set search_path = ''
as $$ select name from app.thing where id = i $$;
alter table app.thing enable row level security;
create policy mine on app.thing for select to balcao_attendant using (sec.name_of(id) is not null);
grant select on app.thing to balcao_attendant;";

fn program(migrations: &[(&str, &str)], engine: &[(&str, &str)]) -> Program {
    let scripts = |files: &[(&str, &str)]| {
        files.iter().map(|(path, text)| Script::new((*path).to_owned(), (*text).to_owned())).collect()
    };
    Program { roles: Program::embedded().roles.clone(), migrations: scripts(migrations), engine: scripts(engine) }
}

fn first() -> Program {
    program(&[("0001_things.sql", THINGS)], &[("engine/a.sql", RULES)])
}

async fn ask(connection: &mut PgConnection, sql: &'static str) -> String {
    sqlx::query_scalar(sql).fetch_one(connection).await.expect(sql)
}

/// Everything that the engine made, in words.
const MADE: &str = "select concat_ws(' ',
  (select string_agg(polname, ',' order by polname) from pg_policy),
  (select string_agg(oid::regprocedure::text, ',' order by oid::regprocedure::text) from pg_proc where pronamespace = to_regnamespace('sec')),
  has_table_privilege('balcao_attendant', 'app.thing', 'select'),
  (select count(*) from app.thing), (select count(*) from app.migration))";

#[test]
fn the_second_time_changes_nothing_and_runs_nothing() {
    run(async {
        let scratch = Scratch::empty().await;
        let mut owner = base::owner(scratch.name()).await;
        assert!(matches!(migrate::check_for(&mut owner, &first()).await.unwrap(), Fit::Older(_)));
        let done = migrate::migrate_to(&mut owner, &first()).await.unwrap();
        assert_eq!(done.ran, [1]);
        assert_eq!(migrate::check_for(&mut owner, &first()).await.unwrap(), Fit::Fits);
        let made = ask(&mut owner, MADE).await;
        assert_eq!(made, "mine sec.name_of(integer) t 1 1");
        assert_eq!(migrate::migrate_to(&mut owner, &first()).await.unwrap().ran, Vec::<i32>::new());
        assert_eq!(ask(&mut owner, MADE).await, made);
        assert_eq!(ask(&mut owner, "select current_user::text").await, "balcao_super", "the role is given back");
    });
}

#[test]
fn an_upgrade_may_change_what_the_old_rules_stood_on_and_takes_back_old_rights() {
    run(async {
        let scratch = Scratch::empty().await;
        let mut owner = base::owner(scratch.name()).await;
        migrate::migrate_to(&mut owner, &first()).await.unwrap();
        let second = program(
            &[
                ("0001_things.sql", THINGS),
                ("0002_wider.sql", "alter table app.thing alter column name type varchar(80)"),
            ],
            &[(
                "engine/b.sql",
                "create schema sec; create function sec.other() returns int language sql as 'select 2'",
            )],
        );
        assert!(matches!(migrate::check_for(&mut owner, &second).await.unwrap(), Fit::Older(_)));
        assert_eq!(migrate::migrate_to(&mut owner, &second).await.unwrap().ran, [2]);
        assert_eq!(ask(&mut owner, MADE).await, "sec.other() f 1 2");
        let refused = migrate::migrate_to(&mut owner, &first()).await.unwrap_err();
        assert!(matches!(refused, Failure::Engine { .. }), "an older program does not go back: {refused}");
        assert!(matches!(migrate::check_for(&mut owner, &first()).await.unwrap(), Fit::Newer(_)));
        let other_rules = program(&[("0001_things.sql", THINGS), ("0002_wider.sql", "")], &[]);
        assert!(matches!(migrate::check_for(&mut owner, &other_rules).await.unwrap(), Fit::DifferentBuild(_)));
    });
}

#[test]
fn a_migration_that_ran_is_never_edited() {
    run(async {
        let scratch = Scratch::empty().await;
        let mut owner = base::owner(scratch.name()).await;
        migrate::migrate_to(&mut owner, &first()).await.unwrap();
        let edited = program(&[("0001_things.sql", "create table app.thing (id int)")], &[("engine/a.sql", RULES)]);
        let failure = migrate::migrate_to(&mut owner, &edited).await.unwrap_err();
        assert!(failure.to_string().contains("migration 1 (things)"), "{failure}");
    });
}

#[test]
fn sql_that_does_not_run_is_named_with_its_line_and_changes_nothing() {
    run(async {
        let scratch = Scratch::empty().await;
        let mut owner = base::owner(scratch.name()).await;
        migrate::migrate_to(&mut owner, &first()).await.unwrap();
        let before = ask(&mut owner, MADE).await;
        let broken = program(
            &[("0001_things.sql", THINGS), ("0002_more.sql", "create table app.more (id int)")],
            &[("engine/a.sql", RULES), ("engine/b.sql", "-- é\nselect 1;\nselect nothing_of_this_name;\n")],
        );
        let failure = migrate::migrate_to(&mut owner, &broken).await.unwrap_err();
        let text = failure.to_string();
        assert!(text.contains("engine/b.sql:3: column \"nothing_of_this_name\" does not exist"), "{text}");
        assert_eq!(failure.exit_code(), 70);
        assert_eq!(ask(&mut owner, MADE).await, before);
        assert_eq!(ask(&mut owner, "select coalesce(to_regclass('app.more')::text, 'none')").await, "none");
    });
}

#[test]
fn two_at_once_do_it_once() {
    run(async {
        let scratch = Scratch::empty().await;
        let one = async |name: String| {
            let mut owner = base::owner(&name).await;
            migrate::migrate_to(&mut owner, &first()).await.unwrap().ran.len()
        };
        let (a, b) = tokio::join!(one(scratch.name().to_owned()), one(scratch.name().to_owned()));
        assert_eq!(a + b, 1, "exactly one of them ran the migration");
    });
}

#[test]
fn databases_of_one_cluster_may_be_migrated_at_once() {
    run(async {
        let all = futures::future::join_all((0..6).map(async |_| {
            let scratch = Scratch::empty().await;
            let mut owner = base::owner(scratch.name()).await;
            migrate::migrate_to(&mut owner, &first()).await.map(|done| done.ran)
        }));
        for done in all.await {
            assert_eq!(done.unwrap(), [1]);
        }
    });
}

#[test]
fn a_createrole_login_that_owns_the_database_may_and_keeps_no_membership() {
    run(async {
        let scratch = Scratch::empty().await;
        let login = base::unique("dba");
        // The group roles exist already, as on any server after the first database.
        migrate::migrate_to(&mut base::owner(scratch.name()).await, &first()).await.unwrap();
        let database = base::unique("of_dba");
        base::command("postgres", &format!("create role {login} login createrole password 'x'")).await;
        base::command("postgres", &format!("create database {database} owner {login}")).await;
        let connect = sqlx::ConnectOptions::connect(&base::options(&login, &database).password("x")).await;
        let mut dba = connect.unwrap();
        let admin_file = program(
            &[("0001_things.sql", THINGS)],
            &[("engine/a.sql", RULES), ("engine/z.sql", "-- role: admin\ncomment on schema ext is 'by the admin';")],
        );
        migrate::migrate_to(&mut dba, &admin_file).await.unwrap();
        assert_eq!(migrate::migrate_to(&mut dba, &admin_file).await.unwrap().ran, Vec::<i32>::new());
        assert_eq!(ask(&mut dba, "select pg_has_role(current_user, 'balcao_owner', 'member')::text").await, "false");
        assert_eq!(
            ask(&mut dba, "select nspowner::regrole::text from pg_namespace where nspname = 'app'").await,
            "balcao_owner"
        );
        dba.close().await.unwrap();

        let plain = base::unique("plain");
        base::command("postgres", &format!("create role {plain} login password 'x'")).await;
        base::command(&database, &format!("grant connect on database {database} to {plain}")).await;
        let connect = sqlx::ConnectOptions::connect(&base::options(&plain, &database).password("x")).await;
        let failure = migrate::migrate_to(&mut connect.unwrap(), &admin_file).await.unwrap_err();
        assert_eq!(failure.exit_code(), 5, "{failure}");
        assert!(failure.to_string().contains("--admin-url"), "{failure}");
        base::command("postgres", &format!("drop database {database} with (force)")).await;
    });
}

#[test]
fn nobody_outside_connects_and_staff_make_no_temporary_tables() {
    run(async {
        let scratch = Scratch::new().await;
        let sql = "select concat_ws(' ',
          has_database_privilege('balcao_attendant', current_database(), 'connect'),
          has_database_privilege('balcao_attendant', current_database(), 'temp'),
          has_database_privilege('balcao_attendant', current_database(), 'create'),
          has_database_privilege('balcao_worker', current_database(), 'connect'),
          has_database_privilege('balcao_param_runner', current_database(), 'connect'),
          has_schema_privilege('balcao_attendant', 'public', 'usage'))";
        let mut owner = base::owner(scratch.name()).await;
        assert_eq!(ask(&mut owner, sql).await, "t f f t f f");
        assert_eq!(migrate::check(&mut owner).await.unwrap(), Fit::Fits);
    });
}
