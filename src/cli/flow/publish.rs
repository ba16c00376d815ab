//! `balcao flow publish`: makes a draft live; the engine refuses an unsound one.

use clap::Args;
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::finding::Finding;
use crate::cli::outcome::Trouble;
use crate::store::admin;

/// Arguments of `balcao flow publish`.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  balcao flow publish segunda-chamada --note 'nova etapa de agendamento'")]
pub struct PublishArgs {
    /// Code of the type
    code: String,
    /// What changed, for the audit
    #[arg(long, value_name = "TEXT", default_value = "")]
    note: String,
}

pub(super) async fn run(context: &Context, args: PublishArgs) -> Result<(), Trouble> {
    let PublishArgs { code, note } = args;
    let db = context.db().await?;
    let told = admin::publish_flow(&db, &code, Some(&note)).await?;
    let findings = Finding::all_of_engine(&told, context.lang());
    let version = told.get("version").cloned().unwrap_or_default();
    if context.is_json() {
        return context.print_json(&json!({"type": code, "version": version, "problems": findings}));
    }
    for finding in &findings {
        context.note(&finding.line());
    }
    let values = [("type", code.into()), ("version", version.to_string().into())];
    context.print(&(context.with("cli-flow-published", &values) + "\n"))
}
