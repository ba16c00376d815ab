//! That nothing remains, shown over every table.

use sqlx::{AssertSqlSafe, PgPool};

/// Every row of every table, in one number a table; sequences apart, which no rollback takes back.
pub async fn checksum(owner: &PgPool) -> String {
    let sql: String = sqlx::query_scalar(
        "select string_agg(format('select %L || coalesce(md5(string_agg(md5(t::text), $$$$ order by md5(t::text))), $$$$) as sum from %I.%I t',
                                  schemaname || '.' || tablename || ' ', schemaname, tablename), ' union all ')
           from pg_tables where schemaname in ('app', 'academic')",
    )
    .fetch_one(owner)
    .await
    .unwrap();
    let sql = format!("select string_agg(sum, chr(10) order by sum) from ({sql}) x");
    sqlx::query_scalar(AssertSqlSafe(sql)).persistent(false).fetch_one(owner).await.unwrap()
}
