//! `balcao flow`: whether a flow is sound, and making a draft live. A file is judged without a database.

use std::path::Path;

use clap::{Args, Subcommand};
use serde_json::json;

use super::context::Context;
use super::files;
use super::finding::Finding;
use super::outcome::Trouble;
use crate::domain::flow::{self, TypeFile};
use crate::store::admin;

/// Arguments of `balcao flow`.
#[derive(Debug, Args)]
pub struct FlowArgs {
    #[command(subcommand)]
    command: FlowCommand,
}

#[derive(Debug, Subcommand)]
enum FlowCommand {
    /// Judge a flow: of a file, without a database, or of a type in the database
    #[command(after_help = "Exit status 1 when any problem is an error; warnings are only listed.

Examples:
  balcao flow check segunda-chamada.toml
  balcao flow check segunda-chamada --version draft --json")]
    Check {
        /// A file (a name with a dot or a slash, an existing one, or -), or the code of a type
        #[arg(value_name = "FILE|CODE")]
        what: String,
        /// Of a type: a number, or draft; the draft when there is one, else the published version
        #[arg(long, value_name = "N|draft")]
        version: Option<String>,
    },
    /// Make the draft of a type the version that new requests run on
    #[command(after_help = "Example:\n  balcao flow publish segunda-chamada --note 'nova etapa de agendamento'")]
    Publish {
        /// Code of the type
        code: String,
        /// What changed, for the audit
        #[arg(long, value_name = "TEXT", default_value = "")]
        note: String,
    },
}

/// Runs `balcao flow`.
///
/// # Errors
/// An unsound flow is bad news (1); a file that cannot be read (2).
pub async fn run(context: &Context, args: FlowArgs) -> Result<(), Trouble> {
    match args.command {
        FlowCommand::Check { what, version: None } if is_file(&what) => check_file(context, Path::new(&what)),
        FlowCommand::Check { what, version } => check_code(context, &what, version.as_deref()).await,
        FlowCommand::Publish { code, note } => publish(context, &code, &note).await,
    }
}

/// Codes of types have neither dots nor slashes; a file that is there under such a name is meant, too.
fn is_file(what: &str) -> bool {
    what == "-" || what.contains(['.', '/']) || Path::new(what).is_file()
}

fn check_file(context: &Context, file: &Path) -> Result<(), Trouble> {
    let text = files::read(file)?;
    let read = TypeFile::parse(&text).map_err(|error| files::unreadable(context, file, &error))?;
    let report = flow::check(&read, chrono::Local::now().date_naive());
    let findings: Vec<Finding> =
        report.problems.into_iter().map(|problem| Finding::of_file(problem, context.lang())).collect();
    tell(context, &findings, &report.unchecked)
}

async fn check_code(context: &Context, code: &str, version: Option<&str>) -> Result<(), Trouble> {
    let db = context.db().await?;
    let verdict = admin::check_flow(&db, code, version).await?;
    tell(context, &Finding::all_of_engine(&verdict, context.lang()), &[])
}

async fn publish(context: &Context, code: &str, note: &str) -> Result<(), Trouble> {
    let db = context.db().await?;
    let told = admin::publish_flow(&db, code, Some(note)).await?;
    let findings = Finding::all_of_engine(&told, context.lang());
    let version = told.get("version").cloned().unwrap_or_default();
    if context.is_json() {
        return context.print_json(&json!({"type": code, "version": version, "problems": findings}));
    }
    for finding in &findings {
        context.note(&finding.line());
    }
    let values = [("type", code.into()), ("version", version.to_string().into())];
    context.print(&(context.with("cli-flow-published", &values) + "\n"))
}

/// Tells the verdict; what could not be judged without a database is said too.
fn tell(context: &Context, findings: &[Finding], unchecked: &[String]) -> Result<(), Trouble> {
    let errors = findings.iter().filter(|finding| finding.is_error()).count();
    if context.is_json() {
        context.print_json(&json!({"sound": errors == 0, "problems": findings, "unchecked": unchecked}))?;
    } else {
        for finding in findings {
            context.print(&(finding.line() + "\n"))?;
        }
        if !unchecked.is_empty() {
            context.note(&context.with("cli-flow-unchecked", &[("checks", unchecked.join(", ").into())]));
        }
        let verdict = match errors {
            0 => context.word("cli-flow-sound"),
            errors => context.with("cli-flow-unsound", &[("errors", errors.into())]),
        };
        context.note(&verdict);
    }
    if errors == 0 { Ok(()) } else { Err(Trouble::BadNews) }
}
