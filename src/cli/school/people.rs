//! How the sample school's people get in: random passwords, one set per cluster, in a file that only its owner
//! reads. PostgreSQL is told their verifiers, so that no password reaches a log.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use postgres_protocol::password::scram_sha_256;
use sqlx::{AssertSqlSafe, PgConnection};

use super::Trouble;
use crate::store::Failure;

/// Name of the file, beside the data directory.
const FILE: &str = "people.json";

/// Someone in the database.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct Known {
    pub(super) login: String,
    pub(super) role: String,
    pub(super) groups: Vec<String>,
}

/// Everyone who may log in, in the order of their making.
pub(super) async fn known(owner: &mut PgConnection) -> Result<Vec<Known>, Failure> {
    let people = sqlx::query_as(
        "select p.login, p.role, array_remove(array_agg(g.code::text order by g.id), null) as groups \
         from app.person p \
         left join app.group_member m on m.company = p.company and m.person_id = p.id \
         left join app.attendance_group g on g.company = m.company and g.id = m.group_id \
         where p.active group by p.company, p.id, p.login, p.role order by p.company, p.id",
    );
    Ok(people.fetch_all(owner).await?)
}

/// Makes the logins that are missing, each in the group of its role, and sets their passwords.
pub(super) async fn give_logins(
    owner: &mut PgConnection,
    people: &[Known],
    passwords: &Passwords,
) -> Result<(), Failure> {
    for person in people {
        let Some(password) = passwords.of(&person.login) else {
            continue;
        };
        let statements: String = sqlx::query_scalar(
            "select concat_ws('; ', \
               case when to_regrole(quote_ident($1)) is null then format('create role %I', $1) end, \
               format('alter role %I login password %L', $1, $2), format('grant %I to %I', 'balcao_' || $3, $1))",
        )
        .bind(&person.login)
        .bind(scram_sha_256(password.as_bytes()))
        .bind(&person.role)
        .fetch_one(&mut *owner)
        .await?;
        // Quoted by the server itself.
        sqlx::raw_sql(AssertSqlSafe(statements))
            .execute(&mut *owner)
            .await?;
    }
    Ok(())
}

/// Passwords by login.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Passwords(BTreeMap<String, String>);

impl std::fmt::Debug for Passwords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Passwords").field(&self.0.keys()).finish()
    }
}

impl Passwords {
    /// Reads the file of a cluster; none is the same as an empty one, and one that cannot be understood is made anew.
    pub(super) fn read(base: &Path) -> Result<Self, Trouble> {
        let path = base.join(FILE);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Self(serde_json::from_str(&text).unwrap_or_default())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(unusable(&path, &error)),
        }
    }

    /// Whether there is nobody.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// One person's password.
    pub(super) fn of(&self, login: &str) -> Option<&str> {
        self.0.get(login).map(String::as_str)
    }

    /// Everyone's login, by name.
    pub(super) fn logins(&self) -> Vec<&str> {
        self.0.keys().map(String::as_str).collect()
    }

    /// Whether everyone has one.
    pub(super) fn have(&self, people: &[Known]) -> bool {
        people
            .iter()
            .all(|person| self.0.contains_key(&person.login))
    }

    /// Invents the missing ones and writes the file, before the database learns of them.
    pub(super) fn complete(&mut self, base: &Path, people: &[Known]) -> Result<(), Trouble> {
        for person in people {
            // A version 4 UUID holds 122 bits from the system's source of chance.
            let invent = || uuid::Uuid::new_v4().simple().to_string();
            self.0.entry(person.login.clone()).or_insert_with(invent);
        }
        let path = base.join(FILE);
        write(&path, &self.0).map_err(|error| unusable(&path, &error))
    }
}

fn write(path: &Path, passwords: &BTreeMap<String, String>) -> std::io::Result<()> {
    let fresh = path.with_extension("new");
    let _ = fs::remove_file(&fresh);
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&fresh)?;
    file.write_all(serde_json::to_string_pretty(passwords)?.as_bytes())?;
    file.sync_all()?;
    fs::rename(&fresh, path)
}

fn unusable(path: &Path, error: &std::io::Error) -> Trouble {
    Trouble::Store(Failure::Unreachable(format!(
        "{} cannot be used: {error}",
        path.display()
    )))
}
