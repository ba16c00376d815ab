//! `balcao request assign`: a supervisor gives requests to a person.

use clap::Args;
use serde_json::json;

use super::HowArgs;
use crate::cli::context::Context;
use crate::cli::outcome::Trouble;
use crate::store::requests;

/// Arguments of `balcao request assign`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  balcao request assign 2026.0000042 --to bruno
  balcao request assign 2026.0000042 2026.0000043 --to bruno --note 'férias da ana'")]
pub struct AssignArgs {
    /// The request; several give a result for each
    #[arg(value_name = "PROTOCOL", required = true)]
    protocols: Vec<String>,
    /// Login of the person
    #[arg(long, value_name = "LOGIN")]
    to: String,
    /// Code of a reassigning reason
    #[arg(long, value_name = "CODE")]
    reason: Option<String>,
    /// Note for the history
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    #[command(flatten)]
    how: HowArgs,
}

pub(super) async fn run(context: &Context, args: AssignArgs) -> Result<(), Trouble> {
    let db = context.db().await?;
    let (reason, note) = (args.reason.as_deref(), args.note.as_deref());
    match args.protocols.as_slice() {
        [protocol] => {
            let request = requests::assign(&db, protocol, &args.to, reason, note, args.how.how()).await?;
            super::told::act(context, &request)
        }
        protocols => {
            let values = json!({"to": args.to, "reason": reason, "note": note});
            super::told::bulk(context, &db, "assign", protocols, &values, &args.how).await
        }
    }
}
