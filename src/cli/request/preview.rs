//! `balcao request preview`: what opening would answer, without opening.

use super::open::OpenArgs;
use super::told;
use crate::cli::context::Context;
use crate::cli::outcome::{Trouble, problem_line};
use crate::domain::charge::day;
use crate::store::requests;

pub(super) async fn run(context: &Context, args: OpenArgs) -> Result<(), Trouble> {
    let opening = args.opening(context)?;
    let db = context.db().await?;
    let preview = requests::preview(&db, &opening).await?;
    if context.is_json() {
        return told::json(context, &preview);
    }
    for problem in &preview.problems {
        context.print(&format!("{}\n", problem_line(problem, context.lang())))?;
    }
    if preview.allowed {
        context.print(&format!("✔ {}\n", context.word("cli-preview-allowed")))?;
    }
    if let Some(charge) = &preview.charge {
        context.print(&format!("{}: {}\n", context.word("cli-col-charge"), context.words().charge(charge)))?;
    }
    for step in &preview.due_steps {
        context.print(&format!("  {}\n", step.message(context.lang())))?;
    }
    if let Some(debts) = &preview.debts {
        context.print(&format!("{}: {}\n", context.word("cli-col-debts"), context.words().debts(debts)))?;
    }
    if let Some(date) = &preview.promised_date {
        context.print(&format!("{}: {}\n", context.word("cli-col-promised"), day(date)))?;
    }
    Ok(())
}
