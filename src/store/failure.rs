//! What can come of asking the database: refused, out of reach, outcome unknown, no fit, broken.
//! Maps the server's codes once, here; fronts map these five to words and to exit statuses.

use serde::Deserialize;
use sqlx::postgres::PgDatabaseError;

use crate::domain::refusal::{Kind, Problem, Refusal};

/// Why an answer is not there.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A rule, another person or a right said no: nothing was changed.
    #[error("{}", .0.text(crate::domain::refusal::Lang::En))]
    Refused(Refusal),
    /// The database is out of reach, or does not let this login in: nothing was changed.
    #[error("the database is out of reach: {0}")]
    Unreachable(String),
    /// The connection was lost during a command: it may have been done or not; ask by its `op`.
    #[error("the connection was lost before the answer came: {0}")]
    Unknown(String),
    /// The schema in the database and this program do not belong together.
    #[error(
        "the database has the schema {database}, this program needs {program}; run `balcao migrate` or use the matching program"
    )]
    Engine {
        /// What the database has.
        database: String,
        /// What the program needs.
        program: String,
    },
    /// A defect: an answer that cannot be, a statement that the server does not understand.
    #[error("internal error: {0}")]
    Broken(String),
}

impl Failure {
    /// Exit status of the command line: 1 refused, 3 out of reach, 4 conflict, 5 denied, 70 defect.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Refused(refusal) => match refusal.kind {
                Kind::Refused => 1,
                Kind::Conflict => 4,
                Kind::Denied => 5,
            },
            Self::Unreachable(_) | Self::Unknown(_) | Self::Engine { .. } => 3,
            Self::Broken(_) => 70,
        }
    }

    /// Stable code for machines: the leading problem's, or one of the store's own.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Refused(refusal) => refusal.code(),
            Self::Unreachable(_) => "E_UNREACHABLE",
            Self::Unknown(_) => "E_UNKNOWN_OUTCOME",
            Self::Engine { .. } => "E_ENGINE",
            Self::Broken(_) => "E_INTERNAL",
        }
    }

    /// The refusal, when it is one.
    #[must_use]
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(inner) => match inner.try_downcast_ref::<PgDatabaseError>() {
                Some(said) => by_sqlstate(said.code(), said.message(), said.detail()),
                None => Self::Broken(inner.to_string()),
            },
            sqlx::Error::Io(io) => by_io(&io),
            sqlx::Error::Tls(reason) => Self::Unreachable(format!("no secure connection: {reason}")),
            sqlx::Error::PoolTimedOut => Self::Unreachable("no connection became free in time".to_owned()),
            sqlx::Error::PoolClosed => Self::Unreachable("the program is leaving".to_owned()),
            sqlx::Error::WorkerCrashed => Self::Unknown("the connection's task ended".to_owned()),
            sqlx::Error::Configuration(reason) => Self::Unreachable(format!("the address is not usable: {reason}")),
            other => Self::Broken(other.to_string()),
        }
    }
}

/// A connection that could not be made leaves nothing undecided; one that broke does.
fn by_io(error: &std::io::Error) -> Failure {
    use std::io::ErrorKind as Io;
    match error.kind() {
        Io::ConnectionRefused
        | Io::NotFound
        | Io::PermissionDenied
        | Io::AddrNotAvailable
        | Io::HostUnreachable
        | Io::NetworkUnreachable
        | Io::InvalidInput => Failure::Unreachable(error.to_string()),
        _ if error.raw_os_error().is_none() && error.to_string().contains("lookup address") => {
            Failure::Unreachable(error.to_string())
        }
        _ => Failure::Unknown(error.to_string()),
    }
}

/// Judges by the server's five-letter code.
fn by_sqlstate(state: &str, message: &str, detail: Option<&str>) -> Failure {
    let said = || message.to_owned();
    match state {
        "BL001" => refusal(Kind::Refused, message, detail),
        "BL004" => refusal(Kind::Conflict, message, detail),
        "BL005" => refusal(Kind::Denied, message, detail),
        "42501" => Failure::Refused(Refusal { kind: Kind::Denied, problems: vec![forbidden()] }),
        "57014" => Failure::Unreachable(
            "the statement took longer than its limit and was given up; nothing was changed".to_owned(),
        ),
        "55P03" => Failure::Unreachable(
            "another desk held the row longer than the limit; nothing was changed, try again".to_owned(),
        ),
        "53300" => Failure::Unreachable(format!("the server takes no more connections: {message}")),
        "3D000" => Failure::Unreachable(said()),
        // A server that only reads was promoted away under us: the command may stand on the other one (database §6).
        "25006" => Failure::Unknown(said()),
        // Not yet accepting connections: no command can have run.
        "57P03" => Failure::Unreachable(said()),
        _ if state.starts_with("28") => Failure::Unreachable(said()),
        _ if state.starts_with("57P") || state.starts_with("08") || state == "25P03" => Failure::Unknown(said()),
        _ => Failure::Broken(format!("{message} (SQLSTATE {state})")),
    }
}

