//! What every measured comparison stands on: a private server of its own that keeps what it writes, and logins with a
//! password.

use std::os::unix::fs::PermissionsExt as _;

use balcao::cluster::{self, Address, Options};
use sqlx::AssertSqlSafe;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgSslMode};

/// Everybody's.
pub const PASSWORD: &str = "so-para-medir";

/// A size from the environment.
pub fn number<N: std::str::FromStr>(name: &str, or: N) -> N {
    std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(or)
}

pub fn options(address: &Address, login: &str, database: &str) -> PgConnectOptions {
    PgConnectOptions::new_without_pgpass()
        .socket(&address.socket)
        .port(address.port)
        .username(login)
        .password(PASSWORD)
        .database(database)
        .ssl_mode(PgSslMode::Disable)
}

pub async fn command(c: &mut PgConnection, sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(c).await.unwrap_or_else(|e| panic!("{e}\n{sql}"));
}

/// Measures on a server that is made for it and gone afterwards.
pub fn on_a_server(measure: impl AsyncFnOnce(&Address)) {
    let dir = tempfile::Builder::new()
        .prefix("balcao-bench-")
        .permissions(std::fs::Permissions::from_mode(0o755))
        .tempdir()
        .expect("a directory");
    let base = dir.path().join("balcao");
    let lease =
        cluster::enter(&base, Options { durable: true, max_connections: 50, loopback: false }).expect("a server");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(measure(lease.address()));
    drop(lease);
    cluster::stop(&base).expect("the server stops");
}
