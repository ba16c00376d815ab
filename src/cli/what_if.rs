//! `balcao charge what-if`: what a request would cost and when it would be due, step by step, without opening it.

use chrono::NaiveDate;
use clap::Args;

use super::context::Context;
use super::outcome::{Trouble, problem_line};
use super::request::told;
use super::table::clean;
use crate::domain::charge::{DueStep, day};
use crate::domain::what_if::{Reckoning, WhatIf};
use crate::store::{Db, checklist};

/// Arguments of `balcao charge what-if`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  balcao charge what-if --type segunda-chamada --student 20230001
  balcao charge what-if --type segunda-chamada --student 20230001 --location sede --date 2026-04-02")]
pub struct WhatIfArgs {
    /// Code of the request type
    #[arg(long = "type", value_name = "CODE")]
    code: String,
    /// Student number; the price alone when absent
    #[arg(long, value_name = "RA")]
    student: Option<String>,
    /// Code of the delivery location; the first when absent
    #[arg(long, value_name = "CODE")]
    location: Option<String>,
    /// The day, 2026-03-31 or 31/03/2026; today when absent
    #[arg(long, value_name = "DATE", value_parser = date)]
    date: Option<NaiveDate>,
    /// Number of the contract, when there are several
    #[arg(long, value_name = "NO")]
    contract: Option<String>,
    /// Reckon with the draft, or with what is published
    #[arg(long, value_name = "VERSION", value_parser = ["draft", "published"])]
    version: Option<String>,
}

fn date(text: &str) -> Result<NaiveDate, String> {
    let read = |shape: &str| NaiveDate::parse_from_str(text, shape).ok();
    read("%Y-%m-%d").or_else(|| read("%d/%m/%Y")).ok_or_else(|| "2026-03-31, 31/03/2026".to_owned())
}

/// Runs `balcao charge what-if`.
pub(super) async fn run(context: &Context, db: &Db, args: WhatIfArgs) -> Result<(), Trouble> {
    let asked = WhatIf {
        code: args.code,
        student: args.student,
        location: args.location,
        date: args.date.map(|day| day.to_string()),
        contract: args.contract,
        version: args.version,
    };
    let told = checklist::what_if(db, &asked).await?;
    if context.is_json() { told::json(context, &told) } else { context.print(&page(context, &told)) }
}

/// The answer for people: what it comes to, then how.
fn page(context: &Context, told: &Reckoning) -> String {
    let words = context.words();
    let charge = told.charge.as_ref().map_or_else(|| context.word("charge-none"), |charge| words.charge(charge));
    let mut lines = vec![format!("{} · {}  {charge}", told.name, day(&told.date))];
    if let Some(student) = &told.student {
        let contract = told.contract.as_deref().unwrap_or("—");
        let values = [("ra", student.ra.clone().into()), ("name", student.name.clone().into()), ("n", contract.into())];
        lines.push(format!("  {}", context.with("what-if-student", &values)));
    }
    let steps = |id: &str, steps: &[DueStep], lines: &mut Vec<String>| {
        if !steps.is_empty() {
            lines.push(context.word(id));
            lines.extend(steps.iter().map(|step| format!("  {}", step.message(context.lang()))));
        }
    };
    steps("what-if-price", &told.price_steps, &mut lines);
    steps("what-if-due", &told.due_steps, &mut lines);
    steps("what-if-debts", &told.debt_steps, &mut lines);
    lines.extend(told.problems.iter().map(|problem| problem_line(problem, context.lang())));
    lines.iter().map(|line| clean(line) + "\n").collect()
}
