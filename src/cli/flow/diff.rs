//! `balcao flow diff`: what changes from one flow to another, in words, and which running requests it touches.

use std::collections::BTreeMap;
use std::path::Path;

use clap::Args;
use serde_json::{Value, json};

use super::check::is_file;
use crate::cli::context::Context;
use crate::cli::files;
use crate::cli::outcome::Trouble;
use crate::domain::flow::diff::{How, What};
use crate::domain::flow::{self, Change, TypeFile};
use crate::store::{Db, admin, flows};

/// Arguments of `balcao flow diff`.
#[derive(Debug, Args)]
#[command(after_help = "Exit status 0 whether or not they differ; with --json the list is empty when they do not.

Examples:
  balcao flow diff segunda-chamada                      the draft against what is live
  balcao flow diff segunda-chamada@2 segunda-chamada@3
  balcao flow diff segunda-chamada@published segunda-chamada.toml --json")]
pub struct DiffArgs {
    /// A file, or a type: CODE@N, CODE@draft, CODE@published, CODE for what is live
    #[arg(value_name = "A")]
    first: String,
    /// The same; without it, A is a type whose draft is compared with what is live
    #[arg(value_name = "B")]
    second: Option<String>,
}

/// One side.
struct Side {
    flow: TypeFile,
    /// Of a type in the database: its code.
    code: Option<String>,
}

pub(super) async fn run(context: &Context, args: DiffArgs) -> Result<(), Trouble> {
    let (first, second) = match args.second {
        Some(second) => (args.first, second),
        None => {
            let code = args.first.split('@').next().unwrap_or_default();
            (format!("{code}@published"), format!("{code}@draft"))
        }
    };
    let db = if is_file(&first) && is_file(&second) { None } else { Some(context.db().await?) };
    let (a, b) = (side(context, db.as_ref(), &first).await?, side(context, db.as_ref(), &second).await?);
    let mut changes = flow::diff(&a.flow, &b.flow);
    if a.code.is_none() != b.code.is_none() {
        // A file need not bring the reasons along that the catalogue has; a version always tells those that it uses.
        changes.retain(|change| change.what != What::Reason || change.how == How::Changed);
    }
    let touched = touched(db.as_ref(), a.code.as_deref().or(b.code.as_deref()), &changes).await?;
    tell(context, &changes, &touched)
}

async fn side(context: &Context, db: Option<&Db>, name: &str) -> Result<Side, Trouble> {
    let Some(db) = db.filter(|_| !is_file(name)) else {
        let file = Path::new(name);
        let flow = TypeFile::parse(&files::read(file)?).map_err(|error| files::unreadable(context, file, &error))?;
        return Ok(Side { flow, code: None });
    };
    let (code, which) = name.split_once('@').map_or((name, None), |(code, which)| (code, Some(which)));
    let doc = admin::export_type(db, code, which).await?;
    let flow = TypeFile::from_doc(&doc).map_err(|error| Trouble::Broken(error.to_string()))?;
    Ok(Side { flow, code: Some(code.to_owned()) })
}

/// Running requests of the type by stage, where a change is about that stage.
async fn touched(db: Option<&Db>, code: Option<&str>, changes: &[Change]) -> Result<BTreeMap<String, i64>, Trouble> {
    let mut loads = BTreeMap::new();
    let (Some(db), Some(code)) = (db, code) else { return Ok(loads) };
    for version in flows::versions(db, code).await?.versions {
        for load in version.stages.into_iter().filter(|load| load.requests > 0) {
            *loads.entry(load.stage).or_insert(0) += load.requests;
        }
    }
    loads.retain(|stage, _| changes.iter().any(|change| change.stage.as_ref() == Some(stage)));
    Ok(loads)
}

fn tell(context: &Context, changes: &[Change], touched: &BTreeMap<String, i64>) -> Result<(), Trouble> {
    let total: i64 = touched.values().sum();
    if context.is_json() {
        let lang = context.lang();
        let rows: Vec<Value> = changes
            .iter()
            .map(|change| {
                let requests = change.stage.as_ref().and_then(|stage| touched.get(stage)).copied().unwrap_or(0);
                json!({"what": change.what, "how": change.how, "stage": change.stage, "row": change.row, "key": change.key,
                    "from": change.from, "to": change.to, "message": change.message(lang), "requests": requests})
            })
            .collect();
        return context.print_json(&json!({"changes": rows, "requests": touched, "touched": total}));
    }
    for change in changes {
        let mark = match change.how {
            How::Added => '+',
            How::Removed => '-',
            How::Changed => '~',
            How::Ordered => '↕',
        };
        let requests = change.stage.as_ref().and_then(|stage| touched.get(stage)).copied().unwrap_or(0);
        let more = match requests {
            0 => String::new(),
            requests => format!("  [{}]", context.with("cli-flow-touches", &[("requests", requests.into())])),
        };
        context.print(&format!("{mark} {}{more}\n", change.message(context.lang())))?;
    }
    let values = [("changes", changes.len().into()), ("requests", total.into())];
    context.note(&context.with("cli-flow-differs", &values));
    Ok(())
}
