//! `balcao import`: the files of the academic mirror, whole or not at all. Bad lines are the answer, each with its
//! number, column and reason.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Map, Value, json};

use super::context::Context;
use super::outcome::{Complaint, Trouble};
use super::table::{Align, Table};
use crate::domain::import::{HeaderFault, Kind, LineProblem};
use crate::domain::refusal::Lang;
use crate::store::import::{self, Imported, Untried};

/// Arguments of `balcao import`.
#[derive(Debug, Args)]
#[command(after_help = "\
The first line names the columns, in any order; values are separated by comma or semicolon, UTF-8;
dates are 2026-03-31 or 31/03/2026, amounts 1234.50 or 1.234,50. A file is loaded whole or not at
all; loading it again changes nothing, and nothing is ever deleted.

  students      company,ra,name,cpf,email,phone,birth_date
  guardians     company,ra,cpf,name,email,kind
  periods       company,code,name,starts,ends
  enrolments    company,ra,period,course,branch,shift,status,enrolled_on
  disciplines   company,ra,period,discipline_code,discipline_name,class,status
  contracts     company,ra,period,number,course,status,fixed_due_day,signed_on
  installments  company,contract,number,quota,service,amount,due_date,status
  ledger        company,contract,number,quota,issued_on,due_date,amount,balance,status,paid_on

Exit status 1 when a line does not fit, 2 when the header does not.

Examples:
  balcao import students alunos.csv --dry-run
  balcao import students alunos.csv")]
pub struct ImportArgs {
    /// What the file holds
    #[arg(value_enum, hide_possible_values = true)]
    kind: KindArg,
    /// The file; - for standard input
    file: PathBuf,
    /// Say what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum KindArg {
    Students,
    Guardians,
    Periods,
    Enrolments,
    Disciplines,
    Contracts,
    Installments,
    Ledger,
}

impl From<KindArg> for Kind {
    fn from(kind: KindArg) -> Self {
        match kind {
            KindArg::Students => Self::Students,
            KindArg::Guardians => Self::Guardians,
            KindArg::Periods => Self::Periods,
            KindArg::Enrolments => Self::Enrolments,
            KindArg::Disciplines => Self::Disciplines,
            KindArg::Contracts => Self::Contracts,
            KindArg::Installments => Self::Installments,
            KindArg::Ledger => Self::Ledger,
        }
    }
}

/// Runs `balcao import`.
///
/// # Errors
/// A file that cannot be read or whose header does not fit (2), not an administrator (5); bad lines are bad news (1).
pub async fn run(context: &Context, args: ImportArgs) -> Result<(), Trouble> {
    let db = context.db().await?;
    let name = args.file.file_name().map_or_else(|| "-".into(), |name| name.to_string_lossy().into_owned());
    let done = if args.file.as_os_str() == "-" {
        let bar = Bar::new(context, None);
        import::import(&db, args.kind.into(), tokio::io::stdin(), &name, args.dry_run, |read| bar.at(context, read))
            .await
    } else {
        let told = |error| Trouble::file(&args.file, &error);
        let file = tokio::fs::File::open(&args.file).await.map_err(told)?;
        let bytes = file.metadata().await.map_err(told)?.len();
        let bar = Bar::new(context, Some(bytes));
        import::import(&db, args.kind.into(), file, &name, args.dry_run, |read| bar.at(context, read)).await
    };
    let done = done.map_err(|untried| match untried {
        Untried::Header(fault) => bad_header(context, &args.file, &fault),
        Untried::Read(error) => Trouble::file(&args.file, &error),
        Untried::Store(failure) => failure.into(),
    })?;
    tell(context, &args, &name, &done)?;
    if done.bad > 0 { Err(Trouble::BadNews) } else { Ok(()) }
}

fn tell(context: &Context, args: &ImportArgs, name: &str, done: &Imported) -> Result<(), Trouble> {
    if context.is_json() {
        let problems: Vec<Value> = done.problems.iter().map(|problem| problem_json(problem, context.lang())).collect();
        return context.print_json(&json!({
            "kind": done.kind, "file": name, "dry_run": args.dry_run, "lines": done.lines, "inserted": done.inserted,
            "updated": done.updated, "unchanged": done.unchanged, "bad": done.bad, "problems": problems,
        }));
    }
    if done.bad > 0 {
        let mut table = Table::new([
            (context.word("cli-import-line"), Align::Number),
            (context.word("cli-import-problem"), Align::Prose),
        ]);
        for problem in &done.problems {
            table.row([problem.line.to_string(), worded(problem, context.lang()).to_owned()]);
        }
        context.print_table(&table)?;
        context.note(&context.with("cli-import-bad", &[("n", done.bad.into()), ("lines", done.lines.into())]));
        return Ok(());
    }
    let mut table =
        Table::new([(context.word("cli-col-what"), Align::Text), (context.word("cli-col-no"), Align::Number)]);
    for (word, n) in [
        ("cli-import-inserted", done.inserted),
        ("cli-import-updated", done.updated),
        ("cli-import-unchanged", done.unchanged),
        ("cli-import-lines", done.lines),
    ] {
        table.row([context.word(word), n.to_string()]);
    }
    context.print_table(&table)?;
    if args.dry_run {
        context.note(&context.word("cli-import-dry"));
    }
    Ok(())
}

fn worded(problem: &LineProblem, lang: Lang) -> &str {
    match lang {
        Lang::PtBr => &problem.pt,
        Lang::En => &problem.en,
    }
}

fn problem_json(problem: &LineProblem, lang: Lang) -> Value {
    json!({ "line": problem.line, "column": problem.column, "value": problem.value, "code": problem.code,
            "message": worded(problem, lang) })
}

fn bad_header(context: &Context, file: &Path, fault: &HeaderFault) -> Trouble {
    let said = match context.lang() {
        Lang::PtBr => &fault.pt,
        Lang::En => &fault.en,
    };
    let mut place = Map::new();
    place.insert("file".into(), file.display().to_string().into());
    place.insert("line".into(), 1.into());
    Trouble::Usage(Complaint { code: "E_IMPORT_HEADER", message: format!("{}:1: {said}", file.display()), place })
}

/// How far the reading is, on a terminal only.
struct Bar(Option<ProgressBar>);

impl Bar {
    fn new(context: &Context, bytes: Option<u64>) -> Self {
        if !context.shows_progress() {
            return Self(None);
        }
        let bar = match bytes {
            Some(bytes) => ProgressBar::new(bytes),
            None => ProgressBar::new_spinner(),
        };
        if bytes.is_some()
            && let Ok(style) = ProgressStyle::with_template("{bar:30} {bytes}/{total_bytes}  {eta}  {msg}")
        {
            bar.set_style(style);
        }
        Self(Some(bar))
    }

    fn at(&self, context: &Context, read: Option<u64>) {
        let Some(bar) = &self.0 else { return };
        match read {
            Some(read) => bar.set_position(read),
            None => {
                let style = ProgressStyle::with_template("{spinner} {msg} {elapsed}");
                bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
                bar.set_message(context.word("cli-import-loading"));
                bar.enable_steady_tick(std::time::Duration::from_millis(120));
            }
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
