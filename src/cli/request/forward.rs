//! `balcao request forward`: on to the next stage by a reason, with the fields it still lacks.

use clap::Args;

use super::HowArgs;
use crate::cli::context::Context;
use crate::cli::outcome::Trouble;
use crate::cli::values::{self, Assignment};
use crate::store::requests;

/// Arguments of `balcao request forward`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  balcao request forward 2026.0000042 --reason documentacao-completa
  balcao request forward 2026.0000042 --reason deferido parecer='de acordo' --note 'ver anexo'")]
pub struct ForwardArgs {
    /// The request
    protocol: String,
    /// Code of the forwarding reason
    #[arg(long, value_name = "CODE")]
    reason: String,
    /// Note for the history; some reasons require it
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Fields and actions of the stage, set in the same act
    #[arg(value_name = "KEY=VALUE", value_parser = values::parse_assignment)]
    values: Vec<Assignment>,
    #[command(flatten)]
    how: HowArgs,
}

pub(super) async fn run(context: &Context, args: ForwardArgs) -> Result<(), Trouble> {
    let values = values::object(context, &args.values)?;
    let db = context.db().await?;
    let request =
        requests::forward(&db, &args.protocol, &args.reason, args.note.as_deref(), &values, args.how.how()).await?;
    super::told::act(context, &request)
}
