//! The database of the sample school: made, migrated, filled and given its logins, by one builder at a time.
//! What it holds is decided in `seed`; who keeps the passwords is the caller.

use std::collections::BTreeMap;

use postgres_protocol::password::scram_sha_256;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use super::connect::Target;
use super::failure::Failure;
use super::migrate::{self, Fit};
use super::seed::{self, Seed};

/// Name of the sample school's database.
pub const DATABASE: &str = "balcao";
/// Serialises those who build the school at the same time, in the database `postgres`.
const BUILD_LOCK: i64 = 0x0062_616c_6361_6f01;
/// Comment of a database that was filled to the end; without it a killed start is begun anew.
const FILLED: &str = "balcao: the sample school, filled";

/// What a new school is to be like.
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

/// Someone who works there.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Known {
    /// Login name.
    pub login: String,
    /// attendant, supervisor, admin or auditor.
    pub role: String,
    /// Codes of the groups.
    pub groups: Vec<String>,
}

/// A school that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct School {
    /// Everyone, in the order of their making.
    pub people: Vec<Known>,
    /// Code of the period that holds today's date.
    pub period: String,
}

/// Who makes a school: the owner's ways into the database `postgres` and into the school's.
#[derive(Debug, Clone)]
pub struct Owner {
    /// Into `postgres`.
    pub server: Target,
    /// Into [`DATABASE`].
    pub school: Target,
}

impl Owner {
    /// Looks whether a school is there that was filled to the end and fits this program; four short questions.
    ///
    /// # Errors
    /// [`Failure`] of a question; a school that cannot be reached is none.
    pub async fn look(&self) -> Result<Option<School>, Failure> {
        let Ok(mut connection) = self.school.connect().await else {
            return Ok(None);
        };
        let fits = migrate::check(&mut connection).await? == Fit::Fits;
        let school = match fits && is_filled(&mut connection).await? {
            true => Some(read(&mut connection).await?),
            false => None,
        };
        let _ = connection.close().await;
        Ok(school)
    }

    /// Makes what is missing: the database, its schema, what it holds, the logins. Tells also whether it was filled now.
    /// `passwords` answers for the people it is given, and is asked while no one else builds.
    ///
    /// # Errors
    /// [`Failure`], or what `passwords` answers instead.
    pub async fn build<E: From<Failure>>(
        &self,
        wishes: Wishes,
        passwords: impl FnOnce(&[Known]) -> Result<BTreeMap<String, String>, E>,
        tell: impl Fn(Step),
    ) -> Result<(School, bool), E> {
        let mut server = self.server.connect().await?;
        run(&mut server, format!("select pg_advisory_lock({BUILD_LOCK})")).await?;
        let filled = is_filled(&mut server).await? && !wishes.reset;
        if !filled {
            run(&mut server, format!("drop database if exists {DATABASE} with (force)")).await?;
            run(&mut server, format!("create database {DATABASE}")).await?;
        }
        let mut connection = self.school.connect().await?;
        if migrate::check(&mut connection).await? != Fit::Fits {
            tell(Step::Schema);
            migrate::migrate(&mut connection).await?;
        }
        if !filled {
            tell(Step::School);
            let seed =
                Seed { students: wishes.students, requests: wishes.requests, seed: wishes.seed, ..Seed::default() };
            seed::fill(&mut connection, &seed, |_| ()).await?;
        }
        let school = read(&mut connection).await?;
        give_logins(&mut connection, &school.people, &passwords(&school.people)?).await?;
        if !filled {
            run(&mut server, format!("comment on database {DATABASE} is '{FILLED}'")).await?;
        }
        let _ = connection.close().await;
        // The lock goes with the connection.
        let _ = server.close().await;
        Ok((school, !filled))
    }
}

async fn is_filled(connection: &mut PgConnection) -> Result<bool, Failure> {
    let comment: Option<Option<String>> =
        sqlx::query_scalar("select shobj_description(oid, 'pg_database') from pg_database where datname = $1")
            .bind(DATABASE)
            .fetch_optional(connection)
            .await?;
    Ok(comment.flatten().is_some_and(|text| text == FILLED))
}

async fn read(owner: &mut PgConnection) -> Result<School, Failure> {
    let people = sqlx::query_as(
        "select p.login, p.role, array_remove(array_agg(g.code::text order by g.id), null) as groups \
         from app.person p \
         left join app.group_member m on m.company = p.company and m.person_id = p.id \
         left join app.attendance_group g on g.company = m.company and g.id = m.group_id \
         where p.active group by p.company, p.id, p.login, p.role order by p.company, p.id",
    );
    let people = people.fetch_all(&mut *owner).await?;
    // By the real calendar, whatever the exercise's clock says; the newest when none holds today.
    let period: Option<String> = sqlx::query_scalar(
        "select code from academic.period, \
         (select (now() at time zone 'America/Sao_Paulo')::date as today) as t \
         order by today between starts and ends desc, starts desc limit 1",
    )
    .fetch_optional(owner)
    .await?;
    Ok(School { people, period: period.unwrap_or_default() })
}

/// Makes the logins that are missing, each in the group of its role, and sets their passwords.
/// PostgreSQL is told verifiers, so that no password reaches its log.
async fn give_logins(
    owner: &mut PgConnection,
    people: &[Known],
    passwords: &BTreeMap<String, String>,
) -> Result<(), Failure> {
    for person in people {
        let Some(password) = passwords.get(&person.login) else {
            continue;
        };
        let statements: String = sqlx::query_scalar(
            "select concat_ws('; ', \
               case when to_regrole(quote_ident($1)) is null then format('create role %I', $1) end, \
               format('alter role %I login password %L', $1, $2), \
               format('grant %I to %I', 'balcao_' || $3, $1))",
        )
        .bind(&person.login)
        .bind(scram_sha_256(password.as_bytes()))
        .bind(&person.role)
        .fetch_one(&mut *owner)
        .await?;
        run(owner, statements).await?;
    }
    Ok(())
}

/// Runs statements made of this file's constants or quoted by the server itself.
async fn run(connection: &mut PgConnection, sql: String) -> Result<(), Failure> {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await?;
    Ok(())
}