fn forbidden() -> Problem {
    Problem {
        code: "E_FORBIDDEN".to_owned(),
        field: None,
        stage: None,
        args: serde_json::Map::new(),
        pt: "Você não tem permissão para isso.".to_owned(),
        en: "You are not allowed to do this.".to_owned(),
    }
}

#[derive(Deserialize)]
struct Detail {
    problems: Vec<Problem>,
}

/// Reads the engine's detail; a refusal that cannot be read is a defect and says so.
fn refusal(kind: Kind, message: &str, detail: Option<&str>) -> Failure {
    let read = serde_json::from_str::<Detail>(detail.unwrap_or_default());
    match read {
        Ok(detail) if !detail.problems.is_empty() => Failure::Refused(Refusal { kind, problems: detail.problems }),
        Ok(_) => Failure::Broken(format!("the engine refused without a problem: {message}")),
        Err(error) => Failure::Broken(format!("the engine refused in unknown words ({error}): {message}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn z7_every_code_of_the_server_has_one_meaning() {
        let detail = r#"{"code":"E_TAKEN","problems":[{"code":"E_TAKEN","args":{"by":"ana"},"pt":"p","en":"e"}]}"#;
        let cases: &[(&str, Option<&str>, u8, &str)] = &[
            ("BL001", Some(detail), 1, "E_TAKEN"),
            ("BL004", Some(detail), 4, "E_TAKEN"),
            ("BL005", Some(detail), 5, "E_TAKEN"),
            ("BL001", Some("{}"), 70, "E_INTERNAL"),
            ("BL001", None, 70, "E_INTERNAL"),
            ("42501", None, 5, "E_FORBIDDEN"),
            ("28P01", None, 3, "E_UNREACHABLE"),
            ("3D000", None, 3, "E_UNREACHABLE"),
            ("57014", None, 3, "E_UNREACHABLE"),
            ("55P03", None, 3, "E_UNREACHABLE"),
            ("57P03", None, 3, "E_UNREACHABLE"),
            ("57P01", None, 3, "E_UNKNOWN_OUTCOME"),
            ("08006", None, 3, "E_UNKNOWN_OUTCOME"),
            ("25006", None, 3, "E_UNKNOWN_OUTCOME"),
            ("42601", None, 70, "E_INTERNAL"),
        ];
        for (state, detail, exit, code) in cases {
            let failure = by_sqlstate(state, "words", *detail);
            assert_eq!((failure.exit_code(), failure.code()), (*exit, *code), "{state} {detail:?}");
        }
    }

    #[test]
    fn the_values_of_a_problem_are_kept() {
        let detail = r#"{"problems":[{"code":"E_FIELD_REQUIRED","field":"nota","stage":"n","args":{"label":"Nota"},"pt":"Falta Nota","en":"Nota missing"}]}"#;
        let failure = refusal(Kind::Refused, "m", Some(detail));
        let problem = &failure.refusal().unwrap().problems[0];
        assert_eq!((problem.field.as_deref(), problem.stage.as_deref()), (Some("nota"), Some("n")));
        assert_eq!(problem.args["label"], "Nota");
    }

    #[test]
    fn a_connection_never_made_is_told_from_one_that_broke() {
        let of = |kind: std::io::ErrorKind| Failure::from(sqlx::Error::Io(kind.into()));
        assert!(matches!(of(std::io::ErrorKind::ConnectionRefused), Failure::Unreachable(_)));
        assert!(matches!(of(std::io::ErrorKind::NotFound), Failure::Unreachable(_)));
        assert!(matches!(of(std::io::ErrorKind::UnexpectedEof), Failure::Unknown(_)));
        assert!(matches!(of(std::io::ErrorKind::ConnectionReset), Failure::Unknown(_)));
        assert!(matches!(of(std::io::ErrorKind::BrokenPipe), Failure::Unknown(_)));
    }
}
