//! `balcao request cancel`: ends a request without an outcome.

use clap::Args;

use super::HowArgs;
use crate::cli::context::Context;
use crate::cli::outcome::Trouble;
use crate::store::requests;

/// Arguments of `balcao request cancel`.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  balcao request cancel 2026.0000042 --note 'pedido em duplicidade'")]
pub struct CancelArgs {
    /// The request
    protocol: String,
    /// Why, for the history
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Code of a cancelling reason
    #[arg(long, value_name = "CODE")]
    reason: Option<String>,
    #[command(flatten)]
    how: HowArgs,
}

pub(super) async fn run(context: &Context, args: CancelArgs) -> Result<(), Trouble> {
    let db = context.db().await?;
    let request =
        requests::cancel(&db, &args.protocol, args.note.as_deref(), args.reason.as_deref(), args.how.how()).await?;
    super::told::act(context, &request)
}
