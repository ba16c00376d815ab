//! That nothing remains, shown over every table.

use sqlx::{AssertSqlSafe, PgPool};

/// Every row of every table, in one number; sequences apart, which no rollback takes back.
pub async fn checksum(owner: &PgPool) -> String {
    let tables: Vec<String> = sqlx::query_scalar(
        "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname in ('app', 'academic') order by 1",
    )
    .fetch_all(owner)
    .await
    .unwrap();
    let mut sums = String::new();
    for table in tables {
        let sql =
            format!("select coalesce(md5(string_agg(md5(t::text), '' order by md5(t::text))), '') from {table} t");
        let sum: String = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(owner).await.unwrap();
        sums.push_str(&format!("{table} {sum}\n"));
    }
    sums
}
