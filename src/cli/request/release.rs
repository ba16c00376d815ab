//! `balcao request release`: back into the group's queue, one request or several.

use clap::Args;
use serde_json::json;

use super::HowArgs;
use crate::cli::context::Context;
use crate::cli::outcome::Trouble;
use crate::store::requests;

/// Arguments of `balcao request release`.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  balcao request release 2026.0000042 --note 'saí para o almoço'")]
pub struct ReleaseArgs {
    /// The request; several give a result for each
    #[arg(value_name = "PROTOCOL", required = true)]
    protocols: Vec<String>,
    /// Note for the history
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    #[command(flatten)]
    how: HowArgs,
}

pub(super) async fn run(context: &Context, args: ReleaseArgs) -> Result<(), Trouble> {
    let db = context.db().await?;
    let note = args.note.as_deref();
    match args.protocols.as_slice() {
        [protocol] => super::told::act(context, &requests::release(&db, protocol, note, args.how.how()).await?),
        protocols => super::told::bulk(context, &db, "release", protocols, &json!({ "note": note }), &args.how).await,
    }
}
