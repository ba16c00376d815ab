//! `balcao request return`: back to the stage the request came from.

use clap::Args;

use super::HowArgs;
use crate::cli::context::Context;
use crate::cli::outcome::Trouble;
use crate::store::requests;

/// Arguments of `balcao request return`.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  balcao request return 2026.0000042 --note 'falta o atestado'")]
pub struct ReturnArgs {
    /// The request
    protocol: String,
    /// What must be mended
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Code of a returning reason
    #[arg(long, value_name = "CODE")]
    reason: Option<String>,
    #[command(flatten)]
    how: HowArgs,
}

pub(super) async fn run(context: &Context, args: ReturnArgs) -> Result<(), Trouble> {
    let db = context.db().await?;
    let request =
        requests::send_back(&db, &args.protocol, args.note.as_deref(), args.reason.as_deref(), args.how.how()).await?;
    super::told::act(context, &request)
}
