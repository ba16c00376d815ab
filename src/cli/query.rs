//! `balcao query`: the texts behind parameters as administrators look at, try and approve them. They come in and go
//! out with `balcao catalogue`.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use serde_json::{Value, json};

use super::context::Context;
use super::files;
use super::outcome::Trouble;
use super::table::{self, Align, Table};
use crate::domain::catalogue::Dialect;
use crate::domain::query;
use crate::domain::refusal::{Kind, Refusal};
use crate::store::queries;

/// Arguments of `balcao query`.
#[derive(Debug, Args)]
pub struct QueryArgs {
    #[command(subcommand)]
    command: QueryCommand,
}

#[derive(Debug, Subcommand)]
enum QueryCommand {
    /// List the queries, what they cost and who uses them
    List,
    /// Show a query: its text, and the text that the server runs
    Show {
        /// Code of the query
        code: String,
    },
    /// Translate a text without a database and name all that keeps it from running
    #[command(after_help = "Example:\n  balcao query check disciplinas.sql --dialect mssql")]
    Check {
        /// The text; - for standard input
        file: PathBuf,
        /// In which SQL it is written
        #[arg(long, value_enum, default_value = "mssql")]
        dialect: DialectArg,
    },
    /// Run a query for a student, as a parameter would
    #[command(after_help = "Example:\n  balcao query test disciplinas-cursando --student 20230001")]
    Test {
        /// Code of the query
        code: String,
        /// Student number
        #[arg(long, value_name = "RA")]
        student: String,
    },
    /// Approve the text that another administrator saved
    Approve {
        /// Code of the query
        code: String,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum DialectArg {
    /// SQL Server
    Mssql,
    /// PostgreSQL
    Postgres,
}

impl From<DialectArg> for Dialect {
    fn from(dialect: DialectArg) -> Self {
        match dialect {
            DialectArg::Mssql => Self::Mssql,
            DialectArg::Postgres => Self::Postgres,
        }
    }
}

/// Runs `balcao query`.
///
/// # Errors
/// A file that cannot be read (2); a text that cannot run (1); whatever the engine refuses.
pub async fn run(context: &Context, args: QueryArgs) -> Result<(), Trouble> {
    match args.command {
        QueryCommand::List => list(context).await,
        QueryCommand::Show { code } => show(context, &code).await,
        QueryCommand::Check { file, dialect } => check(context, &file, dialect.into()),
        QueryCommand::Test { code, student } => test(context, &code, &student).await,
        QueryCommand::Approve { code } => approve(context, &code).await,
    }
}

async fn list(context: &Context) -> Result<(), Trouble> {
    let db = context.db().await?;
    let all = queries::queries(&db).await?;
    if context.is_json() {
        return context.print_json(&all);
    }
    let mut table = Table::new([
        (context.word("cli-col-code"), Align::Code),
        (context.word("cli-col-title"), Align::Text),
        (context.word("cli-col-usable"), Align::Code),
        (context.word("cli-col-cost"), Align::Number),
        (context.word("cli-col-used-by"), Align::Text),
    ]);
    for query in &all {
        table.row([
            table::cell(query, "code"),
            table::cell(query, "title"),
            context.yes_no(query.get("usable").and_then(Value::as_bool).unwrap_or_default()),
            table::cell(query, "cost"),
            table::cell(query, "used_by"),
        ]);
    }
    context.print_table(&table)
}

async fn show(context: &Context, code: &str) -> Result<(), Trouble> {
    let db = context.db().await?;
    let query = queries::query(&db, code).await?;
    told(context, &query)
}

async fn approve(context: &Context, code: &str) -> Result<(), Trouble> {
    let db = context.db().await?;
    let query = queries::approve(&db, code).await?;
    told(context, &query)
}

fn told(context: &Context, query: &Value) -> Result<(), Trouble> {
    if context.is_json() {
        return context.print_json(query);
    }
    let line = |word: &str, key: &str| format!("{}: {}\n", context.word(word), cells(query.get(key)));
    let mut text = format!("{} · {}\n", table::cell(query, "code"), table::cell(query, "title"));
    text += &line("cli-col-cost", "cost");
    text += &line("cli-col-binds", "binds");
    text += &line("cli-col-columns", "columns");
    text += &line("cli-col-used-by", "used_by");
    text += &line("cli-col-saved-by", "saved_by");
    text += &line("cli-col-approved-by", "approved_by");
    let why = match context.lang() {
        crate::domain::refusal::Lang::PtBr => "why_pt",
        crate::domain::refusal::Lang::En => "why_en",
    };
    if query.get(why).is_some_and(Value::is_string) {
        text += &format!("✖ {}\n", table::cell(query, why));
    }
    text += &format!("\n{}\n\n→ {}\n", lines(query.get("source")), lines(query.get("bound")));
    context.print(&text)
}

/// A list or a value on one line.
fn cells(value: Option<&Value>) -> String {
    match value {
        Some(Value::Array(all)) => all.iter().map(|one| cells(Some(one))).collect::<Vec<_>>().join(", "),
        Some(Value::String(text)) => table::clean(text),
        Some(Value::Null) | None => "–".to_owned(),
        Some(other) => other.to_string(),
    }
}

/// A text of several lines, each safe for a terminal.
fn lines(value: Option<&Value>) -> String {
    let text = value.and_then(Value::as_str).unwrap_or_default();
    text.trim_end().lines().map(table::clean).collect::<Vec<_>>().join("\n")
}

fn check(context: &Context, file: &Path, dialect: Dialect) -> Result<(), Trouble> {
    let text = files::read(file)?;
    let code = file.file_stem().map_or_else(|| "sql".to_owned(), |stem| stem.to_string_lossy().into_owned());
    let translated = query::translate(dialect, &text).map_err(|faults| {
        let problems = faults.iter().map(|fault| fault.problem(&code)).collect();
        Trouble::Refused(Refusal { kind: Kind::Refused, problems })
    })?;
    if context.is_json() {
        return context.print_json(&json!({ "bound": translated.bound, "binds": translated.binds }));
    }
    context.print(&format!("{}\n", table::clean(&translated.bound)))?;
    context.note_plain(&format!("{}: {}", context.word("cli-col-binds"), translated.binds.join(", ")));
    Ok(())
}

async fn test(context: &Context, code: &str, student: &str) -> Result<(), Trouble> {
    let db = context.db().await?;
    let told = queries::test(&db, code, student).await?;
    if context.is_json() {
        return context.print_json(&told);
    }
    let row = |row: &Value| cells(Some(row)).replace(", ", " · ");
    let mut text = format!("{}\n", told.get("columns").map(row).unwrap_or_default());
    for one in told.get("rows").and_then(Value::as_array).into_iter().flatten() {
        text += &format!("  {}\n", row(one));
    }
    context.print(&text)?;
    let values = ["count", "cost", "ms"].map(|key| (key, table::cell(&told, key).into()));
    context.note_plain(&context.with("cli-query-tested", &values));
    Ok(())
}
