//! `balcao request resume`: the wait is over, the deadline runs on.

use clap::Args;

use super::HowArgs;
use crate::cli::context::Context;
use crate::cli::outcome::Trouble;
use crate::store::requests;

/// Arguments of `balcao request resume`.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  balcao request resume 2026.0000042")]
pub struct ResumeArgs {
    /// The request
    protocol: String,
    /// Note for the history
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    #[command(flatten)]
    how: HowArgs,
}

pub(super) async fn run(context: &Context, args: ResumeArgs) -> Result<(), Trouble> {
    let db = context.db().await?;
    let request = requests::resume(&db, &args.protocol, args.note.as_deref(), args.how.how()).await?;
    super::told::act(context, &request)
}
