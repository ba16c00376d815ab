//! Finding the database and getting in: flag, environment, configuration, in this order; several hosts are tried
//! one after the other. The private cluster is the caller's last resort: it hands its socket to [`Target::socket`].

use std::path::Path;
use std::str::FromStr as _;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection, PgPoolOptions, PgSslMode};
use sqlx::{ConnectOptions, Connection, Executor, PgPool};

use super::address::{known_parameters, url_of_variables, with_ports};
use super::failure::Failure;

/// How long one host may take to let us in; a longer list must not make a desk wait for minutes.
const HOST_LIMIT: Duration = Duration::from_secs(5);
/// How long a desk waits for one of its own connections to become free.
const ACQUIRE_LIMIT: Duration = Duration::from_secs(5);
/// An idle connection is closed after this, so that a closed laptop's desk frees its places.
const IDLE_LIMIT: Duration = Duration::from_secs(600);
/// Limits that every connection carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Longest statement, in milliseconds; 0 is none.
    pub statement_ms: u32,
    /// Longest wait for a lock, in milliseconds.
    pub lock_ms: u32,
    /// Longest idleness inside a transaction, in milliseconds.
    pub idle_in_transaction_ms: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { statement_ms: 10_000, lock_ms: 5_000, idle_in_transaction_ms: 30_000 }
    }
}

impl Limits {
    /// For work that may take long: imports, verification of everything, migrations.
    #[must_use]
    pub fn for_long_work() -> Self {
        Self { statement_ms: 0, lock_ms: 30_000, idle_in_transaction_ms: 300_000 }
    }

    fn apply(self, options: PgConnectOptions) -> PgConnectOptions {
        let options = options.options([
            ("statement_timeout", self.statement_ms),
            ("lock_timeout", self.lock_ms),
            ("idle_in_transaction_session_timeout", self.idle_in_transaction_ms),
        ]);
        if options.get_socket().is_some() {
            return options;
        }
        // The server notices a desk whose cable was pulled within a minute and a half.
        options.options([("tcp_keepalives_idle", 60), ("tcp_keepalives_interval", 10), ("tcp_keepalives_count", 3)])
    }
}

/// Where a database is and as whom one goes there.
#[derive(Debug, Clone)]
pub struct Target {
    hosts: Vec<PgConnectOptions>,
    limits: Limits,
}

/// A pool on the host that was chosen, and how a listener reaches the same host.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The pool.
    pub pool: PgPool,
    /// For connections beside the pool.
    pub options: PgConnectOptions,
}

impl Target {
    /// Chooses by the order of interface §1: flag, `DATABASE_URL`, `PGHOST` and the like, configuration.
    /// `None` means that nothing is said anywhere: the private cluster.
    ///
    /// # Errors
    /// [`Failure::Unreachable`] naming what cannot be understood in the address.
    pub fn resolve(
        flag: Option<&str>,
        environment: impl Fn(&str) -> Option<String>,
        configuration: Option<&str>,
    ) -> Result<Option<Self>, Failure> {
        let get = |name: &str| environment(name).filter(|value| !value.is_empty());
        let said = flag.map(str::to_owned).or_else(|| get("DATABASE_URL")).or_else(|| url_of_variables(&get));
        match said.as_deref().or(configuration) {
            Some(url) => Self::from_url(url).map(Some),
            None => Ok(None),
        }
    }

    /// Reads `postgres://user[:password]@host[:port][,host2[:port]…]/database[?sslmode=…]`. A host without a port
    /// takes the port of the next host that has one. A password may also come from `PGPASSWORD` or `~/.pgpass`.
    ///
    /// # Errors
    /// [`Failure::Unreachable`]; the text never repeats the address, which may hold a password.
    pub fn from_url(url: &str) -> Result<Self, Failure> {
        let unusable =
            |reason: String| Failure::Unreachable(format!("the address of the database is not usable: {reason}"));
        let rest = ["postgres://", "postgresql://"].iter().find_map(|scheme| url.strip_prefix(scheme));
        let rest = rest.ok_or_else(|| unusable("it must begin with postgres://".to_owned()))?;
        let (address, parameters) = rest.split_once('?').unwrap_or((rest, ""));
        let parameters = known_parameters(parameters).map_err(unusable)?;
        let (authority, database) = address.split_once('/').unwrap_or((address, ""));
        let (login, hosts) = authority.rsplit_once('@').unwrap_or(("", authority));
        let at = if login.is_empty() { "" } else { "@" };
        let hosts: Vec<PgConnectOptions> = with_ports(hosts)
            .iter()
            .map(|host| PgConnectOptions::from_str(&format!("postgres://{login}{at}{host}/{database}?{parameters}")))
            .collect::<Result<_, _>>()
            .map_err(|error| unusable(error.to_string()))?;
        Ok(Self { hosts, limits: Limits::default() })
    }

