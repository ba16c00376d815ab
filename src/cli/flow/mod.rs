//! `balcao flow`: what is done to the flow of a type as a whole, one file each.

mod check;
mod publish;

use clap::{Args, Subcommand};

use super::context::Context;
use super::outcome::Trouble;

/// Arguments of `balcao flow`.
#[derive(Debug, Args)]
pub struct FlowArgs {
    #[command(subcommand)]
    command: FlowCommand,
}

#[derive(Debug, Subcommand)]
enum FlowCommand {
    /// Judge a flow: of a file, without a database, or of a type in the database
    Check(check::CheckArgs),
    /// Make the draft of a type the version that new requests run on
    Publish(publish::PublishArgs),
}

/// Runs `balcao flow`.
///
/// # Errors
/// An unsound flow is bad news (1); a file that cannot be read (2).
pub async fn run(context: &Context, args: FlowArgs) -> Result<(), Trouble> {
    match args.command {
        FlowCommand::Check(args) => check::run(context, args).await,
        FlowCommand::Publish(args) => publish::run(context, args).await,
    }
}
