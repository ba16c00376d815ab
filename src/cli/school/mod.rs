//! The sample school of `balcao demo`: the private cluster is brought up, the database made, migrated and filled,
//! and everyone can log in. The second start asks the database two short questions and is there.
//! Arguments and words belong to the subcommand, what the school holds to `store::seed`.

mod people;

use std::path::{Path, PathBuf};

use serde::Serialize;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::cluster::{self, Lease, OWNER_ROLE, Options};
use crate::store::Failure;
use crate::store::address::encoded;
use crate::store::connect::{Limits, Target};
use crate::store::migrate::{self, Fit};

use people::Passwords;

/// Name of the sample school's database.
pub const DATABASE: &str = "balcao";
/// Serialises those who build the school at the same time, in the database `postgres`.
const BUILD_LOCK: i64 = 0x0062_616c_6361_6f01;
/// Comment of a database that was filled to the end; without it a killed start is begun anew.
const FILLED: &str = "balcao: the sample school, filled";

/// Who the sample school is for, when nothing else is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wishes {
    /// How many students a new school has.
    pub students: u32,
    /// How many requests a new school has.
    pub requests: u32,
    /// The same seed gives the same school.
    pub seed: u64,
    /// Whether an existing school is thrown away first.
    pub reset: bool,
}

/// What is being done, for people who wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The private server is being started, the first time created.
    Server,
    /// Tables and rules are being made or upgraded.
    Schema,
    /// The school is being filled.
    School,
}

/// Why there is no sample school.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The private server.
    #[error(transparent)]
    Cluster(#[from] cluster::Trouble),
    /// The database.
    #[error(transparent)]
    Store(#[from] Failure),
    /// Nobody made one here.
    #[error(
        "no database is named and there is no sample school here: give --database-url, set DATABASE_URL, or run `balcao demo`"
    )]
    Absent,
    /// Not one of its people.
    #[error("\"{login}\" is nobody in the sample school; its people are {known}")]
    Stranger {
        /// Who was asked for.
        login: String,
        /// Who there is, comma separated.
        known: String,
    },
}

impl Trouble {
    /// Stable code for machines.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Cluster(trouble) => trouble.code(),
            Self::Store(failure) => failure.code(),
            Self::Absent => "absent",
            Self::Stranger { .. } => "stranger",
        }
    }

    /// Exit status: 3 for everything that keeps us from the database, 2 for a login that does not exist.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Cluster(_) | Self::Absent => 3,
            Self::Store(failure) => failure.exit_code(),
            Self::Stranger { .. } => 2,
        }
    }
}

/// A person of the sample school.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Person {
    /// Login name.
    pub login: String,
    /// attendant, supervisor, admin or auditor.
    pub role: String,
    /// Codes of the groups.
    pub groups: Vec<String>,
    /// Where this person connects to, password included.
    pub url: String,
}

/// What `demo --no-ui --json` prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct View {
    /// Directory of the socket.
    pub socket: PathBuf,
    /// Port of 127.0.0.1, when one could be opened.
    pub port: Option<u16>,
    /// The database.
    pub database: String,
    /// Code of today's period.
    pub period: String,
    /// Everyone, in the order of their making.
    pub people: Vec<Person>,
}

/// A sample school that is up; it stays so at least as long as this value.
#[derive(Debug)]
pub struct Demo {
    /// What there is to tell.
    pub view: View,
    /// Whether the school was filled now; wishes count only then.
    pub is_new: bool,
    lease: Lease,
    passwords: Passwords,
}

impl Demo {
    /// Where a person connects to, through the socket.
    ///
    /// # Errors
    /// [`Trouble::Stranger`].
    pub fn target(&self, login: &str) -> Result<Target, Trouble> {
        target(&self.lease, &self.passwords, login)
    }

    /// Where the owner of the private cluster connects to; for `migrate` and `doctor`, never for a desk.
    #[must_use]
    pub fn owner(&self) -> Target {
        owner(&self.lease, DATABASE)
    }

    /// The hold on the server: keep it as long as the school is used.
    #[must_use]
    pub fn lease(&self) -> &Lease {
        &self.lease
    }

    /// Gives the hold away, when nothing but the hold is needed any more.
    #[must_use]
    pub fn into_lease(self) -> Lease {
        self.lease
    }
}

