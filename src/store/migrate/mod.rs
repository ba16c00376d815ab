//! Creates or upgrades the schema: one transaction, whole or not at all (amendment 12).
//! Policies, triggers and the schemas of the rules are dropped, new migrations run, the rules are made anew.

mod fit;
mod program;

pub use fit::{Fit, Sides, check, check_for};
pub use program::{Program, Script};

use sqlx::postgres::{PgDatabaseError, PgErrorPosition};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use super::failure::Failure;
use crate::domain::refusal::{Kind, Problem, Refusal};

/// What a database remembers of the program that made it.
pub(crate) const PROGRAM_NAME: &str = concat!("balcao ", env!("CARGO_PKG_VERSION"));

/// Serialises migrations of one database.
const LOCK: i64 = 0x0062_616c_6361_6f00;

/// Settings of the transaction: waits for desks in use, but not for ever; no limit on the work itself.
const BEGIN: &str = "set local statement_timeout = 0;
set local lock_timeout = '30s';
set local idle_in_transaction_session_timeout = 0;
set local client_min_messages = warning;";

/// A CREATEROLE login is granted the roles it must act as, and loses them again (amendment 11).
pub(super) const BORROW: &str = "do $$
declare r text;
begin
  if (select rolsuper from pg_catalog.pg_roles where rolname = session_user) then return; end if;
  foreach r in array array['balcao_owner', 'balcao_role_manager', 'balcao_param_runner'] loop
    execute format('grant %I to %I', r, session_user);
  end loop;
end $$";
pub(super) const GIVE_BACK: &str = "do $$
declare r text;
begin
  if (select rolsuper from pg_catalog.pg_roles where rolname = session_user) then return; end if;
  foreach r in array array['balcao_owner', 'balcao_role_manager', 'balcao_param_runner'] loop
    execute format('revoke %I from %I', r, session_user);
  end loop;
end $$";

/// Where the schema keeps its own state.
const GROUND: &str = "create schema if not exists app;
create schema if not exists academic;
create table if not exists app.migration (
  number  int primary key,
  name    text not null,
  sha256  text not null,
  at      timestamptz not null default now()
);
create table if not exists app.engine (
  one          boolean primary key default true constraint engine_one_row check (one),
  migration    int not null,
  fingerprint  text not null,
  program      text not null,
  at           timestamptz not null default now()
);";

/// Takes away everything that the engine's files make, so that migrations meet bare tables.
const UNDRESS: &str = "do $$
declare
  r record;
  tables text[] := array['app', 'academic', 'staging', 'par', 'rm'];
begin
  for r in select n.nspname, c.relname, p.polname
             from pg_catalog.pg_policy p join pg_catalog.pg_class c on c.oid = p.polrelid
             join pg_catalog.pg_namespace n on n.oid = c.relnamespace
            where n.nspname = any (tables) loop
    execute format('drop policy %I on %I.%I', r.polname, r.nspname, r.relname);
  end loop;
  for r in select n.nspname, c.relname, t.tgname
             from pg_catalog.pg_trigger t join pg_catalog.pg_class c on c.oid = t.tgrelid
             join pg_catalog.pg_namespace n on n.oid = c.relnamespace
            where n.nspname = any (tables) and not t.tgisinternal and t.tgparentid = 0 loop
    execute format('drop trigger %I on %I.%I', r.tgname, r.nspname, r.relname);
  end loop;
  for r in select n.nspname, c.relname, c.relkind
             from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
            where n.nspname in ('app', 'academic') and c.relkind in ('v', 'm') loop
    execute format('drop %s if exists %I.%I cascade',
                   case r.relkind when 'm' then 'materialized view' else 'view' end, r.nspname, r.relname);
  end loop;
end $$;
drop schema if exists api, act, sec, rm, par cascade;";

/// Rights are exactly what the engine's files say, so what an older engine granted goes first.
const REVOKE: &str = "do $$
declare s text;
begin
  foreach s in array array['app', 'academic', 'staging'] loop
    if exists (select from pg_catalog.pg_namespace where nspname = s) then
      execute format('revoke all on all tables in schema %I from public, balcao_attendant, balcao_supervisor, '
        'balcao_admin, balcao_auditor, balcao_portal, balcao_worker, balcao_param_runner, balcao_role_manager', s);
      execute format('revoke all on all sequences in schema %I from public, balcao_attendant, balcao_supervisor, '
        'balcao_admin, balcao_auditor, balcao_portal, balcao_worker, balcao_param_runner, balcao_role_manager', s);
    end if;
  end loop;
end $$;";

