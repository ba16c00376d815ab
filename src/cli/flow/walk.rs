//! `balcao flow walk`: walks a version with the real engine on scratch data that is taken back – every way by itself,
//! or a script of acts – and tells who acted, what would be mailed, charged and due.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use crate::cli::context::Context;
use crate::cli::files;
use crate::cli::outcome::Trouble;
use crate::domain::flow::TypeFile;
use crate::domain::flow::walk::{Goal, Script, Transcript};
use crate::domain::refusal::Lang;
use crate::store::walk::{Shown, Toured};
use crate::store::{Failure, admin, walk};

/// Arguments of `balcao flow walk`.
#[derive(Debug, Args)]
#[command(after_help = "Without a script every way, outcome and permission of the flow is walked.
Exit status 1 when something that can be reached is refused. Nothing of a walk remains.

Examples:
  balcao flow walk segunda-chamada
  balcao flow walk segunda-chamada --version draft --as carla
  balcao flow walk segunda-chamada --script caminho.json --json")]
pub struct WalkArgs {
    /// Code of the type
    code: String,
    /// A number, draft or published; the draft when there is one, else the published version
    #[arg(long, value_name = "N|draft|published")]
    version: Option<String>,
    /// Who acts: a login or a role; else whoever holds the request, or the first who may work it
    #[arg(long = "as", value_name = "ROLE|LOGIN")]
    actor: Option<String>,
    /// Walks as this student instead of one who exists only inside the walk
    #[arg(long, value_name = "RA")]
    student: Option<String>,
    /// Acts to play instead of the automatic walk: {"parameters":{…},"script":[{"act":"forward","reason":…,"fields":{…}}]}
    #[arg(long, value_name = "FILE.json")]
    script: Option<PathBuf>,
}

pub(super) async fn run(context: &Context, args: WalkArgs) -> Result<(), Trouble> {
    let db = context.db().await?;
    let version = version_of(&db, &args).await?;
    match &args.script {
        Some(file) => {
            let text = files::read(file)?;
            let mut script: Script = serde_json::from_str::<Value>(&text)
                .and_then(|mut value| {
                    if let Some(object) = value.as_object_mut() {
                        object.insert("type".to_owned(), args.code.clone().into());
                    }
                    serde_json::from_value(value)
                })
                .map_err(|error| Trouble::usage(format!("{}: {error}", file.display())))?;
            script.version = Some(version);
            script.student = args.student.or(script.student);
            script.actor = args.actor.or(script.actor);
            tell_script(context, &walk::walk(&db, &script).await?)
        }
        None => {
            let document = admin::export_type(&db, &args.code, Some(&version)).await?;
            let file = TypeFile::from_doc(&document)
                .map_err(|error| Failure::Broken(format!("the engine's document of {}: {error}", args.code)))?;
            let today = chrono::Local::now().date_naive();
            let asked =
                walk::Asked { version: Some(&version), actor: args.actor.as_deref(), student: args.student.as_deref() };
            let toured = walk::walk_all(&db, &file, asked, today).await?;
            tell_tour(context, &file, &version, &toured)
        }
    }
}

/// The draft where there is one: what one is about to publish is what one wants to walk.
async fn version_of(db: &crate::store::Db, args: &WalkArgs) -> Result<String, Trouble> {
    if let Some(version) = &args.version {
        return Ok(version.clone());
    }
    let types = admin::types(db).await?;
    let draft = types.iter().any(|row| {
        row.get("code").and_then(Value::as_str) == Some(&args.code) && row.get("draft").is_some_and(|n| !n.is_null())
    });
    Ok(if draft { "draft" } else { "published" }.to_owned())
}

fn tell_script(context: &Context, told: &Transcript) -> Result<(), Trouble> {
    if context.is_json() {
        context.print_json(&serde_json::to_value(told).map_err(|error| Failure::Broken(error.to_string()))?)?;
    } else {
        let mut text = String::new();
        for step in &told.steps {
            let mark = if step.ok { '✔' } else { '✖' };
            let place = step.told("stage_name").unwrap_or("—");
            let status = step
                .told("status")
                .map(|status| context.word(&format!("status-{}", status.replace('_', "-"))))
                .unwrap_or_default();
            text.push_str(&format!("{mark} {:<9} {:<10} {place} · {status}\n", step.act, step.actor));
            for line in refusal(step.error.as_ref(), context.lang()) {
                text.push_str(&format!("    {line}\n"));
            }
            for mail in &step.mails {
                text.push_str(&format!("    ✉ {} · {}\n", mail.to, mail.subject));
            }
        }
        if told.stuck {
            text.push_str(&context.word("cli-walk-stuck"));
            text.push('\n');
        }
        context.print(&text)?;
    }
    if told.ok { Ok(()) } else { Err(Trouble::BadNews) }
}

