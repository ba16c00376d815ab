//! The files of the academic mirror through the real path – CSV, COPY, command: whole or not at all, again without
//! effect, every bad line named, whatever the bytes (Z-11, interface §5, amendment 14).

mod fuzz;
mod kill;
mod kinds;

use balcao::domain::import::Kind;
use balcao::store::Db;
use balcao::store::import::{self, Imported, Untried};
use sqlx::{AssertSqlSafe, PgPool};

use crate::support::{Scratch, run};

/// Loads a file as the administrator.
pub async fn load(scratch: &Scratch, kind: Kind, file: &[u8], dry_run: bool) -> Result<Imported, Untried> {
    import::import(&Db::from(scratch.login("admin")), kind, file, "alunos.csv", dry_run, |_| {}).await
}

/// Loads a text whose header fits and that the engine answers.
pub async fn loaded(scratch: &Scratch, kind: Kind, file: &str) -> Imported {
    load(scratch, kind, file.as_bytes(), false).await.expect("an answer")
}

/// new, changed, as they were, bad
pub fn counts(done: &Imported) -> [i64; 4] {
    [done.inserted, done.updated, done.unchanged, done.bad]
}

/// line, column, code of each problem.
pub fn problems(done: &Imported) -> Vec<(i64, &str, &str)> {
    done.problems.iter().map(|p| (p.line, p.column.as_deref().unwrap_or(""), p.code.as_str())).collect()
}

pub async fn number(pool: &PgPool, sql: &str) -> i64 {
    sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_one(pool).await.unwrap_or_else(|e| panic!("{e}: {sql}"))
}

/// Everything that an import may write, and what it passes through.
pub async fn rows(pool: &PgPool) -> i64 {
    number(
        pool,
        "select (select count(*) from academic.student) + (select count(*) from academic.guardian) + (select count(*) from academic.period)
              + (select count(*) from academic.enrolment) + (select count(*) from academic.contract) + (select count(*) from academic.contract_installment)
              + (select count(*) from academic.ledger_entry) + (select count(*) from academic.class_enrolment) + (select count(*) from app.audit where verb = 'IMPORT')",
    )
    .await
}

pub async fn staged(pool: &PgPool) -> i64 {
    number(
        pool,
        "select (select count(*) from staging.students) + (select count(*) from staging.guardians) + (select count(*) from staging.periods)
              + (select count(*) from staging.enrolments) + (select count(*) from staging.disciplines) + (select count(*) from staging.contracts)
              + (select count(*) from staging.installments) + (select count(*) from staging.ledger)",
    )
    .await
}

#[test]
fn an_attendant_loads_nothing_and_reads_nothing_of_what_waits() {
    run(async {
        let scratch = Scratch::new().await;
        for login in ["ana", "sonia", "iris"] {
            let db = Db::from(scratch.login(login));
            let file = &b"company,code,name,starts,ends\n1,x,y,2026-01-01,2026-02-01\n"[..];
            match import::import(&db, Kind::Periods, file, "x", false, |_| {}).await {
                Err(Untried::Store(failure)) => assert_eq!(failure.exit_code(), 5, "{login}: {failure:?}"),
                other => panic!("{login}: {other:?}"),
            }
        }
        let admin = scratch.login("admin");
        for sql in
            ["select * from staging.students", "delete from staging.students", "update staging.students set line = 1"]
        {
            let said = sqlx::query(sql).execute(&admin).await.expect_err("denied").to_string();
            assert!(said.contains("permission denied"), "{sql}: {said}");
        }
    });
}

#[test]
fn one_trace_is_left_of_an_import_and_none_of_a_dry_run_or_a_refused_file() {
    run(async {
        let scratch = Scratch::new().await;
        let admin = scratch.admin();
        let file = "company,code,name,starts,ends\n1,2031/1,Um,2031-01-01,30/06/2031\n";
        let dry = load(&scratch, Kind::Periods, file.as_bytes(), true).await.expect("an answer");
        assert_eq!(counts(&dry), [1, 0, 0, 0]);
        loaded(&scratch, Kind::Periods, &file.replace("Um", "")).await;
        assert_eq!(number(&admin, "select count(*) from app.audit where verb = 'IMPORT'").await, 0);
        assert_eq!(number(&admin, "select count(*) from academic.period where code = '2031/1'").await, 0);
        assert_eq!(loaded(&scratch, Kind::Periods, file).await, dry);
        let (login, row): (String, serde_json::Value) =
            sqlx::query_as("select login, new_row from app.audit where verb = 'IMPORT'")
                .fetch_one(&admin)
                .await
                .expect("one");
        assert_eq!((login.as_str(), &row["file"], &row["inserted"]), ("admin", &"alunos.csv".into(), &1.into()));
        assert_eq!(staged(&admin).await, 0);
    });
}