/// Everyone may ask whether his program fits.
const FIT_RIGHTS: &str =
    "grant usage on schema app to balcao_attendant, balcao_supervisor, balcao_admin, balcao_auditor,
  balcao_portal, balcao_worker;
grant select on app.engine to balcao_attendant, balcao_supervisor, balcao_admin, balcao_auditor,
  balcao_portal, balcao_worker;";

/// The rights of the database itself, which `create database … template` does not copy (amendment 32).
const SECURE: &str = "do $$
begin
  execute format('revoke all on database %I from public', current_database());
  execute format('grant connect on database %I to balcao_attendant, balcao_supervisor, balcao_admin, '
    'balcao_auditor, balcao_portal, balcao_worker', current_database());
  execute format('grant create on database %I to balcao_owner', current_database());
end $$;
revoke all on schema public from public;";

/// What a migration did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// Numbers of the migrations that ran now.
    pub ran: Vec<i32>,
    /// Number of the newest migration in the database.
    pub migration: i32,
    /// Fingerprint of the rules in the database.
    pub fingerprint: String,
}

/// Creates or upgrades the schema of the connection's database with the embedded program.
/// The connection is an administrator's: a superuser, or a CREATEROLE login that owns the database.
///
/// # Errors
/// [`Failure::Engine`] when the database is newer or a migration that ran was changed; [`Failure::Refused`] without
/// the rights; [`Failure::Broken`] naming file and line of SQL that does not run. Nothing is changed by a failure.
pub async fn migrate(admin: &mut PgConnection) -> Result<Done, Failure> {
    migrate_to(admin, Program::embedded()).await
}

/// As [`migrate`], for any program.
///
/// # Errors
/// As [`migrate`].
pub async fn migrate_to(admin: &mut PgConnection, program: &Program) -> Result<Done, Failure> {
    let mut transaction = admin.begin().await?;
    let connection: &mut PgConnection = &mut transaction;
    own(connection, BEGIN).await?;
    sqlx::query("select pg_advisory_xact_lock($1)").bind(LOCK).execute(&mut *connection).await?;
    group_roles(connection, &program.roles).await?;
    own(connection, BORROW).await?;
    own(connection, "set local role balcao_owner").await?;
    own(connection, GROUND).await?;
    let pending = pending(connection, program).await?;
    own(connection, UNDRESS).await?;
    let mut ran = vec![];
    for migration in pending {
        run(connection, migration).await?;
        ran.extend(note(connection, migration).await?);
    }
    own(connection, REVOKE).await?;
    for script in &program.engine {
        let role = if script.is_for_admin() { "reset role" } else { "set local role balcao_owner" };
        own(connection, role).await?;
        run(connection, script).await?;
    }
    own(connection, "set local role balcao_owner").await?;
    own(connection, FIT_RIGHTS).await?;
    let done = Done { ran, migration: program.newest(), fingerprint: program.fingerprint() };
    sign(connection, &done).await?;
    own(connection, "reset role").await?;
    own(connection, GIVE_BACK).await?;
    own(connection, SECURE).await?;
    transaction.commit().await?;
    Ok(done)
}

/// Gives the database of a connection its rights; for a copy made from a template.
///
/// # Errors
/// [`Failure`] as of any statement.
pub async fn secure_database(admin: &mut PgConnection) -> Result<(), Failure> {
    own(admin, SECURE).await
}

/// The migrations not yet run; refuses a database that knows more, or that knows another text.
async fn pending<'p>(connection: &mut PgConnection, program: &'p Program) -> Result<Vec<&'p Script>, Failure> {
    let known: Vec<(i32, String, String)> =
        sqlx::query_as("select number, name, sha256 from app.migration order by number").fetch_all(connection).await?;
    if let Some((number, name, _)) = known.last().filter(|(number, ..)| *number > program.newest()) {
        return Err(Failure::Engine {
            database: format!("migration {number} ({name})"),
            program: format!("migration {}", program.newest()),
        });
    }
    let mut pending = vec![];
    for migration in &program.migrations {
        let (number, name) = numbered(migration)?;
        match known.iter().find(|(known, ..)| *known == number) {
            None => pending.push(migration),
            Some((_, _, sha256)) if *sha256 == migration.sha256() => {}
            Some((_, old_name, sha256)) => {
                return Err(Failure::Engine {
                    database: format!("migration {number} ({old_name}) with the text {}", short(sha256)),
                    program: format!("migration {number} ({name}) with the text {}", short(&migration.sha256())),
                });
            }
        }
    }
    Ok(pending)
}