fn tell_tour(context: &Context, file: &TypeFile, version: &str, toured: &Toured) -> Result<(), Trouble> {
    let lang = context.lang();
    if context.is_json() {
        let shown: Vec<Value> = toured.shown.iter().map(json_of).collect();
        let unreachable: Vec<Value> = toured.tour.unreachable.iter().map(goal_json).collect();
        context.print_json(&json!({"type": file.head.code, "version": version, "whole": toured.is_whole(), "walked": shown,
            "unreachable": unreachable, "by_hand": toured.tour.by_hand, "charge": toured.charge, "notes": toured.notes}))?;
    } else {
        let mut text = String::new();
        for stage in &file.stages {
            let of_stage: Vec<&Shown> = toured.shown.iter().filter(|shown| shown.goal.stage() == stage.code).collect();
            let beyond: Vec<&Goal> = toured.tour.unreachable.iter().filter(|goal| goal.stage() == stage.code).collect();
            if of_stage.is_empty() && beyond.is_empty() {
                continue;
            }
            text.push_str(&format!("{}\n", stage.name));
            for shown in of_stage {
                let mark = if shown.error.is_none() { '✔' } else { '✖' };
                let due = shown
                    .due_at
                    .as_deref()
                    .and_then(|due| due.get(..16))
                    .map(|due| format!(" · {}", due.replace('T', " ")));
                let mails =
                    if shown.mails.is_empty() { String::new() } else { format!(" · ✉ {}", shown.mails.join(", ")) };
                let said = words(context, file, &shown.goal);
                text.push_str(&format!("  {mark} {said} · {}{}{mails}\n", shown.actor, due.unwrap_or_default()));
                for line in refusal(shown.error.as_ref(), lang) {
                    text.push_str(&format!("      {line}\n"));
                }
            }
            for goal in beyond {
                text.push_str(&format!(
                    "  – {} · {}\n",
                    words(context, file, goal),
                    context.word("cli-walk-unreachable")
                ));
            }
        }
        for label in &toured.tour.by_hand {
            text.push_str(&format!("{}\n", context.with("cli-walk-by-hand", &[("label", label.clone().into())])));
        }
        let key = if lang == Lang::En { "en" } else { "pt" };
        for note in toured.notes.iter().filter_map(|note| note.get(key)?.as_str()) {
            text.push_str(&format!("{note}\n"));
        }
        let refused = toured.shown.iter().filter(|shown| shown.error.is_some()).count();
        let counts = [
            ("walked", (toured.shown.len() - refused).to_string().into()),
            ("refused", refused.to_string().into()),
            ("beyond", toured.tour.unreachable.len().to_string().into()),
        ];
        text.push_str(&(context.with("cli-walk-sum", &counts) + "\n"));
        context.print(&text)?;
    }
    if toured.is_whole() { Ok(()) } else { Err(Trouble::BadNews) }
}

fn words(context: &Context, file: &TypeFile, goal: &Goal) -> String {
    let stage_name = |code: &str| {
        file.stages.iter().find(|stage| stage.code == code).map_or(code.to_owned(), |stage| stage.name.clone())
    };
    match goal {
        Goal::Way { reason, to, .. } => {
            let name = file.reasons.iter().find(|row| &row.code == reason).map_or(reason.as_str(), |row| &row.name);
            format!("{name} → {}", stage_name(to))
        }
        Goal::Outcome { outcome, .. } => context.word(&format!("cli-walk-{outcome}")),
        Goal::Wait(_) => context.word("cli-walk-wait"),
        Goal::Return(_) => context.word("cli-walk-return"),
        Goal::Cancel(_) => context.word("cli-walk-cancel"),
    }
}

fn refusal(error: Option<&Value>, lang: Lang) -> Vec<String> {
    let key = if lang == Lang::En { "en" } else { "pt" };
    let problems = error.and_then(|error| error.get("problems")?.as_array()).map(Vec::as_slice).unwrap_or_default();
    problems.iter().filter_map(|problem| Some(problem.get(key)?.as_str()?.to_owned())).collect()
}

fn goal_json(goal: &Goal) -> Value {
    match goal {
        Goal::Way { from, reason, to } => json!({"stage": from, "act": "forward", "reason": reason, "to": to}),
        Goal::Outcome { stage, outcome } => json!({"stage": stage, "act": "conclude", "outcome": outcome}),
        Goal::Wait(stage) => json!({"stage": stage, "act": "wait"}),
        Goal::Return(stage) => json!({"stage": stage, "act": "return"}),
        Goal::Cancel(stage) => json!({"stage": stage, "act": "cancel"}),
    }
}

fn json_of(shown: &Shown) -> Value {
    let mut value = goal_json(&shown.goal);
    if let Some(object) = value.as_object_mut() {
        object.insert("as".to_owned(), shown.actor.clone().into());
        object.insert("ok".to_owned(), shown.error.is_none().into());
        object.insert("error".to_owned(), shown.error.clone().unwrap_or(Value::Null));
        object.insert("mails".to_owned(), json!(shown.mails));
        object.insert("due_at".to_owned(), json!(shown.due_at));
    }
    value
}
