//! `balcao request undo`: takes your last act back within its time, or a whole batch of acts.

use clap::Args;
use uuid::Uuid;

use super::HowArgs;
use crate::cli::context::Context;
use crate::cli::outcome::Trouble;
use crate::store::requests;

/// Arguments of `balcao request undo`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  balcao request undo 2026.0000042
  balcao request undo --batch 0197a0c2-5d0e-7c55-9f2e-0d5d9a6b7f10     all of one act on several requests")]
pub struct UndoArgs {
    /// The request
    #[arg(required_unless_present = "batch")]
    protocol: Option<String>,
    /// Every act of this batch, as an act on several requests named it
    #[arg(long, value_name = "UUID", conflicts_with_all = ["protocol", "op", "if_version"])]
    batch: Option<Uuid>,
    #[command(flatten)]
    how: HowArgs,
}

pub(super) async fn run(context: &Context, args: UndoArgs) -> Result<(), Trouble> {
    let db = context.db().await?;
    match (args.protocol, args.batch) {
        (_, Some(batch)) => {
            let results = requests::undo_batch(&db, batch).await?;
            super::told::batch(context, &results)
        }
        (Some(protocol), None) => super::told::act(context, &requests::undo(&db, &protocol, args.how.how()).await?),
        (None, None) => Err(Trouble::usage("PROTOCOL")),
    }
}
