//! `balcao request priority`: how urgent a request is (supervisors).

use clap::Args;

use super::HowArgs;
use crate::cli::context::Context;
use crate::cli::outcome::Trouble;
use crate::store::requests;

/// Arguments of `balcao request priority`.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  balcao request priority 2026.0000042 1 --note 'formatura na sexta'")]
pub struct PriorityArgs {
    /// The request
    protocol: String,
    /// 1 is the most urgent, 5 can wait
    #[arg(value_name = "1-5", value_parser = clap::value_parser!(i32).range(1..=5))]
    priority: i32,
    /// Why, for the history
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    #[command(flatten)]
    how: HowArgs,
}

pub(super) async fn run(context: &Context, args: PriorityArgs) -> Result<(), Trouble> {
    let db = context.db().await?;
    let request = requests::priority(&db, &args.protocol, args.priority, args.note.as_deref(), args.how.how()).await?;
    super::told::act(context, &request)
}
