//! `balcao type`: request types, in and out as files, opened to people and closed.

mod install;
mod why;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::Value;

use super::context::Context;
use super::files;
use super::finding::Finding;
use super::outcome::{Trouble, worded};
use super::table::{self, Align, Table};
use crate::domain::flow::TypeFile;
use crate::store::admin;

/// Arguments of `balcao type`.
#[derive(Debug, Args)]
pub struct TypeArgs {
    #[command(subcommand)]
    command: TypeCommand,
}

#[derive(Debug, Subcommand)]
enum TypeCommand {
    /// List the types
    List,
    /// Show a type and where it stands
    Show {
        /// Code of the type
        code: String,
    },
    /// Write a type with its flow as a file
    #[command(after_help = "Examples:
  balcao type export segunda-chamada
  balcao type export segunda-chamada segunda-chamada.toml --version draft")]
    Export {
        /// Code of the type
        code: String,
        /// The file; standard output when absent or -
        file: Option<PathBuf>,
        /// A number, or draft; the published version when absent, else the draft
        #[arg(long, value_name = "N|draft")]
        version: Option<String>,
    },
    /// Read a type with its flow from a file, as a draft
    #[command(
        after_help = "`balcao flow publish CODE` makes the draft live, `balcao type activate CODE` opens it to people.

Example:
  balcao type import segunda-chamada.toml --note 'prazo da triagem'"
    )]
    Import {
        /// The file; - for standard input
        file: PathBuf,
        /// What changed, for the audit
        #[arg(long, value_name = "TEXT", default_value = "")]
        note: String,
    },
    /// List the types that come with the program
    Library,
    /// Make types that come with the program one's own, as drafts
    #[command(
        after_help = "Groups, services and queries that the types name and the institution lacks come along; delivery
locations become those that it has. A type that is there already is left as it is.

Examples:
  balcao type install segunda-chamada trancamento
  balcao type install --all --publish"
    )]
    Install(install::InstallArgs),
    /// Say why a type is not offered: every condition, kept or broken
    #[command(after_help = "Examples:
  balcao type why segunda-chamada
  balcao type why segunda-chamada --student 20230001 --as ana")]
    Why(why::WhyArgs),
    /// Open a type to people
    Activate {
        /// Code of the type
        code: String,
    },
    /// Close a type: nothing new is opened, what runs goes on
    Deactivate {
        /// Code of the type
        code: String,
    },
}

/// Runs `balcao type`.
///
/// # Errors
/// A file that cannot be read (2); whatever the engine refuses.
pub async fn run(context: &Context, args: TypeArgs) -> Result<(), Trouble> {
    match args.command {
        TypeCommand::List => list(context).await,
        TypeCommand::Show { code } => show(context, &code).await,
        TypeCommand::Export { code, file, version } => {
            export(context, &code, file.as_deref(), version.as_deref()).await
        }
        TypeCommand::Import { file, note } => import(context, &file, &note).await,
        TypeCommand::Library => install::library(context),
        TypeCommand::Install(args) => install::run(context, args).await,
        TypeCommand::Why(args) => why::run(context, args).await,
        TypeCommand::Activate { code } => activate(context, &code, true).await,
        TypeCommand::Deactivate { code } => activate(context, &code, false).await,
    }
}

async fn list(context: &Context) -> Result<(), Trouble> {
    let db = context.db().await?;
    let types = admin::types(&db).await?;
    if context.is_json() {
        return context.print_json(&types);
    }
    let mut table = Table::new([
        (context.word("cli-col-code"), Align::Code),
        (context.word("cli-col-name"), Align::Text),
        (context.word("cli-col-active"), Align::Code),
        (context.word("cli-col-published"), Align::Number),
        (context.word("cli-col-draft"), Align::Number),
        (context.word("cli-col-open"), Align::Number),
    ]);
    for kind in &types {
        table.row([
            table::cell(kind, "code"),
            table::cell(kind, "name"),
            context.yes_no(kind.get("active").and_then(Value::as_bool).unwrap_or_default()),
            table::cell(kind, "published"),
            table::cell(kind, "draft"),
            table::cell(kind, "open_requests"),
        ]);
    }
    context.print_table(&table)
}

async fn show(context: &Context, code: &str) -> Result<(), Trouble> {
    let db = context.db().await?;
    let shown = admin::show_type(&db, code).await?;
    if context.is_json() {
        return context.print_json(&shown);
    }
    context.print(&outline(&shown))
}

/// A type for people: what it is, its stages, and the ways between them.
fn outline(shown: &Value) -> String {
    let list = |key: &str| shown.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    let head = shown.get("type").unwrap_or(shown);
    let mut text = format!("{} · {}\n", table::cell(head, "code"), table::cell(head, "name"));
    for stage in list("stage") {
        let _ = writeln!(text, "  {}  {}", table::cell(&stage, "code"), table::cell(&stage, "name"));
        for edge in list("edge").iter().filter(|edge| edge.get("from") == stage.get("code")) {
            let _ = writeln!(text, "      {} → {}", table::cell(edge, "reason"), table::cell(edge, "to"));
        }
    }
    text
}

async fn export(context: &Context, code: &str, file: Option<&Path>, version: Option<&str>) -> Result<(), Trouble> {
    let db = context.db().await?;
    let document = admin::export_type(&db, code, version).await?;
    let text = TypeFile::from_doc(&document).map_err(|error| Trouble::Broken(error.to_string()))?.to_text();
    if context.is_json() && file.is_none() {
        return context.print_json(&document);
    }
    files::write(context, file, &text)
}

async fn import(context: &Context, file: &Path, note: &str) -> Result<(), Trouble> {
    let text = files::read(file)?;
    let read = TypeFile::parse(&text).map_err(|error| files::unreadable(context, file, &error))?;
    let db = context.db().await?;
    let told = admin::import_type(&db, &read.to_doc(), Some(note)).await?;
    if context.is_json() {
        return context.print_json(&worded(told, context.lang()));
    }
    tell_problems(context, &told);
    let (code, version) = (table::cell(&told, "type"), table::cell(&told, "version"));
    let values = [("type", code.into()), ("version", version.into())];
    context.print(&(context.with("cli-type-imported", &values) + "\n"))
}

async fn activate(context: &Context, code: &str, is_active: bool) -> Result<(), Trouble> {
    let db = context.db().await?;
    let told = admin::activate_type(&db, code, is_active).await?;
    if context.is_json() {
        return context.print_json(&worded(told, context.lang()));
    }
    tell_problems(context, &told);
    let said = if is_active {
        context.with("cli-type-active", &[("type", code.into())])
    } else {
        context.with("cli-type-inactive", &[("type", code.into())])
    };
    context.print(&(said + "\n"))
}

/// Warnings that did not stop an act go to standard error.
pub(super) fn tell_problems(context: &Context, told: &Value) {
    for problem in told.get("problems").and_then(Value::as_array).into_iter().flatten() {
        context.note(&Finding::of_engine(problem, context.lang()).line());
    }
}
