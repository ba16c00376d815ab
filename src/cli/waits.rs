//! `balcao waits`: what time does to requests that wait for the student. A desk asks for it every minute; without one, cron.

use clap::{Args, Subcommand};
use serde_json::json;

use super::context::Context;
use super::outcome::Trouble;
use crate::store::requests;

/// Arguments of `balcao waits`.
#[derive(Debug, Args)]
pub struct WaitsArgs {
    #[command(subcommand)]
    command: WaitsCommand,
}

#[derive(Debug, Subcommand)]
enum WaitsCommand {
    /// Wake what waits until now; warn, and then cancel, what got no answer
    #[command(after_help = "An open desk does this every minute. Where none is open at night, let cron do it:
  */10 * * * *  balcao waits run --quiet

Warning and cancelling are settings: waiting_autocancel_days (0: never) and warn_days.

Examples:
  balcao waits run
  balcao waits run --json")]
    Run,
}

/// Runs `balcao waits`.
///
/// # Errors
/// Not for auditors (5).
pub async fn run(context: &Context, args: WaitsArgs) -> Result<(), Trouble> {
    let WaitsCommand::Run = args.command;
    let db = context.db().await?;
    let done = requests::wake_due(&db).await?;
    if context.is_json() {
        return context.print_json(&json!({ "done": done }));
    }
    context.note(&context.with("cli-waits-done", &[("n", done.into())]));
    Ok(())
}