    /// The private cluster: a socket's directory, its port, a login.
    #[must_use]
    pub fn socket(directory: &Path, port: u16, login: &str, password: Option<&str>, database: &str) -> Self {
        let mut options = PgConnectOptions::new_without_pgpass()
            .socket(directory)
            .port(port)
            .username(login)
            .database(database)
            .ssl_mode(PgSslMode::Disable);
        // Always set: the environment's password is meant for another server.
        options = options.password(password.unwrap_or_default());
        Self { hosts: vec![options], limits: Limits::default() }
    }

    /// With other limits than a desk's.
    #[must_use]
    pub fn limited(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// With this password on every host.
    #[must_use]
    pub fn with_password(mut self, password: &str) -> Self {
        self.hosts = self.hosts.into_iter().map(|host| host.password(password)).collect();
        self
    }

    /// The login by which one goes there.
    #[must_use]
    pub fn login(&self) -> &str {
        self.hosts.first().map_or("", PgConnectOptions::get_username)
    }

    /// Where it is, for messages and logs: hosts, port, database; never a password.
    #[must_use]
    pub fn place(&self) -> String {
        let hosts: Vec<String> = self
            .hosts
            .iter()
            .map(|host| match host.get_socket() {
                Some(socket) => socket.display().to_string(),
                None => format!("{}:{}", host.get_host(), host.get_port()),
            })
            .collect();
        let database = self.hosts.first().and_then(|host| host.get_database()).unwrap_or_default();
        format!("{}/{database}", hosts.join(","))
    }

    /// Connects once, to the first host that answers and, among several, takes writes.
    ///
    /// # Errors
    /// [`Failure::Unreachable`] naming each host and its reason.
    pub async fn connect(&self) -> Result<PgConnection, Failure> {
        self.choose().await.map(|(connection, _)| connection).map_err(Refused::into_failure)
    }

    /// Opens a pool on the host chosen as by [`Target::connect`].
    ///
    /// # Errors
    /// As [`Target::connect`].
    pub async fn open(&self, connections: u32) -> Result<Opened, Failure> {
        let (probe, options) = self.choose().await.map_err(Refused::into_failure)?;
        let _ = probe.close().await;
        Ok(pool(options, connections))
    }

    /// As [`Target::open`]; when the server wants a password and none (or a wrong one) is known, asks once, with the
    /// login's name, and goes on with the answer.
    ///
    /// # Errors
    /// As [`Target::connect`].
    pub async fn open_asking(
        self,
        connections: u32,
        ask: impl FnOnce(&str) -> Option<String>,
    ) -> Result<Opened, Failure> {
        let refused = match self.choose().await {
            Ok((probe, options)) => {
                let _ = probe.close().await;
                return Ok(pool(options, connections));
            }
            Err(refused) => refused,
        };
        if !refused.wants_password {
            return Err(refused.into_failure());
        }
        match ask(self.login()) {
            Some(password) => self.with_password(&password).open(connections).await,
            None => Err(refused.into_failure()),
        }
    }

    async fn choose(&self) -> Result<(PgConnection, PgConnectOptions), Refused> {
        let mut refused = Refused::default();
        for host in &self.hosts {
            let options = self.limits.apply(host.clone()).application_name("balcao").disable_statement_logging();
            match tokio::time::timeout(HOST_LIMIT, probe(&options, self.hosts.len() > 1)).await {
                Ok(Ok(Some(connection))) => return Ok((connection, options)),
                Ok(Ok(None)) => refused.note(host, "it takes no writes (a standby)"),
                Ok(Err(error)) => {
                    refused.wants_password |= is_wrong_password(&error);
                    refused.note(host, &plain(error));
                }
                Err(_) => refused.note(host, &format!("no answer within {} s", HOST_LIMIT.as_secs())),
            }
        }
        Err(refused)
    }
}

/// Why no host let us in.
#[derive(Debug, Default)]
struct Refused {
    reasons: Vec<String>,
    wants_password: bool,
}

impl Refused {
    fn note(&mut self, host: &PgConnectOptions, reason: &str) {
        let place = match host.get_socket() {
            Some(socket) => socket.display().to_string(),
            None => format!("{}:{}", host.get_host(), host.get_port()),
        };
        self.reasons.push(format!("{place}: {reason}"));
    }

