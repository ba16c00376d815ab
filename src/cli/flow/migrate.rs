//! `balcao flow migrate`: running requests moved to another version of their flow by a plan; foreseen first, gone on
//! with when broken off, taken back while nothing else happened to them.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::cli::context::Context;
use crate::cli::files;
use crate::cli::outcome::{Trouble, problem_json, problem_line};
use crate::cli::table::{Align, Table};
use crate::domain::flow::Plan;
use crate::domain::refusal::Refusal;
use crate::store::{Db, Failure, flows};

/// Arguments of `balcao flow migrate`.
#[derive(Debug, Args)]
#[command(after_help = "A plan is a TOML file; a stage that it does not name goes to the stage of the same code:
  [stages]
  triagem = \"conferencia\"
  analise = \"\"              # those stay on their version

Each request moves in a transaction of its own. A run that was broken off is gone on with by --run.
Exit status 1 when a request is blocked; those that can move have moved.

Examples:
  balcao flow migrate segunda-chamada --to 4 --dry-run
  balcao flow migrate segunda-chamada --to 4 --plan plano.toml
  balcao flow migrate segunda-chamada --run 7b6d1c9e-55a2-4c0e-9d3a-2f6f0c9b1e44
  balcao flow migrate segunda-chamada --undo")]
pub struct MigrateArgs {
    /// Code of the type
    code: String,
    /// The version to move to
    #[arg(long, value_name = "N", required_unless_present_any = ["undo", "run"])]
    to: Option<i32>,
    /// Which stage goes to which
    #[arg(long, value_name = "FILE", conflicts_with = "undo")]
    plan: Option<PathBuf>,
    /// Only tell what would happen to each request
    #[arg(long, conflicts_with = "undo")]
    dry_run: bool,
    /// Go on with a run, or give a new one its id
    #[arg(long, value_name = "RUN", conflicts_with = "undo")]
    run: Option<Uuid>,
    /// Take a run back; without an id, the newest that can be
    #[arg(long, value_name = "RUN", num_args = 0..=1, default_missing_value = "")]
    undo: Option<String>,
}

/// What became of one request, for people and programs.
struct Told {
    protocol: String,
    stage: Option<String>,
    to_stage: Option<String>,
    verdict: String,
    why: String,
    left: Vec<String>,
    refusal: Option<Refusal>,
}

impl Told {
    fn is_bad(&self) -> bool {
        matches!(self.verdict.as_str(), "blocked" | "refused")
    }

    fn of_step(step: flows::Step, stage: Option<String>, context: &Context) -> Self {
        let why = step.why(context.lang()).to_owned();
        let (protocol, to_stage, verdict, left) = (step.protocol, step.to_stage, step.verdict, step.left);
        Self { protocol, stage, to_stage, verdict, why, left, refusal: None }
    }

    fn of_foreseen(item: flows::ForeseenItem, context: &Context) -> Self {
        let why = item.why(context.lang()).to_owned();
        let (protocol, stage, to_stage) = (item.protocol, Some(item.stage), item.to_stage);
        Self { protocol, stage, to_stage, verdict: item.verdict, why, left: item.left, refusal: None }
    }

    fn of_refusal(protocol: String, stage: Option<String>, refusal: Refusal, context: &Context) -> Self {
        let lines: Vec<String> = refusal.problems.iter().map(|problem| problem_line(problem, context.lang())).collect();
        let (verdict, why) = ("refused".to_owned(), lines.join(" "));
        Self { protocol, stage, to_stage: None, verdict, why, left: Vec::new(), refusal: Some(refusal) }
    }

    fn json(&self, context: &Context) -> Value {
        let problems: Vec<Value> = self
            .refusal
            .iter()
            .flat_map(|refusal| &refusal.problems)
            .map(|problem| problem_json(problem, context.lang()))
            .collect();
        json!({"protocol": self.protocol, "stage": self.stage, "to_stage": self.to_stage, "verdict": self.verdict,
            "why": self.why, "left": self.left, "problems": problems})
    }
}

pub(super) async fn run(context: &Context, args: MigrateArgs) -> Result<(), Trouble> {
    let db = context.db().await?;
    if let Some(run) = &args.undo {
        return undo(context, &db, &args.code, run).await;
    }
    let plan = match &args.plan {
        Some(file) => Some(read_plan(context, file)?),
        None => None,
    };
    let (to, plan, id) = asked(context, &db, &args, plan).await?;
    let foreseen = flows::foresee(&db, &args.code, to, &plan).await?;
    if args.dry_run {
        let told: Vec<Told> = foreseen.items.into_iter().map(|item| Told::of_foreseen(item, context)).collect();
        return tell(context, &args.code, Some(to), None, &told);
    }
    let told = apply(context, &db, to, &plan, id, foreseen.items).await?;
    tell(context, &args.code, Some(to), Some(id), &told)
}

fn read_plan(context: &Context, file: &Path) -> Result<Plan, Trouble> {
    Plan::parse(&files::read(file)?).map_err(|error| files::unreadable(context, file, &error))
}

