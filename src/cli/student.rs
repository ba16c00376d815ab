//! `balcao student`: who is at the counter. The engine logs each look-up (LG-6).

use clap::{Args, Subcommand};

use super::context::Context;
use super::outcome::Trouble;
use super::request::told;
use super::table::{Align, Table, clean};
use crate::store::counter;

/// Arguments of `balcao student`.
#[derive(Debug, Args)]
pub struct StudentArgs {
    #[command(subcommand)]
    command: StudentCommand,
}

#[derive(Debug, Subcommand)]
enum StudentCommand {
    /// Find students by RA, name, CPF or phone
    #[command(after_help = "Examples:
  balcao student find 'maria apar'
  balcao student find 20230001 --json")]
    Find {
        /// RA, at least two letters of the name, CPF or phone
        text: String,
        /// At most so many
        #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(i32).range(1..=200))]
        limit: i32,
    },
    /// Show a student: enrolments, contracts, guardians, requests
    #[command(after_help = "Example:\n  balcao student card 20230001")]
    Card {
        /// Student number
        ra: String,
    },
}

/// Runs `balcao student`.
///
/// # Errors
/// Whatever the engine refuses.
pub async fn run(context: &Context, args: StudentArgs) -> Result<(), Trouble> {
    match args.command {
        StudentCommand::Find { text, limit } => find(context, &text, limit).await,
        StudentCommand::Card { ra } => card(context, &ra).await,
    }
}

async fn find(context: &Context, text: &str, limit: i32) -> Result<(), Trouble> {
    let db = context.db().await?;
    let found = counter::find_student(&db, text, limit).await?;
    if context.is_json() {
        return context.print_json(&found);
    }
    if found.is_empty() {
        context.note(&context.word("cli-student-none"));
    }
    let mut table = Table::new([
        (context.word("cli-col-ra"), Align::Code),
        (context.word("cli-col-name"), Align::Text),
        (context.word("cli-col-course"), Align::Text),
        (context.word("cli-col-period"), Align::Code),
        (context.word("cli-col-branch"), Align::Text),
        (context.word("cli-col-open"), Align::Number),
    ]);
    for student in found {
        table.row([
            student.ra,
            student.name,
            student.course.unwrap_or_default(),
            student.period.unwrap_or_default(),
            student.branch.unwrap_or_default(),
            student.open_requests.to_string(),
        ]);
    }
    context.print_table(&table)
}

async fn card(context: &Context, ra: &str) -> Result<(), Trouble> {
    let db = context.db().await?;
    let card = counter::student_card(&db, ra).await?;
    if context.is_json() {
        return context.print_json(&card);
    }
    let mut lines = vec![format!("{} · RA {}", card.name, card.ra)];
    let mut pair = |label: String, value: Option<&str>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            lines.push(format!("  {label}: {value}"));
        }
    };
    pair("CPF".to_owned(), card.cpf.as_deref());
    pair("E-mail".to_owned(), card.email.as_deref());
    pair(context.word("cli-col-phone"), card.phone.as_deref());
    for enrolment in &card.enrolments {
        let text = format!(
            "{} · {} · {}",
            enrolment.period,
            enrolment.course,
            context.word(&format!("enrolment-{}", enrolment.status))
        );
        pair(context.word("cli-col-enrolment"), Some(&text));
    }
    for contract in &card.contracts {
        let text = format!(
            "{} · {} · {}",
            contract.number,
            contract.period,
            context.word(&format!("contract-{}", contract.status))
        );
        pair(context.word("cli-col-contract"), Some(&text));
    }
    let debts = card.debts.as_ref().map(|debts| context.words().debts(debts));
    pair(context.word("cli-col-debts"), debts.as_deref());
    for guardian in &card.guardians {
        pair(
            context.word("cli-col-guardian"),
            Some(&format!("{} ({})", guardian.name, context.word(&format!("guardian-{}", guardian.kind)))),
        );
    }
    context.print(&lines.iter().map(|line| clean(line) + "\n").collect::<String>())?;
    if card.requests.is_empty() {
        return Ok(());
    }
    context.print("\n")?;
    context.print_table(&told::table(context, &card.requests))
}
