//! `balcao flow replay`: past requests of a type against a version of its flow, before it is published – counted first,
//! then by cause, each with the way it went and the way it would go.

use chrono::NaiveDate;
use clap::Args;
use rust_decimal::Decimal;

use crate::cli::context::Context;
use crate::cli::csv;
use crate::cli::outcome::Trouble;
use crate::domain::charge::money;
use crate::domain::refusal::Lang;
use crate::store::replay::{self, Asked, Finding, Misfit, Replay, VERDICTS};

/// Requests of a cause that are listed for people; the rest is counted.
const LISTED: usize = 10;

/// Arguments of `balcao flow replay`.
#[derive(Debug, Args)]
#[command(after_help = "Verdicts, a request under the gravest of its own:
  other      the same reason leads to another stage, or it would begin in another one
  stops      no such way: reason, outcome, sending back or stage are not there
  missing    a field, action, parameter or note would have been required
  invalid    an answer would be refused: type, limit, pattern or options
  forbidden  waiting, or cancelling by who holds it, is not allowed there

Nothing is changed. Exit status 0 whatever is found: a change of flow is meant to change something.

Examples:
  balcao flow replay segunda-chamada
  balcao flow replay segunda-chamada --only missing --csv > faltas.csv
  balcao flow replay segunda-chamada --version 3 --since 2026-10-01 --json")]
pub struct ReplayArgs {
    /// Code of the type
    code: String,
    /// A number, draft or published
    #[arg(long, value_name = "N|draft|published", default_value = "draft")]
    version: String,
    /// Only requests opened since this day
    #[arg(long, value_name = "DATE")]
    since: Option<NaiveDate>,
    /// List only requests with such a finding; all are counted
    #[arg(long, value_name = "VERDICT", value_parser = VERDICTS)]
    only: Option<String>,
    /// Every finding of every request as comma-separated values
    #[arg(long, conflicts_with = "json")]
    csv: bool,
}

pub(super) async fn run(context: &Context, args: ReplayArgs) -> Result<(), Trouble> {
    let db = context.db().await?;
    let asked = Asked { version: Some(&args.version), since: args.since, only: args.only.as_deref() };
    let found = replay::replay_of(&db, &args.code, asked).await?;
    if context.is_json() {
        context.print_json(&found)
    } else if args.csv {
        context.print(&values(&found))
    } else {
        context.print(&told(context, &found))
    }
}

/// One record a finding.
fn values(found: &Replay) -> String {
    let mut text = csv::record([
        "protocol",
        "request_verdict",
        "verdict",
        "stage",
        "reason",
        "field",
        "outcome",
        "act",
        "to",
        "was",
        "recorded",
        "draft",
        "assumed",
    ]);
    for item in &found.items {
        let (recorded, draft) = (item.recorded.join(" > "), item.draft.join(" > "));
        let assumed = item.assumed.to_string();
        for finding in &item.findings {
            let Finding { verdict, stage, reason, field, outcome, act, to, was } = finding;
            let given = [stage, reason, field, outcome, act, to, was].map(|cell| cell.as_deref().unwrap_or_default());
            let head = [item.protocol.as_str(), &item.verdict, verdict];
            let tail = [recorded.as_str(), &draft, &assumed];
            text.push_str(&csv::record(head.into_iter().chain(given).chain(tail)));
        }
    }
    text
}

fn told(context: &Context, found: &Replay) -> String {
    let mut text = String::new();
    for (key, count) in [
        ("total", found.total),
        ("fits", found.fits),
        ("other", found.other),
        ("stops", found.stops),
        ("missing", found.missing),
        ("invalid", found.invalid),
        ("forbidden", found.forbidden),
    ] {
        if count > 0 || matches!(key, "total" | "fits") {
            text.push_str(&format!("{count:>7}  {}\n", context.word(&format!("cli-replay-count-{key}"))));
        }
    }
    text.push('\n');
    text.push_str(&totals(context, found));
    for group in found.groups() {
        text.push_str(&format!("\n{}  ({})\n", line(context, &group.finding), group.items.len()));
        for item in group.items.iter().take(LISTED) {
            text.push_str(&row(context, item));
        }
        if let Some(more) = group.items.len().checked_sub(LISTED).filter(|more| *more > 0) {
            text.push_str(&format!("  {}\n", context.with("cli-replay-more", &[("more", more.into())])));
        }
    }
    text
}

