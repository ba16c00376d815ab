//! Databases for the proofs: made from the texts of `assets`, so that one word of the engine can be broken on
//! purpose before it is loaded.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection as _};

use super::ground;

/// One file of the engine: its path below `assets` and its text.
pub type Source = (String, String);

fn texts(folder: &Path, out: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).expect("a folder of assets").map(|e| e.expect("an entry").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            texts(&path, out);
        } else if path.extension().is_some_and(|e| e == "sql") {
            out.push(path);
        }
    }
}

/// The SQL files of a folder of `assets`, in the order in which they are loaded.
pub fn sources(folder: &str) -> Vec<Source> {
    let assets = Path::new(&std::env::var("BALCAO_ASSETS").unwrap_or(concat!(env!("CARGO_MANIFEST_DIR"), "/assets").into())).to_owned();
    let mut paths = Vec::new();
    texts(&assets.join(folder), &mut paths);
    let mut all: Vec<Source> = paths
        .into_iter()
        .map(|p| (p.strip_prefix(&assets).expect("below assets").to_string_lossy().into_owned(), std::fs::read_to_string(&p).expect("a text")))
        .collect();
    all.sort();
    all
}

/// The text of one file of `assets`.
pub fn source(file: &str) -> String {
    let assets = std::env::var("BALCAO_ASSETS").unwrap_or(concat!(env!("CARGO_MANIFEST_DIR"), "/assets").into());
    std::fs::read_to_string(Path::new(&assets).join(file)).expect("a text of assets")
}

/// Makes, copies and drops databases of one cluster as its superuser.
pub struct House {
    url: String,
}

impl House {
    /// `url` leads to a superuser with `{db}` where the database's name goes.
    pub fn at(url: &str) -> House {
        House { url: url.to_owned() }
    }

    /// Address of a database of this cluster as the superuser.
    pub fn url(&self, db: &str) -> String {
        self.url.replace("{db}", db)
    }

    /// Runs statements in a database as the superuser.
    pub async fn run(&self, db: &str, sql: &str) -> Result<(), sqlx::Error> {
        let mut c = PgConnection::connect(&self.url(db)).await?;
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut c).await?;
        c.close().await
    }

    /// A name nobody else of this run uses.
    pub fn name(stem: &str) -> String {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        format!("proof_{stem}_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
    }

    /// A new database with the tables and the given engine, and the school of the walk in it.
    ///
    /// # Errors
    /// The engine's text that did not load, with the server's word.
    pub async fn build(&self, stem: &str, engine: &[Source]) -> Result<String, String> {
        let db = House::name(stem);
        self.run("postgres", &format!("create database {db}")).await.map_err(|e| e.to_string())?;
        let mut c = PgConnection::connect(&self.url(&db)).await.map_err(|e| e.to_string())?;
        let mut run = async |name: &str, sql: String| {
            sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut c).await.map(|_| ()).map_err(|e| format!("{name}: {e}"))
        };
        let roles = format!("select pg_advisory_lock(7771);\n{}\nselect pg_advisory_unlock(7771);", source("roles.sql"));
        run("roles", roles).await?;
        run("schemas", "set role balcao_owner; create schema if not exists app; create schema if not exists academic;".into()).await?;
        for (name, text) in sources("migrations").iter().chain(engine) {
            run(name, text.clone()).await?;
        }
        let school = ground::school();
        run("people", format!("reset role; {}", ground::roles_sql(&school))).await?;
        run("school", ground::rows_sql(&school)).await?;
        c.close().await.map_err(|e| e.to_string())?;
        Ok(db)
    }

    /// A copy of a database nobody is connected to.
    pub async fn copy(&self, template: &str, stem: &str) -> String {
        let db = House::name(stem);
        self.run("postgres", &format!("create database {db} template {template}")).await.expect("a copy");
        db
    }

    /// Drops a database and whoever is in it.
    pub async fn drop(&self, db: &str) {
        self.run("postgres", &format!("drop database if exists {db} with (force)")).await.expect("the database to go");
    }
}

/// The house of this test process.
pub fn house() -> House {
    House::at(&std::env::var("BALCAO_PROOF_URL").expect("BALCAO_PROOF_URL"))
}