/// Version, plan and id: as given, or as the run that is gone on with had them.
async fn asked(
    context: &Context,
    db: &Db,
    args: &MigrateArgs,
    plan: Option<Plan>,
) -> Result<(i32, Plan, Uuid), Trouble> {
    let begun = match args.run {
        Some(_) => flows::runs(db, Some(&args.code), args.run).await?.pop(),
        None => None,
    };
    let id = args.run.unwrap_or_else(Uuid::new_v4);
    match (begun, args.to) {
        (Some(begun), to) => Ok((to.unwrap_or(begun.to), plan.unwrap_or(begun.plan), id)),
        (None, Some(to)) => Ok((to, plan.unwrap_or_default(), id)),
        (None, None) => Err(Trouble::usage(context.with("cli-flow-no-run", &[("run", id.to_string().into())]))),
    }
}

/// Moves what can move, one by one; a refusal is that request's own.
async fn apply(
    context: &Context,
    db: &Db,
    to: i32,
    plan: &Plan,
    run: Uuid,
    items: Vec<flows::ForeseenItem>,
) -> Result<Vec<Told>, Trouble> {
    let total = items.iter().filter(|item| item.verdict == "moves").count();
    if total > 0 {
        context.note(&context.with("cli-flow-run", &[("run", run.to_string().into())]));
    }
    let (mut told, mut done) = (Vec::with_capacity(items.len()), 0_usize);
    for item in items {
        if item.verdict != "moves" {
            told.push(Told::of_foreseen(item, context));
            continue;
        }
        let stage = Some(item.stage);
        told.push(match flows::step(db, &item.protocol, to, plan, run).await {
            Ok(step) => Told::of_step(step, stage, context),
            Err(Failure::Refused(refusal)) => Told::of_refusal(item.protocol, stage, refusal, context),
            Err(failure) => return Err(broken_off(context, run, failure)),
        });
        done += 1;
        progress(context, done, total);
    }
    Ok(told)
}

/// The database went away: what moved has moved, and the run can be gone on with.
fn broken_off(context: &Context, run: Uuid, failure: Failure) -> Trouble {
    context.note(&context.with("cli-flow-broken-off", &[("run", run.to_string().into())]));
    failure.into()
}

fn progress(context: &Context, done: usize, total: usize) {
    context.note_progress(&context.with("cli-flow-progress", &[("done", done.into()), ("total", total.into())]));
}

async fn undo(context: &Context, db: &Db, code: &str, run: &str) -> Result<(), Trouble> {
    let id = match run {
        "" => flows::runs(db, Some(code), None).await?.into_iter().find(|run| run.undoable > 0).map(|run| run.run),
        run => Some(Uuid::parse_str(run).map_err(|_| no_run(context, run))?),
    };
    let id = id.ok_or_else(|| Trouble::usage(context.word("cli-flow-no-undo")))?;
    let found = flows::runs(db, Some(code), Some(id)).await?.pop();
    let items = found.ok_or_else(|| no_run(context, run))?.items.unwrap_or_default();
    let (mut told, total) = (Vec::with_capacity(items.len()), items.len());
    for item in items {
        told.push(match flows::undo(db, id, &item.protocol).await {
            Ok(step) => Told::of_step(step, None, context),
            Err(Failure::Refused(refusal)) => Told::of_refusal(item.protocol, None, refusal, context),
            Err(failure) => return Err(failure.into()),
        });
        progress(context, told.len(), total);
    }
    tell(context, code, None, Some(id), &told)
}

fn no_run(context: &Context, run: &str) -> Trouble {
    Trouble::usage(context.with("cli-flow-no-run", &[("run", run.to_owned().into())]))
}

fn tell(context: &Context, code: &str, to: Option<i32>, run: Option<Uuid>, told: &[Told]) -> Result<(), Trouble> {
    let count = |verdict: &str| told.iter().filter(|item| item.verdict == verdict).count();
    if context.is_json() {
        let items: Vec<Value> = told.iter().map(|item| item.json(context)).collect();
        let counts: serde_json::Map<String, Value> =
            ["moves", "moved", "stays", "skipped", "undone", "blocked", "refused"]
                .iter()
                .map(|verdict| ((*verdict).to_owned(), count(verdict).into()))
                .collect();
        context.print_json(&json!({"type": code, "to": to, "run": run, "items": items, "counts": counts}))?;
    } else {
        let mut table = Table::new([
            (context.word("cli-col-protocol"), Align::Code),
            (context.word("cli-col-stage"), Align::Code),
            (context.word("cli-col-to"), Align::Code),
            (context.word("cli-col-what"), Align::Code),
            (context.word("cli-col-why"), Align::Text),
        ]);
        for item in told {
            table.row([
                item.protocol.clone(),
                item.stage.clone().unwrap_or_default(),
                item.to_stage.clone().unwrap_or_default(),
                context.word(&format!("cli-move-{}", item.verdict)),
                item.why.clone(),
            ]);
        }
        context.print_table(&table)?;
        let values = [
            ("moved", (count("moved") + count("moves") + count("undone")).into()),
            ("stays", (count("stays") + count("skipped")).into()),
            ("blocked", (count("blocked") + count("refused")).into()),
        ];
        context.note(&context.with("cli-flow-migrated", &values));
    }
    if told.iter().any(Told::is_bad) { Err(Trouble::BadNews) } else { Ok(()) }
}
