//! `balcao request message`: a message to the student, or a note that only colleagues see.

use clap::Args;

use super::HowArgs;
use crate::cli::context::Context;
use crate::cli::outcome::Trouble;
use crate::store::requests;

/// Arguments of `balcao request message`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  balcao request message 2026.0000042 --note 'Seu histórico está pronto.'\n  balcao request message 2026.0000042 --internal --note 'ligar para o polo'"
)]
pub struct MessageArgs {
    /// The request
    protocol: String,
    /// The text
    #[arg(long, value_name = "TEXT")]
    note: String,
    /// For colleagues only
    #[arg(long)]
    internal: bool,
    #[command(flatten)]
    how: HowArgs,
}

pub(super) async fn run(context: &Context, args: MessageArgs) -> Result<(), Trouble> {
    let db = context.db().await?;
    let request = requests::message(&db, &args.protocol, &args.note, args.internal, args.how.how()).await?;
    super::told::act(context, &request)
}
