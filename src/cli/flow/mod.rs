//! `balcao flow`: what is done to the flow of a type as a whole, one file each.

mod check;
mod diff;
mod migrate;
mod publish;
mod replay;
mod versions;
mod walk;

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
    /// What changes from one flow to another, and which running requests it touches
    Diff(diff::DiffArgs),
    /// Move running requests to another version, by a plan, and back
    Migrate(migrate::MigrateArgs),
    /// The versions of a flow, and what runs on each
    Versions(versions::VersionsArgs),
    /// Begin a draft with the flow of any version
    Draft(versions::DraftArgs),
    /// Drop the draft of a type
    Discard(versions::DiscardArgs),
    /// Make the draft of a type the version that new requests run on
    Publish(publish::PublishArgs),
    /// What past requests of the type would meet on a version
    Replay(replay::ReplayArgs),
    /// Walk every way of a flow, or a script, with the real rules on scratch data; nothing remains
    Walk(walk::WalkArgs),
}

/// Runs `balcao flow`.
///
/// # Errors
/// An unsound flow is bad news (1); a file that cannot be read (2).
pub async fn run(context: &Context, args: FlowArgs) -> Result<(), Trouble> {
    match args.command {
        FlowCommand::Check(args) => check::run(context, args).await,
        FlowCommand::Diff(args) => diff::run(context, args).await,
        FlowCommand::Migrate(args) => migrate::run(context, args).await,
        FlowCommand::Versions(args) => versions::versions(context, args).await,
        FlowCommand::Draft(args) => versions::draft(context, args).await,
        FlowCommand::Discard(args) => versions::discard(context, args).await,
        FlowCommand::Publish(args) => publish::run(context, args).await,
        FlowCommand::Replay(args) => replay::run(context, args).await,
        FlowCommand::Walk(args) => walk::run(context, args).await,
    }
}