fn short(sha256: &str) -> String {
    sha256.chars().take(12).collect()
}

fn numbered(migration: &Script) -> Result<(i32, &str), Failure> {
    migration.number().ok_or_else(|| Failure::Broken(format!("{}: not named NNNN_name.sql", migration.path)))
}

/// Remembers a migration that ran.
async fn note(connection: &mut PgConnection, migration: &Script) -> Result<Option<i32>, Failure> {
    let (number, name) = numbered(migration)?;
    sqlx::query("insert into app.migration (number, name, sha256) values ($1, $2, $3)")
        .bind(number)
        .bind(name)
        .bind(migration.sha256())
        .execute(connection)
        .await?;
    Ok(Some(number))
}

/// Remembers which program made the rules.
async fn sign(connection: &mut PgConnection, done: &Done) -> Result<(), Failure> {
    sqlx::query(
        "insert into app.engine (migration, fingerprint, program) values ($1, $2, $3) \
         on conflict (one) do update set migration = excluded.migration, fingerprint = excluded.fingerprint, \
         program = excluded.program, at = now()",
    )
    .bind(done.migration)
    .bind(&done.fingerprint)
    .bind(PROGRAM_NAME)
    .execute(connection)
    .await?;
    Ok(())
}

/// Runs statements of this file.
async fn own(connection: &mut PgConnection, sql: &'static str) -> Result<(), Failure> {
    run(connection, &Script::new("src/store/migrate", sql)).await
}

/// Runs one file as a batch; an error names file and line.
async fn run(connection: &mut PgConnection, script: &Script) -> Result<(), Failure> {
    // The text is a file of this project, not input.
    let statements = sqlx::raw_sql(AssertSqlSafe(script.text.to_string()));
    statements.execute(connection).await.map(|_| ()).map_err(|error| placed(script, error))
}

/// Makes the group roles. They belong to the whole cluster, where a migration of another database may be making
/// them at this moment; it has ended when we are told so, hence the second try.
async fn group_roles(connection: &mut PgConnection, roles: &Script) -> Result<(), Failure> {
    const TRIES: usize = 5;
    for _ in 1..TRIES {
        let mut savepoint = connection.begin().await?;
        let made = sqlx::raw_sql(AssertSqlSafe(roles.text.to_string())).execute(&mut *savepoint).await;
        match made {
            Ok(_) => return savepoint.commit().await.map_err(Failure::from),
            Err(error) if is_role_race(&error) => savepoint.rollback().await?,
            Err(error) => return Err(placed(roles, error)),
        }
    }
    run(connection, roles).await
}

/// A duplicate role, or "tuple concurrently updated".
fn is_role_race(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|said| said.code());
    code.is_some_and(|code| matches!(code.as_ref(), "23505" | "42710" | "XX000"))
}

/// Puts file and line before what the server said.
fn placed(script: &Script, error: sqlx::Error) -> Failure {
    let sqlx::Error::Database(inner) = &error else {
        return error.into();
    };
    let Some(said) = inner.try_downcast_ref::<PgDatabaseError>() else {
        return error.into();
    };
    match said.code() {
        "42501" => {
            return Failure::Refused(Refusal { kind: Kind::Denied, problems: vec![no_right(said.message())] });
        }
        // A lock not got, a lost connection, a full server: not the file's fault.
        code if ["55P03", "57", "08", "53"].iter().any(|class| code.starts_with(class)) => {
            return error.into();
        }
        _ => {}
    }
    let mut place = script.path.to_string();
    if let Some(PgErrorPosition::Original(position)) = said.position() {
        let before: String = script.text.chars().take(position.saturating_sub(1)).collect();
        place = format!("{place}:{}", before.matches('\n').count() + 1);
    }
    let context = said.r#where().map(|text| format!("\n{text}")).unwrap_or_default();
    let detail = said.detail().map(|text| format!(" ({text})")).unwrap_or_default();
    Failure::Broken(format!("{place}: {} (SQLSTATE {}){detail}{context}", said.message(), said.code()))
}

fn no_right(said: &str) -> Problem {
    let mut args = serde_json::Map::new();
    args.insert("said".to_owned(), said.into());
    Problem {
        code: "E_FORBIDDEN".to_owned(),
        field: None,
        stage: None,
        args,
        pt: format!(
            "Para criar ou atualizar o esquema é preciso um superusuário, ou um usuário com CREATEROLE que seja dono do banco (--admin-url): {said}"
        ),
        en: format!(
            "Creating or upgrading the schema takes a superuser, or a CREATEROLE login that owns the database (--admin-url): {said}"
        ),
    }
}
