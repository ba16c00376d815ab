//! The sample school of `balcao demo`: the private cluster is brought up, the database made, migrated and filled,
//! and everyone can log in. The second start asks the database two short questions and is there.
//! Arguments and words belong to the subcommand, what the school holds to `store::seed`.

mod people;

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::cluster::{self, Lease, OWNER_ROLE, Options};
use crate::store::Failure;
use crate::store::address::encoded;
use crate::store::connect::{Limits, Target};
use crate::store::school::{DATABASE, Owner};

pub use crate::store::school::{Step, Wishes};

use people::Passwords;

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
pub async fn bring_up_in(base: &Path, wishes: Wishes, tell: impl Fn(Step)) -> Result<Demo, Trouble> {
    tell(Step::Server);
    let lease = enter(base).await?;
    let owner = Owner { server: owner(&lease, "postgres"), school: owner(&lease, DATABASE) };
    let there = if wishes.reset { None } else { owner.look().await? };
    let passwords = Passwords::read(base)?;
    let (school, is_new) = match there {
        Some(school) if passwords.have(&school.people) => (school, false),
        _ => owner.build(wishes, |people| Passwords::complete(base, people), tell).await?,
    };
    let passwords = Passwords::read(base)?;
    let address = lease.address().clone();
    let people = school
        .people
        .into_iter()
        .map(|person| Person {
            url: url(&address, &person.login, passwords.of(&person.login).unwrap_or_default()),
            login: person.login,
            role: person.role,
            groups: person.groups,
        })
        .collect();
    let port = address.loopback.then_some(address.port);
    let view = View { socket: address.socket, port, database: DATABASE.to_owned(), period: school.period, people };
    Ok(Demo { view, is_new, lease, passwords })
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
        return Err(Trouble::Stranger { login: login.to_owned(), known: passwords.logins().join(", ") });
    };
    let address = lease.address();
    Ok(Target::socket(&address.socket, address.port, login, Some(password), DATABASE))
}

fn owner(lease: &Lease, database: &str) -> Target {
    let address = lease.address();
    Target::socket(&address.socket, address.port, OWNER_ROLE, None, database).limited(Limits::for_long_work())
}

/// Enters the cluster, with a loopback port where one is to be had.
async fn enter(base: &Path) -> Result<Lease, Trouble> {
    let with_port = Options { loopback: true, ..Options::default() };
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

/// A person's address: by TCP where the port is open, since every program understands that, else by the socket.
fn url(address: &cluster::Address, login: &str, password: &str) -> String {
    let (login, password) = (encoded(login), encoded(password));
    if address.loopback {
        return format!("postgres://{login}:{password}@127.0.0.1:{}/{DATABASE}?sslmode=disable", address.port);
    }
    let socket = encoded(&address.socket.display().to_string());
    format!("postgres://{login}:{password}@{socket}:{}/{DATABASE}", address.port)
}
