//! `balcao request explain`: where the deadline of the stage comes from, step by step (Z-8).

use clap::Args;

use super::told;
use crate::cli::context::Context;
use crate::cli::outcome::Trouble;
use crate::domain::refusal::Lang;
use crate::store::requests;

/// Arguments of `balcao request explain`.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  balcao request explain 2026.0000042")]
pub struct ExplainArgs {
    /// The request
    protocol: String,
}

pub(super) async fn run(context: &Context, args: ExplainArgs) -> Result<(), Trouble> {
    let db = context.db().await?;
    let explained = requests::explain_deadline(&db, &args.protocol).await?;
    if context.is_json() {
        return told::json(context, &explained);
    }
    let key = match context.lang() {
        Lang::PtBr => "text_pt",
        Lang::En => "text_en",
    };
    let text = explained.get(key).and_then(serde_json::Value::as_str).unwrap_or_default();
    context.print(&format!("{}\n", text.trim_end()))
}
