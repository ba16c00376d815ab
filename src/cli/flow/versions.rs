//! `balcao flow versions` and `balcao flow discard`: which versions a flow has, what runs on each, who made them so;
//! and the draft dropped, or begun from any version.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::outcome::Trouble;
use crate::cli::table::{Align, Table};
use crate::cli::when;
use crate::store::flows;

/// Arguments of `balcao flow versions`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  balcao flow versions segunda-chamada
  balcao flow versions segunda-chamada --history")]
pub struct VersionsArgs {
    /// Code of the type
    code: String,
    /// Who began, published, retired and dropped what, and when
    #[arg(long)]
    history: bool,
}

/// Arguments of `balcao flow discard`.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  balcao flow discard segunda-chamada")]
pub struct DiscardArgs {
    /// Code of the type
    code: String,
}

/// Arguments of `balcao flow draft`.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  balcao flow draft segunda-chamada --from 3")]
pub struct DraftArgs {
    /// Code of the type
    code: String,
    /// The version whose flow the draft begins with
    #[arg(long, value_name = "N")]
    from: i32,
    /// What it is for
    #[arg(long, value_name = "TEXT", default_value = "")]
    note: String,
}

pub(super) async fn versions(context: &Context, args: VersionsArgs) -> Result<(), Trouble> {
    let db = context.db().await?;
    let found = flows::versions(&db, &args.code).await?;
    if context.is_json() {
        return context.print_json(&found);
    }
    if args.history {
        let mut table = Table::new([
            (context.word("cli-col-at"), Align::Code),
            (context.word("cli-col-version"), Align::Number),
            (context.word("cli-col-what"), Align::Code),
            (context.word("cli-col-who"), Align::Code),
            (context.word("cli-col-note"), Align::Text),
        ]);
        for event in &found.history {
            table.row([
                when::short(&event.at),
                event.number.to_string(),
                context.word(&format!("cli-version-{}", event.what)),
                event.login.clone(),
                event.note.clone().unwrap_or_default(),
            ]);
        }
        return context.print_table(&table);
    }
    let mut table = Table::new([
        (context.word("cli-col-version"), Align::Number),
        (context.word("cli-col-state"), Align::Code),
        (context.word("cli-col-at"), Align::Code),
        (context.word("cli-col-who"), Align::Code),
        (context.word("cli-col-open"), Align::Number),
        (context.word("cli-col-late"), Align::Number),
        (context.word("cli-col-stage"), Align::Text),
        (context.word("cli-col-note"), Align::Text),
    ]);
    for version in &found.versions {
        let stages: Vec<String> = version
            .stages
            .iter()
            .filter(|load| load.requests > 0)
            .map(|load| match load.late {
                0 => format!("{} {}", load.stage, load.requests),
                late => format!("{} {} ({late}!)", load.stage, load.requests),
            })
            .collect();
        table.row([
            version.number.to_string(),
            context.word(&format!("cli-version-{}", version.state)),
            when::short(version.published_at.as_deref().unwrap_or(&version.created_at)),
            version.published_by.clone().unwrap_or_else(|| version.author.clone()),
            version.requests.to_string(),
            version.late.to_string(),
            stages.join(", "),
            version.note.clone().unwrap_or_default(),
        ]);
    }
    context.print_table(&table)
}

pub(super) async fn discard(context: &Context, args: DiscardArgs) -> Result<(), Trouble> {
    let db = context.db().await?;
    let told = flows::discard_draft(&db, &args.code).await?;
    if context.is_json() {
        return context.print_json(&told);
    }
    let version = told.get("version").map(ToString::to_string).unwrap_or_default();
    let values = [("type", args.code.into()), ("version", version.into())];
    context.print(&(context.with("cli-flow-discarded", &values) + "\n"))
}

pub(super) async fn draft(context: &Context, args: DraftArgs) -> Result<(), Trouble> {
    let db = context.db().await?;
    let note = Some(args.note.as_str()).filter(|note| !note.is_empty());
    let told = flows::draft_from(&db, &args.code, args.from, note).await?;
    if context.is_json() {
        return context.print_json(&told);
    }
    let version = told.get("version").map(ToString::to_string).unwrap_or_default();
    let values = [("type", args.code.into()), ("version", version.into()), ("from", args.from.to_string().into())];
    context.print(&(context.with("cli-flow-drafted", &values) + "\n"))
}
