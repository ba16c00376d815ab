//! `balcao request reopen`: an ended request runs again (supervisors).

use clap::Args;

use super::HowArgs;
use crate::cli::context::Context;
use crate::cli::outcome::Trouble;
use crate::store::requests;

/// Arguments of `balcao request reopen`.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  balcao request reopen 2026.0000042 --note 'recurso aceito' --stage analise")]
pub struct ReopenArgs {
    /// The request
    protocol: String,
    /// Why, for the history
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Code of a reopening reason
    #[arg(long, value_name = "CODE")]
    reason: Option<String>,
    /// Code of the stage to begin again at; the last one when absent
    #[arg(long, value_name = "CODE")]
    stage: Option<String>,
    #[command(flatten)]
    how: HowArgs,
}

pub(super) async fn run(context: &Context, args: ReopenArgs) -> Result<(), Trouble> {
    let db = context.db().await?;
    let request = requests::reopen(
        &db,
        &args.protocol,
        args.note.as_deref(),
        args.reason.as_deref(),
        args.stage.as_deref(),
        args.how.how(),
    )
    .await?;
    super::told::act(context, &request)
}
