//! `balcao charge`: the charge of a request, and what a supervisor may do about it.

use clap::{Args, Subcommand};

use super::context::Context;
use super::outcome::Trouble;
use super::request::{HowArgs, told};
use super::table::{Align, Table, clean};
use super::when;
use crate::domain::charge::{ChargeStory, day, money};
use crate::store::charges::Charged;
use crate::store::{Db, charges};

/// Arguments of `balcao charge`.
#[derive(Debug, Args)]
pub struct ChargeArgs {
    #[command(subcommand)]
    command: ChargeCommand,
}

/// How a charge may stand, in one word.
const STATES: [&str; 9] = ["refund", "billing", "failed", "pending", "charged", "paid", "waived", "cancelled", "free"];

#[derive(Debug, Subcommand)]
enum ChargeCommand {
    /// Show the charge, how its due date came about, and what was done about it
    #[command(after_help = "Example:\n  balcao charge show 2026.0000042")]
    Show {
        /// The request
        protocol: String,
    },
    /// List charges, by default those that wait for a person: refunds, ended contracts, failed or not yet posted
    #[command(
        after_help = "Examples:\n  balcao charge list\n  balcao charge list --status waived --status cancelled --json"
    )]
    List {
        /// Only in this state; may be repeated
        #[arg(long = "status", value_name = "STATE", value_parser = STATES)]
        states: Vec<String>,
        /// At most so many
        #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(i32).range(1..=1000))]
        limit: i32,
    },
    /// Forgive a charge that is not paid (supervisors)
    #[command(after_help = "Example:\n  balcao charge waive 2026.0000042 --reason 'bolsa integral'")]
    Waive(ActArgs),
    /// Take back a charge that was not due and is not paid (supervisors)
    #[command(after_help = "Example:\n  balcao charge cancel 2026.0000042 --reason 'cobrada em dobro'")]
    Cancel(ActArgs),
    /// Charge again what was waived or cancelled, by today's prices (supervisors)
    #[command(after_help = "Example:\n  balcao charge again 2026.0000042 --reason 'isenção revista'")]
    Again(ActArgs),
    /// Reckon what a request would cost and when it would be due, without opening it (administrators, supervisors)
    WhatIf(super::what_if::WhatIfArgs),
}

/// An act on a charge.
#[derive(Debug, Args)]
struct ActArgs {
    /// The request
    protocol: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    how: HowArgs,
}

/// Runs `balcao charge`.
///
/// # Errors
/// Whatever the act is refused for.
pub async fn run(context: &Context, args: ChargeArgs) -> Result<(), Trouble> {
    let db = context.db().await?;
    let (request, args) = match args.command {
        ChargeCommand::WhatIf(args) => return super::what_if::run(context, &db, args).await,
        ChargeCommand::Show { protocol } => {
            let story = charges::show(&db, &protocol).await?;
            return if context.is_json() { told::json(context, &story) } else { context.print(&page(context, &story)) };
        }
        ChargeCommand::List { states, limit } => return list(context, &db, &states, limit).await,
        ChargeCommand::Waive(args) => {
            (charges::waive(&db, &args.protocol, args.reason.as_deref(), args.how.how()).await?, args)
        }
        ChargeCommand::Cancel(args) => {
            (charges::cancel(&db, &args.protocol, args.reason.as_deref(), args.how.how()).await?, args)
        }
        ChargeCommand::Again(args) => {
            (charges::again(&db, &args.protocol, args.reason.as_deref(), args.how.how()).await?, args)
        }
    };
    if request.replayed || context.is_json() {
        return told::act(context, &request);
    }
    let text = request.charge.as_ref().map(|charge| context.words().charge(charge)).unwrap_or_default();
    context.print(&format!("{}\n", clean(&format!("{}  {text}", args.protocol))))
}

async fn list(context: &Context, db: &Db, states: &[String], limit: i32) -> Result<(), Trouble> {
    let charges = charges::list(db, (!states.is_empty()).then_some(states), limit).await?;
    if context.is_json() {
        return told::json(context, &charges);
    }
    if charges.items.is_empty() {
        context.note(&context.word("cli-charges-none"));
        return Ok(());
    }
    let mut table = Table::new([
        (context.word("cli-col-protocol"), Align::Code),
        (context.word("cli-col-state"), Align::Text),
        (context.word("cli-col-amount"), Align::Number),
        (context.word("cli-col-due-date"), Align::Code),
        (context.word("cli-col-student"), Align::Text),
        (context.word("cli-col-type"), Align::Text),
    ]);
    for Charged { item, charge, state } in charges.items {
        table.row([
            item.protocol,
            context.word(&format!("charge-in-{state}")),
            money(&charge.amount, context.lang()),
            charge.due_date.as_deref().map(day).unwrap_or_default(),
            format!("{} · {}", item.student.ra, item.student.name),
            item.type_name,
        ]);
    }
    context.print_table(&table)
}

fn page(context: &Context, story: &ChargeStory) -> String {
    let none = context.word("charge-none");
    let head = story.charge.as_ref().map_or(none, |charge| context.words().charge(charge));
    let mut lines = vec![format!("{}  {head}", story.protocol)];
    if let Some(debts) = &story.debts {
        lines.push(format!("  {}", context.words().debts(debts)));
    }
    lines.extend(story.due_steps.iter().map(|step| format!("  {}", step.message(context.lang()))));
    for event in &story.events {
        let what = context.words().text(&format!("cli-event-{}", event.kind.replace('_', "-")));
        let note = event.note.as_deref().map(|note| format!(" · {note}")).unwrap_or_default();
        lines.push(format!("  {}  {}  {}: {what}{note}", event.seq, when::short(&event.at), event.actor));
    }
    lines.iter().map(|line| clean(line) + "\n").collect()
}
