//! `balcao request wait`: asks the student for something; the deadline pauses until the answer.

use clap::Args;

use super::HowArgs;
use crate::cli::context::Context;
use crate::cli::outcome::Trouble;
use crate::cli::when::{self, When};
use crate::store::requests;

/// Arguments of `balcao request wait`.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  balcao request wait 2026.0000042 --note 'Traga o atestado original.' --until 2026-12-04")]
pub struct WaitArgs {
    /// The request
    protocol: String,
    /// The message to the student
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Resume by itself at this time: 2026-12-04, '2026-12-04 14:00', or with an offset
    #[arg(long, value_name = "DATE", value_parser = when::parse)]
    until: Option<When>,
    /// Code of a waiting reason
    #[arg(long, value_name = "CODE")]
    reason: Option<String>,
    #[command(flatten)]
    how: HowArgs,
}

pub(super) async fn run(context: &Context, args: WaitArgs) -> Result<(), Trouble> {
    let db = context.db().await?;
    let until = match &args.until {
        Some(until) => Some(until.at_branch(&db).await?),
        None => None,
    };
    let request =
        requests::wait(&db, &args.protocol, args.note.as_deref(), until, args.reason.as_deref(), args.how.how())
            .await?;
    super::told::act(context, &request)
}