/// Brings the sample school up, in the directory where it belongs.
///
/// # Errors
/// [`Trouble`]; a failure leaves nothing half made that the next start would trust.
pub async fn bring_up(wishes: Wishes, tell: impl Fn(Step)) -> Result<Demo, Trouble> {
    bring_up_in(&cluster::default_base()?, wishes, tell).await
}

/// As [`bring_up`], in a directory of one's choice.
///
/// # Errors
/// As [`bring_up`].
pub async fn bring_up_in(
    base: &Path,
    wishes: Wishes,
    tell: impl Fn(Step),
) -> Result<Demo, Trouble> {
    tell(Step::Server);
    let lease = enter(base).await?;
    let ready = if wishes.reset {
        None
    } else {
        ready(&lease, base).await?
    };
    let (mut connection, is_new) = match ready {
        Some(connection) => (connection, false),
        None => build(&lease, base, wishes, tell).await?,
    };
    let known = people::known(&mut connection).await?;
    let passwords = Passwords::read(base)?;
    let period = period_of_today(&mut connection).await?;
    let _ = connection.close().await;
    let address = lease.address().clone();
    let people = known
        .into_iter()
        .map(|person| Person {
            url: url(
                &address,
                &person.login,
                passwords.of(&person.login).unwrap_or_default(),
            ),
            login: person.login,
            role: person.role,
            groups: person.groups,
        })
        .collect();
    let port = address.loopback.then_some(address.port);
    let view = View {
        socket: address.socket,
        port,
        database: DATABASE.to_owned(),
        period,
        people,
    };
    Ok(Demo {
        view,
        is_new,
        lease,
        passwords,
    })
}

/// Stops the private server, whoever uses it; tells whether it ran.
///
/// # Errors
/// [`Trouble::Cluster`].
pub async fn stop() -> Result<bool, Trouble> {
    let base = cluster::default_base()?;
    let stopped = tokio::task::spawn_blocking(move || cluster::stop(&base)).await;
    Ok(stopped.map_err(lost_task)??)
}

/// Reaches an existing sample school as one of its people, starting its server when it sleeps; for every command
/// that was given no database. Nothing is created.
///
/// # Errors
/// [`Trouble::Absent`], [`Trouble::Stranger`], or what keeps the server from running.
pub async fn attach(login: &str) -> Result<(Lease, Target), Trouble> {
    let base = cluster::default_base()?;
    let passwords = Passwords::read(&base)?;
    if passwords.is_empty() {
        return Err(Trouble::Absent);
    }
    let lease = enter(&base).await?;
    let target = target(&lease, &passwords, login)?;
    Ok((lease, target))
}

/// Reaches an existing sample school as the owner of its cluster.
///
/// # Errors
/// As [`attach`].
pub async fn attach_owner() -> Result<(Lease, Target), Trouble> {
    let base = cluster::default_base()?;
    if Passwords::read(&base)?.is_empty() {
        return Err(Trouble::Absent);
    }
    let lease = enter(&base).await?;
    let target = owner(&lease, DATABASE);
    Ok((lease, target))
}

fn target(lease: &Lease, passwords: &Passwords, login: &str) -> Result<Target, Trouble> {
    let Some(password) = passwords.of(login) else {
        return Err(Trouble::Stranger {
            login: login.to_owned(),
            known: passwords.logins().join(", "),
        });
    };
    let address = lease.address();
    Ok(Target::socket(
        &address.socket,
        address.port,
        login,
        Some(password),
        DATABASE,
    ))
}

fn owner(lease: &Lease, database: &str) -> Target {
    let address = lease.address();
    Target::socket(&address.socket, address.port, OWNER_ROLE, None, database)
        .limited(Limits::for_long_work())
}

/// Enters the cluster, with a loopback port where one is to be had.
async fn enter(base: &Path) -> Result<Lease, Trouble> {
    let with_port = Options {
        loopback: true,
        ..Options::default()
    };
    let base = base.to_owned();
    let entered = tokio::task::spawn_blocking(move || match cluster::enter(&base, with_port) {
        Err(cluster::Trouble::StartFailed { reason, .. })
            if reason.contains("127.0.0.1") || reason.contains("TCP/IP") =>
        {
            cluster::enter(&base, Options::default())
        }
        other => other,
    });
    Ok(entered.await.map_err(lost_task)??)
}

