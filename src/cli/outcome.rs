//! How a command can fail, each kind once: its exit status and its words on standard error.

use std::io::Write;
use std::process::ExitCode;

use serde_json::{Map, Value, json};

use super::school;
use crate::cluster;
use crate::domain::refusal::{Kind, Lang, Problem, Refusal};
use crate::store::Failure;
use crate::words::Words;

/// Exit status of a refusal by a rule.
pub const REFUSED: u8 = 1;
/// Exit status of wrong arguments or an unreadable file.
pub const USAGE: u8 = 2;
/// Exit status of a database out of reach.
pub const UNREACHABLE: u8 = 3;
/// Exit status of a conflict: someone else was first, or the version is stale.
pub const CONFLICT: u8 = 4;
/// Exit status of a missing permission.
pub const DENIED: u8 = 5;
/// Exit status of a bug.
pub const INTERNAL: u8 = 70;

/// Why a command did not do what it was asked.
#[derive(Debug)]
pub enum Trouble {
    /// The engine, or a checker of ours, said no: 1, 4 or 5.
    Refused(Refusal),
    /// The answer is on standard output already and is bad news (an unsound flow, a broken chain): 1.
    BadNews,
    /// What was given cannot be used: 2.
    Usage(Complaint),
    /// The database cannot be reached, does not fit, or was lost during an act: 3; a bug of ours: 70.
    Store(Failure),
    /// The private database cannot be started: 3.
    Cluster(cluster::Trouble),
    /// Nothing says where the database is, and there is no private one: 3.
    NoDatabase,
    /// Nobody of that login in the sample school: 2.
    Stranger {
        /// Who was asked for.
        login: String,
        /// Who there is.
        known: String,
    },
    /// Something other than the database is away, or does not do its part: 1.
    Away {
        /// Stable code, `E_…`.
        code: &'static str,
        /// What, and why.
        message: String,
    },
    /// A bug, or a machine that does not do what it must: 70.
    Broken(String),
    /// Nobody reads standard output any more; nothing to tell.
    PipeClosed,
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(refusal) => Self::Refused(refusal),
            other => Self::Store(other),
        }
    }
}

impl From<cluster::Trouble> for Trouble {
    fn from(trouble: cluster::Trouble) -> Self {
        Self::Cluster(trouble)
    }
}

impl From<school::Trouble> for Trouble {
    fn from(trouble: school::Trouble) -> Self {
        match trouble {
            school::Trouble::Cluster(trouble) => Self::Cluster(trouble),
            school::Trouble::Store(failure) => failure.into(),
            school::Trouble::Absent => Self::NoDatabase,
            school::Trouble::Stranger { login, known } => Self::Stranger { login, known },
        }
    }
}

/// Something given that cannot be used.
#[derive(Debug)]
pub struct Complaint {
    /// Stable code, `E_…`.
    pub code: &'static str,
    /// What is wrong and what would fit.
    pub message: String,
    /// Values for programs: file, line, column.
    pub place: Map<String, Value>,
}

