//! `balcao request next`: the next request of a queue becomes yours.

use clap::Args;
use uuid::Uuid;

use crate::cli::context::Context;
use crate::cli::outcome::Trouble;
use crate::store::requests;

/// Arguments of `balcao request next`.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  balcao request next --group secretaria")]
pub struct NextArgs {
    /// Code of the group; every group of yours when absent
    #[arg(long, value_name = "CODE")]
    group: Option<String>,
    /// Identity of this act: repeated with the same UUID it happens once
    #[arg(long, value_name = "UUID")]
    op: Option<Uuid>,
}

pub(super) async fn run(context: &Context, args: NextArgs) -> Result<(), Trouble> {
    let db = context.db().await?;
    let op = Some(args.op.unwrap_or_else(Uuid::new_v4));
    let request = requests::take_next(&db, args.group.as_deref(), op).await?;
    super::told::act(context, &request)
}
