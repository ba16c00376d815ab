//! A database per test, copied from one template that was migrated and peopled once in the process.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use balcao::cluster::OWNER_ROLE;
use balcao::store::migrate;
use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use tokio::sync::OnceCell;

use super::{base, fixture, runtime};

const TEMPLATE: &str = "balcao_template";
static TEMPLATE_MADE: OnceCell<()> = OnceCell::const_new();

/// Connections of one login in one test; a race asks for more with [`Scratch::login_pool`].
const CONNECTIONS: u32 = 5;

/// A database of a test's own; dropped with it.
pub struct Scratch {
    name: String,
    pools: Mutex<HashMap<String, PgPool>>,
}

impl Scratch {
    /// Copies the template: schema, rules, the small institution and its people, no requests.
    pub async fn new() -> Self {
        TEMPLATE_MADE.get_or_init(make_template).await;
        let name = base::unique("scratch");
        base::command("postgres", &format!("create database {name} template {TEMPLATE}")).await;
        let mut owner = base::owner(&name).await;
        migrate::secure_database(&mut owner).await.expect("a template's copy gets its rights");
        Self { name, pools: Mutex::default() }
    }

    /// An empty database without any schema of ours.
    pub async fn empty() -> Self {
        let name = base::unique("empty");
        base::command("postgres", &format!("create database {name}")).await;
        Self { name, pools: Mutex::default() }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// As the superuser, for looking behind the curtain only: row security does not bind him.
    pub fn admin(&self) -> PgPool {
        self.pool(OWNER_ROLE, CONNECTIONS)
    }

    /// As a person of the fixture.
    pub fn login(&self, login: &str) -> PgPool {
        self.pool(login, CONNECTIONS)
    }

    /// As a person of the fixture, with as many connections as a race needs.
    pub fn login_pool(&self, login: &str, connections: u32) -> PgPool {
        self.make_pool(login, connections)
    }

    /// How a login reaches this database, password included.
    pub fn options(&self, login: &str) -> PgConnectOptions {
        let options = base::options(login, &self.name);
        if login == OWNER_ROLE { options } else { options.password(&fixture::password(login)) }
    }

    /// The URL of a login, as a person would give it to the command line.
    pub fn url(&self, login: &str) -> String {
        let address = base::address();
        let socket = address.socket.display().to_string().replace('/', "%2F");
        let password = fixture::password(login);
        format!("postgres://{login}:{password}@{socket}:{}/{}", address.port, self.name)
    }

    fn pool(&self, login: &str, connections: u32) -> PgPool {
        let mut pools = self.pools.lock().expect("no test panicked here");
        pools.entry(login.to_owned()).or_insert_with(|| self.make_pool(login, connections)).clone()
    }

    fn make_pool(&self, login: &str, connections: u32) -> PgPool {
        PgPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(Duration::from_secs(30))
            .connect_lazy_with(self.options(login))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let sql = format!("drop database if exists {} with (force)", self.name);
        // In the background: what is not dropped when the process ends goes with the cluster.
        runtime().spawn(async move { base::command("postgres", &sql).await });
    }
}

async fn make_template() {
    base::command("postgres", &format!("create database {TEMPLATE}")).await;
    let mut owner = base::owner(TEMPLATE).await;
    if let Err(failure) = migrate::migrate(&mut owner).await {
        panic!("the template is not migrated: {failure}");
    }
    fixture::people(&mut owner).await;
    sqlx::Connection::close(owner).await.expect("closes, so that the template can be copied");
}
