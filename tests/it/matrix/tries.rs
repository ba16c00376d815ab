//! Tries denied cells for real: a statement that needs exactly the missing right, sent by somebody of the role.

use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, ConnectOptions as _};

use super::{Kind, Object, ROLES};
use crate::walk::house;

/// Tries every denied cell; answers how many were tried.
///
/// # Errors
/// The cells that were not refused with 42501.
pub async fn all(db: &str, objects: &[Object]) -> Result<usize, Vec<String>> {
    let (mut tried, mut found) = (0, Vec::new());
    for (r, (role, login)) in ROLES.iter().enumerate() {
        if matches!(*role, "public" | "param_runner") {
            // Who is nobody, or only the name under which queries run, does not even get in.
            match house::options(login, db).connect().await {
                Err(e) if code(&e) == "42501" => tried += 1,
                other => found.push(format!("{login} connects: {other:?}")),
            }
            continue;
        }
        let mut c = house::login(login, db).await;
        for o in objects {
            for (_, verb, column) in o.denied.iter().filter(|d| d.0 == r) {
                let Some(sql) = statement(o, verb, column.as_deref()) else { continue };
                tried += 1;
                let got = try_one(&mut c, &sql).await;
                if got != "42501" {
                    found.push(format!("{role}: {sql}: {got}"));
                }
            }
        }
    }
    if found.is_empty() { Ok(tried) } else { Err(found) }
}

fn code(e: &sqlx::Error) -> String {
    e.as_database_error().and_then(|d| d.code().map(|c| c.into_owned())).unwrap_or_else(|| e.to_string())
}

async fn try_one(c: &mut PgConnection, sql: &str) -> String {
    match sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(c).await {
        Ok(_) => "done".to_owned(),
        Err(e) => code(&e),
    }
}

/// The statement that needs the right; none where a right cannot be tried without another one.
fn statement(o: &Object, verb: &str, column: Option<&str>) -> Option<String> {
    let name = format!("{}.{}", o.schema, o.name);
    Some(match (&o.kind, verb, column) {
        (Kind::Table, "SELECT", None) => format!("select * from {name} limit 0"),
        (Kind::Table, "SELECT", Some(col)) => format!("select {col} from {name} limit 0"),
        (Kind::Table, "INSERT", None) => format!("insert into {name} default values"),
        (Kind::Table, "INSERT", Some(col)) => format!("insert into {name} ({col}) values (default)"),
        // The whole row's right shows when its columns are tried.
        (Kind::Table, "UPDATE", None) => return None,
        (Kind::Table, "UPDATE", Some(col)) => format!("update {name} set {col} = default where false"),
        (Kind::Table, "DELETE", _) => format!("delete from {name} where false"),
        (Kind::Table, "TRUNCATE", _) => format!("truncate {name}"),
        (Kind::Table, "TRIGGER", _) => format!(
            "create trigger tried before insert on {name} for each row execute function pg_catalog.suppress_redundant_updates_trigger()"
        ),
        (Kind::Table, _, _) => return None,
        (Kind::Sequence, "USAGE", _) => format!("select nextval('{name}')"),
        (Kind::Sequence, "SELECT", _) => format!("select last_value from {name}"),
        (Kind::Sequence, _, _) => format!("select setval('{name}', 1)"),
        (Kind::Function(args), _, _) => {
            let null = |a: &str| {
                a.strip_prefix("VARIADIC ").map_or_else(|| format!("null::{a}"), |a| format!("variadic null::{a}"))
            };
            let nulls: Vec<String> = args.split(", ").filter(|a| !a.is_empty()).map(null).collect();
            format!("select {name}({})", nulls.join(", "))
        }
    })
}
