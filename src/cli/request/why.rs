//! `balcao request why`: which acts this person may do, and every reason against the others.

use clap::Args;

use super::told;
use crate::cli::context::Context;
use crate::cli::outcome::{Trouble, problem_line};
use crate::store::requests;

/// Arguments of `balcao request why`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  balcao request why 2026.0000042
  balcao request why 2026.0000042 documentacao-completa")]
pub struct WhyArgs {
    /// The request
    protocol: String,
    /// Code of a forwarding reason to ask about
    reason: Option<String>,
}

pub(super) async fn run(context: &Context, args: WhyArgs) -> Result<(), Trouble> {
    let db = context.db().await?;
    let why = requests::why(&db, &args.protocol, args.reason.as_deref()).await?;
    if context.is_json() {
        return told::json(context, &why);
    }
    for (act, state) in &why.acts {
        let mark = if state.allowed { "✔" } else { "—" };
        context.print(&format!("{mark} {}\n", context.word(&format!("cli-act-{act}"))))?;
        for problem in &state.problems {
            context.print(&format!("    {}\n", problem_line(problem, context.lang())))?;
        }
    }
    for reason in &why.reasons {
        let mark = if reason.option.enabled { "✔" } else { "—" };
        context.print(&format!("{mark} {} → {}\n", reason.option.code, reason.option.to))?;
        for problem in &reason.problems {
            context.print(&format!("    {}\n", problem_line(problem, context.lang())))?;
        }
    }
    Ok(())
}