    fn into_failure(self) -> Failure {
        Failure::Unreachable(self.reasons.join("; "))
    }
}

/// Connects; among several hosts one that only reads is left again.
async fn probe(options: &PgConnectOptions, must_write: bool) -> Result<Option<PgConnection>, sqlx::Error> {
    let mut connection = options.connect().await?;
    if must_write {
        let reads_only: bool = sqlx::query_scalar("select pg_is_in_recovery()").fetch_one(&mut connection).await?;
        if reads_only {
            connection.close().await?;
            return Ok(None);
        }
    }
    Ok(Some(connection))
}

fn pool(options: PgConnectOptions, connections: u32) -> Opened {
    let pool = PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_LIMIT)
        .idle_timeout(IDLE_LIMIT)
        .after_connect(|connection, _| {
            Box::pin(async move {
                // Unknown to some systems, where it is simply not to be had.
                let set = connection.execute("set client_connection_check_interval = '5s'").await;
                if let Err(error) = set {
                    tracing::debug!(%error, "the server does not look whether its clients live");
                }
                Ok(())
            })
        })
        .connect_lazy_with(options.clone());
    Opened { pool, options }
}

fn is_wrong_password(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(|said| said.code()).is_some_and(|code| code == "28P01")
}

/// The reason alone, without the store's words around it.
fn plain(error: sqlx::Error) -> String {
    match Failure::from(error) {
        Failure::Unreachable(reason) | Failure::Unknown(reason) | Failure::Broken(reason) => reason,
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(flag: Option<&str>, environment: &[(&str, &str)], configuration: Option<&str>) -> Option<String> {
        let get = |name: &str| environment.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned());
        Target::resolve(flag, get, configuration).unwrap().map(|t| format!("{} {}", t.login(), t.place()))
    }

    #[test]
    fn flags_win_over_the_environment_and_that_over_the_configuration() {
        let (flag, url) = (Some("postgres://a@flag/x"), ("DATABASE_URL", "postgres://b@env/x"));
        let variables = [("PGHOST", "pg"), ("PGUSER", "c"), ("PGDATABASE", "x")];
        let configuration = Some("postgres://d@config/x");
        let all: Vec<(&str, &str)> = std::iter::once(url).chain(variables).collect();
        assert_eq!(resolve(flag, &all, configuration).unwrap(), "a flag:5432/x");
        assert_eq!(resolve(None, &all, configuration).unwrap(), "b env:5432/x");
        assert_eq!(resolve(None, &variables, configuration).unwrap(), "c pg:5432/x");
        assert_eq!(resolve(None, &[("DATABASE_URL", "")], configuration).unwrap(), "d config:5432/x");
        assert_eq!(resolve(None, &[], None), None);
    }

    #[test]
    fn several_hosts_are_kept_in_order_with_their_ports() {
        for (url, place) in [
            ("postgres://u@a,b:6432/x", "a:6432,b:6432/x"),
            ("postgres://u@a:1,b:2/x", "a:1,b:2/x"),
            ("postgres://u@a:1,b/x", "a:1,b:5432/x"),
            ("postgresql://u:p%40ss@a/x?sslmode=require&target_session_attrs=read-write", "a:5432/x"),
            ("postgres://u@%2Frun%2Fdb:5433/x", "/run/db/x"),
        ] {
            assert_eq!(Target::from_url(url).unwrap().place(), place, "{url}");
        }
        let listed = [("PGHOST", "a,b"), ("PGPORT", "1,2"), ("PGUSER", "u"), ("PGDATABASE", "x")];
        assert_eq!(resolve(None, &listed, None).unwrap(), "u a:1,b:2/x");
        let socket = [("PGHOST", "/run/p q"), ("PGUSER", "u"), ("PGDATABASE", "x")];
        assert_eq!(resolve(None, &socket, None).unwrap(), "u /run/p q/x");
    }

    #[test]
    fn a_mistyped_address_is_named_and_no_password_is_repeated() {
        for (url, said) in [
            ("mysql://u:secret@a/x", "must begin with postgres://"),
            ("postgres://u:secret@a/x?sslmod=require", "unknown parameter \"sslmod\""),
            ("postgres://u:secret@a/x?sslmode=requires", "requires"),
        ] {
            let failure = Target::from_url(url).unwrap_err();
            let text = failure.to_string();
            assert!(text.contains(said) && !text.contains("secret"), "{text}");
            assert_eq!(failure.exit_code(), 3);
        }
    }
}
