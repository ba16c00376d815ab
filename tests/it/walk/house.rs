//! Databases for the proofs: migrated by the program's own `migrate`, with its own SQL or with one word of it broken
//! on purpose, and filled with a school of the walk.

use std::path::{Path, PathBuf};

use balcao::cluster::OWNER_ROLE;
use balcao::store::migrate::{Program, Script, migrate_to, secure_database};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _};

use super::ground;
use crate::model::world::World;
use crate::support::{base, fixture};

fn texts(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of SQL") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            texts(&path, out);
        } else if path.extension().is_some_and(|e| e == "sql") {
            out.push(path);
        }
    }
}

/// The program's SQL; with `BALCAO_ASSETS` the SQL of that folder, so that an engine is tried before it is built in.
pub fn program() -> Program {
    let Ok(assets) = std::env::var("BALCAO_ASSETS") else { return Program::embedded().clone() };
    let read = |folder: &str| {
        let mut paths = Vec::new();
        texts(&Path::new(&assets).join(folder), &mut paths);
        paths.sort();
        let script = |p: &PathBuf| {
            let name = p.strip_prefix(&assets).expect("below assets").to_string_lossy().into_owned();
            Script::new(format!("assets/{name}"), std::fs::read_to_string(p).expect("a text"))
        };
        paths.iter().map(script).collect::<Vec<_>>()
    };
    let roles = std::fs::read_to_string(Path::new(&assets).join("roles.sql")).expect("roles");
    Program { roles: Script::new("assets/roles.sql", roles), migrations: read("migrations"), engine: read("engine") }
}

/// How a person of a school reaches a database, logging in as himself.
pub fn options(login: &str, db: &str) -> PgConnectOptions {
    base::options(login, db).password(&fixture::password(login))
}

/// A connection of a person who logged in; not the superuser in disguise.
pub async fn login(login: &str, db: &str) -> PgConnection {
    options(login, db).connect().await.expect("the person logs in")
}

/// A connection of the superuser.
pub async fn superuser(db: &str) -> PgConnection {
    base::options(OWNER_ROLE, db).connect().await.expect("the superuser")
}

/// Runs statements in a database as the superuser.
///
/// # Errors
/// What the server says.
pub async fn run_sql(db: &str, sql: &str) -> Result<(), sqlx::Error> {
    let mut c = superuser(db).await;
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut c).await?;
    c.close().await
}

/// Makes login roles. They are of the whole server, an advisory lock is of one database: so all of it happens in one
/// database, one test after the other.
///
/// # Errors
/// What the server says.
pub async fn make_roles(sql: &str) -> Result<(), sqlx::Error> {
    run_sql("postgres", &format!("select pg_advisory_lock(7771);\n{sql}select pg_advisory_unlock(7771);\n")).await
}

/// A new database with the program's tables and rules, and a school in it.
///
/// # Errors
/// The text that did not load, with the server's word.
pub async fn build(stem: &str, program: &Program, school: &World) -> Result<String, String> {
    let db = base::unique(&format!("proof_{stem}"));
    base::command("postgres", &format!("create database {db}")).await;
    let mut c = superuser(&db).await;
    migrate_to(&mut c, program).await.map_err(|e| e.to_string())?;
    c.close().await.map_err(|e| e.to_string())?;
    make_roles(&ground::roles_sql(school)).await.map_err(|e| format!("people: {e}"))?;
    run_sql(&db, &ground::rows_sql(school)).await.map_err(|e| format!("school: {e}"))?;
    Ok(db)
}

static TEMPLATE: tokio::sync::OnceCell<String> = tokio::sync::OnceCell::const_new();

/// A database of one's own with the program's engine and the school of the walk, copied from one made once.
pub async fn fresh(stem: &str) -> String {
    let template = TEMPLATE
        .get_or_init(async || build("template", &program(), &ground::school()).await.expect("the engine loads"))
        .await;
    copy(template, stem).await
}

/// A copy of a database nobody is connected to.
pub async fn copy(template: &str, stem: &str) -> String {
    let db = base::unique(&format!("proof_{stem}"));
    base::command("postgres", &format!("create database {db} template {template}")).await;
    let mut c = superuser(&db).await;
    secure_database(&mut c).await.expect("a copy gets its rights");
    c.close().await.expect("closes");
    db
}

/// Drops a database and whoever is in it.
pub async fn drop(db: &str) {
    base::command("postgres", &format!("drop database if exists {db} with (force)")).await;
}
