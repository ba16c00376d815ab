//! Whether the schema in a database and this program belong together. Programs that do not fit do not write.

use sqlx::PgExecutor;

use super::program::Program;
use crate::store::failure::Failure;

/// The answer, with both sides in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fit {
    /// They belong together.
    Fits,
    /// The database has no schema of ours, or an older one.
    Older(Sides),
    /// The database was made by a newer program.
    Newer(Sides),
    /// The same migrations, but other rules.
    DifferentBuild(Sides),
}

/// What stands on each side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sides {
    /// The database's schema.
    pub database: String,
    /// The program's.
    pub program: String,
}

impl Fit {
    /// Says it in one line.
    #[must_use]
    pub fn text(&self) -> String {
        let said = |verdict: &str, sides: &Sides| {
            format!("{verdict}: the database has {}, this program has {}", sides.database, sides.program)
        };
        match self {
            Self::Fits => "the database and this program belong together".to_owned(),
            Self::Older(sides) => said("the database is older; run `balcao migrate`", sides),
            Self::Newer(sides) => said("the database is newer; use a newer program", sides),
            Self::DifferentBuild(sides) => {
                said("the rules differ; run `balcao migrate` or use the matching program", sides)
            }
        }
    }

    /// Lets a program go on only when it fits.
    ///
    /// # Errors
    /// [`Failure::Engine`] with both sides.
    pub fn demand(self) -> Result<(), Failure> {
        match self {
            Self::Fits => Ok(()),
            Self::Older(sides) | Self::Newer(sides) | Self::DifferentBuild(sides) => {
                Err(Failure::Engine { database: sides.database, program: sides.program })
            }
        }
    }
}

/// Compares the database of a connection with the embedded program: one small read; any login of ours may ask.
///
/// # Errors
/// [`Failure::Unreachable`] and the like; a database without our schema is [`Fit::Older`].
pub async fn check<'e>(database: impl PgExecutor<'e>) -> Result<Fit, Failure> {
    check_for(database, Program::embedded()).await
}

/// As [`check`], for any program.
///
/// # Errors
/// As [`check`].
pub async fn check_for<'e>(database: impl PgExecutor<'e>, program: &Program) -> Result<Fit, Failure> {
    let asked = sqlx::query_as("select migration, fingerprint, program from app.engine").fetch_optional(database).await;
    match asked {
        Ok(known) => Ok(compare(known, program)),
        Err(error) if is_absence(&error) => Ok(compare(None, program)),
        Err(error) => Err(error.into()),
    }
}

/// No such table, no such schema.
fn is_absence(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|said| said.code());
    code.is_some_and(|code| matches!(code.as_ref(), "42P01" | "3F000"))
}

fn compare(known: Option<(i32, String, String)>, program: &Program) -> Fit {
    let fingerprint = program.fingerprint();
    let side = |migration: i32, fingerprint: &str, name: &str| {
        let short: String = fingerprint.chars().take(12).collect();
        format!("migration {migration}, rules {short} ({name})")
    };
    let ours = side(program.newest(), &fingerprint, super::PROGRAM_NAME);
    let Some((migration, theirs, name)) = known else {
        return Fit::Older(Sides { database: "no schema of balcao".to_owned(), program: ours });
    };
    let sides = Sides { database: side(migration, &theirs, &name), program: ours };
    match migration.cmp(&program.newest()) {
        std::cmp::Ordering::Less => Fit::Older(sides),
        std::cmp::Ordering::Greater => Fit::Newer(sides),
        std::cmp::Ordering::Equal if theirs == fingerprint => Fit::Fits,
        std::cmp::Ordering::Equal => Fit::DifferentBuild(sides),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_does_not_fit_is_told_both_sides() {
        let program = Program::embedded();
        let known =
            |migration: i32, fingerprint: &str| Some((migration, fingerprint.to_owned(), "balcao 9".to_owned()));
        let fingerprint = program.fingerprint();
        assert_eq!(compare(known(program.newest(), &fingerprint), program), Fit::Fits);
        assert!(matches!(compare(None, program), Fit::Older(_)));
        assert!(matches!(compare(known(program.newest() - 1, &fingerprint), program), Fit::Older(_)));
        assert!(matches!(compare(known(program.newest(), "0"), program), Fit::DifferentBuild(_)));
        let newer = compare(known(program.newest() + 1, "0"), program);
        assert!(matches!(newer, Fit::Newer(_)));
        let failure = newer.demand().unwrap_err();
        assert_eq!(failure.exit_code(), 3);
        assert!(failure.to_string().contains("balcao 9"), "{failure}");
    }
}
