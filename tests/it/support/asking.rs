//! A statement with its arguments, and what it answers or refuses.

use serde_json::{Value, json};
use sqlx::PgPool;
use sqlx::postgres::PgDatabaseError;

/// The answer of a statement, or SQLSTATE and detail of what went wrong.
pub async fn ask(pool: &PgPool, sql: &'static str, binds: &[Value]) -> Result<Value, (String, Value)> {
    let mut query = sqlx::query_scalar::<_, Option<Value>>(sql);
    for bind in binds {
        query = match bind {
            Value::String(text) => query.bind(text.clone()),
            Value::Number(number) => query.bind(number.as_i64().map(|n| n as i32)),
            other => query.bind(other.clone()),
        };
    }
    match query.fetch_one(pool).await {
        Ok(value) => Ok(value.unwrap_or(Value::Null)),
        Err(sqlx::Error::Database(error)) => {
            let error = error.downcast_ref::<PgDatabaseError>();
            let detail = error.detail().and_then(|detail| serde_json::from_str(detail).ok());
            Err((error.code().to_owned(), detail.unwrap_or_else(|| json!({"message": error.message()}))))
        }
        Err(error) => Err(("lost".into(), json!({"message": error.to_string()}))),
    }
}
