//! `balcao flow check`: whether a flow is sound. A file is judged without a database, and what only a database
//! knows is named; a type is judged by the engine, as publishing would.

use std::path::Path;

use clap::Args;
use serde_json::{Value, json};

use crate::cli::context::Context;
use crate::cli::files;
use crate::cli::finding::Finding;
use crate::cli::outcome::Trouble;
use crate::domain::flow::{self, TypeFile};
use crate::store::admin;

/// Arguments of `balcao flow check`.
#[derive(Debug, Args)]
#[command(after_help = "Exit status 1 when any problem is an error; warnings are only listed.

Examples:
  balcao flow check segunda-chamada.toml
  balcao flow check segunda-chamada --version draft --json")]
pub struct CheckArgs {
    /// A file (a name with a dot or a slash, an existing one, or -), or the code of a type
    #[arg(value_name = "FILE|CODE")]
    what: String,
    /// Of a type: a number, or draft; the draft when there is one, else the published version
    #[arg(long, value_name = "N|draft")]
    version: Option<String>,
}

pub(super) async fn run(context: &Context, args: CheckArgs) -> Result<(), Trouble> {
    match args {
        CheckArgs { what, version: None } if is_file(&what) => check_file(context, Path::new(&what)),
        CheckArgs { what, version } => check_code(context, &what, version.as_deref()).await,
    }
}

/// Codes of types have neither dots nor slashes; a file that is there under such a name is meant, too.
pub(super) fn is_file(what: &str) -> bool {
    what == "-" || what.contains(['.', '/']) || Path::new(what).is_file()
}

fn check_file(context: &Context, file: &Path) -> Result<(), Trouble> {
    let text = files::read(file)?;
    let read = TypeFile::parse(&text).map_err(|error| files::unreadable(context, file, &error))?;
    let report = flow::check(&read, chrono::Local::now().date_naive());
    let findings: Vec<Finding> =
        report.problems.into_iter().map(|problem| Finding::of_file(problem, context.lang())).collect();
    let names = read.stages.into_iter().map(|stage| (stage.code, stage.name)).collect();
    tell(context, &findings, &report.unchecked, &Names(names))
}

async fn check_code(context: &Context, code: &str, version: Option<&str>) -> Result<(), Trouble> {
    let db = context.db().await?;
    let verdict = admin::check_flow(&db, code, version).await?;
    tell(context, &Finding::all_of_engine(&verdict, context.lang()), &[], &Names::of_engine(&verdict))
}

/// Codes and names of the stages, in their order.
struct Names(Vec<(String, String)>);

impl Names {
    fn of_engine(verdict: &Value) -> Self {
        let stages = verdict.get("stages").and_then(Value::as_array).into_iter().flatten();
        let text = |stage: &Value, key: &str| stage.get(key).and_then(Value::as_str).map(str::to_owned);
        Self(stages.filter_map(|stage| Some((text(stage, "code")?, text(stage, "name")?))).collect())
    }

    /// The name; a stage that is not there is called by its code.
    fn of<'a>(&'a self, code: &'a str) -> &'a str {
        self.0.iter().find(|(known, _)| known == code).map_or(code, |(_, name)| name)
    }

    fn place(&self, code: &str) -> usize {
        self.0.iter().position(|(known, _)| known == code).unwrap_or(usize::MAX)
    }
}

/// Tells the verdict; what could not be judged without a database is said too.
fn tell(context: &Context, findings: &[Finding], unchecked: &[String], names: &Names) -> Result<(), Trouble> {
    let errors = findings.iter().filter(|finding| finding.is_error()).count();
    if context.is_json() {
        context.print_json(&json!({"sound": errors == 0, "problems": findings, "unchecked": unchecked}))?;
    } else {
        context.print(&outline(context, findings, names))?;
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

/// The problems under the stage that each is of, in the order of the flow; what is of none comes first.
fn outline(context: &Context, findings: &[Finding], names: &Names) -> String {
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    let place = |finding: &Finding| finding.stage.as_deref().map(|code| names.place(code));
    sorted.sort_by_key(|finding| (place(finding), !finding.is_error()));
    let mut text = String::new();
    for group in sorted.chunk_by(|a, b| a.stage == b.stage) {
        let Some(first) = group.first() else { continue };
        let heading = match &first.stage {
            Some(code) => format!("{} ({code})", names.of(code)),
            None => context.word("cli-flow-whole"),
        };
        text += &format!("{heading}\n");
        for finding in group {
            text += &format!("  {} {} {}\n", finding.mark(), finding.check, finding.message);
            // A way of one stage says no more than the heading.
            if finding.path.len() > 1 {
                let path: Vec<&str> = finding.path.iter().map(|code| names.of(code)).collect();
                let way = context.with("cli-flow-way", &[("path", path.join(" → ").into())]);
                text += &format!("      {way}\n");
            }
        }
    }
    text
}
