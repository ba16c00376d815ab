//! The one private cluster of the test process: started when first asked for, ended by its guard.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

use balcao::cluster::{self, Address, Lease, OWNER_ROLE, Options};
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection};

use super::home::Home;

struct Base {
    lease: Lease,
    // The process's end closes the guard's pipe; a static is never dropped.
    _home: Home,
}

static BASE: LazyLock<Base> = LazyLock::new(|| {
    let home = Home::new();
    let options = Options { durable: false, max_connections: 250, loopback: false };
    let lease = cluster::enter(&home.base(), options).unwrap_or_else(|trouble| panic!("{trouble}"));
    Base { lease, _home: home }
});

static NUMBER: AtomicU32 = AtomicU32::new(1);

/// Where the cluster is reached.
pub fn address() -> &'static Address {
    BASE.lease.address()
}

/// A name that no other test of this process has.
pub fn unique(stem: &str) -> String {
    format!("{stem}_{}", NUMBER.fetch_add(1, Ordering::Relaxed))
}

/// How a login reaches a database of the cluster; the superuser needs no password.
pub fn options(login: &str, database: &str) -> PgConnectOptions {
    let address = address();
    PgConnectOptions::new_without_pgpass()
        .socket(&address.socket)
        .port(address.port)
        .username(login)
        .database(database)
        .ssl_mode(PgSslMode::Disable)
        .application_name("balcao-it")
}

/// A connection of the superuser.
pub async fn owner(database: &str) -> PgConnection {
    options(OWNER_ROLE, database).connect().await.expect("the owner gets in")
}

/// Runs statements of the superuser in a database.
pub async fn command(database: &str, sql: &str) {
    let mut connection = owner(database).await;
    let done = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await;
    done.unwrap_or_else(|error| panic!("{sql}: {error}"));
    connection.close().await.expect("closes");
}