fn totals(context: &Context, found: &Replay) -> String {
    let totals = &found.totals;
    let days = |days: Decimal| match context.lang() {
        Lang::En => days.to_string(),
        Lang::PtBr => days.to_string().replace('.', ","),
    };
    let amount = |amount: Decimal| money(&format!("{amount:.2}"), context.lang());
    let mut text = context.with(
        "cli-replay-totals",
        &[
            ("compared", totals.compared.to_string().into()),
            ("touches", totals.touches.recorded.to_string().into()),
            ("touches-new", totals.touches.draft.to_string().into()),
            ("days", days(totals.days.recorded).into()),
            ("days-new", days(totals.days.draft).into()),
        ],
    ) + "\n";
    let charges = &totals.charges;
    if !(charges.recorded.is_zero() && charges.draft.is_zero() && charges.unpriced == 0) {
        let values = [
            ("charged", amount(charges.recorded).into()),
            ("charged-new", amount(charges.draft).into()),
            ("changed", charges.changed.to_string().into()),
            ("unpriced", charges.unpriced.to_string().into()),
        ];
        text.push_str(&(context.with("cli-replay-charges", &values) + "\n"));
    }
    text
}

/// Protocol, the way it went and, where it is another, the way it would go.
fn row(context: &Context, item: &Misfit) -> String {
    let (recorded, draft) = (item.recorded.join(" › "), item.draft.join(" › "));
    let mut text = format!("  {}    {recorded}\n", item.protocol);
    if draft != recorded {
        let pad = " ".repeat(item.protocol.len());
        let assumed = match item.assumed {
            0 => String::new(),
            steps => format!("  ({})", context.with("cli-replay-assumed", &[("steps", steps.to_string().into())])),
        };
        text.push_str(&format!("  {pad}  → {draft}{assumed}\n"));
    }
    let worst = item.worst();
    let others: Vec<String> =
        item.findings.iter().filter(|finding| **finding != worst).map(|finding| line(context, finding)).collect();
    if !others.is_empty() {
        text.push_str(&format!("  {}    + {}\n", " ".repeat(item.protocol.len()), others.join("; ")));
    }
    text
}

/// A finding in words.
fn line(context: &Context, finding: &Finding) -> String {
    let given = |value: &Option<String>| value.clone().unwrap_or_else(|| "—".to_owned());
    let way = finding.reason.clone().or_else(|| finding.outcome.clone()).or_else(|| finding.act.clone());
    let key = match (finding.verdict.as_str(), finding.act.as_deref()) {
        ("missing" | "invalid", _) if finding.stage.is_none() => format!("{}-opening", finding.verdict),
        ("missing", _) if finding.field.as_deref() == Some("note") => "missing-note".to_owned(),
        ("stops", Some("returned")) => "stops-returned".to_owned(),
        ("stops", Some(_)) => "stops-entry".to_owned(),
        ("stops", None) if finding.outcome.is_some() => "stops-outcome".to_owned(),
        ("other" | "forbidden", Some(act)) => format!("{}-{}", finding.verdict, act.replace('_', "-")),
        (verdict, _) => verdict.to_owned(),
    };
    let outcome = finding.outcome.as_deref().map(|outcome| context.word(&format!("cli-walk-{outcome}")));
    let values = [
        ("stage", given(&finding.stage).into()),
        ("way", outcome.or(way).unwrap_or_else(|| "—".to_owned()).into()),
        ("field", given(&finding.field).into()),
        ("to", given(&finding.to).into()),
        ("was", given(&finding.was).into()),
    ];
    context.with(&format!("cli-replay-{key}"), &values)
}