fn lost_task(error: tokio::task::JoinError) -> Trouble {
    Trouble::Store(Failure::Broken(error.to_string()))
}

/// The owner's connection, when the school is filled, fits this program and everyone has a password.
async fn ready(lease: &Lease, base: &Path) -> Result<Option<PgConnection>, Trouble> {
    let Ok(mut connection) = owner(lease, DATABASE).connect().await else {
        return Ok(None);
    };
    let fits = migrate::check(&mut connection).await? == Fit::Fits;
    if fits
        && is_filled(&mut connection).await?
        && Passwords::read(base)?.have(&people::known(&mut connection).await?)
    {
        return Ok(Some(connection));
    }
    let _ = connection.close().await;
    Ok(None)
}

async fn is_filled(connection: &mut PgConnection) -> Result<bool, Failure> {
    let comment: Option<String> = sqlx::query_scalar(
        "select shobj_description(oid, 'pg_database') from pg_database where datname = $1",
    )
    .bind(DATABASE)
    .fetch_optional(connection)
    .await?
    .flatten();
    Ok(comment.is_some_and(|text| text == FILLED))
}

/// Makes what is missing, one builder at a time: the database, its schema, what it holds, the logins.
async fn build(
    lease: &Lease,
    base: &Path,
    wishes: Wishes,
    tell: impl Fn(Step),
) -> Result<(PgConnection, bool), Trouble> {
    let mut postgres = owner(lease, "postgres").connect().await?;
    let locked = sqlx::query("select pg_advisory_lock($1)")
        .bind(BUILD_LOCK)
        .execute(&mut postgres)
        .await;
    locked.map_err(Failure::from)?;
    let filled = is_filled(&mut postgres).await? && !wishes.reset;
    if !filled {
        command(
            &mut postgres,
            format!("drop database if exists {DATABASE} with (force)"),
        )
        .await?;
        command(&mut postgres, format!("create database {DATABASE}")).await?;
    }
    let mut connection = owner(lease, DATABASE).connect().await?;
    if migrate::check(&mut connection).await? != Fit::Fits {
        tell(Step::Schema);
        migrate::migrate(&mut connection).await?;
    }
    if !filled {
        tell(Step::School);
        let clock = sqlx::query("update app.clock set training = true")
            .execute(&mut connection)
            .await;
        clock.map_err(Failure::from)?;
        fill(&mut connection, wishes).await?;
    }
    let known = people::known(&mut connection).await?;
    let mut passwords = Passwords::read(base)?;
    passwords.complete(base, &known)?;
    people::give_logins(&mut connection, &known, &passwords).await?;
    if !filled {
        command(
            &mut postgres,
            format!("comment on database {DATABASE} is '{FILLED}'"),
        )
        .await?;
    }
    // The lock goes with the connection.
    let _ = postgres.close().await;
    Ok((connection, !filled))
}

/// Fills the school.
async fn fill(_owner: &mut PgConnection, _wishes: Wishes) -> Result<(), Failure> {
    Ok(())
}

async fn command(connection: &mut PgConnection, sql: String) -> Result<(), Failure> {
    // Made of constants of this file only.
    sqlx::raw_sql(AssertSqlSafe(sql))
        .execute(connection)
        .await?;
    Ok(())
}

/// Code of the period that holds today's date, by the real calendar; else of the newest.
async fn period_of_today(connection: &mut PgConnection) -> Result<String, Failure> {
    let code: Option<String> = sqlx::query_scalar(
        "select code from academic.period, (select (now() at time zone 'America/Sao_Paulo')::date as today) as t \
         order by today between starts and ends desc, starts desc limit 1",
    )
    .fetch_optional(connection)
    .await?;
    Ok(code.unwrap_or_default())
}

/// A person's address: by TCP where the port is open, since every program understands that, else by the socket.
fn url(address: &cluster::Address, login: &str, password: &str) -> String {
    let (login, password) = (encoded(login), encoded(password));
    if address.loopback {
        return format!(
            "postgres://{login}:{password}@127.0.0.1:{}/{DATABASE}?sslmode=disable",
            address.port
        );
    }
    let socket = encoded(&address.socket.display().to_string());
    format!(
        "postgres://{login}:{password}@{socket}:{}/{DATABASE}",
        address.port
    )
}
