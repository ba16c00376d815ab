//! `balcao query`: the texts behind parameters as administrators write, look at, try and approve them. They also come
//! in and go out with `balcao catalogue`.

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
    /// Save a text under a code: translated, judged, with what it costs
    #[command(after_help = "\
A changed text loses its approval. Nothing is saved of a text that cannot run.

Examples:
  balcao query save disciplinas-cursando disciplinas.sql --title 'Disciplinas em curso'
  balcao query save disciplinas-cursando --inactive")]
    Save {
        /// Code of the query
        code: String,
        /// The text; - for standard input; as it was when absent
        file: Option<PathBuf>,
        /// What people read; as it was when absent
        #[arg(long)]
        title: Option<String>,
        /// In which SQL it is written; as it was when absent, at first mssql
        #[arg(long, value_enum)]
        dialect: Option<DialectArg>,
        /// No parameter may ask it any more
        #[arg(long)]
        inactive: bool,
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
        QueryCommand::Save { code, file, title, dialect, inactive } => {
            let wanted = Wanted { file, title, dialect: dialect.map(Dialect::from), is_active: !inactive };
            save(context, &code, wanted).await
        }
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

/// What of a query is to be written; the rest stays as it is.
struct Wanted {
    file: Option<PathBuf>,
    title: Option<String>,
    dialect: Option<Dialect>,
    is_active: bool,
}

async fn save(context: &Context, code: &str, wanted: Wanted) -> Result<(), Trouble> {
    let db = context.db().await?;
    let all = queries::queries(&db).await?;
    let known = all.iter().find(|query| query.get("code").and_then(Value::as_str) == Some(code));
    let was = |key: &str| known.and_then(|query| query.get(key)).and_then(Value::as_str).map(str::to_owned);
    let dialect = match wanted.dialect {
        Some(dialect) => dialect,
        None if was("dialect").as_deref() == Some(Dialect::Postgres.word()) => Dialect::Postgres,
        None => Dialect::Mssql,
    };
    let source = match &wanted.file {
        Some(file) => files::read(file)?,
        None => was("source").ok_or_else(|| Trouble::usage(context.word("cli-query-no-text")))?,
    };
    let title = match wanted.title.or_else(|| was("title")) {
        Some(title) => title,
        None => return Err(Trouble::usage(context.word("cli-query-no-title"))),
    };
    let translated = translate(dialect, &source, code)?;
    let document = json!({ "code": code, "title": title, "dialect": dialect.word(), "source": source.trim_end(),
        "bound": translated.bound, "active": wanted.is_active });
    told(context, &queries::save(&db, &document).await?)
}

fn translate(dialect: Dialect, text: &str, code: &str) -> Result<query::Translated, Trouble> {
    query::translate(dialect, text).map_err(|faults| {
        let problems = faults.iter().map(|fault| fault.problem(code)).collect();
        Trouble::Refused(Refusal { kind: Kind::Refused, problems })
    })
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
    clean_lines(value.and_then(Value::as_str).unwrap_or_default())
}

fn clean_lines(text: &str) -> String {
    text.trim_end().lines().map(table::clean).collect::<Vec<_>>().join("\n")
}

fn check(context: &Context, file: &Path, dialect: Dialect) -> Result<(), Trouble> {
    let text = files::read(file)?;
    let code = file.file_stem().map_or_else(|| "sql".to_owned(), |stem| stem.to_string_lossy().into_owned());
    let translated = translate(dialect, &text, &code)?;
    if context.is_json() {
        return context.print_json(&json!({ "bound": translated.bound, "binds": translated.binds }));
    }
    context.print(&format!("{}\n", clean_lines(&translated.bound)))?;
    context.note_plain(&format!("{}: {}", context.word("cli-col-binds"), translated.binds.join(", ")));
    Ok(())
}

async fn test(context: &Context, code: &str, student: &str) -> Result<(), Trouble> {
    let db = context.db().await?;
    let told = queries::test(&db, code, student).await?;
    if context.is_json() {
        return context.print_json(&told);
    }
    let list = |key: &str| told.get(key).and_then(Value::as_array).into_iter().flatten();
    let mut table = Table::of(list("columns").map(|head| (cells(Some(head)), Align::Text)).collect());
    for row in list("rows") {
        let row: Vec<String> = row.as_array().into_iter().flatten().map(|cell| cells(Some(cell))).collect();
        table.push(&row);
    }
    context.print_table(&table)?;
    let count = told.get("count").and_then(Value::as_i64).unwrap_or_default();
    let values =
        [("count", count.into()), ("cost", table::cell(&told, "cost").into()), ("ms", table::cell(&told, "ms").into())];
    context.note_plain(&context.with("cli-query-tested", &values));
    Ok(())
}
