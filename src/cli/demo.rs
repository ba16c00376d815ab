//! `balcao demo`: the desk on a sample school, which lives on a private PostgreSQL of this person.

use clap::{Args, Subcommand};
use serde_json::json;

use super::context::Context;
use super::outcome::Trouble;
use super::school::{self, Demo, Step, Wishes};
use super::table::{Align, Table};

/// Arguments of `balcao demo`.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "People: ana, bruno, carla, davi (attendants), sonia (supervisor), admin, iris (auditor).

Examples:
  balcao demo
  balcao demo --as sonia                 the same school, seen by the supervisor
  balcao demo --no-ui --json             start, fill, print the URLs and leave it running
  balcao demo stop"
)]
pub struct DemoArgs {
    #[command(subcommand)]
    command: Option<DemoCommand>,
    /// Who sits at the desk
    #[arg(long = "as", value_name = "LOGIN", default_value = "ana")]
    login: String,
    /// Begin anew with a fresh school
    #[arg(long)]
    reset: bool,
    /// Start, fill, print the connection URLs (one per person) and leave it running
    #[arg(long)]
    no_ui: bool,
    /// How many students a fresh school has
    #[arg(long, value_name = "N", default_value_t = 300, value_parser = clap::value_parser!(u32).range(10..=1_000_000))]
    students: u32,
    /// How many requests a fresh school has
    #[arg(long, value_name = "N", default_value_t = 800, value_parser = clap::value_parser!(u32).range(0..=10_000_000))]
    requests: u32,
    /// The same seed gives the same school
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
}

#[derive(Debug, Subcommand)]
enum DemoCommand {
    /// Stop the private server, whoever uses it
    Stop,
}

/// Runs `balcao demo`.
///
/// # Errors
/// No PostgreSQL here, a server that cannot be started, nobody of that login.
pub async fn run(context: &Context, args: DemoArgs) -> Result<(), Trouble> {
    if matches!(args.command, Some(DemoCommand::Stop)) {
        return stop(context).await;
    }
    if !args.no_ui {
        context.demand_terminal()?;
    }
    let wishes = Wishes { students: args.students, requests: args.requests, seed: args.seed, reset: args.reset };
    let demo = school::bring_up(wishes, |step| tell_step(context, step)).await?;
    if args.no_ui {
        return leave_running(context, &demo);
    }
    let target = demo.target(&args.login)?;
    let opened = super::desk::open(context, target).await;
    // The hold on the server ends with the desk.
    drop(demo);
    opened
}

fn tell_step(context: &Context, step: Step) {
    context.note(&match step {
        Step::Server => context.word("cli-demo-server"),
        Step::Schema => context.word("cli-demo-schema"),
        Step::School => context.word("cli-demo-school"),
    });
}

fn leave_running(context: &Context, demo: &Demo) -> Result<(), Trouble> {
    demo.lease().keep_running()?;
    if context.is_json() {
        return context.print_json(&demo.view);
    }
    let mut table = Table::new([
        (context.word("cli-col-login"), Align::Code),
        (context.word("cli-col-role"), Align::Code),
        (context.word("cli-col-groups"), Align::Code),
        (context.word("cli-col-url"), Align::Code),
    ]);
    for person in &demo.view.people {
        table.row([person.login.clone(), person.role.clone(), person.groups.join(" "), person.url.clone()]);
    }
    context.print_table(&table)
}

async fn stop(context: &Context) -> Result<(), Trouble> {
    let was_running = school::stop().await?;
    if context.is_json() {
        return context.print_json(&json!({ "stopped": was_running }));
    }
    context.note(&if was_running { context.word("cli-demo-stopped") } else { context.word("cli-demo-not-running") });
    Ok(())
}
