//! `balcao request set`: fields and checklist actions of the current stage.

use clap::Args;

use super::HowArgs;
use crate::cli::context::Context;
use crate::cli::outcome::Trouble;
use crate::cli::values::{self, Assignment};
use crate::store::requests;

/// Arguments of `balcao request set`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  balcao request set 2026.0000042 documento_conferido=true parecer='de acordo'
  balcao request set 2026.0000042 atestado=@atestado.pdf     a file field
  balcao request set 2026.0000042 parecer=                   empties a field")]
pub struct SetArgs {
    /// The request
    protocol: String,
    /// Field or action and its value; KEY=@path for a file, KEY= to empty
    #[arg(value_name = "KEY=VALUE", required = true, value_parser = values::parse_assignment)]
    values: Vec<Assignment>,
    #[command(flatten)]
    how: HowArgs,
}

pub(super) async fn run(context: &Context, args: SetArgs) -> Result<(), Trouble> {
    let values = values::object(context, &args.values)?;
    let db = context.db().await?;
    let request = requests::set_fields(&db, &args.protocol, &values, args.how.how()).await?;
    super::told::act(context, &request)
}
