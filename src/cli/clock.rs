//! `balcao clock`: the engine's clock, in a database marked as training only (amendment of X-40).

use clap::{Args, Subcommand};

use super::context::Context;
use super::outcome::Trouble;
use super::when::{self, When};
use crate::store::admin;

/// Arguments of `balcao clock`.
#[derive(Debug, Args)]
pub struct ClockArgs {
    #[command(subcommand)]
    command: ClockCommand,
}

#[derive(Debug, Subcommand)]
enum ClockCommand {
    /// Show the engine's time and the real one
    Show,
    /// Set the engine's time; it runs on from there
    #[command(after_help = "Examples:
  balcao clock set '2026-03-10 12:04'
  balcao clock set 2026-03-10T12:04:00-03:00 --freeze")]
    Set {
        /// The time: of the branch, unless it carries an offset
        #[arg(value_name = "DATETIME", value_parser = when::parse)]
        at: When,
        /// Stand still at that time
        #[arg(long)]
        freeze: bool,
    },
    /// Go back to the real time
    Reset,
}

/// Runs `balcao clock`.
///
/// # Errors
/// Not an administrator (5), not a training database, a time before the newest history (1).
pub async fn run(context: &Context, args: ClockArgs) -> Result<(), Trouble> {
    let db = context.db().await?;
    let told = match args.command {
        ClockCommand::Show => admin::clock(&db).await?,
        ClockCommand::Set { at, freeze } => admin::clock_set(&db, at.at_branch(&db).await?, freeze).await?,
        ClockCommand::Reset => admin::clock_reset(&db).await?,
    };
    if context.is_json() {
        return context.print_json(&told);
    }
    let mode = match told.mode.as_str() {
        "frozen" => context.word("cli-clock-frozen"),
        "shifted" => context.word("cli-clock-shifted"),
        _ => context.word("cli-clock-real"),
    };
    context.print(&format!("{}  {mode}\n", told.now))
}
