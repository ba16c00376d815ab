//! `balcao request conclude`: ends a request with an outcome.

use clap::{Args, ValueEnum};

use super::HowArgs;
use crate::cli::context::Context;
use crate::cli::outcome::Trouble;
use crate::cli::values::{self, Assignment};
use crate::domain::request::Outcome;
use crate::store::requests;

/// Arguments of `balcao request conclude`.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  balcao request conclude 2026.0000042 --outcome granted --note 'nota lançada'")]
pub struct ConcludeArgs {
    /// The request
    protocol: String,
    /// How it ends
    #[arg(long, value_enum)]
    outcome: OutcomeArg,
    /// The answer to the student
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Fields and actions of the stage, set in the same act
    #[arg(value_name = "KEY=VALUE", value_parser = values::parse_assignment)]
    values: Vec<Assignment>,
    #[command(flatten)]
    how: HowArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum OutcomeArg {
    /// Deferida
    Granted,
    /// Indeferida
    Denied,
    /// Atendida
    Done,
}

impl From<OutcomeArg> for Outcome {
    fn from(outcome: OutcomeArg) -> Self {
        match outcome {
            OutcomeArg::Granted => Self::Granted,
            OutcomeArg::Denied => Self::Denied,
            OutcomeArg::Done => Self::Done,
        }
    }
}

pub(super) async fn run(context: &Context, args: ConcludeArgs) -> Result<(), Trouble> {
    let values = values::object(context, &args.values)?;
    let db = context.db().await?;
    let request = requests::conclude(
        &db,
        &args.protocol,
        Some(Outcome::from(args.outcome).code()),
        args.note.as_deref(),
        &values,
        args.how.how(),
    )
    .await?;
    super::told::act(context, &request)
}
