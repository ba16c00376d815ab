//! `balcao flow replay`: past requests of a type against a version of its flow, before it is published.

use chrono::NaiveDate;
use clap::Args;

use crate::cli::context::Context;
use crate::cli::outcome::Trouble;
use crate::store::replay::{self, Misfit};

/// Arguments of `balcao flow replay`.
#[derive(Debug, Args)]
#[command(
    after_help = "Nothing is changed. Exit status 0 whatever is found: a change of flow is meant to change something.

Examples:
  balcao flow replay segunda-chamada
  balcao flow replay segunda-chamada --version 3 --since 2026-10-01 --json"
)]
pub struct ReplayArgs {
    /// Code of the type
    code: String,
    /// A number, draft or published
    #[arg(long, value_name = "N|draft|published", default_value = "draft")]
    version: String,
    /// Only requests opened since this day
    #[arg(long, value_name = "DATE")]
    since: Option<NaiveDate>,
}

pub(super) async fn run(context: &Context, args: ReplayArgs) -> Result<(), Trouble> {
    let db = context.db().await?;
    let found = replay::replay(&db, &args.code, Some(&args.version), args.since).await?;
    if context.is_json() {
        return context.print_json(&found);
    }
    let counts = [
        ("total", found.total.to_string().into()),
        ("fits", found.fits.to_string().into()),
        ("missing", found.missing.to_string().into()),
        ("stops", found.stops.to_string().into()),
        ("other", found.other.to_string().into()),
    ];
    let mut text = context.with("cli-replay-sum", &counts) + "\n";
    for item in &found.items {
        text.push_str(&format!("  {}  {}\n", item.protocol, line(context, item)));
    }
    context.print(&text)
}

fn line(context: &Context, item: &Misfit) -> String {
    let given = |value: &Option<String>| value.clone().unwrap_or_else(|| "—".to_owned());
    let way = item.reason.clone().or_else(|| item.outcome.clone()).or_else(|| item.act.clone());
    let values = [
        ("stage", given(&item.stage).into()),
        ("way", given(&way).into()),
        ("field", given(&item.field).into()),
        ("to", given(&item.to).into()),
        ("was", given(&item.was).into()),
    ];
    context.with(&format!("cli-replay-{}", item.verdict), &values)
}
