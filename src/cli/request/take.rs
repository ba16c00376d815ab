//! `balcao request take`: one request, or several with a result for each.

use clap::Args;

use super::HowArgs;
use crate::cli::context::Context;
use crate::cli::outcome::Trouble;
use crate::store::requests;

/// Arguments of `balcao request take`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  balcao request take 2026.0000042
  balcao request take 2026.0000042 2026.0000043")]
pub struct TakeArgs {
    /// The request; several give a result for each
    #[arg(value_name = "PROTOCOL", required = true)]
    protocols: Vec<String>,
    #[command(flatten)]
    how: HowArgs,
}

pub(super) async fn run(context: &Context, args: TakeArgs) -> Result<(), Trouble> {
    let db = context.db().await?;
    match args.protocols.as_slice() {
        [protocol] => super::told::act(context, &requests::take(&db, protocol, args.how.how()).await?),
        protocols => {
            let no_args = serde_json::json!({});
            super::told::bulk(context, &db, "take", protocols, &no_args, &args.how).await
        }
    }
}