impl Trouble {
    /// A usage error in words.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::Usage(Complaint { code: "E_USAGE", message: message.into(), place: Map::new() })
    }

    /// A file that cannot be read or written.
    pub fn file(path: &std::path::Path, error: &std::io::Error) -> Self {
        let mut place = Map::new();
        place.insert("file".into(), path.display().to_string().into());
        Self::Usage(Complaint { code: "E_FILE", message: format!("{}: {error}", path.display()), place })
    }

    /// The exit status that scripts see.
    #[must_use]
    pub fn status(&self) -> u8 {
        match self {
            Self::Refused(refusal) => match refusal.kind {
                Kind::Refused => REFUSED,
                Kind::Conflict => CONFLICT,
                Kind::Denied => DENIED,
            },
            Self::BadNews | Self::Away { .. } => REFUSED,
            Self::Usage(_) => USAGE,
            Self::Store(failure) => failure.exit_code(),
            Self::Cluster(_) | Self::NoDatabase => UNREACHABLE,
            Self::Stranger { .. } => USAGE,
            Self::Broken(_) => INTERNAL,
            Self::PipeClosed => 0,
        }
    }

    /// Tells it on standard error, once, and gives the exit status.
    pub fn tell(&self, lang: Lang, is_json: bool) -> ExitCode {
        let text = if is_json { self.json(lang).map(|told| told.to_string()) } else { self.text(lang) };
        if let Some(text) = text {
            // With nobody left to read it there is nobody to tell.
            let _ = writeln!(std::io::stderr(), "{text}");
        }
        ExitCode::from(self.status())
    }

    fn text(&self, lang: Lang) -> Option<String> {
        match self {
            Self::Refused(refusal) => Some(refusal_text(refusal, lang)),
            Self::BadNews | Self::PipeClosed => None,
            Self::Usage(_)
            | Self::Store(_)
            | Self::Cluster(_)
            | Self::NoDatabase
            | Self::Stranger { .. }
            | Self::Away { .. }
            | Self::Broken(_) => Some(format!("balcao: {}", self.message(&Words::new(lang)))),
        }
    }

    /// What is wrong, in one sentence; a bug is logged here, once.
    #[must_use]
    pub fn message(&self, words: &Words) -> String {
        match self {
            Self::Refused(refusal) => {
                refusal.problems.first().map_or("", |problem| problem.message(words.lang())).to_owned()
            }
            Self::BadNews | Self::PipeClosed => String::new(),
            Self::Usage(complaint) => complaint.message.clone(),
            Self::Away { message, .. } => message.clone(),
            Self::Store(Failure::Refused(refusal)) => refusal.text(words.lang()),
            Self::Store(Failure::Unreachable(reason)) => {
                words.with("cli-unreachable", &[("reason", reason.as_str().into())])
            }
            Self::Store(Failure::Unknown(reason)) => {
                words.with("cli-unknown-outcome", &[("reason", reason.as_str().into())])
            }
            Self::Store(Failure::Engine { database, program }) => words
                .with("cli-engine", &[("database", database.as_str().into()), ("program", program.as_str().into())]),
            Self::Cluster(trouble) => {
                let args = trouble.args();
                let values: Vec<_> = args.iter().map(|(name, value)| (*name, value.as_str().into())).collect();
                words.with(&format!("cli-cluster-{}", trouble.code()), &values)
            }
            Self::NoDatabase => words.text("cli-database-where"),
            Self::Stranger { login, known } => {
                words.with("cli-demo-stranger", &[("login", login.as_str().into()), ("known", known.as_str().into())])
            }
            Self::Store(Failure::Broken(reason)) | Self::Broken(reason) => {
                words.with("cli-internal", &[("report", report(reason).into()), ("reason", reason.as_str().into())])
            }
        }
    }

    fn code(&self) -> &str {
        match self {
            Self::Refused(refusal) => refusal.code(),
            Self::BadNews | Self::PipeClosed => "",
            Self::Usage(complaint) => complaint.code,
            Self::Away { code, .. } => code,
            Self::Store(failure) => failure.code(),
            Self::Cluster(_) => "E_CLUSTER",
            Self::NoDatabase => "E_UNREACHABLE",
            Self::Stranger { .. } => "E_USAGE",
            Self::Broken(_) => "E_INTERNAL",
        }
    }

    fn json(&self, lang: Lang) -> Option<Value> {
        let problems: Vec<Value> = match self {
            Self::BadNews | Self::PipeClosed => return None,
            Self::Refused(refusal) => refusal.problems.iter().map(|problem| problem_json(problem, lang)).collect(),
            Self::Usage(_)
            | Self::Store(_)
            | Self::Cluster(_)
            | Self::NoDatabase
            | Self::Stranger { .. }
            | Self::Away { .. }
            | Self::Broken(_) => Vec::new(),
        };
        let mut error = Map::new();
        error.insert("code".into(), self.code().into());
        error.insert("message".into(), self.message(&Words::new(lang)).into());
        if let Self::Usage(complaint) = self {
            error.extend(complaint.place.clone());
        }
        error.insert("problems".into(), problems.into());
        Some(json!({ "error": error }))
    }
}

/// One problem for programs: code, message in the language asked for, field, stage, then its values.
#[must_use]
pub fn problem_json(problem: &Problem, lang: Lang) -> Value {
    let mut told = Map::new();
    told.insert("code".into(), problem.code.clone().into());
    told.insert("message".into(), problem.message(lang).into());
    told.insert("field".into(), problem.field.clone().into());
    told.insert("stage".into(), problem.stage.clone().into());
    for (name, value) in &problem.args {
        if !told.contains_key(name) {
            told.insert(name.clone(), value.clone());
        }
    }
    Value::Object(told)
}

/// Tells what clap found wrong, or prints the help it was asked for.
pub fn usage(error: &clap::Error) -> ExitCode {
    let wants_json = std::env::args().take_while(|arg| arg != "--").any(|arg| arg == "--json");
    if error.use_stderr() && wants_json {
        let text = error.render().to_string();
        let message = text.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
        return Trouble::usage(message).tell(Lang::En, true);
    }
    // A closed pipe while printing help is no failure.
    let _ = error.print();
    ExitCode::from(if error.use_stderr() { USAGE } else { 0 })
}

fn refusal_text(refusal: &Refusal, lang: Lang) -> String {
    let lines: Vec<String> = refusal.problems.iter().map(|problem| problem_line(problem, lang)).collect();
    lines.join("\n")
}

/// One problem for people: its message, then the code to look it up by.
#[must_use]
pub fn problem_line(problem: &Problem, lang: Lang) -> String {
    match &problem.field {
        Some(field) => format!("✖ {} ({field}, {})", problem.message(lang), problem.code),
        None => format!("✖ {} ({})", problem.message(lang), problem.code),
    }
}

/// Logs a bug once, where it is handled; the number is what the person can tell us.
fn report(message: &str) -> String {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    (message, std::process::id()).hash(&mut hasher);
    let id = format!("{:08x}", hasher.finish() as u32);
    tracing::error!(report = %id, "{message}");
    id
}

/// Words every problem inside a value of the engine in the language of this run, in place of both.
#[must_use]
pub fn worded(value: Value, lang: Lang) -> Value {
    match value {
        Value::Array(list) => Value::Array(list.into_iter().map(|value| worded(value, lang)).collect()),
        Value::Object(map) if ["code", "pt", "en"].iter().all(|key| map.contains_key(*key)) => {
            match serde_json::from_value::<Problem>(Value::Object(map.clone())) {
                Ok(problem) => problem_json(&problem, lang),
                Err(_) => Value::Object(map),
            }
        }
        Value::Object(map) => Value::Object(map.into_iter().map(|(key, value)| (key, worded(value, lang))).collect()),
        other => other,
    }
}
